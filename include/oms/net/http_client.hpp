#pragma once
#include <oms/fetch/limits.hpp>
#include <oms/fetch/transport.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace boost::asio {
class io_context;
}

namespace oms::net {

/// What a client needs to know. Of the limits it keeps those of connections, heads, reads and idle time; a pool, what one origin and one
/// pool key share, has `connections_per_server`.
struct client_settings {
    fetch::outbound_limits limits;
    std::string user_agent = "oms-cds";
};

struct get_request {
    std::string url;          ///< absolute, http or https, no user name in it
    std::string pool_key;     ///< requests of different keys never share a connection
    std::string_view bearer;  ///< token for `Authorization: Bearer …`; empty: no such field. Copied; erased when the request ends
    std::size_t max_bytes = fetch::outbound_limits{}.max_bytes;  ///< of the body, decoded
    std::chrono::steady_clock::time_point deadline;  ///< for all of it: queue, look-up, connection, TLS, head and body
    bool allow_loopback = false;                     ///< addresses on loopback may be connected to
};

/// Takes the response to a request. Unless the request is cancelled, the last call is `take_end` or `take_failure`.
/// The loop makes these calls, never `http_client::get` or `http_call::cancel`; a taker may call those two.
class response_taker {
public:
    /// The head of the final response; once. False: the body is not wanted, `take_end` follows.
    virtual bool take_head(fetch::page_head const& head) noexcept = 0;
    /// Decoded bytes of the body, in portions of any size. False: no more are wanted, `take_end` follows.
    virtual bool take_body(std::string_view bytes) noexcept = 0;
    virtual void take_end() noexcept = 0;
    virtual void take_failure(fetch::transport_failure why) noexcept = 0;

protected:
    ~response_taker() = default;
};

class transfer;

/// A request that is under way. Its destruction cancels the request: the taker is not called any more.
class http_call {
public:
    http_call() noexcept;
    explicit http_call(std::weak_ptr<transfer> t) noexcept;
    ~http_call();
    http_call(http_call&& other) noexcept;
    http_call& operator=(http_call&& other) noexcept;

    void cancel() noexcept;

private:
    std::weak_ptr<transfer> transfer_;
};

/// Asks FHIR servers with GET over HTTP/1.1, for one loop. No redirect is followed, no proxy used, no cookie kept.
///
/// Connections are kept and used again; one whose body was not read to its end is closed. If the server has closed a kept connection, the
/// request is sent once more on a new one. Gzip and chunks are decoded. TLS 1.2 or later; chain and host name are verified against
/// the system's trust store (`SSL_CERT_FILE`, `SSL_CERT_DIR` are honoured), which is read once, with the first https request.
/// The address rule (`may_connect_to`) is applied to each address when it is connected to.
///
/// Thread rule: the loop's thread; instances share nothing. Lifetime: the loop outlives it. A taker must not destroy it.
/// The loop has work while a request is under way; idle connections give it none.
/// Source: product.md 6, 13; RFC 9110 4.2, 15.2; RFC 9112 6.3, 7, 9; RFC 6750 2.1, 5.3; RFC 6890.
class http_client {
public:
    http_client(boost::asio::io_context& loop, client_settings with);
    ~http_client();
    http_client(http_client const&) = delete;
    http_client& operator=(http_client const&) = delete;

    /// `to` must live until the end, the failure or the cancellation.
    [[nodiscard]] http_call get(get_request const& r, response_taker& to);

    /// Closes what has been idle for too long. To be called now and then, not from a taker.
    void sweep(std::chrono::steady_clock::time_point now);

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::net
