#include <oms/telemetry/call_record.hpp>

namespace oms::telemetry {

bool is_call(call_record const& r) noexcept { return r.route == "service" || !r.refused.empty(); }

}  // namespace oms::telemetry
