"""Calls in which every element that the reader knows holds a planted word: whole ones, and each with one element made wrong."""

import json
import re

from planted import ID, TOKEN, word

SNOMED = "http://snomed.info/sct"
DAY, INSTANT, BIRTH = "2025-02-03", "2025-02-03T04:05:06Z", "2024-01-02"  # dates are looked for, too


def _coding():
    return {"system": SNOMED, "code": word("code"), "display": word("display"), "userSelected": True}


def _concept():
    return {"coding": [_coding()], "text": word("concept")}


def _reference(to=None):
    return {"reference": to or f"Patient/{ID}", "display": word("reference"),
            "identifier": {"system": word("system"), "value": word("number")}}


def _period():
    return {"start": DAY, "end": DAY}


def _quantity():
    return {"value": 3, "unit": word("unit"), "code": word("ucum")}


def _values():
    """Each kind of value of an Observation."""
    return {"valueBoolean": True, "valueCodeableConcept": _concept(), "valueCoding": _coding(), "valueString": word("value"),
            "valueQuantity": _quantity(), "valueDateTime": DAY}


def _times(stem, kinds):
    made = {"DateTime": DAY, "Date": DAY, "Instant": INSTANT, "Age": _quantity(), "Quantity": _quantity(), "Period": _period(),
            "Range": {"low": _quantity(), "high": _quantity()}, "String": word(stem), "Timing": {"event": [DAY]}, "Boolean": True}
    return {f"{stem}{kind}": made[kind] for kind in kinds}


def _resource(kind, ident, **elements):
    """What every resource can have."""
    return {"resourceType": kind, "id": ident, "meta": {"lastUpdated": INSTANT, "profile": [word("profile")]},
            "implicitRules": word("rules"), "text": {"status": "generated", "div": f"<div>{word('narrative')}</div>"},
            "contained": [{"resourceType": "Patient", "id": word("contained"),
                           "identifier": [{"system": word("system"), "value": word("number")}]}],
            "extension": [{"url": word("extension"), "valueString": word("extension"), "valueCode": word("extension"),
                           "valueCodeableConcept": _concept()}], word("member"): word("unknown"), **elements}


def patient():
    return _resource("Patient", ID, active=True, birthDate=BIRTH, deceasedBoolean=False, gender="female",
                     identifier=[{"system": word("system"), "value": word("number")}],
                     name=[{"family": word("family"), "given": [word("given")]}], telecom=[{"value": word("phone")}],
                     address=[{"line": [word("street")], "city": word("city")}], link=[{"type": "seealso", "other": _reference()}])


def _condition(kinds, n):
    return _resource("Condition", f"{word('condition')}.{n}", clinicalStatus=_concept(), verificationStatus=_concept(),
                     category=[_concept()], code=_concept(), subject=_reference(), recordedDate=DAY, assertedDate=DAY, dateRecorded=DAY,
                     note=[{"text": word("note")}], evidence=[{"code": [_concept()]}],
                     **_times("onset", kinds), **_times("abatement", kinds))


def _observation(value, n):
    return _resource("Observation", f"{word('observation')}.{n}", status="final", code=_concept(), subject=_reference(), issued=INSTANT,
                     focus=[_reference()], hasMember=[_reference(f"Observation/{word('member')}")],
                     interpretation=[_concept()], dataAbsentReason=_concept(),
                     effectiveDateTime=DAY, component=[{"code": _concept(), "interpretation": [_concept()], "dataAbsentReason": _concept(),
                                                        "modifierExtension": [{"url": word("modifier")}], **{k: v}}
                                                       for k, v in _values().items()], **value)


def _others():
    orders = {"authoredOn": DAY, "doNotPerform": False, "intent": "order", **_times("occurrence", ("DateTime", "Period", "Timing"))}
    report = {"issued": INSTANT, "conclusionCode": [_concept()], "codedDiagnosis": [_concept()], "conclusion": word("conclusion"),
              **_times("effective", ("DateTime", "Instant", "Period", "Timing"))}
    done = _times("performed", ("DateTime", "Period", "Age", "Range", "String"))
    images = {"started": DAY, "procedureCode": [_concept()], "patient": _reference()}
    rows = {"serviceRequests": ("ServiceRequest", orders), "diagnosticReports": ("DiagnosticReport", report),
            "procedures": ("Procedure", done), "imagingStudies": ("ImagingStudy", images)}
    return {key: bundle(_resource(kind, word(kind.lower()), status="active", code=_concept(), subject=_reference(), **more))
            for key, (kind, more) in rows.items()}


def _response():
    """That of one entry, as histories and batches have it."""
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "diagnostics": word("diagnostics")}]}
    return {"status": "200", "location": word("location"), "lastModified": INSTANT, "outcome": outcome}


def bundle(*resources):
    return {"resourceType": "Bundle", "id": word("bundle"), "type": "searchset", "total": len(resources),
            "link": [{"relation": "self", "url": f"https://ehr.example.org/{word('self')}"}],
            "entry": [{"fullUrl": f"https://ehr.example.org/{r['resourceType']}/{r['id']}", "resource": r, "search": {"mode": "match"},
                       "request": {"method": "GET", "url": word("request")}, "response": _response()} for r in resources]}


def charts():
    """Resources of each type, each element in one of them."""
    times = ("DateTime", "Date", "Age", "Quantity", "Period", "Range", "String", "Boolean")
    outcome = _resource("OperationOutcome", word("outcome"), issue=[{"severity": "warning", "diagnostics": word("diagnostics")}])
    marked = _resource("Observation", word("marked"), status="final", modifierExtension=[{"url": word("modifier")}], code=_concept())
    return {"patient": patient(),
            "conditions": bundle(*(_condition((kind,), n) for n, kind in enumerate(times)), outcome,
                                 {**_condition(("Date",), 99), "patient": _reference()}),
            "observations": bundle(*(_observation({k: v}, n) for n, (k, v) in enumerate(_values().items())), marked,
                                   {**_observation({}, 98), "effectiveInstant": INSTANT, "effectivePeriod": _period(),
                                    "effectiveTiming": {"event": [DAY]}}),
            **_others()}


def call(fhir_server="https://ehr.example.org/fhir"):
    wrapped = {"response": {"status": "200"}, "resource": bundle()}
    return {"hook": "patient-view", "hookInstance": word("instance"), "fhirServer": f"{fhir_server}/{word('base')}",
            "fhirAuthorization": {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 300,
                                  "scope": f"patient/{word('scope')}.read", "subject": word("client"), "patient": ID},
            "context": {"userId": f"Practitioner/{word('user')}", "patientId": ID, "encounterId": word("encounter"),
                        "selections": [f"ServiceRequest/{word('selection')}"], "draftOrders": bundle(), "conditions": bundle()},
            "prefetch": {**charts(), word("key"): wrapped}, "extension": {word("member"): word("extension")}}


def paths(value, here=()):
    """Every element below `value`, as a path of names and indices."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield (*here, key)
        yield from paths(below, (*here, key))


def without_indices(path):
    return tuple("[]" if isinstance(p, int) else p for p in path)


WRONG = ({word("object"): word("wrong")}, [word("array")], [[{"id": word("deep")}]], word("long") * 2000, 7, None,
         f"{word('odd')}\n\x1b[31m\u2028\"")


def wrong_calls():
    """Texts: each element once with each wrong value; elements that differ in an index only stand for each other."""
    whole, seen = call(), set()
    for path in list(paths(whole)):
        if (alike := without_indices(path)) in seen:
            continue
        seen.add(alike)
        at = whole
        for step in path[:-1]:
            at = at[step]
        right = at[path[-1]]
        for value in WRONG:
            at[path[-1]] = value
            yield json.dumps(whole)
        at[path[-1]] = right


def broken_texts():
    """Bodies that are no JSON, or not allowed to be such."""
    text = json.dumps(call())
    step = len(text) // 40
    yield from (text[:n] for n in range(1, len(text), step))
    yield from (f"{text[:n]}\x00{text[n:]}" for n in range(1, len(text), step))
    yield text.replace('"birthDate":', f'"birthDate": "{word("twice")}", "birthDate":', 1)
    yield text.replace('"prefetch":', f'"{word("twice")}": 1, "{word("twice")}": 2, "prefetch":', 1)
    yield text + text
    yield f"[{text}]"
    yield f"{text[:-1]}, \"extension\": {'[' * 100}{']' * 100}}}"
    yield f"{word('no')} json"
    yield f"<Patient id='{ID}'/>"


def known_names(root):
    """The members that the readers of the program look at, as its tables name them."""
    found = set()
    for file in sorted([*(root / "include").rglob("*.hpp"), *(root / "src").rglob("*.[ch]pp")]):
        found |= set(re.findall(r"\{(?:r|in)::\w+, \"(\w+)\"", file.read_text(encoding="utf-8")))
    return found
