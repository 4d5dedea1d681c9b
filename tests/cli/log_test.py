#!/usr/bin/env python3
"""The log and the audit file of `oms-cds serve`: when lines come, where they go, what becomes of those that find no room.

    log_test.py BINARY
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import program
from program import BINARY, bundle, hook_request, patient

sys.path.insert(0, str(program.ROOT / "tests" / "support"))
import kept_logs  # noqa: E402
import planted  # noqa: E402
from service_process import Service  # noqa: E402
from serve_test import get, wait_until  # noqa: E402

SERVICE = "/cds-services/oms-patient-view"
REQUEST = json.dumps(planted.call(hook_request(
    patient=patient(), conditions=bundle(kind="searchset"), observations=None, serviceRequests=None, diagnosticReports=None,
    procedures=None, imagingStudies=None))).encode()
LOST = "log lines lost"


class UnreadService:
    """A service whose standard error nobody reads, for the time being."""

    def __init__(self, **environment):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
        self.process = subprocess.Popen([BINARY, "serve", "--dev", "--listen", f"127.0.0.1:{self.port}"], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, env={**os.environ, **environment})
        if not wait_until(lambda: self.ask(1)):
            raise RuntimeError("the service does not answer")

    def ask(self, times):
        """So many requests on one connection; false if there is no service."""
        request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
                for _ in range(times // 100 + 1):
                    portion = min(times, 100)
                    connection.sendall(request * portion)
                    got = b""
                    while got.count(b"HTTP/1.1 200") < portion:
                        more = connection.recv(65536)
                        if not more:
                            raise ConnectionError
                        got += more
                    times -= portion
            return True
        except ConnectionError:
            return False


class Log(program.InFolder):
    def said(self, service, words):
        return wait_until(lambda: any(words in m for m in service.messages))

    def test_a_reader_that_stalls_is_told_how_many_lines_it_lost(self):
        service = UnreadService(OMS_CDS_LOG_LEVEL="debug", OMS_CDS_THREADS="1")
        try:
            asked = 60_000  # three times what a pipe, the lines on their way and those that wait can hold
            self.assertTrue(service.ask(asked))  # nobody waits for the reader
            service.process.send_signal(signal.SIGTERM)
            said = list(service.process.stderr)
            kept_logs.keep(b"".join(said))
            lines = [json.loads(line) for line in said]
            self.assertEqual(service.process.wait(30), 0)
        finally:
            service.process.kill()
            service.process.stderr.close()
        lost = sum(line["count"] for line in lines if line["event"] == LOST)
        told = sum(line["event"] == "request" for line in lines)
        self.assertGreater(lost, 0)
        self.assertEqual(told + lost, asked + 1)  # one by the start
        self.assertEqual(lines[-1]["event"], "stopped")

    def test_the_audit_goes_on_beside_a_log_that_nobody_reads(self):
        audit = self.folder / "audit.log"
        service = UnreadService(OMS_CDS_LOG_LEVEL="debug", OMS_CDS_LOG_AUDIT_FILE=str(audit))
        try:
            self.assertTrue(service.ask(2_000))  # more than a pipe holds
            get(f"http://127.0.0.1:{service.port}{SERVICE}", REQUEST)
            self.assertTrue(wait_until(lambda: audit.read_text().count("\n") == 1))
            kept_logs.keep_file(audit)
        finally:
            service.process.kill()
            service.process.stderr.close()
            service.process.wait()

    def test_records_of_calls_wait_for_the_interval_and_messages_do_not(self):
        with Service(BINARY, "--dev", environment={"OMS_CDS_LOG_FLUSH_MS": "10000", "OMS_CDS_LOG_LEVEL": "debug"}) as service:
            self.assertTrue(self.said(service, "serving"))
        self.assertTrue(self.said(service, "stopped"))
        self.assertTrue(self.said(service, '"route":"health"'))  # written when it ended

    def test_an_audit_file_that_was_renamed_is_opened_anew_on_sighup(self):
        audit = self.folder / "audit.log"
        with Service(BINARY, "--dev", environment={"OMS_CDS_LOG_AUDIT_FILE": str(audit)}) as service:
            get(service.url + SERVICE, REQUEST)
            self.assertTrue(wait_until(lambda: audit.read_text().count("\n") == 1))
            audit.rename(self.folder / "audit.1")
            service.process.send_signal(signal.SIGHUP)
            self.assertTrue(self.said(service, "loaded anew"))
            get(service.url + SERVICE, REQUEST)
            self.assertTrue(wait_until(lambda: audit.exists() and audit.read_text().count("\n") == 1))
            self.assertEqual((self.folder / "audit.1").read_text().count("\n"), 1)

            self.folder.joinpath("audit.log").unlink()
            audit.mkdir()
            service.process.send_signal(signal.SIGHUP)
            self.assertTrue(self.said(service, "the audit file from before stays in use"))

    def test_an_audit_file_that_cannot_be_written_is_said_and_not_ready(self):
        with Service(BINARY, "--dev", environment={"OMS_CDS_LOG_AUDIT_FILE": "/dev/full", "OMS_CDS_LOG_FLUSH_MS": "1"}) as service:
            self.assertEqual(get(service.url + "/readyz")[0], 200)
            get(service.url + SERVICE, REQUEST)
            self.assertTrue(self.said(service, "the audit file cannot be written"))
            status, body = get(service.url + "/readyz")
            self.assertEqual(status, 503)
            self.assertIn(b"audit", body)
            self.assertEqual(get(service.url + "/healthz")[0], 200)

    def test_a_log_into_a_full_disk_does_not_stop_the_service(self):
        service = None
        with open("/dev/full", "wb") as full, socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            taken.close()
            service = subprocess.Popen([BINARY, "serve", "--dev", "--listen", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=full)
        try:
            def answers():
                try:
                    return get(f"http://127.0.0.1:{port}/healthz")[0] == 200
                except urllib.error.URLError:
                    return False
            self.assertTrue(wait_until(answers))
            service.send_signal(signal.SIGTERM)
            self.assertEqual(service.wait(30), 0)
        finally:
            service.kill()

    def test_levels_are_coloured_only_where_that_can_be_seen(self):
        for environment, coloured in (({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False)):
            with self.subTest(environment):
                self.assertEqual("\033[" in self.said_on_a_terminal(environment), coloured)

    def said_on_a_terminal(self, environment):
        ours, terminal = os.openpty()
        kept = {name: value for name, value in os.environ.items() if name not in ("TERM", "NO_COLOR")}
        service = subprocess.Popen([BINARY, "serve", "--dev", "--listen", "127.0.0.1:0"], stdout=subprocess.DEVNULL, stderr=terminal,
                                   env={**kept, **environment})
        os.close(terminal)
        try:
            text = ""
            while not re.search(r"serving .*\n", text):
                text += os.read(ours, 4096).decode()
            kept_logs.keep(text)
            return text
        finally:
            service.kill()
            service.wait()
            os.close(ours)


if __name__ == "__main__":
    program.main()
