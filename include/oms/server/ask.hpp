#pragma once
#include <oms/http/retrieval.hpp>
#include <oms/server/http_client.hpp>

#include <functional>
#include <string_view>

namespace oms::server {

/// What stands beside a retrieval and sees its pages go by. Empty functions are not called.
struct onlooker {
    std::function<void(http::page_request const&)> asked;
    /// Bytes of a body that the retrieval reads, decoded, in any portions.
    std::function<void(http::page_request const&, std::string_view)> bytes;
};

/// Asks a FHIR server for all that the retrieval plans and feeds it what comes, until nothing is under way or its deadline has passed.
/// For a command: it waits, on a loop of its own; a service asks in the loop of its connection.
/// Source: product.md 3, `evaluate --fhir`, `request`.
void ask(http::retrieval& plan, client_limits const& bounds, onlooker const& beside);

}  // namespace oms::server
