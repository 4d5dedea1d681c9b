#include <oms/fhir/resource_reader.hpp>

#include <algorithm>

namespace oms::fhir {

using namespace schema;
using json::action;

namespace {

constexpr std::uint32_t concepts_of_components = ~((std::uint32_t{1} << concept_component_code) - 1);
constexpr std::uint64_t bits_of_components = ~((std::uint64_t{1} << component_true) - 1);

}  // namespace

/// Where the resource that is handed over stands; `entry`: inside the entry that has just ended.
class resource_reader::delivery final : public place {
public:
    enum class how : std::uint8_t { root, entry, wrapped };

    delivery(resource_reader const& reader, how h) : reader_(reader), how_(h) {}

    void append_to(std::string& out) const override {
        if (reader_.base_ != nullptr) reader_.base_->append_to(out);
        else out.append(reader_.root_name());
        if (how_ != how::root) reader_.append_path(out, reader_.stack_.data() + 1, reader_.top_, {});
        if (how_ == how::entry) out.append(".resource");
    }

private:
    resource_reader const& reader_;
    how how_;
};

void resource_reader::begin(place const* where) {
    base_ = where;
    summary_ = {};
    parts_.clear();
    top_ = stack_.data();
    use_level(0);
    push(the_resource, false);
    top_->members = row::any_type;
    level& l = current();
    l.d.begin(parts_.here());
    l.object = top_;
    l.entry_is_open = l.in_contained = false;
}

void resource_reader::abandon() noexcept {
    top_ = stack_.data();
}

root_summary resource_reader::finish() {
    draft const& d = levels_[0].d;
    if (d.type_known) {
        deliver_object(d, delivery(*this, delivery::how::root));
    }
    return summary_;
}

/// The object itself, or what it wraps.
void resource_reader::deliver_object(draft const& d, place const& where) {
    bool const inner_next = summary_.has_next_link;
    summary_.has_type = true;
    summary_.type = d.type;
    resource const& r = deliver(d, {}, where);
    if (!inner_next) summary_.next_url = r.next_url;
}

// ---- objects ----------------------------------------------------------------------------------------------------------

action resource_reader::unusual_begin(bool is_array) {
    step const& e = steps[top_->child];
    switch (e.what) {
        case role::mark_any: now_->set(e.when); return action::skip;
        case role::birth_date: return action::skip;  // an unknown age is a state of its own (clinical.md 2.3), not a malformed Patient
        case role::misplaced: note_fault(top_ - 1); return action::skip;
        default: break;
    }
    // Empty objects and arrays are as if absent, so only the first content makes the resource malformed.
    push(misplaced_value, is_array);
    return action::read;
}

action resource_reader::unread(std::string_view name) {
    if (top_->self == misplaced_value) note_fault(top_ - 1);
    row const r = top_->members;
    bool const has_value = r == row::any_type || r == row::observation || r == row::component;
    if (!has_value || !name.starts_with("value") || name.size() == 5) return action::skip;
    // value[x] of a type that is no statement of presence: only that it is there
    constexpr std::uint64_t other = json::hash_name("value[x]");
    top_->child = table.next[static_cast<std::size_t>(r)][table.find(other)];
    return action::read;
}

action resource_reader::enter(step const& e) {
    switch (e.what) {
        case role::resource:
        case role::wrapped_resource: return begin_resource(e.what);
        case role::entry: {
            level& l = current();
            l.d.forget({text_full_url, text_search_mode});
            l.entry_is_open = true;
            l.entry_has_resource = false;
            l.entry_start = parts_.here();
            break;
        }
        case role::value_concept:
        case role::bare_coding:
            bases_[from_concept] = e.slot;
            now_->concepts_given |= std::uint32_t{1} << e.slot;  // an empty value states nothing, but it is no absent one
            break;
        case role::identifier: now_->forget({text_identifier_system, text_identifier_value}); break;
        case role::contained: begin_contained(); break;
        case role::link:
            now_->forget({text_link_url});
            now_->bits &= ~(std::uint64_t{1} << link_is_next);
            break;
        case role::present:
            if (e.shapes == one) now_->set(e.when);  // an empty reason is a reason all the same
            break;
        default: break;
    }
    return action::read;
}

action resource_reader::begin_resource(role what) {
    if (what == role::wrapped_resource && top_ != stack_.data() + 2) {
        --top_;
        return action::skip;
    }
    if (level_ == bundle_limit) return action::stop;
    use_level(level_ + 1);
    level& l = current();
    l.d.begin(parts_.here());
    l.object = top_;
    l.entry_is_open = l.in_contained = false;
    top_->members = row::any_type;
    return action::read;
}

void resource_reader::begin_contained() noexcept {
    parts_.contained.add() = {};
    current().in_contained = true;
    now_->forget({text_contained_id});
}

void resource_reader::leave(step const& e, bool has_content) {
    switch (e.what) {
        case role::resource:
        case role::wrapped_resource: leave_resource(e.what); break;
        case role::entry: leave_entry(); break;
        case role::bare_coding: add_coding(); break;
        case role::identifier: add_identifier(); break;
        case role::link: leave_link(); break;
        case role::contained:
            parts_.contained.back().id = now_->text(text_contained_id);
            keep(parts_.contained.back().id);  // it may count as settled since an earlier portion
            current().in_contained = false;
            break;
        case role::component:
            if (has_content) leave_component();
            break;
        default: break;
    }
}

void resource_reader::add_identifier() {
    std::string_view const system = now_->text(text_identifier_system);
    std::string_view const value = now_->text(text_identifier_value);
    if (system.empty() && value.empty()) return;
    stretch& s = current().in_contained ? parts_.contained.back().identifiers : now_->identifiers;
    if (s.count++ == 0) s.first = parts_.identifiers.size();
    parts_.identifiers.add() = {system, value};
}

void resource_reader::leave_link() {
    if (!now_->has(link_is_next)) return;
    if (!now_->has(has_next_link)) now_->put(text_next_url, now_->text(text_link_url));
    now_->set(has_next_link);
}

void resource_reader::leave_component() {
    draft& d = *now_;
    draft_component& c = parts_.components.add();
    for (std::size_t i = 0; i < c.concepts.size(); ++i) {
        std::size_t const slot = concept_component_code + i;
        c.concepts[i] = (d.concepts_begun >> slot & 1u) != 0 ? d.concepts[slot] : stretch{};
    }
    static_assert(concept_slots == concept_component_code + std::tuple_size_v<decltype(c.concepts)> && bits == component_absent + 1);
    c.given = d.concepts_given >> concept_component_code;
    c.text = d.text(text_component_value);
    c.bits = d.bits >> component_true;
    d.concepts_begun &= ~concepts_of_components;
    d.concepts_given &= ~concepts_of_components;
    d.bits &= ~bits_of_components;
    d.forget({text_component_value});
}

void resource_reader::leave_resource(role what) {
    if (!is_reading()) return;  // the object itself: `finish` is called
    draft const& d = *now_;
    use_level(level_ - 1);
    if (what == role::resource) {
        current().entry_has_resource = true;
    } else if (d.type_known) {
        deliver_object(d, delivery(*this, delivery::how::wrapped));
    }
}

void resource_reader::leave_entry() {
    level& l = current();
    l.entry_is_open = false;
    if (l.entry_has_resource) {
        draft const& d = levels_[level_ + 1].d;
        if (d.type == resource_type::operation_outcome && d.severity >= severity_warning) summary_.outcome_warning = true;
        deliver(d, {l.d.text(text_full_url), l.d.text(text_search_mode)}, delivery(*this, delivery::how::entry));
    }
    parts_.cut_back(l.entry_start);
}

resource const& resource_reader::deliver(draft const& d, entry_info const& entry, place const& where) {
    resource const& r = finisher_.finish(d, parts_);
    summary_.has_next_link |= r.has_next_link;
    ++summary_.resources;
    sink_->take(r, entry, where);
    return r;
}

// ---- values -----------------------------------------------------------------------------------------------------------

bool resource_reader::take_string(step const& e, std::string_view text, bool too_long) {
    if (too_long) return wrong_type(e), true;
    switch (e.what) {
        case role::type_name: set_type(text); break;
        case role::contained_type: parts_.contained.back().is_patient = type_of(text) == resource_type::patient; break;
        case role::severity: now_->severity = std::max(now_->severity, rank_of_severity(text)); break;
        case role::link_type: now_->set(text == "replaced-by" ? is_replaced : no_bit); break;
        case role::link_relation: now_->set(text == "next" ? link_is_next : no_bit); break;
        case role::mark_text:
        case role::mark_any: now_->set(e.when); break;
        case role::concept_: take_plain_concept(e, text); break;
        default: wrong_type(e); break;
    }
    return true;
}

bool resource_reader::on_number(std::string_view text, bool too_long) {
    count_element();
    step const& e = steps[top_->child];
    if (e.what == role::mark_any) {
        now_->set(e.when);
    } else if (e.what == role::number && !too_long && text.size() <= longest_number) {
        now_->put(e.slot + bases_[e.base], stable(text));
    } else {
        wrong_type(e);
    }
    return true;
}

bool resource_reader::on_bool(bool value) {
    count_element();
    step const& e = steps[top_->child];
    if (e.what == role::flag) {
        now_->set(value ? e.when : e.when_not);
    } else if (e.what == role::mark_any) {
        now_->set(e.when);
    } else {
        wrong_type(e);
    }
    return true;
}

void resource_reader::take_plain_concept(step const& e, std::string_view code) {
    if ((e.shapes & plain) == 0) return wrong_type(e);
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
    if (e.what == role::mark_any) return now_->set(e.when);
    if (e.what == role::birth_date) return;
    note_fault(e.what == role::misplaced ? top_ - 1 : top_);
}

}  // namespace oms::fhir
