#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace oms::app {

/// A folder of files that is gone when the test ends.
class folder {
public:
    explicit folder(std::vector<std::pair<std::string, std::string>> const& files) {
        std::string pattern = (std::filesystem::temp_directory_path() / "oms-test-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
        path_ = pattern;
        for (auto const& [name, text] : files) write(name, text);
    }
    ~folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;

    void write(std::string const& name, std::string const& text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream{path_ / name, std::ios::binary} << text;
    }

    /// Copies a folder into this one.
    void take(std::filesystem::path const& from) const { std::filesystem::copy(from, path_, std::filesystem::copy_options::recursive); }

    [[nodiscard]] std::string read(std::string const& name) const {
        std::ifstream file{path_ / name, std::ios::binary};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

    [[nodiscard]] std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace oms::app
