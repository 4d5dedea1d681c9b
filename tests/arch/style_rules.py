"""Rules of the hand (CONTRIBUTING.md says them in words): sizes, lines, words, switches. Each gives (key, fault) for allowed.py."""

import re

import cpp_text

MAX_FUNCTION_LINES = 39
MAX_COLUMNS = 140
MAX_FOLDER_ENTRIES = 20
WORDS_FILE = "tests/arch/words.txt"
_CPP = {".cpp", ".hpp"}
_CODE = _CPP | {".py", ".cmake", ".txt", ".sh", ""}
_CODE_FOLDERS = ("src", "include", "tests", "fuzz", "bench", "cmake", "scripts", ".ci", "deploy", "examples")
_NO_CODE = ("fuzz/corpus/", "fuzz/crashes/")
_USING_NAMESPACE = re.compile(r"^[ \t]*using\s+namespace\b", re.MULTILINE)
_VAGUE = {"util", "utils", "helper", "helpers", "manager", "common", "misc", "data2"}
_UNBROKEN = re.compile(r"^\s*(?:#|//)?\s*\S+$")  # one word: an address that cannot be broken


def _code(root):
    """(file below the root, text) of all code; documents have their own form."""
    for folder in _CODE_FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            name = file.relative_to(root)
            if file.is_file() and file.suffix in _CODE and "__pycache__" not in name.parts and not str(name).startswith(_NO_CODE):
                yield name, file.read_text(encoding="utf-8", errors="replace")


def long_functions(facts):
    """A function is under 40 lines from its first line, `template` included, to its last; a lambda is part of the function around it."""
    for file, line, name, lines in facts.functions:
        if lines > MAX_FUNCTION_LINES:
            fault = f"{file}:{line}: {name} has {lines} lines, {MAX_FUNCTION_LINES} at most; name its parts"
            yield f"{file.rsplit('/', 1)[-1]}:{name}", fault


def defaults(facts):
    """A switch over an enum of ours names every value, so that the compiler finds the switches that a new value breaks."""
    for file, line, enum in facts.defaults:
        yield f"{file.rsplit('/', 1)[-1]}:{enum}", f"{file}:{line}: `default:` in a switch over {enum}; name the values"


def odd_names(facts):
    """snake_case; a private member ends in `_`; no name that says nothing."""
    for file, line, name, kind in facts.spelled:
        what = "a private member ends in `_`" if kind == "private" else "names are snake_case"
        yield f"{file.rsplit('/', 1)[-1]}:{name}", f"{file}:{line}: {name}: {what}"
    for name in sorted(facts.names):
        if _VAGUE & set(name.rsplit("::", 1)[-1].strip("_").split("_")):
            yield name, f"{name}: the name says nothing; name it after what it does or holds"


def opened_namespaces(root):
    """A header that opens a namespace opens it for everybody who includes it; in a function, too, it is read by everybody."""
    for name, text in _code(root):
        for found in _USING_NAMESPACE.finditer(cpp_text.code_only(text)) if name.suffix == ".hpp" else ():
            yield name.name, f"{name}:{cpp_text.line_of(text, found.start())}: `using namespace` in a header; name what is used"


def full_folders(root):
    for top in _CODE_FOLDERS:
        for folder in sorted(p for p in [root / top, *(root / top).rglob("*")] if p.is_dir()):
            name = str(folder.relative_to(root))
            count = sum(1 for p in folder.iterdir() if p.name != "__pycache__")
            if count > MAX_FOLDER_ENTRIES and not f"{name}/".startswith(_NO_CODE):
                yield folder.name, f"{name}: {count} things, {MAX_FOLDER_ENTRIES} at most; group them"


def long_lines(root):
    """By top folder. In characters. A raw string is data and stands as it is; so does a word that cannot be broken."""
    for name, text in _code(root):
        raw = cpp_text.lines_of_raw_strings(text) if name.suffix in _CPP else ()
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > MAX_COLUMNS and number not in raw and not _UNBROKEN.fullmatch(line):
                yield name.parts[0], f"{name}:{number}: {len(line)} columns, {MAX_COLUMNS} at most; break the line"


def words(root):
    """{word: (pattern, what to write)}"""
    found = {}
    file = root / WORDS_FILE
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        if line.strip() and not line.startswith("#"):
            word, _, better = line.partition(" : ")
            ending = "" if word.endswith("_") else r"(?:e?s|e?d|ing)?"
            # As a word, as a part of snake_case and of CamelCase.
            start, end = ("(?<![A-Za-z0-9_])", "(?![A-Za-z0-9_])") if word.endswith("_") else ("(?<![a-z])", "(?![a-z])")
            body = f"[{word[0].upper()}{word[0]}]{word[1:]}"
            found[word] = re.compile(f"{start}{body}{ending}{end}"), better.strip()
    return found


def odd_words(root):
    all_words = words(root)
    for name, text in _code(root):
        if name.suffix not in _CPP | {".py"}:
            continue
        for word, (pattern, better) in all_words.items():
            for found in pattern.finditer(text):
                yield word, f"{name}:{cpp_text.line_of(text, found.start())}: `{found[0]}` is a figure of speech; write: {better}"
