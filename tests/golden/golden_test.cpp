// Runs every case of fhir_profiles/examples/<rule>/<case>/: request.json, response.json (compared whole), why.md.
// OMS_ACCEPT_GOLDEN=1 in the environment writes response.json where it is missing or differs; read the difference before you commit it.
#include <oms/service/exchange.hpp>

#include "support/profiles.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace {

namespace fs = std::filesystem;
namespace bj = boost::json;

fs::path const examples = fs::path{OMS_SOURCE_ROOT} / "fhir_profiles" / "examples";

std::string read_file(fs::path const& p) {
    std::ifstream in{p, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<fs::path> cases() {
    std::vector<fs::path> found;
    for (auto const& entry : fs::recursive_directory_iterator{examples})
        if (entry.path().filename() == "request.json") found.push_back(entry.path().parent_path());
    std::sort(found.begin(), found.end());
    if (found.empty()) throw std::runtime_error("no golden case found: a run without cases proves nothing");
    return found;
}

std::shared_ptr<oms::service::deployment const> service() {
    static auto const made = [] {
        auto linked = oms::knowledge::link(oms::test::documents());
        if (!linked) throw std::runtime_error(to_string(linked.error().front()));
        oms::service::deployment_settings settings;
        settings.auth_required = false;
        settings.dev = true;
        auto const noon = oms::parse_instant("2026-11-20T12:00:00Z").value();
        std::vector<std::string> hooks;
        for (auto const& s : linked->services) hooks.push_back(s.hook);
        return oms::service::make_deployment(std::make_shared<oms::knowledge::catalogue const>(*std::move(linked)), settings,
                                       oms::clock{[noon] { return noon; }}, hooks);
    }();
    return made;
}

/// The service a request is for: by its hook, as discovery pairs them.
std::string target_of(bj::value const& request) {
    auto const hook = request.as_object().at("hook").as_string();
    for (auto const& s : service()->knowledge->services)
        if (s.hook == hook) return "/cds-services/" + s.id;
    return "/cds-services/" + std::string{hook};
}

struct answered {
    unsigned status;
    std::string body;
};

answered call(std::string const& target, std::string_view body, std::size_t portion) {
    oms::service::exchange e{service()};
    oms::service::request_head a;
    a.method = "POST";
    a.target = target;
    a.content_type = "application/json";
    a.content_length = body.size();
    a.has_body = true;
    a.peer_is_loopback = true;
    auto step = e.begin(a);
    for (std::size_t at = 0; step == oms::service::exchange_state::reading && at < body.size(); at += portion)
        step = e.feed(body.substr(at, portion));
    if (step == oms::service::exchange_state::reading) step = e.end();
    EXPECT_EQ(step, oms::service::exchange_state::answered);
    EXPECT_TRUE(e.answer().status == 200 || e.answer().status == 412) << e.answer().status;
    return {e.answer().status, e.answer().body};
}

/// The same request with the members of every object, and the entries of every Bundle, the other way round.
bj::value turned(bj::value const& v) {
    if (auto const* o = v.if_object()) {
        bj::object out;
        std::vector<bj::key_value_pair const*> members;
        for (auto const& m : *o) members.push_back(&m);
        for (auto it = members.rbegin(); it != members.rend(); ++it) {
            bj::value inner = turned((*it)->value());
            if ((*it)->key() == "entry" && inner.is_array()) std::reverse(inner.as_array().begin(), inner.as_array().end());
            out.emplace((*it)->key(), std::move(inner));
        }
        return out;
    }
    if (auto const* a = v.if_array()) {
        bj::array out;
        for (auto const& inner : *a) out.push_back(turned(inner));
        return out;
    }
    return v;
}

class Golden : public testing::TestWithParam<fs::path> {};

TEST_P(Golden, IsAnsweredAsAClinicianAgreed) {
    auto const request = read_file(GetParam() / "request.json");
    auto const got = call(target_of(bj::parse(request)), request, request.size());
    auto const file = GetParam() / "response.json";
    bool const same = fs::exists(file) && bj::parse(read_file(file)) == bj::parse(got.body);
    if (!same && std::getenv("OMS_ACCEPT_GOLDEN")) {
        std::ofstream{file, std::ios::binary} << got.body << '\n';
        return;
    }
    EXPECT_TRUE(same) << "status " << got.status << "\n" << got.body << "\nbut " << file << " holds\n" << read_file(file);
}

TEST_P(Golden, IsAnsweredAlikeInAnyPortions) {
    auto const request = read_file(GetParam() / "request.json");
    auto const target = target_of(bj::parse(request));
    auto const whole = call(target, request, request.size());
    for (std::size_t const portion : {1, 7, 64, 1021}) {
        auto const cut = call(target, request, portion);
        EXPECT_EQ(cut.status, whole.status) << "in portions of " << portion;
        EXPECT_EQ(cut.body, whole.body) << "in portions of " << portion;
    }
}

TEST_P(Golden, IsAnsweredAlikeWithMembersAndEntriesReversed) {
    auto const request = bj::parse(read_file(GetParam() / "request.json"));
    auto const plain = bj::serialize(request);
    auto const reversed = bj::serialize(turned(request));
    auto const first = call(target_of(request), plain, plain.size());
    auto const second = call(target_of(request), reversed, reversed.size());
    EXPECT_EQ(second.status, first.status);
    EXPECT_EQ(second.body, first.body);
}

TEST_P(Golden, SaysWhy) { EXPECT_GT(read_file(GetParam() / "why.md").size(), 80u) << "three sentences a clinician can dispute"; }

INSTANTIATE_TEST_SUITE_P(Case, Golden, testing::ValuesIn(cases()), [](auto const& p) {
    std::string name = p.param.parent_path().filename().string() + "_" + p.param.filename().string();
    std::replace_if(name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
    return name;
});

TEST(GoldenCases, CoverEveryRuleThatCanBeDecided) {
    for (auto const& r : oms::test::policy().rules)
        EXPECT_TRUE(fs::is_directory(examples / r.id)) << "fhir_profiles/examples/" << r.id << " is missing";
}

}  // namespace
