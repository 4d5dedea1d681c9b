"""Random charts that sit on the edges of the policy: one patient's records and how they are packed."""

import copy
import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import shapes
import terminology as T
from evaluator.dates import add_months, evaluation_day
from generator.draw import EDGE_DAYS, RECENT_DAYS, Draw, birth_day
from generator.draw_workup import DrawWorkup
from generator.pools import LOCAL
from generator.scenes import SCENES
from shapes import before, concept

INSTANTS = ["2026-11-20T12:00:00Z", "2026-11-20T23:30:00-05:00", "2027-03-01T00:00:00Z", "2028-02-29T23:59:59Z", "2026-08-31"]
IDS = ["kid", "kid-2.a"]
SERVER = "http://ehr.example.org/fhir"
URN = "urn:uuid:6f1c2a34-0000-4000-8000-000000000001"
MRN = {"system": "http://hospital.example.org/mrn", "value": "77-12"}
BAND_MONTHS = [6, 72, 120, 216]  # 6 months, 6, 10 and 18 years
KINDS = ["collection"] * 3 + ["searchset", "transaction", "batch-response", "ndjson", "hooks", "hooks", "order-sign"]

# how likely each finding is; a scene may change it
WANTED = {"opsoclonus": 0.5, "flutter": 0.06, "saccades": 0.06, "oms": 0.06, "ataxia": 0.42, "myoclonus": 0.22, "behaviour": 0.35,
          "sleep": 0.22, "weak": 0.08, "weak_provisional": 0.12, "Q": 0.13, "q": 0.05, "tumour": 0.18}
CAUSES = {"toxic": 0.07, "named_cns": 0.05, "explains_ataxia": 0.06, "explains_myoclonus": 0.06, "raised_pressure": 0.04,
          "head_injury": 0.03, "cord_compression": 0.04, "neuropathy": 0.03, "nystagmus_named": 0.04}


@dataclass
class Chart:
    """What is asked about one patient. `ident` None: the patient has no id and is not asked for by one."""
    patient: dict
    records: list
    kind: str
    full_url: str | None     # of the Patient's entry
    ident: str | None
    now: str
    others: list = field(default_factory=list)   # other Patients
    drafts: list = field(default_factory=list)   # draft orders of order-sign
    extra: list = field(default_factory=list)    # entries after the records, as they are
    edits: list = field(default_factory=list)    # functions that change the packed document

    def changed(self, **more):
        """A deep copy with other members."""
        return replace(copy.deepcopy(self), **more)

    @property
    def today(self):
        return evaluation_day(self.now)

    def lists(self):
        """It is a request with prefetch lists."""
        return self.kind in ("hooks", "order-sign")

    def born(self):
        """The birth date when it is a full one and can be one."""
        born = birth_day(self.patient.get("birthDate")) if isinstance(self.patient.get("birthDate"), str) else None
        return born if born and date(1920, 1, 1) < born <= self.today else None


class ChartMaker:
    def __init__(self, seed, number, code_pools, maps=False):
        self.rng = random.Random(f"{seed}/{number}")
        self.now = self.rng.choice(INSTANTS)
        self.today = evaluation_day(self.now)
        self.ident = self.rng.choice(IDS)
        self.scene = self.rng.choices(list(SCENES), [s[2] for s in SCENES.values()])[0]
        self.born = self._born()
        self.draw = Draw(self.rng, code_pools, self.today, birth_day(self.born), self.rng.choice([0.0, 0.2, 0.2, 0.5, 1.0]), maps)
        self.anchor = before(self.today, self.rng.choice(RECENT_DAYS + EDGE_DAYS[:-3]))
        self.resources = []

    def chance(self, share):
        return self.rng.random() < share

    def _born(self):
        rng, of_scene = self.rng, SCENES[self.scene][3:]
        if of_scene:
            return of_scene[0](self)
        if rng.random() < 0.6:
            return before(self.today, rng.randint(200, 5000)).isoformat()
        if rng.random() < 0.08:
            return rng.choice([None, "2099-01-01", "1900-01-01", "sometime", self.edge_of_band([1440], partial=0.2),
                               before(self.today, rng.choice([-1, 0])).isoformat()])
        if rng.random() < 0.1:
            return rng.choice(["2008-02-29", "2010-02", "2020-02-29", "2026-05-31"])
        return self.edge_of_band(BAND_MONTHS, partial=0.25)

    def edge_of_band(self, months, partial):
        """A birth date with a birthday yesterday, today or tomorrow, or the month or year of it."""
        edge = add_months(self.today, -self.rng.choice(months)) + timedelta(days=self.rng.choice([-1, 0, 0, 1]))
        if self.chance(partial):
            return edge.strftime(self.rng.choice(["%Y-%m", "%Y"]))
        return edge.isoformat()

    # --- the findings ---

    def _positive(self, tag, day):
        make = self.draw.condition if self.chance(0.5) else self.draw.observation
        self.resources.append(make(tag, day))

    def _against(self, tag, day):
        """A refutation or a negative Observation of a finding, around the day."""
        when = day + timedelta(days=self.rng.choice([-1, 0, 1, 3, -20]))
        if self.chance(0.3):
            when = self.draw.edge()
        if self.chance(0.5):
            self.resources.append(self.draw.condition(tag, when, verification="refuted"))
        else:
            self.resources.append(self.draw.observation(tag, when, "no"))

    def _findings(self):
        draw_scene, change = SCENES[self.scene][:2]
        if draw_scene:
            draw_scene(self)
        for tag, share in {**WANTED, **change}.items():
            if self.chance(share):
                day = self.draw.near(self.anchor) if self.chance(0.75) else self.draw.edge()
                self._positive(tag, day)
                if self.draw.odd(0.4):
                    self._positive(tag, self.draw.edge())
                if self.draw.odd(0.5):
                    self._against(tag, day)
            elif self.chance(0.02 if draw_scene else 0.1):
                self._against(tag, self.draw.edge())
        for tag in ("adrenal", "adrenal_medulla", "stage", "suspected"):
            if self.chance(0.02 if draw_scene else 0.05):
                self._positive(tag, self.draw.edge())
        if self.chance(0.03):
            self.resources.append(self._staged())

    def _staged(self):
        """A stage as value, of a staging scale, of a code nobody knows, of a finding, or beside the tumour's code."""
        out = self.draw.observation("tumour", self.draw.edge(), "yes")
        for item in [out] + out.get("component", []):
            for name in [k for k in item if k.startswith("value")]:
                del item[name]
        item = out["component"][0] if "component" in out else out
        item["code"] = concept(self.rng.choice([(T.SCT, "409720004"), shapes.NEUROBLASTOMA, (LOCAL, "4711"), shapes.OPSOCLONUS,
                                                self.rng.choice(self.draw.pools["mimic"])]))
        item["valueCodeableConcept"] = self.draw.coded("stage")
        return out

    def _causes(self):
        gap = timedelta(days=self.rng.choice([-15, -14, -13, 0, 13, 14, 15]))
        for tag, share in CAUSES.items():
            if self.chance(share / 3 if SCENES[self.scene][0] else share):
                day = self.anchor + gap if tag in ("toxic", "head_injury") else self.draw.edge()
                self._positive(tag, min(day, self.today))
        if self.chance(0.06):
            day = self.anchor + timedelta(days=self.rng.choice([-1, 0, 1, 5]))
            self.resources.append(self.draw.condition("oms", day, verification="refuted"))

    def _company(self):
        for tag, share in {"mimic": 0.3, "nothing": 0.3}.items():
            if self.chance(share):
                self._positive(tag, self.draw.edge())
        if self.draw.odd(0.2):
            self.resources.append({"resourceType": "FamilyMemberHistory", "status": "completed",
                                   "patient": {"reference": f"Patient/{self.ident}"}, "condition": [{"code": self.draw.coded("tumour")}]})

    # --- whose they are, and how they are packed ---

    def _patient(self):
        out = shapes.patient(self.born, self.ident)
        other = {"reference": "Patient/x"}
        if self.chance(0.5):
            out["identifier"] = [MRN]
        if self.chance(0.02):
            out.update(self.rng.choice([{"deceasedBoolean": True}, {"deceasedDateTime": "2026"}, {"active": False},
                                        {"link": [{"other": other, "type": "replaced-by"}]}]))
        elif self.chance(0.1):
            out.update(self.rng.choice([{"deceasedBoolean": False}, {"active": True}, {"link": [
                {"other": other, "type": "replaces"}]}]))
        if not self.born and self.chance(0.5):
            out["_birthDate"] = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                                                "valueCode": "unknown"}]}
        return out

    def _reference(self, patient, full_url):
        """A subject that is the patient."""
        forms = [{"reference": f"Patient/{self.ident}"}] * 6 + [{"reference": f"Patient/{self.ident}/_history/2"}]
        if full_url:
            forms += [{"reference": full_url}] * 3
        if not str(full_url).startswith("urn:"):
            forms += [{"reference": f"{SERVER}/Patient/{self.ident}/_history/3"}]
        if "identifier" in patient:
            forms += [{"identifier": dict(MRN)}]
        return self.rng.choice(forms)

    def _spoil(self, resource):
        """Makes a resource one that must be dropped."""
        owner = "patient" if "patient" in resource else "subject"
        change = self.rng.choice(["other", "server", "identifier", "none", "group", "modifier", "rules", "focus", "contained"])
        if change == "modifier":
            resource["modifierExtension"] = [{"url": LOCAL + "/negated", "valueBoolean": True}]
        elif change == "rules":
            resource["implicitRules"] = LOCAL + "/rules"
        elif change == "focus" and resource["resourceType"] == "Observation":
            resource["focus"] = [{"reference": "Patient/sister"}]
        elif change == "none":
            resource.pop(owner, None)
        elif change == "contained":
            resource["contained"] = [{"resourceType": "Patient", "id": self.ident}]
            resource[owner] = {"reference": "#" + self.ident}
        else:
            resource[owner] = {"other": {"reference": "Patient/other"},
                               "server": {"reference": f"http://elsewhere.example.net/r4/Patient/{self.ident}"},
                               "identifier": {"identifier": {"system": MRN["system"], "value": "77-13"}},
                               }.get(change, {"reference": f"Group/{self.ident}"})

    def _owned(self, patient, full_url):
        for number, resource in enumerate(self.resources):
            resource["id"] = f"r{number}"
            owner = "patient" if "patient" in resource else "subject"
            resource[owner] = self._reference(patient, full_url)
            if self.draw.odd(0.06):
                self._spoil(resource)
        self.rng.shuffle(self.resources)
        return self.resources

    def make(self):
        """A Chart."""
        self._findings()
        self._causes()
        self._company()
        if self.chance(0.3):
            self.resources.extend(DrawWorkup(self.draw, self.anchor).make())
        patient, kind = self._patient(), self.rng.choice(KINDS)
        in_lists = kind in ("hooks", "order-sign")
        full_url = {"transaction": URN, "ndjson": None}.get(kind, None if in_lists else f"{SERVER}/Patient/{self.ident}")
        chart = Chart(patient, self._owned(patient, full_url), kind, full_url, self.ident, self.now)
        if self.chance(0.1) and not in_lists:
            chart.others = [shapes.patient("2024-05-05", "other")]
        if kind == "order-sign" and self.chance(0.7):
            chart.drafts = DrawWorkup(self.draw, self.anchor).drafts(self.ident)
        return chart
