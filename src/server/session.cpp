#include "session.hpp"

#include "page_fetch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace oms::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

bool is_loopback(asio::ip::address const& a) {
    if (a.is_v6() && a.to_v6().is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, a.to_v6()).is_loopback();
    return a.is_loopback();
}

/// Each of them holds its text.
constexpr std::size_t most_answers_held = 16;

bool comes_from_loopback(tcp::socket const& s) {
    error_code ec;
    tcp::endpoint const peer = s.remote_endpoint(ec);
    return !ec && is_loopback(peer.address());
}

}  // namespace

session::session(desk& shared, http_client& client, std::span<char> buffer, tcp::socket socket)
    : desk_(shared), client_(client), buffer_(buffer), socket_(std::move(socket)), talk_(shared, comes_from_loopback(socket_)) {
    error_code ec;
    socket_.non_blocking(true, ec);
    if (!ec) socket_.set_option(tcp::no_delay(true), ec);
    lost_ = ec.failed();  // the peer has gone already
}

asio::awaitable<void> session::run(bool turn_away) {
    if (turn_away) talk_.turn_away();
    while (!lost_) {
        switch (talk_.next()) {
            case want::room:
                forget_used();
                if (rest_.empty() && desk_.answers_held < most_answers_held) co_await let_others_read();
                write();
                if (!lost_ && talk_.next() == want::room) co_await wait(tcp::socket::wait_write);
                break;
            case want::bytes:
                if (untried_) {
                    rest_.remove_prefix(talk_.take(rest_));
                    untried_ = !rest_.empty() && talk_.next() != want::bytes;
                } else {
                    co_await wait(tcp::socket::wait_read);
                    if (!lost_ && !woken_ && talk_.next() == want::bytes) read();
                }
                break;
            case want::pages: co_await fetch(); break;
            case want::finish: {
                error_code ec;
                socket_.shutdown(tcp::socket::shutdown_send, ec);
                talk_.finished();
                break;
            }
            case want::nothing: co_return forget_used();
        }
    }
    forget_used();
}

/// A body may hold the token of a call: nothing of it outlives the answer (CH-AUTHZ-07). What is still to be used stays.
void session::forget_used() noexcept {
    std::size_t const from = rest_.empty() ? read_up_to_ : static_cast<std::size_t>(rest_.data() - buffer_.data());
    std::size_t const behind = from + rest_.size();
    explicit_bzero(buffer_.data(), from);
    explicit_bzero(buffer_.data() + behind, read_up_to_ - behind);
    read_up_to_ = rest_.empty() ? 0 : behind;
}

/// Ends with a reply, or with `lost_` when the peer has reset the connection. That it sent its FIN does not show, nor matter.
asio::awaitable<void> session::fetch() {
    auto const pages = std::make_shared<page_fetch>(client_, socket_.get_executor(), talk_.fetching(), [this] {
        talk_.fetched();
        wake();
    });
    pages->start();
    while (!lost_ && talk_.next() == want::pages) {
        co_await wait(tcp::socket::wait_error);
        if (!woken_) lost_ = true;
    }
}

/// What has arrived on other connections is read and answered first: answers that leave one after the other wake their readers
/// once, where each would wake one that has gone to sleep again.
asio::awaitable<void> session::let_others_read() {
    struct held {
        explicit held(std::size_t& n) : count(n) { ++count; }
        ~held() { --count; }
        std::size_t& count;
    } const while_others_read{desk_.answers_held};
    co_await asio::post(asio::use_awaitable);
    expired_ = false;  // the limit was that of the request, which has arrived
}

/// Ends with the socket ready, or with `lost_` or `woken_` set, or with a conversation that was told that its time is up.
asio::awaitable<void> session::wait(tcp::socket::wait_type readiness) {
    set_deadline();
    kept_.assign(rest_);
    if (rest_.empty()) kept_.shrink_to_fit();
    woken_ = false;
    auto const [ec] = co_await socket_.async_wait(readiness, asio::as_tuple(asio::use_awaitable));
    std::memcpy(buffer_.data(), kept_.data(), kept_.size());
    explicit_bzero(kept_.data(), kept_.size());
    rest_ = {buffer_.data(), kept_.size()};
    read_up_to_ = std::max(read_up_to_, rest_.size());

    if (std::exchange(expired_, false)) {
        talk_.out_of_time();
    } else if (ec && !woken_) {
        lost_ = true;
    }
}

void session::set_deadline() {
    patience const what = talk_.waits_for();
    std::pair const now_waiting{what, talk_.message_number()};
    // A head and a farewell have so long in all; a body and an answer have so long for each step.
    bool const each_step = what == patience::body || what == patience::answer;
    if (now_waiting == waiting_for_ && !each_step) return;
    waiting_for_ = now_waiting;
    if (what == patience::pages) {
        deadline_ = clock::time_point::max();
        return;
    }

    limits const& l = desk_.bounds();
    auto const allowed = [&]() -> std::chrono::milliseconds {
        switch (what) {
            case patience::idle: return talk_.message_number() == 0 ? std::min(l.header, l.idle) : l.idle;
            case patience::head: return l.header;
            case patience::body:
            case patience::answer: return l.body;
            case patience::pages:
            case patience::farewell: break;
        }
        return l.farewell;
    }();
    deadline_ = clock::now() + allowed;
}

void session::read() {
    error_code ec;
    std::span<char> const room = buffer_.subspan(rest_.size()).first(desk_.bounds().read_chunk_bytes);
    std::size_t const n = socket_.read_some(asio::buffer(room.data(), room.size()), ec);
    if (ec == asio::error::would_block) return;
    if (ec == asio::error::eof) return talk_.end_of_input();
    if (ec) {
        lost_ = true;
        return;
    }
    rest_ = {buffer_.data(), rest_.size() + n};
    read_up_to_ = std::max(read_up_to_, rest_.size());
    untried_ = true;
}

void session::write() {
    error_code ec;
    auto const& pieces = talk_.pending();
    std::array const gathered{asio::buffer(pieces[0].data(), pieces[0].size()), asio::buffer(pieces[1].data(), pieces[1].size())};
    std::size_t const n = socket_.write_some(gathered, ec);
    if (ec == asio::error::would_block) return;
    if (ec) {
        lost_ = true;
        return;
    }
    talk_.sent(n);
}

void session::check(clock::time_point now) {
    if (now < deadline_) return;
    expired_ = true;
    deadline_ = clock::time_point::max();
    error_code ec;
    socket_.cancel(ec);
}

void session::wake() {
    woken_ = true;
    error_code ec;
    socket_.cancel(ec);
}

void session::cut() {
    lost_ = true;
    error_code ec;
    socket_.close(ec);
}

}  // namespace oms::server
