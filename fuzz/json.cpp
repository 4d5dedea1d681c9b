// json::reader: events do not depend on how the input was cut, and what it takes for JSON, Boost.JSON takes for JSON too.
// json::scanner: all instruction sets that this processor has find the same.
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
    json::action on_key(std::string_view name, std::uint64_t hash) {
        oms::fuzz::promise(hash == json::hash_name(name), "the hash of a name is hash_name of it", name);
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

constexpr json::limits bounds{.bytes = 1u << 16, .depth = 24, .text = 256};

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
    return {false, std::string{oms::name_of(why.code)} + " at " + std::to_string(why.offset) + ": " + why.note, why.code};
}

/// The other parser's word. It takes numbers apart, so a huge exponent is a fault there and none here.
enum class word : std::uint8_t { json, no_json, number_out_of_range };
word second_word(std::string_view bytes) {
    boost::json::stream_parser parser{{}, boost::json::parse_options{.max_depth = bounds.depth}};
    boost::system::error_code ec;
    parser.write(bytes.data(), bytes.size(), ec);
    if (!ec) parser.finish(ec);
    return !ec ? word::json : ec == boost::json::error::exponent_overflow ? word::number_out_of_range : word::no_json;
}

/// Where the tokens are and what is wrong, as text.
std::string scan(std::string_view bytes, json::scanner::instructions with, std::size_t blocks) {
    json::scanner scanner{with};
    std::string out;
    std::size_t before = 0;
    for (auto const portion : oms::fuzz::portions(bytes, cut::at_random)) {
        std::string const own{portion};
        scanner.begin(own.data(), own.size());
        while (!scanner.done()) {
            std::vector<json::scanner::position> room(blocks * json::scanner::block + json::scanner::spare);
            auto const* const end = scanner.scan(blocks, room.data());
            for (auto const* mark = room.data(); mark != end; ++mark) out.append(std::to_string(before + *mark)).push_back(' ');
        }
        if (scanner.fault() != nullptr) return out.append(scanner.fault()).append(" at ").append(std::to_string(before + scanner.fault_position()));
        before += portion.size();
    }
    return out;
}

void check_instructions(std::string_view bytes) {
    using json::scanner;
    auto const plain = scan(bytes, scanner::instructions::baseline, 1);
    for (auto const with : {scanner::instructions::baseline, scanner::instructions::avx2, scanner::instructions::avx512})
        if (scanner::runs(with)) oms::fuzz::same(plain, scan(bytes, with, 4), "the same tokens with any instructions");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const bytes = oms::fuzz::text_of(data, size);
    check_instructions(bytes);
    for (auto const count : {json::texts::one, json::texts::many}) {
        auto const whole = read(bytes, cut::not_at_all, count);
        oms::fuzz::same(whole.told, read(bytes, cut::at_random, count).told, "the same in random portions");
        oms::fuzz::same(whole.told, read(bytes, cut::everywhere, count).told, "the same byte by byte");
        if (count == json::texts::many) continue;
        auto const other = second_word(bytes);
        if (whole.read) oms::fuzz::promise(other != word::no_json, "what we read is JSON to Boost.JSON");
        if (other == word::json)
            oms::fuzz::promise(whole.read || whole.why != oms::errc::bad_json, "what Boost.JSON reads is no bad JSON to us", whole.told);
    }
    return 0;
}
