"""What of the workup is already recorded, clinical.md 2.8."""

from dataclasses import dataclass
from datetime import date, timedelta

from dates import EPISODE_PAD, read_date
from evidence import is_future, observation_days
from intake import objects
from terminology import REGIONS

ORDERED = {"draft", "active", "on-hold"}
FINAL = {"final", "amended", "corrected", "appended"}


@dataclass
class Workup:
    imaging: str = "none"            # none ordered partial done
    urine: str = "none"              # none ordered done
    newest_imaging: date | None = None


def _regions(tags):
    return {t.split(":")[1] for t in tags if t.startswith("region:")}


def _day(span, today):
    return None if span is None or is_future(span, today) else min(span.last, today)


def _period_day(resource, prefix, today):
    """Day of a dateTime or Period element such as performed or occurrence."""
    period = resource.get(prefix + "Period") or {}
    return _day(read_date(period.get("end")) or read_date(period.get("start"))
                or read_date(resource.get(prefix + "DateTime")), today)


def _study_day(resource, today):
    kind = resource["resourceType"]
    if kind == "Procedure":
        return _period_day(resource, "performed", today)
    if kind == "ImagingStudy":
        return _day(read_date(resource.get("started")), today)
    placed = observation_days(resource, today)  # a report: effective, else issued
    return placed[1] if placed else None


def _order_day(request, today):
    return _day(read_date(request.get("authoredOn")), today) or \
        _period_day(request, "occurrence", today)


class WorkupReader:
    def __init__(self, terms, today, episode_start):
        self.terms = terms
        self.today = today
        self.since = episode_start - timedelta(days=EPISODE_PAD) if episode_start else date.min

    def read(self, chart):
        covered, newest, ordered, urine = set(), None, False, "none"
        requests = [(r, self.today) for r in chart.drafts] + \
            [(r, _order_day(r, self.today)) for r in chart.resources]
        for request, day in requests:
            tags = self._order_tags(request, day)
            ordered = ordered or bool(_regions(tags))
            urine = "ordered" if "hva_vma" in tags else urine
        for resource in chart.resources:
            regions, day = self._study(resource)
            covered |= regions
            newest = max(newest or day, day) if regions else newest
            urine = "done" if self._urine_result(resource) else urine
        imaging = ("done" if covered == set(REGIONS) else "ordered" if ordered
                   else "partial" if covered else "none")
        return Workup(imaging, urine, newest)

    def _in_episode(self, day):
        return day is not None and day >= self.since

    def _order_tags(self, request, day):
        if request.get("resourceType") != "ServiceRequest" or \
                request.get("status") not in ORDERED or request.get("doNotPerform") is True or \
                not self._in_episode(day):
            return set()
        return self.terms.concept(request.get("code"))

    def _study(self, resource):
        kind, status = resource.get("resourceType"), resource.get("status")
        final = (kind == "DiagnosticReport" and status in FINAL) or \
            (kind == "Procedure" and status == "completed") or \
            (kind == "ImagingStudy" and status == "available")
        if not final:
            return set(), None
        day = _study_day(resource, self.today)
        if not self._in_episode(day):
            return set(), None
        codes = objects(resource.get("procedureCode")) if kind == "ImagingStudy" \
            else [resource.get("code")]
        return set().union(*(_regions(self.terms.concept(c)) for c in codes)), day

    def _urine_result(self, resource):
        kind = resource.get("resourceType")
        if kind not in ("Observation", "DiagnosticReport") or \
                resource.get("status") not in FINAL or resource.get("focus"):
            return False
        placed = observation_days(resource, self.today)
        if placed is None or not self._in_episode(placed[1]):
            return False
        return any("hva_vma" in self.terms.concept(item.get("code"))
                   and "dataAbsentReason" not in item
                   for item in [resource] + objects(resource.get("component")))
