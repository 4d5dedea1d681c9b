#include "connection.hpp"

#include "../client/fetch_pages.hpp"
#include "../verification/verify.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <utility>
#include <variant>

namespace oms::net {

using namespace boost::asio::experimental::awaitable_operators;

connection::connection(shared const& with, std::unique_ptr<stream> s, bool peer_is_loopback)
    : shared_(with), stream_(std::move(s)), input_(with.buffer), talk_(with.here, peer_is_loopback), deadline_(with.here.limits.time) {}

awaitable<ending> connection::serve() {
    deadline_.start({wait::handshake});
    if (outcome const opened = co_await stream_->open(); opened != outcome::done) co_return co_await after_handshake(opened);
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
            case action::verify: co_await verify(); break;
            case action::fetch: co_await fetch(); break;
            case action::shut: co_await close(); break;
        }
    }
    co_return *over_;
}

/// Why a connection ended whose handshake failed.
awaitable<ending> connection::after_handshake(outcome opened) {
    if (cut_) co_return ending::drain_timeout;
    if (opened == outcome::interrupted) co_return ending::header_timeout;
    if (!stream_->refusal_of_open().empty()) co_await linger(outcome::done);
    co_return ending::bad_handshake;
}

/// Gives the conversation what is unread, unless it waits for more behind it.
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

/// A wait was interrupted: its deadline has passed, a drain ends idle connections, or the drain is over.
void connection::interrupted() {
    if (cut_) {
        over_ = ending::drain_timeout;
    } else if (deadline_.has_passed(deadline::clock::now())) {
        talk_.out_of_time();
    }
}

/// What has arrived, or a reset, is seen afterwards: the wait is short.
awaitable<> connection::verify() {
    auth::verdict decided = auth::overloaded{};
    if (shared_.tokens) decided = co_await net::verify(*shared_.tokens, talk_.pending_token());
    if (cut_) {
        over_ = ending::drain_timeout;
    } else {
        talk_.verified(decided);
    }
}

/// Waits for the pages or for a reset; the first cancels the wait for the other. That the peer has ended its side does not matter.
awaitable<> connection::fetch() {
    if (!stream_->is_broken()) {
        auto const loop = co_await boost::asio::this_coro::executor;
        auto const first = co_await (stream_->until_broken() || fetch_pages(shared_.client, loop, talk_.retrieval()));
        if (auto const* const thrown = std::get_if<std::exception_ptr>(&first)) co_return *thrown ? talk_.fetch_failed() : talk_.fetched();
    }
    over_ = cut_ ? ending::drain_timeout : ending::reset;
}

/// A close while the peer is sending causes a reset, which can overtake the last answer (RFC 9112 9.6) or alert.
awaitable<> connection::linger(outcome last) {
    deadline_.start({wait::linger});
    std::size_t const most = shared_.here.limits.linger_bytes;
    for (std::size_t dropped = 0; last == outcome::done && dropped <= most;) {
        io_result const got = co_await stream_->drop();
        dropped += got.bytes;
        last = got.what;
    }
}

awaitable<> connection::close() {
    if (talk_.why() == ending::answer_timeout) {
        over_ = talk_.why();  // a peer that takes nothing takes no close_notify either
        co_return;
    }
    deadline_.start({wait::linger});
    outcome const last = co_await stream_->end_output();
    if (talk_.must_linger()) co_await linger(last);
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
