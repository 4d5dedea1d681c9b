"""Bodies of charts that nobody here wrote: Synthea's, as a FHIR server would send them that had loaded them.

Of each chart only the types are taken that the service asks for. Their text stays as Synthea wrote it but for white space and for
references: `urn:uuid:X` becomes `Type/X`, and the child of the call takes the place of each chart's own. The findings that give the
card are planted as tests/synthea does. A small body is a part of one or two charts; the largest joins parts of all of them.
"""

import random
import re
import sys
from pathlib import Path

from makers import json_text
from makers.call import LISTS, SEED, SIZES, hook_call

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "synthea"))

from plants import CRITERIA_MET, Plant, living  # noqa: E402
from synthea import Failed, Synthea, charts_of  # noqa: E402

CHILDREN, AGES, SYNTHEA_SEED = 60, "1-17", 1
BORN_BY = "2025-11-20"    # a year old on the day of the calls
BASE = "http://fhir.example.org/r4"
CHOICE = 2                # so many times the resources that are needed are looked at, so that their sum can be the right one
_REFERENCE = re.compile(r'"urn:uuid:([0-9a-f-]{36})"')


class Chart:
    """One child of Synthea: the Patient, and (type, text) of each resource that the service asks for, in Synthea's order."""

    def __init__(self, bundle):
        resources = [entry["resource"] for entry in bundle["entry"]]
        self.patient = next(r for r in resources if r["resourceType"] == "Patient")
        self.id = self.patient["id"]
        self._types = {r["id"]: r["resourceType"] for r in resources}
        self.resources = [(r["resourceType"], self._as_served(r)) for r in resources if r["resourceType"] in LISTS.values()]

    def _as_served(self, resource):
        def named(match):
            return f'"{self._types[match[1]]}/{match[1]}"' if match[1] in self._types else match[0]
        return _REFERENCE.sub(named, json_text.write(resource))

    def is_alive(self):
        return "deceasedDateTime" not in self.patient and self.patient["birthDate"] <= BORN_BY


def population():
    """The charts of CHILDREN children, below build/synthea; made at the first call.

    Raises Failed or OSError when Maven or Java are missing or do not do their work."""
    folder = Synthea(ROOT / "build" / "synthea", fresh=False).population("bench", CHILDREN, AGES, SYNTHEA_SEED)
    return [Chart(json_text.read(path.read_text(encoding="utf-8"))) for path in charts_of(folder)]


def entry(kind, text):
    identity = re.search(r'"id":"([^"]+)"', text)[1]
    return f'{{"fullUrl":"{BASE}/{kind}/{identity}","resource":{text},"search":{{"mode":"match"}}}}'


def chosen(r, pool, count, total):
    """`count` entries of (type, text) in the order of the pool that take about `total` bytes together: the best of some choices."""
    sizes = [len(text.encode()) + 1 for _, text in pool]
    choices = [choice(r, sizes, count, total) for _ in range(max(1, 3000 // count))]
    best = min(choices, key=lambda taken: abs(total - sum(sizes[number] for number in taken)))
    return [pool[number] for number in sorted(best)]


def choice(r, sizes, count, total):
    """Indices at random, without those that would lead the sum away from `total`."""
    taken, passed, used = [], [], 0
    for number in r.sample(range(len(sizes)), len(sizes)):
        if len(taken) == count:
            break
        needed = (total - used) / (count - len(taken))   # a mean of the rest
        above = used > total * len(taken) / count
        if taken and (sizes[number] > needed if above else sizes[number] < needed):
            passed.append(number)
        else:
            taken.append(number)
            used += sizes[number]
    return taken + passed[:count - len(taken)]


def lists_of(charts, child, r, count, total):
    """Entries by type: the planted findings, and `count` in all; every chart's own child has become `child`."""
    planted = Plant("bench", "R1a", CRITERIA_MET, living).entries(child, bundle=False)
    lists = {kind: [] for kind in LISTS.values()}
    for resource in planted:
        lists[resource["resourceType"]].append(entry(resource["resourceType"], json_text.write(resource)))
    total -= sum(len(text.encode()) + 1 for each in lists.values() for text in each)
    pool = []
    for chart in charts:
        if len(pool) >= CHOICE * count:
            break
        for kind, text in chart.resources:
            pool.append((kind, entry(kind, text.replace(f'"Patient/{chart.id}"', f'"Patient/{child}"'))))
    for kind, text in chosen(r, pool, count - len(planted), total):
        lists[kind].append(text)
    return lists


def bundle(kind, entries, child):
    whole = {"resourceType": "Bundle", "type": "searchset", "total": len(entries),
             "link": [{"relation": "self", "url": f"{BASE}/{kind}?patient={child}"}]}
    return whole | ({"entry": [json_text.Written(text) for text in entries]} if entries else {})


def body(charts, size, variant):
    """The text of one body: `size` of SIZES, `variant` from 0; each variant has another child and begins with another chart."""
    r = random.Random(f"{SEED}-synthea-{size}-{variant}")
    alive = [number for number, chart in enumerate(charts) if chart.is_alive()]
    first = alive[variant * len(alive) // SIZES[size].variants]
    child, patient = charts[first].id, charts[first].patient
    around = 1800   # the call and the lists without entries
    total = SIZES[size].bytes - around - json_text.size(patient)
    lists = lists_of(charts[first:] + charts[:first], child, r, SIZES[size].resources - 1, total)
    prefetch = {"patient": patient} | {key: bundle(kind, lists[kind], child) for key, kind in LISTS.items()}
    return json_text.write(hook_call(f"synthea-{size}-{variant}", child, prefetch))
