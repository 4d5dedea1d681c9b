#include "session.hpp"

#include "page_fetch.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <cstring>

namespace oms::net {

session::session(surroundings const& around, boost::asio::ip::tcp::socket socket)
    : around_(around), desk_(around.shared), socket_(std::move(socket)), talk_(around.shared, socket_.comes_from_loopback()), lost_(!socket_.is_open()) {}

session::~session() = default;

session::turn session::take_turn(clock::time_point now, bool may_send) {
    struct ending {
        session& of;
        bool is_one = true;   // so is an exception
        ~ending() {
            if (!is_one) return;
            of.rest_ = {};
            of.forget_used();
        }
    } here{*this};
    resume();
    turn const next = work(may_send);
    if (next != turn::over) pause(now);
    here.is_one = next == turn::over;
    return next;
}

session::turn session::work(bool may_send) {
    bool may_read = true;  // once, or one that sends without end would keep the others waiting; and only behind what was kept
    while (!lost_) {
        switch (talk_.next()) {
            case want::room:
                forget_used();
                if (!writable_) return turn::waits;
                // Answers that leave one after the other wake their readers once, where each would wake one that has gone to sleep again.
                if (!may_send && rest_.empty()) return turn::answers;
                write();
                break;
            case want::bytes:
                if (untried_) {
                    may_read = false;
                    rest_.remove_prefix(talk_.take(rest_));
                    untried_ = !rest_.empty() && talk_.next() != want::bytes;
                } else {
                    if (!readable_) return turn::waits;
                    if (!std::exchange(may_read, false)) return turn::reads;
                    read();
                }
                break;
            case want::pages:
                if (broken_) return turn::over;  // nobody waits for the answer
                if (!pages_) fetch();
                if (talk_.next() == want::pages) return turn::waits;
                pages_.reset();
                break;
            case want::finish:
                socket_.shut_down_writing();
                talk_.finished();
                break;
            case want::nothing: return turn::over;
        }
    }
    return turn::over;
}

/// The buffer is this session's again.
void session::resume() {
    std::memcpy(around_.buffer.data(), kept_.data(), kept_.size());
    explicit_bzero(kept_.data(), kept_.size());
    rest_ = {around_.buffer.data(), kept_.size()};
    read_up_to_ = std::max(read_up_to_, rest_.size());
    if (pages_ && talk_.next() != want::pages) pages_.reset();
    moved_ = false;
    if (std::exchange(expired_, false)) talk_.out_of_time();
}

void session::pause(clock::time_point now) {
    set_deadline(now);
    kept_.assign(rest_);
    if (rest_.empty()) kept_.shrink_to_fit();
}

/// A body may hold the token of a call: nothing of it outlives the answer (CH-AUTHZ-07). What is still to be used stays.
void session::forget_used() noexcept {
    char* const buffer = around_.buffer.data();
    std::size_t const from = rest_.empty() ? read_up_to_ : static_cast<std::size_t>(rest_.data() - buffer);
    std::size_t const behind = from + rest_.size();
    explicit_bzero(buffer, from);
    explicit_bzero(buffer + behind, read_up_to_ - behind);
    read_up_to_ = rest_.empty() ? 0 : behind;
}

/// Until there is a reply, only a reset matters; that the peer sent its FIN does not.
void session::fetch() {
    pages_ = std::make_shared<page_fetch>(around_.client, around_.loop, talk_.fetching(), [this] {
        talk_.fetched();
        around_.call(*this);
    });
    pages_->start();
}

void session::set_deadline(clock::time_point now) {
    patience const what = talk_.waits_for();
    std::pair const now_waiting{what, talk_.message_number()};
    // A head and a farewell have so long in all; a body and an answer have so long for each step.
    bool const each_step = what == patience::body || what == patience::answer;
    if (now_waiting == waiting_for_ && !(each_step && moved_)) return;
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
    deadline_ = now + allowed;
}

void session::read() {
    std::span<char> const room = around_.buffer.subspan(rest_.size()).first(desk_.bounds().read_chunk_bytes);
    stream_socket::step const got = socket_.read(room);
    switch (got.what) {
        case stream_socket::outcome::moved:
            // A short one has emptied the socket, and what comes later is told.
            readable_ = got.bytes == room.size() || !short_is_all_;
            moved_ = true;
            rest_ = {around_.buffer.data(), rest_.size() + got.bytes};
            read_up_to_ = std::max(read_up_to_, rest_.size());
            untried_ = true;
            break;
        case stream_socket::outcome::not_now: readable_ = false; break;
        case stream_socket::outcome::ended: talk_.end_of_input(); break;
        case stream_socket::outcome::lost: lost_ = true; break;
    }
}

void session::write() {
    stream_socket::step const put = socket_.write(talk_.pending());
    switch (put.what) {
        case stream_socket::outcome::moved:
            moved_ = true;
            talk_.sent(put.bytes);
            break;
        case stream_socket::outcome::not_now: writable_ = false; break;
        case stream_socket::outcome::ended:
        case stream_socket::outcome::lost: lost_ = true; break;
    }
}

void session::note(std::uint32_t events) noexcept {
    if ((events & (EPOLLERR | EPOLLHUP)) != 0) broken_ = true;
    if (broken_ || (events & (EPOLLRDHUP | EPOLLPRI)) != 0) short_is_all_ = false;
    if (!short_is_all_ || (events & EPOLLIN) != 0) readable_ = true;
    if (broken_ || (events & EPOLLOUT) != 0) writable_ = true;
}

bool session::expires(clock::time_point now) noexcept {
    if (now < deadline_) return false;
    deadline_ = clock::time_point::max();
    expired_ = true;
    return true;
}

}  // namespace oms::net
