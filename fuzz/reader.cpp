// hooks::request_reader over anything (requests, Bundles, resources, NDJSON): whatever the bytes and however they are cut,
// the same request, the same resources, or the same fault.
#include "portions.hpp"
#include "support/resource_dump.hpp"

#include <oms/hooks/request.hpp>

#include <string>

namespace {

using oms::fuzz::cut;
namespace hooks = oms::hooks;

class listing final : public hooks::request_sink {
public:
    std::string text;

    [[nodiscard]] bool asks_for(std::string_view) const override { return true; }
    void enter(hooks::list_source from, std::string_view key) override {
        text.append("enter ").append(std::to_string(static_cast<int>(from))).append(" ").append(key).append("\n");
    }
    void take(oms::fhir::resource const& r, oms::fhir::entry_info const& entry, oms::fhir::element_path const& where) override {
        text.append(where.to_string()).append(": ").append(oms::fhir::testing_dump::to_text(r));
        text.append(" @").append(entry.full_url).append(" mode=").append(entry.search_mode).append("\n");
    }
};

void list(std::string& out, char const* name, std::vector<hooks::prefetch_entry> const& entries) {
    for (auto const& r : entries) {
        out.append(name).append(" ").append(r.key).append(" ").append(std::to_string(static_cast<int>(r.state)));
        out.append(r.has_next_link ? " next " : "").append(r.next_url).append(r.outcome_warning ? " warning" : "").append("\n");
    }
}

std::string text_of(hooks::hook_request const& q) {
    std::string out;
    auto const add = [&out](std::string_view value) { out.append(value).push_back('\n'); };
    for (bool const given : {q.has_hook, q.has_hook_instance, q.has_context, q.has_conditions, q.has_draft_orders, q.has_selections,
                             q.root_has_next_link, q.root_outcome_warning, q.authorization.has_value()})
        out.push_back(given ? '1' : '0');
    for (auto const* s : {&q.hook, &q.hook_instance, &q.fhir_server, &q.user_id, &q.patient_id, &q.encounter_id}) add(*s);
    for (auto const& s : q.selections) add(s);
    if (auto const& a = q.authorization) {
        for (auto const* s : {&a->access_token, &a->token_type, &a->scope, &a->subject, &a->patient}) add(*s);
        add(a->expires_in ? std::to_string(*a->expires_in) : "no expiry");
    }
    list(out, "prefetch", q.prefetch);
    list(out, "context", q.context_lists);
    add(std::to_string(q.root_resources) + " resources in " + std::to_string(q.documents) + " documents");
    return out;
}

/// Without the byte: inside an escape or a literal it depends on the cuts.
std::string fault_text(oms::fault const& f) {
    std::string const text = to_string(f);
    return text.substr(0, text.find(" (byte "));
}

std::string read(std::string_view bytes, cut how, hooks::accepts what) {
    listing taken;
    hooks::request_reader reader{taken, what, {.bytes = 1u << 20, .depth = 64}};
    for (auto const portion : oms::fuzz::portions(bytes, how)) {
        std::string const own{portion};
        if (auto const fed = reader.feed(own); !fed) return fault_text(fed.error());
    }
    auto const ended = reader.end();
    // Resources before a fault are not compared: they lead to nothing.
    return ended ? text_of(**ended) + taken.text : fault_text(ended.error());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const bytes = oms::fuzz::text_of(data, size);
    for (auto const what : {hooks::accepts::anything, hooks::accepts::request}) {
        auto const whole = read(bytes, cut::not_at_all, what);
        oms::fuzz::same(whole, read(bytes, cut::at_random, what), "the same in random portions");
        if (size <= 4096) oms::fuzz::same(whole, read(bytes, cut::everywhere, what), "the same byte by byte");
    }
    return 0;
}
