"""What the tests of fetching share: children, calls, and the service between a hostile FHIR server and one it must not know."""

import collections
import itertools
import json
import os
import re
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import program
from fhir_server import FhirServer
from hostile_server import MAX_BYTES
from program import NOW, condition, patient
from service_process import Service

import planted  # after program, which says where it is

DEADLINE_S = 3   # long enough for what comes before the stall, also in a slow build on a busy machine
SLACK_S = 10    # it ends by the deadline, not by some other limit; how soon after is no test's matter
MAX_PAGES = 6
SECRET = planted.TOKEN
KEYS = {"Patient": "patient", "Condition": "conditions", "Observation": "observations", "ServiceRequest": "serviceRequests"}
COLD, OPSOCLONUS, ATAXIA = "82272006", "194177006", "85102008"

Answer = collections.namedtuple("Answer", "status body seconds")
_LEAVES = re.compile(r"[/\\]\.{1,2}([/\\?]|$)|%2e|%2f", re.IGNORECASE)
_numbers = itertools.count()


def observation(identity, code, whose):
    return {"resourceType": "Observation", "id": identity, "status": "final", "subject": {"reference": f"Patient/{whose}"},
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]}, "effectiveDateTime": "2026-11-10"}


def healthy(whose):
    return {"Patient": patient(whose), "Condition": [[condition("cold", COLD, whose)]]}


def ill_by_conditions(whose):
    return {"Patient": patient(whose), "Condition": [[condition("o", OPSOCLONUS, whose), condition("a", ATAXIA, whose)]]}


def ill_by_observations(whose):
    return {**healthy(whose), "Observation": [[observation("o", OPSOCLONUS, whose), observation("a", ATAXIA, whose)]]}


def two_pages(chart):
    """The chart with a second, harmless page of Conditions."""
    return lambda whose: {**(made := chart(whose)), "Condition": [*made["Condition"], [condition("cold-2", COLD, whose)]]}


# where it fails: (chart, type, page, status, number of cards)
PLACES = {
    "the patient": (ill_by_conditions, "Patient", 0, 412, 0),
    "conditions, and nothing else": (healthy, "Condition", 0, 412, 0),
    "observations, and nothing else": (healthy, "Observation", 0, 412, 0),
    "conditions, beside findings": (ill_by_observations, "Condition", 0, 200, 1),
    "observations, beside findings": (ill_by_conditions, "Observation", 0, 200, 1),
    "a list of the workup": (ill_by_conditions, "ServiceRequest", 0, 200, 1),
    "a later page, beside findings": (two_pages(ill_by_conditions), "Condition", 1, 200, 1),
    "a later page, and nothing else": (two_pages(healthy), "Condition", 1, 200, 0),
}


def request(whose, base, scope="patient/*.read", expires=300, token=SECRET):
    body = {"hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "fhirServer": base,
            "context": {"userId": "Practitioner/p", "patientId": whose}}
    if token:
        body["fhirAuthorization"] = {"access_token": f"{token}-{whose}", "token_type": "Bearer", "expires_in": expires, "scope": scope,
                                     "subject": "oms-cds"}
    return body


def call(service, body):
    asked = urllib.request.Request(service.url + "/cds-services/oms-patient-view", json.dumps(body).encode(),
                                   {"Content-Type": "application/json"})
    began = time.monotonic()
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            status, content = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            status, content = error.code, error.read()
    seconds = time.monotonic() - began
    if SECRET.encode() in content or b"secret-of-the-server" in content:
        raise AssertionError(f"a secret in the answer: {content!r}")
    return Answer(status, json.loads(content), seconds)


def once(script):
    """The script for the first request; the next is answered well."""
    done = []

    def answer(ask):
        if done:
            return ask.good()
        done.append(ask)
        return script(ask)
    return answer


def peak_bytes(service):
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path(f"/proc/{service.process.pid}/status").read_text(), re.MULTILINE)
    return int(found[1]) << 10


def wait_until(question, seconds=10):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.01)
    return False


class BesideAServer(unittest.TestCase):
    """A hostile server, another one that must never hear of us, and the service in the dev profile."""

    at_once = 6           # below fhir.connections_per_server
    deadline_ms = 20000   # what fails at once must not hang on how fast the machine is
    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.server, cls.other = cls.enterClassContext(FhirServer()), cls.enterClassContext(FhirServer())
        sanitizer = os.environ.get("ASAN_OPTIONS", "")
        environment = program.clean_environment(
            **{"OMS_CDS_FHIR_DEADLINE_MS": str(cls.deadline_ms), "OMS_CDS_FHIR_MAX_BYTES": str(MAX_BYTES),
               "OMS_CDS_FHIR_MAX_PAGES": str(MAX_PAGES), "OMS_CDS_FHIR_CONNECTIONS_PER_SERVER": "64",
               "OMS_CDS_LOG_LEVEL": "debug", "OMS_CDS_THREADS": "1",
               # Freed memory that the sanitizer keeps is no memory of the program.
               "ASAN_OPTIONS": f"{sanitizer}:quarantine_size_mb=4", **cls.settings})
        cls.output = cls.enterClassContext(tempfile.TemporaryFile())
        cls.service = cls.enterClassContext(Service(program.BINARY, "--dev", now=NOW, environment=environment, output=cls.output))

    @classmethod
    def tearDownClass(cls):
        """What must hold whatever was asked."""
        cls.output.seek(0)
        for said in ("".join(cls.service.messages), cls.output.read().decode()):
            assert SECRET not in said, "the token is in what the service writes"
            assert "secret-of-the-server" not in said, "text of a FHIR server is in what the service writes"
        assert cls.other.accepted == 0, f"another origin was asked: {[a.target for a in cls.other.asked]}"
        for ask in cls.server.asked:
            assert re.match(r"/fhir[/?]", ask.target) and not _LEAVES.search(ask.target), f"outside the base: {ask.target}"
            assert ask.headers.get("authorization") in (None, f"Bearer {SECRET}-{ask.patient}"), "a token of another call"
            assert ask.headers["accept"].startswith("application/fhir+json") and ask.headers["cache-control"] == "no-cache"

    def of(self, chart, stem=planted.ID):
        whose = f"{stem}-{next(_numbers)}"
        for kind, found in (made := chart(whose)).items():
            made[kind] = planted.resource(found) if kind == "Patient" else [[planted.resource(r) for r in page] for page in found]
        self.server.charts[whose] = made
        return whose

    def call(self, whose, **how):
        return call(self.service, request(whose, self.server.base, **how))

    def script(self, whose, kind, page, script):
        self.server.scripts[whose, kind, page] = script

    def logged(self, whose_key, kind):
        """The log is written beside the answers: a line may come after the answer that it is about."""
        return wait_until(lambda: any('"not_read":' in m and whose_key in m and re.search(kind, m)
                                     for m in list(self.service.messages)))

    def check_good_call(self):
        self.check_whole_card(self.call(self.of(ill_by_conditions)))

    def check_named(self, answer, place, kind=None):
        """The answer of clinical.md 2.10: the status, and in it the name of what was not read."""
        _, resource_type, page, status, cards = PLACES[place]
        self.assertEqual((answer.status, len(answer.body.get("cards", []))), (status, cards), answer.body)
        if status == 412:
            issue = answer.body["issue"][0]
            self.assertEqual(answer.body["resourceType"], "OperationOutcome")
            named = re.search(rf"{KEYS[resource_type]} \((.*?)\)", issue["diagnostics"])
            self.assertTrue(named, issue)
            if kind:
                self.assertRegex(named[1], kind)
        elif cards:
            name = "orders" if resource_type == "ServiceRequest" else KEYS[resource_type]
            words = "Read only in part" if page else "Could not be read"
            self.assertRegex(answer.body["cards"][0]["detail"], rf"{words}: [^.]*\b{name}")

    def check_whole_card(self, answer):
        self.assertEqual((answer.status, len(answer.body.get("cards", []))), (200, 1), answer.body)
        self.assertNotRegex(answer.body["cards"][0]["detail"], "Could not be read:|ead only in part|not checked")

    def fail_everywhere(self, failures, places, within=None):
        """Every failure at every place, some at once; afterwards the service answers as before."""
        def one(cell):
            (_, (script, _)), place = cell
            chart, resource_type, page, *_ = PLACES[place]
            whose = self.of(chart)
            self.script(whose, resource_type, page, script)
            return self.call(whose)
        cells = list(itertools.product(failures.items(), places))
        with ThreadPoolExecutor(self.at_once) as pool:
            answers = list(pool.map(one, cells))
        for ((name, (_, kind)), place), answer in zip(cells, answers):
            with self.subTest(failure=name, where=place):
                self.check_named(answer, place, kind)
                if within:
                    self.assertLess(answer.seconds, within)
        self.check_good_call()
