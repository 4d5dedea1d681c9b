"""Disagreements by clause: which clause or shape the charts that disagree have in common, and the smallest chart of each."""

from collections import Counter
from dataclasses import dataclass, field

COMMON = 0.5  # a clause that half of all charts meet explains nothing


@dataclass
class Seen:
    """One chart that was compared: what it met (clauses, and its shape) and in what the answers differ."""
    row: object
    met: frozenset
    found: list
    size: int
    ours: object = None
    theirs: object = None


@dataclass
class Group:
    clause: str
    charts: list = field(default_factory=list)  # Seen, smallest first
    met: int = 0                                # charts that meet the clause

    def fields(self):
        counts = Counter(name for seen in self.charts for name, _, _ in seen.found)
        return ", ".join(f"{name} {n}" for name, n in counts.most_common(6))


def _best_clause(left, totals, charts):
    """The clause of which the largest share of charts disagrees; of equal shares the one that explains most."""
    counts = Counter(clause for seen in left for clause in seen.met)
    usable = {c: n for c, n in counts.items() if totals[c] <= COMMON * charts} or counts
    if not usable:
        return None
    return max(sorted(usable), key=lambda c: (round(usable[c] / totals[c], 2), usable[c]))


def group_by_clause(everything):
    """[Group], the largest first; each chart that disagrees is in one."""
    totals = Counter(clause for seen in everything for clause in seen.met)
    left, groups = [seen for seen in everything if seen.found], []
    while left:
        clause = _best_clause(left, totals, len(everything))
        charts = sorted((s for s in left if clause is None or clause in s.met), key=lambda s: s.size)
        groups.append(Group(clause or "no clause", charts, totals[clause]))
        left = [s for s in left if s not in charts]
    return sorted(groups, key=lambda g: -len(g.charts))
