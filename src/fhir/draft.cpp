#include <oms/fhir/draft.hpp>

#include <oms/base/clear.hpp>

#include <algorithm>
#include <charconv>

namespace oms::fhir {

using namespace schema;

namespace {

constexpr std::array<std::string_view, 10> type_names{"", "Patient", "Condition", "Observation", "ServiceRequest", "DiagnosticReport",
                                                      "Procedure", "ImagingStudy", "OperationOutcome", "Bundle"};
constexpr std::array<std::string_view, 5> severities{"", "information", "warning", "error", "fatal"};

reference reference_of(draft const& d, std::size_t base, bit given) noexcept {
    return {d.text(base + reference_ref), d.text(base + reference_system), d.text(base + reference_value), d.has(given)};
}

choice_of_time time_of(draft const& d, std::size_t base, bit given) noexcept {
    if (!d.has(given)) return {};
    choice_of_time c;
    c.date_time = d.text(base + time_point);
    c.start = d.text(base + time_start);
    c.end = d.text(base + time_end);
    c.period = !c.start.empty() || !c.end.empty();
    c.age_value = d.text(base + time_value);
    c.age_unit = d.text(base + time_code);
    if (c.age_unit.empty()) c.age_unit = d.text(base + time_unit);
    c.given = true;
    c.is_empty = d.texts_given[base + time_point] && c.date_time.empty();
    return c;
}

bool is_unread(draft const& d, std::initializer_list<std::size_t> slots) noexcept {
    return std::ranges::any_of(slots, [&](std::size_t slot) { return d.is_unread(slot); });
}

bool is_time_unread(draft const& d, std::size_t base) noexcept {
    return is_unread(d, {base + time_point, base + time_start, base + time_end});
}

std::string_view first_of(std::initializer_list<std::string_view> texts) noexcept {
    for (std::string_view const t : texts) {
        if (!t.empty()) return t;
    }
    return {};
}

std::span<coding const> codings_of(draft const& d, list_range r) noexcept { return {d.codings.data() + r.first, r.count}; }
std::span<identifier const> identifiers_of(draft const& d, list_range r) noexcept { return {d.identifiers.data() + r.first, r.count}; }

codeable_concept concept_of(draft const& d, concept_slot slot) noexcept {
    list_range const r = (d.concepts_begun >> slot & 1u) != 0 ? d.concepts[slot] : list_range{};
    return {codings_of(d, r), (d.concepts_given >> slot & 1u) != 0};
}

/// `bits`: as from value_true on.
value_kind kind_of(std::uint64_t bits, bool has_concept, bool has_coding) noexcept {
    auto const given = [&](schema::bit b) { return (bits >> (b - value_true) & 1u) != 0; };
    bool const boolean = given(value_true) || given(value_false);
    bool const text = given(value_text);
    bool const boolean_unread = !boolean && given(value_flag_unread);
    bool const text_unread = !text && given(value_text_unread);
    bool const other = given(value_other) || given(value_other_unread);
    // FHIR allows one value[x]; more than one is no statement that could be read
    if (boolean + boolean_unread + text + text_unread + other + has_concept + has_coding > 1) return value_kind::several;
    if (other || boolean_unread || text_unread) return value_kind::other;
    if (has_concept || has_coding) return value_kind::concept_value;
    if (text) return value_kind::text;
    if (!boolean) return value_kind::none;
    return given(value_true) ? value_kind::boolean_true : value_kind::boolean_false;
}

bool is_unread(std::uint64_t bits, value_kind kind) noexcept {
    return kind == value_kind::other && (bits >> (value_other - value_true) & 1u) == 0;
}

std::optional<std::size_t> whole_number(std::string_view text) noexcept {
    std::size_t value = 0;
    char const* const end = text.data() + text.size();
    auto const [at, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && at == end ? std::optional{value} : std::nullopt;
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

std::string_view name_of(resource_type type) noexcept { return type_names[static_cast<std::size_t>(type)]; }

void draft::clear() noexcept {
    type = resource_type::other;
    type_known = false;
    severity = 0;
    concepts_begun = concepts_given = 0;
    bits = 0;
    texts_given.reset();
    texts_extended.reset();
    type_name = {};
    own_identifiers = {};
    clear_and_stay_small(codings);
    clear_and_stay_small(identifiers);
    clear_and_stay_small(components);
    clear_and_stay_small(contained);
    clear_and_stay_small(members);
    clear_and_stay_small(faults);
    kept.clear();
}

void draft::keep_texts(std::string_view portion) {
    auto const keep = [&](std::string_view& text) {
        if (lies_in(text, portion)) text = kept.keep(text);
    };
    for (std::size_t i = 0; i < text_slots; ++i) {
        if (texts_given[i]) keep(texts[i]);
    }
    keep(type_name);
    for (coding& c : codings) keep(c.system), keep(c.code), keep(c.certainty);
    for (identifier& i : identifiers) keep(i.system), keep(i.value);
    for (draft_component& c : components) keep(c.text);
    for (draft_contained& c : contained) keep(c.id);
    for (std::string_view& m : members) keep(m);
}

resource const& resource_builder::build(draft const& d) {
    clear();
    out_.type = d.type;
    out_.type_name = d.type_name;
    out_.id = d.text(text_id);
    out_.last_updated = d.text(text_last_updated);
    out_.date_unread = d.is_unread(text_last_updated);
    out_.implicit_rules = !d.text(text_implicit_rules).empty() || d.has(has_rules);
    out_.modifier_extension = d.has(has_modifier);
    for (draft_fault const& f : d.faults) {
        if (out_.malformed.empty() && (elements[f.element].types >> static_cast<unsigned>(d.type) & 1u) != 0) out_.malformed = f.path;
    }
    fill(d);
    return out_;
}

void resource_builder::clear() noexcept {
    out_ = {};
    components_.clear();
    contained_.clear();
}

void resource_builder::fill(draft const& d) {
    switch (d.type) {
        case resource_type::other:  // nobody looks at the rest, and what it means is not known
            out_.last_updated = {};
            out_.date_unread = false;
            out_.implicit_rules = out_.modifier_extension = false;
            break;
        case resource_type::patient: fill_patient(d); break;
        case resource_type::condition: fill_condition(d); break;
        case resource_type::observation: fill_observation(d); break;
        case resource_type::service_request: fill_service_request(d); break;
        case resource_type::diagnostic_report: fill_diagnostic_report(d); break;
        case resource_type::procedure: fill_procedure(d); break;
        case resource_type::imaging_study: fill_imaging_study(d); break;
        case resource_type::operation_outcome: out_.severity = severities[d.severity]; break;
        case resource_type::bundle:
            out_.has_next_link = d.has(has_next_link);
            out_.next_url = d.text(text_next_url);
            out_.total = whole_number(d.text(text_total));
            break;
    }
}

void resource_builder::fill_patient(draft const& d) {
    out_.birth_date = d.text(text_birth_date);
    // What is given and cannot be read: the safer reading holds (clinical.md 2.15)
    out_.deceased = d.has(is_deceased) || (d.has(deceased_unread) && !d.has(is_alive));
    out_.inactive = d.has(is_inactive) || (d.has(active_unread) && !d.has(is_active));
    out_.replaced = d.has(is_replaced);
    out_.identifiers = identifiers_of(d, d.own_identifiers);
}

void resource_builder::fill_condition(draft const& d) {
    fill_subject(d, true);
    out_.code = concept_of(d, concept_code);
    out_.clinical_status = concept_of(d, concept_clinical);
    out_.verification_status = concept_of(d, concept_verification);
    out_.category = concept_of(d, concept_category);
    out_.morphology = concept_of(d, concept_morphology);
    out_.evidence = concept_of(d, concept_evidence);
    out_.recorded_date = first_of({d.text(text_recorded), d.text(text_asserted), d.text(text_date_recorded)});
    out_.date_unread |= is_unread(d, {text_recorded, text_asserted, text_date_recorded}) || is_time_unread(d, text_onset) ||
                        is_time_unread(d, text_abatement);
    out_.onset = time_of(d, text_onset, has_onset);
    out_.abatement = time_of(d, text_abatement, has_abatement);
    out_.abatement.boolean_given = d.has(abatement_true) || d.has(abatement_false);
    out_.abatement.boolean_value = d.has(abatement_true);
    out_.abatement.given = d.has(has_abatement) || out_.abatement.boolean_given;
}

void resource_builder::fill_observation(draft const& d) {
    fill_subject(d, false);
    fill_status(d);
    out_.effective = time_of(d, text_effective, has_effective);
    out_.issued = d.text(text_issued);
    out_.date_unread |= d.is_unread(text_issued) || is_time_unread(d, text_effective);
    out_.focus = d.has(has_focus);
    out_.members = d.members;

    auto const given = [&](concept_slot slot) { return (d.concepts_given >> slot & 1u) != 0; };
    observed& o = out_.observation;
    o.code = concept_of(d, concept_code);
    o.kind = kind_of(d.bits >> value_true, given(concept_value), given(concept_value_coding));
    o.value = concept_of(d, given(concept_value) ? concept_value : concept_value_coding);
    o.text = d.text(text_value);
    o.interpretation = concept_of(d, concept_interpretation);
    o.data_absent = d.has(value_absent);
    o.unread = is_unread(d.bits >> value_true, o.kind);

    for (draft_component const& c : d.components) {
        auto const part = [&](std::size_t n) {
            return codeable_concept{codings_of(d, c.concepts[n]), (c.given >> n & 1u) != 0};
        };
        codeable_concept const value = part(1);
        codeable_concept const coding = part(2);
        value_kind const kind = kind_of(c.bits, value.given, coding.given);
        components_.push_back({part(0), kind, value.given ? value : coding, c.text, part(3),
                               (c.bits >> (component_absent - component_true) & 1u) != 0, is_unread(c.bits, kind)});
    }
    out_.components = components_;
}

void resource_builder::fill_status(draft const& d) {
    out_.status = d.text(text_status);
    out_.status_unread = out_.status.empty() && d.has(status_unread);
}

void resource_builder::fill_service_request(draft const& d) {
    fill_subject(d, false);
    fill_status(d);
    out_.code = concept_of(d, concept_code);
    out_.effective = time_of(d, text_occurrence, has_occurrence);
    out_.recorded_date = d.text(text_authored);
    out_.date_unread |= d.is_unread(text_authored) || is_time_unread(d, text_occurrence);
    out_.do_not_perform = d.has(is_not_to_perform) || (d.has(perform_unread) && !d.has(is_to_perform));
}

void resource_builder::fill_diagnostic_report(draft const& d) {
    fill_subject(d, false);
    fill_status(d);
    out_.code = concept_of(d, concept_code);
    out_.effective = time_of(d, text_effective, has_effective);
    out_.issued = d.text(text_issued);
    out_.date_unread |= d.is_unread(text_issued) || is_time_unread(d, text_effective);
    out_.conclusion_code = concept_of(d, concept_conclusion);
    if (!out_.conclusion_code.given) out_.conclusion_code = concept_of(d, concept_diagnosis);
}

void resource_builder::fill_procedure(draft const& d) {
    fill_subject(d, false);
    fill_status(d);
    out_.code = concept_of(d, concept_code);
    out_.effective = time_of(d, text_performed, has_performed);
    out_.date_unread |= is_time_unread(d, text_performed);
}

void resource_builder::fill_imaging_study(draft const& d) {
    fill_subject(d, true);
    fill_status(d);
    out_.code = concept_of(d, concept_procedure_code);
    out_.effective = {};
    out_.effective.date_time = d.text(text_started);
    out_.effective.given = !out_.effective.date_time.empty();
    out_.date_unread |= d.is_unread(text_started);
}

void resource_builder::fill_subject(draft const& d, bool or_patient) {
    out_.subject = reference_of(d, text_subject, has_subject);
    if (or_patient && !out_.subject.given) out_.subject = reference_of(d, text_patient, has_patient);
    for (draft_contained const& c : d.contained) {
        if (c.is_patient) contained_.push_back({c.id, identifiers_of(d, c.identifiers)});
    }
    out_.contained = contained_;
}

}  // namespace oms::fhir
