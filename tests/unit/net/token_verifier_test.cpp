#include <oms/net/token_verifier.hpp>  // first, so that the header is proved alone

#include "unit/auth/tokens.hpp"
#include "wire/support/scripted_server.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace oms::net {
namespace {

using auth::refusal;
using namespace std::chrono_literals;

constexpr instant now{1'796'126'460s};

test::signing_key const& first_key() {
    static test::signing_key const key{"P-384", "first"};
    return key;
}

std::string token_of(test::signing_key const& key, std::string const& id = R"("token-1")") {
    return key.token("ES384", test::claims{.id = id}.text());
}

/// A verifier whose one client has a file.
class VerifyToken : public testing::Test {
protected:
    token_verifier tokens{{.sources = {{.name = "ehr.json"}},
                           .limits = {.threads = 1},
                           .client = {},
                           .now = [] { return now; },
                           .read = {}}};

    void SetUp() override { ASSERT_TRUE(tokens.use_keys(0, first_key().jwks())); }

    static auth::verdict check(token_verifier& by, std::string const& text, std::string_view kid, std::string_view id = "token-1",
                               std::optional<refusal> rights = std::nullopt, bool once = true) {
        auth::pending_token t;
        t.text = text;
        t.kid = kid;
        t.id = id;
        t.until = now + 300s;
        t.once = once;
        t.rights = rights;
        std::promise<auth::verdict> got;
        by.check(t, [&](auth::verdict const& v) { got.set_value(v); });
        return got.get_future().get();
    }
};

TEST_F(VerifyToken, LetsAGoodOneInOnce) {
    std::string const text = token_of(first_key());
    EXPECT_EQ(check(tokens, text, "first"), auth::verdict{});
    EXPECT_EQ(check(tokens, text, "first"), auth::verdict{refusal::replayed});
    EXPECT_EQ(check(tokens, token_of(first_key(), R"("token-2")"), "first", "token-2"), auth::verdict{});
}

TEST_F(VerifyToken, DoesNotBurnAnIdThatWasRefused) {
    std::string const text = token_of(first_key());
    EXPECT_EQ(check(tokens, token_of(test::signing_key{"P-384"}), "first"), auth::verdict{refusal::signature});
    EXPECT_EQ(check(tokens, text, "other"), auth::verdict{refusal::key});
    EXPECT_EQ(check(tokens, text, "first", "token-1", refusal::tenant), auth::verdict{refusal::tenant});
    EXPECT_EQ(check(tokens, text, "first"), auth::verdict{});
}

TEST_F(VerifyToken, LetsTokensComeAgainWhereThatIsAllowed) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(check(tokens, token_of(first_key()), "first", "token-1", std::nullopt, false), auth::verdict{});
}

TEST_F(VerifyToken, OfManyAtOnceLetsOneIn) {
    std::string const text = token_of(first_key());
    std::atomic<int> in = 0, replayed = 0;
    {
        token_verifier many{{.sources = {{.name = "ehr.json"}},
                             .limits = {.threads = 4},
                             .client = {},
                             .now = [] { return now; },
                             .read = {}}};
        ASSERT_TRUE(many.use_keys(0, first_key().jwks()));
        auth::pending_token t;
        t.text = text;
        t.kid = "first";
        t.id = "token-1";
        t.until = now + 300s;
        for (int i = 0; i < 32; ++i) many.check(t, [&](auth::verdict const& v) { v == auth::verdict{} ? ++in : ++replayed; });
    }
    EXPECT_EQ(in, 1);
    EXPECT_EQ(replayed, 31);
}

TEST_F(VerifyToken, KeepsTheKeysFromBeforeWhenAFileIsBad) {
    EXPECT_FALSE(tokens.use_keys(0, "<html>"));
    EXPECT_EQ(tokens.keys().at(0).kids, (std::vector<std::string>{"first"}));
    EXPECT_FALSE(tokens.keys().at(0).why.empty());
    EXPECT_EQ(check(tokens, token_of(first_key()), "first"), auth::verdict{});
    EXPECT_TRUE(tokens.use_keys(0, test::signing_key{"P-384", "second"}.jwks()));
    EXPECT_EQ(check(tokens, token_of(first_key()), "first", "token-2"), auth::verdict{refusal::key});
}

TEST_F(VerifyToken, SaysSoWhenTooManyWait) {
    std::promise<void> go;
    auto const gate = go.get_future().share();
    std::string const text = token_of(first_key());
    auth::pending_token t;
    t.text = text;
    t.kid = "first";
    t.once = false;
    std::atomic<int> turned_away = 0, done = 0;
    auto const all_done = std::make_shared<std::promise<void>>();
    std::promise<void> begun;
    tokens.check(t, [&](auth::verdict const&) {
        begun.set_value();
        gate.wait();
    });
    begun.get_future().wait();
    for (int i = 0; i < 65; ++i)
        tokens.check(t, [&, all_done](auth::verdict const& v) {
            if (std::holds_alternative<auth::overloaded>(v)) ++turned_away;
            else if (++done == 64) all_done->set_value();
        });
    EXPECT_EQ(turned_away, 1);
    EXPECT_EQ(tokens.waiting(), 64U);
    EXPECT_EQ(tokens.rejected(), 1U);
    go.set_value();
    all_done->get_future().wait();
}

/// An EHR that serves its key set over HTTP on loopback, and the verifier that reads it.
class ReadKeys : public VerifyToken {
protected:
    void SetUp() override {
        server_ = std::make_unique<test::scripted_server>(loop_, [this](test::seen_request const&) {
            std::lock_guard const locked{guard_};
            ++reads_;
            return test::scripted_reply{{reply_}};
        });
        thread_ = std::jthread{[this] { loop_.run(); }};
    }
    void TearDown() override {
        verifier_.reset();
        loop_.stop();
    }

    void serve(std::string reply) {
        std::lock_guard const locked{guard_};
        reply_ = std::move(reply);
    }
    int reads() {
        std::lock_guard const locked{guard_};
        return reads_;
    }
    token_verifier& verifier(auth::key_read_limits schedule = {}) {
        verifier_ = std::make_unique<token_verifier>(
            token_verifier::settings{.sources = {{.name = server_->url("/jwks"), .is_url = true, .allow_loopback = true}},
                                     .limits = {.threads = 1, .schedule = schedule},
                                     .client = {},
                                     .now = [] { return now; },
                                     .read = [this](std::size_t, std::vector<fault> const& why) { ends_.push(why.empty()); }});
        return *verifier_;
    }
    /// Waits for the end of the next read; whether it was good.
    bool next_end() { return ends_.pop(); }

private:
    struct ends {
        std::mutex guard;
        std::condition_variable changed;
        std::deque<bool> all;
        void push(bool good) {
            std::lock_guard const locked{guard};
            all.push_back(good);
            changed.notify_all();
        }
        bool pop() {
            std::unique_lock locked{guard};
            if (!changed.wait_for(locked, 10s, [&] { return !all.empty(); })) throw std::runtime_error{"no read has ended"};
            bool const good = all.front();
            all.pop_front();
            return good;
        }
    };
    boost::asio::io_context loop_{1};
    std::mutex guard_;
    std::string reply_ = test::ok(first_key().jwks());
    int reads_ = 0;
    std::unique_ptr<test::scripted_server> server_;
    std::jthread thread_;
    ends ends_;
    std::unique_ptr<token_verifier> verifier_;
};

TEST_F(ReadKeys, HoldsTheFirstTokenUntilTheKeysAreThere) {
    EXPECT_EQ(check(verifier(), token_of(first_key()), "first"), auth::verdict{});
    EXPECT_EQ(reads(), 1);
}

TEST_F(ReadKeys, TakesANewKeyWithinTheCallThatNamesIt) {
    auto& tokens_of_url = verifier();
    ASSERT_TRUE(next_end());
    test::signing_key const second{"P-384", "second"};
    serve(test::ok(second.jwks()));
    EXPECT_EQ(check(tokens_of_url, token_of(second), "second"), auth::verdict{});
    EXPECT_EQ(reads(), 2);
    EXPECT_EQ(check(tokens_of_url, token_of(first_key(), R"("x")"), "first", "x"), auth::verdict{refusal::key});
}

TEST_F(ReadKeys, RefusesJunkAtOnceAndReadsNoMoreForIt) {
    auto& tokens_of_url = verifier();
    ASSERT_TRUE(next_end());
    std::string const text = token_of(first_key());
    for (int i = 0; i < 200; ++i) EXPECT_EQ(check(tokens_of_url, text, "junk-" + std::to_string(i)), auth::verdict{refusal::key});
    EXPECT_LE(reads(), 3);
    EXPECT_EQ(check(tokens_of_url, text, "first"), auth::verdict{});
}

TEST_F(ReadKeys, KeepsTheLastGoodSetWhenTheServerFails) {
    auto& tokens_of_url = verifier({.unknown = 0ms});
    ASSERT_TRUE(next_end());
    int id = 0;
    for (std::string const& reply :
         {std::string{"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"}, test::ok("<html>"), test::ok(R"({"keys":[]})"),
          std::string{"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"}}) {
        serve(reply);
        EXPECT_EQ(check(tokens_of_url, token_of(first_key()), "unknown", "unknown"), auth::verdict{refusal::key});
        EXPECT_FALSE(next_end());
        std::string const next = "token-" + std::to_string(++id);
        EXPECT_EQ(check(tokens_of_url, token_of(first_key(), '"' + next + '"'), "first", next), auth::verdict{}) << reply;
        EXPECT_FALSE(tokens_of_url.keys().at(0).why.empty());
    }
}

TEST_F(ReadKeys, HasALimitOfBytes) {
    serve(test::ok(std::string(256 * 1024, ' ') + first_key().jwks()));
    auto& tokens_of_url = verifier();
    EXPECT_FALSE(next_end());
    EXPECT_TRUE(tokens_of_url.keys().at(0).kids.empty());
}

}  // namespace
}  // namespace oms::net
