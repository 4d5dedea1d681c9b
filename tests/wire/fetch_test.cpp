#include "wire/support/raw_client.hpp"
#include "wire/support/running_server.hpp"
#include "wire/support/scripted_server.hpp"

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <functional>
#include <memory>
#include <thread>

/// Calls whose data come from a FHIR server, and what their client does meanwhile.
namespace oms::test {
namespace {

using namespace std::chrono_literals;

/// A FHIR server on a thread of its own, and the service in front of it.
class Fetch : public OverBoth {
protected:
    void SetUp() override {
        fhir_ = std::make_unique<scripted_server>(loop_, [this](seen_request const& r) { return script_(r); });
        thread_ = std::jthread{[this] { loop_.run(); }};
    }
    void TearDown() override { loop_.stop(); }

    [[nodiscard]] running_server::options with(std::function<scripted_reply(seen_request const&)> script, service::inbound_limits l = {}) {
        script_ = std::move(script);
        auto const base = the_service();
        service::deployment_settings s = base->settings;
        s.fetch.loopback = s.answers.dev = true;
        s.fetch.limits.deadline = 10s;
        return {.limits = l, .service = service::make_deployment(base->knowledge, s, base->now, {"patient-view"})};
    }
    [[nodiscard]] std::string call() const {
        return post(R"({"hook":"patient-view","hookInstance":"0d9b9cd2-33a5-4c3a-9a4b-2f8a6e1b7c11","fhirServer":")" + fhir_->url("/fhir") +
                    R"(","context":{"userId":"Practitioner/p1","patientId":"kid-1"}})");
    }
    /// Of the FHIR server, on its own thread.
    template <class T>
    T look(T scripted_server::*what) {
        return boost::asio::post(loop_, boost::asio::use_future([this, what] { return (*fhir_).*what; })).get();
    }
    [[nodiscard]] std::size_t seen() {
        return boost::asio::post(loop_, boost::asio::use_future([this] { return fhir_->seen.size(); })).get();
    }
    void release() {
        boost::asio::post(loop_, boost::asio::use_future([this] { fhir_->release(); })).get();
    }
    /// Until `done`, or the bound of the test.
    static void wait_until(std::function<bool()> const& done) {
        auto const end = std::chrono::steady_clock::now() + 10s;
        while (!done()) {
            ASSERT_LT(std::chrono::steady_clock::now(), end) << "not within the bound";
            std::this_thread::yield();
        }
    }

private:
    boost::asio::io_context loop_{1};
    std::function<scripted_reply(seen_request const&)> script_;
    std::unique_ptr<scripted_server> fhir_;
    std::jthread thread_;
};

scripted_reply nothing(seen_request const&) { return {{}, scripted_reply::end::hang}; }

scripted_reply an_adult(seen_request const&) {
    return {{ok(R"({"resourceType":"Patient","id":"kid-1","birthDate":"1980-01-01"})", "Content-Type: application/fhir+json\r\n")},
            scripted_reply::end::keep,
            true};
}

TEST_P(Fetch, AnswersAClientThatHasEndedItsSide) {
    running_server server{GetParam(), with(an_adult)};
    raw_client client{server.address()};
    client.send(call());
    client.half_close();
    wait_until([&] { return seen() == 1; });
    release();
    EXPECT_EQ(statuses(split_answers(client.receive_all())), "200");
}

TEST_P(Fetch, AnswersWhatCameMeanwhileAfterwards) {
    running_server server{GetParam(), with(an_adult)};
    raw_client client{server.address()};
    client.send(call());
    wait_until([&] { return seen() == 1; });
    client.send(get("/healthz") + get("/nowhere") + post(a_call()) + get("/healthz", "Connection: close\r\n"));
    release();
    EXPECT_EQ(statuses(split_answers(client.receive_all())), "200 200 404 200 200");
}

TEST_P(Fetch, EndsWhenItsClientResetsTheConnection) {
    running_server server{GetParam(), with(nothing)};
    raw_client client{server.address()};
    client.send(call());
    wait_until([&] { return seen() == 1; });
    client.reset();
    wait_until([&] { return look(&scripted_server::left_by_peer) == 1; });
    wait_until([&] { return (*server).endings()[static_cast<std::size_t>(net::ending::reset)] == 1; });
}

TEST_P(Fetch, IsNotDisturbedByAnUrgentByte) {
    running_server server{GetParam(), with(an_adult)};
    raw_client client{server.address()}, other{server.address()};
    for (raw_client* c : {&client, &other}) c->send(call());
    wait_until([&] { return seen() == 2; });
    for (raw_client* c : {&client, &other}) c->send_urgent('!');
    other.reset();
    wait_until([&] { return (*server).endings()[static_cast<std::size_t>(net::ending::reset)] == 1; });
    release();
    EXPECT_EQ(client.receive_answer().status, 200u);
}

// With TLS, a FIN alone is an attack or a crash.
TEST_P(Fetch, EndsWhenTlsIsTruncatedAndNotWhenAPlainClientEndsItsSide) {
    running_server server{GetParam(), with(an_adult)};
    raw_client client{server.address()};
    client.send(call());
    wait_until([&] { return seen() == 1; });
    client.truncate();
    if (GetParam() == transport::tls) wait_until([&] { return (*server).endings()[static_cast<std::size_t>(net::ending::reset)] == 1; });
    release();
    EXPECT_EQ(statuses(split_answers(client.receive_all())), GetParam() == transport::tls ? "" : "200");
}

TEST_P(Fetch, EndsWithTheDrain) {
    service::inbound_limits l;
    l.time.drain = 50ms;
    running_server server{GetParam(), with(nothing, l)};
    raw_client client{server.address()};
    client.send(call());
    wait_until([&] { return seen() == 1; });
    server.stop_and_wait();
    wait_until([&] { return look(&scripted_server::left_by_peer) == 1; });
    EXPECT_EQ(client.receive_all(), "");
    EXPECT_EQ((*server).endings()[static_cast<std::size_t>(net::ending::drain_timeout)], 1u);
}

TEST_P(Fetch, IsFinishedByADrain) {
    running_server server{GetParam(), with(an_adult)};
    raw_client client{server.address()};
    client.send(call());
    wait_until([&] { return seen() == 1; });
    server.stop();
    release();
    auto const answer = client.receive_answer();
    EXPECT_EQ(answer.status, 200u);
    EXPECT_TRUE(answer.closes());
}

OMS_OVER_BOTH(Fetch);

}  // namespace
}  // namespace oms::test
