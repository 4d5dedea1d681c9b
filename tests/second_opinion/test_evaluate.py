"""The second opinion against the published answers: 24 cases, 540 rows, clinical.md 2.13."""

import csv
import json
import os
import unittest
from pathlib import Path

import shapes
import table
from asking import NOW, TODAY, TODDLER, ago, assess, body_mri, listed, refuted, rule, seen
from compare import differences
from dates import age_band, evaluation_day, read_date
from evaluate import evaluate
from generate import ChartMaker, pools
from intake import CannotEvaluate
from shapes import condition, report
from terminology import CM, LOINC, SCT, load_terms

REPOSITORY = Path(__file__).resolve().parents[2]


def place(name, variable, relative):
    """A folder or file of the repository, or the one that an environment variable names."""
    path = REPOSITORY / relative
    if not path.exists():
        path = Path(os.environ.get(variable, path))
    if not path.exists():
        raise AssertionError(f"no {name}: {path} is missing; set {variable}")
    return path


class Cases(unittest.TestCase):
    def test_the_24_cases(self):
        folder = place("case files", "OMS_CASES", "fhir_profiles/examples/cases")
        with open(folder / "expected.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 24)
        for row in rows:
            with self.subTest(row["file"]):
                doc = json.loads((folder / row["file"]).read_text(encoding="utf-8"))
                answer = evaluate(doc, row["patient_id"], row["evaluation_time"])
                self.assertEqual((answer["tier"], answer["rule"], answer.get("indicator", "")),
                                 (row["tier"], row["rule"], row["indicator"]))

    def test_the_540_rows_as_bundles_and_as_requests(self):
        path = place("decision table", "OMS_DECISION_TABLE", "fhir_profiles/rules/decision-table.csv")
        for form in ("bundle", "hooks"):
            count = 0
            for number, doc, ident, row in table.charts(path, form):
                count += 1
                with self.subTest(form=form, row=number):
                    answer = evaluate(doc, ident, table.NOW)
                    self.assertEqual((answer["tier"], answer["rule"], answer.get("indicator", "")),
                                     table.expected(row))
                    self.assertEqual(answer["ageBand"], row["age_band"])
            self.assertEqual(count, 540)


class WorkedEdgeCases(unittest.TestCase):
    """clinical.md 2.13, row by row."""

    ROWS = [
        ("two features, not criteria met", "R3b info",
         [seen(shapes.ATAXIA), seen(shapes.MYOCLONUS), seen(shapes.IRRITABILITY)], {}),
        ("nystagmus is nothing", "R0",
         [seen(shapes.NYSTAGMUS), seen(shapes.MYOCLONUS), seen(shapes.IRRITABILITY)],
         {"born": "2025-12-20"}),
        ("chart in ICD-10-CM", "R3e info", [listed((CM, "H55.89")), listed((CM, "R27.0"))], {}),
        ("weak code beside opsoclonus", "R2a warning",
         [seen(shapes.OPSOCLONUS), seen(shapes.UNSTEADY)], {}),
        ("weak code needs opsoclonus", "R0",
         [seen(shapes.UNSTEADY), seen(shapes.IRRITABILITY)], {}),
        ("behaviour not documented", "R2a warning",
         [seen(shapes.OPSOCLONUS), seen(shapes.ATAXIA)], {}),
        ("opsoclonus refuted later", "R0",
         [seen(shapes.OPSOCLONUS, 20), seen(shapes.ATAXIA, 20), refuted(shapes.OPSOCLONUS, 5)], {}),
        ("the same with behaviour, fresh absence over", "R3b info",
         [seen(shapes.OPSOCLONUS, 20), seen(shapes.ATAXIA, 20), seen(shapes.INSOMNIA, 20),
          refuted(shapes.OPSOCLONUS, 15)], {}),
        ("the refutation was an error", "R2a warning",
         [seen(shapes.OPSOCLONUS, 20), seen(shapes.ATAXIA, 20),
          condition(shapes.OPSOCLONUS, None, ago(5), None, "entered-in-error")], {}),
        ("17 or 18", "R2a info", [seen(shapes.OPSOCLONUS), seen(shapes.ATAXIA)], {"born": "2008"}),
        ("18th birthday", "guard-adult", [seen(shapes.OPSOCLONUS)], {"born": "2008-11-22"}),
        ("tumour long in remission", "R2c warning",
         [condition(shapes.NEUROBLASTOMA, "2016-01-01", "2016-01-09", "remission",
                    category="problem-list-item", abatementDateTime="2017-11-01"),
          seen(shapes.OPSOCLONUS)], {"born": "2014-05-05"}),
        ("tumour and irritability", "R0",
         [listed(shapes.NEUROBLASTOMA), seen(shapes.IRRITABILITY)], {}),
        ("provisional tumour", "R2a warning",
         [listed(shapes.NEUROBLASTOMA, verification="provisional"), seen(shapes.OPSOCLONUS),
          seen(shapes.ATAXIA)], {}),
        ("normal urine, no imaging", "R2a warning",
         [seen(shapes.OPSOCLONUS), seen(shapes.ATAXIA), seen(shapes.HVA, 5, None)], {}),
        ("MRI ordered yesterday", "R4a info",
         [seen(shapes.OPSOCLONUS), seen(shapes.ATAXIA),
          shapes.order(shapes.MRI_WHOLE_BODY, ago(1))], {}),
        ("untouched list item", "R0", [listed(shapes.OPSOCLONUS, 6 * 365)], {"born": "2015-01-01"}),
    ]

    def test_each_row(self):
        for name, expected, resources, more in self.ROWS:
            with self.subTest(name):
                self.assertEqual(rule(*resources, **more), expected)


class Guards(unittest.TestCase):
    def test_each_guard(self):
        for name, expected, more in [
                ("dead", "guard-deceased", {"deceasedBoolean": True}),
                ("dead since", "guard-deceased", {"deceasedDateTime": "2026"}),
                ("alive", "R3a warning", {"deceasedBoolean": False}),
                ("inactive", "guard-inactive", {"active": False}),
                ("merged", "guard-inactive", {"link": [{"type": "replaced-by"}]})]:
            with self.subTest(name):
                self.assertEqual(rule(seen(shapes.OPSOCLONUS), **more), expected)

    def test_asks_which_patient(self):
        two = shapes.bundle([shapes.patient(TODDLER, "a"), shapes.patient(TODDLER, "b")])
        with self.assertRaises(CannotEvaluate):
            evaluate(two, now=NOW)
        self.assertEqual(evaluate(two, "b", NOW)["patient"], "b")
        with self.assertRaises(CannotEvaluate):
            evaluate(two, "c", NOW)


class AgeBands(unittest.TestCase):
    def test_each_band_at_its_edges(self):
        for born, expected in [
                ("2008-11-22", "ge18"), ("2008-11-23", "6y_18y"), ("2008-11", "unknown"),
                ("2008-10", "ge18"), ("2008-12", "6y_18y"), ("2020-11-22", "6y_18y"),
                ("2020-11-23", "6m_6y"), ("2020-11", "6y_18y"), ("2026-05-22", "6m_6y"),
                ("2026-05-23", "lt6m"), ("2026-05", "6m_6y"), ("2026", "6m_6y"),
                ("2026-11-23", "unknown"), (None, "unknown"), ("1906-11-22", "ge18"),
                ("1906-11-21", "unknown")]:
            with self.subTest(born):
                self.assertEqual(age_band(read_date(born), TODAY), expected)

    def test_leap_day_birthday_is_the_first_of_march(self):
        born = read_date("2008-02-29")
        self.assertEqual(age_band(born, evaluation_day("2026-02-28")), "6y_18y")
        self.assertEqual(age_band(born, evaluation_day("2026-03-01")), "ge18")

    def test_a_missing_day_of_a_month_is_the_first_of_the_next(self):
        born = read_date("2025-08-31")
        self.assertEqual(age_band(born, evaluation_day("2026-02-28")), "lt6m")
        self.assertEqual(age_band(born, evaluation_day("2026-03-01")), "6m_6y")


class Workup(unittest.TestCase):
    """The table of clinical.md 2.8."""

    SIGNS = [seen(shapes.OPSOCLONUS, 100), seen(shapes.ATAXIA, 100)]

    def test_each_row(self):
        urine = seen(shapes.HVA, 80, None)
        over = [listed(shapes.OPSOCLONUS, 170, clinical="resolved", abatementDateTime=str(ago(20))),
                seen(shapes.ATAXIA, 100)]
        for name, expected, resources in [
                ("nothing", "R2a warning", self.SIGNS),
                ("urine only", "R2a warning", self.SIGNS + [urine]),
                ("brain MRI", "R2a warning", self.SIGNS + [report((LOINC, "24590-2"), ago(9))]),
                ("ultrasound", "R2a warning", self.SIGNS + [report((LOINC, "24558-9"), ago(9))]),
                ("partial", "R4a info", self.SIGNS + body_mri(80)[1:] + [urine]),
                ("no urine", "R4a info", self.SIGNS + body_mri(80)),
                ("complete", "R0-workup-complete", self.SIGNS + body_mri(89) + [urine]),
                ("complete and old", "R4b info", self.SIGNS + body_mri(90) + [urine]),
                ("one newer part", "R0-workup-complete",
                 self.SIGNS + body_mri(90) + body_mri(89)[:1] + [urine]),
                ("old, opsoclonus over", "R0-workup-complete", over + body_mri(90) + [urine]),
                ("before the episode", "R2a warning", self.SIGNS + body_mri(131) + [urine]),
                ("30 days before", "R4b info", self.SIGNS + body_mri(130) + [urine])]:
            with self.subTest(name):
                self.assertEqual(rule(*resources), expected)

    def test_is_not_asked_when_the_tumour_is_known(self):
        answer = assess(*self.SIGNS, listed(shapes.NEUROBLASTOMA), *body_mri(3))
        self.assertEqual(answer["rule"], "R1b")
        self.assertNotIn("workup", answer)


class Comparison(unittest.TestCase):
    def test_generated_charts_are_the_same_for_a_seed_and_all_evaluate(self):
        code_pools = pools(load_terms())
        for number in range(300):
            doc, ident, now = ChartMaker(7, number, code_pools).make()
            again, _, _ = ChartMaker(7, number, code_pools).make()
            self.assertEqual(doc, again)
            self.assertIn("rule", evaluate(doc, ident, now))

    def test_finds_what_differs_in_what_both_state(self):
        ours = assess(seen(shapes.OPSOCLONUS))
        theirs = json.loads(json.dumps(ours))
        theirs["card"] = {}
        self.assertEqual(differences(ours, theirs), [])
        theirs["features"]["opsoclonus"]["firm"] = False
        theirs["workup"]["imaging"] = "done"
        del theirs["features"]["neuroblastoma"], theirs["card"]
        self.assertEqual([d[0] for d in differences(ours, theirs)],
                         ["opsoclonus.firm", "workup.imaging", "card"])


class OlderShapes(unittest.TestCase):
    """Conformance list section 20."""

    def test_dstu2_and_stu3_conditions(self):
        for recorded in ("dateRecorded", "assertedDate"):
            for category in ("problem-list-item", shapes.concept((SCT, "439401001")),
                             [shapes.concept((shapes.CATEGORY, "problem-list-item"))]):
                old = {"resourceType": "Condition", "patient": {"reference": "Patient/kid"},
                       "code": shapes.concept(shapes.OPSOCLONUS), "clinicalStatus": "active",
                       "verificationStatus": "confirmed", "category": category,
                       recorded: str(ago(5))}
                with self.subTest(recorded=recorded, category=category):
                    self.assertEqual(rule(old), "R3a warning")
                    self.assertEqual(rule({**old, "verificationStatus": "refuted"}), "R0")
                    self.assertEqual(rule({**old, "clinicalStatus": "resolved"}), "R0")


if __name__ == "__main__":
    unittest.main()
