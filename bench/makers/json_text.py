"""Writes JSON in the ways that servers write it: the same value, other bytes."""

import json
from collections import namedtuple
from decimal import Decimal

# `ascii`: all else is escaped; `slashes`: `/` is written `\\/`; `spaced`: a blank behind each comma and colon.
Style = namedtuple("Style", "ascii slashes spaced")
COMPACT = Style(ascii=False, slashes=False, spaced=False)


class Written(str):
    """A value that is JSON text already: each resource of a list in a style of its own."""


def write(value, style=COMPACT):
    """The text of `value`. A Decimal keeps its digits (`1.50`)."""
    parts = []
    _append(parts, value, style)
    return "".join(parts)


def size(value):
    return len(write(value).encode())


def read(text):
    """The value of a text, its decimals with the digits that stand there."""
    return json.loads(text, parse_float=Decimal)


def _append(parts, value, style):
    if isinstance(value, Written):
        parts.append(value)
    elif isinstance(value, str):
        quoted = json.dumps(value, ensure_ascii=style.ascii)
        parts.append(quoted.replace("/", "\\/") if style.slashes else quoted)
    elif isinstance(value, Decimal):
        parts.append(str(value))
    elif isinstance(value, dict):
        _append_all(parts, value, "{}", style)
    elif isinstance(value, list):
        _append_all(parts, value, "[]", style)
    else:
        parts.append(json.dumps(value))


def _append_all(parts, values, brackets, style):
    comma = ", " if style.spaced else ","
    parts.append(brackets[0])
    for number, inner in enumerate(values):
        if number:
            parts.append(comma)
        if brackets == "{}":
            _append(parts, inner, style)
            parts.append(": " if style.spaced else ":")
            inner = values[inner]
        _append(parts, inner, style)
    parts.append(brackets[1])
