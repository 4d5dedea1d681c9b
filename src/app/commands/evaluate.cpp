#include <oms/app/chart_reader.hpp>
#include <oms/app/remote_chart.hpp>
#include <oms/app/commands.hpp>
#include <oms/app/knowledge_folder.hpp>
#include <oms/app/load.hpp>

#include "charts/fetching.hpp"
#include "files.hpp"
#include "limits.hpp"

#include <algorithm>

#include <unistd.h>

namespace oms::app {

namespace {

/// What a file is by its first bytes, if it is nothing that can be read; empty: it may be JSON.
std::string_view foreign_format(std::string_view start) noexcept {
    using namespace std::string_view_literals;
    if (start.starts_with("\x1f\x8b"sv)) return "is compressed with gzip; unpack it first";
    if (start.starts_with("\xef\xbb\xbf"sv))
        return "begins with a byte order mark (BOM), which JSON must not have (RFC 8259 8.1); remove its first three bytes";
    bool const is_wide =
        start.starts_with("\xff\xfe"sv) || start.starts_with("\xfe\xff"sv) || (start.size() > 1 && (start[0] == '\0' || start[1] == '\0'));
    if (is_wide) return "is UTF-16; JSON is UTF-8";
    auto const first = start.find_first_not_of(" \t\r\n"sv);
    if (first != std::string_view::npos && start[first] == '<') return "is XML; write the FHIR resources as JSON";
    return {};
}

/// Feeds a file to the reader; the first fault ends it.
result<std::string> read_chart(std::string const& name, chart_reader& reader, std::vector<char>& portion) {
    auto file = name == "-" ? result<descriptor>{descriptor{STDIN_FILENO, false}} : open_to_read(name, errc::unavailable);
    if (!file) return file.error();
    for (bool is_start = true;; is_start = false) {
        auto const got = read_some(*file, portion.data(), portion.size(), errc::unavailable);
        if (!got) return got.error();
        if (*got == 0) return reader.end();
        std::string_view const format = is_start ? foreign_format({portion.data(), *got}) : std::string_view{};
        if (!format.empty()) return fault{errc::bad_json, {}, std::string{format}};
        if (auto const fed = reader.feed({portion.data(), *got}); !fed) return fed.error();
    }
}

std::string message_of(std::string const& name, fault const& f, chart_reader const& reader) {
    std::string text = (name == "-" ? "standard input" : name) + ": " + to_string(f);
    if (f.where == "Patient")
        if (auto const ids = reader.patients(); !ids.empty()) text += ". It holds: " + ids;
    return text;
}

std::string heading(std::string const& name, bool first) {
    return (first ? "" : "\n") + std::string{"== "} + (name == "-" ? "standard input" : name) + " ==\n";
}

/// Answers each file in order. A file that cannot be evaluated is said and does not stop the rest.
int evaluate_files(std::vector<std::string> const& files, chart_reader& reader, bool headings) {
    std::vector<char> portion(limits::portion_bytes);
    int status = done;
    bool first = true;
    for (auto const& name : files) {
        reader.reset();
        auto answer = read_chart(name, reader, portion);
        if (!answer) {
            say(message_of(name, answer.error(), reader));
            status = not_evaluated;
            continue;
        }
        if (headings) answer->insert(0, heading(name, first));
        first = false;
        if (print(*answer) != done) return not_evaluated;
    }
    return status;
}

int evaluate_on_server(knowledge::catalogue const& k, settings const& s, evaluate_arguments const& a, chart_question const& question,
                       environment const& env) {
    auto const whose = find_patient(a.from_server, s);
    if (!whose) {
        say(whose.error());
        return wrong_usage;
    }
    auto const rules = rules_of_commands(s, *whose);
    auto const answer = remote_chart{k, rules, *whose, fetcher_for(rules, env)}.evaluate(question);
    return print(answer);
}

result<instant> instant_asked(evaluate_arguments const& a, environment const& env) {
    if (a.as_of.empty()) {
        bool const confusing = std::ranges::any_of(env.variables, [](auto const& v) { return v.first == "OMS_CDS_NOW"; });
        if (confusing) say("OMS_CDS_NOW is the clock of serve --dev only; evaluating as of now, or say --as-of");
        return env.now();
    }
    auto const read = parse_instant(a.as_of);
    if (read) return *read;
    return fault{errc::bad_settings, "--as-of", "must be a FHIR instant or date, e.g. 2026-11-20T12:00:00Z or 2026-11-20"};
}

}  // namespace

int evaluate(evaluate_arguments const& a, environment const& env) {
    auto const s = settings_for(a.from, env);
    auto const as_of = instant_asked(a, env);
    if (!as_of) say(as_of.error());
    if (!s) say(s.error());
    if (!s || !as_of) return wrong_usage;

    auto const k = load_knowledge(profiles_folder(*s, env.program), *s);
    if (!k) {
        say_first(k.error());
        return cannot_serve;
    }
    auto const format = a.format.value_or(env.output_is_terminal ? output_format::text : output_format::assessment);
    chart_question const question{*as_of, a.from_server.patient, format, static_cast<unsigned>(s->limits.json_depth)};
    if (!a.from_server.fhir.empty()) return evaluate_on_server(*k->linked, *s, a, question, env);
    chart_reader reader{k->linked, question};
    return evaluate_files(a.files, reader, format == output_format::text && a.files.size() > 1);
}

}  // namespace oms::app
