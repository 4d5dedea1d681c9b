#include <oms/fhir/draft.hpp>

#include <algorithm>

namespace oms::fhir {

using namespace schema;

namespace {

constexpr std::array<std::string_view, 10> type_names{"", "Patient", "Condition", "Observation", "ServiceRequest", "DiagnosticReport",
                                                      "Procedure", "ImagingStudy", "OperationOutcome", "Bundle"};
constexpr std::array<std::string_view, 5> severities{"", "information", "warning", "error", "fatal"};

template <class T>
std::span<T const> in(std::vector<T> const& list, stretch s) noexcept {
    return {list.data() + s.first, s.count};
}

reference reference_of(draft const& d, text_slot base, bit given) noexcept {
    return {d.texts[base], d.texts[base + std::size_t{reference_system}], d.texts[base + std::size_t{reference_value}], d.has(given)};
}

choice_of_time time_of(draft const& d, text_slot base, bit given) noexcept {
    std::string_view const* const t = d.texts.data() + base;
    choice_of_time c;
    c.date_time = t[time_point];
    c.start = t[time_start];
    c.end = t[time_end];
    c.period = !c.start.empty() || !c.end.empty();
    c.age_value = t[time_value];
    c.age_unit = t[time_code].empty() ? t[time_unit] : t[time_code];
    c.given = d.has(given);
    return c;
}

std::string_view first_of(std::initializer_list<std::string_view> texts) noexcept {
    for (std::string_view const t : texts) {
        if (!t.empty()) return t;
    }
    return {};
}

}  // namespace

std::uint8_t rank_of_severity(std::string_view word) noexcept {
    auto const found = std::find(severities.begin() + 1, severities.end(), word);
    return found == severities.end() ? std::uint8_t{0} : static_cast<std::uint8_t>(found - severities.begin());
}

resource_type type_of(std::string_view name) noexcept {
    auto const found = std::find(type_names.begin() + 1, type_names.end(), name);
    return found == type_names.end() ? resource_type::other : static_cast<resource_type>(found - type_names.begin());
}

parts::mark parts::here() const noexcept {
    auto const size = [](auto const& list) { return static_cast<std::uint32_t>(list.size()); };
    return {text.here(), size(codings), size(identifiers), size(components), size(contained), size(faults)};
}

void parts::clear() {
    text.clear();
    mark const start{text.here()};
    cut_back(start);
}

void parts::cut_back(mark const& to) {
    text.cut_back(to.text);
    codings.resize(to.codings);
    identifiers.resize(to.identifiers);
    components.resize(to.components);
    contained.resize(to.contained);
    faults.resize(to.faults);
}

resource const& finisher::finish(draft const& d, parts& p) {
    parts_ = &p;
    out_ = {};
    out_.type = d.type;
    out_.type_name = d.type_name;
    out_.id = d.texts[text_id];
    if (d.type == resource_type::other) return out_;  // nobody looks at the rest, and what it means is not known

    out_.last_updated = d.texts[text_last_updated];
    out_.implicit_rules = !d.texts[text_implicit_rules].empty();
    out_.modifier_extension = d.has(has_modifier);
    for (std::size_t i = d.start.faults; i < p.faults.size(); ++i) {
        if ((elements[p.faults[i].element].types >> static_cast<unsigned>(d.type) & 1u) == 0) continue;
        out_.malformed = p.faults[i].path;
        break;
    }
    switch (d.type) {
        case resource_type::other: break;
        case resource_type::patient: fill_patient(d); break;
        case resource_type::observation: fill_evidence(d), fill_observation(d); break;
        case resource_type::condition:
        case resource_type::service_request:
        case resource_type::diagnostic_report:
        case resource_type::procedure:
        case resource_type::imaging_study: fill_evidence(d); break;
        case resource_type::operation_outcome: out_.severity = severities[d.severity]; break;
        case resource_type::bundle: out_.has_next_link = d.has(has_next_link); break;
    }
    return out_;
}

void finisher::fill_patient(draft const& d) {
    out_.birth_date = d.texts[text_birth_date];
    out_.deceased = d.has(is_deceased);
    out_.inactive = d.has(is_inactive);
    out_.replaced = d.has(is_replaced);
    out_.identifiers = in(parts_->identifiers, d.identifiers);
}

void finisher::fill_evidence(draft const& d) {
    out_.subject = reference_of(d, text_subject, has_subject);
    fill_contained(d);
    out_.status = d.texts[text_status];
    switch (d.type) {
        case resource_type::condition:
            if (!out_.subject.given) out_.subject = reference_of(d, text_patient, has_patient);
            out_.code = concept_of(d.concepts[concept_code]);
            out_.status = {};
            out_.clinical_status = concept_of(d.concepts[concept_clinical]);
            out_.verification_status = concept_of(d.concepts[concept_verification]);
            out_.category = concept_of(d.concepts[concept_category]);
            out_.recorded_date = first_of({d.texts[text_recorded], d.texts[text_asserted], d.texts[text_date_recorded]});
            out_.onset = time_of(d, text_onset, has_onset);
            out_.abatement = time_of(d, text_abatement, has_abatement);
            out_.abatement.boolean_given = d.has(abatement_true) || d.has(abatement_false);
            out_.abatement.boolean_value = d.has(abatement_true);
            out_.abatement.given |= out_.abatement.boolean_given;
            break;
        case resource_type::observation:
            out_.effective = time_of(d, text_effective, has_effective);
            out_.issued = d.texts[text_issued];
            out_.focus = d.has(has_focus);
            break;
        case resource_type::service_request:
            out_.code = concept_of(d.concepts[concept_code]);
            out_.effective = time_of(d, text_occurrence, has_occurrence);
            out_.recorded_date = d.texts[text_authored];
            out_.do_not_perform = d.has(is_not_to_perform);
            break;
        case resource_type::diagnostic_report:
            out_.code = concept_of(d.concepts[concept_code]);
            out_.effective = time_of(d, text_effective, has_effective);
            out_.issued = d.texts[text_issued];
            out_.conclusion_code = first_given(d, concept_conclusion, concept_diagnosis);
            break;
        case resource_type::procedure:
            out_.code = concept_of(d.concepts[concept_code]);
            out_.effective = time_of(d, text_performed, has_performed);
            break;
        case resource_type::imaging_study:
            if (!out_.subject.given) out_.subject = reference_of(d, text_patient, has_patient);
            out_.code = concept_of(d.concepts[concept_procedure_code]);
            out_.effective.date_time = d.texts[text_started];
            out_.effective.given = !out_.effective.date_time.empty();
            break;
        case resource_type::other:
        case resource_type::patient:
        case resource_type::operation_outcome:
        case resource_type::bundle: break;
    }
}

void finisher::fill_observation(draft const& d) {
    out_.observation = observed_of(d.concepts.data() + concept_value, d.bits >> value_true, d.texts[text_value]);
    out_.observation.code = concept_of(d.concepts[concept_code]);
    components_.clear();
    for (std::size_t i = d.start.components; i < parts_->components.size(); ++i) {
        draft_component const& c = parts_->components[i];
        components_.push_back(observed_of(c.concepts.data() + 1, c.bits, c.text));
        components_.back().code = concept_of(c.concepts[0]);
    }
    out_.components = components_;
}

void finisher::fill_contained(draft const& d) {
    contained_.clear();
    for (std::size_t i = d.start.contained; i < parts_->contained.size(); ++i) {
        draft_contained const& c = parts_->contained[i];
        if (c.is_patient) contained_.push_back({c.id, in(parts_->identifiers, c.identifiers)});
    }
    out_.contained = contained_;
}

codeable_concept finisher::concept_of(draft_concept const& c) const noexcept { return {in(parts_->codings, c.codings), c.given}; }

codeable_concept finisher::first_given(draft const& d, concept_slot a, concept_slot b) const noexcept {
    return concept_of(d.concepts[d.concepts[a].given ? a : b]);
}

// `first`: value, valueCoding, interpretation; `bits`: true, false, text, other, absent from the lowest on.
observed finisher::observed_of(draft_concept const* first, std::uint64_t bits, std::string_view text) const noexcept {
    observed o;
    o.value = concept_of(first[0].given ? first[0] : first[1]);
    o.interpretation = concept_of(first[2]);
    o.text = text;
    o.data_absent = (bits & 16u) != 0;
    // FHIR allows one value[x]; more than one is no statement that could be read
    unsigned const kinds = (bits & 3u ? 1u : 0u) + (bits & 4u ? 1u : 0u) + (bits & 8u ? 1u : 0u) + first[0].given + first[1].given;
    if (kinds > 1 || (bits & 8u) != 0) {
        o.kind = value_kind::other;
    } else if (o.value.given) {
        o.kind = value_kind::concept_value;
    } else if ((bits & 4u) != 0) {
        o.kind = value_kind::text;
    } else if ((bits & 3u) != 0) {
        o.kind = (bits & 1u) != 0 ? value_kind::boolean_true : value_kind::boolean_false;
    }
    return o;
}

}  // namespace oms::fhir
