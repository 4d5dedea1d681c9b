#include <oms/hooks/outcome.hpp>

#include <oms/json/write.hpp>

namespace oms::hooks {
namespace {

void write_issue(std::string& out, json::array_writer& all, issue const& i) {
    json::object_writer one(out, all);
    one.text("severity", i.severity).text("code", i.code);
    {
        json::object_writer details(out, one, "details");
        details.text("text", i.text);
    }
    one.text("diagnostics", i.diagnostics);
    json::array_writer expression(out, one, "expression");
    expression.text(i.expression);
}

}  // namespace

void append_outcome(std::string& out, std::span<issue const> issues) {
    json::object_writer outcome(out);
    outcome.text("resourceType", "OperationOutcome");
    json::array_writer all(out, outcome, "issue");
    for (issue const& i : issues) write_issue(out, all, i);
}

}  // namespace oms::hooks
