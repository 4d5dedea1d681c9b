#include "media.hpp"

#include <oms/base/ascii.hpp>
#include <oms/fhir/media_type.hpp>


namespace oms::service {
namespace {

/// Weight in thousandths; what is no weight counts as 1. Source: RFC 9110 12.4.2.
int weight_of(std::string_view q) noexcept {
    if (q.empty() || q.front() != '0') return 1000;
    int weight = 0;
    for (std::size_t i = 2, place = 100; i < q.size() && place > 0; ++i, place /= 10) {
        if (!ascii::is_digit(q[i])) return 1000;
        weight += static_cast<int>(place) * (q[i] - '0');
    }
    return weight;
}

/// How well a media range fits a type: the more exact one decides.
enum class fit : unsigned char { none, any, type, exact };

fit fit_of(std::string_view range, std::string_view type) noexcept {
    if (ascii::equal_ignoring_case(range, type)) return fit::exact;
    if (ascii::equal_ignoring_case(range, "application/*")) return fit::type;
    return range == "*/*" ? fit::any : fit::none;
}

struct best_fit {
    std::string_view type;
    fit how = fit::none;
    int weight = 0;

    void look_at(std::string_view range, int w) noexcept {
        fit const f = fit_of(range, type);
        if (f == fit::none || f < how) return;
        weight = f == how ? std::max(weight, w) : w;
        how = f;
    }
};

}  // namespace

bool is_plain_encoding(std::string_view content_encoding) noexcept {
    return content_encoding.empty() || ascii::equal_ignoring_case(ascii::trimmed(content_encoding), "identity");
}

preferred_format preferred_format_of(std::string_view accept) noexcept {
    if (ascii::trimmed(accept).empty()) return preferred_format::json;
    best_fit plain{fhir::json_type}, of_fhir{fhir::fhir_json_type};
    for (ascii::list_items ranges{accept}; !ranges.done();) {
        ascii::list_items parts{ranges.next(), ';'};
        std::string_view const range = parts.next();
        int weight = 1000;
        while (!parts.done())
            if (std::string_view const q = fhir::parameter_value(parts.next(), "q"); !q.empty()) weight = weight_of(q);
        plain.look_at(range, weight);
        of_fhir.look_at(range, weight);
    }
    if (plain.weight == 0 && of_fhir.weight == 0) return preferred_format::other;
    return of_fhir.how == fit::exact && of_fhir.weight > 0 && (plain.how != fit::exact || of_fhir.weight > plain.weight)
               ? preferred_format::fhir_json
               : preferred_format::json;
}

}  // namespace oms::service
