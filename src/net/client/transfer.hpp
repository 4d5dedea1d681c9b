#pragma once
#include "content_decoder.hpp"
#include "trust_store.hpp"

#include <oms/base/released_by.hpp>
#include <oms/net/http_client.hpp>

#include <curl/curl.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace oms::net {

class connection_pool;

/// One request: first in its pool's queue, then in libcurl's hands. The pool is its only owner and outlives it.
class transfer {
public:
    transfer(connection_pool& pool, get_request const& r, response_taker& to);
    ~transfer();
    transfer(transfer const&) = delete;
    transfer& operator=(transfer const&) = delete;

    /// Fails it at the deadline. `self` is this.
    void watch_deadline(std::weak_ptr<transfer> self);
    /// Hands it to libcurl. False: libcurl cannot.
    [[nodiscard]] bool start(CURLM* multi, CURLSH* share, trust_store& trusted, client_settings const& with);
    /// Takes it back; a connection in the middle of something is closed.
    void stop() noexcept;

    /// The taker hears nothing more.
    void cancel() noexcept;
    void fail(fetch::transport_failure why) noexcept;
    /// What libcurl said when it was done.
    void conclude(CURLcode result) noexcept;
    [[nodiscard]] bool is_over() const noexcept { return taker_ == nullptr; }

private:
    void set_options(CURLSH* share, trust_store& trusted, client_settings const& with);
    void set_callbacks(trust_store& trusted);
    [[nodiscard]] bool make_fields();
    [[nodiscard]] std::optional<fetch::transport_failure> failure_of(CURLcode result) const noexcept;

    curl_socket_t open_socket(curl_sockaddr const& to) noexcept;
    bool take_line(std::string_view line) noexcept;
    void take_field(std::string_view name, std::string_view value);
    [[nodiscard]] bool announces_too_much() const noexcept;
    bool take_bytes(std::string_view bytes) noexcept;
    bool pass_on(std::string_view decoded) noexcept;

    connection_pool& pool_;
    response_taker* taker_;
    std::string const url_;
    std::string bearer_;  ///< until libcurl has it
    std::size_t const max_bytes_;
    std::size_t max_head_bytes_ = 0;
    bool const allow_loopback_;
    boost::asio::steady_timer deadline_;

    std::unique_ptr<curl_slist, released_by<curl_slist_free_all>> fields_;
    std::unique_ptr<CURL, released_by<curl_easy_cleanup>> easy_;
    CURLM* multi_ = nullptr;

    std::string content_type_, location_, retry_after_, coding_, length_;
    content_decoder decoder_;
    std::size_t head_bytes_ = 0;
    std::size_t body_bytes_ = 0;
    bool head_taken_ = false;
    bool enough_ = false;  ///< the taker wants no more
    bool too_large_ = false;
    bool unreadable_ = false;  ///< not in the encoding that it says, or in an unknown one, or of two lengths
    bool denied_ = false;      ///< an address was not connected to, by the rule
    bool attempted_ = false;   ///< one was
};

}  // namespace oms::net
