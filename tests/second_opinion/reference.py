"""Where the reference data of policy 2.0.0 stands, and how it is read."""

import csv
import json
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
DECISION_TABLE = DATA / "decision-table.csv"
CASES = DATA / "cases"
FIELD_CASES = DATA / "field-cases"
FIELD_NOW = "2026-11-20T12:00:00Z"


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_chart(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))
