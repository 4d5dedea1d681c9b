#include "root_document.hpp"

namespace oms::service {
namespace {

void append_html(std::string& out, std::string_view text) {
    for (char const c : text) {
        switch (c) {
            case '&': out.append("&amp;"); break;
            case '<': out.append("&lt;"); break;
            case '>': out.append("&gt;"); break;
            case '"': out.append("&quot;"); break;
            default: out.push_back(c);
        }
    }
}

void append_element(std::string& out, std::string_view element, std::string_view text) {
    if (text.empty()) return;
    out.append("<").append(element).append(">");
    append_html(out, text);
    out.append("</").append(element).append(">\n");
}

void append_service(std::string& out, knowledge::service_definition const& s) {
    append_element(out, "h2", s.title.empty() ? s.id : s.title);
    append_element(out, "p", s.description);
    append_element(out, "p", s.usage_requirements);
    append_element(out, "p", "Address: cds-services/" + s.id + ", hook " + s.hook);
}

}  // namespace

std::string write_root_document(deployment const& s) {
    std::string out =
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>oms-cds</title>"
        "<style>body{font:1rem/1.5 sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}</style></head>\n<body>\n";
    append_element(out, "h1", "oms-cds " + s.settings.version);
    append_element(out, "p", "A CDS Hooks service. Knowledge version " + s.knowledge->version + ". GET cds-services lists what it offers.");
    append_element(out, "p", "A request may have up to " + std::to_string(s.settings.limits.body_bytes) + " bytes, nested up to " +
                                 std::to_string(s.settings.limits.json_depth) + " deep.");
    for (auto const& offered : s.offered) append_service(out, offered);
    return out.append("</body>\n</html>\n");
}

}  // namespace oms::service
