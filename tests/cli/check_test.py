#!/usr/bin/env python3
"""`oms-cds check`, its faults and its acceptance.

    check_test.py BINARY
"""

import gzip
import json
import re
import shutil

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

    def code_count(self, done):
        return int(re.search(r"(\d+) codes of", done.stdout.decode())[1])

    def test_sound_knowledge_is_summed_up(self):
        done = self.check()
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        for part in (" codes of 21 code systems", "rules in", "card texts: en", "services", " files"):
            self.assertIn(part, done.stdout.decode())
        self.assertGreater(self.code_count(done), 2000)

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
        (self.profiles / "services" / "note.txt").write_text("{}")
        (self.profiles / "NOTICE").unlink()
        done = self.check("--accept")  # a blank decides nothing: no new version is asked for
        self.assertEqual(done.returncode, 0, done.stderr)
        output = done.stdout.decode()
        for line in ("new      services/note.txt", "changed  cards/en.json", "gone     NOTICE", "3 changes accepted"):
            self.assertIn(line, output)
        self.assertEqual(self.check().returncode, 0)
        self.assertIn("up to date", self.check("--accept").stdout.decode())

    def test_a_change_of_what_decides_is_said_item_by_item_and_needs_a_version(self):
        self.change("rules/constants.json", '"value": 180', '"value": 181')
        self.change("conceptmaps/hpo.json", '"opsoclonus"', '"ocular-flutter"')
        before = (self.profiles / "manifest.json").read_bytes()
        done = self.check("--accept")
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        for line in ("constants[lookback].value: 180 -> 181", "opsoclonus -> ocular-flutter", "--new-version"):
            self.assertIn(line, done.stderr.decode())
        self.assertEqual((self.profiles / "manifest.json").read_bytes(), before)
        for wrong in ("2", "9.0", "0.0.1", "1.0.0 "):
            self.assertEqual(self.check("--accept", "--new-version", wrong).returncode, 2, wrong)
        done = self.check("--accept", "--new-version", "9.1.0-site.1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("constants[lookback].value: 180 -> 181", done.stdout.decode())
        self.assertIn("knowledge 9.1.0-site.1, site-changed ", self.check().stdout.decode())
        newest = (self.profiles / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()[4]
        self.assertRegex(newest, r"^- 9\.1\.0-site\.1 \([0-9a-f]{6}\), \d{4}-\d\d-\d\d: 2 items changed; changed code ")
        self.assertIn("up to date", self.check("--accept").stdout.decode())

    def test_a_release_is_not_changed_by_a_site(self):
        self.change("rules/constants.json", '"value": 180', '"value": 181')
        self.assertEqual(self.check("--accept", "--release", "--new-version", "9.1.0").returncode, 0)
        self.assertIn("knowledge 9.1.0 in", self.check().stdout.decode())

    def test_a_setting_that_decides_changes_the_identity_and_one_that_is_the_default_does_not(self):
        for text, changed in (("[policy]\nlookback = 200\n", True), ("[policy]\nlookback = 180\n", False),
                              ("[limits]\nidle_s = 31\n", False)):
            said = self.check("--config", self.write("oms.toml", text)).stdout.decode()
            self.assertEqual("site-changed" in said, changed, said)

    def test_examples_are_no_part_of_what_a_service_needs(self):
        shutil.rmtree(self.profiles / "examples", ignore_errors=True)
        self.assertEqual(self.check().returncode, 0)
        (self.profiles / "examples").mkdir()
        (self.profiles / "examples" / "why.md").write_text("anything")
        self.assertEqual(self.check().returncode, 0)
        self.assertNotIn("examples/", (self.profiles / "manifest.json").read_text(encoding="utf-8").split('"files"')[1])

    MAP = {"resourceType": "ConceptMap", "group": [{"source": "http://hospital.example/problems", "target": "http://snomed.info/sct",
                                                   "element": [
        {"code": "OPSO", "target": [{"code": "194177006", "equivalence": "equivalent"}]},
        {"code": "WOBBLY", "target": [{"code": "85102008", "equivalence": "wider"}]}]}]}

    def with_map(self, concept_map):
        path = self.write("site.json", json.dumps(concept_map))
        return self.write("oms.toml", f'[codes]\nconcept_maps = ["{path}"]\n')

    def test_a_map_of_a_site_is_counted_and_is_a_change(self):
        done = self.check("--config", self.with_map(self.MAP))
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(self.code_count(done), self.code_count(self.check()) + 2)
        self.assertIn(" codes of 22 code systems, 2 of them by the site's maps", done.stdout.decode())
        self.assertIn("site-changed", done.stdout.decode())

    def test_a_fault_in_a_map_is_named_with_file_and_element(self):
        for old, new, where in (("194177006", "194177007", "site.json: group[0].element[0].target[0].code"),
                                ("equivalent", "alike", "site.json: group[0].element[0].target[0].equivalence"),
                                ("http://snomed.info/sct", "http://cpt.example", "site.json: group[0].target")):
            done = self.check("--config", self.with_map(json.loads(json.dumps(self.MAP).replace(old, new, 1))))
            self.assertEqual(done.returncode, 2)
            self.assertIn(where, done.stderr.decode())
        done = self.check("--config", self.write("oms.toml", '[codes]\nconcept_maps = ["/nowhere.json"]\n'))
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"/nowhere.json", done.stderr)

    def test_a_mapped_code_with_a_row_of_its_own_is_said(self):
        own = json.dumps(self.MAP).replace("http://hospital.example/problems", "http://hl7.org/fhir/sid/icd-10")
        spoilt = json.loads(own.replace("OPSO", "R27.0"))
        done = self.check("--config", self.with_map(spoilt))
        self.assertEqual(done.returncode, 0)
        self.assertIn("site.json: group[0].element[0]: `R27.0` is not mapped: it has a row of its own", done.stderr.decode())

    EXPORT = [{"resourceType": "Condition", "code": {"coding": [{"system": "urn:local", "code": "X1", "display": "a\tb"}]}}] * 3 + [
        {"resourceType": "Bundle", "entry": [{"resource": {
            "resourceType": "Observation", "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2"}]},
            "valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "194177006"}, {"code": "no system"}]}}}]},
        {"resourceType": "Medication", "code": {"coding": [{"system": "urn:drugs", "code": "D"}]}}]

    def test_codes_of_an_export_that_nothing_knows_are_counted(self):
        lines = "".join(json.dumps(r) + "\n" for r in self.EXPORT).encode()
        plain, packed = self.folder / "export.ndjson", self.folder / "export.ndjson.gz"
        plain.write_bytes(lines)
        packed.write_bytes(gzip.compress(lines))
        for path in (plain, packed):
            done = self.check("--codes", path)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            text = done.stdout.decode()
            for line in ("4 resources, 6 codings, 1 without system or code",
                         "  3\t0\turn:local\tunknown system", "  1\t1\thttp://snomed.info/sct\n",
                         "  3\turn:local\tX1\ta?b", "  1\thttp://loinc.org\t8302-2\t"):
                self.assertIn(line, text)
            self.assertNotIn("urn:drugs", text)

    def test_only_the_fifty_most_frequent_are_listed(self):
        path = self.folder / "export.ndjson"
        codings = ([{"system": "urn:local", "code": f"C{n}"}] * (n + 1) for n in range(60))
        path.write_text("".join(json.dumps({"resourceType": "Condition", "code": {"coding": c}}) + "\n" for c in codings))
        text = self.check("--codes", path).stdout.decode()
        self.assertIn("(60, the 50 most frequent;", text)
        self.assertIn("  60\turn:local\tC59\t", text)
        self.assertNotIn("\tC9\t", text)

    def test_a_line_that_is_no_resource_is_said_and_the_rest_counted(self):
        path = self.folder / "export.ndjson"
        path.write_text(json.dumps(self.EXPORT[0]) + "\n{\n\n" + json.dumps(self.EXPORT[0]) + "\n")
        done = self.check("--codes", path)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"export.ndjson:2: is no resource", done.stderr)
        self.assertIn(b"  2\turn:local\tX1", done.stdout)
        self.assertEqual(self.check("--codes", self.folder / "gone").returncode, 1)

    def test_options_that_do_not_go_together_are_refused(self):
        for arguments in (("--new-version", "2.0.0"), ("--release",), ("--accept", "--codes", "x")):
            self.assertEqual(self.check(*arguments).returncode, 2, arguments)

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
