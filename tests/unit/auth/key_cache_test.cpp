#include <oms/auth/key_cache.hpp>  // first, so that the header is proved alone

#include "unit/auth/tokens.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oms::auth {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// An EHR whose key set is read when the cache wants it.
struct ehr {
    std::string served;  ///< empty: it does not answer
    int reads = 0;

    void serve_if_due(key_cache& to, milliseconds now) {
        if (!to.is_due(now)) return;
        ++reads;
        to.begin();
        if (served.empty()) return to.fail("no connection", now);
        static_cast<void>(to.take(served, now));
    }
};

bool has(key_cache const& c, std::string_view kid) { return c.keys() && c.keys()->find(kid, algorithm::es384) != nullptr; }

TEST(KeyCache, TakesANewKeyWhenATokenNamesIt) {
    test::signing_key const old_key{"P-384", "old"}, new_key{"P-384", "new"};
    key_cache cache{"https://ehr.example.org/jwks", true};
    ehr other{.served = old_key.jwks()};
    EXPECT_EQ(cache.keys(), nullptr);
    other.serve_if_due(cache, seconds{0});
    EXPECT_TRUE(has(cache, "old"));

    other.served = new_key.jwks();
    other.serve_if_due(cache, seconds{20});
    EXPECT_FALSE(has(cache, "new"));
    EXPECT_TRUE(cache.want_unknown(seconds{20}));
    other.serve_if_due(cache, seconds{20});
    EXPECT_TRUE(has(cache, "new"));
    EXPECT_FALSE(has(cache, "old")) << "what the set does not hold any more is not trusted any more";
    EXPECT_EQ(other.reads, 2);
}

TEST(KeyCache, KeepsTheLastGoodSetWhateverComes) {
    test::signing_key const key{"P-384", "good"};
    key_cache cache{"https://ehr.example.org/jwks", true};
    ehr other{.served = key.jwks()};
    other.serve_if_due(cache, seconds{0});
    ASSERT_TRUE(has(cache, "good"));
    auto const lent = cache.keys();

    milliseconds now = seconds{300};
    for (std::string const& served : {std::string{}, std::string{"<html>"}, std::string{R"({"keys":[]})"},
                                      test::signing_key{"P-384", "44823f3d-0b01-4a6c-a80e-b9d3e8a7226f"}.jwks()}) {
        other.served = served;
        other.serve_if_due(cache, now);
        EXPECT_FALSE(cache.why().empty()) << served;
        EXPECT_EQ(cache.keys(), lent) << served;
        EXPECT_EQ(cache.read_at(), seconds{0});
        now += seconds{15};
    }
    EXPECT_EQ(other.reads, 5);
    other.served = key.jwks();
    other.serve_if_due(cache, now);
    EXPECT_TRUE(cache.why().empty());
    EXPECT_EQ(cache.read_at(), now);
    EXPECT_NE(cache.keys(), lent);
}

TEST(KeyCache, OfAFileIsReadOnlyWhenSomebodySaysSo) {
    test::signing_key const key{"P-384"};
    key_cache cache{"ehr.json", false};
    EXPECT_FALSE(cache.is_due(seconds{0}));
    EXPECT_FALSE(cache.next());
    EXPECT_TRUE(cache.take(key.jwks(), seconds{0}));
    EXPECT_FALSE(cache.want_unknown(seconds{100}));
    EXPECT_FALSE(cache.is_due(seconds{1000}));
}

TEST(PublishedKeysIn, NamesFileAndPublisher) {
    test::signing_key const key{"P-384", "b41528b6f37a9500edb8a905a595bdd7"};
    auto const faults = published_keys_in("ehr.json", read_key_set("x", key.jwks()).value());
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(faults[0].where, "ehr.json");
    EXPECT_NE(faults[0].note.find("Inferno"), std::string::npos);
    EXPECT_TRUE(published_keys_in("x", read_key_set("x", test::signing_key{"P-384"}.jwks()).value()).empty());
}

}  // namespace
}  // namespace oms::auth
