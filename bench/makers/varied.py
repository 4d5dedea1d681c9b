"""Bodies of the varied maker: no two entries need be alike.

Optional members, extensions (also of primitives, `_x`), narrative, components, several codings, contained resources, text that is not
ASCII, escapes, absolute, relative, versioned, logical and urn references; members in any order, `prefetch` before `context`. The child
has opsoclonus and two further features within the last days. Nothing here is one that the service must skip.
"""

import itertools
import random

from makers import json_text
from makers import varied_parts as part
from makers.call import ATAXIA, INSOMNIA, IRRITABLE, LISTS, OPSOCLONUS, SEED, SIZES, SNOMED, days_ago, hook_call
from makers.varied_chart import SERVER, Chart

TOLERANCE = 0.03   # of the bytes of a body

# How often a resource that fills a chart is of a kind, in per cent.
MIX = {"Observation": 62, "Condition": 15, "Procedure": 9, "DiagnosticReport": 7, "ServiceRequest": 5, "ImagingStudy": 2}


class Shares:
    """How many bytes each next resource may take, so that all together take what the size says: large and small ones in turn."""

    def __init__(self, r, count, total):
        self._random, self._count, self._left = r, count, total

    def next(self):
        mean = self._left / self._count
        return int(mean if self._count < 4 else self._random.choice([0.4, 0.7, 0.8, 0.9, 1.2, 1.7]) * mean)

    def took(self, entry):
        self._count -= 1
        self._left -= len(entry.encode()) + 1


def findings(chart, shares):
    """(type, resource): what gives the card."""
    for coded, kind in ((OPSOCLONUS, "Observation"), (IRRITABLE, "Observation"), (ATAXIA, "Condition"), (INSOMNIA, "Condition")):
        code, display, days = coded
        concept = part.concept(chart.random, SNOMED, code, display)
        if kind == "Observation":
            yield kind, chart.sign(concept, days_ago(days), shares.next())
        else:
            yield kind, chart.condition(concept, days_ago(days), shares.next(), "active")


def others(chart, shares):
    """(type, resource), without end: what fills the chart."""
    make = {"Observation": chart.measured, "Condition": chart.illness, "Procedure": chart.procedure, "DiagnosticReport": chart.report,
            "ServiceRequest": chart.order, "ImagingStudy": chart.study}
    while True:
        kind = chart.random.choices(list(MIX), list(MIX.values()))[0]
        yield kind, make[kind](shares.next())


def write_resource(r, resource):
    style = json_text.Style(ascii=r.random() < 0.3, slashes=r.random() < 0.2, spaced=r.random() < 0.2)
    return json_text.Written(json_text.write(resource, style))


def entry(r, kind, resource, full_url=None, mode="match"):
    """One entry of a list, as text; some servers leave fullUrl or search out."""
    made = {"resource": write_resource(r, resource)}
    if full_url or r.random() < 0.8:
        made["fullUrl"] = full_url or f"{SERVER}/{kind}/{resource['id']}"
    if mode != "match" or r.random() < 0.7:
        made["search"] = {"mode": mode}
    names = list(made)
    r.shuffle(names)
    return json_text.Written(json_text.write({name: made[name] for name in names}))


def entries_of(chart, patient, resources, total):
    """The entries of each list. Where a list may name the Patient by urn, it also holds the Patient, as FHIR wants it."""
    r = chart.random
    shares = Shares(r, resources - 1, total)
    lists = {kind: [] for kind in LISTS.values()}

    def add(kind, made):
        lists[kind].append(made)
        shares.took(made)

    if chart.urn:
        add("Observation", entry(r, "Patient", patient, chart.urn, "include"))
    for kind, resource in findings(chart, shares):
        add(kind, entry(r, kind, resource))
    filling = others(chart, shares)
    while 1 + sum(map(len, lists.values())) < resources:
        kind, resource = next(filling)
        add(kind, entry(r, kind, resource))
    for each in lists.values():
        r.shuffle(each)
    return lists


def bundle(r, kind, entries, child, included):
    """A search's answer; `included`: so many entries are no matches, so `total` leaves them out."""
    whole = {"resourceType": "Bundle", "type": "searchset", "link": [{"relation": "self", "url": f"{SERVER}/{kind}?patient={child}"}]}
    if r.random() < 0.6:
        whole |= {"id": part.uuid_of(r), "meta": {"lastUpdated": "2026-11-20T11:59:58.123Z"}}
    if r.random() < 0.8:
        whole["total"] = len(entries) - included
    if entries:
        whole["entry"] = entries
    names = list(whole)
    r.shuffle(names)
    return {name: whole[name] for name in names}


def body(size, variant):
    """The text of one body: `size` of SIZES, `variant` from 0. Of a few charts, it is the first that is as large as the size says."""
    def fits(text):
        return abs(len(text.encode()) / SIZES[size].bytes - 1) < TOLERANCE
    return next(filter(fits, (chart_body(f"varied-{size}-{variant}-{number}", size, variant % 2 == 0) for number in itertools.count())))


def chart_body(name, size, with_urn):
    """The text of a body that is about as large as `size` says; `name` decides everything else."""
    r = random.Random(f"{SEED}-{name}")
    chart = Chart(f"{SEED}-{name}-chart", part.identity(r), with_urn)
    count, total = SIZES[size].resources, SIZES[size].bytes
    patient = chart.patient(total // count)
    around = 1900   # the call and seven lists without entries
    lists = entries_of(chart, patient, count, total - around - json_text.size(patient))
    keys = ["patient", *LISTS]
    r.shuffle(keys)
    prefetch = {key: write_resource(r, patient) if key == "patient" else
                bundle(r, LISTS[key], lists[LISTS[key]], chart.child, with_urn and LISTS[key] == "Observation") for key in keys}
    call = hook_call(name, chart.child, prefetch, fhirServer=SERVER)
    names = list(call)
    r.shuffle(names)
    return json_text.write({each: call[each] for each in names})
