#pragma once
#include <oms/fetch/retrieval.hpp>
#include <oms/net/http_client.hpp>

#include <functional>
#include <string_view>

namespace oms::net {

/// What is called while a command reads a chart. Empty functions are not called.
struct fetch_observer {
    /// A page is asked for.
    std::function<void(fetch::page_request const&)> requested;
    /// Its body begins; a second time when it comes from its start again.
    std::function<void(fetch::page_request const&)> begun;
    /// Its bytes, decoded, in any portions.
    std::function<void(fetch::page_request const&, std::string_view)> bytes;
};

/// Asks a FHIR server for all that the retrieval plans and feeds it what comes, until nothing is under way or its deadline has passed.
/// For a command: it waits, on a loop of its own. Source: product.md 3, `evaluate --fhir`, `request`.
void fetch_chart(fetch::retrieval& plan, client_limits const& bounds, fetch_observer const& observer);

}  // namespace oms::net
