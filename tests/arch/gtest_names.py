"""GoogleTest as text: which tests a source defines, and what names a binary gives them."""

import re

import cpp_text

_DEFINED = re.compile(r"^[ \t]*(?:TYPED_)?TEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\)", re.MULTILINE)
_HIDDEN = re.compile(
    r"\bDISABLED" r"_\w*|\bGTEST" r"_SKIP\b|\bGTEST_ALLOW_UNINSTANTIATED\w*|\b(?:EXPECT|ASSERT)_TRUE\(\s*true\s*\)")


def defined(text):
    """(line, `Suite.Name`) of each test."""
    code = cpp_text.code_only(text)
    return [(cpp_text.line_of(code, m.start(2)), f"{m[1]}.{m[2]}") for m in _DEFINED.finditer(code)]


def hidden(text):
    """(line, what) of each way to keep a test from proving something."""
    code = cpp_text.code_only(text)
    return [(cpp_text.line_of(code, m.start()), m[0]) for m in _HIDDEN.finditer(code)]


def first_include(text):
    return next((header for _, header, _ in cpp_text.includes(text)), None)


def bare(name):
    """`Instance/Suite/0.Name/Row` is the test `Suite.Name`; other names stay."""
    suite, dot, test = name.partition(".")
    if not dot:
        return name
    parts = [p for p in suite.split("/") if not p.isdigit()]
    return f"{parts[-1]}.{test.split('/')[0]}"


def listed(text):
    """The bare names in the output of --gtest_list_tests."""
    names, suite = set(), ""
    for line in text.splitlines():
        word = line.split("#")[0].strip()
        if line.startswith("  "):
            names.add(bare(suite + word))
        elif word.endswith("."):
            suite = word
    return names
