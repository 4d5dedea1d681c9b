#include <oms/auth/admission.hpp>

namespace oms::auth {

std::optional<refusal> check_call(admission const& all, std::string_view authorization, token_reader& reader,
                                  std::span<std::string_view const> audiences, instant now, pending_token& into) {
    into = {};
    auto const text = bearer_of(authorization);
    if (!text) return refusal::missing;
    if (auto const why = reader.read(*text)) return why;
    token const& t = reader.what();
    auto const found = find_client(all.clients, t.issuer);
    if (!found) return refusal::issuer;
    client const& c = all.clients[*found];
    into.is_registered = true;
    into.client = *found;
    if (auto const why = check_claims(t, c, all.claims, audiences, now)) return why;
    into = {.text = *text,
            .is_registered = true,
            .client = *found,
            .alg = t.alg,
            .kid = t.kid,
            .id = t.id,
            .until = t.expires + all.claims.clock_skew,
            .once = !c.reuse_tokens,
            .rights = check_rights(t, c)};
    return std::nullopt;
}

}  // namespace oms::auth
