#pragma once
#include <oms/fhir/resource_sink.hpp>
#include <oms/fhir/resource_reader.hpp>
#include <oms/json/reader.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

/// Resources as text: what is given, in the order of types.hpp, so that tests compare and read them with ease.
namespace oms::fhir::testing_dump {

class dump {
public:
    std::string text;

    dump& operator()(std::string_view name, std::string_view value) {
        if (!value.empty()) begin(name).append("=").append(value);
        return *this;
    }
    dump& operator()(std::string_view name, bool value) {
        if (value) begin(name);
        return *this;
    }
    dump& operator()(std::string_view name, codeable_concept const& c) {
        if (!c.given && c.codings.empty()) return *this;
        begin(name).append("=<");
        for (coding const& k : c.codings) {
            if (&k != c.codings.data()) text.append(", ");
            text.append(k.system)
                .append("|")
                .append(k.code)
                .append(k.user_selected ? "!" : "")
                .append(k.has_certainty ? "^" : "")
                .append(k.certainty);
        }
        text.append(c.given ? ">" : "> not given");
        return *this;
    }
    dump& operator()(std::string_view name, reference const& r) {
        if (!r.given) return *this;
        begin(name).append("=").append(r.ref);
        if (!r.identifier_system.empty() || !r.identifier_value.empty())
            text.append("(").append(r.identifier_system).append("|").append(r.identifier_value).append(")");
        return *this;
    }
    dump& operator()(std::string_view name, choice_of_time const& c) {
        if (!c.given) return *this;
        begin(name).append("=").append(c.date_time);
        if (c.period) text.append(c.start).append("..").append(c.end);
        if (!c.age_value.empty() || !c.age_unit.empty()) text.append(c.age_value).append(" ").append(c.age_unit);
        if (c.boolean_given) text.append(c.boolean_value ? "true" : "false");
        return *this;
    }
    dump& operator()(std::string_view name, std::span<identifier const> list) {
        for (identifier const& i : list) begin(name).append("=").append(i.system).append("|").append(i.value);
        return *this;
    }
    dump& operator()(observed const& o) {
        static constexpr std::string_view kinds[] = {"", "true", "false", "concept", "text", "other", "several"};
        return (*this)("code", o.code)("kind", kinds[static_cast<std::size_t>(o.kind)])("value", o.value)("text", o.text)(
            "interpretation", o.interpretation)("absent", o.data_absent);
    }

private:
    std::string& begin(std::string_view name) {
        if (!text.empty() && text.back() != '[') text.append(" ");
        return text.append(name);
    }
};

inline std::string to_text(resource const& r) {
    dump d;
    d(r.type_name.empty() ? "untyped" : r.type_name, true)("id", r.id)("last_updated", r.last_updated)("implicit_rules", r.implicit_rules)(
        "modifier", r.modifier_extension);
    d("birth_date", r.birth_date)("deceased", r.deceased)("inactive", r.inactive)("replaced", r.replaced)("identifier", r.identifiers);
    d("subject", r.subject)("focus", r.focus)("code", r.code)("status", r.status)("status_unread", r.status_unread)(
        "clinical", r.clinical_status)("verification", r.verification_status);
    d("category", r.category)("onset", r.onset)("abatement", r.abatement)("effective", r.effective)("recorded", r.recorded_date)("issued",
                                                                                                                                 r.issued);
    d("do_not_perform", r.do_not_perform)("conclusion", r.conclusion_code)(r.observation);
    for (observed const& c : r.components) {
        d.text.append(" [");
        d(c).text.append("]");
    }
    for (std::string_view const m : r.members) d("member", m);
    d("morphology", r.morphology)("evidence", r.evidence);
    if (r.total) d("total", std::to_string(*r.total));
    for (contained_patient const& c : r.contained) {
        d.text.append(" contained[");
        d("id", c.id)("identifier", c.identifiers).text.append("]");
    }
    return d("severity", r.severity)("next", r.has_next_link)("malformed", r.malformed).text;
}

/// Keeps what it is handed, each as one line: `path: resource`, with what stands in its entry.
class lines_sink : public resource_sink {
public:
    std::vector<std::string> lines;

    void take(resource const& r, entry_info const& entry, element_path const& where) override {
        std::string line = where.to_string() + ": " + to_text(r);
        if (!entry.full_url.empty()) line.append(" @").append(entry.full_url);
        if (!entry.search_mode.empty()) line.append(" mode=").append(entry.search_mode);
        lines.push_back(std::move(line));
    }
    void take_deletion(deletion const& gone, element_path const& where) override {
        std::string line = where.to_string() + ": deleted " + std::string{gone.type_name} + "/" + std::string{gone.id};
        if (!gone.full_url.empty()) line.append(" @").append(gone.full_url);
        if (!gone.when.empty()) line.append(" when=").append(gone.when);
        lines.push_back(std::move(line));
    }
    void take_odd_entry(element_path const& where) override { lines.push_back(where.to_string() + ": odd"); }
};

/// Feeds one JSON object to a resource reader.
struct one_object {
    resource_reader& to;
    element_path const* where = nullptr;
    root_summary summary;

    json::action on_object_begin() {
        if (to.is_reading()) return to.on_object_begin();
        to.begin(where);
        return json::action::read;
    }
    bool on_object_end() {
        bool const go_on = to.on_object_end();
        if (!to.is_reading()) summary = to.finish();
        return go_on;
    }
    json::action on_array_begin() { return to.on_array_begin(); }
    bool on_array_end() { return to.on_array_end(); }
    json::action on_key(std::string_view name) { return to.on_key(name); }
    bool on_string(std::string_view text, bool too_long) { return to.on_string(text, too_long); }
    bool on_number(std::string_view text, bool too_long) { return to.on_number(text, too_long); }
    bool on_bool(bool value) { return to.on_bool(value); }
    bool on_null() { return to.on_null(); }
    bool on_text_end() { return true; }
};

struct read_result {
    std::vector<std::string> lines;   ///< of all resources; a refused text gives one more
    root_summary summary;             ///< `next_url` views what is gone
};

/// What one object gives, fed in portions of so many bytes.
inline read_result read_object(std::string_view text, std::size_t portion = std::string_view::npos) {
    lines_sink sink;
    resource_reader resources(sink);
    one_object handler{resources, nullptr, {}};
    json::reader<one_object> reader(handler);
    bool good = true;
    for (; good && !text.empty(); text.remove_prefix(std::min(portion, text.size()))) {
        // a copy of its own, so that a sanitizer sees a read past its end, or of what has gone away
        std::vector<char> const bytes(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(portion, text.size())));
        resources.begin_portion({bytes.data(), bytes.size()});
        good = reader.feed({bytes.data(), bytes.size()});
        if (good) resources.end_portion();
    }
    if (!good || !reader.end()) sink.lines.push_back(reader.stopped() ? "stopped" : std::string("refused: ") + reader.why().note);
    return {sink.lines, handler.summary};
}

/// All lines that one object gives.
inline std::vector<std::string> lines_of(std::string_view text, root_summary* summary = nullptr) {
    auto got = read_object(text);
    if (summary != nullptr) *summary = got.summary;
    return got.lines;
}

}  // namespace oms::fhir::testing_dump
