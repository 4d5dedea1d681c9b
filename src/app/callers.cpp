#include <oms/app/callers.hpp>

#include <oms/auth/key_cache.hpp>
#include <oms/fhir/base_url.hpp>

#include "files.hpp"
#include "program.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>

namespace oms::app {

namespace {

using client_row = settings::client_table;

auth::client client_of(client_row const& c) {
    auth::client out{.issuer = c.issuer, .algorithms = {}};
    for (std::string const& name : c.algorithms)
        if (auto const a = auth::algorithm_named(name)) out.algorithms.push_back(*a);
    out.jwks_url = c.jwks_url;
    out.tenants = c.tenants;
    out.subjects = c.subjects;
    out.fhir_servers = c.fhir_servers;
    out.reuse_tokens = c.reuse_tokens;
    return out;
}

/// http is for loopback only (product.md 13), and https of a name of loopback is none that would resolve elsewhere.
net::key_source source_of(client_row const& c) {
    if (!c.jwks_file.empty()) return {.name = c.jwks_file};
    auto const parts = fhir::split_url(c.jwks_url);
    auto const origin = fhir::parse_origin(parts.scheme, parts.authority.value_or(std::string_view{}));
    return {.name = c.jwks_url, .is_url = true, .allow_loopback = origin && origin->is_loopback()};
}

std::string listed(std::span<std::string const> all, std::string_view if_none) {
    if (all.empty()) return std::string{if_none};
    std::string out;
    for (auto const& one : all) out.append(out.empty() ? "" : ", ").append(one);
    return out;
}

/// `ehr-1 (EC P-384), ehr-2 (RSA 2048 bits)`
std::string keys_in_words(auth::key_set const& keys) {
    std::string out;
    for (auth::public_key const& k : keys.keys) {
        out.append(out.empty() ? "" : ", ").append(k.kid);
        out.append(k.kind == auth::key_kind::ec ? " (EC " + k.curve + ")" : " (RSA, " + std::to_string(k.bits) + " bits)");
    }
    return out;
}

void append_row(std::string& out, std::string_view name, std::string_view text) {
    out.append("  ").append(name).append(std::string(15 - name.size(), ' ')).append(text).append("\n");
}

void describe_keys(std::string& out, client_row const& c, std::vector<fault>& faults) {
    if (c.jwks_file.empty()) return append_row(out, "keys", "from " + c.jwks_url + ", read while the service runs");
    auto const keys = read_key_file(c);
    if (!keys) {
        for (fault const& f : keys.error()) faults.push_back(f);
        return append_row(out, "keys", "none: see the faults of " + c.jwks_file);
    }
    append_row(out, "keys", keys_in_words(*keys));
    for (fault const& f : keys->left_out) append_row(out, "not used", f.where + ": " + f.note);
}

/// Whether no key of the client fits any of its algorithms: then no token of it can be good.
void check_algorithms(client_row const& c, std::vector<fault>& faults) {
    if (c.jwks_file.empty()) return;
    auto const keys = read_key_file(c);
    if (!keys) return;
    auth::client const as = client_of(c);
    bool const any = std::ranges::any_of(keys->keys, [&](auth::public_key const& k) {
        return std::ranges::any_of(as.algorithms, [&](auth::algorithm a) { return k.fits(a); });
    });
    if (!any) faults.push_back({errc::bad_settings, c.jwks_file, "has no key for any of clients.algorithms of " + c.issuer});
}

}  // namespace

public_address public_address_of(settings const& s, listen_address const& bound) {
    auto told = parse_public_url(s.public_url.empty() ? url_of(bound, s.tls.is_on() ? "https" : "http") : s.public_url);
    return told ? *std::move(told) : public_address{};
}

std::shared_ptr<auth::admission const> admission_of(settings const& s, listen_address const& bound) {
    auto made = std::make_shared<auth::admission>();
    for (client_row const& c : s.clients) made->clients.push_back(client_of(c));
    made->claims = {.max_lifetime = std::chrono::seconds{s.auth.max_token_lifetime_s},
                    .clock_skew = std::chrono::seconds{s.auth.clock_skew_s}};
    made->public_origin = public_address_of(s, bound).origin;
    return made;
}

checked<auth::key_set> read_key_file(client_row const& c) {
    auto const text = read_whole(c.jwks_file, errc::bad_settings);
    if (!text) return std::vector<fault>{{errc::bad_settings, c.jwks_file, text.error().note}};
    auto keys = auth::read_key_set(c.jwks_file, *text);
    if (!keys) return keys;
    if (auto published = auth::published_keys_in(c.jwks_file, *keys); !published.empty()) return published;
    return keys;
}

checked<std::shared_ptr<net::token_verifier>> open_verifier(settings const& s, clock now, on_key_read read) {
    std::vector<fault> faults;
    for (client_row const& c : s.clients)
        if (!c.jwks_file.empty())
            if (auto const keys = read_key_file(c); !keys)
                for (fault const& f : keys.error()) faults.push_back(f);
    if (!faults.empty()) return faults;

    net::token_verifier::settings with;
    for (client_row const& c : s.clients) with.sources.push_back(source_of(c));
    with.client.user_agent += "/" + program_version();
    with.now = std::move(now);
    with.read = [clients = s.clients, read](std::size_t index, std::vector<fault> const& why) { read(clients[index], why); };
    auto made = std::make_shared<net::token_verifier>(std::move(with));
    reload_keys(*made, s, [](client_row const&, std::vector<fault> const&) {});
    return made;
}

void reload_keys(net::token_verifier& tokens, settings const& s, on_key_read const& read) {
    for (std::size_t i = 0; i < s.clients.size(); ++i) {
        client_row const& c = s.clients[i];
        if (c.jwks_file.empty()) continue;
        auto const text = read_whole(c.jwks_file, errc::bad_settings);
        if (!text) {
            read(c, {{errc::bad_settings, c.jwks_file, text.error().note}});
            continue;
        }
        tokens.use_keys(i, *text);
        read(c, tokens.keys()[i].why);
    }
    tokens.read_keys();
}

std::vector<std::string> clients_without_keys(net::token_verifier const& tokens, settings const& s) {
    std::vector<std::string> out;
    auto const all = tokens.keys();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].kids.empty()) continue;
        std::string const why = all[i].why.empty() ? "they are being read" : all[i].why.front().note;
        out.push_back("keys of " + s.clients[i].issuer + ": " + why);
    }
    return out;
}

bool has_old_keys(net::token_verifier const& tokens) {
    return std::ranges::any_of(tokens.keys(), [](auto const& k) { return !k.kids.empty() && !k.why.empty(); });
}

std::string describe_clients(settings const& s, std::vector<fault>& faults) {
    std::string out;
    for (client_row const& c : s.clients) {
        out.append("client ").append(c.issuer).append("\n");
        append_row(out, "algorithms", listed(c.algorithms, "none"));
        describe_keys(out, c, faults);
        check_algorithms(c, faults);
        append_row(out, "tenants", listed(c.tenants, "any, also none"));
        append_row(out, "subjects", listed(c.subjects, "any, also none"));
        append_row(out, "FHIR servers", listed(c.fhir_servers, "none: what a call does not bring is not read"));
        if (c.reuse_tokens) append_row(out, "replays", "a token may come again until it expires");
    }
    if (s.clients.empty() && s.auth.mode == "required") out.append("no client is registered: every call will be answered 401\n");
    if (s.auth.mode == "off") out.append("authentication is off: whoever reaches the service is answered\n");
    return out;
}

}  // namespace oms::app
