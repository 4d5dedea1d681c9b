#include "load.hpp"

#include <oms/fhir/id.hpp>
#include <oms/json/write.hpp>

#include <algorithm>

namespace oms::cards {
namespace {

using terminology::fact;
using terminology::facts;

constexpr std::size_t longest_order_id = 50;

void expect(json::node const& n, std::string_view name, std::string_view wanted, fault_list& faults) {
    auto const got = n.string(name);
    if (!got) faults.push_back(got.error());
    else if (*got != wanted) faults.push_back(n.find(name)->bad("must be `" + std::string{wanted} + "`"));
}

std::string coding_json(std::string_view system, std::string_view code, std::string_view display) {
    std::string out;
    json::object_writer{out}.text("system", system).text("code", code).text("display", display);
    return out;
}

/// What all codes of an order together look for.
std::optional<purpose> purpose_of(facts what) noexcept {
    bool const whole_body = what.has(fact::images_neck) && what.has(fact::images_chest) && what.has(fact::images_abdomen) &&
                            what.has(fact::images_pelvis);
    if (whole_body) return purpose::imaging;
    if (what.has(fact::urine_catecholamine)) return purpose::urine;
    if (what.has(fact::refers_to_neurology)) return purpose::neurology;
    if (what.has(fact::refers_to_oncology)) return purpose::oncology;
    return std::nullopt;
}

/// The concept as JSON; what its codes say goes to `what`.
std::string read_concept(json::node const& n, terminology::code_map const& codes, facts& what, fault_list& faults) {
    n.allow({"coding", "text"}, faults);
    std::string out;
    {
        json::object_writer whole{out};
        json::array_writer list{out, whole, "coding"};
        for (json::node const c : json::collect(n.items("coding"), faults)) {
            c.allow({"system", "code", "display"}, faults);
            auto const system = string_of(c, "system", faults), code = string_of(c, "code", faults);
            auto const known = codes.find(system, code);
            if (known.count == 0)
                faults.push_back(c.bad("is a code that the terminology does not know: an accepted order would not be recognised"));
            what |= known.what();
            list.raw(coding_json(system, code, string_of(c, "display", faults)));
        }
        list.close();
        whole.text("text", json::collect(n.string("text"), faults));
    }
    return out;
}

/// ActivityDefinition.topic: what kind of order it is, as ServiceRequest.category has it.
std::string read_categories(json::node const& file, terminology::code_map const& codes, fault_list& faults) {
    std::string out;
    json::array_writer list{out};
    for (json::node const topic : json::collect(file.items("topic"), faults)) {
        json::object_writer whole{out, list};
        json::array_writer codings{out, whole, "coding"};
        for (json::node const c : json::collect(topic.items("coding"), faults)) {
            auto const system = string_of(c, "system", faults), code = string_of(c, "code", faults);
            if (auto const wrong = codes.fault_of(system, code); !wrong.empty())
                faults.push_back(c.find("code")->bad("`" + code + "` " + std::string{wrong}));
            codings.raw(coding_json(system, code, string_of(c, "display", faults)));
        }
    }
    list.close();
    return out;
}

}  // namespace

void read_order(json::node const& file, terminology::code_map const& codes, card_book::contents& c, fault_list& faults) {
    expect(file, "resourceType", "ActivityDefinition", faults);
    expect(file, "status", "active", faults);
    expect(file, "kind", "ServiceRequest", faults);
    expect(file, "intent", "proposal", faults);   // a draft for the clinician to decide (clinical.md 2.12)
    order o;
    o.id = string_of(file, "id", faults);
    if (o.id.size() > longest_order_id || !std::ranges::all_of(o.id, fhir::is_id_character))
        faults.push_back(file.find("id")->bad("must be a FHIR id of at most " + std::to_string(longest_order_id) +
                                              " letters: it becomes part of the order's"));
    if (find_id(c.orders, o.id)) faults.push_back(file.bad("is a second order with the id `" + o.id + "`"));
    o.category_json = read_categories(file, codes, faults);
    if (auto const code = file.member("code")) {
        facts what;
        o.code_json = read_concept(*code, codes, what, faults);
        auto const serves = purpose_of(what);
        if (serves) o.serves = *serves;
        else faults.push_back(code->bad("must hold codes that the workup rules know as body imaging of all four regions, urine HVA or VMA, "
                                        "or a referral to neurology or oncology"));
    } else {
        faults.push_back(code.error());
    }
    c.orders.push_back(std::move(o));
}

std::string read_topic(json::node const& file, fault_list& faults) {
    auto const concepts = json::collect(file.items("concept"), faults);
    if (concepts.size() != 1) faults.push_back(file.bad("must hold one concept: all cards have the same topic"));
    std::string out;
    for (json::node const n : concepts)
        out = coding_json(string_of(file, "url", faults), string_of(n, "code", faults), string_of(n, "display", faults));
    return out;
}

void read_override_reasons(json::node const& file, card_book::contents& c, fault_list& faults) {
    json::array_writer list{c.override_reasons_json};
    auto const system = string_of(file, "url", faults);
    std::vector<std::string> seen;
    for (json::node const n : json::collect(file.items("concept"), faults)) {
        auto const code = string_of(n, "code", faults);
        if (std::find(seen.begin(), seen.end(), code) != seen.end()) faults.push_back(n.bad("is a second reason `" + code + "`"));
        list.raw(coding_json(system, code, string_of(n, "display", faults)));
        seen.push_back(code);
    }
    if (seen.empty()) faults.push_back(file.bad("must hold at least one reason"));
}

}  // namespace oms::cards
