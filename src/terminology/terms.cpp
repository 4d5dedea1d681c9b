#include <oms/terminology/terms.hpp>

#include "tables.hpp"

#include <algorithm>
#include <utility>

namespace oms::terminology {

namespace {

/// In the order of the enum.
constexpr std::array<std::string_view, fact_count> names{
    "opsoclonus",
    "ocular-flutter",
    "possible-opsoclonus",
    "ataxia",
    "myoclonus",
    "weak-ataxia",
    "weak-provisional-ataxia",
    "behaviour",
    "sleep",
    "oms-diagnosis",
    "neuroblastic-tumour",
    "ganglioneuroma",
    "tumour-stage",
    "adrenal-medulla-tumour",
    "adrenal-tumour",
    "suspected-tumour",
    "also-recorded",
    "mimic",
    "explains-ataxia",
    "explains-myoclonus",
    "poisoning",
    "named-cns-disease",
    "images-neck",
    "images-chest",
    "images-abdomen",
    "images-pelvis",
    "urine-catecholamine",
    "mibg",
    "refers-to-neurology",
    "refers-to-oncology",
    "answer-positive",
    "answer-probable",
    "answer-negative",
    "answer-unknown",
    "interpretation-positive",
    "interpretation-negative",
    "interpretation-unknown",
    "examination",
};
static_assert(!names.back().empty(), "a fact without a name");

}  // namespace

std::string_view name_of(fact f) noexcept { return names[static_cast<std::size_t>(f)]; }

std::optional<fact> fact_named(std::string_view name) noexcept {
    auto const at = std::ranges::find(names, name);
    if (at == names.end()) return std::nullopt;
    return static_cast<fact>(at - names.begin());
}

facts meaning::what() const noexcept {
    facts all;
    for (std::size_t i = 0; i < count; ++i) all |= terms[i]->what;
    return all;
}

code_map::code_map(std::shared_ptr<tables const> t) : tables_{std::move(t)} {}

namespace {

void add(meaning& m, term const* found) noexcept {
    auto const known = std::span{m.terms}.first(m.count);
    if (found != nullptr && m.count < m.terms.size() && std::ranges::find(known, found) == known.end()) m.terms[m.count++] = found;
}

}  // namespace

meaning code_map::find(std::string_view system, std::string_view code) const noexcept {
    meaning m;
    auto const at = tables_->system_of(system);
    if (!at) return m;
    m.known_system = true;
    code_system const& s = tables_->systems[*at];
    if (s.cluster) {
        for (std::size_t end = code.find_first_of("&/"); end != std::string_view::npos; end = code.find_first_of("&/")) {
            add(m, tables_->term_of(*at, code.substr(0, end)));
            code.remove_prefix(end + 1);
        }
    }
    add(m, tables_->term_of(*at, code));
    if (m.count == 0 && s.fallback) add(m, tables_->term_of(*s.fallback, code));
    return m;
}

std::span<term const> code_map::terms() const noexcept { return tables_->terms; }

std::optional<fact> code_map::text_answer(std::string_view text) const noexcept {
    text = ascii::trimmed(text);
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    for (auto const& [answer, meant] : tables_->answers)
        if (std::ranges::equal(text, answer, {}, lower)) return meant;
    return std::nullopt;
}

}  // namespace oms::terminology
