"""The generator: the same charts for a seed, every shape of the field without a change of the answer, every clause named."""

import random
import re
import unittest
from pathlib import Path

from evaluator.assess import evaluate
from evaluator.intake import CannotEvaluate, read_documents
from evaluator.terms import load_terms, with_maps
from generate import SHAPES, all_pools
from generator.charts import ChartMaker
from generator.coverage import CLAUSES
from generator.packing import document, text_of
from generator.pools import site_map

CHARTS = 250
FOLDER = Path(__file__).resolve().parent
PARTS = ("tier", "rule", "indicator", "ageBand", "age", "possibleOpsoclonus", "explained")


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

    def test_every_clause_that_the_evaluator_names_is_asked_for(self):
        named = set()
        for path in (FOLDER / "evaluator").glob("*.py"):
            named |= set(re.findall(r'\breach\("([^"]+)"', path.read_text(encoding="utf-8")))
        self.assertEqual(named - set(CLAUSES), set())
        self.assertEqual(len(CLAUSES), len(set(CLAUSES)))


if __name__ == "__main__":
    unittest.main()
