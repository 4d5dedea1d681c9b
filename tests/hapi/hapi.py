#!/usr/bin/env python3
"""Builds and runs what the tests need of HAPI FHIR: a server and a validator, both from Maven Central (tests/hapi/pom.xml).

    hapi.py build               what is missing or out of date, into build/hapi
    hapi.py serve FILE [PORT]   serves until it is ended; writes the server's address to FILE once it answers

As a module: build(), Server, validate(). Java and Maven come with `scripts/packages hapi`.
"""
import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build" / "hapi"
TOKEN = "a-token-of-the-tests"
# Small and started at once: the tests ask little of it, and it shares the machine with a build.
JAVA = ["java", "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC", "-cp", f"{BUILD}/classes:{BUILD}/lib/*"]


class Failed(Exception):
    """Maven or Java did not do its work; the message says what to read."""


def _state_of_sources():
    digest = hashlib.sha256()
    for path in [HERE / "pom.xml", *sorted((HERE / "src").rglob("*.*"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build():
    """Two callers at once are fine: the second waits and finds the work done."""
    BUILD.mkdir(parents=True, exist_ok=True)
    stamp, wanted = BUILD / "built-from", _state_of_sources()
    with open(BUILD / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return
        print("hapi: fetching HAPI FHIR and compiling", file=sys.stderr, flush=True)
        done = subprocess.run(["mvn", "-q", "-B", "-ntp", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies", "compile"],
                              stdout=sys.stderr, check=False)
        if done.returncode != 0:
            raise Failed("Maven could not build tests/hapi; its words stand above")
        stamp.write_text(wanted, encoding="utf-8")


class Server:
    """`with Server() as s: … s.base, s.secured, s.plain`. A server that runs already is used: OMS_HAPI_URL names it."""

    def __init__(self, port=0):
        self._port, self._process, self.url = port, None, os.environ.get("OMS_HAPI_URL")

    def __enter__(self):
        if not self.url:
            build()
            try:
                self._start()
            except BaseException:  # ended while it starts: Java must not outlive us
                self.__exit__()
                raise
        self.base, self.secured, self.plain = (f"{self.url}/{name}" for name in ("fhir", "secured", "plain"))
        return self

    def _start(self):
        log = open(BUILD / "server.log", "w", encoding="utf-8")
        with log:
            self._process = subprocess.Popen([*JAVA, "FhirServer", str(self._port), TOKEN], stdout=subprocess.PIPE, stderr=log, text=True)
        for line in self._process.stdout:
            if line.startswith("READY "):
                self.url = line.split()[1]
                break
        if not self.url:
            raise Failed(f"HAPI did not start (exit status {self._process.wait()}); see {BUILD / 'server.log'}")
        # What it may still say must not fill the pipe and stop it.
        threading.Thread(target=self._process.stdout.read, daemon=True).start()

    def wait(self):
        return self._process.wait()

    def __exit__(self, *_):
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def validate(*paths):
    """{file: issues} of HL7's validator for every JSON file in the folders. An issue has `severity`, `where`, `text`."""
    build()
    with open(BUILD / "validate.log", "w", encoding="utf-8") as log:
        done = subprocess.run([*JAVA, "Validate", *map(str, paths)], stdout=subprocess.PIPE, stderr=log, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"the validator failed (exit status {done.returncode}); see {BUILD / 'validate.log'}")
    return {line["file"]: line["issues"] for line in map(json.loads, done.stdout.splitlines())}


def serve(file, port):
    def end(*_):
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, end)
    with Server(port) as server:
        part = Path(f"{file}.part")
        part.write_text(server.url, encoding="utf-8")
        part.replace(file)  # whoever waits for it never reads half an address
        server.wait()
    raise Failed(f"HAPI ended; see {BUILD / 'server.log'}")


def main(arguments):
    try:
        if arguments == ["build"]:
            build()
        elif len(arguments) in (2, 3) and arguments[0] == "serve":
            serve(arguments[1], int(arguments[2]) if len(arguments) == 3 else 0)
        else:
            print(__doc__, file=sys.stderr)
            return 2
    except (Failed, OSError) as error:
        print(f"hapi: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
