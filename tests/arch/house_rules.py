"""The rules of the house that text alone can show (CONTRIBUTING.md says them in words)."""

import os
import re

import cpp_text

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_FOLDER_ENTRIES = 20
CODE = {".cpp", ".hpp", ".py"}
TEXT = CODE | {".txt", ".cmake", ".sh", ".md", ".json", ".yml", ".toml", ""}
FOLDERS = ("src", "include", "tests", "fuzz", "bench", "cmake", "scripts", "examples", "deploy", "docs", ".ci")
PROGRAM = ("src", "include")

# Written in halves, so that this file does not find itself.
_OPEN_END = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b(?!.*#\d)")
_MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:work|root|home)/[a-z]")
_CLINICAL_CODE = re.compile(r'"(?:[1-9]\d{5,17}|\d{1,5}-\d|(?:HP|MONDO|ORPHA|NCIT):?\d+|C\d{4,6})"')
_VAGUE_NAME = re.compile(r"(^|_)(util|utils|helper|helpers|manager|common|misc)(_|$)")
_USING_NAMESPACE = re.compile(r"^using\s+namespace\b", re.MULTILINE)
_NO_FUNCTION = re.compile(r"^(namespace|class|struct|enum|union|extern)\b|=\s*(\[.*)?\{$|^template[^(]*\b(class|struct)\b[^(]*$")


def _files(root):
    """Text files of the repository's own folders."""
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and file.suffix in TEXT and "__pycache__" not in file.parts:
                yield file
    # In a linked work tree .git is a file, of git's own.
    yield from sorted(p for p in root.glob("*") if p.is_file() and p.suffix in TEXT and p.name != ".git")


def _long_functions(text):
    """(line, length) of functions at the margin; namespaces are not indented here."""
    lines = cpp_text.code_only(text).splitlines()
    start = 0
    for number, line in enumerate(lines, 1):
        if line and not line[0].isspace() and line.rstrip().endswith("{"):
            start = 0 if _NO_FUNCTION.search(line.rstrip()) else number
        elif line.startswith("}"):
            if start and not line.startswith("};") and number - start + 1 > MAX_FUNCTION_LINES:
                yield start, number - start + 1
            start = 0


def _faults_of_program(name, file, text):
    for number, line in enumerate(cpp_text.without_comments(text).splitlines(), 1):
        if found := _CLINICAL_CODE.search(line):
            yield f"{name}:{number}: {found[0]} looks like a clinical code; codes are data of fhir_profiles/"
    if file.suffix == ".hpp" and (found := _USING_NAMESPACE.search(cpp_text.code_only(text))):
        yield f"{name}:{cpp_text.line_of(text, found.start())}: `using namespace` in a header; name what is used"
    for line, length in _long_functions(text):
        yield f"{name}:{line}: a function of {length} lines, {MAX_FUNCTION_LINES} at most; name its parts"


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
        yield from _faults_of_program(name, file, text)


def _full_folders(root):
    for top in PROGRAM:
        for folder in sorted(p for p in (root / top).rglob("*") if p.is_dir()):
            if (count := len(list(folder.iterdir()))) > MAX_FOLDER_ENTRIES:
                yield f"{folder.relative_to(root)}: {count} things, {MAX_FOLDER_ENTRIES} at most; group them"


def _broken_cases(root):
    """A golden case is a request, a response and a why."""
    for why in ("request.json", "response.json", "why.md"):
        for case in sorted(p for p in (root / "fhir_profiles" / "examples").glob("*/*") if p.is_dir()):
            if not (case / why).is_file():
                yield f"{case.relative_to(root)}: no {why}; a golden case has request.json, response.json and why.md"


def faults(root):
    files = list(_files(root))
    found = [fault for file in files for fault in _faults_of_file(root, file)]
    found += [*_full_folders(root), *_broken_cases(root)]
    return found if files else [f"{root}: no file found"]
