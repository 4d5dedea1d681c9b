"""The tools: the generator keeps its promises, the comparison says what it compares, groups, shrinks and asks."""

import json
import os
import random
import re
import stat
import sys
import tempfile
import unittest
from pathlib import Path

import shapes
from asking import NOW, ago, assess, seen
from comparison.fields import differences, same_answer
from comparison.groups import Seen, group_by_clause
from comparison.program import Program
from comparison.shrink import Shrinker, smaller
from evaluate import evaluate
from evaluator import clauses
from evaluator.intake import CannotEvaluate, read_documents
from evaluator.terms import load_terms, with_maps
from generate import SHAPES, Row, all_pools
from generator.charts import ChartMaker
from generator.coverage import CLAUSES
from generator.packing import document, text_of
from generator.pools import site_map
from shapes import ATAXIA, OPSOCLONUS, condition

CHARTS = 160
FOLDER = Path(__file__).resolve().parent
PARTS = ("tier", "rule", "indicator", "ageBand", "age", "possibleOpsoclonus", "explained")
# answers with the name of the file; leaves out those whose name begins with `no`, and says so unless it begins with `not`
STUB = """#!{python}
import json, sys
names = [a for a in sys.argv[1:] if a.endswith(".json")]
for name in names:
    if not name.startswith("no"):
        print(json.dumps({{"file": name, "calls": len(names)}}))
    elif not name.startswith("not"):
        print(f"oms-cds: {{name}}: prefetch: is without data", file=sys.stderr)
sys.exit(2 if "--config" in sys.argv else 1 if any(n.startswith("no") for n in names) else 0)
"""


class Charts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pools = all_pools(load_terms())
        cls.terms = with_maps(load_terms(), [site_map(cls.pools)])

    def ask(self, chart):
        """(what a shape must not change or None, partialData)."""
        try:
            answer = evaluate(read_documents(text_of(document(chart))), chart.ident, chart.now, self.terms)
        except CannotEvaluate:
            return None, None
        kept = {name: answer.get(name) for name in PARTS}
        kept["features"] = {n: {k: v for k, v in f.items() if k != "evidence"} for n, f in answer.get("features", {}).items()}
        kept["workup"] = {n: v for n, v in answer.get("workup", {}).items() if n != "uncoded"}
        return kept, answer.get("partialData")

    def test_the_same_chart_for_a_seed_and_number(self):
        for number in range(50):
            first, again = (text_of(document(ChartMaker(7, number, self.pools, True).make())) for _ in range(2))
            self.assertEqual(first, again)

    def test_no_shape_of_the_field_changes_what_it_must_not(self):
        applied = dict.fromkeys(SHAPES, 0)
        clauses.take()
        for number in range(CHARTS):
            chart = ChartMaker(11, number, self.pools, True).make()
            for name, shape in SHAPES.items():
                variant = shape(random.Random(f"{number}/{name}"), chart, self.pools)
                if variant is None:
                    continue
                applied[name] += 1
                answer, partial = self.ask(variant.chart)
                if variant.twin is None:
                    continue
                with self.subTest(shape=name, number=number):
                    self.assertEqual(answer, self.ask(variant.twin)[0])
                    if variant.partial and partial is not None:  # None: behind a guard
                        self.assertTrue(partial)
        self.assertGreater(min(applied.values()), 0, applied)
        self.assertEqual(clauses.take() - set(CLAUSES), set())

    def test_every_clause_that_the_evaluator_names_is_asked_for(self):
        named = set()
        for path in (FOLDER / "evaluator").glob("*.py"):
            named |= set(re.findall(r'\breach\("([^"]+)"', path.read_text(encoding="utf-8")))
        self.assertEqual(named - set(CLAUSES), set())
        self.assertEqual(len(CLAUSES), len(set(CLAUSES)))


def copied(answer, **more):
    return {**json.loads(json.dumps(answer)), **more}


class Differences(unittest.TestCase):
    def names(self, ours, theirs, **more):
        return [name for name, _, _ in differences(ours, theirs, **more)]

    def test_what_both_state_is_compared(self):
        ours = assess(seen(OPSOCLONUS))
        theirs = copied(ours, card={})
        self.assertEqual(differences(ours, theirs), [])
        theirs["features"]["opsoclonus"]["firm"] = False
        theirs["features"]["opsoclonus"]["evidence"][0]["ageAtFinding"] = "P9Y"
        theirs["workup"].update(imaging="done", uncoded=4)
        del theirs["features"]["neuroblastoma"], theirs["card"]
        self.assertEqual(self.names(ours, theirs),
                         ["opsoclonus.firm", "evidence.ageAtFinding", "workup.imaging", "workup.uncoded", "card"])

    def test_no_answer_is_compared_with_no_answer(self):
        self.assertEqual(differences(None, None), [])
        self.assertEqual(self.names(None, assess(seen(OPSOCLONUS))), ["answer"])

    def test_a_dropped_record_must_be_listed_and_a_named_reason_must_be_the_same(self):
        ours = assess(seen(ATAXIA), condition(OPSOCLONUS, "11/10/2026"), {**seen(OPSOCLONUS), "focus": [{"reference": "Patient/x"}]})
        theirs = copied(ours)
        for entry in theirs["skipped"]:  # words of its own for what the text does not name, and a place inside the record
            entry["reason"] = {"focus": "about-somebody-else"}.get(entry["reason"], entry["reason"])
        self.assertEqual(self.names(ours, theirs, cards=False), [])
        theirs["skipped"][0]["reason"] = "no-date"
        self.assertEqual(self.names(ours, theirs, cards=False), ["skipped date-not-understood"])
        self.assertEqual(self.names(ours, copied(ours, skipped=[]), cards=False), ["skipped date-not-understood", "skipped record"])

    def test_a_shape_may_change_partial_data_alone(self):
        twin = assess(seen(OPSOCLONUS))
        self.assertEqual(same_answer(copied(twin, partialData=["Bundle"]), twin, True), [])
        self.assertEqual([n for n, _, _ in same_answer(copied(twin), twin, True)], ["partialData"])
        self.assertEqual([n for n, _, _ in same_answer(copied(twin, rule="R0", tier="T0"), twin, False)], ["tier", "rule"])
        self.assertEqual([n for n, _, _ in same_answer(None, twin, False)], ["answer"])


class Groups(unittest.TestCase):
    def test_each_chart_is_in_the_group_of_the_clause_that_explains_it(self):
        def chart(name, met, differs, size):
            return Seen(name, frozenset(met), [("rule", 1, 2)] if differs else [], size)
        everything = [chart("a", {"q", "x"}, True, 30), chart("b", {"q"}, True, 10), chart("c", {"x"}, False, 5),
                      chart("d", {"y"}, True, 7), chart("e", {"y", "z"}, False, 7), chart("f", set(), False, 1),
                      chart("g", {"z"}, False, 1)]
        groups = [(g.clause, [s.row for s in g.charts], g.met) for g in group_by_clause(everything)]
        self.assertEqual(groups, [("q", ["b", "a"], 2), ("y", ["d"], 2)])


class Shrinking(unittest.TestCase):
    def test_one_entry_less_each_time_and_never_the_patient(self):
        chart = shapes.bundle([shapes.patient("2024-01-01"), seen(OPSOCLONUS), seen(ATAXIA)])
        left = [[e["resource"]["resourceType"] for e in one[0]["entry"]] for one in smaller([chart])]
        self.assertEqual(left, [["Patient", "Observation"]] * 2)
        lines = [shapes.patient("2024-01-01"), seen(OPSOCLONUS)]
        self.assertEqual([len(one) for one in smaller(lines)], [1])

    def test_a_chart_keeps_what_the_disagreement_needs(self):
        class Blind:  # a program that never finds opsoclonus
            def ask(self, rows):
                answer = assess(seen(ATAXIA))
                return {row.name: answer for row in rows}
        with tempfile.TemporaryDirectory() as folder:
            chart = shapes.bundle([shapes.patient("2024-11-01"), seen(ATAXIA), seen(OPSOCLONUS), seen(ATAXIA, 3)])
            (Path(folder) / "a.json").write_text(json.dumps(chart), encoding="utf-8")
            shrinker = Shrinker(Blind(), Path(folder), evaluate)
            small = shrinker.shrink(Row("a.json", "kid", NOW), {"opsoclonus.state"})
            left = json.loads((Path(folder) / small.name).read_text(encoding="utf-8"))["entry"]
            self.assertEqual([e["resource"]["code"]["coding"][0]["code"] for e in left[1:]], [OPSOCLONUS[1]])
            self.assertEqual(sorted(p.name for p in Path(folder).iterdir()), ["a-small.json", "a.json"])


class Asking(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.binary = self.folder / "oms-cds"
        self.binary.write_text(STUB.format(python=sys.executable), encoding="utf-8")
        os.chmod(self.binary, self.binary.stat().st_mode | stat.S_IXUSR)

    def _rows(self, *names):
        return [Row(name, "kid", "2026-11-20") for name in names]

    def test_a_file_without_a_line_is_no_answer_and_shifts_nothing(self):
        for missing in ("no1.json", "not1.json"):
            with self.subTest(missing):
                answers = Program(self.binary, self.folder).ask(self._rows("a.json", missing, "b.json"))
                self.assertEqual({n: a and a["file"] for n, a in answers.items()},
                                 {"a.json": "a.json", missing: None, "b.json": "b.json"})

    def test_files_with_one_instant_and_patient_share_a_process(self):
        rows = self._rows("a.json", "b.json") + [Row("c.json", "", "2026-11-20")]
        answers = Program(self.binary, self.folder).ask(rows)
        self.assertEqual([answers[n]["calls"] for n in ("a.json", "b.json", "c.json")], [2, 2, 1])

    def test_settings_that_it_does_not_take_stop_the_comparison(self):
        with self.assertRaises(SystemExit):
            Program(self.binary, self.folder, self.folder / "s.toml").ask(self._rows("a.json"))
        self.assertEqual(len(Program(self.binary, self.folder).ask(self._rows("a.json"))), 1)


class Ages(unittest.TestCase):
    def test_are_printed_at_onset(self):
        self.assertEqual(ago(0).isoformat(), "2026-11-22")
        answer = assess(condition(OPSOCLONUS, ago(3), ago(3)), born=shapes.before(ago(0), 20).isoformat())
        self.assertEqual(answer["features"]["opsoclonus"]["evidence"][0]["ageAtFinding"], "P0M")


if __name__ == "__main__":
    unittest.main()
