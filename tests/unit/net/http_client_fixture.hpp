#pragma once
#include <oms/net/http_client.hpp>

#include "wire/support/scripted_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oms::net {

using test::ok, test::scripted_reply, test::scripted_server, test::seen_request;

/// Writes down what becomes of a request, and that nothing comes twice or late.
class recorded_response final : public response_taker {
public:
    bool take_head(fetch::page_head const& head) noexcept override {
        EXPECT_FALSE(is_over() || status != 0);
        status = head.status;
        content_type = head.content_type;
        location = head.location;
        retry_after = head.retry_after;
        return wants_body;
    }
    bool take_body(std::string_view bytes) noexcept override {
        EXPECT_FALSE(is_over() || status == 0);
        body += bytes;
        if (on_body) on_body();
        return body.size() < enough;
    }
    void take_end() noexcept override {
        EXPECT_FALSE(is_over());
        ended = true;
        if (on_end) on_end();
    }
    void take_failure(fetch::transport_failure why) noexcept override {
        EXPECT_FALSE(is_over());
        failure = why;
    }
    [[nodiscard]] bool is_over() const { return ended || failure; }

    bool wants_body = true;
    std::size_t enough = std::string::npos;
    std::function<void()> on_body, on_end;

    unsigned status = 0;
    std::string content_type, location, retry_after, body;
    bool ended = false;
    std::optional<fetch::transport_failure> failure;
};

/// A client in a loop. Its waits are for events; the bound is for a client that hangs.
class HttpClientFixture : public testing::Test {
protected:
    static constexpr std::chrono::seconds bound{10};

    get_request to(std::string url, std::chrono::milliseconds allowed = bound) {
        get_request r;
        r.url = std::move(url);
        r.deadline = std::chrono::steady_clock::now() + allowed;
        r.allow_loopback = true;
        return r;
    }
    void run_until(std::function<bool()> const& done) {
        auto const end = std::chrono::steady_clock::now() + bound;
        while (!done() && std::chrono::steady_clock::now() < end) loop.run_one_until(end);
        ASSERT_TRUE(done()) << "not within the bound";
    }
    void get(get_request const& r, recorded_response& into) {
        http_call const call = client.get(r, into);
        run_until([&] { return into.is_over(); });
    }
    void get(std::string url, recorded_response& into) { get(to(std::move(url)), into); }

    boost::asio::io_context loop{1};
    client_settings settings;
    http_client client{loop, settings};
};

}  // namespace oms::net
