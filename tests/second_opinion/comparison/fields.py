"""What two answers to one chart are compared in. README.md lists it in words."""

import re

TOP = ("tier", "rule", "indicator", "ageBand", "patient")
FEATURE = ("state", "counted", "firm")
# reasons that the text of the policy names; of other reasons only the dropped record is compared
NAMED = {"verificationStatus-not-understood", "date-not-understood", "before-birth", "entered-in-error"}
NO_RECORD = {"not-a-list", "not-an-entry"}
KEYS = {"conditions", "observations", "serviceRequests", "diagnosticReports", "procedures", "imagingStudies"}


def _record(where):
    """The place of the record that a place lies in."""
    match = re.match(r".*?\.entry\[\d+\](\.resource(?:\.entry\[\d+\]\.resource)?)?|prefetch\.\w+", where)
    return match[0] if match else where


def _skipped(answer):
    """{(record, named reason)}, {records of which something was dropped}."""
    entries = answer.get("skipped", [])
    named = {(_record(e["where"]), e["reason"]) for e in entries if e["reason"] in NAMED}
    return named, {_record(e["where"]) for e in entries} | {e["where"] for e in entries}


def _dropped_whole(answer):
    """Records that state something and were dropped as a whole, for any reason; entries and lists that are none."""
    return {e["where"] for e in answer.get("skipped", [])
            if e["where"] in answer["stating"] or e["reason"] in NO_RECORD}


def _has_places(answer):
    """Every place names its entry. In NDJSON none does."""
    return all(re.search(r"entry|prefetch", e["where"]) for e in answer.get("skipped", []))


def _of_skipped(ours, theirs):
    if "skipped" not in ours or not (_has_places(ours) and _has_places(theirs)):
        return []
    (mine, listed), (other, places) = _skipped(ours), _skipped(theirs)
    stating = {_record(where) for where in ours["stating"]}
    # of several reasons to drop one record either may be told
    pairs = [(f"skipped {reason}", (place, reason) in mine, (place, reason) in other)
             for place, reason in sorted(mine ^ other) if place in stating and not (place in listed and place in places)]
    places |= {place.removesuffix(".resource") for place in places} | {"prefetch." + key for key in theirs.get("partialData", [])}
    return pairs + [("skipped record", place, None) for place in sorted(_dropped_whole(ours) - places)]


def _of_features(ours, theirs):
    for feature, mine in ours.get("features", {}).items():
        other = theirs.get("features", {}).get(feature, {})
        for name in FEATURE:
            if name in mine and name in other:
                yield f"{feature}.{name}", mine[name], other[name]
        shown = {e.get("finding"): e for e in other.get("evidence", [])
                 if [x.get("finding") for x in other["evidence"]].count(e.get("finding")) == 1}
        for entry in mine["evidence"]:
            for name in ("date", "records", "ageAtFinding"):
                if entry["finding"] in shown:
                    yield f"evidence.{name}", entry.get(name), shown[entry["finding"]].get(name)


def _of_workup(ours, theirs):
    other = theirs.get("workup", {})
    for name, value in ours.get("workup", {}).items():
        if name in other or name != "uncoded":
            yield f"workup.{name}", value, other.get(name)


def _partial(answer):
    """Keys of the request that are not whole, and whether anything else is not."""
    names = set(answer.get("partialData", []))
    return sorted(names & KEYS), bool(names - KEYS)


def differences(ours, theirs, cards=True):
    """[(field, ours, theirs)] over what both state. None is no answer."""
    if ours is None or theirs is None:
        return [] if ours is theirs else [("answer", ours is not None, theirs is not None)]
    pairs = [(name, ours.get(name), theirs.get(name)) for name in TOP]
    pairs += [(name, ours[name], theirs[name]) for name in ("age", "possibleOpsoclonus") if name in ours and name in theirs]
    pairs += [*_of_features(ours, theirs), *_of_workup(ours, theirs), *_of_skipped(ours, theirs)]
    if "partialData" in ours:
        pairs.append(("partialData", _partial(ours), _partial(theirs)))
    if cards:
        pairs.append(("card", theirs.get("tier") != "T0", "card" in theirs))
    return [pair for pair in pairs if pair[1] != pair[2]]


def same_answer(one, twin, partial):
    """[(field, of the twin, of the variant)]: what a shape of the field must not change. Of one program, about two charts."""
    if one is None or twin is None:
        return [] if one is twin else [("answer", twin is not None, one is not None)]
    pairs = [(name, twin.get(name), one.get(name)) for name in TOP[:-1]]
    for feature, mine in twin.get("features", {}).items():
        pairs += [(f"{feature}.{n}", mine.get(n), one.get("features", {}).get(feature, {}).get(n)) for n in FEATURE]
    if twin.get("possibleOpsoclonus") is not None:
        pairs.append(("possibleOpsoclonus", twin["possibleOpsoclonus"], one.get("possibleOpsoclonus")))
    if partial and "features" in one and not str(one.get("rule")).startswith("guard"):
        pairs.append(("partialData", True, bool(one.get("partialData"))))
    return [pair for pair in pairs if pair[1] != pair[2]]
