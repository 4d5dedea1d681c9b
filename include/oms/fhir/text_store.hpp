#pragma once
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace oms::fhir {

/// Keeps text until it is cut back; what was kept stays where it is. Storage is reused and never given back.
class text_store {
public:
    /// Where the store was; `cut_back` forgets what came after.
    struct mark {
        std::size_t chunk = 0;
        char* at = nullptr;
    };

    static constexpr std::size_t chunk_size = 64u << 10;  ///< also the longest text (json::limits::text)
    /// What most resources need is much less: a call that reads pages holds half a dozen stores.
    static constexpr std::size_t first_size = 4u << 10;

    text_store() { use_chunk(0); }

    [[nodiscard]] std::string_view keep(std::string_view text) {
        if (static_cast<std::size_t>(end_ - at_) < text.size()) [[unlikely]] use_chunk(chunk_ + 1);
        char* const kept = at_;
        std::memcpy(kept, text.data(), text.size());
        at_ += text.size();
        return {kept, text.size()};
    }

    [[nodiscard]] mark here() const noexcept { return {chunk_, at_}; }

    void clear() noexcept { use_chunk_again(0); }

    void cut_back(mark to) noexcept {
        chunk_ = to.chunk;
        at_ = to.at;
        end_ = chunks_[chunk_].get() + size_of(chunk_);
    }

private:
    static constexpr std::size_t size_of(std::size_t index) noexcept { return index == 0 ? first_size : chunk_size; }

    void use_chunk_again(std::size_t index) noexcept {
        chunk_ = index;
        at_ = chunks_[index].get();
        end_ = at_ + size_of(index);
    }

    void use_chunk(std::size_t index) {
        if (index == chunks_.size()) chunks_.push_back(std::make_unique_for_overwrite<char[]>(size_of(index)));
        use_chunk_again(index);
    }

    std::vector<std::unique_ptr<char[]>> chunks_;
    std::size_t chunk_ = 0;
    char* at_ = nullptr;
    char* end_ = nullptr;
};

}  // namespace oms::fhir
