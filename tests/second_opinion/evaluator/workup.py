"""What of the workup is already recorded: clinical.md 2.8, "Workup" of 2.14, orders of 2.15."""

from dataclasses import dataclass, field
from datetime import date

from evaluator.clauses import reach
from evaluator.dates import DateReader, days_between, is_future, within
from evaluator.meaning import REGIONS
from evaluator.observations import observation_days
from evaluator.primitives import Skipped, choices, given, member, objects, only_extension

ORDERED = {"draft", "active", "on-hold"}
FINAL = {"DiagnosticReport": {"final", "amended", "corrected", "appended"}, "Procedure": {"completed"},
         "ImagingStudy": {"available"}}
NOT_COUNTED = {"revoked", "cancelled", "not-done", "entered-in-error"}
KINDS = ("ServiceRequest", "DiagnosticReport", "Procedure", "ImagingStudy")


@dataclass
class Workup:
    imaging: str = "none"           # none ordered partial done
    urine: str = "none"             # none ordered done
    search_day: date | None = None  # age of the newest set of studies that covers the four regions
    regions: dict = field(default_factory=dict)  # region: (ordered or done, day)
    uncoded: int = 0                # of which no code is known


def _last(span, today):
    return min(span.last, today) if span else None


def _in_episode(day, start):
    if day is None or start is None:
        return day is not None
    return days_between(day, start) <= 0 or within("EPISODE_PAD", days_between(day, start))


class WorkupReader:
    """The orders, reports, procedures, studies and results of one chart with their days."""

    def __init__(self, terms, today, birth, chart):
        self.terms = terms
        self.today = today
        self.drafts = chart.drafts
        self.dated = []
        for record in chart.records:
            kind = record.resource["resourceType"]
            if kind in KINDS or kind == "Observation":
                skipped = chart.skipped if kind in KINDS else Skipped()  # observations.py lists the others
                reader = DateReader(birth, skipped, record.where)
                self.dated.append((record.resource, self._day(record.resource, reader)))

    def read(self, episode_start):
        """Workup of the episode; None: the episode is not limited."""
        studied, ordered, out = {}, {}, Workup()
        reach("draft orders of the hook", bool(self.drafts))
        for resource in self.drafts:
            self._order(resource, self.today, ordered, out)
            self._count_unknown(resource, out)
        for resource, day in self.dated:
            if not _in_episode(day, episode_start):
                continue
            if resource["resourceType"] == "ServiceRequest":
                self._order(resource, day, ordered, out)
            else:
                self._study(resource, day, studied)
                out.urine = "done" if self._urine_result(resource) else out.urine
            self._count_unknown(resource, out)
        return self._together(studied, ordered, out)

    @staticmethod
    def _together(studied, ordered, out):
        out.regions = {**{r: ("ordered", d) for r, d in ordered.items()}, **{r: ("done", d) for r, d in studied.items()}}
        if set(studied) == set(REGIONS):
            out.imaging, out.search_day = "done", min(studied.values())
            reach("a later study of one region makes no search younger", len(set(studied.values())) > 1)
        elif set(out.regions) == set(REGIONS):
            out.imaging = "ordered"
            reach("orders and studies cover the four together", bool(studied))
        elif out.regions:
            out.imaging = "partial"
        reach("codes nobody knows in the workup", out.uncoded > 0)
        return out

    # --- dates ---

    def _day(self, resource, reader):
        if resource["resourceType"] == "ServiceRequest":
            return self._order_day(resource, reader)
        span = {"Procedure": lambda: self._period(resource, "performed", reader),
                "ImagingStudy": lambda: reader.read(resource, "started")}.get(resource["resourceType"])
        if span is None:  # a report or Observation: effective, else issued
            placed = observation_days(resource, reader, self.today)
            return placed[1] if isinstance(placed, tuple) else None
        span = span()
        if span and is_future(span, self.today):
            reader.skipped.add(reader.where, "future")
            return None
        return _last(span, self.today)

    @staticmethod
    def _period(resource, prefix, reader):
        period = member(resource, prefix + "Period")
        return (reader.read(period, "end", prefix + "Period.") or reader.read(period, "start", prefix + "Period.")
                or reader.read(resource, prefix + "DateTime"))

    def _order_day(self, request, reader):
        """authoredOn, else meta.lastUpdated, else the occurrence, not later than now: never future."""
        authored = reader.read(request, "authoredOn")
        updated = None if authored else reader.read(member(request, "meta"), "lastUpdated", "meta.")
        occurrence = self._period(request, "occurrence", reader)
        reach("an order dated by meta.lastUpdated", updated is not None)
        reach("an order dated by its occurrence", not (authored or updated) and occurrence is not None)
        reach("an order that is due later", occurrence is not None and occurrence.first > self.today)
        return _last(authored or updated or occurrence, self.today)

    # --- what they are ---

    def _concepts(self, resource):
        if resource["resourceType"] == "ImagingStudy":
            return [self.terms.concept(c) for c in objects(resource.get("procedureCode"))]
        return [self.terms.concept(resource.get("code"))]

    def _tags(self, resource):
        return frozenset().union(*(m.tags for m in self._concepts(resource)))

    def _order(self, request, day, ordered, out):
        not_wanted = given(request, "doNotPerform") and request["doNotPerform"] is not False or \
            only_extension(request, "doNotPerform")
        if request.get("resourceType") != "ServiceRequest" or request.get("status") not in ORDERED or not_wanted:
            return
        tags = self._tags(request)
        for region in REGIONS:
            if "region:" + region in tags:
                ordered[region] = max(ordered.get(region, day), day)
        out.urine = "ordered" if "hva_vma" in tags and out.urine == "none" else out.urine

    def _study(self, resource, day, studied):
        if resource.get("status") not in FINAL.get(resource["resourceType"], ()):
            return
        tags = self._tags(resource)
        for region in REGIONS:
            if "region:" + region in tags:
                studied[region] = max(studied.get(region, day), day)

    def _urine_result(self, resource):
        if resource["resourceType"] not in ("Observation", "DiagnosticReport") or \
                resource.get("status") not in FINAL["DiagnosticReport"] or resource.get("focus"):
            return False
        items = [resource] + [c for c in objects(resource.get("component")) if not c.get("modifierExtension")]
        found = [i for i in items if "hva_vma" in self.terms.concept(i.get("code")).tags]
        return any(self._has_result(i) for i in found)

    @staticmethod
    def _has_result(item):
        values = choices(item, "value")
        unknown = given(item, "dataAbsentReason") or len(values) > 1 or bool(values) and only_extension(item, values[0])
        reach("a urine value that is only an extension is no result", unknown and not given(item, "dataAbsentReason"))
        return not unknown

    def _count_unknown(self, resource, out):
        if resource["resourceType"] in KINDS and resource.get("status") not in NOT_COUNTED and \
                not resource.get("doNotPerform") and not any(m.firmly_known for m in self._concepts(resource)):
            out.uncoded += 1
