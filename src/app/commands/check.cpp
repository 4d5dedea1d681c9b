#include <oms/app/callers.hpp>
#include <oms/app/commands.hpp>
#include <oms/app/knowledge_folder.hpp>
#include <oms/app/load.hpp>
#include <oms/app/tls_files.hpp>
#include <oms/knowledge/manifest.hpp>

#include "../files.hpp"
#include "check.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include <unistd.h>

namespace oms::app {

namespace {

/// Faults of settings are wrong usage, those of the knowledge are the finding.
int status_of(std::vector<fault> const& faults) {
    return std::ranges::any_of(faults, [](fault const& f) { return f.code == errc::bad_settings; }) ? wrong_usage : not_evaluated;
}

std::string summary(loaded_knowledge const& k, std::filesystem::path const& folder) {
    auto const& c = *k.linked;
    std::set<std::string_view> systems;
    std::size_t mapped = 0;
    for (auto const& t : c.codes.terms()) {
        systems.insert(t.system);
        mapped += t.target != nullptr ? 1 : 0;
    }
    std::string languages;
    for (auto const l : c.book.languages()) languages.append(languages.empty() ? "" : ", ").append(l);
    return "knowledge " + knowledge::text_of(c.is) + " in " + folder.string() + " is sound:\n  " + count_of(k.files, "file", "files") +
           "\n  " + count_of(c.codes.terms().size(), "code", "codes") + " of " + count_of(systems.size(), "code system", "code systems") +
           (mapped == 0 ? "" : ", " + std::to_string(mapped) + " of them by the site's maps") + "\n  " +
           count_of(c.rules.rules.size(), "rule", "rules") + " in " + count_of(c.rules.stages.size(), "stage", "stages") +
           "\n  card texts: " + languages + "\n  " + count_of(c.services.size(), "service", "services") + "\n  digest " +
           knowledge::digest_text(c.is) + "\n";
}

/// The certificate in force, if there is one, and its end. Adds its faults.
std::string summary_of_tls(settings const& s, instant now, std::vector<fault>& faults) {
    auto const tls = load_tls(s, now);
    if (!tls) {
        for (std::vector<fault> const found = tls.error(); fault const& f : found) faults.push_back(f);
        return {};
    }
    if (!*tls) return {};
    return "TLS certificate " + s.tls.certificate + " is valid until " + to_string((*tls)->expires) +
           (s.tls.client_ca.empty() ? "\n" : "; clients must show one of their own\n");
}

/// With wrong settings the knowledge is looked at all the same, so that one run shows everything.
settings defaults_with_folder(source_arguments const& from) {
    settings s;
    for (auto const& [key, value] : from.flags)
        if (key == "profiles") s.profiles = value;
    return s;
}

}  // namespace

int give_up(std::vector<fault> const& faults) {
    say(faults);
    say(std::to_string(faults.size()) + (faults.size() == 1 ? " fault" : " faults"));
    return status_of(faults);
}

std::string count_of(std::size_t n, std::string_view one, std::string_view many) {
    return std::to_string(n) + " " + std::string{n == 1 ? one : many};
}

int print_text(std::string const& text) {
    auto const written = write_all(STDOUT_FILENO, text);
    if (!written) say("standard output " + written.error().note);
    return written ? done : not_evaluated;
}

int check(check_arguments const& a, environment const& env) {
    auto const s = settings_for(a.from, env);
    std::vector<fault> faults = s ? std::vector<fault>{} : s.error();
    settings const effective = s ? *s : defaults_with_folder(a.from);
    auto const folder = profiles_folder(effective, env.program);
    if (a.accept && s) return accept(a, folder, effective, env);
    std::string const tls = s ? summary_of_tls(effective, env.now(), faults) : std::string{};
    auto const k = load_knowledge(folder, effective);
    if (!k)
        for (fault const& f : k.error()) faults.push_back(f);  // error() is a copy: its begin and end must be of one
    std::string clients;
    if (s) clients = describe_clients(*s, faults);
    bool const has_file = !a.from.config.empty();
    if (!faults.empty()) {
        if (has_file && !clients.empty()) static_cast<void>(print_text(clients));
        return give_up(faults);
    }
    for (fault const& f : k->linked->remarks) say(f.where + ": " + f.note);
    if (!a.codes.empty()) return count_codes(a.codes, k->linked->codes);
    return print_text(summary(*k, folder) + tls + (has_file ? clients : std::string{}));
}

}  // namespace oms::app
