#!/usr/bin/env python3
"""Second opinion: evaluates OMS charts from the written policy alone (see README.md).

    evaluate.py [--as-of INSTANT] [--patient ID] FILE...

prints one JSON line per file.
"""

import argparse
import json
import sys
from datetime import datetime, timezone

from dates import age_band, evaluation_day, read_date
from evidence import Gatherer
from intake import CannotEvaluate, objects, read_chart
from rules import Decision, decide
from states import Features
from terminology import load_terms
from workup import WorkupReader

STATE_NAMES = {"P": "present", "H": "historical", "A": "absent", "U": "unknown"}


def guard(patient, band):
    """clinical.md 2.2; None when the patient is to be evaluated."""
    if patient.get("deceasedBoolean") is True or "deceasedDateTime" in patient:
        return "guard-deceased"
    if patient.get("active") is False or \
            any(link.get("type") == "replaced-by" for link in objects(patient.get("link"))):
        return "guard-inactive"
    return "guard-adult" if band == "ge18" else None


def _birth(patient):
    text = patient.get("birthDate")
    return read_date(text) if isinstance(text, str) and "T" not in text else None


def _feature(feature):
    out = {"state": STATE_NAMES[feature.shown], "counted": feature.counted}
    if feature.counted:
        out["firm"] = feature.firm
    return out


def _assessment(patient, now, band, decision):
    out = {"patient": patient.get("id"), "asOf": now, "tier": decision.tier, "rule": decision.rule}
    if decision.indicator:
        out["indicator"] = decision.indicator
    out["ageBand"] = band
    return out


def evaluate(doc, patient_id=None, now=None, terms=None):
    """Assessment of one chart as dict, the fields of product.md 3.1 that it can state.

    `now` is a FHIR instant or date. Features are left out behind a guard; `workup` is there only
    when the rule was one that workup can change. Raises CannotEvaluate.
    """
    now = now or datetime.now(timezone.utc).isoformat(timespec="seconds")
    today = evaluation_day(now)
    terms = terms or load_terms()
    chart = read_chart(doc, patient_id)
    birth = _birth(chart.patient)
    band = age_band(birth, today)
    guarded = guard(chart.patient, band)
    if guarded:
        return _assessment(chart.patient, now, band, Decision(guarded, None))

    gatherer = Gatherer(terms, birth, band, today)
    for resource in chart.resources:
        gatherer.add(resource)
    features = Features(gatherer.out, today)
    decision = decide(features, band, gatherer.out, today,
                      lambda start: WorkupReader(terms, today, start).read(chart))
    out = _assessment(chart.patient, now, band, decision)
    out["features"] = {"opsoclonus": _feature(features.o), "ataxia_myoclonus": _feature(features.m),
                       "behaviour_sleep": _feature(features.b), "neuroblastoma": _feature(features.n)}
    out["possibleOpsoclonus"] = features.possible
    out["explained"] = features.explained
    if decision.workup:
        out["workup"] = {"imaging": decision.workup.imaging, "urine": decision.workup.urine}
    return out


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--as-of", help="FHIR instant or date; default: now")
    parser.add_argument("--patient", help="id, needed when the input holds several patients")
    parser.add_argument("files", nargs="+", metavar="FILE")
    options = parser.parse_args(arguments)
    faults = 0
    for name in options.files:
        try:
            with open(name, encoding="utf-8") as file:
                doc = json.load(file)
            print(json.dumps(evaluate(doc, options.patient, options.as_of)))
        except (OSError, ValueError, CannotEvaluate) as fault:
            print(f"{name}: {fault}", file=sys.stderr)
            faults = 1
    return faults


if __name__ == "__main__":
    sys.exit(main())
