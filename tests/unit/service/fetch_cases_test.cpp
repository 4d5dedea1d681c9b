// The 34 charts of fhir_profiles/examples/cases: whatever the pages and the portions, what is fetched is answered as what is sent.
#include "fake_fhir.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

using namespace oms;
namespace fs = std::filesystem;
namespace bj = boost::json;

struct chart {
    std::string patient_id, patient;
    std::map<std::string, bj::array> lists;   ///< entries by type
};

std::vector<fs::path> cases() {
    std::vector<fs::path> found;
    for (auto const& f : fs::directory_iterator{fs::path{OMS_SOURCE_ROOT} / "fhir_profiles/examples/cases"})
        if (f.path().extension() == ".json") found.push_back(f.path());
    std::sort(found.begin(), found.end());
    if (found.size() < 34) throw std::runtime_error("fhir_profiles/examples/cases holds fewer than 34 charts");
    return found;
}

chart read(fs::path const& file) {
    std::ifstream in{file, std::ios::binary};
    auto const whole = bj::parse(std::string{std::istreambuf_iterator<char>{in}, {}});
    chart c;
    for (auto const& entry : whole.at("entry").as_array()) {
        auto const& resource = entry.at("resource");
        std::string const type{resource.at("resourceType").as_string()};
        if (type == "Patient") {
            c.patient = bj::serialize(resource);
            c.patient_id = resource.at("id").as_string();
        } else {
            c.lists[type].push_back(entry);
        }
    }
    return c;
}

constexpr std::pair<char const*, char const*> keys[]{{"conditions", "Condition"},     {"observations", "Observation"},
                                                     {"serviceRequests", "ServiceRequest"}, {"diagnosticReports", "DiagnosticReport"},
                                                     {"procedures", "Procedure"},     {"imagingStudies", "ImagingStudy"}};
constexpr char const* base = "http://fhir.example.org/r4";   // the charts' own

std::string bundle_of(bj::array entries, std::string const& next = {}) {
    bj::object b{{"resourceType", "Bundle"}, {"type", "searchset"}, {"entry", std::move(entries)}};
    if (!next.empty()) b["link"] = bj::array{bj::object{{"relation", "next"}, {"url", next}}};
    return bj::serialize(b);
}

/// Lists in pages of `size` entries, linked as HAPI does.
test::fake_fhir server_of(chart const& c, std::size_t size, std::size_t portion) {
    test::fake_fhir server;
    server.base = base;
    server.portion = portion;
    server.put("/Patient/" + c.patient_id, {c.patient});
    for (auto const& [key, type] : keys) {
        auto const list = c.lists.find(type);
        bj::array const all = list == c.lists.end() ? bj::array{} : list->second;
        std::string url = "/" + std::string{type} + "?patient=" + c.patient_id;
        std::size_t at = 0;
        do {
            bj::array some;
            for (; some.size() < size && at < all.size(); ++at) some.push_back(all[at]);
            std::string const next = at < all.size() ? "?_getpages=" + std::string{type} + "&_getpagesoffset=" + std::to_string(at) : "";
            server.put(url, {bundle_of(std::move(some), next.empty() ? next : base + next)});
            url = next;
        } while (at < all.size());
    }
    return server;
}

test::call_of call_for(chart const& c) {
    test::call_of call = test::bare_call();
    call.with("fhirServer", "\"" + std::string{base} + "\"").with("context.patientId", "\"" + c.patient_id + "\"");
    return call;
}

class FetchedCase : public testing::TestWithParam<fs::path> {
protected:
    static service::deployment_settings settings() {
        auto s = test::fetching_settings();
        s.fetch.servers = {base};
        s.fetch.servers.front().resize(std::string_view{"http://fhir.example.org"}.size());
        s.fetch.limits.max_pages = 1000;
        s.answers.require_https_fhir = false;
        return s;
    }
    chart const chart_ = read(GetParam());
    service::exchange exchange_{test::service_with(settings())};
};

/// Orders and reports are not read where no rule asks for them (product.md 6); then they are not sent either.
TEST_P(FetchedCase, IsAnsweredAsIfItHadBeenSent) {
    test::fake_fhir first = server_of(chart_, 100, 1 << 20);
    first.talk(exchange_, test::patient_view, call_for(chart_).text());
    test::call_of sent = call_for(chart_);
    sent.with("prefetch.patient", chart_.patient);
    for (auto const& [key, type] : keys) {
        bool const asked =
            std::ranges::any_of(first.rounds.back(), [&](auto const& url) { return url.starts_with("/" + std::string{type}); });
        bool const is_list = std::string_view{type} == "Condition" || std::string_view{type} == "Observation";
        auto const list = chart_.lists.find(type);
        if (asked || is_list) sent.with("prefetch." + std::string{key}, bundle_of(list == chart_.lists.end() ? bj::array{} : list->second));
    }
    std::string const want = test::talk(exchange_, test::post_to(test::patient_view), sent.text()).body;
    std::string const rule = exchange_.account().what.rule;
    ASSERT_TRUE(test::has_one_card(want) || want == R"({"cards":[]})") << want;

    for (std::size_t const size : {1, 2, 3, 100})
        for (std::size_t const portion : {1, 13, 256, 1 << 20}) {
            test::fake_fhir server = server_of(chart_, size, portion);
            auto const& r = server.talk(exchange_, test::patient_view, call_for(chart_).text());
            EXPECT_EQ(r.status, 200u) << r.body;
            EXPECT_TRUE(r.body == want) << "pages of " << size << " in portions of " << portion << "\n" << r.body << "\nbut\n" << want;
            EXPECT_EQ(exchange_.account().what.rule, rule);
            EXPECT_EQ(exchange_.account().fetched.failures, std::vector<std::string>{});
        }
}

TEST_P(FetchedCase, IsNeverAnsweredWithoutCardsWhenAListCannotBeRead) {
    for (char const* type : {"Condition", "Observation"}) {
        test::fake_fhir server = server_of(chart_, 100, 1 << 20);
        server.replace("/" + std::string{type} + "?patient=" + chart_.patient_id, test::status_of(500));
        auto const& r = server.talk(exchange_, test::patient_view, call_for(chart_).text());
        bool const guarded = server.asked() == 1;
        EXPECT_TRUE(guarded || r.status == 412 || test::has_one_card(r.body)) << r.body;
    }
}

INSTANTIATE_TEST_SUITE_P(Chart, FetchedCase, testing::ValuesIn(cases()), [](auto const& p) {
    std::string name = p.param.stem().string();
    std::replace_if(name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
    return name;
});

}  // namespace
