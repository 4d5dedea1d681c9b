"""What the program writes holds the JSON Schema of the assessment, and the schema refuses what is none."""

import copy
import json
import subprocess
import sys
import unittest

import validate_assessments

PRINTER = sys.argv.pop()
LINES = subprocess.run([PRINTER], capture_output=True, text=True, check=True).stdout.splitlines()
VALIDATOR = validate_assessments.load_validator()


def faults(assessment):
    return list(validate_assessments.faults_of(json.dumps(assessment), VALIDATOR))


class AssessmentSchema(unittest.TestCase):
    def setUp(self):
        shown = [json.loads(line) for line in LINES]
        self.with_card = next(a for a in shown if a["rule"] == "R1a")
        self.silent = next(a for a in shown if a["tier"] == "T0")

    def test_holds_for_every_assessment(self):
        self.assertGreater(len(LINES), 30)
        self.assertEqual(validate_assessments.validate(LINES, "printed", VALIDATOR), (len(LINES), 0))

    def test_is_tried_on_every_rule_that_shows_a_card(self):
        rules = {json.loads(line)["rule"] for line in LINES}
        self.assertLessEqual({"R1a", "R1b", "R1c", "R2a", "R2b", "R2c", "R3a", "R3b", "R3c", "R3d", "R3e", "R3x", "R4a", "R4b"}, rules)

    def refuses(self, change, of=None):
        changed = copy.deepcopy(of or self.with_card)
        change(changed)
        self.assertTrue(faults(changed))

    def test_refuses_unknown_members_at_every_level(self):
        self.refuses(lambda a: a.update(extra=1))
        self.refuses(lambda a: a["features"].update(extra={}))
        self.refuses(lambda a: a["features"]["opsoclonus"].update(extra=1))
        self.refuses(lambda a: a["features"]["opsoclonus"]["evidence"][0].update(extra=1))
        self.refuses(lambda a: a["card"].update(extra=1))
        self.refuses(lambda a: a["workup"].update(extra=1))

    def test_refuses_missing_members(self):
        for name in ("patient", "asOf", "policy", "tier", "rule", "features", "workup", "skipped", "uncoded"):
            with self.subTest(name):
                self.refuses(lambda a, name=name: a.pop(name))

    def test_refuses_words_that_are_none(self):
        self.refuses(lambda a: a.update(tier="T9"))
        self.refuses(lambda a: a.update(indicator="critical"))
        self.refuses(lambda a: a["features"]["opsoclonus"].update(state="maybe"))
        self.refuses(lambda a: a["features"]["opsoclonus"]["evidence"][0].update(ageAtFinding="P"))
        self.refuses(lambda a: a["card"].update(summary="x" * 140))

    def test_refuses_a_card_or_indicator_at_t0(self):
        self.refuses(lambda a: a.update(indicator="info"), self.silent)
        self.refuses(lambda a: a.update(card=self.with_card["card"]), self.silent)
        self.refuses(lambda a: a.pop("indicator"))

    def test_refuses_a_member_name_twice(self):
        self.assertTrue(list(validate_assessments.faults_of('{"patient":"a","patient":"b"}', VALIDATOR)))


if __name__ == "__main__":
    unittest.main()
