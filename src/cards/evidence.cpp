#include "evidence.hpp"

#include "words/ages.hpp"
#include "words/markdown.hpp"

#include <algorithm>

namespace oms::cards {
namespace {

using criteria::evidence;
using criteria::not_counted;
using findings::polarity;
using terminology::fact;

constexpr std::size_t lines_per_group = 3;

bool is_inferred(evidence const& e) noexcept {
    return e.newest && (e.newest->what == fact::adrenal_medulla_tumour || e.newest->what == fact::adrenal_tumour);
}

/// Control characters of a terminal must not come from data either.
void append_plain(std::string& out, std::string_view text) {
    for (char const c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
}

/// Writes lines, one after the other.
class line_writer {
public:
    line_writer(std::string& out, card_book::contents const& c, language const& words, findings::chart const& chart, style as,
                std::vector<evidence_line>* lines)
        : out_{out}, c_{c}, words_{words}, chart_{chart}, as_{as}, lines_{lines} {
        if (as_.markdown) append_heading(out_, words_.phrases, heading_of(in_));   // whatever there is to say in it
    }

    void begin(section in, bool must_stay) {
        if (as_.markdown) begin_markdown(in);
        said_any_ = true;
        if (lines_) lines_->push_back({in, out_.size(), 0, must_stay});
    }
    void end() {
        if (lines_) lines_->back().size = out_.size() - lines_->back().at;
    }
    void say(phrase p) { words_[p].append(out_); }
    void say(std::string_view text) { out_ += text; }
    void say_with(phrase p, std::string_view value) {
        words_[p].append(out_, [&](slot) { out_ += value; });
    }
    void say_number(phrase p, std::size_t n) {
        words_[p].append(out_, [&](slot) { append_number(out_, n); });
    }
    void say_date(phrase p, maybe_day date) {
        words_[p].append(out_, [&](slot) {
            if (date) append_text(out_, *date);
        });
    }

    /// `Opsoclonus: `, or what a code only hints at.
    void say_feature(std::size_t f, evidence const& e) {
        if (e.what == fact::possible_opsoclonus) say(phrase::possible_opsoclonus);
        else say(words_.feature_labels[f]);
    }

    void say_finding(phrase p, findings::finding const& f) {
        if (!f.term) return say(name_of(f.what));
        bool const as_prepared = p == phrase::finding && as_.markdown && as_.name_units == long_name;
        std::string_view const prepared = as_prepared ? c_.finding_of(*f.term, words_) : std::string_view{};
        if (prepared.empty()) append_finding(out_, words_[p], *f.term, as_);
        else say(prepared);
    }

    /// Date in `p`, age at that date.
    void say_when(phrase p, maybe_day date) {
        if (!date) return say(phrase::undated);
        say_date(p, date);
        auto const age = age_at(chart_.patient.birth, date);
        if (age) words_[phrase::at_age].append(out_, [&](slot) { append_age(out_, words_.phrases, *age); });
    }

    /// Record type and status, as far as their words are known: no word of the sender gets in.
    void say_record(evidence const& e) {
        std::string_view const resource = e.newest->resource;
        auto const record = text_for(words_.records, resource.substr(0, resource.find('/')));
        if (!record.empty()) {
            say(record);
            say_status(e.newest->status);
        }
        if (e.provisional) say(phrase::provisional);
        if (is_inferred(e)) say(phrase::inferred);
        if (e.records > 1) say_number(phrase::records, e.records);
    }

    /// The words of `active/confirmed` that are known; nothing when none is.
    void say_status(std::string_view status) {
        std::size_t const end = std::min(status.find('/'), status.size());
        auto const first = text_for(words_.statuses, status.substr(0, end));
        auto const second = end == status.size() ? std::string_view{} : text_for(words_.statuses, status.substr(end + 1));
        if (first.empty() && second.empty()) return;
        words_[phrase::record_status].append(out_, [&](slot) {
            out_.append(first).append(first.empty() || second.empty() ? "" : "/").append(second);
        });
    }

    void say_reason(evidence const& e) {
        switch (e.why) {
            case not_counted::explained:
                if (e.explained_by) say_finding(phrase::reason_explained, *e.explained_by);
                break;
            case not_counted::not_new: say_with(phrase::reason_not_new, c_.new_onset); break;
            case not_counted::weak_alone: say(phrase::reason_weak); break;
            case not_counted::historical: say(phrase::reason_historical); break;
            case not_counted::stale: say_with(phrase::reason_stale, c_.stale_list); break;
            case not_counted::suspected: say(phrase::reason_suspected); break;
            case not_counted::counted:
            case not_counted::absent:
            case not_counted::also_recorded: break;
        }
    }

    void finish() {
        if (as_.markdown) end_section();
    }

private:
    void begin_markdown(section in) {
        if (in != in_) {
            end_section();
            append_heading(out_, words_.phrases, heading_of(in));
            in_ = in;
        }
        out_ += in == section::not_found ? std::string_view{" "} : bullet;
    }
    void end_section() {
        if (!said_any_) words_[phrase::nothing_counted].append(out_ += ' ');
        out_ += part_end;
    }

    std::string& out_;
    card_book::contents const& c_;
    language const& words_;
    findings::chart const& chart_;
    style as_;
    section in_ = section::counted;
    bool said_any_ = false;
    std::vector<evidence_line>* lines_;
};

/// What a line is good for on this card.
section section_of(criteria::verdict const& v, std::size_t feature, evidence const& e) noexcept {
    if (e.says != polarity::positive || e.why == not_counted::absent) return section::absent;
    bool const opsoclonus = v.features[static_cast<std::size_t>(criteria::feature::opsoclonus)].counted;
    if (e.what == fact::possible_opsoclonus) return v.possible_opsoclonus && !opsoclonus ? section::counted : section::also;
    if (e.why == not_counted::also_recorded) return section::also;
    return e.why == not_counted::counted && v.features[feature].counted ? section::counted : section::not_counted;
}

void say_line(line_writer& w, section in, std::size_t feature, evidence const& e, bool first) {
    w.begin(in, first && in == section::counted);
    w.say_feature(feature, e);
    w.say_finding(phrase::finding, *e.newest);
    phrase const when = in != section::absent ? phrase::dated : e.says == polarity::refuted ? phrase::refuted : phrase::not_seen;
    w.say_when(when, e.date);
    w.say_record(e);
    if (in == section::not_counted) w.say_reason(e);
    w.end();
}

void say_rest(line_writer& w, section in, std::size_t left) {
    if (left == 0) return;
    w.begin(in, false);
    w.say_number(phrase::and_more, left);
    w.end();
}

void say_section(line_writer& w, criteria::verdict const& v, section in) {
    for (std::size_t f = 0; f < v.features.size(); ++f) {
        std::size_t told = 0, left = 0;
        for (evidence const& e : v.features[f].lines) {
            if (!e.newest || section_of(v, f, e) != in) continue;
            if (told == lines_per_group) {
                ++left;
                continue;
            }
            say_line(w, in, f, e, told == 0);
            ++told;
        }
        say_rest(w, in, left);
    }
}

/// Features of which nothing is recorded either way: unknown, which is not absent.
void say_not_found(line_writer& w, criteria::verdict const& v, language const& words) {
    bool any = false;
    for (std::size_t f = 0; f < v.features.size(); ++f) {
        auto const& feature = v.features[f];
        bool const recorded = std::ranges::any_of(
            feature.lines, [](evidence const& e) { return e.says == polarity::positive && e.what != fact::possible_opsoclonus; });
        if (feature.is != criteria::state::unknown || recorded) continue;
        if (!any) w.begin(section::not_found, true);
        w.say(any ? "; " : "");
        w.say(words.features[f]);
        any = true;
    }
    if (any) w.end();
}

void say_loose(line_writer& w, section in, std::vector<evidence> const& all, bool first_stays = false) {
    std::size_t told = 0;
    for (evidence const& e : all) {
        if (!e.newest || told == lines_per_group) continue;
        w.begin(in, told == 0 && first_stays);
        if (e.what == fact::oms_diagnosis && e.says == polarity::refuted) {
            w.say_date(phrase::oms_refuted, e.date);
        } else {
            w.say_finding(phrase::finding, *e.newest);
            w.say_when(phrase::dated, e.date);
            w.say_record(e);
        }
        w.end();
        ++told;
    }
    say_rest(w, in, all.size() > told ? all.size() - told : 0);
}

}  // namespace

phrase heading_of(section in) noexcept {
    switch (in) {
        case section::counted: return phrase::heading_counted;
        case section::not_found: return phrase::heading_not_found;
        case section::absent: return phrase::heading_absent;
        case section::not_counted: return phrase::heading_not_counted;
        case section::also: return phrase::heading_also;
        case section::cause: return phrase::heading_cause;
    }
    return phrase::heading_counted;
}

void append_finding(std::string& out, text_template const& as_told, terminology::term const& t, style as) {
    std::string display, code, system;
    auto const write = [&](std::string& name, std::string_view text, std::size_t most) {
        if (as.markdown) append_escaped(name, text, most);
        else append_plain(name, text);
    };
    write(display, t.display, as.name_units);
    write(code, t.code, most_code_units);
    write(system, t.system_name.empty() ? t.system : t.system_name, most_system_units);
    as_told.append(out, {{slot::display, display}, {slot::system, system}, {slot::code, code}});
}

void say_evidence(std::string& out, card_book::contents const& c, language const& words, criteria::verdict const& v,
                  findings::chart const& chart, style as, std::vector<evidence_line>* lines) {
    line_writer w{out, c, words, chart, as, lines};
    say_section(w, v, section::counted);
    say_not_found(w, v, words);
    say_section(w, v, section::absent);
    say_section(w, v, section::not_counted);
    say_section(w, v, section::also);
    say_loose(w, section::also, v.also_recorded);
    // With a tumour recorded no other cause explains anything (clinical.md 2.7); without one it may be what decided.
    say_loose(w, section::cause, v.explanations, !v.features[static_cast<std::size_t>(criteria::feature::neuroblastoma)].counted);
    w.finish();
}

}  // namespace oms::cards
