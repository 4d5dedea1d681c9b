#!/usr/bin/env python3
"""What scripts/make-terminology makes of the tables, and what it says about bad ones."""
import contextlib
import importlib.machinery
import importlib.util
import io
import json
import os
import re
import shutil
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROFILES = os.path.join(ROOT, "fhir_profiles")


def load_script():
    loader = importlib.machinery.SourceFileLoader("make_terminology", os.path.join(ROOT, "scripts", "make-terminology"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


SCRIPT = load_script()
TABLES = SCRIPT.Tables(PROFILES)
FILES = SCRIPT.make(PROFILES)
RESOURCES = {path: json.loads(text) for path, text in FILES.items() if path.endswith(".json")}
ROWS = {row["key"]: row for row in TABLES.rows}

# terminology.md 1: rows of each feature, and of them yes, policy, no.
COUNTS = {"oms_syndrome": (8, 6, 2, 0), "opsoclonus": (18, 3, 15, 0), "ataxia_myoclonus": (125, 56, 69, 0),
          "behaviour_sleep": (312, 227, 85, 0), "neuroblastoma": (168, 65, 103, 0), "exclude": (527, 0, 0, 527),
          "workup_done": (211, 0, 0, 211), "differential": (208, 0, 1, 207),
          "qualifier": (96, 37, 24, 35)}  # one more than there: LOINC 59847-4, a question (clinical.md 2.15)
# terminology.md 1, last line; status and HL7 systems together are 55.
BY_SYSTEM = {"snomed-ct": 374, "hpo": 205, "icd-10-cm": 291, "icd-10": 107, "icd-11": 193, "icd-9-cm": 90, "orphanet": 25,
             "mondo": 60, "ncit": 83, "icd-o-3": 5, "mesh": 8, "loinc": 177, "condition-clinical": 6,
             "condition-ver-status": 6, "observation-status": 8, "yes-no": 2, "observation-interpretation": 33}


def mapped():
    """{system:code: facts} as the ConceptMaps say; a code that is there twice is an error."""
    by_uri = {s["uri"]: s["id"] for s in TABLES.systems.values()}
    out = {}
    for path, resource in RESOURCES.items():
        for group in resource["group"] if path.startswith("conceptmaps/") else ():
            for element in group["element"]:
                key = f"{by_uri[group['source']]}:{element['code']}"
                assert key not in out, key
                out[key] = [t["code"] for t in element["target"] if "code" in t]
    return out


def decided():
    """The same without `examination`, which says how an Observation's value is read, and `core-behaviour`, which is a column."""
    return {key: [f for f in facts if f not in ("examination", "core-behaviour")] for key, facts in mapped().items()}


class NothingIsLost(unittest.TestCase):
    def test_every_row_is_in_its_concept_map_once(self):
        self.assertEqual(len(mapped()), 1673)
        self.assertEqual(set(mapped()), set(ROWS))

    def test_every_row_is_in_its_supplement_with_its_evidence(self):
        seen = {}
        for system in TABLES.systems:
            resource = RESOURCES[f"codesystems/{system}.json"]
            self.assertEqual(resource["content"], "supplement")
            for concept in resource["concept"]:
                seen[f"{system}:{concept['code']}"] = {p["code"]: p["valueString"] for p in concept["property"]}
        self.assertEqual(set(seen), set(ROWS))
        for key, properties in seen.items():
            self.assertEqual(properties["level"], ROWS[key]["verification"])
            self.assertEqual(properties["feature"], ROWS[key]["feature"])
            self.assertEqual(properties.get("note", ""), ROWS[key]["note"])

    def test_the_counts_are_those_of_the_reference(self):
        for feature, counts in COUNTS.items():
            rows = [r for r in TABLES.rows if r["feature"] == feature]
            got = (len(rows),) + tuple(sum(r["counts"] == c for r in rows) for c in ("yes", "policy", "no"))
            self.assertEqual(got, counts, feature)
        self.assertEqual(sum(c[0] for c in COUNTS.values()), 1673)
        for system, count in BY_SYSTEM.items():
            self.assertEqual(len(RESOURCES[f"codesystems/{system}.json"]["concept"]), count, system)

    def test_the_levels_are_those_of_the_reference(self):
        levels = {"A": 0, "B": 0}
        for path, resource in RESOURCES.items():
            for group in resource["group"] if path.startswith("conceptmaps/") else ():
                levels[group["extension"][0]["valueCode"]] += len(group["element"])
        self.assertEqual(levels, {"A": 1564, "B": 109})

    def test_every_row_is_in_a_value_set(self):
        by_uri = {s["uri"]: s["id"] for s in TABLES.systems.values()}
        seen = {f"{by_uri[i['system']]}:{c['code']}" for path, r in RESOURCES.items() if path.startswith("valuesets/")
                for i in r["compose"]["include"] for c in i.get("concept", ())}
        self.assertEqual(seen, set(ROWS))

    def test_every_fact_has_a_code(self):
        self.assertEqual({f["code"] for f in TABLES.findings}, {fact for facts in mapped().values() for fact in facts})


class DecisionsAreThoseOfThePolicy(unittest.TestCase):
    """clinical.md 2.4, 2.5, 2.7, 2.8 and 2.14, typed here a second time: row of the table, fact, codes."""

    TABLE = (
        ("ocular_flutter", "ocular-flutter", "hpo:HP:0031931"),
        ("irregular_eye_movement", "possible-opsoclonus",
         "icd-10-cm:H55.8 icd-10-cm:H55.89 icd-9-cm:379.59 icd-11:9C85 icd-11:9C85.0 icd-11:9C85.Z"),
        ("irregular_or_nystagmus", "irregular-or-nystagmus", "icd-10:H55"),
        ("inappropriate_saccades", "inappropriate-saccades", "icd-11:9C85.02"),
        ("raised_pressure", "raised-pressure", "icd-10-cm:H47.10 icd-10:G91.1 icd-11:8D60 snomed-ct:271719001 icd-10-cm:G93.2"),
        ("head_injury", "head-injury", "icd-10:S06.0 snomed-ct:110030002 icd-11:NA07.0"),
        ("cord_compression", "cord-compression", "icd-10-cm:G95.20 snomed-ct:71286001"),
        ("neuropathy", "neuropathy", "icd-10-cm:G62.0 snomed-ct:7339009"),
        ("genetic_ataxia", "explains-ataxia", "icd-10-cm:Q93.51 mondo:MONDO:0018772"),
        ("eye_movement_vague", "possible-opsoclonus", "hpo:HP:0007738 hpo:HP:0007704"),
        ("saccadic_oscillation", "possible-opsoclonus", "hpo:HP:0032104"),
        ("oms_nonspecific", "also-recorded", "icd-11:8E4A.0 icd-11:8E4A.Z"),
        ("paraneoplastic", "also-recorded", "orphanet:36388"),
        ("ataxia", "ataxia", "snomed-ct:78691002 icd-11:8A03 icd-11:8A03.Y icd-11:8A03.Z icd-9-cm:334.3 mondo:MONDO:0000437"),
        ("ataxia, course against OMS", "weak-ataxia", "snomed-ct:230233000 hpo:HP:0002073 hpo:HP:0002131 hpo:HP:0002470 "
         "hpo:HP:0002497 hpo:HP:0007221 hpo:HP:0007240 hpo:HP:0009878"),
        ("ataxia_explained, varicella", "ataxia", "snomed-ct:24059009"),
        ("ataxia_explained", "", "snomed-ct:448045004 icd-10-cm:G13.1 icd-10:G13.1"),
        ("gait", "weak-provisional-ataxia", "snomed-ct:22631008 snomed-ct:282299006 snomed-ct:394616008 snomed-ct:431524008 "
         "hpo:HP:0002136 hpo:HP:0002141 hpo:HP:0002317 hpo:HP:0031629 icd-10-cm:R26.81"),
        ("gait, others", "", "snomed-ct:22325002 hpo:HP:0001288 icd-10-cm:R26 icd-10-cm:R26.2 icd-10-cm:R26.89 "
         "icd-10-cm:R26.9 icd-10:R26.8 icd-11:MB44.Y icd-11:MB44.Z icd-9-cm:781.2"),
        ("tremor", "weak-provisional-ataxia", "snomed-ct:30721006 hpo:HP:0002080 icd-11:MB45.4"),
        ("jerks", "weak-provisional-ataxia", "hpo:HP:0006961"),
        ("coordination", "weak-provisional-ataxia", "icd-10-cm:R27.8 icd-10-cm:R27.9"),
        ("coordination, involuntary", "", "snomed-ct:7006003 icd-10:R27.8 icd-10-cm:G25.9 icd-9-cm:781.0"),
        ("myoclonus", "myoclonus", "hpo:HP:0033054"),
        ("myoclonus_explained", "explains-myoclonus", "snomed-ct:763770005 orphanet:319189"),
        ("behaviour_disorder", "behaviour", "icd-10-cm:F07.89 icd-10-cm:F07.9 icd-10:F07.0 icd-10:F07.8 icd-10:F07.9 "
         "icd-9-cm:310.1 snomed-ct:231446000 icd-11:6E68"),
        ("behaviour_disorder, others", "", "icd-10-cm:F90.9 icd-10-cm:F91.3 snomed-ct:18941000 icd-11:6E6Z"),
        ("behaviour", "", "snomed-ct:48694002 hpo:HP:0000752 hpo:HP:0001254 icd-10-cm:R45.89"),
        ("regression", "also-recorded", "snomed-ct:609225004 hpo:HP:0002376 icd-10-cm:F84.3 icd-10-cm:R62.50"),
        ("sleep", "sleep", "snomed-ct:415238003 hpo:HP:5200291 icd-10-cm:G47.52 icd-9-cm:327.42 icd-11:7B01.0"),
        ("sleep, others", "", "icd-10-cm:G47 icd-10-cm:F51 hpo:HP:0002189 icd-9-cm:780.5"),
        ("sleep_explained", "", "snomed-ct:91411000119105 icd-10-cm:F51.05"),
        ("adrenal_medulla", "adrenal-medulla-tumour", "snomed-ct:371966005 icd-10-cm:C74.10 icd-10:C74.1"),
        ("adrenal", "adrenal-tumour", "snomed-ct:363355002 icd-10-cm:C74.90 icd-9-cm:194.0 icd-11:2D11.Z"),
        ("ganglioneuroma", "ganglioneuroma", "snomed-ct:53801007 hpo:HP:0003005 orphanet:251992 icd-o-3:9490/0 icd-11:XH03L9"),
        ("ganglioneuroma, unspecific", "", "icd-10-cm:D36.10 icd-10-cm:D36.14 icd-10-cm:D36.17 icd-10:D36.1 icd-11:2F37.Z "
         "icd-9-cm:215.9"),
        ("inss_stage, inrg_stage", "tumour-stage", "snomed-ct:409721000 snomed-ct:409727001 ncit:C133428 ncit:C133431"),
        ("neuroblastic_tumor and named", "neuroblastic-tumour", "hpo:HP:0004376 ncit:C6963 orphanet:251877 ncit:C5437"),
        ("suspected", "suspected-tumour", "icd-10-cm:C47.3 icd-10-cm:C38.2 icd-10-cm:D44.10 snomed-ct:254764001 "
         "hpo:HP:0030450 mondo:MONDO:0004024"),
        ("poisoning", "poisoning", "icd-10-cm:T63.2X1A icd-9-cm:E905.2 icd-11:NE60"),
        ("named CNS disease", "named-cns-disease", "snomed-ct:83942000 icd-10-cm:G04.01 mondo:MONDO:0021081 "
         "mondo:MONDO:0019208 snomed-ct:230192003 icd-10-cm:G37.9 icd-10-cm:E74.810 icd-10-cm:F84.2 icd-10-cm:B00.4 "
         "icd-10-cm:B05.0 icd-10-cm:A85.0 snomed-ct:392662004 snomed-ct:111897007 snomed-ct:186499007 snomed-ct:230191005 "
         "orphanet:1929 icd-10-cm:A81.1 icd-10:A81.1"),
        ("explains nothing", "", "icd-10-cm:B01.11 icd-10-cm:G93.40 icd-10-cm:G61.0 snomed-ct:84757009 icd-10-cm:H81.10 "
         "icd-10-cm:E70.9 icd-10-cm:F44.5 icd-10-cm:G04.90 icd-10-cm:A86 icd-10-cm:A85.8 snomed-ct:223176004"),
        ("explaining disease", "explains-ataxia", "icd-10-cm:C71.6 snomed-ct:126960003"),
        ("explaining epilepsy", "explains-myoclonus", "snomed-ct:230418006 icd-11:8A62.0"),
        ("urine", "urine-catecholamine", "loinc:11146-8 loinc:3124-5 loinc:2436-4 loinc:3122-9"),
        ("not HVA or VMA in urine", "", "loinc:2056-0 loinc:2218-6 loinc:2609-6 loinc:43108-0"),
        ("MIBG", "mibg", "loinc:82136-3 loinc:39698-6 snomed-ct:395787009"),
        ("neurology", "refers-to-neurology", "snomed-ct:306263000 snomed-ct:183521007"),
        ("oncology", "refers-to-oncology", "snomed-ct:306264006 snomed-ct:183529009"),
        ("other referral", "", "snomed-ct:308479007 snomed-ct:308482002"),
        ("positive answer", "answer-positive", "snomed-ct:52101004 snomed-ct:260350009 loinc:LA9633-4 loinc:LA6752-5 yes-no:Y"),
        ("probable answer", "answer-probable", "snomed-ct:410592001"),
        ("negative answer", "answer-negative", "snomed-ct:2667000 snomed-ct:410594000 loinc:LA9634-2 loinc:LA32-8 yes-no:N"),
        ("unknown answer", "answer-unknown", "snomed-ct:263654008 snomed-ct:17621005 snomed-ct:371879000 snomed-ct:371880002 "
         "snomed-ct:260395002 snomed-ct:371934000 snomed-ct:410593006 snomed-ct:415684004 snomed-ct:42425007 "
         "snomed-ct:261665006 loinc:LA4489-6"),
        ("positive interpretation", "interpretation-positive", " ".join(
            "observation-interpretation:" + c for c in ("POS", "DET", "A", "AA", "RR", "H", "HH", "HU", "H>", "HX", ">", "W"))),
        ("negative interpretation", "interpretation-negative", " ".join(
            "observation-interpretation:" + c for c in ("NEG", "ND", "NR", "N"))),
        ("unknown interpretation", "interpretation-unknown", " ".join(
            "observation-interpretation:" + c for c in ("E", "IE", "IND", "WR", "U", "D", "B", "L", "EXP", "<"))),
        ("question, status", "", "loinc:10197-2 loinc:75325-1 condition-ver-status:refuted observation-status:final"),
    )

    def test_each_row_of_the_table(self):
        got = decided()
        for name, fact, codes in self.TABLE:
            for key in codes.split():
                with self.subTest(row=name, code=key):
                    self.assertEqual(got[key], [fact] if fact else [])

    def test_examinations_are_tests_and_questions(self):
        for key, facts in mapped().items():
            row = ROWS[key]
            is_one = row["group"] == "loinc_question" or (
                row["feature"] == "workup_done" and row["group"] not in ("referral", "abnormal_result"))
            self.assertEqual("examination" in facts, is_one, key)

    def test_exclude_rows_are_mimics_and_some_explain(self):
        explains = {"hereditary_ataxia": "explains-ataxia", "ataxia_explained": "explains-ataxia",
                    "other_ataxia": "explains-ataxia", "epileptic_myoclonus": "explains-myoclonus",
                    "myoclonus_explained": "explains-myoclonus", "physiologic_myoclonus": "explains-myoclonus",
                    "palatal_myoclonus": "explains-myoclonus", "nystagmus_named": "named-nystagmus"}
        for key, facts in mapped().items():
            if ROWS[key]["feature"] == "exclude":
                self.assertEqual(facts, ["mimic"] + [explains[g] for g in (ROWS[key]["group"],) if g in explains], key)
            else:
                self.assertNotIn("mimic", facts, key)

    def test_rows_of_the_core_list_say_so_beside_what_they_count_for(self):
        for key, facts in mapped().items():
            self.assertEqual("core-behaviour" in facts, ROWS[key]["core"] == "yes", key)
            if "core-behaviour" in facts:
                self.assertIn(facts[0], ("behaviour", "sleep"), key)

    def test_dravet_explains_both(self):
        self.assertEqual(decided()["snomed-ct:230437002"], ["explains-ataxia", "explains-myoclonus"])

    def test_rows_marked_yes_count(self):
        features = {"oms_syndrome": {"oms-diagnosis"}, "opsoclonus": {"opsoclonus"}, "ataxia_myoclonus": {"ataxia", "myoclonus"},
                    "behaviour_sleep": {"behaviour", "sleep"}, "neuroblastoma": {"neuroblastic-tumour"}}
        for key, facts in decided().items():
            if ROWS[key]["counts"] == "yes" and ROWS[key]["feature"] in features:
                self.assertEqual(len(facts), 1, key)
                self.assertIn(facts[0], features[ROWS[key]["feature"]], key)

    def test_what_says_nothing_says_why(self):
        for path, resource in RESOURCES.items():
            for group in resource["group"] if path.startswith("conceptmaps/") else ():
                for element in group["element"]:
                    for target in element["target"]:
                        self.assertEqual("code" in target, target["equivalence"] != "unmatched", element["code"])
                        self.assertEqual("comment" in target, target["equivalence"] == "unmatched", element["code"])


class Families(unittest.TestCase):
    """terminology-patterns.csv in the ValueSets: op = regex on code, and the fact that the codes state."""

    def families(self, path):
        return [(i["extension"][0]["valueCode"], i["system"], f["value"]) for i in RESOURCES[path]["compose"]["include"]
                for f in i.get("filter", ())]

    def test_stand_in_the_value_set_of_their_fact(self):
        stated = [f for fact in ("poisoning", "head-injury", "neuropathy") for f in self.families(f"valuesets/{fact}.json")]
        self.assertEqual(sorted((s, p) for _, s, p in stated), sorted((p["system_uri"], p["pattern"]) for p in TABLES.patterns))
        self.assertEqual({fact for fact, _, _ in self.families("valuesets/poisoning.json")}, {"poisoning"})
        self.assertEqual(len(self.families("valuesets/differential.json")), len(TABLES.patterns))

    def test_hold_poisonings_and_neither_underdosing_nor_sequelae(self):
        cm = [p for _, s, p in self.families("valuesets/poisoning.json") if s.endswith("icd-10-cm")]
        for code, is_one in (("T40.2X1A", True), ("T43.225D", True), ("T50.901A", True), ("T40.2X6A", False), ("T40.2X1S", False),
                             ("T36.0X1A", False), ("T45.1X5A", False), ("T60.0X5A", False)):
            self.assertEqual(any(re.fullmatch(p, code) for p in cm), is_one, code)


class ImagingRegions(unittest.TestCase):
    def test_follow_the_display(self):
        for display, modality, regions in (
                ("MR Neck", "MRI", "neck"), ("CT Chest WO and W contrast IV", "CT", "chest"),
                ("MR Chest and Abdomen W contrast IV", "MRI", "chest abdomen"),
                ("CT Chest and Abdomen and Pelvis WO contrast", "CT", "chest abdomen pelvis"),
                ("CT Neck+Chest+Abdomen+Pelvis W contrast IV", "CT", "neck chest abdomen pelvis"),
                ("CT whole body", "CT", "neck chest abdomen pelvis"), ("MR Face and Neck WO contrast", "MRI", "neck"),
                ("Magnetic resonance imaging of whole body (procedure)", "MRI", "neck chest abdomen pelvis"),
                ("MR Cervical spine", "MRI", ""), ("MR Mediastinum", "MRI", ""), ("CT Adrenal gland", "CT", ""),
                ("MR Bone marrow", "MRI", ""), ("MR Brain", "MRI", ""), ("US Abdomen", "", ""), ("XR Chest Views", "", ""),
                ("SPECT Whole body Bone marrow", "", ""), ("Ultrasonography of abdomen", "", ""),
                ("PET+CT Guidance for localization of tumor of Whole body-- W 18F-FDG IV", "", "")):
            with self.subTest(display=display):
                self.assertEqual(SCRIPT.imaging(display), (modality, regions.split()))

    def test_stand_in_the_maps_and_in_the_table_for_review(self):
        self.assertEqual(decided()["loinc:72254-6"], ["images-chest", "images-abdomen", "images-pelvis"])
        self.assertEqual(len(decided()["snomed-ct:426252008"]), 4)
        listed = [line.split(",")[:2] for line in FILES["terminology/imaging-regions.csv"].splitlines()[1:]]
        self.assertEqual(len(listed), 109 + 8 + 9)
        shown = {f"{system}:{code}" for system, code in listed}
        self.assertEqual({k for k, facts in mapped().items() if any(f.startswith("images-") for f in facts)} - shown, set())


class Resources(unittest.TestCase):
    def test_carry_what_a_canonical_resource_needs(self):
        urls = set()
        for path, resource in RESOURCES.items():
            with self.subTest(file=path):
                self.assertEqual(resource["url"],
                                 f"https://oms-cds.org/fhir/{resource['resourceType']}/{resource['id']}")
                self.assertNotIn(resource["url"], urls)
                urls.add(resource["url"])
                self.assertRegex(resource["id"], r"^[A-Za-z0-9\-.]{1,64}$")
                self.assertRegex(resource["name"], r"^[A-Z][A-Za-z0-9_]{0,254}$")
                for member in ("version", "title", "date", "publisher", "description", "copyright"):
                    self.assertTrue(resource[member].strip(), member)
                self.assertEqual((resource["status"], resource["experimental"]), ("active", False))

    def test_name_the_owner_of_each_system_they_hold(self):
        for path, resource in RESOURCES.items():
            for include in resource["compose"]["include"] if path.startswith("valuesets/") else ():
                owner = next(s["id"] for s in TABLES.systems.values() if s["uri"] == include["system"])
                self.assertIn(TABLES.owners[owner]["copyright"], resource["copyright"], path)
        for system in TABLES.systems:
            self.assertIn(TABLES.owners[system]["copyright"], RESOURCES[f"codesystems/{system}.json"]["copyright"])
            self.assertIn(TABLES.owners[system]["copyright"], FILES["NOTICE"])

    def test_hold_snomed_ct_in_files_of_its_own(self):
        uri = TABLES.systems["snomed-ct"]["uri"]
        for path, resource in RESOURCES.items():
            systems = {g["source"] for g in resource.get("group", ())} \
                | {i["system"] for i in resource.get("compose", {}).get("include", ())} \
                | {resource.get("supplements")} - {None}
            if "snomed-ct" in path:
                self.assertEqual(systems, {uri}, path)
            else:
                self.assertNotIn(uri, systems, path)

    def test_are_the_same_each_time_and_up_to_date(self):
        self.assertEqual(SCRIPT.make(PROFILES), FILES)
        self.assertEqual(list(SCRIPT.stale(PROFILES, FILES)), [])


class BadTables(unittest.TestCase):
    """Each fault names file and line."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.profiles = os.path.join(self.folder.name, "fhir_profiles")
        shutil.copytree(PROFILES, self.profiles, ignore=shutil.ignore_patterns("examples"))

    def change(self, name, old, new, count=1):
        path = os.path.join(self.profiles, name)
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        self.assertIn(old, text)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text.replace(old, new, count))

    def run_script(self, *args):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = SCRIPT.main(["--profiles", self.profiles, *args])
        return status, out.getvalue(), err.getvalue()

    def test_are_refused_with_file_and_line(self):
        table, patterns = "terminology/terminology.csv", "terminology/terminology-patterns.csv"
        for name, old, new, message in (
                (table, "system_uri,code", "system,code", r"terminology\.csv: line 1: the columns must be"),
                (table, "http://snomed.info/sct,230350000", "http://snomed.info/xsct,230350000",
                 r"terminology\.csv: line 2: http://snomed\.info/xsct is no system of aliases\.json"),
                (table, "http://www.orpha.net,1183,", "http://snomed.info/sct,230350000,",
                 r"terminology\.csv: line 3: snomed-ct:230350000 is on line 2 already"),
                (table, ",oms_syndrome,oms,yes", ",oms_syndrome,omx,yes",
                 r"terminology\.csv: line 2: no line of resolutions\.csv decides snomed-ct:230350000 \(oms_syndrome, omx, yes\)"),
                (table, "sct,230350000", "sct,230350001", r"terminology\.csv: line 2: snomed-ct:230350001 has a wrong check digit"),
                (table, "http://loinc.org,11146-8", "http://loinc.org,11146-9", r"loinc:11146-9 has a wrong check digit"),
                (table, "icd-10-cm,H55.8,", "icd-10-cm,55.8,", r"icd-10-cm:55\.8 does not look like a code of ICD-10-CM"),
                (table, "230350000,Opsoclonus-myoclonus syndrome", "230350000,", r"line 2: snomed-ct:230350000 needs a display"),
                (table, "oms,yes,,A", "oms,yes,,C", r"line 2: snomed-ct:230350000 needs the grade A or B"),
                (table, "oms,yes,,A", "oms,yes,yes,A", r"line 2: .*core is yes or no for behaviour_sleep, else blank"),
                (patterns, r"T50\.9[", r"^T50\.9[", r"terminology-patterns\.csv: line 3: anchors"),
                (patterns, r"T50\.9[", r"T50\.9(", r"terminology-patterns\.csv: line 3: .* is no regular expression"),
                (patterns, r'"T50\.9[', r'".+|T50\.9[', r"terminology-patterns\.csv: line 3: fits icd-10-cm:"),
                (patterns, "toxic,\"poisoning by other", "toxix,\"poisoning by other",
                 r"terminology-patterns\.csv: line 3: no line of resolutions\.csv gives one fact to the whole group toxix"),
                (table, ",oms_syndrome,oms,yes", ",oms_syndrome,oms", r"terminology\.csv: line 2: must have 10 fields"),
                ("terminology/resolutions.csv", "hpo:HP:0033054", "hpo:HP:0033055",
                 r"terminology\.csv: line \d+: no line of resolutions\.csv decides hpo:HP:0033054"),
                ("terminology/resolutions.csv", "icd-11:6E68,", "icd-11:6E68 icd-11:6E69,",
                 r"resolutions\.csv: line \d+: icd-11:6E69 decides no row"),
                ("terminology/resolutions.csv", "yes,,opsoclonus,", "yes,,opsoclonos,",
                 r"resolutions\.csv: line 4: opsoclonos is no code of findings\.csv")):
            with self.subTest(message=message):
                self.change(name, old, new)
                status, _, err = self.run_script("--check")
                self.assertEqual(status, 1)
                self.assertRegex(err, message)
                shutil.copy(os.path.join(PROFILES, name), os.path.join(self.profiles, name))

    def test_check_names_each_file_that_is_not_up_to_date(self):
        self.assertEqual(self.run_script("--check")[0], 0)
        self.change("conceptmaps/hpo.json", '"possible-opsoclonus"', '"opsoclonus"')
        os.remove(os.path.join(self.profiles, "NOTICE"))
        status, out, err = self.run_script("--check")
        self.assertEqual(status, 1)
        self.assertIn("2 not up to date", out)
        self.assertIn("NOTICE: is missing; run scripts/make-terminology", err)
        self.assertIn("conceptmaps/hpo.json: is not what the tables say; run scripts/make-terminology", err)
        self.assertEqual(self.run_script()[0], 0)
        self.assertEqual(self.run_script("--check")[0], 0)

    def test_a_changed_row_reaches_its_map(self):
        self.change("terminology/resolutions.csv", "neuroblastoma,neuroectodermal,policy,,suspected-tumour",
                    "neuroblastoma,neuroectodermal,policy,,also-recorded")
        self.assertEqual(self.run_script()[0], 0)
        with open(os.path.join(self.profiles, "conceptmaps/snomed-ct.json"), encoding="utf-8") as file:
            self.assertTrue(re.search(r'"254764001".*"also-recorded"', file.read()))


if __name__ == "__main__":
    unittest.main()
