"""Reads C++ as text: what is left of a file when comments and literals are taken out, and what it includes."""

import re

# Order matters: a comment or literal that starts first wins.
_NOT_CODE = re.compile(
    r"""
    //(?:\\\n|[^\n])*                                   # line comment, continued lines too
  | /\*.*?(?:\*/|\Z)                                    # block comment
  | (?:u8|[uUL])?R"(?P<tag>[^\s()\\"]{0,16})\(.*?\)(?P=tag)"   # raw string
  | (?:u8|[uUL])?"(?:\\.|[^"\\\n])*"                    # string
  | (?<![0-9A-Fa-f])(?:u8|[uUL])?'(?:\\.|[^'\\\n])+'    # character, not the separator of 1'000
    """,
    re.VERBOSE | re.DOTALL,
)
_INCLUDE_LINE = re.compile(r"^[ \t]*#[ \t]*(?:include|include_next|import)\b[ \t]*([^\n]*)", re.MULTILINE)
_INCLUDED = re.compile(r"""^(?:<(?P<angle>[^<>\n]+)>|"(?P<quote>[^"\n]+)")""")


def _blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def without_comments(text):
    """Comments become spaces; literals and line numbers stay."""
    return _NOT_CODE.sub(lambda m: _blank(m) if m.group(0)[0] == "/" else m.group(0), text)


def code_only(text):
    """Comments and literals become spaces; line numbers stay."""
    return _NOT_CODE.sub(_blank, text)


def lines_of_raw_strings(text):
    """The numbers of the lines on which a raw string stands."""
    found = set()
    for match in _NOT_CODE.finditer(text):
        if match["tag"] is not None:
            first = line_of(text, match.start())
            found.update(range(first, first + match.group(0).count("\n") + 1))
    return found


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def includes(text):
    """Yields (line, header, quoted) for each include; header is None where it is not `<…>` or "…"."""
    plain = without_comments(text)
    for found in _INCLUDE_LINE.finditer(plain):
        named = _INCLUDED.match(found.group(1).strip())
        line = line_of(plain, found.start())
        if named is None:
            yield line, None, False
        else:
            yield line, named["angle"] or named["quote"], named["quote"] is not None
