"""Scenes: small sets of findings that lead to an edge of the policy which chance rarely meets.

Each takes the ChartMaker and appends to its resources; the maker adds chance findings after it.
"""

import shapes
from generator import scenes_two
from generator.draw_workup import DrawWorkup
from generator.pools import LOCAL
from generator.scene_pieces import NO_EYES, NOTHING, SIGNS, child, near_birthday, plain, teenager
from shapes import before
from terminology import LOINC


def before_the_eyes(maker):
    """R3b: new ataxia and behaviour, PAIR_GAP apart."""
    start = before(maker.today, maker.rng.choice([0, 5, 88, 89, 90]))
    plain(maker, "ataxia", start)
    other = before(start, maker.rng.choice([0, 10, 89, 90, 91]))
    plain(maker, maker.rng.choice(["core:behaviour", "core:sleep", "core:sleep", "other:sleep", "other:behaviour", "myoclonus"]), other)


def eye_examination(maker):
    """An examination without opsoclonus, FRESH_NEG_O ago."""
    plain(maker, "opsoclonus", before(maker.today, maker.rng.choice([13, 14, 15])), "no")
    for tag in maker.rng.choice([["ataxia", "core:behaviour"], ["tumour", "ataxia"], ["myoclonus", "Q"], ["tumour", "q"],
                                 ["tumour", "myoclonus", "sleep"], ["tumour", "ataxia", "behaviour"]]):
        plain(maker, tag, before(maker.today, maker.rng.choice([13, 14, 30])))


def earlier(maker):
    """R3d: opsoclonus that is over, or an entry that nobody touched for STALE_LIST."""
    for tag in [maker.rng.choice(["opsoclonus", "flutter", "oms", "saccades"])] + [t for t in SIGNS if maker.chance(0.25)]:
        fixed = {"verification": "confirmed", "category": "problem-list-item"}
        if maker.chance(0.3):
            day = before(maker.today, maker.rng.choice([729, 730, 731, 900]))
            made = maker.draw.condition(tag, day, clinical="active", **fixed)
        else:
            day = before(maker.today, maker.rng.choice([100, 200, 400]))
            made = maker.draw.condition(tag, day, clinical=maker.rng.choice(["resolved", "inactive", "remission"]), **fixed)
        maker.resources.append(made)
    if maker.chance(0.3):
        maker.resources.append(maker.draw.condition("opsoclonus", before(maker.today, maker.rng.choice([250, 300])), clinical="resolved",
                                                    verification="confirmed", category="problem-list-item"))
    if maker.chance(0.4):
        first = before(maker.today, maker.rng.choice([100, 200, 250, 400]))
        maker.resources.extend(DrawWorkup(maker.draw, first).around_the_start())


def scanned(maker):
    """Opsoclonus of months, and a scan REPEAT_AFTER old; in a few the first sign is REPEAT_UNTIL ago."""
    if maker.chance(0.5):
        first = before(maker.today, maker.rng.choice([729, 730, 731, 730, 731]))
        maker.resources.append(shapes.condition(maker.draw.coded("opsoclonus"), first, before(maker.today, 3),
                                                category="problem-list-item"))
    else:
        plain(maker, "opsoclonus", before(maker.today, maker.rng.choice([60, 90, 120])))
    maker.resources.extend(DrawWorkup(maker.draw, before(maker.today, maker.rng.choice([60, 90, 120]))).old_scan())


def poisoned(maker):
    """A cause TOXIC_GAP from the first finding; a disease that explains or not."""
    first = before(maker.today, maker.rng.choice([15, 30, 40]))
    for tag in maker.rng.choice([["opsoclonus"], ["opsoclonus", "ataxia"], ["ataxia", "core:behaviour"], ["Q", "ataxia"],
                                 ["Q", "tumour", "myoclonus"], ["opsoclonus", "ataxia", "sleep"]]):
        plain(maker, tag, first)
    if maker.chance(0.6):
        cause = before(first, maker.rng.choice([-15, -14, -13, 13, 14, 15]))
        maker.resources.append(shapes.condition(
            maker.draw.coded("toxic"), cause, cause, maker.rng.choice(["active", "active", "relapse", None, "resolved"]),
            maker.rng.choice(["confirmed", "confirmed", None, "provisional"])))
    else:
        maker.resources.append(maker.draw.condition("named_cns", maker.draw.edge()))


def alone(maker):
    """Opsoclonus; the other signs looked for and absent, all or all but one."""
    plain(maker, maker.rng.choice(["opsoclonus", "opsoclonus", "saccades"]), maker.anchor)
    left_out = maker.rng.choice([None, None, None] + SIGNS)
    for tag in SIGNS:
        if tag != left_out:
            plain(maker, tag, before(maker.today, maker.rng.choice([0, 30, 179, 180])), "no")


def closed(maker):
    """A list item and a refutation around it, older than LOOKBACK or not."""
    tag = maker.rng.choice(["opsoclonus", "ataxia", "behaviour", "saccades"])
    refuted = before(maker.today, maker.rng.choice([10, 179, 180, 181, 300, 300]))
    listed = before(refuted, maker.rng.choice([-1, 0, 1, 100, 800, 800]))
    maker.resources.append(shapes.condition(maker.draw.coded(tag), listed, listed, category=maker.rng.choice(
        ["problem-list-item", None, "encounter-diagnosis"])))
    dates = maker.rng.choice([{"recorded": refuted}, {"onset": refuted}, {
        "onset": before(refuted, 200), "meta": {"lastUpdated": maker.draw.instant(refuted)}}])
    against = "opsoclonus" if tag == "saccades" and maker.chance(0.5) else tag
    maker.resources.append(shapes.condition(maker.draw.coded(against), verification="refuted", clinical=None, **dates))
    for other in maker.rng.sample(["opsoclonus", "ataxia", "myoclonus", "sleep"], 2):
        plain(maker, other, before(maker.today, maker.rng.choice([0, 50])))


def explained(maker):
    """A finding and what explains it."""
    for tag in maker.rng.sample(["opsoclonus", "ataxia", "myoclonus", "behaviour", "weak"], 3):
        plain(maker, tag, maker.anchor)
    for tag in maker.rng.choice([["explains_ataxia"], ["explains_myoclonus"], ["explains_ataxia", "explains_myoclonus"]]):
        maker.resources.append(maker.draw.condition(tag, maker.draw.edge()))


def values(maker):
    """Observations of every kind of value and nothing else."""
    for tag in maker.rng.sample(["opsoclonus", "ataxia", "behaviour", "Q", "myoclonus"], 3):
        plain(maker, tag, maker.anchor, "any")


def tumour_in_question(maker):
    """A tumour refuted, or named beside codes that are no question, by several ways."""
    plain(maker, "opsoclonus", maker.anchor)
    day = before(maker.today, maker.rng.choice([3, 40]))
    maker.resources.append(shapes.condition(maker.draw.coded("tumour"), day, day, category="problem-list-item"))
    if maker.chance(0.5):
        again = before(day, maker.rng.choice([-1, 0, 0, 1]))
        maker.resources.append(shapes.condition(maker.draw.coded("tumour"), None, again, None, "refuted"))
    else:
        made = maker.draw.observation("tumour", day, "yes")
        for name in [n for n in made if n.startswith("value")]:
            del made[name]
        made["code"] = shapes.concept(maker.rng.choice([(LOCAL, "4711"), shapes.EYE_EXAM, shapes.OPSOCLONUS, (LOINC, "59847-4")]))
        made["valueCodeableConcept"] = maker.draw.coded("tumour")
        maker.resources[-1:] = [made]


def adrenal(maker):
    """A tumour inferred from its site, with a sign that it makes matter."""
    maker.resources.append(maker.draw.condition(maker.rng.choice(["adrenal", "adrenal", "adrenal_medulla"]), maker.anchor))
    plain(maker, "opsoclonus", maker.anchor)


# scene: (what draws it, chance of the other findings, weight[, birth date of the child])
SCENES = {"any": (None, {}, 34), "before the eyes": (before_the_eyes, NO_EYES, 8, child),
          "eye examination": (eye_examination, NOTHING, 6), "earlier": (earlier, NO_EYES, 7, teenager),
          "scanned": (scanned, {**NOTHING, "ataxia": 0.3}, 7, teenager), "poisoned": (poisoned, NOTHING, 6, child),
          "alone": (alone, NOTHING, 4), "closed": (closed, NOTHING, 5, teenager), "explained": (explained, NOTHING, 4),
          "values": (values, NOTHING, 6), "adrenal": (adrenal, NOTHING, 3, near_birthday(120)),
          "tumour in question": (tumour_in_question, NOTHING, 3), **scenes_two.SCENES}
