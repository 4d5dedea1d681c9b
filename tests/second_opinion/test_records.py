"""Lines of clinical.md 2.14 on workup, unknown age, values, categories, subjects and what is shown."""

import unittest

import shapes
from asking import Table, ago, assess, body_mri, listed, point, rule, seen, state
from shapes import (ABSENT, ATAXIA, EYE_EXAM, HVA, INSOMNIA, NEUROBLASTOMA, NYSTAGMUS, OMS, OPSOCLONUS,
                    PRESENT, UNSTEADY, concept, condition, order, report)
from terminology import CM, FLAGS, LOINC, SCT, YES_NO

FRIEDREICH = (CM, "G11.11")
HERPES = (CM, "B00.4")
ADRENAL = (CM, "C74.90")
MEDULLA = (CM, "C74.10")
STAGE_4 = (SCT, "409726005")


class Workup(Table):
    def test_imaging(self):
        signs = [seen(OPSOCLONUS, 40), seen(ATAXIA, 40)]

        def imaging(*resources):
            return assess(*signs, *resources)["workup"]["imaging"]
        whole, chest = shapes.MRI_WHOLE_BODY, shapes.MRI_PARTS["chest"]
        self.ask(imaging, [
            ("done before ordered", "done", [order(chest, ago(3)), report(whole, ago(3))]),
            ("ordered before partial", "ordered", [order(whole, ago(3)), report(chest, ago(3))]),
            ("an order for one region", "partial", [order(chest, ago(3))]),
            ("an order and a study for another region", "partial", [order(chest, ago(3)), report(shapes.MRI_PARTS["neck"], ago(3))]),
            ("orders and studies for the four", "ordered", [order(chest, ago(3)), *body_mri(3, ("neck", "abdomen", "pelvis"))]),
            ("partial", "partial", [report(chest, ago(3))]),
            ("cervical spine", "none", [report((LOINC, "24935-9"), ago(3))]),
            ("mediastinum", "none", [report((LOINC, "37234-2"), ago(3))]),
            ("adrenal", "none", [report((LOINC, "36930-6"), ago(3))]),
            ("PET-CT", "none", [report((LOINC, "81555-5"), ago(3))]),
            ("MIBG", "none", [report((LOINC, "82136-3"), ago(3))]),
            ("not to be done", "none", [order(whole, ago(3), doNotPerform=True)]),
            ("revoked", "none", [order(whole, ago(3), "revoked")]),
            ("the study's date before the report's", "none",
             [report(whole, ago(71), issued=f"{ago(3)}T10:00:00Z")])])

    def test_urine(self):
        signs = [seen(OPSOCLONUS, 40)]
        part = {"code": concept(HVA), "valueQuantity": {"value": 4}}
        self.ask(lambda *r: assess(*signs, *r)["workup"]["urine"], [
            ("Observation", "done", [seen(HVA, 3, None)]),
            ("component", "done", [seen((LOINC, "43108-0"), 3, None, component=[part])]),
            ("report", "done", [report(HVA, ago(3))]),
            ("preliminary", "none", [seen(HVA, 3, None, status="preliminary")]),
            ("ordered", "ordered", [order(HVA, ago(3))])])

    def test_r3d_begins_with_what_is_historical(self):
        past = [listed(OPSOCLONUS, 90, clinical="resolved", abatementDateTime=str(ago(9))),
                seen(ATAXIA, 5)]
        urine = seen(HVA, 3, None)
        self.assertEqual(rule(*past, *body_mri(60), urine), "R0-workup-complete")
        self.assertEqual(rule(*past, *body_mri(121), urine), "R3d info")


class AgeUnknown(Table):
    def test_what_stays(self):
        eyes, ataxia = seen(OPSOCLONUS), seen(ATAXIA)
        nobody = {"born": None}
        self.ask(rule, [
            ("R2a", "R2a info", [eyes, ataxia], nobody),
            ("R3x", "R3x info", [eyes, listed(HERPES)], nobody),
            ("R3c", "R0", [ataxia, listed(NEUROBLASTOMA)], nobody),
            ("R4a", "R0", [eyes, ataxia, *body_mri(3)], nobody),
            ("complete", "R0-workup-complete", [eyes, *body_mri(3), seen(HVA, 3, None)], nobody),
            ("adrenal medulla", "R2c info", [eyes, listed(MEDULLA)], nobody),
            ("adrenal", "R3a info", [eyes, listed(ADRENAL)], nobody)])


class Values(Table):
    def test_observations(self):
        flag = {"interpretation": [concept((FLAGS, "POS"))]}
        self.ask(lambda *r: state("opsoclonus", *r), [
            ("abnormal", "unknown", [seen(OPSOCLONUS, 5, (SCT, "263654008"))]),
            ("normal", "unknown", [seen(OPSOCLONUS, 5, (SCT, "17621005"))]),
            ("Y", "present", [seen(OPSOCLONUS, 5, (YES_NO, "Y"))]),
            ("N", "absent", [seen(OPSOCLONUS, 5, (YES_NO, "N"))]),
            ("code and value the same", "present", [seen(OPSOCLONUS, 5, OPSOCLONUS)]),
            ("another finding as value", "unknown", [seen(OPSOCLONUS, 5, ATAXIA)]),
            ("answers agree", "present",
             [seen(OPSOCLONUS, 5, concept(PRESENT, (LOINC, "LA33-6")))]),
            ("answers contradict", "unknown", [seen(OPSOCLONUS, 5, concept(PRESENT, ABSENT))]),
            ("preliminary no", "unknown", [seen(OPSOCLONUS, 5, ABSENT, status="preliminary")]),
            ("a question", "present", [seen(EYE_EXAM, 5, OPSOCLONUS)]),
            ("flag", "present", [seen(OPSOCLONUS, 5, None, **flag)]),
            ("flag beside an absent reason", "unknown",
             [seen(OPSOCLONUS, 5, None, dataAbsentReason={"text": "not done"}, **flag)]),
            ("words", "absent", [seen(OPSOCLONUS, 5, " None ")]),
            ("other words", "unknown", [seen(OPSOCLONUS, 5, "no opsoclonus")]),
            ("a component", "present", [seen(EYE_EXAM, 5, None, component=[
                {"code": concept(OPSOCLONUS), "valueBoolean": True}])]),
            ("no OMS is nothing", "present", [seen(OPSOCLONUS, 9), seen(OMS, 5, ABSENT)]),
            ("a chosen mimic", "unknown", [seen(concept(OPSOCLONUS, (*NYSTAGMUS, True)), 5)]),
            ("a mimic not chosen", "present", [seen(concept(OPSOCLONUS, NYSTAGMUS), 5)])])

    def test_tumour_codes(self):
        self.ask(lambda *r, **k: state("neuroblastoma", *r, **k), [
            ("adrenal Observation", "unknown", [seen(ADRENAL)]),
            ("adrenal under ten", "present", [listed(ADRENAL)], {"born": "2016-11-23"}),
            ("adrenal at ten", "unknown", [listed(ADRENAL)], {"born": "2016-11-22"}),
            ("medulla at 17", "present", [listed(MEDULLA)], {"born": "2009-11-22"}),
            ("stage as code", "unknown", [seen(STAGE_4)]),
            ("stage as value", "present", [seen((SCT, "409720004"), 5, STAGE_4)]),
            ("stage beside the tumour", "present", [seen(NEUROBLASTOMA, 5, STAGE_4)]),
            ("preliminary", "unknown", [seen(NEUROBLASTOMA, status="preliminary")])])

    def test_categories(self):
        both = [concept((shapes.CATEGORY, "encounter-diagnosis")),
                concept((shapes.CATEGORY, "problem-list-item"))]
        self.ask(lambda *r: state("opsoclonus", *r), [
            ("list item wins", "present", [{**listed(OPSOCLONUS, 300), "category": both}]),
            ("encounter", "unknown", [point(OPSOCLONUS, 300)]),
            ("another counts as none", "present",
             [condition(OPSOCLONUS, ago(300), category="health-concern")]),
            ("status missing is a point", "unknown",
             [condition(OPSOCLONUS, ago(300), clinical=None, category="problem-list-item")])])


class Shown(unittest.TestCase):
    def test_recorded_but_not_counted_is_present_and_not_counted(self):
        for name, feature, resources in [
                ("explained", "ataxia_myoclonus", [seen(ATAXIA), listed(FRIEDREICH)]),
                ("not new", "behaviour_sleep", [listed(INSOMNIA, 400)]),
                ("M not new", "ataxia_myoclonus", [listed(ATAXIA, 400)]),
                ("weak", "ataxia_myoclonus", [seen(UNSTEADY)])]:
            with self.subTest(name):
                found = assess(*resources)["features"][feature]
                self.assertEqual((found["state"], found["counted"]), ("present", False))


if __name__ == "__main__":
    unittest.main()
