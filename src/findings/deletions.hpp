#pragma once
#include <oms/fhir/resource_sink.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace oms::findings {

/// A record by its type and id, or by its full URL in any spelling. Two records that only meet here are taken for one.
[[nodiscard]] std::uint64_t key_of(std::string_view type, std::string_view id) noexcept;
[[nodiscard]] std::uint64_t key_of(std::string_view full_url);

/// Which records were taken away, and when. Text is viewed.
class deletions {
public:
    void add(fhir::deletion const& gone, std::string_view when);
    [[nodiscard]] bool empty() const noexcept { return all_.empty(); }
    /// What is known of one version of a record.
    struct version {
        std::string_view type = {}, id = {}, full_url = {};
        std::string_view last_updated = {};
        fhir::history_place place = {};
    };
    /// False also for a version that was written after the deletion: by the time of both, else by their order in one history.
    /// Precondition: sorted.
    [[nodiscard]] bool take_away(version const& v) const;
    /// The same by the key of type and id.
    [[nodiscard]] bool take_away(std::uint64_t key, version const& v) const;
    void sort();
    void clear() noexcept { all_.clear(); }

private:
    struct row {
        std::uint64_t key = 0;
        std::string_view when;
        fhir::history_place place;
    };
    std::vector<row> all_;
};

}  // namespace oms::findings
