#include <oms/knowledge/manifest.hpp>

#include <oms/base/ascii.hpp>
#include <oms/json/node.hpp>
#include <oms/json/write.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace oms::knowledge {

namespace {

using faults_t = std::vector<fault>;
constexpr std::string_view not_stated = "not stated";

struct entry {
    std::string sha256, url, version, source, licence;
};

/// What is said of files whose path begins with `prefix` when they are listed for the first time.
struct default_entry {
    std::string prefix, source, licence;
};

struct manifest {
    std::string version;
    std::string released;   ///< digest of the knowledge as it was published under that version; empty: it was not
    std::vector<default_entry> defaults;
    std::map<std::string, entry, std::less<>> files;
};

bool is_linked(std::string_view path) noexcept { return path.ends_with(".json") && !path.starts_with("examples/"); }

std::string text_of(json::node const& n, std::string_view name, faults_t& faults) {
    return std::string{json::collect(n.string(name), faults)};
}

std::string optional_text(json::node const& n, std::string_view name, faults_t& faults) {
    return n.find(name) ? text_of(n, name, faults) : std::string{};
}

bool is_sha256(std::string_view text) noexcept {
    return text.size() == 64 && text.find_first_not_of(ascii::lower_hex_digits) == std::string_view::npos;
}

void read_entry(json::node const& n, manifest& into, faults_t& faults) {
    n.allow({"file", "sha256", "url", "version", "source", "licence"}, faults);
    std::string const path = text_of(n, "file", faults);
    entry e{text_of(n, "sha256", faults), optional_text(n, "url", faults), optional_text(n, "version", faults),
            text_of(n, "source", faults), text_of(n, "licence", faults)};
    if (!e.sha256.empty() && !is_sha256(e.sha256)) faults.push_back(n.bad("has a sha256 that is not 64 hex digits in lower case"));
    if (!path.empty() && !into.files.emplace(path, std::move(e)).second) faults.push_back(n.bad("lists " + path + " a second time"));
}

manifest read_manifest(file const& f, faults_t& faults) {
    manifest m;
    auto const root = json::parse(f.path, f.text);
    if (!root) {
        faults.push_back(root.error());
        return m;
    }
    root->allow({"version", "released", "defaults", "files"}, faults);
    m.version = text_of(*root, "version", faults);
    m.released = optional_text(*root, "released", faults);
    if (root->find("defaults"))
        for (json::node const& n : json::collect(root->items("defaults"), faults)) {
            n.allow({"prefix", "source", "licence"}, faults);
            m.defaults.push_back({optional_text(n, "prefix", faults), text_of(n, "source", faults), text_of(n, "licence", faults)});
        }
    for (json::node const& n : json::collect(root->items("files"), faults)) read_entry(n, m, faults);
    return m;
}

file const* manifest_among(std::span<file const> files) noexcept {
    auto const found = std::ranges::find(files, manifest_name, &file::path);
    return found == files.end() ? nullptr : &*found;
}

/// `url` and `version` of the FHIR resource or table that a file holds.
void describe(file const& f, entry& e) {
    e.url.clear();
    e.version.clear();
    if (!is_linked(f.path)) return;
    auto const root = json::parse(f.path, f.text);
    if (!root) return;  // linking says what is wrong with it
    if (auto const url = root->string("url")) e.url = *url;
    if (auto const version = root->string("version")) e.version = *version;
}

/// Source and licence where nobody has stated them for this very file.
void fill_in(entry& e, manifest const& m, std::string_view path) {
    default_entry const* best = nullptr;
    for (auto const& d : m.defaults)
        if (path.starts_with(d.prefix) && (!best || d.prefix.size() > best->prefix.size())) best = &d;
    if (e.source.empty() || e.source == not_stated) e.source = best ? best->source : not_stated;
    if (e.licence.empty() || e.licence == not_stated) e.licence = best ? best->licence : not_stated;
}

/// One line per file, so that a change shows as one line.
std::string write_manifest(manifest const& m) {
    std::string out = "{\n  \"version\": ";
    json::append_quoted(out, m.version);
    if (!m.released.empty()) json::append_quoted(out.append(",\n  \"released\": "), m.released);
    out.append(",\n  \"defaults\": [");
    char const* between = "\n    ";
    for (auto const& d : m.defaults) {
        out.append(std::exchange(between, ",\n    "));
        json::object_writer{out}.text("prefix", d.prefix).text("source", d.source).text("licence", d.licence);
    }
    out.append("\n  ],\n  \"files\": [");
    between = "\n    ";
    for (auto const& [path, e] : m.files) {
        out.append(std::exchange(between, ",\n    "));
        json::object_writer line{out};
        line.text("file", path).text("sha256", e.sha256).text("url", e.url).text("version", e.version);
        line.text("source", e.source).text("licence", e.licence);
    }
    return out.append("\n  ]\n}\n");
}

}  // namespace

bool is_pinned(std::string_view path) noexcept {
    return path != manifest_name && path != contents_name && path != changelog_name && !path.starts_with("examples/");
}

std::vector<json::document> documents_of(std::span<file const> files) {
    std::vector<json::document> documents;
    for (file const& f : files)
        if (is_linked(f.path)) documents.push_back({f.path, f.text});
    return documents;
}

std::vector<fault> verify_manifest(std::span<file const> files, std::string_view accept) {
    faults_t faults;
    std::string const command = "; to take it as it is, run: " + std::string{accept};
    auto const* pinned = manifest_among(files);
    if (!pinned) return {{errc::bad_knowledge, std::string{manifest_name}, "is missing: nothing says which files are meant" + command}};
    manifest const m = read_manifest(*pinned, faults);
    if (!faults.empty()) return faults;
    for (auto const& f : files) {
        if (!is_pinned(f.path)) continue;
        auto const listed = m.files.find(f.path);
        if (listed == m.files.end())
            faults.push_back({errc::bad_knowledge, f.path, "is not listed in manifest.json" + command});
        else if (listed->second.sha256 != f.sha256)
            faults.push_back({errc::bad_knowledge, f.path, "was changed since manifest.json was written" + command});
    }
    for (auto const& [path, e] : m.files)
        if (is_pinned(path) && std::ranges::find(files, path, &file::path) == files.end())
            faults.push_back({errc::bad_knowledge, path, "is listed in manifest.json and is gone" + command});
    return faults;
}

checked<new_manifest> accept_files(std::span<file const> files, std::string_view first, acceptance const& as) {
    faults_t faults;
    manifest m;
    if (auto const* old = manifest_among(files))
        m = read_manifest(*old, faults);
    else
        m.version = first;
    if (!faults.empty()) return faults;

    new_manifest made;
    manifest fresh{as.version.empty() ? std::move(m.version) : std::string{as.version},
                   as.released.empty() ? std::move(m.released) : std::string{as.released}, std::move(m.defaults), {}};
    for (auto const& f : files) {
        if (!is_pinned(f.path)) continue;
        auto const old = m.files.find(f.path);
        bool const is_new = old == m.files.end();
        entry e = is_new ? entry{} : old->second;
        if (is_new)
            made.changes.push_back({manifest_change::kind::added, f.path});
        else if (e.sha256 != f.sha256)
            made.changes.push_back({manifest_change::kind::changed, f.path});
        e.sha256 = f.sha256;
        describe(f, e);
        fill_in(e, fresh, f.path);
        fresh.files.emplace(f.path, std::move(e));
    }
    for (auto const& [path, e] : m.files)
        if (is_pinned(path) && !fresh.files.contains(path)) made.changes.push_back({manifest_change::kind::removed, path});
    made.text = write_manifest(fresh);
    return made;
}

}  // namespace oms::knowledge
