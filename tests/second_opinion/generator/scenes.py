"""Scenes: small sets of findings that lead to an edge of the policy which chance rarely meets.

Each takes the ChartMaker and appends to its resources; the maker adds chance findings after it.
"""

import shapes
from draw_workup import DrawWorkup
from shapes import before

# a finding that is not there, so that the scene decides
NO_EYES = {"opsoclonus": 0, "flutter": 0, "oms": 0, "possible": 0.05}
NOTHING = {"opsoclonus": 0, "flutter": 0, "oms": 0, "ataxia": 0, "myoclonus": 0, "behaviour": 0,
           "sleep": 0, "weak": 0, "weak_provisional": 0, "possible": 0, "tumour": 0}
SIGNS = ["ataxia", "myoclonus", "behaviour", "sleep"]


def _plain(maker, tag, day, value="yes"):
    """An Observation that stands, of the day."""
    out = maker.draw.observation(tag, day, value)
    out["status"] = "final"
    maker.resources.append(out)


def before_the_eyes(maker):
    """R3b: new ataxia and behaviour, PAIR_GAP apart."""
    start = before(maker.today, maker.rng.choice([0, 5, 88, 89, 90]))
    _plain(maker, "ataxia", start)
    other = before(start, maker.rng.choice([0, 10, 89, 90, 91]))
    _plain(maker, maker.rng.choice(["behaviour", "sleep"]), other)


def eye_examination(maker):
    """An examination without opsoclonus, FRESH_NEG_O ago."""
    _plain(maker, "opsoclonus", before(maker.today, maker.rng.choice([13, 14, 15])), "no")
    for tag in maker.rng.choice([["ataxia", "behaviour"], ["tumour", "ataxia"], ["myoclonus",
                                "possible"], ["tumour", "possible"], ["tumour", "myoclonus",
                                                                      "sleep"]]):
        _plain(maker, tag, before(maker.today, maker.rng.choice([13, 14, 30])))


def earlier(maker):
    """R3d: opsoclonus that is over, or an entry that nobody touched for STALE_LIST."""
    for tag in [maker.rng.choice(["opsoclonus", "flutter", "oms"])] + \
            [t for t in ("ataxia", "myoclonus", "behaviour", "sleep") if maker.chance(0.25)]:
        fixed = {"verification": "confirmed", "category": "problem-list-item"}
        if maker.chance(0.3):
            day = before(maker.today, maker.rng.choice([729, 730, 731, 900]))
            made = maker.draw.condition(tag, day, clinical="active", **fixed)
        else:
            day = before(maker.today, maker.rng.choice([100, 200, 400]))
            past = maker.rng.choice(["resolved", "inactive", "remission"])
            made = maker.draw.condition(tag, day, clinical=past, **fixed)
        maker.resources.append(made)


def scanned(maker):
    """Opsoclonus of months, and a scan REPEAT_AFTER old."""
    _plain(maker, "opsoclonus", maker.anchor)
    maker.resources.extend(DrawWorkup(maker.draw, maker.anchor).old_scan())


def poisoned(maker):
    """A cause TOXIC_GAP from the first finding; a disease that explains or not."""
    first = before(maker.today, maker.rng.choice([15, 30, 40]))
    for tag in maker.rng.choice([["opsoclonus"], ["opsoclonus", "ataxia"], ["ataxia", "behaviour"],
                                 ["possible", "ataxia"], ["possible", "tumour", "myoclonus"]]):
        _plain(maker, tag, first)
    if maker.chance(0.6):
        cause = before(first, maker.rng.choice([-15, -14, -13, 13, 14, 15]))
        maker.resources.append(shapes.condition(
            maker.draw.coded("toxic"), cause, cause,
            maker.rng.choice(["active", "active", "relapse", None, "resolved"]),
            maker.rng.choice(["confirmed", "confirmed", None, "provisional"])))
    else:
        maker.resources.append(maker.draw.condition("named_cns", maker.draw.edge()))


def alone(maker):
    """Opsoclonus; the other signs looked for and absent, all or all but one."""
    _plain(maker, "opsoclonus", maker.anchor)
    left_out = maker.rng.choice([None, None, None] + SIGNS)
    for tag in SIGNS:
        if tag != left_out:
            _plain(maker, tag, before(maker.today, maker.rng.choice([0, 30, 179, 180])), "no")


def closed(maker):
    """A list item and a refutation around it, older than LOOKBACK or not."""
    tag = maker.rng.choice(["opsoclonus", "ataxia", "behaviour"])
    refuted = before(maker.today, maker.rng.choice([10, 179, 180, 181, 300]))
    listed = before(refuted, maker.rng.choice([-1, 0, 1, 100, 800]))
    maker.resources.append(shapes.condition(
        maker.draw.coded(tag), listed, listed, category=maker.rng.choice(
            ["problem-list-item", None, "encounter-diagnosis"])))
    dates = maker.rng.choice([{"recorded": refuted}, {"onset": refuted}, {
        "onset": before(refuted, 200), "meta": {"lastUpdated": maker.draw.instant(refuted)}}])
    maker.resources.append(shapes.condition(maker.draw.coded(tag), verification="refuted",
                                            clinical=None, **dates))
    for other in maker.rng.sample(["opsoclonus", "ataxia", "myoclonus", "sleep"], 2):
        _plain(maker, other, before(maker.today, maker.rng.choice([0, 50])))


def explained(maker):
    """A finding and what explains it."""
    for tag in maker.rng.sample(["opsoclonus", "ataxia", "myoclonus", "behaviour", "weak"], 3):
        _plain(maker, tag, maker.anchor)
    for tag in maker.rng.choice([["explains_ataxia"], ["explains_myoclonus"],
                                 ["explains_ataxia", "explains_myoclonus"]]):
        maker.resources.append(maker.draw.condition(tag, maker.draw.edge()))


def values(maker):
    """Observations of every kind of value and nothing else."""
    for tag in maker.rng.sample(["opsoclonus", "ataxia", "behaviour", "possible", "myoclonus"], 3):
        _plain(maker, tag, maker.anchor, "any")


def adrenal(maker):
    """A tumour inferred from its site, with a sign that it makes matter."""
    maker.resources.append(maker.draw.condition(
        maker.rng.choice(["adrenal", "adrenal", "adrenal_medulla"]), maker.anchor))
    _plain(maker, "opsoclonus", maker.anchor)


# scene: (what draws it, chance of the other findings, weight)
SCENES = {"any": (None, {}, 40), "before the eyes": (before_the_eyes, NO_EYES, 8),
          "eye examination": (eye_examination, NOTHING, 6), "earlier": (earlier, NO_EYES, 8),
          "scanned": (scanned, {"tumour": 0.03}, 8), "poisoned": (poisoned, NOTHING, 8),
          "alone": (alone, NOTHING, 4), "closed": (closed, NOTHING, 6),
          "explained": (explained, NOTHING, 5), "values": (values, NOTHING, 8),
          "adrenal": (adrenal, NOTHING, 4)}
