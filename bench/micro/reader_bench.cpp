// The reader against the floor: the same body through a boost::json::basic_parser whose handler does nothing.
#include "chart_body.hpp"

#include <oms/hooks/request.hpp>
#include <oms/json/reader.hpp>

#include <benchmark/benchmark.h>
#include <boost/json/basic_parser_impl.hpp>

#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>

namespace {

std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t n) {
    ++allocations;
    if (void* const p = std::malloc(n)) return p;
    throw std::bad_alloc();
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace oms::bench {
namespace {

namespace bj = boost::json;

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

class counting_sink : public hooks::request_sink {
public:
    std::size_t resources = 0, codings = 0;

    void enter(hooks::origin, std::string_view) override {}
    void take(fhir::resource const& r, fhir::entry_info const&, fhir::place const&) override {
        ++resources;
        codings += r.code.codings.size() + r.observation.code.codings.size();
    }
};

/// Bodies by number of resources: 15, 180, 6,100; laid out or not.
std::string const& body(benchmark::State const& state) {
    static std::string text;
    static std::pair<std::int64_t, std::int64_t> made;
    if (std::pair const wanted{state.range(0), state.range(1)}; wanted != made) {
        text = chart_body(static_cast<std::size_t>(state.range(0)));
        if (state.range(1) != 0) text = pretty(text);
        made = wanted;
    }
    return text;
}

/// As it comes from a socket: 64 KiB at a time.
template <class Feed>
void in_portions(std::string_view text, Feed feed) {
    constexpr std::size_t portion = 64u << 10;
    for (; text.size() > portion; text.remove_prefix(portion)) feed(text.substr(0, portion));
    feed(text);
}

void finish(benchmark::State& state, std::string const& text, bool good) {
    if (!good) state.SkipWithError("the body was refused");
    state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * static_cast<std::int64_t>(state.iterations()));
}

void null_parse(benchmark::State& state) {
    std::string const& text = body(state);
    bj::parse_options options;
    options.max_depth = 64;
    bj::basic_parser<null_handler> parser(options);
    bj::error_code ec;
    for (auto _ : state) {
        parser.reset();
        in_portions(text, [&](std::string_view p) { parser.write_some(true, p.data(), p.size(), ec); });
        parser.write_some(false, nullptr, 0, ec);
        benchmark::DoNotOptimize(parser.done());
    }
    finish(state, text, !ec);
}

void skip(benchmark::State& state) {
    std::string const& text = body(state);
    skip_all handler;
    json::reader<skip_all> reader(handler);
    bool good = true;
    for (auto _ : state) {
        reader.reset();
        in_portions(text, [&](std::string_view p) { good = good && reader.feed(p); });
        good = good && reader.end();
    }
    finish(state, text, good);
}

void read_request(benchmark::State& state) {
    std::string const& text = body(state);
    counting_sink sink;
    hooks::request_reader reader(sink, hooks::accepts::request);
    bool good = true;
    std::size_t before = 0;
    for (auto _ : state) {
        if (before == 0 && sink.resources != 0) before = allocations;  // after the first round
        reader.reset();
        in_portions(text, [&](std::string_view p) { good = good && reader.feed(p); });
        good = good && reader.end();
    }
    finish(state, text, good);
    if (state.iterations() > 1) {
        state.counters["allocations"] = static_cast<double>(allocations - before) / static_cast<double>(state.iterations() - 1);
        state.counters["resources"] = static_cast<double>(sink.resources) / static_cast<double>(state.iterations());
    }
}

void sizes(benchmark::internal::Benchmark* b) {
    b->ArgNames({"resources", "pretty"})->Args({15, 0})->Args({180, 0})->Args({180, 1})->Args({6100, 0});
}

BENCHMARK(null_parse)->Apply(sizes);
BENCHMARK(skip)->Apply(sizes);
BENCHMARK(read_request)->Apply(sizes);

}  // namespace
}  // namespace oms::bench

BENCHMARK_MAIN();
