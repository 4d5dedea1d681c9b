#pragma once
#include <oms/base/fault.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace oms::app {

/// Where the service listens, as `listen` says it.
struct listen_address {
    std::string host;        ///< a numeric address: `127.0.0.1`, `::1`
    std::uint16_t port = 0;  ///< 0: any free port
    bool loopback = false;   ///< nothing outside this machine can reach it
};

/// Reads `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`. Names other than `localhost` are not looked up: which of its
/// addresses a name means would be a guess. Fault: bad_settings.
[[nodiscard]] result<listen_address> parse_listen(std::string_view text);

/// `http://127.0.0.1:8080` or with `https`, brackets around an IPv6 address.
[[nodiscard]] std::string url_of(listen_address const& a, std::string_view scheme = "http");

/// A URL that clients are told.
struct public_address {
    std::string origin;  ///< `https://cds.example.org`
    std::string path;    ///< `/oms`, no trailing slash; empty: the root
};

/// Reads `https://cds.example.org/oms/`. Fault (bad_settings): another scheme, no host, user information, a query, a fragment,
/// a path that would need percent-encoding, `.` or `..` or an empty segment in it.
[[nodiscard]] result<public_address> parse_public_url(std::string_view text);

/// True for what browsers send as `Origin`: scheme, host and perhaps port, nothing after it. Source: RFC 6454, 6.1.
[[nodiscard]] bool is_origin(std::string_view text);

}  // namespace oms::app
