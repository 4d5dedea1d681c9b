#include <oms/fhir/media_type.hpp>

#include <oms/base/ascii.hpp>

namespace oms::fhir {
namespace {

std::string_view unquoted(std::string_view value) noexcept {
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) return value.substr(1, value.size() - 2);
    return value;
}

}  // namespace

std::string_view parameter_value(std::string_view parameter, std::string_view name) noexcept {
    auto const equals = parameter.find('=');
    if (equals == std::string_view::npos || !ascii::equal_ignoring_case(ascii::trimmed(parameter.substr(0, equals)), name)) return {};
    return unquoted(ascii::trimmed(parameter.substr(equals + 1)));
}

bool is_json_body(std::string_view content_type) noexcept {
    if (content_type.empty()) return true;
    ascii::list_items parts{content_type, ';'};
    std::string_view const type = parts.next();
    if (!ascii::equal_ignoring_case(type, json_type) && !ascii::equal_ignoring_case(type, fhir_json_type)) return false;
    while (!parts.done()) {
        std::string_view const charset = parameter_value(parts.next(), "charset");
        if (!charset.empty() && !ascii::equal_ignoring_case(charset, "utf-8") && !ascii::equal_ignoring_case(charset, "utf8")) return false;
    }
    return true;
}

bool is_json_response(std::string_view content_type) noexcept {
    constexpr std::string_view dstu2 = "application/json+fhir";
    return is_json_body(content_type) || ascii::equal_ignoring_case(content_type.substr(0, dstu2.size()), dstu2);
}

}  // namespace oms::fhir
