#include "net/client/address_rule.hpp"

#include <gtest/gtest.h>

namespace oms::net {
namespace {

enum class verdict { open, never, loopback };

struct row {
    char const* name;
    char const* address;
    verdict expected;
};
class AddressRule : public testing::TestWithParam<row> {};

TEST_P(AddressRule, JudgesAnAddressByWhereItLeads) {
    auto const a = boost::asio::ip::make_address(GetParam().address);

    EXPECT_EQ(may_connect_to(a, false), GetParam().expected == verdict::open);
    EXPECT_EQ(may_connect_to(a, true), GetParam().expected != verdict::never);
}

INSTANTIATE_TEST_SUITE_P(V4, AddressRule, testing::Values(
    row{"Public", "192.0.2.1", verdict::open},
    row{"Private10", "10.1.2.3", verdict::open},
    row{"Private172", "172.16.0.1", verdict::open},
    row{"Private192", "192.168.1.1", verdict::open},
    row{"Loopback", "127.0.0.1", verdict::loopback},
    row{"LoopbackElsewhere", "127.255.255.254", verdict::loopback},
    row{"BelowLoopback", "126.255.255.255", verdict::open},
    row{"AboveLoopback", "128.0.0.0", verdict::open},
    row{"LinkLocal", "169.254.169.254", verdict::never},
    row{"BelowLinkLocal", "169.253.255.255", verdict::open},
    row{"AboveLinkLocal", "169.255.0.0", verdict::open},
    row{"Unspecified", "0.0.0.0", verdict::never},
    row{"ThisNetwork", "0.0.0.1", verdict::never},
    row{"LastUnicast", "223.255.255.255", verdict::open},
    row{"Multicast", "224.0.0.1", verdict::never},
    row{"Reserved", "240.0.0.1", verdict::never},
    row{"Broadcast", "255.255.255.255", verdict::never}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(V6, AddressRule, testing::Values(
    row{"Public", "2001:db8::1", verdict::open},
    row{"Private", "fd00::1", verdict::open},
    row{"Loopback", "::1", verdict::loopback},
    row{"Unspecified", "::", verdict::never},
    row{"LinkLocal", "fe80::1", verdict::never},
    row{"LinkLocalEnd", "febf:ffff::1", verdict::never},
    row{"AboveLinkLocal", "fec0::1", verdict::open},
    row{"Multicast", "ff02::1", verdict::never}),
    [](auto const& p) { return std::string{p.param.name}; });

INSTANTIATE_TEST_SUITE_P(V4InV6, AddressRule, testing::Values(
    row{"MappedLoopback", "::ffff:127.0.0.1", verdict::loopback},
    row{"MappedLinkLocal", "::ffff:169.254.169.254", verdict::never},
    row{"MappedUnspecified", "::ffff:0.0.0.0", verdict::never},
    row{"MappedPublic", "::ffff:192.0.2.1", verdict::open},
    row{"TranslatedLoopback", "::ffff:0:127.0.0.1", verdict::loopback},
    row{"CompatibleLoopback", "::127.0.0.1", verdict::loopback},
    row{"CompatibleLinkLocal", "::169.254.169.254", verdict::never},
    row{"CompatibleThisNetwork", "::2", verdict::never},
    row{"Nat64Loopback", "64:ff9b::127.0.0.1", verdict::loopback},
    row{"Nat64LinkLocal", "64:ff9b::169.254.169.254", verdict::never},
    row{"Nat64Public", "64:ff9b::192.0.2.1", verdict::open},
    row{"OwnNat64LinkLocal", "64:ff9b:1::169.254.169.254", verdict::never},
    row{"SixToFourLoopback", "2002:7f00:1::1", verdict::loopback},
    row{"SixToFourLinkLocal", "2002:a9fe:a9fe::1", verdict::never},
    row{"SixToFourPublic", "2002:c000:201::1", verdict::open}),
    [](auto const& p) { return std::string{p.param.name}; });

}  // namespace
}  // namespace oms::net
