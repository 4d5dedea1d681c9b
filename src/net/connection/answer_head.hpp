#pragma once
#include <oms/service/exchange.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace oms::net {

/// What the connection adds to a reply.
struct answer_terms {
    std::string_view date;  ///< of `http_date`
    bool keep_alive = true;
    bool http_1_0 = false;  ///< the request's version: a 1.0 client must be told that the connection stays
};

/// Appends status line and fields, the empty line included. Content-Length is that of `r.body`, also where the body
/// itself is not sent (HEAD); 204 and 304 have none.
/// Source: RFC 9110 8.6, 15; RFC 9112 4, 9.3, 9.6.
void write_answer_head(std::string& to, service::response const& r, answer_terms const& terms);

/// `Sun, 06 Nov 1994 08:49:37 GMT`. Source: RFC 9110 5.6.7.
[[nodiscard]] std::string http_date(std::chrono::sys_seconds when);

}  // namespace oms::net
