#pragma once
#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

/// Keys and tokens of an EHR, made without the code that reads them.
namespace oms::test {

/// A key pair, new with each object.
class signing_key {
public:
    /// `P-256`, `P-384`, `P-521`, or `RSA-2048` and other sizes.
    explicit signing_key(std::string_view what, std::string kid = "key-1");

    [[nodiscard]] std::string const& kid() const noexcept { return kid_; }
    /// The public key as JWK; `more`: further members, e.g. `,"use":"sig"`.
    [[nodiscard]] std::string jwk(std::string_view more = {}) const;
    /// A JWK Set of this key alone.
    [[nodiscard]] std::string jwks() const { return R"({"keys":[)" + jwk() + "]}"; }
    /// The signature as JWS has it, not encoded. `algorithm`: `ES384`, `RS384`, `PS256`, …
    [[nodiscard]] std::string sign(std::string_view algorithm, std::string_view text) const;
    /// A JWS of two texts of JSON.
    [[nodiscard]] std::string token(std::string_view algorithm, std::string_view header, std::string_view claims) const;
    /// One whose header is what it should be.
    [[nodiscard]] std::string token(std::string_view algorithm, std::string_view claims) const;

private:
    [[nodiscard]] std::string number(char const* name, std::size_t bytes = 0) const;

    struct freed {
        void operator()(EVP_PKEY* p) const noexcept { EVP_PKEY_free(p); }
    };
    std::string kid_, curve_;
    std::unique_ptr<EVP_PKEY, freed> key_;
};

/// Claims of a CDS Hooks call, as a text of JSON. Empty texts are left out; `more`: further members, with a comma in front.
struct claims {
    std::string issuer = "https://ehr.example.org";
    std::string audience = R"("https://cds.example.org/cds-services/oms-patient-view")";  ///< as JSON
    std::string id = R"("token-1")", issued = "1796126400", expires = "1796126700";       ///< as JSON; 2026-12-01T12:00:00Z, 300 s
    std::string more{};

    [[nodiscard]] std::string text() const;
};

[[nodiscard]] std::string base64url(std::string_view bytes);

}  // namespace oms::test
