#!/usr/bin/env python3
"""Nothing that the tests planted stands in what the processes that they started have written.

    logs_check.py FOLDER      FOLDER holds one folder for each entry of ctest that ran (kept_logs.py, kept_log.hpp)

Looked for: planted words and the ids and tokens of the charts of tests, codes and displays of the terminology, dates other than a
line's own time, reports of sanitizers. An entry that ran must have left lines of the kinds that it is known for; where OMS_TEST_WHOLE
says that all tests ran, every entry must have. No entry at all is a fault.
"""

import argparse
import csv
import functools
import os
import re
import sys
from pathlib import Path

import planted

ROOT = Path(__file__).resolve().parents[2]
MIN_CODE, MIN_DISPLAY = 7, 12  # shorter ones are numbers and words like any other

KINDS = {  # in which files, and what such a line looks like
    "start": ("log", r'"event":"serving |^\S+ info "serving '),
    "end": ("log", r'"event":"stopped"|^\S+ info stopped'),
    "call": ("log", r'"event":"call"|^\S+ info call '),
    "text": ("log", r"^\S+ info call "),
    "card": ("*", r'"shown":true'),
    "request": ("log", r'"event":"request"'),
    "refused": ("log", r'"route":"refused"'),
    "reason": ("*", r'"fault":"'),
    "not read": ("*", r'"not_read":"'),
    "audit": ("audit", r'"event":"call"'),
}
ENTRIES = {
    "Canary.LeavesNoTrace": ("start", "end", "call", "text", "card", "request", "refused", "reason", "not read", "audit"),
    "CasesAndTable": ("start", "end", "call", "card"),
    "CommandLine.log": ("start", "end", "request", "audit"),
    "CommandLine.usage": (),  # may leave some
    "CommandLine.serve": ("start", "end", "call", "card", "audit"),
    "CommandLine.clients": (),  # starts that are refused
    "CommandLine.tls": ("start", "end"),
    "Fetching.boundary": ("start", "end", "call", "not read"),
    "Fetching.hostile": ("start", "end", "call", "not read"),
    "wire": ("call", "refused"),
}
IN_PARTS = {"wire"}  # many entries of ctest: only a whole run must leave every kind
# A line's own time, what a call took, where the clock of a test stands, what a clock may be, the end of a certificate.
_OWN = re.compile(r'"(?:time|now|expires)":"[^"]*"|^\d{4}-\d\d-\d\dT\S+|\b(?:now|expires)=\S+|'
                  r'"?duration_us"?[:=]\d+|e\.g\. 2026-11-20T12:00:00Z')
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_SANITIZER = re.compile(r"ERROR: \w*Sanitizer|WARNING: \w*Sanitizer|runtime error:|Assertion .* failed|terminate called")
_OF_TESTS = re.compile(r"\bkid-\d|secret-of-the-server", re.IGNORECASE)


def terminology(root=ROOT):
    """Codes and displays, as one pattern."""
    with (root / "fhir_profiles" / "terminology" / "terminology.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {r["code"] for r in rows if len(r["code"]) >= MIN_CODE and re.search(r"\d", r["code"])}
    displays = {r["display"] for r in rows if len(r["display"]) >= MIN_DISPLAY}
    words = "|".join(re.escape(w) for w in sorted(codes | displays, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


@functools.cache
def _hits(plain, codes):
    """Most lines are alike but for their times."""
    return tuple(_each_hit(plain, codes))


def hits(line, codes):
    """What a line must not hold."""
    return _hits(_OWN.sub("", line), codes)


def _each_hit(plain, codes):
    if (at := plain.lower().find(planted.MARK)) >= 0:
        yield f"a planted word, {plain[at:at + 24]!r}"
    for what, pattern in (("an id or text of a test's chart", _OF_TESTS), ("a code or display", codes), ("a date", _DATE),
                          ("a report of a crash", _SANITIZER)):
        if found := pattern.search(plain):
            yield f"{what}, {found[0]!r}"


def check_file(path, codes):
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        for hit in hits(line, codes):
            yield f"{path.parent.name}/{path.name}:{number}: {hit} in: {line[:200]}"


def _kinds_of(folder):
    """The kinds of lines that an entry has left."""
    texts = {kind: "\n".join(p.read_text(encoding="utf-8", errors="replace") for p in sorted(folder.glob(f"*.{kind}")))
             for kind in ("log", "audit", "*")}
    return {name for name, (kind, pattern) in KINDS.items() if re.search(pattern, texts[kind], re.MULTILINE)}


def check(root, whole, codes):
    """All faults below `root`."""
    folders = {p.name: p for p in sorted(root.iterdir()) if p.is_dir()} if root.is_dir() else {}
    faults = [] if folders else [f"{root}: no test has kept a log, so nothing was looked at"]
    for name, folder in folders.items():
        for path in sorted(p for p in folder.iterdir() if p.is_file()):
            faults += check_file(path, codes)
        expected = ENTRIES.get(name, ()) if whole or name not in IN_PARTS else ()
        missing = [k for k in expected if k not in _kinds_of(folder)]
        faults += [f"{name}: no line of the kind `{k}`; does the test still keep what it starts?" for k in missing]
        if name not in ENTRIES:
            faults.append(f"{name}: an entry that logs_check.py does not know; say which kinds of lines it leaves")
    return faults + [f"{name}: has left no log" for name, kinds in ENTRIES.items() if whole and kinds and name not in folders]


def main():
    parser = argparse.ArgumentParser(description="Looks for patient data in what the tests have logged.")
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    faults = check(args.folder, bool(os.environ.get("OMS_TEST_WHOLE")), terminology())
    files = sum(1 for p in args.folder.rglob("*") if p.is_file()) if args.folder.is_dir() else 0
    print("\n".join(faults[:50]) if faults else f"{files} files hold nothing that was planted")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
