#!/usr/bin/env python3
"""Who may call: what `check` says of the registered EHRs, and what stops a start.

    clients_test.py BINARY
"""

import json

import program
from program import call

EXAMPLES = program.ROOT / "examples" / "settings"
SANDBOX_KEY = {"kty": "EC", "use": "sig", "crv": "P-384", "kid": "44823f3d-0b01-4a6c-a80e-b9d3e8a7226f", "alg": "ES384",
               "x": "dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3CkfYMbrrjr8laB",
               "y": "Sm3mLE-n1zYNla_aiE3cb3nZsL51RbC7ysw3q8aJLxGm-hx79RPMYpITDjp7kgzy"}


def client(**keys):
    return "[[clients]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in keys.items())


class Clients(program.InFolder):
    def config(self, text):
        return self.write("oms.toml", 'listen = "127.0.0.1:0"\n' + text)

    def check(self, text):
        done = call("check", "--profiles", program.pinned_knowledge(), "--config", self.config(text), cwd=self.folder)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def good_keys(self):
        return json.loads((EXAMPLES / "keys-in-a-file.jwks.json").read_text(encoding="utf-8"))

    def test_check_says_what_each_client_may_do(self):
        self.write("ehr.json", self.good_keys())
        status, out, err = self.check(client(issuer="https://a.example.org", jwks_file="ehr.json", tenants=["t1", "t2"], subjects=["s"],
                                             fhir_servers=["https://fhir.a.example.org"])
                                      + client(issuer="https://b.example.org", jwks_url="https://b.example.org/jwks", algorithms=["PS256"]))
        self.assertEqual((status, err), (0, ""))
        for part in ("client https://a.example.org\n", "ES384, RS384", "ehr-2026 (EC P-384)", "t1, t2", "subjects       s\n",
                     "https://fhir.a.example.org", "client https://b.example.org\n", "PS256", "from https://b.example.org/jwks"):
            self.assertIn(part, out)

    def test_check_says_all_faults_in_one_run(self):
        self.write("bad.json", "{}")
        self.write("published.json", {"keys": [SANDBOX_KEY]})
        status, out, err = self.check(client(issuer="https://a.example.org", jwks_file="bad.json")
                                      + client(issuer="https://b.example.org", jwks_file="published.json")
                                      + client(issuer="https://c.example.org", jwks_file="none.json"))
        self.assertEqual(status, 2)
        self.assertIn("https://b.example.org", out)
        for part in ("bad.json", "published.json: holds the key of the CDS Hooks sandbox", "none.json", "3 faults"):
            self.assertIn(part, err)

    def test_a_start_is_refused_with_keys_that_are_published(self):
        for kid in (SANDBOX_KEY["kid"], "renamed"):
            self.write("published.json", {"keys": [{**SANDBOX_KEY, "kid": kid}]})
            settings = self.config(client(issuer="https://a.example.org", jwks_file="published.json"))
            done = call("serve", "--profiles", program.pinned_knowledge(), "--config", settings, cwd=self.folder)
            self.assertEqual(done.returncode, 2)
            self.assertIn(b"whose private part is published", done.stderr)

    def test_a_start_is_refused_without_the_keys_of_a_file(self):
        settings = self.config(client(issuer="https://a.example.org", jwks_file="none.json"))
        done = call("serve", "--profiles", program.pinned_knowledge(), "--config", settings, cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"none.json", done.stderr)

    def test_each_example_is_sound(self):
        examples = sorted(EXAMPLES.glob("*.toml"))
        self.assertGreaterEqual(len(examples), 5)
        for example in examples:
            with self.subTest(example=example.name):
                done = call("check", "--profiles", program.pinned_knowledge(), "--config", example.name, cwd=EXAMPLES)
                self.assertEqual((done.returncode, done.stderr), (0, b""))
                said = done.stdout.decode()
                self.assertIn("client https://" if "[[clients]]" in example.read_text() else "authentication is off", said)


if __name__ == "__main__":
    program.main()
