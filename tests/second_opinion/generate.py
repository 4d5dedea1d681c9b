#!/usr/bin/env python3
"""Random charts on the edges of the policy, and the same charts in the shapes of the field.

    generate.py --seed N --count N --out DIR [--maps]

writes chart files and manifest.csv: file, patient_id (empty: the Patient has none), evaluation_time, shape (the transformation),
twin (the file whose answer this chart must have), partial (yes: it must say so). The same seed and count give the same charts.
With --maps some codes are a site's own, and site-map.json is the ConceptMap that reads them.
"""

import argparse
import csv
import json
import random
from dataclasses import astuple, dataclass
from pathlib import Path

from evaluator.terms import load_terms
from generator.charts import ChartMaker
from generator.field_lists import LIST_SHAPES
from generator.field_records import RECORDS
from generator.field_spellings import SPELLINGS
from generator.packing import document, text_of
from generator.pools import pools, site_map

SHAPES = {t.__name__: t for t in SPELLINGS + RECORDS + LIST_SHAPES}
TRIES = 6  # transformations tried on a chart until one applies
HEADER = ["file", "patient_id", "evaluation_time", "shape", "twin", "partial"]


@dataclass(frozen=True)
class Row:
    """One chart file. ident "": it is asked for without --patient."""
    name: str
    ident: str
    now: str
    shape: str = ""
    twin: str = ""
    partial: bool = False


def all_pools(terms):
    """The pools, with what the transformations ask: which codes have a row, what a concept means."""
    return {**pools(terms), "rows": {(r["system_uri"], r["code"]) for r in terms.rows}, "tags": lambda c: terms.concept(c).tags}


def _variant(chart, number, seed, code_pools):
    """(shape, Variant) of a transformation that applies to the chart, or None. The shapes take turns."""
    rng = random.Random(f"{seed}/{number}/shape")
    names = list(SHAPES)
    for step in range(TRIES):
        name = names[(number + step * 11) % len(names)]
        variant = SHAPES[name](rng, chart, code_pools)
        if variant:
            return name, variant
    return None


class Writer:
    def __init__(self, out):
        self.out = out
        self.rows = []

    def write(self, name, chart, **more):
        (self.out / name).write_text(text_of(document(chart)), encoding="utf-8")
        self.rows.append(Row(name, chart.ident or "", chart.now, **more))
        return name


def _write_chart(writer, number, chart, found):
    name = writer.write(f"chart-{number:06d}.json", chart)
    if not found:
        return
    shape, variant = found
    twin = name if variant.twin is chart else ""
    if variant.twin is not None and not twin:
        twin = writer.write(f"chart-{number:06d}-twin.json", variant.twin)
    writer.write(f"chart-{number:06d}-{shape}.json", variant.chart, shape=shape, twin=twin, partial=variant.partial)


def generate(seed, count, out, maps=False):
    """Writes at least `count` charts; returns their Rows."""
    out.mkdir(parents=True, exist_ok=True)
    terms = load_terms()
    code_pools, writer, number = all_pools(terms), Writer(out), 0
    while len(writer.rows) < count:
        chart = ChartMaker(seed, number, code_pools, maps).make()
        _write_chart(writer, number, chart, _variant(chart, number, seed, code_pools))
        number += 1
    with open(out / "manifest.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(HEADER)
        table.writerows(astuple(row)[:-1] + ("yes" if row.partial else "",) for row in writer.rows)
    if maps:
        (out / "site-map.json").write_text(json.dumps(site_map(code_pools)), encoding="utf-8")
    return writer.rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--maps", action="store_true", help="with codes of a site and its ConceptMap")
    options = parser.parse_args()
    rows = generate(options.seed, options.count, options.out, options.maps)
    print(f"seed {options.seed}: {len(rows)} charts in {options.out}")


if __name__ == "__main__":
    main()
