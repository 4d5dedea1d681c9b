"""Dates, values, tumours and orders in the shapes of the field (clinical.md 2.15)."""

import copy

import shapes
import terminology as T
from evaluator.meaning import SUB_FINDINGS
from generator.field_pieces import UNKNOWN, Variant, codings_of, dated_members, dropped, has_foreign, of_type, picked, with_records
from generator.pools import LOCAL
from shapes import before, concept

BAD_DATES = ["11/10/2026", "10.11.2026", "20261110", "2026-13-40", "yesterday", ""]
MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"


# --- dates ---

def unreadable_dates(rng, chart, _):
    """A record none of whose dates can be read is dropped."""
    out, record = picked(rng, chart, [n for n, r in enumerate(chart.records) if dated_members(r)])
    if record is None:
        return None
    record.pop("meta", None)
    for kind in ("onset", "abatement"):
        for name in [n for n in record if n.startswith(kind) and n[len(kind):] in ("Age", "Range", "String")]:
            del record[name]
    for owner, name in dated_members(record):
        owner[name] = rng.choice(BAD_DATES)
    return dropped(out, chart, record)


def unreadable_onset(rng, chart, _):
    """A date that cannot be read counts as missing where another date is there."""
    found = [n for n in of_type(chart, "Condition") if len(chart.records[n].get("onsetDateTime", "")) >= 10
             and len(chart.records[n].get("recordedDate", "")) >= 10 and "patient" not in chart.records[n]]
    out, record = picked(rng, chart, found)
    if record is None or (chart.born() and record["recordedDate"][:10] < chart.born().isoformat()):
        return None
    twin = out.changed()
    del next(r for r in twin.records if r["id"] == record["id"])["onsetDateTime"]
    if rng.random() < 0.3:
        record["_onsetDateTime"] = dict(UNKNOWN)
        del record["onsetDateTime"]
    else:
        record["onsetDateTime"] = rng.choice(BAD_DATES)
    return Variant(out, twin)


def before_birth(rng, chart, pools):
    """Evidence of O, M, B before the earliest possible birth is set aside."""
    born = chart.born()
    if born is None or has_foreign(chart):
        return None
    tag = rng.choice(["opsoclonus", "ataxia", "sleep", "oms"])
    day, code = before(born, rng.choice([1, 1, 30])), rng.choice(pools[tag])
    make = rng.choice([lambda: shapes.condition(code, day, day, category="problem-list-item"), lambda: shapes.observation(code, day),
                       lambda: shapes.condition(code, day, None, "resolved", abatementDateTime=day.isoformat())])
    return Variant(with_records(chart, {**make(), "id": "extra", "subject": {"reference": f"Patient/{chart.ident}"}}), chart)


# --- values ---

def _with_value(rng, chart, pools, change, results):
    """Changes the value of one Observation; its twin has a dataAbsentReason instead. `results`: of a laboratory, too."""
    out, record = picked(rng, chart, of_type(chart, "Observation"))
    if record is None:
        return None
    parts = [record, *record.get("component", [])]
    if not results and any("hva_vma" in pools["tags"](p.get("code")) for p in parts):
        return None
    item = rng.choice(record.get("component") or [record])
    for name in [n for n in item if n.startswith("value") or n in ("interpretation", "dataAbsentReason")]:
        del item[name]
    where = record.get("component", []).index(item) if item is not record else None
    twin = out.changed()
    same = next(r for r in twin.records if r["id"] == record["id"])
    (same if where is None else same["component"][where])["dataAbsentReason"] = {"text": "unknown"}
    item.update(change(rng))
    return Variant(out, twin)


def value_only_extension(rng, chart, pools):
    return _with_value(rng, chart, pools, lambda r: {"_" + r.choice(["valueBoolean", "valueString", "valueInteger"]): dict(UNKNOWN),
                                                     **r.choice([{}, {"valueBoolean": None}])}, True)


def two_values(rng, chart, pools):
    return _with_value(rng, chart, pools, lambda r: {"valueBoolean": True, **r.choice([
        {"valueString": "yes"}, {"valueCodeableConcept": concept(shapes.PRESENT)}, {"_valueInteger": dict(UNKNOWN)}])}, False)


def wrong_type(rng, chart, pools):
    return _with_value(rng, chart, pools, lambda r: r.choice([
        {"valueBoolean": "true"}, {"valueString": True}, {"valueBoolean": 1}, {"valueCodeableConcept": "present"},
        {"valueCodeableConcept": {"coding": {"system": T.SCT, "code": "52101004"}}}]), False)


def denied_header(rng, chart, pools):
    """A finding as code without value, whose components or members deny it, states nothing."""
    who = {"subject": {"reference": f"Patient/{chart.ident}"}}
    code = rng.choice([c for tag in ("opsoclonus", "ataxia", "sleep") for c in pools[tag]])
    day = before(chart.today, rng.choice([0, 5, 30]))
    if has_foreign(chart):
        return None
    header = {**shapes.observation(code, day, None), **who, "id": "header"}
    part = {"code": {"text": "left eye"}, "valueBoolean": False}
    kind = rng.choice(["uncoded", "coded", "member"])
    if kind == "uncoded":
        header["component"] = [part, {**part, "code": concept((LOCAL, "right"))}][:rng.choice([1, 2])]
        return Variant(with_records(chart, header), chart)
    no = {**shapes.observation(code, day, False), **who, "id": "part"}
    if kind == "coded":
        header["component"] = [{"code": concept(code), "valueString": "absent"}]
        return Variant(with_records(chart, header), with_records(chart, no))
    header["hasMember"] = [{"reference": "Observation/part"}]
    return Variant(with_records(chart, header, no), with_records(chart, no))


def answered_header(rng, chart, pools):
    """A header with a value, an interpretation or a reason why it has none is not asked for its parts."""
    if has_foreign(chart):
        return None
    code = rng.choice([c for tag in ("opsoclonus", "ataxia", "sleep") for c in pools[tag]])
    answer = rng.choice([{"valueBoolean": True}, {"interpretation": [concept((T.FLAGS, "POS"))]},
                         {"dataAbsentReason": {"text": "not done"}}, {"valueCodeableConcept": concept(shapes.PRESENT)}])
    header = {**shapes.observation(code, before(chart.today, 5), None), **answer, "id": "header",
              "subject": {"reference": f"Patient/{chart.ident}"}}
    parts = {"component": [{"code": {"text": "left eye"}, "valueBoolean": False}]}
    return Variant(with_records(chart, {**header, **parts}), with_records(chart, header))


def component_with_modifier(rng, chart, pools):
    """A component with a modifierExtension says nothing."""
    if has_foreign(chart):
        return None
    examination = {**shapes.observation(shapes.EYE_EXAM, before(chart.today, 5), None), "id": "examination",
                   "subject": {"reference": f"Patient/{chart.ident}"}}
    code = rng.choice([c for tag in ("opsoclonus", "ataxia", "sleep") for c in pools[tag]])
    part = {"code": concept(code), "valueBoolean": rng.choice([True, False]),
            "modifierExtension": [{"url": LOCAL + "/negated", "valueBoolean": True}]}
    return Variant(with_records(chart, {**examination, "component": [part]}), with_records(chart, examination))


# --- tumour and orders ---

def _says_yes(observation):
    """By a boolean, a word, or nothing but its code."""
    values = [name for name in observation if name.startswith(("value", "_value"))]
    if {"component", "interpretation", "dataAbsentReason", "hasMember"} & set(observation):
        return False
    if values == ["valueString"]:
        return observation["valueString"].strip().lower() in {"present", "positive", "yes", "true"}
    return not values or values == ["valueBoolean"] and observation["valueBoolean"] is True


def morphology(rng, chart, pools):
    """A tumour code in the mCODE extension, in evidence.code, or as histology, in the place of the code."""
    def is_plain(record):
        says = record["resourceType"] == "Condition" or _says_yes(record)
        return says and len(list(codings_of(record.get("code")))) == 1 and pools["tags"](record["code"]) == {"tumour"}
    out, record = picked(rng, chart, [n for n in of_type(chart, "Condition", "Observation") if is_plain(chart.records[n])])
    if record is None:
        return None
    code = record["code"]
    if record["resourceType"] == "Observation":
        for name in ("valueBoolean", "valueString"):
            record.pop(name, None)
        record.update(code=concept((T.LOINC, "59847-4")), valueCodeableConcept=code)
        return Variant(out, chart)
    record["code"] = concept((T.SCT, "363346000"))
    if rng.random() < 0.5:
        record["extension"] = [{"url": MCODE, "valueCodeableConcept": code}]
    else:
        record["evidence"] = [{"code": [code]}]
    return Variant(out, chart)


def order_due_later(rng, chart, _):
    """When an order is to be carried out may lie ahead."""
    born = str(chart.patient.get("birthDate", ""))
    out, record = picked(rng, chart, [n for n in of_type(chart, "ServiceRequest") if chart.records[n].get("authoredOn", "") >= born])
    if record is None or "authoredOn" not in record:
        return None
    ahead = before(chart.today, rng.choice([-2, -3, -60])).isoformat()
    record.update(rng.choice([{"occurrenceDateTime": ahead}, {"occurrencePeriod": {"start": ahead}}]))
    return Variant(out, chart)


def said_twice(rng, chart, pools):
    """The same record once more is no other finding."""
    out, record = picked(rng, chart, [n for n in of_type(chart, "Condition", "Observation")
                                      if not SUB_FINDINGS.isdisjoint(pools["tags"](chart.records[n].get("code")))])
    if record is None:
        return None
    return Variant(with_records(out, {**copy.deepcopy(record), "id": "again"}), chart)

RECORDS = [unreadable_dates, unreadable_onset, before_birth, value_only_extension, two_values, wrong_type, denied_header, answered_header,
           component_with_modifier, morphology, order_due_later, said_twice]
