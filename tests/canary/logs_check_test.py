"""The look at the logs finds each thing that must not be there, and that nothing is there."""

import json
import tempfile
import unittest
from pathlib import Path

import everything
import kept_logs
import logs_check
import planted
from unittest import mock

CODES = logs_check.terminology()
CALL = '{"time":"2026-11-20T12:00:00.000Z","level":"info","event":"call","route":"service","status":200,"shown":true}'


def line(value, name="note"):
    return f'{{"time":"2026-12-01T15:11:49.363Z","level":"info","event":"call","{name}":{json.dumps(value)}}}'


class Lines(unittest.TestCase):
    def hits(self, text):
        return list(logs_check.hits(text, CODES))

    def test_what_must_not_be_logged_is_found(self):
        rows = {
            "an id": planted.ID, "a token": f"Bearer {planted.TOKEN}", "a word that is cut": planted.word("family")[:12],
            "another case": planted.word("family").upper(), "within an address": f"/Patient/{planted.ID}?x",
            "an id of a test": "Patient/kid-1", "a code": "194177006", "a code in an element": "code.coding[0]: 10197-2 here",
            "a display": "Opsoclonus-myoclonus syndrome", "a date of birth": "2025-05-20", "an instant": "2025-02-03T04:05:06Z",
            "a report": "==1==ERROR: AddressSanitizer: heap-use-after-free", "an assertion": "x.cpp:1: Assertion `a' failed.",
        }
        for name, value in rows.items():
            with self.subTest(name):
                self.assertEqual(len(self.hits(line(value))), 1)
                self.assertEqual(len(self.hits(f"2026-12-01T15:11:49.363Z info call note={value}")), 1)

    def test_what_belongs_there_is_free(self):
        for text in (CALL, line("patient: wants a text"), line("d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "hookInstance"), line("R2a", "rule"),
                     line("2026-11-20T12:00:00Z", "now"), '2026-12-01T15:11:49.363Z info call rule=R2a status=200',
                     line("oms-patient-view", "service"), line("sha256:3fa9c1194177006aa", "knowledge"),
                     line("conditions: timed-out", "not_read")):
            with self.subTest(text):
                self.assertEqual(self.hits(text), [])

    def test_the_codes_are_those_of_the_terminology(self):
        for code in ("194177006", "MONDO:0015247", "HP:0031931"):
            self.assertTrue(CODES.search(f'"{code}"'), code)


class Folders(unittest.TestCase):
    KINDS = {"start": '"event":"serving http://x"', "end": '"event":"stopped"', "call": CALL, "card": CALL}

    def faults(self, files, whole=False):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return logs_check.check(Path(folder), whole, CODES)

    def test_no_folder_or_an_empty_one_is_a_fault(self):
        self.assertEqual(len(logs_check.check(Path("/no/such/folder"), False, CODES)), 1)
        self.assertEqual(len(self.faults({})), 1)

    def test_an_entry_must_leave_each_kind_of_line(self):
        whole = {f"CasesAndTable/{kind}.log": text for kind, text in self.KINDS.items()}
        self.assertEqual(self.faults(whole), [])
        for kind in ("start", "end"):
            with self.subTest(kind):
                self.assertEqual(len(self.faults({n: t for n, t in whole.items() if kind not in n})), 1)
        self.assertEqual(len(self.faults({"CasesAndTable/1.log": ""})), 4)
        self.assertEqual(len(self.faults({"CommandLine.serve/1.log": "\n".join(self.KINDS.values())})), 1)  # no audit

    def test_a_hit_is_told_with_its_place(self):
        [fault] = self.faults({"CommandLine.usage/1.log": f"fine\n{line(planted.ID)}\n"})
        self.assertTrue(fault.startswith("CommandLine.usage/1.log:2: "), fault)

    def test_an_entry_nobody_knows_is_a_fault(self):
        self.assertEqual(len(self.faults({"Other/1.log": CALL})), 1)

    def test_of_a_whole_run_every_entry_must_be_there(self):
        self.assertEqual(len(self.faults({"wire/1.log": CALL})), 0)
        expected = [name for name, kinds in logs_check.ENTRIES.items() if kinds]
        self.assertEqual(len(self.faults({"wire/1.log": CALL}, whole=True)), len(expected))  # the others, and a kind of this one


class Kept(unittest.TestCase):
    def test_logs_are_kept_where_the_variable_says_and_nowhere_without_it(self):
        with tempfile.TemporaryDirectory() as folder:
            there = Path(folder, "entry")
            with mock.patch.dict("os.environ", {"OMS_TEST_LOGS": str(there)}):
                kept_logs.keep(b"a\xffb")
                kept_logs.keep("text", "audit")
                with kept_logs.new_file() as file:
                    file.write("more")
                kept_logs.keep_file(there / "no such file")
            self.assertEqual(sorted(p.read_text() for p in there.iterdir()), ["a\\xffb", "more", "text"])
            self.assertEqual(len(list(there.glob("*.audit"))), 1)
            with mock.patch.dict("os.environ", {"OMS_TEST_LOGS": ""}):
                kept_logs.keep("text")
            self.assertEqual(len(list(there.iterdir())), 3)


class Planted(unittest.TestCase):
    def test_a_planted_call_says_the_same_and_holds_the_words(self):
        chart = {"resourceType": "Patient", "id": "kid", "birthDate": "2025-05-20"}
        found = {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/kid"}, "recordedDate": "2025-06-01",
                 "code": {"coding": [{"system": "http://snomed.info/sct", "code": "194177006"}]}}
        call = {"hook": "patient-view", "context": {"patientId": "kid", "userId": "Practitioner/p"},
                "fhirAuthorization": {"access_token": "x"},
                "prefetch": {"patient": chart, "none": None,
                             "conditions": {"resourceType": "Bundle", "entry": [{"fullUrl": "https://e/Condition/c", "resource": found}]}}}
        made = planted.call(call)
        self.assertEqual(call["prefetch"]["patient"], {"resourceType": "Patient", "id": "kid", "birthDate": "2025-05-20"})  # untouched
        text = json.dumps(made)
        for kind in ("id", "token", "family", "street", "display", "concept", "narrative", "note", "extension"):
            self.assertIn(planted.word(kind), text)
        [entry] = made["prefetch"]["conditions"]["entry"]
        self.assertEqual(entry["resource"]["subject"]["reference"], f"Patient/{made['context']['patientId']}")
        self.assertTrue(entry["fullUrl"].endswith("/" + entry["resource"]["id"]))
        self.assertEqual(entry["resource"]["code"]["coding"][0]["code"], "194177006")

    def test_each_wrong_call_differs_from_the_whole_one(self):
        whole = json.dumps(everything.call())
        calls = list(everything.wrong_calls())
        self.assertGreater(len(calls), 500)
        self.assertNotIn(whole, calls)
        self.assertEqual(json.dumps(everything.call()), whole)


if __name__ == "__main__":
    unittest.main()
