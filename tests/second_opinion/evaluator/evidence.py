"""What the records say: dated evidence, tumour statements, what explains. Filled by conditions.py and observations.py."""

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Evidence:
    """One statement on one sub-finding.

    kind: list (active list item), stale (the same, untouched for STALE_LIST), point, resolved, refutation.
    `dated` decides what is newest, `start` what is new, `ended` when a resolved entry ended, `stands` what is newer than
    KNOWN_AFTER (2.11); None where not known.
    """
    finding: str
    kind: str
    positive: bool
    firm: bool
    start: date | None
    dated: date | None
    ended: date | None = None
    stands: date | None = None
    core: bool = False
    of_syndrome: bool = False
    shown: object = None         # Shown, for the evidence list of the assessment


@dataclass
class Shown:
    """What the assessment prints of one record."""
    record: int
    onset: date | None
    day: date | None
    whole: bool = True           # no partial date, of which the text does not say how it is printed


@dataclass
class Tumour:
    """A statement on N. `dated` decides newest wins, `stands` whether it is news (2.11)."""
    positive: bool
    dated: date | None
    stands: date | None


@dataclass
class Explanation:
    """A Condition that explains a finding or changes a rule: its tags, when it began, when it was recorded."""
    tags: set
    start: date | None
    recorded: date | None
    active: bool


@dataclass
class Gathered:
    evidence: list = field(default_factory=list)
    explanations: list = field(default_factory=list)
    oms_refuted: list = field(default_factory=list)   # dates
    tumour: list = field(default_factory=list)
    also: list = field(default_factory=list)          # (system, code) printed under "also recorded"
    uncoded: int = 0
