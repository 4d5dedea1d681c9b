#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace oms::findings {

/// Whom the entries of each list are about: a list in which everything is about others was not the patient's (clinical.md 2.15).
/// Of a list the first few subjects are kept: of a good one there is one.
class list_subjects {
public:
    static constexpr std::size_t most_subjects = 8;

    struct list {
        std::string_view key;
        std::array<std::size_t, most_subjects> subjects{};
        std::size_t count = 0;
        bool has_more = false;

        [[nodiscard]] bool is_full() const noexcept { return count == most_subjects; }
        void add(std::size_t subject) noexcept {
            for (std::size_t i = 0; i < count; ++i)
                if (subjects[i] == subject) return;
            if (is_full()) has_more = true;
            else subjects[count++] = subject;
        }
    };

    /// Null: none is open.
    [[nodiscard]] list* open() noexcept { return open_ == 0 ? nullptr : &all_[open_ - 1]; }
    /// One more than the index of the open one; 0: none.
    [[nodiscard]] std::size_t open_index() const noexcept { return open_; }
    /// `keep` makes a text that lives as long as this of the key of a new list.
    template <class Keep>
    void begin(std::string_view key, Keep keep) {
        open_ = 0;
        if (key.empty()) return;
        while (open_ < all_.size() && all_[open_].key != key) ++open_;
        if (open_ == all_.size()) all_.push_back({.key = keep(key)});
        ++open_;
    }
    [[nodiscard]] std::vector<list> const& all() const noexcept { return all_; }
    void clear() noexcept {
        all_.clear();
        open_ = 0;
    }

private:
    std::vector<list> all_;
    std::size_t open_ = 0;
};

}  // namespace oms::findings
