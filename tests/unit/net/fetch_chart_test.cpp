#include <oms/net/fetch_chart.hpp>

#include "wire/support/scripted_server.hpp"

#include <oms/findings/gather.hpp>
#include <oms/hooks/answer.hpp>
#include <oms/hooks/intake.hpp>

#include "wire/support/wire_service.hpp"

#include <gmock/gmock.h>

#include <new>
#include <thread>

namespace oms::net {
namespace {

using test::ok, test::scripted_reply, test::scripted_server, test::seen_request;

using testing::ElementsAre;

constexpr std::string_view child = R"({"resourceType":"Patient","id":"kid-1","birthDate":"2025-07-10"})";
constexpr std::string_view nothing = R"({"resourceType":"Bundle","type":"searchset"})";

std::string fhir(std::string_view body) { return ok(body, "Content-Type: application/fhir+json\r\n"); }

/// A FHIR server on a thread of its own, and a retrieval of one child's chart from it.
class FetchChart : public testing::Test {
protected:
    void serve(scripted_server::script s) {
        server_ = std::make_unique<scripted_server>(loop_, std::move(s));
        thread_ = std::jthread{[this] { loop_.run(); }};
    }

    void TearDown() override { loop_.stop(); }

    std::vector<hooks::prefetch_entry> read(fetch::page_observer const& observer,
                                            std::chrono::milliseconds deadline = std::chrono::seconds{10}) {
        auto const known = test::the_service();
        auto const& k = *known->knowledge;
        knowledge::service_definition const& service = known->offered.front();
        hooks::hook_request request;
        request.patient_id = "kid-1";
        request.user_id = "Practitioner/p";
        request.fhir_server = server_->url("/fhir");
        findings::gatherer gathered{k.codes};
        hooks::intake intake{gathered};
        intake.reset(service);
        fetch::fetch_rules const rules{.servers = {}, .loopback = true, .limits = {.deadline = deadline}};
        hooks::answer_options const options{.require_https_fhir = false, .dev = true};
        fetch::retrieval plan{intake};
        EXPECT_TRUE(plan.begin({.knowledge = &k, .service = &service, .options = &options, .rules = &rules, .request = &request,
                                .gathered = &gathered, .now = known->now(), .observer = &observer}));
        fetch_chart(plan, {});
        EXPECT_FALSE(plan.is_under_way());
        return request.prefetch;
    }

private:
    boost::asio::io_context loop_{1};
    std::unique_ptr<scripted_server> server_;
    std::jthread thread_;
};

TEST_F(FetchChart, ReadsAllThatIsPlannedAndLetsItsObserverSeeThePages) {
    serve([](seen_request const& r) -> scripted_reply { return {{fhir(r.path() == "/fhir/Patient/kid-1" ? child : nothing)}}; });
    std::vector<std::string> asked;
    std::string patient;
    auto const readings = read({.requested = [&](auto const& page) { asked.emplace_back(page.key); },
                                .begun = [&](auto const& page) { if (page.key == "patient") patient.clear(); },
                                .bytes = [&](auto key, auto bytes) { if (key == "patient") patient += bytes; }});
    EXPECT_THAT(asked, ElementsAre("patient", "conditions", "observations"));
    EXPECT_EQ(patient, child);
    ASSERT_EQ(readings.size(), 3u);
    for (auto const& r : readings) EXPECT_EQ(r.state, hooks::prefetch_state::resources) << r.key;
}

TEST_F(FetchChart, ThrowsWhatTheRetrievalThrows) {
    serve([](seen_request const&) -> scripted_reply { return {{fhir(child)}}; });
    auto const no_memory = [](auto const&...) { throw std::bad_alloc{}; };
    EXPECT_THROW(read({.requested = {}, .begun = no_memory, .bytes = {}}), std::bad_alloc);
    EXPECT_THROW(read({.requested = {}, .begun = {}, .bytes = no_memory}), std::bad_alloc);
}

TEST_F(FetchChart, EndsWithItsDeadline) {
    serve([](seen_request const&) -> scripted_reply { return {{}, scripted_reply::end::hang}; });
    auto const readings = read({}, std::chrono::milliseconds{50});
    ASSERT_FALSE(readings.empty());
    EXPECT_EQ(readings.front().state, hooks::prefetch_state::unavailable);
    EXPECT_THAT(readings.front().why, testing::HasSubstr("timed out after 50 ms"));
}

}  // namespace
}  // namespace oms::net
