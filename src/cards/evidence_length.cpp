#include "evidence.hpp"

#include "words/ages.hpp"
#include "words/markdown.hpp"

#include <algorithm>

/// Evidence that is too long to be said whole. All texts are in JSON.
namespace oms::cards {
namespace {

using criteria::evidence;
using terminology::fact;

constexpr std::size_t bullet_units = 3;   // "- " and a line break

struct evidence_text {
    struct line : evidence_line {
        std::size_t units = 0;   ///< UTF-16
    };
    std::string text;
    std::vector<line> lines;   ///< by section
    [[nodiscard]] std::string_view view(line const& l) const noexcept { return std::string_view{text}.substr(l.at, l.size); }
};

evidence_text measured(card_book::contents const& c, language const& words, criteria::verdict const& v, findings::chart const& chart,
                       guidance const& guide, std::size_t name_units, shortening how) {
    evidence_text said;
    std::vector<evidence_line> lines;
    style const as{
        .markdown = true, .name_units = name_units, .brief = how != shortening::names, .ours = how == shortening::ours};
    say_evidence(said.text, c, words, v, chart, guide, as, &lines);
    for (evidence_line const& l : lines) {
        evidence_text::line& added = said.lines.emplace_back(evidence_text::line{l});
        added.units = units_in_json(said.view(added));
    }
    return said;
}

/// "**Counted:**", line break or blank, blank line behind the section.
std::size_t heading_units(language const& words, section in) { return units_in_json(words[heading_of(in)].literal()) + 8; }

bool has(evidence_text const& said, section in) noexcept {
    return std::ranges::any_of(said.lines, [&](auto const& l) { return l.in == in; });
}

std::size_t units_of(evidence_text const& said, language const& words) {
    std::size_t units = 0;
    for (section const in : sections)
        if (in == section::counted || has(said, in)) units += heading_units(words, in);
    if (!has(said, section::counted)) units += units_in_json(words[phrase::nothing_counted].literal());
    for (auto const& l : said.lines) units += l.units + bullet_units;
    return units;
}

/// Takes the least telling line away; false when all that is left must stay.
bool cut_one(evidence_text& said) {
    for (section const in : {section::also, section::not_counted, section::absent, section::counted}) {
        auto const last = std::find_if(said.lines.rbegin(), said.lines.rend(), [&](auto const& l) { return l.in == in && !l.must_stay; });
        if (last == said.lines.rend()) continue;
        said.lines.erase(std::next(last).base());
        return true;
    }
    return false;
}

void append_section(std::string& out, evidence_text const& said, language const& words, section in) {
    bool const list = has(said, in);
    if (!list && in != section::counted) return;
    append_heading(out, words.phrases, heading_of(in));
    if (!list) words[phrase::nothing_counted].append(out += ' ');
    for (auto const& l : said.lines) {
        if (l.in != in) continue;
        out.append(is_list(in) ? bullet : std::string_view{" "}).append(said.view(l));
    }
    out += part_end;
}

/// Cuts lines until the rest and the sentence that tells of them fit; false when they do not.
bool cut_to(evidence_text& said, std::string& left_out, language const& words, std::size_t budget) {
    std::size_t const all = said.lines.size();
    while (units_of(said, words) + units_in_json(left_out) > budget) {
        if (!cut_one(said)) return false;
        std::string n;
        append_number(n, all - said.lines.size());
        left_out.clear();
        words[phrase::left_out].append(left_out, {{slot::n, n}});
        left_out += part_end;
    }
    return true;
}

/// Answers, examinations and workup are printed in words of ours, never as a finding.
bool names_a_finding(terminology::term const& t) noexcept {
    terminology::facts said = t.what;
    using enum terminology::fact;
    for (fact const f : {images_neck, images_chest, images_abdomen, images_pelvis, urine_catecholamine, mibg, refers_to_neurology,
                         refers_to_oncology, answer_positive, answer_probable, answer_negative, answer_unknown, interpretation_positive,
                         interpretation_negative, interpretation_unknown, examination})
        said -= f;
    return !said.empty();
}

}  // namespace

bool append_short_evidence(std::string& out, card_book::contents const& c, language const& words, criteria::verdict const& v,
                           findings::chart const& chart, guidance const& guide, std::size_t budget, shortening how) {
    std::string left_out;
    evidence_text said = measured(c, words, v, chart, guide, long_name, how);
    if (units_of(said, words) > budget) said = measured(c, words, v, chart, guide, short_name, how);
    bool fits = units_of(said, words) <= budget || cut_to(said, left_out, words, budget);
    if (!fits) {
        said = measured(c, words, v, chart, guide, shortest_name, how);
        fits = cut_to(said, left_out, words, budget);
    }
    if (!fits && how != shortening::ours) return false;
    for (section const in : sections) append_section(out, said, words, in);
    out += left_out;
    return fits;
}

/// The widest line: the longest name, words and additions.
findings::finding widest_finding(language const& words, terminology::code_map const& codes, std::string& status) {
    findings::finding widest;
    std::size_t most = 0;
    std::string name;
    for (auto const& t : codes.terms()) {
        if (!names_a_finding(t) || t.target) continue;
        name.clear();
        append_finding(name, words, t, {.markdown = true, .name_units = shortest_name});
        if (utf16_units(name) <= most) continue;
        most = utf16_units(name);
        widest.term = &t;
    }
    auto const by_length = [](auto const& a, auto const& b) { return units_in_json(a.second) < units_in_json(b.second); };
    auto const record = std::ranges::max_element(words.records, by_length);
    auto const word = std::ranges::max_element(words.statuses, by_length);
    if (record != words.records.end()) widest.resource = record->first;
    if (word != words.statuses.end()) status = word->first + "/" + word->first;
    widest.status = status;
    return widest;
}

std::size_t least_units(card_book::contents const& c, language const& words, terminology::code_map const& codes) {
    findings::chart chart;
    chart.patient.birth = partial_date{2009, 0, 0};   // an age in many words: about 11 to 23 months
    std::string status;
    findings::finding const seen = widest_finding(words, codes, status);
    findings::finding inferred = seen;
    inferred.what = fact::adrenal_medulla_tumour;
    evidence e;
    e.newest = &seen;
    e.onset = e.date = e.written = partial_date{2010, 12, 12}.first_day();
    e.provisional = true;
    e.records = 9999;

    criteria::verdict v;
    v.how_old.min_months = v.how_old.max_months = 0;   // known, so that ages are told
    for (auto& f : v.features) {
        f.counted = true;
        f.lines.push_back(e);
    }
    v.features[static_cast<std::size_t>(criteria::feature::neuroblastoma)].lines.front().newest = &inferred;
    // A feature that is not recorded takes less than its line, the heading included.
    std::size_t const most = units_of(measured(c, words, v, chart, {}, shortest_name, shortening::ours), words);
    return most + units_in_json(words[phrase::left_out].literal()) + 8;
}

}  // namespace oms::cards
