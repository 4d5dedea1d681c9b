#!/usr/bin/env python3
"""Whatever is wrong with a call, nothing of it stands in the log, in the audit file or in the answer to what is refused.

    trace_test.py BINARY
"""

import http.client
import json
import re
import socket
import sys
import unittest
from pathlib import Path
from urllib.parse import quote

for folder in ("support", "cli"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / folder))

import everything  # noqa: E402
import program  # noqa: E402
import logs_check  # noqa: E402
import planted  # noqa: E402
from fhir_server import FhirServer  # noqa: E402
from planted import ID, MARK, TOKEN, word  # noqa: E402
from program import ATAXIA, BINARY, NOW, OPSOCLONUS, bundle, clean_environment, hook_request, patient  # noqa: E402
from service_process import Service  # noqa: E402

SERVICE = "/cds-services/oms-patient-view"
BODY_BYTES = 1 << 18
CODES = logs_check.terminology()
LISTS = ("observations", "serviceRequests", "diagnosticReports", "procedures", "imagingStudies")
WITH_A_CARD = planted.call(hook_request(patient=patient(), conditions=bundle(OPSOCLONUS, ATAXIA, kind="searchset"), **dict.fromkeys(LISTS)))


def resources(bundle):
    return [entry["resource"] for entry in bundle["entry"]]


class Traces(program.InFolder):
    """A service and what it writes; each test looks at all of it when the service has ended."""

    def serve(self, *arguments, audited=True, **environment):
        audit = self.folder / "audit.log"
        if audited:
            environment["OMS_CDS_LOG_AUDIT_FILE"] = str(audit)
        environment = clean_environment(OMS_CDS_LOG_LEVEL="debug", OMS_CDS_LIMITS_BODY_BYTES=str(BODY_BYTES),
                                        OMS_CDS_FHIR_DEADLINE_MS="2000", **environment)
        service = Service(BINARY, *arguments, environment=environment)
        self.enterContext(service)
        self.port, self.service, self.audit = int(service.url.rsplit(":", 1)[1]), service, audit
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.addCleanup(self.connection.close)
        return service

    def ask(self, body, path=SERVICE, method="POST", **headers):
        """(status, body); what is refused holds nothing of the call."""
        try:
            self.connection.request(method, path, body, {"Content-Type": "application/json", **headers})
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (http.client.HTTPException, OSError):
            self.connection.close()
            raise
        if answer.status >= 400:
            self.check_refusal(str(answer.headers) + text)
        else:
            self.assertNotIn(MARK, text.replace(ID, ""), "text of a chart in an answer")  # a drafted order names its patient
        return answer.status, text

    def check_refusal(self, text):
        self.assertNotIn(MARK, text.lower())
        self.assertIsNone(CODES.search(text), text)
        self.assertNotRegex(text, rf"{everything.BIRTH}|{everything.DAY}")

    def check_traces(self, *events):
        """When the service has ended: lines of these events were written, and none holds anything of a call."""
        self.service.__exit__()
        written = "".join(self.service.messages) + (self.audit.read_text() if self.audit.is_file() else "")
        self.assertEqual([event for event in events if event not in written], [], "not written")
        self.assertEqual([(hit, line) for line in written.splitlines() for hit in logs_check.hits(line, CODES)], [])

    def raw(self, text):
        """What answers bytes that no client library sends."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(text)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode(errors="replace")


class Bodies(Traces):
    def test_the_calls_hold_every_element_that_is_read(self):
        known = everything.known_names(program.ROOT)
        self.assertGreater(len(known), 80)
        words = {p for path in everything.paths(everything.call()) for p in path}
        # Only in other places: of a Patient who died, of a kind of value that has no name.
        self.assertEqual(known - words - {"deceasedDateTime", "value[x]"}, set())

    def test_whole_calls(self):
        self.serve("--dev", audited=False)
        self.assertEqual(self.ask(json.dumps(everything.call()))[0], 200)
        for lenient in ({}, {"hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"}):
            status, text = self.ask(json.dumps(WITH_A_CARD | lenient))
            self.assertEqual((status, len(json.loads(text)["cards"])), (200, 1))
        self.check_traces('"event":"call"', '"shown":true')

    def test_calls_with_one_wrong_element(self):
        self.serve("--dev")
        statuses = {self.ask(text)[0] for text in everything.wrong_calls()}
        self.assertLessEqual({200, 400}, statuses)
        self.assertLessEqual(statuses, {200, 400, 412, 413})
        self.check_traces('"event":"call"', '"fault":')

    def test_bodies_that_are_no_json(self):
        self.serve("--dev")
        self.assertEqual({self.ask(text.encode())[0] for text in everything.broken_texts()}, {400})
        self.assertEqual(self.ask(json.dumps(everything.call()).encode().replace(b"planted", b"\xff\xfeplanted"))[0], 400)
        self.assertEqual(self.ask(json.dumps({word("large"): word("large") * (BODY_BYTES // 16)}))[0], 413)
        self.check_traces('"fault":"bad_json"', '"status":413')

    def test_members_that_nobody_knows(self):
        self.serve("--dev")
        deep = "[" * 100 + "]" * 100
        for text in (f'{{"{word("member")}": {deep}}}', f'{{"extension": {{"{word("member")}": {deep}}}}}', f'{{"{word("member")}": nul}}',
                     f'{{"prefetch": {{"patient": {{"{word("member")}": {deep}}}}}}}', f'{{"prefetch": {{"{word("key")}": {deep}}}}}'):
            with self.subTest(text[:60]):
                self.assertEqual(self.ask(text)[0], 400)
        self.check_traces('"fault":"too_deep"')

    def test_services_of_other_hooks(self):
        self.serve("--dev")
        names = [s["id"] for s in json.loads(self.ask(None, "/cds-services", "GET")[1])["services"]]
        self.assertEqual(len(names), 6)
        for name in names:
            for hook in (name.removeprefix("oms-"), word("hook")):
                self.ask(json.dumps(everything.call() | {"hook": hook}), f"/cds-services/{name}")
        self.check_traces('"event":"call"')


class Heads(Traces):
    def test_wrong_tokens(self):
        self.serve()
        body = json.dumps(everything.call())
        for token in (f"Bearer {TOKEN}", f"Bearer {TOKEN}.{TOKEN}.{TOKEN}", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN} {TOKEN}",
                      f"bearer {TOKEN * 100}"):
            for path in (SERVICE, "/cds-services", f"{SERVICE}/feedback"):
                self.assertIn(self.ask(body if path == SERVICE else None, path, "POST", Authorization=token)[0], {401, 404, 405})
        self.check_traces('"status":401')

    def test_wrong_addresses_methods_and_fields(self):
        self.serve("--dev")
        body = json.dumps(everything.call())
        for path in (f"/{ID}", f"/cds-services/{ID}", f"{SERVICE}/{ID}", f"{SERVICE}/feedback", f"{SERVICE}?patient={ID}", f"/metrics?{ID}",
                     f"/fhir/Patient/{ID}", quote(f"/cds-services/{word('name')} Müller"), f"/%2e%2e/{ID}", f"/healthz?{TOKEN}"):
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", word("method").upper()):
                self.ask(body if method == "POST" else None, path, method)
        for name in ("Content-Type", "Content-Encoding", "Accept", "Cookie", "User-Agent", "X-Request-Id", "traceparent", "Expect", "Host",
                     "Access-Control-Request-Method", "Referer", "X-Forwarded-For"):
            for value in (word("field"), f"application/{word('field')}; charset={word('field')}"):
                self.ask(body, **{name: value})
        self.check_traces('"route":"unknown"', '"status":405', '"status":415')

    def test_messages_that_are_no_http(self):
        self.serve("--dev")
        head = f"POST {SERVICE} HTTP/1.1\r\nHost: {word('host')}\r\nContent-Type: application/json\r\n"
        for text in (f"{word('nothing')}\r\n\r\n", f"GET /{ID} HTTP/3.0\r\n\r\n", f"GET /{ID} HTTP/1.1\r\nX: {TOKEN}\r\n\r\n",
                     f"GET {ID} HTTP/1.1\r\nHost: a\r\n\r\n", f"{head}{word('field')}\r\n\r\n", f"{head}X: {TOKEN}\x01\r\n\r\n",
                     f"{head}Content-Length: {ID}\r\n\r\n", f"{head}Transfer-Encoding: {ID}\r\n\r\n", f"{head}Expect: {ID}\r\n\r\n",
                     f"{head}Content-Length: 99999\r\n\r\n{{\"{ID}\": \"{TOKEN}", f"{head}Host: {ID}\r\n\r\n",
                     f"GET /{ID * 2000} HTTP/1.1\r\n\r\n", f"{head}Transfer-Encoding: chunked\r\n\r\n{ID}\r\n",
                     f"{head}Transfer-Encoding: chunked\r\n\r\n2;{ID}=\"\x02\"\r\n{{}}\r\n0\r\n\r\n", f"{head}X: {TOKEN * 3000}\r\n\r\n"):
            answer = self.raw(text.encode("latin-1"))
            self.assertRegex(answer, r"^HTTP/1\.1 (?:4\d\d|505) ")
            self.check_refusal(answer)
        self.check_traces('"route":"refused"')


class FhirServers(Traces):
    """What comes from a FHIR server, and where it is asked for."""

    def scripts(self):
        text = word("secret")
        yield lambda ask: ask.good()
        yield lambda ask: ask.answer(500, {"resourceType": "OperationOutcome", "issue": [{"diagnostics": text}]}, f"X-{text}: {text}")
        yield lambda ask: ask.answer(200, everything.bundle(everything.patient()))
        yield lambda ask: ask.answer(200, f'{{"resourceType": "Patient", "{text}'.encode())
        yield lambda ask: ask.answer(302, b"", f"Location: https://{text}.example/{ID}")
        yield lambda ask: ask.kind == "Patient" or ask.first_page(f"https://{text}.example/{ID}")
        yield lambda ask: ask.kind == "Patient" or ask.first_page(ask.at(1, f"&{text}={ID}"))
        yield lambda ask: ask.send(f"HTTP/1.1 {text}\r\n\r\n".encode())
        yield lambda ask: ask.answer(401, b"", f"WWW-Authenticate: Bearer realm={text}")

    def test_charts_and_failures_of_a_server(self):
        with FhirServer() as server:
            self.serve("--dev", OMS_CDS_NOW=NOW)
            charts = everything.charts()
            for script in self.scripts():
                for kind in ("Patient", "Condition", "Observation"):
                    server.charts[ID] = {"Patient": charts["patient"], "Condition": [resources(charts["conditions"]), []],
                                         "Observation": [resources(charts["observations"]), []]}
                    server.scripts = {(ID, kind, 0): script}
                    body = everything.call() | {"fhirServer": server.base, "prefetch": {}}
                    body["fhirAuthorization"]["scope"] = "patient/*.read"
                    self.assertIn(self.ask(json.dumps(body))[0], {200, 412})
            self.check_traces('"not_read":', '"queries":')

    def test_servers_that_are_not_asked(self):
        self.serve("--dev")
        for base in (f"https://{word('host')}.example/fhir", f"http://user:{TOKEN}@127.0.0.1:1/fhir", f"ftp://{ID}/", f"{ID}",
                     f"https://127.0.0.1/{ID}?x", f"http://127.0.0.1:1/{ID}"):
            self.assertIn(self.ask(json.dumps(everything.call() | {"fhirServer": base, "prefetch": {}}))[0], {200, 400, 412})
        self.check_traces('"event":"call"')


class Formats(Traces):
    def test_a_log_as_text(self):
        self.serve("--dev", audited=False, OMS_CDS_LOG_FORMAT="text")
        self.assertEqual(self.ask(json.dumps(WITH_A_CARD))[0], 200)
        self.assertEqual(self.ask(json.dumps(everything.call() | {"context": ID}))[0], 400)
        self.ask(None, f"/{ID}", "GET")
        self.check_traces(" info call ", " debug request ")


if __name__ == "__main__":
    program.main()
