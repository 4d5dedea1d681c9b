#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace oms::fhir {

/// Keeps text until it is cleared; what was kept stays where it is. Nothing is allocated before the first text.
class text_store {
public:
    static constexpr std::size_t chunk_size = 64u << 10;  ///< a longer text has a chunk of its own size
    /// What most resources need is much less: a call that reads pages holds half a dozen stores.
    static constexpr std::size_t first_size = 4u << 10;

    [[nodiscard]] std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        if (static_cast<std::size_t>(end_ - at_) < text.size()) [[unlikely]] use_next_chunk(text.size());
        char* const kept = at_;
        std::memcpy(kept, text.data(), text.size());
        at_ += text.size();
        return {kept, text.size()};
    }

    /// Storage of up to two chunks is kept and reused.
    void clear() noexcept {
        if (chunks_.empty()) return;
        while (chunks_.size() > chunks_kept) chunks_.pop_back();
        used_ = 0;
        use_chunk(0);
    }

    [[nodiscard]] std::size_t chunks() const noexcept { return chunks_.size(); }

private:
    static constexpr std::size_t chunks_kept = 2;  ///< a chart with very much text must not cost its memory for ever

    struct chunk {
        explicit chunk(std::size_t n) : bytes{std::make_unique_for_overwrite<char[]>(n)}, size{n} {}

        std::unique_ptr<char[]> bytes;
        std::size_t size;
    };

    void use_chunk(std::size_t index) noexcept {
        used_ = index + 1;
        at_ = chunks_[index].bytes.get();
        end_ = at_ + chunks_[index].size;
    }

    void use_next_chunk(std::size_t least) {
        std::size_t const index = used_;
        std::size_t const size = std::max(index == 0 ? first_size : chunk_size, least);
        if (index == chunks_.size()) chunks_.emplace_back(size);
        else if (chunks_[index].size < least) chunks_[index] = chunk{size};  // nothing that counts is in it
        use_chunk(index);
    }

    std::vector<chunk> chunks_;
    std::size_t used_ = 0;  ///< chunks that hold text
    char* at_ = nullptr;
    char* end_ = nullptr;
};

}  // namespace oms::fhir
