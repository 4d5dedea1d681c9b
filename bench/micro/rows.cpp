// Google Benchmark rows of the steps of one request, for each body beside the null parse of the floor: the same bytes through a
// boost::json::basic_parser whose handler does nothing.
//
//   micro BODIES PROFILES [--benchmark_filter=…]      BODIES: made by bench/bodies; PROFILES: the knowledge, fhir_profiles
//
// The rows of reading contain each other: skip < read < gather < exchange.
#include "support/allocations.hpp"

#include <oms/app/load.hpp>
#include <oms/cards/card.hpp>
#include <oms/criteria/evaluate.hpp>
#include <oms/hooks/intake.hpp>
#include <oms/http/exchange.hpp>
#include <oms/json/reader.hpp>

#include <benchmark/benchmark.h>
#include <boost/json/basic_parser_impl.hpp>

#include <array>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace oms::bench {
namespace {

namespace bj = boost::json;

constexpr std::string_view service_id = "oms-patient-view";
constexpr std::array bodies{"14k", "170k", "5.8m"};

/// What all rows share.
struct setting {
    app::knowledge knowledge;
    std::shared_ptr<http::service const> service;
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

struct skip_all {
    json::action on_object_begin() { return json::action::skip; }
    bool on_object_end() { return true; }
    json::action on_array_begin() { return json::action::skip; }
    bool on_array_end() { return true; }
    json::action on_key(std::string_view, std::uint64_t) { return json::action::skip; }
    bool on_string(std::string_view, bool) { return true; }
    bool on_number(std::string_view, bool) { return true; }
    bool on_bool(bool) { return true; }
    bool on_null() { return true; }
    bool on_text_end() { return true; }
};

struct deaf_sink final : hooks::request_sink {
    void enter(hooks::origin, std::string_view) override {}
    void take(fhir::resource const& r, fhir::entry_info const&, fhir::place const&) override { benchmark::DoNotOptimize(&r); }
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

/// Times `once` and counts what it asks of the heap after the first time.
template <class Once>
void measure(benchmark::State& state, std::size_t bytes, Once once) {
    bool good = once();
    std::size_t const before = test::allocations();
    for (auto _ : state) good = once() && good;
    auto const times = static_cast<double>(state.iterations());
    state.counters["allocations"] = static_cast<double>(test::allocations() - before) / times;
    if (bytes != 0) state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * static_cast<std::int64_t>(state.iterations()));
    if (!good) state.SkipWithError("the body was refused");
}

void null_parse(benchmark::State& state, std::string const& text) {
    bj::parse_options options;
    options.max_depth = 64;
    bj::basic_parser<null_handler> parser(options);
    measure(state, text.size(), [&] {
        bj::error_code ec;
        parser.reset();
        in_portions(text, [&](std::string_view p) { return parser.write_some(true, p.data(), p.size(), ec), !ec; });
        parser.write_some(false, nullptr, 0, ec);
        return !ec && parser.done();
    });
}

void skip(benchmark::State& state, std::string const& text) {
    skip_all handler;
    json::reader<skip_all> reader(handler);
    measure(state, text.size(), [&] {
        reader.reset();
        return in_portions(text, [&](std::string_view p) { return reader.feed(p); }) && reader.end();
    });
}

/// Reads the body into `sink`; true if it is a request.
bool read_whole(hooks::request_reader& reader, std::string const& text) {
    reader.reset();
    return in_portions(text, [&](std::string_view p) { return reader.feed(p).has_value(); }) && reader.end().has_value();
}

void read(benchmark::State& state, std::string const& text) {
    deaf_sink sink;
    hooks::request_reader reader(sink, hooks::accepts::request);
    measure(state, text.size(), [&] { return read_whole(reader, text); });
}

/// A reader whose resources become a chart.
struct gathering {
    findings::gatherer gatherer;
    hooks::intake intake{gatherer};
    hooks::request_reader reader{intake, hooks::accepts::request};

    explicit gathering(setting const& s) : gatherer{s.knowledge.linked->codes} {}

    /// Null: the body was refused.
    findings::chart const* run(setting const& s, std::string const& text) {
        gatherer.reset();
        intake.reset(*s.knowledge.linked->find(service_id));
        if (!read_whole(reader, text)) return nullptr;
        auto const& chart = gatherer.finish({.patient_id = (*reader.end())->patient_id, .fhir_server = {}, .now = s.now});
        return chart.patient.found ? &chart : nullptr;
    }
};

void gather(benchmark::State& state, setting const& s, std::string const& text) {
    gathering g{s};
    measure(state, text.size(), [&] { return g.run(s, text) != nullptr; });
}

void evaluate(benchmark::State& state, setting const& s, std::string const& text) {
    gathering g{s};
    auto const* const chart = g.run(s, text);
    if (chart == nullptr) return state.SkipWithError("the body was refused");
    measure(state, 0, [&] {
        auto const verdict = criteria::evaluate(s.knowledge.linked->rules, *chart, s.now, true);
        return verdict.shown_as != criteria::indicator::none;
    });
}

void render(benchmark::State& state, setting const& s, std::string const& text) {
    gathering g{s};
    auto const* const chart = g.run(s, text);
    if (chart == nullptr) return state.SkipWithError("the body was refused");
    auto const verdict = criteria::evaluate(s.knowledge.linked->rules, *chart, s.now, true);
    std::string card;
    measure(state, 0, [&] {
        card.clear();
        s.knowledge.linked->book.append_card(card, verdict, *chart,
                                             {.hook_instance = "6f8a1c1e-9b0d-4b7e-8e57-0f6f0c5d2a11", .service_id = service_id});
        return !card.empty();
    });
}

void exchange(benchmark::State& state, setting const& s, std::string const& text) {
    http::exchange e{s.service};
    http::ask a;
    a.method = "POST";
    a.target = "/cds-services/oms-patient-view";
    a.content_type = "application/json";
    a.content_length = text.size();
    a.has_body = true;
    measure(state, text.size(), [&] {
        bool const open = e.begin(a) == http::step::more;
        bool const read = open && in_portions(text, [&](std::string_view p) { return e.feed(p) == http::step::more; });
        return read && e.end() == http::step::replied && e.answer().status == 200;
    });
}

std::string read_file(std::string const& name) {
    std::ifstream file{name, std::ios::binary};
    if (!file) throw std::runtime_error("cannot read " + name);
    return {std::istreambuf_iterator<char>{file}, {}};
}

setting set_up(char const* profiles) {
    app::settings settings;
    settings.auth.mode = "off";
    auto const now = parse_instant("2026-11-20T12:00:00Z").value();
    auto knowledge = app::load_knowledge(profiles, settings).value();
    auto service = app::make_service(knowledge, settings, world{[now] { return now; }});
    return {std::move(knowledge), std::move(service), now};
}

void run(int argc, char** argv) {
    if (argc < 3) throw std::runtime_error("usage: micro BODIES PROFILES [--benchmark_filter=…]");
    setting const s = set_up(argv[2]);
    std::array<std::string, bodies.size()> texts;
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        std::string const name = bodies[i];
        std::string const& text = texts[i] = read_file(std::string{argv[1]} + "/" + name + ".json");
        auto const row = [&](char const* step, auto f) { benchmark::RegisterBenchmark((step + ("/" + name)).c_str(), f); };
        row("null_parse", [&](benchmark::State& state) { null_parse(state, text); });
        row("skip", [&](benchmark::State& state) { skip(state, text); });
        row("read", [&](benchmark::State& state) { read(state, text); });
        row("gather", [&](benchmark::State& state) { gather(state, s, text); });
        row("evaluate", [&](benchmark::State& state) { evaluate(state, s, text); });
        row("render", [&](benchmark::State& state) { render(state, s, text); });
        row("exchange", [&](benchmark::State& state) { exchange(state, s, text); });
    }
    int rest = argc - 2;
    argv[2] = argv[0];
    benchmark::Initialize(&rest, argv + 2);
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
