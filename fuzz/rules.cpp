// The files of the rules: whatever the bytes, either a policy that can be used or faults that name file and element.
// Each input stands in for rules/oms.json, then for rules/constants.json, the other file being our own.
#include "portions.hpp"
#include "support/profiles.hpp"
#include "support/statements.hpp"

#include <oms/criteria/evaluate.hpp>
#include <oms/criteria/policy.hpp>
#include <oms/json/node.hpp>

#include <set>
#include <string>
#include <vector>

namespace {

namespace criteria = oms::criteria;
using oms::fuzz::promise;

constexpr std::string_view rules_file = "rules/oms.json", constants_file = "rules/constants.json";

/// Our own documents with one text replaced.
std::vector<oms::json::document> with(std::string_view file, std::string_view text) {
    std::vector<oms::json::document> out;
    for (auto const& d : oms::test::documents())
        if (d.file == rules_file || d.file == constants_file) out.push_back({d.file, d.file == file ? text : d.text});
    promise(out.size() == 2, "both files of the rules are there");
    return out;
}

/// A day in the life of a policy: it decides on a child with all features, on one with none, and on an adult.
void use(criteria::policy const& p) {
    auto const now = oms::parse_instant("2026-11-20T12:00:00Z").value();
    using oms::terminology::fact;
    using oms::test::statement_of;
    oms::findings::chart const ill = oms::test::chart_of{}
                                         .with(statement_of{fact::opsoclonus, "2026-11-02"}.listed())
                                         .with(statement_of{fact::ataxia, "2026-11-03"}.listed())
                                         .with(statement_of{fact::behaviour, "2026-11-04"}.listed())
                                         .with_workup(oms::terminology::facts{}, true, "2026-11-05");
    oms::findings::chart const healthy = oms::test::chart_of{};
    oms::findings::chart const adult = oms::test::chart_of{"1990-01-01"};
    for (auto const* c : {&ill, &healthy, &adult}) {
        auto const v = criteria::evaluate(p, *c, now, true);
        promise(v.decided != nullptr, "every chart gets a rule");
        promise(v.decided >= p.rules.data() && v.decided < p.rules.data() + p.rules.size(), "the rule is one of the policy");
    }
}

/// What the text says about constants, read a second time: each stands once, with a number of days, months or years that a date can bear.
void check_constants(std::string_view text) {
    auto const root = oms::json::parse(constants_file, text).value();
    std::set<std::string_view> names;
    for (oms::json::node const n : root.items("constants").value()) {
        auto const name = n.string("name").value();
        auto const value = n.integer("value").value();
        promise(names.insert(name).second, "a constant stands once", name);
        promise(value >= 0 && value <= 36500, "a constant that is taken can be used in a date", name);
    }
}

void load(std::string_view file, std::string_view text) {
    auto const documents = with(file, text);
    auto const loaded = criteria::load_policy(documents);
    if (loaded) {
        if (file == constants_file) check_constants(text);
        use(*loaded);
        return;
    }
    promise(!loaded.error().empty(), "what is refused is refused with a reason");
    for (auto const& f : loaded.error()) {
        promise(f.code == oms::errc::bad_knowledge, "a fault of knowledge", to_string(f));
        promise(f.where.starts_with(file), "a fault names the file", to_string(f));
        promise(!f.note.empty(), "a fault says what is wrong", to_string(f));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const text = oms::fuzz::text_of(data, size);
    load(rules_file, text);
    load(constants_file, text);
    if (auto const tree = oms::json::parse("rules/oms.json", text); !tree)
        promise(tree.error().code == oms::errc::bad_knowledge, "a file that is no JSON is bad knowledge", to_string(tree.error()));
    return 0;
}
