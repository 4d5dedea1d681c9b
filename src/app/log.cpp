#include <oms/app/log.hpp>
#include <oms/telemetry/call_line.hpp>

#include "files.hpp"
#include "log/log_file.hpp"

#include <optional>
#include <span>
#include <utility>

namespace oms::app {

namespace {

using telemetry::level;
using telemetry::line_format;

/// The least important level that is written. Nothing: no level is.
std::optional<level> least_level(std::string_view name) noexcept {
    for (auto const l : {level::debug, level::info, level::warning, level::error})
        if (telemetry::name_of(l) == name) return l;
    return std::nullopt;
}

line_format format_for(std::string_view name, messages_reader reader) noexcept {
    if (name == "json" || (name == "auto" && reader == messages_reader::program)) return line_format::json;
    return reader == messages_reader::coloured_terminal ? line_format::coloured_text : line_format::text;
}

/// Where a thread makes its lines, one after another in the same memory.
struct line_draft {
    std::string text;
    telemetry::time_text time;

    [[nodiscard]] std::string_view now() {
        return time.of(std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
    }
};

line_draft& empty_draft() {
    thread_local line_draft mine;
    mine.text.clear();
    return mine;
}

/// Makes lines of the program's own. A copy may live in a writing thread longer than the log.
struct message_maker {
    line_format format;
    std::optional<level> least;

    [[nodiscard]] bool wants(level l) const noexcept { return least && l >= *least; }

    /// `out` may be the text of the draft.
    void append(std::string& out, std::string_view now, level l, std::string_view event, std::span<log_field const> fields) const {
        telemetry::line one{out, format, now, l, event};
        for (auto const& f : fields) f.number ? one.raw(f.name, f.value) : one.text(f.name, f.value);
        one.end();
    }
};

/// Messages to the log, at once.
struct messages {
    message_maker maker;
    std::shared_ptr<line_writer> to;

    void send(level l, std::string_view event, std::span<log_field const> fields) const {
        if (!maker.wants(l)) return;
        auto& d = empty_draft();
        maker.append(d.text, d.now(), l, event, fields);
        static_cast<void>(to->append(d.text));  // what finds no room is counted there
        to->write_soon();
    }
    void send(level l, std::string_view event, std::initializer_list<log_field> fields) const { send(l, event, std::span{fields}); }
};

std::shared_ptr<line_writer> log_writer(message_maker const& maker, std::chrono::milliseconds interval) {
    line_writer::options o;
    o.timer = every(interval);
    o.say_refused = [maker](std::string& out, std::uint64_t count) {
        std::string const number = std::to_string(count);
        log_field const field{"count", number, true};
        maker.append(out, empty_draft().now(), level::warning, "log lines lost", {&field, 1});
    };
    return std::make_shared<line_writer>(log_file::standard_error(), std::move(o));
}

std::unique_ptr<line_writer> audit_writer(std::shared_ptr<log_file> file, messages const& say, std::chrono::milliseconds interval) {
    line_writer::options o;
    o.timer = every(interval);
    o.say_refused = [say](std::string&, std::uint64_t count) {
        say.send(level::error, "no room for audit lines", {{"count", std::to_string(count), true}});
    };
    o.wrote = [say, before = 0](int error) mutable {
        if (std::exchange(before, error) == error) return;
        if (error != 0)
            say.send(level::error, "the audit file cannot be written", {{"note", words_of(error)}});
        else
            say.send(level::info, "the audit file is written again", {});
    };
    return std::make_unique<line_writer>(std::move(file), std::move(o));
}

}  // namespace

class log::impl {
public:
    impl(message_maker const& maker, std::shared_ptr<log_file> audit_file, std::chrono::milliseconds interval)
        : messages_{maker, log_writer(maker, interval)}, audit_file_{std::move(audit_file)} {
        if (audit_file_) audit_ = audit_writer(audit_file_, messages_, interval);
    }

    void write(level l, std::string_view event, std::initializer_list<log_field> fields) { messages_.send(l, event, fields); }

    bool record(telemetry::call_record const& r, std::chrono::microseconds took) {
        bool const to_audit = audit_ && telemetry::is_call(r);
        auto const l = telemetry::level_of(r);
        bool const to_log = messages_.maker.wants(l) && (!to_audit || l == level::error);
        if (to_log) {
            auto& d = empty_draft();
            append_call_line(d.text, messages_.maker.format, d.now(), l, r, took);
            static_cast<void>(messages_.to->append(d.text));
        }
        if (!to_audit) return true;
        auto& d = empty_draft();
        append_call_line(d.text, line_format::json, d.now(), level::info, r, took);
        return audit_->append(d.text) != 0;
    }

    result<void> reopen() {
        if (!audit_file_) return {};
        if (auto done = audit_file_->reopen(); !done) return done.error();
        audit_->write_soon();  // so that the old file is let go even if no call comes
        return {};
    }

    [[nodiscard]] line_writer::state lines() const noexcept { return messages_.to->current(); }
    [[nodiscard]] line_writer::state audit() const noexcept { return audit_ ? audit_->current() : line_writer::state{}; }

private:
    messages messages_;
    std::shared_ptr<log_file> audit_file_;
    std::unique_ptr<line_writer> audit_;   // destroyed before the log, because what it says at its end goes there
};

result<std::unique_ptr<log>> log::open(settings const& s, messages_reader reader) {
    std::shared_ptr<log_file> audit_file;
    if (!s.log.audit_file.empty()) {
        auto opened = log_file::open(s.log.audit_file);
        if (!opened) return fault{errc::bad_settings, "log.audit_file", opened.error().note};
        audit_file = *std::move(opened);
    }
    message_maker const maker{format_for(s.log.format, reader), least_level(s.log.level)};
    return std::unique_ptr<log>{new log{std::make_unique<impl>(maker, std::move(audit_file), std::chrono::milliseconds{s.log.flush_ms})}};
}

log::log(std::unique_ptr<impl> i) : impl_{std::move(i)} {}
log::~log() = default;

void log::debug(std::string_view event, std::initializer_list<log_field> fields) { impl_->write(level::debug, event, fields); }
void log::info(std::string_view event, std::initializer_list<log_field> fields) { impl_->write(level::info, event, fields); }
void log::warning(std::string_view event, std::initializer_list<log_field> fields) { impl_->write(level::warning, event, fields); }
void log::error(std::string_view event, std::initializer_list<log_field> fields) { impl_->write(level::error, event, fields); }
bool log::record(telemetry::call_record const& r, std::chrono::microseconds took) { return impl_->record(r, took); }
result<void> log::reopen() { return impl_->reopen(); }
line_writer::state log::lines() const noexcept { return impl_->lines(); }
line_writer::state log::audit() const noexcept { return impl_->audit(); }

}  // namespace oms::app
