#!/usr/bin/env python3
"""What scripts/load-charts makes of a chart before a server sees it: python3 load_charts_test.py."""
import subprocess
import sys
import unittest

import charts

LOADING = charts.LOADING


class Dates(unittest.TestCase):
    def test_move_by_whole_days_and_keep_their_time_of_day(self):
        for before, after in (("2026-11-20", "2027-01-04"), ("2026-11-20T23:30:00-05:00", "2027-01-04T23:30:00-05:00"),
                              ("2024-02-29", "2024-04-14"), ("2026-11", "2026-12"), ("2026", "2026"), ("46358-8", "46358-8"), (7, 7)):
            self.assertEqual(LOADING.moved({"x": [before]}, 45), {"x": [after]})

    def test_of_every_sample_child_move_with_its_age(self):
        for name, chart in charts.cases().items():
            self.assertEqual(LOADING.moved(LOADING.moved(chart, 1000), -1000), chart, name)


class Transactions(unittest.TestCase):
    def test_put_each_resource_under_its_own_id(self):
        chart = charts.collection(charts.patient("p"), charts.condition("c", "p", "1"))
        self.assertEqual([e["request"] for e in LOADING.transaction(chart)["entry"]],
                         [{"method": "PUT", "url": "Patient/p"}, {"method": "PUT", "url": "Condition/c"}])

    def test_make_references_to_a_full_url_relative(self):
        chart = charts.collection(charts.patient("p"), charts.condition("c", "p", "1"))
        chart["entry"][0]["fullUrl"] = "urn:uuid:0d1c"
        chart["entry"][1]["resource"]["subject"]["reference"] = "urn:uuid:0d1c"
        put = LOADING.transaction(chart)["entry"][1]["resource"]
        self.assertEqual(put["subject"]["reference"], "Patient/p")


class AnUnusableServer(unittest.TestCase):
    def test_is_named_with_its_address(self):
        done = subprocess.run([sys.executable, charts.ROOT / "scripts/load-charts", "http://127.0.0.1:1/fhir"], capture_output=True,
                              text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("load-charts: no FHIR server answers: http://127.0.0.1:1/fhir", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
