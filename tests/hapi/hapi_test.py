#!/usr/bin/env python3
"""The program beside a real HAPI FHIR server: python3 hapi_test.py BINARY. Starts the server, or uses that of OMS_HAPI_URL."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import charts  # noqa: E402
import hapi  # noqa: E402
from service_process import Service  # noqa: E402

BINARY = str(Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else ""
# HAPI's first answer to a search takes half a second on a busy machine: these tests ask what is said, not how fast.
PATIENT_CLIENT = {"OMS_CDS_FHIR_DEADLINE_MS": "60000", "OMS_CDS_FHIR_MAX_PAGES": "1000"}   # of ten resources each
CASES, SERVER, SERVICE = charts.cases(), hapi.Server(), Service(BINARY, "--dev", now=charts.NOW, environment=PATIENT_CLIENT)


def setUpModule():
    unittest.enterModuleContext(SERVER)
    unittest.enterModuleContext(SERVICE)
    for chart in (*CASES.values(), charts.paged(), charts.large(), charts.synthea()):
        charts.load(SERVER.base, chart)


def run(*arguments, given=None):
    return subprocess.run([BINARY, *arguments], input=given, capture_output=True, check=False, env={**os.environ, **PATIENT_CLIENT})


def said_of(done):
    """One assessment, without what depends on where a resource stood, and the card's own ids, which hang on the call."""
    if done.returncode != 0:
        raise AssertionError(f"exit status {done.returncode}: {done.stderr.decode()}")
    assessment = json.loads(done.stdout)
    assessment["skipped"] = sorted(s["reason"] for s in assessment["skipped"])
    if "card" in assessment:
        assessment["card"] = {key: assessment["card"][key] for key in ("summary", "indicator", "detail")}
    return assessment


def assess(source):
    return said_of(run("evaluate", "--as-of", charts.NOW, "--format", "assessment", "-", given=json.dumps(source).encode()))


def evaluate_at(base, whose, *more):
    return run("evaluate", "--as-of", charts.NOW, "--format", "assessment", "--fhir", base, "--patient", whose, *more)


def request(whose, prefetch=None, base=None, token=None):
    body = {"hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
            "context": {"userId": "Practitioner/p", "patientId": whose}}
    if prefetch:
        body["prefetch"] = prefetch
    if base:
        body["fhirServer"] = base
    if token:
        body["fhirAuthorization"] = {"access_token": token, "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.read",
                                     "subject": "oms-cds"}
    return body


def call(body):
    """(status, answer) of the service."""
    asked = urllib.request.Request(SERVICE.url + "/cds-services/oms-patient-view", json.dumps(body).encode(),
                                   {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=120) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


class AChartThatWentThroughHapi(unittest.TestCase):
    """What an EHR on HAPI prefetches says the same as the chart that was stored."""

    def test_reaches_the_same_rule_as_the_file(self):
        for name, chart in CASES.items():
            with self.subTest(name):
                prefetched = assess(request(charts.whose(chart), charts.prefetch_from(SERVER.base, charts.whose(chart))))
                self.assertEqual(prefetched, assess(chart))

    def test_gets_the_same_card(self):
        for name, chart in CASES.items():
            with self.subTest(name):
                whose = charts.whose(chart)
                through = call(request(whose, charts.prefetch_from(SERVER.base, whose)))
                self.assertEqual(through, call(request(whose, charts.prefetch_of(chart))))


class TheCommandLine(unittest.TestCase):
    def test_assesses_from_hapi_as_from_the_file(self):
        for name, chart in CASES.items():
            with self.subTest(name):
                said, expected = said_of(evaluate_at(SERVER.base, charts.whose(chart))), assess(chart)
                if expected["rule"].startswith("guard"):   # nothing behind a guard is read
                    said, expected = ({key: a[key] for key in ("patient", "tier", "rule", "ageBand")} for a in (said, expected))
                self.assertEqual(said, expected)

    def test_reads_every_page(self):
        said = said_of(evaluate_at(SERVER.base, "paged"))
        self.assertEqual((said["rule"], said["partialData"]), ("R1a", []))
        self.assertEqual(said, assess(charts.paged()))

    def test_reads_a_chart_of_several_megabytes(self):
        chart = charts.large()
        self.assertGreater(len(json.dumps(chart)), 1_500_000)
        self.assertEqual(said_of(evaluate_at(SERVER.base, charts.whose(chart))), assess(chart))

    def test_reads_a_chart_of_synthea(self):
        chart = charts.synthea()
        self.assertGreater(len(json.dumps(chart)), 1_000_000)
        expected = assess(chart)
        self.assertEqual(expected["rule"], "R2a")
        self.assertEqual(said_of(evaluate_at(SERVER.base, charts.whose(chart))), expected)
        prefetched = request(charts.whose(chart), charts.prefetch_from(SERVER.base, charts.whose(chart)))
        self.assertEqual(assess(prefetched), expected)

    def test_sends_the_token_of_a_file(self):
        chart = CASES["oms-01-toddler-all-three-signs"]
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(hapi.TOKEN + "\n")
            file.flush()
            self.assertEqual(said_of(evaluate_at(SERVER.secured, "oms01", "--token-file", file.name)), assess(chart))

    def test_says_that_a_token_is_needed(self):
        done = evaluate_at(SERVER.secured, "oms01")
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(b"401", done.stderr)

    def test_says_that_there_is_no_such_patient(self):
        done = evaluate_at(SERVER.base, "nobody")
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(b"nobody", done.stderr)

    def test_writes_a_request_that_gets_the_card(self):
        chart = CASES["oms-01-toddler-all-three-signs"]
        done = run("request", "--fhir", SERVER.base, "--patient", "oms01")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        status, answer = call(json.loads(done.stdout))
        self.assertEqual(status, 200)
        self.assertEqual([c["summary"] for c in answer["cards"]], [assess(chart)["card"]["summary"]])


class TheSettingsOfTheContainers(unittest.TestCase):
    def test_are_accepted(self):
        done = run("check", "--config", str(charts.ROOT / "deploy" / "compose.toml"))
        self.assertEqual(done.returncode, 0, done.stderr.decode())


class ACallWithoutPrefetch(unittest.TestCase):
    def test_gets_the_card_that_prefetch_gets(self):
        for name, chart in CASES.items():
            with self.subTest(name):
                whose = charts.whose(chart)
                self.assertEqual(call(request(whose, base=SERVER.base)), call(request(whose, charts.prefetch_of(chart))))

    def test_reads_every_page(self):
        status, answer = call(request("paged", base=SERVER.base))
        self.assertEqual((status, [c["indicator"] for c in answer["cards"]]), (200, ["warning"]))

    def test_uses_the_token_of_the_call(self):
        chart = CASES["oms-01-toddler-all-three-signs"]
        self.assertEqual(call(request("oms01", base=SERVER.secured, token=hapi.TOKEN)), call(request("oms01", charts.prefetch_of(chart))))

    def test_is_refused_when_the_server_refuses_the_token(self):
        for token in (None, "another"):
            status, answer = call(request("oms01", base=SERVER.secured, token=token))
            self.assertEqual((status, answer["resourceType"]), (412, "OperationOutcome"))

    def test_sees_a_condition_that_was_posted_a_moment_ago(self):
        """HAPI answers an equal search from its memory for a minute, unless it is told not to."""
        whose = f"fresh-{uuid.uuid4()}"
        charts.load(SERVER.base, charts.collection(charts.patient(whose)))
        self.assertEqual(call(request(whose, base=SERVER.base)), (200, {"cards": []}))
        charts.load(SERVER.base, charts.collection(charts.condition(f"c-{uuid.uuid4()}", whose, "194177006")))
        status, answer = call(request(whose, base=SERVER.base))
        self.assertEqual((status, len(answer["cards"])), (200, 1))

    def test_never_counts_another_patients_data(self):
        """The plain server ignores patient= and answers with everybody's resources."""
        ill = charts.collection(charts.patient("ill"), charts.condition("ill-c1", "ill", "194177006"),
                                charts.condition("ill-c2", "ill", "85102008"))
        well = charts.collection(charts.patient("well"), charts.condition("well-c1", "well", "54150009"))
        for chart in (ill, well):
            charts.put_each(SERVER.plain, chart)
        self.assertEqual(call(request("well", base=SERVER.plain)), (200, {"cards": []}))
        self.assertEqual(call(request("ill", base=SERVER.plain)), call(request("ill", charts.prefetch_of(ill))))
        said = said_of(evaluate_at(SERVER.plain, "well"))
        self.assertEqual((said["tier"], [f["evidence"] for f in said["features"].values()]), ("T0", [[]] * 4))
        self.assertIn("other-patient", said["skipped"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
