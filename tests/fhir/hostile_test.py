#!/usr/bin/env python3
"""The service in front of a FHIR server that does everything wrong: it says what it could not read, in time, and goes on serving.

    hostile_test.py BINARY
"""

import sys
from pathlib import Path

for folder in ("support", "cli"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / folder))

import beside_server  # noqa: E402
import hostile_server as hostile  # noqa: E402
import program  # noqa: E402
from beside_server import (ATAXIA, DEADLINE_S, OPSOCLONUS, PLACES, SLACK_S, BesideAServer, call, healthy, ill_by_conditions,  # noqa: E402
                           ill_by_observations, observation, peak_bytes, request, two_pages)
from fhir_server import searchset  # noqa: E402
from program import condition, patient  # noqa: E402

LISTS = ("Condition", "Observation", "ServiceRequest", "DiagnosticReport", "Procedure", "ImagingStudy")
SEVERITIES = {"fatal": True, "error": True, "warning": True, "information": False}


def outcome_entry(severity):
    return {"search": {"mode": "outcome"}, "resource": {"resourceType": "OperationOutcome", "issue": [
        {"severity": severity, "code": "incomplete", "diagnostics": "secret-of-the-server"}]}}


class WhatFails(BesideAServer):
    def test_is_named_with_its_kind_wherever_it_fails(self):
        self.fail_everywhere(hostile.AT_ONCE, PLACES)

    def test_a_server_where_nobody_listens_is_refused(self):
        answer = call(self.service, request("kid", "http://127.0.0.1:1/fhir"))
        self.check_named(answer, "the patient", "refused")

    def test_a_list_that_cannot_be_read_in_part_is_logged(self):
        whose = self.of(two_pages(healthy))
        self.script(whose, "Condition", 1, hostile.status(403))
        self.check_named(self.call(whose), "a later page, and nothing else")
        self.assertTrue(self.logged("conditions", "403"))

    def test_what_is_busy_for_a_moment_is_asked_again(self):
        for status, header in ((429, "Retry-After: 0"), (503, "Retry-After: 0"), (503, "Retry-After: 1")):
            for kind, page in (("Patient", 0), ("Condition", 0), ("Condition", 1), ("ServiceRequest", 0)):
                with self.subTest(status=status, header=header, kind=kind, page=page):
                    whose = self.of(two_pages(ill_by_conditions))
                    self.script(whose, kind, page, beside_server.once(hostile.status(status, header)))
                    self.check_whole_card(self.call(whose))

    def test_a_server_that_is_always_busy_is_not_asked_for_ever(self):
        whose = self.of(healthy)
        self.script(whose, "Patient", 0, hostile.status(503, "Retry-After: 0"))
        self.check_named(self.call(whose), "the patient", "503")
        self.assertLessEqual(len(self.server.asked_for(whose)), 10)

    def test_a_search_whose_page_has_gone_is_made_again_or_named(self):
        whose = self.of(two_pages(ill_by_conditions))
        self.script(whose, "Condition", 1, beside_server.once(hostile.status(410)))
        answer = self.call(whose)
        self.assertEqual((answer.status, len(answer.body["cards"])), (200, 1))
        if len(self.server.asked_for(whose, "Condition")) == 2:
            self.check_named(answer, "a later page, beside findings")
        else:
            self.check_whole_card(answer)

    # ---- pages ----

    def check_pages(self, link, at_most):
        """A list whose every page has a `next` of link(ask) is partial, and not read for ever."""
        for chart, place in ((ill_by_conditions, "a later page, beside findings"), (healthy, "a later page, and nothing else")):
            with self.subTest(place):
                whose = self.of(chart)
                for page in range(at_most + 20):
                    self.script(whose, "Condition", page, lambda ask: ask.first_page(link(ask)))
                self.check_named(self.call(whose), place)
                self.assertLessEqual(len(self.server.asked_for(whose, "Condition")), at_most)

    def test_pages_without_end_end_at_the_bound(self):
        self.check_pages(lambda ask: ask.at(ask.page + 1), beside_server.MAX_PAGES)

    def test_pages_in_a_circle_are_left(self):
        for length in (1, 2, 3):
            with self.subTest(length=length):
                self.check_pages(lambda ask, n=length: ask.at((ask.page + 1) % n), beside_server.MAX_PAGES)

    def test_an_outcome_among_the_entries_makes_a_list_partial_from_warning_on(self):
        for severity, partial in SEVERITIES.items():
            for chart, cards in ((ill_by_conditions, 1), (healthy, 0)):
                for kind in ("Condition", "Observation", "ServiceRequest"):
                    with self.subTest(severity=severity, cards=cards, kind=kind):
                        whose = self.of(chart)
                        self.server.charts[whose][kind] = [[*(self.server.charts[whose].get(kind) or [[]])[0], outcome_entry(severity)]]
                        answer = self.call(whose)
                        self.assertEqual((answer.status, len(answer.body["cards"])), (200, cards))
                        for card in answer.body["cards"]:
                            self.assertEqual("ead only in part" in card["detail"], partial, card["detail"])

    # ---- whose ----

    def test_another_patients_resources_count_in_no_list(self):
        for codes in ((), (OPSOCLONUS,)):
            with self.subTest(codes=codes):
                whose = self.of(lambda w, codes=codes: {
                    "Patient": patient(w), **{kind: [[condition("o", OPSOCLONUS, "another"), condition("a", ATAXIA, "another"),
                                                     observation("b", OPSOCLONUS, "another"), patient("another")]] for kind in LISTS}})
                self.server.charts[whose]["Condition"][0] += [condition(f"own-{c}", c, whose) for c in codes]
                answer = self.call(whose)
                if not codes:  # a list that holds nothing of the patient was not read (clinical.md 2.15)
                    self.assertEqual(answer.status, 412)
                    continue
                self.assertEqual((answer.status, len(answer.body["cards"])), (200, 1))
                self.assertIn("recorded alone", answer.body["cards"][0]["summary"])

    def test_a_patient_of_another_id_is_no_patient(self):
        for given in (patient("another"), searchset([patient("another")]), {"resourceType": "Patient", "birthDate": "2025-05-20"}):
            with self.subTest(given=given):
                whose = self.of(ill_by_conditions)
                self.script(whose, "Patient", 0, hostile.body(given))
                self.check_named(self.call(whose), "the patient")
                self.assertEqual(self.server.asked_for(whose, "Condition"), [])


class WhatStalls(BesideAServer):
    settings = {"OMS_CDS_FHIR_CONNECTIONS_PER_SERVER": "200"}
    at_once, deadline_ms = 28, DEADLINE_S * 1000

    def test_is_named_within_the_deadline(self):
        self.fail_everywhere({n: (s, "timed out") for n, s in hostile.STALLS.items()}, PLACES, DEADLINE_S + SLACK_S)

    def test_a_server_that_comes_back_too_late_is_not_waited_for(self):
        whose = self.of(healthy)
        self.script(whose, "Condition", 0, hostile.status(503, "Retry-After: 60"))
        answer = self.call(whose)
        self.check_named(answer, "conditions, and nothing else", "503")
        self.assertLess(answer.seconds, DEADLINE_S + SLACK_S)

    def test_pages_that_take_too_long_leave_the_list_partial(self):
        whose = self.of(two_pages(ill_by_observations))
        self.script(whose, "Condition", 1, hostile.STALLS["stops in the body"])
        self.check_named(self.call(whose), "a later page, beside findings")


class WhatIsLarge(BesideAServer):
    settings = {"OMS_CDS_FHIR_MAX_BYTES": str(64 << 20)}

    def check_memory(self, total, place):
        """Before a large page, a small one: what the first call costs is no matter here."""
        self.check_good_call()
        before = peak_bytes(self.service)
        chart, kind, page, *_ = PLACES[place]
        whose = self.of(chart)
        self.script(whose, kind, page, hostile.chunked(hostile.endless(total)))
        answer = self.call(whose)
        self.assertLess(peak_bytes(self.service) - before, 16 << 20)
        return answer

    def test_a_page_beyond_the_bound_is_cut_there_and_costs_no_memory(self):
        self.check_named(self.check_memory(200 << 20, "conditions, and nothing else"), "conditions, and nothing else", "bytes")
        self.check_named(self.check_memory(200 << 20, "a later page, beside findings"), "a later page, beside findings")

    def test_a_large_page_within_the_bound_is_read_whole_and_costs_no_memory(self):
        self.check_whole_card(self.check_memory(40 << 20, "observations, beside findings"))


if __name__ == "__main__":
    program.main()
