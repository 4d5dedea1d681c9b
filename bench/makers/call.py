"""What the bodies of all makers have in common: the sizes, the day, the codes, and the CDS Hooks call around the lists."""

import uuid
from collections import namedtuple
from datetime import datetime, timedelta, timezone

SEED = 20261120
NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)   # the service is told so: OMS_CDS_NOW=2026-11-20T12:00:00Z in the dev profile
BORN = datetime(2025, 7, 10, tzinfo=timezone.utc)       # the child is 16 months old

# The load is eight connections. The numbers of variants have no common factor with eight, so that no connection sends one body only.
Size = namedtuple("Size", "resources bytes variants")
SIZES = {"14k": Size(15, 15_000, 9), "170k": Size(180, 171_000, 5), "5.8m": Size(6100, 5_790_000, 3)}

LISTS = {"conditions": "Condition", "observations": "Observation", "serviceRequests": "ServiceRequest",
         "diagnosticReports": "DiagnosticReport", "procedures": "Procedure", "imagingStudies": "ImagingStudy"}

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
HL7 = "http://terminology.hl7.org/CodeSystem"
UCUM = "http://unitsofmeasure.org"

# The findings that give the card (clinical.md, case oms-01): code, display, days before NOW.
ATAXIA = ("85102008", "Cerebellar ataxia", 8)
INSOMNIA = ("193462001", "Insomnia", 7)
OPSOCLONUS = ("194177006", "Opsoclonus", 4)
IRRITABLE = ("55929007", "Feeling irritable", 6)

# What fills charts and states nothing: code, display, unit, low, high, decimals.
VITALS = [
    ("8310-5", "Body temperature", "Cel", 36.2, 39.1, 1),
    ("8867-4", "Heart rate", "/min", 92, 148, 0),
    ("9279-1", "Respiratory rate", "/min", 20, 38, 0),
    ("29463-7", "Body weight", "kg", 3.4, 11.2, 2),
    ("8302-2", "Body height", "cm", 50, 80, 1),
    ("9843-4", "Head Occipital-frontal circumference", "cm", 34, 48, 1),
    ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry", "%", 94, 100, 0),
]
LABS = [
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 9.8, 13.4, 1),
    ("6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", 4.9, 17.3, 2),
    ("777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL", 160, 480, 0),
    ("1988-5", "C reactive protein [Mass/volume] in Serum or Plasma", "mg/L", 0.3, 44.0, 1),
    ("2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", 134, 144, 0),
    ("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 3.6, 5.3, 1),
    ("2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", 62, 118, 0),
    ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 0.18, 0.42, 2),
]
ILLNESSES = [
    ("54150009", "Upper respiratory infection"),
    ("65363002", "Otitis media"),
    ("91487003", "Diaper rash"),
    ("43116000", "Eczema"),
    ("195662009", "Acute viral pharyngitis"),
    ("10509002", "Acute bronchitis"),
]


def stamp(t):
    return t.strftime("%Y-%m-%dT%H:%M:%S")


def days_ago(days):
    return NOW - timedelta(days=days)


def hook_call(name, child, prefetch, **members):
    """A patient-view call. `name` decides the hookInstance; `members` are further ones of the request."""
    return {"hookInstance": str(uuid.uuid5(uuid.NAMESPACE_URL, f"oms-cds-bench/{name}")), "hook": "patient-view",
            "context": {"userId": "Practitioner/bench-1", "patientId": child, "encounterId": "bench-visit-1"}} | members | {
            "prefetch": prefetch}


def resources_of(call):
    """All resources of a call's prefetch: the Patient and what the lists hold."""
    found = []
    for each in call["prefetch"].values():
        found += [entry["resource"] for entry in each.get("entry", ())] if each["resourceType"] == "Bundle" else [each]
    return found
