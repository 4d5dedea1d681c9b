#include <oms/fhir/resource_reader.hpp>

#include <algorithm>

namespace oms::fhir {

using namespace schema;
using json::action;

namespace {

constexpr std::size_t longest_number = 64;

std::uint32_t size_of(auto const& list) noexcept { return static_cast<std::uint32_t>(list.size()); }

}  // namespace

/// Where the resource that is handed over stands; `entry`: inside the entry that has just ended.
class resource_reader::delivery final : public place {
public:
    enum class how : std::uint8_t { root, entry, wrapped };

    delivery(resource_reader const& reader, how h) : reader_(reader), how_(h) {}

    [[nodiscard]] std::string to_string() const override {
        std::string out(reader_.base_ != nullptr ? reader_.base_->to_string() : std::string(reader_.root_name()));
        if (how_ != how::root) out.append(reader_.path());
        if (how_ == how::entry) out.append(".resource");
        return out;
    }

private:
    resource_reader const& reader_;
    how how_;
};

void resource_reader::begin(place const* where) {
    base_ = where;
    depth_ = 0;
    level_ = 0;
    summary_ = {};
    parts_.clear();
    levels_[0] = {};
    push(the_resource, false);
    frames_[0].members = row::any_type;
}

void resource_reader::abandon() noexcept { depth_ = 0; }

root_summary resource_reader::finish() {
    draft const& d = levels_[0].d;
    if (d.type_known) {
        summary_.has_type = true;
        summary_.type = d.type;
        deliver(d, {}, delivery(*this, delivery::how::root));
    }
    return summary_;
}

// ---- events -----------------------------------------------------------------------------------------------------------

action resource_reader::on_object_begin() {
    count_element();
    element const& e = elements[next_];
    switch (e.what) {
        case role::mark_any: now().set(e.when); return action::skip;
        case role::birth_date: return action::skip;  // an unknown age is a state of its own (clinical.md 2.3), not a malformed Patient
        case role::misplaced: note_fault(depth_ - 1); return action::skip;
        default: break;
    }
    if ((e.shapes & (top().is_array ? list : one)) == 0) return misplace(false);
    push(next_, false);
    return enter(e);
}

action resource_reader::enter(element const& e) {
    switch (e.what) {
        case role::resource:
        case role::wrapped_resource: return begin_resource(e.what);
        case role::entry:
            current().full_url = current().search_mode = {};
            current().entry_has_resource = false;
            current().entry_start = parts_.here();
            break;
        case role::concept_: open_concept(e); break;
        case role::bare_coding:
            open_concept(e);
            concept_->codings.count = 1;
            parts_.codings.emplace_back();
            break;
        case role::coding:
            ++concept_->codings.count;
            parts_.codings.emplace_back();
            break;
        case role::reference: reference_base_ = e.slot; break;
        case role::time: time_base_ = e.slot; break;
        case role::present:
            if (e.shapes == one) now().set(e.when);  // an empty reason is a reason all the same
            break;
        case role::contained:
        case role::identifier: begin_contained_or_identifier(e.what); break;
        default: break;
    }
    return action::read;
}

bool resource_reader::on_object_end() {
    frame const f = top();
    pop();
    leave(f);
    return true;
}

action resource_reader::on_array_begin() {
    bool const in_array = top().is_array;
    count_element();
    element const& e = elements[next_];
    switch (e.what) {
        case role::mark_any: now().set(e.when); return action::skip;
        case role::birth_date: return action::skip;
        case role::misplaced: note_fault(depth_ - 1); return action::skip;
        default: break;
    }
    if (in_array || (e.shapes & list) == 0) return misplace(true);
    push(next_, true);
    return action::read;
}

bool resource_reader::on_array_end() {
    pop();
    return true;
}

action resource_reader::on_key(std::string_view name, std::uint64_t hash) {
    frame& f = top();
    f.has_content = true;
    f.child = next_ = table.next[static_cast<std::size_t>(f.members)][table.find(hash)];
    return f.child != no_element ? action::read : unread(name);
}

bool resource_reader::on_string(std::string_view text, bool too_long) {
    count_element();
    element const& e = elements[next_];
    if (too_long) [[unlikely]] return wrong_type(e), true;
    auto const kept = [&] { return parts_.text.keep(text); };
    switch (e.what) {
        case role::text:
            now().texts[e.slot] = kept();
            now().set(e.when);
            break;
        case role::birth_date: now().texts[e.slot] = kept(); break;
        case role::time_text: now().texts[time_base_ + e.slot] = kept(); break;
        case role::reference_text: now().texts[reference_base_ + e.slot] = kept(); break;
        case role::coding_system: parts_.codings.back().system = kept(); break;
        case role::coding_code: parts_.codings.back().code = kept(); break;
        case role::identifier_system: parts_.identifiers.back().system = kept(); break;
        case role::identifier_value: parts_.identifiers.back().value = kept(); break;
        case role::contained_id: parts_.contained.back().id = kept(); break;
        case role::contained_type: parts_.contained.back().is_patient = type_of(text) == resource_type::patient; break;
        case role::type_name: set_type(text); break;
        case role::full_url: current().full_url = kept(); break;
        case role::search_mode: current().search_mode = kept(); break;
        case role::severity: now().severity = std::max(now().severity, rank_of_severity(text)); break;
        case role::link_type: now().set(text == "replaced-by" ? is_replaced : no_bit); break;
        case role::link_relation: now().set(text == "next" ? has_next_link : no_bit); break;
        case role::mark_text:
        case role::mark_any: now().set(e.when); break;
        case role::concept_: take_plain_concept(e, text); break;
        default: wrong_type(e); break;
    }
    return true;
}

bool resource_reader::on_number(std::string_view text, bool too_long) {
    count_element();
    element const& e = elements[next_];
    if (e.what == role::mark_any) {
        now().set(e.when);
    } else if (e.what == role::time_number && !too_long && text.size() <= longest_number) {
        now().texts[time_base_ + e.slot] = parts_.text.keep(text);
    } else {
        wrong_type(e);
    }
    return true;
}

bool resource_reader::on_bool(bool value) {
    count_element();
    element const& e = elements[next_];
    if (e.what == role::flag) {
        now().set(value ? e.when : e.when_not);
    } else if (e.what == role::coding_chosen) {
        parts_.codings.back().user_selected = value;
    } else if (e.what == role::mark_any) {
        now().set(e.when);
    } else {
        wrong_type(e);
    }
    return true;
}

bool resource_reader::on_null() {
    count_element();
    return true;
}

// ---- what they do -----------------------------------------------------------------------------------------------------

action resource_reader::unread(std::string_view name) {
    frame const& f = top();
    unread_ = name;
    if (f.self == misplaced_value) note_fault(depth_ - 1);
    bool const has_value = f.members == row::any_type || f.members == row::observation || f.members == row::component;
    if (!has_value || !name.starts_with("value") || name.size() == 5) return action::skip;
    // value[x] of a type that is no statement of presence: only that it is there
    constexpr std::uint64_t quantity = json::hash_name("valueQuantity");
    next_ = table.next[static_cast<std::size_t>(f.members)][table.find(quantity)];
    return action::read;
}

// Empty objects and arrays are as if absent, so only the first content makes the resource malformed.
action resource_reader::misplace(bool is_array) {
    next_ = misplaced_value;
    push(misplaced_value, is_array);
    return action::read;
}

action resource_reader::begin_resource(role what) {
    if (what == role::wrapped_resource && depth_ != 2) {
        pop();
        return action::skip;
    }
    if (level_ == bundle_limit) return action::stop;
    ++level_;
    current() = {};
    current().frame = depth_ - 1;
    now().start = parts_.here();
    top().members = row::any_type;
    return action::read;
}

stretch& resource_reader::identifiers_now() noexcept {
    return current().in_contained ? parts_.contained.back().identifiers : now().identifiers;
}

void resource_reader::begin_contained_or_identifier(role what) {
    if (what == role::contained) {
        parts_.contained.emplace_back();
        current().in_contained = true;
        return;
    }
    stretch& s = identifiers_now();
    if (s.count == 0) s.first = size_of(parts_.identifiers);
    ++s.count;
    parts_.identifiers.emplace_back();
}

void resource_reader::open_concept(element const& e) {
    concept_ = &now().concepts[e.slot];
    if (concept_->codings.count == 0) concept_->codings.first = size_of(parts_.codings);
    // an empty value is no absent one: it states nothing that could be read
    concept_->given |= e.slot == concept_value || e.slot == concept_value_coding || e.slot == concept_component_value ||
                       e.slot == concept_component_value_coding;
}

void resource_reader::leave(frame const& f) {
    element const& e = elements[f.self];
    switch (e.what) {
        case role::resource:
        case role::wrapped_resource: leave_resource(e.what); break;
        case role::entry: leave_entry(); break;
        case role::concept_: concept_->given |= f.has_content; break;
        case role::bare_coding:
        case role::coding:
            if (coding const& c = parts_.codings.back(); c.system.empty() && c.code.empty()) {
                parts_.codings.pop_back();
                --concept_->codings.count;
            }
            break;
        case role::identifier:
            if (identifier const& i = parts_.identifiers.back(); i.system.empty() && i.value.empty()) {
                parts_.identifiers.pop_back();
                --identifiers_now().count;
            }
            break;
        case role::contained: current().in_contained = false; break;
        case role::component:
            if (f.has_content) leave_component();
            break;
        case role::reference:
        case role::time:
        case role::present: now().set(f.has_content ? e.when : std::uint8_t{no_bit}); break;
        default: break;
    }
}

void resource_reader::leave_component() {
    draft& d = now();
    draft_component& c = parts_.components.emplace_back();
    std::copy_n(d.concepts.begin() + concept_component_code, c.concepts.size(), c.concepts.begin());
    std::fill_n(d.concepts.begin() + concept_component_code, c.concepts.size(), draft_concept{});
    c.text = d.texts[text_component_value];
    d.texts[text_component_value] = {};
    c.bits = d.bits >> component_true;
    d.bits &= (std::uint64_t{1} << component_true) - 1;
    static_assert(bits == component_absent + 1);
}

void resource_reader::leave_resource(role what) {
    if (depth_ == 0) return;  // the object itself: `finish` is called
    draft const& d = now();
    --level_;
    if (what == role::resource) {
        current().entry_has_resource = true;
    } else if (d.type_known) {
        summary_.has_type = true;
        summary_.type = d.type;
        deliver(d, {}, delivery(*this, delivery::how::wrapped));
    }
}

void resource_reader::leave_entry() {
    level const& l = current();
    if (l.entry_has_resource) {
        draft const& d = levels_[level_ + 1].d;
        if (d.type == resource_type::operation_outcome && d.severity >= severity_warning) summary_.outcome_warning = true;
        deliver(d, {l.full_url, l.search_mode}, delivery(*this, delivery::how::entry));
    }
    parts_.cut_back(l.entry_start);
}

void resource_reader::deliver(draft const& d, entry_info const& entry, place const& where) {
    resource const& r = finisher_.finish(d, parts_);
    summary_.has_next_link |= r.has_next_link;
    ++summary_.resources;
    sink_->take(r, entry, where);
}

void resource_reader::set_type(std::string_view name) {
    if (name.empty()) return;
    draft& d = now();
    d.type = type_of(name);
    d.type_known = true;
    d.type_name = parts_.text.keep(name);
    top().members = row_of(d.type);
}

void resource_reader::take_plain_concept(element const& e, std::string_view code) {
    if ((e.shapes & plain) == 0) return wrong_type(e);
    if (code.empty()) return;
    open_concept(e);
    concept_->given = true;
    ++concept_->codings.count;
    parts_.codings.push_back({{}, parts_.text.keep(code), false});
}

void resource_reader::wrong_type(element const& e) {
    if (e.what == role::mark_any) return now().set(e.when);
    if (e.what == role::birth_date) return;
    note_fault(e.what == role::misplaced ? depth_ - 1 : depth_);
}

}  // namespace oms::fhir
