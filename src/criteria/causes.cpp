#include "causes.hpp"

namespace oms::criteria {
namespace {

using findings::finding;
using findings::polarity;
using terminology::fact;

bool near(maybe_day a, maybe_day b, int days) noexcept {
    return a && b && std::chrono::abs(*a - *b) <= std::chrono::days{days};
}

/// Sorts one Condition that explains into the lists it belongs to.
void sort_cause(finding const& f, maybe_day first_opsoclonus, maybe_day first_counted, window const& w, other_causes& out) {
    if (f.what == fact::named_cns_disease) out.named_diseases.push_back(&f);
    if (f.what == fact::poisoning && near(f.start, first_opsoclonus, w.constant->toxic_gap)) out.near_opsoclonus.push_back(&f);
    if (f.what == fact::poisoning && near(f.start, first_counted, w.constant->toxic_gap)) out.near_first.push_back(&f);
    if (f.what == fact::raised_pressure && w.within(f.start, w.constant->new_onset)) out.raised_pressure.push_back(&f);
    if (f.what == fact::head_injury && near(f.start, first_counted, w.constant->injury_gap)) out.head_injuries.push_back(&f);
    if (f.what == fact::cord_compression) out.cord_compressions.push_back(&f);
    if (f.what == fact::neuropathy) out.neuropathies.push_back(&f);
}

}  // namespace

void find_other_causes(findings::chart const& c, sub_findings const& signs, window const& w, other_causes& out) {
    maybe_day first_opsoclonus, newest_opsoclonus;
    for (auto const& s : signs.all)
        if (s.of == feature::opsoclonus && s.present()) {
            keep_earliest(first_opsoclonus, s.raw.start);
            keep_newest(newest_opsoclonus, s.raw.newest_positive);
        }
    for (auto const& f : c.findings) {
        if (f.explains) sort_cause(f, first_opsoclonus, signs.first_counted, w, out);
        if (f.what == fact::oms_diagnosis && f.says == polarity::refuted && newest_opsoclonus && f.dated && *f.dated >= *newest_opsoclonus)
            out.refuted_diagnoses.push_back(&f);
    }
}

bool is_known_case(sub_findings const& signs, window const& w) {
    if (!signs.opsoclonus || !signs.tumour.present) return false;
    int const known_after = w.constant->known_after;
    bool const tumour_is_old = std::all_of(signs.tumour.positive.begin(), signs.tumour.positive.end(),
                                           [&](finding const* f) { return f->dated && !w.within(f->dated, known_after); });
    bool signs_are_old = true;
    signs.each_standing([&](finding const& f) { signs_are_old &= f.dated && !w.within(f.dated, known_after); });
    return tumour_is_old && signs_are_old;
}

}  // namespace oms::criteria
