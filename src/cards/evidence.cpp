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

bool is_weak(fact f) noexcept {
    return f == fact::weak_ataxia || f == fact::weak_provisional_ataxia || f == fact::possible_opsoclonus ||
           f == fact::irregular_or_nystagmus;
}

bool is_flag(fact f) noexcept { return f == fact::possible_opsoclonus || f == fact::irregular_or_nystagmus; }

/// Control characters of a terminal must not come from data either.
void append_plain(std::string& out, std::string_view text) {
    for (char const c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
}

/// Writes lines, one after the other.
class line_writer {
public:
    line_writer(std::string& out, card_book::contents const& c, language const& words, std::optional<partial_date> birth, style as,
                std::vector<evidence_line>* lines)
        : out_{out}, c_{c}, words_{words}, birth_{birth}, as_{as}, lines_{lines} {
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
        if (is_flag(e.what)) say(phrase::possible_opsoclonus);
        else say(words_.feature_labels[f]);
    }

    void say_finding(findings::finding const& f) { append_finding(out_, c_, words_, f, as_); }

    void say_age(phrase p, maybe_day date) {
        if (as_.brief) return;
        auto const age = age_at(birth_, date);
        if (age) words_[p].append(out_, [&](slot) { append_age(out_, words_.phrases, *age); });
    }

    /// Since when and at what age, and when that was written down; or when it was seen.
    void say_when(evidence const& e) {
        if (e.onset) {
            say_date(phrase::since, e.onset);
            say_age(phrase::at_onset, e.onset);
            maybe_day const newest = std::max(e.written, e.date);
            if (e.written || newest != e.onset) say_date(phrase::recorded, newest);
        } else if (e.date) {
            say_date(phrase::dated, e.date);
            say_age(phrase::at_age, e.date);
        } else {
            say(phrase::undated);
        }
    }

    /// Record type and status, as far as their words are known: no word of the sender gets in.
    void say_record(evidence const& e) {
        std::string_view const resource = e.newest->resource;
        auto const record = text_for(words_.records, resource.substr(0, resource.find('/')));
        if (!record.empty() && !as_.brief) {
            say(record);
            say_status(e.newest->status);
        }
        if (is_weak(e.what)) say(phrase::unspecific);
        else if (e.provisional) say(phrase::provisional);
        if (is_inferred(e)) say(phrase::inferred);
        if (e.records > 1 && !as_.brief) say_number(phrase::records, e.records);
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
                if (e.explained_by) words_[phrase::reason_explained].append(out_, [&](slot) { say_finding(*e.explained_by); });
                break;
            case not_counted::explaining: say(phrase::reason_explaining); break;
            case not_counted::not_new: say_with(phrase::reason_not_new, c_.new_onset); break;
            case not_counted::remembered: say_with(phrase::reason_remembered, c_.new_onset); break;
            case not_counted::weak_alone: say(phrase::reason_weak); break;
            case not_counted::historical: say(phrase::reason_historical); break;
            case not_counted::stale:
                if (e.newest->last_touched) say_with(phrase::reason_stale, c_.stale_list);
                else say(phrase::reason_undated);
                break;
            case not_counted::suspected: say(phrase::reason_suspected); break;
            case not_counted::counted:
            case not_counted::absent:
            case not_counted::also_recorded: break;
        }
    }

    [[nodiscard]] bool is_brief() const noexcept { return as_.brief; }

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
        out_ += is_list(in) ? bullet : std::string_view{" "};
    }
    void end_section() {
        if (!said_any_) words_[phrase::nothing_counted].append(out_ += ' ');
        out_ += part_end;
    }

    std::string& out_;
    card_book::contents const& c_;
    language const& words_;
    std::optional<partial_date> birth_;
    style as_;
    section in_ = section::counted;
    bool said_any_ = false;
    std::vector<evidence_line>* lines_;
};

bool has_opsoclonus(criteria::verdict const& v) noexcept {
    return v.features[static_cast<std::size_t>(criteria::feature::opsoclonus)].counted;
}

bool has_tumour(criteria::verdict const& v) noexcept {
    return v.features[static_cast<std::size_t>(criteria::feature::neuroblastoma)].counted;
}

void say_line(line_writer& w, section in, std::size_t feature, evidence const& e, bool first) {
    w.begin(in, first && in == section::counted);
    w.say_feature(feature, e);
    w.say_finding(*e.newest);
    if (in != section::absent) w.say_when(e);
    else w.say_date(e.says == polarity::refuted ? phrase::refuted : phrase::not_seen, e.date);
    w.say_record(e);
    if (in == section::not_counted || (in == section::counted && e.earlier && !w.is_brief())) w.say_reason(e);
    w.end();
}

void say_rest(line_writer& w, section in, std::size_t left) {
    if (left == 0) return;
    w.begin(in, false);
    w.say_number(phrase::and_more, left);
    w.end();
}

void say_section(line_writer& w, criteria::verdict const& v, guidance const& guide, section in) {
    for (std::size_t f = 0; f < v.features.size(); ++f) {
        std::size_t told = 0, left = 0;
        for (evidence const& e : v.features[f].lines) {
            if (!e.newest || section_of(v, f, e, guide.earlier_counts) != in) continue;
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

void say_guidance(line_writer& w, section in, std::string_view text) {
    if (text.empty()) return;
    w.begin(in, true);
    w.say(text);
    w.end();
}

/// Features of which nothing is recorded either way: unknown, which is not absent. A card that asks to search for the tumour does not
/// say that none is recorded.
void say_not_recorded(line_writer& w, criteria::verdict const& v, language const& words) {
    bool any = false;
    bool const card = v.shown_as != criteria::indicator::none;
    for (std::size_t f = 0; f < v.features.size(); ++f) {
        auto const& feature = v.features[f];
        bool const recorded =
            std::ranges::any_of(feature.lines, [](evidence const& e) { return e.says == polarity::positive && !is_flag(e.what); });
        if (feature.is != criteria::state::unknown || recorded) continue;
        if (card && f == static_cast<std::size_t>(criteria::feature::neuroblastoma)) continue;
        if (!any) w.begin(section::not_recorded, true);
        w.say(any ? "; " : "");
        w.say(words.features[f]);
        if (!std::ranges::all_of(feature.lines, [](evidence const& e) { return is_flag(e.what); })) w.say(phrase::in_part);
        any = true;
    }
    if (any) w.end();
}

void say_loose(line_writer& w, section in, std::span<evidence const* const> all) {
    std::size_t told = 0;
    for (evidence const* e : all) {
        if (told == lines_per_group) break;
        w.begin(in, false);
        w.say_finding(*e->newest);
        if (in != section::absent) w.say_when(*e);
        else w.say_date(phrase::refuted, e->date);
        w.say_record(*e);
        if (in == section::not_counted) w.say_reason(*e);
        w.end();
        ++told;
    }
    say_rest(w, in, all.size() - told);
}

/// Lines that belong to no feature, by section.
struct loose_lines {
    std::vector<evidence const*> absent, not_counted, also;

    loose_lines(criteria::verdict const& v, guidance const& guide) {
        for (evidence const& e : v.also_recorded) add(also, e);
        for (evidence const& e : v.explaining) add(not_counted, e);
        for (evidence const& e : v.explanations) {
            bool const cause = e.what == fact::poisoning || e.what == fact::named_cns_disease;
            if (e.says == polarity::refuted) add(absent, e);
            else if (!cause || !guide.causes_told) add(also, e);
        }
        if (has_tumour(v) && !guide.consider.empty()) return;   // named among the alternatives
        for (evidence const& e : v.emergencies) add(also, e);
    }

private:
    static void add(std::vector<evidence const*>& into, evidence const& e) {
        if (e.newest) into.push_back(&e);
    }
};

}  // namespace

section section_of(criteria::verdict const& v, std::size_t feature, evidence const& e, bool earlier_counts) noexcept {
    if (e.says != polarity::positive || e.why == not_counted::absent) return section::absent;
    bool const asks_for_the_eyes = v.possible_opsoclonus && !has_opsoclonus(v);
    if (is_flag(e.what)) return asks_for_the_eyes ? section::counted : section::also;
    if (e.why == not_counted::also_recorded) return section::also;
    bool const counts = v.features[feature].counted;
    if (!counts && (earlier_counts ? e.earlier : e.why == not_counted::weak_alone && asks_for_the_eyes)) return section::counted;
    return e.why == not_counted::counted && counts ? section::counted : section::not_counted;
}

phrase heading_of(section in) noexcept {
    switch (in) {
        case section::counted: return phrase::heading_counted;
        case section::today: return phrase::heading_today;
        case section::consider: return phrase::heading_consider;
        case section::not_recorded: return phrase::heading_not_recorded;
        case section::absent: return phrase::heading_absent;
        case section::not_counted: return phrase::heading_not_counted;
        case section::also: return phrase::heading_also;
    }
    return phrase::heading_counted;
}

bool is_list(section in) noexcept { return in != section::today && in != section::consider && in != section::not_recorded; }

void append_finding(std::string& out, language const& words, terminology::term const& t, style as) {
    if (as.ours && t.target) return append_finding(out, words, *t.target, as);
    bool const is_short = t.target && as.name_units < long_name;
    std::string display, code, system, target;
    auto const write = [&](std::string& name, std::string_view text, std::size_t most) {
        if (as.markdown) append_escaped(name, text, most);
        else append_plain(name, text);
    };
    auto const system_of = [](terminology::term const& of) { return of.system_name.empty() ? of.system : of.system_name; };
    write(display, t.display, as.name_units);
    write(code, t.code, is_short ? short_code_units : most_code_units);
    write(system, system_of(t), is_short ? short_system_units : most_system_units);
    if (t.target) {
        write(target, system_of(*t.target), most_system_units);
        target += ' ';
        write(target, t.target->code, most_code_units);
    }
    words[t.target ? phrase::mapped_finding : phrase::finding].append(
        out, {{slot::display, display}, {slot::system, system}, {slot::code, code}, {slot::target, target}});
}

void append_finding(std::string& out, card_book::contents const& c, language const& words, findings::finding const& f, style as) {
    if (!f.term) {
        out += name_of(f.what);
        return;
    }
    std::string_view const prepared =
        as.markdown && as.name_units == long_name && !as.ours ? c.finding_of(*f.term, words) : std::string_view{};
    if (prepared.empty()) append_finding(out, words, *f.term, as);
    else out += prepared;
}

void say_evidence(std::string& out, card_book::contents const& c, language const& words, criteria::verdict const& v,
                  findings::chart const& chart, guidance const& guide, style as, std::vector<evidence_line>* lines) {
    line_writer w{out, c, words, known_birth(v, chart), as, lines};
    loose_lines const loose{v, guide};
    say_section(w, v, guide, section::counted);
    say_guidance(w, section::today, guide.today);
    say_guidance(w, section::consider, guide.consider);
    say_not_recorded(w, v, words);
    say_section(w, v, guide, section::absent);
    say_loose(w, section::absent, loose.absent);
    say_section(w, v, guide, section::not_counted);
    say_loose(w, section::not_counted, loose.not_counted);
    say_section(w, v, guide, section::also);
    say_loose(w, section::also, loose.also);
    w.finish();
}

}  // namespace oms::cards
