#pragma once
#include <cstdint>
#include <string_view>

/// What the code that reads charts (no sockets) and the FHIR client (sockets) tell each other.
namespace oms::fetch {

/// Of a response from a FHIR server. Views live until the call they are given to returns.
struct page_head {
    unsigned status = 0;
    std::string_view content_type, location, retry_after;  ///< empty: no such field
};

/// Why no whole response came.
enum class transport_failure : std::uint8_t {
    not_allowed = 1,  ///< every address of the host is one that may not be called, or the URL is none of http or https
    no_such_host,
    refused,    ///< no connection: refused, unreachable
    tls,        ///< no trusted connection: certificate, host name, version
    timed_out,  ///< the deadline passed, whatever was waited for
    broken,     ///< cut off, or no HTTP, or an encoding that was not asked for
    too_large,  ///< the body, decoded, or the head is over its limit
};

}  // namespace oms::fetch
