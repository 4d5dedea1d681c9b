#pragma once
#include <oms/net/listen.hpp>

#include "canary/kept_log.hpp"
#include "wire/support/transport.hpp"
#include "wire/support/wire_service.hpp"

#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace oms::test {

/// A server on a free port of loopback, from construction to destruction.
class running_server {
public:
    /// What differs from a server with one thread and the limits of product.md.
    struct options {
        service::inbound_limits limits = {};
        unsigned threads = 1;
        std::shared_ptr<service::deployment const> service = a_service();
        net::on_record log = {};
        net::on_ending ended = {};
        net::on_refused_handshake refused_handshake = {};
        std::shared_ptr<boost::asio::ssl::context> tls = {};  ///< in place of that of all tests
        std::shared_ptr<net::token_verifier> tokens = {};
    };
    explicit running_server(transport over) : running_server(over, options{}) {}
    running_server(transport over, options with) : over_{over} {
        net::listener::options o;
        o.port = 0;
        o.threads = with.threads;
        o.log = with.log ? std::move(with.log) : kept_log();
        o.ended = std::move(with.ended);
        o.tokens = std::move(with.tokens);
        o.refused_handshake = std::move(with.refused_handshake);
        o.tls = with.tls ? std::move(with.tls) : server_context(over);
        auto opened = net::listener::open(o, with_limits(with.service, with.limits));
        if (!opened) throw std::runtime_error(to_string(opened.error()));
        listener_ = std::move(*opened);
        thread_ = std::jthread{[this] { listener_->run(); }};
    }
    ~running_server() { stop_and_wait(); }
    running_server(running_server const&) = delete;
    running_server& operator=(running_server const&) = delete;

    [[nodiscard]] server_address address() const { return {listener_->port(), over_}; }
    [[nodiscard]] net::listener& operator*() { return *listener_; }
    void stop() { listener_->stop(); }
    /// Returns when the drain is over.
    void stop_and_wait() {
        stop();
        if (thread_.joinable()) thread_.join();
    }

private:
    transport const over_;
    std::unique_ptr<net::listener> listener_;
    std::jthread thread_;
};

}  // namespace oms::test
