"""How the tests ask: small charts around one day, and the answer to one question."""

import unittest

import shapes
from evaluate import evaluate
from evaluator.dates import evaluation_day
from evaluator.intake import CannotEvaluate
from shapes import before, condition, observation, report

NOW = "2026-11-22T12:00:00Z"
TODAY = evaluation_day(NOW)
TODDLER = "2024-11-01"
OLDER = "2015-01-01"


def ago(days):
    return before(TODAY, days)


def listed(code, days=10, **more):
    """An active problem-list item of so many days ago."""
    return condition(code, ago(days), ago(days), category="problem-list-item", **more)


def seen(code, days=10, value=shapes.PRESENT, **more):
    return observation(code, ago(days), value, **more)


def refuted(code, days, **more):
    return condition(code, None, ago(days), clinical=None, verification="refuted", **more)


def point(code, days, **more):
    return condition(code, None, ago(days), category="encounter-diagnosis", **more)


def over(code, began, ended, **more):
    """A list item that was resolved."""
    return listed(code, began, clinical="resolved", abatementDateTime=str(ago(ended)), **more)


def assess(*resources, born=TODDLER, now=NOW, **patient):
    doc = shapes.bundle([shapes.patient(born, **patient), *map(dict, resources)])
    return evaluate(doc, now=now)


def rule(*resources, **more):
    """Rule, with its indicator when there is one."""
    answer = assess(*resources, **more)
    return " ".join([answer["rule"]] + ([answer["indicator"]] if "indicator" in answer else []))


def asked(doc, now=NOW):
    """Rule of a whole document, 412 where it cannot be evaluated."""
    try:
        answer = evaluate(doc, now=now)
    except CannotEvaluate:
        return "412"
    return " ".join([answer["rule"]] + ([answer["indicator"]] if "indicator" in answer else []))


def state(name, *resources, **more):
    return assess(*resources, **more)["features"][name]["state"]


def reasons(*resources, **more):
    """What was skipped: `place reason`, the place without the entry."""
    return [f"{s['where'].partition('.resource')[2][1:]} {s['reason']}".strip()
            for s in assess(*resources, **more)["skipped"]]


def body_mri(days, regions=("neck", "chest", "abdomen", "pelvis")):
    """An MRI of each region, reported so many days ago."""
    return [report(shapes.MRI_PARTS[region], ago(days)) for region in regions]


class Table(unittest.TestCase):
    """Subclasses hold rows (name, expected, resources[, keywords]) for a question."""

    def ask(self, question, rows):
        for name, expected, resources, *more in rows:
            with self.subTest(name):
                self.assertEqual(question(*resources, **(more[0] if more else {})), expected)
