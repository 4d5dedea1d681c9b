"""What scripts/test prints last is what was run: no failure is lost, no entry counts as more than it said."""

import unittest
from xml.etree import ElementTree

import checks  # noqa: F401  (puts cmake/ on the path)
import count_tests

GTEST = "[==========] 12 tests from 3 test suites ran. (1 ms total)\n[  PASSED  ] {} tests.\n"


def suite(*cases):
    root = ElementTree.Element("testsuite")
    for status, text, skipped in cases:
        case = ElementTree.SubElement(root, "testcase", status=status)
        if skipped:
            ElementTree.SubElement(case, "skipped", message=skipped)
        ElementTree.SubElement(case, "system-out").text = text
    return root


class Count(unittest.TestCase):
    def test_each_kind_of_entry_counts_as_what_it_said(self):
        rows = {
            "a silent entry": (("run", "", None), (1, 0, 0)),
            "a GoogleTest program": (("run", GTEST.format(12), None), (12, 0, 0)),
            "one with failures": (("fail", GTEST.format(10) + "[  FAILED  ] 2 tests, listed below:\n", None), (10, 2, 0)),
            "one with a skip": (("run", GTEST.format(11) + "[  SKIPPED ] 1 test, listed below:\n", None), (11, 0, 1)),
            "a unittest program": (("run", "Ran 7 tests in 0.1s\n\nOK\n", None), (7, 0, 0)),
            "one with failures and errors":
                (("fail", "Ran 7 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=1)\n", None), (3, 3, 1)),
            "a crash": (("fail", "", None), (0, 1, 0)),
            "a failure that printed success": (("fail", GTEST.format(12), None), (11, 1, 0)),
            "a program that is missing": (("notrun", "", "Unable to find executable"), (0, 1, 0)),
            "an entry that skipped itself": (("notrun", "", "SKIP_RETURN_CODE=77"), (0, 0, 1)),
            "a disabled entry": (("disabled", "Disabled", None), (0, 0, 1)),
        }
        for name, (case, expected) in rows.items():
            with self.subTest(name):
                self.assertEqual(count_tests.count(suite(case)), expected)

    def test_the_counts_of_all_entries_add_up(self):
        self.assertEqual(count_tests.count(suite(("run", GTEST.format(12), None), ("fail", "", None))), (12, 1, 0))
        self.assertEqual(count_tests.count(suite()), (0, 0, 0))


if __name__ == "__main__":
    unittest.main()
