#include <oms/cards/assessment.hpp>

#include "words/ages.hpp"

#include <oms/json/write.hpp>

namespace oms::cards {
namespace {

using criteria::evidence;

std::string_view name_of(findings::polarity p) noexcept {
    switch (p) {
        case findings::polarity::positive: return "positive";
        case findings::polarity::negative: return "negative";
        case findings::polarity::refuted: return "refuted";
    }
    return {};
}

class assessment_writer {
public:
    assessment_writer(std::string& out, criteria::verdict const& v, findings::chart const& c) : out_{out}, v_{v}, chart_{c} {}

    void write(json::object_writer& whole, criteria::policy const& p) {
        if (chart_.patient.id.empty()) whole.raw("patient", "null");
        whole.text("patient", chart_.patient.id).text("asOf", to_string(v_.as_of)).text("policy", p.version);
        if (!p.knowledge.empty()) whole.text("knowledge", p.knowledge);
        whole.text("tier", v_.decided->tier).text("rule", v_.decided->id);
        if (v_.shown_as != criteria::indicator::none) whole.text("indicator", criteria::name_of(v_.shown_as));
        whole.text("ageBand", criteria::name_of(v_.how_old.band));
        write_age(whole);
        write_features(whole);
        whole.boolean("possibleOpsoclonus", v_.possible_opsoclonus);
        write_evidence(whole, "explained", v_.explained);
        write_evidence(whole, "alsoRecorded", v_.also_recorded);
        json::object_writer workup{out_, whole, "workup"};
        workup.boolean("checked", v_.workup.checked);
        workup.text("imaging", criteria::name_of(v_.workup.imaging)).text("urine", criteria::name_of(v_.workup.urine));
        workup.integer("uncoded", static_cast<std::int64_t>(v_.workup.unread));
    }

    void write_data(json::object_writer& whole, std::span<data_gap const> gaps) {
        {
            json::array_writer keys{out_, whole, "partialData", true};
            for (data_gap const& g : gaps) keys.text(g.key);
        }
        {
            json::array_writer skipped{out_, whole, "skipped", true};
            for (auto const& s : chart_.skipped) {
                json::object_writer one{out_, skipped};
                one.text("where", s.where).text("reason", s.reason);
            }
        }
        if (chart_.skipped_total > chart_.skipped.size()) whole.integer("skippedTotal", static_cast<std::int64_t>(chart_.skipped_total));
        whole.integer("uncoded", static_cast<std::int64_t>(chart_.uncoded));
    }

private:
    void write_age(json::object_writer& whole) {
        if (!v_.how_old.min_months || !v_.how_old.max_months) return;
        json::object_writer age{out_, whole, "age"};
        json::object_writer months{out_, age, "months"};
        months.integer("min", *v_.how_old.min_months).integer("max", *v_.how_old.max_months);
    }

    void write_features(json::object_writer& whole) {
        json::object_writer features{out_, whole, "features"};
        for (std::size_t i = 0; i < v_.features.size(); ++i) {
            auto const& f = v_.features[i];
            json::object_writer one{out_, features, criteria::name_of(static_cast<criteria::feature>(i))};
            one.text("state", criteria::name_of(f.is)).boolean("counted", f.counted);
            if (f.is == criteria::state::present) one.boolean("firm", f.firm);
            write_evidence(one, "evidence", f.lines);
        }
    }

    void write_evidence(json::object_writer& outer, std::string_view name, std::vector<evidence> const& lines) {
        json::array_writer list{out_, outer, name, true};
        for (evidence const& e : lines)
            if (e.newest) write_line(list, e);
    }

    void write_line(json::array_writer& list, evidence const& e) {
        json::object_writer line{out_, list};
        line.text("finding", terminology::name_of(e.what)).text("polarity", name_of(e.says));
        if (auto const* term = e.newest->term) write_code(line, *term);
        if (e.onset) line.text("onset", to_string(*e.onset));
        if (e.date) line.text("date", to_string(*e.date));
        line.integer("records", static_cast<std::int64_t>(e.records));
        line.text("resource", e.newest->resource).text("status", e.newest->status);
        auto const age = age_at(known_birth(v_, chart_), e.onset ? e.onset : e.date);
        if (!age) return;
        std::string duration;
        append_duration(duration, *age);
        line.text("ageAtFinding", duration);
    }

    /// A site's code with the code of ours to which its map leads.
    void write_code(json::object_writer& line, terminology::term const& t) {
        line.text("system", t.system).text("code", t.code).text("display", t.display);
        if (!t.target) return;
        json::object_writer ours{out_, line, "mappedTo"};
        ours.text("system", t.target->system).text("code", t.target->code);
    }

    std::string& out_;
    criteria::verdict const& v_;
    findings::chart const& chart_;
};

}  // namespace

void append_assessment(std::string& out, criteria::policy const& p, criteria::verdict const& v, findings::chart const& c,
                       card_book const* book, occasion const& o) {
    json::object_writer whole{out};
    assessment_writer writer{out, v, c};
    writer.write(whole, p);
    writer.write_data(whole, o.gaps);
    if (!book || v.shown_as == criteria::indicator::none) return;
    std::string card;
    book->append_card(card, v, c, o);
    whole.raw("card", card);
}

}  // namespace oms::cards
