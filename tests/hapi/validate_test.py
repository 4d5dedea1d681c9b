#!/usr/bin/env python3
"""HL7's validator over everything in fhir_profiles/ that is FHIR, offline: python3 validate_test.py. No server is needed.

One run of the validator serves all tests. Of SNOMED CT, LOINC and their like it knows what our supplements list.
"""
import csv
import json
import re
import tempfile
import unittest
from pathlib import Path

import hapi

PROFILES = hapi.HERE.parents[1] / "fhir_profiles"
EXAMPLES = PROFILES / "examples"
CONFORMANCE = ("structuredefinitions", "capabilitystatements", "valuesets", "codesystems", "conceptmaps", "activitydefinitions")
FOLDER, ISSUES = tempfile.TemporaryDirectory(), {}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def suggested():
    """{name: resource} of every order that a card of a golden case offers."""
    for path in sorted(EXAMPLES.rglob("response.json")):
        number = 0
        for card in read(path).get("cards", ()):
            for action in (a for s in card.get("suggestions", ()) for a in s.get("actions", ())):
                number += 1
                yield f"{path.parent.parent.name}-{path.parent.name}-{number}", action["resource"]


def prefetched():
    """What the requests of the golden cases bring along, each once."""
    seen = [None]
    for path in sorted(EXAMPLES.rglob("request.json")):
        for key, value in read(path).get("prefetch", {}).items():
            if value not in seen:
                seen.append(value)
                yield f"{path.parent.parent.name}-{path.parent.name}-{key}", value


def refusals():
    """The OperationOutcomes of the golden cases."""
    for path in sorted(EXAMPLES.rglob("response.json")):
        if read(path).get("resourceType") == "OperationOutcome":
            yield f"{path.parent.parent.name}-{path.parent.name}", read(path)


def setUpModule():
    unittest.addModuleCleanup(FOLDER.cleanup)
    for kind, resources in (("suggested", suggested()), ("prefetched", prefetched()), ("refusals", refusals())):
        (Path(FOLDER.name) / kind).mkdir()
        for name, resource in resources:
            (Path(FOLDER.name) / kind / f"{name}.json").write_text(json.dumps(resource), encoding="utf-8")
    ISSUES.update(hapi.validate(*(PROFILES / c for c in CONFORMANCE), *(EXAMPLES / e for e in ("cases", "conforming", "nonconforming")),
                                FOLDER.name))


def errors(folder):
    """{file: what the validator calls an error} below a folder; that there is any file is part of the claim."""
    found = {Path(file): [i for i in issues if i["severity"] in ("error", "fatal")]
             for file, issues in ISSUES.items() if Path(file).is_relative_to(folder)}
    assert found, f"{folder}: nothing was validated"
    return found


class Validator(unittest.TestCase):
    def finds_no_error(self, folder):
        for file, issues in errors(folder).items():
            self.assertEqual(issues, [], file)

    def test_accepts_every_conformance_resource(self):
        for folder in CONFORMANCE:
            with self.subTest(folder):
                self.finds_no_error(PROFILES / folder)

    def test_accepts_the_34_charts(self):
        self.assertEqual(len(errors(EXAMPLES / "cases")), 34)
        self.finds_no_error(EXAMPLES / "cases")

    def test_accepts_every_order_that_a_card_suggests(self):
        self.finds_no_error(Path(FOLDER.name) / "suggested")

    def test_accepts_the_prefetch_of_every_golden_case(self):
        self.finds_no_error(Path(FOLDER.name) / "prefetched")

    def test_accepts_every_refusal(self):
        self.finds_no_error(Path(FOLDER.name) / "refusals")

    def test_accepts_the_examples_that_conform(self):
        self.finds_no_error(EXAMPLES / "conforming")

    def test_refuses_each_other_example_for_the_stated_fault_and_no_other(self):
        with open(EXAMPLES / "nonconforming" / "expected.csv", encoding="utf-8", newline="") as file:
            stated = {row["file"]: row["fault"] for row in csv.DictReader(file, strict=True)}
        for file, issues in errors(EXAMPLES / "nonconforming").items():
            with self.subTest(file.name):
                self.assertNotEqual(issues, [])
                for issue in issues:
                    self.assertRegex(issue["text"], re.compile(stated[file.name]))


class TheValidatorItself(unittest.TestCase):
    """What it must see, or its silence means nothing."""

    def test_knows_the_codes_of_our_supplements(self):
        said = [i["text"] for issues in errors(EXAMPLES / "nonconforming").values() for i in issues]
        self.assertTrue(any("http://snomed.info/sct#563001" in text for text in said), said)

    def test_refuses_a_profile_that_constrains_what_does_not_exist(self):
        broken = read(PROFILES / "structuredefinitions" / "opsoclonus-condition.json")
        broken["differential"]["element"].append({"id": "Condition.colour", "path": "Condition.colour", "min": 1})
        broken["url"] += "-broken"
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "broken.json").write_text(json.dumps(broken), encoding="utf-8")
            said = hapi.validate(PROFILES / "structuredefinitions" / "evidence-condition.json", folder)
        self.assertTrue(any(i["severity"] == "error" for i in said[f"{folder}/broken.json"]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
