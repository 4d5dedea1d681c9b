"""A Chart as the text of a file: a Bundle of some type, NDJSON, or a CDS Hooks request."""

import copy
import json

import shapes
from generator.charts import SERVER


def _entry(resource, kind, full_url):
    entry = {"resource": resource}
    if full_url:
        entry["fullUrl"] = full_url
    if kind == "searchset":
        entry["search"] = {"mode": "match"}
    if kind in ("transaction", "history"):
        entry["request"] = {"method": "PUT", "url": f"{resource['resourceType']}/{resource.get('id', 'x')}"}
    if kind == "history":
        entry["response"] = {"status": "200"}
    return entry


def _searchset(resources):
    return {"resourceType": "Bundle", "type": "searchset", "total": len(resources),
            "entry": [_entry(r, "searchset", f"{SERVER}/{r['resourceType']}/{r['id']}") for r in resources]}


def _batch_response(chart):
    """The Patient by a read, one searchset for each type of record."""
    kinds = sorted({r["resourceType"] for r in chart.records})
    lists = [_searchset([r for r in chart.records if r["resourceType"] == kind]) for kind in kinds]
    patients = [_entry(p, "batch-response", chart.full_url if p is chart.patient else f"{SERVER}/Patient/{p['id']}")
                for p in [chart.patient, *chart.others]]
    entries = patients + [{"resource": one} for one in lists]
    return {"resourceType": "Bundle", "type": "batch-response",
            "entry": [{**e, "response": {"status": "200 OK"}} for e in entries] + chart.extra}


def _request(chart):
    doc = shapes.hook_request([chart.patient, *chart.records])
    if chart.kind == "order-sign":
        doc["hook"] = "order-sign"
        doc["context"]["draftOrders"] = {"resourceType": "Bundle", "type": "collection",
                                         "entry": [{"resource": r} for r in chart.drafts]}
    return doc


def document(chart):
    """The JSON document of a chart, or the list of its NDJSON lines."""
    doc = _packed(copy.deepcopy(chart))
    for edit in chart.edits:
        edit(doc)
    return doc


def _packed(chart):
    if chart.lists():
        return _request(chart)
    if chart.kind == "batch-response":
        return _batch_response(chart)
    everything = [chart.patient, *chart.records, *chart.others]
    if chart.kind == "ndjson":
        return everything + chart.extra
    entries = [_entry(r, chart.kind, chart.full_url if r is chart.patient else f"{SERVER}/{r['resourceType']}/{r.get('id')}")
               for r in everything]
    return {"resourceType": "Bundle", "type": chart.kind, "entry": entries + chart.extra}


def text_of(doc):
    if isinstance(doc, list):
        return "\n".join(map(json.dumps, doc)) + "\n"
    return json.dumps(doc)
