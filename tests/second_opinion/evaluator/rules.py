"""The decision in the order of work of 2.14: clinical.md 2.6, 2.7, 2.9, 2.11."""

from dataclasses import dataclass

from evaluator.clauses import reach
from evaluator.dates import LIMITS, days_between, within

TIER = {"R1a": "T1", "R1b": "T1", "R1c": "T1", "R2a": "T2", "R2b": "T2", "R2c": "T2", "R4a": "T4", "R4b": "T4"}
WARNING = {"R1a", "R1b", "R2a", "R2c"}  # R1c, R2b and R3a have conditions of their own
CHANGED_BY_WORKUP = {"R1a", "R2a", "R2b", "R3a", "R3b", "R3d", "R3e", "R3x"}
STAYS_AT_UNKNOWN_AGE = {"R1a", "R1b", "R1c", "R2a", "R2b", "R2c", "R3a", "R3x"}
COMPLETE, KNOWN = "R0-workup-complete", "R0-known"


@dataclass
class Decision:
    rule: str
    indicator: str | None
    workup: object = None      # Workup, when the rule was one that workup can change
    refuted_only: bool = False  # R3x for a refuted OMS diagnosis and no other cause

    @property
    def tier(self):
        return "T0" if self.rule.startswith(("R0", "guard")) else TIER.get(self.rule, "T3")


def base_rule(f, band):
    """R1a to R3c, first match wins."""
    o, m, b, n = f.o.counted, f.m.counted, f.b.counted, f.n.counted
    if o + m + b + n >= 3:
        return "R1b" if n and o else "R1c" if n else "R1a"
    if o:
        return "R2a" if m else "R2b" if b else "R2c" if n else "R3a"
    if f.fresh_absent_o:
        reach("freshly absent opsoclonus silences a rule", n and m or _new_ataxia_with_another_sign(f))
        return "R0"
    if _new_ataxia_with_another_sign(f) and not n:
        reach("R3b only from 6 months to 6 years", band != "6m_6y")
        if band == "6m_6y":
            return "R3b"
    return "R3c" if n and m and not b else "R0"


def _new_ataxia_with_another_sign(f):
    """New ataxia with new B of the core list or new myoclonus, starts within PAIR_GAP."""
    if f.ataxia.state != "P" or not f.ataxia.new:
        return False
    reach("new ataxia, behaviour not on the core list", f.b.counted and not f.new_core())
    starts = [s.core_start for s in f.new_core()]
    if f.myoclonus.state == "P" and f.myoclonus.new:
        reach("new ataxia and new myoclonus", not starts)
        starts.append(f.myoclonus.start)
    return any([within("PAIR_GAP", abs(days_between(s, f.ataxia.start))) for s in starts])


def possible_opsoclonus_rule(f):
    """R3e."""
    if not (f.Q or f.q) or f.o.state == "P" or f.fresh_absent_o:
        return False
    strong = f.Q and (f.m.counted or f.weak or bool(f.new_core()) or f.n.counted)
    reach("R3e by Q and a weak code", f.Q and f.weak and not (f.m.counted or f.new_core() or f.n.counted))
    reach("R3e by Q and new core behaviour", f.Q and bool(f.new_core()) and not (f.m.counted or f.weak or f.n.counted))
    reach("q needs M or N", f.q and not f.Q and not (f.m.counted or f.n.counted) and (f.weak or bool(f.new_core())))
    reach("R3e by q", f.q and not f.Q and (f.m.counted or f.n.counted))
    return strong or (f.q and (f.m.counted or f.n.counted))


class Causes:
    """2.7: what explains the opsoclonus, and the emergencies that are known."""

    def __init__(self, gathered, today):
        self.explanations = gathered.explanations
        self.oms_refuted = gathered.oms_refuted
        self.today = today

    def recorded(self, tag):
        return any(tag in e.tags for e in self.explanations)

    def _near(self, tag, limit, first):
        days = [abs(days_between(e.start, first)) for e in self.explanations if tag in e.tags and e.start and first]
        return any([within(limit, d) for d in days])

    def disease(self, first):
        """A named CNS disease, or poisoning within TOXIC_GAP of the first finding."""
        reach("a named CNS disease", self.recorded("named_cns"))
        return self._near("toxic", "TOXIC_GAP", first) or self.recorded("named_cns")

    def emergency(self, first):
        """Raised pressure begun lately, or a head injury near the first counted finding."""
        begun = [days_between(e.start, self.today) for e in self.explanations if "raised_pressure" in e.tags and e.start]
        return any([within("raised pressure NEW_ONSET", d) for d in begun]) or self._near("head_injury", "INJURY_GAP", first)

    def refuted_since(self, newest):
        return any(day >= newest for day in self.oms_refuted)


def explained(rule, f, causes):
    """(R3x or R0 where 2.7 says so, only by a refuted OMS diagnosis)."""
    if rule in ("R1a", "R2a", "R2b", "R3a"):
        disease = causes.disease(min(f.o.starts))
        newest = max(s.newest for s in f.subs(("opsoclonus", "flutter", "saccades")))
        reach("OMS refuted before the newest O", bool(causes.oms_refuted) and not causes.refuted_since(newest))
        if disease or causes.refuted_since(newest):
            reach("R3x refuted", not disease)
            return "R3x", not disease
    elif rule in ("R3b", "R3e") and (causes.disease(f.first_counted()) or causes.emergency(f.first_counted())):
        reach(f"{rule} drops by a cause of 2.7")
        return "R0", False
    return rule, False


def capped(rule, f):
    """2.9: criteria met only with three firm features."""
    if rule in ("R1a", "R1b", "R1c") and sum(x.firm for x in (f.o, f.m, f.b, f.n)) < 3:
        reach(f"{rule} capped")
        return {"R1a": "R2a", "R1b": "R2c", "R1c": "R3c"}[rule]
    return rule


def with_cord_compression(rule, causes):
    if not causes.recorded("cord_compression"):
        return rule
    reach(f"cord compression beside {rule}", rule in ("R3c", "R1c"))
    return "R0" if rule == "R3c" else rule


def known_case(rule, f, today):
    """2.11: R1b and R2c of which nothing is newer than KNOWN_AFTER."""
    if rule not in ("R1b", "R2c"):
        return rule
    reach("evidence on N without a date keeps the card", None in f.n_stands)
    dated = [d for d in f.standing() + [max(f.n_stands, key=lambda d: d or today)] if d]
    news = None in f.n_stands or any([within("KNOWN_AFTER", days_between(d, today)) for d in dated])
    return rule if news else KNOWN


def earlier_opsoclonus(rule, dropped, f):
    """R3d: counting H as P. It also replaces a rule that 2.7 dropped."""
    if rule not in ("R0", "R3b", "R3c", "R3e") or f.o.state != "H":
        return rule
    if 1 + (f.m.state in "PH") + (f.b.state in "PH") + f.n.counted < 2:
        return rule
    reach(f"R3d replaces {rule}")
    reach("R3d replaces a rule that 2.7 dropped", dropped)
    return "R3d"


def after_workup(rule, f, work, today):
    """2.8."""
    if work.imaging in ("none", "partial"):
        reach(f"imaging {work.imaging} changes nothing", work.imaging == "partial" or work.urine == "done")
        return rule
    if work.imaging != "done" or work.urine != "done":
        reach(f"R4a: imaging {work.imaging}, urine {work.urine}")
        return "R4a"
    age, limit = days_between(work.search_day, today), LIMITS["REPEAT_AFTER"]
    reach(f"REPEAT_AFTER, {'from this day' if age == limit else 'a day before'}", age in (limit - 1, limit))
    if age < limit or f.o.state != "P":
        reach("an old search, opsoclonus over", age >= limit)
        return COMPLETE
    return "R4b" if within("REPEAT_UNTIL", days_between(f.first_counted(), today)) else COMPLETE


def indicator_of(rule, f, band, causes):
    if rule.startswith("R0"):
        return None
    if band == "unknown":
        return "info"
    if rule == "R1c":
        reach("R1c info: freshly absent", f.fresh_absent_o)
        reach("R1c info: neuropathy", causes.recorded("neuropathy"))
        return "info" if f.fresh_absent_o or causes.recorded("neuropathy") else "warning"
    if rule == "R2b":
        reach("R2b info: under 6 months", band == "lt6m")
        return "info" if band == "lt6m" else "warning"
    if rule == "R3a":
        both_absent = f.m.state == "A" and f.b.state == "A"
        reach("R3a info: M and B absent", both_absent)
        reach("R3a info: 9C85.02 alone", f.only_saccades())
        reach("R3a info: under 6 months", band == "lt6m")
        return "info" if band == "lt6m" or both_absent or f.only_saccades() else "warning"
    return "warning" if rule in WARNING else "info"


def decide(f, band, gathered, today, read_workup):
    """Decision. `read_workup(episode start or None)` gives the Workup, asked only when it matters."""
    causes = Causes(gathered, today)
    rule = base_rule(f, band)
    if rule == "R0" and possible_opsoclonus_rule(f):
        rule = "R3e"
    before = rule
    rule, refuted_only = explained(rule, f, causes)
    rule = capped(rule, f)
    before = rule if before.startswith("R1") else before
    rule = with_cord_compression(rule, causes)
    rule = known_case(rule, f, today)
    rule = earlier_opsoclonus(rule, before != rule, f)
    work = None
    if rule in CHANGED_BY_WORKUP and not f.n.counted:
        work = read_workup(f.first_historical() if rule == "R3d" else f.first_counted())
        rule = after_workup(rule, f, work, today)
    if band == "unknown":
        reach(f"age unknown: {rule} {'stays' if rule in STAYS_AT_UNKNOWN_AGE | {COMPLETE, KNOWN} else 'is R0'}")
        rule = rule if rule in STAYS_AT_UNKNOWN_AGE | {COMPLETE, KNOWN} else "R0"
    reach(f"rule {rule}")
    return Decision(rule, indicator_of(rule, f, band, causes), work, refuted_only and rule == "R3x")
