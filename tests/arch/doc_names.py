"""Every name in backticks, every link and every command of the documents exists.

What a name may be depends on its form: a path, a command with its options, an address, a test, a setting, something declared in C++ or
in a script, or a word of the program and its data. ARCHITECTURE.md may not use words: what it names is code. A decision that is
replaced may name what is gone. Words that no file of ours can prove stand in glossary.txt, each with its reason.
"""

import fnmatch
import re
import shlex

from tree_names import Names

DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "bench/README.md", "fuzz/crashes/README.md",
             "tests/second_opinion/README.md", "docs/**/*.md")
CODE_ONLY = {"ARCHITECTURE.md"}
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_DOUBLE = re.compile(r"``.+?``(?!`)")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_REPLACED = re.compile(r"^Status: *(?:replaced|superseded) by", re.MULTILINE | re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:md|json|txt|py|cpp|hpp|csv|toml|yml|xml|cmake|sh|log|service|socket|deb)$")
_PLACEHOLDER = re.compile(r"<[\w ]+>|…|\b[A-Z]{3,}\b(?![.\w]*\.md)")
_TEST = re.compile(r"[A-Z]\w+\.[A-Za-z]\w+")
_CPP = re.compile(r"~?[A-Za-z_]\w*(?:::~?[A-Za-z_]\w*)*")
_SETTING_LINE = re.compile(r"(?:\[([\w.]+)\] )?([a-z_.A-Z]+) = .+")
_PREFIXES_OF_COMMANDS = ("sudo", "python3", "bash")


def _expand(text):
    """`a/{b,c}` as `a/b` and `a/c`."""
    found = re.search(r"\{([^{}]*,[^{}]*)\}", text)
    if not found:
        return [text]
    return [e for part in found[1].split(",") for e in _expand(text[:found.start()] + part.strip() + text[found.end():])]


class Checker:
    def __init__(self, names, glossary, document):
        self.names, self.glossary, self.code_only = names, glossary, document in CODE_ONLY
        self.folder = document.rsplit("/", 1)[0] + "/" if "/" in document else ""
        self.used = set()

    # ---- forms ----

    def exists(self, span):
        """Whether what stands between two backticks exists, whatever its form."""
        if self._in_glossary(span):
            return True
        if _SETTING_LINE.fullmatch(span):
            return self._is_setting_line(span)
        if span.startswith("--"):
            return span.split()[0] in self.names.options
        if member := re.fullmatch(r"(\w+): (?:true|false|\d+|\"[^\"]*\")", span):
            return not self.code_only and self._is_member(member[1])
        if member := re.fullmatch(r"\"(\w+)\": ?\"([^\"]*)\"", span):
            return not self.code_only and self._is_member(member[1]) and member[2] in self.names.literals | self.names.data
        if " " in span.strip():
            return self.is_command(span) or self._is_call(span) or (not self.code_only and span in self.names.literals)
        if span.startswith("/"):
            return self._is_address(span)
        if "/" in span or _SUFFIX.search(span) or span.startswith("."):
            return all(self.is_path(p) for p in _expand(span))
        return self._is_name(span)

    def _in_glossary(self, word):
        if word in self.glossary:
            self.used.add(word)
            return True
        return False

    def is_path(self, text):
        """A path below the root, below the document, or the end of a path; a stem stands for its files and its test."""
        if text.startswith(".."):
            return (self.names.root / self.folder / text).resolve().exists()
        text = text.rstrip("/")
        if text.startswith("build/"):
            return text.rsplit("/", 1)[-1] in self.names.made
        pattern = re.sub(r"\*+", "*", _PLACEHOLDER.sub("*", text))
        if "*" not in pattern:
            return any(self._ends(pattern + more) for more in ("", ".cpp", ".hpp", ".py", "_test.cpp", "_test.py"))
        return any(fnmatch.fnmatch(p, wanted) for p in self.names.paths for wanted in (pattern, self.folder + pattern, "*/" + pattern))

    def _ends(self, text):
        return text in self.names.paths or self.folder + text in self.names.paths or any(p.endswith("/" + text) for p in self.names.paths)

    def _is_member(self, name):
        """Of JSON: a word of the program or its data, or in quotes within a text of the program."""
        return name in self.names.literals | self.names.data or f'"{name}":' in self.names.program.replace("\\", "")

    def _is_address(self, text):
        """A route of the program; `{id}` of a route is a word of the knowledge."""
        parts = text.split("?")[0].split("/")
        for route in self.names.routes:
            wanted = route.split("/")
            if len(wanted) == len(parts) and all(w == p or (w.startswith("{") and p in self.names.data) for w, p in zip(wanted, parts)):
                return True
        return False

    def _is_setting_line(self, span):
        table, key = _SETTING_LINE.fullmatch(span).groups()
        return self._is_setting(f"{table}.{key}" if table else key)

    def _is_setting(self, text):
        """A whole key, or its last part; `fhir.*` is a table."""
        if text.endswith(".*"):
            return text[:-2] in self.names.settings
        return text in self.names.settings or any(k.endswith("." + text) for k in self.names.settings)

    def _is_call(self, span):
        """`fault{code, where, note}`, `oms_gtest(NAME LABEL wire …)`, `TEST(Suite, Name)`."""
        found = re.fullmatch(r"([\w:]+)[({](.*)[)}]", span)
        if not found:
            return False
        if found[1].startswith("TEST"):
            return ".".join(p.strip() for p in found[2].split(",")) in self.names.tests
        if "{" in span:
            return self._is_cpp(found[1]) and all(self._is_cpp(p.strip()) for p in found[2].split(","))
        return self._is_code(found[1])

    def _is_cpp(self, text):
        """Declared so: `feed`, `exchange::feed` and `http::exchange::feed` all name `http::exchange::feed`."""
        if not _CPP.fullmatch(text):
            return False
        if text.startswith("oms::"):
            return text.removeprefix("oms::") in self.names.cpp
        full = "::" + text
        last = text.rsplit("::", 1)[-1]
        return any(("::" + name).endswith(full) for name in self.names.cpp_ends.get(last, ()))

    def _is_code(self, text):
        if "." in text:  # of a module of Python
            return set(text.split(".")) <= self.names.script_names
        return self._is_cpp(text) or text in self.names.script_names or text in self.names.macros

    def _is_name(self, span):
        bare = re.sub(r"<[\w:, ]*>|\(.*\)|\{.*\}|=.*$", "", span)
        if "::" in bare:
            return self._is_cpp(bare)
        n = self.names
        if bare in n.layers or bare in n.commands or self._is_code(bare) or self._is_setting(bare):
            return True
        if _TEST.fullmatch(span) and span in n.tests:
            return True
        if self.code_only:
            return False
        return any(span in words for words in (n.literals, n.data, n.tests, n.presets, n.packages, n.script_words)) or self._ends(span)

    # ---- commands ----

    def is_command(self, line):
        """`scripts/test -R Gather`, `oms-cds serve --dev`, `GET /healthz`: the program exists, and what it is told, too."""
        words = _words_of(line)
        while words and (re.fullmatch(r"[A-Z_]+=\S*", words[0]) or words[0] in _PREFIXES_OF_COMMANDS):
            name, value = words[0].split("=")[0], words.pop(0)
            if "=" in value and not (name in self.names.literals or name in self.names.made):
                return False
        if not words:
            return False
        first, rest = words[0], words[1:]
        if first in ("GET", "POST"):
            return len(rest) == 1 and self._is_address(rest[0])
        if first.rsplit("/", 1)[-1] == "oms-cds":
            return self._is_call_of_program(rest)
        if first in ("ctest", "cmake"):
            return all(p in self.names.presets for flag, p in zip(rest, rest[1:]) if flag == "--preset")
        if self._in_glossary(first):
            return True
        return "/" in first and self._ends(first)

    def _is_call_of_program(self, words):
        commands = [w for w in words if re.fullmatch(r"[a-z]+", w)]
        options = [w for w in words if w.startswith("--")]
        files = [w for w in words if "/" in w and "://" not in w and not w.startswith("-") and not re.match(r"[\d.]+:", w)]
        return (not commands or commands[0] in self.names.commands) and all(o in self.names.options for o in options) \
            and all(self.is_path(f) for f in files)


def _words_of(line):
    """The words of the first command of a line of the shell that is ours; the others are the reader's own."""
    line = re.sub(r"\s#.*", "", line.replace("\\|", "|"))
    parts = [p.strip() for p in re.split(r"[|>]", line)]
    ours = next((p for p in parts if re.search(r"oms-cds|scripts/|bench/", p)), parts[0])
    try:
        return shlex.split(ours)
    except ValueError:
        return ours.split()


# ---- documents ----

def _spans(text):
    """(line, form, content) of what stands in backticks, of links, and of the lines of shell blocks."""
    for block in _FENCE.finditer(text):
        first = text.count("\n", 0, block.start()) + 2
        if block[1] == "sh":
            for number, line in enumerate(block[2].splitlines(), first):
                if line.strip() and not line.lstrip().startswith("#"):
                    yield number, "command", line.strip()
    plain = _FENCE.sub(lambda m: "\n" * m[0].count("\n"), text)
    for number, line in enumerate(plain.splitlines(), 1):
        line = _DOUBLE.sub("", line)
        for found in _SPAN.finditer(line):
            yield number, "name", found[1]
        for found in _LINK.finditer(_SPAN.sub("", line)):
            if "://" not in found[1] and not found[1].startswith("#"):
                yield number, "link", found[1].split("#")[0]


def read_glossary(file):
    """word -> reason. A line is `word : reason`."""
    words = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        if line.strip() and not line.startswith("#"):
            found = re.fullmatch(r"(.+?) :(?: (.*))?", line)
            words[found[1].strip() if found else line] = (found[2] or "").strip() if found else ""
    return words


def check(root, cpp, glossary_file):
    """[(document, line, what, kind)] of names that do not exist, and the faults of the glossary."""
    names, glossary = Names(root, cpp), read_glossary(glossary_file)
    missing, used, documents = [], set(), sorted({p for pattern in DOCUMENTS for p in root.glob(pattern)})
    for path in documents:
        document = str(path.relative_to(root))
        text = path.read_text(encoding="utf-8")
        if _REPLACED.search(text):
            continue
        checker = Checker(names, glossary, document)
        for line, form, content in _spans(text):
            found = {"name": checker.exists, "command": checker.is_command, "link": checker.is_path}[form](content)
            if not found:
                missing.append((document, line, content, form))
        used |= checker.used
    where = glossary_file.name
    faults = [f"{where}: `{w}` stands in no document; delete it" for w in sorted(glossary.keys() - used)]
    faults += [f"{where}: `{w}` has no reason" for w, reason in sorted(glossary.items()) if not reason]
    return missing, faults, len(documents)
