#include <oms/base/uuid.hpp>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <algorithm>

namespace oms {
namespace {

/// The name space of oms-cds, drawn once.
constexpr uuid own_space{{0x5e, 0x0c, 0x51, 0xd2, 0x9a, 0x7b, 0x4b, 0x0e, 0x8f, 0x43, 0x6c, 0x1a, 0x2d, 0xb8, 0xe7, 0x94}};

constexpr std::size_t text_length = 36;

boost::uuids::uuid to_boost(uuid const& id) {
    boost::uuids::uuid out;
    std::ranges::copy(id.bytes, out.begin());
    return out;
}

}  // namespace

uuid name_uuid(std::initializer_list<std::string_view> parts) { return name_uuid(own_space, parts); }

uuid name_uuid(uuid const& space, std::initializer_list<std::string_view> parts) {
    std::string name;
    std::size_t length = 0;
    for (auto const part : parts) length += sizeof(std::uint32_t) + part.size();
    name.reserve(length);
    for (auto const part : parts) {
        // The length in front keeps parts apart that would join to the same text.
        for (unsigned shift = 0; shift < 32; shift += 8) name += static_cast<char>((part.size() >> shift) & 0xffU);
        name += part;
    }
    auto const made = boost::uuids::name_generator_sha1{to_boost(space)}(name.data(), name.size());
    uuid out;
    std::copy(made.begin(), made.end(), out.bytes.begin());
    return out;
}

std::string to_string(uuid const& id) {
    std::string text(text_length, '\0');
    boost::uuids::to_chars(to_boost(id), text.begin());
    return text;
}

}  // namespace oms
