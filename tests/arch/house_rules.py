"""The rules of the house that text alone can show (CONTRIBUTING.md says them in words)."""

import os
import re

import cpp_text

MAX_FILE_LINES = 400
CODE = {".cpp", ".hpp", ".py"}
TEXT = CODE | {".txt", ".cmake", ".sh", ".md", ".json", ".yml", ".toml", ""}
FOLDERS = ("src", "include", "tests", "fuzz", "bench", "cmake", "scripts", "examples", "deploy", "docs", ".ci")
PROGRAM = ("src", "include")

# Written in halves, so that this file does not find itself.
_OPEN_END = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b(?!.*#\d)")
_MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:work|root|home)/[a-z]")
_CLINICAL_CODE = re.compile(r'"(?:[1-9]\d{5,17}|\d{1,5}-\d|(?:HP|MONDO|ORPHA|NCIT):?\d+|C\d{4,6})"')
_VAGUE_NAME = re.compile(r"(^|_)(util|utils|helper|helpers|manager|common|misc)(_|$)")


def _files(root):
    """Text files of the repository's own folders."""
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and file.suffix in TEXT and "__pycache__" not in file.parts:
                yield file
    # In a linked work tree .git is a file, of git's own.
    yield from sorted(p for p in root.glob("*") if p.is_file() and p.suffix in TEXT and p.name != ".git")


def _faults_of_program(name, text):
    for number, line in enumerate(cpp_text.without_comments(text).splitlines(), 1):
        if found := _CLINICAL_CODE.search(line):
            yield f"{name}:{number}: {found[0]} looks like a clinical code; codes are data of fhir_profiles/"


def _faults_of_file(root, file):
    name = file.relative_to(root)
    text = file.read_text(encoding="utf-8", errors="replace")
    lines = text.splitlines()
    if file.suffix in CODE and len(lines) > MAX_FILE_LINES:
        yield f"{name}: {len(lines)} lines, {MAX_FILE_LINES} at most; split it by what it knows"
    if file.suffix in CODE and _VAGUE_NAME.search(file.stem):
        yield f"{name}: the name says nothing; name the file after what it holds"
    for number, line in enumerate(lines, 1):
        if file.suffix != ".md" and _OPEN_END.search(line):
            yield f"{name}:{number}: an open end without an issue number (#N)"
        if _MACHINE_PATH.search(line):
            yield f"{name}:{number}: a path of one machine; make it relative"
    if lines and lines[0].startswith("#!") and file.suffix in {"", ".sh"} and not os.access(file, os.X_OK):
        yield f"{name}: has no run bit; chmod +x"
    if name.parts[0] in PROGRAM and file.suffix in CODE:
        yield from _faults_of_program(name, text)


def _broken_cases(root):
    """A golden case is a request, a response and a why."""
    for why in ("request.json", "response.json", "why.md"):
        for case in sorted(p for p in (root / "fhir_profiles" / "examples").glob("*/*") if p.is_dir()):
            if not (case / why).is_file():
                yield f"{case.relative_to(root)}: no {why}; a golden case has request.json, response.json and why.md"


def faults(root):
    files = list(_files(root))
    found = [fault for file in files for fault in _faults_of_file(root, file)]
    found += _broken_cases(root)
    return found if files else [f"{root}: no file found"]
