"""What is new in policy 2.0.0 (clinical.md section 11): memory, core list, Q and q, causes, known cases, maps."""

import unittest

import shapes
from asking import OLDER, Table, ago, assess, body_mri, listed, over, point, refuted, rule, seen, state
from evaluate import evaluate
from evaluator.terms import load_terms, with_maps
from shapes import (ABSENT, ATAXIA, INSOMNIA, IRRITABILITY, MYOCLONUS, NEUROBLASTOMA, NIGHTMARES, OMS, OPSOCLONUS,
                    PROGRESSIVE_ATAXIA, condition, order, report)
from terminology import CM, GM, ICD11, LOINC, SCT, WHO

Q, WEAKER, SACCADES = (CM, "H55.89"), (WHO, "H55"), (ICD11, "9C85.02")
NUTANS, ADEM, ANGELMAN = (SCT, "400948003"), (SCT, "83942000"), (CM, "Q93.51")
CONCUSSION, PAPILLOEDEMA, CORD, NEUROPATHY = (CM, "S06.0X0A"), (CM, "H47.10"), (SCT, "71286001"), (CM, "G62.0")
VINCRISTINE = (CM, "T45.1X5A")


class Memory(Table):
    def test_what_was_there_before_is_not_new(self):
        now = [seen(ATAXIA), seen(INSOMNIA)]
        self.ask(rule, [
            ("a day before NEW_MEMORY begins", "R3b info", [seen(ATAXIA), seen(INSOMNIA, 100), point(ATAXIA, 180)]),
            ("its first day", "R0", now + [point(ATAXIA, 181)]),
            ("its last day", "R0", now + [point(ATAXIA, 730)], {"born": "2022-01-01"}),
            ("forgotten", "R3b info", now + [point(ATAXIA, 731)], {"born": "2022-01-01"}),
            ("provisional", "R0", now + [point(ATAXIA, 200, verification="provisional")]),
            ("an Observation", "R0", now + [seen(ATAXIA, 200)]),
            ("another sub-finding", "R3b info", now + [seen(MYOCLONUS, 200)]),
            ("an OMS diagnosis is none", "R3b info", now + [point(OMS, 200)]),
            ("ended by a negative Observation", "R3b info", now + [seen(ATAXIA, 200), seen(ATAXIA, 100, ABSENT)]),
            ("denied before it", "R0", now + [seen(ATAXIA, 200), seen(ATAXIA, 201, ABSENT)]),
            ("ended by a refutation", "R3b info", now + [seen(ATAXIA, 200), refuted(ATAXIA, 100)]),
            ("an entry that resolved", "R3b info", now + [over(ATAXIA, 300, 250)]),
            ("one that resolved after the present began", "R0", now + [over(ATAXIA, 300, 5)]),
            ("resolved, nobody knows when", "R3b info", now + [condition(ATAXIA, ago(300), None, "resolved")]),
            ("core or not", "R0", [seen(ATAXIA), seen(INSOMNIA), point(NIGHTMARES, 300)]),
            ("opsoclonus is not asked", "R3a warning", [seen(OPSOCLONUS), seen(OPSOCLONUS, 300)]),
            ("M with O is not asked", "R2a warning", [seen(OPSOCLONUS), seen(ATAXIA), seen(ATAXIA, 300)])])


class CoreList(Table):
    def test_r3b(self):
        self.ask(rule, [
            ("core", "R3b info", [seen(ATAXIA), seen(IRRITABILITY)]),
            ("not core", "R0", [seen(ATAXIA), seen(NIGHTMARES)]),
            ("one core code of two", "R3b info", [seen(ATAXIA), seen(NIGHTMARES), seen(INSOMNIA)]),
            ("the core start counts", "R0", [seen(ATAXIA, 150), seen(NIGHTMARES, 100), seen(INSOMNIA, 5)]),
            ("elsewhere the whole list", "R2b warning", [seen(OPSOCLONUS), seen(NIGHTMARES)]),
            ("new myoclonus, 90 days apart", "R3b info", [seen(ATAXIA, 100), seen(MYOCLONUS, 10)]),
            ("91 days apart", "R0", [seen(ATAXIA, 101), seen(MYOCLONUS, 10)]),
            ("myoclonus not new", "R0", [seen(ATAXIA), listed(MYOCLONUS, 200)]),
            ("over six", "R0", [seen(ATAXIA), seen(MYOCLONUS)], {"born": "2020-11-22"})])


class PossibleOpsoclonus(Table):
    def test_two_strengths(self):
        tumour = listed(NEUROBLASTOMA)
        self.ask(rule, [
            ("Q and M", "R3e info", [listed(Q), seen(ATAXIA)]),
            ("Q and weak M", "R3e info", [listed(Q), seen(PROGRESSIVE_ATAXIA)]),
            ("Q and core B", "R3e info", [listed(Q), seen(INSOMNIA)]),
            ("Q and other B", "R0", [listed(Q), seen(NIGHTMARES)]),
            ("Q and N", "R3e info", [listed(Q), tumour]),
            ("Q alone", "R0", [listed(Q)]),
            ("q and M", "R3e info", [listed(WEAKER), seen(ATAXIA)]),
            ("q and weak M", "R0", [listed(WEAKER), seen(PROGRESSIVE_ATAXIA)]),
            ("q and core B", "R0", [listed(WEAKER), seen(INSOMNIA)]),
            ("q and N", "R3e info", [listed(WEAKER), tumour]),
            ("M not new", "R0", [listed(Q), listed(ATAXIA, 200)]),
            ("freshly absent", "R0", [listed(Q), seen(ATAXIA), seen(OPSOCLONUS, 3, ABSENT)])])
        self.assertTrue(assess(listed(WEAKER))["possibleOpsoclonus"])

    def test_a_named_nystagmus_switches_it_off(self):
        signs = [listed(Q, 20), seen(ATAXIA)]
        self.ask(rule, [
            ("on the same day", "R0", signs + [listed(NUTANS, 20)]),
            ("earlier", "R3e info", signs + [listed(NUTANS, 21)]),
            ("provisional", "R3e info", signs + [listed(NUTANS, verification="provisional")]),
            ("resolved", "R3e info", signs + [listed(NUTANS, clinical="resolved")]),
            ("status missing", "R3e info", signs + [point(NUTANS, 5, clinical=None)]),
            ("an Observation", "R3e info", signs + [seen(NUTANS, 5)]),
            ("a newer record of Q", "R3e info", signs + [seen(Q, 3), listed(NUTANS, 10)]),
            ("q too", "R0", [listed(WEAKER, 20), seen(ATAXIA), listed(NUTANS, 10)])])

    def test_inappropriate_saccades_are_provisional(self):
        self.ask(rule, [
            ("alone", "R3a info", [listed(SACCADES)]),
            ("beside flutter", "R3a warning", [listed(SACCADES), seen(shapes.FLUTTER)]),
            ("capped", "R2a warning", [listed(SACCADES), seen(ATAXIA), seen(INSOMNIA)]),
            ("opsoclonus refuted speaks against it", "R0", [listed(SACCADES, 20), refuted(OPSOCLONUS, 10)]),
            ("no opsoclonus seen", "R0", [seen(SACCADES, 20), seen(OPSOCLONUS, 10, ABSENT)]),
            ("its own refutation touches nothing else", "R3a warning", [listed(OPSOCLONUS, 20), refuted(SACCADES, 10)])])


class Causes(Table):
    def test_without_opsoclonus_an_emergency_that_is_known_ends_the_rule(self):
        b, e = [seen(ATAXIA, 30), seen(INSOMNIA, 30)], [listed(Q, 30), seen(MYOCLONUS, 10)]
        self.ask(rule, [
            ("raised pressure, 180 days", "R0", b + [listed(PAPILLOEDEMA, 180)]),
            ("181 days", "R3b info", b + [listed(PAPILLOEDEMA, 181)]),
            ("by onset", "R3b info", b + [condition(PAPILLOEDEMA, ago(300), ago(5))]),
            ("R3e", "R0", e + [listed(PAPILLOEDEMA)]),
            ("R3e with a tumour", "R0", [listed(Q), listed(NEUROBLASTOMA), listed(PAPILLOEDEMA)]),
            ("provisional", "R3b info", b + [listed(PAPILLOEDEMA, verification="provisional")]),
            ("resolved", "R3b info", b + [over(PAPILLOEDEMA, 60, 10)]),
            ("retinal disorder", "R3b info", b + [listed((CM, "H47.13"))]),
            ("concussion 14 days before", "R0", b + [point(CONCUSSION, 44)]),
            ("15 days before", "R3b info", b + [point(CONCUSSION, 45)]),
            ("14 days after", "R0", b + [point(CONCUSSION, 16)]),
            ("R3e, by the start of Q", "R0", e + [point(CONCUSSION, 44)]),
            ("named disease", "R0", b + [listed(ADEM, 300)]),
            ("opsoclonus is not touched", "R1a warning", b + [seen(OPSOCLONUS), listed(PAPILLOEDEMA)])])

    def test_cord_compression_and_neuropathy(self):
        tumour, signs = listed(NEUROBLASTOMA), [seen(ATAXIA), seen(INSOMNIA)]
        maybe = point(ATAXIA, 5, verification="provisional")
        self.ask(rule, [
            ("R3c", "R0", [tumour, seen(ATAXIA), listed(CORD)]),
            ("R1c stays", "R1c warning", [tumour, *signs, listed(CORD)]),
            ("R1c capped", "R0", [tumour, maybe, seen(INSOMNIA), listed(CORD)]),
            ("R3d replaces it", "R3d info", [over(OPSOCLONUS, 90, 9), tumour, seen(ATAXIA), listed(CORD)]),
            ("neuropathy", "R1c info", [tumour, *signs, listed(NEUROPATHY)]),
            ("adverse effect of chemotherapy", "R1c info", [tumour, *signs, listed(VINCRISTINE)]),
            ("neuropathy beside R3c", "R3c info", [tumour, seen(ATAXIA), listed(NEUROPATHY)])])

    def test_poisoning_by_pattern(self):
        eyes = [seen(OPSOCLONUS, 30)]
        self.ask(rule, [(code, expected, eyes + [point((system, code), 30)]) for system, code, expected in [
            (CM, "T43.501A", "R3x info"), (CM, "T43.501S", "R3a warning"), (CM, "T43.506A", "R3a warning"),
            (CM, "T42.1X5D", "R3x info"), (CM, "T36.0X1A", "R3a warning"), (CM, "T50.B95A", "R3a warning"),
            (CM, "T50.901A", "R3x info"), (CM, "T501X1A", "R3a warning"), (CM, "T42.1X6A", "R3a warning"),
            (CM, "t421x1a", "R3x info"), (WHO, "T42.1", "R3x info"), (GM, "T42.1", "R3x info"), (WHO, "T36.0", "R3a warning"),
            (WHO, "T42.1X1A", "R3x info"), (GM, "T42.1X1A", "R3a warning"), (CM, "T45.1X5A", "R3a warning")]])

    def test_what_explains_ataxia_and_what_does_not(self):
        signs = [seen(OPSOCLONUS), seen(ATAXIA)]
        self.ask(rule, [
            ("Angelman", "R3a warning", signs + [listed(ANGELMAN)]),
            ("Dravet explains both", "R3a warning", signs + [seen(MYOCLONUS), listed((CM, "G40.83"))]),
            ("hereditary, unspecified", "R2a warning", signs + [listed((CM, "G11.9"))]),
            ("8A03.1Z", "R2a warning", signs + [listed((ICD11, "8A03.1Z"))])])

    def test_r3x_refuted_only(self):
        eyes = [seen(OPSOCLONUS, 30)]
        self.ask(rule, [
            ("refuted", "R3x info", eyes + [refuted(OMS, 30)]),
            ("provisional refutation is none", "R3a warning", eyes + [refuted(OMS, 31)])])


class Known(Table):
    def test_known_cases_are_silent(self):
        old = {"born": OLDER}
        tumour, oms = listed(NEUROBLASTOMA, 420), listed(OMS, 420)
        self.ask(rule, [
            ("91 days", "R0-known", [listed(OPSOCLONUS, 91), tumour], old),
            ("90 days", "R2c warning", [listed(OPSOCLONUS, 90), tumour], old),
            ("the tumour is news", "R1b warning", [oms, listed(NEUROBLASTOMA, 90)], old),
            ("a new sign", "R1b warning", [oms, tumour, seen(INSOMNIA, 5)], old),
            ("even one that is not new", "R1b warning", [oms, tumour, condition(INSOMNIA, ago(900), ago(50))], old),
            ("a weak sign", "R1b warning", [oms, tumour, seen(shapes.UNSTEADY, 5)], old),
            ("saved again", "R0-known", [{**oms, "meta": {"lastUpdated": f"{ago(2)}T08:00:00Z"}}, tumour], old),
            ("a sign that resolved", "R0-known", [oms, tumour, over(INSOMNIA, 60, 3)], old),
            ("a tumour without date", "R1b warning", [oms, condition(NEUROBLASTOMA)], old),
            ("age unknown", "R0-known", [oms, tumour], {"born": None}),
            ("a refuted sign", "R0-known", [oms, tumour, seen(INSOMNIA, 20), refuted(INSOMNIA, 10)], old)])


class Workup(unittest.TestCase):
    def test_codes_nobody_knows_are_counted_and_change_nothing(self):
        signs = [seen(OPSOCLONUS), seen(ATAXIA)]
        local = ("http://www.ama-assn.org/go/cpt", "74183")
        answer = assess(*signs, order(local, ago(3)), report(local, ago(3)), order(local, ago(3), "revoked"),
                        order(local, ago(90)), order(shapes.MRI_PARTS["neck"], ago(3)))
        self.assertEqual((answer["rule"], answer["workup"]["uncoded"], answer["workup"]["imaging"]), ("R2a", 2, "partial"))

    def test_three_regions_in_one_code(self):
        answer = assess(seen(OPSOCLONUS), report((LOINC, "91523-1"), ago(3)), *body_mri(3, ["neck"]))
        self.assertEqual(answer["workup"]["imaging"], "done")


class Shown(unittest.TestCase):
    def test_the_age_is_that_at_onset(self):
        found = assess(condition(OPSOCLONUS, "2026-02-01", str(ago(5))))["features"]["opsoclonus"]["evidence"]
        self.assertEqual([(e["date"], e["ageAtFinding"]) for e in found], [(str(ago(5)), "P1Y3M")])


SITE = "http://hospital.example.org/codes"
SITE_MAP = {"resourceType": "ConceptMap", "group": [{"source": SITE, "target": SCT, "element": [
    {"code": "EYE1", "target": [{"code": OPSOCLONUS[1], "equivalence": "equivalent"}]},
    {"code": "EYE2", "target": [{"code": OPSOCLONUS[1], "equivalence": "wider"}]},
    {"code": "EYE3", "target": [{"code": OPSOCLONUS[1], "equivalence": "disjoint"}]},
    {"code": "NB1", "target": [{"code": NEUROBLASTOMA[1], "equivalence": "equal"}]},
    {"code": "NB2", "target": [{"code": NEUROBLASTOMA[1], "equivalence": "relatedto"}]},
    {"code": "OMS2", "target": [{"code": OMS[1], "equivalence": "inexact"}]},
    {"code": "ADEM2", "target": [{"code": ADEM[1], "equivalence": "narrower"}]}]},
    {"source": SCT, "target": SCT, "element": [
        {"code": ATAXIA[1], "target": [{"code": OPSOCLONUS[1], "equivalence": "equal"}]}]}]}


class Maps(Table):
    def test_what_a_map_is_worth(self):
        terms = with_maps(load_terms(), [SITE_MAP])

        def mapped(*resources):
            answer = evaluate(shapes.bundle([shapes.patient("2024-11-01"), *map(dict, resources)]), now="2026-11-22", terms=terms)
            return " ".join([answer["rule"], str(answer["features"]["opsoclonus"].get("firm"))])
        eyes = seen(OPSOCLONUS, 20)
        self.ask(mapped, [
            ("firm", "R3a True", [listed((SITE, "EYE1"))]),
            ("provisional", "R3a False", [listed((SITE, "EYE2"))]),
            ("nothing", "R0 None", [listed((SITE, "EYE3"))]),
            ("refutes", "R0 None", [eyes, refuted((SITE, "EYE1"), 5)]),
            ("does not refute", "R3a True", [eyes, refuted((SITE, "EYE2"), 5)]),
            ("no negative evidence", "R3a True", [eyes, seen((SITE, "EYE2"), 5, ABSENT)]),
            ("a tumour", "R2c True", [eyes, listed((SITE, "NB1"))]),
            ("no tumour", "R3a True", [eyes, listed((SITE, "NB2"))]),
            ("no explanation", "R3a True", [eyes, listed((SITE, "ADEM2"))]),
            ("OMS refuted by no more than a provisional map", "R3a True", [eyes, refuted((SITE, "OMS2"), 5)]),
            ("OMS", "R2a False", [listed((SITE, "OMS2"))]),
            ("a code with a row of its own is never mapped", "R0 None", [listed(ATAXIA)])])


class Stages(Table):
    def test_a_stage_counts_beside_any_code_but_a_finding(self):
        stage = (SCT, "409726005")
        self.ask(lambda *r: state("neuroblastoma", *r), [
            ("a code nobody knows", "present", [seen((SITE, "X"), 5, stage)]),
            ("text alone", "present", [seen({"text": "Stadium"}, 5, stage)]),
            ("a question", "present", [seen((SCT, "409720004"), 5, stage)]),
            ("a mimic", "present", [seen(shapes.NYSTAGMUS, 5, stage)]),
            ("a finding of O", "unknown", [seen(OPSOCLONUS, 5, stage)]),
            ("a finding of Q", "unknown", [seen(Q, 5, stage)]),
            ("preliminary", "unknown", [seen((SITE, "X"), 5, stage, status="preliminary")]),
            ("a tumour beside a code nobody knows is nothing", "unknown", [seen((SITE, "X"), 5, NEUROBLASTOMA)])])


if __name__ == "__main__":
    unittest.main()
