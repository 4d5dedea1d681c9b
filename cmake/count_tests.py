#!/usr/bin/env python3
"""Counts single tests in a JUnit file of ctest, whose entries may be whole GoogleTest or unittest programs.

    count_tests.py FILE      prints `passed failed skipped`
"""

import re
import sys
import xml.etree.ElementTree as ElementTree

_GTEST_RAN = re.compile(r"^\[==========\] (\d+) tests? from \d+ test suites? ran\.", re.MULTILINE)
_GTEST_FAILED = re.compile(r"^\[  FAILED  \] (\d+) tests?, listed below:", re.MULTILINE)
_GTEST_SKIPPED = re.compile(r"^\[  SKIPPED \] (\d+) tests?, listed below:", re.MULTILINE)
_UNITTEST_RAN = re.compile(r"^Ran (\d+) tests? in ", re.MULTILINE)
_UNITTEST_END = re.compile(r"^(?:OK|FAILED)(?: \((.*)\))?$", re.MULTILINE)


def _number(pattern, text):
    found = pattern.findall(text)
    return int(found[-1]) if found else 0


def _said(text):
    """(run, failed, skipped) as the program itself counted them; None when it counted nothing."""
    if run := _number(_GTEST_RAN, text):
        return run, _number(_GTEST_FAILED, text), _number(_GTEST_SKIPPED, text)
    if run := _number(_UNITTEST_RAN, text):
        end = _UNITTEST_END.findall(text)
        parts = dict(part.split("=") for part in end[-1].split(", ")) if end and end[-1] else {}
        return run, int(parts.get("failures", 0)) + int(parts.get("errors", 0)), int(parts.get("skipped", 0))
    return None


def _was_left_out(case):
    """Disabled, or skipped by its own word. ctest also says `notrun` of a test whose program is missing: a failure."""
    skipped = case.find("skipped")
    return case.get("status") == "disabled" or (skipped is not None and skipped.get("message", "").startswith("SKIP_"))


def count_case(case):
    """(passed, failed, skipped) of one entry. What ctest calls failed has at least one failure, whatever it printed."""
    if _was_left_out(case):
        return 0, 0, 1
    run, failed, skipped = _said(case.findtext("system-out") or "") or (1, 0, 0)
    if case.get("status") != "run":
        failed = max(failed, 1)
    return max(run - failed - skipped, 0), failed, skipped


def count(root):
    counts = [count_case(case) for case in root.iter("testcase")]
    return tuple(sum(column) for column in zip(*counts)) if counts else (0, 0, 0)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    print(*count(ElementTree.parse(sys.argv[1]).getroot()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
