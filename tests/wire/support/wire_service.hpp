#pragma once
#include <oms/service/exchange.hpp>

#include <memory>
#include <string>
#include <string_view>

/// What the tests of the server talk to.
namespace oms::test {

/// The service without knowledge: one service, `oms-patient-view`, that can answer `a_call`. Quick to make. Its clock stands,
/// authentication is off, `https://ehr.example` is the one origin.
[[nodiscard]] std::shared_ptr<service::deployment const> a_service();
/// The same with a discovery document of at least so many bytes.
[[nodiscard]] std::shared_ptr<service::deployment const> a_service_of_long_answers(std::size_t bytes);
/// A copy with other limits.
[[nodiscard]] std::shared_ptr<service::deployment const> with_limits(std::shared_ptr<service::deployment const> const& of,
                                                                     service::inbound_limits const& limits);
/// A whole request, 1.2 KB, that is answered 200 with no cards: the user is the patient (CH-DEC-10).
[[nodiscard]] std::string const& a_call();

/// The same with the knowledge of this repository, and a whole request about a child who gets a card on 2026-11-20.
[[nodiscard]] std::shared_ptr<service::deployment const> the_service();
[[nodiscard]] std::string const& child_with_a_card();

/// A POST to patient-view with Content-Length; `fields` are whole lines.
[[nodiscard]] std::string post(std::string_view body, std::string_view fields = {});
/// The same chunked, in chunks of `size` bytes.
[[nodiscard]] std::string post_chunked(std::string_view body, std::size_t size);
/// Without a body: `get("/healthz")`.
[[nodiscard]] std::string get(std::string_view target, std::string_view fields = {}, std::string_view method = "GET");

}  // namespace oms::test
