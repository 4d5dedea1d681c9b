"""Small trees for the counterexamples: a repository of a few lines that keeps every rule until a test breaks one."""

import json
import tempfile
from pathlib import Path

LAYERS = """\
layer base
layer cards base
layer app *
header openssl/ : app:src
header boost/asio : app
header fstream : app
word \\bgetenv\\b : app
word \\b(system|steady)_clock\\b : app
"""

SOUND = {
    "cmake/layers.txt": LAYERS,
    "include/oms/base/fault.hpp": "#pragma once\n#include <string>\nnamespace oms { std::string name(); }\n",
    "src/base/fault.cpp": '#include <oms/base/fault.hpp>\nnamespace oms { std::string name() { return "fault"; } }\n',
    "include/oms/cards/card.hpp": "#pragma once\n#include <oms/base/fault.hpp>\n",
    "src/cards/card.cpp": '#include <oms/cards/card.hpp>\n#include "text.hpp"\n',
    "src/cards/text.hpp": "#pragma once\n",
    "tests/unit/base/fault_test.cpp": "#include <oms/base/fault.hpp>\nTEST(Name, IsNotEmpty) {}\n",
    "tests/unit/cards/card_test.cpp": "#include <oms/cards/card.hpp>\nTEST(Card, HasAText) {}\n",
}


class Tree:
    """A sound tree in a temporary folder, with the files of `changed` on top; None takes a file away."""

    def __init__(self, changed=None):
        self._folder = tempfile.TemporaryDirectory()
        self.root = Path(self._folder.name).resolve()
        self.build = self.root / "build"
        for name, text in {**SOUND, **(changed or {})}.items():
            if text is not None:
                self.write(name, text)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def compile_all_but(self, *left_out):
        """Writes the compile commands of every source, generated units included, save those named."""
        units = [p for folder in ("src", "tests") for p in (self.root / folder).rglob("*.cpp")]
        for header in (self.root / "include").rglob("*.hpp"):
            units.append(self.build / "alone" / header.relative_to(self.root / "include").with_suffix(".cpp"))
        commands = [{"directory": str(self.root), "file": str(u), "command": "c++"} for u in units
                    if not any(str(u).endswith(name) for name in left_out)]
        self.write("build/compile_commands.json", json.dumps(commands))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._folder.cleanup()
