#include "log_rows.hpp"

#include <oms/app/log.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace oms::bench {
namespace {

constexpr int lines_in_an_iteration = 1000;

/// A file of its own in place of standard error for as long as it lives; gone afterwards.
class replaced_stderr {
public:
    replaced_stderr() : before_{dup(STDERR_FILENO)} {
        std::array<char, 32> name{"/tmp/oms-micro-XXXXXX"};
        int const file = mkstemp(name.data());
        dup2(file, STDERR_FILENO);
        close(file);
        unlink(name.data());
    }
    ~replaced_stderr() {
        dup2(before_, STDERR_FILENO);
        close(before_);
    }
    replaced_stderr(replaced_stderr const&) = delete;
    replaced_stderr& operator=(replaced_stderr const&) = delete;

    void clear() const {
        if (ftruncate(STDERR_FILENO, 0) != 0) std::abort();
    }

private:
    int before_;
};

telemetry::call_record a_call() {
    telemetry::call_record r;
    r.route = "service";
    r.service_id = "oms-patient-view";
    r.status = 200;
    r.what.rule = "R2a";
    r.what.hook_instance = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea";
    r.what.shown = true;
    r.what.findings = 3;
    r.what.skipped = 1;
    return r;
}

/// One iteration is a log that is opened, takes so many records, and has written them all when it is closed.
void write_records(benchmark::State& state, app::settings const& s) {
    replaced_stderr const file;
    auto const call = a_call();
    for (auto _ : state) {
        {
            auto const log = app::log::open(s, app::messages_reader::program).value();
            for (int i = 0; i < lines_in_an_iteration; ++i) benchmark::DoNotOptimize(log->record(call, std::chrono::microseconds{70 + i}));
        }
        state.PauseTiming();
        file.clear();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * lines_in_an_iteration);
}

}  // namespace

void register_log_rows() {
    app::settings to_log, to_audit;
    to_audit.log.audit_file = "/dev/stderr";
    auto const row = [](char const* name, app::settings const& s) {
        benchmark::RegisterBenchmark(name, [s](benchmark::State& state) { write_records(state, s); })
            ->MeasureProcessCPUTime()
            ->Unit(benchmark::kMicrosecond);
    };
    row("log_lines/1000", to_log);
    row("audit_lines/1000", to_audit);
}

}  // namespace oms::bench
