#include <oms/json/read_error.hpp>

#include <boost/json/error.hpp>

#include <algorithm>

namespace oms::json {

std::string_view loggable_name(std::string_view name) noexcept {
    bool const plain = name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    return plain && !name.empty() ? name : "?";
}

read_error read_error_of(boost::system::error_code const& ec) noexcept {
    using boost::json::error;
    auto const is = [&ec](error e) { return ec == boost::json::make_error_code(e); };
    if (is(error::too_deep)) return {errc::too_deep, 0, "objects and arrays are nested deeper than the limit", {}};
    if (is(error::key_too_large)) return {errc::too_large, 0, "a member name is longer than the limit", {}};
    if (is(error::incomplete)) return {errc::bad_json, 0, "the JSON text is cut off", {}};
    if (is(error::exponent_overflow)) return {errc::bad_json, 0, "a number whose exponent is too large", {}};
    // Which error stands for a broken \u escape depends on where the input was cut, so there is one note for all.
    return {errc::bad_json, 0, "not JSON here", {}};
}

}  // namespace oms::json
