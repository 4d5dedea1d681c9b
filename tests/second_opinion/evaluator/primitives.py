"""JSON as charts write it: what is given, what is missing, what is given but cannot be read (clinical.md 2.15)."""


def objects(value):
    """The JSON objects of a list; of anything else, nothing."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def member(value, name):
    """A member that is an object; of anything else, an empty one."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def given(owner, name):
    """The plain element is there. JSON null counts as missing."""
    return owner.get(name) is not None


def only_extension(owner, name):
    """A primitive that is only an extension: given, its value unknown."""
    return not given(owner, name) and bool(owner.get("_" + name))


def choices(owner, prefix):
    """Names of the given elements of a choice such as value[x]; a primitive that is only an extension is one of them."""
    def of_choice(name):
        return name.startswith(prefix) and name[len(prefix):len(prefix) + 1].isupper()

    plain = [n for n in owner if of_choice(n) and given(owner, n)]
    return plain + [n[1:] for n in owner if n[0] == "_" and of_choice(n[1:]) and only_extension(owner, n[1:])]


class Skipped:
    """What was dropped or not read: [{"where": element path, "reason": word}]."""

    def __init__(self):
        self.entries = []

    def add(self, where, reason):
        entry = {"where": where, "reason": reason}
        if entry not in self.entries:
            self.entries.append(entry)
