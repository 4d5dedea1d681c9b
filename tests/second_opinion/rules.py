"""The decision, clinical.md 2.6 to 2.9, in the order of work of 2.14."""

from dataclasses import dataclass

from dates import PAIR_GAP, REPEAT_AFTER, TOXIC_GAP, days_between

TIER = {"R1a": "T1", "R1b": "T1", "R1c": "T1", "R2a": "T2", "R2b": "T2", "R2c": "T2",
        "R4a": "T4", "R4b": "T4"}
WARNING = {"R1a", "R1b", "R1c", "R2a", "R2b", "R2c"}
CHANGED_BY_WORKUP = {"R1a", "R2a", "R2b", "R3a", "R3b", "R3d", "R3e", "R3x"}
STAYS_AT_UNKNOWN_AGE = {"R1a", "R1b", "R1c", "R2a", "R2b", "R2c", "R3a", "R3x"}
COMPLETE = "R0-workup-complete"


@dataclass
class Decision:
    rule: str
    indicator: str | None
    workup: object = None   # Workup, when the rule was one that workup can change

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
    if _new_ataxia_with_behaviour(f) and band == "6m_6y" and not n and not f.fresh_absent_o:
        return "R3b"
    if n and m and not b and not f.fresh_absent_o:
        return "R3c"
    return "R0"


def _new_ataxia_with_behaviour(f):
    if f.m_ataxia.state != "P" or not f.m_ataxia.new or not f.b.counted:
        return False
    return any(abs(days_between(s, f.m_ataxia.start)) <= PAIR_GAP for s in f.b.starts)


def possible_opsoclonus_rule(f):
    """R3e. Without O, M counts only when new."""
    return f.possible and f.o.state != "P" and not f.fresh_absent_o and \
        (f.m.counted or f.n.counted)


def explained(rule, f, gathered):
    """R3x, or R0 for the rules without opsoclonus (2.7)."""
    if rule in ("R1a", "R2a", "R2b", "R3a"):
        first = min(f.o.starts)
        newest = max(s.newest for s in f.subs(("opsoclonus", "flutter")))
        if _disease_explains(gathered, first) or any(d >= newest for d in gathered.oms_refuted):
            return "R3x"
    elif rule in ("R3b", "R3e") and _disease_explains(gathered, f.first_counted()):
        return "R0"
    return rule


def _disease_explains(gathered, first):
    for cause in gathered.explanations:
        if "named_cns" in cause.tags:
            return True
        if "toxic" in cause.tags and cause.dated and \
                abs(days_between(cause.dated, first)) <= TOXIC_GAP:
            return True
    return False


def capped(rule, f):
    """2.9: criteria met only with three firm features."""
    if rule in ("R1a", "R1b", "R1c") and sum(x.firm for x in (f.o, f.m, f.b, f.n)) < 3:
        return {"R1a": "R2a", "R1b": "R2c", "R1c": "R3c"}[rule]
    return rule


def earlier_opsoclonus(rule, f):
    """R3d: counting H as P."""
    if rule not in ("R0", "R3b", "R3c", "R3e") or f.o.state != "H":
        return rule
    count = 1 + (f.m.state in "PH") + (f.b.state in "PH") + f.n.counted
    return "R3d" if count >= 2 else rule


def after_workup(rule, f, work, today):
    """2.8."""
    if work.imaging == "none":
        return rule
    if work.imaging != "done" or work.urine != "done":
        return "R4a"
    if f.o.state == "P" and days_between(work.newest_imaging, today) >= REPEAT_AFTER:
        return "R4b"
    return COMPLETE


def indicator_of(rule, f, band):
    if rule.startswith("R0"):
        return None
    if band == "unknown":
        return "info"
    if rule == "R1c" and f.fresh_absent_o:
        return "info"
    if rule == "R3a":
        both_absent = f.m.state == "A" and f.b.state == "A"
        return "info" if band == "lt6m" or both_absent else "warning"
    return "warning" if rule in WARNING else "info"


def decide(f, band, gathered, today, read_workup):
    """Decision. `read_workup(episode start or None)` gives the Workup, asked only when it matters."""
    rule = base_rule(f, band)
    if rule == "R0" and possible_opsoclonus_rule(f):
        rule = "R3e"
    rule = explained(rule, f, gathered)
    rule = capped(rule, f)
    rule = earlier_opsoclonus(rule, f)
    work = None
    if rule in CHANGED_BY_WORKUP and not f.n.counted:
        work = read_workup(f.first_historical() if rule == "R3d" else f.first_counted())
        rule = after_workup(rule, f, work, today)
    if band == "unknown" and rule not in STAYS_AT_UNKNOWN_AGE | {COMPLETE}:
        rule = "R0"
    return Decision(rule, indicator_of(rule, f, band), work)
