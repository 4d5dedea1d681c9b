#include "../files.hpp"
#include "../limits.hpp"
#include "check.hpp"

#include <oms/app/knowledge_folder.hpp>
#include <oms/app/load.hpp>
#include <oms/base/time.hpp>
#include <oms/knowledge/manifest.hpp>

#include <algorithm>
#include <iostream>
#include <optional>

#include <unistd.h>

namespace oms::app {

namespace {

std::string_view sign_of(knowledge::manifest_change const& c) noexcept {
    switch (c.what) {
        case knowledge::manifest_change::kind::added: return "new      ";
        case knowledge::manifest_change::kind::changed: return "changed  ";
        case knowledge::manifest_change::kind::removed: return "gone     ";
    }
    return "";
}

std::string_view text_of_file(std::span<knowledge::file const> files, std::string_view path) {
    auto const at = std::ranges::find(files, path, &knowledge::file::path);
    return at == files.end() ? std::string_view{} : std::string_view{at->text};
}

/// Item by item, when the last acceptance wrote down what it took; else file by file.
checked<std::vector<std::string>> changes_since(std::span<knowledge::file const> files, contents const& now) {
    if (std::ranges::find(files, knowledge::contents_name, &knowledge::file::path) != files.end())
        return differences(read_contents(text_of_file(files, knowledge::contents_name)), now);
    auto const made = knowledge::accept_files(files, {});
    if (!made) return made.error();
    std::vector<std::string> lines;
    for (auto const& c : made->changes)
        if (knowledge::decides(c.path)) lines.push_back(std::string{sign_of(c)} + c.path);
    return lines;
}

/// The version that was given, or that somebody at the terminal says. Nothing: there is none.
std::optional<std::string> ask_version(check_arguments const& a, std::string const& now) {
    if (!a.new_version.empty()) return a.new_version;
    if (::isatty(STDIN_FILENO) == 0) return std::nullopt;
    std::cerr << "What decides has changed. Version of the knowledge from now on (was " << now << "): " << std::flush;
    std::string line;
    if (!std::getline(std::cin, line) || line.empty()) return std::nullopt;
    return line;
}

/// What is wrong with a new version; empty: nothing. The same again is for work on a version that is not published yet.
std::string fault_in_version(std::string const& version, std::string const& now) {
    if (!knowledge::is_semver(version)) return "must be a version like 2.0.1 (SemVer), is " + version;
    if (knowledge::is_semver(now) && knowledge::is_older(version, now)) return "must not be older than " + now + ", is " + version;
    return {};
}

/// One line of what was accepted when: `- 2.0.1 (3fa9c1), 2026-12-01: changed code …`.
std::string changelog_line(std::string const& version, std::string const& digest, instant when, std::vector<std::string> const& changes) {
    std::string line = "- " + version + " (" + digest.substr(0, 6) + "), " + to_string(when).substr(0, 10) + ": " +
                       count_of(changes.size(), "item", "items") + " changed";
    for (std::size_t i = 0; i < std::min(changes.size(), limits::most_changes_in_a_line); ++i) {
        std::string item = changes[i];
        item.erase(std::unique(item.begin(), item.end(), [](char x, char y) { return x == ' ' && y == ' '; }), item.end());
        line += "; " + item;
    }
    return line + (changes.size() > limits::most_changes_in_a_line ? "; …\n" : "\n");
}

std::string with_line(std::string_view changelog, std::string const& line) {
    constexpr std::string_view head = "# What changed in the knowledge\n\nWritten by `oms-cds check --accept`, newest first.\n\n";
    return std::string{head} + line + std::string{changelog.starts_with(head) ? changelog.substr(head.size()) : changelog};
}

struct new_files {
    std::string manifest, contents, changelog;  ///< `changelog` empty: it stays
    std::string report;
};

int write_files(std::filesystem::path const& folder, new_files const& made) {
    auto const put = [&](std::string_view name, std::string const& text) -> std::optional<fault> {
        auto const written = replace_file(folder / name, text, errc::bad_knowledge);
        if (written) return std::nullopt;
        return fault{errc::bad_knowledge, (folder / name).string(), written.error().note};
    };
    if (!made.changelog.empty())
        if (auto const f = put(knowledge::changelog_name, made.changelog)) return give_up({*f});
    if (auto const f = put(knowledge::contents_name, made.contents)) return give_up({*f});
    if (auto const f = put(knowledge::manifest_name, made.manifest)) return give_up({*f});
    return print_text(made.report);
}

}  // namespace

int accept(check_arguments const& a, std::filesystem::path const& folder, settings const& s, environment const& env) {
    auto const k = load_knowledge(folder, s, pinned::no);
    if (!k) {
        say("nothing is accepted: first mend");
        return give_up(k.error());
    }
    auto const files = read_knowledge(folder);
    if (!files) return give_up(files.error());
    auto const documents = knowledge::documents_of(*files);
    contents const now = contents_of(documents);
    auto const changes = changes_since(*files, now);
    if (!changes) return give_up(changes.error());
    std::string const old_version = k->linked->version, digest = knowledge::digest_of(documents);
    std::string version = a.new_version.empty() ? old_version : a.new_version;
    if (!changes->empty()) {
        auto const asked = ask_version(a, old_version);
        for (std::string const& line : asked ? std::vector<std::string>{} : *changes) say(line);
        if (!asked)
            return give_up({{errc::bad_settings, "--new-version",
                             "is missing: what decides has changed, so it needs a version (was " + old_version + ")"}});
        version = *asked;
    }
    if (auto const wrong = fault_in_version(version, old_version); !wrong.empty())
        return give_up({{errc::bad_settings, "--new-version", wrong}});
    auto const made = knowledge::accept_files(*files, old_version,
                                              {.version = version, .released = a.release ? std::string_view{digest} : std::string_view{}});
    if (!made) return give_up(made.error());
    bool const has_contents = !text_of_file(*files, knowledge::contents_name).empty();
    new_files out{made->text, write_contents(now), {}, {}};
    for (auto const& c : made->changes) out.report.append(sign_of(c)).append(c.path).append("\n");
    for (std::string const& line : *changes) out.report.append(line).append("\n");
    if (!changes->empty())
        out.changelog = with_line(text_of_file(*files, knowledge::changelog_name), changelog_line(version, digest, env.now(), *changes));
    bool const same =
        made->changes.empty() && changes->empty() && has_contents && made->text == text_of_file(*files, knowledge::manifest_name);
    if (same) return print_text("manifest.json is up to date\n");
    out.report += "manifest.json: " + count_of(made->changes.size(), "change", "changes") + " accepted, knowledge " + version + "\n";
    return write_files(folder, out);
}

}  // namespace oms::app
