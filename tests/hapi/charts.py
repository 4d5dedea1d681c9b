"""The charts of the HAPI tests, and how they get into a server and out of it again."""
import importlib.machinery
import importlib.util
import json
import sys
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "synthea"), str(ROOT / "bench")]

from makers import regular  # noqa: E402
from synthea import Synthea, charts_of  # noqa: E402

NOW = "2026-11-20T12:00:00Z"
SNOMED = "http://snomed.info/sct"
LISTS = {"conditions": "Condition", "observations": "Observation", "serviceRequests": "ServiceRequest",
         "diagnosticReports": "DiagnosticReport", "procedures": "Procedure", "imagingStudies": "ImagingStudy"}


def script(path):
    """A script without suffix as a module."""
    loader = importlib.machinery.SourceFileLoader(Path(path).name.replace("-", "_"), str(ROOT / path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


LOADING = script("scripts/load-charts")


def cases():
    """{name: Bundle} of the charts."""
    return {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted(LOADING.CASES.glob("*.json"))}


def collection(*resources):
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}


def patient(identity):
    return {"resourceType": "Patient", "id": identity, "birthDate": "2025-07-10", "gender": "female"}


def condition(identity, whose, code):
    status = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
    return {"resourceType": "Condition", "id": identity, "clinicalStatus": status, "code": {"coding": [{"system": SNOMED, "code": code}]},
            "subject": {"reference": f"Patient/{whose}"}, "onsetDateTime": "2026-11-10", "recordedDate": "2026-11-10"}


def measured(identity, whose, number):
    return {"resourceType": "Observation", "id": identity, "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}, "subject": {"reference": f"Patient/{whose}"},
            "effectiveDateTime": f"2026-{1 + number % 10:02}-{1 + number % 28:02}T10:00:00Z",
            "valueQuantity": {"value": 90 + number % 60, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"}}


def seen(identity, whose, code):
    return {"resourceType": "Observation", "id": identity, "status": "final", "code": {"coding": [{"system": SNOMED, "code": code}]},
            "subject": {"reference": f"Patient/{whose}"}, "effectiveDateTime": "2026-11-12", "valueBoolean": True}


def paged():
    """300 Observations, a sign among the first, the middle and the last: who stops at a page misses one."""
    rows = [measured(f"paged-{n:03}", "paged", n) for n in range(300)]
    for at, code in ((0, "55929007"), (150, "85102008"), (299, "194177006")):
        rows[at] = seen(f"paged-{at:03}", "paged", code)
    return collection(patient("paged"), *rows)


def large(count=3000):
    """A child of several MB. What a server has already decided on (numbers as ids, visits and doctors that it must know) goes."""
    prefetch = regular.request("hapi", count)["prefetch"]
    resources = [prefetch["patient"]] + [e["resource"] for key in ("conditions", "observations") for e in prefetch[key]["entry"]]
    for resource in resources:
        resource.pop("meta", None)
        resource.pop("encounter", None)
        resource.pop("performer", None)
        if resource["resourceType"] != "Patient":
            resource["id"] = f"large-{resource['id']}"
    return collection(*resources)


def about(value, patient):
    """The same without references to anything but that patient: HAPI wants to know whatever is referred to."""
    if isinstance(value, list):
        return [kept for inner in value if (kept := about(inner, patient)) is not None]
    if not isinstance(value, dict):
        return value
    if value.get("reference", patient) != patient:
        return None
    return {key: kept for key, inner in value.items() if (kept := about(inner, patient)) not in (None, [], {})}


def synthea():
    """The largest of eight adolescents whom Synthea made, several MB, and two signs of last week."""
    folder = Synthea(ROOT / "build" / "synthea", fresh=False).population("hapi", 8, "13-17", 4)
    entries = json.loads(max(charts_of(folder), key=lambda p: p.stat().st_size).read_text(encoding="utf-8"))["entry"]
    patient = next(e["fullUrl"] for e in entries if e["resource"]["resourceType"] == "Patient")
    kept = [{"fullUrl": e["fullUrl"], "resource": about(e["resource"], patient)} for e in entries]
    whose = next(e["resource"]["id"] for e in kept if e["fullUrl"] == patient)
    signs = collection(condition("synthea-eyes", whose, "194177006"), condition("synthea-gait", whose, "85102008"))["entry"]
    kept.sort(key=lambda e: e["resource"]["resourceType"] != "Patient")   # first, so that each portion finds it in the server
    return {"resourceType": "Bundle", "type": "collection", "entry": kept + signs}


def load(base, chart, portion=1000):
    """In portions: the Patient comes first in each chart, so each portion finds it there."""
    entries = chart["entry"]
    LOADING.load(base, ({**chart, "entry": entries[at:at + portion]} for at in range(0, len(entries), portion)))


def put_each(base, chart):
    """For a server without transactions. It gives ids of its own to what is posted, so each is put."""
    for entry in chart["entry"]:
        resource = entry["resource"]
        request = LOADING.urllib.request.Request(f"{base}/{resource['resourceType']}/{resource['id']}", json.dumps(resource).encode(),
                                                 {"Content-Type": "application/fhir+json"}, method="PUT")
        with LOADING.urllib.request.urlopen(request, timeout=60):
            pass


def fetched(base, query):
    """Every entry of a search, page by page, past what the server remembers of an equal one."""
    url, entries = f"{base}/{query}", []
    while url:
        page = LOADING.send(url, headers={"Cache-Control": "no-cache"})
        entries += page.get("entry", ())
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


def prefetch_from(base, whose):
    """What an EHR would send of a patient in this server."""
    whose = urllib.parse.quote(whose)
    return {"patient": LOADING.send(f"{base}/Patient/{whose}")} | {
        key: fetched(base, f"{kind}?patient={whose}&_count=50") for key, kind in LISTS.items()}


def prefetch_of(chart):
    """The same out of a Bundle."""
    resources = [e["resource"] for e in chart["entry"]]
    return {"patient": next(r for r in resources if r["resourceType"] == "Patient")} | {
        key: collection(*(r for r in resources if r["resourceType"] == kind)) | {"type": "searchset"} for key, kind in LISTS.items()}


def whose(chart):
    return prefetch_of(chart)["patient"]["id"]
