#!/usr/bin/env python3
"""The checks of the architecture: each gives a list of faults, `file[:line]: what is wrong; what to do`.

    checks.py CHECK [--root DIR] [--build DIR]      CHECK: layers, alone, twins, built, registered, house, functions, switches,
                                                    spelling, lines, folders, words, documents; or shrink

An empty tree is a fault too: a check that looked at nothing has proved nothing.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "cmake"))

import allowed  # noqa: E402
import check_layers  # noqa: E402
import clang_facts  # noqa: E402
import doc_names  # noqa: E402
import gtest_names  # noqa: E402
import house_rules  # noqa: E402
import style_rules  # noqa: E402

BUILT_FOLDERS = ("src", "tests", "fuzz")
_PYTHON_TEST = re.compile(r"test_\w+|\w+_test")


UNITY_INCLUDE = re.compile(r'^#include "(.+)"$', re.MULTILINE)


def _public_headers(root):
    return sorted((root / "include" / "oms").rglob("*.hpp"))


def _sources(root, *folders):
    return sorted(p for folder in folders for p in (root / folder).rglob("*.cpp"))


def _compiled(build):
    """What the build compiles, as resolved paths; of a unit that CMake made of several files (OMS_UNITY), those files."""
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    compiled = set()
    for c in commands:
        file = (Path(c["directory"]) / c["file"]).resolve()
        compiled.add(file)
        if file.parent.name == "Unity":
            compiled.update(Path(name).resolve() for name in UNITY_INCLUDE.findall(file.read_text(encoding="utf-8")))
    return compiled


def layers(root, _build):
    """cmake/layers.txt holds. The build runs the same check on each layer."""
    faults, seen = check_layers.check(root)
    return faults if seen else ["include/oms, src: no layer found"]


def alone(root, build):
    """Each public header has its generated unit, so the build has compiled it alone."""
    headers, compiled = _public_headers(root), _compiled(build)
    faults = [] if headers else ["include/oms: no header found"]
    for header in headers:
        unit = build / "alone" / header.relative_to(root / "include").with_suffix(".cpp")
        if unit.resolve() not in compiled:
            faults.append(f"{header.relative_to(root)}: not compiled alone; configure again, or add its layer")
    return faults


def twins(root, _build):
    """include/oms/L/S.hpp has tests/unit/L/S_test.cpp, which includes it first and tests something."""
    headers = _public_headers(root)
    faults = [] if headers else ["include/oms: no header found"]
    for header in headers:
        below = header.relative_to(root / "include" / "oms")
        twin = Path("tests/unit") / below.with_name(f"{below.stem}_test.cpp")
        if not (root / twin).is_file():
            faults.append(f"{header.relative_to(root)}: no twin test; write {twin}")
            continue
        text = (root / twin).read_text(encoding="utf-8")
        if gtest_names.first_include(text) != f"oms/{below}":
            faults.append(f"{twin}: its first include is not <oms/{below}>; put it first")
        if not gtest_names.defined(text):
            faults.append(f"{twin}: holds no test; write one")
    return faults


def built(root, build):
    """Every .cpp on disk is compiled."""
    sources, compiled = _sources(root, *BUILT_FOLDERS), _compiled(build)
    faults = [] if sources else ["src, tests: no source found"]
    for source in sources:
        if source.resolve() not in compiled:
            near = source.parent.relative_to(root) / "CMakeLists.txt"
            faults.append(f"{source.relative_to(root)}: in no target; list it in {near}")
    return faults


def _ctest_entries(build):
    shown = subprocess.run(["ctest", "--test-dir", str(build), "--show-only=json-v1"],
                           capture_output=True, text=True, check=True)
    return json.loads(shown.stdout)["tests"]


def registered_among(root, entries, list_tests):
    """As `registered`, for known ctest entries; list_tests(executable) gives the text of --gtest_list_tests."""
    commands = [entry.get("command", []) for entry in entries]
    faults = [f"{entry['name']}: registered without a command; build it first"
              for entry, command in zip(entries, commands) if not command]
    whole = {command[0] for command in commands if len(command) == 1}
    run = {gtest_names.bare(entry["name"]) for entry in entries}
    run |= {name for executable in whole for name in gtest_names.listed(list_tests(executable))}
    sources = _sources(root, "tests")
    if not sources:
        faults.append("tests: no source found")
    for source in sources:
        name, text = source.relative_to(root), source.read_text(encoding="utf-8")
        found = gtest_names.defined(text)
        if source.stem.endswith("_test") and not found:
            faults.append(f"{name}: holds no test; write one or rename the file")
        faults += [f"{name}:{line}: {test} is not run by ctest; list its file, or instantiate its suite"
                   for line, test in found if test not in run]
        faults += [f"{name}:{line}: {what} hides a test; mend it or delete it" for line, what in gtest_names.hidden(text)]
    words = " ".join(word for command in commands for word in command)
    for script in sorted(p for p in (root / "tests").rglob("*.py") if _PYTHON_TEST.fullmatch(p.stem)):
        if str(script.relative_to(root)) not in words:
            faults.append(f"{script.relative_to(root)}: named by no ctest entry; register it with oms_script_test")
    return faults


def registered(root, build):
    """Every test that a source defines is one that ctest runs; none is disabled or skipped by hand."""
    def list_tests(executable):
        done = subprocess.run([executable, "--gtest_list_tests"], capture_output=True, text=True, check=False)
        return done.stdout

    return registered_among(root, _ctest_entries(build), list_tests)


def house(root, _build):
    """Sizes of files, their names, no open ends, nothing clinical in the program, nothing of one machine."""
    return house_rules.faults(root)


# ---- rules that some of the tree still breaks: allowed.txt says which ----

def _facts(root, build):
    return clang_facts.facts_of(root, build / "arch")


def functions(root, build):
    """Every function is under 40 lines: members in classes, templates, constructors and operators, too."""
    facts = _facts(root, build)
    found = [*facts.faults, *allowed.beyond(root, "functions", style_rules.long_functions(facts))]
    return found if facts.functions else [*found, "src, include: no function found"]


def switches(root, build):
    """No `default:` in a switch over an enum of ours."""
    facts = _facts(root, build)
    return [*facts.faults, *allowed.beyond(root, "switches", style_rules.defaults(facts))]


def spelling(root, build):
    """snake_case, `_` behind private members, no name that says nothing, no `using namespace` in a header."""
    facts = _facts(root, build)
    found = [*style_rules.odd_names(facts), *style_rules.opened_namespaces(root)]
    return [*facts.faults, *allowed.beyond(root, "spelling", found)]


def lines(root, _build):
    """No line of code has more than 140 columns."""
    return allowed.beyond(root, "lines", style_rules.long_lines(root))


def folders(root, _build):
    """No folder holds more than 20 things."""
    return allowed.beyond(root, "folders", style_rules.full_folders(root))


def words(root, _build):
    """No figure of speech of words.txt in names and comments."""
    if not style_rules.words(root):
        return [f"{style_rules.WORDS_FILE}: holds no word"]
    return allowed.beyond(root, "words", style_rules.odd_words(root))


def documents(root, build):
    """What the documents name exists."""
    facts = _facts(root, build)
    missing, faults, count = doc_names.check(root, facts.names, root / "tests" / "arch" / "glossary.txt")
    found = [(f"{document}:{what.replace(' ', '_')}",
              f"{document}:{line}: `{what}` does not exist; mend the {form}, or explain the word in glossary.txt")
             for document, line, what, form in missing]
    return [*faults, *allowed.beyond(root, "documents", found)] if count else ["no document found"]


def shrink(root, build):
    """No check: allowed.txt loses what it does not need any more."""
    for check in (functions, switches, spelling, lines, folders, words, documents):
        check(root, build)
    print(f"{allowed.FILE}: {allowed.shrink(root)} lines changed")
    return []


CHECKS = {f.__name__: f for f in (layers, alone, twins, built, registered, house, functions, switches, spelling, lines, folders, words,
                                  documents, shrink)}


def main():
    parser = argparse.ArgumentParser(description="The checks of the architecture.")
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "release")
    args = parser.parse_args()
    faults = CHECKS[args.check](args.root.resolve(), args.build.resolve())
    print("\n".join(faults) if faults else f"{args.check}: holds")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
