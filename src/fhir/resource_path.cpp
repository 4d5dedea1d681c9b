// What the resource reader does seldom: saying where it is, and letting go of the bytes it was fed.
#include <oms/fhir/resource_reader.hpp>

#include <algorithm>

namespace oms::fhir {

using namespace schema;

namespace {

constexpr std::uint64_t entry_slots = std::uint64_t{1} << text_full_url | std::uint64_t{1} << text_search_mode;

}  // namespace

void resource_reader::note_fault(frame const* last) {
    frame const* const object = current().object;
    element_id const element = object->child;
    for (std::size_t i = now_->start.faults; i < parts_.faults.size(); ++i) {
        if (parts_.faults[i].element == element) return;
    }
    std::string path;
    append_path(path, object, last, {});
    parts_.faults.add() = {element, parts_.text.keep(std::string_view(path).substr(path.empty() ? 0 : 1))};
}

void resource_reader::append_path(std::string& out, frame const* from, frame const* last, std::string_view name) const {
    for (frame const* f = from; f <= last; ++f) {
        if (f->is_array != 0) {
            if (f->index != 0) out.append("[").append(std::to_string(f->index - 1)).append("]");
        } else if (f == last && !name.empty()) {
            out.append(".").append(json::loggable_name(name));
        } else if (f->child != no_element) {
            out.append(".").append(elements[f->child].name);
        } else if (!unread_.empty()) {
            out.append(".").append(json::loggable_name(unread_));
        }
    }
}

std::string resource_reader::path(std::string_view last) const {
    std::string out;
    append_path(out, stack_.data() + 1, top_, last);
    return out;
}

std::string_view resource_reader::root_name() const noexcept {
    draft const& d = levels_[0].d;
    if (d.type_known) return d.type_name;
    bool const is_inside = top_ > stack_.data() + 1;
    return is_inside && elements[stack_[1].child].what == role::entry ? "Bundle" : "";
}

bool resource_reader::keep(std::string_view& text) {
    if (!is_in_portion(text)) return false;
    text = parts_.text.keep(text);
    return true;
}

bool resource_reader::keep_texts(draft& d, std::uint64_t slots) {
    bool any = false;
    for (std::size_t i = 0; i < text_slots; ++i) {
        if ((d.texts_given & slots) >> i & 1u) any |= keep(d.texts[i]);
    }
    return any;
}

void resource_reader::end_portion() {
    if (is_in_portion(unread_)) {
        unread_kept_.assign(unread_);
        unread_ = unread_kept_;
    }
    if (is_reading()) keep_all();
    portion_ = {};
}

void resource_reader::keep_all() {
    // What is kept now comes after the text of open entries; what lives longer than an entry must not be cut back with it.
    bool outlives = false;
    std::array<bool, bundle_limit + 1> moved_below{};
    std::size_t const last = level_ + (current().entry_is_open && current().entry_has_resource ? 1 : 0);
    for (std::size_t i = 0; i <= last; ++i) {
        level& l = levels_[i];
        outlives |= keep_texts(l.d, ~entry_slots) | keep(l.d.type_name);
        if (!l.entry_is_open || i > level_) continue;
        outlives |= parts_.codings.settled() < l.entry_start.codings || parts_.identifiers.settled() < l.entry_start.identifiers ||
                    parts_.components.settled() < l.entry_start.components || parts_.contained.settled() < l.entry_start.contained;
        moved_below[i] = outlives;
        keep_texts(l.d, entry_slots);
    }
    parts_.codings.settle([this](coding& c) { keep(c.system), keep(c.code); });
    parts_.identifiers.settle([this](identifier& i) { keep(i.system), keep(i.value); });
    parts_.components.settle([this](draft_component& c) { keep(c.text); });
    parts_.contained.settle([this](draft_contained& c) { keep(c.id); });
    for (std::size_t i = 0; i <= level_; ++i) {
        if (moved_below[i]) levels_[i].entry_start.text = parts_.text.here();
    }
}

}  // namespace oms::fhir
