#pragma once
#include "../stream/awaitable.hpp"

#include <oms/fetch/retrieval.hpp>
#include <oms/net/http_client.hpp>

namespace oms::net {

/// Asks the FHIR server for the pages that `to` wants and feeds them to it, until it wants nothing more or its deadline has passed.
/// `to` has said `exchange_state::fetching`; when this returns, it has replied. If this is cancelled, so are the requests, and `to` is left as it is.
/// Lifetime: the client and `to` outlive it.
[[nodiscard]] awaitable<> fetch_pages(http_client& client, executor const& loop, fetch::page_taker& to);

}  // namespace oms::net
