#!/usr/bin/env python3
"""Second opinion: evaluates OMS charts from the written policy alone (see README.md).

    evaluate.py --as-of INSTANT [--patient ID] [--concept-map FILE]... FILE...

prints one JSON line per file. A FILE is what `oms-cds evaluate` reads: a Bundle, a resource, NDJSON, a CDS Hooks request.
"""

import argparse
import json
import sys
from pathlib import Path

from evaluator.assess import evaluate
from evaluator.intake import CannotEvaluate, read_documents
from evaluator.terms import load_terms, with_maps


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--as-of", required=True, help="FHIR instant or date")
    parser.add_argument("--patient", help="id, needed when the input holds several patients")
    parser.add_argument("--concept-map", action="append", default=[], type=Path, help="FHIR ConceptMap of a site")
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    options = parser.parse_args(arguments)
    maps = [json.loads(p.read_text(encoding="utf-8")) for p in options.concept_map]
    terms, faults = with_maps(load_terms(), maps), 0
    for name in options.files:
        try:
            documents = read_documents(name.read_text(encoding="utf-8"))
            print(json.dumps(evaluate(documents, options.patient, options.as_of, terms)))
        except (OSError, ValueError, CannotEvaluate) as fault:
            print(f"{name}: {fault}", file=sys.stderr)
            faults = 1
    return faults


if __name__ == "__main__":
    sys.exit(main())
