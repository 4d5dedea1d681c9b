"""From evidence to the state of each sub-finding and feature: clinical.md 2.5, "Starts and newness" of 2.14.

States: P present, H historical, A absent, U unknown.
"""

from dataclasses import dataclass, field
from datetime import date

from evaluator.clauses import reach
from evaluator.dates import days_between, within
from evaluator.meaning import B_PARTS, M_PARTS, O_PARTS, SUB_FINDINGS, WEAK


@dataclass
class SubState:
    state: str = "U"
    start: date | None = None            # of what makes it P, or H
    core_start: date | None = None       # the same, of the core list of B
    newest: date | None = None           # newest evidence that makes it P
    newest_negative: date | None = None
    firm: bool = False
    new: bool = False
    making: list = field(default_factory=list)  # the evidence that makes it P


def _was_there_before(evidence, start, today):
    """Earlier positive evidence within NEW_MEMORY that did not end before the present evidence began."""
    ends = [e.dated for e in evidence if not e.positive] + [e.ended for e in evidence if e.kind == "resolved" and e.ended]
    remembered = False
    for item in evidence:
        day = item.dated if item.kind == "point" else item.start
        if not item.positive or day is None:
            continue
        days = days_between(day, today)
        if within("NEW_MEMORY begins", days) or not within("NEW_ONSET + NEW_MEMORY", days):
            reach("an earlier sign is forgotten", days > 180)
            continue
        ended = any(day <= end <= start for end in ends)
        reach("an OMS diagnosis is no earlier sign", item.of_syndrome)
        reach("an earlier sign that ended", ended)
        remembered = remembered or not (ended or item.of_syndrome)
    reach("what was there before is not new", remembered)
    return remembered


def _present(out, making, evidence, today, remembers):
    out.state = "P"
    out.making = making
    out.start = min(e.start for e in making)
    out.core_start = min((e.start for e in making if e.core), default=None)
    out.newest = max(e.dated for e in making)
    out.firm = any(e.firm for e in making)
    out.new = within("NEW_ONSET", days_between(out.start, today)) and \
        not (remembers and _was_there_before(evidence, out.start, today))


def weigh(evidence, today, remembers=True):
    """SubState of one sub-finding; newest wins. `remembers`: earlier signs are asked for, which M and B are."""
    refuted = max((e.dated for e in evidence if e.kind == "refutation"), default=None)
    negatives = [e.dated for e in evidence if e.kind == "point" and not e.positive]
    positives = [e for e in evidence if e.positive and (e.kind != "resolved" or _ended_lately(e, today))]
    out = SubState(newest_negative=max(negatives + ([refuted] if refuted else []), default=None))

    if refuted:  # what is not newer than the refutation never comes back
        gone = [e for e in positives if (e.dated or date.min) <= refuted]
        closed_a_list = any(e.kind in ("list", "stale") for e in gone)
        positives = [e for e in positives if e not in gone]
        negatives.append(refuted)
        reach("a refutation closes a list item", closed_a_list)
        reach("a refutation older than the newest positive", bool(positives))
        if not positives and closed_a_list:
            out.state = "A"
            return out

    listed = [e for e in positives if e.kind == "list"]
    points = [e for e in positives if e.kind == "point" and within("LOOKBACK", days_between(e.dated, today))]
    negatives = [d for d in negatives if within("LOOKBACK", days_between(d, today))]
    newest_positive = max((e.dated for e in points), default=date.min)
    if listed or (points and newest_positive >= max(negatives, default=date.min)):
        reach("a list item outlives a negative Observation", bool(listed) and max(negatives, default=date.min) > newest_positive)
        reach("same day, both: present", not listed and newest_positive in negatives)
        _present(out, listed + points, evidence, today, remembers)
    elif negatives:
        out.state = "A"
    else:
        _past(out, positives)
    return out


def _ended_lately(entry, today):
    return entry.ended is not None and within("LOOKBACK", days_between(entry.ended, today))


def _past(out, positives):
    past = [e for e in positives if e.kind in ("resolved", "stale")]
    if past:
        out.state = "H"
        out.start = min((e.start for e in past if e.start), default=None)
        reach("historical: resolved", any(e.kind == "resolved" for e in past))
        reach("historical: stale list item", any(e.kind == "stale" for e in past))


def together(states, absent):
    """State of a feature from those of its sub-findings; `absent`: is it documented absent."""
    for state in ("P", "H"):
        if state in states:
            return state
    return "A" if absent else "U"


@dataclass
class Feature:
    """One of the four. `shown` is what is recorded; `state` is what the rules see."""
    shown: str = "U"
    state: str = "U"
    counted: bool = False
    firm: bool = False
    starts: tuple = ()   # starts of its counted sub-findings


def _feature(shown, state, counted, making, counting=None):
    """`counting`: those of `making` that count themselves, if not all do."""
    return Feature(shown, state, counted, counted and any(s.firm for s in making),
                   tuple(s.start for s in (making if counting is None else counting)) if counted else ())


class Features:
    """All that the rules ask about the patient's findings."""

    def __init__(self, gathered, today):
        self.today = today
        self.evidence = {name: [] for name in SUB_FINDINGS}
        for item in gathered.evidence:
            self.evidence[item.finding].append(item)
        against = [e for e in self.evidence["opsoclonus"] if not e.positive]  # speaks against 9C85.02, too
        reach("a refutation of opsoclonus against 9C85.02", bool(against and self.evidence["saccades"]))
        self.sub = {name: weigh(items + (against if name == "saccades" else []), today, name in M_PARTS + B_PARTS)
                    for name, items in self.evidence.items()}
        self._explain(gathered.explanations)
        self.Q, self.q = self._possible(gathered.explanations)
        self.o = self._opsoclonus()
        self.m = self._movement()
        self.b = self._behaviour()
        self.n, self.n_stands = tumour_feature(gathered.tumour)
        newest = self.sub["opsoclonus"].newest_negative
        self.fresh_absent_o = self.o.state == "A" and within("FRESH_NEG_O", days_between(newest, today))

    def subs(self, names, state="P"):
        return [self.sub[n] for n in names if self.sub[n].state == state]

    def _explain(self, explanations):
        tags = set().union(*(e.tags for e in explanations))
        self.ataxia_explained = "explains_ataxia" in tags  # the weak codes are ataxia codes
        self.explained = [n for n in M_PARTS if "explains_" + n in tags and self.sub[n].state in "PH"]
        for name in self.explained:
            reach(f"explained: {name}")
            reach("explained: what is historical", self.sub[name].state == "H")

    def _possible(self, explanations):
        """Q and q, each on or off. A named nystagmus, firm, active, recorded on or after the newest of both, is off."""
        on = [self.sub[n].state == "P" for n in ("Q", "q")]
        newest = max((s.newest for s in self.subs(("Q", "q"))), default=None)
        named = [e.recorded for e in explanations if "nystagmus_named" in e.tags and e.active and e.recorded]
        if newest and any(day >= newest for day in named):
            reach("a named nystagmus switches Q off")
            return False, False
        reach("a named nystagmus older than Q", bool(newest and named))
        return tuple(on)

    def _opsoclonus(self):
        state = together([self.sub[n].state for n in O_PARTS], absent=self.sub["opsoclonus"].state == "A")
        return _feature(state, state, state == "P", self.subs(O_PARTS))

    def only_saccades(self):
        """O rests on 9C85.02 alone."""
        return self.o.state == "P" and not self.subs(("opsoclonus", "flutter"))

    def _movement(self):
        absent = all(self.sub[n].state == "A" for n in M_PARTS)
        shown = together([self.sub[n].state for n in M_PARTS] + ["P" for _ in self.subs(WEAK)], absent)
        left = [n for n in M_PARTS if n not in self.explained]
        state = together([self.sub[n].state for n in left], absent)
        making = self.subs(left)
        self.ataxia = self.sub["ataxia"] if "ataxia" in left else SubState()
        self.myoclonus = self.sub["myoclonus"] if "myoclonus" in left else SubState()
        self.m_new = any(s.new for s in making)
        self.weak = bool(self.subs(WEAK)) and not self.ataxia_explained
        if self.o.state == "P" and state != "P" and self.weak:
            reach("a weak code beside opsoclonus")
            state, making = "P", self.subs(WEAK)
        counted = state == "P" and (self.o.state == "P" or self.m_new)
        reach("M not new beside opsoclonus", counted and not self.m_new and not self.weak)
        reach("M without O is not new", state == "P" and not counted)
        # an old sign beside a new one does not set the first start
        return _feature(shown, state, counted, making, making if self.o.state == "P" else [s for s in making if s.new])

    def _behaviour(self):
        absent = all(self.sub[n].state == "A" for n in B_PARTS)
        shown = together([self.sub[n].state for n in B_PARTS], absent)
        old = [n for n in B_PARTS if self.sub[n].state == "P" and not self.sub[n].new]
        reach("B not new", bool(old))
        state = together(["U" if n in old else self.sub[n].state for n in B_PARTS], absent)
        return _feature(shown, state, state == "P", [s for s in self.subs(B_PARTS) if s.new])

    def new_core(self):
        """Sub-findings of B that are new, with a core code among what makes them P."""
        return [s for s in self.subs(B_PARTS) if s.new and s.core_start]

    def first_counted(self):
        """Earliest start among Q or q, and what counts of O, M, B; None if nothing does."""
        starts = list(self.o.starts + self.m.starts + self.b.starts)
        starts += [self.sub[n].start for n, on in (("Q", self.Q), ("q", self.q)) if on]
        return min(starts, default=None)

    def first_historical(self):
        names = [n for n in (*O_PARTS, *M_PARTS, *B_PARTS) if n not in self.explained]
        return min((s.start for s in self.subs(names, "H") if s.start), default=None)

    def standing(self):
        """Days of the positive evidence that makes O, M (weak codes too) or B P, before newness and explanations (2.11)."""
        return [e.stands for s in self.subs((*O_PARTS, *M_PARTS, *WEAK, *B_PARTS)) for e in s.making]


def tumour_feature(statements):
    """(N, the days of its standing evidence). Newest wins, refuted on the same day; a date is not needed."""
    def newest(positive):
        return max((s.dated or date.min for s in statements if s.positive is positive), default=None)

    yes, no = newest(True), newest(False)
    present = yes is not None and (no is None or yes > no)
    reach("N refuted later", yes is not None and not present)
    reach("N on the same day: refuted", yes is not None and yes == no)
    stands = [s.stands for s in statements if s.positive and (s.stands is None or no is None or (s.dated or date.min) > no)]
    state = "P" if present else "A" if no is not None else "U"
    return Feature(state, state, present, present), stands
