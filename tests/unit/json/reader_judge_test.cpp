// The reader against Boost.JSON's own reading of whole texts: the same texts are JSON for both.
#include "reader_events.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace oms::json {
namespace {

using testing_events::read_bytewise;
using testing_events::read_portions;
using testing_events::read_whole;
using testing_events::recorder;

/// Whether Boost.JSON reads it as a whole. Nothing: an exponent is too large for it.
std::optional<bool> is_json_for_boost(std::string_view text) {
    boost::json::error_code ec;
    boost::json::parse_options options;
    options.max_depth = 1000;
    boost::json::parse(text, ec, {}, options);
    if (ec == boost::json::error::exponent_overflow) return std::nullopt;
    return !ec;
}

/// Makes JSON texts, and texts that are nearly JSON.
class generator {
public:
    explicit generator(unsigned seed) : random_(seed) {}

    std::string text() {
        std::string out;
        value(out, 0);
        return out;
    }

    std::string mutated(std::string text) {
        static constexpr std::string_view bytes = "{}[]\":,\\\\ux0123456789abcdefDdtrn-+.eE \n\t\x01\x7f\x80\xc3\xa9\xe2\xed\xf0\xf4\xff";
        for (unsigned n = below(3); n != 0 && !text.empty(); --n) {
            std::size_t const at = below(static_cast<unsigned>(text.size()));
            switch (below(4)) {
                case 0: text.erase(at, 1 + below(3)); break;
                case 1: text.insert(at, 1, bytes[below(bytes.size())]); break;
                case 2: text[at] = bytes[below(bytes.size())]; break;
                default: text.insert(at, text.substr(below(static_cast<unsigned>(text.size())), 1 + below(6))); break;
            }
        }
        return text;
    }

    unsigned below(std::size_t n) { return static_cast<unsigned>(random_() % n); }

private:
    void blank(std::string& out) {
        static constexpr std::string_view blanks[] = {"", "", "", " ", "\n", "\r\n\t", "        "};
        out += blanks[below(std::size(blanks))];
    }

    void string(std::string& out) {
        static constexpr std::string_view parts[] = {
            "a", "code", "http://snomed.info/sct", "é", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00", "💉", "\\n", "/",
            "a somewhat longer text than the others"};
        out += '"';
        for (unsigned n = below(5); n != 0; --n) out += parts[below(std::size(parts))];
        out += '"';
    }

    void value(std::string& out, unsigned depth) {
        static constexpr std::string_view scalars[] = {"0", "-1", "12.50", "1e3", "-0.1E-2", "true", "false", "null", "1234567890123"};
        blank(out);
        unsigned const what = below(depth < 6 ? 8 : 4);
        if (what < 2) {
            string(out);
        } else if (what < 4) {
            out += scalars[below(std::size(scalars))];
        } else {
            bool const object = what < 6;
            out += object ? '{' : '[';
            for (unsigned n = below(4), i = 0; i < n; ++i) {
                if (i != 0) out += ',';
                if (object) {
                    blank(out);
                    string(out);
                    out.insert(out.size() - 1, std::to_string(i));  // no name twice
                    blank(out);
                    out += ':';
                }
                value(out, depth + 1);
            }
            blank(out);
            out += object ? '}' : ']';
        }
        blank(out);
    }

    std::mt19937 random_;
};

TEST(Reader, AcceptsWhatBoostJsonAcceptsAndNothingElse) {
    generator random(20261120);
    unsigned accepted = 0;
    for (int i = 0; i < 30000; ++i) {
        std::string const text = random.mutated(random.text());
        auto const whole = read_whole(text);
        auto const expected = is_json_for_boost(text);
        if (!expected || (!whole.accepted && whole.why.code == errc::duplicate_member)) continue;
        ASSERT_EQ(whole.accepted, *expected) << text << '\n' << whole;
        accepted += whole.accepted;
        std::string_view const view = text;
        std::size_t const cut = random.below(text.size() + 1);
        ASSERT_EQ(read_portions({view.substr(0, cut), view.substr(cut)}), whole) << text << "\ncut at " << cut;
        if (i % 8 == 0) {
            ASSERT_EQ(read_bytewise(text), whole) << text;
        }
        recorder skipper;
        skipper.skip_arrays = true;
        skipper.skipped_names = {"code0", "a0", "a1"};
        auto const skipped = read_whole(text, {}, texts::one, skipper);
        ASSERT_EQ(skipped.accepted, whole.accepted) << text;
        if (!whole.accepted) {
            ASSERT_EQ(skipped.why.offset, whole.why.offset) << text;
        }
    }
    EXPECT_GT(accepted, 10000u);
    EXPECT_LT(accepted, 25000u);
}

}  // namespace
}  // namespace oms::json
