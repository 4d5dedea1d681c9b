#include <oms/app/commands.hpp>
#include <oms/app/load.hpp>
#include <oms/app/knowledge_folder.hpp>
#include <oms/knowledge/manifest.hpp>

#include "files.hpp"

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

int give_up(std::vector<fault> const& faults) {
    say(faults);
    say(std::to_string(faults.size()) + (faults.size() == 1 ? " fault" : " faults"));
    return status_of(faults);
}

std::string count_of(std::size_t n, std::string_view one, std::string_view many) {
    return std::to_string(n) + " " + std::string{n == 1 ? one : many};
}

std::string summary(loaded_knowledge const& k, std::filesystem::path const& folder) {
    auto const& c = *k.linked;
    std::set<std::string_view> systems;
    for (auto const& t : c.codes.terms()) systems.insert(t.system);
    std::string languages;
    for (auto const l : c.book.languages()) languages.append(languages.empty() ? "" : ", ").append(l);
    return "knowledge " + c.version + " in " + folder.string() + " is sound:\n  " + count_of(k.files, "file", "files") + "\n  " +
           count_of(c.codes.terms().size(), "code", "codes") + " of " + count_of(systems.size(), "code system", "code systems") + "\n  " +
           count_of(c.rules.rules.size(), "rule", "rules") + " in " + count_of(c.rules.stages.size(), "stage", "stages") +
           "\n  card texts: " + languages + "\n  " + count_of(c.services.size(), "service", "services") + "\n";
}

std::string_view sign_of(knowledge::manifest_change const& c) noexcept {
    switch (c.what) {
        case knowledge::manifest_change::kind::added: return "new      ";
        case knowledge::manifest_change::kind::changed: return "changed  ";
        case knowledge::manifest_change::kind::removed: return "gone     ";
    }
    return "";
}

std::string report(knowledge::new_manifest const& made) {
    if (made.changes.empty()) return "manifest.json is up to date\n";
    std::string text;
    for (auto const& c : made.changes) text.append(sign_of(c)).append(c.path).append("\n");
    return text + "manifest.json: " + count_of(made.changes.size(), "change", "changes") + " accepted\n";
}

int print_line(std::string const& text) {
    auto const written = write_all(STDOUT_FILENO, text);
    if (!written) say("standard output " + written.error().note);
    return written ? done : not_evaluated;
}

/// Pins the files as they are, but only a set that could be served.
int accept(std::filesystem::path const& folder, settings const& s) {
    auto const k = load_knowledge(folder, s, pinned::no);
    if (!k) {
        say("nothing is accepted: first mend");
        return give_up(k.error());
    }
    auto const files = read_knowledge(folder);
    if (!files) return give_up(files.error());
    auto const made = knowledge::accept_files(*files, k->linked->version);
    if (!made) return give_up(made.error());
    if (auto const written = replace_file(folder / knowledge::manifest_name, made->text, errc::bad_knowledge); !written)
        return give_up({{errc::bad_knowledge, (folder / knowledge::manifest_name).string(), written.error().note}});
    return print_line(report(*made));
}

/// With wrong settings the knowledge is looked at all the same, so that one run shows everything.
settings defaults_with_folder(source_arguments const& from) {
    settings s;
    for (auto const& [key, value] : from.flags)
        if (key == "profiles") s.profiles = value;
    return s;
}

}  // namespace

int check(check_arguments const& a, environment const& env) {
    auto const s = settings_for(a.from, env);
    std::vector<fault> faults = s ? std::vector<fault>{} : s.error();
    settings const effective = s ? *s : defaults_with_folder(a.from);
    auto const folder = profiles_folder(effective, env.program);
    if (a.accept && s) return accept(folder, effective);
    auto const k = load_knowledge(folder, effective);
    if (!k)
        for (fault const& f : k.error()) faults.push_back(f);  // error() is a copy: its begin and end must be of one
    if (!faults.empty()) return give_up(faults);
    return print_line(summary(*k, folder));
}

}  // namespace oms::app
