#pragma once
#include <oms/fhir/resource_sink.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace oms::findings {

/// A record by its type and id, or by its full URL. Two records that only meet here are taken for one.
[[nodiscard]] std::uint64_t key_of(std::string_view type, std::string_view id) noexcept;
[[nodiscard]] std::uint64_t key_of(std::string_view full_url) noexcept;

/// Which records were taken away, and when. Text is viewed.
class deletions {
public:
    void add(fhir::deletion const& gone, std::string_view when);
    [[nodiscard]] bool empty() const noexcept { return all_.empty(); }
    /// False also for a version that was written after the deletion. Precondition: sorted.
    [[nodiscard]] bool take_away(std::string_view type, std::string_view id, std::string_view full_url,
                                 std::string_view last_updated) const;
    [[nodiscard]] bool take_away(std::uint64_t key) const { return has(key, {}); }
    void sort();
    void clear() noexcept { all_.clear(); }

private:
    struct row {
        std::uint64_t key = 0;
        std::string_view when;
    };
    [[nodiscard]] bool has(std::uint64_t key, std::string_view last_updated) const;

    std::vector<row> all_;
};

}  // namespace oms::findings
