"""Runs Synthea and the program; says nothing about what is right."""

import json
import subprocess
import sys
import time
from pathlib import Path

VERSION = "3.2.0"   # as in pom.xml
END = "2026-11-20"  # of every simulation, and the day of every evaluation


class Failed(Exception):
    """A program that this stage needs did not do its work."""


class Synthea:
    """Populations below one folder. A population that was made with the same arguments before is not made again."""

    def __init__(self, home, fresh):
        self._home, self._fresh = home.resolve(), fresh
        self._lib = self._home / "lib"

    def population(self, name, people, ages, seed, bulk=False):
        folder = self._home / name
        call = ["java", "-Xmx1g", "-cp", str(self._lib / "*"), "App", "-s", str(seed), "-cs", str(seed),
                "-r", END.replace("-", ""), "-e", END.replace("-", ""), "-p", str(people), "-a", ages,
                "--exporter.fhir.export=true", f"--exporter.fhir.bulk_data={str(bulk).lower()}",
                "--exporter.hospital.fhir.export=false", "--exporter.practitioner.fhir.export=false",
                f"--exporter.baseDirectory={folder}"]
        stamp = folder / "made-with.json"
        if not (self._lib / f"synthea-{VERSION}.jar").is_file():
            self._fetch()
        if self._fresh or not stamp.is_file() or json.loads(stamp.read_text()) != call:
            self._make(folder, call)
            stamp.write_text(json.dumps(call))
        return folder / "fhir"

    def _fetch(self):
        """From Maven Central, with all it needs."""
        done = subprocess.run(["mvn", "-q", "-B", "-f", str(Path(__file__).parent / "pom.xml"), "dependency:copy-dependencies",
                               "-DincludeScope=runtime", f"-DoutputDirectory={self._lib}"], stdout=sys.stderr, check=False)
        if done.returncode != 0:
            raise Failed("Maven could not fetch Synthea; its words stand above")

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
