#!/usr/bin/env python3
"""`oms-cds serve` as its operator meets it: start, signals, settings that act, what it writes.

    serve_test.py BINARY
"""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import program
from program import ATAXIA, BINARY, NOW, OPSOCLONUS, bundle, call, clean_environment, hook_request, patient

sys.path.insert(0, str(program.ROOT / "tests" / "support"))
import planted  # noqa: E402
from service_process import Service  # noqa: E402

SERVICE = "/cds-services/oms-patient-view"
REQUEST = json.dumps(planted.call(hook_request(
    patient=patient(), conditions=bundle(OPSOCLONUS, ATAXIA, kind="searchset"), observations=None, serviceRequests=None,
    diagnosticReports=None, procedures=None, imagingStudies=None))).encode()


def get(url, body=None):
    """(status, body) of a GET, or of a POST of JSON."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "application/json"}), timeout=10) as got:
            return got.status, got.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def wait_until(question, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.02)
    return False


class BelowPath(Service):
    """A service whose addresses lie below /oms."""

    @property
    def url(self):
        return self._url and self._url + "/oms"

    @url.setter
    def url(self, value):
        self._url = value


class Serve(program.InFolder):
    def said(self, service, words):
        return wait_until(lambda: any(words in m for m in service.messages))

    def ended(self, service, status):
        self.assertEqual(service.process.wait(30), status, service.messages)

    # ---- start ----

    def test_the_dev_profile_answers_a_card_and_says_what_it_is(self):
        with Service(BINARY, "--dev", now=NOW) as service:
            status, body = get(service.url + SERVICE, REQUEST)
            self.assertEqual((status, len(json.loads(body)["cards"])), (200, 1))
            self.assertEqual(get(service.url + "/readyz")[0], 200)
            self.assertTrue(self.said(service, "DEV PROFILE"))
            self.assertTrue(self.said(service, service.url + "/cds-services"))

    def test_it_starts_from_any_directory(self):
        done = subprocess.run([BINARY, "serve", "--dev", "--print-config"], cwd="/", capture_output=True, check=False,
                              env=clean_environment())
        self.assertEqual(done.returncode, 0)
        with Service(BINARY, "--dev") as service:
            self.assertEqual(get(service.url + "/cds-services")[0], 200)

    def test_without_a_verifier_it_starts_refuses_calls_and_says_what_to_do(self):
        with Service(BINARY) as service:
            self.assertEqual(get(service.url + SERVICE, REQUEST), (401, b""))
            status, body = get(service.url + "/readyz")
            self.assertEqual(status, 503)
            self.assertIn(b"authentication", body)
            self.assertTrue(self.said(service, "--dev"))
            self.assertTrue(self.said(service, "401"))

    def test_off_on_loopback_serves_without_the_dev_profile(self):
        with Service(BINARY, now="2044-06-01", environment={"OMS_CDS_AUTH_MODE": "off"}) as service:
            self.assertEqual(get(service.url + "/readyz")[0], 200)
            self.assertTrue(self.said(service, "OMS_CDS_NOW is ignored"))
            self.assertEqual(len(json.loads(get(service.url + SERVICE, REQUEST)[1])["cards"]), 1)

    def test_the_clock_of_the_dev_profile_decides(self):
        with Service(BINARY, "--dev", now="2044-06-01T00:00:00Z") as service:
            self.assertEqual(get(service.url + SERVICE, REQUEST), (200, b'{"cards":[]}'))

    def test_a_clock_that_is_none_stops_the_start(self):
        done = call("serve", "--dev", "--listen", "127.0.0.1:0", environment=clean_environment(OMS_CDS_NOW="soon"))
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"OMS_CDS_NOW", done.stderr)

    def test_an_address_in_use_is_3(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            done = call("serve", "--dev", "--listen", address)
        self.assertEqual(done.returncode, 3)
        self.assertIn(address.encode(), done.stderr)

    def test_knowledge_with_a_fault_is_3(self):
        copy = self.copy_knowledge()
        (copy / "rules" / "extra.json").write_text("{}")
        done = call("serve", "--dev", "--listen", "127.0.0.1:0", "--profiles", copy)
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        self.assertIn(b"rules/extra.json", done.stderr)
        self.assertIn(b"oms-cds check --accept", done.stderr)

    # ---- settings that act ----

    def test_public_url_moves_every_address(self):
        with BelowPath(BINARY, "--dev", "--public-url", "https://cds.example.org/oms/") as service:
            self.assertTrue(self.said(service, "https://cds.example.org/oms/cds-services"))
            self.assertTrue(self.said(service, "serving " + service.url))
            self.assertEqual(get(service.url + "/cds-services")[0], 200)
            self.assertEqual(get(service.url.removesuffix("/oms") + "/cds-services")[0], 404)

    def test_settings_of_services_and_limits_act(self):
        config = self.write("oms.toml", '[services]\nhooks = ["patient-view"]\nsilent = ["oms-patient-view"]\n'
                                        '[limits]\nbody_bytes = 4096\n')
        with Service(BINARY, "--dev", "--config", str(config), now=NOW) as service:
            services = json.loads(get(service.url + "/cds-services")[1])["services"]
            self.assertEqual([s["id"] for s in services], ["oms-patient-view"])
            self.assertEqual(get(service.url + SERVICE, REQUEST), (200, b'{"cards":[]}'))
            self.assertEqual(get(service.url + SERVICE, REQUEST + b" " * 4096)[0], 413)
            self.assertTrue(self.said(service, "silent"))

    def test_an_audit_file_gets_one_record_per_call_without_patient_data(self):
        audit = self.folder / "audit.log"
        with Service(BINARY, "--dev", now=NOW, environment={"OMS_CDS_LOG_AUDIT_FILE": str(audit)}) as service:
            get(service.url + SERVICE, REQUEST)
            get(service.url + SERVICE, b"{")
            get(service.url + "/cds-services")
            self.assertTrue(wait_until(lambda: audit.read_text().count("\n") == 2))
        first, second = map(json.loads, audit.read_text().splitlines())
        self.assertEqual((first["service"], first["status"], first["rule"], first["shown"]), ("oms-patient-view", 200, "R2a", True))
        self.assertEqual(first["hookInstance"], "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea")
        self.assertGreater(first["duration_us"], 0)
        self.assertEqual((second["status"], second["fault"]), (400, "bad_json"))
        for word in ("kid-1", planted.MARK):
            self.assertNotIn(word, audit.read_text())
            self.assertNotIn(word, "".join(service.messages))

    def test_every_line_of_the_log_is_json(self):
        with Service(BINARY, "--dev", environment={"OMS_CDS_LOG_LEVEL": "debug"}) as service:
            get(service.url + SERVICE, REQUEST)
            get(service.url + "/no/such%0aaddress")
            self.assertTrue(self.said(service, '"route":"unknown"'))
        for line in service.messages:
            self.assertLessEqual({"time", "level", "event"}, set(json.loads(line)), line)

    def test_how_connections_end_is_counted_and_said(self):
        with Service(BINARY, "--dev", environment={"OMS_CDS_LOG_LEVEL": "debug"}) as service:
            port = int(service.url.rsplit(":", 1)[1])
            for _ in range(2):
                with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
                    connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
                    connection.shutdown(socket.SHUT_WR)
                    self.assertTrue(connection.recv(4096).startswith(b"HTTP/1.1 400 "))
            self.assertTrue(self.said(service, '"reason":"bad_request","count":2'))
            service.process.send_signal(signal.SIGTERM)
            self.ended(service, 0)
            self.assertTrue(self.said(service, '"event":"connections ended","reason":"bad_request","count":2'))

    # ---- signals ----

    def test_sigterm_and_sigint_end_it_with_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number), Service(BINARY, "--dev") as service:
                service.process.send_signal(number)
                self.ended(service, 0)
                self.assertTrue(self.said(service, "stopped"))

    def begin_call(self, service):
        """A connection on which half of a call was sent."""
        port = int(service.url.rsplit(":", 1)[1])
        connection = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.addCleanup(connection.close)
        head = f"POST {SERVICE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(REQUEST)}\r\n\r\n"
        connection.sendall(head.encode() + REQUEST[:100])
        time.sleep(0.2)  # the server must have met the head before the signal
        return connection

    def test_what_runs_is_finished_before_it_ends(self):
        with Service(BINARY, "--dev", now=NOW) as service:
            connection = self.begin_call(service)
            service.process.send_signal(signal.SIGTERM)
            self.assertTrue(self.said(service, "draining"))
            connection.sendall(REQUEST[100:])
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
            self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer[:100])
            self.assertIn(b'"cards":[{', answer)
            self.ended(service, 0)

    def test_what_does_not_finish_is_cut(self):
        with Service(BINARY, "--dev", environment={"OMS_CDS_LIMITS_DRAIN_S": "1"}) as service:
            self.begin_call(service)
            service.process.send_signal(signal.SIGTERM)
            self.ended(service, 0)

    def test_a_second_signal_ends_it_at_once(self):
        with Service(BINARY, "--dev") as service:
            self.begin_call(service)
            service.process.send_signal(signal.SIGINT)
            self.assertTrue(self.said(service, "draining"))
            time.sleep(0.2)
            service.process.send_signal(signal.SIGINT)
            self.ended(service, -signal.SIGINT)

    def titles(self, service):
        return {s["title"] for s in json.loads(get(service.url + "/cds-services")[1])["services"]}

    def retitle(self, profiles, title):
        path = profiles / "services" / "oms-patient-view.json"
        definition = json.loads(path.read_text(encoding="utf-8"))
        definition["title"] = title
        path.write_text(json.dumps(definition), encoding="utf-8")

    def test_sighup_loads_the_knowledge_anew(self):
        copy = self.copy_knowledge()
        with Service(BINARY, "--dev", "--profiles", str(copy), now=NOW) as service:
            self.retitle(copy, "Another title")
            self.assertEqual(call("check", "--accept", "--new-version", "9.1.0", "--profiles", copy).returncode, 0)
            self.assertNotIn("Another title", self.titles(service))
            service.process.send_signal(signal.SIGHUP)
            self.assertTrue(self.said(service, "knowledge loaded anew"))
            self.assertIn("Another title", self.titles(service))
            self.assertEqual(get(service.url + SERVICE, REQUEST)[0], 200)

    def test_a_bad_set_leaves_the_old_one_serving_and_is_said(self):
        copy = self.copy_knowledge()
        with Service(BINARY, "--dev", "--profiles", str(copy), now=NOW) as service:
            before = self.titles(service)
            self.retitle(copy, "Not accepted")
            (copy / "rules" / "constants.json").write_text("{")
            service.process.send_signal(signal.SIGHUP)
            self.assertTrue(self.said(service, "the knowledge from before goes on serving"))
            self.assertTrue(self.said(service, "services/oms-patient-view.json"))
            self.assertTrue(self.said(service, "rules/constants.json"))
            self.assertEqual(self.titles(service), before)
            self.assertEqual(get(service.url + SERVICE, REQUEST)[0], 200)
            status, body = get(service.url + "/readyz")
            self.assertEqual((status, json.loads(body)["notLoaded"]), (200, ["knowledge"]))


if __name__ == "__main__":
    program.main()
