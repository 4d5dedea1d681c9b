#include "worker.hpp"

#include "connection/answer_head.hpp"

#include <boost/asio/post.hpp>

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace oms::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

/// Connections over the limit that are told so, at the same time. More are closed without a word.
constexpr std::size_t turned_away_at_once = 64;

/// So many with news, and so many that were called: their answers wait for what the others have sent, and each holds its text.
constexpr std::size_t most_in_a_round = 16;

constexpr int rounds_at_once = 8;

/// One sweep over all connections instead of a timer for each wait: late by at most a quarter of the shortest limit.
std::chrono::milliseconds sweep_interval(limits const& l) {
    auto const shortest = std::min({l.header, l.body, l.idle, l.drain, l.farewell});
    return std::clamp(shortest / 4, 1ms, 250ms);
}

template <class T>
void have_room(std::vector<T>& all, std::size_t count) {
    if (all.capacity() < count) all.reserve(2 * count);
}

}  // namespace

/// One connection, and where it is counted.
struct worker::guest {
    guest(session::surroundings const& around, tcp::socket s, std::atomic<std::size_t>& counted) : served(around, std::move(s)), counted_in(counted) {}
    ~guest() { counted_in.fetch_sub(1, std::memory_order_relaxed); }
    guest(guest const&) = delete;
    guest& operator=(guest const&) = delete;

    session served;
    std::atomic<std::size_t>& counted_in;
};

worker::worker(limits bounds, client_limits const& reading, std::shared_ptr<service::deployment const> s, on_record log, connection_count& all)
    : bounds_(bounds),
      desk_(bounds, std::move(s), std::move(log)),
      client_(context, reading),
      all_(all),
      buffer_(std::make_unique_for_overwrite<char[]>(bounds.header_bytes + bounds.read_chunk_bytes)),
      sockets_(context, epoll_create1(EPOLL_CLOEXEC)),
      around_{desk_, client_, context.get_executor(), {buffer_.get(), bounds.header_bytes + bounds.read_chunk_bytes}, [this](session& one) { call(one); }},
      tick_every_(sweep_interval(bounds)) {}

worker::~worker() = default;

void worker::run() {
    tick();
    context.run();
}

void worker::welcome(tcp::socket s) {
    if (desk_.draining) return;
    // So that no turn fails for want of memory for these; one may answer twice in a round.
    std::size_t const most = guests_.size() + 1;
    for (auto* const all : {&guests_, &gone_}) have_room(*all, most);
    for (auto* const all : {&called_, &answering_, &now_}) have_room(*all, 2 * most);
    bool const room = all_.served.fetch_add(1, std::memory_order_relaxed) < bounds_.connections;
    if (!room) {
        all_.served.fetch_sub(1, std::memory_order_relaxed);
        if (all_.turned_away.fetch_add(1, std::memory_order_relaxed) >= turned_away_at_once) {
            all_.turned_away.fetch_sub(1, std::memory_order_relaxed);
            return;
        }
    }
    auto one = std::make_unique<guest>(around_, std::move(s), room ? all_.served : all_.turned_away);
    session& here = one->served;
    epoll_event what{};
    what.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET;
    what.data.ptr = &here;
    if (epoll_ctl(sockets_.native_handle(), EPOLL_CTL_ADD, here.descriptor(), &what) != 0) return;
    if (!room) here.turn_away();
    here.place = guests_.size();
    guests_.push_back(std::move(one));
    wait();
}

/// Notes that `s` has a turn in one of the next rounds.
void worker::call_in(session& s) {
    if (!std::exchange(s.called, true)) called_.push_back(&s);
}

/// Gives `s` a turn soon.
void worker::call(session& s) {
    call_in(s);
    serve_soon();
}

void worker::serve_soon() {
    if (!std::exchange(due_, true)) asio::post(context, [this] { serve(); });
}

/// Some rounds; then the rest of the loop has its turn.
void worker::serve() {
    due_ = false;
    for (int rounds = 0; rounds < rounds_at_once && serve_round(); ++rounds) {}
    if (is_done()) {
        timer_.cancel();
        sockets_.cancel();
    } else if (called_.empty()) {
        wait();
    } else {
        serve_soon();
    }
}

/// False: there was nothing to do.
bool worker::serve_round() {
    std::array<epoll_event, most_in_a_round> ready;
    int const count = std::max(0, epoll_wait(sockets_.native_handle(), ready.data(), static_cast<int>(ready.size()), 0));
    if (count == 0 && called_.empty()) return false;
    now_is_ = session::clock::now();
    auto const until = called_.begin() + static_cast<std::ptrdiff_t>(std::min(called_.size(), most_in_a_round));
    now_.assign(called_.begin(), until);
    called_.erase(called_.begin(), until);
    for (session* s : now_) {
        s->called = false;
        take_turn(*s, &session::go_on);
    }
    for (epoll_event const& e : std::span{ready}.first(static_cast<std::size_t>(count))) {
        session& s = *static_cast<session*>(e.data.ptr);
        s.note(e.events);
        take_turn(s, &session::go_on);
    }
    now_.swap(answering_);
    for (session* s : now_) take_turn(*s, &session::send);
    now_.clear();
    forget_gone();
    return true;
}

void worker::take_turn(session& s, session::turn (session::*what)(session::clock::time_point)) {
    if (s.place == session::nowhere) return;
    session::turn next = session::turn::over;
    try {
        next = (s.*what)(now_is_);
    } catch (std::exception const&) {
        // Out of memory outside a request. It ends this connection, not the server.
    }
    switch (next) {
        case session::turn::waits: break;
        case session::turn::answers: answering_.push_back(&s); break;
        case session::turn::reads: call_in(s); break;
        case session::turn::over: leave(s); break;
    }
}

void worker::leave(session& s) {
    std::size_t const place = std::exchange(s.place, session::nowhere);
    gone_.push_back(std::move(guests_[place]));
    if (place + 1 != guests_.size()) {
        guests_[place] = std::move(guests_.back());
        guests_[place]->served.place = place;
    }
    guests_.pop_back();
}

void worker::forget_gone() noexcept {
    if (gone_.empty()) return;
    auto const is_gone = [](session const* s) { return s->place == session::nowhere; };
    std::erase_if(called_, is_gone);
    std::erase_if(answering_, is_gone);
    gone_.clear();
}

void worker::wait() {
    if (std::exchange(awaited_, true)) return;
    sockets_.async_wait(asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code const& ec) {
        awaited_ = false;
        if (!ec) serve();
    });
}

void worker::drain() {
    if (desk_.draining) return;
    desk_.draining = true;
    cut_at_ = session::clock::now() + bounds_.drain;
    for (auto const& g : guests_) call(g->served);
    if (is_done()) serve();
}

void worker::schedule_tick() {
    timer_.expires_after(tick_every_);
    timer_.async_wait([this](boost::system::error_code const&) { tick(); });
}

void worker::tick() {
    auto const second = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (second != date_of_) {
        date_of_ = second;
        desk_.date = http_date(second);
    }
    session::clock::time_point const now = session::clock::now();
    client_.sweep(now);
    for (auto const& g : guests_) {
        bool const is_late = now >= cut_at_;
        if (is_late) g->served.cut();
        if (is_late || g->served.expires(now)) call(g->served);
    }
    if (!is_done()) schedule_tick();
}

}  // namespace oms::net
