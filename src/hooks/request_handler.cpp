#include "request_handler.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
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

reading_state state_of(fhir::root_summary const& s) {
    if (!s.has_type) return reading_state::unreadable;
    return s.type == fhir::resource_type::operation_outcome ? reading_state::failed : reading_state::resources;
}

/// Services ask for a handful of keys. A request with very many must not cost its memory for ever.
constexpr std::size_t most_readings_kept = 16;

}  // namespace

void request_handler::reset() {
    root_.abandon();
    list_.abandon();
    fhir_ = nullptr;
    in_ = in::nothing;
    member_ = member::unknown;
    name_.clear();
    list_from_ = origin::root;
    if (what_ == accepts::anything) request_ = {};
    auto readings = std::move(root_request_.prefetch);
    readings.clear();
    root_request_ = {};
    if (readings.capacity() <= most_readings_kept) root_request_.prefetch = std::move(readings);   // only their room
    stop_.reset();
    if_request_.reset();
}

request_handler::member request_handler::member_of(in where, std::uint64_t hash) noexcept {
    struct row {
        in where;
        std::string_view name;
        member what;
        std::uint64_t hash = json::hash_name(name);
    };
    static constexpr auto rows = std::to_array<row>({
        {in::root, "hook", member::hook}, {in::root, "hookInstance", member::hook_instance}, {in::root, "fhirServer", member::fhir_server},
        {in::root, "fhirAuthorization", member::authorization}, {in::root, "context", member::context}, {in::root, "prefetch", member::prefetch},
        {in::authorization, "access_token", member::access_token}, {in::authorization, "token_type", member::token_type},
        {in::authorization, "scope", member::scope}, {in::authorization, "subject", member::subject},
        {in::authorization, "patient", member::patient}, {in::authorization, "expires_in", member::expires_in},
        {in::context, "userId", member::user_id}, {in::context, "patientId", member::patient_id}, {in::context, "encounterId", member::encounter_id},
        {in::context, "selections", member::selections}, {in::context, "conditions", member::conditions},
        {in::context, "draftOrders", member::draft_orders},
    });
    auto const found = std::ranges::find_if(rows, [&](row const& r) { return r.where == where && r.hash == hash; });
    return found == rows.end() ? member::unknown : found->what;
}

std::string* request_handler::text_of(member m) {
    hook_request& r = root_request_;
    switch (m) {
        case member::hook: r.has_hook = true; return &r.hook;
        case member::hook_instance: r.has_hook_instance = true; return &r.hook_instance;
        case member::fhir_server: return &r.fhir_server;
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

action request_handler::begin_member(std::string_view name, std::uint64_t hash) {
    name_ = name;
    member_ = in_ == in::prefetch ? member::prefetch_value : member_of(in_, hash);
    return member_ == member::unknown ? action::skip : action::read;
}

action request_handler::begin_root_member(std::string_view name, std::uint64_t hash) {
    member_ = member_of(in::root, hash);
    if (member_ == member::unknown) return action::skip;
    name_ = name;
    fhir_ = nullptr;
    return action::read;
}

// Back to the resource reader, if the root may be a resource.
void request_handler::value_is_past() noexcept {
    if (in_ == in::root && what_ == accepts::anything) fhir_ = &root_;
}

action request_handler::begin_object() {
    if (in_ == in::nothing) return begin_root();
    switch (member_) {
        case member::authorization:
            root_request_.authorization.emplace();
            return enter(in::authorization);
        case member::context:
            root_request_.has_context = true;
            return enter(in::context);
        case member::prefetch: return enter(in::prefetch);
        case member::conditions:
            root_request_.has_conditions = true;
            return begin_list(origin::context);
        case member::draft_orders:
            root_request_.has_draft_orders = true;
            return begin_list(origin::context);
        case member::prefetch_value: return begin_list(origin::prefetch);
        default: break;
    }
    if (in_ == in::selections) ++index_;
    return wrong() ? action::skip : action::stop;
}

action request_handler::enter(in where) {
    in_ = where;
    name_.clear();
    return action::read;
}

bool request_handler::end_object() {
    if (in_ == in::root) return end_root();
    enter(in::root);
    value_is_past();
    return true;
}

action request_handler::begin_array() {
    if (in_ == in::context && member_ == member::selections) {
        in_ = in::selections;
        member_ = member::selection;
        index_ = 0;
        root_request_.has_selections = true;
        return action::read;
    }
    if (in_ == in::selections) ++index_;
    if (member_ == member::prefetch_value) return unreadable(), action::skip;
    return wrong() ? action::skip : action::stop;
}

bool request_handler::end_array() {
    in_ = in::context;
    member_ = member::unknown;
    return true;
}

bool request_handler::take_string(std::string_view text, bool too_long) {
    if (in_ == in::selections) ++index_;
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
    if (in_ == in::selections) ++index_;
    return member_ == member::prefetch_value ? unreadable() : wrong();
}

// Null is as if absent, but for a prefetch key (CH-PF-02) and where a text must be.
bool request_handler::take_null() {
    if (in_ == in::selections) ++index_;
    if (in_ == in::nothing || in_ == in::selections) return wrong();
    if (member_ == member::prefetch_value) root_request_.prefetch.push_back({name_, reading_state::null});
    value_is_past();
    return true;
}

bool request_handler::unreadable() {
    root_request_.prefetch.push_back({name_, reading_state::unreadable});
    return true;
}

bool request_handler::wrong() {
    fault f{errc::bad_element, own_path({}), std::string(in_ == in::nothing ? "expected one JSON object" : expected(member_))};
    if (in_ == in::nothing || what_ == accepts::request) {
        stop_ = std::move(f);
        return false;
    }
    if (!if_request_) if_request_ = std::move(f);
    value_is_past();
    return true;
}

// ---- roots and lists --------------------------------------------------------------------------------------------------

action request_handler::begin_root() {
    in_ = in::root;
    if (what_ == accepts::anything) {
        root_request_ = {};
        if_request_.reset();
        root_.begin(nullptr);
        fhir_ = &root_;
    }
    return action::read;
}

action request_handler::begin_list(origin from) {
    list_from_ = from;
    sink_.enter(from, name_);
    list_.begin(&list_place_);
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
    sink_.enter(origin::root, "");
    auto& readings = list_from_ == origin::prefetch ? root_request_.prefetch : root_request_.context_lists;
    reading& r = readings.emplace_back();
    r.key = name_;
    r.state = state_of(s);
    r.has_next_link = s.has_next_link;
    r.outcome_warning = s.outcome_warning;
    r.next_url = s.next_url;
    fhir_ = nullptr;
    list_from_ = origin::root;
}

bool request_handler::end_root() {
    bool is_request = true;
    if (what_ == accepts::anything && !root_request_.has_hook) {
        fhir::root_summary const s = root_.finish();
        request_.root_resources += s.resources;
        request_.root_has_next_link |= s.has_next_link;
        request_.root_outcome_warning |= s.outcome_warning;
        is_request = !s.has_type;
    }
    root_.abandon();
    fhir_ = nullptr;
    in_ = in::nothing;
    name_.clear();
    if (is_request && if_request_) stop_ = std::move(if_request_);
    if (is_request && !stop_ && what_ == accepts::anything) add_root_request();
    return !stop_;
}

// The last request of several counts; their readings are listed one after another.
void request_handler::add_root_request() {
    hook_request all = std::exchange(request_, std::move(root_request_));
    request_.documents = all.documents;
    request_.root_resources = all.root_resources;
    request_.root_has_next_link = all.root_has_next_link;
    request_.root_outcome_warning = all.root_outcome_warning;
    for (auto const list : {&hook_request::prefetch, &hook_request::context_lists}) {
        auto& readings = request_.*list;
        readings.insert(readings.begin(), (all.*list).begin(), (all.*list).end());
    }
    root_request_ = {};
}

// ---- faults -----------------------------------------------------------------------------------------------------------

std::string_view request_handler::expected(member m) noexcept {
    switch (m) {
        case member::authorization:
        case member::context:
        case member::prefetch:
        case member::conditions:
        case member::draft_orders: return "expected an object";
        case member::selections: return "expected an array of strings";
        case member::expires_in: return "expected a whole number of seconds";
        case member::unknown:
        case member::hook:
        case member::hook_instance:
        case member::fhir_server:
        case member::access_token:
        case member::token_type:
        case member::scope:
        case member::subject:
        case member::patient:
        case member::user_id:
        case member::patient_id:
        case member::encounter_id:
        case member::selection:
        case member::prefetch_value: break;
    }
    return "expected a string of at most 64 KiB";
}

void request_handler::append_own_path(std::string& out, std::string_view last) const {
    switch (in_) {
        case in::nothing: return;
        case in::root: break;
        case in::authorization: out.append("fhirAuthorization"); break;
        case in::context: out.append("context"); break;
        case in::prefetch: out.append("prefetch"); break;
        case in::selections: out.append("context.selections[").append(std::to_string(index_ == 0 ? 0 : index_ - 1)).append("]"); return;
    }
    std::string_view const name = last.empty() ? std::string_view(name_) : last;
    if (name.empty()) return;
    if (in_ != in::root) out.append(".");
    out.append(json::loggable_name(name));
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

fault request_handler::refusal() const {
    if (stop_) return *stop_;
    return {errc::too_deep, path({}), fhir::resource_reader::stop_note};
}

}  // namespace oms::hooks
