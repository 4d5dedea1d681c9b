#pragma once

namespace oms::net {

/// Makes libcurl ready, once for the process; from any thread. False: it cannot be used.
///
/// It gets a heap of its own that erases each block when it is given back: what it copied of a request, a bearer token too,
/// stays in no memory that is free.
[[nodiscard]] bool start_curl();

}  // namespace oms::net
