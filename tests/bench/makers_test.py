"""The bodies of the benchmark: the same at every run, as large as their names say, no two alike, FHIR in form."""
import json
import math
import os
import subprocess
import sys
import unittest
import uuid
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(BENCH))

from makers import json_text, regular, synthea_charts, varied  # noqa: E402
from makers.call import SIZES, resources_of  # noqa: E402

MAKERS = {"regular": regular.body, "varied": varied.body}


def without_duplicates(pairs):
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names), f"a member twice: {names}"
    return dict(pairs)


def values_in(value):
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from values_in(inner)


def names_in(value):
    """The member names of a value, nested as they stand: what a resource looks like, without what it says."""
    if isinstance(value, dict):
        return tuple((name, names_in(inner)) for name, inner in value.items())
    return tuple(names_in(inner) for inner in value) if isinstance(value, list) else ()


class Bodies(unittest.TestCase):
    def bodies(self, sizes=tuple(SIZES)):
        """(name, size, text) of all variants, but of the largest size only the first: making it takes seconds."""
        for maker, body in MAKERS.items():
            for size in sizes:
                for variant in range(1 if size == "5.8m" else SIZES[size].variants):
                    yield f"{maker} {size} {variant}", size, body(size, variant)

    def test_have_the_size_and_the_resources_of_their_name_and_differ(self):
        seen = set()
        for name, size, text in self.bodies():
            with self.subTest(name):
                call = json.loads(text, object_pairs_hook=without_duplicates)
                self.assertEqual(len(resources_of(call)), SIZES[size].resources)
                self.assertAlmostEqual(len(text.encode()) / SIZES[size].bytes, 1, delta=0.03)
                self.assertEqual(call["prefetch"]["patient"]["id"], call["context"]["patientId"])
                self.assertNotIn(text, seen)
                seen.add(text)
        self.assertEqual(len(seen), 2 * (SIZES["14k"].variants + SIZES["170k"].variants + 1))

    def test_hold_no_empty_object_array_or_text(self):
        for name, _, text in self.bodies(("14k", "170k")):
            self.assertFalse([v for v in values_in(json.loads(text)) if v in ({}, [], "")], name)

    def test_are_the_same_in_every_process(self):
        code = "from makers import regular, varied; print(*(m.body('14k', v) for m in (regular, varied) for v in range(3)))"
        made = [subprocess.run([sys.executable, "-B", "-c", code], cwd=BENCH, capture_output=True, check=True,
                               env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}).stdout for seed in ("1", "2")]
        self.assertGreater(len(made[0]), 6 * 10_000)
        self.assertEqual(made[0], made[1])

    def test_take_turns_so_that_no_connection_sends_one_body_only(self):
        for size in SIZES.values():
            self.assertEqual(math.gcd(size.variants, 8), 1)

    def test_of_the_varied_maker_have_hardly_two_resources_that_look_alike(self):
        resources = resources_of(json.loads(varied.body("170k", 0)))
        self.assertGreater(len({names_in(r) for r in resources}), 0.95 * len(resources))

    def test_of_the_regular_maker_have_few_looks(self):
        resources = resources_of(json.loads(regular.body("170k", 0)))
        self.assertLess(len({names_in(r) for r in resources}), 10)

    def test_of_the_varied_maker_use_what_fhir_allows(self):
        text = "".join(varied.body("170k", variant) for variant in range(2))
        for part in ('"_', "\\u", "\\/", "\\n", '\\"', "é", "urn:uuid:", "/_history/", "https://ehr.example.org/fhir/r4/Patient/",
                     '"component"', '"contained"', '"div"', '"extension"', ": ", '"userSelected"'):
            self.assertIn(part, text)


class SyntheaBodies(unittest.TestCase):
    """Of a few charts in Synthea's form; the real ones take Java and minutes."""

    def setUp(self):
        self.charts = [synthea_charts.Chart(json_text.read(self.bundle(n))) for n in range(6)]

    @staticmethod
    def bundle(number):
        patient, visit = (str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {number}")) for kind in ("patient", "visit"))
        filler = "x" * 150
        observations = [{"resourceType": "Observation", "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{number} {n}")), "status": "final",
                         "code": {"text": filler * (1 + n % 7)}, "subject": {"reference": f"urn:uuid:{patient}"},
                         "encounter": {"reference": f"urn:uuid:{visit}"}, "valueQuantity": {"value": 1.5}} for n in range(90)]
        resources = [{"resourceType": "Patient", "id": patient, "birthDate": "2020-02-02"}, {"resourceType": "Encounter", "id": visit}]
        entries = [{"fullUrl": f"urn:uuid:{r['id']}", "resource": r} for r in resources + observations]
        return json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}, indent=1).replace("1.5", "1.50")

    def test_have_the_size_and_the_resources_of_their_name_and_differ(self):
        seen = set()
        for size in ("14k", "170k"):
            for variant in range(SIZES[size].variants):
                text = synthea_charts.body(self.charts, size, variant)
                self.assertEqual(len(resources_of(json.loads(text))), SIZES[size].resources)
                self.assertAlmostEqual(len(text.encode()) / SIZES[size].bytes, 1, delta=0.03)
                seen.add(text)
        self.assertEqual(len(seen), SIZES["14k"].variants + SIZES["170k"].variants)

    def test_are_about_one_child_and_refer_as_a_server_does(self):
        text = synthea_charts.body(self.charts, "170k", 1)
        child = json.loads(text)["context"]["patientId"]
        subjects = {r["subject"]["reference"] for r in resources_of(json.loads(text)) if "subject" in r}
        self.assertEqual(subjects, {f"Patient/{child}"})
        self.assertNotIn("urn:uuid:", text)
        self.assertIn('"reference":"Encounter/', text)

    def test_keep_the_digits_of_a_decimal(self):
        self.assertIn('"value":1.50', synthea_charts.body(self.charts, "14k", 0))


if __name__ == "__main__":
    unittest.main()
