#!/usr/bin/env python3
"""The golden cases as one table: writes fhir_profiles/examples/<rule>/<case>/request.json and why.md.

  author_cases.py                    write requests and reasons
  author_cases.py --accept BINARY    also ask that oms-cds; refuse, before anything is written, if one outcome
                                     differs from the table, else write response.json as the service answers it

Expected outcomes are decided from clinical.md section 2, not from the program. Every day is counted back from NOW.
"""

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "second_opinion"), str(ROOT / "tests")]

from case_table import CASES  # noqa: E402
from shapes import HOOK_KEYS  # noqa: E402
from support.service_process import Service  # noqa: E402

NOW = "2026-11-20T12:00:00Z"
PROFILES = ROOT / "fhir_profiles"
EXAMPLES = PROFILES / "examples"
BASE = "https://ehr.example.org/fhir"


def load(path):
    return json.loads((PROFILES / path).read_text(encoding="utf-8"))


RULES = {r["id"]: r for r in load("rules/oms.json")["rules"]}
CONSTANTS = {c["name"].replace("_", "-"): c for c in load("rules/constants.json")["constants"]}
with (PROFILES / "terminology" / "terminology.csv").open(encoding="utf-8", newline="") as table:
    DISPLAYS = {(row["system_uri"], row["code"]): row["display"] for row in csv.DictReader(table)}
SOURCES = {s["id"]: s["label"] for s in load("sources.json")["sources"]}


def displayed(value):
    """Gives each coding of the terminology its display, so that a request can be read without a browser."""
    if isinstance(value, dict):
        text = DISPLAYS.get((value["system"], value.get("code"))) if "system" in value else None
        return {**{k: displayed(v) for k, v in value.items()}, **({"display": text} if text else {})}
    return [displayed(v) for v in value] if isinstance(value, list) else value


def list_of(case, key):
    kind = HOOK_KEYS[key]
    found = [r for r in case["chart"] if r["resourceType"] == kind]
    entries = []
    for number, resource in enumerate(found, 1):
        ident = f"{kind.lower()}-{number}"
        body = {"resourceType": kind, "id": ident, **{k: v for k, v in resource.items() if k != "resourceType"}}
        entries.append({"fullUrl": f"{BASE}/{kind}/{ident}", "resource": body, "search": {"mode": "match"}})
    out = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    if case.get("next") == key:
        out["total"] = len(entries) + 50
        out["link"] = [{"relation": "next", "url": f"{BASE}/{kind}?patient=kid&page=2"}]
    if entries:
        out["entry"] = entries
    return out


def request(rule, case):
    prefetch = {"patient": {"resourceType": "Patient", "id": "kid", **case["who"]}}
    prefetch.update({key: list_of(case, key) for key in HOOK_KEYS})
    for key in case.get("without", ()):
        del prefetch[key]
    for key in case.get("null", ()):
        prefetch[key] = None
    return {"hook": "patient-view", "hookInstance": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{BASE}/{rule}/{case['name']}")),
            "context": {"userId": "Practitioner/p-1", "patientId": "kid", "encounterId": "e-1"},
            "prefetch": displayed(prefetch)}


def outcome(expected):
    """The words of why.md for what the table expects."""
    if expected == "412":
        return "the answer is 412 and never an empty card list, which would read as a negative finding"
    tier, rule, *indicator = expected.split()
    return f"{'the card is' if indicator else 'no card:'} {rule}" \
        f"{f', {indicator[0]}, tier' if indicator else ', tier'} {tier} ({RULES[rule]['meaning']})"


def why(rule, block, case):
    """Three sentences: which criterion, which findings, which source."""
    constant = next((c for name, c in CONSTANTS.items() if case["name"].startswith(name + "-")), None)
    criterion, section, ids = block["criterion"], case.get("section", block["section"]), list(RULES[rule]["sources"])
    if constant:
        name = constant["name"].upper()
        criterion += f", and {name} is {constant['value']} {UNITS[constant['unit']]}"
        section = f"{section}, {'2.1' if constant['unit'] == 'd' else '2.3'}".replace("2.3, 2.3", "2.3")
        ids += [s for s in constant["source"] if s not in ids]
    names = "; ".join(f"{SOURCES[i]} ({i})" for i in ids if i != "call")
    own = "a decision of this policy, open to dispute" if "call" in ids else ""
    return f"Criterion: {criterion}.\nFindings: {case['findings']}; {outcome(case['expected'])}.\n" \
        f"Source: clinical policy {section}; {'; '.join(filter(None, (names, own)))}.\n"


UNITS = {"d": "days", "a": "years", "mo": "months"}


def pretty(value):
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def knowledge(binary, folder):
    """A copy of the knowledge with a manifest of its own: a new case is not in the pinned one yet."""
    copy = Path(folder) / "fhir_profiles"
    shutil.copytree(PROFILES, copy, ignore=shutil.ignore_patterns("request.json", "response.json", "why.md"))
    subprocess.run([binary, "check", "--accept", "--profiles", str(copy)], check=True, stdout=subprocess.DEVNULL)
    return str(copy)


def decided(binary, profiles, folder, cases):
    """(rule, name) -> 'tier rule indicator' as evaluate says; a refusal has none."""
    found = {}
    for rule, case in cases:
        path = Path(folder) / f"{rule}.{case['name']}.json"
        path.write_text(pretty(request(rule, case)), encoding="utf-8")
        ran = subprocess.run([binary, "evaluate", "--format", "assessment", "--as-of", NOW, "--profiles", profiles,
                              str(path)], capture_output=True, text=True, check=False)
        answer = json.loads(ran.stdout) if ran.returncode == 0 and ran.stdout.strip() else {}
        found[rule, case["name"]] = " ".join(answer[k] for k in ("tier", "rule", "indicator") if k in answer)
    return found


def asked(url, body):
    call = urllib.request.Request(f"{url}/cds-services/oms-patient-view", pretty(body).encode(),
                                  {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(call, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def differs(case, decision, status, body):
    """What speaks against the table, or nothing."""
    if case["expected"] == "412":
        return None if status == 412 and body.get("resourceType") == "OperationOutcome" else f"status {status}"
    indicator = case["expected"].split()[2:]
    if decision != case["expected"]:
        return f"evaluate decides '{decision}'"
    if status != 200 or [c["indicator"] for c in body["cards"]] != indicator:
        return f"the service answers {status} {[c['indicator'] for c in body.get('cards', [])]}"
    detail = " ".join(c.get("detail", "") for c in body["cards"])
    return None if case.get("says", "") in detail else f"the card does not say '{case['says']}': {detail}"


def accepted(binary, cases):
    """Responses by (rule, name); ends the program with a list if any outcome differs from the table."""
    faults, responses = [], {}
    with tempfile.TemporaryDirectory() as folder:
        profiles = knowledge(binary, folder)
        decisions = decided(binary, profiles, folder, cases)
        with Service(binary, "--dev", "--profiles", profiles, now=NOW) as service:
            for rule, case in cases:
                status, body = asked(service.url, request(rule, case))
                said = differs(case, decisions[rule, case["name"]], status, body)
                if said:
                    faults.append(f"{rule}/{case['name']}: the table expects '{case['expected']}', but {said}")
                responses[rule, case["name"]] = body
    if faults:
        sys.exit("\n".join(faults) + "\nnothing written: decide from clinical.md which side is wrong")
    return responses


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", metavar="BINARY", help="an oms-cds that must agree; writes response.json")
    arguments = parser.parse_args()
    cases = [(rule, case) for rule, block in CASES.items() for case in block["cases"]]
    if len({(rule, case["name"]) for rule, case in cases}) != len(cases) or set(CASES) != set(RULES):
        sys.exit("the table must name every rule of rules/oms.json and each case once")
    responses = accepted(arguments.accept, cases) if arguments.accept else {}
    for rule, case in cases:
        folder = EXAMPLES / rule / case["name"]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "request.json").write_text(pretty(request(rule, case)), encoding="utf-8")
        (folder / "why.md").write_text(why(rule, CASES[rule], case), encoding="utf-8")
        if responses:
            (folder / "response.json").write_text(pretty(responses[rule, case["name"]]), encoding="utf-8")
    print(f"{len(cases)} cases of {len(CASES)} rules" + (", all as the table expects" if responses else ""))


if __name__ == "__main__":
    main()
