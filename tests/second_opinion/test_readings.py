"""Each line of clinical.md 2.14, "Exact readings". Subjects: test_field_shapes.py."""

import unittest

import shapes
from asking import OLDER, Table, ago, assess, body_mri, listed, point, refuted, rule, seen, state
from shapes import (ABSENT, ATAXIA, EYE_EXAM, FLUTTER, HVA, INSOMNIA, IRRITABILITY, MYOCLONUS, NEUROBLASTOMA, NYSTAGMUS, OMS,
                    OPSOCLONUS, PRESENT, PROGRESSIVE_ATAXIA, UNSTEADY, concept, condition, observation, order, report)
from terminology import CM, FLAGS, LOINC, SCT, WHO, YES_NO

POSSIBLE = (CM, "H55.89")
FRIEDREICH = (CM, "G11.11")
JME = (SCT, "6204001")
TOXIC = (CM, "T42.0X1A")
HERPES = (CM, "B00.4")
ADRENAL = (CM, "C74.90")
MEDULLA = (CM, "C74.10")
STAGE_4 = (SCT, "409726005")


class Dates(Table):
    def opsoclonus(self, *resources, **more):
        return state("opsoclonus", *resources, **more)

    def test_which_day_counts(self):
        self.ask(self.opsoclonus, [
            ("written day, its own offset", "present",
             [observation(OPSOCLONUS, f"{ago(180)}T00:30:00+14:00")]),
            ("now on its UTC day", "unknown", [observation(OPSOCLONUS, f"{ago(180)}T23:00:00Z")],
             {"now": "2026-11-22T23:30:00-05:00"}),
            ("point: the later of onset and recordedDate", "present",
             [condition(OPSOCLONUS, ago(300), ago(180), category="encounter-diagnosis")]),
            ("partial: the last possible day", "present",
             [observation(OPSOCLONUS, "2026-05")], {"now": "2026-11-27"}),
            ("partial: not after now", "present", [observation(OPSOCLONUS, "2026")]),
            ("period: its end", "present", [observation(OPSOCLONUS, None, effectivePeriod={
                "start": str(ago(190)), "end": str(ago(180))})]),
            ("period without end: its start", "unknown", [observation(
                OPSOCLONUS, None, effectivePeriod={"start": str(ago(181))})]),
            ("issued when there is no effective", "present",
             [observation(OPSOCLONUS, None, issued=f"{ago(3)}T10:00:00Z")]),
            ("stale: the first possible day", "historical",
             [listed(OPSOCLONUS, 0, recordedDate="2024-11", onsetDateTime="2024-11")], {"born": OLDER}),
            ("touched within STALE_LIST", "present",
             [listed(OPSOCLONUS, 900, meta={"lastUpdated": f"{ago(730)}T10:00:00Z"})], {"born": OLDER}),
            ("tomorrow is today", "present", [observation(OPSOCLONUS, ago(-1))]),
            ("the day after is dropped", "unknown", [observation(OPSOCLONUS, ago(-2))]),
            ("abatement without clinicalStatus: resolved", "historical",
             [condition(OPSOCLONUS, ago(90), ago(90), None, abatementDateTime=str(ago(9)))]),
            ("active with abatement: resolved", "historical",
             [listed(OPSOCLONUS, 90, abatementString="gone")]),
            ("no date, no evidence", "unknown", [observation(OPSOCLONUS)]),
            ("no date, point", "unknown",
             [condition(OPSOCLONUS, category="encounter-diagnosis")]),
            ("no date, active list item", "historical",
             [condition(OPSOCLONUS, category="problem-list-item")]),
            ("onset as text is no date", "unknown",
             [condition(OPSOCLONUS, category="encounter-diagnosis", onsetString="last week")])])

    def test_onset_age_is_added_in_calendar_units(self):
        def aged(value, unit):
            return condition(OPSOCLONUS, None, None, category="encounter-diagnosis",
                             onsetAge={"value": value, "code": unit, "system": shapes.UCUM})
        born = "2024-08-31"  # 18 months later would be 31 February: 1 March 2026
        self.ask(self.opsoclonus, [
            ("months", "present", [aged(18, "mo")], {"born": born, "now": "2026-08-28"}),
            ("months, a day late", "unknown", [aged(18, "mo")], {"born": born, "now": "2026-08-29"}),
            ("years", "present", [aged(2, "a")], {"born": "2024-05-26"}),
            ("weeks", "present", [aged(104, "wk")], {"born": "2024-05-28"}),
            ("days", "unknown", [aged(729, "d")], {"born": "2024-05-26"}),
            ("earliest with a partial birth date", "unknown", [aged(2, "a")], {"born": "2024-05"})])


class Newness(Table):
    def test_starts(self):
        self.ask(rule, [
            ("older point evidence is remembered", "R0", [point(ATAXIA, 200), point(ATAXIA, 10), seen(INSOMNIA)]),
            ("a list item does", "R0", [listed(ATAXIA, 181), seen(ATAXIA), seen(INSOMNIA)]),
            ("a resolved one does not", "R3b info",
             [listed(ATAXIA, 300, clinical="resolved", abatementDateTime=str(ago(50))),
              seen(ATAXIA), seen(INSOMNIA)]),
            ("onset is the start of a point", "R0",
             [condition(ATAXIA, ago(181), ago(9), category="encounter-diagnosis"),
              seen(INSOMNIA)]),
            ("behaviour not new, sleep new", "R3b info",
             [listed(IRRITABILITY, 400), seen(INSOMNIA), seen(ATAXIA)]),
            ("neither new", "R0", [listed(IRRITABILITY, 400), listed(INSOMNIA, 181), seen(ATAXIA)]),
            ("R3b asks ataxia itself", "R0",
             [listed(ATAXIA, 181), seen(MYOCLONUS), seen(INSOMNIA)]),
            ("M is new by its myoclonus", "R3c info",
             [listed(ATAXIA, 181), seen(MYOCLONUS), listed(NEUROBLASTOMA)]),
            ("PAIR_GAP", "R3b info", [listed(ATAXIA, 100), seen(INSOMNIA, 10)]),
            ("over PAIR_GAP", "R0", [listed(ATAXIA, 101), seen(INSOMNIA, 10)]),
            ("either start within PAIR_GAP", "R3b info",
             [listed(ATAXIA, 150), seen(INSOMNIA, 10), seen(IRRITABILITY, 60)]),
            ("current M with O need not be new", "R2a warning",
             [listed(ATAXIA, 500), seen(OPSOCLONUS)])])


class Refutations(Table):
    def test_states(self):
        self.ask(lambda *r, **k: state("opsoclonus", *r, **k), [
            ("closes an older list item for good", "absent",
             [listed(OPSOCLONUS, 400), refuted(OPSOCLONUS, 300)]),
            ("a stale one too", "absent", [listed(OPSOCLONUS, 900), refuted(OPSOCLONUS, 300)], {"born": OLDER}),
            ("on the same day", "absent", [listed(OPSOCLONUS, 5), refuted(OPSOCLONUS, 5)]),
            ("closes nothing: absent for LOOKBACK", "absent", [refuted(OPSOCLONUS, 180)]),
            ("then unknown", "unknown", [refuted(OPSOCLONUS, 181)]),
            ("the older never comes back", "unknown",
             [point(OPSOCLONUS, 185), refuted(OPSOCLONUS, 181)]),
            ("older than the newest positive", "present",
             [seen(OPSOCLONUS, 5), refuted(OPSOCLONUS, 6)]),
            ("then it is negative point evidence", "absent",
             [listed(OPSOCLONUS, 90, clinical="resolved", abatementDateTime=str(ago(9))),
              refuted(OPSOCLONUS, 100)]),
            ("resolved, by recordedDate", "absent",
             [listed(OPSOCLONUS, 100, clinical="resolved", abatementDateTime=str(ago(9))),
              refuted(OPSOCLONUS, 90)]),
            ("a list item outlives a negative Observation", "present",
             [listed(OPSOCLONUS, 50), seen(OPSOCLONUS, 5, ABSENT)]),
            ("same day both", "present", [seen(OPSOCLONUS, 5), seen(OPSOCLONUS, 5, ABSENT)]),
            ("flutter alone absent", "unknown", [seen(FLUTTER, 5, ABSENT)]),
            ("dated by lastUpdated before onset", "present",
             [seen(OPSOCLONUS, 20), condition(OPSOCLONUS, ago(2), None, None, "refuted",
                                              meta={"lastUpdated": f"{ago(30)}T10:00:00Z"})])])

    def test_freshly_absent(self):
        signs = [seen(ATAXIA), seen(INSOMNIA)]
        self.ask(rule, [
            ("by Observation", "R0", signs + [seen(OPSOCLONUS, 14, ABSENT)]),
            ("over", "R3b info", signs + [seen(OPSOCLONUS, 15, ABSENT)]),
            ("by refutation", "R0", signs + [refuted(OPSOCLONUS, 14)]),
            ("the newest of both", "R0",
             signs + [refuted(OPSOCLONUS, 60), seen(OPSOCLONUS, 14, ABSENT)]),
            ("present, not absent", "R1a warning",
             signs + [listed(OPSOCLONUS, 40), seen(OPSOCLONUS, 3, ABSENT)])])

    def test_tumour(self):
        self.ask(lambda *r: state("neuroblastoma", *r), [
            ("refuted later", "absent", [listed(NEUROBLASTOMA, 50), refuted(NEUROBLASTOMA, 40)]),
            ("on the same day", "absent", [listed(NEUROBLASTOMA, 40), refuted(NEUROBLASTOMA, 40)]),
            ("refuted earlier", "present", [listed(NEUROBLASTOMA, 39), refuted(NEUROBLASTOMA, 40)]),
            ("negative Observation", "absent",
             [listed(NEUROBLASTOMA, 40), seen(NEUROBLASTOMA, 40, ABSENT)]),
            ("any age of entry", "present", [listed(NEUROBLASTOMA, 3000)])])


class WeakCodes(Table):
    def test_matter_only_beside_opsoclonus(self):
        past = listed(OPSOCLONUS, 90, clinical="resolved", abatementDateTime=str(ago(9)))
        self.ask(rule, [
            ("not with historical opsoclonus", "R0", [past, seen(UNSTEADY)]),
            ("never historical", "R3a warning", [seen(OPSOCLONUS), listed(
                UNSTEADY, 90, clinical="resolved", abatementDateTime=str(ago(9)))]),
            ("a refutation of ataxia is none of theirs", "R2a warning",
             [seen(OPSOCLONUS), seen(PROGRESSIVE_ATAXIA, 20), refuted(ATAXIA, 10)]),
            ("newest wins within", "R3a warning",
             [seen(OPSOCLONUS), seen(PROGRESSIVE_ATAXIA, 20), refuted(PROGRESSIVE_ATAXIA, 10)]),
            ("not for R3b", "R0", [seen(PROGRESSIVE_ATAXIA), seen(INSOMNIA)]),
            ("shown, not counted", "R0", [seen(UNSTEADY)])])

    def test_firmness(self):
        signs = [seen(OPSOCLONUS), seen(INSOMNIA)]
        maybe = point(MYOCLONUS, 5, verification="provisional")
        self.ask(rule, [
            ("a weak code is firm", "R1a warning", signs + [seen(PROGRESSIVE_ATAXIA)]),
            ("a weak and provisional one is not", "R2a warning", signs + [seen(UNSTEADY)]),
            ("does not make myoclonus firm", "R2a warning",
             signs + [maybe, seen(PROGRESSIVE_ATAXIA)])])


class Explained(Table):
    def test_what_explains(self):
        signs = [seen(OPSOCLONUS), seen(ATAXIA)]
        self.ask(rule, [
            ("ataxia", "R3a warning", signs + [listed(FRIEDREICH, 50)]),
            ("stale counts", "R3a warning", signs + [listed(FRIEDREICH, 900)], {"born": OLDER}),
            ("status missing", "R3a warning", signs + [condition(FRIEDREICH, ago(5), clinical=None)]),
            ("provisional", "R2a warning", signs + [listed(FRIEDREICH, verification="provisional")]),
            ("abated", "R2a warning", signs + [listed(FRIEDREICH, abatementDateTime=str(ago(1)))]),
            ("resolved", "R2a warning", signs + [listed(FRIEDREICH, clinical="resolved")]),
            ("an Observation never", "R2a warning", signs + [seen(FRIEDREICH)]),
            ("the other sign", "R2a warning", signs + [listed(JME)]),
            ("post-infectious ataxia does not", "R2a warning", signs + [listed((CM, "B01.11"))]),
            ("historical too", "R0", [
                listed(OPSOCLONUS, 90, clinical="resolved", abatementDateTime=str(ago(9))),
                listed(ATAXIA, 90, clinical="resolved", abatementDateTime=str(ago(9))),
                listed(FRIEDREICH)]),
            ("SSPE is a named infection", "R3x info", signs + [listed((WHO, "A81.1"))])])
        self.assertEqual(assess(seen(ATAXIA), listed(FRIEDREICH))["explained"], ["ataxia"])

    def test_r3x(self):
        def poisoned(days):
            return point(TOXIC, days)
        signs, eyes = [seen(ATAXIA, 30), seen(INSOMNIA, 30)], [seen(OPSOCLONUS, 30)]
        self.ask(rule, [
            ("14 days before", "R3x info", eyes + [poisoned(44)]),
            ("15 days before", "R3a warning", eyes + [poisoned(45)]),
            ("14 days after", "R3x info", eyes + [poisoned(16)]),
            ("15 days after", "R3a warning", eyes + [poisoned(15)]),
            ("the first opsoclonus", "R3x info", eyes + [seen(OPSOCLONUS, 2), poisoned(44)]),
            ("never with a tumour", "R2c warning", eyes + [listed(NEUROBLASTOMA), poisoned(30)]),
            ("OMS refuted since the newest O", "R3x info", eyes + [refuted(OMS, 30)]),
            ("OMS refuted before it", "R3a warning", eyes + [refuted(OMS, 31)]),
            ("a list item is as new as its recordedDate", "R3a warning",
             [listed(OPSOCLONUS, 30, recordedDate=str(ago(20))), refuted(OMS, 25)]),
            ("R3b drops", "R0", signs + [poisoned(44)]),
            ("R3b, first finding further off", "R3b info", signs + [poisoned(45)]),
            ("what is not counted sets no start", "R3b info",
             signs + [seen(UNSTEADY, 60), poisoned(60)]),
            ("possible opsoclonus does", "R0", signs + [seen(POSSIBLE, 60), poisoned(60)]),
            ("R3e drops even with a tumour", "R0",
             [seen(POSSIBLE), listed(NEUROBLASTOMA), listed(HERPES)])])

    def test_cap(self):
        maybe = {"verification": "provisional"}
        eyes = seen(OPSOCLONUS, 3, ABSENT)
        self.ask(rule, [
            ("firm by any evidence", "R1a warning",
             [seen(OPSOCLONUS), point(ATAXIA, 5, **maybe), seen(MYOCLONUS), seen(INSOMNIA)]),
            ("R1a", "R2a warning",
             [seen(OPSOCLONUS), point(ATAXIA, 5, **maybe), seen(INSOMNIA)]),
            ("R1b", "R2c warning",
             [seen(OPSOCLONUS, status="preliminary"), seen(ATAXIA), listed(NEUROBLASTOMA)]),
            ("R1b of four", "R1b warning", [seen(OPSOCLONUS, status="preliminary"), seen(ATAXIA),
                                            seen(INSOMNIA), listed(NEUROBLASTOMA)]),
            ("R1c", "R3c info", [point(ATAXIA, 5, **maybe), seen(INSOMNIA), listed(NEUROBLASTOMA)]),
            ("R1c, freshly absent", "R3c info",
             [point(ATAXIA, 5, **maybe), seen(INSOMNIA), listed(NEUROBLASTOMA), eyes])])

    def test_r3d(self):
        past = listed(OPSOCLONUS, 90, clinical="resolved", abatementDateTime=str(ago(9)))
        self.ask(rule, [
            ("alone", "R0", [past]),
            ("M that is not new", "R3d info", [past, listed(ATAXIA, 400)]),
            ("B that is not new", "R0", [past, listed(INSOMNIA, 400)]),
            ("B historical", "R3d info", [past, listed(
                INSOMNIA, 400, clinical="resolved", abatementDateTime=str(ago(9)))]),
            ("replaces R3b", "R3d info", [past, seen(ATAXIA), seen(INSOMNIA)]),
            ("and a dropped one", "R3d info",
             [past, seen(ATAXIA), seen(INSOMNIA), listed(HERPES)]),
            ("not R1c", "R1c warning",
             [past, seen(ATAXIA), seen(INSOMNIA), listed(NEUROBLASTOMA)]),
            ("but a capped one", "R3d info", [
                past, point(ATAXIA, 5, verification="provisional"), seen(INSOMNIA),
                listed(NEUROBLASTOMA)])])


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
