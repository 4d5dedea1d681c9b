#!/usr/bin/env python3
"""The 540 rows of decision-table.csv as charts.

    table.py --csv FILE --out DIR [--format bundle|hooks]

writes NNN.json and expected.csv. As the paragraph below the table of clinical.md 2.6 demands:
absent opsoclonus is freshly absent, every M and B is new and within PAIR_GAP, Q is off, nothing
is provisional, explained, historical or worked up.
"""

import argparse
import csv
import json
from datetime import date
from pathlib import Path

import shapes
from evaluator.dates import evaluation_day
from shapes import before

NOW = "2026-11-20T12:00:00Z"
TODAY = evaluation_day(NOW)
BIRTH = {"lt6m": [date(2026, 8, 3), "2026-08"], "6m_6y": [date(2024, 10, 5), "2023"],
         "6y_18y": [date(2016, 2, 29), "2012"], "ge18": [date(2008, 11, 20), "1990"],
         "unknown": [None, "2008"]}


def _seen(code, days, number):
    """A present finding: Observation, list item or encounter diagnosis, by turns."""
    when = before(TODAY, days)
    if number % 3 == 0:
        return shapes.observation(code, when)
    if number % 3 == 1:
        return shapes.condition(code, when, before(TODAY, days - 2), category="problem-list-item")
    return shapes.condition(code, when, when, category="encounter-diagnosis")


def _not_seen(code, days, number):
    """An absent finding: Observation or refuted Condition, by turns."""
    if number % 2 == 0:
        return shapes.observation(code, before(TODAY, days), shapes.ABSENT)
    return shapes.condition(code, None, before(TODAY, days), clinical=None, verification="refuted")


def chart(row, number):
    """Resources of one row: Patient first."""
    found = [shapes.patient(BIRTH[row["age_band"]][number % 2], f"row-{number:03d}")]

    def add(state, codes, days):
        if state == "absent":
            found.extend(_not_seen(c, days, number) for c in codes)
        elif state != "unknown":
            found.append(_seen(codes[0], days, number))

    add(row["opsoclonus"], [shapes.OPSOCLONUS], 6)
    if row["ataxia_myoclonus"] == "myoclonus_only":
        add("present", [shapes.MYOCLONUS], 10)
    else:
        add(row["ataxia_myoclonus"], [shapes.ATAXIA, shapes.MYOCLONUS], 10)
    add(row["behaviour_sleep"], [shapes.IRRITABILITY, shapes.INSOMNIA], 15)
    if row["neuroblastoma"] == "present":
        found.append(shapes.condition(shapes.NEUROBLASTOMA, before(TODAY, 400),
                                      before(TODAY, 390), category="problem-list-item"))
    elif row["neuroblastoma"] == "absent":
        found.append(shapes.condition(shapes.NEUROBLASTOMA, None, before(TODAY, 5),
                                      clinical=None, verification="refuted"))
    for resource in found[1:]:
        resource["subject"] = {"reference": f"Patient/row-{number:03d}"}
    return found


def expected(row):
    """(tier, rule, indicator). The table calls an adult R0; the guard has a name of its own."""
    rule = "guard-adult" if row["age_band"] == "ge18" else row["rule"]
    return row["tier"], rule, row["indicator"]


def charts(path, form="bundle"):
    """Yields (number, document, patient id, row) for each row of the csv."""
    with open(path, encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 1):
            resources = chart(row, number)
            doc = shapes.hook_request(resources, number) if form == "hooks" \
                else shapes.bundle(resources)
            yield number, doc, resources[0]["id"], row


def write(path, out, form):
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "expected.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "patient_id", "evaluation_time", "tier", "rule", "indicator"])
        for number, doc, ident, row in charts(path, form):
            name = f"{number:03d}.json"
            (out / name).write_text(json.dumps(doc, indent=1) + "\n", encoding="utf-8")
            table.writerow([name, ident, NOW, *expected(row)])
    return number


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--csv", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--format", choices=["bundle", "hooks"], default="bundle")
    options = parser.parse_args()
    print(f"{write(options.csv, options.out, options.format)} charts in {options.out}")


if __name__ == "__main__":
    main()
