#include <oms/auth/refusal.hpp>

namespace oms::auth {

std::string_view name_of(refusal r) noexcept {
    switch (r) {
        case refusal::missing: return "missing";
        case refusal::malformed: return "malformed";
        case refusal::algorithm: return "algorithm";
        case refusal::issuer: return "issuer";
        case refusal::key: return "key";
        case refusal::signature: return "signature";
        case refusal::audience: return "audience";
        case refusal::expired: return "expired";
        case refusal::not_yet: return "not_yet";
        case refusal::lifetime: return "lifetime";
        case refusal::replayed: return "replayed";
        case refusal::tenant: return "tenant";
        case refusal::subject: return "subject";
    }
    return "malformed";
}

errc code_of(refusal r) noexcept { return r == refusal::tenant || r == refusal::subject ? errc::not_allowed : errc::not_trusted; }

}  // namespace oms::auth
