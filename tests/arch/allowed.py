"""What still breaks a check: tests/arch/allowed.txt, a list that only becomes shorter.

A line is `CHECK KEY COUNT : reason`: as many faults of that key are let pass. One more fails the check, and so does a line whose
key breaks nothing any more: it is to be deleted. A key is a file's name, a function, a word, a top folder: what stays when files move.
`checks.py shrink` deletes what is not needed and lowers the counts; it adds nothing.
"""

import collections
import re

FILE = "tests/arch/allowed.txt"
_seen = {}  # check -> how many faults each key had


def read(root):
    """{check: {key: count}}, and the faults of the file itself."""
    entries, faults = {}, []
    file = root / FILE
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.is_file() else (), 1):
        if not line.strip() or line.startswith("#"):
            continue
        left, _, reason = line.partition(" : ")
        words = left.split()
        if len(words) != 3 or not words[2].isdigit() or not reason.strip():
            faults.append(f"{FILE}:{number}: write CHECK KEY COUNT : reason")
        else:
            entries.setdefault(words[0], {})[words[1]] = int(words[2])
    return entries, faults


def beyond(root, check, found):
    """The faults of `found` (any iterable of (key, text)) that no line lets pass, and the lines that nothing needs."""
    entries, faults = read(root)
    allowed = entries.get(check, {})
    found = list(found)
    counts = _seen[check] = collections.Counter(key for key, _ in found)
    faults += [text for key, text in found if counts[key] > allowed.get(key, 0)]
    faults += [f"{FILE}: `{check} {key}` lets {n} pass, and there are {counts[key]}"
               for key, n in sorted(allowed.items()) if counts[key] > n]
    faults += [f"{FILE}: `{check} {key}` is not needed any more; delete the line" for key in sorted(allowed) if not counts[key]]
    return faults


def shrink(root):
    """Of the checks that ran: deletes the lines that nothing needs and lowers the counts of the others. Gives how many changed."""
    kept, changed = [], 0
    for line in (root / FILE).read_text(encoding="utf-8").splitlines():
        found = re.match(r"(\S+) (\S+) (\d+)( : .*)", line)
        if found and found[1] in _seen and (now := _seen[found[1]][found[2]]) < int(found[3]):
            changed += 1
            line = f"{found[1]} {found[2]} {now}{found[4]}" if now else None
        kept += [] if line is None else [line]
    (root / FILE).write_text("\n".join(kept) + "\n", encoding="utf-8")
    return changed
