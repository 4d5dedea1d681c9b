#include "wire/certificate.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>

namespace oms::test {
namespace {

void require(bool fine, char const* what) {
    if (!fine) throw std::runtime_error{what};
}

certificate_ptr make_certificate(EVP_PKEY* key, char const* name, long starts_s) {
    certificate_ptr c{X509_new()};
    static long serial = 0;
    X509_set_version(c.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(c.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(c.get()), starts_s);
    X509_gmtime_adj(X509_getm_notAfter(c.get()), starts_s + 3600);
    X509_set_pubkey(c.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(c.get()), "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>(name), -1, -1, 0);
    return c;
}

void add_extension(X509* to, X509* issuer, int what, std::string const& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>> const e{X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str())};
    require(e && X509_add_ext(to, e.get(), -1) == 1, "extension");
}

}  // namespace

test_authority::test_authority() {
    self_.key.reset(EVP_EC_gen("P-256"));
    self_.certificate = make_certificate(self_.key.get(), "test authority", -60);
    X509* const c = self_.certificate.get();
    X509_set_issuer_name(c, X509_get_subject_name(c));
    add_extension(c, c, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(c, c, NID_key_usage, "critical,keyCertSign");
    require(X509_sign(c, self_.key.get(), EVP_sha256()) > 0, "signature");
}

identity test_authority::certify(std::string const& names, long starts_s) const {
    identity made{key_ptr{EVP_EC_gen("P-256")}, {}};
    made.certificate = make_certificate(made.key.get(), "test server", starts_s);
    X509* const c = made.certificate.get();
    X509_set_issuer_name(c, X509_get_subject_name(self_.certificate.get()));
    add_extension(c, self_.certificate.get(), NID_subject_alt_name, names);
    require(X509_sign(c, self_.key.get(), EVP_sha256()) > 0, "signature");
    return made;
}

void test_authority::write(std::filesystem::path const& to) const {
    std::unique_ptr<std::FILE, freed_by<std::fclose>> const f{std::fopen(to.c_str(), "w")};
    require(f && PEM_write_X509(f.get(), self_.certificate.get()) == 1, "writing the authority's certificate");
}

}  // namespace oms::test
