#!/usr/bin/env python3
"""Random charts through `oms-cds evaluate` and through the second opinion.

    compare.py --binary PATH --seed N --count N [--keep DIR]

prints each difference (first 20) with the file and both answers; exit status 1 on any. The last
line is `N passed, M failed`. --keep leaves the charts in DIR.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from itertools import groupby
from pathlib import Path

from evaluate import evaluate
from generate import generate
from evaluator.intake import CannotEvaluate

SHOWN = 20
BATCH = 400           # files per process call
SECONDS_PER_CALL = 300
TOP = ("tier", "rule", "indicator", "ageBand")


def _call(binary, now, ident, names, folder):
    """Assessments in the order of names; None where a file gave no line."""
    command = [binary, "evaluate", "--format", "assessment", "--as-of", now, "--patient", ident]
    done = subprocess.run(command + names, cwd=folder, capture_output=True, text=True,
                          timeout=SECONDS_PER_CALL, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{binary} evaluate: exit status {done.returncode}\n{done.stderr[-2000:]}")
    lines = done.stdout.splitlines()
    if len(lines) == len(names):
        return [json.loads(line) for line in lines]
    if len(names) == 1:
        return [None]
    # a file without an answer shifts the rest: ask one by one
    return [answer for name in names for answer in _call(binary, now, ident, [name], folder)]


def ask_binary(binary, rows, folder):
    """{file name: assessment or None}; files with the same instant and patient share a call."""
    answers = {}

    def same_call(row):
        return row[2], row[1]

    for (now, ident), group in groupby(sorted(rows, key=same_call), key=same_call):
        names = [row[0] for row in group]
        for first in range(0, len(names), BATCH):
            part = names[first:first + BATCH]
            answers.update(zip(part, _call(binary, now, ident, part, folder)))
    return answers


def ask_ourselves(row, folder):
    name, ident, now = row
    doc = json.loads((folder / name).read_text(encoding="utf-8"))
    try:
        return evaluate(doc, ident, now)
    except CannotEvaluate:
        return None


def differences(ours, theirs, cards=True):
    """[(field, ours, theirs)] over what both state."""
    if ours is None or theirs is None:
        return [] if ours is theirs else [("answer", ours is not None, theirs is not None)]
    pairs = [(name, ours.get(name), theirs.get(name)) for name in TOP]
    pairs += [(name, ours[name], theirs[name]) for name in ("possibleOpsoclonus",)
              if name in ours and name in theirs]
    for feature, mine in ours.get("features", {}).items():
        other = theirs.get("features", {}).get(feature, {})
        pairs += [(f"{feature}.{name}", mine[name], other[name])
                  for name in ("state", "counted", "firm") if name in mine and name in other]
    pairs += [(f"workup.{name}", value, theirs.get("workup", {}).get(name))
              for name, value in ours.get("workup", {}).items()]
    if cards:
        pairs.append(("card", theirs.get("tier") != "T0", "card" in theirs))
    return [pair for pair in pairs if pair[1] != pair[2]]


def _without_evidence(answer):
    """Short form of an answer for the eye."""
    if answer is None:
        return "no answer"
    short = {k: v for k, v in answer.items()
             if k in TOP + ("possibleOpsoclonus", "explained", "workup")}
    short["features"] = {name: {k: v for k, v in feature.items() if k != "evidence"}
                         for name, feature in answer.get("features", {}).items()}
    return json.dumps(short)


def compare(binary, seed, count, folder):
    """Prints the differences; returns the number of charts that differ."""
    rows = generate(seed, count, folder)
    theirs = ask_binary(binary, rows, folder)
    cards = any("card" in answer for answer in theirs.values() if answer)
    failed, fields, rules = 0, Counter(), Counter()
    for row in rows:
        ours = ask_ourselves(row, folder)
        rules[ours["rule"] if ours else "no answer"] += 1
        found = differences(ours, theirs[row[0]], cards)
        if not found:
            continue
        failed += 1
        fields.update(name for name, _, _ in found)
        if failed <= SHOWN:
            print(f"\n{folder / row[0]}  --as-of {row[2]} --patient {row[1]}")
            for name, mine, other in found:
                print(f"  {name}: second opinion {mine!r}, binary {other!r}")
            print(f"  second opinion {_without_evidence(ours)}")
            print(f"  binary         {_without_evidence(theirs[row[0]])}")
    if failed > SHOWN:
        print(f"\n... and {failed - SHOWN} more")
    if not cards:
        print("no answer had a card: presence of cards not compared")
    print("rules met: " + ", ".join(f"{r} {n}" for r, n in sorted(rules.items())))
    print(f"seed {seed}: {count} charts compared, {failed} disagreements"
          + (f" ({', '.join(f'{f} {n}' for f, n in fields.most_common())})" if failed else ""))
    print(f"{count - failed} passed, {failed} failed")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", required=True, type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--keep", type=Path, help="leave the charts in this folder")
    options = parser.parse_args()
    binary = str(options.binary.resolve())
    if options.keep:
        return 1 if compare(binary, options.seed, options.count, options.keep) else 0
    with tempfile.TemporaryDirectory() as folder:
        return 1 if compare(binary, options.seed, options.count, Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
