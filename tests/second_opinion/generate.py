#!/usr/bin/env python3
"""Random charts that sit on the edges of the policy.

    generate.py --seed N --count N --out DIR

writes chart files and manifest.csv (file, patient_id, evaluation_time). The same seed and count
give the same charts.
"""

import argparse
import csv
import json
import random
from datetime import timedelta
from pathlib import Path

import shapes
import terminology as T
from evaluator.dates import add_months, evaluation_day
from draw import EDGE_DAYS, LOCAL, RECENT_DAYS, Draw, birth_day
from draw_workup import DrawWorkup
from scenes import SCENES
from shapes import before, concept

INSTANTS = ["2026-11-20T12:00:00Z", "2026-11-20T23:30:00-05:00", "2027-03-01T00:00:00Z",
            "2028-02-29T23:59:59Z", "2026-08-31"]
IDS = ["kid", "kid-2.a"]
SERVER = "http://ehr.example.org/fhir"
MRN = {"system": "http://hospital.example.org/mrn", "value": "77-12"}
BAND_MONTHS = [6, 72, 120, 216]  # 6 months, 6, 10 and 18 years

# how likely each finding is; a scene may change it
WANTED = {"opsoclonus": 0.5, "flutter": 0.06, "oms": 0.06, "ataxia": 0.42, "myoclonus": 0.22,
          "behaviour": 0.35, "sleep": 0.22, "weak": 0.08, "weak_provisional": 0.12,
          "possible": 0.15, "tumour": 0.18}


def pools(terms):
    """Codes by tag. Codes with more than one tag, and those that say nothing, have pools of
    their own."""
    found = {"nothing": []}
    for row in terms.rows:
        tags = T.tags_of_row(row)
        where = (row["system_uri"], row["code"])
        if not tags and row["feature"] != "qualifier":
            found["nothing"].append(where)
        for tag in tags:
            found.setdefault(tag, []).append(where)
    return found


class ChartMaker:
    def __init__(self, seed, number, code_pools):
        self.rng = random.Random(f"{seed}/{number}")
        self.now = self.rng.choice(INSTANTS)
        self.today = evaluation_day(self.now)
        self.ident = self.rng.choice(IDS)
        self.scene = self.rng.choices(list(SCENES), [s[2] for s in SCENES.values()])[0]
        self.born = self._born()
        self.draw = Draw(self.rng, code_pools, self.today, birth_day(self.born),
                         self.rng.choice([0.0, 0.2, 0.2, 0.5, 1.0]))
        self.anchor = before(self.today, self.rng.choice(
            [60, 90, 120] if self.scene == "scanned" else RECENT_DAYS + EDGE_DAYS[:-3]))
        self.resources = []

    def chance(self, share):
        return self.rng.random() < share

    def _born(self):
        rng = self.rng
        if self.scene == "adrenal":
            return self._edge_of_band([120], partial=0.5)
        if rng.random() < 0.6:
            return before(self.today, rng.randint(200, 5000)).isoformat()
        if rng.random() < 0.08:
            return rng.choice([None, "2099-01-01", "1900-01-01", "sometime"])
        if rng.random() < 0.1:
            return rng.choice(["2008-02-29", "2010-02", "2020-02-29", "2026-05-31"])
        return self._edge_of_band(BAND_MONTHS, partial=0.25)

    def _edge_of_band(self, months, partial):
        """A birth date with a birthday yesterday, today or tomorrow, or the month or year of it."""
        edge = add_months(self.today, -self.rng.choice(months)) + timedelta(
            days=self.rng.choice([-1, 0, 0, 1]))
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
        draw_scene, change, _ = SCENES[self.scene]
        if draw_scene:
            draw_scene(self)
        wanted = {**WANTED, **change}
        for tag, share in wanted.items():
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
        """A stage as value, of a staging scale or beside the tumour's code."""
        out = self.draw.observation("tumour", self.draw.edge(), "yes")
        for item in [out] + out.get("component", []):
            for name in [k for k in item if k.startswith("value")]:
                del item[name]
        item = out["component"][0] if "component" in out else out
        item["code"] = concept(self.rng.choice([(T.SCT, "409720004"), shapes.NEUROBLASTOMA]))
        item["valueCodeableConcept"] = self.draw.coded("stage")
        return out

    def _causes(self):
        gap = timedelta(days=self.rng.choice([-15, -14, -13, 0, 13, 14, 15]))
        for tag, share in {"toxic": 0.07, "named_cns": 0.05, "explains_ataxia": 0.06,
                           "explains_myoclonus": 0.06}.items():
            if self.chance(share / 3 if SCENES[self.scene][0] else share):
                day = self.anchor + gap if tag == "toxic" else self.draw.edge()
                self._positive(tag, min(day, self.today))
        if self.chance(0.06):
            day = self.anchor + timedelta(days=self.rng.choice([-1, 0, 1, 5]))
            self.resources.append(self.draw.condition("oms", day, verification="refuted"))

    def _company(self):
        for tag, share in {"mimic": 0.3, "nothing": 0.3}.items():
            if self.chance(share):
                self._positive(tag, self.draw.edge())
        if self.draw.odd(0.2):
            self.resources.append({
                "resourceType": "FamilyMemberHistory", "status": "completed",
                "patient": {"reference": f"Patient/{self.ident}"},
                "condition": [{"code": self.draw.coded("tumour")}]})

    # --- whose they are, and how they are packed ---

    def _patient(self):
        out = shapes.patient(self.born, self.ident)
        if self.chance(0.5):
            out["identifier"] = [MRN]
        if self.chance(0.02):
            out.update(self.rng.choice([{"deceasedBoolean": True}, {"deceasedDateTime": "2026"},
                                        {"active": False}, {"link": [
                                            {"other": {"reference": "Patient/x"},
                                             "type": "replaced-by"}]}]))
        elif self.chance(0.1):
            out.update(self.rng.choice([{"deceasedBoolean": False}, {"active": True}, {"link": [
                {"other": {"reference": "Patient/x"}, "type": "replaces"}]}]))
        if not self.born and self.chance(0.5):
            out["_birthDate"] = {"extension": [{
                "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                "valueCode": "unknown"}]}
        return out

    def _reference(self, patient, full_url):
        """A subject that is the patient."""
        forms = [{"reference": f"Patient/{self.ident}"}] * 6
        forms += [{"reference": f"Patient/{self.ident}/_history/2"}]
        if full_url:
            forms += [{"reference": full_url}] * 3
        if not full_url.startswith("urn:"):
            forms += [{"reference": f"{SERVER}/Patient/{self.ident}/_history/3"}]
        if "identifier" in patient:
            forms += [{"identifier": dict(MRN)}]
        return self.rng.choice(forms)

    def _spoil(self, resource):
        """Makes a resource one that must be dropped."""
        owner = "patient" if "patient" in resource else "subject"
        change = self.rng.choice(["other", "server", "identifier", "none", "group", "modifier",
                                  "rules", "focus", "contained"])
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
            resource[owner] = {
                "other": {"reference": "Patient/other"},
                "server": {"reference": f"http://elsewhere.example.net/r4/Patient/{self.ident}"},
                "identifier": {"identifier": {"system": MRN["system"], "value": "77-13"}},
            }.get(change, {"reference": f"Group/{self.ident}"})

    def _packed(self, patient):
        kind = self.rng.choice(["collection", "collection", "searchset", "transaction", "hooks"])
        others = [shapes.patient("2024-05-05", "other")] if self.chance(0.1) else []
        full_url = {"transaction": "urn:uuid:6f1c2a34-0000-4000-8000-000000000001"}.get(
            kind, f"{SERVER}/Patient/{self.ident}")
        for resource in self.resources:
            owner = "patient" if "patient" in resource else "subject"
            resource[owner] = self._reference(patient, full_url)
            if self.draw.odd(0.06):
                self._spoil(resource)
        self.rng.shuffle(self.resources)
        if kind == "hooks":
            return shapes.hook_request([patient] + self.resources)
        everything = [patient] + self.resources + others
        self.rng.shuffle(everything)
        doc = shapes.bundle(everything, kind)
        for entry in doc["entry"]:
            if entry["resource"] is patient:
                entry["fullUrl"] = full_url
        if kind == "searchset" and self.chance(0.2):
            doc["entry"].append({"search": {"mode": "outcome"}, "resource": {
                "resourceType": "OperationOutcome", "issue": [
                    {"severity": "information", "code": "informational"}]}})
        return doc

    def make(self):
        """(document, patient id, evaluation instant)"""
        self._findings()
        self._causes()
        self._company()
        if self.chance(0.3):
            self.resources.extend(DrawWorkup(self.draw, self.anchor).make())
        return self._packed(self._patient()), self.ident, self.now


def generate(seed, count, out):
    """Writes the charts; returns [(file name, patient id, evaluation time)]."""
    out.mkdir(parents=True, exist_ok=True)
    code_pools, rows = pools(T.load_terms()), []
    for number in range(count):
        doc, ident, now = ChartMaker(seed, number, code_pools).make()
        name = f"chart-{number:06d}.json"
        (out / name).write_text(json.dumps(doc), encoding="utf-8")
        rows.append((name, ident, now))
    with open(out / "manifest.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "patient_id", "evaluation_time"])
        table.writerows(rows)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows = generate(options.seed, options.count, options.out)
    print(f"seed {options.seed}: {len(rows)} charts in {options.out}")


if __name__ == "__main__":
    main()
