#include "members.hpp"

#include "deletions.hpp"

#include <oms/fhir/base_url.hpp>

#include <algorithm>
#include <string>

namespace oms::findings {
namespace {

constexpr std::string_view observation_type = "Observation";
constexpr std::size_t most_members_kept = 256;

/// Of `…/Observation/id` and its versions the id; nothing of other references.
std::string_view id_in(std::string_view ref) noexcept {
    ref = ref.substr(0, ref.find("/_history/"));
    auto const slash = ref.rfind('/');
    if (slash == std::string_view::npos || !ref.substr(0, slash).ends_with(observation_type)) return {};
    return ref.substr(slash + 1);
}

}  // namespace

void members::add_answer(fhir::resource const& r, std::string_view full_url, answer_kind says) {
    answers_.push_back({key_of(observation_type, r.id), full_url.empty() ? 0 : key_of(full_url), says});
}

void members::make_index(std::span<record const> records) {
    index_.clear();
    auto const add = [&](std::uint64_t key, std::size_t place) { index_.push_back({key, place}); };
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i].type != fhir::resource_type::observation || !records[i].dropped.empty()) continue;
        add(key_of(observation_type, records[i].id), i);
        if (!records[i].full_url.empty()) add(key_of(records[i].full_url), i);
    }
    for (std::size_t i = 0; i < answers_.size(); ++i) {
        add(answers_[i].by_id, records.size() + i);
        if (answers_[i].by_url != 0) add(answers_[i].by_url, records.size() + i);
    }
    std::ranges::sort(index_, {}, &row::key);
}

std::span<statement const> members::rest_of(record const& header, std::span<statement const> said, std::span<record const> records,
                                            std::span<statement const> all_statements) {
    rest_.assign(said.begin(), said.end());
    part_answers uncoded;
    for (std::string_view const ref : std::span{references_}.subspan(header.first_member, header.member_count)) {
        std::string room;
        std::string_view const id = id_in(fhir::normal_url(ref, room));
        for (row const& r : std::ranges::equal_range(index_, id.empty() ? key_of(ref) : key_of(observation_type, id), {}, &row::key)) {
            if (r.place >= records.size()) {
                auto const says = answers_[r.place - records.size()].says;
                uncoded.yes |= says == answer_kind::yes;
                uncoded.no |= says == answer_kind::no;
            } else if (&records[r.place] != &header && rest_.size() < most_members_kept) {
                auto const part = all_statements.subspan(records[r.place].first_statement, records[r.place].statement_count);
                rest_.insert(rest_.end(), part.begin(), part.end());
            }
        }
    }
    std::size_t const of_parts = rest_.size() - said.size();
    take_back_denied(rest_, said.size(), uncoded);
    return std::span{rest_}.first(rest_.size() - of_parts);
}

void members::clear() {
    references_.clear();
    answers_.clear();
    index_.clear();
    // What the next chart finds warm must not be what one with very many had.
    if (answers_.capacity() > most_members_kept) answers_.shrink_to_fit();
    if (index_.capacity() > most_members_kept) index_.shrink_to_fit();
}

}  // namespace oms::findings
