"""The parts that the golden cases are made of: codes, records on a day, cases. Days count back from TODAY."""

from shapes import (ABSENT, ATAXIA, FLUTTER, HVA, INSOMNIA, IRRITABILITY, MRI_PARTS, MRI_WHOLE_BODY, MYOCLONUS, NEUROBLASTOMA,
                    NYSTAGMUS, OMS, OPSOCLONUS, UNKNOWN, UNSTEADY, before, condition, day, observation, order, report)
from terminology import CM, ICD11, SCT, WHO

TODAY = day("2026-11-20")
BORN = "2024-05-10"
EYE_MOVEMENT = (CM, "H55.89")
ATAXIA_ICD = (CM, "R27.0")
ADRENAL = (SCT, "363355002")
SCORPION = (WHO, "T63.2")
CONCUSSION = (SCT, "110030002")
PAPILLOEDEMA = (WHO, "H47.1")
HYDROCEPHALUS = (SCT, "230745008")
CORD = (SCT, "71286001")
NEUROPATHY = (CM, "G62.0")
SACCADES = (ICD11, "9C85.02")
ADEM = (SCT, "83942000")
ENCEPHALITIS = (CM, "G04.90")
CEREBELLAR_TUMOUR = (SCT, "126960003")
ORDER_LISTS = ("serviceRequests", "diagnosticReports", "procedures", "imagingStudies")


def ago(days):
    return before(TODAY, days)


def item(code, days, **more):
    """Problem-list item with onset and record on that day."""
    return condition(code, ago(days), ago(days), category="problem-list-item", **more)


def seen(code, days=5, value=None, **more):
    """Observation of that day; without a value a finding code is positive."""
    return observation(code, ago(days), value, **more)


def past(code, start, end):
    return item(code, start, clinical="resolved", abatementDateTime=str(ago(end)))


def refuted(code, days):
    return condition(code, None, ago(days), clinical=None, verification="refuted")


def poisoned(days, **more):
    return condition(SCORPION, ago(days), ago(days), category="encounter-diagnosis", **more)


def scan(days, **more):
    return report(MRI_WHOLE_BODY, ago(days), **more)


def urine(days, **more):
    return seen(HVA, days, valueQuantity={"value": 14, "unit": "mg/g", "system": "http://unitsofmeasure.org", "code": "mg/g"},
                **more)


def parts(days, *regions):
    return [report(MRI_PARTS[region], ago(days)) for region in regions]


def case(name, expected, findings, *chart, born=BORN, who=None, **more):
    """`who` adds to the Patient; `without`, `null`, `next` change the prefetch; `says`: what the card must hold."""
    return {"name": name, "expected": expected, "findings": findings, "chart": chart,
            "who": {**({"birthDate": born} if born else {}), **(who or {})}, **more}


def block(section, criterion, *cases):
    return {"section": section, "criterion": criterion, "cases": cases}


EYES, WALK, MOOD = item(OPSOCLONUS, 20), item(ATAXIA, 20), item(IRRITABILITY, 20)
TUMOUR = item(NEUROBLASTOMA, 400)
MAYBE_TUMOUR = item(NEUROBLASTOMA, 10, verification="provisional")
OPSOMYOCLONUS = (EYES, WALK)
BEFORE_THE_EYES = (seen(ATAXIA), seen(IRRITABILITY))
OLDER = "2022-06-10"
