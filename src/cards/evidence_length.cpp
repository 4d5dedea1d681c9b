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
                       std::size_t name_units) {
    evidence_text said;
    std::vector<evidence_line> lines;
    say_evidence(said.text, c, words, v, chart, {.markdown = true, .name_units = name_units}, &lines);
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
    for (section const in : {section::also, section::not_counted, section::absent, section::cause, section::counted}) {
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
        out.append(in == section::not_found ? std::string_view{" "} : bullet).append(said.view(l));
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

}  // namespace

void append_short_evidence(std::string& out, card_book::contents const& c, language const& words, criteria::verdict const& v,
                           findings::chart const& chart, std::size_t budget) {
    std::string left_out;
    evidence_text said = measured(c, words, v, chart, long_name);
    if (units_of(said, words) > budget) said = measured(c, words, v, chart, short_name);
    if (units_of(said, words) > budget && !cut_to(said, left_out, words, budget)) {
        said = measured(c, words, v, chart, shortest_name);
        cut_to(said, left_out, words, budget);
    }
    for (section const in : sections) append_section(out, said, words, in);
    out += left_out;
}

namespace {

/// The finding with the widest line: the longest name, words and additions. It views `status`, into which its own is put.
findings::finding widest_finding(language const& words, terminology::code_map const& codes, std::string& status) {
    findings::finding widest;
    std::size_t most = 0;
    std::string name;
    for (auto const& t : codes.terms()) {
        name.clear();
        append_escaped(name, t.display, shortest_name);
        append_escaped(name, t.code, most_code_units);
        append_escaped(name, t.system_name, most_system_units);
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

}  // namespace

std::size_t least_units(card_book::contents const& c, language const& words, terminology::code_map const& codes) {
    findings::chart chart;
    chart.patient.birth = partial_date{2009, 0, 0};   // an age in many words: about 11 to 23 months
    std::string status;
    findings::finding const seen = widest_finding(words, codes, status);
    findings::finding inferred = seen;
    inferred.what = fact::adrenal_medulla_tumour;
    evidence e;
    e.newest = &seen;
    e.date = partial_date{2010, 12, 12}.first_day();
    e.provisional = true;
    e.records = 9999;

    std::size_t most = 0;
    for (bool const tumour : {false, true}) {   // without one, another cause may stay in its place
        criteria::verdict v;
        for (auto& f : v.features) {
            f.counted = true;
            f.lines.push_back(e);
        }
        auto& n = v.features[static_cast<std::size_t>(criteria::feature::neuroblastoma)];
        n.lines.front().newest = &inferred;
        if (!tumour) {
            n = {};
            v.explanations.push_back(e);
        }
        most = std::max(most, units_of(measured(c, words, v, chart, shortest_name), words));
    }
    return most + heading_units(words, section::not_found) + units_in_json(words[phrase::left_out].literal()) + 8;
}

}  // namespace oms::cards
