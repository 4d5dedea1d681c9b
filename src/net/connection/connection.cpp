#include "connection.hpp"

#include "../page_fetch.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>

namespace oms::net {

using namespace boost::asio::experimental::awaitable_operators;

connection::connection(surroundings const& around, std::unique_ptr<stream> s, bool peer_is_loopback)
    : around_(around), stream_(std::move(s)), input_(around.buffer), talk_(around.here, peer_is_loopback), deadline_(around.here.bounds.time) {}

awaitable<ending> connection::serve() {
    deadline_.start({wait::handshake});
    if (outcome const opened = co_await stream_->open(); opened != outcome::done) co_return after_handshake(opened);
    while (!over_) {
        take_input();
        input_.keep();
        deadline_.start(talk_.waits_for());
        switch (talk_.next()) {
            case action::read: took(co_await stream_->read(input_)); break;
            case action::write:
                // First the thread's other connections read what has arrived. Answers that then leave one after the other wake the program
                // at their other end once, where each would wake it again.
                co_await boost::asio::post(boost::asio::use_awaitable_t<executor>{});
                took(co_await stream_->write(talk_.pending()));
                break;
            case action::fetch: co_await fetch(); break;
            case action::shut: co_await close(); break;
        }
    }
    co_return *over_;
}

/// A handshake that did not come about.
ending connection::after_handshake(outcome opened) const noexcept {
    if (cut_) return ending::drain_timeout;
    return opened == outcome::interrupted ? ending::header_timeout : ending::bad_handshake;
}

/// The conversation has what is unread, unless it has seen it and waits for more.
void connection::take_input() {
    while (untried_ && talk_.next() == action::read) {
        input_.consume(talk_.take(input_.unread()));
        untried_ = !input_.unread().empty() && talk_.next() != action::read;
    }
}

void connection::took(outcome read) {
    switch (read) {
        case outcome::done: untried_ = true; break;
        case outcome::ended: talk_.end_of_input(); break;
        case outcome::broken: over_ = talk_.is_within_request() ? ending::reset : ending::finished; break;
        case outcome::interrupted: interrupted(); break;
    }
}

void connection::took(io_result written) {
    switch (written.what) {
        case outcome::done: talk_.sent(written.bytes); break;
        case outcome::ended:
        case outcome::broken: over_ = ending::write_failed; break;
        case outcome::interrupted: interrupted(); break;
    }
}

/// By its deadline, by a drain that ends what is idle, or by the end of the drain.
void connection::interrupted() {
    if (cut_) {
        over_ = ending::drain_timeout;
    } else if (deadline_.has_passed(deadline::clock::now())) {
        talk_.out_of_time();
    }
}

/// Until there is a reply, only a reset matters; that the peer ended its side does not.
awaitable<> connection::fetch() {
    bool fetched = false;
    if (!stream_->is_broken()) {
        auto const loop = co_await boost::asio::this_coro::executor;
        auto const first = co_await (stream_->until_broken() || fetch_pages(around_.client, loop, talk_.fetching()));
        fetched = first.index() == 1;
    }
    if (fetched) co_return talk_.fetched();
    over_ = cut_ ? ending::drain_timeout : ending::reset;
}

/// A close while the peer is sending causes a reset, which can overtake the last answer (RFC 9112 9.6).
awaitable<> connection::close() {
    if (talk_.why() == ending::answer_timeout) co_return void(over_ = talk_.why());  // who takes nothing is told nothing
    deadline_.start({wait::linger});
    outcome last = co_await stream_->end_output();
    std::size_t const most = around_.here.bounds.linger_bytes;
    for (std::size_t dropped = 0; talk_.must_linger() && last == outcome::done && dropped <= most;) {
        io_result const got = co_await stream_->drop();
        dropped += got.bytes;
        last = got.what;
    }
    over_ = cut_ ? ending::drain_timeout : talk_.why();
}

void connection::check_deadline(deadline::clock::time_point now) noexcept {
    if (deadline_.has_passed(now)) stream_->interrupt();
}

void connection::end_if_idle() noexcept {
    if (deadline_.what() == wait::idle && talk_.next() == action::shut) stream_->interrupt();
}

void connection::cut() noexcept {
    cut_ = true;
    stream_->interrupt();
}

}  // namespace oms::net
