#pragma once
#include "../stream/awaitable.hpp"

#include <oms/fetch/retrieval.hpp>
#include <oms/net/http_client.hpp>

#include <exception>

namespace oms::net {

/// Asks the FHIR server for what the retrieval plans and feeds it what comes, until nothing of it is under way or its deadline has passed.
/// Null, or what the retrieval threw; then it is left as it is. (Not thrown here: of two awaited with `||`, the other would go on.)
/// If this is cancelled, so are the requests. Lifetime: the client and the retrieval outlive it.
[[nodiscard]] awaitable<std::exception_ptr> fetch_pages(http_client& client, executor const& loop, fetch::retrieval& plan);

}  // namespace oms::net
