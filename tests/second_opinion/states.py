"""From evidence to the state of each sub-finding and feature, clinical.md 2.5.

States: P present, H historical, A absent, U unknown.
"""

from dataclasses import dataclass
from datetime import date

from dates import FRESH_NEG_O, LOOKBACK, NEW_ONSET, days_between


@dataclass
class SubState:
    state: str = "U"
    start: date | None = None          # of what makes it P, or H
    newest: date | None = None         # newest evidence that makes it P
    newest_negative: date | None = None
    firm: bool = False
    new: bool = False


def weigh(evidence, today):
    """SubState of one sub-finding; newest wins."""
    refuted = max((e.dated for e in evidence if e.kind == "refutation"), default=None)
    negatives = [e.dated for e in evidence if e.kind == "point" and not e.positive]
    positives = [e for e in evidence if e.positive]
    out = SubState(newest_negative=max(negatives + ([refuted] if refuted else []), default=None))

    closed_a_list = False
    if refuted:  # what is not newer than the refutation never comes back
        gone = [e for e in positives if (e.dated or date.min) <= refuted]
        closed_a_list = any(e.kind in ("list", "stale") for e in gone)
        positives = [e for e in positives if e not in gone]
        negatives.append(refuted)
        if not positives and closed_a_list:
            out.state = "A"
            return out

    def recent(day):
        return days_between(day, today) <= LOOKBACK

    listed = [e for e in positives if e.kind == "list"]
    points = [e for e in positives if e.kind == "point" and recent(e.dated)]
    negatives = [d for d in negatives if recent(d)]
    newest_positive = max((e.dated for e in points), default=date.min)
    if listed or (points and newest_positive >= max(negatives, default=date.min)):
        _present(out, listed + points, today)
    elif negatives:
        out.state = "A"
    else:
        past = [e for e in positives if e.kind in ("resolved", "stale")]
        if past:
            out.state = "H"
            out.start = min((e.start for e in past if e.start), default=None)
    return out


def _present(out, making, today):
    out.state = "P"
    out.start = min(e.start for e in making)
    out.newest = max(e.dated for e in making)
    out.firm = any(e.firm for e in making)
    out.new = days_between(out.start, today) <= NEW_ONSET


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


class Features:
    """All that the rules ask about the patient's findings."""

    def __init__(self, gathered, today):
        by_name = {}
        for item in gathered.evidence:
            by_name.setdefault(item.finding, []).append(item)
        self.sub = {name: weigh(by_name.get(name, []), today)
                    for name in ("opsoclonus", "flutter", "ataxia", "myoclonus", "behaviour",
                                 "sleep", "weak", "weak_provisional", "possible")}
        self.explained = self._explained(gathered)
        self.possible = self.sub["possible"].state == "P"
        self.o = self._opsoclonus()
        self.m_new = False
        self.m = self._movement()
        self.b = self._behaviour()
        self.n = self._tumour(gathered.tumour)
        self.fresh_absent_o = self.o.state == "A" and \
            days_between(self.sub["opsoclonus"].newest_negative, today) <= FRESH_NEG_O

    def _explained(self, gathered):
        tags = set().union(*(e.tags for e in gathered.explanations))
        self._weak_explained = "explains_ataxia" in tags  # weak codes are ataxia codes
        return [name for name in ("ataxia", "myoclonus")
                if "explains_" + name in tags and self.sub[name].state in "PH"]

    def subs(self, names, state="P"):
        return [self.sub[n] for n in names if self.sub[n].state == state]

    def _opsoclonus(self):
        names = ("opsoclonus", "flutter")
        state = together([self.sub[n].state for n in names],
                         absent=self.sub["opsoclonus"].state == "A")
        return self._feature(state, state, state == "P", self.subs(names))

    @staticmethod
    def _feature(shown, state, counted, making):
        return Feature(shown, state, counted, counted and any(s.firm for s in making),
                       tuple(s.start for s in making) if counted else ())

    def _movement(self):
        names, weak = ("ataxia", "myoclonus"), ("weak", "weak_provisional")
        absent = all(self.sub[n].state == "A" for n in names)
        shown = together([self.sub[n].state for n in names]
                         + ["P" for _ in self.subs(weak)], absent)
        left = [n for n in names if n not in self.explained]
        state = together([self.sub[n].state for n in left], absent)
        making = self.subs(left)
        self.m_ataxia = self.sub["ataxia"] if "ataxia" in left else SubState()
        self.m_new = any(s.new for s in making)
        opsoclonus = self.o.state == "P"
        if opsoclonus and state != "P" and not self._weak_explained and self.subs(weak):
            state, making = "P", self.subs(weak)
        counted = state == "P" and (opsoclonus or self.m_new)
        return self._feature(shown, state, counted, making)

    def _behaviour(self):
        names = ("behaviour", "sleep")
        absent = all(self.sub[n].state == "A" for n in names)
        shown = together([self.sub[n].state for n in names], absent)
        seen = ["U" if self.sub[n].state == "P" and not self.sub[n].new else self.sub[n].state
                for n in names]
        state = together(seen, absent)
        return self._feature(shown, state, state == "P", [s for s in self.subs(names) if s.new])

    @staticmethod
    def _tumour(statements):
        """Newest wins, refuted on the same day; a date is not needed."""
        newest = {polarity: max((day or date.min for day, positive in statements
                                 if positive is polarity), default=None)
                  for polarity in (True, False)}
        present = newest[True] is not None and \
            (newest[False] is None or newest[True] > newest[False])
        state = "P" if present else "A" if newest[False] is not None else "U"
        return Feature(state, state, present, present)

    def first_counted(self):
        """Earliest start among Q and what counts of O, M, B; None if nothing does."""
        starts = self.o.starts + self.m.starts + self.b.starts
        if self.possible:
            starts += (self.sub["possible"].start,)
        return min(starts, default=None)

    def first_historical(self):
        names = [n for n in ("opsoclonus", "flutter", "ataxia", "myoclonus", "behaviour", "sleep")
                 if n not in self.explained]
        return min((s.start for s in self.subs(names, "H") if s.start), default=None)
