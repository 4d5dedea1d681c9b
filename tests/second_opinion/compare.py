#!/usr/bin/env python3
"""Random charts through `oms-cds evaluate` and through the second opinion.

    compare.py --binary PATH --seed N --count N [--keep DIR] [--groups N]

prints the disagreements grouped by clause, with the smallest chart of each; exit status 1 on any, or when the charts miss a
clause or a shape of the field. The last line is `N passed, M failed`. --keep leaves the charts in DIR.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from comparison.fields import differences, same_answer
from comparison.groups import Seen, group_by_clause
from comparison.program import Program
from comparison.shrink import Shrinker
from evaluate import evaluate
from evaluator import clauses
from evaluator.intake import CannotEvaluate, read_documents
from evaluator.terms import load_terms, with_maps
from generate import SHAPES, generate
from generator.coverage import missed

SHOWN = 40           # groups
PARTS = ("tier", "rule", "indicator", "ageBand", "possibleOpsoclonus", "explained", "workup", "partialData", "skipped")


class SecondOpinion:
    def __init__(self, folder, maps):
        self.folder = folder
        self.terms = with_maps(load_terms(), maps)

    def ask(self, row):
        """(answer or None, clauses met, bytes of the chart)."""
        text = (self.folder / row.name).read_text(encoding="utf-8")
        clauses.take()
        try:
            answer = evaluate(read_documents(text), row.ident or None, row.now, self.terms)
        except CannotEvaluate:
            answer = None
        return answer, clauses.take(), len(text)


def _short(answer):
    """Short form of an answer for the eye."""
    if answer is None:
        return "no answer"
    short = {k: answer[k] for k in PARTS if k in answer}
    short["explained"] = len(short.get("explained", []))
    short["features"] = {name: {k: v for k, v in feature.items() if k != "evidence"}
                         for name, feature in answer.get("features", {}).items()}
    return json.dumps(short)


def _prepare(binary, seed, count, folder):
    """(rows, Program, maps): the charts hold codes of a site, and the program reads its map. One that does not stops here."""
    rows = generate(seed, count, folder, maps=True)
    config = folder / "site.toml"
    config.write_text(f'[codes]\nconcept_maps = ["{(folder / "site-map.json").resolve()}"]\n', encoding="utf-8")
    return rows, Program(binary, folder, config.resolve()), [json.loads((folder / "site-map.json").read_text(encoding="utf-8"))]


def _all_seen(rows, theirs, opinion):
    """A Seen for each chart."""
    cards = any("card" in answer for answer in theirs.values() if answer)
    if not cards:
        print("no answer had a card: presence of cards not compared")
    everything = []
    for row in rows:
        ours, met, size = opinion.ask(row)
        other = theirs[row.name]
        found = differences(ours, other, cards)
        if row.twin:
            found += [("twin " + name, a, b) for name, a, b in same_answer(other, theirs[row.twin], row.partial)]
        everything.append(Seen(row, frozenset(met | ({"shape: " + row.shape} if row.shape else set())), found, size, ours, other))
    return everything


def _asked(folder, row):
    """How the program was asked."""
    return f"{folder / row.name}  --as-of {row.now}" + (f" --patient {row.ident}" if row.ident else "")


def _print_groups(groups, folder, limit, shrinker):
    for group in groups[:limit]:
        seen = group.charts[0]
        print(f"\n{group.clause}: {len(group.charts)} charts disagree, {group.met} meet it  ({group.fields()})")
        print(f"  smallest: {_asked(folder, seen.row)}" + (f"  twin {seen.row.twin}" if seen.row.twin else ""))
        fields = {name for name, _, _ in seen.found if not name.startswith(("twin ", "card"))}
        if fields:
            print(f"  smaller:  {_asked(folder, shrinker.shrink(seen.row, fields))}")
        for name, mine, other in seen.found[:6]:
            words = ("the twin", "this chart") if name.startswith("twin ") else ("second opinion", "program")
            print(f"  {name}: {words[0]} {mine!r}, {words[1]} {other!r}")
        print(f"  second opinion {_short(seen.ours)}")
        print(f"  program        {_short(seen.theirs)}")
    if len(groups) > limit:
        print(f"\n... and {len(groups) - limit} more groups: " + ", ".join(f"{g.clause} {len(g.charts)}" for g in groups[limit:]))


def _print_coverage(everything, maps):
    """Number of clauses and shapes that no chart met."""
    met = Counter(clause for seen in everything for clause in seen.met)
    lacking = missed(met, bool(maps))
    lacking += [("2.15", f"shape {name}") for name in SHAPES if not met["shape: " + name]]
    for section, clause in lacking:
        print(f"not reached: {section}: {clause}")
    return len(lacking)


def compare(binary, seed, count, folder, limit=SHOWN):
    """Prints the disagreements and what was not reached; returns the number of both."""
    rows, program, maps = _prepare(binary, seed, count, folder)
    opinion = SecondOpinion(folder, maps)
    everything = _all_seen(rows, program.ask(rows), opinion)
    failed = [seen for seen in everything if seen.found]
    _print_groups(group_by_clause(everything), folder, limit,
                  Shrinker(program, folder, lambda documents, ident, now: evaluate(documents, ident, now, opinion.terms)))
    rules = Counter(seen.ours["rule"] if seen.ours else "no answer" for seen in everything)
    fields = Counter(name for seen in failed for name, _, _ in seen.found)
    print("\nrules met: " + ", ".join(f"{r} {n}" for r, n in sorted(rules.items())))
    lacking = _print_coverage(everything, maps)
    print(f"seed {seed}: {len(rows)} charts compared, {len(failed)} disagreements"
          + (f" ({', '.join(f'{f} {n}' for f, n in fields.most_common())})" if failed else ""))
    print(f"{len(rows) - len(failed)} passed, {len(failed) + lacking} failed")
    return len(failed) + lacking


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", required=True, type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--keep", type=Path, help="leave the charts in this folder")
    parser.add_argument("--groups", type=int, default=SHOWN, help="groups of disagreements to print")
    options = parser.parse_args()
    binary = options.binary.resolve()
    if options.keep:
        return 1 if compare(binary, options.seed, options.count, options.keep, options.groups) else 0
    with tempfile.TemporaryDirectory() as folder:
        return 1 if compare(binary, options.seed, options.count, Path(folder), options.groups) else 0


if __name__ == "__main__":
    sys.exit(main())
