#include "connection_pool.hpp"

#include "start_curl.hpp"

#include <sys/epoll.h>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace oms::net {

namespace asio = boost::asio;
using boost::system::error_code;

connection_pool::connection_pool(asio::io_context& loop, client_settings const& with, trust_store& trusted)
    : loop_(loop), settings_(with), trusted_(trusted), sockets_(loop, epoll_create1(EPOLL_CLOEXEC)), timer_(loop) {
    if (!start_curl()) return;
    share_.reset(curl_share_init());
    multi_.reset(curl_multi_init());
    if (!share_ || !multi_) return;
    curl_share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    curl_socket_callback const watch_socket_of = [](CURL*, curl_socket_t s, int what, void* self, void*) {
        static_cast<connection_pool*>(self)->watch_socket(s, what);
        return 0;
    };
    curl_multi_timer_callback const set_timer_of = [](CURLM*, long milliseconds, void* self) {
        static_cast<connection_pool*>(self)->set_timer(milliseconds);
        return 0;
    };
    CURLM* const m = multi_.get();
    curl_multi_setopt(m, CURLMOPT_SOCKETFUNCTION, watch_socket_of);
    curl_multi_setopt(m, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m, CURLMOPT_TIMERFUNCTION, set_timer_of);
    curl_multi_setopt(m, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    curl_multi_setopt(m, CURLMOPT_MAXCONNECTS, static_cast<long>(with.limits.connections_per_server));
}

connection_pool::~connection_pool() {
    // Before what they are in: libcurl requires it.
    for (auto const& t : running_) t->stop();
}

void connection_pool::add(std::shared_ptr<transfer> t) {
    t->watch_deadline(t);
    waiting_.push_back(std::move(t));
    schedule_drive();
}

void connection_pool::schedule_drive() noexcept {
    if (std::exchange(drive_due_, true)) return;
    asio::post(loop_, [self = weak_from_this()] {
        if (auto const pool = self.lock()) pool->drive();
    });
}

void connection_pool::schedule_drop() noexcept {
    drop_due_ = true;
    schedule_drive();
}

/// One round; what is left for another one comes after what else the loop has to do.
void connection_pool::drive() {
    drive_due_ = false;
    if (std::exchange(drop_due_, false)) drop_cancelled();
    start_waiting();
    int running = 0;
    if (std::exchange(timer_due_, false)) curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
    finish_done();
    if (timer_due_ || (has_room() && !waiting_.empty())) schedule_drive();
    wait();
}

void connection_pool::drop_cancelled() {
    auto const is_over = [](std::shared_ptr<transfer> const& t) { return t->is_over(); };
    std::erase_if(waiting_, is_over);
    std::erase_if(running_, is_over);
}

void connection_pool::start_waiting() {
    while (has_room() && !waiting_.empty()) {
        std::shared_ptr<transfer> const t = std::move(waiting_.front());
        waiting_.pop_front();
        if (multi_ && t->start(multi_.get(), share_.get(), trusted_, settings_)) {
            running_.push_back(t);
        } else {
            t->fail(fetch::transport_failure::broken);
        }
    }
}

void connection_pool::finish_done() {
    int left = 0;
    while (CURLMsg const* const m = multi_ ? curl_multi_info_read(multi_.get(), &left) : nullptr) {
        if (m->msg != CURLMSG_DONE) continue;
        CURLcode const result = m->data.result;
        transfer* done = nullptr;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &done);
        auto const at = std::ranges::find(running_, done, &std::shared_ptr<transfer>::get);
        std::shared_ptr<transfer> const t = std::exchange(*at, running_.back());
        running_.pop_back();
        t->stop();
        last_used_ = clock::now();
        t->conclude(result);
    }
}

/// Keeps the loop waiting exactly as long as a request is under way.
void connection_pool::wait() {
    if (running_.empty()) {
        timer_.cancel();
        if (is_waiting_) sockets_.cancel();
        return;
    }
    if (std::exchange(is_waiting_, true)) return;
    sockets_.async_wait(asio::posix::stream_descriptor::wait_read, [self = weak_from_this()](error_code const& ec) {
        auto const pool = self.lock();
        if (!pool) return;
        pool->is_waiting_ = false;
        if (ec) {
            pool->wait();  // it was cancelled when there was nothing to wait for; meanwhile there may be
        } else {
            pool->take_ready_sockets();
        }
    });
}

void connection_pool::take_ready_sockets() {
    std::array<epoll_event, 64> ready;
    int const n = epoll_wait(sockets_.native_handle(), ready.data(), static_cast<int>(ready.size()), 0);
    for (int i = 0; i < n; ++i) {
        epoll_event const& e = ready[static_cast<std::size_t>(i)];
        int const what = ((e.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) | ((e.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                         ((e.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
        int running = 0;
        curl_multi_socket_action(multi_.get(), e.data.fd, what, &running);
    }
    drive();
}

/// What libcurl waits for at a socket.
void connection_pool::watch_socket(curl_socket_t socket, int what) noexcept {
    int const set = sockets_.native_handle();
    epoll_event e{};
    e.data.fd = socket;
    if ((what & CURL_POLL_REMOVE) == CURL_POLL_REMOVE) {
        epoll_ctl(set, EPOLL_CTL_DEL, socket, &e);
        return;
    }
    if ((what & CURL_POLL_IN) != 0) e.events |= EPOLLIN;
    if ((what & CURL_POLL_OUT) != 0) e.events |= EPOLLOUT;
    if (epoll_ctl(set, EPOLL_CTL_ADD, socket, &e) != 0) epoll_ctl(set, EPOLL_CTL_MOD, socket, &e);
}

void connection_pool::set_timer(long milliseconds) noexcept {
    timer_due_ = milliseconds == 0;
    if (milliseconds <= 0) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(std::chrono::milliseconds{milliseconds});
    timer_.async_wait([self = weak_from_this()](error_code const& ec) {
        auto const pool = self.lock();
        if (ec || !pool) return;
        pool->timer_due_ = true;
        pool->drive();
    });
}

}  // namespace oms::net
