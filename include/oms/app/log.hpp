#pragma once
#include <oms/app/line_writer.hpp>
#include <oms/app/settings.hpp>
#include <oms/telemetry/call_record.hpp>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

namespace oms::app {

/// A word or number of a message beside its event, as text. Numbers are written without quotes.
struct log_field {
    std::string_view name, value;
    bool number = false;
};

/// What reads standard error: a file or program, a terminal, one that shows colours.
enum class messages_reader : std::uint8_t { program, terminal, coloured_terminal };

/// The program's log, on standard error, and its audit file if there is one: one line each, JSON or plain text, the audit always JSON.
///
/// Lines are written in batches (`line_writer`): records of calls every `log.flush_ms`, messages at once. A line of the log that finds no
/// room, because nobody reads, is lost and counted, and a later line says how many (`log lines lost`). A line of the audit is not lost:
/// the caller is told when there is no room for it. What is written holds no patient data and no token; who calls sees to that.
/// Thread rule: any thread may write.
class log {
public:
    /// Fault (bad_settings): the audit file cannot be opened.
    [[nodiscard]] static result<std::unique_ptr<log>> open(settings const& s, messages_reader reader);
    ~log();  ///< writes what waits

    void debug(std::string_view event, std::initializer_list<log_field> fields = {});
    void info(std::string_view event, std::initializer_list<log_field> fields = {});
    void warning(std::string_view event, std::initializer_list<log_field> fields = {});
    void error(std::string_view event, std::initializer_list<log_field> fields = {});

    /// One record per call of a service: what was asked, decided, missing; to the audit file if there is one. A failure of ours is an
    /// error too; other addresses are `debug`. False: it belongs into the audit file, and there is no room.
    /// Source: CH-SEC-04, CH-REQ-11.
    [[nodiscard]] bool record(telemetry::call_record const& r, std::chrono::microseconds took);

    /// Opens the audit file anew, for who has renamed it. Fault: it cannot be opened; the old one stays in use.
    [[nodiscard]] result<void> reopen();

    /// Whether lines can be written, and how many could not.
    [[nodiscard]] line_writer::state lines() const noexcept;
    [[nodiscard]] line_writer::state audit() const noexcept;   ///< without an audit file: all is well

private:
    class impl;
    explicit log(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::app
