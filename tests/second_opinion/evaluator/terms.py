"""Codings to meaning: the exact table, then the patterns, then the site's own maps (clinical.md 2.4, 2.14)."""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from evaluator.clauses import reach
from evaluator.meaning import EXPLAINING, NEVER_FIRM, SUB_FINDINGS, tags_of_row
from evaluator.primitives import objects
from terminology import CM, GM, WHO, code_forms, preferred_system

DATA = Path(__file__).resolve().parents[3] / "fhir_profiles" / "terminology"
TABLES = {CM: (CM,), WHO: (WHO, CM), GM: (WHO,)}  # where a code of this system is looked up, in this order
FIRM_MAPS = {"equivalent", "equal"}
NO_MAPS = {"disjoint", "unmatched", "not-related-to"}


@dataclass(frozen=True)
class Meaning:
    """What the codings of one concept say together. `maybe` holds what only a provisional map says."""
    tags: frozenset = frozenset()
    maybe: frozenset = frozenset()
    known: bool = False          # a coding has a row, a pattern or a map
    firmly_known: bool = False   # a row, a pattern or a firm map
    chosen_mimic: bool = False   # the user selected a mimic: no evidence
    readable: bool = True        # False: something in it has a shape that FHIR does not have

    def findings(self):
        """[(sub-finding, tumour or oms, firm)] that the concept names."""
        wanted = SUB_FINDINGS | {"oms", "tumour"}
        sure = {f: f not in NEVER_FIRM for f in self.tags & wanted}
        return {**{f: False for f in self.maybe & wanted}, **sure}


class Terms:
    """Lookup of codings. `rows` keeps the csv for the chart generator."""

    def __init__(self, rows, patterns, concept_maps=()):
        self.rows = rows
        self.patterns = patterns
        self._tags = {(r["system_uri"], r["code"]): frozenset(tags_of_row(r)) for r in rows}
        self._patterns = [(p["system_uri"], re.compile(p["pattern"]), frozenset(tags_of_row({**p, "code": ""}))) for p in patterns]
        self._maps = {}
        for concept_map in concept_maps:
            self._add_map(concept_map)

    def _add_map(self, concept_map):
        for group in objects(concept_map.get("group")):
            for element in objects(group.get("element")):
                source = (preferred_system(group["source"]), element["code"].strip())
                for target in objects(element.get("target")):
                    worth = target.get("equivalence") or target.get("relationship")
                    tags = self._own(preferred_system(group["target"]), target.get("code", ""))
                    if worth not in NO_MAPS and tags is not None:
                        self._maps.setdefault(source, []).append((worth in FIRM_MAPS, tags))

    def _row_or_pattern(self, system, code):
        tables = TABLES.get(system, (system,))
        for table in tables:
            if (table, code) in self._tags:
                reach("ICD-10-CM under the WHO URI", table != system != GM)
                return self._tags[table, code]
        for table in tables:
            for owner, pattern, tags in self._patterns:
                if owner == table and pattern.fullmatch(code):
                    reach(f"pattern: {min(tags)}")
                    return tags
        return None

    def _own(self, system, code):
        found = [self._row_or_pattern(system, form) for form in code_forms(system, code)]
        found = [tags for tags in found if tags is not None]
        return frozenset().union(*found) if found else None

    def coding(self, coding):
        """(firm tags, tags by a provisional map), None where it is not known so."""
        system, code = coding.get("system"), coding.get("code")
        if not isinstance(system, str) or not isinstance(code, str):
            return None, None
        system = preferred_system(system)
        own = self._own(system, code)
        if own is not None:
            return own, None
        mapped = self._maps.get((system, code.strip()), [])
        firm = [tags for sure, tags in mapped if sure]
        maybe = [tags for sure, tags in mapped if not sure]
        reach("map: firm", bool(firm))
        reach("map: provisional", bool(maybe))
        return (frozenset().union(*firm) if firm else None), (frozenset().union(*maybe) if maybe else None)

    def concept(self, concept):
        """Meaning of a CodeableConcept. A mimic that the user selected leaves no finding, only what explains."""
        if concept is None:
            return Meaning()
        codings = concept.get("coding") if isinstance(concept, dict) else []
        readable = isinstance(concept, dict) and (codings is None or isinstance(codings, list)) and \
            all(isinstance(c, dict) for c in codings or [])
        tags, maybe, known, firmly, chosen_mimic = set(), set(), False, False, False
        for coding in objects(codings):
            firm, provisional = self.coding(coding)
            known = known or firm is not None or provisional is not None
            firmly = firmly or firm is not None
            tags |= firm or set()
            maybe |= provisional or set()
            chosen_mimic = chosen_mimic or bool(coding.get("userSelected") is True and firm and "mimic" in firm)
        if chosen_mimic:
            reach("a chosen mimic wins", not tags.isdisjoint(SUB_FINDINGS))
            tags, maybe = tags & (EXPLAINING | {"mimic"}), set()
        return Meaning(frozenset(tags), frozenset(maybe), known, firmly, chosen_mimic, readable)


def _read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=None)
def load_terms():
    """The reference terminology of policy 2.0.0, without maps of a site."""
    return Terms(_read_csv(DATA / "terminology.csv"), _read_csv(DATA / "terminology-patterns.csv"))


def with_maps(terms, concept_maps):
    return Terms(terms.rows, terms.patterns, concept_maps)
