"""Observations to evidence, by value: clinical.md 2.4, "Values" of 2.14, values and headers of 2.15."""

from evaluator.clauses import reach
from evaluator.dates import is_future
from evaluator.evidence import Evidence, Shown, Tumour
from evaluator.meaning import SUB_FINDINGS
from evaluator.primitives import choices, given, member, objects, only_extension
from evaluator.statuses import observation_status
from terminology import LOINC, preferred_system

POSITIVE_WORDS = {"present", "positive", "yes", "true"}
NEGATIVE_WORDS = {"absent", "negative", "no", "false", "none"}
HISTOLOGY = "59847-4"
ANSWERS = ("positive", "provisional", "negative")


def observation_days(observation, reader, today):
    """(start, dated) of an Observation or report: effective, else issued. None without a date, "future" ahead of now."""
    period = member(observation, "effectivePeriod")
    first = reader.read(period, "start", "effectivePeriod.")
    last = reader.read(period, "end", "effectivePeriod.")
    if not (first or last):
        first = (reader.read(observation, "effectiveDateTime") or reader.read(observation, "effectiveInstant")
                 or reader.read(observation, "issued"))
    start = first or last
    if start is None:
        return None
    dated = last or start  # without an end a period is dated by its start
    if is_future(dated, today):
        return "future"
    return min(start.first, today), min(dated.last, today)


def polarity(tags, prefix):
    """The one answer that the codings of a concept agree on; None if there is none."""
    said = {t.split(":")[1] for t in tags if t.startswith(prefix + ":")}
    if len(said) > 1:
        reach(f"{prefix}s that contradict each other")
        return "contradiction"
    return said.pop() if said else None


class ItemReader:
    """What one Observation or component says: findings with polarity. Lists what it cannot read."""

    def __init__(self, terms, skipped):
        self.terms = terms
        self.skipped = skipped

    def statements(self, item, where):
        """[(finding, positive, firm)]."""
        code = self.terms.concept(item.get("code"))
        if not code.readable:
            self.skipped.add(f"{where}.code.coding", "unreadable-element")
        findings = code.findings()
        values = choices(item, "value")
        if len(values) > 1:
            reach("two value[x]", bool(findings))
            self.skipped.add(f"{where}.value", "two-values")
            return []
        if given(item, "dataAbsentReason"):
            return []
        if values == ["valueCodeableConcept"] and given(item, values[0]):
            value = self.terms.concept(item["valueCodeableConcept"])
            if not value.readable:
                self.skipped.add(f"{where}.valueCodeableConcept", "unreadable-element")
            if self._names_finding(value):
                return self._finding_as_value(item, code, value, where)
        return self._answered(code, self._answer(item, values, where))

    @staticmethod
    def _answered(code, answer):
        findings = code.findings()
        if answer not in ANSWERS:
            return []
        if answer == "negative":  # a provisional map is no negative evidence
            return [(f, False, True) for f in findings if f in code.tags]
        return [(f, True, sure and answer == "positive") for f, sure in findings.items()]

    @staticmethod
    def _names_finding(value):
        return bool(value.findings()) or "stage" in value.tags

    def _finding_as_value(self, item, code, value, where):
        answer = polarity(value.tags, "answer")
        if answer in ("negative", "unknown", "contradiction"):
            return []
        said, findings = value.findings(), code.findings()
        if "stage" in value.tags:
            blocked = set(findings) - {"tumour"}
            reach("a stage beside a code nobody knows", not code.known)
            reach("a stage beside a finding", bool(blocked))
            said = {**said, **({} if blocked else {"tumour": True})}
        elif findings:
            same = set(said) <= set(findings)
            reach("code and value the same finding" if same else "a finding with another finding as value")
            said = {f: sure or findings[f] for f, sure in said.items()} if same else {}  # either code is enough
        elif not (self._histology(item, said) or "question" in code.tags):
            reach("a finding beside a code nobody knows", not code.known)
            said = {}
        if not said:
            self.skipped.add(f"{where}.valueCodeableConcept", "finding-as-value")
        return [(f, True, sure and answer != "provisional") for f, sure in said.items()]

    @staticmethod
    def _histology(item, said):
        asked = any(preferred_system(str(c.get("system"))) == LOINC and c.get("code") == HISTOLOGY
                    for c in objects(member(item, "code").get("coding")))
        reach("neuroblastoma as histology of an Observation", asked and "tumour" in said)
        return asked and set(said) == {"tumour"}

    def _answer(self, item, values, where):
        if not values:
            return self._flagged(item)
        name = values[0]
        if only_extension(item, name):
            reach("a value that is only an extension")
            return "unknown"
        value = item[name]
        if name == "valueBoolean":
            return self._read_as(bool, value, where, name) and ("positive" if value else "negative")
        if name == "valueString" and self._read_as(str, value, where, name):
            word = value.strip().lower()
            return "positive" if word in POSITIVE_WORDS else "negative" if word in NEGATIVE_WORDS else "unknown"
        if name == "valueCodeableConcept":
            meaning = self.terms.concept(value)
            maybe = polarity(meaning.maybe, "answer")
            return polarity(meaning.tags, "answer") or ("provisional" if maybe in ("positive", "provisional") else None)
        return "unknown"

    def _read_as(self, kind, value, where, name):
        if isinstance(value, kind):
            return True
        reach("a value of a wrong JSON type")
        self.skipped.add(f"{where}.{name}", "unreadable-element")
        return None

    def _flagged(self, item):
        flags = item.get("interpretation")
        if flags is None:
            return "positive"
        tags = [self.terms.concept(f).tags for f in (flags if isinstance(flags, list) else [flags])]
        return polarity(frozenset().union(*tags), "flag")


class ObservationReader:
    """Reads Observations into Gathered. `members` finds an Observation of the patient by a reference."""

    def __init__(self, terms, out, today, members):
        self.terms = terms
        self.out = out
        self.today = today
        self.members = members

    def read(self, observation, record, reader, skipped):
        status, reason = observation_status(observation)
        if given(observation, "focus") and observation["focus"] != []:
            reason = "focus"
        if reason:
            skipped.add(reader.where, reason)
            return
        placed = observation_days(observation, reader, self.today)
        self._count_uncoded(observation)
        if placed == "future" or placed is None and not reader.before_birth:
            self._without_day(placed, reader, skipped)
            return
        if placed is None:
            reach("before birth: no evidence of O, M, B")
            placed = None, None  # a tumour may be known before birth
        items = ItemReader(self.terms, skipped)
        for item, where in self._items(observation, reader.where, skipped):
            if item is observation and self._denied(observation, items):
                continue
            for finding, positive, firm in items.statements(item, where):
                self._state(finding, positive, firm and status != "preliminary", placed, item, record)

    @staticmethod
    def _without_day(placed, reader, skipped):
        if placed == "future":
            skipped.add(reader.where, "future")
        elif not reader.unread:
            skipped.add(reader.where, "no-date")

    def _count_uncoded(self, observation):
        meanings = [self.terms.concept(item.get("code")) for item in [observation] + objects(observation.get("component"))]
        self.out.uncoded += all(m.readable and not m.known for m in meanings)

    @staticmethod
    def _items(observation, where, skipped):
        yield observation, where
        for number, component in enumerate(objects(observation.get("component"))):
            place = f"{where}.component[{number}]"
            if component.get("modifierExtension"):
                skipped.add(place, "modifierExtension")
            else:
                yield component, place

    def _denied(self, observation, items):
        """A finding as code, without value, whose components or members deny it or, uncoded, say only no."""
        findings = self.terms.concept(observation.get("code")).findings()
        if not findings or choices(observation, "value") or given(observation, "interpretation") \
                or given(observation, "dataAbsentReason"):
            return False
        parts = objects(observation.get("component")) + self.members(observation)
        quiet = ItemReader(self.terms, _Nothing())
        coded = [p for p in parts if self.terms.concept(p.get("code")).known]
        denied = any(f in findings and not positive for p in coded for f, positive, _ in quiet.statements(p, ""))
        uncoded = [quiet._answer(p, choices(p, "value"), "") for p in parts if p not in coded]
        only_no = bool(uncoded) and all(answer == "negative" for answer in uncoded)
        reach("a header denied by a component or member of the same code", denied)
        reach("a header denied by uncoded components", only_no)
        return denied or only_no

    def _state(self, finding, positive, firm, placed, item, record):
        if finding != "tumour" and placed[1] is None:
            return
        start, dated = placed
        if finding == "tumour":
            reach("a preliminary tumour is suspected", not firm)
            if firm:
                self.out.tumour.append(Tumour(positive, dated, dated))
        elif not positive and not firm:
            reach("a preliminary no is ignored")
        elif not positive and finding == "oms":
            reach("no OMS says nothing")
        else:
            meaning = self.terms.concept(item.get("code"))
            core = self.terms.concept(item.get("valueCodeableConcept")) if given(item, "valueCodeableConcept") else meaning
            cores = meaning.tags | meaning.maybe | core.tags | core.maybe
            subs = {"opsoclonus", "ataxia"} if finding == "oms" else {finding}
            for sub in sorted(subs & SUB_FINDINGS):
                self.out.evidence.append(Evidence(
                    sub, "point", positive, firm, start, dated, None, dated, "core:" + sub in cores, finding == "oms",
                    Shown(record, None, dated)))


class _Nothing:
    """Takes the place of Skipped where a record is read a second time."""

    def add(self, where, reason):
        pass
