"""Makes the smallest chart of a group smaller: takes entries away as long as the same fields disagree."""

import copy
import json
from dataclasses import replace

from comparison.fields import differences
from evaluator.intake import CannotEvaluate, read_documents
from generator.packing import text_of

ROUNDS = 12


def _entry_lists(value):
    """Every list of entries in a document, of NDJSON the list of its lines."""
    if isinstance(value, dict):
        if isinstance(value.get("entry"), list):
            yield value["entry"]
        for inner in value.values():
            yield from _entry_lists(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _entry_lists(inner)


def _is_patient(entry):
    resource = entry.get("resource", entry) if isinstance(entry, dict) else {}
    return isinstance(resource, dict) and resource.get("resourceType") == "Patient"


def _lists(documents):
    return ([documents] if len(documents) > 1 else []) + list(_entry_lists(documents))


def smaller(documents):
    """The documents with one entry less, once for each entry that is no Patient."""
    for number, entries in enumerate(_lists(documents)):
        for index, entry in enumerate(entries):
            if not _is_patient(entry):
                out = copy.deepcopy(documents)
                del _lists(out)[number][index]
                yield out


class Shrinker:
    """`evaluate`: documents, ident, now to an answer; raises CannotEvaluate."""

    def __init__(self, program, folder, evaluate):
        self.program = program
        self.folder = folder
        self.evaluate = evaluate

    def _fields(self, documents, row, theirs):
        try:
            ours = self.evaluate(documents, row.ident or None, row.now)
        except CannotEvaluate:
            ours = None
        return {name for name, _, _ in differences(ours, theirs, False)}

    def _step(self, documents, row, wanted):
        """A smaller chart that disagrees in the wanted fields, or None."""
        candidates = list(smaller(documents))
        rows = [replace(row, name=f"smaller-{number}.json") for number in range(len(candidates))]
        for one, candidate in zip(rows, candidates):
            (self.folder / one.name).write_text(_text(candidate), encoding="utf-8")
        answers = self.program.ask(rows)
        for one in rows:
            (self.folder / one.name).unlink()
        return next((c for one, c in zip(rows, candidates) if wanted <= self._fields(c, row, answers[one.name])), None)

    def shrink(self, row, fields):
        """Writes `NAME-small.json` and returns its Row and its number of entries; fields: what must go on to disagree."""
        documents = read_documents((self.folder / row.name).read_text(encoding="utf-8"))
        for _ in range(ROUNDS):
            found = self._step(documents, row, fields)
            if found is None:
                break
            documents = found
        out = replace(row, name=row.name.replace(".json", "-small.json"), twin="")
        (self.folder / out.name).write_text(_text(documents), encoding="utf-8")
        return out


def _text(documents):
    return json.dumps(documents[0], indent=1) if len(documents) == 1 else text_of(documents)
