// Stands in for libFuzzer in an ordinary build: feeds each file of the given folders to the target once.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace {

std::size_t replay_folder(std::filesystem::path const& folder) {
    std::size_t count = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator{folder}) {
        if (!entry.is_regular_file() || entry.path().filename() == ".gitkeep") continue;
        std::ifstream in{entry.path(), std::ios::binary};
        std::vector<char> const bytes{std::istreambuf_iterator<char>{in}, {}};
        // Named before it runs: a crash leaves the name of its input as the last line.
        std::fprintf(stderr, "%s\n", entry.path().c_str());
        LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
        ++count;
    }
    return count;
}

}  // namespace

/// Usage: fuzz_NAME CORPUS [CRASHES…]. A corpus that is missing or empty is a failure; there may be no crashes yet.
int main(int argc, char** argv) {
    if (argc < 2 || !std::filesystem::is_directory(argv[1])) {
        std::fprintf(stderr, "the first argument must be the corpus folder\n");
        return 1;
    }
    std::size_t const corpus = replay_folder(argv[1]);
    std::size_t crashes = 0;
    for (int i = 2; i < argc; ++i)
        if (std::filesystem::is_directory(argv[i])) crashes += replay_folder(argv[i]);
    std::printf("%zu inputs of the corpus and %zu old crashes replayed\n", corpus, crashes);
    return corpus == 0 ? 1 : 0;
}
