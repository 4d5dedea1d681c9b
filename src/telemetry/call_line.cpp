#include <oms/telemetry/call_line.hpp>

namespace oms::telemetry {

namespace {

bool is_hex(char c) noexcept { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Source: RFC 9562 section 4, the text form.
bool is_uuid(std::string_view text) noexcept {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

void add_text(line& to, std::string_view name, std::string_view value) {
    if (!value.empty()) to.text(name, value);
}

void add_texts(line& to, std::string_view name, std::span<std::string const> values) {
    if (!values.empty()) to.texts(name, values);
}

void add_decision(line& to, hooks::account const& what) {
    if (is_uuid(what.hook_instance)) to.text("hookInstance", what.hook_instance);
    add_text(to, "rule", what.rule);
    to.boolean("shown", what.shown).number("findings", what.findings).number("skipped", what.skipped);
    add_texts(to, "gaps", what.gaps);
    add_texts(to, "oddities", what.oddities);
}

void add_fetched(line& to, fetch_account const& fetched) {
    if (fetched.queries > 0) to.number("queries", fetched.queries).number("pages", fetched.pages).number("fetched_bytes", fetched.bytes);
    add_texts(to, "not_read", fetched.failures);
}

void add_reason(line& to, fault const& why) {
    to.text("fault", name_of(why.code));
    add_text(to, "where", why.where);
    add_text(to, "note", why.note);
}

}  // namespace

level level_of(call_record const& r) noexcept {
    if (r.status >= 500) return level::error;
    return is_call(r) ? level::info : level::debug;
}

void append_call_line(std::string& out, line_format how, std::string_view time, level l, call_record const& r, std::chrono::microseconds took) {
    line one{out, how, time, l, is_call(r) ? "call" : "request"};
    one.text("route", r.route).number("status", r.status).number("duration_us", took.count());
    if (!r.service_id.empty()) {
        one.text("service", r.service_id);
        add_decision(one, r.what);
        add_fetched(one, r.fetched);
    }
    if (r.why) add_reason(one, *r.why);
    one.end();
}

}  // namespace oms::telemetry
