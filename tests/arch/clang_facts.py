"""What clang sees of the tree: the extent of each function, each declared name, each `default:` of a switch over an enum of ours.

    facts_of(root, cache).functions      [(file, line, name, lines)]: free, member, template, constructor, operator, lambda of a namespace
    facts_of(root, cache).names          {qualified name}, without the leading `oms::`
    facts_of(root, cache).defaults       [(file, line, enum)]
    facts_of(root, cache).spelled        [(file, line, name, kind)]: names that are not snake_case, private members without a `_` behind
    facts_of(root, cache).faults         what could not be read

Every .cpp is parsed, and each header that none of them includes. Headers of the standard library and of others come from one
precompiled header; what is not instantiated is not looked at; both make a whole tree a matter of half a minute. The facts of a file
are kept in `cache` until it, or a file of ours that it includes, changes.
"""

import dataclasses
import fcntl
import hashlib
import json
import multiprocessing
import os
import re
from pathlib import Path

FOLDERS = ("src", "include", "tests", "bench", "fuzz")
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<([^>\n]+)>", re.MULTILINE)
_DEFAULT = re.compile(r"\bdefault\s*:")
_SNAKE_CASE = re.compile(r"~?[a-z][a-z0-9_]*")
_NO_NAME = re.compile(r"operator\b|[(<_]|LLVMFuzzer|.*<")  # operators, what has no name, what others have named
_PREFIX_NAME = "prefix.hpp"
WORTH_A_PREFIX = 12     # units to parse
SHORTEST_MEASURED = 30  # lines of a lambda of a namespace

cindex = None


@dataclasses.dataclass
class Facts:
    functions: list = dataclasses.field(default_factory=list)
    names: set = dataclasses.field(default_factory=set)
    defaults: list = dataclasses.field(default_factory=list)
    spelled: list = dataclasses.field(default_factory=list)
    faults: list = dataclasses.field(default_factory=list)


def _ids(*kinds):
    return {kind.value for kind in kinds}


def _kind(cursor):
    """Its number: the bindings know no name for some kinds of clang 16, and give none without one."""
    return cursor._kind_id


def _load_clang():
    global cindex
    if cindex is None:
        try:
            import clang.cindex as found
        except ImportError:
            raise SystemExit("tests/arch needs python3-clang-16; install it with: scripts/packages test") from None
        cindex = found
        k = found.CursorKind
        _Visitor.functions = _ids(k.FUNCTION_DECL, k.CXX_METHOD, k.CONSTRUCTOR, k.DESTRUCTOR, k.CONVERSION_FUNCTION, k.FUNCTION_TEMPLATE)
        _Visitor.scopes = _ids(k.NAMESPACE, k.CLASS_DECL, k.STRUCT_DECL, k.UNION_DECL, k.CLASS_TEMPLATE, k.ENUM_DECL,
                              k.CLASS_TEMPLATE_PARTIAL_SPECIALIZATION)
        _Visitor.transparent = _ids(k.LINKAGE_SPEC, k.UNEXPOSED_DECL, k.FRIEND_DECL)
        _Visitor.variables = _ids(k.VAR_DECL, k.FIELD_DECL)
        _Visitor.plain = _ids(k.FIELD_DECL, k.VAR_DECL, k.TYPEDEF_DECL, k.TYPE_ALIAS_DECL, k.TYPE_ALIAS_TEMPLATE_DECL, k.ENUM_CONSTANT_DECL,
                             k.NAMESPACE_ALIAS, k.USING_DECLARATION)


class _Visitor:
    """Walks what a translation unit declares in files of ours, never into a body unless it holds a `default:`."""

    def __init__(self, root):
        self.root = str(root) + os.sep
        self.files = {}   # name -> {"functions", "names", "defaults", "spelled"}
        self._paths, self._texts = {}, {}

    def name_of(self, file):
        """The path below the root; None for a file that is not ours."""
        if file not in self._paths:
            path = os.path.realpath(file)
            below = path.removeprefix(self.root)
            self._paths[file] = below if below != path and below.split(os.sep)[0] in FOLDERS else None
        return self._paths[file]

    def facts(self, name):
        return self.files.setdefault(name, {"functions": [], "names": [], "defaults": [], "spelled": []})

    def visit(self, parent, scope):
        for cursor in parent.get_children():
            file = cursor.location.file
            name = self.name_of(file.name) if file else None
            if name is None:
                continue
            kind = _kind(cursor)
            self._check_spelling(name, cursor, kind)
            if kind in self.transparent:
                self.visit(cursor, scope)
            elif kind in self.scopes:
                around = self._scope_of(cursor, scope)
                self._declare(name, around, cursor.spelling)
                self.visit(cursor, [*around, cursor.spelling] if cursor.spelling else around)
            elif kind in self.functions:
                self._declare(name, self._scope_of(cursor, scope), cursor.spelling)
                if cursor.is_definition():
                    self._measure(name, cursor)
            elif kind in self.plain:
                self._declare(name, scope, cursor.spelling)
                if kind in self.variables:
                    self._measure_lambdas(name, cursor)

    def _check_spelling(self, name, cursor, kind):
        """Suites of GoogleTest are named after functions, in their own way."""
        spelling = cursor.spelling
        named = kind in self.scopes or kind in self.functions or kind in self.plain
        if not named or not spelling or name.startswith("tests") or _NO_NAME.match(spelling):
            return
        at = cursor.location.line
        if not _SNAKE_CASE.fullmatch(spelling):
            self.facts(name)["spelled"].append([at, spelling, "case"])
        elif kind == cindex.CursorKind.FIELD_DECL.value and not spelling.endswith("_") \
                and cursor.access_specifier == cindex.AccessSpecifier.PRIVATE:
            self.facts(name)["spelled"].append([at, spelling, "private"])

    @staticmethod
    def _scope_of(cursor, lexical):
        """Of what is defined outside its class, the class."""
        parent = cursor.semantic_parent
        if parent is None or parent == cursor.lexical_parent:
            return lexical
        names = []
        while parent is not None and _kind(parent) != cindex.CursorKind.TRANSLATION_UNIT.value:
            names.insert(0, parent.spelling)
            parent = parent.semantic_parent
        return [n for n in names if n]

    def _declare(self, name, scope, spelling):
        if spelling and not spelling.startswith("(") and not spelling.startswith("gtest_"):
            self.facts(name)["names"].append("::".join([*scope, spelling]))

    def _measure(self, name, cursor):
        # A table of rows of GoogleTest is such a function of its macros.
        if cursor.spelling.startswith("gtest_"):
            return
        begin, end = cursor.extent.start.line, cursor.extent.end.line
        called = cursor.spelling if cursor.spelling != "TestBody" else cursor.semantic_parent.spelling.removesuffix("_Test")
        self.facts(name)["functions"].append([begin, called, end - begin + 1])
        if _DEFAULT.search("\n".join(self._lines(name)[begin - 1:end])):
            self._find_defaults(name, cursor)

    def _measure_lambdas(self, name, variable):
        """Of a variable outside functions that is long enough to hold a long one: the outermost lambdas in what it is made of."""
        long_enough = variable.extent.end.line - variable.extent.start.line >= SHORTEST_MEASURED
        below = list(variable.get_children()) if long_enough else []
        while below:
            cursor = below.pop()
            if _kind(cursor) == cindex.CursorKind.LAMBDA_EXPR.value:
                begin, end = cursor.extent.start.line, cursor.extent.end.line
                self.facts(name)["functions"].append([begin, variable.spelling, end - begin + 1])
            else:
                below += cursor.get_children()

    def _lines(self, name):
        if name not in self._texts:
            self._texts[name] = Path(self.root, name).read_text(encoding="utf-8", errors="replace").split("\n")
        return self._texts[name]

    def _find_defaults(self, name, cursor):
        for inner in cursor.walk_preorder():
            if _kind(inner) == cindex.CursorKind.SWITCH_STMT.value and (enum := self._enum_of(inner)):
                at = self._default_of(inner)
                if at:
                    self.facts(name)["defaults"].append([at, enum])

    def _enum_of(self, switch):
        """The name of the enum of ours that is switched over."""
        for child in switch.get_children():
            while child.type.get_canonical().kind != cindex.TypeKind.ENUM:  # an unscoped one is promoted to an integer first
                inner = list(child.get_children())
                if len(inner) != 1:
                    break
                child = inner[0]
            declared = child.type.get_canonical().get_declaration()
            if _kind(declared) == cindex.CursorKind.ENUM_DECL.value and declared.location.file:
                return declared.spelling if self.name_of(declared.location.file.name) else None
        return None

    def _default_of(self, cursor):
        """The line of the switch's own `default:`, not of one within it."""
        for child in cursor.get_children():
            if _kind(child) == cindex.CursorKind.DEFAULT_STMT.value:
                return child.location.line
            if _kind(child) != cindex.CursorKind.SWITCH_STMT.value and (line := self._default_of(child)):
                return line
        return None


# ---- one translation unit, in a process of its own ----

def _flags(root, unit):
    parts = Path(unit).parts
    layer = parts[1] if parts[0] == "src" else parts[2] if parts[:2] == ("tests", "unit") else None
    own = ["-I", str(root / "src" / layer)] if layer else []
    return ["-std=c++20", "-xc++", "-w", "-DOMS_SOURCE_ROOT=\"\"", *own,
            *(word for folder in ("include", "src", "tests", "fuzz", "bench") for word in ("-I", str(root / folder)))]


def _parse(job):
    """(unit, files of ours that it includes, facts by file, faults)."""
    root, unit, prefix = job
    _load_clang()
    options = cindex.TranslationUnit.PARSE_INCOMPLETE  # nothing is instantiated for the end of the unit
    index = cindex.Index.create(excludeDecls=True)
    flags = _flags(root, unit) + (["-include-pch", prefix] if prefix else [])
    parsed = index.parse(str(root / unit), args=flags, options=options)
    # A body with an unknown name is measured all the same; a header that is not found may hide whole functions.
    visitor = _Visitor(root)
    faults = [f"{visitor.name_of(d.location.file.name) or unit}:{d.location.line}: clang cannot read it: {d.spelling}"
              for d in parsed.diagnostics if d.severity >= cindex.Diagnostic.Fatal and d.location.file]
    visitor.visit(parsed.cursor, [])
    included = {visitor.name_of(i.include.name) for i in parsed.get_includes()} - {None}
    return unit, sorted(included | {unit}), visitor.files, faults


def _make_prefix(root, cache, texts):
    """A precompiled header of what many files include from elsewhere; None when clang cannot make one."""
    counts = {}
    for text in texts.values():
        for header in set(_INCLUDE.findall(text)):
            if not header.startswith("oms/"):
                counts[header] = counts.get(header, 0) + 1
    wanted = sorted(h for h, n in counts.items() if n > 1)
    text = "".join(f"#if __has_include(<{h}>)\n#include <{h}>\n#endif\n" for h in wanted)
    source, made = cache / _PREFIX_NAME, cache / f"{_PREFIX_NAME}.pch"
    flags = ["-std=c++20", "-xc++-header", "-w"]
    index = cindex.Index.create()
    if source.is_file() and made.is_file() and source.read_text(encoding="utf-8") == text:
        try:  # it is refused when a header that went into it has changed
            tried = index.parse("tried.cpp", args=["-std=c++20", "-xc++", "-include-pch", str(made)], unsaved_files=[("tried.cpp", "")])
            if all(d.severity < cindex.Diagnostic.Error for d in tried.diagnostics):
                return str(made)
        except cindex.TranslationUnitLoadError:
            pass
    source.write_text(text, encoding="utf-8")
    try:
        index.parse(str(source), args=flags, options=cindex.TranslationUnit.PARSE_INCOMPLETE).save(str(made))
    except (cindex.TranslationUnitLoadError, cindex.TranslationUnitSaveError):
        return None
    return str(made)


# ---- the whole tree ----

def _sources(root):
    found = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".cpp", ".hpp"):
                found[str(path.relative_to(root))] = path.read_text(encoding="utf-8", errors="replace")
    return found


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def _still_good(unit, digests):
    return all(digests.get(file) == digest for file, digest in unit["reads"].items())


def _read_cache(path, tool):
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}, {}
    return (kept["units"], kept["files"]) if kept.get("tool") == tool else ({}, {})


def _parse_units(root, cache, texts, units):
    if not units:
        return []
    _load_clang()
    prefix = _make_prefix(root, cache, texts) if len(units) >= WORTH_A_PREFIX else None
    jobs = [(root, unit, prefix) for unit in units]
    processes = min(len(jobs), len(os.sched_getaffinity(0)))
    if processes == 1:
        return [_parse(job) for job in jobs]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return pool.map(_parse, jobs, chunksize=1)


def _refresh(root, cache):
    texts = _sources(root)
    digests = {name: _digest(text) for name, text in texts.items()}
    tool = _digest(Path(__file__).read_text(encoding="utf-8"))
    kept_units, kept_files = _read_cache(cache / "facts.json", tool)
    units = {u: facts for u, facts in kept_units.items() if u in texts and _still_good(facts, digests)}
    files, read_anew = {}, set()

    def add(wanted):
        for unit, reads, facts, faults in _parse_units(root, cache, texts, [u for u in wanted if u not in units]):
            units[unit] = {"reads": {r: digests[r] for r in reads if r in digests}, "faults": faults}
            files.update(facts)
            read_anew.update(reads)

    add(u for u in sorted(texts) if u.endswith(".cpp"))
    seen = {file for facts in units.values() for file in facts["reads"]}
    add(u for u in sorted(texts) if u.endswith(".hpp") and u not in seen)
    read = {file for facts in units.values() for file in facts["reads"]}
    files = {**{name: facts for name, facts in kept_files.items() if name in read - read_anew}, **files}
    (cache / "facts.json").write_text(json.dumps({"tool": tool, "units": units, "files": files}), encoding="utf-8")
    return units, files


def facts_of(root, cache):
    """Facts of all sources of `root`. Only one process at a time fills a cache; the others wait for it."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        units, files = _refresh(root, cache)
    all_of_it = Facts(faults=[fault for facts in units.values() for fault in facts["faults"]])
    for name, facts in sorted(files.items()):
        all_of_it.functions += [(name, *f) for f in facts["functions"]]
        all_of_it.defaults += [(name, *d) for d in facts["defaults"]]
        all_of_it.spelled += [(name, *s) for s in facts["spelled"]]
        all_of_it.names |= {n.removeprefix("oms::") for n in facts["names"]}
    return all_of_it
