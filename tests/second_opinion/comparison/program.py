"""Asks `oms-cds evaluate`, by the command line alone, about many charts in few processes."""

import json
import re
import subprocess
from itertools import groupby

BATCH = 400           # files in one process
SECONDS_PER_CALL = 300


class Program:
    """The program under comparison. `folder` holds the charts; `config` is a settings file or None."""

    def __init__(self, binary, folder, config=None):
        self.binary = str(binary)
        self.folder = folder
        self.config = config

    def _run(self, now, ident, names):
        command = [self.binary, "evaluate", "--format", "assessment", "--as-of", now]
        command += ["--patient", ident] if ident else []
        command += ["--config", str(self.config)] if self.config else []
        return subprocess.run(command + names, cwd=self.folder, capture_output=True, text=True, timeout=SECONDS_PER_CALL, check=False)

    def _call(self, now, ident, names):
        """{name: assessment, None where a file gave no line}."""
        done = self._run(now, ident, names)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{self.binary} evaluate: exit status {done.returncode}\n{done.stderr[-2000:]}")
        lines = done.stdout.splitlines()
        refused = set(re.findall(r"^\S*oms-cds: ([^\s:]+): ", done.stderr, re.MULTILINE))
        answered = [n for n in names if n not in refused]
        if len(lines) == len(answered):
            return {**dict.fromkeys(names), **dict(zip(answered, map(json.loads, lines)))}
        if len(names) == 1:
            return {names[0]: None}
        half = len(names) // 2  # which file gave no line is not said: ask about fewer
        return {**self._call(now, ident, names[:half]), **self._call(now, ident, names[half:])}

    def ask(self, rows):
        """{file name: assessment or None}; files with the same instant and patient share a process."""
        def same_call(row):
            return row.now, row.ident

        answers = {}
        for (now, ident), group in groupby(sorted(rows, key=same_call), key=same_call):
            names = [row.name for row in group]
            for first in range(0, len(names), BATCH):
                answers.update(self._call(now, ident, names[first:first + BATCH]))
        return answers
