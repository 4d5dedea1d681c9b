// Google Benchmark rows of the steps of one request, for each body beside the null parse of the floor: the same bytes through a
// boost::json::basic_parser whose handler does nothing.
//
//   micro PROFILES BODIES NAME… [--benchmark_filter=…]
//
// PROFILES: the knowledge, fhir_profiles; BODIES: the folder that bench/bodies made; NAME: one of its bodies, e.g. varied/14k, whose
// variants take turns. The rows of reading contain each other: read < gather < exchange.
#include "log_rows.hpp"
#include "support/allocations.hpp"

#include <oms/app/load.hpp>
#include <oms/cards/card.hpp>
#include <oms/criteria/evaluate.hpp>
#include <oms/hooks/intake.hpp>
#include <oms/service/exchange.hpp>

#include <benchmark/benchmark.h>
#include <boost/json/basic_parser_impl.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace oms::bench {
namespace {

namespace bj = boost::json;

constexpr std::string_view service_id = "oms-patient-view";

/// What all rows share.
struct setting {
    app::loaded_knowledge knowledge;
    std::shared_ptr<service::deployment const> service;
    instant now;
};

struct null_handler {
    static constexpr std::size_t max_object_size = SIZE_MAX, max_array_size = SIZE_MAX, max_key_size = SIZE_MAX, max_string_size = SIZE_MAX;
    bool on_document_begin(bj::error_code&) { return true; }
    bool on_document_end(bj::error_code&) { return true; }
    bool on_object_begin(bj::error_code&) { return true; }
    bool on_object_end(std::size_t, bj::error_code&) { return true; }
    bool on_array_begin(bj::error_code&) { return true; }
    bool on_array_end(std::size_t, bj::error_code&) { return true; }
    bool on_key_part(bj::string_view, std::size_t, bj::error_code&) { return true; }
    bool on_key(bj::string_view, std::size_t, bj::error_code&) { return true; }
    bool on_string_part(bj::string_view, std::size_t, bj::error_code&) { return true; }
    bool on_string(bj::string_view, std::size_t, bj::error_code&) { return true; }
    bool on_number_part(bj::string_view, bj::error_code&) { return true; }
    bool on_int64(std::int64_t, bj::string_view, bj::error_code&) { return true; }
    bool on_uint64(std::uint64_t, bj::string_view, bj::error_code&) { return true; }
    bool on_double(double, bj::string_view, bj::error_code&) { return true; }
    bool on_bool(bool, bj::error_code&) { return true; }
    bool on_null(bj::error_code&) { return true; }
    bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
    bool on_comment(bj::string_view, bj::error_code&) { return true; }
};

struct null_sink final : hooks::request_sink {
    [[nodiscard]] bool asks_for(std::string_view) const override { return true; }
    void enter(hooks::list_source, std::string_view) override {}
    void take(fhir::resource const& r, fhir::entry_info const&, fhir::element_path const&) override { benchmark::DoNotOptimize(&r); }
};

/// As it comes from a socket: at most 256 KiB at a time. False as soon as `feed` says it.
template <class Feed>
bool in_portions(std::string_view text, Feed feed) {
    constexpr std::size_t portion = 256u << 10;
    for (; text.size() > portion; text.remove_prefix(portion)) {
        if (!feed(text.substr(0, portion))) return false;
    }
    return feed(text);
}

/// A body of bench/bodies with its variants, e.g. `varied/14k`.
struct body {
    std::string name;
    std::vector<std::string> variants;
};

/// For steps after the reading.
std::vector<std::string> const no_text(1);

/// Times `once(text)` over the variants in turn, after one turn, and counts what it asks of the heap.
template <class Once>
void measure(benchmark::State& state, std::vector<std::string> const& variants, Once once) {
    bool good = true;
    for (std::string const& text : variants) good = once(text) && good;
    std::size_t const before = test::allocations();
    std::size_t next = 0, bytes = 0;
    for (auto _ : state) {
        std::string const& text = variants[next];
        next = next + 1 == variants.size() ? 0 : next + 1;
        bytes += text.size();
        good = once(text) && good;
    }
    state.counters["allocations"] = static_cast<double>(test::allocations() - before) / static_cast<double>(state.iterations());
    if (bytes != 0) state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
    if (!good) state.SkipWithError("the body was refused");
}

void null_parse(benchmark::State& state, body const& b) {
    bj::parse_options options;
    options.max_depth = 64;
    bj::basic_parser<null_handler> parser(options);
    measure(state, b.variants, [&](std::string_view text) {
        bj::error_code ec;
        parser.reset();
        in_portions(text, [&](std::string_view p) { return parser.write_some(true, p.data(), p.size(), ec), !ec; });
        parser.write_some(false, nullptr, 0, ec);
        return !ec && parser.done();
    });
}

/// Reads the body into `sink`; true if it is a request.
bool read_whole(hooks::request_reader& reader, std::string_view text) {
    reader.reset();
    return in_portions(text, [&](std::string_view p) { return reader.feed(p).has_value(); }) && reader.end().has_value();
}

void read(benchmark::State& state, body const& b) {
    null_sink sink;
    hooks::request_reader reader(sink, hooks::accepts::request);
    measure(state, b.variants, [&](std::string_view text) { return read_whole(reader, text); });
}

/// A reader whose resources become a chart.
struct gathering {
    findings::gatherer gatherer;
    hooks::intake intake{gatherer};
    hooks::request_reader reader{intake, hooks::accepts::request};

    explicit gathering(setting const& s) : gatherer{s.knowledge.linked->codes, findings::gatherer::skips::counted} {}

    /// Null: the body was refused.
    findings::chart const* run(setting const& s, std::string_view text) {
        gatherer.reset();
        intake.reset(*s.knowledge.linked->find(service_id));
        if (!read_whole(reader, text)) return nullptr;
        hooks::hook_request const& call = **reader.end();
        auto const& chart = gatherer.finish({.patient_id = call.patient_id, .fhir_server = call.fhir_server, .now = s.now});
        return chart.patient.found ? &chart : nullptr;
    }
};

void gather(benchmark::State& state, setting const& s, body const& b) {
    gathering g{s};
    measure(state, b.variants, [&](std::string_view text) { return g.run(s, text) != nullptr; });
}

void evaluate(benchmark::State& state, setting const& s, body const& b) {
    gathering g{s};
    auto const* const chart = g.run(s, b.variants.front());
    if (chart == nullptr) return state.SkipWithError("the body was refused");
    measure(state, no_text, [&](std::string_view) {
        auto const verdict = criteria::evaluate(s.knowledge.linked->rules, *chart, s.now, true);
        return verdict.shown_as != criteria::indicator::none;
    });
}

void render(benchmark::State& state, setting const& s, body const& b) {
    gathering g{s};
    auto const* const chart = g.run(s, b.variants.front());
    if (chart == nullptr) return state.SkipWithError("the body was refused");
    auto const verdict = criteria::evaluate(s.knowledge.linked->rules, *chart, s.now, true);
    std::string card;
    measure(state, no_text, [&](std::string_view) {
        card.clear();
        s.knowledge.linked->book.append_card(card, verdict, *chart,
                                             {.hook_instance = "6f8a1c1e-9b0d-4b7e-8e57-0f6f0c5d2a11", .service_id = service_id});
        return !card.empty();
    });
}

void exchange(benchmark::State& state, setting const& s, body const& b) {
    service::exchange e{s.service};
    service::request_head a;
    a.method = "POST";
    a.target = "/cds-services/oms-patient-view";
    a.content_type = "application/json";
    a.has_body = true;
    measure(state, b.variants, [&](std::string_view text) {
        a.content_length = text.size();
        bool const open = e.begin(a) == service::exchange_state::reading;
        bool const read = open && in_portions(text, [&](std::string_view p) { return e.feed(p) == service::exchange_state::reading; });
        return read && e.end() == service::exchange_state::answered && e.answer().status == 200;
    });
}

/// Throws std::runtime_error: there is no such body.
body read_body(std::filesystem::path const& folder, std::string const& name) {
    body b{name, {}};
    for (;;) {
        std::ifstream file{folder / (name + "-" + std::to_string(b.variants.size()) + ".json"), std::ios::binary};
        if (!file) break;
        b.variants.emplace_back(std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{});
    }
    if (b.variants.empty()) throw std::runtime_error("no body " + name + " in " + folder.string() + "; make it with bench/bodies");
    return b;
}

setting set_up(char const* profiles) {
    app::settings settings;
    settings.auth.mode = "off";
    auto const now = parse_instant("2026-11-20T12:00:00Z").value();
    auto knowledge = app::load_knowledge(profiles, settings).value();
    auto service = app::deployment_for(knowledge, settings, oms::clock{[now] { return now; }});
    return {std::move(knowledge), std::move(service), now};
}

void add_rows(setting const& s, body const& b) {
    auto const row = [&](char const* step, auto f) { benchmark::RegisterBenchmark((step + ("/" + b.name)).c_str(), f); };
    row("null_parse", [&](benchmark::State& state) { null_parse(state, b); });
    row("read", [&](benchmark::State& state) { read(state, b); });
    row("gather", [&](benchmark::State& state) { gather(state, s, b); });
    row("evaluate", [&](benchmark::State& state) { evaluate(state, s, b); });
    row("render", [&](benchmark::State& state) { render(state, s, b); });
    row("exchange", [&](benchmark::State& state) { exchange(state, s, b); });
}

void run(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);   // takes its own arguments out
    if (argc < 4) throw std::runtime_error("usage: micro PROFILES BODIES NAME... [--benchmark_filter=...]");
    setting const s = set_up(argv[1]);
    std::vector<body> bodies;
    for (int i = 3; i < argc; ++i) bodies.push_back(read_body(argv[2], argv[i]));
    for (body const& b : bodies) add_rows(s, b);
    register_log_rows();
    benchmark::RunSpecifiedBenchmarks();
}

}  // namespace
}  // namespace oms::bench

int main(int argc, char** argv) try {
    oms::bench::run(argc, argv);
    return 0;
} catch (std::exception const& e) {
    std::cerr << "micro: " << e.what() << '\n';
    return 1;
}
