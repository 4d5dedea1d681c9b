#include <oms/app/arguments.hpp>

#include "program.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace oms::app {

namespace {

constexpr auto about =
    "oms-cds suggests opsoclonus-myoclonus syndrome from a child's coded chart, and the search for a tumour behind it.\n"
    "Decision support for health-care professionals, not a diagnosis; the absence of a card says nothing.";

constexpr auto exit_words =
    "Exit status:\n"
    "  0 done (cards or none)   1 some input could not be evaluated   2 wrong usage or settings   3 cannot start or serve";

constexpr auto examples =
    "Examples:\n"
    "  oms-cds evaluate chart.json\n"
    "  oms-cds serve --dev\n"
    "  oms-cds check\n"
    "  oms-cds evaluate --help\n\n";

constexpr auto serve_examples =
    "Examples:\n"
    "  oms-cds serve --dev                                       try it: this machine only, no authentication\n"
    "  oms-cds serve --config oms.toml --listen 127.0.0.1:9000   a flag overrides a variable, a variable the file\n"
    "  oms-cds serve --print-config                              every setting with its default, unit and reason\n\n"
    "Every setting is a variable too: OMS_CDS_LISTEN, OMS_CDS_LIMITS_BODY_BYTES, ...\n"
    "SIGHUP loads knowledge and certificates anew; SIGTERM and SIGINT finish what runs, then end.\n\n";

constexpr auto evaluate_examples =
    "Examples:\n"
    "  oms-cds evaluate chart.json                               one JSON line per file\n"
    "  oms-cds evaluate --format text chart.json                 the same, to read\n"
    "  oms-cds evaluate --as-of 2026-11-20 a.json b.json         as on that day\n"
    "  oms-cds evaluate --patient kid-1 export.ndjson            one of several patients\n"
    "  oms-cds evaluate --format card - < request.json           the answer to a CDS Hooks request\n"
    "  oms-cds evaluate --fhir http://127.0.0.1:8080/fhir --patient kid-1\n\n"
    "A file is a FHIR Bundle of any type, one resource, NDJSON of resources, or a CDS Hooks request; - is standard input.\n\n";

constexpr auto request_examples =
    "Examples:\n"
    "  oms-cds request --fhir http://127.0.0.1:8080/fhir --patient kid-1 > call.json\n"
    "  curl -H 'Content-Type: application/json' -d @call.json http://127.0.0.1:8090/cds-services/oms-patient-view\n\n"
    "It holds the whole chart as far as the service looks at it, and no token. What only a hook knows (an encounter, draft orders)\n"
    "is filled with the least that the hook demands.\n\n";

constexpr auto check_examples =
    "Examples:\n"
    "  oms-cds check\n"
    "  oms-cds check --config oms.toml --profiles fhir_profiles\n"
    "  oms-cds check --codes Condition.ndjson.gz                 which codes of a site nothing knows\n"
    "  oms-cds check --accept --new-version 2.0.1                pin changed files in manifest.json\n\n"
    "Exit status:\n"
    "  0 sound   1 faults in the knowledge   2 wrong usage or settings";

/// Commands that product.md 3 names and this version does not have.
constexpr std::array<std::string_view, 3> missing_commands{"screen", "replay", "report"};

notice misuse(std::string text, std::string_view of_command = {}) {
    std::string const help = of_command.empty() ? "oms-cds --help" : "oms-cds " + std::string{of_command} + " --help";
    return {"oms-cds: " + text + "\nSee " + help + "\n", 2};
}

/// What the options of all commands are written to.
struct target {
    serve_arguments serve;
    evaluate_arguments evaluate;
    request_arguments request;
    check_arguments check;
    std::string listen, public_url, profiles, store;
};

void add_sources(CLI::App& to, target& t, source_arguments& from) {
    to.add_option("--config", from.config, "Settings, a TOML file")->type_name("FILE");
    to.add_option("--profiles", t.profiles, "Folder of the knowledge; default: beside the program")->type_name("DIR");
}

void add_server(CLI::App& to, remote_arguments& from) {
    to.add_option("--fhir", from.fhir, "Base URL of a FHIR server that has the chart")->type_name("URL");
    to.add_option("--token-file", from.token_file, "File with the access token for it; default: none")->type_name("FILE");
}

CLI::App* add_serve(CLI::App& app, target& t) {
    auto* serve = app.add_subcommand("serve", "Answer CDS Hooks calls");
    add_sources(*serve, t, t.serve.from);
    serve->add_option("--listen", t.listen, "Where to listen; default: 127.0.0.1:8080")->type_name("ADDR:PORT");
    serve->add_option("--public-url", t.public_url, "What clients call; default: from --listen")->type_name("URL");
    serve->add_option("--store", t.store, "Where feedback is kept; in this version only none")->type_name("URL");
    serve->add_flag("--dev", t.serve.from.dev, "Loopback only: no authentication, any origin, OMS_CDS_NOW as the clock");
    serve->add_flag("--print-config", t.serve.print_config, "Print the settings in force and end");
    serve->footer(std::string{serve_examples} + exit_words);
    return serve;
}

CLI::App* add_evaluate(CLI::App& app, target& t) {
    static std::map<std::string, output_format> const formats{
        {"assessment", output_format::assessment}, {"card", output_format::card}, {"text", output_format::text}};
    auto* evaluate = app.add_subcommand("evaluate", "Evaluate charts from files or a FHIR server");
    add_sources(*evaluate, t, t.evaluate.from);
    evaluate->add_option("FILE", t.evaluate.files, "Charts; - is standard input")->type_name("");
    evaluate->add_option("--as-of", t.evaluate.as_of, "Day or instant of the evaluation, e.g. 2026-11-20; default: now")
        ->type_name("INSTANT");
    evaluate->add_option("--patient", t.evaluate.from_server.patient, "Whose chart, when there are several patients")->type_name("ID");
    add_server(*evaluate, t.evaluate.from_server);
    evaluate
        ->add_option_function<std::string>(
            "--format",
            [&t](std::string const& name) {
                auto const found = formats.find(name);
                if (found == formats.end()) throw CLI::ValidationError("--format", "must be assessment, card or text");
                t.evaluate.format = found->second;
            },
            "assessment, card or text; default: text on a terminal, else assessment")
        ->type_name("FORMAT");
    evaluate->footer(std::string{evaluate_examples} + exit_words);
    return evaluate;
}

CLI::App* add_request(CLI::App& app, target& t) {
    auto* request = app.add_subcommand("request", "Write a ready CDS Hooks request for a patient of a FHIR server");
    add_sources(*request, t, t.request.from);
    add_server(*request, t.request.from_server);
    request->add_option("--patient", t.request.from_server.patient, "Whose chart")->type_name("ID");
    request->add_option("--hook", t.request.hook, "Hook; default: patient-view")->type_name("HOOK");
    request->add_option("--user", t.request.user, "Who calls; default: Practitioner/oms-cds")->type_name("REF");
    request->footer(std::string{request_examples} + exit_words);
    return request;
}

CLI::App* add_check(CLI::App& app, target& t) {
    auto* check = app.add_subcommand("check", "Check knowledge and settings");
    add_sources(*check, t, t.check.from);
    check->add_flag("--accept", t.check.accept, "Write manifest.json for the files as they are");
    check->add_option("--new-version", t.check.new_version, "Version of the accepted knowledge, e.g. 2.0.1")->type_name("X.Y.Z");
    check->add_flag("--release", t.check.release, "What is accepted is published, not changed by a site");
    check->add_option("--codes", t.check.codes, "Count the codes of an export, NDJSON or .gz, that nothing knows")->type_name("FILE");
    check->footer(check_examples);
    return check;
}

/// Takes over the flags that set a setting, if they were given. An empty value is a value.
void add_flags(CLI::App const& of, source_arguments& from, target const& t) {
    struct row {
        char const* flag;
        char const* key;
        std::string const& value;
    };
    for (row const& r : {row{"--listen", "listen", t.listen}, row{"--public-url", "public_url", t.public_url},
                         row{"--profiles", "profiles", t.profiles}, row{"--store", "feedback.store", t.store}}) {
        auto const* option = of.get_option_no_throw(r.flag);
        if (option && option->count() > 0) from.flags.emplace_back(r.key, r.value);
    }
}

template <class Arguments>
Arguments with_flags(Arguments a, CLI::App const& parsed, target const& t) {
    add_flags(parsed, a.from, t);
    return a;
}

/// The first option whose value is empty. It mostly comes from a script's variable that was not set; if it were taken for an option that
/// was not given, the command would do something else than was asked.
std::string_view empty_option(CLI::App const& of) {
    for (std::string_view const name : {"--config", "--as-of", "--patient", "--listen", "--profiles", "--fhir", "--token-file",
                                        "--hook", "--user", "--new-version", "--codes"}) {
        auto const* option = of.get_option_no_throw(std::string{name});
        if (option && option->count() > 0 && option->as<std::string>().empty()) return name;
    }
    return {};
}

command evaluate_command(target& t, CLI::App const& parsed) {
    auto const& server = t.evaluate.from_server;
    if (server.fhir.empty() && !server.token_file.empty()) return misuse("--token-file is for a server: name it with --fhir", "evaluate");
    if (!server.fhir.empty() && !t.evaluate.files.empty()) return misuse("evaluate takes a FILE or --fhir, not both", "evaluate");
    if (!server.fhir.empty() && server.patient.empty()) return misuse("--fhir needs --patient ID", "evaluate");
    if (server.fhir.empty() && t.evaluate.files.empty())
        return misuse("evaluate needs a FILE, - for standard input, or --fhir URL with --patient ID", "evaluate");
    if (std::ranges::count(t.evaluate.files, "-") > 1) return misuse("- is standard input and can be read only once", "evaluate");
    return with_flags(std::move(t.evaluate), parsed, t);
}

command request_command(target& t, CLI::App const& parsed) {
    if (t.request.from_server.fhir.empty()) return misuse("request needs --fhir URL", "request");
    if (t.request.from_server.patient.empty()) return misuse("request needs --patient ID", "request");
    return with_flags(std::move(t.request), parsed, t);
}

command check_command(target& t, CLI::App const& parsed) {
    auto const& c = t.check;
    if (!c.accept && (c.release || !c.new_version.empty())) return misuse("--release and --new-version go with --accept", "check");
    if (c.accept && !c.codes.empty()) return misuse("check takes --accept or --codes, not both", "check");
    return with_flags(std::move(t.check), parsed, t);
}

}  // namespace

command read_arguments(std::span<char const* const> arguments) {
    if (!arguments.empty() && std::ranges::find(missing_commands, std::string_view{arguments.front()}) != missing_commands.end())
        return misuse(std::string{arguments.front()} + " is not available in this version");

    target t;
    CLI::App app{about, "oms-cds"};
    app.set_version_flag("--version", "oms-cds " + program_version(), "Print the version and end");
    app.require_subcommand(0, 1);
    app.footer(std::string{examples} + exit_words);
    auto* const serve = add_serve(app, t);
    auto* const evaluate = add_evaluate(app, t);
    auto* const request = add_request(app, t);
    auto* const check = add_check(app, t);
    try {
        std::vector<std::string> reversed;
        for (auto const* argument : arguments) reversed.emplace_back(argument);
        std::ranges::reverse(reversed);  // as CLI11 wants them
        app.parse(reversed);
    } catch (CLI::CallForVersion const& version) {
        return notice{std::string{version.what()} + "\n", 0};
    } catch (CLI::CallForHelp const&) {
        return notice{app.help(), 0};
    } catch (CLI::ParseError const& wrong) {
        auto const used = app.get_subcommands();
        return misuse(wrong.what(), used.empty() ? std::string{} : used.front()->get_name());
    }
    for (auto const* used : app.get_subcommands())
        if (auto const option = empty_option(*used); !option.empty())
            return misuse(std::string{option} + " needs a value", used->get_name());
    if (*evaluate) return evaluate_command(t, *evaluate);
    if (*request) return request_command(t, *request);
    if (*serve) return with_flags(std::move(t.serve), *serve, t);
    if (*check) return check_command(t, *check);
    return misuse("needs a command: serve, evaluate, request or check");
}

}  // namespace oms::app
