#include <oms/json/read_error.hpp>

#include <boost/json/error.hpp>

namespace oms::json {

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
