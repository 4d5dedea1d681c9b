#include <oms/app/load.hpp>

#include <oms/app/address.hpp>
#include <oms/app/knowledge_folder.hpp>
#include <oms/knowledge/manifest.hpp>

#include "files.hpp"
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

std::string joined(std::span<knowledge::service_definition const> services, std::string knowledge::service_definition::*member) {
    std::string out;
    for (auto const& s : services) out.append(out.empty() ? "" : ", ").append(s.*member);
    return out;
}

void check_silent(knowledge::catalogue const& k, settings const& s, faults_t& faults) {
    for (auto const& id : s.services.silent)
        if (!k.find(id))
            faults.push_back(
                {errc::bad_settings, "services.silent",
                 "names a service that does not exist; it may hold: " + joined(k.services, &knowledge::service_definition::id)});
}

constexpr std::size_t bound(std::int64_t n) { return static_cast<std::size_t>(n); }

fetch::fetch_rules fetch_rules_of(settings const& s) {
    return {.servers = s.fhir.servers,
            .allow_anonymous = s.fhir.allow_anonymous,
            .loopback = s.dev,
            .limits = outbound_limits_of(s)};
}

/// A client may name its own servers, and those that are open to everybody. Source: product.md 4 `clients`, `fhir`.
fetch::fetch_rules fetch_rules_of_client(settings const& s, settings::client_table const& c) {
    fetch::fetch_rules out = fetch_rules_of(s);
    out.servers = c.fhir_servers;
    if (s.fhir.allow_anonymous) out.servers.insert(out.servers.end(), s.fhir.servers.begin(), s.fhir.servers.end());
    out.caller = c.issuer;
    return out;
}

service::inbound_limits inbound_limits_of(settings::limits_table const& t) {
    service::inbound_limits out;
    out.header_bytes = bound(t.header_bytes);
    out.body_bytes = bound(t.body_bytes);
    out.json_depth = static_cast<unsigned>(t.json_depth);
    out.connections = bound(t.connections);
    out.time.header = std::chrono::seconds{t.header_s};
    out.time.body = out.time.answer = std::chrono::seconds{t.body_s};
    out.time.idle = std::chrono::seconds{t.idle_s};
    out.time.drain = std::chrono::seconds{t.drain_s};
    return out;
}

service::deployment_settings settings_of_deployment(settings const& s) {
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
    out.limits = inbound_limits_of(s.limits);
    out.fetch = fetch_rules_of(s);
    out.dev = s.dev;
    out.version = program_version();
    return out;
}

/// The files of `codes.concept_maps`; a relative name is below the folder in which the program was started.
std::vector<knowledge::file> read_concept_maps(settings const& s, faults_t& faults) {
    std::vector<knowledge::file> maps;
    for (std::string const& path : s.codes.concept_maps) {
        auto text = read_whole(path, errc::bad_settings);
        if (text) maps.push_back({path, *std::move(text), {}});
        else faults.push_back({errc::bad_settings, "codes.concept_maps: " + path, text.error().note});
    }
    return maps;
}

}  // namespace

fetch::outbound_limits outbound_limits_of(settings const& s) {
    return {.deadline = std::chrono::milliseconds{s.fhir.deadline_ms},
            .max_pages = bound(s.fhir.max_pages),
            .max_bytes = bound(s.fhir.max_bytes),
            .connections_per_server = bound(s.fhir.connections_per_server),
            .json_depth = static_cast<unsigned>(s.limits.json_depth)};
}

std::string accept_command(settings const& s) {
    return s.profiles.empty() ? "oms-cds check --accept" : "oms-cds check --accept --profiles " + s.profiles;
}

checked<loaded_knowledge> load_knowledge(fs::path const& folder, settings const& s, pinned how) {
    std::error_code ec;
    if (how == pinned::yes && !fs::exists(folder / knowledge::manifest_name, ec))
        return faults_t{{errc::bad_knowledge, (folder / knowledge::manifest_name).string(),
                         "is missing: name the folder of the knowledge with --profiles DIR; if it is this one, run: " + accept_command(s)}};
    auto const files = read_knowledge(folder);
    if (!files) return files.error();
    faults_t faults;
    if (how == pinned::yes) faults = knowledge::verify_manifest(*files, accept_command(s));

    auto const maps = read_concept_maps(s, faults);
    std::vector<json::document> site;
    for (knowledge::file const& f : maps) site.push_back({f.path, f.text});
    auto linked = knowledge::link(knowledge::documents_of(*files),
                                  {.constants = replaced_constants(s), .templates = replaced_templates(s), .concept_maps = site});
    if (!linked) {
        std::ranges::move(linked.error(), std::back_inserter(faults));
        return faults;
    }
    check_silent(*linked, s, faults);
    if (!faults.empty()) return faults;
    return loaded_knowledge{std::make_shared<knowledge::catalogue const>(*std::move(linked)), files->size()};
}

std::shared_ptr<service::deployment const> deployment_for(loaded_knowledge const& k, settings const& s, clock now,
                                                          std::function<std::vector<std::string>()> not_ready,
                                                          std::function<std::vector<std::string_view>()> not_loaded,
                                                          std::shared_ptr<auth::admission const> admission) {
    auto made = std::make_shared<service::deployment>(
        *service::make_deployment(k.linked, settings_of_deployment(s), std::move(now), s.services.hooks));
    made->not_loaded = std::move(not_loaded);
    bool const lets_nobody_in = s.auth.mode == "required" && s.clients.empty();
    made->not_ready = [lets_nobody_in, inner = std::move(not_ready)] {
        std::vector<std::string> reasons = inner ? inner() : std::vector<std::string>{};
        if (lets_nobody_in) reasons.emplace_back("authentication: required, and no client is registered; add [[clients]] to the settings");
        return reasons;
    };
    made->admission = std::move(admission);
    for (auto const& c : s.clients) made->fetch_by_client.push_back(fetch_rules_of_client(s, c));
    return made;
}

}  // namespace oms::app
