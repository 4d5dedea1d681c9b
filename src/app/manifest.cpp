#include <oms/app/manifest.hpp>

#include "files.hpp"

#include <openssl/evp.h>

#include <oms/base/ascii.hpp>
#include <oms/json/node.hpp>
#include <oms/json/write.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <system_error>
#include <utility>

namespace oms::app {

namespace {

using faults_t = std::vector<fault>;
constexpr std::string_view not_stated = "not stated";

// Far beyond any knowledge, so that a wrong folder is told apart before the memory is full of it.
constexpr std::size_t most_files = 10'000, most_bytes = 256u << 20;

struct entry {
    std::string sha256, url, version, source, licence;
};

/// What is said of files whose path begins with `prefix` when they are listed for the first time.
struct default_entry {
    std::string prefix, source, licence;
};

struct manifest {
    std::string version;
    std::vector<default_entry> defaults;
    std::map<std::string, entry, std::less<>> files;
};

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

manifest read_manifest(knowledge_file const& file, faults_t& faults) {
    manifest m;
    auto const root = json::parse(file.path, file.text);
    if (!root) {
        faults.push_back(root.error());
        return m;
    }
    root->allow({"version", "defaults", "files"}, faults);
    m.version = text_of(*root, "version", faults);
    if (root->find("defaults"))
        for (json::node const& n : json::collect(root->items("defaults"), faults)) {
            n.allow({"prefix", "source", "licence"}, faults);
            m.defaults.push_back({optional_text(n, "prefix", faults), text_of(n, "source", faults), text_of(n, "licence", faults)});
        }
    for (json::node const& n : json::collect(root->items("files"), faults)) read_entry(n, m, faults);
    return m;
}

knowledge_file const* manifest_among(std::vector<knowledge_file> const& files) noexcept {
    auto const found = std::ranges::find(files, manifest_name, &knowledge_file::path);
    return found == files.end() ? nullptr : &*found;
}

bool is_hidden(std::filesystem::path const& path) { return path.filename().native().starts_with('.'); }

void list_folder(std::filesystem::path const& folder, std::vector<knowledge_file>& files, faults_t& faults) {
    std::error_code ec;
    std::filesystem::recursive_directory_iterator at{folder, ec};
    for (; !ec && at != std::filesystem::recursive_directory_iterator{} && files.size() <= most_files; at.increment(ec)) {
        std::string path = at->path().lexically_relative(folder).generic_string();
        if (is_hidden(at->path()))
            at.disable_recursion_pending();
        else if (at->is_regular_file(ec))
            files.push_back({std::move(path), {}, {}});
        else if (!ec && !at->is_directory(ec))
            faults.push_back({errc::bad_knowledge, std::move(path), "is neither a file nor a folder; remove it"});
    }
    if (ec)
        faults.push_back({errc::bad_knowledge, folder.string(),
                          "cannot be read: " + words_of(ec.value()) + "; name the folder of the knowledge with --profiles DIR"});
}

/// `url` and `version` of the FHIR resource or table that a file holds.
void describe(knowledge_file const& file, entry& e) {
    e.url.clear();
    e.version.clear();
    if (!file.path.ends_with(".json") || file.path.starts_with("examples/")) return;
    auto const root = json::parse(file.path, file.text);
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

std::string sha256_of(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) return {};
    std::string hex;
    for (unsigned i = 0; i < size; ++i) ascii::append_hex(hex, digest[i]);
    return hex;
}

checked<std::vector<knowledge_file>> read_knowledge(std::filesystem::path const& folder) {
    std::vector<knowledge_file> files;
    faults_t faults;
    list_folder(folder, files, faults);
    std::ranges::sort(files, {}, &knowledge_file::path);
    std::size_t bytes = 0;
    for (auto& file : files) {
        std::error_code ec;
        if (auto const size = std::filesystem::file_size(folder / file.path, ec); !ec) bytes += size;
        if (files.size() > most_files || bytes > most_bytes)
            return faults_t{
                {errc::bad_knowledge, folder.string(), "holds too much to be knowledge; name another folder with --profiles DIR"}};
        auto text = read_whole(folder / file.path, errc::bad_knowledge);
        if (!text) {
            faults.push_back({errc::bad_knowledge, file.path, text.error().note});
            continue;
        }
        file.text = *std::move(text);
        file.sha256 = sha256_of(file.text);
    }
    if (!faults.empty()) return faults;
    return files;
}

std::vector<fault> verify_manifest(std::vector<knowledge_file> const& files, std::string_view accept) {
    faults_t faults;
    std::string const command = "; to take it as it is, run: " + std::string{accept};
    auto const* file = manifest_among(files);
    if (!file) return {{errc::bad_knowledge, std::string{manifest_name}, "is missing: nothing says which files are meant" + command}};
    manifest const m = read_manifest(*file, faults);
    if (!faults.empty()) return faults;
    for (auto const& f : files) {
        if (f.path == manifest_name) continue;
        auto const listed = m.files.find(f.path);
        if (listed == m.files.end())
            faults.push_back({errc::bad_knowledge, f.path, "is not listed in manifest.json" + command});
        else if (listed->second.sha256 != f.sha256)
            faults.push_back({errc::bad_knowledge, f.path, "was changed since manifest.json was written" + command});
    }
    for (auto const& [path, e] : m.files)
        if (std::ranges::find(files, path, &knowledge_file::path) == files.end())
            faults.push_back({errc::bad_knowledge, path, "is listed in manifest.json and is gone" + command});
    return faults;
}

checked<new_manifest> accept_files(std::vector<knowledge_file> const& files, std::string_view version) {
    faults_t faults;
    manifest m;
    if (auto const* file = manifest_among(files))
        m = read_manifest(*file, faults);
    else
        m.version = version;
    if (!faults.empty()) return faults;

    new_manifest made;
    manifest fresh{std::move(m.version), std::move(m.defaults), {}};
    for (auto const& f : files) {
        if (f.path == manifest_name) continue;
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
        if (!fresh.files.contains(path)) made.changes.push_back({manifest_change::kind::removed, path});
    made.text = write_manifest(fresh);
    return made;
}

}  // namespace oms::app
