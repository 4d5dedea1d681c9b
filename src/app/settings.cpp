#include <oms/app/settings.hpp>

#include "settings/clients.hpp"
#include "settings/table.hpp"
#include "settings/tls_rules.hpp"

#include <oms/app/address.hpp>
#include <oms/json/node.hpp>

// Debug builds of toml++ 3.3 assert what a file can break (`[,`, `[[[`) and then report it as a fault: the report is what is wanted.
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>

namespace oms::app {

namespace {

using faults_t = std::vector<fault>;

// ---- one value, wherever it came from ----

std::string note_of_number(setting const& row, std::int64_t number) {
    if (number >= row.low && number <= row.high) return {};
    return "must be from " + with_unit(row.low, row.unit) + " to " + with_unit(row.high, row.unit);
}

std::string note_of_text(setting const& row, std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return "must not hold a NUL character";
    if (row.check) return row.check(text);
    if (row.choices.empty()) return {};
    std::string const framed = " " + std::string{row.choices} + " ";
    bool const one_word = !text.empty() && text.find(' ') == std::string_view::npos;
    if (one_word && framed.find(" " + std::string{text} + " ") != std::string::npos) return {};
    return "must be one of: " + std::string{row.choices};
}

std::string note_of(setting const& row, slot const& value) {
    return std::visit(overloaded{[&](std::string const* v) { return note_of_text(row, *v); },
                                 [&](std::int64_t const* v) { return note_of_number(row, *v); },
                                 [&](std::optional<std::int64_t> const* v) { return *v ? note_of_number(row, **v) : std::string{}; },
                                 [](bool const*) { return std::string{}; },
                                 [&](std::vector<std::string> const* v) {
                                     for (auto const& element : *v)
                                         if (auto note = note_of_text(row, element); !note.empty()) return note;
                                     return std::string{};
                                 }},
                      value);
}

bool same(slot const& a, slot const& b) {
    return std::visit(overloaded{[]<class T>(T const* x, T const* y) { return *x == *y; }, [](auto const*, auto const*) { return false; }},
                      a, b);
}

bool says_off(setting const& row, slot const& value) {
    if (row.off.empty()) return false;
    return std::visit(overloaded{[&](std::string const* v) { return *v == row.off; },
                                 [&](bool const* v) { return (*v ? "true" : "false") == row.off; }, [](auto const*) { return false; }},
                      value);
}

/// Checks what was just written to `row`; a value that may not stay is put back, so that what follows sees a sound one, and the
/// reason is given.
std::string check_or_restore(setting const& row, settings& to) {
    settings untouched;
    slot const value = row.at(to), original = row.at(untouched);
    std::string note = note_of(row, value);
    if (note.empty() && !row.built && !same(value, original) && !says_off(row, value))
        note = "not available in this version: leave it out" + (row.off.empty() ? std::string{} : " or set it to " + std::string{row.off});
    if (!note.empty()) std::visit(overloaded{[]<class T>(T* into, T* from) { *into = *from; }, [](auto*, auto*) {}}, value, original);
    return note;
}

setting const* row_named(std::string_view key) noexcept {
    auto const rows = all_settings();
    auto const found = std::ranges::find(rows, key, &setting::key);
    return found == rows.end() ? nullptr : &*found;
}

std::string_view last_name(std::string_view key) noexcept { return key.substr(key.rfind('.') + 1); }  // npos + 1 is 0

std::string did_you_mean(std::string_view key) {
    std::vector<std::string_view> keys, last;
    for (auto const& row : all_settings()) {
        keys.push_back(row.key);
        last.push_back(last_name(row.key));
    }
    if (auto const near = json::nearest_name(key, keys)) return "unknown key; did you mean " + std::string{*near} + "?";
    if (auto const near = json::nearest_name(last_name(key), last)) {
        auto const at = static_cast<std::size_t>(std::ranges::find(last, *near) - last.begin());
        return "unknown key; did you mean " + std::string{keys[at]} + "?";
    }
    return "unknown key; oms-cds serve --print-config lists all of them";
}

// ---- TOML ----

/// The line of the first character beyond ASCII outside quotes and comments, where TOML has none and toml++ 3.3 has undefined
/// behaviour; 0: there is none. Source: TOML 1.0.0, "Keys", "String", "Comment".
toml::source_index line_of_stray_character(std::string_view text) {
    constexpr std::string_view openings[] = {"\"\"\"", "'''", "\"", "'", "#"};
    toml::source_index line = 1;
    std::string_view open;  // what the string or comment at `i` began with
    for (std::size_t i = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++line;
            if (open.size() == 1) open = {};
        } else if (open.empty()) {
            if (static_cast<unsigned char>(text[i]) > 0x7F) return line;
            auto const* const found = std::ranges::find_if(openings, [&](auto o) { return text.substr(i).starts_with(o); });
            if (found != std::end(openings)) open = *found;
            if (open.size() == 3) i += 2;
        } else if (text[i] == '\\' && open.front() == '"') {
            line += text.substr(i + 1).starts_with('\n') ? 1 : 0;
            ++i;
        } else if (text.substr(i).starts_with(open) && open != "#") {
            // Two quotes more may stand before the three that end a string of several lines.
            std::size_t const quotes = std::min(text.find_first_not_of(open.front(), i), text.size()) - i;
            i += open.size() == 3 ? std::min<std::size_t>(quotes, 5) - 1 : 0;
            open = {};
        }
    }
    return 0;
}

class toml_reader {
public:
    toml_reader(std::string_view file, settings& to, faults_t& faults) : file_{file}, to_{to}, faults_{faults} {}

    void read(std::string_view text) {
        try {
            if (auto const line = line_of_stray_character(text); line != 0)
                report(line, "", "not TOML: a character beyond ASCII stands outside quotes and comments");
            else
                read_table(toml::parse(text, file_), "");
        } catch (toml::parse_error const& e) {
            report(e.source().begin.line, "", "not TOML: " + std::string{e.description()});
        }
        std::ranges::stable_sort(found_, {}, &found::line);  // tables are read by name
        for (auto& f : found_) faults_.push_back(std::move(f.what));
    }

private:
    struct found {
        toml::source_index line;
        fault what;
    };

    std::string place_of(toml::source_index line, std::string_view key) const {
        std::string where = std::string{file_} + ":" + std::to_string(line);
        if (!key.empty()) where.append(": ").append(key);
        return where;
    }

    void report(toml::source_index line, std::string_view key, std::string note) {
        found_.push_back({line, {errc::bad_settings, place_of(line, key), std::move(note)}});
    }

    void read_table(toml::table const& table, std::string const& prefix) {
        for (auto const& [name, value] : table) {
            std::string const key = prefix + std::string{name.str()};
            if (auto const* row = row_named(key))
                read_value(*row, value);
            else if (key == "clients")
                read_clients(value);
            else if (!is_table_name(key))
                report(name.source().begin.line, key, did_you_mean(key));
            else if (auto const* inner = value.as_table())
                read_table(*inner, key + ".");
            else
                report(name.source().begin.line, key, "is a table: write [" + key + "] and its keys below");
        }
    }

    static bool is_table_name(std::string const& key) {
        return std::ranges::any_of(all_settings(), [dotted = key + "."](auto const& row) { return row.key.starts_with(dotted); });
    }

    void read_clients(toml::node const& value) {
        auto const* list = value.as_array();
        if (!list) return report(value.source().begin.line, "clients", "is a list of tables: write [[clients]]");
        for (auto const& element : *list)
            if (auto const* client = element.as_table())
                read_client(*client);
            else
                report(element.source().begin.line, "clients", "each must be a table: write [[clients]]");
    }

    void read_client(toml::table const& client) {
        to_.clients.emplace_back();
        for (auto const& [name, value] : client) {
            std::string const key = "clients." + std::string{name.str()};
            auto const row = std::ranges::find(client_settings(), std::string_view{key}, &setting::key);
            if (row != client_settings().end())
                read_value(*row, value);
            else if (key == "clients.order_codes")
                report(name.source().begin.line, key, "not available in this version: leave it out");
            else
                report(name.source().begin.line, key, did_you_mean_of_client(key));
        }
        faults_t lacks;
        auto const line = client.source().begin.line;
        check_client(to_, to_.clients.size() - 1, place_of(line, ""), lacks);
        for (fault& f : lacks) found_.push_back({line, std::move(f)});
    }

    static std::string did_you_mean_of_client(std::string_view key) {
        std::vector<std::string_view> keys;
        for (auto const& row : client_settings()) keys.push_back(row.key);
        auto const near = json::nearest_name(key, keys);
        return near ? "unknown key; did you mean " + std::string{*near} + "?" : "unknown key of a client";
    }

    void read_value(setting const& row, toml::node const& value) {
        std::string const wrong = std::visit([&](auto* into) { return take(value, *into); }, row.at(to_));
        auto const line = value.source().begin.line;
        if (!wrong.empty()) return report(line, row.key, wrong);
        if (auto note = check_or_restore(row, to_); !note.empty()) report(line, row.key, std::move(note));
    }

    // Each gives what the value must be; empty: taken.
    static std::string take(toml::node const& from, std::string& into) {
        if (!from.is_string()) return "must be a text in quotes";
        into = from.as_string()->get();
        return {};
    }
    static std::string take(toml::node const& from, std::int64_t& into) {
        if (!from.is_integer()) return "must be a whole number, without quotes";
        into = from.as_integer()->get();
        return {};
    }
    static std::string take(toml::node const& from, std::optional<std::int64_t>& into) { return take(from, into.emplace()); }
    static std::string take(toml::node const& from, bool& into) {
        if (!from.is_boolean()) return "must be true or false, without quotes";
        into = from.as_boolean()->get();
        return {};
    }
    static std::string take(toml::node const& from, std::vector<std::string>& into) {
        constexpr auto wanted = "must be a list of texts, e.g. [\"a\", \"b\"]";
        if (!from.is_array()) return wanted;
        std::vector<std::string> all;
        for (auto const& element : *from.as_array()) {
            if (!element.is_string()) return wanted;
            all.push_back(element.as_string()->get());
        }
        into = std::move(all);
        return {};
    }

    std::string_view file_;
    settings& to_;
    faults_t& faults_;
    std::vector<found> found_;
};

// ---- variables and flags: text ----

std::string take_text(std::string const& from, std::string& into) {
    into = from;
    return {};
}
std::string take_text(std::string const& from, std::int64_t& into) {
    auto const [end, ec] = std::from_chars(from.data(), from.data() + from.size(), into);
    return ec == std::errc{} && end == from.data() + from.size() && !from.empty() ? "" : "must be a whole number";
}
std::string take_text(std::string const& from, std::optional<std::int64_t>& into) { return take_text(from, into.emplace()); }
std::string take_text(std::string const& from, bool& into) {
    into = from == "true";
    return into || from == "false" ? "" : "must be true or false";
}
std::string take_text(std::string const& from, std::vector<std::string>& into) {
    into.clear();
    for (std::size_t start = 0; start <= from.size() && !from.empty();) {
        auto const comma = std::min(from.find(',', start), from.size());
        into.push_back(from.substr(start, comma - start));
        start = comma + 1;
    }
    return {};
}

void read_text(setting const& row, std::string const& text, std::string const& where, settings& to, faults_t& faults) {
    settings const before = to;
    std::string wrong = std::visit([&](auto* into) { return take_text(text, *into); }, row.at(to));
    if (wrong.empty())
        wrong = check_or_restore(row, to);
    else
        to = before;
    if (!wrong.empty()) faults.push_back({errc::bad_settings, where, std::move(wrong)});
}

// Kubernetes adds such variables to every container when a Service is called `oms-cds`; they are not ours.
bool is_service_link(std::string_view name) noexcept {
    return name.starts_with("OMS_CDS_SERVICE_") || name == "OMS_CDS_PORT" || name.starts_with("OMS_CDS_PORT_");
}

void read_variable(std::string const& name, std::string const& text, settings& to, faults_t& faults) {
    std::vector<std::string> known;
    for (auto const& row : all_settings()) {
        known.push_back(variable_of(row.key));
        if (known.back() == name) return read_text(row, text, name, to, faults);
    }
    if (name == "OMS_CDS_NOW" || is_service_link(name)) return;
    std::vector<std::string_view> const names(known.begin(), known.end());
    auto const near = json::nearest_name(name, names);
    faults.push_back(
        {errc::bad_settings, name, near ? "unknown variable; did you mean " + std::string{*near} + "?" : "unknown variable; unset it"});
}

// ---- the whole ----

void apply_dev_profile(settings& s, bool store_given) {
    s.auth.mode = "off";
    if (!store_given) s.feedback.store = "none";
}

void check_openness(settings const& s, faults_t& faults) {
    auto const address = parse_listen(s.listen);
    if (address && address->loopback) return;
    if (s.dev)
        faults.push_back(
            {errc::bad_settings, "--dev", "serves anyone without a token, so only on a loopback address; listen is " + s.listen});
    else if (s.auth.mode == "off" && !s.auth.i_know_this_is_open)
        faults.push_back({errc::bad_settings, "auth.mode",
                          "off lets anyone who can reach " + s.listen +
                              " read answers about patients: listen on 127.0.0.1, or say "
                              "i_know_this_is_open = true in [auth]"});
}

/// The tokens of an EHR name the address that it calls. Source: CH-DEC-09.
void check_public_url(settings const& s, faults_t& faults) {
    auto const address = parse_listen(s.listen);
    if (s.clients.empty() || s.auth.mode == "off" || !s.public_url.empty() || !address || address->loopback) return;
    faults.push_back({errc::bad_settings, "public_url",
                      "is needed: the tokens of the registered clients are for the address that they call, e.g. https://cds.example.org"});
}

void check_together(settings const& s, faults_t& faults) {
    check_openness(s, faults);
    check_public_url(s, faults);
    check_tls(s, faults);
    if (s.services.on_missing_data == "info-card" && !s.services.silent.empty())
        faults.push_back(
            {errc::bad_settings, "services.silent", "does not go with on_missing_data = \"info-card\": a silent service shows no card"});
}

}  // namespace

checked<settings> read_settings(settings_sources const& from) {
    settings s;
    faults_t faults;
    s.dev = from.dev;
    if (!from.file.empty()) toml_reader{from.file, s, faults}.read(from.toml);
    for (auto const& [name, text] : from.environment)
        if (name.starts_with("OMS_CDS_")) read_variable(name, text, s, faults);
    for (auto const& [key, text] : from.flags)
        if (auto const* row = row_named(key)) {
            std::string flag = "--" + std::string{last_name(key)};
            std::ranges::replace(flag, '_', '-');
            read_text(*row, text, flag, s, faults);
        }
    if (s.dev) apply_dev_profile(s, s.feedback.store != settings{}.feedback.store);
    check_together(s, faults);
    if (!faults.empty()) return faults;
    return s;
}

}  // namespace oms::app
