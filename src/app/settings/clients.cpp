#include "clients.hpp"

#include "table.hpp"

#include <oms/app/address.hpp>
#include <oms/fhir/base_url.hpp>

#include <algorithm>
#include <array>

namespace oms::app {

namespace {

using client_row = settings::client_table;

/// The member of the client that is being read: the last one.
template <auto Member>
slot at_last_client(settings& all) {
    if (all.clients.empty()) all.clients.emplace_back();
    return &(all.clients.back().*Member);
}

std::string check_issuer(std::string_view text) {
    bool const one_word = !text.empty() && std::ranges::none_of(text, [](char c) { return c <= ' ' || c == '\x7f'; });
    return one_word ? std::string{} : "must be the iss of the EHR's tokens, as it is written there";
}

/// Source: product.md 13.
std::string check_key_url(std::string_view text) {
    auto const origin = fhir::parse_origin(fhir::split_url(text).scheme, fhir::split_url(text).authority.value_or(std::string_view{}));
    bool const is_plain =
        std::ranges::none_of(text, [](char c) { return c <= ' ' || c == '\x7f'; }) && text.find('#') == std::string_view::npos;
    if (text.empty() || (origin && is_plain && (origin->https || origin->is_loopback()))) return {};
    return "must be a whole https URL (http only to this machine), e.g. https://ehr.example.org/.well-known/jwks.json";
}

std::string check_server(std::string_view text) {
    return is_origin(text) ? std::string{}
                           : "each must be scheme://host or scheme://host:port and nothing more, e.g. https://ehr.example.org";
}

std::string check_named(std::string_view text) { return text.empty() ? "must not be empty" : std::string{}; }

// clang-format off: two lines per row, what it is and why
constexpr std::array client_table_rows{
    setting{.key = "clients.issuer",
            .at = at_last_client<&client_row::issuer>,
            .check = check_issuer,
            .why = "iss of the tokens of this EHR, exactly; no other issuer is let in."},
    setting{.key = "clients.jwks_file",
            .at = at_last_client<&client_row::jwks_file>,
            .why = "File with its key set (JWK Set), read at start and on SIGHUP."},
    setting{.key = "clients.jwks_url",
            .at = at_last_client<&client_row::jwks_url>,
            .check = check_key_url,
            .why = "URL of its key set, read anew as keys change; with jwks_file it is not read, only what jku of a token may say."},
    setting{.key = "clients.algorithms",
            .at = at_last_client<&client_row::algorithms>,
            .choices = "ES256 ES384 ES512 RS256 RS384 RS512 PS256 PS384 PS512",
            .why = "Signature algorithms that its tokens may have."},
    setting{.key = "clients.tenants",
            .at = at_last_client<&client_row::tenants>,
            .check = check_named,
            .why = "Tenants that may call; empty: any, and tokens without one."},
    setting{.key = "clients.subjects",
            .at = at_last_client<&client_row::subjects>,
            .check = check_named,
            .why = "sub of the tokens that may call; empty: any, and tokens without one."},
    setting{.key = "clients.fhir_servers",
            .at = at_last_client<&client_row::fhir_servers>,
            .check = check_server,
            .why = "Origins of the FHIR servers that its calls may name; no other is read for it."},
    setting{.key = "clients.reuse_tokens",
            .at = at_last_client<&client_row::reuse_tokens>,
            .why = "Take one token for several calls, as some test clients send it; a copied token works until it expires."},
    setting{.key = "clients.selection_behavior",
            .at = at_last_client<&client_row::selection_behavior>,
            .choices = "any at-most-one",
            .built = false,
            .why = "selectionBehavior of its cards."},
    setting{.key = "clients.language",
            .at = at_last_client<&client_row::language>,
            .built = false,
            .why = "Language of its cards when a call names none."},
};
// clang-format on

}  // namespace

std::span<setting const> client_settings() noexcept { return client_table_rows; }

void check_client(settings const& s, std::size_t index, std::string_view where, std::vector<fault>& faults) {
    client_row const& c = s.clients[index];
    auto const say = [&](std::string_view key, std::string note) {
        faults.push_back({errc::bad_settings, std::string{where} + ": clients." + std::string{key}, std::move(note)});
    };
    auto const before = std::span{s.clients}.first(index);
    if (c.issuer.empty()) {
        say("issuer", "is missing: the iss of the EHR's tokens");
    } else if (std::ranges::find(before, c.issuer, &client_row::issuer) != before.end()) {
        say("issuer", "is that of an earlier client; one table must say all of one EHR");
    }
    if (c.jwks_file.empty() && c.jwks_url.empty()) say("jwks_url", "is missing, and so is jwks_file: without keys no token can be checked");
    if (c.algorithms.empty()) say("algorithms", "must name at least one");
}

}  // namespace oms::app
