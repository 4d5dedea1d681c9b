#!/usr/bin/env python3
"""`oms-cds evaluate --fhir` and `oms-cds request` against a small FHIR server: the same answers as from a file.

    server_test.py BINARY
"""

import csv
import json
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import program
from program import call

CASES = program.ROOT / "fhir_profiles" / "examples" / "cases"
NOTHING_LISTENS = "http://127.0.0.1:1/fhir"


class Fhir(ThreadingHTTPServer):
    """Reads and searches by patient, in pages of `page` entries; counts what it is asked."""

    daemon_threads = True

    def __init__(self, resources, page=2, token=None):
        super().__init__(("127.0.0.1", 0), Answers)
        self.resources, self.page, self.token, self.asked, self.fail = resources, page, token, [], {}
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def base(self):
        return f"http://127.0.0.1:{self.server_port}/fhir"

    def handle_error(self, *_):
        """A caller that has its answer may hang up."""

    def about(self, kind, patient):
        whose = f"Patient/{patient}"
        return [r for r in self.resources
                if r["resourceType"] == kind and whose in (r.get(k, {}).get("reference") for k in ("subject", "patient"))]


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urlsplit(self.path)
        self.server.asked.append(self.path)
        kind, _, identity = url.path.removeprefix("/fhir/").partition("/")
        if kind in self.server.fail:
            return self.answer(*self.server.fail[kind])
        if self.server.token and self.headers["Authorization"] != f"Bearer {self.server.token}":
            return self.answer(401, {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "login"}]})
        if identity:
            found = [r for r in self.server.resources if (r["resourceType"], r["id"]) == (kind, identity)]
            return self.answer(200, found[0]) if found else self.answer(404, {"resourceType": "OperationOutcome", "issue": []})
        query = parse_qs(url.query)
        all_of_them = self.server.about(kind, query["patient"][0])
        at, page = int(query.get("at", ["0"])[0]), self.server.page
        bundle = program.bundle(*all_of_them[at:at + page], kind="searchset") | {"total": len(all_of_them)}
        if at + page < len(all_of_them):
            bundle["link"] = [{"relation": "self", "url": "x"},
                              {"relation": "next", "url": f"{self.server.base}/{kind}?patient={query['patient'][0]}&at={at + page}"}]
        return self.answer(200, bundle)

    def answer(self, status, body):
        content = body if isinstance(body, bytes) else json.dumps(body, indent=1).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class FromServer(program.InFolder):
    def serve(self, resources, **how):
        server = Fhir(resources, **how)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def kid(self, **how):
        return self.serve([program.patient(), program.OPSOCLONUS, program.ATAXIA,
                           *(program.condition(f"cold-{n}", "82272006") for n in range(5))], **how)

    def evaluate(self, server, *arguments, patient="kid-1", **more):
        return call("evaluate", "--as-of", program.NOW, "--fhir", server.base, "--patient", patient, *arguments, **more)

    def test_another_patient_or_one_without_an_id_is_not_taken_for_the_one_asked_for(self):
        for answer in (program.patient("another"), {"resourceType": "Patient", "birthDate": "2025-05-20"}):
            with self.subTest(answer):
                server = self.kid()
                server.fail["Patient"] = (200, answer)
                done = self.evaluate(server)
                self.assertEqual((done.returncode, done.stdout), (1, b""))
                self.assertIn("sent no Patient of this id, but another one or one without an id", done.stderr.decode())
                self.assertNotIn("another\"", done.stderr.decode())

    def test_each_case_is_answered_as_from_its_file(self):
        with (CASES / "expected.csv").open(encoding="utf-8") as rows:
            cases = list(csv.DictReader(rows))
        self.assertGreaterEqual(len(cases), 24)
        for case in cases:
            with self.subTest(case=case["file"]):
                chart = json.loads((CASES / case["file"]).read_text(encoding="utf-8"))
                server = self.serve([entry["resource"] for entry in chart["entry"]])
                when, whose = ("--as-of", case["evaluation_time"]), ("--fhir", server.base, "--patient", case["patient_id"])
                from_file = json.loads(call("evaluate", *when, CASES / case["file"]).stdout)
                from_server = json.loads(call("evaluate", *when, *whose).stdout)
                written = call("request", *whose)
                self.assertEqual((written.returncode, written.stderr), (0, b""))
                from_request = json.loads(call("evaluate", *when, "-", stdin=written.stdout).stdout)
                for answer in (from_file, from_server, from_request):
                    self.assertEqual((answer["tier"], answer["rule"]), (case["tier"], case["rule"]))
                for key in ("features", "explained", "alsoRecorded", "age", "workup", "partialData"):
                    self.assertEqual(from_request[key], from_file[key])
                    if not from_server["rule"].startswith("guard"):
                        self.assertEqual(from_server[key], from_file[key])

    def test_an_adult_is_not_read_beyond_the_patient(self):
        server = self.serve([program.patient(birth="1980-01-01"), program.OPSOCLONUS])
        self.assertEqual(json.loads(self.evaluate(server).stdout)["rule"], "guard-adult")
        self.assertEqual(server.asked, ["/fhir/Patient/kid-1"])

    def test_a_request_holds_all_pages_of_every_list_and_no_token(self):
        server = self.kid(token="secret-token")
        token = self.write("token", "secret-token\n")
        done = call("request", "--fhir", server.base, "--patient", "kid-1", "--token-file", token)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(b"secret-token", done.stdout + done.stderr)
        request = json.loads(done.stdout)
        self.assertEqual(set(request["prefetch"]), {"patient", "conditions", "observations", "serviceRequests", "diagnosticReports",
                                                    "procedures", "imagingStudies"})
        conditions = request["prefetch"]["conditions"]
        self.assertEqual(len(conditions["entry"]), 7)
        self.assertNotIn("next", [link["relation"] for link in conditions["link"]])
        self.assertNotIn("fhirAuthorization", request)

    def test_each_hook_gets_a_request_that_is_answered(self):
        server = self.kid()
        for hook in ("patient-view", "problem-list-item-create", "encounter-start", "encounter-discharge", "order-select", "order-sign"):
            with self.subTest(hook=hook):
                written = call("request", "--fhir", server.base, "--patient", "kid-1", "--hook", hook, "--user", "Practitioner/7")
                self.assertEqual(json.loads(written.stdout)["hook"], hook)
                done = call("evaluate", "--as-of", program.NOW, "--format", "card", "-", stdin=written.stdout)
                self.assertEqual(len(json.loads(done.stdout)["cards"]), 1, done.stderr)

    def test_two_requests_are_two_calls(self):
        server = self.kid()
        instances = {json.loads(call("request", "--fhir", server.base, "--patient", "kid-1").stdout)["hookInstance"] for _ in range(2)}
        self.assertEqual(len(instances), 2)

    def test_what_cannot_be_read_is_named_with_the_reason(self):
        outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
        for kind, answer, says in (("Condition", (500, outcome), "conditions: the FHIR server answered 500"),
                                   ("Observation", (200, b"{"), "observations: the FHIR server sent JSON that is broken"),
                                   ("Patient", (200, program.bundle()), "patient: "),
                                   ("Patient", (401, outcome), "patient: the FHIR server answered 401; name a file with a token")):
            with self.subTest(kind=kind, answer=answer):
                server = self.serve([program.patient()])
                server.fail[kind] = answer
                for done in (self.evaluate(server), call("request", "--fhir", server.base, "--patient", "kid-1")):
                    self.assertEqual((done.returncode, done.stdout), (1, b""))
                    self.assertIn(f"{server.base}: ", done.stderr.decode())
                    self.assertIn(says, done.stderr.decode())

    def test_a_patient_that_is_not_there_is_said_so(self):
        done = self.evaluate(self.kid(), patient="nobody")
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn("patient: the FHIR server answered 404; it knows no patient nobody", done.stderr.decode())

    def test_a_server_that_is_not_there_is_said_so(self):
        done = call("evaluate", "--fhir", NOTHING_LISTENS, "--patient", "kid-1")
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(f"{NOTHING_LISTENS}: patient: the FHIR server refused the connection", done.stderr.decode())

    def test_orders_that_cannot_be_had_are_left_out_and_named(self):
        server = self.kid()
        server.fail["Procedure"] = (404, {"resourceType": "OperationOutcome", "issue": []})
        done = call("request", "--fhir", server.base, "--patient", "kid-1")
        self.assertEqual(done.returncode, 0)
        self.assertIn("left out procedures: the FHIR server answered 404", done.stderr.decode())
        self.assertNotIn("procedures", json.loads(done.stdout)["prefetch"])
        self.assertEqual(json.loads(self.evaluate(server).stdout)["partialData"], ["procedures"])

    def test_wrong_usage_ends_with_2_before_any_server_is_asked(self):
        empty = self.write("empty", "\n")
        server = self.kid()
        for arguments, says in ((("--fhir", "ftp://h/fhir", "--patient", "kid-1"), "--fhir"),
                                (("--fhir", "http://198.51.100.1/fhir", "--patient", "kid-1"), "fhir.allow_http"),
                                (("--fhir", server.base, "--patient", "a b"), "--patient"),
                                (("--fhir", server.base, "--patient", "kid-1", "--token-file", empty), "--token-file"),
                                (("--fhir", server.base, "--patient", "kid-1", "--token-file", "no-such-file"), "no-such-file")):
            for command in ("evaluate", "request"):
                with self.subTest(command=command, arguments=arguments):
                    done = call(command, *arguments)
                    self.assertEqual((done.returncode, done.stdout), (2, b""))
                    self.assertIn(says, done.stderr.decode())
        done = call("request", "--fhir", server.base, "--patient", "kid-1", "--hook", "no-hook")
        self.assertEqual(done.returncode, 2)
        self.assertIn("patient-view", done.stderr.decode())
        self.assertEqual(server.asked, [])


if __name__ == "__main__":
    unittest.main(argv=["server_test.py"], verbosity=1, warnings="ignore")
