// What an entry of a Bundle turns out to be when it has ended: a resource, one that is taken away, the outcome of a request, or nothing
// known.
#include <oms/fhir/resource_reader.hpp>

#include "delivery.hpp"

namespace oms::fhir {

using namespace schema;

namespace {

struct type_and_id {
    std::string_view type, id;
};

/// The last `Type/id` of a URL, its version aside; nothing of a conditional one.
type_and_id last_parts(std::string_view url) noexcept {
    if (url.find('?') != std::string_view::npos) return {};
    url = url.substr(0, url.find("/_history"));
    auto const slash = url.rfind('/');
    if (slash == std::string_view::npos || slash + 1 == url.size()) return {};
    std::string_view const before = url.substr(0, slash);
    auto const start = before.rfind('/');
    return {start == std::string_view::npos ? before : before.substr(start + 1), url.substr(slash + 1)};
}

bool is_failure(std::string_view status) noexcept { return status.starts_with('4') || status.starts_with('5'); }

}  // namespace

void resource_reader::leave_entry() {
    level& l = current();
    draft const& d = *now_;
    now_ = &l.d;
    l.entry_is_open = false;
    history_place const place = l.d.has(is_history) ? l.next : history_place{};
    ++l.next.version;
    summary_.outcome_warning |= d.severity >= severity_warning || is_failure(d.text(text_response_status));
    if (!l.entry_has_resource || d.text(text_method) == "DELETE") {
        leave_other_entry(d, place);
        return;
    }
    std::string_view const mode = d.text(text_search_mode);
    l.matches += mode.empty() || mode == "match";
    // A record that is said to be an outcome is not read (clinical.md 2.4).
    summary_.outcome_warning |= mode == "outcome" && d.type != resource_type::operation_outcome;
    delivery const where(*this, delivery::how::entry, top_);
    resource const& r = deliver(d, {d.text(text_full_url), mode, d.text(text_last_modified), place}, where);
    summary_.outcome_warning |= is_short(r.total, levels_[level_ + 1].matches, r.has_next_link);
    summary_.good_entries += d.type_known;
    if (d.type_known) return;
    ++summary_.odd_entries;
    sink_->take_odd_entry(where);
}

/// An entry that holds no resource, or one that is deleted.
void resource_reader::leave_other_entry(draft const& d, history_place place) {
    delivery const where(*this, delivery::how::beside, top_);
    bool const is_deleted = d.text(text_method) == "DELETE" || now_->has(is_history);
    deletion gone = is_deleted ? deletion_of(d) : deletion{};
    gone.place = place;
    bool const is_told = !is_deleted && (d.has(has_request) || d.has(has_response));
    if (is_told || !gone.id.empty() || !gone.full_url.empty()) {
        ++summary_.good_entries;
        if (is_deleted) sink_->take_deletion(gone, where);
    } else {
        ++summary_.odd_entries;
        sink_->take_odd_entry(where);
    }
}

/// Which record an entry takes away. Source: FHIR R4 http.html#history, Bulk Data Access `deleted`.
deletion resource_reader::deletion_of(draft const& d) {
    std::string_view const full_url = d.text(text_full_url);
    std::string_view const url = d.text(text_request_url);
    type_and_id named = last_parts(url.empty() ? full_url : url);
    if (named.id.empty() && d.type_known) named = {d.type_name, d.text(text_id)};
    return {named.type, named.id, full_url, d.text(text_last_modified)};
}

/// `last`: the frame whose child it is. Everything misplaced in it comes here.
void resource_reader::note_odd_entry(frame const* last) {
    if (current().odd_entry == last->index) return;
    current().odd_entry = last->index;
    ++summary_.odd_entries;
    sink_->take_odd_entry(delivery(*this, delivery::how::beside, last));
}

}  // namespace oms::fhir
