"""From Conditions and Observations to dated evidence, clinical.md 2.4."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from dates import LOOKBACK, STALE_LIST, add_age, days_between, read_date, surely_under_ten
from intake import objects
from terminology import SUB_FINDINGS

OBSERVATION_FINDINGS = SUB_FINDINGS | {"oms", "tumour"}
CURRENT = {"active", "recurrence", "relapse"}
PAST = {"inactive", "remission", "resolved"}
POSITIVE_WORDS = {"present", "positive", "yes", "true"}
NEGATIVE_WORDS = {"absent", "negative", "no", "false", "none"}


@dataclass
class Evidence:
    """One statement on one sub-finding.

    kind: list (active list item), stale (the same, untouched for STALE_LIST), point, resolved,
    refutation. `dated` decides what is newest, `start` what is new; None where not known.
    """
    finding: str
    kind: str
    positive: bool
    firm: bool
    start: date | None
    dated: date | None


@dataclass
class Explanation:
    """A Condition that explains a finding: which tags, and its date for TOXIC_GAP."""
    tags: set
    dated: date | None


@dataclass
class Gathered:
    evidence: list = field(default_factory=list)
    explanations: list = field(default_factory=list)
    oms_refuted: list = field(default_factory=list)   # dates
    tumour: list = field(default_factory=list)        # (date or None, positive)


def code_of(value):
    """Code of a status: R4 CodeableConcept, or the plain string of DSTU2 and STU3."""
    if isinstance(value, str):
        return value
    for coding in objects(value.get("coding") if isinstance(value, dict) else None):
        if isinstance(coding.get("code"), str):
            return coding["code"]
    return None


class ConditionDates:
    def __init__(self, condition, birth, today):
        self.today = today
        self.birth = birth
        self.onset = self._onset(condition)
        recorded = next((condition[k] for k in ("recordedDate", "assertedDate", "dateRecorded")
                         if k in condition), None)
        self.recorded = read_date(recorded)
        self.updated = read_date((condition.get("meta") or {}).get("lastUpdated"))
        self.abated, self.end = self._abatement(condition)

    def _aged(self, age, birth_day):
        day = add_age(birth_day, age) if birth_day else None
        return read_date(day.isoformat()) if day else None

    def _onset(self, c):
        earliest = self.birth.first if self.birth else None
        return (read_date(c.get("onsetDateTime"))
                or read_date((c.get("onsetPeriod") or {}).get("start"))
                or self._aged(c.get("onsetAge"), earliest)
                or self._aged((c.get("onsetRange") or {}).get("low"), earliest))

    def _abatement(self, c):
        present = [k for k in c if k.startswith("abatement") and c[k] is not False]
        latest = self.birth.last if self.birth else None
        period, in_range = c.get("abatementPeriod") or {}, c.get("abatementRange") or {}
        end = (read_date(c.get("abatementDateTime"))
               or read_date(period.get("end")) or read_date(period.get("start"))
               or self._aged(c.get("abatementAge"), latest)
               or self._aged(in_range.get("high"), latest)
               or self._aged(in_range.get("low"), latest))
        return bool(present), end

    def _start(self, span):
        return min(span.first, self.today) if span else None

    def _end(self, span):
        return min(span.last, self.today) if span else None

    def start(self):
        return self._start(self.onset or self.recorded or self.updated)

    def recorded_else_onset(self):
        return self._end(self.recorded or self.onset)

    def point(self):
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
        return any(is_future(s, self.today) for s in spans if s)

    def dateless(self):
        return not (self.onset or self.recorded or self.updated)

    def stale(self):
        touched = [s.first for s in (self.onset, self.recorded, self.updated) if s]
        return all(days_between(t, self.today) > STALE_LIST for t in touched)


def is_future(span, today):
    return span.first > today + timedelta(days=1)


def _category(condition):
    value = condition.get("category")
    codes = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            codes.append(item)
        elif isinstance(item, dict):
            codes += [c.get("code") for c in objects(item.get("coding"))]
    return next((c for c in ("problem-list-item", "encounter-diagnosis") if c in codes), None)


def _kind(condition, dates):
    """(kind, start, dated) of a positive Condition, None if it is no evidence of O, M or B."""
    status = code_of(condition.get("clinicalStatus"))
    if status in PAST or dates.abated:
        ended = dates.ended()
        if ended is None or days_between(ended, dates.today) > LOOKBACK:
            return None
        return "resolved", dates.start(), dates.recorded_else_onset()
    if status in CURRENT and _category(condition) != "encounter-diagnosis":
        kind = "stale" if dates.stale() else "list"
        return kind, dates.start(), dates.list_item()
    if dates.dateless():
        return None
    return "point", dates.start(), dates.point()


class Gatherer:
    def __init__(self, terms, birth, band, today):
        self.terms = terms
        self.birth = birth
        self.today = today
        self.tumour_tags = {"tumour", "stage"}
        if band != "ge18":
            self.tumour_tags.add("adrenal_medulla")
        if surely_under_ten(birth, today):
            self.tumour_tags.add("adrenal")
        self.out = Gathered()

    def add(self, resource):
        if resource.get("resourceType") == "Condition":
            self._condition(resource)
        elif resource.get("resourceType") == "Observation":
            self._observation(resource)

    # --- Condition ---

    def _condition(self, condition):
        verification = code_of(condition.get("verificationStatus"))
        if verification is None and "verificationStatus" not in condition:
            verification = "confirmed"
        tags = self.terms.concept(condition.get("code"))
        dates = ConditionDates(condition, self.birth, self.today)
        if dates.future():
            return
        if verification == "refuted":
            self._refuted(tags, dates)
        elif verification in ("confirmed", "provisional", "unconfirmed"):
            self._asserted(tags, condition, dates, verification == "confirmed")

    def _refuted(self, tags, dates):
        if tags & self.tumour_tags:
            self.out.tumour.append((dates.recorded_else_onset(), False))
        day = dates.refutation()
        if day is None:
            return
        if "oms" in tags:
            self.out.oms_refuted.append(day)
        for finding in tags & SUB_FINDINGS:
            self.out.evidence.append(Evidence(finding, "refutation", False, True, None, day))

    def _asserted(self, tags, condition, dates, firm):
        if firm and tags & self.tumour_tags:
            self.out.tumour.append((dates.recorded_else_onset(), True))
        if firm:
            self._explanation(tags, condition, dates)
        placed = _kind(condition, dates)
        if placed is None:
            return
        for finding in self._sub_findings(tags):
            sure = firm and finding != "weak_provisional"
            self.out.evidence.append(Evidence(finding, placed[0], True, sure, *placed[1:]))

    def _explanation(self, tags, condition, dates):
        tags = tags & {"explains_ataxia", "explains_myoclonus", "toxic", "named_cns"}
        status = code_of(condition.get("clinicalStatus"))
        if tags and status not in PAST and not dates.abated:
            is_list = status in CURRENT and _category(condition) != "encounter-diagnosis"
            self.out.explanations.append(
                Explanation(tags, dates.list_item() if is_list else dates.point()))

    @staticmethod
    def _sub_findings(tags):
        implied = {"opsoclonus", "ataxia"} if "oms" in tags else set()
        return sorted((tags & SUB_FINDINGS) | implied)

    # --- Observation ---

    def _observation(self, observation):
        status = observation.get("status")
        if status not in ("preliminary", "final", "amended", "corrected") or \
                observation.get("focus"):
            return
        placed = observation_days(observation, self.today)
        if placed is None:
            return
        items = [observation] + [c for c in objects(observation.get("component"))
                                 if not c.get("modifierExtension")]
        for item in items:
            for finding, positive, firm in self._statements(item):
                self._state(finding, positive, firm and status != "preliminary", placed)

    def _state(self, finding, positive, firm, placed):
        start, dated = placed
        if finding == "tumour":
            if firm:
                self.out.tumour.append((dated, positive))
        elif not positive and (not firm or finding == "oms"):
            return  # a preliminary "no" is ignored; "no OMS" says nothing on the single signs
        else:
            for sub in self._sub_findings({finding}):
                sure = firm and sub != "weak_provisional" or not positive
                self.out.evidence.append(Evidence(sub, "point", positive, sure, start, dated))

    def _statements(self, item):
        """(finding, positive, firm) for what an Observation or component says."""
        code = self.terms.concept(item.get("code"))
        findings = code & OBSERVATION_FINDINGS
        value = item.get("valueCodeableConcept")
        if isinstance(value, dict) and "dataAbsentReason" not in item:
            tags = self.terms.concept(value)
            said = (tags & OBSERVATION_FINDINGS) | ({"tumour"} if "stage" in tags else set())
            if said:
                return self._said(code, findings, said, polarity(tags, "answer"))
        answer = self._answer(item)
        if answer not in ("positive", "provisional", "negative"):
            return []
        return [(f, answer != "negative", answer != "provisional") for f in sorted(findings)]

    @staticmethod
    def _said(code, findings, said, answer):
        if answer in ("negative", "unknown", "contradiction"):
            return []
        firm = answer != "provisional"
        if findings:
            return [(f, True, firm) for f in sorted(said)] if said <= findings else []
        if "question" in code or ("stage" in code and said == {"tumour"}):
            return [(f, True, firm) for f in sorted(said)]
        return []

    def _answer(self, item):
        if "dataAbsentReason" in item:
            return "unknown"
        values = [k for k in item if k.startswith("value")]
        if not values:
            flags = item.get("interpretation")
            if flags is None:
                return "positive"
            tags = [self.terms.concept(f) for f in (flags if isinstance(flags, list) else [flags])]
            return polarity(set().union(*tags), "flag")
        value = item[values[0]]
        if values[0] == "valueBoolean" and isinstance(value, bool):
            return "positive" if value else "negative"
        if values[0] == "valueString" and isinstance(value, str):
            word = value.strip().lower()
            return ("positive" if word in POSITIVE_WORDS
                    else "negative" if word in NEGATIVE_WORDS else "unknown")
        if values[0] == "valueCodeableConcept":
            return polarity(self.terms.concept(value), "answer")
        return "unknown"


def polarity(tags, prefix):
    """The one answer that the codings of a concept agree on; None if there is none."""
    said = {t.split(":")[1] for t in tags if t.startswith(prefix + ":")}
    if len(said) > 1:
        return "contradiction"
    return said.pop() if said else None


def observation_days(observation, today):
    """(start, dated) of an Observation or report; None without a date, or in the future."""
    period = observation.get("effectivePeriod") or {}
    first, last = read_date(period.get("start")), read_date(period.get("end"))
    if not (first or last):
        first = read_date(observation.get("effectiveDateTime")) or \
            read_date(observation.get("effectiveInstant")) or read_date(observation.get("issued"))
    start = first or last
    if start is None:
        return None
    if is_future(last or start, today):
        return None
    # without an end a period is dated by its start
    dated = last or start
    return min(start.first, today), min(dated.last, today)
