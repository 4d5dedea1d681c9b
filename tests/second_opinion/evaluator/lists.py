"""Bundles and lists: what they hold, what of them could not be read, what was deleted (clinical.md 2.10, 2.15)."""

import re
from dataclasses import dataclass
from datetime import datetime

from evaluator.clauses import reach
from evaluator.dates import read_instant
from evaluator.primitives import Skipped, member, objects

HARMLESS = {"information", "success"}


@dataclass
class Item:
    """A resource as it was found. `history`: number of its history Bundle, newest first in `index`."""
    where: str
    full_url: str | None
    resource: dict
    source: str               # the prefetch key, "Bundle" or "context"
    written: datetime | None
    history: int | None = None
    index: int = 0

    def identity(self):
        return identity_of(self.full_url, self.resource)


@dataclass
class Deletion:
    identity: tuple
    written: datetime | None
    history: int | None
    index: int


def identity_of(full_url, resource):
    """(type, id); the id of the fullUrl where the resource has none."""
    tail = str(full_url).rstrip("/").split("/")[-2:]
    from_url = tail[1] if len(tail) == 2 and tail[0] == resource.get("resourceType") else None
    return resource.get("resourceType"), resource.get("id") or from_url


def _target(text):
    """(type, id) of a URL such as Condition/a or http://h/fhir/Condition/a/_history/2; None for a search."""
    match = re.fullmatch(r"(?:.*/)?([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]*)?", text) \
        if isinstance(text, str) else None
    return (match[1], match[2]) if match else None


def _alarming(outcome):
    """An OperationOutcome of severity fatal, error or warning, or of one that cannot be read."""
    issues = objects(member({"o": outcome}, "o").get("issue"))
    return not issues or any(i.get("severity") not in HARMLESS for i in issues)


def _failed(entry):
    """A response of 4xx or 5xx, or with an outcome that is more than information."""
    response = member(entry, "response")
    failed = bool(re.match(r"[45]\d\d", str(response.get("status", ""))))
    outcome = response.get("outcome") is not None and _alarming(response["outcome"])
    reach("a response with a failed status", failed)
    reach("a response.outcome", outcome)
    return failed or outcome


class Intake:
    """Collects the items of all lists of one input. partial and unavailable name the sources."""

    def __init__(self):
        self.items = []
        self.deletions = []
        self.partial = set()
        self.unavailable = set()
        self.skipped = Skipped()
        self._histories = 0

    # --- one list ---

    def read_list(self, value, where, source, kind):
        """A prefetch list: a Bundle, one resource of its kind, or the wrapper of clients before 1.0."""
        if isinstance(value, dict) and "resourceType" not in value and "resource" in value:
            value, where = value["resource"], where + ".resource"
        if isinstance(value, dict) and value.get("resourceType") == "Bundle":
            if not self.read_bundle(value, where, source):
                self.unavailable.add(source)
        elif isinstance(value, dict) and value.get("resourceType") == kind:
            self._add(Item(where, None, value, source, read_instant(member(value, "meta").get("lastUpdated"))))
        else:
            reach("a list that is no Bundle")
            self.skipped.add(where, "not-a-list")
            self.unavailable.add(source)

    def read_bundle(self, bundle, where, source):
        """False where it is in no shape that FHIR has, or empty against its total."""
        entries = bundle.get("entry")
        if entries is not None and not isinstance(entries, list):
            reach("entry is no list")
            self.skipped.add(f"{where}.entry", "not-a-list")
            return False
        history = None
        if bundle.get("type") == "history":
            self._histories += 1
            history = self._histories
        good, odd, matches = 0, 0, 0
        for index, entry in enumerate(entries or []):
            kind = self._read_entry(entry, f"{where}.entry[{index}]", source, history, index)
            odd += kind == "odd"
            good += kind != "odd"
            matches += kind == "match"
        if odd:
            reach("odd entries only" if not good else "an odd entry among good ones")
            self.partial.add(source)
        has_next = any(link.get("relation") == "next" for link in objects(bundle.get("link")))
        short = self._is_short(bundle, matches, has_next)
        if has_next or short:
            reach("a next link", has_next)
            self.partial.add(source)
        return not (odd and not good) and not (short and not entries)

    @staticmethod
    def _is_short(bundle, matches, has_next):
        total = bundle.get("total")
        short = isinstance(total, int) and not isinstance(total, bool) and total > matches and not has_next
        reach("total above the matches held", short and matches > 0)
        reach("total above an empty list", short and not bundle.get("entry"))
        return short

    def _read_entry(self, entry, where, source, history, index):
        """`match`, `other` or `odd`."""
        if not isinstance(entry, dict) or "resourceType" in entry:
            return self._odd(where)
        if _failed(entry):
            self.partial.add(source)
        request = member(entry, "request")
        if request.get("method") == "DELETE" or (history is not None and "resource" not in entry):
            return self._delete(entry, where, source, history, index)
        resource = entry.get("resource")
        if resource is None and ("response" in entry or "request" in entry):
            return "other"
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            return self._odd(where)
        return self._read_resource(entry, resource, where, source, history, index)

    def _odd(self, where):
        self.skipped.add(where, "not-an-entry")
        return "odd"

    def _delete(self, entry, where, source, history, index):
        identity = _target(member(entry, "request").get("url")) or _target(entry.get("fullUrl"))
        if identity is None:
            self.skipped.add(where, "deletion-not-understood")
            self.partial.add(source)
            return "other"
        reach("a deleted entry")
        written = read_instant(member(entry, "response").get("lastModified"))
        self.deletions.append(Deletion(identity, written, history, index))
        return "match"

    def _read_resource(self, entry, resource, where, source, history, index):
        kind, mode = resource["resourceType"], member(entry, "search").get("mode")
        if kind == "OperationOutcome":
            if _alarming(resource):
                reach("an OperationOutcome among the entries")
                self.partial.add(source)
            return "other"
        if mode == "outcome":
            reach("search.mode outcome on a record")
            self.skipped.add(where + ".resource", "outcome")
            self.partial.add(source)
            return "other"
        if kind == "Bundle":
            if not self.read_bundle(resource, where + ".resource", source):
                self.partial.add(source)
            return "other"
        written = read_instant(member(resource, "meta").get("lastUpdated")) or \
            read_instant(member(entry, "response").get("lastModified"))
        self._add(Item(where + ".resource", entry.get("fullUrl"), resource, source, written, history, index))
        return "other" if mode == "include" else "match"

    def _add(self, item):
        self.items.append(item)

    # --- all lists together ---

    def standing(self):
        """The items that were not deleted; of a history the newest version of each record."""
        left = [i for i in self.items if not any(self._takes(d, i) for d in self.deletions)]
        newest = {}
        for item in left:
            if item.history is not None:
                key = (item.history, item.identity())
                if key not in newest or self._is_later(item, newest[key]):
                    newest[key] = item
        return [i for i in left if i.history is None or newest[i.history, i.identity()] is i]

    @staticmethod
    def _is_later(item, other):
        if item.written and other.written:
            return item.written > other.written
        return False  # a history is sorted, newest first

    @staticmethod
    def _takes(deletion, item):
        if deletion.identity != item.identity():
            return False
        if deletion.written and item.written:
            reach("a version written after the deletion", item.written > deletion.written)
            return item.written <= deletion.written
        return not (deletion.history is not None and deletion.history == item.history and item.index < deletion.index)
