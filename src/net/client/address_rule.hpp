#pragma once
#include <boost/asio/ip/address.hpp>

namespace oms::net {

/// Whether a request may be sent to `a`. Never: link-local (where clouds hand out credentials), unspecified, multicast, broadcast
/// and reserved addresses. Loopback: only if allowed. Private networks are where FHIR servers live, so they are not refused.
/// An IPv6 address that stands for an IPv4 one (mapped, compatible, translated, NAT64, 6to4) is judged as that one.
/// Source: product.md 6 (issue 4, 2); RFC 6890; RFC 4291 2.5; RFC 6052 2.1; RFC 3056 2; RFC 2765 2.1.
[[nodiscard]] bool may_connect_to(boost::asio::ip::address const& a, bool allow_loopback);

}  // namespace oms::net
