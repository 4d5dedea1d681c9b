#include "wire/support/raw_client.hpp"
#include "wire/support/running_server.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <ostream>
#include <stdexcept>
#include <vector>

/// Whatever ends a connection is counted and said.
namespace oms::test {
namespace {

using namespace std::chrono_literals;
using net::ending;

/// Hears how connections end.
class endings_heard {
public:
    void add(ending why, std::uint64_t count) {
        std::lock_guard const hold{mutex_};
        all_.emplace_back(why, count);
        more_.notify_all();
    }
    /// The first one; nothing within the bound: none.
    std::vector<std::pair<ending, std::uint64_t>> first() {
        std::unique_lock hold{mutex_};
        more_.wait_for(hold, 10s, [this] { return !all_.empty(); });
        return all_;
    }

private:
    std::mutex mutex_;
    std::condition_variable more_;
    std::vector<std::pair<ending, std::uint64_t>> all_;
};

struct ending_row {
    char const* name;
    std::function<void(running_server::options&)> set;
    std::function<void(raw_client&)> act;
    ending why;
};
std::ostream& operator<<(std::ostream& o, ending_row const& r) { return o << r.name; }

class EndingOfConnection : public testing::TestWithParam<std::tuple<transport, ending_row>> {};

TEST_P(EndingOfConnection, IsCountedAndSaid) {
    auto const& [over, row] = GetParam();
    endings_heard heard;
    running_server::options o;
    o.ended = [&](ending why, std::uint64_t count) { heard.add(why, count); };
    o.limits.time.linger = 50ms;
    row.set(o);
    running_server server{over, std::move(o)};
    raw_client client{server.address()};

    row.act(client);
    if (row.why == ending::drain_timeout) server.stop();

    auto const first = heard.first();
    ASSERT_FALSE(first.empty());
    EXPECT_EQ(first[0].first, row.why) << name_of(first[0].first);
    EXPECT_EQ(first[0].second, 1u);
    EXPECT_EQ((*server).endings()[static_cast<std::size_t>(row.why)], 1u);
}

constexpr auto as_it_is = [](running_server::options&) {};
auto sends(std::string text) {
    return [text](raw_client& c) { c.send(text); };
}
std::string half_a_call() { return post(a_call()).substr(0, 500); }

/// The server has read the head and waits for the body.
void begin_call(raw_client& c) {
    c.send("POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
    EXPECT_EQ(c.receive_answer(true).status, 100u);
}

/// The server is in the middle of an answer that fills all buffers.
void begin_long_answer(raw_client& c) {
    c.send(get("/cds-services"));
    EXPECT_TRUE(c.receive_some());
}
void answer_at_length(running_server::options& o) { o.service = a_service_of_long_answers(32u << 20); }

INSTANTIATE_TEST_SUITE_P(
    Each, EndingOfConnection,
    testing::Combine(
        testing::Values(transport::plain, transport::tls),
        testing::Values(
            ending_row{"Finished", as_it_is, sends(get("/healthz", "Connection: close\r\n")), ending::finished},
            ending_row{"FinishedByItsPeer", as_it_is,
                       [](raw_client& c) {
                           c.send(get("/healthz"));
                           c.receive_answer();
                           c.half_close();
                       },
                       ending::finished},
            ending_row{"Idle", [](auto& o) { o.limits.time.idle = 50ms; }, sends(get("/healthz")), ending::idle_timeout},
            ending_row{"Header", [](auto& o) { o.limits.time.header = 50ms; }, sends("GET /"), ending::header_timeout},
            ending_row{"Body", [](auto& o) { o.limits.time.body = 50ms; }, sends(half_a_call()), ending::body_timeout},
            ending_row{"Answer",
                       [](auto& o) {
                           o.limits.time.answer = 50ms;
                           answer_at_length(o);
                       },
                       begin_long_answer, ending::answer_timeout},
            ending_row{"BadRequest", as_it_is, sends("nonsense \r\n\r\n"), ending::bad_request},
            ending_row{"CutShort", as_it_is,
                       [](raw_client& c) {
                           c.send(half_a_call());
                           c.half_close();
                       },
                       ending::cut_short},
            ending_row{"Reset", as_it_is,
                       [](raw_client& c) {
                           begin_call(c);
                           c.reset();
                       },
                       ending::reset},
            ending_row{"WriteFailed", answer_at_length,
                       [](raw_client& c) {
                           begin_long_answer(c);
                           c.reset();
                       },
                       ending::write_failed},
            ending_row{"TurnedAway", [](auto& o) { o.limits.connections = 0; }, sends(get("/healthz")), ending::turned_away},
            ending_row{"Drain", [](auto& o) { o.limits.time.drain = 50ms; }, begin_call, ending::drain_timeout},
            ending_row{"Exception",
                       [](auto& o) {
                           o.log = [](telemetry::call_record const&, std::chrono::microseconds) {
                               throw std::runtime_error{"a log that fails"};
                           };
                       },
                       sends(get("/healthz")), ending::failed})),
    [](auto const& p) { return std::string{std::get<1>(p.param).name} + name_of(std::get<0>(p.param)); });

TEST(EndingOfHandshake, IsCountedAndSaid) {
    endings_heard heard;
    running_server server{transport::tls, {.ended = [&](ending why, std::uint64_t count) { heard.add(why, count); }}};
    raw_client plain{server_address{server.address().port}};
    plain.send(get("/healthz"));
    auto const first = heard.first();
    ASSERT_FALSE(first.empty());
    EXPECT_EQ(first[0].first, ending::bad_handshake);
}

TEST(Exception, EndsItsConnectionAndNotTheServer) {
    bool throws = true;
    running_server server{transport::plain, {.log = [&](telemetry::call_record const&, std::chrono::microseconds) {
                                                if (std::exchange(throws, false)) throw std::runtime_error{"a log that fails"};
                                            }}};
    raw_client first{server.address()}, second{server.address()};
    first.send(get("/healthz"));
    EXPECT_NE(first.receive_answer().status, 200u);
    second.send(get("/healthz"));
    EXPECT_EQ(second.receive_answer().status, 200u);
}

}  // namespace
}  // namespace oms::test
