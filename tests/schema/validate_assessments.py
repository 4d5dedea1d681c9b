#!/usr/bin/env python3
"""Holds assessments against fhir_profiles/schema/assessment.schema.json, each line against the whole of it.

    validate_assessments.py [FILE...]        NDJSON; without FILE, or for -, stdin

Exit status: 0 all good, 1 a line is not, 2 nothing to read or no JSON Schema library.
"""

import json
import sys
from pathlib import Path

SCHEMA = Path(__file__).resolve().parents[2] / "fhir_profiles" / "schema" / "assessment.schema.json"


def refuse_second_members(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member name stands twice in one object")
    return members


def faults_of(line, validator):
    try:
        assessment = json.loads(line, object_pairs_hook=refuse_second_members)
    except ValueError as fault:
        yield "", f"is no JSON: {fault}"
        return
    for fault in sorted(validator.iter_errors(assessment), key=lambda f: list(map(str, f.absolute_path))):
        yield ".".join(map(str, fault.absolute_path)), fault.message[:300]


def validate(lines, name, validator):
    """The number of lines read and the number of those with a fault; tells each fault on stdout."""
    read = bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        read += 1
        faults = list(faults_of(line, validator))
        bad += bool(faults)
        for where, what in faults:
            print(f"{name}:{number}: {where or 'assessment'}: {what}")
    return read, bad


def load_validator():
    import jsonschema
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def main(names):
    try:
        validator = load_validator()
    except ImportError:
        print("python3-jsonschema is missing; install it (apt-get install python3-jsonschema)", file=sys.stderr)
        return 2
    read = bad = 0
    for name in names or ["-"]:
        with (sys.stdin if name == "-" else open(name, encoding="utf-8")) as lines:
            got = validate(lines, "stdin" if name == "-" else name, validator)
        read, bad = read + got[0], bad + got[1]
    if read == 0:
        print("no assessment was read; zero inputs prove nothing", file=sys.stderr)
        return 2
    print(f"{read} assessments, {bad} with faults", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
