#!/usr/bin/env python3
"""Where the service must not go, whatever a call or a FHIR server says, and what it must not take along.

    boundary_test.py BINARY
"""

import itertools
import json
import socket
import struct
import sys
import unittest
from pathlib import Path

for folder in ("support", "cli"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / folder))

import hostile_server as hostile  # noqa: E402
import program  # noqa: E402
from beside_server import (SECRET, BesideAServer, call, healthy, ill_by_conditions, ill_by_observations, request,  # noqa: E402
                           two_pages, wait_until)
from fhir_server import FhirServer, searchset  # noqa: E402
from hostile_server import Trap  # noqa: E402
from program import NOW, condition, patient  # noqa: E402
from service_process import Service  # noqa: E402

REDIRECTS = (301, 302, 303, 307, 308)


def places_in_memory(process, needle):
    """Where the needle stands in the memory of a process that may be written to."""
    found = []
    with open(f"/proc/{process}/maps", encoding="utf-8") as maps, open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, access, *_, name = line.split(maxsplit=5) if line.count(" ") > 5 else (*line.split(), "")
            first, last = (int(part, 16) for part in span.split("-"))
            if access.startswith("rw") and not name.startswith("[v"):
                try:
                    memory.seek(first)
                    content = memory.read(last - first)
                except OSError:
                    continue   # a guard page
                if (at := content.find(needle)) >= 0:
                    found.append((name.strip() or span, content[max(at - 60, 0):at + 80]))
    return found


class WhereAServerLeads(BesideAServer):
    """`other`, and every path outside the base, hear nothing: BesideAServer checks it in the end."""

    def test_a_next_off_the_base_is_not_followed(self):
        for link in hostile.off_origin(self.server, self.other):
            for chart, place in ((ill_by_conditions, "a later page, beside findings"), (healthy, "a later page, and nothing else")):
                with self.subTest(link=link, where=place):
                    whose = self.of(chart)
                    self.script(whose, "Condition", 0, lambda ask, to=link: ask.first_page(to))
                    self.check_named(self.call(whose), place)
                    self.assertEqual(len(self.server.asked_for(whose, "Condition")), 1)

    def test_a_redirect_off_the_base_is_not_followed(self):
        links = [link for link in hostile.off_origin(self.server, self.other) if "\n" not in link]   # a head cannot hold it
        for link, status in zip(links, itertools.cycle(REDIRECTS)):
            for kind, place in (("Patient", "the patient"), ("Condition", "conditions, and nothing else")):
                with self.subTest(link=link, status=status, where=place):
                    whose = self.of(healthy)
                    self.script(whose, kind, 0, hostile.raw(hostile.head(status, f"Location: {link}", "Content-Length: 0")))
                    self.check_named(self.call(whose), place)
                    self.assertEqual(len(self.server.asked_for(whose, kind)), 1)

    def test_a_redirect_within_the_base_is_followed_with_the_token(self):
        for status in REDIRECTS:
            with self.subTest(status=status):
                whose = self.of(ill_by_conditions)
                self.script(whose, "Condition", 0, lambda ask, status=status: ask.good() if ask.again else ask.answer(
                    status, b"", f"Location: {ask.at(0, '&again=1')}"))
                self.check_whole_card(self.call(whose))
                self.check_token(whose)

    def test_a_next_on_the_base_itself_is_followed_with_the_token(self):
        """As HAPI writes it: `[base]?_getpages=…`."""
        whose = self.of(lambda w: {"Patient": patient(w)})
        last = searchset([condition("o", "194177006", whose), condition("a", "85102008", whose)])
        self.script(whose, "Condition", 0, lambda ask: ask.answer(200, searchset([], (
            "next", f"{ask.server.base}?_getpages=8a2f&_getpagesoffset=2&_bundletype=searchset&patient={ask.patient}"))))
        self.script(whose, "", 0, lambda ask: ask.answer(200, last))
        self.check_whole_card(self.call(whose))
        self.assertEqual(len(self.server.asked_for(whose, "")), 1)
        self.check_token(whose)

    def test_addresses_in_the_data_are_not_followed(self):
        whose = self.of(ill_by_conditions)
        there = self.other.base
        entry = {"fullUrl": f"{there}/Condition/x", "link": [{"relation": "next", "url": f"{there}/Condition"}],
                 "resource": condition("x", "194177006", whose) | {"recorder": {"reference": f"{there}/Practitioner/1"},
                                                                   "implicitRules": there}}
        self.server.charts[whose]["Condition"][0].append(entry)
        self.check_whole_card(self.call(whose))

    def check_token(self, whose):
        self.assertEqual({a.headers.get("authorization") for a in self.server.asked_for(whose)}, {f"Bearer {SECRET}-{whose}"})


LINK_LOCAL = ("http://169.254.169.254", "http://[fe80::1]", "http://[::ffff:169.254.169.254]")


class WhatACallAllows(BesideAServer):
    settings = {"OMS_CDS_FHIR_ALLOW_HTTP": "true", "OMS_CDS_FHIR_SERVERS": ",".join(LINK_LOCAL)}

    def test_the_token_of_the_call_goes_with_every_query_and_page(self):
        whose = self.of(two_pages(ill_by_conditions))
        self.check_whole_card(self.call(whose))
        self.assertEqual({a.headers.get("authorization") for a in self.server.asked_for(whose)}, {f"Bearer {SECRET}-{whose}"})
        self.assertEqual(len(self.server.asked_for(whose)), 8)

    def test_an_expired_token_counts_as_none(self):
        for expires in (0, -1, "0"):
            with self.subTest(expires=expires):
                whose = self.of(ill_by_conditions)
                self.call(whose, expires=expires)
                self.assertEqual({a.headers.get("authorization") for a in self.server.asked_for(whose)} - {None}, set())

    def test_scopes_without_read_spare_the_query(self):
        for scope in ("patient/Patient.read patient/Observation.read",
                      "patient/Patient.rs patient/Observation.rs patient/Condition.cud",
                      "launch openid patient/Patient.r patient/Observation.read",
                      "patient/Patient.read user/Observation.read patient/Condition.write"):
            with self.subTest(scope=scope):
                whose = self.of(healthy)
                self.check_named(self.call(whose, scope=scope), "conditions, and nothing else", "scope")
                self.assertEqual(self.server.asked_for(whose, "Condition"), [])
        whose = self.of(ill_by_observations)
        self.check_named(self.call(whose, scope="patient/Patient.read patient/Observation.rs"), "conditions, beside findings")
        self.assertEqual({a.kind for a in self.server.asked_for(whose)}, {"Patient", "Observation"})

    def test_scopes_without_a_patient_spare_every_query(self):
        for scope in ("launch openid fhirUser", "patient/Condition.read patient/Observation.read"):
            with self.subTest(scope=scope):
                whose = self.of(healthy)
                self.assertIn(self.call(whose, scope=scope).status, (400, 412))
                self.assertEqual(self.server.asked_for(whose), [])

    def test_an_id_stands_in_its_own_segment(self):
        for whose in ("a.b-C.9", "-", "...a", "x" * 64):
            with self.subTest(whose=whose):
                self.server.charts[whose] = ill_by_conditions(whose)
                self.check_whole_card(self.call(whose))
                must_be_asked = {f"/fhir/Patient/{whose}", f"/fhir/Condition?patient={whose}"}
                self.assertLessEqual(must_be_asked, {a.target for a in self.server.asked_for(whose)})

    def test_what_is_no_id_asks_nothing(self):
        before = len(self.server.asked)
        for whose in ("1&_include=*", "a b", "a/../b", "..", ".", "", "%2e%2e", "a?b", "a#b", "a\r\nX: y", "x" * 65, "é", "a\u0000b"):
            with self.subTest(whose=whose):
                self.assertEqual(self.call(whose).status, 400)
        self.assertEqual(len(self.server.asked), before)

    def test_a_token_that_breaks_a_header_is_not_sent(self):
        for token in (f"{SECRET}\r\nX-Injected: 1", f"{SECRET}\n", f"{SECRET}\u0000"):
            with self.subTest(token=token):
                whose = self.of(ill_by_conditions)
                self.assertIn(self.call(whose, token=token).status, (400, 412))
                self.assertNotIn("x-injected", {h for a in self.server.asked_for(whose) for h in a.headers})

    def test_link_local_is_not_contacted_though_registered(self):
        for base in LINK_LOCAL:
            with self.subTest(base=base):
                answer = call(self.service, request("kid", f"{base}/fhir"))
                self.check_named(answer, "the patient", "address")
                self.assertLess(answer.seconds, 2)

    def test_a_server_that_is_not_registered_is_not_contacted(self):
        for base in ("http://198.51.100.1/fhir", "https://ehr.example.org/fhir", "http://no-such-host.invalid/fhir"):
            with self.subTest(base=base):
                self.check_named(call(self.service, request("kid", base)), "the patient", "not one that this service may read")

    def test_no_token_stays_in_memory_after_the_call(self):
        if b"__asan" in Path(program.BINARY).read_bytes():
            self.skipTest("the sanitizer keeps what was freed, as it was")
        for script in (None, hostile.status(401), hostile.AT_ONCE["too long in chunks"][0]):
            whose = self.of(ill_by_conditions, "traceless")
            if script:
                self.script(whose, "Condition", 0, script)
            self.call(whose)
            needle = f"{SECRET}-{whose}".encode()
            self.assertTrue(wait_until(lambda needle=needle: not places_in_memory(self.service.process.pid, needle)),
                            places_in_memory(self.service.process.pid, needle))

    def test_addresses_that_are_none_are_refused(self):
        for base in ("file:///etc/passwd", "gopher://127.0.0.1/1", f"http://user:word@127.0.0.1:{self.server.port}/fhir",
                     f"{self.server.base}#x", f"{self.server.base}/../admin", f"{self.server.origin}/fhir\r\n", "fhir", ""):
            with self.subTest(base=base):
                self.assertIn(call(self.service, request("kid", base)).status, (400, 412))


class ACallerWhoLeaves(BesideAServer):
    def begin(self, whose):
        """A call whose Conditions are held back, on a connection of its own."""
        held = []
        self.script(whose, "Condition", 0, lambda ask: (held.append(ask), ask.hold())[0])
        body = json.dumps(request(whose, self.server.base)).encode()
        caller = socket.create_connection(("127.0.0.1", int(self.service.url.rsplit(":", 1)[1])), timeout=20)
        caller.sendall(b"POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
                       b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.assertTrue(wait_until(lambda: held))
        return caller, held[0]

    def test_with_a_reset_takes_the_queries_along(self):
        caller, held = self.begin(self.of(healthy))
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        caller.close()
        self.assertTrue(wait_until(lambda: held.dropped_after is not None, 5), "the FHIR server still has its connection")
        self.check_good_call()

    def test_half_still_gets_the_answer(self):
        whose = self.of(ill_by_conditions)
        gate = []
        self.script(whose, "Condition", 0, lambda ask: wait_until(lambda: gate) and ask.good())
        body = json.dumps(request(whose, self.server.base)).encode()
        with socket.create_connection(("127.0.0.1", int(self.service.url.rsplit(":", 1)[1])), timeout=20) as caller:
            caller.sendall(b"POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                           b"Content-Length: %d\r\n\r\n" % len(body) + body)
            caller.shutdown(socket.SHUT_WR)
            self.assertTrue(wait_until(lambda: self.server.asked_for(whose, "Condition")))
            gate.append(True)
            answer = b"".join(iter(lambda: caller.recv(65536), b""))
        self.assertTrue(answer.startswith(b"HTTP/1.1 200"), answer[:100])
        self.assertIn(b'"cards":[{', answer)


class TheCommandLine(program.InFolder):
    """`evaluate --fhir`: a failure is said on stderr, with the server and the key; a token stays on its origin."""

    def setUp(self):
        super().setUp()
        self.server, self.other = self.enterContext(FhirServer()), self.enterContext(FhirServer())
        self.server.charts["kid"] = ill_by_conditions("kid")
        self.token = self.write("token", f"{SECRET}-kid\n")

    def evaluate(self, script, kind="Condition"):
        self.server.scripts.clear()
        self.server.scripts["kid", kind, 0] = script
        environment = program.clean_environment(OMS_CDS_FHIR_MAX_PAGES="4", OMS_CDS_FHIR_MAX_BYTES=str(hostile.MAX_BYTES))
        done = program.call("evaluate", "--as-of", NOW, "--format", "assessment", "--fhir", self.server.base, "--patient", "kid",
                            "--token-file", self.token, environment=environment)
        self.assertNotIn(SECRET.encode(), done.stdout + done.stderr)
        return done

    def test_says_what_it_could_not_read(self):
        some = ("401", "500", "HTML", "truncated JSON", "an array", "too long in chunks", "a gzip bomb", "reset in mid-body", "HTTP/0.9")
        for name in some:
            with self.subTest(name):
                script, kind = hostile.AT_ONCE[name]
                done = self.evaluate(script)
                self.assertEqual((done.returncode, done.stdout), (1, b""))
                self.assertRegex(done.stderr.decode(), rf"{self.server.base}: .*conditions: .*({kind})")

    def test_follows_nothing_off_the_base(self):
        for link in hostile.off_origin(self.server, self.other)[:10:3]:
            with self.subTest(link=link):
                done = self.evaluate(hostile.raw(hostile.head(302, f"Location: {link}", "Content-Length: 0")))
                self.assertEqual((done.returncode, done.stdout), (1, b""))
                done = self.evaluate(lambda ask, to=link: ask.first_page(to))
                self.assertEqual((done.returncode, json.loads(done.stdout)["partialData"]), (0, ["conditions"]))
        self.assertEqual(self.other.accepted, 0)
        self.assertNotIn("admin", "".join(a.target for a in self.server.asked))

    def test_leaves_pages_without_end(self):
        done = self.evaluate(lambda ask: ask.first_page(ask.at(0)))
        self.assertEqual((done.returncode, json.loads(done.stdout)["partialData"]), (0, ["conditions"]))


class OffTheDevProfile(unittest.TestCase):
    """Nothing of this machine is contacted, by whatever name, registered or not."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(FhirServer())
        cls.traps = [Trap(socket.create_server(("127.0.0.1", 0)))]
        if socket.has_ipv6:
            cls.traps.append(Trap(socket.create_server(("::1", cls.traps[0].port), family=socket.AF_INET6)))
        cls.server.charts["kid"] = ill_by_conditions("kid")

    def tearDown(self):
        self.assertEqual((self.server.accepted, [t.reached for t in self.traps]), (0, [0] * len(self.traps)))

    def ask(self, servers, bases, **how):
        environment = program.clean_environment(OMS_CDS_AUTH_MODE="off", OMS_CDS_FHIR_ALLOW_ANONYMOUS="true",
                                                OMS_CDS_FHIR_ALLOW_HTTP="true", OMS_CDS_FHIR_SERVERS=",".join(servers))
        with Service(program.BINARY, environment=environment) as service:
            for base in bases:
                for token in (None, SECRET):
                    with self.subTest(base=base, token=token):
                        answer = call(service, request("kid", base + "/fhir", token=token, **how))
                        self.assertEqual((answer.status, answer.body["resourceType"]), (412, "OperationOutcome"), answer.body)
                        self.assertIn("patient (", answer.body["issue"][0]["diagnostics"])
            self.assertNotIn(SECRET, "".join(service.messages))

    def test_a_server_that_is_not_registered_is_not_contacted(self):
        self.ask(["https://ehr.example.org"], [self.server.origin, f"http://localhost:{self.server.port}", "http://169.254.169.254"])

    def test_loopback_is_not_contacted_by_any_of_its_names(self):
        port = self.traps[0].port
        names = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127.0.0.2", "0.0.0.0", "[::]",
                 "169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0"]
        bases = [f"http://{name}:{port}" for name in names]
        self.ask(bases, bases)


if __name__ == "__main__":
    program.main()
