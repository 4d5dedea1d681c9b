// Where the resource reader stands, as text: made only when somebody asks.
#include <oms/fhir/resource_reader.hpp>

#include <algorithm>

namespace oms::fhir {

using namespace schema;

void resource_reader::note_fault(std::size_t depth) {
    element_id const element = frames_[current().frame].child;
    auto const first = parts_.faults.begin() + now().start.faults;
    if (std::any_of(first, parts_.faults.end(), [element](draft_fault const& f) { return f.element == element; })) return;
    std::string path;
    append_path(path, current().frame, depth, {});
    parts_.faults.push_back({element, parts_.text.keep(std::string_view(path).substr(path.empty() ? 0 : 1))});
}

void resource_reader::append_path(std::string& out, std::size_t from, std::size_t to, std::string_view last) const {
    for (std::size_t i = from; i < to; ++i) {
        frame const& f = frames_[i];
        bool const replaced = i + 1 == to && !f.is_array && !last.empty();
        if (f.is_array) {
            if (f.index != 0) out.append("[").append(std::to_string(f.index - 1)).append("]");
        } else if (replaced || f.child == no_element) {
            std::string_view const name = replaced ? last : unread_;
            if (!name.empty()) out.append(".").append(json::loggable_name(name));
        } else {
            out.append(".").append(elements[f.child].name);
        }
    }
}

std::string resource_reader::path(std::string_view last) const {
    std::string out;
    append_path(out, 0, depth_, last);
    return out;
}

std::string_view resource_reader::root_name() const noexcept {
    draft const& d = levels_[0].d;
    if (d.type_known) return d.type_name;
    return depth_ > 1 && elements[frames_[0].child].what == role::entry ? "Bundle" : "";
}

void resource_reader::keep_last_name() {
    if (unread_.empty() || unread_.data() == unread_kept_.data()) return;
    unread_kept_.assign(unread_);
    unread_ = unread_kept_;
}

}  // namespace oms::fhir
