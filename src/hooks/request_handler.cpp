#include "request_handler.hpp"

#include <oms/base/clear.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <utility>

namespace oms::hooks {

using json::action;

namespace {

/// `3600`, `3600.0`; nothing for a fraction or what does not fit.
std::optional<long long> whole_seconds(std::string_view text) {
    long long seconds = 0;
    char const* const end = text.data() + text.size();
    if (auto const [p, e] = std::from_chars(text.data(), end, seconds); e == std::errc{} && p == end) return seconds;
    double value = 0;
    auto const [p, e] = std::from_chars(text.data(), end, value);
    if (e != std::errc{} || p != end || !(std::abs(value) < 1e15) || value != std::floor(value)) return std::nullopt;
    return static_cast<long long>(value);
}

/// Why what came is no list that could be read; empty: it is.
std::string_view why_unreadable(fhir::root_summary const& s) {
    if (!s.has_type) return "not a FHIR resource";
    if (s.type == fhir::resource_type::other) return "neither a Bundle nor a resource that was asked for";
    if (s.is_no_list()) return "a Bundle whose entries are none";
    bool const is_empty = s.good_entries == 0 && s.matches == 0;
    if (is_empty && fhir::is_short(s.total, 0, s.has_next_link)) return "a Bundle without the entries that its total counts";
    return {};
}

bool has_gaps(fhir::root_summary const& s) { return s.has_warning() || fhir::is_short(s.total, s.matches, s.has_next_link); }

}  // namespace

void request_handler::reset() {
    root_.clear();
    list_.clear();
    fhir_ = nullptr;
    part_ = request_part::nothing;
    seen_.reset();
    clear_and_stay_small(unknown_);
    member_ = member::unknown;
    name_.clear();
    list_from_ = list_source::root;
    if (what_ == accepts::anything) request_ = {};
    auto entries = std::move(root_request_.prefetch);
    entries.clear();
    root_request_ = {};
    root_request_.prefetch = std::move(entries);   // only their room
    stop_.reset();
    if_request_.reset();
}

std::string* request_handler::text_of(member m) {
    hook_request& r = root_request_;
    switch (m) {
        case member::hook: r.has_hook = true; return &r.hook;
        case member::hook_instance: r.has_hook_instance = true; return &r.hook_instance;
        case member::fhir_server: r.has_fhir_server = true; return &r.fhir_server;
        case member::access_token: return &r.authorization->access_token;
        case member::token_type: return &r.authorization->token_type;
        case member::scope: return &r.authorization->scope;
        case member::subject: return &r.authorization->subject;
        case member::patient: return &r.authorization->patient;
        case member::user_id: return &r.user_id;
        case member::patient_id: return &r.patient_id;
        case member::encounter_id: return &r.encounter_id;
        case member::selection: return &r.selections.emplace_back();
        case member::unknown:
        case member::authorization:
        case member::context:
        case member::prefetch:
        case member::expires_in:
        case member::selections:
        case member::conditions:
        case member::draft_orders:
        case member::prefetch_value: return nullptr;
    }
    return nullptr;
}

// ---- members ----------------------------------------------------------------------------------------------------------

action request_handler::begin_member(std::string_view name) {
    if (part_ == request_part::prefetch) return begin_key(name);
    return begin_known(member_of(part_, name), name);
}

/// Two values of one key would be two pictures of one list.
action request_handler::begin_key(std::string_view name) {
    if (!sink_.asks_for(name)) return skip_unknown(name);
    if (find_entry(root_request_, name) != nullptr) return action::duplicate;
    member_ = member::prefetch_value;
    name_ = name;
    return action::read;
}

/// Its name is the sender's own text, and does not get into a path.
action request_handler::skip_unknown(std::string_view name) {
    if (fhir_ == nullptr) name_.clear();
    unknown_.emplace_back(part_, std::hash<std::string_view>{}(name));
    return action::skip;
}

action request_handler::begin_root_member(std::string_view name) {
    action const wanted = begin_known(member_of(request_part::root, name), name);
    if (wanted == action::read) fhir_ = nullptr;
    return wanted;
}

action request_handler::begin_known(member m, std::string_view name) {
    if (m == member::unknown) return skip_unknown(name);
    auto const index = static_cast<std::size_t>(m);
    if (seen_[index]) return action::duplicate;
    seen_[index] = true;
    member_ = m;
    name_ = name;
    return action::read;
}

// Back to the resource reader, if the root may be a resource.
void request_handler::value_is_past() noexcept {
    if (part_ == request_part::root && what_ == accepts::anything) fhir_ = &root_;
}

action request_handler::begin_object() {
    if (part_ == request_part::nothing) return begin_root();
    switch (member_) {
        case member::authorization:
            root_request_.authorization.emplace();
            return enter(request_part::authorization);
        case member::context:
            root_request_.has_context = true;
            return enter(request_part::context);
        case member::prefetch: return enter(request_part::prefetch);
        case member::conditions:
            root_request_.has_conditions = true;
            return begin_list(list_source::context);
        case member::draft_orders:
            root_request_.has_draft_orders = true;
            return begin_list(list_source::context);
        case member::prefetch_value: return begin_list(list_source::prefetch);
        default: break;
    }
    if (part_ == request_part::selections) ++index_;
    return wrong() ? action::skip : action::stop;
}

action request_handler::enter(request_part where) {
    part_ = where;
    name_.clear();
    return action::read;
}

bool request_handler::end_object() {
    if (part_ == request_part::root) return end_root();
    enter(request_part::root);
    value_is_past();
    return true;
}

action request_handler::begin_array() {
    if (part_ == request_part::context && member_ == member::selections) {
        part_ = request_part::selections;
        member_ = member::selection;
        index_ = 0;
        root_request_.has_selections = true;
        return action::read;
    }
    if (part_ == request_part::selections) ++index_;
    if (member_ == member::prefetch_value) return unreadable(), action::skip;
    return wrong() ? action::skip : action::stop;
}

bool request_handler::end_array() {
    part_ = request_part::context;
    member_ = member::unknown;
    return true;
}

bool request_handler::take_string(std::string_view text, bool too_long) {
    if (part_ == request_part::selections) ++index_;
    if (member_ == member::prefetch_value) return unreadable();
    if (member_ == member::expires_in) {
        root_request_.authorization->expires_in_is_text = true;
        return take_seconds(text);
    }
    std::string* const target = too_long ? nullptr : text_of(member_);
    if (target == nullptr) return wrong();
    *target = text;
    value_is_past();
    return true;
}

bool request_handler::take_number(std::string_view text) { return member_ == member::expires_in ? take_seconds(text) : take_bool(); }

bool request_handler::take_seconds(std::string_view text) {
    root_request_.authorization->expires_in = whole_seconds(text);
    return root_request_.authorization->expires_in.has_value() || wrong();
}

// A boolean is right nowhere in a request, and neither is any number but `expires_in`.
bool request_handler::take_bool() {
    if (part_ == request_part::selections) ++index_;
    return member_ == member::prefetch_value ? unreadable() : wrong();
}

// Null is as if absent, but for a prefetch key (CH-PF-02) and where a text must be.
bool request_handler::take_null() {
    if (part_ == request_part::selections) ++index_;
    if (part_ == request_part::nothing || part_ == request_part::selections) return wrong();
    if (member_ == member::prefetch_value) root_request_.prefetch.push_back({name_, prefetch_state::null});
    value_is_past();
    return true;
}

bool request_handler::unreadable() {
    root_request_.prefetch.push_back({name_, prefetch_state::unreadable});
    return true;
}

bool request_handler::wrong() {
    fault f{errc::bad_element, own_path({}), std::string(part_ == request_part::nothing ? "expected one JSON object" : expected(member_))};
    if (part_ == request_part::nothing) {
        stop_ = std::move(f);
        return false;
    }
    bool const goes_on = refuse_request(std::move(f));
    if (goes_on) value_is_past();
    return goes_on;
}

/// What is a fault only of a request counts once it is known that the root is one. False: it is known.
bool request_handler::refuse_request(fault f) {
    if (what_ != accepts::anything) {
        stop_ = std::move(f);
        return false;
    }
    if (!if_request_) if_request_ = std::move(f);
    return true;
}

/// What is not looked at must not stand twice either: another reader may take the other one (CH-JSON-06).
bool request_handler::has_unknown_twice() {
    std::ranges::sort(unknown_);
    return std::ranges::adjacent_find(unknown_) != unknown_.end();
}

// ---- roots and lists --------------------------------------------------------------------------------------------------

action request_handler::begin_root() {
    part_ = request_part::root;
    seen_.reset();
    unknown_.clear();
    if (what_ == accepts::anything) {
        root_request_ = {};
        if_request_.reset();
        root_.begin(nullptr);
        fhir_ = &root_;
    }
    return action::read;
}

action request_handler::begin_list(list_source from) {
    list_from_ = from;
    sink_.enter(from, name_);
    list_.begin(&list_path_);
    fhir_ = &list_;
    return action::read;
}

bool request_handler::end_fhir() {
    if (fhir_ == &root_) return end_root();
    end_list();
    return true;
}

void request_handler::end_list() {
    fhir::root_summary const s = list_.finish();
    sink_.enter(list_source::root, "");
    auto& entries = list_from_ == list_source::prefetch ? root_request_.prefetch : root_request_.context_lists;
    prefetch_entry& r = entries.emplace_back();
    r.key = name_;
    r.why = why_unreadable(s);
    bool const failed = s.type == fhir::resource_type::operation_outcome;
    r.state = !r.why.empty() ? prefetch_state::unreadable : failed ? prefetch_state::failed : prefetch_state::resources;
    r.has_next_link = s.has_next_link;
    r.outcome_warning = has_gaps(s);
    r.matches = s.matches;
    r.next_url = s.next_url;
    fhir_ = nullptr;
    list_from_ = list_source::root;
}

bool request_handler::end_root() {
    bool is_request = true;
    if (what_ == accepts::anything && !root_request_.has_hook) {
        fhir::root_summary const s = root_.finish();
        request_.root_resources += s.resources;
        request_.root_has_next_link |= s.has_next_link;
        request_.root_outcome_warning |= has_gaps(s);
        is_request = !s.has_type;
    }
    root_.clear();
    fhir_ = nullptr;
    part_ = request_part::nothing;
    name_.clear();
    if (is_request && !if_request_ && has_unknown_twice())
        if_request_ = fault{errc::duplicate_member, "",
                            "a member name occurs twice in the request, in its context, prefetch or authorization; send it once"};
    if (is_request && if_request_) stop_ = std::move(if_request_);
    if (is_request && !stop_ && what_ == accepts::anything) add_root_request();
    return !stop_;
}

// The last request of several counts; their entries are listed one after another.
void request_handler::add_root_request() {
    hook_request all = std::exchange(request_, std::move(root_request_));
    request_.documents = all.documents;
    request_.root_resources = all.root_resources;
    request_.root_has_next_link = all.root_has_next_link;
    request_.root_outcome_warning = all.root_outcome_warning;
    for (auto const list : {&hook_request::prefetch, &hook_request::context_lists}) {
        auto& entries = request_.*list;
        entries.insert(entries.begin(), (all.*list).begin(), (all.*list).end());
    }
    root_request_ = {};
}

// ---- faults -----------------------------------------------------------------------------------------------------------

void request_handler::append_own_path(std::string& out, std::string_view last) const {
    switch (part_) {
        case request_part::nothing: return;
        case request_part::root: break;
        case request_part::authorization: out.append("fhirAuthorization"); break;
        case request_part::context: out.append("context"); break;
        case request_part::prefetch: out.append("prefetch"); break;
        case request_part::selections:
            out.append("context.selections[").append(std::to_string(index_ == 0 ? 0 : index_ - 1)).append("]");
            return;
    }
    std::string_view const name = last.empty() ? std::string_view(name_) : last;
    if (name.empty()) return;
    if (part_ != request_part::root) out.append(".");
    out.append(name);
}

std::string request_handler::own_path(std::string_view last) const {
    std::string out;
    append_own_path(out, last);
    return out;
}

std::string request_handler::path(std::string_view last) const {
    if (fhir_ == nullptr) return own_path(last);
    std::string const below = fhir_->path(last);
    if (fhir_ == &list_) return own_path({}) + below;
    std::string out(root_.root_name());
    return out.empty() ? below.substr(below.empty() ? 0 : 1) : out + below;
}

fault request_handler::stop_fault() const {
    if (stop_) return *stop_;
    return {errc::too_deep, path({}), fhir::resource_reader::stop_note};
}

}  // namespace oms::hooks
