#include "net/client/fetch_pages.hpp"

#include "net/io_thread.hpp"
#include "wire/support/answers.hpp"
#include "wire/support/scripted_server.hpp"
#include "wire/support/wire_service.hpp"

#include <gmock/gmock.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <map>

/// Calls whose data come from a FHIR server: EHR, service and FHIR server in one loop.
namespace oms::net {
namespace {

using test::ok, test::scripted_reply, test::scripted_server, test::seen_request;

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

/// What `child_with_a_card` sends under a key.
std::string sent_under(std::string_view key, std::string_view next_key) {
    std::string const& all = test::child_with_a_card();
    std::string const begin = "\"" + std::string{key} + "\":", end = ",\"" + std::string{next_key} + "\":";
    auto const from = all.find(begin, all.find("prefetch")) + begin.size();
    return all.substr(from, all.find(end, from) - from);
}

std::string fhir(std::string_view body) { return ok(body, "Content-Type: application/fhir+json\r\n"); }

/// A FHIR server with the child who gets a card.
std::string chart_answer(std::string_view path) {
    std::map<std::string_view, std::string> const chart{
        {"/fhir/Patient/kid-1", sent_under("patient", "conditions")},
        {"/fhir/Condition", sent_under("conditions", "observations")},
        {"/fhir/Observation", sent_under("observations", "serviceRequests")},
    };
    auto const at = chart.find(path.substr(0, path.find('?')));
    return fhir(at != chart.end() ? at->second : R"({"resourceType":"Bundle","type":"searchset"})");
}

scripted_reply whole_chart(seen_request const& r) { return {{chart_answer(r.path())}}; }

class FetchPages : public testing::Test {
protected:
    static constexpr std::chrono::seconds bound{10};

    void serve(scripted_server::script s, milliseconds deadline = bound) {
        auto const base = test::the_service();
        service::deployment_settings settings = base->settings;
        settings.fetch.loopback = settings.answers.dev = true;
        settings.fetch.limits.deadline = deadline;
        service_ = std::make_unique<io_thread>(
            settings_of_thread_, service::make_deployment(base->knowledge, settings, base->now, {"patient-view"}), connections_);
        ehr_ = std::make_unique<tcp::socket>(loop());
        asio::basic_socket_acceptor<tcp, executor> acceptor{loop().get_executor(), {asio::ip::address_v4::loopback(), 0}};
        ehr_->connect(acceptor.local_endpoint());
        service_->serve(acceptor.accept());
        fhir_server = std::make_unique<scripted_server>(loop(), std::move(s));
        listen();
    }
    [[nodiscard]] asio::io_context& loop() { return service_->context; }
    [[nodiscard]] tcp::socket& ehr() { return *ehr_; }
    [[nodiscard]] std::string call(std::string_view more = {}) const {
        return test::post(R"({"hook":"patient-view","hookInstance":"0d9b9cd2-33a5-4c3a-9a4b-2f8a6e1b7c11","fhirServer":")" +
                          fhir_server->url("/fhir") + R"(",)" + std::string{more} +
                          R"("context":{"userId":"Practitioner/p1","patientId":"kid-1"}})");
    }
    [[nodiscard]] std::size_t connections() const { return connections_.served; }
    void send(std::string const& bytes) { asio::write(*ehr_, asio::buffer(bytes)); }
    void run_until(std::function<bool()> const& done) {
        auto const end = std::chrono::steady_clock::now() + bound;
        while (!done() && std::chrono::steady_clock::now() < end) loop().run_one_until(end);
        ASSERT_TRUE(done()) << "not within the bound";
    }
    std::vector<test::http_answer> answers(std::size_t n) {
        run_until([&] { return test::split_answers(got_).size() >= n; });
        return test::split_answers(got_);
    }

private:
    void listen() {
        ehr_->async_read_some(asio::buffer(bytes_), [this](boost::system::error_code const& ec, std::size_t n) {
            if (ec) return;
            got_.append(bytes_.data(), n);
            listen();
        });
    }

    io_thread::settings const settings_of_thread_{};
    connection_counters connections_;
    std::unique_ptr<io_thread> service_;
    std::array<char, 65536> bytes_;
    std::string got_;
    std::unique_ptr<tcp::socket> ehr_;

protected:
    std::unique_ptr<scripted_server> fhir_server;
};

TEST_F(FetchPages, ReadsWhatWasNotSentAndAnswersAsIfItHadBeen) {
    serve(whole_chart);
    send(call() + test::post(test::child_with_a_card()));

    auto const got = answers(2);

    EXPECT_EQ(got[0].status, 200u) << got[0].body;
    EXPECT_THAT(got[0].body, HasSubstr(R"("indicator":"warning")"));
    EXPECT_EQ(got[1].status, 200u);
    std::vector<std::string> asked;
    for (seen_request const& r : fhir_server->seen) {
        asked.push_back(r.path().substr(0, r.path().find('?')));
        EXPECT_THAT(r.head, Not(HasSubstr("Authorization")));
    }
    ASSERT_EQ(asked.size(), 7u);
    EXPECT_EQ(asked[0], "/fhir/Patient/kid-1");
    EXPECT_THAT((std::vector{asked[1], asked[2]}), testing::UnorderedElementsAre("/fhir/Condition", "/fhir/Observation"));
    EXPECT_LE(fhir_server->most_open, 4u);
}

TEST_F(FetchPages, ShowsTheTokenWithEachQuery) {
    serve(whole_chart);
    send(call(
        R"("fhirAuthorization":{"access_token":"secret","token_type":"Bearer","expires_in":300,"scope":"patient/*.rs","subject":"s"},)"));

    EXPECT_EQ(answers(1)[0].status, 200u);

    EXPECT_EQ(fhir_server->seen.size(), 7u);
    for (seen_request const& r : fhir_server->seen) EXPECT_THAT(r.head, HasSubstr("\r\nAuthorization: Bearer secret\r\n"));
}

TEST_F(FetchPages, EndsAtTheDeadlineOfTheWholeCall) {
    serve(
        [](seen_request const& r) {
            bool const silent = r.path().starts_with("/fhir/Observation");
            return silent ? scripted_reply{{}, scripted_reply::end::hang} : whole_chart(r);
        },
        milliseconds{100});
    send(call());

    EXPECT_EQ(answers(1)[0].status, 412u);
    run_until([&] { return fhir_server->left_by_peer == 1; });
}

TEST_F(FetchPages, WaitsAsAServerAsksButNotBeyondTheDeadline) {
    serve([](auto const&) { return scripted_reply{{"HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"}}; },
          milliseconds{100});
    send(call());

    EXPECT_EQ(answers(1)[0].status, 412u);
}

TEST_F(FetchPages, IsNotBegunForAConnectionThatIsReset) {
    serve(whole_chart);
    send(call());
    ehr().set_option(asio::socket_base::linger(true, 0));
    ehr().close();   // both are there before the service looks

    run_until([&] { return connections() == 0; });

    EXPECT_TRUE(fhir_server->seen.empty());
}

}  // namespace
}  // namespace oms::net
