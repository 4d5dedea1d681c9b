#pragma once

namespace oms::bench {

/// What the record of one call costs, in processor time of all threads: as a line of the log, as a line of the audit file.
void register_log_rows();

}  // namespace oms::bench
