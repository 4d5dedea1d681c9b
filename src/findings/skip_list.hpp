#pragma once
#include <oms/findings/chart.hpp>

#include <string_view>

namespace oms::findings {

/// What was dropped of a chart, and how much of it could not be read. Reasons are texts that live for ever; places are viewed.
class skip_list {
public:
    explicit skip_list(bool is_listed) noexcept : is_listed_{is_listed} {}

    /// Whether the place of the next one is kept: only then it need be text.
    [[nodiscard]] bool wants_place() const noexcept { return is_listed_ && entries_.size() < max_skipped; }
    /// `dropped`: the record says nothing; else only something of it was not understood.
    void add(std::string_view where, std::string_view reason, bool dropped = true);
    void write_to(chart& c) const;
    void clear();

private:
    bool is_listed_;
    std::size_t total_ = 0;
    std::vector<skipped_entry> entries_;
    std::vector<unread_count> unread_;
};

}  // namespace oms::findings
