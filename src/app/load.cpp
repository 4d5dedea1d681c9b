#include <oms/app/load.hpp>

#include <oms/app/address.hpp>
#include <oms/app/manifest.hpp>

#include "program.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <system_error>
#include <utility>

namespace oms::app {

namespace {

using faults_t = std::vector<fault>;
namespace fs = std::filesystem;

std::string joined(std::span<hooks::service_definition const> services, std::string hooks::service_definition::*member) {
    std::string out;
    for (auto const& s : services) out.append(out.empty() ? "" : ", ").append(s.*member);
    return out;
}

void replace_constants(hooks::catalogue& k, settings const& s, faults_t& faults) {
    for (auto const& [name, days] : replaced_constants(s))
        if (auto const done = criteria::override_constant(k.rules.limits, name, days); !done)
            faults.push_back({errc::bad_settings, "policy." + std::string{name}, done.error().note});
}

/// True when some service has the key.
bool replace_template(hooks::catalogue& k, std::string_view key, std::string const& query) {
    bool found = false;
    for (auto& service : k.services)
        for (auto& t : service.prefetch)
            if (t.key == key) {
                t.query = query;
                found = true;
            }
    return found;
}

void replace_templates(hooks::catalogue& k, settings const& s, faults_t& faults) {
    for (auto const& [key, query] : replaced_templates(s)) {
        std::string const where = "services.prefetch." + std::string{key};
        for (auto& f : hooks::lint_template(query, where)) faults.push_back({errc::bad_settings, std::move(f.where), std::move(f.note)});
        if (!replace_template(k, key, query)) faults.push_back({errc::bad_settings, where, "no service asks for this; leave it out"});
    }
}

void check_silent(hooks::catalogue const& k, settings const& s, faults_t& faults) {
    for (auto const& id : s.services.silent)
        if (!k.find(id))
            faults.push_back({errc::bad_settings, "services.silent",
                              "names a service that does not exist; it may hold: " + joined(k.services, &hooks::service_definition::id)});
}

/// The linkers read what they know by folder and name; examples and sources are pinned but not read.
std::vector<terminology::document> documents_of(std::vector<knowledge_file> const& files) {
    std::vector<terminology::document> documents;
    for (auto const& f : files)
        if (f.path.ends_with(".json") && !f.path.starts_with("examples/")) documents.push_back({f.path, f.text});
    return documents;
}

/// `cards/en.json` holds the texts in English; what else lies there has no language's name.
std::vector<std::string> languages_among(std::vector<knowledge_file> const& files) {
    std::vector<std::string> languages;
    for (auto const& f : files) {
        fs::path const path{f.path};
        if (path.parent_path() == "cards" && path.extension() == ".json" && path.stem() != "layout")
            languages.push_back(path.stem().string());
    }
    return languages;
}

constexpr std::size_t bound(std::int64_t n) { return static_cast<std::size_t>(n); }

fetch::fetch_rules fetch_rules_of(settings const& s) {
    return {.servers = s.fhir.servers,
            .allow_anonymous = s.fhir.allow_anonymous,
            .loopback = s.dev,
            .deadline = std::chrono::milliseconds{s.fhir.deadline_ms},
            .max_pages = bound(s.fhir.max_pages),
            .max_bytes = bound(s.fhir.max_bytes),
            .depth = static_cast<unsigned>(s.limits.json_depth),
            .connections_per_server = static_cast<unsigned>(s.fhir.connections_per_server)};
}

service::deployment_settings settings_of_service(settings const& s) {
    service::deployment_settings out;
    if (auto const url = parse_public_url(s.public_url)) out.path_prefix = url->path;
    out.cds_hooks_version = s.services.cds_hooks_version;
    out.silent = s.services.silent;
    out.answers.lenient = s.services.lenient;
    out.answers.info_card_on_missing = s.services.on_missing_data == "info-card";
    out.answers.require_https_fhir = !s.fhir.allow_http;
    out.answers.dev = s.dev;
    out.auth_required = s.auth.mode != "off";
    out.cors_origins = s.cors.origins;
    out.cors_max_age_s = static_cast<int>(s.cors.max_age_s);
    out.body = {.bytes = bound(s.limits.body_bytes), .depth = static_cast<unsigned>(s.limits.json_depth)};
    out.fetch = fetch_rules_of(s);
    out.dev = s.dev;
    out.version = program_version();
    return out;
}

}  // namespace

fs::path running_program() {
    std::error_code ec;
    fs::path program = fs::read_symlink("/proc/self/exe", ec);
    return ec ? fs::path{} : program;
}

fs::path profiles_folder(settings const& s, fs::path const& program) {
    if (!s.profiles.empty()) return s.profiles;
    fs::path const folder = program.parent_path();
    fs::path beside = folder / "fhir_profiles";
    std::error_code ec;
    if (fs::is_directory(beside, ec)) return beside;
    fs::path installed = folder.parent_path() / "share" / "oms-cds" / "fhir_profiles";
    return fs::is_directory(installed, ec) ? installed : beside;
}

std::string accept_command(settings const& s) {
    return s.profiles.empty() ? "oms-cds check --accept" : "oms-cds check --accept --profiles " + s.profiles;
}

checked<knowledge> load_knowledge(fs::path const& folder, settings const& s, pinned how) {
    std::error_code ec;
    if (how == pinned::yes && !fs::exists(folder / manifest_name, ec))
        return faults_t{{errc::bad_knowledge, (folder / manifest_name).string(),
                         "is missing: name the folder of the knowledge with --profiles DIR; if it is this one, run: " + accept_command(s)}};
    auto const files = read_knowledge(folder);
    if (!files) return files.error();
    faults_t faults;
    if (how == pinned::yes) faults = verify_manifest(*files, accept_command(s));

    auto linked = hooks::link(documents_of(*files));
    if (!linked) {
        std::ranges::move(linked.error(), std::back_inserter(faults));
        return faults;
    }
    auto catalogue = std::make_shared<hooks::catalogue>(*std::move(linked));
    replace_constants(*catalogue, s, faults);
    replace_templates(*catalogue, s, faults);
    check_silent(*catalogue, s, faults);
    if (!faults.empty()) return faults;
    return knowledge{std::move(catalogue), files->size(), languages_among(*files)};
}

std::shared_ptr<service::deployment const> make_service(knowledge const& k, settings const& s, world outside,
                                                  std::function<std::vector<std::string>()> not_ready) {
    auto made =
        std::make_shared<service::deployment>(*service::make_deployment(k.linked, settings_of_service(s), std::move(outside), s.services.hooks));
    bool const no_verifier = s.auth.mode == "required";
    made->not_ready = [no_verifier, inner = std::move(not_ready)] {
        std::vector<std::string> reasons = inner ? inner() : std::vector<std::string>{};
        if (no_verifier)
            reasons.emplace_back("authentication: required, and this version cannot check tokens; set auth.mode to off on loopback");
        return reasons;
    };
    return made;
}

}  // namespace oms::app
