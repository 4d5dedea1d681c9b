#!/usr/bin/env python3
"""What the command line says of itself: help, version, wrong usage, settings.

    usage_test.py BINARY
"""

import gzip
import re
import shlex
import tomllib

import program
from program import OPSOCLONUS, ATAXIA, bundle, call, clean_environment, hook_request, ndjson, patient

COMMANDS = ("serve", "evaluate", "request", "check")


def examples_in(text):
    """The command lines of a help text, their explanations cut off."""
    found = re.search(r"Examples:\n((?:  .*\n)+)", text)
    return [re.split(r"\s{3,}", line.strip())[0] for line in found.group(1).splitlines()]


class Usage(program.InFolder):
    def said(self, *arguments, status=0, **more):
        done = call(*arguments, **more)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        said, silent = (done.stdout, done.stderr) if status == 0 else (done.stderr, done.stdout)
        self.assertEqual(silent, b"")
        return said.decode()

    def test_version_is_one_line(self):
        self.assertRegex(self.said("--version"), r"\Aoms-cds \d+\.\d+\.\d+\n\Z")

    def test_help_lists_what_there_is_and_nothing_else(self):
        text = self.said("--help")
        for command in COMMANDS:
            self.assertRegex(text, rf"\n  {command} ")
        for text in (text, *(self.said(c, "--help") for c in COMMANDS)):
            for later in ("screen", "replay", "report"):
                self.assertNotIn(later, text)
            self.assertIn("Exit status:", text)

    def test_every_example_of_the_help_runs(self):
        self.write("chart.json", bundle(patient(), OPSOCLONUS, ATAXIA))
        self.write("a.json", patient("a"))
        self.write("b.json", patient("b"))
        self.write("export.ndjson", ndjson(patient("kid-1"), patient("kid-2")))
        self.write("request.json", hook_request(patient=patient(), conditions=bundle(OPSOCLONUS), observations=None))
        self.write("oms.toml", "threads = 1\n")
        (self.folder / "Condition.ndjson.gz").write_bytes(gzip.compress(ndjson(OPSOCLONUS).encode()))
        (self.copy_knowledge()).rename(self.folder / "fhir_profiles")
        examples = [e for help_text in (self.said("--help"), *(self.said(c, "--help") for c in COMMANDS)) for e in examples_in(help_text)]
        self.assertGreater(len(examples), 10)
        for example in examples:
            if "--fhir" in example or example.startswith("curl"):
                continue  # needs a server: tests/cli/server_test.py
            command, _, source = example.partition(" < ")
            words = shlex.split(command)
            self.assertEqual(words[0], "oms-cds")
            if words[1] == "serve" and "--print-config" not in words:
                words.append("--print-config")  # what serving does is another test's matter
            if words[1] == "check" and "--profiles" not in words:
                words += ["--profiles", "fhir_profiles"]
            with self.subTest(example):
                done = call(*words[1:], cwd=self.folder, stdin=(self.folder / source).read_bytes() if source else b"")
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                self.assertNotEqual(done.stdout, b"")

    def test_wrong_usage_is_2_and_points_to_help(self):
        for arguments in ((), ("serv",), ("serve", "--listne", "x"), ("serve", "x"), ("evaluate",), ("evaluate", "--format", "xml", "a"),
                          ("evaluate", "-", "-"), ("check", "x")):
            with self.subTest(arguments):
                self.assertIn("--help", self.said(*arguments, status=2))

    def test_what_a_later_version_has_is_said_so(self):
        for arguments in (("screen", "."), ("replay", "a"), ("report", "--store", "none"),
                          ("serve", "--store", "sqlite:x.db")):
            with self.subTest(arguments):
                self.assertIn("not available in this version", self.said(*arguments, status=2))

    # ---- settings ----

    def test_settings_printed_are_settings_read(self):
        config = self.write("oms.toml", 'listen = "127.0.0.1:9"\n[limits]\nidle_s = 7\n[policy]\nlookback = 90\n'
                                        '[services]\nhooks = ["patient-view"]\n')
        first = self.said("serve", "--config", config, "--print-config")
        again = self.said("serve", "--config", self.write("again.toml", first), "--print-config")
        self.assertEqual(first, again)
        read = tomllib.loads(first)
        self.assertEqual((read["listen"], read["limits"]["idle_s"]), ("127.0.0.1:9", 7))
        self.assertEqual(read["policy"], {"lookback": 90, "scorpions": False})
        self.assertEqual(read["limits"]["body_bytes"], 32 << 20)

    def test_settings_printed_are_settings_read_with_the_same_flags(self):
        for flags in ([], ["--dev"], ["--listen", "[::1]:0"], ["--dev", "--listen", "localhost:0"]):
            with self.subTest(flags):
                first = self.said("serve", *flags, "--print-config")
                again = self.said("serve", *flags, "--config", self.write("again.toml", first), "--print-config")
                self.assertEqual(first, again)

    def test_every_table_of_the_contract_is_printed(self):
        read = tomllib.loads(self.said("serve", "--print-config"))
        wanted = {"tls": ["certificate", "private_key", "client_ca", "min_version", "behind_proxy"],
                  "auth": ["mode", "i_know_this_is_open", "max_token_lifetime_s", "clock_skew_s"],
                  "codes": ["concept_maps"],
                  "fhir": ["deadline_ms", "max_pages", "max_bytes", "connections_per_server", "allow_anonymous", "allow_http", "servers"],
                  "services": ["hooks", "silent", "on_missing_data", "lenient", "cds_hooks_version"],
                  "feedback": ["enabled", "store", "keep_comments", "snooze_days"], "cors": ["origins", "max_age_s"],
                  "limits": ["body_bytes", "header_bytes", "json_depth", "connections", "header_s", "body_s", "idle_s", "drain_s"],
                  "log": ["level", "format", "audit_file", "flush_ms"], "metrics": ["listen"]}
        for table, keys in wanted.items():
            self.assertLessEqual(set(keys), set(read[table]), table)
        self.assertLessEqual({"listen", "public_url", "profiles", "threads"}, set(read))

    def test_a_flag_overrides_a_variable_and_that_the_file(self):
        config = self.write("oms.toml", 'listen = "127.0.0.1:1"\nthreads = 1\npublic_url = "https://file.example.org"\n')
        environment = clean_environment(OMS_CDS_LISTEN="127.0.0.1:2", OMS_CDS_THREADS="2")
        read = tomllib.loads(self.said("serve", "--config", config, "--listen", "127.0.0.1:3", "--print-config", environment=environment))
        self.assertEqual((read["listen"], read["threads"], read["public_url"]), ("127.0.0.1:3", 2, "https://file.example.org"))

    def test_wrong_settings_are_2_with_file_line_and_nearest_key(self):
        for content, says in (('listen = "x"\n\nlisen = 5\n', ["oms.toml:1: listen", "oms.toml:3: lisen", "did you mean listen?"]),
                              ("[limits]\nidle_s = 0\n", ["oms.toml:2: limits.idle_s", "1 s to 3600 s"]),
                              ("[limits\n", ["oms.toml:1", "not TOML"]),
                              ("[feedback]\nsnooze_days = 5\n", ["not available in this version"])):
            self.write("oms.toml", content)
            message = self.said("serve", "--config", "oms.toml", status=2, cwd=self.folder)
            for part in says:
                self.assertIn(part, message)

    def test_a_wrong_variable_is_2_with_its_name(self):
        for name, value, says in (("OMS_CDS_LISTEN", "x", "OMS_CDS_LISTEN"), ("OMS_CDS_LISEN", "x", "did you mean OMS_CDS_LISTEN?"),
                                  ("OMS_CDS_LIMITS_IDLE_S", "soon", "whole number")):
            self.assertIn(says, self.said("serve", status=2, environment=clean_environment(**{name: value})))

    def test_nobody_serves_openly_by_accident(self):
        for arguments, variables in ((("--dev", "--listen", "0.0.0.0:0"), {}),
                                     (("--listen", "0.0.0.0:0"), {"OMS_CDS_AUTH_MODE": "off", "OMS_CDS_TLS_BEHIND_PROXY": "true"}),
                                     (("--dev", "--listen", "[::]:0"), {"OMS_CDS_AUTH_I_KNOW_THIS_IS_OPEN": "true"})):
            self.said("serve", *arguments, status=2, environment=clean_environment(**variables))


if __name__ == "__main__":
    program.main()
