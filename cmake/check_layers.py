#!/usr/bin/env python3
"""Holds include/oms and src against cmake/layers.txt, which says what its lines mean.

    check_layers.py [--root DIR] [--layer NAME] [--stamp FILE]

Prints one line per fault, `file:line: what is wrong; what to do`, and exits 1. With --stamp it writes FILE when all is
well, and beside it FILE.d, the list of what it looked at, so that a build repeats the check only after a change.
"""

import argparse
import re
import sys
from pathlib import Path

import cpp_text

SOURCE_SUFFIXES = {".hpp", ".cpp", ".h", ".ipp", ".inl"}


class BadLayers(Exception):
    """cmake/layers.txt itself is wrong."""


class Layers:
    """The lines of layers.txt."""

    def __init__(self, path):
        self.below = {}
        self.headers = []  # (prefixes, scopes)
        self.words = []  # (compiled, scopes)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                self._read(line)
            except (ValueError, re.error) as error:
                raise BadLayers(f"{path.name}:{number}: {error}") from error
        for name, below in self.below.items():
            for other in below - {"*"} - self.below.keys():
                raise BadLayers(f"{path.name}: layer {name} names an unknown layer {other}")
        for _, scopes in self.headers + self.words:
            for scope in scopes - {"*"}:
                if scope.removesuffix(":src") not in self.below:
                    raise BadLayers(f"{path.name}: unknown scope {scope}")

    def _read(self, line):
        if not line.strip() or line.startswith("#"):
            return
        keyword, rest = line.split(None, 1)
        if keyword == "layer":
            name, *below = rest.split()
            self.below[name] = set(below)
            return
        if keyword not in ("header", "word"):
            raise ValueError(f"unknown keyword {keyword}: write layer, header or word")
        what, scopes = rest.rsplit(" : ", 1)
        if keyword == "header":
            self.headers.append((what.split(), set(scopes.split())))
        else:
            self.words.append((re.compile(what.strip()), set(scopes.split())))

    def may_include(self, layer, other):
        return other == layer or other in self.below[layer] or "*" in self.below[layer]

    def scopes_of_header(self, header):
        """Where a header may be included; None when no line names it."""
        for prefixes, scopes in self.headers:
            if any(header.startswith(p) if "/" in p else header == p for p in prefixes):
                return scopes
        return None


def _in_scope(scopes, layer, in_src):
    return "*" in scopes or layer in scopes or (in_src and f"{layer}:src" in scopes)


def _say(scopes):
    return ", ".join(f"src/{s[:-4]}" if s.endswith(":src") else s for s in sorted(scopes))


def _fault_of_header(layers, header, layer, in_src):
    scopes = layers.scopes_of_header(header)
    if scopes is None:
        if "/" in header or "." in header:
            return f"<{header}> belongs to no library of cmake/layers.txt; use another or propose a `header` line"
        return None
    if not _in_scope(scopes, layer, in_src):
        return f"<{header}> may be included only in {_say(scopes)}; move the code there or behind an interface"
    return None


def _fault_of_include(layers, root, file, header, quoted, layer, in_src):
    if header is None:
        return "an include that is neither <…> nor \"…\" cannot be checked; name the header"
    if quoted:
        own = (root / "src" / layer).resolve()
        private = [p for p in ((file.parent / header).resolve(), (own / header).resolve()) if p.is_file()]
        if not in_src or not private or not private[0].is_relative_to(own):
            return f'"{header}" is no private header of src/{layer}; include public ones as <oms/…>'
        return None
    if not header.startswith("oms/"):
        return _fault_of_header(layers, header, layer, in_src)
    other = header.split("/")[1]
    if other not in layers.below:
        return f"<{header}>: cmake/layers.txt knows no layer {other}"
    if not layers.may_include(layer, other):
        allowed = " ".join(sorted(layers.below[layer])) or "nothing of ours"
        return f"layer {layer} may not include <{header}>; it may include {allowed}"
    if not (root / "include" / header).is_file():
        return f"<{header}> does not exist below include/"
    return None


def check_file(layers, root, file, layer, in_src):
    """Yields one line of text per fault of a file."""
    name = file.relative_to(root)
    text = file.read_text(encoding="utf-8", errors="replace")
    for line, header, quoted in cpp_text.includes(text):
        fault = _fault_of_include(layers, root, file, header, quoted, layer, in_src)
        if fault:
            yield f"{name}:{line}: {fault}"
    code = cpp_text.code_only(text)
    for pattern, scopes in layers.words:
        if _in_scope(scopes, layer, in_src):
            continue
        for found in pattern.finditer(code):
            line = cpp_text.line_of(code, found.start())
            yield f"{name}:{line}: `{found.group(0).strip()}` may stand only in {_say(scopes)}; hand the value in"


def check(root, only=None):
    """Checks all layers, or one. Gives (faults, what was looked at)."""
    layers = Layers(root / "cmake" / "layers.txt")
    if only and only not in layers.below:
        raise BadLayers(f"layers.txt: no line `layer {only}`")
    faults, seen = [], []
    for top, in_src in ((root / "include" / "oms", False), (root / "src", True)):
        for folder in sorted(p for p in top.glob("*") if p.is_dir()):
            layer = folder.name
            if layer not in layers.below:
                faults.append(f"{folder.relative_to(root)}: a folder without a `layer {layer}` line in cmake/layers.txt")
            if layer not in layers.below or (only and layer != only):
                continue
            seen += [folder, *(p for p in sorted(folder.rglob("*")) if p.is_dir())]
            for file in sorted(p for p in folder.rglob("*") if p.suffix in SOURCE_SUFFIXES):
                seen.append(file)
                faults += check_file(layers, root, file, layer, in_src)
    return faults, seen


def main():
    parser = argparse.ArgumentParser(description="Holds include/oms and src against cmake/layers.txt.")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--layer")
    parser.add_argument("--stamp", type=Path)
    args = parser.parse_args()
    try:
        faults, seen = check(args.root, args.layer)
    except (BadLayers, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return 1
    if args.stamp:
        args.stamp.parent.mkdir(parents=True, exist_ok=True)
        inputs = " ".join(str(p).replace(" ", "\\ ") for p in seen)
        Path(f"{args.stamp}.d").write_text(f"{args.stamp}: {inputs}\n", encoding="utf-8")
        args.stamp.write_text("", encoding="utf-8")
    else:
        print(f"{len(seen)} files and folders hold to cmake/layers.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
