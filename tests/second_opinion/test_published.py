"""The second opinion against the published answers: 540 rows, 34 cases, 29 charts in the shapes of the field."""

import csv
import json
import unittest
from pathlib import Path

import table
from evaluate import evaluate
from evaluator.intake import CannotEvaluate
from evaluator.terms import load_terms


TESTS = Path(__file__).resolve().parents[1]
PROFILES = TESTS.parent / "fhir_profiles"
DECISION_TABLE = PROFILES / "rules" / "decision-table.csv"
CASES = PROFILES / "examples" / "cases"
FIELD_CASES = TESTS / "field_cases"
FIELD_NOW = "2026-11-20T12:00:00Z"


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_chart(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def outcome(answer):
    return answer["tier"], answer["rule"], answer.get("indicator", "")


class Published(unittest.TestCase):
    def test_the_34_cases(self):
        rows = read_rows(CASES / "expected.csv")
        self.assertEqual(len(rows), 34)
        for row in rows:
            with self.subTest(row["file"]):
                answer = evaluate(read_chart(CASES, row["file"]), row["patient_id"], row["evaluation_time"])
                self.assertEqual(outcome(answer), (row["tier"], row["rule"], row["indicator"]))
                self._same_features(row, answer)

    def _same_features(self, row, answer):
        """features_present counts what is P for the rules; in parentheses what a guard hides."""
        if answer["rule"].startswith("guard"):
            return
        for name, feature in answer["features"].items():
            if name in row["features_absent"].split(";"):
                self.assertEqual(feature["state"], "absent")
            elif name in row["features_present"].split(";"):
                self.assertEqual(feature["state"], "present")

    def test_the_540_rows_as_bundles_and_as_requests(self):
        for form in ("bundle", "hooks"):
            count = 0
            for number, doc, ident, row in table.charts(DECISION_TABLE, form):
                count += 1
                with self.subTest(form=form, row=number):
                    answer = evaluate(doc, ident, table.NOW)
                    self.assertEqual(outcome(answer), table.expected(row))
                    self.assertEqual(answer["ageBand"], row["age_band"])
            self.assertEqual(count, 540)

    def test_the_terminology_of_this_policy(self):
        terms = load_terms()
        self.assertEqual((len(terms.rows), len(terms.patterns)), (1673, 7))


def field_answer(row):
    """What can be asked of the evaluator in the words of tests/field_cases/expected.csv."""
    try:
        found = next(FIELD_CASES.rglob(row["file"]))
        answer = evaluate(read_chart(found.parent, found.name), None, FIELD_NOW)
    except CannotEvaluate:
        return {"status": "412"}
    reasons = {s["reason"] for s in answer.get("skipped", [])}
    return {"rule": answer["rule"], "tier": answer["tier"], "card": "no" if answer["tier"] == "T0" else "yes",
            "imaging": answer.get("workup", {}).get("imaging"), "partial": "yes" if answer.get("partialData") else "no",
            "opsoclonus": answer.get("features", {}).get("opsoclonus", {}).get("state"), "reasons": reasons,
            "records": len({s["where"].split(".resource")[0] for s in answer.get("skipped", [])}),
            "schema": "ok" if "patient" in answer else None}


class FieldCases(unittest.TestCase):
    def test_the_29_charts(self):
        rows = read_rows(FIELD_CASES / "expected.csv")
        self.assertEqual(len(rows), 29)
        for row in rows:
            with self.subTest(row["file"]):
                answer = field_answer(row)
                if row["how"] == "text":  # how many records could not be read
                    self.assertEqual(f"text~{answer['records']}", row["expected"].strip())
                    continue
                for claim in row["expected"].split(";"):
                    name, _, value = claim.partition("=")
                    if name == "skipped":
                        self.assertTrue(value in answer["reasons"] or value == "yes" and answer["reasons"], answer)
                    else:
                        self.assertEqual(answer[name], value)


if __name__ == "__main__":
    unittest.main()
