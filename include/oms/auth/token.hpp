#pragma once
#include <oms/auth/algorithm.hpp>
#include <oms/auth/refusal.hpp>
#include <oms/base/time.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oms::auth {

/// Limits of one token. Those of EHRs have one to two KiB.
struct token_limits {
    std::size_t bytes = 8 * 1024;  ///< of all of it, as sent
    std::size_t audiences = 16;    ///< in `aud`
    unsigned depth = 16;           ///< levels of JSON; claims that are not read may nest
};

/// What a token says. Nothing of it holds before its signature is verified.
struct token {
    algorithm alg = algorithm::es384;
    std::string kid;
    std::string jku;  ///< empty: none
    std::string issuer, id;
    std::string subject;  ///< empty: none
    std::string tenant;   ///< empty: none
    std::vector<std::string> audiences;
    instant issued, expires;
    std::optional<instant> not_before;

    /// Storage is kept.
    void clear() noexcept;
};

/// The token of an Authorization field: `Bearer` in any case, blanks, one word. Nothing: no such scheme, or no word behind it.
/// Lifetime: the field's. Source: RFC 6750 2.1; RFC 9110 11.1; CH-SEC-02.
[[nodiscard]] std::optional<std::string_view> bearer_of(std::string_view authorization) noexcept;

/// Reads JWS in compact form whose payload is the claims of a CDS Hooks call. Does not look at the signature.
///
/// Each member that is read occurs once and has its type; what a reader does not know is ignored, but `crit`, which forbids that.
/// Refusals: `malformed`; `algorithm`, when the header is well-formed and names one that no client may have.
/// Storage is kept from token to token. Thread rule: one thread at a time.
/// Source: RFC 7515 3.1, 4.1, 5.2; RFC 7519 4, 4.1, 7.2; CH-JWT-02, CH-JWT-04, CH-JWT-07, CH-JWT-09.
class token_reader {
public:
    explicit token_reader(token_limits bounds = {});
    ~token_reader();
    token_reader(token_reader&&) noexcept;
    token_reader& operator=(token_reader&&) noexcept;

    /// Nothing: it was read.
    [[nodiscard]] std::optional<refusal> read(std::string_view text);
    /// Of the last one that was read. Lifetime: until the next `read` or `clear`.
    [[nodiscard]] token const& what() const noexcept;
    /// Forgets the last one.
    void clear() noexcept;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::auth
