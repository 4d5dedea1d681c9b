#pragma once
#include <oms/telemetry/call_line.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include <unistd.h>

namespace oms::test {

/// Where servers that a test runs in its own process write their records: the folder OMS_TEST_LOGS, in which logs_check.py looks for
/// planted words after all tests. Without that variable nothing is kept, but every line is made all the same. Thread rule: any thread.
[[nodiscard]] inline std::function<void(telemetry::call_record const&, std::chrono::microseconds)> kept_log() {
    struct kept {
        std::mutex one_at_a_time;
        std::ofstream file;
    };
    static auto const all = [] {
        auto made = std::make_shared<kept>();
        if (char const* const folder = std::getenv("OMS_TEST_LOGS")) {
            std::filesystem::create_directories(folder);
            made->file.open(std::filesystem::path{folder} / (std::to_string(::getpid()) + ".log"), std::ios::app);
        }
        return made;
    }();
    return [to = all](telemetry::call_record const& r, std::chrono::microseconds took) {
        std::string line;
        telemetry::append_call_line(line, telemetry::line_format::json, "2026-11-20T12:00:00.000Z", telemetry::level_of(r), r, took);
        std::lock_guard const guard{to->one_at_a_time};
        to->file << line << std::flush;
    };
}

}  // namespace oms::test
