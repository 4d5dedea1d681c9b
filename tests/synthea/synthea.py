"""Runs Synthea and the program; says nothing about what is right."""

import json
import subprocess
import time
from pathlib import Path

END = "2026-11-20"  # of every simulation, and the day of every evaluation


class Failed(Exception):
    """A program that this stage needs did not do its work."""


class Synthea:
    """Populations below one folder. A population that was made with the same arguments before is not made again."""

    def __init__(self, home, fresh):
        self._home, self._fresh = home.resolve(), fresh

    def population(self, name, people, ages, seed, bulk=False):
        folder = self._home / name
        call = ["java", "-cp", str(self._home / "lib" / "*"), "App", "-s", str(seed), "-cs", str(seed),
                "-r", END.replace("-", ""), "-e", END.replace("-", ""), "-p", str(people), "-a", ages,
                "--exporter.fhir.export=true", f"--exporter.fhir.bulk_data={str(bulk).lower()}",
                "--exporter.hospital.fhir.export=false", "--exporter.practitioner.fhir.export=false",
                f"--exporter.baseDirectory={folder}"]
        stamp = folder / "made-with.json"
        if self._fresh or not stamp.is_file() or json.loads(stamp.read_text()) != call:
            self._make(folder, call)
            stamp.write_text(json.dumps(call))
        return folder / "fhir"

    @staticmethod
    def _make(folder, call):
        for old in (folder / "fhir").glob("*"):
            old.unlink()
        folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with open(folder / "synthea.log", "w", encoding="utf-8") as log:
            done = subprocess.run(call, cwd=folder, stdout=log, stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            raise Failed(f"Synthea failed; see {folder / 'synthea.log'}")
        print(f"Synthea made {folder.name} in {time.monotonic() - began:.0f} s")


class Run:
    """What one call of the program gave: `assessments`, exit `status`, `messages`, `seconds`."""

    def __init__(self, binary, files, *arguments, given=None):
        call = [binary, "evaluate", "--as-of", END, "--format", "assessment", *arguments, *files]
        began = time.monotonic()
        done = subprocess.run(call, input=given or b"", capture_output=True, check=False)
        self.seconds = time.monotonic() - began
        self.status = done.returncode
        self.assessments = [json.loads(line) for line in done.stdout.splitlines()]
        self.messages = done.stderr.decode(errors="replace")


def charts_of(folder):
    """The Bundles of a population, in the order of their names."""
    return sorted(p for p in Path(folder).glob("*.json") if not p.name.startswith(("hospital", "practitioner")))
