"""Conditions to evidence: clinical.md 2.4, 2.14."""

from datetime import date

from evaluator.clauses import reach
from evaluator.dates import Span, add_age, days_between, is_future, within
from evaluator.evidence import Evidence, Explanation, Shown, Tumour
from evaluator.meaning import EXPLAINING, SUB_FINDINGS
from evaluator.primitives import choices, given, member, objects, only_extension
from evaluator.statuses import NOT_UNDERSTOOD, category, clinical_status, verification_status

MORPHOLOGY = "/mcode-histology-morphology-behavior"


class ConditionDates:
    """The dates of a Condition as 2.4 and 2.14 use them."""

    def __init__(self, condition, reader, today):
        self.today = today
        self.reader = reader
        self.onset = self._onset(condition)
        name = next((k for k in ("recordedDate", "assertedDate", "dateRecorded")
                     if given(condition, k) or only_extension(condition, k)), "recordedDate")
        self.recorded = reader.read(condition, name)
        self.updated = reader.read(member(condition, "meta"), "lastUpdated", "meta.")
        self.abated, self.end = self._abatement(condition)

    def _aged(self, owner, name, birth_day, below=""):
        if not given(owner, name):
            return None
        day = add_age(birth_day, owner[name]) if birth_day else None
        reach("onset as an age", day is not None)
        return self.reader.of_child(Span(day, day), below + name) if day else None

    def _onset(self, c):
        earliest = self.reader.birth.first if self.reader.birth else None
        return (self.reader.read(c, "onsetDateTime")
                or self.reader.read(member(c, "onsetPeriod"), "start", "onsetPeriod.")
                or self._aged(c, "onsetAge", earliest)
                or self._aged(member(c, "onsetRange"), "low", earliest, "onsetRange."))

    def _abatement(self, c):
        latest = self.reader.birth.last if self.reader.birth else None
        period, of_range = member(c, "abatementPeriod"), member(c, "abatementRange")
        end = (self.reader.read(c, "abatementDateTime")
               or self.reader.read(period, "end", "abatementPeriod.") or self.reader.read(period, "start", "abatementPeriod.")
               or self._aged(c, "abatementAge", latest)
               or self._aged(of_range, "high", latest, "abatementRange."))
        names = [n for n in choices(c, "abatement") if c.get(n) is not False]
        unread = len(names) == 1 and end is None and self._unread(c, names[0])
        reach("an abatement that cannot be read", unread)
        return bool(names) and not unread, end

    @staticmethod
    def _unread(c, name):
        """Does the element hold a date or an age, so that it could be read if it were right?"""
        if name == "abatementDateTime":
            return given(c, name)
        if name == "abatementPeriod":
            return any(given(member(c, name), end) for end in ("start", "end"))
        age = {"abatementAge": c.get(name), "abatementRange": member(c, name).get("high")}.get(name)
        return age is not None and add_age(date(2000, 1, 1), age) is None

    def _start(self, span):
        return min(span.first, self.today) if span else None

    def _end(self, span):
        return min(span.last, self.today) if span else None

    def began(self):
        """First possible day of the onset."""
        return self._start(self.onset)

    def whole(self):
        """No date of it is partial."""
        return all(span.first == span.last for span in (self.onset, self.recorded) if span)

    def start(self):
        return self._start(self.onset or self.recorded or self.updated)

    def recorded_else_onset(self):
        return self._end(self.recorded or self.onset)

    def point(self):
        """The later of onset and recordedDate."""
        known = [self._end(s) for s in (self.onset, self.recorded) if s]
        return max(known) if known else self._end(self.updated)

    def list_item(self):
        return self._end(self.recorded or self.onset or self.updated)

    def refutation(self):
        return self._end(self.recorded or self.updated or self.onset)

    def ended(self):
        return self._end(self.end or self.recorded)

    def future(self):
        spans = [s for s in (self.onset, self.recorded) if s] or [self.updated]
        return any([is_future(s, self.today) for s in spans if s])

    def dateless(self):
        return not (self.onset or self.recorded or self.updated)

    def stale(self):
        touched = [s.first for s in (self.onset, self.recorded, self.updated) if s]
        return not touched or not within("STALE_LIST", days_between(max(touched), self.today))


class ConditionReader:
    """Reads one Condition into Gathered. `counts_as_tumour`: tags that make N at this age."""

    def __init__(self, terms, out, counts_as_tumour, today):
        self.terms = terms
        self.out = out
        self.counts_as_tumour = counts_as_tumour
        self.today = today

    def read(self, condition, record, reader, skipped):
        meaning = self.terms.concept(condition.get("code"))
        if not meaning.readable:
            skipped.add(f"{reader.where}.code.coding", "unreadable-element")
        verification = verification_status(condition)
        if verification in (NOT_UNDERSTOOD, "entered-in-error"):
            skipped.add(reader.where, "verificationStatus-not-understood" if verification == NOT_UNDERSTOOD else verification)
            return
        self.out.uncoded += meaning.readable and not meaning.known
        if clinical_status(condition) == NOT_UNDERSTOOD:
            reach("clinicalStatus not understood")
            skipped.add(f"{reader.where}.clinicalStatus", "clinicalStatus-not-understood")
        dates = ConditionDates(condition, reader, self.today)
        if dates.future():
            skipped.add(reader.where, "future")
        elif dates.dateless() and dates.end is None and reader.unread and not reader.before_birth:
            reach("a record none of whose dates can be read")
        else:
            self._read_dated(condition, meaning, verification, dates, record)

    def _read_dated(self, condition, meaning, verification, dates, record):
        tags = meaning.tags | self._morphology(condition, meaning)
        if verification == "refuted":
            self._refuted(tags, dates)
        elif verification != "differential":
            self._asserted(condition, meaning, tags, dates, verification == "confirmed", record)

    def _morphology(self, condition, meaning):
        """Neuroblastoma in the mCODE extension or in evidence.code, where no chosen mimic speaks against it."""
        concepts = [e.get("valueCodeableConcept") for e in objects(condition.get("extension"))
                    if str(e.get("url")).endswith(MORPHOLOGY)]
        for evidence in objects(condition.get("evidence")):
            code = evidence.get("code")
            concepts += code if isinstance(code, list) else [code]
        if meaning.chosen_mimic:
            return frozenset()
        found = frozenset().union(*(self.terms.concept(c).tags for c in concepts)) & {"tumour"}
        reach("neuroblastoma as morphology of a Condition", bool(found))
        return found

    def _refuted(self, tags, dates):
        if tags & self.counts_as_tumour:
            self.out.tumour.append(Tumour(False, dates.recorded_else_onset(), None))
        day = dates.refutation()
        if day is None:
            return
        if "oms" in tags:
            self.out.oms_refuted.append(day)
        for finding in tags & SUB_FINDINGS:
            self.out.evidence.append(Evidence(finding, "refutation", False, True, None, day))

    def _asserted(self, condition, meaning, tags, dates, firm, record):
        if firm and tags & self.counts_as_tumour:
            self.out.tumour.append(Tumour(True, dates.recorded_else_onset(), dates.point()))
        if firm:
            self._explanation(tags, condition, dates)
        if "also" in tags:
            self.out.also.append(record)
        placed = self._placed(condition, dates)
        if placed is None:
            return
        kind, dated, ended = placed
        shown = Shown(record, dates.began(), dates.point(), dates.whole())
        for finding, sure, syndrome in _sub_findings(meaning):
            self.out.evidence.append(Evidence(
                finding, kind, True, firm and sure, dates.start(), dated, ended, dates.point(),
                "core:" + finding in meaning.tags | meaning.maybe, syndrome, shown))

    def _explanation(self, tags, condition, dates):
        status = clinical_status(condition)
        if tags & EXPLAINING and status in ("current", "missing") and not dates.abated:
            self.out.explanations.append(Explanation(
                set(tags & EXPLAINING), dates.start(), dates.recorded_else_onset(), status == "current"))

    def _placed(self, condition, dates):
        """(kind, dated, ended) of a positive Condition; None where it is no evidence of O, M or B."""
        status = clinical_status(condition)
        if dates.dateless() and dates.end is None and dates.reader.before_birth:
            reach("before birth: no evidence of O, M, B")
            return None
        if status == "past" or dates.abated:
            return dates.ended() and ("resolved", dates.recorded_else_onset(), dates.ended())
        if status == "current" and category(condition) != "encounter-diagnosis":
            return ("stale" if dates.stale() else "list"), dates.list_item(), None
        return None if dates.dateless() else ("point", dates.point(), None)


def _sub_findings(meaning):
    """(sub-finding, sure, by the coded syndrome) of a concept; OMS is opsoclonus and ataxia."""
    found = meaning.findings()
    for finding in sorted(found):
        if finding in SUB_FINDINGS:
            yield finding, found[finding], False
    if "oms" in found:
        reach("OMS is O and ataxia")
        for finding in {"opsoclonus", "ataxia"} - set(found):
            yield finding, found["oms"], True
