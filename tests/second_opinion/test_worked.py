"""The worked edge cases of clinical.md 2.13, the guards, the bands and the workup table."""

import unittest

import shapes
from asking import NOW, TODAY, TODDLER, Table, ago, assess, body_mri, listed, over, point, refuted, rule, seen
from evaluate import evaluate
from evaluator.dates import age_of, evaluation_day, read_date
from evaluator.intake import CannotEvaluate
from shapes import condition, order, report
from terminology import CM, GM, ICD11, LOINC, SCT, WHO

PAPILLOEDEMA = (CM, "H47.10")
CORD = (SCT, "71286001")
EYES_CM = (CM, "H55.89")


class WorkedEdgeCases(Table):
    """clinical.md 2.13, row by row."""

    def test_without_opsoclonus(self):
        ataxia, mood, tumour = seen(shapes.ATAXIA), seen(shapes.IRRITABILITY), listed(shapes.NEUROBLASTOMA)
        self.ask(rule, [
            ("two features, not criteria met", "R3b info", [ataxia, seen(shapes.MYOCLONUS), mood]),
            ("new ataxia and new myoclonus", "R3b info", [ataxia, seen(shapes.MYOCLONUS)]),
            ("nightmares are not core", "R0", [ataxia, seen(shapes.NIGHTMARES)]),
            ("nystagmus is nothing", "R0", [seen(shapes.NYSTAGMUS), seen(shapes.MYOCLONUS), mood], {"born": "2025-12-20"}),
            ("ICD-10-CM: H55.89 and R27.0", "R3e info", [listed(EYES_CM), listed((CM, "R27.0"))]),
            ("ICD-10-CM: H55.89 and R26.81", "R3e info", [listed(EYES_CM), listed((CM, "R26.81"))]),
            ("ICD-10-CM: H55.89 and R27.8", "R3e info", [listed(EYES_CM), listed((CM, "R27.8"))]),
            ("ICD-10-CM: H55.89 and R45.4", "R3e info", [listed(EYES_CM), listed((CM, "R45.4"))]),
            ("ICD-10: H55 and R26.8", "R0", [listed((WHO, "H55")), listed((WHO, "R26.8"))]),
            ("ICD-10-GM: H55 and R26.8", "R0", [listed((GM, "H55")), listed((GM, "R26.8"))]),
            ("ICD-10-GM: H55 and R27.0", "R3e info", [listed((GM, "H55")), listed((GM, "R27.0"))]),
            ("weak code needs opsoclonus", "R0", [seen(shapes.UNSTEADY), mood]),
            ("papilloedema", "R0", [ataxia, mood, listed(PAPILLOEDEMA)]),
            ("cord compression", "R0", [tumour, ataxia, listed(CORD)]),
            ("cord compression and irritability", "R1c warning", [tumour, ataxia, mood, listed(CORD)]),
            ("chronic ataxia", "R0", [point(shapes.ATAXIA, d) for d in (390, 210, 0)] + [mood]),
            ("tumour and irritability", "R0", [tumour, mood])])

    def test_with_opsoclonus(self):
        eyes, ataxia, mood = seen(shapes.OPSOCLONUS), seen(shapes.ATAXIA), seen(shapes.IRRITABILITY)
        self.ask(rule, [
            ("ICD-11: 9C85.02 alone", "R3a info", [listed((ICD11, "9C85.02"))]),
            ("weak code beside opsoclonus", "R2a warning", [eyes, seen(shapes.UNSTEADY)]),
            ("behaviour not documented", "R2a warning", [eyes, ataxia]),
            ("opsoclonus refuted later", "R0",
             [seen(shapes.OPSOCLONUS, 20), seen(shapes.ATAXIA, 20), refuted(shapes.OPSOCLONUS, 5)]),
            ("the same with behaviour, fresh absence over", "R3b info",
             [seen(shapes.OPSOCLONUS, 20), seen(shapes.ATAXIA, 20), seen(shapes.INSOMNIA, 20), refuted(shapes.OPSOCLONUS, 15)]),
            ("the refutation was an error", "R2a warning",
             [seen(shapes.OPSOCLONUS, 20), seen(shapes.ATAXIA, 20),
              condition(shapes.OPSOCLONUS, None, ago(5), None, "entered-in-error")]),
            ("17 or 18", "R2a info", [eyes, ataxia], {"born": "2008"}),
            ("18th birthday", "guard-adult", [eyes], {"born": "2008-11-22"}),
            ("tumour long in remission", "R2c warning",
             [condition(shapes.NEUROBLASTOMA, "2016-01-01", "2016-01-09", "remission", category="problem-list-item",
                        abatementDateTime="2017-11-01"), eyes], {"born": "2014-05-05"}),
            ("provisional tumour", "R2a warning", [listed(shapes.NEUROBLASTOMA, verification="provisional"), eyes, ataxia]),
            ("normal urine, no imaging", "R2a warning", [eyes, ataxia, seen(shapes.HVA, 5, None)]),
            ("whole body ordered", "R4a info", [eyes, ataxia, order(shapes.MRI_WHOLE_BODY, ago(1))]),
            ("abdomen ordered", "R2a warning", [eyes, ataxia, order(shapes.MRI_PARTS["abdomen"], ago(1))]),
            ("opsoclonus and irritability at two months", "R2b info", [eyes, mood], {"born": "2026-09-20"}),
            ("known", "R0-known", [listed(shapes.OMS, 420), listed(shapes.NEUROBLASTOMA, 420)], {"born": "2022-01-01"}),
            ("untouched list item", "R0", [listed(shapes.OPSOCLONUS, 6 * 365)], {"born": "2015-01-01"})])


class Guards(unittest.TestCase):
    def test_each_guard(self):
        unknown = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
        for name, expected, more in [
                ("dead", "guard-deceased", {"deceasedBoolean": True}),
                ("dead since", "guard-deceased", {"deceasedDateTime": "2026"}),
                ("a date that cannot be read", "guard-deceased", {"deceasedDateTime": "last May"}),
                ("date unknown", "guard-deceased", {"_deceasedDateTime": unknown}),
                ("beside null", "guard-deceased", {"deceasedDateTime": None, "_deceasedDateTime": unknown}),
                ("boolean unknown", "guard-deceased", {"_deceasedBoolean": unknown}),
                ("wrong type", "guard-deceased", {"deceasedBoolean": "false"}),
                ("alive", "R3a warning", {"deceasedBoolean": False}),
                ("alive, with an extension", "R3a warning", {"deceasedBoolean": False, "_deceasedBoolean": unknown}),
                ("inactive", "guard-inactive", {"active": False}),
                ("active of a wrong type", "guard-inactive", {"active": "true"}),
                ("merged", "guard-inactive", {"link": [{"type": "replaced-by"}]}),
                ("merged, DSTU2", "guard-inactive", {"link": [{"type": "replace"}]}),
                ("the other of a pair", "R3a warning", {"link": [{"type": "replaces"}]})]:
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
                ("2026-11-23", "unknown"), (None, "unknown"), ("1906-11-22", "ge18"), ("1906-11-21", "unknown")]:
            with self.subTest(born):
                self.assertEqual(age_of(read_date(born), TODAY).band, expected)

    def test_leap_day_birthday_is_the_first_of_march(self):
        born = read_date("2008-02-29")
        self.assertEqual(age_of(born, evaluation_day("2026-02-28")).band, "6y_18y")
        self.assertEqual(age_of(born, evaluation_day("2026-03-01")).band, "ge18")

    def test_a_missing_day_of_a_month_is_the_first_of_the_next(self):
        born = read_date("2025-08-31")
        self.assertEqual(age_of(born, evaluation_day("2026-02-28")).band, "lt6m")
        self.assertEqual(age_of(born, evaluation_day("2026-03-01")).band, "6m_6y")

    def test_months_are_whole_and_of_both_ends(self):
        self.assertEqual(age_of(read_date("2025-03"), TODAY).months, (19, 20))


class Workup(Table):
    """The table of clinical.md 2.8."""

    def test_each_row(self):
        signs = [seen(shapes.OPSOCLONUS, 100), seen(shapes.ATAXIA, 100)]
        long_ago = [listed(shapes.OPSOCLONUS, 731, recordedDate=str(ago(3))), seen(shapes.ATAXIA, 100)]
        urine = seen(shapes.HVA, 80, None)
        ended = [over(shapes.OPSOCLONUS, 170, 20), seen(shapes.ATAXIA, 100)]
        no_neck = ("chest", "abdomen", "pelvis")
        self.ask(rule, [
            ("nothing", "R2a warning", signs),
            ("urine only", "R2a warning", signs + [urine]),
            ("brain MRI", "R2a warning", signs + [report((LOINC, "24590-2"), ago(9))]),
            ("ultrasound", "R2a warning", signs + [report((LOINC, "24558-9"), ago(9))]),
            ("partial", "R2a warning", signs + body_mri(80, no_neck) + [urine]),
            ("partial with the rest ordered", "R4a info",
             signs + body_mri(80, no_neck) + [urine, order(shapes.MRI_PARTS["neck"], ago(1))]),
            ("no urine", "R4a info", signs + body_mri(80)),
            ("complete", "R0-workup-complete", signs + body_mri(89) + [urine]),
            ("complete and old", "R4b info", signs + body_mri(90) + [urine]),
            ("one newer region", "R4b info", signs + body_mri(90) + body_mri(89, ["neck"]) + [urine]),
            ("a newer set", "R0-workup-complete", signs + body_mri(90) + body_mri(89) + [urine]),
            ("old, opsoclonus over", "R0-workup-complete", ended + body_mri(90) + [urine]),
            ("two years after the first sign", "R4b info", [{**long_ago[0], "onsetDateTime": str(ago(730))}, long_ago[1]]
             + body_mri(90) + [urine], {"born": "2020-12-01"}),
            ("later than that", "R0-workup-complete", long_ago + body_mri(90) + [urine], {"born": "2020-12-01"}),
            ("before the episode", "R2a warning", signs + body_mri(131) + [urine]),
            ("30 days before", "R4b info", signs + body_mri(130) + [urine])])

    def test_is_not_asked_when_the_tumour_is_known(self):
        answer = assess(seen(shapes.OPSOCLONUS), seen(shapes.ATAXIA), listed(shapes.NEUROBLASTOMA), *body_mri(3))
        self.assertEqual(answer["rule"], "R1b")
        self.assertNotIn("workup", answer)


if __name__ == "__main__":
    unittest.main()
