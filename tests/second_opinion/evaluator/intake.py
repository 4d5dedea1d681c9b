"""From a Bundle, a resource, NDJSON or a CDS Hooks request to one patient's records."""

import json
import re
from dataclasses import dataclass, field

from evaluator.clauses import reach
from evaluator.lists import Intake
from evaluator.primitives import Skipped, member
from evaluator.references import SubjectTest, about_somebody_else, subject_of

LISTS = {"conditions": "Condition", "observations": "Observation", "serviceRequests": "ServiceRequest",
         "diagnosticReports": "DiagnosticReport", "procedures": "Procedure", "imagingStudies": "ImagingStudy"}
NEEDED = ("conditions", "observations")
CLINICAL = set(LISTS.values())


class CannotEvaluate(Exception):
    """No patient, more than one without saying which, or 412 of clinical.md 2.10."""


@dataclass
class Record:
    where: str
    resource: dict
    number: int


@dataclass
class Chart:
    patient: dict
    records: list = field(default_factory=list)  # of this patient, usable, in input order
    drafts: list = field(default_factory=list)   # draft orders of an order hook
    partial: set = field(default_factory=set)
    unavailable: set = field(default_factory=set)
    sent: set = field(default_factory=set)       # keys of the prefetch that were there, with or without a list
    skipped: Skipped = field(default_factory=Skipped)
    by_reference: dict = field(default_factory=dict)  # "Observation/o" or a fullUrl: Record
    found: list = field(default_factory=list)    # (place, resource) of each record, also of what was dropped


def read_documents(text):
    """One JSON document, or NDJSON: one on each line."""
    try:
        return [json.loads(text)]
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def _is_hook_request(doc):
    return isinstance(doc, dict) and "resourceType" not in doc and ("hook" in doc or "prefetch" in doc)


def _read_context(intake, request, context):
    """Records of the context; they stand before the same records of the prefetch."""
    drafts = Intake()
    if request.get("hook") == "problem-list-item-create" and context.get("conditions") is not None:
        intake.read_list(context["conditions"], "context.conditions", "context", "Condition")
    if request.get("hook") in ("order-select", "order-sign") and context.get("draftOrders") is not None:
        drafts.read_list(context["draftOrders"], "context.draftOrders", "context", "ServiceRequest")
    return drafts.items


def _read_request(intake, request):
    """Draft orders; the lists go into the intake."""
    drafts = _read_context(intake, request, member(request, "context"))
    prefetch = member(request, "prefetch")
    known = {i.identity() for i in intake.items + drafts if i.resource.get("id")}
    first = len(intake.items)
    for key, kind in {"patient": "Patient", **LISTS}.items():
        if key not in prefetch:
            intake.unavailable.add(key)
        elif prefetch[key] is not None:
            intake.read_list(prefetch[key], "prefetch." + key, key, kind)
    intake.items[first:] = [i for i in intake.items[first:] if i.identity() not in known]
    return drafts


def _find_patient(items, patient_id):
    patients = {}
    for item in items:
        if item.resource["resourceType"] == "Patient":
            patients.setdefault(item.resource.get("id"), item)
    if patient_id is None:
        if len(patients) != 1:
            raise CannotEvaluate(f"{len(patients)} patients: name one of {', '.join(sorted(map(str, patients))[:10])}")
        return next(iter(patients.values()))
    if patient_id in patients:
        return patients[patient_id]
    without_id = patients.get(None)
    if without_id and len(patients) == 1 and without_id.identity()[1] in (None, patient_id):
        return without_id
    raise CannotEvaluate(f"no Patient with id {patient_id}")


def _why_unusable(resource, test):
    """Why a record is not this patient's evidence, or None."""
    if not test.matches(subject_of(resource), resource):
        return "no-subject" if not isinstance(subject_of(resource), dict) else "other-patient"
    if resource.get("modifierExtension"):
        return "modifierExtension"
    return "implicitRules" if resource.get("implicitRules") is not None or resource.get("_implicitRules") else None


def _foreign_lists(chart, intake, items, test):
    """A list with entries of which all belong to other patients is unavailable."""
    for source in set(LISTS) & {i.source for i in items}:
        says = [i for i in items if i.source == source and i.resource["resourceType"] in CLINICAL]
        others = [i for i in says if about_somebody_else(i.resource, test)]
        mine = [i for i in says if test.matches(subject_of(i.resource), i.resource)]
        if others and not mine:
            reach("a list that belongs to somebody else")
            chart.unavailable.add(source)


def _bundle_or_resource(intake, doc):
    if not isinstance(doc, dict):
        intake.partial.add("Bundle")
    elif doc.get("resourceType") == "Bundle":
        if not intake.read_bundle(doc, "Bundle", "Bundle"):
            intake.partial.add("Bundle")
    elif isinstance(doc.get("resourceType"), str):
        intake.read_list(doc, doc["resourceType"], "Bundle", doc["resourceType"])


def read_chart(documents, patient_id=None):
    """The chart of one patient. Raises CannotEvaluate."""
    intake, drafts, server, sent = Intake(), [], None, set()
    for doc in documents:
        if _is_hook_request(doc):
            drafts += _read_request(intake, doc)
            sent |= set(member(doc, "prefetch"))
            patient_id, server = patient_id or member(doc, "context").get("patientId"), doc.get("fhirServer")
        else:
            _bundle_or_resource(intake, doc)
    items = intake.standing()
    patient = _find_patient(items, re.sub(r"^Patient/", "", patient_id) if patient_id else None)
    test = SubjectTest(patient.resource, patient.full_url, server)
    chart = Chart(patient.resource, partial=intake.partial, unavailable=intake.unavailable, sent=sent, skipped=intake.skipped)
    _foreign_lists(chart, intake, items, test)
    for item in items:
        kind = item.resource["resourceType"]
        if kind == "FamilyMemberHistory":
            chart.skipped.add(item.where, "family-history")
        elif kind in CLINICAL:
            _take(chart, item, test)
    chart.drafts = [d.resource for d in drafts if _why_unusable(d.resource, test) is None]
    return chart


def _take(chart, item, test):
    chart.found.append((item.where, item.resource))
    reason = _why_unusable(item.resource, test)
    if reason:
        chart.skipped.add(item.where, reason)
        return
    record = Record(item.where, item.resource, len(chart.records))
    chart.records.append(record)
    if item.identity()[1]:
        chart.by_reference["/".join(item.identity())] = record
    if isinstance(item.full_url, str):
        chart.by_reference[item.full_url] = record
