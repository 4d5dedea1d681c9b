#!/usr/bin/env python3
"""Evaluates charts that Synthea made, as they are and with planted findings, and says what is not as it must be.

    check_charts.py --synthea DIR [--binary FILE] [--children N] [--seed N] [--fresh]

As they are: every chart is evaluated, none gives a card, nothing is partial, nothing is skipped without place and reason; the
same children give the same answer from Bundles and from a Bulk Data export. With findings: each gives its rule.
Exit status 1 when something is not so, or when nothing was looked at.
"""

import argparse
import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path

from plants import ADULT_PLANTS, CRITERIA_MET, PLANTS, Plant, adult, living
from synthea import Failed, Run, Synthea, charts_of

CHILDREN_PER_PLANT = 6
LOOKED_AT = ("Condition", "Observation", "ServiceRequest", "DiagnosticReport", "Procedure", "ImagingStudy")
CODED = ("code", "valueCodeableConcept", "component", "interpretation", "procedureCode", "conclusionCode")
TABLE = Path(__file__).resolve().parents[2] / "fhir_profiles" / "terminology" / "terminology.csv"
with TABLE.open(encoding="utf-8", newline="") as rows:
    TERMS = {(row["system_uri"], row["code"]): f"{row['feature']} {row['group']}" for row in csv.DictReader(rows)}
_ENTRY = re.compile(r"Bundle\.entry\[(\d+)\]\.resource\b")


class Report:
    """What was found wrong, by claim."""

    def __init__(self):
        self.faults, self.checked = [], 0

    def expect(self, true, claim, where, seen=""):
        self.checked += 1
        if not true:
            self.faults.append(f"{where}: {claim}" + (f"; but: {str(seen)[:600]}" if seen else ""))


def print_table(title, counter):
    print(f"\n{title}")
    for what, count in sorted(counter.items(), key=lambda item: (-item[1], item[0])) or [("none", 0)]:
        print(f"  {count:6}  {what}")


def read_bundle(path):
    return json.loads(path.read_text(encoding="utf-8"))


def resources_of(bundle):
    return [entry["resource"] for entry in bundle["entry"]]


def codings_in(json_value):
    if isinstance(json_value, dict):
        if "code" in json_value and "system" in json_value:
            yield json_value["system"], json_value["code"]
        json_value = list(json_value.values())
    if isinstance(json_value, list):
        for part in json_value:
            yield from codings_in(part)


def known_codes(resources):
    """Features and groups of the table whose codes stand where the program looks: what there was to find, read from the table alone."""
    for resource in resources:
        if resource["resourceType"] in LOOKED_AT:
            for coding in codings_in([resource.get(element) for element in CODED]):
                if coding in TERMS:
                    yield TERMS[coding]


def check_skipped(report, assessment, resources, where):
    """Each skipped thing has a reason and a place that is there. Gives (type, reason) of each."""
    seen = []
    for skipped in assessment["skipped"]:
        place = _ENTRY.match(skipped["where"])
        report.expect(skipped["reason"], "what is skipped has a reason", where, skipped)
        report.expect(place and int(place[1]) < len(resources), "what is skipped has a place in the chart", where, skipped)
        if place and int(place[1]) < len(resources):
            seen.append((resources[int(place[1])]["resourceType"], skipped["reason"]))
    return seen


def check_untouched(report, path, assessment, expected_rules):
    """A chart as Synthea made it. Gives what was skipped."""
    resources = resources_of(read_bundle(path))
    patient = next(r for r in resources if r["resourceType"] == "Patient")
    report.expect(assessment["patient"] == patient["id"], "the assessment is about the patient of the chart", path.name,
                  assessment["patient"])
    report.expect(assessment["tier"] == "T0" and "card" not in assessment, "no card", path.name, assessment)
    report.expect(assessment["rule"] in expected_rules, f"the rule is one of {expected_rules}", path.name, assessment["rule"])
    dead = "deceasedDateTime" in patient
    report.expect((assessment["rule"] == "guard-deceased") == dead, "guard-deceased for the deceased, and only for them", path.name)
    report.expect(assessment["partialData"] == [], "no partial data", path.name, assessment["partialData"])
    return check_skipped(report, assessment, resources, path.name)


def evaluate_population(report, binary, folder, expected_rules):
    """Charts of a folder, evaluated in one call. Gives (path, assessment) of each."""
    paths = charts_of(folder)
    run = Run(binary, paths)
    name = folder.parent.name
    report.expect(run.status == 0, "exit status 0", name, run.messages)
    report.expect(paths and len(run.assessments) == len(paths), "one line per chart", name, f"{len(run.assessments)} for {len(paths)}")
    size = sum(p.stat().st_size for p in paths) / 2**20
    print(f"\n{name}: {len(paths)} charts, {size:.0f} MiB in {run.seconds:.2f} s: {len(paths) / run.seconds:.0f} charts/s, "
          f"{size / run.seconds:.0f} MiB/s")
    known = list(zip(paths, run.assessments))
    skipped, rules, states, codes = Counter(), Counter(), Counter(), Counter()
    for path, assessment in known:
        codes.update(known_codes(resources_of(read_bundle(path))))
        skipped.update(f"{kind}: {reason}" for kind, reason in check_untouched(report, path, assessment, expected_rules))
        rules[f"{assessment['tier']} {assessment['rule']}, age band {assessment['ageBand']}"] += 1
        states.update(f"{feature} {s['state']}" for feature, s in assessment["features"].items() if s["state"] != "unknown")
    print_table("rules", rules)
    print_table("skipped, by type and reason", skipped)
    print_table("features that are not unknown", states)
    print_table("codes of terminology.csv in these charts, by feature and group", codes)
    print(f"\nuncoded: {sum(a['uncoded'] for _, a in known)}")
    return known


def spread(candidates, count):
    """At most `count` of them, from all over the list."""
    step = max(1, len(candidates) // count)
    return candidates[::step][:count]


def planted(path, plant, patient, first, into):
    """A chart with the plant before or behind all that Synthea wrote."""
    bundle = read_bundle(path)
    entries = plant.entries(patient)
    bundle["entry"] = entries + bundle["entry"] if first else bundle["entry"] + entries
    changed = into / f"{plant.name}-{patient}.json".replace(" ", "-").replace(":", "")
    changed.write_text(json.dumps(bundle), encoding="utf-8")
    return changed


def check_planted(report, plant, path, assessment):
    where = f"{plant.name} in {path.name}"
    report.expect(assessment["rule"] == plant.rule, f"rule {plant.rule}", where, assessment)
    report.expect(("card" in assessment) == (assessment["tier"] != "T0"), "a card, unless the tier is T0", where, assessment)
    report.expect(assessment["partialData"] == [], "no partial data", where, assessment["partialData"])
    seen = check_skipped(report, assessment, resources_of(read_bundle(path)), where)
    if not plant.rule.startswith("guard-"):
        report.expect(sorted(reason for _, reason in seen) == plant.skipped, f"skipped for {plant.skipped}", where, assessment["skipped"])
    return seen


def check_plant(report, binary, plant, known, into):
    chosen = spread([(path, a) for path, a in known if plant.who(a)], CHILDREN_PER_PLANT)
    report.expect(chosen, "somebody to plant into; take more --children", plant.name)
    paths = [planted(path, plant, a["patient"], number % 2 == 0, into) for number, (path, a) in enumerate(chosen)]
    run = Run(binary, paths) if paths else None
    if not run:
        return Counter()
    report.expect(run.status == 0 and len(run.assessments) == len(paths), "exit status 0, one line per chart", plant.name, run.messages)
    seen = [s for path, a in zip(paths, run.assessments) for s in check_planted(report, plant, path, a)]
    rules = ", ".join(sorted({a["rule"] for a in run.assessments}))
    print(f"  {len(paths):3} charts  {plant.name}: {rules}")
    return Counter(f"{kind}: {reason}" for kind, reason in seen)


def check_plants(report, binary, plants, known, into):
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.json"):
        old.unlink()
    print(f"\nplanted into {into.name}")
    skipped = Counter()
    for plant in plants:
        skipped += check_plant(report, binary, plant, known, into)
    print_table("skipped in planted charts, by type and reason", skipped)


def without_places(assessment):
    """What does not depend on where a resource stood, nor on how it was referred to."""
    return {**assessment, "skipped": sorted(s["reason"] for s in assessment["skipped"])}


def check_bulk(report, binary, bundles, bulk):
    """The same children, one after another out of one NDJSON of all resources of all of them."""
    everything = b"".join(p.read_bytes() for p in sorted(bulk.glob("*.ndjson")))
    together = bulk.parent / "everything.ndjson"
    together.write_bytes(everything)
    of_bundles = {a["patient"]: a for a in Run(binary, charts_of(bundles)).assessments}
    seconds = 0
    for patient, expected in of_bundles.items():
        run = Run(binary, [together], "--patient", patient)
        seconds += run.seconds
        report.expect(run.status == 0 and len(run.assessments) == 1, "exit status 0, one line", f"bulk {patient}", run.messages)
        got = run.assessments[0] if run.assessments else {}
        report.expect(got and without_places(got) == without_places(expected), "the same from Bulk Data and Bundle", patient, got)
    size = len(everything) / 2**20
    print(f"\nbulk: {len(of_bundles)} children out of {size:.0f} MiB of NDJSON each, {size * len(of_bundles) / seconds:.0f} MiB/s")
    nobody = Run(binary, [together])
    report.expect(nobody.status == 1 and not nobody.assessments, "several patients and no --patient: exit status 1", "bulk",
                  nobody.messages)
    report.expect(sum(p in nobody.messages for p in of_bundles) == 10, "the message lists ten ids", "bulk", nobody.messages)
    check_bulk_plant(report, binary, everything, of_bundles)


def check_bulk_plant(report, binary, everything, of_bundles):
    """Findings of one child are no findings of another in the same file; read from standard input."""
    ill, well = [p for p, a in of_bundles.items() if living(a)][:2]
    lines = Plant("bulk", "R1a", CRITERIA_MET, living).entries(ill, bundle=False)
    given = b"".join(json.dumps(line).encode() + b"\n" for line in lines) + everything
    for patient, rule in ((ill, "R1a"), (well, "R0")):
        run = Run(binary, ["-"], "--patient", patient, given=given)
        rules = [a["rule"] for a in run.assessments]
        report.expect(run.status == 0 and rules == [rule], f"rule {rule}", f"bulk with findings, {patient}",
                      run.assessments or run.messages)


def run_all(report, args):
    synthea = Synthea(args.synthea, args.fresh)
    children = synthea.population("children", args.children, "0-17", args.seed)
    known = evaluate_population(report, args.binary, children, ("R0", "guard-deceased"))
    check_plants(report, args.binary, PLANTS, known, args.synthea / "planted")
    adults = synthea.population("adults", 10, "18-60", args.seed)
    grown = evaluate_population(report, args.binary, adults, ("guard-adult", "guard-deceased"))
    check_plants(report, args.binary, ADULT_PLANTS, [(p, a) for p, a in grown if adult(a)], args.synthea / "planted-adults")
    check_bulk(report, args.binary, synthea.population("bulk-as-bundles", 20, "0-17", args.seed + 1),
               synthea.population("bulk", 20, "0-17", args.seed + 1, bulk=True))


def main():
    parser = argparse.ArgumentParser(description="Evaluates charts that Synthea made.")
    parser.add_argument("--synthea", type=Path, required=True, help="folder with lib/, where all is made")
    parser.add_argument("--binary", type=Path, default=Path("build/release/oms-cds"))
    parser.add_argument("--children", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fresh", action="store_true", help="make the populations anew")
    args = parser.parse_args()
    args.binary = args.binary.resolve()
    report = Report()
    try:
        run_all(report, args)
    except Failed as failed:
        report.faults.append(str(failed))
    for fault in report.faults[:40]:
        print(f"not so: {fault}", file=sys.stderr)
    print(f"\n{report.checked - len(report.faults)} of {report.checked} checks hold")
    return 1 if report.faults or not report.checked else 0


if __name__ == "__main__":
    sys.exit(main())
