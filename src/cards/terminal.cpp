#include <oms/cards/card.hpp>

#include "words/ages.hpp"
#include "guidance.hpp"
#include "reasoning.hpp"
#include "suggestions.hpp"

#include <algorithm>

namespace oms::cards {
namespace {

constexpr std::size_t columns = 80;
constexpr std::string_view item_indent = "  - ";
constexpr std::string_view item_rest = "    ";

/// Letters on the screen, near enough: every code point is one.
std::size_t width_of(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Appends `text` in lines of at most `columns`, cut at blanks; a word that is longer has its own line.
void append_wrapped(std::string& out, std::string_view text, std::string_view first = {}, std::string_view rest = {}) {
    out += first;
    std::size_t at = width_of(first);
    bool fresh = true;
    while (!text.empty()) {
        auto const end = std::min(text.find(' '), text.size());
        std::string_view const word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (word.empty()) continue;
        if (!fresh && at + 1 + width_of(word) > columns) {
            out.append("\n").append(rest);
            at = width_of(rest);
            fresh = true;
        }
        out.append(fresh ? "" : " ").append(word);
        at += width_of(word) + (fresh ? 0 : 1);
        fresh = false;
    }
    out += '\n';
}

phrase word_for(criteria::state s) noexcept {
    switch (s) {
        case criteria::state::present: return phrase::state_present;
        case criteria::state::historical: return phrase::state_historical;
        case criteria::state::absent: return phrase::state_absent;
        case criteria::state::unknown: return phrase::state_unknown;
    }
    return phrase::state_unknown;
}

class terminal_reading {
public:
    terminal_reading(std::string& out, card_book::contents const& c, criteria::verdict const& v, findings::chart const& chart,
                     occasion const& o)
        : out_{out}, c_{c}, words_{c.languages[c.language_for(o)]}, v_{v}, chart_{chart}, occasion_{o} {}

    void write(std::string_view summary) {
        write_title(summary);
        write_age();
        write_states();
        write_evidence();
        write_reasons();
        write_suggestions();
        out_ += '\n';
        append_wrapped(out_, words_[is_card() ? phrase::regulatory : phrase::no_all_clear].literal());
    }

private:
    [[nodiscard]] bool is_card() const noexcept { return v_.shown_as != criteria::indicator::none; }

    std::string said(phrase p, std::initializer_list<filled> values = {}) const {
        std::string text;
        words_[p].append(text, values);
        return text;
    }

    void write_title(std::string_view summary) {
        std::string patient;
        for (char const c : chart_.patient.id) patient += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
        if (patient.empty()) patient = words_[phrase::patient_without_id].literal();
        phrase const how = v_.shown_as == criteria::indicator::warning ? phrase::indicator_warning : phrase::indicator_info;
        phrase const title = is_card() ? phrase::rule_title : phrase::rule_title_silent;
        append_wrapped(out_, said(title, {{slot::patient, patient},
                                          {slot::tier, v_.decided->tier},
                                          {slot::rule, v_.decided->id},
                                          {slot::indicator, words_[how].literal()}}));
        if (is_card()) append_wrapped(out_, summary);
        else append_wrapped(out_, said(phrase::no_card, {{slot::reason, text_for(words_.silent, v_.decided->id)}}));
    }

    void write_age() {
        std::string age;
        auto const range = age_at(chart_.patient.birth, day_of(v_.as_of));
        if (range && v_.how_old.min_months) append_age(age, words_.phrases, *range);
        else words_[phrase::age_not_known].append(age);
        out_ += '\n';
        append_wrapped(out_, said(phrase::age_today, {{slot::age, age}}));
        out_ += '\n';
    }

    void write_states() {
        std::size_t widest = 0;
        for (auto const& name : words_.features) widest = std::max(widest, width_of(name));
        for (std::size_t i = 0; i < v_.features.size(); ++i) {
            auto const& f = v_.features[i];
            out_.append("  ").append(words_.features[i]).append(widest - width_of(words_.features[i]) + 2, ' ');
            words_[word_for(f.is)].append(out_);
            if (f.is == criteria::state::present && !f.counted) out_.append(", ").append(words_[phrase::not_counted_mark].literal());
            out_ += '\n';
        }
    }

    void write_evidence() {
        std::string all;
        std::vector<evidence_line> lines;
        guidance const guide = is_card() ? guidance_for(c_, words_, c_.card_for(v_), v_, chart_, {}) : guidance{};
        say_evidence(all, c_, words_, v_, chart_, guide, {}, &lines);
        for (section const in : sections) {
            bool begun = false;
            for (evidence_line const& l : lines) {
                if (l.in != in) continue;
                if (!begun) out_.append("\n").append(words_[heading_of(in)].literal()).append("\n");
                append_wrapped(out_, std::string_view{all}.substr(l.at, l.size), item_indent, item_rest);
                begun = true;
            }
        }
    }

    void write_part(phrase heading, std::string const& text) {
        std::string line{words_[heading].literal()};
        append_wrapped(out_, line.append(": ").append(text));
    }

    void write_reasons() {
        told const t{.book = c_, .words = words_, .verdict = v_, .chart = chart_, .gaps = occasion_.gaps};
        std::string rule, data;
        append_rule(rule, t, is_card() ? std::optional{c_.card_for(v_)} : std::nullopt, {});
        append_data(data, t);
        out_ += '\n';
        write_part(phrase::heading_rule, rule);
        if (is_card() && must_tell_limits(c_.layouts[c_.card_for(v_)], v_))
            write_part(phrase::heading_limits, std::string{words_[phrase::test_limits].literal()});
        write_part(phrase::heading_data, data);
    }

    void write_suggestions() {
        if (!is_card()) return;
        bool begun = false;
        for (offered const& o : offers_for(c_, v_)) {
            if (!begun) out_.append("\n").append(words_[phrase::suggested].literal()).append("\n");
            begun = true;
            std::string line = words_.suggestions[o.suggestion];
            if (is_recommended(o, v_)) line.append(" (").append(words_[phrase::recommended].literal()).append(")");
            append_wrapped(out_, line, item_indent, item_rest);
        }
    }

    std::string& out_;
    card_book::contents const& c_;
    language const& words_;
    criteria::verdict const& v_;
    findings::chart const& chart_;
    occasion const& occasion_;
};

}  // namespace

void card_book::append_text(std::string& out, criteria::verdict const& v, findings::chart const& c, occasion const& o) const {
    terminal_reading{out, *contents_, v, c, o}.write(summary(v));
}

}  // namespace oms::cards
