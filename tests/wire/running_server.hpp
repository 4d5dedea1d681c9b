#pragma once
#include <oms/net/listen.hpp>

#include "wire/wire_service.hpp"

#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace oms::test {

/// A server on a free port of loopback, from construction to destruction.
class running_server {
public:
    explicit running_server(net::limits bounds = {}, unsigned threads = 1, std::shared_ptr<service::deployment const> s = a_service(),
                            net::on_record log = {}) {
        net::listener::options o;
        o.port = 0;
        o.threads = threads;
        o.bounds = bounds;
        o.log = std::move(log);
        auto opened = net::listener::open(o, std::move(s));
        if (!opened) throw std::runtime_error(to_string(opened.error()));
        listener_ = std::move(*opened);
        thread_ = std::jthread{[this] { listener_->run(); }};
    }
    ~running_server() { stop_and_wait(); }
    running_server(running_server const&) = delete;
    running_server& operator=(running_server const&) = delete;

    [[nodiscard]] std::uint16_t port() const { return listener_->port(); }
    [[nodiscard]] net::listener& operator*() { return *listener_; }
    void stop() { listener_->stop(); }
    /// Returns when the drain is over.
    void stop_and_wait() {
        stop();
        if (thread_.joinable()) thread_.join();
    }

private:
    std::unique_ptr<net::listener> listener_;
    std::jthread thread_;
};

}  // namespace oms::test
