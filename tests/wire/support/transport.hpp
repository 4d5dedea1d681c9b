#pragma once
#include <oms/net/tls.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <ostream>
#include <optional>
#include <string>

namespace oms::test {

struct identity;

/// What a connection of a test runs over.
enum class transport : std::uint8_t { plain, tls };

inline char const* name_of(transport t) { return t == transport::plain ? "Plain" : "Tls"; }
inline std::ostream& operator<<(std::ostream& o, transport t) { return o << name_of(t); }

/// Where a server of a test listens on loopback.
struct server_address {
    std::uint16_t port = 0;
    transport over = transport::plain;
};

/// Null for `plain`; else with a certificate that this process has signed itself.
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context> server_context(transport t);
using authorities = std::optional<std::string>;  ///< as PEM
/// As the service makes it (`net::make_tls`).
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context> server_context(identity const& who, authorities const& client_ca = {},
                                                                        net::tls_version oldest = net::tls_version::v1_2);

/// A claim about the wire holds for both: TEST_P, `GetParam()`.
class OverBoth : public testing::TestWithParam<transport> {};

}  // namespace oms::test

/// Runs the TEST_Ps of a suite, which derives from OverBoth, over each transport.
#define OMS_OVER_BOTH(suite) \
    INSTANTIATE_TEST_SUITE_P(Over, suite, testing::Values(transport::plain, transport::tls), [](auto const& p) { return name_of(p.param); })
