"""Lists: partial data and 412 (clinical.md 2.10), Bundles, deletions and totals of 2.15."""

import copy
import json
import unittest

import shapes
from asking import NOW, TODDLER, Table, ago, asked, listed, refuted, seen
from evaluate import evaluate
from evaluator.intake import read_documents
from shapes import ATAXIA, OPSOCLONUS

WARNING = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "timeout"}]}
INFORMATION = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}
SILENT, SIGNS = [listed(ATAXIA)], [listed(ATAXIA), seen(OPSOCLONUS)]


def request(*resources, without=(), **prefetch):
    """A hook request; `prefetch` replaces lists, `without` leaves keys out."""
    doc = shapes.hook_request([shapes.patient(TODDLER), *map(copy.deepcopy, resources)])
    doc["prefetch"].update(prefetch)
    for key in without:
        del doc["prefetch"][key]
    return doc


def changed(doc, key, change):
    change(doc["prefetch"][key])
    return doc


def searchset(*entries, **more):
    return {"resourceType": "Bundle", "type": "searchset", "entry": list(entries), **more}


def partial(doc):
    return evaluate(doc, now=NOW)["partialData"]


class Missing(Table):
    def test_412(self):
        bad = {"resourceType": "OperationOutcome"}
        self.ask(asked, [
            ("nothing missing", "R0", [request(*SILENT)]),
            ("null is looked up", "R0", [request(*SILENT, observations=None)]),
            ("no key, silent", "412", [request(*SILENT, without=["observations"])]),
            ("no key, a card", "R3a warning", [request(*SIGNS, without=["conditions"])]),
            ("both", "412", [request(*SIGNS, without=["conditions", "observations"])]),
            ("an OperationOutcome", "412", [request(*SILENT, observations=bad)]),
            ("no Patient", "412", [request(*SIGNS, without=["patient"])]),
            ("a null Patient", "412", [request(*SIGNS, patient=None)]),
            ("orders missing", "R0", [request(*SILENT, without=["serviceRequests", "diagnosticReports"])]),
            ("known case", "412", [request(listed(shapes.OMS, 420), listed(shapes.NEUROBLASTOMA, 420), patient=shapes.patient(
                "2022-01-01"), without=["observations"])]),
            ("a guard answers first", "guard-inactive", [request(
                *SIGNS, patient=shapes.patient(TODDLER, active=False), without=["conditions", "observations"])])])

    def test_partial(self):
        def with_next(bundle):
            bundle["link"] = [{"relation": "next", "url": "http://ehr.example.org/fhir?page=2"}]
        for name, expected, doc in [
                ("nothing", [], request(*SIGNS)),
                ("a next link", ["conditions"], changed(request(*SIGNS), "conditions", with_next)),
                ("a warning", ["conditions"], changed(request(*SIGNS), "conditions", lambda b: b["entry"].append(
                    {"resource": WARNING, "search": {"mode": "outcome"}}))),
                ("information", [], changed(request(*SIGNS), "conditions", lambda b: b["entry"].append({"resource": INFORMATION}))),
                ("a missing list", ["conditions"], request(*SIGNS, without=["conditions"])),
                ("total", ["conditions"], changed(request(*SIGNS), "conditions", lambda b: b.update(total=2))),
                ("total of included", ["conditions"], changed(request(*SIGNS, listed(OPSOCLONUS)), "conditions", lambda b: (
                    b.update(total=2), b["entry"][0].update(search={"mode": "include"})))),
                ("a failed part", ["conditions"], changed(request(*SIGNS), "conditions", lambda b: b["entry"].append(
                    {"response": {"status": "404 Not Found"}}))),
                ("an outcome", ["conditions"], changed(request(*SIGNS), "conditions", lambda b: b["entry"].append(
                    {"response": {"status": "200", "outcome": WARNING}})))]:
            with self.subTest(name):
                self.assertEqual(partial(doc), expected)

    def test_of_a_bundle(self):
        doc = shapes.bundle([shapes.patient(TODDLER), *map(copy.deepcopy, SIGNS)], "searchset")
        self.assertEqual(partial(doc), [])
        doc["total"] = 4
        self.assertEqual(partial(doc), ["Bundle"])


class Shapes(Table):
    def test_a_list_in_no_shape_of_fhir_is_unavailable(self):
        record = {**listed(ATAXIA), "id": "a"}
        self.ask(asked, [
            ("entry an object", "412", [request(conditions=searchset() | {"entry": {"resource": record}})]),
            ("bare resources", "412", [request(conditions=searchset(record))]),
            ("wrapped resources", "412", [request(conditions=searchset({"resource": {"resource": record}}))]),
            ("strings", "412", [request(conditions=searchset("Condition/a"))]),
            ("no resourceType", "412", [request(conditions=searchset({"resource": {"id": "a"}}))]),
            ("Parameters", "412", [request(conditions={"resourceType": "Parameters"})]),
            ("CapabilityStatement", "412", [request(conditions={"resourceType": "CapabilityStatement"})]),
            ("an array", "412", [request(conditions=[record])]),
            ("an odd entry among good ones", "R0", [request(conditions=searchset({"resource": record}, "b"))]),
            ("one resource", "R0", [request(conditions=record)]),
            ("the wrapper of old clients", "R0", [request(conditions={"response": {"status": "200"}, "resource": searchset(
                {"resource": record})})]),
            ("no entry", "R0", [request(conditions={"resourceType": "Bundle", "type": "searchset"})]),
            ("total 0", "R0", [request(conditions=searchset(total=0))]),
            ("total above an empty list", "412", [request(conditions=searchset(total=1))]),
            ("a next link says the rest", "R0", [request(conditions=searchset(
                total=1, link=[{"relation": "next", "url": "http://ehr.example.org/2"}]))])])
        self.assertEqual(partial(request(conditions=searchset({"resource": record}, "b"))), ["conditions"])

    def test_a_list_of_somebody_else_is_unavailable(self):
        other = {**listed(ATAXIA), "id": "a", "subject": {"reference": "Patient/other"}}
        mine = {**listed(ATAXIA), "id": "b"}
        self.ask(asked, [
            ("all", "412", [request(conditions=searchset({"resource": other}))]),
            ("some", "R0", [request(conditions=searchset({"resource": other}, {"resource": mine}))]),
            ("a card", "R3a warning", [request(seen(OPSOCLONUS), conditions=searchset({"resource": other}))])])

    def test_search_mode_outcome(self):
        doc = request(conditions=searchset({"resource": {**listed(ATAXIA), "id": "a"}, "search": {"mode": "outcome"}}))
        self.assertEqual(evaluate(doc, now=NOW)["skipped"], [
            {"where": "prefetch.conditions.entry[0].resource", "reason": "outcome"}])


def entry(resource, method="PUT", written=None, **more):
    out = {"resource": resource, "request": {"method": method, "url": f"{resource['resourceType']}/{resource['id']}"}, **more}
    if written:
        out["resource"] = {**resource, "meta": {"lastUpdated": written}}
    return out


def deletion(target, **response):
    return {"request": {"method": "DELETE", "url": target}, "response": {"status": "204", **response}}


class Deleted(unittest.TestCase):
    CHILD = entry(shapes.patient(TODDLER))
    SIGN = {**listed(OPSOCLONUS), "id": "a"}

    def _found(self, *entries, kind="transaction"):
        doc = {"resourceType": "Bundle", "type": kind, "entry": [self.CHILD, *entries]}
        return evaluate(doc, now=NOW)["features"]["opsoclonus"]["state"]

    def test_each_way(self):
        early, late = f"{ago(9)}T08:00:00Z", f"{ago(3)}T08:00:00Z"
        for name, expected, entries, kind in [
                ("none", "present", [entry(self.SIGN)], "transaction"),
                ("deleted", "unknown", [entry(self.SIGN), deletion("Condition/a")], "transaction"),
                ("an absolute URL", "unknown", [entry(self.SIGN), deletion("http://h/fhir/Condition/a")], "transaction"),
                ("another", "present", [entry(self.SIGN), deletion("Condition/b")], "transaction"),
                ("another type", "present", [entry(self.SIGN), deletion("Observation/a")], "transaction"),
                ("history, newest first", "unknown", [deletion("Condition/a"), entry(self.SIGN)], "history"),
                ("written again", "present", [entry(self.SIGN), deletion("Condition/a")], "history"),
                ("a later version", "present", [deletion("Condition/a", lastModified=early), entry(self.SIGN, written=late)],
                 "history"),
                ("an earlier version", "unknown", [entry(self.SIGN, written=early), deletion("Condition/a", lastModified=late)],
                 "history"),
                ("no resource in a history", "unknown", [{"fullUrl": "http://h/Condition/a"}, entry(self.SIGN)], "history"),
                ("the newest version of a history", "absent", [
                    entry({**refuted(OPSOCLONUS, 3), "id": "a"}), entry(self.SIGN)], "history")]:
            with self.subTest(name):
                self.assertEqual(self._found(*entries, kind=kind), expected)

    def test_bulk_data(self):
        lines = [self.CHILD["resource"], self.SIGN,
                 {"resourceType": "Bundle", "type": "transaction", "entry": [{"request": {"method": "DELETE", "url": "Condition/a"}}]}]
        text = "\n".join(map(json.dumps, lines))
        answer = evaluate(read_documents(text), now=NOW)
        self.assertEqual(answer["features"]["opsoclonus"]["state"], "unknown")

    def test_a_conditional_delete_is_partial_data(self):
        doc = {"resourceType": "Bundle", "type": "transaction", "entry": [
            self.CHILD, entry(self.SIGN), deletion("Condition?code=1")]}
        self.assertEqual(partial(doc), ["Bundle"])


class PatientWithoutId(unittest.TestCase):
    def test_is_evaluated(self):
        uuid = "urn:uuid:5f339d06-b1d0-466b-8578-1dffecfe4f07"
        doc = shapes.bundle([shapes.patient(TODDLER), {**seen(OPSOCLONUS), "subject": {"reference": uuid}}])
        doc["entry"][0]["fullUrl"] = uuid
        del doc["entry"][0]["resource"]["id"]
        answer = evaluate(doc, now=NOW)
        self.assertEqual((answer["patient"], answer["rule"]), (None, "R3a"))


if __name__ == "__main__":
    unittest.main()
