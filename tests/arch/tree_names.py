"""What a document may name: files, names in C++, Python, shell and CMake, tests, presets, settings, words of program and data."""

import ast
import csv
import functools
import json
import re

import cpp_text
import gtest_names

SKIPPED = {".git", "build"}  # of the root
_CMAKE_NAME = re.compile(r"\b(?:function|macro|option|add_library|add_executable|add_custom_target|oms_fuzz|oms_gtest|oms_script_test)"
                         r"\(\s*\"?([\w.-]+)", re.IGNORECASE)
_OWN_VARIABLE = re.compile(r"\bOMS_[A-Z_]+\b")
_SHELL_NAME = re.compile(r"^(?:function\s+)?(\w+)\s*\(\)", re.MULTILINE)
_MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.MULTILINE)
_SETTING = re.compile(r"\.key\s*=\s*\"([\w.]+)\"")
_LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"')
_OPTION = re.compile(r"\badd_(?:option|flag)\w*(?:<[^>]*>)?\(\s*\"([^\"]+)\"|\bset_\w+_flag\(\s*\"([^\"]+)\"")
_COMMAND = re.compile(r"\badd_subcommand\(\s*\"(\w+)\"")
_KEYWORDS = re.compile(r"\bcmake_parse_arguments\(PARSE_ARGV \d+ \w+((?:\s+\"[A-Z;_]*\")+)\)")
_FIXED_TEST = re.compile(r"\boms_(?:script|arch)_test\(\s*([\w.]+)")


def _texts(root, folders, suffixes):
    for folder in folders:
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and file.suffix in suffixes and "__pycache__" not in file.parts:
                yield file, file.read_text(encoding="utf-8", errors="replace")


def _words_of_json(value):
    """Member names and whole texts."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _words_of_json(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words_of_json(inner)
    elif isinstance(value, str):
        yield value


class Names:
    """Looked up once each; `cpp` are qualified names without `oms::`."""

    def __init__(self, root, cpp):
        self.root, self.cpp = root, cpp

    @functools.cached_property
    def paths(self):
        """Every file and folder, below the root."""
        found = set()
        for top in sorted(self.root.iterdir()):
            if top.name in SKIPPED:
                continue
            inner = (p for p in top.rglob("*") if "__pycache__" not in p.parts) if top.is_dir() else ()
            found |= {str(p.relative_to(self.root)) for p in (top, *inner)}
        return found

    @functools.cached_property
    def cpp_ends(self):
        """Each qualified name by its last part."""
        ends = {}
        for name in self.cpp:
            ends.setdefault(name.rsplit("::", 1)[-1], set()).add(name)
        return ends

    @functools.cached_property
    def macros(self):
        folders = ("src", "include", "tests", "fuzz", "bench")
        return {m for _, text in _texts(self.root, folders, {".cpp", ".hpp"}) for m in _MACRO.findall(text)}

    @functools.cached_property
    def script_names(self):
        """Modules, functions, classes and constants of Python; functions of the shell; of CMake functions and what they are told, targets
        and options; OMS_ variables."""
        found = {file.stem for file, _ in _texts(self.root, ("tests", "bench", "cmake"), {".py"})}
        for _, text in _texts(self.root, ("tests", "bench", "cmake", "scripts", "deploy", ".ci"), {".py", "", ".sh"}):
            first = text.split("\n", 1)[0]
            found |= set(_OWN_VARIABLE.findall(text))
            if "python" in first or not first.startswith("#!"):
                found |= self._of_python(text)
            else:
                found |= set(_SHELL_NAME.findall(text))
        for _, text in _texts(self.root, ("cmake", "src", "tests", "fuzz", "bench"), {".txt", ".cmake"}):
            found |= set(_CMAKE_NAME.findall(text)) | set(_OWN_VARIABLE.findall(text))
            found |= {word for words in _KEYWORDS.findall(text) for word in re.findall(r"\w+", words)}
        main = self.root / "CMakeLists.txt"
        if main.is_file():
            text = main.read_text(encoding="utf-8")
            found |= set(_CMAKE_NAME.findall(text)) | set(_OWN_VARIABLE.findall(text))
        return found

    @staticmethod
    def _tree(text):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError):
            return None

    def _of_python(self, text):
        found, tree = set(), self._tree(text)
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found.add(node.name)
            elif isinstance(node, ast.Assign):
                found |= {t.id for t in node.targets if isinstance(t, ast.Name)}
        return found

    @functools.cached_property
    def script_words(self):
        """Whole texts in Python, and those of the bench with their parts, as Google Benchmark names its rows."""
        found = {part for _, text in _texts(self.root, ("bench",), {".cpp"}) for m in _LITERAL.findall(text) for part in (m, *m.split("/"))}
        for file, text in _texts(self.root, ("tests", "bench", "scripts"), {".py", ""}):
            tree = self._tree(text) if file.suffix == ".py" or "python" in text.split("\n", 1)[0] else None
            found |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)} if tree else set()
        return found

    @functools.cached_property
    def layers(self):
        file = self.root / "cmake" / "layers.txt"
        return set(re.findall(r"^layer (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)) if file.is_file() else set()

    @functools.cached_property
    def tests(self):
        """`Suite.Name` of GoogleTest and of CMake's entries, and the suites alone."""
        found = set()
        for _, text in _texts(self.root, ("tests",), {".cpp"}):
            found |= {name for _, name in gtest_names.defined(text)}
        for file, text in _texts(self.root, ("tests", "cmake"), {".txt"}):
            found |= {name if "." in name else f"{file.parent.name.capitalize()}.{name}" for name in _FIXED_TEST.findall(text)}
        return found | {name.split(".")[0] for name in found}

    @functools.cached_property
    def presets(self):
        file = self.root / "CMakePresets.json"
        if not file.is_file():
            return set()
        all_of_them = json.loads(file.read_text(encoding="utf-8"))["configurePresets"]
        return {p["name"] for p in all_of_them if not p.get("hidden")}

    @functools.cached_property
    def settings(self):
        """`limits.body_bytes`, and its table `limits`."""
        keys = {k for _, text in _texts(self.root, ("src",), {".cpp"}) for k in _SETTING.findall(text)}
        return keys | {k[:i] for k in keys for i, c in enumerate(k) if c == "."}

    @functools.cached_property
    def commands(self):
        return {c for _, text in _texts(self.root, ("src",), {".cpp"}) for c in _COMMAND.findall(text)}

    @functools.cached_property
    def options(self):
        found = {"--help"}  # CLI11's own
        for _, text in _texts(self.root, ("src",), {".cpp"}):
            for names in _OPTION.findall(text):
                found |= set((names[0] or names[1]).split(","))
        return found

    @functools.cached_property
    def literals(self):
        """Whole string literals of the program."""
        return set(_LITERAL.findall(self.program))

    @functools.cached_property
    def program(self):
        """Its sources without comments."""
        return "\n".join(cpp_text.without_comments(text) for _, text in _texts(self.root, ("src", "include"), {".cpp", ".hpp"}))

    @functools.cached_property
    def routes(self):
        """Texts of the program that are an address."""
        return {m for m in self.literals if m.startswith("/")}

    @functools.cached_property
    def data(self):
        """Member names, texts and cells of the knowledge and of the examples, file stems included."""
        found = set()
        for file, text in _texts(self.root, ("fhir_profiles", "examples"), {".json"}):
            found |= {file.stem, *_words_of_json(json.loads(text))}
        for file, text in _texts(self.root, ("fhir_profiles",), {".csv"}):
            found |= {cell for row in csv.reader(text.splitlines()) for cell in row}
        return found

    @functools.cached_property
    def packages(self):
        file = self.root / "scripts" / "packages"
        return set(re.findall(r"[\w.+-]+", file.read_text(encoding="utf-8"))) if file.is_file() else set()

    @functools.cached_property
    def made(self):
        """Text of what says which files a build makes."""
        folders = ("scripts", "cmake", "src", "tests", "fuzz", "bench")
        return "\n".join(text for _, text in _texts(self.root, folders, {"", ".txt", ".cmake", ".py"}))
