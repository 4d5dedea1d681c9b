"""Scenes of what is new in policy 2.0.0."""

import shapes
from generator.draw_workup import DrawWorkup
from generator.scene_pieces import NO_EYES, NOTHING, child, near_birthday, plain, teenager
from shapes import before


def _listed(maker, tag, days, **more):
    day = before(maker.today, days)
    maker.resources.append(shapes.condition(maker.draw.coded(tag), day, day, category="problem-list-item", **more))


def _pick(maker, *choices):
    return maker.rng.choice(choices)


def chronic(maker):
    """New ataxia and new behaviour, and an earlier sign of the same kind, ended or not, on both sides of NEW_MEMORY."""
    tag = _pick(maker, "ataxia", "core:sleep", "core:behaviour", "myoclonus", "oms")
    plain(maker, "ataxia", before(maker.today, _pick(maker, 0, 5, 100)))
    plain(maker, _pick(maker, "core:sleep", "core:behaviour", "myoclonus"), before(maker.today, _pick(maker, 0, 20, 100)))
    days = _pick(maker, 179, 180, 181, 182, 300, 729, 730, 731)
    kind = _pick(maker, "point", "observation", "resolved", "provisional")
    day = before(maker.today, days)
    if kind == "observation":
        plain(maker, tag, day)
    elif kind == "resolved":
        end = before(maker.today, _pick(maker, days - 1, days // 2 + 1, 1))
        _listed(maker, tag, days, clinical="resolved", abatementDateTime=end.isoformat())
        if maker.chance(0.2):  # nobody knows when
            del maker.resources[-1]["abatementDateTime"], maker.resources[-1]["recordedDate"]
    else:
        maker.resources.append(shapes.condition(
            maker.draw.coded(tag), None, day, category="encounter-diagnosis",
            verification="provisional" if kind == "provisional" else "confirmed"))
    if maker.chance(0.3):  # it ended in between, or nearly
        plain(maker, tag, before(maker.today, _pick(maker, days + 1, days, 150, 101, 100, 5, 0)), "no")


def possible(maker):
    """Q and q with each second sign, and what switches them off."""
    flag = _pick(maker, "Q", "Q", "q")
    day = before(maker.today, _pick(maker, 0, 5, 30, 179, 180, 181))
    maker.resources.append(maker.draw.condition(flag, day, clinical="active", verification="confirmed",
                                                category=_pick(maker, "problem-list-item", "encounter-diagnosis")))
    for tag in _pick(maker, ["weak"], ["weak_provisional"], ["core:sleep"], ["core:behaviour"], ["other:sleep"], ["other:behaviour"],
                     ["ataxia"], ["myoclonus"], ["tumour"], ["weak", "tumour"], ["core:sleep", "weak"]):
        plain(maker, tag, before(maker.today, _pick(maker, 0, 10, 180, 181)))
    if maker.chance(0.3):
        _listed(maker, _pick(maker, "Q", "q"), _pick(maker, 0, 20, 60))
    if maker.chance(0.4):
        named = before(day, _pick(maker, -1, 0, 1, 40))
        maker.resources.append(shapes.condition(
            maker.draw.coded("nystagmus_named"), None, min(named, maker.today),
            _pick(maker, "active", "active", "active", "resolved", None),
            _pick(maker, "confirmed", "confirmed", "provisional"), category=_pick(maker, "problem-list-item", "encounter-diagnosis")))


def saccades(maker):
    """9C85.02 with each other sign, and opsoclonus refuted or not seen around it."""
    day = before(maker.today, _pick(maker, 3, 14, 20))
    _pick(maker, plain, lambda m, t, d: _listed(m, t, (m.today - d).days))(maker, "saccades", day)
    for tag in _pick(maker, [], ["ataxia"], ["sleep"], ["tumour"], ["ataxia", "sleep"], ["flutter"], ["weak"]):
        plain(maker, tag, day)
    if maker.chance(0.4):
        when = before(day, _pick(maker, -1, 0, 1))
        if maker.chance(0.5):
            plain(maker, _pick(maker, "opsoclonus", "saccades"), when, "no")
        else:
            maker.resources.append(shapes.condition(maker.draw.coded(_pick(maker, "opsoclonus", "saccades")), None, when, None,
                                                    "refuted"))


def emergency(maker):
    """R3b or R3e beside raised pressure or a head injury, both sides of their limits."""
    first = before(maker.today, _pick(maker, 20, 30))
    for tag in _pick(maker, ["ataxia", "core:sleep"], ["Q", "ataxia"], ["Q", "tumour"], ["q", "myoclonus"]):
        plain(maker, tag, first)
    status, certainty = _pick(maker, "active", "active", None, "resolved"), _pick(maker, "confirmed", "confirmed", "provisional")
    if maker.chance(0.5):
        day = before(maker.today, _pick(maker, 0, 180, 181, 180, 181))
        maker.resources.append(shapes.condition(maker.draw.coded("raised_pressure"), day if maker.chance(0.7) else None, before(
            maker.today, 2) if maker.chance(0.3) else day, status, certainty))
    else:
        day = before(first, _pick(maker, -15, -14, 0, 14, 15))
        maker.resources.append(shapes.condition(maker.draw.coded("head_injury"), day, None, status, certainty))


def under_treatment(maker):
    """A known tumour with new signs, cord compression, neuropathy, certain or not, earlier opsoclonus or not."""
    _listed(maker, "tumour", _pick(maker, 10, 400))
    plain(maker, _pick(maker, "ataxia", "myoclonus"), before(maker.today, _pick(maker, 0, 20)))
    if maker.chance(0.6):
        maker.resources.append(maker.draw.observation(_pick(maker, "sleep", "behaviour"), before(maker.today, 5), "yes"))
        maker.resources[-1]["status"] = _pick(maker, "final", "preliminary")
    if maker.chance(0.2):
        _listed(maker, "opsoclonus", 90, clinical="resolved", abatementDateTime=before(maker.today, 9).isoformat())
    for tag in _pick(maker, ["cord_compression"], ["neuropathy"], ["cord_compression", "neuropathy"], ["neuropathy"]):
        _listed(maker, tag, _pick(maker, 3, 300), verification=_pick(maker, "confirmed", "confirmed", "provisional"))


def over_and_explained(maker):
    """Opsoclonus that is over, beside signs that another disease explains, present or over too; and what replaces R3b, R3c, R3e."""
    _listed(maker, "opsoclonus", 90, clinical="resolved", abatementDateTime=before(maker.today, 9).isoformat())
    for tag in _pick(maker, ["ataxia"], ["myoclonus"], ["ataxia", "core:sleep"], ["ataxia", "myoclonus"], ["Q", "ataxia"],
                     ["tumour", "ataxia"], ["Q", "core:sleep"]):
        if maker.chance(0.3):
            _listed(maker, tag, 80, clinical="resolved", abatementDateTime=before(maker.today, 20).isoformat())
        else:
            plain(maker, tag, before(maker.today, _pick(maker, 3, 20)))
    for tag in _pick(maker, [], ["explains_ataxia"], ["explains_myoclonus"], ["named_cns"], ["cord_compression"], ["raised_pressure"]):
        _listed(maker, tag, 10)


def known(maker):
    """Opsoclonus and tumour on record, all of it old, on both sides of KNOWN_AFTER, or with something newer."""
    days = [_pick(maker, 89, 90, 91, 92, 300), _pick(maker, 90, 91, 92, 300)]
    _listed(maker, _pick(maker, "opsoclonus", "oms", "flutter"), days[0])
    _listed(maker, "tumour", days[1], **_pick(maker, {}, {"clinical": "remission"}))
    if maker.chance(0.5):
        tag = _pick(maker, "ataxia", "sleep", "weak", "other:behaviour")
        kind = _pick(maker, "listed", "resolved", "observation")
        when = _pick(maker, 5, 90, 91, 120)
        if kind == "observation":
            plain(maker, tag, before(maker.today, when))
        else:
            more = {"clinical": "resolved", "abatementDateTime": before(maker.today, 3).isoformat()} if kind == "resolved" else {}
            _listed(maker, tag, when, **more)
    if maker.chance(0.3):  # merely saved again
        maker.resources[0]["meta"] = {"lastUpdated": maker.draw.instant(before(maker.today, 2))}
    if maker.chance(0.15):
        maker.resources.append(shapes.condition(maker.draw.coded("tumour"), category="problem-list-item"))
    if maker.chance(0.15):  # and was refuted before it was named
        maker.resources.append(shapes.condition(maker.draw.coded("tumour"), None, before(maker.today, 500), None, "refuted"))


def two_movement_signs(maker):
    """New ataxia and new myoclonus, PAIR_GAP apart, ages on both sides of the band."""
    start = before(maker.today, _pick(maker, 0, 5, 90))
    plain(maker, "ataxia", start)
    plain(maker, "myoclonus", before(start, _pick(maker, 0, 89, 90, 91)))


def searched(maker):
    """Opsoclonus and a search of which regions are ordered, done or missing."""
    for tag in _pick(maker, ["opsoclonus"], ["opsoclonus", "ataxia"], ["ataxia", "core:sleep"], ["Q", "ataxia"]):
        plain(maker, tag, before(maker.today, 40))
    maker.resources.extend(DrawWorkup(maker.draw, before(maker.today, 40)).make())


def under_six_months(maker):
    """R2b and R3a around six months of age."""
    plain(maker, "opsoclonus", before(maker.today, 2))
    if maker.chance(0.7):
        plain(maker, _pick(maker, "sleep", "behaviour"), before(maker.today, 1))


def newborn(maker):
    """Findings around the day of birth."""
    birth = (maker.today - before(maker.today, 0)).days
    for tag in _pick(maker, ["opsoclonus"], ["opsoclonus", "ataxia"], ["opsoclonus", "tumour"]):
        plain(maker, tag, before(maker.today, birth + _pick(maker, 9, 10, 11)))


def aged(maker):
    """Onsets as ages, with records that came later."""
    for tag in maker.rng.sample(["opsoclonus", "ataxia", "sleep", "tumour"], 2):
        onset = before(maker.today, _pick(maker, 30, 179, 180, 181, 300))
        made = shapes.condition(maker.draw.coded(tag), None, before(maker.today, _pick(maker, 0, 5, 20)), category="problem-list-item")
        made["onsetAge"] = {"value": (onset - maker.draw.birth).days, "system": shapes.UCUM, "code": "d"}
        maker.resources.append(made)


def nobody_knows_the_age(maker):
    """Each rule where the age is unknown, also with a search that is ordered, done or both long ago."""
    for tag in _pick(maker, ["opsoclonus"], ["opsoclonus", "ataxia"], ["opsoclonus", "sleep"], ["opsoclonus", "tumour"],
                     ["opsoclonus", "ataxia", "sleep"], ["opsoclonus", "ataxia", "tumour"], ["ataxia", "sleep", "tumour"],
                     ["ataxia", "tumour"], ["Q", "ataxia"], ["saccades"]):
        plain(maker, tag, before(maker.today, _pick(maker, 5, 95)))
    chance = maker.rng.random()
    if chance < 0.25:
        maker.resources.extend(DrawWorkup(maker.draw, before(maker.today, 95)).old_scan())
    elif chance < 0.38:
        maker.resources.extend(DrawWorkup(maker.draw, before(maker.today, 5)).make(whole=chance < 0.34))
    elif chance < 0.5:
        maker.resources.append(maker.draw.condition("named_cns", maker.draw.edge()))
    elif chance < 0.65:
        maker.resources.clear()
        _listed(maker, "opsoclonus", 90, clinical="resolved", abatementDateTime=before(maker.today, 9).isoformat())
        plain(maker, "ataxia", before(maker.today, 3))
    elif chance < 0.75:
        maker.resources.clear()
        _listed(maker, "oms", 300)
        _listed(maker, "tumour", 300)


def _unknown_age(maker):
    return _pick(maker, None, None, "2099-01-01", "sometime", str(maker.today.year - 18))


def _born_ten_days_ago(maker):
    return before(maker.today, 10).isoformat()


SCENES = {"chronic": (chronic, NOTHING, 12, child), "possible": (possible, NOTHING, 10, child), "saccades": (saccades, NOTHING, 5),
          "emergency": (emergency, NOTHING, 8, child), "under treatment": (under_treatment, NO_EYES, 6, teenager),
          "over and explained": (over_and_explained, NOTHING, 5, child), "known": (known, NOTHING, 9, teenager),
          "two movement signs": (two_movement_signs, NOTHING, 4, near_birthday(6, 72)),
          "searched": (searched, NOTHING, 8, child), "under six months": (under_six_months, NOTHING, 4, near_birthday(6)),
          "unknown age": (nobody_knows_the_age, NOTHING, 9, _unknown_age),
          "newborn": (newborn, NOTHING, 2, _born_ten_days_ago), "aged": (aged, NOTHING, 3, teenager)}
