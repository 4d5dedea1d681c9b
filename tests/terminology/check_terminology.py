#!/usr/bin/env python3
"""Checks terminology.csv (standard library only).

usage: check_terminology.py [FILE.csv]      default: fhir_profiles/terminology/terminology.csv
exit status 0 when every check passes, 1 otherwise.

Checks: UTF-8 CSV with the expected header; no blank required field, no stray
blanks; allowed values; unique (system_uri, code); one feature per code;
`core` yes or no on behaviour and sleep rows; the patterns beside the table
(terminology-patterns.csv) compile, are portable and agree with the rows they match;
SNOMED CT ids (6-18 digits, concept partition, Verhoeff check digit); LOINC
codes (mod-10 check digit; answer codes LA... use the same sum plus 5, a rule
inferred from the published answer codes); the shape of the other systems' codes.
"""
import collections
import csv
import os
import re
import sys

COLUMNS = ["system_uri", "code", "display", "feature", "group", "counts",
           "core", "verification", "source", "note"]
PATTERN_COLUMNS = ["system_uri", "pattern", "feature", "group", "note"]
CORE_GROUPS = {"behaviour", "sleep", "behaviour_disorder"}
FEATURES = {"opsoclonus", "ataxia_myoclonus", "behaviour_sleep", "neuroblastoma",
            "oms_syndrome", "exclude", "workup_done", "differential", "qualifier"}
COUNTS = {"yes", "no", "policy"}
LEVELS = {"A", "B"}

D = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
     [2, 3, 4, 0, 1, 7, 8, 9, 5, 6], [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
     [4, 0, 1, 2, 3, 9, 5, 6, 7, 8], [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
     [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
     [8, 7, 6, 5, 9, 3, 2, 1, 0, 4], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]]
P = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
     [5, 8, 0, 3, 7, 9, 6, 1, 4, 2], [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
     [9, 4, 5, 3, 1, 2, 6, 8, 7, 0], [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
     [2, 7, 9, 3, 8, 0, 6, 4, 1, 5], [7, 0, 4, 6, 9, 1, 3, 2, 5, 8]]


def verhoeff_ok(digits):
    c = 0
    for i, ch in enumerate(reversed(digits)):
        c = D[c][P[i % 8][int(ch)]]
    return c == 0


def snomed_error(code):
    if not re.fullmatch(r"[1-9]\d{5,17}", code):
        return "not a 6-18 digit SCTID"
    if code[-3:-1] not in ("00", "10"):
        return "partition %s is not a concept id" % code[-3:-1]
    return None if verhoeff_ok(code) else "Verhoeff check digit is wrong"


def mod10(number, extra=0):
    right = number[::-1]
    doubled = str(int(right[0::2]) * 2)
    total = sum(map(int, doubled)) + sum(map(int, right[1::2])) + extra
    return (10 - total % 10) % 10


def loinc_error(code):
    m = re.fullmatch(r"(LA)?(\d{1,6})-(\d)", code)
    if not m:
        return "not a LOINC code"
    want = mod10(m.group(2), 5 if m.group(1) else 0)
    return None if want == int(m.group(3)) else "check digit should be %d" % want


def shape(pattern):
    rx = re.compile(pattern)
    return lambda code: None if rx.fullmatch(code) else "does not match %s" % pattern


SYSTEMS = {
    "http://snomed.info/sct": snomed_error,
    "http://loinc.org": loinc_error,
    "http://hl7.org/fhir/sid/icd-10-cm": shape(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?"),
    "http://hl7.org/fhir/sid/icd-10": shape(r"[A-Z]\d\d(\.\d{1,2})?"),
    "http://hl7.org/fhir/sid/icd-9-cm": shape(r"(\d{3}(\.\d{1,2})?|V\d\d(\.\d{1,2})?|E\d{3}(\.\d)?)"),
    "http://id.who.int/icd/release/11/mms": shape(r"([0-9A-Z][A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,2})?|X[A-Z][0-9A-Z]{4})"),
    "http://human-phenotype-ontology.org": shape(r"HP:\d{7}"),
    "http://www.orpha.net": shape(r"\d{1,6}"),
    "http://purl.obolibrary.org/obo/mondo.owl": shape(r"MONDO:\d{7}"),
    "http://terminology.hl7.org/CodeSystem/icd-o-3": shape(r"\d{4}/[01236]"),
    "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl": shape(r"C\d{2,6}"),
    "https://www.nlm.nih.gov/mesh": shape(r"[DC]\d{6,9}"),
    "http://terminology.hl7.org/CodeSystem/condition-clinical": shape(r"[a-z-]+"),
    "http://terminology.hl7.org/CodeSystem/condition-ver-status": shape(r"[a-z-]+"),
    "http://hl7.org/fhir/observation-status": shape(r"[a-z-]+"),
    "http://terminology.hl7.org/CodeSystem/v2-0136": shape(r"[YN]"),
    "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation": shape(r"[A-Za-z<>+_-]{1,4}"),
}


def self_test():
    assert verhoeff_ok("22298006") and not verhoeff_ok("22298007")
    assert mod10("12345") == 5 and mod10("9633", 5) == 4


def check(path):
    errors = []
    with open(path, encoding="utf-8", newline="") as f:
        reader = csv.DictReader(f, strict=True)
        if reader.fieldnames != COLUMNS:
            return ["header is %r" % (reader.fieldnames,)], []
        rows = []
        for row in reader:
            rows.append((reader.line_num, row))
    seen = {}
    for line, r in rows:
        where = "line %d %s %s" % (line, r.get("system_uri"), r.get("code"))
        if None in r or None in r.values():
            errors.append(where + ": wrong number of fields")
            continue
        for c in COLUMNS:
            if c not in ("note", "core") and not r[c]:
                errors.append("%s: %s is blank" % (where, c))
            if r[c] != r[c].strip():
                errors.append("%s: blanks around %s" % (where, c))
        for c, allowed in (("feature", FEATURES), ("counts", COUNTS), ("verification", LEVELS)):
            if r[c] not in allowed:
                errors.append("%s: %s=%r" % (where, c, r[c]))
        if r["core"] not in (("yes", "no") if r["feature"] == "behaviour_sleep" else ("",)):
            errors.append("%s: core=%r" % (where, r["core"]))
        if r["core"] == "yes" and (r["counts"] == "no" or r["group"] not in CORE_GROUPS):
            errors.append(where + ": a core row must be able to count")
        if r["feature"] == "exclude" and r["counts"] != "no":
            errors.append(where + ": an excluded code must not count")
        key = (r["system_uri"], r["code"])
        if key in seen:
            errors.append("%s: already on line %d" % (where, seen[key]))
        seen[key] = line
        if r["system_uri"] not in SYSTEMS:
            errors.append(where + ": unknown system")
        else:
            e = SYSTEMS[r["system_uri"]](r["code"])
            if e:
                errors.append("%s: %s" % (where, e))
    return errors, [r for _, r in rows]


def check_patterns(path, rows):
    """terminology-patterns.csv: whole-code regular expressions, for codes that have no row"""
    errors, n = [], 0
    exact = {(r["system_uri"], r["code"]): r for r in rows}
    with open(path, encoding="utf-8", newline="") as f:
        reader = csv.DictReader(f, strict=True)
        if reader.fieldnames != PATTERN_COLUMNS:
            return ["patterns: header is %r" % (reader.fieldnames,)], 0
        for r in reader:
            n += 1
            where = "patterns line %d" % reader.line_num
            try:
                rx = re.compile(r["pattern"])
            except re.error as e:
                errors.append("%s: %s" % (where, e))
                continue
            if r["system_uri"] not in SYSTEMS or r["feature"] not in FEATURES or not r["group"]:
                errors.append(where + ": system, feature or group")
            if re.search(r"[\^$]|\\b|\(\?", r["pattern"]):
                errors.append(where + ": anchors and look-around are not portable (ValueSet filter op=regex)")
            for (s, c), x in exact.items():
                if s == r["system_uri"] and rx.fullmatch(c) and (x["feature"], x["group"]) != (r["feature"], r["group"]):
                    errors.append("%s: %s is %s/%s in the table" % (where, c, x["feature"], x["group"]))
    return errors, n


def main(argv):
    self_test()
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    path = argv[1] if len(argv) > 1 else os.path.join(root, "fhir_profiles", "terminology", "terminology.csv")
    errors, rows = check(path)
    patterns = os.path.join(os.path.dirname(os.path.abspath(path)), "terminology-patterns.csv")
    count = 0
    if os.path.exists(patterns):
        more, count = check_patterns(patterns, rows)
        errors += more
    for e in errors:
        print("error:", e)
    for name in ("feature", "counts", "verification", "system_uri"):
        tally = collections.Counter(r[name] for r in rows)
        print("%s: %s" % (name, ", ".join("%s %d" % kv for kv in sorted(tally.items()))))
    print("%d rows, %d patterns, %d errors" % (len(rows), count, len(errors)))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
