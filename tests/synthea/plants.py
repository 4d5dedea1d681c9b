"""Findings to put into a chart of Synthea, and what must then be said. The look of each resource is Synthea's own."""

import uuid
from datetime import date, timedelta

from synthea import END

SNOMED, LOINC, ICD10CM = "http://snomed.info/sct", "http://loinc.org", "http://hl7.org/fhir/sid/icd-10-cm"
OPSOCLONUS = (SNOMED, "194177006", "Opsoclonus (disorder)")
ATAXIA = (SNOMED, "85102008", "Cerebellar ataxia (disorder)")
ATAXIA_ICD = (ICD10CM, "R27.0", "Ataxia, unspecified")
IRRITABLE = (SNOMED, "55929007", "Feeling irritable (finding)")
NEUROBLASTOMA = (SNOMED, "432328008", "Neuroblastoma (disorder)")
NYSTAGMUS = (SNOMED, "563001", "Nystagmus (disorder)")
WHOLE_BODY_MRI = (LOINC, "46358-8", "MR Whole body")
URINE_HVA = (LOINC, "11146-8", "Homovanillate/Creatinine [Mass Ratio] in Urine")
HL7 = "http://terminology.hl7.org/CodeSystem/"


def _concept(coding):
    system, code, display = coding
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def _status(system, code):
    return {"coding": [{"system": HL7 + system, "code": code}]}


def _moment(days_ago):
    return f"{date.fromisoformat(END) - timedelta(days=days_ago)}T09:14:31+00:00"


def condition(coding, days_ago, clinical="active", verification="confirmed", category="problem-list-item", **more):
    return {"resourceType": "Condition", "clinicalStatus": _status("condition-clinical", clinical),
            "verificationStatus": _status("condition-ver-status", verification),
            "category": [_status("condition-category", category)], "code": _concept(coding),
            "onsetDateTime": _moment(days_ago), "recordedDate": _moment(days_ago), **more}


def observation(coding, days_ago, status="final", **value):
    return {"resourceType": "Observation", "status": status, "category": [_status("observation-category", "exam")],
            "code": _concept(coding), "effectiveDateTime": _moment(days_ago), "issued": _moment(days_ago), **value}


def order(coding, days_ago):
    return {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "code": _concept(coding),
            "authoredOn": _moment(days_ago)}


def procedure(coding, days_ago):
    return {"resourceType": "Procedure", "status": "completed", "code": _concept(coding),
            "performedPeriod": {"start": _moment(days_ago), "end": _moment(days_ago)}}


class Plant:
    """One story: what is planted, into whom, and what must come of it."""

    def __init__(self, name, rule, resources, who, skipped=()):
        self.name, self.rule, self.resources, self.who, self.skipped = name, rule, resources, who, sorted(skipped)

    def entries(self, patient, bundle=True):
        """The resources, about this patient: entries of a Bundle, or resources as Bulk Data has them."""
        made = []
        for number, resource in enumerate(self.resources):
            own = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.name}/{patient}/{number}"))
            about = f"urn:uuid:{patient}" if bundle else f"Patient/{patient}"
            whole = {**resource, "id": own, "subject": resource.get("subject", {"reference": about})}
            made.append({"fullUrl": f"urn:uuid:{own}", "resource": whole,
                         "request": {"method": "POST", "url": whole["resourceType"]}} if bundle else whole)
        return made


# Whom a story is about, by the assessment of the chart before anything was planted.
def living(assessment):
    return assessment["rule"] == "R0" and assessment["age"]["months"]["min"] >= 12


def toddler(assessment):
    return living(assessment) and assessment["ageBand"] == "6m_6y"


def older(assessment):
    return living(assessment) and assessment["ageBand"] == "6y_18y"


def deceased(assessment):
    return assessment["rule"] == "guard-deceased"


def adult(assessment):
    return assessment["rule"] == "guard-adult"


_O, _M, _B = condition(OPSOCLONUS, 10), condition(ATAXIA, 12), observation(IRRITABLE, 14, valueBoolean=True)
CRITERIA_MET = [_O, _M, _B]
SEEN = condition(OPSOCLONUS, 9, category="encounter-diagnosis")

PLANTS = [
    Plant("opsoclonus, ataxia, irritability", "R1a", CRITERIA_MET, living),
    Plant("opsoclonus, ataxia by ICD-10-CM", "R2a", [_O, condition(ATAXIA_ICD, 20)], living),
    Plant("opsoclonus, irritability", "R2b", [_O, _B], living),
    Plant("neuroblastoma in remission, opsoclonus", "R2c", [condition(NEUROBLASTOMA, 300, "remission"), _O], living),
    Plant("opsoclonus of one visit", "R3a", [SEEN], living),
    Plant("new ataxia, irritability in a toddler", "R3b", [_M, _B], toddler),
    Plant("the same at 6 years or over", "R0", [_M, _B], older),
    Plant("opsoclonus, ataxia, MRI ordered", "R4a", [_O, _M, order(WHOLE_BODY_MRI, 5)], living),
    Plant("opsoclonus, ataxia, workup complete", "R0-workup-complete",
          [_O, _M, procedure(WHOLE_BODY_MRI, 5), observation(URINE_HVA, 4, valueQuantity={"value": 12.5, "unit": "mg/g"})], living),
    Plant("nystagmus alone", "R0", [condition(NYSTAGMUS, 10)], living),
    Plant("opsoclonus refuted", "R0", [condition(OPSOCLONUS, 10, verification="refuted")], living),
    Plant("what must not count", "R0",
          [condition(OPSOCLONUS, 10, verification="entered-in-error"), observation(OPSOCLONUS, 10, "cancelled", valueBoolean=True),
           condition(OPSOCLONUS, -3), {**_O, "subject": {"reference": "urn:uuid:00000000-0000-4000-8000-000000000000"}}],
          living, ["entered-in-error", "cancelled", "future", "other-patient"]),
    Plant("criteria met, deceased", "guard-deceased", CRITERIA_MET, deceased),
]
ADULT_PLANTS = [Plant(f"adult: {p.name}", "guard-adult", p.resources, adult, p.skipped) for p in PLANTS if p.who is not deceased]
