// json::reader: events do not depend on how the input was cut, and what it takes for JSON, Boost.JSON takes for JSON too.
#include "portions.hpp"

#include <oms/json/reader.hpp>

#include <boost/json.hpp>

#include <string>
#include <vector>

namespace {

namespace json = oms::json;
using oms::fuzz::cut;

/// Writes down every event. Members whose name begins with `s` are skipped, as the readers of charts do with most.
struct listing {
    std::string text;

    json::action on_object_begin() { return add("{"), json::action::read; }
    bool on_object_end() { return add("}"); }
    json::action on_array_begin() { return add("["), json::action::read; }
    bool on_array_end() { return add("]"); }
    json::action on_key(std::string_view name) {
        add("key ", name);
        return name.starts_with('s') ? json::action::skip : json::action::read;
    }
    bool on_string(std::string_view s, bool too_long) { return add(too_long ? "long " : "string ", s); }
    bool on_number(std::string_view s, bool too_long) { return add(too_long ? "long " : "number ", s); }
    bool on_bool(bool value) { return add(value ? "true" : "false"); }
    bool on_null() { return add("null"); }
    bool on_text_end() { return add("end of text"); }

    bool add(std::string_view what, std::string_view value = {}) {
        text.append(what).append(value).push_back('\n');
        return true;
    }
};

struct outcome {
    bool read = false;
    std::string told;   ///< the events, and why it was refused
    oms::errc why{};
};

constexpr json::reader_limits bounds{.bytes = 1u << 16, .depth = 24};

outcome read(std::string_view bytes, cut how, json::texts count) {
    listing events;
    json::reader<listing> reader{events, bounds, count};
    bool going = true;
    for (auto const portion : oms::fuzz::portions(bytes, how)) {
        // A copy of its own: a reader that looks at an earlier portion again is caught.
        std::string const own{portion};
        if (going) going = reader.feed(own);
    }
    bool const read = going && reader.end();
    if (read) return {true, std::move(events.text), {}};
    oms::fuzz::promise(reader.refused(), "a reader that was not stopped refuses or reads");
    auto const& why = reader.why();
    // Events before a refusal are not compared: they lead to nothing.
    return {false, std::string{oms::name_of(why.code)} + ": " + why.note, why.code};
}

/// Whether Boost.JSON reads the whole text into a tree.
bool is_json(std::string_view bytes) {
    boost::json::stream_parser parser{{}, boost::json::parse_options{.max_depth = bounds.depth}};
    boost::system::error_code ec;
    parser.write(bytes.data(), bytes.size(), ec);
    if (!ec) parser.finish(ec);
    return !ec;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const bytes = oms::fuzz::text_of(data, size);
    for (auto const count : {json::texts::one, json::texts::many}) {
        auto const whole = read(bytes, cut::not_at_all, count);
        oms::fuzz::same(whole.told, read(bytes, cut::at_random, count).told, "the same in random portions");
        oms::fuzz::same(whole.told, read(bytes, cut::everywhere, count).told, "the same byte by byte");
        if (count == json::texts::many) continue;
        bool const other = is_json(bytes);
        if (whole.read) oms::fuzz::promise(other, "what we read is JSON to Boost.JSON");
        if (other)
            oms::fuzz::promise(whole.read || whole.why != oms::errc::bad_json, "what Boost.JSON reads is no bad JSON to us", whole.told);
    }
    return 0;
}
