"""The servers that are measured and what /proc tells of them; each is gone when its block ends."""

import http.client
import itertools
import os
import re
import socket
import ssl
import subprocess
import time
from pathlib import Path

from makers import folder as bodies

NOW = "2026-11-20T12:00:00Z"
SERVICE = "/cds-services/oms-patient-view"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A server process on loopback. `stderr_file` gets its standard error. `trust`: an ssl context, if it speaks TLS."""

    def __init__(self, command, port, stderr_file, environment=None, cores=None, target="/healthz", status=200, trust=None):
        self.port, self.target, self.status, self.stderr_file, self.trust = port, target, status, stderr_file, trust
        self.started = time.perf_counter()
        without_settings = {name: value for name, value in os.environ.items() if not name.startswith("OMS_")}
        with open(stderr_file, "wb") as errors:
            self.process = subprocess.Popen([str(word) for word in command], env=without_settings | (environment or {}),
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
                                            preexec_fn=(lambda: os.sched_setaffinity(0, cores)) if cores else None)

    def __enter__(self):
        try:
            self.first_answer_ms = self._wait_for_answer()
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait_for_answer(self):
        """Asks without a pause: what is measured is the server, not a sleep."""
        while time.perf_counter() - self.started < 30:
            if self.process.poll() is not None:
                words = Path(self.stderr_file).read_text(encoding="utf-8", errors="replace")[-500:]
                raise RuntimeError(f"{self.process.args[0]} ended with {self.process.returncode}: {words}")
            try:
                with self.connect(5) as s:
                    s.sendall(f"GET {self.target} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
                    if s.recv(4096).startswith(f"HTTP/1.1 {self.status}".encode()):
                        return (time.perf_counter() - self.started) * 1000
            except ConnectionError:
                pass
        raise RuntimeError(f"{self.process.args[0]} did not answer within 30 s")

    def connect(self, timeout):
        plain = socket.create_connection(("127.0.0.1", self.port), timeout)
        return self.trust.wrap_socket(plain, server_hostname="127.0.0.1") if self.trust else plain

    def post(self, body, connection=None):
        c = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        c.request("POST", SERVICE, body, {"Content-Type": "application/json"})
        answer = c.getresponse()
        text = answer.read()
        if connection is None:
            c.close()
        return answer.status, text

    def memory_mb(self, what):
        """`VmRSS`: now; `VmHWM`: the most so far."""
        text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(rf"^{what}:\s+(\d+) kB", text, re.MULTILINE)[1]) / 1024

    def cpu_seconds(self):
        """What all its threads have used so far."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9


class Ours(Server):
    """oms-cds; what it wrote is removed with it: a run writes gigabytes of log."""

    def __init__(self, bench, settings, threads, environment, cores, trust):
        port, name = free_port(), f"ours-{next(bench.numbers)}"
        stderr_file = bench.scratch / f"{name}.log"
        self._audit = bench.scratch / f"{name}.audit"
        given = {"OMS_CDS_NOW": NOW, "OMS_CDS_THREADS": str(threads)} | settings(self._audit) | environment
        super().__init__([bench.binary, "serve", "--dev", "--listen", f"127.0.0.1:{port}"], port, stderr_file, given, cores, trust=trust)

    def __exit__(self, *_):
        super().__exit__()
        self.stderr_file.unlink()
        self._audit.unlink(missing_ok=True)


# How ours is set up: the audit file to the variables of the environment. TLS, tokens and the store become set-ups of their own here,
# each with its floor, once they are served (product.md section 9).
def default_settings(audit):
    """What the figures are measured with: log and audit at info, each into a file."""
    return {"OMS_CDS_LOG_AUDIT_FILE": str(audit)}


def log_off(_audit):
    """Only to learn what the lines cost."""
    return {"OMS_CDS_LOG_LEVEL": "off"}


class Bench:
    """What is measured, with what, on which cores. `folder`: the bodies; `scratch`: what the run itself writes."""

    def __init__(self, folder, scratch, binary, programs):
        self.folder, self.scratch, self.binary, self.programs = folder, scratch, binary, programs
        self.answer = scratch / "answer.json"
        self.numbers = itertools.count()
        self.all_cores = sorted(os.sched_getaffinity(0))
        self.cores = len(self.all_cores)

    def files(self, maker, size):
        """The variants of one body."""
        return bodies.paths(self.folder, maker, size)

    def ours(self, threads, settings=default_settings, environment=None, cores=None):
        return Ours(self, settings, threads, environment or {}, cores, None)

    def ours_with_tls(self, threads):
        """The same over TLS, with a certificate that is made for this run."""
        certificate, key = self.scratch / "certificate.pem", self.scratch / "key.pem"
        if not certificate.exists():
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
                            "-out", certificate, "-days", "30", "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1"],
                           check=True, capture_output=True)
        given = {"OMS_CDS_TLS_CERTIFICATE": str(certificate), "OMS_CDS_TLS_PRIVATE_KEY": str(key)}
        return Ours(self, default_settings, threads, given, None, ssl.create_default_context(cafile=certificate))

    def floor(self, threads, cores=None):
        port = free_port()
        return Server([self.programs / "floor" / "floor", port, threads, self.answer], port, self.scratch / "floor.log", cores=cores)

    def late_fhir(self, latency_ms, cores=None):
        """What it has no chart for is answered late too, with 404."""
        port = free_port()
        return Server([self.programs / "load" / "late_fhir", port, latency_ms, self.folder / "charts"], port,
                      self.scratch / "late_fhir.log", cores=cores, target="/", status=404)

    def machine(self):
        model = re.search(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
        return f"{model[1] if model else 'unknown processor'}, {self.cores} cores, Linux {os.uname().release}"

    def server_cores(self, threads):
        """One thread: a core of its own, the load comes from another. All threads: they and the load share all."""
        return {self.all_cores[0]} if threads == 1 and self.cores > 1 else set(self.all_cores)

    def load_cores(self, threads):
        return set(self.all_cores[1:]) if threads == 1 and self.cores > 1 else set(self.all_cores)
