#!/usr/bin/env python3
"""The 34 charts and all 540 rows of the decision table, through the command line and through HTTP.

    cases_test.py BINARY VALIDATE_RESPONSE

Every 200 body also goes through the response validator; every assessment names the card it shows.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / folder) for folder in ("second_opinion", "support", "canary")]
import planted  # noqa: E402
import shapes  # noqa: E402
import table  # noqa: E402
from service_process import Service  # noqa: E402

CASES = ROOT / "fhir_profiles" / "examples" / "cases"
TABLE = ROOT / "fhir_profiles" / "rules" / "decision-table.csv"
BINARY, VALIDATOR = sys.argv[1:3]


def read_cases():
    with open(CASES / "expected.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def evaluate(paths, as_of, *more):
    call = [BINARY, "evaluate", "--format", "assessment", "--as-of", as_of, *more, *map(str, paths)]
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def outcome(assessment):
    return assessment["tier"], assessment["rule"], assessment.get("indicator", "")


def validate(bodies):
    """Violations of the conformance list, all bodies in one process."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, body in enumerate(bodies):
            names.append(os.path.join(folder, f"{number}.json"))
            Path(names[-1]).write_bytes(body)
        done = subprocess.run([VALIDATOR, *names], capture_output=True, text=True, check=False, timeout=120)
        return done.stdout + done.stderr if done.returncode else ""


class CommandLine(unittest.TestCase):
    def test_each_of_the_34_charts_reaches_its_rule(self):
        for row in read_cases():
            with self.subTest(row["file"]):
                [got] = evaluate([CASES / row["file"]], row["evaluation_time"], "--patient", row["patient_id"])
                self.assertEqual(outcome(got), (row["tier"], row["rule"], row["indicator"]), row["why"])
                self.assertEqual("card" in got, row["tier"] != "T0")

    def test_each_of_the_540_rows_reaches_its_rule(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(table.write(TABLE, Path(folder), "bundle"), 540)
            with open(Path(folder) / "expected.csv", encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            got = evaluate([Path(folder) / r["file"] for r in rows], table.NOW)
            self.assertEqual(len(got), 540)
            for row, answer in zip(rows, got):
                with self.subTest(row["file"]):
                    self.assertEqual(outcome(answer), (row["tier"], row["rule"], row["indicator"]))


class OverHttp(unittest.TestCase):
    def answers(self, requests):
        bodies = []
        with Service(BINARY, "--dev", now=table.NOW) as service:
            for request in requests:
                request["fhirServer"] = "https://ehr.example.org/fhir"
                call = urllib.request.Request(service.url + "/cds-services/oms-patient-view",
                                              json.dumps(planted.call(request)).encode(), {"Content-Type": "application/json"})
                with urllib.request.urlopen(call, timeout=10) as got:
                    bodies.append(got.read())
        self.assertEqual(validate(bodies), "")
        return [json.loads(b)["cards"] for b in bodies]

    def check(self, cards, tier, indicator):
        self.assertEqual(len(cards), 0 if tier == "T0" else 1)
        if cards:
            self.assertEqual(cards[0]["indicator"], indicator)

    def test_each_of_the_34_charts_gets_its_card_or_none(self):
        rows = read_cases()
        requests = []
        for number, row in enumerate(rows):
            chart = json.loads((CASES / row["file"]).read_text(encoding="utf-8"))
            requests.append(shapes.hook_request([e["resource"] for e in chart["entry"]], number))
        for row, cards in zip(rows, self.answers(requests)):
            with self.subTest(row["file"]):
                self.check(cards, row["tier"], row["indicator"])

    def test_each_of_the_540_rows_gets_its_card_or_none(self):
        rows = list(table.charts(TABLE, "hooks"))
        self.assertEqual(len(rows), 540)
        for (number, _, _, row), cards in zip(rows, self.answers([r[1] for r in rows])):
            with self.subTest(number):
                self.check(cards, row["tier"], row["indicator"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
