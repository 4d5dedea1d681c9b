"""FHIR shapes that the chart makers and the tests share."""

from datetime import date, timedelta

from terminology import HPO, LOINC, SCT

OPSOCLONUS = (SCT, "194177006")
FLUTTER = (HPO, "HP:0031931")
ATAXIA = (SCT, "20262006")
UNSTEADY = (SCT, "394616008")            # weak and provisional
PROGRESSIVE_ATAXIA = (SCT, "230233000")  # weak
MYOCLONUS = (SCT, "17450006")
IRRITABILITY = (HPO, "HP:0000737")
INSOMNIA = (SCT, "193462001")
NIGHTMARES = (SCT, "419145002")           # sleep, not of the core list
NEUROBLASTOMA = (SCT, "432328008")
OMS = (SCT, "230350000")
NYSTAGMUS = (SCT, "563001")
PRESENT = (SCT, "52101004")
ABSENT = (SCT, "2667000")
UNKNOWN = (SCT, "261665006")
EYE_EXAM = (LOINC, "10197-2")
MRI_PARTS = {"neck": (LOINC, "24840-1"), "chest": (LOINC, "36283-0"),
             "abdomen": (LOINC, "24557-1"), "pelvis": (LOINC, "30674-6")}
MRI_WHOLE_BODY = (LOINC, "46358-8")
HVA = (LOINC, "11146-8")

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
UCUM = "http://unitsofmeasure.org"

HOOK_KEYS = {"conditions": "Condition", "observations": "Observation",
             "serviceRequests": "ServiceRequest", "diagnosticReports": "DiagnosticReport",
             "procedures": "Procedure", "imagingStudies": "ImagingStudy"}


def concept(*codings):
    """CodeableConcept of (system, code) pairs; a third member True marks userSelected."""
    out = []
    for system, code, *chosen in codings:
        coding = {"system": system, "code": code}
        if chosen:
            coding["userSelected"] = chosen[0]
        out.append(coding)
    return {"coding": out}


def patient(born, ident="kid", **more):
    out = {"resourceType": "Patient", "id": ident, **more}
    if born:
        out["birthDate"] = born if isinstance(born, str) else born.isoformat()
    return out


def condition(code, onset=None, recorded=None, clinical="active", verification="confirmed",
              category=None, subject="Patient/kid", **more):
    """R4 Condition; None leaves an element out."""
    out = {"resourceType": "Condition", "code": code if isinstance(code, dict) else concept(code),
           "subject": {"reference": subject}}
    if clinical:
        out["clinicalStatus"] = concept((CLINICAL, clinical))
    if verification:
        out["verificationStatus"] = concept((VERIFICATION, verification))
    if category:
        out["category"] = [concept((CATEGORY, category))]
    if onset:
        out["onsetDateTime"] = str(onset)
    if recorded:
        out["recordedDate"] = str(recorded)
    out.update(more)
    return out


def observation(code, day=None, value=PRESENT, status="final", subject="Patient/kid", **more):
    """R4 Observation; a pair as value is a coded answer, None leaves the value out."""
    out = {"resourceType": "Observation", "code": code if isinstance(code, dict) else concept(code),
           "subject": {"reference": subject}}
    if status:
        out["status"] = status
    if day:
        out["effectiveDateTime"] = str(day)
    if isinstance(value, bool):
        out["valueBoolean"] = value
    elif isinstance(value, str):
        out["valueString"] = value
    elif isinstance(value, dict):
        out["valueCodeableConcept"] = value
    elif value:
        out["valueCodeableConcept"] = concept(value)
    out.update(more)
    return out


def order(code, day, status="active", subject="Patient/kid", **more):
    """R4 ServiceRequest; None leaves day or status out."""
    out = {"resourceType": "ServiceRequest", "intent": "order", "code": concept(code), "subject": {"reference": subject}}
    if status:
        out["status"] = status
    if day:
        out["authoredOn"] = str(day)
    return {**out, **more}


def report(code, day, status="final", subject="Patient/kid", **more):
    return {"resourceType": "DiagnosticReport", "status": status, "code": concept(code),
            "subject": {"reference": subject}, "effectiveDateTime": str(day), **more}


def before(today, days):
    return today - timedelta(days=days)


def bundle(resources, kind="collection"):
    """Bundle with an id and a fullUrl for each resource."""
    entries = []
    for number, resource in enumerate(resources):
        resource.setdefault("id", f"r{number}")
        entry = {"fullUrl": f"http://ehr.example.org/fhir/{resource['resourceType']}/"
                            f"{resource['id']}", "resource": resource}
        if kind == "searchset":
            entry["search"] = {"mode": "match"}
        if kind == "transaction":
            entry["request"] = {"method": "POST", "url": resource["resourceType"]}
        entries.append(entry)
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def hook_request(resources, number=0):
    """patient-view request whose prefetch holds the resources, empty searchsets for the rest."""
    child = next(r for r in resources if r["resourceType"] == "Patient")
    prefetch = {"patient": child}
    for number_in_chart, resource in enumerate(resources):
        resource.setdefault("id", f"r{number_in_chart}")
    for key, kind in HOOK_KEYS.items():
        prefetch[key] = bundle([r for r in resources if r["resourceType"] == kind], "searchset")
        prefetch[key]["total"] = len(prefetch[key]["entry"])
    return {"hook": "patient-view", "fhirServer": "http://ehr.example.org/fhir",
            "hookInstance": f"00000000-0000-4000-8000-{number:012d}",
            "context": {"userId": "Practitioner/p-1", "patientId": child["id"],
                        "encounterId": "e-1"},
            "prefetch": prefetch}


def day(text):
    return date.fromisoformat(text)
