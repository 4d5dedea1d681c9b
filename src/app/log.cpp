#include <oms/app/log.hpp>

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <oms/json/write.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace oms::app {

namespace {

// About a megabyte when full; at a thousand calls a second, two seconds of a stalled reader.
constexpr std::size_t queue_lines = 2048;

constexpr std::string_view service_route = "service";  // calls of services, answered or refused

using sink_ptr = std::shared_ptr<spdlog::sinks::sink>;

spdlog::level::level_enum level_named(std::string_view name) {
    if (name == "warning") return spdlog::level::warn;
    if (name == "error") return spdlog::level::err;
    if (name == "off") return spdlog::level::off;
    return name == "debug" ? spdlog::level::debug : spdlog::level::info;
}

void set_pattern(spdlog::sinks::sink& sink, bool json) {
    constexpr auto as_json = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";
    constexpr auto as_text = "%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v";
    sink.set_formatter(std::make_unique<spdlog::pattern_formatter>(json ? as_json : as_text, spdlog::pattern_time_type::utc));
}

std::string in_quotes(std::string_view text) {
    std::string out;
    json::append_quoted(out, text);
    return out;
}

/// A text value of a plain line: bare when it is one word.
std::string worded(std::string_view text) {
    bool const bare =
        !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c != '"' && c != '=' && c < 0x7F; });
    return bare ? std::string{text} : in_quotes(text);
}

/// A hookInstance is the client's own text; only a UUID is certain to say nothing about anyone.
bool is_uuid(std::string_view text) noexcept {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const dash = i == 8 || i == 13 || i == 18 || i == 23;
        bool const hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f') || (text[i] >= 'A' && text[i] <= 'F');
        if (dash ? text[i] != '-' : !hex) return false;
    }
    return true;
}

std::string joined(std::vector<std::string> const& words) {
    std::string out;
    for (auto const& word : words) out.append(out.empty() ? "" : ",").append(word);
    return out;
}

template <class Number>
log_field number(std::string_view name, Number value) {
    return {name, std::to_string(value), true};
}

std::vector<log_field> fields_of(http::record const& r, std::chrono::microseconds took) {
    std::vector<log_field> fields{{"route", std::string{r.route}}, number("status", r.status), number("duration_us", took.count())};
    auto const add = [&](std::string_view name, std::string value) {
        if (!value.empty()) fields.push_back({name, std::move(value)});
    };
    add("service", r.service_id);
    if (!r.service_id.empty()) {
        add("hookInstance", is_uuid(r.what.hook_instance) ? r.what.hook_instance : std::string{});
        add("rule", r.what.rule);
        fields.push_back({"shown", r.what.shown ? "true" : "false", true});
        fields.push_back(number("findings", r.what.findings));
        fields.push_back(number("skipped", r.what.skipped));
        add("gaps", joined(r.what.gaps));
        add("oddities", joined(r.what.oddities));
        if (r.fetched.queries > 0) {
            fields.push_back(number("queries", r.fetched.queries));
            fields.push_back(number("pages", r.fetched.pages));
            fields.push_back(number("fetched_bytes", r.fetched.bytes));
        }
        add("not_read", joined(r.fetched.failures));
    }
    if (r.why) {
        add("fault", std::string{name_of(r.why->code)});
        add("where", r.why->where);
        add("note", r.why->note);
    }
    return fields;
}

}  // namespace

class log::impl {
public:
    impl(sink_ptr lines, sink_ptr audit, std::string_view level, bool json)
        : json_{json}, pool_{std::make_shared<spdlog::details::thread_pool>(queue_lines, 1)}, lines_{logger(std::move(lines))} {
        lines_->set_level(level_named(level));
        if (audit) audit_ = logger(std::move(audit));
    }

    void write(spdlog::level::level_enum level, std::string_view event, std::span<log_field const> fields) {
        if (lines_->should_log(level)) lines_->log(level, write_line(event, fields, json_));
    }

    void record(http::record const& r, std::chrono::microseconds took) {
        bool const call = r.route == service_route;
        auto const level = r.status >= 500 ? spdlog::level::err : call ? spdlog::level::info : spdlog::level::debug;
        bool const to_file = call && audit_;
        if (!to_file && !lines_->should_log(level)) return;
        auto const fields = fields_of(r, took);
        std::string_view const event = call ? "call" : "request";
        if (to_file) audit_->log(spdlog::level::info, write_line(event, fields, true));
        if (!to_file || level == spdlog::level::err) write(level, event, fields);
    }

    [[nodiscard]] std::size_t dropped() const { return pool_->overrun_counter(); }

private:
    std::shared_ptr<spdlog::async_logger> logger(sink_ptr sink) {
        auto made =
            std::make_shared<spdlog::async_logger>("oms-cds", std::move(sink), pool_, spdlog::async_overflow_policy::overrun_oldest);
        made->flush_on(spdlog::level::trace);
        made->set_error_handler([](std::string const&) {});  // a log that cannot be written has nowhere to say so
        return made;
    }

    bool json_;
    std::shared_ptr<spdlog::details::thread_pool> pool_;
    std::shared_ptr<spdlog::async_logger> lines_, audit_;
};

result<std::unique_ptr<log>> log::open(settings const& s, bool on_terminal) {
    bool const json = s.log.format == "json" || (s.log.format == "auto" && !on_terminal);
    sink_ptr lines, audit;
    if (on_terminal && !json)
        lines = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
    else
        lines = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    set_pattern(*lines, json);
    if (!s.log.audit_file.empty()) {
        try {
            audit = std::make_shared<spdlog::sinks::basic_file_sink_mt>(s.log.audit_file);
        } catch (spdlog::spdlog_ex const&) {
            return fault{errc::bad_settings, "log.audit_file",
                         "cannot be opened for appending: " + s.log.audit_file + "; check the folder and its rights"};
        }
        set_pattern(*audit, true);
    }
    return std::unique_ptr<log>{new log{std::make_unique<impl>(std::move(lines), std::move(audit), s.log.level, json)}};
}

log::log(std::unique_ptr<impl> i) : impl_{std::move(i)} {}
log::~log() = default;

void log::debug(std::string_view event, std::initializer_list<log_field> fields) { impl_->write(spdlog::level::debug, event, fields); }
void log::info(std::string_view event, std::initializer_list<log_field> fields) { impl_->write(spdlog::level::info, event, fields); }
void log::warning(std::string_view event, std::initializer_list<log_field> fields) { impl_->write(spdlog::level::warn, event, fields); }
void log::error(std::string_view event, std::initializer_list<log_field> fields) { impl_->write(spdlog::level::err, event, fields); }
void log::record(http::record const& r, std::chrono::microseconds took) { impl_->record(r, took); }
std::size_t log::dropped() const noexcept { return impl_->dropped(); }

std::string write_line(std::string_view event, std::span<log_field const> fields, bool json) {
    std::string out = json ? "\"event\":" + in_quotes(event) : std::string{event};
    for (auto const& f : fields) {
        if (json)
            out.append(",").append(in_quotes(f.name)).append(":").append(f.number ? f.value : in_quotes(f.value));
        else
            out.append(" ").append(f.name).append("=").append(f.number ? f.value : worded(f.value));
    }
    return out;
}

}  // namespace oms::app
