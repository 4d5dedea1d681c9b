#include <oms/auth/public_test_keys.hpp>

#include <algorithm>
#include <array>

namespace oms::auth {
namespace {

struct published_key {
    std::string_view publisher, kid, thumbprint;
};

/// From `build/.well-known/jwks.json` of cds-hooks/sandbox and `lib/davinci_crd_test_kit/crd_jwks.json` of
/// inferno-framework/davinci-crd-test-kit, as of 2026-12-01.
constexpr std::array published_keys{
    published_key{"the CDS Hooks sandbox", "44823f3d-0b01-4a6c-a80e-b9d3e8a7226f",
                  "b3d7ce7be283603d66c99f180b395e52a25082b6192f8f645628c1c619d9bd97"},
    published_key{"Inferno's test kits", "4b49a739d1eb115b3225f4cf9beb6d1b",
                  "44116040515421fe217c6f2251466b7f7bc567f576af761118fc7d9ca2579393"},
    published_key{"Inferno's test kits", "b41528b6f37a9500edb8a905a595bdd7",
                  "43b7e0708ceab746d500ab166b0fc5c941520c3a4e4dfb06746b63266027cc56"},
};

}  // namespace

std::string_view publisher_of(public_key const& k) noexcept {
    auto const* const found = std::ranges::find_if(
        published_keys, [&](published_key const& known) { return known.kid == k.kid || known.thumbprint == k.thumbprint; });
    return found == published_keys.end() ? std::string_view{} : found->publisher;
}

}  // namespace oms::auth
