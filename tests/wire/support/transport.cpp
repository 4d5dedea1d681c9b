#include "wire/support/transport.hpp"

#include "wire/support/certificate.hpp"

#include <oms/net/tls.hpp>

#include <chrono>

namespace oms::test {

std::shared_ptr<boost::asio::ssl::context> server_context(identity const& who, authorities const& client_ca, net::tls_version oldest) {
    std::string const certificate = pem_of(who.certificate.get()), key = pem_of(who.key.get());
    auto const now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return net::make_tls({.certificate = certificate, .private_key = key, .client_ca = client_ca, .oldest = oldest}, now).value().context;
}

std::shared_ptr<boost::asio::ssl::context> server_context(transport t) {
    if (t == transport::plain) return nullptr;
    static std::shared_ptr<boost::asio::ssl::context> const one = server_context(test_authority{}.certify("IP:127.0.0.1"));
    return one;
}

}  // namespace oms::test
