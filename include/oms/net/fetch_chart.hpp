#pragma once
#include <oms/fetch/retrieval.hpp>
#include <oms/net/http_client.hpp>

namespace oms::net {

/// Asks a FHIR server for all that the retrieval plans and feeds it what comes, until nothing is under way or its deadline has passed.
/// For a command: it waits, on a loop of its own. Throws what the retrieval throws. Source: product.md 3, `evaluate --fhir`, `request`.
void fetch_chart(fetch::retrieval& plan, client_settings const& with);

}  // namespace oms::net
