#include "wire/transport.hpp"

#include "wire/certificate.hpp"

#include <boost/asio/ssl/context.hpp>

#include <stdexcept>

namespace oms::test {
namespace {

namespace ssl = boost::asio::ssl;

std::shared_ptr<ssl::context> make_context() {
    test_authority const authority;
    identity const who = authority.certify("IP:127.0.0.1");
    auto made = std::make_shared<ssl::context>(ssl::context::tls_server);
    bool const fine = SSL_CTX_use_certificate(made->native_handle(), who.certificate.get()) == 1 &&
                      SSL_CTX_use_PrivateKey(made->native_handle(), who.key.get()) == 1;
    if (!fine) throw std::runtime_error{"the certificate of the test cannot be used"};
    return made;
}

}  // namespace

std::shared_ptr<ssl::context> server_context(transport t) {
    if (t == transport::plain) return nullptr;
    static std::shared_ptr<ssl::context> const one = make_context();
    return one;
}

}  // namespace oms::test
