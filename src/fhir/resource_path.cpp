// What the resource reader does seldom: saying where it is, and copying what is needed of a portion that goes away.
#include <oms/fhir/resource_reader.hpp>

#include <algorithm>

namespace oms::fhir {

using namespace schema;

void resource_reader::note_fault(frame const* last) {
    frame const* const object = current().object;
    element_id const element = object->child;
    draft& d = current().d;
    mark_unread(last->child);
    if (elements[last->child].what == element_kind::entry) note_odd_entry(last);
    if (std::ranges::find(d.faults, element, &draft_fault::element) != d.faults.end()) return;
    std::string path;
    append_path(path, object, last, {});
    d.faults.push_back({element, d.kept.keep(std::string_view(path).substr(path.empty() ? 0 : 1))});
}

void resource_reader::append_path(std::string& out, frame const* from, frame const* last, std::string_view name) const {
    for (frame const* f = from; f <= last; ++f) {
        if (f->is_array) {
            if (f->index != 0) out.append("[").append(std::to_string(f->index - 1)).append("]");
        } else if (f == last && !name.empty()) {
            out.append(".").append(name);
        } else if (f->child == extended_value) {
            out.append("._").append(elements[f->extended].name);
        } else if (f->child != no_element) {
            out.append(".").append(elements[f->child].name);
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
    return is_inside && elements[stack_[1].child].what == element_kind::entry ? "Bundle" : "";
}

void resource_reader::end_portion() {
    if (is_reading()) {
        std::size_t const last = level_ + (current().entry_is_open ? 1 : 0);
        for (std::size_t i = 0; i <= last; ++i) levels_[i].d.keep_texts(portion_);
    }
    portion_ = {};
}

}  // namespace oms::fhir
