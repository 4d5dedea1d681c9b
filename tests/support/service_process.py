"""Starts `oms-cds serve` on a free loopback port for a test and ends it by its process."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "canary"))
import kept_logs  # noqa: E402


class Service:
    """`with Service(binary, "--dev", now="2026-11-20T12:00:00Z") as s: … s.url …`. `trust`: an ssl context, if it speaks TLS."""

    def __init__(self, binary, *arguments, now=None, environment=None, output=subprocess.DEVNULL, trust=None):
        self._call = [binary, "serve", "--listen", "127.0.0.1:0", *arguments]
        self._output, self._trust = output, trust
        self._environment = {**os.environ, **(environment or {})}
        if now:
            self._environment["OMS_CDS_NOW"] = now
        self.messages = []

    def __enter__(self):
        self.process = subprocess.Popen(self._call, stdout=self._output, stderr=subprocess.PIPE, text=True,
                                        env=self._environment)
        self._found = threading.Event()
        self.url = None
        self._kept, self._wanted = kept_logs.new_file(), kept_logs.folder() is not None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._found.wait(20) or not self.url:
            self.process.kill()
            raise RuntimeError("the service did not say where it listens:\n" + "".join(self.messages))
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(self.url + "/healthz", timeout=2, context=self._trust):
                    return self
            except OSError:
                time.sleep(0.02)
        self.process.kill()
        raise RuntimeError("the service does not answer /healthz:\n" + "".join(self.messages))

    def _read(self):
        for line in self.process.stderr:
            self.messages.append(line)
            self._kept.write(line)
            found = re.search(r"https?://127\.0\.0\.1:[1-9][0-9]*", line)
            if found and not self.url:
                self.url = found.group(0)
                self._found.set()
        self._found.set()

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(30)
        self._kept.close()
        if self._wanted:
            kept_logs.keep_file(self._environment.get("OMS_CDS_LOG_AUDIT_FILE"))
            self._wanted = False
