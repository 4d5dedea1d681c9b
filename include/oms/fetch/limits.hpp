#pragma once
#include <chrono>
#include <cstddef>

namespace oms::fetch {

/// Every limit of reading from FHIR servers, with its unit. Defaults: product.md 4 `fhir`; those below `connections_per_server` are no
/// settings of their own.
struct outbound_limits {
    std::chrono::milliseconds deadline{400};    ///< for all reads of one call together: a clinician waits
    std::size_t max_pages = 50;                 ///< of one list: a server that pages without end is not followed
    std::size_t max_bytes = 64u << 20;          ///< of one body, decoded: a chart of twenty years has a tenth of it
    std::size_t connections_per_server = 8;     ///< at the same time: all lists of a call at once; further requests wait in order
    unsigned json_depth = 64;                   ///< levels of the JSON of one body: FHIR nests about 20 deep
    unsigned max_redirects = 3;                 ///< of one page: more is a loop
    std::size_t head_bytes = 64 * 1024;         ///< all fields of a response together
    std::size_t read_bytes = 16 * 1024;         ///< one read, as large as a TLS record; held by each request that is under way
    std::chrono::seconds idle{30};              ///< a connection unused for longer is not used again; a pool is closed

    /// Bytes that are decoded (gzip) at once: on the stack, and large enough that what they cost is not the calls.
    static constexpr std::size_t decoded_bytes = 32 * 1024;
    /// Bytes that a request may have: it has no body, and this is the least that libcurl takes.
    static constexpr std::size_t upload_bytes = 16 * 1024;
};

}  // namespace oms::fetch
