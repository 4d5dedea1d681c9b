#include "table.hpp"

#include <oms/base/ascii.hpp>

#include <algorithm>

namespace oms::app {

namespace {

/// A TOML basic string. Source: TOML 1.0.0, "String".
std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\')
            out.append({'\\', c});
        else if (ascii::is_control(c))
            ascii::append_hex(out.append("\\u00"), static_cast<std::uint8_t>(c), ascii::upper_hex_digits);
        else
            out.push_back(c);
    }
    return out + "\"";
}

std::string literal(slot const& value) {
    return std::visit(
        overloaded{[](std::string const* v) { return in_quotes(*v); }, [](std::int64_t const* v) { return std::to_string(*v); },
                   [](std::optional<std::int64_t> const* v) { return *v ? std::to_string(**v) : std::string{}; },
                   [](bool const* v) { return std::string{*v ? "true" : "false"}; },
                   [](std::vector<std::string> const* v) {
                       std::string out = "[";
                       for (auto const& element : *v) out.append(out.size() > 1 ? ", " : "").append(in_quotes(element));
                       return out + "]";
                   }},
        value);
}

std::string in_words(setting const& row, slot const& value) {
    auto const* const* number = std::get_if<std::int64_t*>(&value);
    return number ? with_unit(**number, row.unit) : literal(value);
}

/// A value that the knowledge gives unless it is set.
bool left_to_the_knowledge(setting const& row, slot const& value) {
    if (auto const* const* number = std::get_if<std::optional<std::int64_t>*>(&value)) return !**number;
    return row.key.starts_with("services.prefetch.") && std::get<std::string*>(value)->empty();
}

std::string bounds(setting const& row) {
    if (row.high != 0) return std::to_string(row.low) + " to " + with_unit(row.high, row.unit);
    std::string choices{row.choices};
    std::ranges::replace(choices, ' ', '|');
    return choices;
}

void print_row(std::string& out, setting const& row, settings& effective, settings& defaults) {
    slot const value = row.at(effective), standard = row.at(defaults);
    bool const unset = left_to_the_knowledge(row, value);
    out.append("# ").append(row.why).append("\n#   ");
    if (auto const range = bounds(row); !range.empty()) out.append(range).append("; ");
    if (left_to_the_knowledge(row, standard))
        out.append("default: that of the knowledge");
    else
        out.append("default: ").append(in_words(row, standard));
    if (!row.built) out.append("; not available in this version");
    out.append("\n");
    bool const hide = row.secret && literal(value) != literal(standard) && literal(value) != in_quotes(row.off);
    if (unset) out.append("# ");
    out.append(row.key.substr(row.key.rfind('.') + 1)).append(" =");
    if (!unset) out.append(" ").append(hide ? in_quotes("***") : literal(value));
    out.append("\n");
}

std::string_view table_of(std::string_view key) noexcept {
    auto const dot = key.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : key.substr(0, dot);
}

}  // namespace

std::string write_settings(settings const& s) {
    settings effective = s, defaults;
    std::string out = "# The settings in force. A file given with --config has this form; a variable such as " +
                      variable_of("limits.body_bytes") + "\n# overrides it, a flag overrides both.\n";
    if (s.dev) out.append("# --dev is on: no authentication, any origin, no store.\n");
    std::string_view table;
    for (auto const& row : all_settings()) {
        out.append("\n");
        if (table_of(row.key) != table) {
            table = table_of(row.key);
            out.append("[").append(table).append("]\n");
        }
        print_row(out, row, effective, defaults);
    }
    for (auto const& one : s.clients) {
        effective.clients = {one};
        out.append("\n[[clients]]\n");
        for (auto const& row : client_settings()) print_row(out.append("\n"), row, effective, defaults);
    }
    return out;
}

std::string variable_of(std::string_view key) {
    std::string name = "OMS_CDS_";
    for (char const c : key) name.push_back(c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    return name;
}

std::vector<std::pair<std::string_view, std::int64_t>> replaced_constants(settings const& s) {
    settings copy = s;
    std::vector<std::pair<std::string_view, std::int64_t>> out;
    for (auto const& row : all_settings()) {
        slot const value = row.at(copy);
        auto const* const* days = std::get_if<std::optional<std::int64_t>*>(&value);
        auto const name = row.key.substr(row.key.rfind('.') + 1);
        if (days && **days) out.emplace_back(name, ***days);
        auto const* const* is_on = std::get_if<bool*>(&value);   // a switch of the policy
        if (is_on && **is_on && row.key.starts_with("policy.")) out.emplace_back(name, 1);
    }
    return out;
}

std::vector<std::pair<std::string_view, std::string>> replaced_templates(settings const& s) {
    constexpr std::string_view table = "services.prefetch.";
    settings copy = s;
    std::vector<std::pair<std::string_view, std::string>> out;
    for (auto const& row : all_settings()) {
        if (!row.key.starts_with(table)) continue;
        auto const& copied = *std::get<std::string*>(row.at(copy));
        if (!copied.empty()) out.emplace_back(row.key.substr(table.size()), copied);
    }
    return out;
}

}  // namespace oms::app
