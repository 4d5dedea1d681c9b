"""What the scenes share: chances of other findings, plain Observations, how old the child is."""

import shapes
from shapes import before

NO_EYES = {"opsoclonus": 0, "flutter": 0, "saccades": 0, "oms": 0, "Q": 0.05, "q": 0.02}
NOTHING = {**NO_EYES, "ataxia": 0, "myoclonus": 0, "behaviour": 0, "sleep": 0, "weak": 0, "weak_provisional": 0, "Q": 0, "q": 0,
           "tumour": 0}
SIGNS = ["ataxia", "myoclonus", "behaviour", "sleep"]


def plain(maker, tag, day, value="yes"):
    """An Observation that stands, of the day."""
    out = maker.draw.observation(tag, day, value)
    if value == "yes" and maker.chance(0.1):
        out = shapes.observation(shapes.EYE_EXAM, day, maker.draw.coded(tag))
    out["status"] = "final"
    maker.resources.append(out)


def child(maker):
    """Born so that rules of 6 months to 6 years hold, mostly on full dates."""
    return before(maker.today, maker.rng.randint(1000, 2000)).isoformat()


def teenager(maker):
    """Old enough that nothing on record lies before the birth."""
    return before(maker.today, maker.rng.randint(1200, 5000)).isoformat()


def near_birthday(*months):
    def born(maker):
        return maker.edge_of_band(list(months), partial=0.4)
    return born
