#pragma once
#include "connection/awaitable.hpp"

#include <oms/fetch/retrieval.hpp>
#include <oms/net/http_client.hpp>

namespace oms::net {

/// Asks the FHIR server for the pages that somebody wants and feeds them to it, until nothing more is wanted or the deadline ends it.
/// `of` has said `exchange_state::fetching`; when this returns it has replied. Cancelled: what is under way is cancelled, too, and `of` is left as it is.
/// Lifetime: the client and `of` outlive it.
[[nodiscard]] awaitable<> fetch_pages(http_client& client, executor const& loop, fetch::page_taker& of);

}  // namespace oms::net
