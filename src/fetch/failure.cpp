#include "failure.hpp"

#include <array>
#include <string_view>

namespace oms::fetch {
namespace {

struct words {
    obstacle what;
    std::string_view word;
    std::string_view text;   ///< `#`: the number that belongs to it
};

constexpr std::array all{
    words{obstacle::not_registered, "not-registered", "the FHIR server of the call is not one that this service may read"},
    words{obstacle::no_token, "no-token", "no valid token to read it came with the call (fhirAuthorization)"},
    words{obstacle::bad_token, "bad-token", "the token of the call has characters that no HTTP header may hold"},
    words{obstacle::no_scope, "no-scope", "the scopes of the token do not let this service read it"},
    words{obstacle::no_value, "no-value", "its query needs a value that the context does not hold"},
    words{obstacle::not_allowed, "not-allowed", "the address of the FHIR server is not one that may be called"},
    words{obstacle::no_such_host, "no-such-host", "the name of the FHIR server is not known"},
    words{obstacle::refused, "refused", "the FHIR server refused the connection"},
    words{obstacle::tls, "tls", "no trusted TLS connection to the FHIR server could be made"},
    words{obstacle::timed_out, "timed-out", "the FHIR server timed out after # ms"},
    words{obstacle::broken, "broken", "the answer of the FHIR server broke off or could not be decoded"},
    words{obstacle::too_large, "too-large", "the FHIR server sent more than # bytes"},
    words{obstacle::status, "status-#", "the FHIR server answered #"},
    words{obstacle::redirect_elsewhere, "redirect-elsewhere", "the FHIR server redirects to another place"},
    words{obstacle::too_many_redirects, "too-many-redirects", "the FHIR server redirects again and again"},
    words{obstacle::not_json, "not-json", "the FHIR server sent something that is not JSON"},
    words{obstacle::bad_json, "bad-json", "the FHIR server sent JSON that is broken or cut off"},
    words{obstacle::outcome, "outcome", "the FHIR server sent an OperationOutcome in its place"},
    words{obstacle::wrong_type, "wrong-type", "the FHIR server sent something else in its place"},
    words{obstacle::no_such_patient, "no-such-patient", "the FHIR server sent no Patient of this id, but another one or one without an id"},
    words{obstacle::next_elsewhere, "next-elsewhere", "its next page lies outside the FHIR server"},
    words{obstacle::loop, "loop", "its pages lead in a circle"},
    words{obstacle::nothing_of_total, "nothing-of-total", "the FHIR server sent none of the entries that its total counts"},
    words{obstacle::too_many_pages, "too-many-pages", "it has more than # pages"},
};

words const& words_for(obstacle what) noexcept { return all[static_cast<std::size_t>(what)]; }
static_assert([] {
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].what != static_cast<obstacle>(i)) return false;
    return all.back().what == obstacle::too_many_pages;
}());

std::string with_number(std::string_view text, std::size_t number) {
    std::string out{text};
    if (auto const at = out.find('#'); at != std::string::npos) out.replace(at, 1, std::to_string(number));
    return out;
}

}  // namespace

obstacle obstacle_of(transport_failure f) noexcept {
    switch (f) {
        case transport_failure::not_allowed: return obstacle::not_allowed;
        case transport_failure::no_such_host: return obstacle::no_such_host;
        case transport_failure::refused: return obstacle::refused;
        case transport_failure::tls: return obstacle::tls;
        case transport_failure::timed_out: return obstacle::timed_out;
        case transport_failure::broken: return obstacle::broken;
        case transport_failure::too_large: return obstacle::too_large;
    }
    return obstacle::broken;
}

std::string word_for(failure f) { return with_number(words_for(f.what).word, f.status); }

std::string reason_for(failure f, fetch_rules const& rules) {
    std::size_t number = f.status;
    if (f.what == obstacle::timed_out) number = static_cast<std::size_t>(rules.limits.deadline.count());
    if (f.what == obstacle::too_large) number = rules.limits.max_bytes;
    if (f.what == obstacle::too_many_pages) number = rules.limits.max_pages;
    return "not sent, and " + with_number(words_for(f.what).text, number);
}

}  // namespace oms::fetch
