#include <oms/base/fault.hpp>

#include <stdexcept>

namespace oms {

blame blame_of(errc code) noexcept {
    switch (code) {
        case errc::bad_json:
        case errc::duplicate_member:
        case errc::too_deep:
        case errc::too_large:
        case errc::bad_element:
        case errc::missing_element:
        case errc::wrong_hook:
        case errc::unknown_service:
        case errc::wrong_method:
        case errc::wrong_media_type: return blame::caller;
        case errc::no_data: return blame::data;
        case errc::not_trusted:
        case errc::not_allowed: return blame::trust;
        case errc::bad_knowledge:
        case errc::bad_settings:
        case errc::unavailable:
        case errc::internal: return blame::us;
    }
    return blame::us;
}

std::string_view name_of(errc code) noexcept {
    switch (code) {
        case errc::bad_json: return "bad_json";
        case errc::duplicate_member: return "duplicate_member";
        case errc::too_deep: return "too_deep";
        case errc::too_large: return "too_large";
        case errc::bad_element: return "bad_element";
        case errc::missing_element: return "missing_element";
        case errc::wrong_hook: return "wrong_hook";
        case errc::unknown_service: return "unknown_service";
        case errc::wrong_method: return "wrong_method";
        case errc::wrong_media_type: return "wrong_media_type";
        case errc::no_data: return "no_data";
        case errc::not_trusted: return "not_trusted";
        case errc::not_allowed: return "not_allowed";
        case errc::bad_knowledge: return "bad_knowledge";
        case errc::bad_settings: return "bad_settings";
        case errc::unavailable: return "unavailable";
        case errc::internal: return "internal";
    }
    return "internal";
}

std::string to_string(fault const& f) {
    std::string text;
    if (!f.where.empty()) text.append(f.where).append(": ");
    text.append(f.note).append(" (").append(name_of(f.code)).append(")");
    return text;
}

void throw_exception_from_error(fault const& f, boost::source_location const&) { throw std::runtime_error(to_string(f)); }

void throw_exception_from_error(std::vector<fault> const& all, boost::source_location const&) {
    std::string text;
    for (auto const& f : all) text.append(to_string(f)).append("\n");
    throw std::runtime_error(text);
}

}  // namespace oms
