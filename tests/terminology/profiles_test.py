#!/usr/bin/env python3
"""The profiles in fhir_profiles/ against the tables, and their examples against the program: python3 profiles_test.py BINARY.

What a FHIR validator says of the same files stands in tests/hapi/validate_test.py. A validator has no table of SNOMED CT or LOINC:
that a value set names only known codes is shown here.
"""
import csv
import functools
import json
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROFILES = ROOT / "fhir_profiles"
EXAMPLES = PROFILES / "examples"
BINARY = str(Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else ""
CHILD = {"resourceType": "Patient", "id": "child", "birthDate": "2025-03-01"}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def resources(folder):
    found = {str(p.relative_to(PROFILES)): read(p) for p in sorted((PROFILES / folder).rglob("*.json"))}
    assert found, f"{folder}: no resource found"
    return found


def table(folder):
    with open(EXAMPLES / folder / "expected.csv", encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file, strict=True)}


@functools.cache
def known_codes():
    """{system: codes} of the supplements, and of the code systems that are ours."""
    return {r.get("supplements", r["url"]): {c["code"] for c in r["concept"]} for r in resources("codesystems").values()}


def codings(value):
    if isinstance(value, dict):
        if "system" in value and "code" in value and value["system"] != "http://unitsofmeasure.org":
            yield value["system"], value["code"]
        for inner in value.values():
            yield from codings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from codings(inner)


@functools.cache
def assessed(*texts):
    """What the program decides about the child with these resources; what it only shows or skips is left out."""
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in [CHILD, *map(json.loads, texts)]]}
    done = subprocess.run([BINARY, "evaluate", "--as-of", "2026-11-20", "--format", "assessment", "-"],
                          input=json.dumps(bundle).encode(), capture_output=True, check=True)
    out = json.loads(done.stdout)
    features = {name: {"state": f["state"], "counted": f["counted"]} for name, f in out["features"].items()}
    return {"features": features} | {key: out[key] for key in ("rule", "tier", "possibleOpsoclonus", "workup")}


def opsoclonus():
    return (EXAMPLES / "conforming" / "opsoclonus-condition.json").read_text(encoding="utf-8")


class ValueSets(unittest.TestCase):
    def test_name_only_codes_that_a_supplement_describes(self):
        for path, value_set in resources("valuesets").items():
            for include in value_set["compose"]["include"]:
                for concept in include.get("concept", ()):
                    self.assertIn(concept["code"], known_codes()[include["system"]], f"{path}: {include['system']}")

    def test_name_only_value_sets_that_exist(self):
        found = resources("valuesets").values()
        urls = {r["url"] for r in found}
        for value_set in found:
            for include in value_set["compose"]["include"]:
                self.assertLessEqual(set(include.get("valueSet", ())), urls, value_set["id"])

    def test_of_orders_and_maps_hold_known_codes_too(self):
        for path, resource in resources("activitydefinitions").items():
            for system, code in codings(resource["code"]):
                self.assertIn(code, known_codes()[system], path)
        for path, resource in resources("conceptmaps").items():
            for group in resource["group"]:
                if group["target"].rpartition("/")[2] in ("condition-clinical", "condition-ver-status"):  # what others write as a status
                    used, system = {t["code"] for e in group["element"] for t in e["target"]}, group["target"]
                else:
                    used, system = {e["code"] for e in group["element"]}, group["source"]
                self.assertLessEqual(used, known_codes()[system], path)


class Profiles(unittest.TestCase):
    def test_are_bound_to_value_sets_of_ours(self):
        urls = {r["url"] for r in resources("valuesets").values()}
        for path, profile in resources("structuredefinitions").items():
            bindings = [e["binding"]["valueSet"] for e in profile["differential"]["element"] if "binding" in e]
            self.assertLessEqual(set(bindings), urls, path)
            self.assertTrue(bindings or profile["abstract"], path)

    def test_each_have_an_example_that_conforms(self):
        concrete = {r["url"] for r in resources("structuredefinitions").values() if not r["abstract"]}
        shown = {r["meta"]["profile"][0] for r in resources("examples/conforming").values()}
        self.assertEqual(concrete, shown)

    def test_each_rule_has_an_example_that_breaks_it(self):
        keys = {c["key"] for r in resources("structuredefinitions").values()
                for e in r["differential"]["element"] for c in e.get("constraint", ())}
        self.assertTrue(keys)
        self.assertLessEqual(keys, {row["fault"] for row in table("nonconforming").values()})


class Examples(unittest.TestCase):
    def test_are_all_in_their_table(self):
        for folder in ("conforming", "nonconforming"):
            self.assertEqual(sorted(p.name for p in (EXAMPLES / folder).glob("*.json")), sorted(table(folder)), folder)

    def test_that_conform_are_the_evidence_that_they_are_meant_to_be(self):
        for name, row in table("conforming").items():
            with self.subTest(name):
                text = (EXAMPLES / "conforming" / name).read_text(encoding="utf-8")
                path, _, expected = row["says"].partition("=")
                said = assessed(text, opsoclonus()) if path.startswith("workup") else assessed(text)
                for step in path.split("."):
                    said = said[step]
                self.assertEqual(str(said), expected)

    def test_that_do_not_conform_change_nothing(self):
        for name in table("nonconforming"):
            with self.subTest(name):
                text = (EXAMPLES / "nonconforming" / name).read_text(encoding="utf-8")
                self.assertEqual(assessed(text), assessed())
                self.assertEqual(assessed(text, opsoclonus()), assessed(opsoclonus()))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
