#pragma once
#include <oms/fhir/resource_sink.hpp>
#include <oms/fhir/types.hpp>

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// FHIR resources in one line each, for tests of what they state.
namespace oms::test {

class path_named final : public fhir::element_path {
public:
    explicit path_named(std::string text) : text_(std::move(text)) {}
    void append_to(std::string& out) const override { out += text_; }

private:
    std::string text_;
};

using coded = std::pair<std::string_view, std::string_view>;   ///< system, code

/// Owns what a fhir::resource views. Move-only use: make it, hand `get()` on, drop it.
class resource_of {
public:
    explicit resource_of(fhir::resource_type type, std::string_view id = "r1") {
        r_.type = type;
        r_.id = id;
        if (type != fhir::resource_type::patient) about("Patient/kid-1");
    }
    resource_of& about(std::string_view ref) {
        r_.subject = {};
        r_.subject.ref = ref;
        r_.subject.given = true;
        return *this;
    }
    fhir::codeable_concept coding(std::vector<coded> codes, bool chosen_last = false) {
        auto& kept = codings_.emplace_back();
        for (auto const& [system, code] : codes) kept.push_back({system, code, false});
        if (chosen_last && !kept.empty()) kept.back().user_selected = true;
        return {kept, true};
    }
    resource_of& code(std::vector<coded> codes, bool chosen_last = false) {
        r_.code = coding(codes, chosen_last);
        r_.observation.code = r_.code;
        return *this;
    }
    resource_of& value(std::vector<coded> codes) {
        r_.observation.kind = fhir::value_kind::concept_value;
        r_.observation.value = coding(std::move(codes));
        return *this;
    }
    resource_of& interpretation(std::vector<coded> codes) {
        r_.observation.interpretation = coding(std::move(codes));
        return *this;
    }
    resource_of& clinical(std::string_view code) { r_.clinical_status = coding({{"", code}}); return *this; }
    resource_of& verified(std::string_view code) { r_.verification_status = coding({{"", code}}); return *this; }
    resource_of& category(std::string_view code) { r_.category = coding({{"", code}}); return *this; }
    resource_of& onset(std::string_view date) { return point(r_.onset, date); }
    resource_of& abated(std::string_view date) { return point(r_.abatement, date); }
    resource_of& at(std::string_view date) { return point(r_.effective, date); }
    resource_of& status(std::string_view s) { r_.status = s; return *this; }
    resource_of& recorded(std::string_view date) { r_.recorded_date = date; return *this; }
    resource_of& updated(std::string_view date) { r_.last_updated = date; return *this; }
    resource_of& born(std::string_view date) { r_.birth_date = date; return *this; }
    resource_of& identified(std::string_view system, std::string_view v) {
        identifiers_.push_back({system, v});
        r_.identifiers = identifiers_;
        return *this;
    }
    resource_of& component(fhir::observed o) {
        components_.push_back(o);
        r_.components = components_;
        return *this;
    }
    resource_of& contains(std::string_view id, std::string_view system, std::string_view v) {
        contained_ids_ = {{system, v}};
        contained_ = {{id, contained_ids_}};
        r_.contained = contained_;
        return *this;
    }
    fhir::resource& edit() noexcept { return r_; }
    [[nodiscard]] fhir::resource const& get() const noexcept { return r_; }
    resource_of& in(std::string_view full_url) { entry_.full_url = full_url; return *this; }
    [[nodiscard]] fhir::entry_info const& entry() const noexcept { return entry_; }

    resource_of(resource_of const&) = delete;
    resource_of& operator=(resource_of const&) = delete;

private:
    resource_of& point(fhir::choice_of_time& into, std::string_view date) {
        into.date_time = date;
        into.given = true;
        return *this;
    }

    fhir::resource r_;
    fhir::entry_info entry_;
    std::deque<std::vector<fhir::coding>> codings_;
    std::vector<fhir::identifier> identifiers_, contained_ids_;
    std::vector<fhir::observed> components_;
    std::vector<fhir::contained_patient> contained_;
};

}  // namespace oms::test
