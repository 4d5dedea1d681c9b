"""From a Bundle, a resource or a CDS Hooks request to one patient's resources.

Whose resource it is: clinical.md 2.4 and "Subjects" of 2.14. Shapes that real clients send:
conformance list section 20.
"""

import re
from dataclasses import dataclass, field


class CannotEvaluate(Exception):
    """The input names no patient, or more than one without saying which."""


@dataclass
class Chart:
    patient: dict
    resources: list = field(default_factory=list)  # of this patient, usable, in input order
    drafts: list = field(default_factory=list)     # draft orders of an order hook


def objects(value):
    """The JSON objects of a list; of anything else, nothing."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _flatten(value):
    """(fullUrl, resource) pairs of a resource, a Bundle or the wrapper of pre-1.0 clients."""
    if not isinstance(value, dict):
        return
    if "resourceType" not in value:
        yield from _flatten(value.get("resource"))
    elif value["resourceType"] == "Bundle":
        for entry in objects(value.get("entry")):
            if (entry.get("search") or {}).get("mode") == "outcome":
                continue
            resource = entry.get("resource")
            if isinstance(resource, dict) and resource.get("resourceType") == "Bundle":
                yield from _flatten(resource)
            elif isinstance(resource, dict):
                yield entry.get("fullUrl"), resource
    else:
        yield None, value


def _is_hook_request(doc):
    return "resourceType" not in doc and ("hook" in doc or "prefetch" in doc)


def _find_patient(pairs, patient_id):
    patients = {}
    for url, resource in pairs:
        if resource.get("resourceType") == "Patient":
            patients.setdefault(resource.get("id"), (url, resource))
    if patient_id is None:
        if len(patients) != 1:
            raise CannotEvaluate(f"{len(patients)} patients: name one of "
                                 f"{', '.join(sorted(map(str, patients))[:10])}")
        return next(iter(patients.values()))
    if patient_id not in patients:
        raise CannotEvaluate(f"no Patient with id {patient_id}")
    return patients[patient_id]


class SubjectTest:
    """Does a reference mean the patient?"""

    def __init__(self, patient, full_url, fhir_server):
        self.id = patient.get("id")
        self.full_url = full_url
        self.server = fhir_server.rstrip("/") if isinstance(fhir_server, str) else None
        self.identifiers = {(i.get("system"), i.get("value"))
                            for i in objects(patient.get("identifier")) if i.get("value")}

    def _same_identifier(self, identifier):
        return isinstance(identifier, dict) and \
            (identifier.get("system"), identifier.get("value")) in self.identifiers

    def _contained(self, resource, local_id):
        for inner in objects(resource.get("contained")):
            if inner.get("id") == local_id and inner.get("resourceType") == "Patient":
                return any(self._same_identifier(i) for i in objects(inner.get("identifier")))
        return False

    def matches(self, reference, resource):
        if not isinstance(reference, dict):
            return False
        target = reference.get("reference")
        if not isinstance(target, str):
            return self._same_identifier(reference.get("identifier"))
        if target.startswith("#"):
            return self._contained(resource, target[1:])
        target = re.sub(r"/_history/[^/]*$", "", target)
        if target.startswith("urn:"):
            return target == self.full_url
        if re.match(r"https?://", target):
            if self.full_url is None and self.server is None:
                return target.split("/")[-2:] == ["Patient", self.id]
            return target == self.full_url or \
                (self.server is not None and target == f"{self.server}/Patient/{self.id}")
        return target == f"Patient/{self.id}"


def _subject(resource):
    if "subject" not in resource and resource.get("resourceType") == "Condition":
        return resource.get("patient")  # DSTU2
    return resource.get("subject")


def _unusable(resource):
    """clinical.md 2.4: elements that change the meaning and that nobody here understands."""
    return bool(resource.get("modifierExtension")) or "implicitRules" in resource


def _hook_pairs(request):
    context = request.get("context") if isinstance(request.get("context"), dict) else {}
    pairs, drafts = [], []
    if request.get("hook") == "problem-list-item-create":
        pairs += _flatten(context.get("conditions"))
    if request.get("hook") in ("order-select", "order-sign"):
        drafts += _flatten(context.get("draftOrders"))
    prefetch = request.get("prefetch") if isinstance(request.get("prefetch"), dict) else {}
    from_context = {(r.get("resourceType"), r["id"]) for _, r in pairs + drafts if "id" in r}
    for value in prefetch.values():
        pairs += [(url, r) for url, r in _flatten(value)
                  if (r.get("resourceType"), r.get("id")) not in from_context]
    return pairs, drafts, context.get("patientId")


def read_chart(doc, patient_id=None):
    """The chart of one patient. Raises CannotEvaluate."""
    drafts, server = [], None
    if _is_hook_request(doc):
        pairs, drafts, context_id = _hook_pairs(doc)
        patient_id, server = patient_id or context_id, doc.get("fhirServer")
    else:
        pairs = list(_flatten(doc))
    if patient_id is not None:
        patient_id = re.sub(r"^Patient/", "", patient_id)
    url, patient = _find_patient(pairs, patient_id)
    test = SubjectTest(patient, url, server)

    def mine(resource):
        return test.matches(_subject(resource), resource) and not _unusable(resource)

    return Chart(patient=patient,
                 resources=[r for _, r in pairs if mine(r)],
                 drafts=[r for _, r in drafts if mine(r)])
