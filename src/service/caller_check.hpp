#pragma once
#include <oms/auth/admission.hpp>
#include <oms/service/exchange.hpp>
#include <oms/telemetry/call_record.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace oms::service {

/// Who makes a call: all that can be decided without a key, and what is kept of the caller until the call has ended.
class caller_check {
public:
    /// Nothing: `pending` says what is left to check. `path`: the request's, in its one spelling.
    [[nodiscard]] std::optional<auth::refusal> begin(auth::admission const& all, request_head const& a, std::string_view path, instant now);
    /// Lifetime: until `clear` or `begin`, and that of the request's head.
    [[nodiscard]] auth::pending_token const& pending() const noexcept { return pending_; }
    /// The caller is who the token says: from now on it may be named.
    void trust(auth::admission const& all, telemetry::call_record& record);
    /// The index of the trusted caller's client; nothing: nobody was asked.
    [[nodiscard]] std::optional<std::size_t> client() const noexcept { return client_; }
    void clear() noexcept;

private:
    auth::token_reader reader_;
    auth::pending_token pending_;
    std::optional<std::size_t> client_;
    std::string url_, url_as_sent_;   ///< of the request, below the public address
};

}  // namespace oms::service
