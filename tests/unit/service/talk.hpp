#pragma once
#include "support/card_validator.hpp"
#include "support/knowledge.hpp"

#include <oms/service/exchange.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <string_view>

/// One request and its answer, without sockets.
namespace oms::test {

inline std::vector<std::string> const all_hooks{"patient-view",        "problem-list-item-create", "encounter-start",
                                                "encounter-discharge", "order-select",             "order-sign"};

/// Open, strict about nothing, at noon of 2026-11-20.
[[nodiscard]] inline service::deployment_settings open_settings() {
    service::deployment_settings s;
    s.auth_required = false;
    s.cors_origins = {"https://sandbox.example.org"};
    s.version = "9.8.7";
    return s;
}

[[nodiscard]] inline clock at_noon() {
    return {[] { return parse_instant("2026-11-20T12:00:00Z").value(); }};
}

[[nodiscard]] inline std::shared_ptr<service::deployment const> service_with(service::deployment_settings s = open_settings(),
                                                                       std::vector<std::string> const& hooks = all_hooks) {
    return service::make_deployment(shared_knowledge(), std::move(s), at_noon(), hooks);
}

[[nodiscard]] inline service::request_head ask_for(std::string_view method, std::string_view target) {
    service::request_head a;
    a.method = method;
    a.target = target;
    return a;
}

[[nodiscard]] inline service::request_head post_to(std::string_view target) {
    service::request_head a = ask_for("POST", target);
    a.content_type = "application/json";
    return a;
}

/// The value of a header; empty: not there. Twice the same: joined, so that a test sees it.
[[nodiscard]] inline std::string header(service::response const& r, std::string_view name) {
    std::string out;
    for (auto const& [n, value] : r.headers)
        if (n == name) out.append(out.empty() ? "" : " + ").append(value);
    return out;
}

inline void send(service::exchange& e, service::request_head const& a, std::string_view body, std::size_t portion) {
    if (e.begin(a) == service::exchange_state::answered) return;
    for (; !body.empty(); body.remove_prefix(std::min(portion, body.size())))
        if (e.feed(body.substr(0, portion)) == service::exchange_state::answered) return;
    EXPECT_EQ(e.end(), service::exchange_state::answered);
}

/// Sends a whole request in portions, as a server would; stops feeding when the reply is there. Every body of every test is held
/// against the independent validator (CH-JSON-03).
inline service::response& talk(service::exchange& e, service::request_head a, std::string_view body = {}, std::size_t portion = 1u << 20) {
    a.has_body = !body.empty();
    if (a.has_body && !a.content_length) a.content_length = body.size();
    send(e, a, body, portion);
    service::response& r = e.answer();
    bool const is_status_page = r.status == 200 && (e.account().route == "health" || e.account().route == "ready");
    if (r.content_type.starts_with("application/") && !is_status_page) {
        EXPECT_THAT(violations_of(r.body), testing::IsEmpty()) << r.body;
    }
    return r;
}

}  // namespace oms::test
