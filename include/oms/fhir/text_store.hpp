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
        end_ = chunks_[chunk_].get() + chunk_size;
    }

private:
    void use_chunk_again(std::size_t index) noexcept {
        chunk_ = index;
        at_ = chunks_[index].get();
        end_ = at_ + chunk_size;
    }

    void use_chunk(std::size_t index) {
        if (index == chunks_.size()) chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk_size));
        use_chunk_again(index);
    }

    std::vector<std::unique_ptr<char[]>> chunks_;
    std::size_t chunk_ = 0;
    char* at_ = nullptr;
    char* end_ = nullptr;
};

}  // namespace oms::fhir
