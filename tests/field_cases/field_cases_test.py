"""Charts in the shapes that EHRs and FHIR servers write, and what is expected of each: expected.csv (clinical.md 2.15).

    python3 tests/field_cases/field_cases_test.py BINARY

A row's `expected` holds conditions joined by `;`. Rows of WAITING need what is not there yet; one that passes must leave the list.
"""

import csv
import json
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cli"))
from program import NOW, call  # noqa: E402

# The text format says how many records could not be read once the cards of policy 2 do.
WAITING = set()


def rows():
    with open(HERE / "expected.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def path_of(name):
    (path,) = HERE.glob(f"*/{name}")
    return path


def answer(name, form):
    return call("evaluate", "--as-of", NOW, "--format", form, path_of(name))


def assessment(name):
    return json.loads(answer(name, "assessment").stdout)


# Whether a chart meets one condition, by what stands before its sign.
CONDITIONS = {
    "tier": lambda name, wanted: assessment(name)["tier"] == wanted,
    "rule": lambda name, wanted: assessment(name)["rule"] == wanted,
    "imaging": lambda name, wanted: assessment(name)["workup"]["imaging"] == wanted,
    "opsoclonus": lambda name, wanted: assessment(name)["features"]["opsoclonus"]["state"] == wanted,
    "partial": lambda name, wanted: bool(assessment(name)["partialData"]) == (wanted == "yes"),
    "skipped": lambda name, wanted: wanted in [s["reason"] for s in assessment(name)["skipped"]]
    or (wanted == "yes" and assessment(name)["skipped"]),
    "schema": lambda name, wanted: "patient" in assessment(name),   # the whole schema: tests/schema
    "card": lambda name, wanted: len(json.loads(answer(name, "card").stdout)["cards"]) == (wanted == "yes"),
    "status": lambda name, wanted: wanted == "412" and answer(name, "card").returncode == 1
    and b"is without data" in answer(name, "card").stderr,
    "text": lambda name, wanted: wanted.encode() in answer(name, "text").stdout,
}


def meets(name, condition):
    kind, sign, wanted = condition.partition("~" if condition.startswith("text") else "=")
    return bool(sign) and bool(CONDITIONS[kind](name, wanted))


class FieldCases(unittest.TestCase):
    def test_each_chart_means_what_it_says(self):
        for row in rows():
            with self.subTest(row["file"], why=row["why"]):
                met = all(meets(row["file"], c) for c in row["expected"].split(";"))
                self.assertEqual(met, row["file"] not in WAITING, row["expected"])

    def test_each_chart_has_a_row(self):
        self.assertEqual(sorted(p.name for p in HERE.glob("*/*.json")), sorted(r["file"] for r in rows()))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
