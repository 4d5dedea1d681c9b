#include "address_rule.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace oms::net {
namespace {

namespace ip = boost::asio::ip;
using v6_bytes = ip::address_v6::bytes_type;

/// A network of IPv6 addresses, and where in them the IPv4 address stands.
struct v4_in_v6 {
    std::array<unsigned char, 12> prefix;
    std::size_t prefix_bytes;
    std::size_t v4_at;
};

constexpr std::array<v4_in_v6, 6> v4_in_v6_forms{{
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 12, 12},     // ::ffff:0:0/96, mapped
    {{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0}, 12, 12},     // ::ffff:0:0:0/96, translated
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 12, 12},           // ::/96, compatible
    {{0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}, 12, 12},  // 64:ff9b::/96, NAT64
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 6, 12},                     // 64:ff9b:1::/48, NAT64 of one's own
    {{0x20, 0x02}, 2, 2},                                     // 2002::/16, 6to4
}};

std::optional<ip::address_v4> embedded_v4(v6_bytes const& bytes) {
    for (v4_in_v6 const& form : v4_in_v6_forms) {
        if (!std::equal(form.prefix.begin(), form.prefix.begin() + form.prefix_bytes, bytes.begin())) continue;
        std::span const v4 = std::span{bytes}.subspan(form.v4_at, 4);
        return ip::address_v4{{v4[0], v4[1], v4[2], v4[3]}};
    }
    return std::nullopt;
}

bool may_connect_to_v4(ip::address_v4 const& a, bool allow_loopback) {
    auto const bytes = a.to_bytes();
    if (bytes[0] == 127) return allow_loopback;
    bool const this_network = bytes[0] == 0;  // the system takes it for loopback
    bool const link_local = bytes[0] == 169 && bytes[1] == 254;
    bool const multicast_or_reserved = bytes[0] >= 224;  // broadcast is the last of them
    return !this_network && !link_local && !multicast_or_reserved;
}

}  // namespace

bool may_connect_to(ip::address const& a, bool allow_loopback) {
    if (a.is_v4()) return may_connect_to_v4(a.to_v4(), allow_loopback);
    ip::address_v6 const v6 = a.to_v6();
    if (v6.is_loopback()) return allow_loopback;
    if (v6.is_unspecified() || v6.is_link_local() || v6.is_multicast()) return false;
    auto const v4 = embedded_v4(v6.to_bytes());
    return !v4 || may_connect_to_v4(*v4, allow_loopback);
}

}  // namespace oms::net
