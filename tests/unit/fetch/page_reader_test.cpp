#include <oms/fetch/page_reader.hpp>  // first, so that the header is proved self-contained

#include "support/allocations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace oms::fetch {
namespace {

constexpr std::size_t plenty = 1u << 20;

knowledge::prefetch_template const search{"observations", "Observation?patient={{context.patientId}}", knowledge::need::list};
knowledge::prefetch_template const read_by_id{"patient", "Patient/{{context.patientId}}", knowledge::need::patient};

class listing final : public hooks::request_sink {
public:
    [[nodiscard]] bool asks_for(std::string_view) const override { return true; }
    void enter(hooks::list_source from, std::string_view key) override {
        EXPECT_EQ(from == hooks::list_source::prefetch, !key.empty());
        key_ = key;
    }
    void take(fhir::resource const& r, fhir::entry_info const&, fhir::element_path const& where) override {
        seen.push_back(key_ + " " + where.to_string() + " " + std::string{r.type_name} + "/" + std::string{r.id});
    }
    std::vector<std::string> seen;

private:
    std::string key_;
};

/// The page, or the name of the fault.
std::string read(page_reader& reader, std::string_view body, std::size_t portion, std::size_t bytes = plenty,
                 knowledge::prefetch_template const& asked = search) {
    reader.begin(asked, {.bytes = bytes});
    for (; !body.empty(); body.remove_prefix(std::min(portion, body.size())))
        if (auto const good = reader.feed(std::string{body.substr(0, portion)}); !good) return std::string{name_of(good.error().code)};
    auto const got = reader.end();
    if (!got) return std::string{name_of(got.error().code)};
    constexpr std::string_view names[]{"as asked", "outcome", "other"};
    std::string out{names[static_cast<std::size_t>((*got)->holds)]};
    if ((*got)->has_next_link) out.append(" next <" + (*got)->next_url + ">");
    return out.append((*got)->outcome_warning ? " warning" : "");
}

struct row {
    char const* name;
    char const* body;
    char const* want;
};
class Page : public testing::TestWithParam<row> {};

TEST_P(Page, IsReadAlikeInAnyPortions) {
    listing whole;
    page_reader reader{whole};
    EXPECT_EQ(read(reader, GetParam().body, plenty), GetParam().want);
    for (std::size_t const portion : {1, 2, 3, 7, 16, 50}) {
        listing cut;
        page_reader other{cut};
        EXPECT_EQ(read(other, GetParam().body, portion), GetParam().want) << portion;
        EXPECT_EQ(cut.seen, whole.seen) << portion;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Bodies, Page,
    testing::Values(
        row{"Empty", R"({"resourceType":"Bundle","type":"searchset","total":0})", "as asked"},
        row{"Patient", R"({"id":"1","link":[{"relation":"next","url":"x","type":"seealso"}],"resourceType":"Patient"})", "other"},
        row{"Next",
            R"({"resourceType":"Bundle","link":[{"relation":"self","url":"a"},{"relation":"next","url":"http://h?_getpages=b"}],"entry":[{"resource":{"resourceType":"Observation","id":"1"}}]})",
            "as asked next <http://h?_getpages=b>"},
        row{"NextLastAndUrlFirst",
            R"({"entry":[{"resource":{"resourceType":"Observation","id":"1"}}],"link":[{"url":"b","relation":"next"},{"url":"c","relation":"previous"}],"resourceType":"Bundle"})",
            "as asked next <b>"},
        row{"OnlyTheFirstNext", R"({"link":[{"url":"b\/1","relation":"next"},{"url":"c","relation":"next"}],"resourceType":"Bundle"})",
            "as asked next <b/1>"},
        row{"NextWithoutUrl", R"({"resourceType":"Bundle","link":[{"url":"a","relation":"self"},{"relation":"next"}]})",
            "as asked next <>"},
        row{"NextOfAnInnerBundle",
            R"({"resourceType":"Bundle","link":[{"relation":"next","url":"a"}],"entry":[{"resource":{"resourceType":"Bundle","link":[{"relation":"next","url":"b"}]}}]})",
            "as asked next <>"},
        row{"Wrapped", R"({"response":{"status":"200"},"resource":{"resourceType":"Bundle","link":[{"relation":"next","url":"a"}]}})",
            "as asked next <a>"},
        row{"Warning",
            R"({"resourceType":"Bundle","entry":[{"search":{"mode":"outcome"},"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning"}]}}]})",
            "as asked warning"},
        row{"Outcome", R"({"resourceType":"OperationOutcome","issue":[{"severity":"error"}]})", "outcome"},
        row{"OtherType", R"({"resourceType":"Encounter"})", "other"}, row{"Untyped", R"({"a":[1,{"b":null}]})", "other"},
        row{"NoBytes", "", "bad_json"},
        row{"Cut", R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation","id":"1"}},{)", "bad_json"},
        row{"Html", "<!DOCTYPE html><html></html>", "bad_json"}, row{"More", R"({"resourceType":"Bundle"}{})", "bad_json"},
        row{"Array", R"([{"resourceType":"Observation"}])", "bad_element"}, row{"Text", R"("Bundle")", "bad_element"},
        row{"Null", "null", "bad_element"}, row{"Twice", R"({"resourceType":"Bundle","resourceType":"Bundle"})", "duplicate_member"}),
    [](auto const& p) { return std::string{p.param.name}; });

TEST(PageReader, HandsOnWhatCameBeforeAFault) {
    listing got;
    page_reader reader{got};
    EXPECT_EQ(read(reader, R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation","id":"1"}},{"res)", 10),
              "bad_json");
    EXPECT_EQ(got.seen, std::vector<std::string>{"observations observations.entry[0].resource Observation/1"});

    EXPECT_EQ(read(reader, R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation","id":"2"}}]})", 10), "as asked");
    EXPECT_EQ(got.seen.size(), 3u) << "the next body is read as if nothing had been";
}

TEST(PageReader, BoundsTheBody) {
    listing got;
    page_reader reader{got};
    std::string const body = R"({"resourceType":"Bundle"})";
    EXPECT_EQ(read(reader, body, plenty, body.size()), "as asked");
    EXPECT_EQ(read(reader, body, plenty, body.size() - 1), "too_large");
}

TEST(PageReader, KnowsWhatAReadShouldGive) {
    listing got;
    page_reader reader{got};
    auto const of = [&](std::string_view body) { return read(reader, body, 5, plenty, read_by_id); };
    EXPECT_EQ(of(R"({"id":"1","link":[{"relation":"next","url":"x","type":"seealso"}],"resourceType":"Patient"})"), "as asked");
    EXPECT_EQ(of(R"({"resourceType":"Bundle","entry":[]})"), "other");
    EXPECT_EQ(of(R"({"resourceType":"Practitioner","id":"1"})"), "other");
    EXPECT_EQ(of(R"({"resourceType":"OperationOutcome"})"), "outcome");
}

class forgetting final : public hooks::request_sink {
public:
    [[nodiscard]] bool asks_for(std::string_view) const override { return true; }
    void enter(hooks::list_source, std::string_view) override {}
    void take(fhir::resource const&, fhir::entry_info const&, fhir::element_path const&) override { ++seen; }
    std::size_t seen = 0;
};

TEST(PageReader, AllocatesNothingForAFurtherResource) {
    auto const bundle_of = [](int count) {
        std::string body = R"({"resourceType":"Bundle","entry":[)";
        for (int i = 0; i < count; ++i)
            body.append(i == 0 ? "" : ",")
                .append(R"({"resource":{"resourceType":"Observation","id":"a-long-id-of-the-resource","status":"final",)"
                        R"("code":{"coding":[{"system":"http://loinc.org","code":"8302-2"}]},"text":{"div":"<div>…</div>"}}})");
        return body.append("]}");
    };
    std::string const few = bundle_of(10), many = bundle_of(1000);
    forgetting sink;
    page_reader reader{sink};
    auto const cost = [&](std::string_view body) {
        std::size_t const before = test::allocations();
        reader.begin(search, {.bytes = 16 * plenty});
        for (; !body.empty(); body.remove_prefix(std::min<std::size_t>(997, body.size())))
            if (!reader.feed(body.substr(0, 997))) ADD_FAILURE();
        if (!reader.end()) ADD_FAILURE();
        return test::allocations() - before;
    };
    cost(many);

    EXPECT_EQ(cost(many), cost(few));
    EXPECT_EQ(sink.seen, 2u * 1001u + 11u);
}

}  // namespace
}  // namespace oms::fetch
