"""Lists, Bundles and Patients in the shapes of the field (clinical.md 2.10, 2.15), as field_records.py does for records."""

import copy

import shapes
from generator.charts import SERVER, URN
from generator.field_pieces import UNKNOWN, Variant, has_foreign, of_type, picked
from shapes import before

OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}


def _alarm(rng):
    return {"resourceType": "OperationOutcome", "issue": [{"severity": rng.choice(["warning", "error", "fatal"]), "code": "timeout"}]}


def _some_list(rng, chart):
    """(path to a searchset or search-like Bundle of the packed chart), None where the chart has none."""
    if chart.lists():
        key = rng.choice(list(shapes.HOOK_KEYS))
        return lambda doc: doc["prefetch"][key]
    return (lambda doc: doc) if chart.kind == "searchset" else None


def _edited(chart, edit):
    return chart.changed(edits=chart.edits + [edit])


# --- partial data ---

def next_page(rng, chart, _):
    """A next link that was not followed."""
    bundle = _some_list(rng, chart)
    if bundle is None:
        return None
    link = [{"relation": "self", "url": SERVER}, {"relation": "next", "url": SERVER + "?page=2"}]
    more = rng.choice([{}, {"total": 99}])
    return Variant(_edited(chart, lambda doc: bundle(doc).update(link=link, **more)), chart, partial=True)


def outcome_entry(rng, chart, _):
    """An OperationOutcome among the entries; information changes nothing."""
    bundle, alarming = _some_list(rng, chart), rng.random() < 0.6
    if bundle is None:
        return None
    entry = {"resource": _alarm(rng) if alarming else copy.deepcopy(OUTCOME), **rng.choice([{}, {"search": {"mode": "outcome"}}])}
    return Variant(_edited(chart, lambda doc: bundle(doc)["entry"].append(entry)), chart, partial=alarming)


def failed_response(rng, chart, _):
    """A part of a batch-response, or of a list, that failed."""
    where = _some_list(rng, chart) or (lambda doc: doc)
    if chart.kind not in ("batch-response", "searchset", "hooks", "order-sign"):
        return None
    response = rng.choice([{"status": "403 Forbidden"}, {"status": "500"}, {"status": "200", "outcome": _alarm(rng)},
                           {"status": "404", "outcome": _alarm(rng)}])
    return Variant(_edited(chart, lambda doc: where(doc)["entry"].append({"response": response})), chart, partial=True)


def total_above(rng, chart, _):
    """total above the number of matches held; with no entry at all the list is unavailable."""
    bundle = _some_list(rng, chart)
    if bundle is None:
        return None
    out = _edited(chart, lambda doc: bundle(doc).update(total=len(bundle(doc)["entry"]) + 1))
    if chart.kind != "searchset" and not bundle(shapes.hook_request(copy.deepcopy([chart.patient, *chart.records])))["entry"]:
        return Variant(out, None)
    return Variant(out, chart, partial=True)


def odd_entry(rng, chart, _):
    """A single odd entry among good ones."""
    bundle = _some_list(rng, chart)
    odd = rng.choice(["Condition/a", {"resourceType": "Condition", "id": "bare"}, {"resource": {"id": "x"}}, 7,
                      {"resource": {"resource": {"resourceType": "Condition"}}}, {"fullUrl": SERVER + "/Condition/q"}])
    if bundle is None:
        return None
    out = _edited(chart, lambda doc: bundle(doc)["entry"].append(odd))
    if chart.kind != "searchset" and not bundle(shapes.hook_request(copy.deepcopy([chart.patient, *chart.records])))["entry"]:
        return Variant(out, None)
    return Variant(out, chart, partial=True)


def outcome_mode(rng, chart, _):
    """search.mode outcome on a record drops it."""
    out, record = picked(rng, chart, of_type(chart, "Condition", "Observation"))
    if record is None or chart.kind != "searchset":
        return None

    def edit(doc):
        next(e for e in doc["entry"] if e["resource"]["id"] == record["id"])["search"]["mode"] = "outcome"
    return Variant(_edited(out, edit), chart.changed(records=[r for r in chart.records if r["id"] != record["id"]]), partial=True)


# --- lists that are unavailable: what holds is for the evaluator to say ---

def _with_prefetch(chart, key, value):
    return Variant(_edited(chart, lambda doc: doc["prefetch"].update({key: value(doc["prefetch"][key])})), None)


def unreadable_list(rng, chart, _):
    """A list in no shape that FHIR has."""
    if not chart.lists():
        return None
    as_object = [lambda b: {**b, "entry": {"resource": (b["entry"] or [{}])[0].get("resource")}}]
    shape = rng.choice(as_object * 6 + [
        lambda b: {**b, "entry": [e["resource"] for e in b["entry"]] or ["Condition/a"]},
        lambda b: {**b, "entry": [{"resource": {"resource": e["resource"]}} for e in b["entry"]] or [{}]},
        lambda b: {**b, "entry": ["Condition/a"]}, lambda b: {**b, "entry": [{"resource": {"id": "x"}}]},
        lambda b: {"resourceType": "Parameters"}, lambda b: {"resourceType": "CapabilityStatement"}, lambda b: "Bundle/1",
        lambda b: [e["resource"] for e in b["entry"]], lambda b: {"resourceType": "OperationOutcome"}, lambda b: {}])
    return _with_prefetch(chart, rng.choice(["conditions", "observations", "observations", "conditions", *shapes.HOOK_KEYS]), shape)


def missing_list(rng, chart, _):
    """A key that is absent; two of them, sometimes."""
    if not chart.lists():
        return None
    keys = rng.choice([["conditions"], ["observations"], ["conditions", "observations"], ["conditions", "observations"],
                       ["serviceRequests"], ["patient"],
                       ["serviceRequests", "diagnosticReports", "procedures", "imagingStudies"]])

    def edit(doc):
        for key in keys:
            del doc["prefetch"][key]
    return Variant(_edited(chart, edit), None)


def foreign_list(rng, chart, _):
    """A list of which everything belongs to somebody else."""
    if not chart.lists():
        return None

    def edit(bundle):
        for entry in bundle["entry"]:
            entry["resource"].update(subject={"reference": "Patient/other"}, patient={"reference": "Patient/other"})
        return bundle
    return _with_prefetch(chart, rng.choice(["conditions", "observations"]), edit)


def null_list(rng, chart, _):
    """null was looked up and holds nothing, like an empty Bundle."""
    if not chart.lists() or has_foreign(chart):
        return None
    key = rng.choice(list(shapes.HOOK_KEYS))
    empty = rng.choice([{"resourceType": "Bundle", "type": "searchset", "total": 0}, {"resourceType": "Bundle", "entry": []}])
    return Variant(_edited(chart, lambda doc: doc["prefetch"].update({key: None})),
                   _edited(chart, lambda doc: doc["prefetch"].update({key: empty})))


def one_resource(rng, chart, _):
    """One resource where a Bundle was asked for, and the wrapper of clients before 1.0."""
    if not chart.lists():
        return None
    key = rng.choice(list(shapes.HOOK_KEYS))

    def edit(doc):
        bundle = doc["prefetch"][key]
        doc["prefetch"][key] = bundle["entry"][0]["resource"] if len(bundle["entry"]) == 1 else \
            {"response": {"status": "200 OK"}, "resource": bundle}
    return Variant(_edited(chart, edit), chart)


def from_context(rng, chart, _):
    """problem-list-item-create: Conditions of the context, in the prefetch once more or not."""
    if chart.kind != "hooks" or has_foreign(chart):
        return None
    twice = rng.random() < 0.5

    def edit(doc):
        conditions = doc["prefetch"]["conditions"]
        doc["hook"] = "problem-list-item-create"
        doc["context"]["conditions"] = {"resourceType": "Bundle", "entry": copy.deepcopy(conditions["entry"])}
        if not twice:
            conditions.update(entry=[], total=0)
    return Variant(_edited(chart, edit), chart)


# --- other packings ---

def repacked(rng, chart, _):
    """Another type of Bundle, NDJSON, another order of the entries."""
    if chart.lists() or chart.kind == "ndjson":
        return None
    kind = rng.choice(["collection", "searchset", "transaction", "history", "ndjson"])
    if kind == "ndjson" and (chart.full_url != f"{SERVER}/Patient/{chart.ident}"
                             or any("http" in str(r.get("subject", r.get("patient"))) for r in chart.records)):
        return None
    out = chart.changed(kind=kind, full_url=None if kind == "ndjson" else chart.full_url)
    rng.shuffle(out.records)
    return Variant(out, chart)


def _deletion(rng, chart, record):
    where = f"{record['resourceType']}/{record['id']}"
    entry = {"request": {"method": "DELETE", "url": rng.choice([where, f"{SERVER}/{where}"])}, "response": {"status": "204"}}
    if chart.kind == "ndjson":
        return {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    if chart.kind == "history" and rng.random() < 0.4:
        return {"fullUrl": f"{SERVER}/{where}", **rng.choice([{}, {"response": {"status": "204"}}])}
    return entry


def deleted(rng, chart, pools):
    """A deleted entry takes its record away."""
    if chart.kind not in ("transaction", "ndjson", "collection"):
        return None
    kind = "history" if chart.kind == "collection" else chart.kind
    twin = chart.changed(kind=kind)
    day = before(chart.today, 5)
    gone = {**shapes.condition(rng.choice(pools[rng.choice(["opsoclonus", "ataxia", "sleep", "tumour"])]), day, day), "id": "gone",
            "subject": {"reference": f"Patient/{chart.ident}"}}
    out = twin.changed(records=twin.records + [gone])
    deletion = _deletion(rng, out, gone)
    if kind == "history":  # newest first: the deletion stands before what it took away
        return Variant(_edited(out, lambda doc: doc["entry"].insert(0, deletion)), twin)
    return Variant(out.changed(extra=[deletion]), twin)


def written_again(rng, chart, _):
    """A version written after the deletion stands."""
    if chart.kind != "collection" or not chart.records:
        return None
    twin = chart.changed(kind="history")
    record = rng.choice(twin.records)
    if rng.random() < 0.4:  # no times: a history stands newest first
        below = {"request": {"method": "DELETE", "url": f"{record['resourceType']}/{record['id']}"}, "response": {"status": "204"}}
        return None if "meta" in record else Variant(_edited(twin, lambda doc: doc["entry"].append(below)), twin)
    stamp = before(chart.today, 1).isoformat()
    record["meta"] = {"lastUpdated": stamp + "T10:00:00Z"}
    out = twin.changed()
    deletion = {"request": {"method": "DELETE", "url": f"{record['resourceType']}/{record['id']}"},
                "response": {"status": "204", "lastModified": stamp + "T09:59:59Z"}}
    return Variant(_edited(out, lambda doc: doc["entry"].append(deletion)), twin)


def conditional_delete(_, chart, __):
    """A deletion that names no record: the text does not say, the README does."""
    if chart.kind != "transaction":
        return None
    deletion = {"request": {"method": "DELETE", "url": "Condition?code=1"}, "response": {"status": "204"}}
    return Variant(chart.changed(extra=[deletion]), None)


# --- the Patient ---

def patient_without_id(_, chart, __):
    """A Patient without id is evaluated; its records name it by the fullUrl."""
    if chart.kind not in ("transaction", "collection", "searchset") or chart.others:
        return None
    twin = chart.changed(full_url=URN)
    for record in twin.records:
        owner = record.get("patient" if "patient" in record else "subject")
        if owner and str(owner.get("reference")).split("/_history")[0].endswith(f"Patient/{chart.ident}") and \
                "elsewhere" not in owner["reference"]:
            owner["reference"] = URN
    out = twin.changed(ident=None)
    del out.patient["id"]
    return Variant(out, twin)


def deceased(rng, chart, _):
    """Deceased, in a form that cannot be read."""
    out = chart.changed()
    out.patient.pop("deceasedBoolean", None)
    twin = out.changed()
    twin.patient["deceasedBoolean"] = True
    out.patient.update(rng.choice([{"_deceasedDateTime": dict(UNKNOWN)}, {"_deceasedBoolean": dict(UNKNOWN)},
                                   {"deceasedDateTime": None, "_deceasedDateTime": dict(UNKNOWN)}, {"deceasedBoolean": "false"},
                                   {"deceasedBoolean": 0}, {"deceasedDateTime": "last summer"}]))
    return Variant(out, twin)


def inactive(rng, chart, _):
    """active of a wrong type, and the link type of DSTU2."""
    out, twin = chart.changed(), chart.changed()
    twin.patient["active"] = False
    out.patient.update(rng.choice([{"active": "true"}, {"active": 1}, {"link": [
        {"other": {"reference": "Patient/new"}, "type": "replace"}]}]))
    return Variant(out, twin)


LIST_SHAPES = [next_page, outcome_entry, failed_response, total_above, odd_entry, outcome_mode, unreadable_list, missing_list, foreign_list,
               null_list, one_resource, from_context, repacked, deleted, written_again, conditional_delete, patient_without_id,
               deceased, inactive]
