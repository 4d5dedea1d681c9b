"""How the tests ask: small charts around one day, and the answer to one question."""

import unittest

import shapes
from dates import evaluation_day
from evaluate import evaluate
from shapes import before, condition, observation, report

NOW = "2026-11-22T12:00:00Z"
TODAY = evaluation_day(NOW)
TODDLER = "2024-11-01"


def ago(days):
    return before(TODAY, days)


def listed(code, days=10, **more):
    """An active problem-list item of so many days ago."""
    return condition(code, ago(days), ago(days), category="problem-list-item", **more)


def seen(code, days=10, value=shapes.PRESENT, **more):
    return observation(code, ago(days), value, **more)


def refuted(code, days, **more):
    return condition(code, None, ago(days), clinical=None, verification="refuted", **more)


def assess(*resources, born=TODDLER, now=NOW, **patient):
    doc = shapes.bundle([shapes.patient(born, **patient), *map(dict, resources)])
    return evaluate(doc, now=now)


def rule(*resources, **more):
    """Rule, with its indicator when there is one."""
    answer = assess(*resources, **more)
    return " ".join([answer["rule"]] + ([answer["indicator"]] if "indicator" in answer else []))


def body_mri(days):
    """Neck, chest, abdomen and pelvis, reported so many days ago."""
    return [report(code, ago(days)) for code in shapes.MRI_PARTS.values()]


def point(code, days, **more):
    return condition(code, None, ago(days), category="encounter-diagnosis", **more)


def state(name, *resources, **more):
    return assess(*resources, **more)["features"][name]["state"]


class Table(unittest.TestCase):
    """Subclasses hold rows (name, expected, resources[, keywords]) for a question."""

    def ask(self, question, rows):
        for name, expected, resources, *more in rows:
            with self.subTest(name):
                self.assertEqual(question(*resources, **(more[0] if more else {})), expected)
