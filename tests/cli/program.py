"""What the tests of the built program share: calls of it, charts, folders of knowledge.

Each test file is run as `python3 tests/cli/NAME_test.py BINARY`.
"""

import atexit
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "canary"))
import kept_logs  # noqa: E402

BINARY = str(Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else ""
NOW = "2026-11-20T12:00:00Z"


def clean_environment(**more):
    """The environment without anything that sets the program, and with `more`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OMS_CDS_")}
    return {**kept, **more}


def call(*arguments, stdin=b"", cwd=None, environment=None, timeout=120):
    """Runs the program; output and messages as bytes. What `serve` says is a log; the other commands talk to who typed them."""
    done = subprocess.run([BINARY, *map(str, arguments)], input=stdin, capture_output=True, check=False, cwd=cwd,
                          env=environment or clean_environment(), timeout=timeout)
    if "serve" in arguments:
        kept_logs.keep(done.stderr)
    return done


def patient(identity="kid-1", birth="2025-05-20"):
    return {"resourceType": "Patient", "id": identity, "birthDate": birth}


def condition(identity, code, whose="kid-1", day="2026-11-10"):
    return {"resourceType": "Condition", "id": identity, "clinicalStatus": {"coding": [{"code": "active"}]},
            "verificationStatus": {"coding": [{"code": "confirmed"}]},
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
            "subject": {"reference": f"Patient/{whose}"}, "onsetDateTime": day, "recordedDate": day}


OPSOCLONUS = condition("c1", "194177006")
ATAXIA = condition("c2", "85102008")


def bundle(*resources, kind="collection"):
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": r} for r in resources]}


def hook_request(**prefetch):
    return {"hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
            "context": {"userId": "Practitioner/p", "patientId": "kid-1"}, "prefetch": prefetch}


def ndjson(*resources):
    return "".join(json.dumps(r) + "\n" for r in resources)


@functools.cache
def pinned_knowledge():
    """The first copy; the others are made from it."""
    folder = tempfile.mkdtemp(prefix="oms-cli-")
    atexit.register(shutil.rmtree, folder)
    copy = Path(shutil.copytree(ROOT / "fhir_profiles", Path(folder) / "profiles"))
    done = call("check", "--accept", "--profiles", copy)
    assert done.returncode == 0, done.stderr.decode()
    return copy


class InFolder(unittest.TestCase):
    """Every test has an empty folder of its own."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="oms-cli-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, (dict, list)):
            content = json.dumps(content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def copy_knowledge(self):
        """A copy of the knowledge that its own manifest pins, whatever the state of the repository's."""
        return Path(shutil.copytree(pinned_knowledge(), self.folder / "profiles"))


def main():
    unittest.main(argv=sys.argv[:1], verbosity=1, warnings="ignore")
