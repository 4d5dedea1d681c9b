#include "program.hpp"

namespace oms::app {

std::string program_version() { return OMS_CDS_VERSION; }

}  // namespace oms::app
