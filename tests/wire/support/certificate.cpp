#include "wire/support/certificate.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>
#include <utility>

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
    std::unique_ptr<X509_EXTENSION, released_by<X509_EXTENSION_free>> const e{X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str())};
    require(e && X509_add_ext(to, e.get(), -1) == 1, "extension");
}

/// Where OpenSSL writes text to.
class bio_text {
public:
    bio_text();
    [[nodiscard]] BIO* to() noexcept { return bio_.get(); }
    [[nodiscard]] std::string take();

private:
    std::unique_ptr<BIO, released_by<BIO_free_all>> bio_;
};

bio_text::bio_text() : bio_{BIO_new(BIO_s_mem())} {}

std::string bio_text::take() {
    char* bytes = nullptr;
    long const n = BIO_get_mem_data(bio_.get(), &bytes);
    return {bytes, static_cast<std::size_t>(n)};
}

}  // namespace

key_ptr make_key() { return key_ptr{EVP_EC_gen("P-256")}; }

std::string pem_of(X509* certificate) {
    bio_text text;
    require(PEM_write_bio_X509(text.to(), certificate) == 1, "a certificate as PEM");
    return text.take();
}

std::string pem_of(EVP_PKEY* key, char const* passphrase) {
    bio_text text;
    EVP_CIPHER const* const cipher = passphrase ? EVP_aes_128_cbc() : nullptr;
    require(PEM_write_bio_PKCS8PrivateKey(text.to(), key, cipher, nullptr, 0, nullptr, const_cast<char*>(passphrase)) == 1, "a key as PEM");
    return text.take();
}

test_authority::test_authority(long starts_s) {
    self_.key = make_key();
    self_.certificate = make_certificate(self_.key.get(), "test authority", starts_s);
    X509* const c = self_.certificate.get();
    X509_set_issuer_name(c, X509_get_subject_name(c));
    add_extension(c, c, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(c, c, NID_key_usage, "critical,keyCertSign");
    require(X509_sign(c, self_.key.get(), EVP_sha256()) > 0, "signature");
}

identity test_authority::certify(std::string const& names, long starts_s, std::string const& purpose) const {
    return certify(make_key(), names, starts_s, purpose);
}

identity test_authority::certify(key_ptr key, std::string const& names, long starts_s, std::string const& purpose) const {
    identity made{std::move(key), {}};
    made.certificate = make_certificate(made.key.get(), "test server", starts_s);
    X509* const c = made.certificate.get();
    X509_set_issuer_name(c, X509_get_subject_name(self_.certificate.get()));
    add_extension(c, self_.certificate.get(), NID_subject_alt_name, names);
    if (!purpose.empty()) add_extension(c, self_.certificate.get(), NID_ext_key_usage, purpose);
    require(X509_sign(c, self_.key.get(), EVP_sha256()) > 0, "signature");
    return made;
}

void test_authority::write(std::filesystem::path const& to) const {
    std::unique_ptr<std::FILE, released_by<std::fclose>> const f{std::fopen(to.c_str(), "w")};
    require(f && PEM_write_X509(f.get(), self_.certificate.get()) == 1, "writing the authority's certificate");
}

}  // namespace oms::test
