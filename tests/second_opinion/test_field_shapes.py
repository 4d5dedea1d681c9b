"""The rows of clinical.md 2.15 on one record: elements, statuses, dates, values, morphology, subjects, orders."""

import unittest

import shapes
from asking import NOW, TODDLER, Table, ago, assess, listed, over, point, reasons, rule, seen, state
from evaluate import evaluate
from evaluator.intake import CannotEvaluate
from shapes import ABSENT, ATAXIA, HVA, NEUROBLASTOMA, OPSOCLONUS, PRESENT, concept, condition, observation, order
from terminology import CM, GM, HPO, ICDO3, LOINC, SCT, WHO

UNKNOWN = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
CERTAINTY = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"
MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
MORPHOLOGY = concept((ICDO3, "9500/3"))


def eyes(*resources, **more):
    return state("opsoclonus", *resources, **more)


def tumour(*resources, **more):
    return state("neuroblastoma", *resources, **more)


def with_status(name, value, **more):
    out = {**listed(OPSOCLONUS), **more}
    out[name] = value
    return out


def certain(letter, **more):
    """A list item whose ICD-10-GM coding carries a Diagnosesicherheit; a second coding is the finding."""
    out = listed(concept((GM, "H55"), OPSOCLONUS), verification=None, **more)
    out["code"]["coding"][0]["extension"] = [{"url": CERTAINTY, "valueCoding": {"code": letter}}]
    return out


class Statuses(Table):
    def test_a_status_that_is_not_understood_drops_the_record(self):
        data = [("text", {"text": "refuted"}), ("display", {"coding": [{"display": "Confirmed"}]}),
                ("data absent", UNKNOWN), ("another code", concept((shapes.VERIFICATION, "sure"))), ("a number", 1)]
        for name, value in data:
            with self.subTest(name):
                record = with_status("verificationStatus", value)
                self.assertEqual(eyes(record), "unknown")
                self.assertEqual(reasons(record), ["verificationStatus-not-understood"])
        self.ask(eyes, [
            ("an empty one is missing", "present", [with_status("verificationStatus", {})]),
            ("with an empty coding", "present", [with_status("verificationStatus", {"coding": [{}]})]),
            ("null", "present", [with_status("verificationStatus", None)]),
            ("DSTU2 extension", "unknown", [with_status("_verificationStatus", UNKNOWN, verificationStatus=None)]),
            ("an Observation's", "unknown", [seen(OPSOCLONUS, 5, status="done")]),
            ("an Observation's extension", "unknown", [{**seen(OPSOCLONUS, status=None), "_status": UNKNOWN}]),
            ("an extension beside the status", "present", [{**seen(OPSOCLONUS), "_status": UNKNOWN}])])

    def test_of_several_codes_the_more_doubtful_holds(self):
        def both(*codes):
            return with_status("verificationStatus", concept(*((shapes.VERIFICATION, c) for c in codes)))
        order_of_doubt = ["entered-in-error", "refuted", "differential", "unconfirmed", "provisional", "confirmed"]
        answers = ["unknown", "absent", "unknown", "present", "present", "present"]
        for first, answer in zip(order_of_doubt, answers):
            for other in order_of_doubt[order_of_doubt.index(first):]:
                with self.subTest(first=first, other=other):
                    self.assertEqual(eyes(both(first, other)), answer)
                    self.assertEqual(eyes(both(other, first)), answer)

    def test_clinical_status_is_read_by_meaning(self):
        def coded(code, **more):
            return with_status("clinicalStatus", concept((SCT, code)), **more)
        end = {"abatementDateTime": str(ago(3))}
        self.ask(eyes, [
            ("active", "present", [coded("55561003", onsetDateTime=str(ago(300)), recordedDate=str(ago(300)))]),
            ("inactive", "historical", [coded("73425007", **end)]),
            ("resolved", "historical", [coded("413322009", **end)]),
            ("active and resolved", "historical", [with_status("clinicalStatus", concept(
                (shapes.CLINICAL, "active"), (SCT, "413322009")), **end)]),
            ("not understood: as missing", "present", [with_status("clinicalStatus", {"text": "aktiv"})]),
            ("a point then", "unknown", [with_status("clinicalStatus", {"text": "aktiv"}, onsetDateTime=str(ago(200)),
                                                     recordedDate=str(ago(200)))])])

    def test_diagnosesicherheit(self):
        self.ask(lambda *r: (eyes(*r), assess(*r)["features"]["opsoclonus"].get("firm")), [
            ("A", ("absent", None), [certain("A")]),
            ("V", ("present", False), [certain("V")]),
            ("G", ("present", True), [certain("G")]),
            ("Z", ("historical", None), [certain("Z")]),
            ("unknown letter", ("unknown", None), [certain("X")]),
            ("A against confirmed", ("absent", None), [
                {**certain("A"), "verificationStatus": concept((shapes.VERIFICATION, "confirmed"))}]),
            ("G against provisional", ("present", False), [
                {**certain("G"), "verificationStatus": concept((shapes.VERIFICATION, "provisional"))}])])


class Dates(Table):
    def test_a_plain_calendar_day_counts(self):
        for tail in ("T08:00:00.000+0000", "T08:00:00+01", " 08:00:00", "t08:00:00z", "T24:00:00Z", " ", "T08:00"):
            with self.subTest(tail):
                self.assertEqual(eyes(observation(OPSOCLONUS, str(ago(180)) + tail)), "present")
                self.assertEqual(eyes(observation(OPSOCLONUS, str(ago(181)) + tail)), "unknown")

    def test_what_cannot_be_read_is_not_missing(self):
        bad = "11/10/2026"
        self.ask(lambda *r: (eyes(*r), reasons(*r)), [
            ("no other date", ("unknown", ["effectiveDateTime date-not-understood"]), [observation(OPSOCLONUS, bad)]),
            ("issued", ("present", ["effectiveDateTime date-not-understood"]),
             [observation(OPSOCLONUS, bad, issued=f"{ago(3)}T08:00:00Z")]),
            ("a list item", ("unknown", ["onsetDateTime date-not-understood"]), [condition(OPSOCLONUS, bad)]),
            ("recorded", ("present", ["onsetDateTime date-not-understood"]), [condition(OPSOCLONUS, bad, ago(3))]),
            ("an extension", ("unknown", ["onsetDateTime date-not-understood"]),
             [condition(OPSOCLONUS, _onsetDateTime=UNKNOWN)]),
            ("abatement", ("present", ["abatementDateTime date-not-understood"]),
             [listed(OPSOCLONUS, abatementDateTime=bad)]),
            ("abatement by extension", ("historical", ["abatementDateTime date-not-understood"]),
             [listed(OPSOCLONUS, _abatementDateTime=UNKNOWN)]),
            ("an impossible day", ("unknown", ["onsetDateTime date-not-understood"]), [condition(OPSOCLONUS, "2026-02-30")]),
            ("a tumour", ("unknown", ["onsetDateTime date-not-understood"]), [condition(NEUROBLASTOMA, bad)])])
        self.assertEqual(tumour(condition(NEUROBLASTOMA, bad)), "unknown")

    def test_evidence_before_birth_is_not_this_childs(self):
        born = {"born": "2026-06"}
        self.ask(eyes, [
            ("the last day before", "unknown", [observation(OPSOCLONUS, "2026-05-31")], born),
            ("the first possible birthday", "present", [observation(OPSOCLONUS, "2026-06-01")], born),
            ("a list item is not historical", "unknown", [condition(OPSOCLONUS, "2026-05-31", "2026-05-31")], born),
            ("another date", "present", [condition(OPSOCLONUS, "2026-05-31", "2026-06-02")], born),
            ("age unknown", "present", [observation(OPSOCLONUS, "2026-09-01")], {"born": "2027-06"})])
        self.assertEqual(tumour(condition(NEUROBLASTOMA, "2026-05-31"), **born), "present")
        self.assertEqual(rule(seen(OPSOCLONUS), condition(NEUROBLASTOMA, "2026-05-31"), **born), "R2c warning")


class Values(Table):
    def test_values(self):
        self.ask(eyes, [
            ("only an extension", "unknown", [seen(OPSOCLONUS, value=None, _valueBoolean=UNKNOWN)]),
            ("beside null", "unknown", [seen(OPSOCLONUS, value=None, valueBoolean=None, _valueBoolean=UNKNOWN)]),
            ("null alone is no value", "present", [seen(OPSOCLONUS, value=None, valueBoolean=None)]),
            ("an extension beside the value", "present", [seen(OPSOCLONUS, value=True, _valueBoolean=UNKNOWN)]),
            ("two values", "unknown", [seen(OPSOCLONUS, value=True, valueString="yes")]),
            ("two values, one only an extension", "unknown", [seen(OPSOCLONUS, value=True, _valueString=UNKNOWN)]),
            ("a wrong type", "unknown", [seen(OPSOCLONUS, value=None, valueBoolean="true")])])
        self.assertEqual(reasons(seen(OPSOCLONUS, value=None, valueBoolean="true")), ["valueBoolean unreadable-element"])

    def test_a_header_that_its_parts_deny_states_nothing(self):
        def part(code, value):
            return {"code": concept(code) if code else {"text": "left eye"}, "valueString": value}

        def header(*parts, **more):
            return seen(OPSOCLONUS, value=None, component=list(parts), **more)
        member = seen(OPSOCLONUS, value=False, id="m")
        uncoded = {**seen(OPSOCLONUS, value="no", id="m"), "code": {"text": "right eye"}}
        pointing = seen(OPSOCLONUS, 5, None, hasMember=[{"reference": "Observation/m"}])
        self.ask(eyes, [
            ("uncoded, only no", "unknown", [header(part(None, "no"), part(None, "no"))]),
            ("uncoded, one yes", "present", [header(part(None, "no"), part(None, "yes"))]),
            ("uncoded, one unknown", "present", [header(part(None, "no"), part(None, "perhaps"))]),
            ("the same finding", "absent", [header(part(OPSOCLONUS, "no"))]),
            ("another finding", "present", [header(part(ATAXIA, "no"))]),
            ("a value of its own", "present", [{**header(part(None, "no")), "valueBoolean": True}]),
            ("a member", "absent", [pointing, member]),
            ("an uncoded member", "unknown", [pointing, uncoded]),
            ("a preliminary member", "present", [pointing, {**member, "status": "preliminary"}]),
            ("a member that is not there", "present", [pointing])])


class Morphology(Table):
    def test_neuroblastoma_as_morphology(self):
        site = (SCT, "363346000")  # a malignant tumour, no row
        extension = {"extension": [{"url": MCODE, "valueCodeableConcept": MORPHOLOGY}]}
        histology = seen((LOINC, "59847-4"), 5, MORPHOLOGY)
        self.ask(tumour, [
            ("mCODE", "present", [listed(site, **extension)]),
            ("evidence", "present", [listed(site, evidence=[{"code": [MORPHOLOGY]}])]),
            ("provisional", "unknown", [listed(site, verification="provisional", **extension)]),
            ("refuted", "absent", [listed(site, verification="refuted", **extension)]),
            ("olfactory", "unknown", [listed(site, evidence=[{"code": [concept((ICDO3, "9522/3"))]}])]),
            ("histology", "present", [histology]),
            ("preliminary histology", "unknown", [{**histology, "status": "preliminary"}])])


class Systems(Table):
    def test_aliases(self):
        for name, code in [("OID", ("urn:oid:2.16.840.1.113883.6.96", OPSOCLONUS[1])),
                           ("slash", (SCT + "/", OPSOCLONUS[1])), ("https", ("https://snomed.info/sct", OPSOCLONUS[1])),
                           ("case", ("HTTP://SNOMED.info/SCT", OPSOCLONUS[1])), ("HPO", (HPO + "/", "HP_0010543")),
                           ("edition", (SCT + "/11000274103/version/20260515", OPSOCLONUS[1]))]:
            with self.subTest(name):
                self.assertEqual(eyes(listed(code)), "present")
        for system in ("icd-10-gm", "icd-10-am", "icd-10-uk", "icd-10-nl", "icd-9", "icd-10-ca"):
            code = "781.3" if system == "icd-9" else "R27.0"
            with self.subTest(system):
                expected = "unknown" if system == "icd-10-ca" else "present"
                self.assertEqual(state("ataxia_myoclonus", listed(("http://hl7.org/fhir/sid/" + system, code))), expected)

    def test_icd_10_gm_is_never_icd_10_cm(self):
        self.assertEqual(rule(seen(OPSOCLONUS), listed((WHO, "R26.81"))), "R2a warning")
        self.assertEqual(rule(seen(OPSOCLONUS), listed((GM, "R26.81"))), "R3a warning")
        self.assertEqual(rule(seen(OPSOCLONUS), listed((CM, "R2681"))), "R2a warning")


class Orders(Table):
    def test_when_an_order_counts(self):
        signs = [seen(OPSOCLONUS, 40)]
        mri, bad = shapes.MRI_WHOLE_BODY, "11/10/2026"
        self.ask(lambda *r: assess(*signs, *r)["workup"]["imaging"], [
            ("due later", "ordered", [order(mri, ago(3), occurrenceDateTime=str(ago(-20)))]),
            ("written ahead", "ordered", [order(mri, ago(-20))]),
            ("meta.lastUpdated", "ordered", [order(mri, None, meta={"lastUpdated": f"{ago(3)}T08:00:00Z"})]),
            ("that before the occurrence", "none", [order(mri, None, meta={"lastUpdated": f"{ago(90)}T08:00:00Z"},
                                                          occurrenceDateTime=str(ago(3)))]),
            ("the occurrence", "ordered", [order(mri, bad, occurrencePeriod={"start": str(ago(-3))})]),
            ("no date", "none", [order(mri, None)]),
            ("not to be done", "none", [order(mri, ago(3), _doNotPerform=UNKNOWN)]),
            ("status only an extension", "none", [{**order(mri, ago(3), None), "_status": UNKNOWN}])])

    def test_a_urine_value_that_is_only_an_extension_is_no_result(self):
        for name, expected, more in [("value", "done", {"valueString": "normal"}), ("extension", "none", {"_valueString": UNKNOWN})]:
            with self.subTest(name):
                answer = assess(seen(OPSOCLONUS, 40), seen(HVA, 3, None, **more))
                self.assertEqual(answer["workup"]["urine"], expected)


class Subjects(unittest.TestCase):
    URL = "https://a.example/fhir/Patient/kid"

    def _found(self, subject, full_url=None, server=None, ident="kid"):
        child = shapes.patient(TODDLER, ident, identifier=[{"system": "urn:x", "value": "7"}])
        sign = {**seen(OPSOCLONUS), "subject": subject}
        doc = shapes.bundle([child, sign])
        doc["entry"][0]["fullUrl"] = full_url
        if server:
            doc = {"hook": "patient-view", "fhirServer": server, "context": {"patientId": ident},
                   "prefetch": {"patient": child, "conditions": None, "observations": doc["entry"][1]["resource"]}}
        try:
            return evaluate(doc, now=NOW)["features"]["opsoclonus"]["state"] == "present"
        except CannotEvaluate:
            return False

    def test_each_form(self):
        def ref(text):
            return {"reference": text}
        uuid = "urn:uuid:9f3c7a00-0000-4000-8000-000000000000"
        for name, expected, arguments in [
                ("relative", True, (ref("Patient/kid"),)),
                ("versioned", True, (ref("Patient/kid/_history/2"),)),
                ("other", False, (ref("Patient/kid2"),)),
                ("fullUrl", True, (ref(self.URL), self.URL)),
                ("another server", False, (ref("https://b.example/fhir/Patient/kid"), self.URL)),
                ("under fhirServer", True, (ref(self.URL), None, "https://a.example/fhir/")),
                ("not under it", False, (ref(self.URL), None, "https://b.example/fhir")),
                ("default port", True, (ref("https://a.example:443/fhir/Patient/kid"), None, "https://a.example/fhir")),
                ("port of the base", True, (ref(self.URL), None, "HTTPS://A.example:443/fhir/")),
                ("another port", False, (ref("https://a.example:8443/fhir/Patient/kid"), None, "https://a.example/fhir")),
                ("dots and percents", True, (ref("https://A.Example/x/../%66hir/./Patient/kid"), self.URL)),
                ("a path is not case-blind", False, (ref("https://a.example/FHIR/Patient/kid"), self.URL)),
                ("nothing known: the id", True, (ref(self.URL),)),
                ("urn", True, (ref(uuid), uuid)),
                ("urn of the id", True, (ref(uuid), None, None, uuid[9:])),
                ("urn of the id in a request", True, (ref(uuid.upper()), None, "https://a.example/fhir", uuid[9:])),
                ("urn of the id beside another fullUrl", False, (ref(uuid), self.URL, None, uuid[9:])),
                ("identifier", True, ({"identifier": {"system": "urn:x", "value": "7"}},)),
                ("another identifier", False, ({"identifier": {"system": "urn:x", "value": "8"}},)),
                ("none", False, (None,))]:
            with self.subTest(name):
                self.assertEqual(self._found(*arguments), expected)


class Shapes(unittest.TestCase):
    def test_a_code_that_is_no_list_is_not_read(self):
        record = listed(OPSOCLONUS)
        record["code"] = {"coding": record["code"]["coding"][0]}
        self.assertEqual(reasons(record), ["code.coding unreadable-element"])
        self.assertEqual(assess(record)["uncoded"], 0)

    def test_answers_that_do_not_change(self):
        self.assertEqual(eyes(over(OPSOCLONUS, 90, 9), point(ATAXIA, 3)), "historical")
        self.assertEqual(eyes(seen(OPSOCLONUS, 5, ABSENT), seen(OPSOCLONUS, 5, PRESENT)), "present")


if __name__ == "__main__":
    unittest.main()
