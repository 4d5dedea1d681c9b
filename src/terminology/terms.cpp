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
    "irregular-or-nystagmus",
    "inappropriate-saccades",
    "ataxia",
    "myoclonus",
    "weak-ataxia",
    "weak-provisional-ataxia",
    "behaviour",
    "sleep",
    "core-behaviour",
    "oms-diagnosis",
    "neuroblastic-tumour",
    "ganglioneuroma",
    "tumour-stage",
    "adrenal-medulla-tumour",
    "adrenal-tumour",
    "suspected-tumour",
    "also-recorded",
    "mimic",
    "named-nystagmus",
    "explains-ataxia",
    "explains-myoclonus",
    "poisoning",
    "named-cns-disease",
    "raised-pressure",
    "head-injury",
    "cord-compression",
    "neuropathy",
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

void add_term(meaning& m, term const* found) noexcept {
    auto const known = std::span{m.terms}.first(m.count);
    if (found != nullptr && m.count < m.terms.size() && std::ranges::find(known, found) == known.end()) m.terms[m.count++] = found;
}

/// A site's code may lead to several of ours: its terms stand one after the other.
void add_code(meaning& m, term const* found, term const* end) noexcept {
    add_term(m, found);
    if (found == nullptr || found->target == nullptr) return;
    for (term const* next = found + 1; next != end && next->target != nullptr && next->code.data() == found->code.data(); ++next)
        add_term(m, next);
}

}  // namespace

bool code_map::tables::find_family(system_index system, std::string_view code, meaning& m) const noexcept {
    code_system const& s = systems[system];
    if (s.first_family == s.end_family) return false;
    spelling const spelled{s, code};
    if (spelled.view().empty()) return false;
    auto const fits = [&](code_family const& f) { return f.codes.may_begin(spelled.view().front()); };
    auto const end = families.begin() + s.end_family;
    auto at = std::find_if(families.begin() + s.first_family, end, fits);
    if (at == end) return false;
    m.family_size = with_dot(s, spelled.view(), m.family_text);
    at = std::find_if(at, end, [&](code_family const& f) { return f.codes.matches(m.family_code()); });
    if (at == end) m.family_size = 0;
    else add_term(m, &at->term);
    return at != end;
}

meaning code_map::tables::find(std::string_view system, std::string_view code) const noexcept {
    meaning m;
    auto const at = system_of(system);
    if (!at) return m;
    m.known_system = true;
    code_system const& s = systems[*at];
    if (s.cluster) {
        for (std::size_t end = code.find_first_of("&/"); end != std::string_view::npos; end = code.find_first_of("&/")) {
            add_term(m, term_of(*at, code.substr(0, end)));
            code.remove_prefix(end + 1);
        }
    }
    add_code(m, term_of(*at, code), terms.data() + terms.size());
    if (m.count != 0) return m;
    if (s.fallback) add_term(m, term_of(*s.fallback, code));
    if (m.count == 0 && !find_family(*at, code, m) && s.fallback) find_family(*s.fallback, code, m);
    return m;
}

meaning code_map::find(std::string_view system, std::string_view code) const noexcept { return tables_->find(system, code); }

std::string_view code_map::fault_of(std::string_view system, std::string_view code) const noexcept {
    auto const at = tables_->system_of(system);
    return at ? fault_in(code, tables_->systems[*at].shape) : std::string_view{};
}

std::span<term const> code_map::terms() const noexcept { return tables_->terms; }

status_words code_map::status_of(std::string_view system, std::string_view code) const noexcept {
    auto const at = tables_->system_of(system);
    if (!at && !system.empty()) return {};
    auto const same = [&](known_status const& s) { return s.code == code && (!at || s.system == *at); };
    auto const found = std::ranges::find_if(tables_->statuses, same);
    return found == tables_->statuses.end() ? status_words{} : found->means;
}

std::optional<fact> code_map::text_answer(std::string_view text) const noexcept {
    text = ascii::trimmed(text);
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    for (auto const& [answer, meant] : tables_->answers)
        if (std::ranges::equal(text, answer, {}, lower)) return meant;
    return std::nullopt;
}

}  // namespace oms::terminology
