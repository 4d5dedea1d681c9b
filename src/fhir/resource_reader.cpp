#include <oms/fhir/resource_reader.hpp>

#include "delivery.hpp"

#include <algorithm>

namespace oms::fhir {

using namespace schema;
using json::action;

namespace {

constexpr std::uint32_t concepts_of_components = ~((std::uint32_t{1} << concept_component_code) - 1);
constexpr std::uint64_t bits_of_components = ~((std::uint64_t{1} << component_true) - 1);

/// Extensions that are read, by the end of their URL: publishers moved them, not their names.
constexpr std::string_view certainty_extension = "/icd-10-gm-diagnosesicherheit", morphology_extension = "histology-morphology-behavior";

}  // namespace

void resource_reader::begin(element_path const* where) {
    base_ = where;
    summary_ = {};
    top_ = stack_.data();
    push(the_resource, false);
    top_->members = row::any_type;
    level_ = 0;
    now_ = &levels_[0].d;
    now_->clear();
    levels_[0].object = top_;
    levels_[0].entry_is_open = levels_[0].in_contained = false;
    levels_[0].start_bundle(++bundles_);
}

void resource_reader::clear() noexcept {
    for (std::size_t i = 0; i <= deepest_; ++i) levels_[i].d.clear();
    deepest_ = 0;
    builder_.clear();
    top_ = stack_.data();
    summary_ = {};
}

root_summary resource_reader::finish() {
    draft const& d = levels_[0].d;
    if (d.type_known) {
        deliver_object(d, delivery(*this, delivery::how::root, top_), levels_[0].matches);
    }
    return summary_;
}

/// The object itself, or what it wraps.
void resource_reader::deliver_object(draft const& d, element_path const& where, std::size_t matches) {
    bool const inner_next = summary_.has_next_link;
    summary_.has_type = true;
    summary_.type = d.type;
    summary_.matches = matches;
    resource const& r = deliver(d, {}, where);
    summary_.total = r.total;
    if (!inner_next) summary_.next_url = r.next_url;
}

// ---- objects ----------------------------------------------------------------------------------------------------------

action resource_reader::unusual_begin(bool is_array) {
    step const& e = steps[top_->child];
    switch (e.what) {
        case element_kind::mark_any:
            now_->set(e.when);
            top_->is_filled = true;
            return action::skip;
        case element_kind::primitive_extension: return action::skip;
        case element_kind::birth_date:
            return action::skip;  // an unknown age is a state of its own (clinical.md 2.3), not a malformed Patient
        case element_kind::misplaced: note_fault(top_ - 1); return action::skip;
        default: break;
    }
    // Empty objects and arrays are as if absent, so only the first content makes the resource malformed.
    push(misplaced_value, is_array);
    return action::read;
}

/// Of a misplaced object, of a name with `v` or `_`.
action resource_reader::look_closer(std::string_view name) {
    if (top_->self == misplaced_value) note_fault(top_ - 1);
    row const r = top_->members;
    bool const extends = name.front() == '_';
    if (extends) name.remove_prefix(1);
    std::size_t known = extends ? names.find(name) : names.npos;
    bool const has_value = r == row::any_type || r == row::observation || r == row::component;
    // value[x] of a type that is no statement of presence: only that it is there
    if (known == names.npos && has_value && name.starts_with("value") && name.size() > 5) known = names.find("value[x]");
    element_id const found = table.find(r, known);
    if (found == no_element) {
        top_->is_filled = true;
        return action::skip;
    }
    top_->extended = found;
    top_->child = extends ? extended_value : found;
    return action::read;
}

action resource_reader::enter(step const& e) {
    switch (e.what) {
        case element_kind::resource:
        case element_kind::wrapped_resource: return begin_resource(e.what);
        case element_kind::entry: return begin_entry();
        case element_kind::value_concept:
        case element_kind::bare_coding:
            bases_[from_concept] = e.slot;
            now_->concepts_given |= std::uint32_t{1} << e.slot;  // an empty value states nothing, but it is no absent one
            break;
        case element_kind::identifier: now_->forget({text_identifier_system, text_identifier_value}); break;
        case element_kind::coding_extension: now_->forget({text_extension_url, text_extension_code}); break;
        case element_kind::extension:
            now_->forget({text_extension_url});
            now_->codings_before = static_cast<std::uint32_t>(now_->codings.size());
            break;
        case element_kind::contained: begin_contained(); break;
        case element_kind::link:
            now_->forget({text_link_url});
            now_->unset(link_is_next);
            break;
        case element_kind::present:
            if (e.forms == one) now_->set(e.when);  // an empty reason is a reason all the same
            break;
        default: break;
    }
    return action::read;
}

/// What stands beside the resource of an entry goes where that resource will be.
action resource_reader::begin_entry() {
    if (level_ == bundle_limit) return action::stop;
    level& l = current();
    l.entry_is_open = true;
    l.entry_has_resource = false;
    deepest_ = std::max(deepest_, level_ + 1);
    now_ = &levels_[level_ + 1].d;
    now_->clear();
    return action::read;
}

action resource_reader::begin_resource(element_kind what) {
    bool const is_wrapped = what == element_kind::wrapped_resource;
    if (is_wrapped && (top_ != stack_.data() + 2 || wrapped_ == wrapped_resources::are_other_objects)) {
        --top_;
        return action::skip;
    }
    level& l = levels_[++level_];
    deepest_ = std::max(deepest_, level_);
    now_ = &l.d;
    if (is_wrapped) l.d.clear();
    l.object = top_;
    l.entry_is_open = l.in_contained = false;
    l.start_bundle(++bundles_);
    top_->members = row::any_type;
    return action::read;
}

void resource_reader::begin_contained() {
    now_->contained.emplace_back();
    current().in_contained = true;
    now_->forget({text_contained_id});
}

void resource_reader::leave(step const& e, bool has_content) {
    switch (e.what) {
        case element_kind::resource:
        case element_kind::wrapped_resource: leave_resource(e.what); break;
        case element_kind::entry: leave_entry(); break;
        case element_kind::bare_coding: add_coding(); break;
        case element_kind::primitive_extension:
            if (has_content) mark_unread(top_->extended);
            break;
        case element_kind::coding_extension: leave_coding_extension(); break;
        case element_kind::extension: leave_extension(); break;
        case element_kind::member:
            if (auto const ref = now_->text(text_member); !ref.empty()) now_->members.push_back(ref);
            now_->forget({text_member});
            break;
        case element_kind::identifier: add_identifier(); break;
        case element_kind::link: leave_link(); break;
        case element_kind::contained:
            now_->contained.back().id = now_->text(text_contained_id);
            current().in_contained = false;
            break;
        case element_kind::component:
            if (has_content) leave_component();
            break;
        default: break;
    }
}

void resource_reader::add_identifier() {
    std::string_view const system = now_->text(text_identifier_system);
    std::string_view const value = now_->text(text_identifier_value);
    if (system.empty() && value.empty()) return;
    list_range& r = current().in_contained ? now_->contained.back().identifiers : now_->own_identifiers;
    if (r.count++ == 0) r.first = static_cast<std::uint32_t>(now_->identifiers.size());
    now_->identifiers.push_back({system, value});
}

void resource_reader::leave_link() {
    if (!now_->has(link_is_next)) return;
    if (!now_->has(has_next_link)) now_->put(text_next_url, now_->text(text_link_url));
    now_->set(has_next_link);
}

void resource_reader::leave_coding_extension() {
    if (now_->text(text_extension_url).ends_with(certainty_extension)) now_->put(text_certainty, now_->text(text_extension_code));
}

void resource_reader::leave_extension() {
    if (now_->text(text_extension_url).ends_with(morphology_extension)) return;
    // What was read of another one is taken back.
    auto const extra = static_cast<std::uint32_t>(now_->codings.size()) - now_->codings_before;
    if (extra == 0) return;
    now_->codings.resize(now_->codings_before);
    now_->concepts[concept_morphology].count -= extra;
}

void resource_reader::mark_unread(element_id element) noexcept {
    step const& e = steps[element];
    now_->set(e.unread);
    if (e.what == element_kind::text) now_->texts_extended.set(e.slot + bases_[e.base]);
    if ((e.forms & plain) != 0) now_->concepts_given |= std::uint32_t{1} << e.slot;
}

void resource_reader::leave_component() {
    draft& d = *now_;
    draft_component& c = d.components.emplace_back();
    for (std::size_t i = 0; i < c.concepts.size(); ++i) {
        std::size_t const slot = concept_component_code + i;
        c.concepts[i] = (d.concepts_begun >> slot & 1u) != 0 ? d.concepts[slot] : list_range{};
    }
    static_assert(concept_slots == concept_component_code + std::tuple_size_v<decltype(c.concepts)> && bits == component_other_unread + 1);
    c.given = d.concepts_given >> concept_component_code;
    c.text = d.text(text_component_value);
    c.bits = d.bits >> component_true;
    d.concepts_begun &= ~concepts_of_components;
    d.concepts_given &= ~concepts_of_components;
    d.bits &= ~bits_of_components;
    d.forget({text_component_value});
}

void resource_reader::leave_resource(element_kind what) {
    if (!is_reading()) return;  // the object itself: `finish` is called
    --level_;
    if (what == element_kind::resource) {
        current().entry_has_resource = true;
        return;
    }
    draft const& d = *now_;
    now_ = &current().d;
    if (d.type_known) deliver_object(d, delivery(*this, delivery::how::wrapped, top_), levels_[level_ + 1].matches);
}

resource const& resource_reader::deliver(draft const& d, entry_info const& entry, element_path const& where) {
    resource const& r = builder_.build(d);
    summary_.has_next_link |= r.has_next_link;
    ++summary_.resources;
    sink_->take(r, entry, where);
    return r;
}

// ---- values -----------------------------------------------------------------------------------------------------------

bool resource_reader::take_string(step const& e, std::string_view text, bool too_long) {
    if (too_long && e.what != element_kind::primitive_extension) return wrong_type(e), true;
    switch (e.what) {
        case element_kind::type_name: set_type(text); break;
        case element_kind::contained_type: now_->contained.back().is_patient = type_of(text) == resource_type::patient; break;
        case element_kind::severity: now_->severity = std::max(now_->severity, rank_of_severity(text)); break;
        case element_kind::link_type: now_->set(text == "replaced-by" || text == "replace" ? is_replaced : no_bit); break;
        case element_kind::bundle_type: now_->set(text == "history" ? is_history : no_bit); break;
        case element_kind::primitive_extension: break;
        case element_kind::link_relation: now_->set(text == "next" ? link_is_next : no_bit); break;
        case element_kind::mark_text:
        case element_kind::mark_any: now_->set(e.when); break;
        case element_kind::concept_: take_plain_concept(e, text); break;
        default: wrong_type(e); break;
    }
    return true;
}

bool resource_reader::on_number(std::string_view text, bool too_long) {
    count_element();
    top_->is_filled = true;
    step const& e = steps[top_->child];
    if (e.what == element_kind::mark_any) {
        now_->set(e.when);
    } else if (e.what == element_kind::number && !too_long && text.size() <= longest_number) {
        now_->put(e.slot + bases_[e.base], stable(text));
    } else {
        wrong_type(e);
    }
    return true;
}

bool resource_reader::on_bool(bool value) {
    count_element();
    top_->is_filled = true;
    step const& e = steps[top_->child];
    if (e.what == element_kind::flag) {
        now_->set(value ? e.when : e.when_not);
    } else if (e.what == element_kind::mark_any) {
        now_->set(e.when);
    } else {
        wrong_type(e);
    }
    return true;
}

void resource_reader::take_plain_concept(step const& e, std::string_view code) {
    if ((e.forms & plain) == 0) return wrong_type(e);
    if (code.empty()) return;
    bases_[from_concept] = e.slot;
    now_->concepts_given |= std::uint32_t{1} << e.slot;
    add_coding({{}, stable(code), false});
}

void resource_reader::set_type(std::string_view name) {
    if (name.empty()) return;
    draft& d = *now_;
    d.type = type_of(name);
    d.type_known = true;
    d.type_name = d.type == resource_type::other ? stable(name) : name_of(d.type);
    top_->members = row_of(d.type);
}

void resource_reader::wrong_type(step const& e) {
    if (e.what == element_kind::mark_any) return now_->set(e.when);
    if (e.what == element_kind::birth_date || e.what == element_kind::primitive_extension) return;
    note_fault(e.what == element_kind::misplaced ? top_ - 1 : top_);
}

}  // namespace oms::fhir
