"""Bodies of the regular maker: one FHIR server writes every resource of a type with the same members in the same order, as compact JSON.

A child has ataxia, insomnia, opsoclonus and irritability within the last days; every other resource is what fills charts: vital
signs, laboratory values, colds. Also the charts that load/late_fhir serves, for the calls with nothing prefetched.
"""

import json
import random
from datetime import timedelta

from makers import json_text
from makers.call import (ATAXIA, BORN, HL7, ILLNESSES, INSOMNIA, IRRITABLE, LABS, LISTS, LOINC, NOW, OPSOCLONUS, SEED, SIZES, SNOMED, UCUM,
                         VITALS, days_ago, hook_call, stamp)

BASE = "http://fhir.example.org/r4"
CHILD = "bench-child-01"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

CHARTS = ("adult", "healthy", "child", "paged")   # patients of late_fhir
PAGES, PAGE_BYTES = 50, 1 << 20                   # of the Observations of `paged`


class Chart:
    """One child's record, made resource by resource from one random source."""

    def __init__(self, seed, child=CHILD):
        self.random = random.Random(seed)
        self.child = child

    def when(self):
        return BORN + timedelta(seconds=self.random.randrange(int((NOW - BORN).total_seconds()) - 20 * 86400))

    def base(self, kind, touched):
        """What a server adds to each resource it stores."""
        number = self.random.randrange(10**6, 10**7)
        return {"resourceType": kind, "id": str(number),
                "meta": {"versionId": "1", "lastUpdated": stamp(touched) + ".000+00:00",
                         "source": "#" + "".join(self.random.choices(LETTERS, k=16))}}

    def encounter(self):
        return {"reference": f"Encounter/{self.random.randrange(10**6, 10**7)}"}

    def measured(self):
        vital = self.random.random() < 0.6
        code, display, unit, low, high, decimals = self.random.choice(VITALS if vital else LABS)
        at = self.when()
        value = round(self.random.uniform(low, high), decimals)
        category = ("vital-signs", "Vital Signs") if vital else ("laboratory", "Laboratory")
        limits = {} if vital else {"referenceRange": [{"low": {"value": low, "unit": unit}, "high": {"value": high, "unit": unit}}]}
        return self.base("Observation", at) | {
            "status": "final",
            "category": [{"coding": [{"system": f"{HL7}/observation-category", "code": category[0], "display": category[1]}]}],
            "code": {"coding": [{"system": LOINC, "code": code, "display": display}], "text": display},
            "subject": {"reference": f"Patient/{self.child}"}, "encounter": self.encounter(),
            "effectiveDateTime": stamp(at) + "Z", "issued": stamp(at + timedelta(minutes=35)) + ".000Z",
            "performer": [{"reference": f"Practitioner/{self.random.randrange(10**4, 10**5)}", "display": "Dr. Example Paediatrician"}],
            "valueQuantity": {"value": int(value) if decimals == 0 else value, "unit": unit, "system": UCUM, "code": unit}} | limits

    def illness(self):
        code, display = self.random.choice(ILLNESSES)
        start = self.when()
        return self.problem(code, display, start, "resolved") | {"abatementDateTime": stamp(start + timedelta(days=9)) + "Z"}

    def problem(self, code, display, start, status):
        return self.base("Condition", start) | {
            "clinicalStatus": {"coding": [{"system": f"{HL7}/condition-clinical", "code": status}]},
            "verificationStatus": {"coding": [{"system": f"{HL7}/condition-ver-status", "code": "confirmed"}]},
            "category": [{"coding": [{"system": f"{HL7}/condition-category", "code": "encounter-diagnosis",
                                      "display": "Encounter Diagnosis"}]}],
            "code": {"coding": [{"system": SNOMED, "code": code, "display": display}], "text": display},
            "subject": {"reference": f"Patient/{self.child}"}, "encounter": self.encounter(),
            "onsetDateTime": stamp(start)[:10], "recordedDate": stamp(start + timedelta(days=1)) + "Z"}

    def sign(self, code, display, at):
        return self.base("Observation", at) | {
            "status": "final",
            "category": [{"coding": [{"system": f"{HL7}/observation-category", "code": "exam", "display": "Exam"}]}],
            "code": {"coding": [{"system": SNOMED, "code": code, "display": display}], "text": display},
            "subject": {"reference": f"Patient/{self.child}"}, "encounter": self.encounter(), "effectiveDateTime": stamp(at) + "Z",
            "valueCodeableConcept": {"coding": [{"system": SNOMED, "code": "52101004", "display": "Present"}]}}

    def patient(self, born=BORN):
        return self.base("Patient", born) | {
            "id": self.child, "active": True, "name": [{"use": "official", "family": "Example", "given": ["Bench"]}], "gender": "female",
            "birthDate": stamp(born)[:10], "address": [{"line": ["1 Example Street"], "city": "Exampleton", "country": "US"}]}


def bundle(resources, query):
    whole = {"resourceType": "Bundle", "id": f"search-{len(resources)}", "meta": {"lastUpdated": "2026-11-20T11:59:58.000+00:00"},
             "type": "searchset", "total": len(resources), "link": [{"relation": "self", "url": f"{BASE}/{query}"}]}
    if resources:   # an empty array is no valid FHIR
        whole["entry"] = [{"fullUrl": f"{BASE}/{r['resourceType']}/{r['id']}", "resource": r, "search": {"mode": "match"}}
                          for r in resources]
    return whole


def lists_of(chart, count, with_findings=True):
    """The resources of a chart beside its Patient, by type; the order within a list is random."""
    conditions, observations = [], []
    if with_findings:
        for (code, display, days), status in ((ATAXIA, "active"), (INSOMNIA, "active")):
            conditions.append(chart.problem(code, display, days_ago(days), status))
        for code, display, days in (OPSOCLONUS, IRRITABLE):
            observations.append(chart.sign(code, display, days_ago(days)))
    while 1 + len(conditions) + len(observations) < count:
        if chart.random.random() < 0.08:
            conditions.append(chart.illness())
        else:
            observations.append(chart.measured())
    for each in (conditions, observations):
        chart.random.shuffle(each)
    return {kind: [] for kind in LISTS.values()} | {"Condition": conditions, "Observation": observations}


def request(name, count, child=CHILD):
    """A call about `child` with `count` resources; `name` decides everything else."""
    chart = Chart(f"{SEED}-{name}", child)
    lists = lists_of(chart, count)
    prefetch = {"patient": chart.patient()}
    for key, kind in LISTS.items():
        prefetch[key] = bundle(lists[kind], f"{kind}?patient={child}")
    return hook_call(name, child, prefetch)


def body(size, variant):
    """The text of one body: `size` of SIZES, `variant` from 0."""
    name = f"{size}-{variant}" if variant else size
    return json_text.write(request(name, SIZES[size].resources, f"bench-child-{variant + 1:02}"))


def served_chart(name):
    """What a FHIR server has of the patient `name`, by type."""
    chart = Chart(f"{SEED}-chart", name)
    lists = lists_of(chart, SIZES["14k"].resources, name in ("child", "paged"))
    if name == "paged":
        bytes_made = 0
        while bytes_made < PAGE_BYTES:
            lists["Observation"].append(chart.measured())
            bytes_made += len(json.dumps(lists["Observation"][-1], separators=(",", ":")))
    served = {kind: bundle(each, f"{kind}?patient={name}") for kind, each in lists.items()}
    for each in served.values():
        del each["link"]   # late_fhir makes it
    return served | {"Patient": chart.patient(BORN - timedelta(days=40 * 365) if name == "adult" else BORN)}


def write_chart(folder, name):
    folder.mkdir(parents=True, exist_ok=True)
    for kind, resource in served_chart(name).items():
        (folder / f"{kind}.json").write_text(json_text.write(resource), encoding="utf-8")
    if name == "paged":
        (folder / "Observation.pages").write_text(str(PAGES), encoding="utf-8")
