#!/usr/bin/env python3
"""`oms-cds check`, its faults and its acceptance.

    check_test.py BINARY
"""

import json

import program
from program import call


class Check(program.InFolder):
    def setUp(self):
        super().setUp()
        self.profiles = self.copy_knowledge()

    def check(self, *arguments, **more):
        return call("check", "--profiles", self.profiles, *arguments, **more)

    def change(self, name, old, new):
        path = self.profiles / name
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def test_sound_knowledge_is_summed_up(self):
        done = self.check()
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        for part in ("1559 codes", "rules in", "card texts: en", "services", " files"):
            self.assertIn(part, done.stdout.decode())

    def test_the_shipped_knowledge_is_sound_and_pinned(self):
        done = call("check", "--profiles", program.ROOT / "fhir_profiles")
        self.assertEqual(done.returncode, 0, done.stderr.decode())

    def test_each_file_that_differs_is_named_with_the_command_that_accepts_it(self):
        self.change("cards/en.json", "{", "{ ")
        (self.profiles / "rules" / "extra.json").write_text("{}")
        (self.profiles / "NOTICE").unlink()
        done = self.check()
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        message = done.stderr.decode()
        for name in ("cards/en.json: was changed", "rules/extra.json: is not listed", "NOTICE: is listed"):
            self.assertIn(name, message)
        self.assertEqual(message.count("oms-cds check --accept"), 3)
        self.assertIn("3 faults", message)

    def test_acceptance_says_what_it_took_and_then_all_is_well(self):
        self.change("cards/en.json", "{", "{ ")
        (self.profiles / "examples" / "new.json").write_text("{}")
        (self.profiles / "NOTICE").unlink()
        done = self.check("--accept")
        self.assertEqual(done.returncode, 0, done.stderr)
        output = done.stdout.decode()
        for line in ("new      examples/new.json", "changed  cards/en.json", "gone     NOTICE", "3 changes accepted"):
            self.assertIn(line, output)
        self.assertEqual(self.check().returncode, 0)
        self.assertIn("up to date", self.check("--accept").stdout.decode())

    def test_acceptance_keeps_source_and_licence_and_gives_new_files_those_of_their_folder(self):
        (self.profiles / "services" / "zz.txt").write_text("a note")
        self.assertEqual(self.check("--accept").returncode, 0)
        manifest = json.loads((self.profiles / "manifest.json").read_text(encoding="utf-8"))
        files = {f["file"]: f for f in manifest["files"]}
        self.assertEqual(files["services/zz.txt"]["licence"], "Apache-2.0")
        self.assertIn("LOINC", files["conceptmaps/loinc.json"]["source"])
        self.assertEqual(files["conceptmaps/loinc.json"]["url"], "https://oms-cds.org/fhir/ConceptMap/loinc-to-oms-finding")
        self.assertNotIn("not stated", json.dumps(manifest["files"]))

    def test_nothing_is_accepted_that_could_not_be_served(self):
        before = (self.profiles / "manifest.json").read_bytes()
        self.change("rules/constants.json", '"value": 180', '"value": "many"')
        done = self.check("--accept")
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(b"rules/constants.json", done.stderr)
        self.assertEqual((self.profiles / "manifest.json").read_bytes(), before)

    def test_faults_in_several_files_are_all_said_with_their_element(self):
        self.change("rules/constants.json", '"value": 180', '"value": "many"')
        self.change("services/oms-patient-view.json", '"hook"', '"hooc"')
        (self.profiles / "codesystems" / "oms-finding.json").write_text("{", encoding="utf-8")
        self.assertEqual(self.check().returncode, 1)
        message = self.check().stderr.decode()
        for part in ("rules/constants.json: constants[0].value", "services/oms-patient-view.json", "hooc", "codesystems/oms-finding.json"):
            self.assertIn(part, message)

    def test_wrong_settings_and_wrong_knowledge_are_said_together(self):
        config = self.write("oms.toml", "listen = 5\n\n[limits]\nbody_byte = 1\n")
        (self.profiles / "rules" / "extra.json").write_text("{}")
        done = self.check("--config", config)
        self.assertEqual(done.returncode, 2)
        message = done.stderr.decode()
        for part in ("oms.toml:1: listen", "oms.toml:4: limits.body_byte", "limits.body_bytes", "rules/extra.json"):
            self.assertIn(part, message)

    def test_settings_that_only_the_knowledge_can_judge_are_settings(self):
        done = self.check("--config", self.write("oms.toml", '[services]\nsilent = ["oms-patient-vue"]\n'))
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"oms-patient-view", done.stderr)

    def test_a_folder_that_is_none_is_named(self):
        for folder in (self.folder / "gone", self.folder):
            done = call("check", "--profiles", folder)
            self.assertEqual(done.returncode, 1)
            self.assertIn(str(folder).encode(), done.stderr)

    def test_a_manifest_that_cannot_be_written_is_said_and_the_old_one_stays(self):
        before = (self.profiles / "manifest.json").read_bytes()
        self.change("cards/en.json", "{", "{ ")
        (self.profiles / "manifest.json.new").mkdir()  # where the new one is written first
        done = self.check("--accept")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"manifest.json: cannot be written", done.stderr)
        self.assertEqual((self.profiles / "manifest.json").read_bytes(), before)


if __name__ == "__main__":
    program.main()
