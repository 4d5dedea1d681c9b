#!/usr/bin/env python3
"""`oms-cds evaluate` as its users meet it.

    evaluate_test.py BINARY
"""

import gzip
import json
import os
import pty
import resource
import subprocess
from pathlib import Path

import program
from program import ATAXIA, NOW, OPSOCLONUS, bundle, call, condition, hook_request, ndjson, patient

CHART = bundle(patient(), OPSOCLONUS, ATAXIA)


class Evaluate(program.InFolder):
    def lines(self, done):
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def evaluate(self, *arguments, **more):
        return call("evaluate", "--as-of", NOW, *arguments, **more)

    def rule_of(self, content, *arguments):
        done = self.evaluate(*arguments, self.write("chart", content))
        self.assertEqual(done.returncode, 0, done.stderr)
        [assessment] = self.lines(done)
        return assessment["rule"]

    # ---- what it takes ----

    def test_every_form_of_a_chart_gives_the_same_rule(self):
        request = hook_request(patient=patient(), conditions=bundle(OPSOCLONUS, ATAXIA, kind="searchset"), observations=None,
                               serviceRequests=None, diagnosticReports=None, procedures=None, imagingStudies=None)
        forms = {"collection": CHART, "searchset": bundle(OPSOCLONUS, patient(), ATAXIA, kind="searchset"),
                 "transaction": bundle(patient(), OPSOCLONUS, ATAXIA, kind="transaction"),
                 "ndjson": ndjson(OPSOCLONUS, patient(), ATAXIA), "request": request,
                 "pretty": json.dumps(CHART, indent=4), "reversed request": dict(reversed(request.items()))}
        for name, content in forms.items():
            with self.subTest(name):
                self.assertEqual(self.rule_of(content), "R2a")

    def test_one_resource_is_a_chart(self):
        self.assertEqual(self.rule_of(patient()), "R0")
        self.assertEqual(self.rule_of(patient(birth="1990-01-01")), "guard-adult")

    def test_standard_input_is_a_file_called_minus(self):
        done = self.evaluate("-", stdin=json.dumps(CHART).encode())
        self.assertEqual((done.returncode, self.lines(done)[0]["rule"]), (0, "R2a"))

    def test_standard_input_may_stand_between_files(self):
        a = self.write("a.json", bundle(patient("a")))
        b = self.write("b.json", bundle(patient("b")))
        done = self.evaluate(a, "-", b, stdin=json.dumps(bundle(patient("c"))).encode())
        self.assertEqual([x["patient"] for x in self.lines(done)], ["a", "c", "b"])

    # ---- what it writes ----

    def test_one_line_per_file_in_the_order_given(self):
        names = [self.write(f"{n}.json", bundle(patient(f"kid-{n}"))) for n in (3, 1, 2)]
        done = self.evaluate(*names)
        self.assertEqual([x["patient"] for x in self.lines(done)], ["kid-3", "kid-1", "kid-2"])
        self.assertEqual(done.stderr, b"")

    def test_a_bad_file_does_not_stop_the_rest(self):
        good = self.write("good.json", CHART)
        bad = self.write("bad.json", '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"a"},}]}')
        done = self.evaluate(good, bad, good)
        self.assertEqual(done.returncode, 1)
        self.assertEqual([x["rule"] for x in self.lines(done)], ["R2a", "R2a"])
        message = done.stderr.decode()
        self.assertIn("bad.json", message)
        self.assertIn("Bundle.entry[0]", message)
        self.assertEqual(message.count("\n"), 1)

    def test_card_format_is_the_body_of_the_service(self):
        done = self.evaluate("--format", "card", self.write("a.json", CHART), self.write("b.json", patient()))
        first, second = self.lines(done)
        self.assertEqual([len(first["cards"]), second], [1, {"cards": []}])

    def test_text_format_reads_without_json(self):
        done = self.evaluate("--format", "text", self.write("chart.json", CHART))
        text = done.stdout.decode()
        self.assertEqual(done.returncode, 0)
        for part in ("kid-1", "R2a", "Opsoclonus", "2026-11-10", "Neuroblastic tumour", "not a diagnosis"):
            self.assertIn(part, text)
        self.assertNotIn("{", text)
        self.assertNotIn("==", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)

    def test_text_of_several_files_has_headings(self):
        a, b = self.write("a.json", CHART), self.write("b.json", patient())
        text = self.evaluate("--format", "text", a, b).stdout.decode()
        self.assertTrue(text.startswith(f"== {a} ==\n"))
        self.assertIn(f"\n\n== {b} ==\n", text)

    def test_a_terminal_gets_text(self):
        chart = self.write("chart.json", CHART)
        ours, theirs = pty.openpty()
        done = subprocess.run([program.BINARY, "evaluate", "--as-of", NOW, str(chart)], stdout=theirs, stderr=subprocess.PIPE,
                              check=False, env=program.clean_environment(), timeout=60)
        os.close(theirs)
        shown = os.read(ours, 65536).decode()
        os.close(ours)
        self.assertEqual(done.returncode, 0)
        self.assertIn("rule R2a", shown)
        self.assertNotIn("{", shown)

    def test_a_closed_output_is_an_error(self):
        chart = self.write("chart.json", CHART)
        with open("/dev/full", "wb") as full:
            done = subprocess.run([program.BINARY, "evaluate", "--format", "card", str(chart)], stdout=full, stderr=subprocess.PIPE,
                                  check=False, env=program.clean_environment(), timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard output", done.stderr)

    # ---- when ----

    def test_as_of_takes_an_instant_or_a_date(self):
        chart = self.write("chart.json", CHART)
        for given, shown in ((NOW, NOW), ("2026-11-20", "2026-11-20T00:00:00Z"), ("2026-11-20T12:00:00+02:00", "2026-11-20T10:00:00Z"),
                             ("2026-11-20T12:00:00.5Z", "2026-11-20T12:00:00.500Z")):
            with self.subTest(given):
                done = call("evaluate", "--as-of", given, chart)
                self.assertEqual((done.returncode, self.lines(done)[0]["asOf"]), (0, shown))

    def test_as_of_takes_nothing_else(self):
        chart = self.write("chart.json", CHART)
        for given in ("", "today", "2026", "2026-11", "2026-02-30", "20.11.2026", "2026-11-20T12:00"):
            with self.subTest(given):
                done = call("evaluate", "--as-of", given, chart)
                self.assertEqual((done.returncode, done.stdout), (2, b""))
                self.assertIn(b"--as-of", done.stderr)

    def test_the_day_decides(self):
        chart = self.write("chart.json", CHART)
        rules = [self.lines(call("evaluate", "--as-of", day, chart))[0]["rule"] for day in ("2026-11-20", "2044-06-01")]
        self.assertEqual(rules, ["R2a", "guard-adult"])

    def test_now_is_the_default_and_no_variable_moves_it(self):
        chart = self.write("chart.json", CHART)
        done = call("evaluate", chart, environment=program.clean_environment(OMS_CDS_NOW="1999-01-01T00:00:00Z"))
        self.assertEqual(done.returncode, 0)
        self.assertGreater(self.lines(done)[0]["asOf"], "2026-")
        self.assertIn(b"OMS_CDS_NOW", done.stderr)

    # ---- whose ----

    def test_several_patients_are_listed_up_to_ten(self):
        chart = self.write("export.ndjson", ndjson(*(patient(f"kid-{n}") for n in range(1, 14)), OPSOCLONUS))
        done = self.evaluate(chart)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        message = done.stderr.decode()
        self.assertIn("--patient", message)
        self.assertIn("kid-1, kid-2, kid-3, kid-4, kid-5, kid-6, kid-7, kid-8, kid-9, kid-10 and 3 more", message)

    def test_the_chosen_patient_is_evaluated(self):
        chart = self.write("export.ndjson", ndjson(patient("kid-2"), OPSOCLONUS, patient("kid-1"), ATAXIA))
        self.assertEqual(self.lines(self.evaluate("--patient", "kid-1", chart))[0]["rule"], "R2a")
        self.assertEqual(self.lines(self.evaluate("--patient", "kid-2", chart))[0]["rule"], "R0")
        done = self.evaluate("--patient", "kid-3", chart)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"kid-2, kid-1", done.stderr)

    # ---- requests ----

    def test_a_request_without_a_list_is_partial_or_refused(self):
        with_card = hook_request(patient=patient(), conditions=bundle(OPSOCLONUS, ATAXIA))
        done = self.evaluate(self.write("a.json", with_card))
        self.assertEqual(done.returncode, 0, done.stderr)
        [assessment] = self.lines(done)
        self.assertIn("observations", json.dumps(assessment["partialData"]))
        self.assertFalse(assessment["workup"]["checked"])
        refused = self.evaluate(self.write("b.json", hook_request(patient=patient(), conditions=bundle())))
        self.assertEqual((refused.returncode, refused.stdout), (1, b""))
        self.assertIn(b"observations", refused.stderr)

    def test_draft_orders_of_an_order_hook_count_as_ordered(self):
        request = hook_request(patient=patient(), conditions=bundle(OPSOCLONUS, ATAXIA), observations=None, serviceRequests=None,
                               diagnosticReports=None, procedures=None, imagingStudies=None)
        request["hook"] = "order-sign"
        draft = {"resourceType": "ServiceRequest", "id": "d1", "status": "draft", "intent": "order", "authoredOn": "2026-11-19",
                 "code": {"coding": [{"system": "http://snomed.info/sct", "code": "426252008"}]}, "subject": {"reference": "Patient/kid-1"}}
        request["context"]["draftOrders"] = bundle(draft)
        self.assertEqual(self.rule_of(request), "R4a")

    # ---- what cannot be read ----

    def test_every_kind_of_bad_input_is_said_with_its_name(self):
        self.write("empty.json", "")
        self.write("blank.json", "\n \n")
        self.write("garbage.json", bytes(range(256)) * 64)
        self.write("bom.json", b"\xef\xbb\xbf" + json.dumps(CHART).encode())
        self.write("half.json", json.dumps(CHART)[:-40])
        self.write("number.json", "5")
        self.write("list.json", [CHART])
        self.write("other.json", {"some": "thing"})
        self.write("nobody.json", bundle(OPSOCLONUS))
        self.write("deep.json", "[" * 5000)
        self.write("twice.json", '{"resourceType":"Patient","id":"a","id":"b"}')
        (self.folder / "folder.json").mkdir()
        names = sorted(p.name for p in self.folder.iterdir()) + ["missing.json"]
        done = self.evaluate(*names, cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        messages = done.stderr.decode("utf-8").splitlines()
        self.assertEqual([m.split(": ")[1] for m in messages], names)
        for message in messages:
            self.assertGreater(len(message.split(": ", 2)[2]), 10, message)

    def test_a_file_in_another_format_is_refused_by_the_name_of_the_format(self):
        text = json.dumps(CHART)
        forms = {"is XML": b'<?xml version="1.0"?>\n<Bundle xmlns="http://hl7.org/fhir"/>',
                 "byte order mark": b"\xef\xbb\xbf" + text.encode(),
                 "is UTF-16": text.encode("utf-16"), "compressed with gzip": gzip.compress(text.encode())}
        for name, content in [*forms.items(), ("is UTF-16", text.encode("utf-16-be")), ("is XML", b"  <Bundle/>")]:
            with self.subTest(name):
                done = self.evaluate("-", stdin=content)
                self.assertEqual((done.returncode, done.stdout), (1, b""))
                self.assertIn(name, done.stderr.decode())

    def test_how_many_records_could_not_be_read_is_one_line_of_card_and_text(self):
        odd = {**OPSOCLONUS, "id": "odd", "verificationStatus": {"text": "sure"}}
        chart = self.write("chart.json", bundle(patient(), OPSOCLONUS, odd, "odd entry"))
        said = "2 records could not be read ("
        self.assertIn(said, " ".join(self.evaluate("--format", "text", chart).stdout.decode().split()))
        [assessment] = self.lines(self.evaluate(chart))
        self.assertIn(said, assessment["card"]["detail"])
        self.assertEqual({(s["where"], s["reason"]) for s in assessment["skipped"]},
                         {("Bundle.entry[2].resource", "verificationStatus-not-understood"), ("Bundle.entry[3]", "entry-not-understood")})

    def test_what_counts_bounds_the_memory_not_the_size(self):
        lab = json.dumps({"resourceType": "Observation", "id": "lab", "status": "final", "subject": {"reference": "Patient/kid-1"},
                          "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]}, "effectiveDateTime": "2026-11-01",
                          "valueQuantity": {"value": 11.2, "unit": "g/dL"}, "note": [{"text": "x" * 700}]}).encode()
        entry = b',{"resource":' + lab + b"}"
        head = json.dumps(CHART)[:-2].encode()

        def limit():
            resource.setrlimit(resource.RLIMIT_DATA, (64 << 20, 64 << 20))

        # A sanitizer needs memory of its own, and time.
        bounded = b"__asan_init" not in Path(program.BINARY).read_bytes()
        size = (100 if bounded else 10) << 20
        process = subprocess.Popen([program.BINARY, "evaluate", "--as-of", NOW, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=program.clean_environment(), preexec_fn=limit if bounded else None)
        portion = entry * 1000
        process.stdin.write(head)
        for _ in range(size // len(portion)):
            process.stdin.write(portion)
        output, messages = process.communicate(b"]}", timeout=300)
        self.assertEqual(process.returncode, 0, messages)
        self.assertEqual(json.loads(output)["rule"], "R2a")

    # ---- settings and knowledge ----

    def test_constants_of_the_settings_count_here_too(self):
        chart = self.write("chart.json", bundle(patient(), condition("c1", "194177006", day="2026-07-01") | {"category": []}))
        chart_point = json.loads(chart.read_text())
        del chart_point["entry"][1]["resource"]["clinicalStatus"]
        chart = self.write("chart.json", chart_point)
        config = self.write("oms.toml", "[policy]\nlookback = 30\n")
        self.assertEqual(self.lines(self.evaluate(chart))[0]["rule"], "R3a")
        self.assertEqual(self.lines(self.evaluate("--config", config, chart))[0]["rule"], "R0")

    def test_knowledge_that_was_changed_stops_it(self):
        copy = self.copy_knowledge()
        chart = self.write("chart.json", CHART)
        self.assertEqual(self.evaluate("--profiles", copy, chart).returncode, 0)
        with open(copy / "rules" / "oms.json", "a", encoding="utf-8") as file:
            file.write("\n")
        done = self.evaluate("--profiles", copy, chart)
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        self.assertIn(b"rules/oms.json", done.stderr)
        self.assertIn(b"oms-cds check --accept", done.stderr)


if __name__ == "__main__":
    program.main()
