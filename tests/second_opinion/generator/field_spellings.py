"""Spellings and statuses in the shapes of the field (clinical.md 2.15)."""

import copy

import shapes
import terminology as T
from generator.charts import SERVER
from generator.field_pieces import (UNKNOWN, Variant, codings_of, dated_members, dropped, is_the_patient, of_type, owner_of, picked)
from generator.pools import LOCAL
from shapes import concept

ODD_TIMES = ["T08:00:00.000+0000", "T08:00:00+01", " 08:00:00", "t08:00:00z", "T24:00:00Z", "T08:00", " "]
CERTAINTY = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"
DOUBT = ["entered-in-error", "refuted", "differential", "unconfirmed", "provisional", "confirmed"]


# --- spellings: nothing may change ---

def _alias(rng, system):
    choices = [a for a in T.ALIASES[system] if not (system == T.GM and a.startswith("http://hl7"))]
    plain = rng.choice([system] + choices)
    if plain.startswith("urn:") or rng.random() < 0.3:
        return plain
    return rng.choice([plain + "/", plain.replace("http:", "https:"), plain.upper()])


def aliases(rng, chart, _):
    """OID, trailing slash, https, letter case."""
    out = chart.changed()
    for coding in codings_of(out.records):
        system = T.preferred_system(str(coding.get("system")))
        if system in T.ALIASES:
            coding["system"] = _alias(rng, system)
    return Variant(out, chart)


def national(rng, chart, pools):
    """Codes that WHO ICD-10 has, under the URI of a country."""
    out, changed, rows = chart.changed(), 0, pools["rows"]
    for coding in codings_of(out.records):
        if T.preferred_system(str(coding.get("system"))) == T.WHO and (T.WHO, *T.code_forms(T.WHO, str(coding.get("code")))) in rows:
            coding["system"] = rng.choice([T.GM, *T.ALIASES[T.GM]])
            changed += 1
    return Variant(out, chart) if changed else None


def odd_times(rng, chart, _):
    """A time that is no FHIR time: the calendar day counts."""
    out, changed = chart.changed(), 0
    for record in out.records:
        for owner, name in dated_members(record):
            if len(owner[name]) >= 10 and owner[name][4] == "-":
                owner[name] = owner[name][:10] + rng.choice(ODD_TIMES)
                changed += 1
    return Variant(out, chart) if changed else None


def extensions_beside(rng, chart, _):
    """An extension beside a plain element takes nothing away."""
    out = chart.changed()
    for owner in [out.patient, *out.records]:
        for name in [n for n, v in owner.items() if isinstance(v, (str, bool)) and n not in ("resourceType", "id")]:
            if rng.random() < 0.5:
                owner["_" + name] = copy.deepcopy(UNKNOWN)
    return Variant(out, chart)


def snomed_status(_, chart, __):
    """clinicalStatus in SNOMED CT."""
    codes = {"active": "55561003", "inactive": "73425007", "resolved": "413322009"}
    out, changed = chart.changed(), 0
    for record in (out.records[n] for n in of_type(out, "Condition")):
        for coding in codings_of(record.get("clinicalStatus")):
            if coding["code"] in codes:
                coding.update(system=T.SCT, code=codes[coding["code"]])
                changed += 1
    return Variant(out, chart) if changed else None


def references(rng, chart, _):
    """Absolute references that differ by port, case, percent-encoding, dot segments."""
    if chart.kind in ("transaction", "ndjson"):
        return None
    out, host = chart.changed(), SERVER.split("/")[2]
    for record in out.records:
        if is_the_patient(chart, record):
            owner_of(record)["reference"] = rng.choice([
                f"HTTP://{host.upper()}/fhir/Patient/{chart.ident}", f"http://{host}:80/fhir/Patient/{chart.ident}",
                f"http://{host}/%66hir/Patient/{chart.ident.replace('k', '%6b')}", f"http://{host}/a/../fhir/./Patient/{chart.ident}"])
    return Variant(out, chart)


def urn_of_the_id(_, chart, __):
    """urn:uuid:X while no fullUrl is known: X is the Patient's id."""
    if chart.kind == "batch-response":
        return None
    twin = chart.changed(full_url=None)
    if str(chart.full_url).startswith("urn:"):
        twin.records = [r for r in twin.records if (owner_of(r) or {}).get("reference") != chart.full_url]
    out = twin.changed()
    for record in out.records:
        if is_the_patient(twin, record):
            owner_of(record)["reference"] = f"urn:uuid:{chart.ident.upper()}"
    return Variant(out, twin)


# --- statuses ---

def _with_verification(chart):
    """Conditions whose verificationStatus is one R4 code."""
    return [n for n in of_type(chart, "Condition") if isinstance(chart.records[n].get("verificationStatus"), dict)]


def two_verifications(rng, chart, _):
    """Of two codings the more doubtful holds, in any order."""
    out, record = picked(rng, chart, _with_verification(chart))
    if record is None:
        return None
    first = record["verificationStatus"]["coding"][0]["code"]
    codes = [first, rng.choice(DOUBT)]
    twin = out.changed()
    next(r for r in twin.records if r["id"] == record["id"])["verificationStatus"] = concept(
        (shapes.VERIFICATION, min(codes, key=DOUBT.index)))
    rng.shuffle(codes)
    record["verificationStatus"] = concept(*((shapes.VERIFICATION, c) for c in codes))
    return Variant(out, twin)


def empty_status(rng, chart, _):
    """An empty verificationStatus counts as missing."""
    out, record = picked(rng, chart, of_type(chart, "Condition"))
    if record is None:
        return None
    twin = out.changed()
    next(r for r in twin.records if r["id"] == record["id"]).pop("verificationStatus", None)
    record["verificationStatus"] = rng.choice([{}, {"coding": [{}]}, None])
    return Variant(out, twin)


def code_as_object(rng, chart, pools):
    """A coding that is no list is not read."""
    found = [n for n in of_type(chart, "Condition", "Observation") if len(chart.records[n].get("code", {}).get("coding", [])) == 1
             and "component" not in chart.records[n]]
    out, record = picked(rng, chart, found)
    if record is None:
        return None
    record["code"]["coding"] = record["code"]["coding"][0]
    return None if "stage" in _value_tags(record, pools) else dropped(out, chart, record)


def _value_tags(record, pools):
    """What the value of a record means."""
    return pools["tags"](record.get("valueCodeableConcept"))


def status_not_understood(rng, chart, _):
    """A status given without a code that is understood drops the record."""
    out, record = picked(rng, chart, of_type(chart, "Condition", "Observation"))
    if record is None:
        return None
    if record["resourceType"] == "Condition":
        record["verificationStatus"] = rng.choice([{"text": "ruled out"}, {"coding": [{"display": "Refuted"}]}, dict(UNKNOWN),
                                                   concept((LOCAL, "C"))])
    elif rng.random() < 0.5:
        record["status"] = rng.choice(["done", "Final ", "complete"])
    else:
        record.pop("status", None)
        record["_status"] = dict(UNKNOWN)
    return dropped(out, chart, record)


def clinical_words(rng, chart, _):
    """A clinicalStatus in words or of a code nobody knows: the text of the policy does not say, the README does."""
    out, record = picked(rng, chart, of_type(chart, "Condition"))
    if record is None:
        return None
    record["clinicalStatus"] = rng.choice([{"text": "aktiv"}, concept((LOCAL, "open")), {"coding": [{"display": "Resolved"}]}])
    return Variant(out, None)


def certainty(rng, chart, _):
    """ICD-10-GM Diagnosesicherheit on a coding; against a verificationStatus the more doubtful holds."""
    out, record = picked(rng, chart, [n for n in of_type(chart, "Condition") if "coding" in chart.records[n].get("code", {})])
    if record is None or isinstance(record.get("verificationStatus"), str) or isinstance(record.get("clinicalStatus"), str):
        return None
    letter = rng.choice("AVZGAVZGX")
    record["code"]["coding"].insert(0, {"system": T.GM, "code": "Z00.1"})
    twin = out.changed()
    same = next(r for r in twin.records if r["id"] == record["id"])
    said = [c["code"] for c in codings_of(same.get("verificationStatus"))] + [{"A": "refuted", "V": "provisional"}.get(letter, "confirmed")]
    same["verificationStatus"] = concept((shapes.VERIFICATION, min(said, key=DOUBT.index)))
    if letter == "Z":
        same["clinicalStatus"] = concept((shapes.CLINICAL, "resolved"))
    record["code"]["coding"][0]["extension"] = [{"url": CERTAINTY, "valueCoding": {"code": letter}}]
    return Variant(out, twin if letter != "X" else None)

SPELLINGS = [aliases, national, odd_times, extensions_beside, snomed_status, references, urn_of_the_id, two_verifications, empty_status,
             code_as_object, status_not_understood, clinical_words, certainty]
