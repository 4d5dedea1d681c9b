#include <oms/telemetry/call_line.hpp>

#include <oms/base/uuid.hpp>

namespace oms::telemetry {

namespace {

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
    add_texts(to, "leniencies", what.leniencies);
}

void add_fetched(line& to, fetch_account const& fetched) {
    if (fetched.queries > 0) to.number("queries", fetched.queries).number("pages", fetched.pages).number("fetched_bytes", fetched.bytes);
    add_texts(to, "not_read", fetched.failures);
}

/// A refused caller is named only as one of the registered issuers.
void add_caller(line& to, call_record const& r) {
    add_text(to, "issuer", r.issuer);
    add_text(to, "subject", r.subject);
    add_text(to, "tenant", r.tenant);
    add_text(to, "reason", r.refused);
}

void add_reason(line& to, fault const& why) {
    to.text("fault", name_of(why.code));
    add_text(to, "where", why.where);
    add_text(to, "note", why.note);
}

}  // namespace

level level_of(call_record const& r) noexcept {
    if (r.status >= 500) return level::error;
    return is_call(r) || !r.refused.empty() ? level::info : level::debug;
}

void append_call_line(std::string& out, line_format how, std::string_view time, level l, call_record const& r,
                      std::chrono::microseconds took) {
    line one{out, how, time, l, !r.refused.empty() ? "refused" : is_call(r) ? "call" : "request"};
    one.text("route", r.route).number("status", r.status).number("duration_us", took.count());
    add_caller(one, r);
    if (!r.service_id.empty()) {
        one.text("service", r.service_id);
        add_decision(one, r.what);
        add_fetched(one, r.fetched);
    }
    if (r.why) add_reason(one, *r.why);
    one.end();
}

}  // namespace oms::telemetry
