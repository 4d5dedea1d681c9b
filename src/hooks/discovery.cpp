#include <oms/hooks/discovery.hpp>

#include <oms/json/write.hpp>

namespace oms::hooks {
namespace {

using knowledge::service_definition;

void write_service(std::string& out, json::array_writer& all, service_definition const& s, std::string_view cds_hooks_version) {
    json::object_writer one(out, all);
    one.text("hook", s.hook).text("id", s.id).text("title", s.title).text("description", s.description);
    one.text("usageRequirements", s.usage_requirements).text("version", cds_hooks_version);
    json::object_writer prefetch(out, one, "prefetch");
    for (knowledge::prefetch_template const& t : s.prefetch) prefetch.text(t.key, t.query);
}

}  // namespace

std::string write_discovery(std::span<service_definition const> services, std::string_view cds_hooks_version) {
    std::string out;
    {
        json::object_writer body(out);
        json::array_writer all(out, body, "services", true);
        for (service_definition const& s : services) write_service(out, all, s, cds_hooks_version);
    }
    return out;
}

}  // namespace oms::hooks
