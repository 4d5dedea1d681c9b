#include <oms/base/uuid.hpp>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <array>
#include <cstdint>

namespace oms {
namespace {

/// The name space of oms-cds, drawn once.
constexpr boost::uuids::uuid name_space{{0x5e, 0x0c, 0x51, 0xd2, 0x9a, 0x7b, 0x4b, 0x0e, 0x8f, 0x43, 0x6c, 0x1a, 0x2d, 0xb8, 0xe7, 0x94}};

constexpr std::size_t text_length = 36;

}  // namespace

void append_name_uuid(std::string& out, std::initializer_list<std::string_view> parts) {
    std::string name;
    std::size_t length = 0;
    for (auto const part : parts) length += sizeof(std::uint32_t) + part.size();
    name.reserve(length);
    for (auto const part : parts) {
        // The length in front keeps parts apart that would join to the same text.
        for (unsigned shift = 0; shift < 32; shift += 8) name += static_cast<char>((part.size() >> shift) & 0xffU);
        name += part;
    }
    boost::uuids::name_generator_sha1 const generate{name_space};
    std::array<char, text_length> text;
    boost::uuids::to_chars(generate(name.data(), name.size()), text.begin());
    out.append(text.data(), text.size());
}

}  // namespace oms
