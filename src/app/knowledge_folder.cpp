#include <oms/app/knowledge_folder.hpp>

#include "files.hpp"
#include "limits.hpp"

#include <oms/base/sha256.hpp>

#include <algorithm>
#include <system_error>
#include <utility>

namespace oms::app {

namespace {

using faults_t = std::vector<fault>;
namespace fs = std::filesystem;

/// Golden cases: for tests, not for production.
constexpr std::string_view golden_cases = "examples";

bool is_hidden(fs::path const& path) { return path.filename().native().starts_with('.'); }

void list_folder(fs::path const& folder, std::vector<knowledge::file>& files, faults_t& faults) {
    std::error_code ec;
    fs::recursive_directory_iterator at{folder, ec};
    for (; !ec && at != fs::recursive_directory_iterator{} && files.size() <= limits::most_knowledge_files; at.increment(ec)) {
        std::string path = at->path().lexically_relative(folder).generic_string();
        if (is_hidden(at->path()) || path == golden_cases)
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

checked<std::vector<knowledge::file>> read_knowledge(fs::path const& folder) {
    std::vector<knowledge::file> files;
    faults_t faults;
    list_folder(folder, files, faults);
    std::ranges::sort(files, {}, &knowledge::file::path);
    std::size_t bytes = 0;
    for (auto& file : files) {
        std::error_code ec;
        if (auto const size = fs::file_size(folder / file.path, ec); !ec) bytes += size;
        if (files.size() > limits::most_knowledge_files || bytes > limits::most_knowledge_bytes)
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

}  // namespace oms::app
