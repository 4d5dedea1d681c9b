#include "support/json_checks.hpp"

#include "support/card_validator.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <set>

namespace oms::test {
namespace json = boost::json;

element element::operator[](std::string_view name) const {
    std::string const below = path.empty() ? std::string{name} : path + "." + std::string{name};
    if (!has(name)) return {nullptr, below};
    return {&value->as_object().at(name), below};
}

std::vector<element> element::items() const {
    std::vector<element> out;
    if (!is_array()) return out;
    for (auto const& one : value->as_array()) out.push_back({&one, path + "[" + std::to_string(out.size()) + "]"});
    return out;
}

std::optional<std::string_view> element::text() const {
    if (!value || !value->is_string() || value->as_string().empty()) return std::nullopt;
    return std::string_view{value->as_string().data(), value->as_string().size()};
}

void check::fail(element const& at, std::string const& what, std::string_view rule) {
    found_.push_back((at.path.empty() ? "body" : at.path) + ": " + what + " (" + std::string{rule} + ")");
}

void check::expect(bool holds, element const& at, std::string const& what, std::string_view rule) {
    if (!holds) fail(at, what, rule);
}

std::optional<std::string_view> check::required_text(element const& parent, std::string_view name, std::string_view rule) {
    auto const text = parent[name].text();
    if (!text) fail(parent[name], "must be a string that is not empty", rule);
    return text;
}

void check::optional_text(element const& parent, std::string_view name, std::string_view rule) {
    if (parent.has(name)) expect(parent[name].text().has_value(), parent[name], "must be a string that is not empty", rule);
}

void check::one_of(element const& parent, std::string_view name, std::initializer_list<std::string_view> words, std::string_view rule) {
    auto const text = parent[name].text();
    bool const known = text && std::ranges::find(words, *text) != words.end();
    std::string list;
    for (auto const w : words) list.append(list.empty() ? "" : ", ").append(w);
    expect(known, parent[name], "must be one of " + list, rule);
}

void check::coding(element const& c, bool with_display, std::string_view rule) {
    if (!c.is_object()) return fail(c, "must be a Coding", rule);
    required_text(c, "code", rule);
    required_text(c, "system", rule);
    if (with_display) required_text(c, "display", rule);
    else optional_text(c, "display", rule);
}

void check::matches(element const& at, char const* pattern, std::string const& what, std::string_view rule) {
    auto const text = at.text();
    bool const fits = text && std::regex_match(text->begin(), text->end(), std::regex{pattern});
    expect(fits, at, "must be " + what, rule);
}

void check::https_url(element const& at, std::string_view rule) {
    matches(at, R"(https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?([/?#][^\s<>"]*)?)", "an absolute https URL", rule);
}

void check::extension(element const& parent) {
    if (!parent.has("extension")) return;
    element const e = parent["extension"];
    expect(e.is_object(), e, "must be an object", "CH-EXT-01");
    if (!e.is_object()) return;
    for (auto const& member : e.value->as_object()) {
        std::string const name{member.key()};
        expect(std::regex_match(name, std::regex{R"([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)"}), e[name], "must have a globally unique name",
               "CH-EXT-02");
    }
}

namespace {

void walk(element const& at, bool may_be_empty, check& c) {
    json::value const& v = *at.value;
    if (v.is_null()) c.fail(at, "is null", "CH-JSON-03");
    if (v.is_string() && v.as_string().empty()) c.fail(at, "is an empty string", "CH-JSON-03");
    if (v.is_array() && v.as_array().empty() && !may_be_empty) c.fail(at, "is an empty array", "CH-JSON-03");
    if (v.is_object() && v.as_object().empty()) c.fail(at, "is an empty object", "CH-JSON-03");
    for (element const& one : at.items()) walk(one, false, c);
    if (!v.is_object()) return;
    for (auto const& member : v.as_object()) {
        bool const root = at.path.empty();
        walk(at[member.key()], root && (member.key() == "cards" || member.key() == "services"), c);
    }
}

/// Notes member names that an object holds twice.
struct duplicate_finder {
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    std::vector<std::set<std::string>> open;
    std::string key, twice;

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { open.emplace_back(); return true; }
    bool on_object_end(std::size_t, json::error_code&) { open.pop_back(); return true; }
    bool on_array_begin(json::error_code&) { return true; }
    bool on_array_end(std::size_t, json::error_code&) { return true; }
    bool on_key_part(json::string_view s, std::size_t, json::error_code&) { key.append(s.data(), s.size()); return true; }
    bool on_key(json::string_view s, std::size_t, json::error_code&) {
        key.append(s.data(), s.size());
        if (!open.back().insert(key).second) twice = key;
        key.clear();
        return true;
    }
    bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
    bool on_double(double, json::string_view, json::error_code&) { return true; }
    bool on_bool(bool, json::error_code&) { return true; }
    bool on_null(json::error_code&) { return true; }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }
};

}  // namespace

void check_nothing_empty(element const& root, check& c) { walk(root, false, c); }

std::optional<json::value> parse_strictly(std::string_view body, violations& found) {
    json::error_code error;
    auto value = json::parse(json::string_view{body.data(), body.size()}, error);
    if (error) {
        found.push_back("body: is no JSON: " + error.message() + " (CH-JSON-01)");
        return std::nullopt;
    }
    json::basic_parser<duplicate_finder> finder{json::parse_options{}};
    finder.write_some(false, body.data(), body.size(), error);
    if (!finder.handler().twice.empty())
        found.push_back("body: holds the member " + finder.handler().twice + " twice in one object (CH-JSON-01)");
    return value;
}

std::size_t utf16_length(std::string_view utf8) {
    std::size_t units = 0;
    for (char const c : utf8) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x80 || byte >= 0xC0) ++units;
        if (byte >= 0xF0) ++units;
    }
    return units;
}

namespace {

body_kind kind_of(element const& root) {
    if (root.has("cards")) return body_kind::response;
    if (root.has("services")) return body_kind::discovery;
    if (root.has("resourceType")) return body_kind::outcome;
    return body_kind::any;
}

}  // namespace

std::vector<std::string> violations_of(std::string_view body, body_kind kind, rule_set rules) {
    violations found;
    check c{found};
    auto const value = parse_strictly(body, found);
    if (!value) return found;
    element const root{&*value, ""};
    check_nothing_empty(root, c);
    if (kind == body_kind::any) kind = kind_of(root);
    bool const ours = rules == rule_set::ours;
    switch (kind) {
        case body_kind::response: check_response(root, c, ours); break;
        case body_kind::discovery: check_discovery(root, c, ours); break;
        case body_kind::outcome: check_outcome(root, c); break;
        case body_kind::any: c.fail(root, "is no response, no discovery and no OperationOutcome", "CH-RES-01"); break;
    }
    return found;
}

std::vector<std::string> violations_of_card(std::string_view card, rule_set rules) {
    violations found;
    check c{found};
    auto const value = parse_strictly(card, found);
    if (!value) return found;
    element const root{&*value, ""};
    check_nothing_empty(root, c);
    check_card({&*value, "card"}, c, rules == rule_set::ours);
    return found;
}

}  // namespace oms::test
