#!/usr/bin/env python3
"""TLS as an operator meets it: settings and files at the start, certificates that are renewed, clients that do not fit.

    tls_test.py BINARY
"""

import http.client
import json
import signal
import socket
import ssl
import subprocess
import sys

import program
from program import BINARY, NOW, call, clean_environment

sys.path.insert(0, str(program.ROOT / "tests" / "support"))
from service_process import Service  # noqa: E402
from serve_test import wait_until  # noqa: E402

NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


class Tls(program.InFolder):
    def setUp(self):
        super().setUp()
        self.certificate, self.key = self.folder / "server.pem", self.folder / "key.pem"
        self.certify(self.certificate, self.key)
        self.variables = {"OMS_CDS_TLS_CERTIFICATE": str(self.certificate), "OMS_CDS_TLS_PRIVATE_KEY": str(self.key)}

    def certify(self, certificate, key, *more):
        openssl("req", "-x509", *NEW_KEY, "-keyout", key, "-out", certificate, "-days", "90", "-subj", "/CN=test",
                "-addext", "subjectAltName=IP:127.0.0.1", *(more or ("-nodes",)))

    def trusting(self, certificate=None):
        return ssl.create_default_context(cafile=certificate or self.certificate)

    def serve(self, trust=None, **variables):
        return Service(BINARY, "--dev", now=NOW, environment=self.variables | variables, trust=trust or self.trusting())

    def connect(self, service, trust=None):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port(service), timeout=20, context=trust or self.trusting())
        self.addCleanup(connection.close)
        connection.connect()
        return connection

    @staticmethod
    def port(service):
        return int(service.url.rsplit(":", 1)[1])

    @staticmethod
    def ask(connection):
        """Status of /readyz, and what it says was not loaded."""
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()).get("notLoaded")

    def said(self, service, words):
        return wait_until(lambda: any(words in m for m in service.messages))

    def reload(self, service, words):
        service.process.send_signal(signal.SIGHUP)
        self.assertTrue(self.said(service, words), service.messages)
        self.assertTrue(self.said(service, "knowledge loaded anew"), service.messages)
        service.messages.clear()

    # ---- start ----

    def test_it_serves_https_and_says_so(self):
        with self.serve() as service:
            self.assertTrue(service.url.startswith("https://"))
            self.assertEqual(self.ask(self.connect(service)), (200, None))
            self.assertTrue(self.said(service, f'"discovery":"{service.url}/cds-services"'))
            self.assertTrue(self.said(service, '"event":"TLS certificate in use"'))

    def test_a_certificate_that_ends_soon_is_warned_of(self):
        openssl("req", "-x509", "-key", self.key, "-out", self.certificate, "-days", "5", "-subj", "/CN=test",
                "-addext", "subjectAltName=IP:127.0.0.1")
        with self.serve() as service:
            self.assertTrue(self.said(service, '"level":"warning","event":"TLS certificate in use expires soon"'))

    def test_files_that_do_not_fit_stop_the_start_and_the_check_with_file_and_reason(self):
        other = self.folder / "other.pem"
        self.certify(self.folder / "unused.pem", other, "-passout", "pass:secret")
        for variables, says in (({"OMS_CDS_TLS_CERTIFICATE": "none.pem"}, "tls.certificate: none.pem cannot be opened"),
                                ({"OMS_CDS_TLS_CERTIFICATE": str(self.key)}, f"tls.certificate: {self.key} holds no certificate"),
                                ({"OMS_CDS_TLS_PRIVATE_KEY": str(other)}, f"tls.private_key: {other} holds a key with a passphrase"),
                                ({"OMS_CDS_TLS_CERTIFICATE": str(self.folder / "unused.pem")}, "does not belong to the first certificate"),
                                ({"OMS_CDS_TLS_CLIENT_CA": str(self.key)}, f"tls.client_ca: {self.key} holds no certificate"),
                                ({"OMS_CDS_TLS_PRIVATE_KEY": ""}, "tls.private_key: must name the file")):
            for command in ("serve", "--listen", "127.0.0.1:0"), ("check", "--profiles", self.copy_of_knowledge()):
                with self.subTest(variables=variables, command=command[0]):
                    done = call(*command, environment=clean_environment(**self.variables | variables))
                    self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
                    self.assertIn(says, done.stderr.decode())

    def copy_of_knowledge(self):
        copy = self.folder / "profiles"
        return copy if copy.exists() else self.copy_knowledge()

    def test_the_check_tells_until_when_the_certificate_is_valid(self):
        done = call("check", "--profiles", self.copy_of_knowledge(), environment=clean_environment(**self.variables))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"TLS certificate {self.certificate} is valid until 20", done.stdout.decode())

    def test_plain_http_off_loopback_is_refused_with_the_ways_out(self):
        for command in ("serve", "check"):
            config = self.write("oms.toml", 'listen = "0.0.0.0:0"\n')
            done = call(command, "--config", config)
            self.assertEqual(done.returncode, 2)
            for way in ("tls.certificate", "tls.behind_proxy = true", "127.0.0.1"):
                self.assertIn(way, done.stderr.decode())
        for way in ({"OMS_CDS_TLS_BEHIND_PROXY": "true"}, self.variables):
            done = call("serve", "--listen", "0.0.0.0:0", "--print-config", environment=clean_environment(**way))
            self.assertEqual(done.returncode, 0, done.stderr)

    # ---- SIGHUP ----

    def test_sighup_takes_a_renewed_certificate_and_cuts_no_connection(self):
        with self.serve() as service:
            first = self.connect(service)
            self.assertEqual(self.ask(first)[0], 200)
            before, old_trust = first.sock.getpeercert()["serialNumber"], self.trusting()
            self.certify(self.certificate, self.key)
            self.reload(service, "TLS certificate in use")
            self.assertEqual(self.ask(first), (200, None))
            renewed = self.connect(service)
            self.assertNotEqual(renewed.sock.getpeercert()["serialNumber"], before)
            self.assertEqual(self.ask(renewed), (200, None))
            with self.assertRaises(ssl.SSLCertVerificationError):
                self.connect(service, old_trust)

    def test_sighup_leaves_what_does_not_load_in_force_and_says_so(self):
        trust = self.trusting()
        with self.serve() as service:
            good = self.key.read_bytes()
            self.key.write_text("no key")
            self.reload(service, "not loaded: the certificates from before stay in use")
            self.assertEqual(self.ask(self.connect(service, trust)), (200, ["certificates"]))
            self.key.write_bytes(good)
            self.reload(service, "TLS certificate in use")
            self.assertEqual(self.ask(self.connect(service, trust)), (200, None))

    # ---- clients ----

    def test_a_client_needs_a_certificate_where_authorities_are_named(self):
        authority, authority_key = self.folder / "authority.pem", self.folder / "authority-key.pem"
        client, client_key, request = self.folder / "client.pem", self.folder / "client-key.pem", self.folder / "client.csr"
        self.certify(authority, authority_key)
        openssl("req", "-new", *NEW_KEY, "-nodes", "-keyout", client_key, "-out", request, "-subj", "/CN=ehr")
        openssl("x509", "-req", "-in", request, "-CA", authority, "-CAkey", authority_key, "-days", "1", "-out", client)
        trust = self.trusting()
        trust.load_cert_chain(client, client_key)
        with self.serve(trust, OMS_CDS_TLS_CLIENT_CA=str(authority)) as service:
            self.assertEqual(self.ask(self.connect(service, trust)), (200, None))
            with self.assertRaisesRegex(ssl.SSLError, "(?i)certificate.required"):
                self.ask(self.connect(service))
            self.assertTrue(self.said(service, '"reason":"peer did not return a certificate","peer":"127.0.0.1","count":1'))

    def test_clients_that_speak_no_tls_end_soon_are_counted_and_do_not_fill_the_log(self):
        with self.serve() as service:
            for _ in range(20):
                with socket.create_connection(("127.0.0.1", self.port(service)), timeout=20) as plain:
                    plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                    self.assertFalse(plain.recv(4096).startswith(b"HTTP"))
            self.assertEqual(self.ask(self.connect(service))[0], 200)
            service.process.send_signal(signal.SIGTERM)
            self.assertEqual(service.process.wait(30), 0)
            self.assertTrue(self.said(service, '"event":"connections ended","reason":"bad_handshake","count":20'))
            refused = sorted(json.loads(m)["count"] for m in service.messages if "TLS handshake refused" in m)
            self.assertEqual(refused, [1, 2, 4, 8, 16])


if __name__ == "__main__":
    program.main()
