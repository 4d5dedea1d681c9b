#pragma once
#include <oms/app/settings.hpp>
#include <oms/http/exchange.hpp>

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace oms::app {

/// A word or number of a log line beside its event, already text. Numbers are written without quotes.
struct log_field {
    std::string_view name;
    std::string value;
    bool number = false;
};

/// The program's log and its audit records: one line each, JSON or plain, on standard error or in files.
///
/// A line never waits for a slow reader: lines go through a queue to one thread of its own, and when the queue is full the oldest are
/// dropped and counted (`dropped`). What is written holds no patient data and no token; who calls sees to that.
/// Thread rule: any thread may write.
class log {
public:
    /// Fault (bad_settings): the audit file cannot be opened.
    [[nodiscard]] static result<std::unique_ptr<log>> open(settings const& s, bool on_terminal);
    ~log();  ///< writes out what waits

    void debug(std::string_view event, std::initializer_list<log_field> fields = {});
    void info(std::string_view event, std::initializer_list<log_field> fields = {});
    void warning(std::string_view event, std::initializer_list<log_field> fields = {});
    void error(std::string_view event, std::initializer_list<log_field> fields = {});

    /// One record per call of a service: what was asked, decided, missing; to the audit file if there is one. A failure of ours is an
    /// error too; other addresses are `debug`. Source: CH-SEC-04, CH-REQ-11.
    void record(http::record const& r, std::chrono::microseconds took);

    [[nodiscard]] std::size_t dropped() const noexcept;

private:
    class impl;
    explicit log(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

/// The members of a line without its time and level: `"event":"call","status":200`, or `call status=200`. Control characters are
/// escaped in both, so that one event is always one line.
[[nodiscard]] std::string write_line(std::string_view event, std::span<log_field const> fields, bool json);

}  // namespace oms::app
