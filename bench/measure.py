"""What bench/run measures with: two servers, a third that is read from, wrk, a paced client, /proc, a counter of allocations."""

import http.client
import json
import os
import re
import resource
import socket
import statistics
import struct
import subprocess
import time
from collections import namedtuple
from contextlib import ExitStack, contextmanager
from pathlib import Path

NOW = "2026-11-20T12:00:00Z"
SERVICE = "/cds-services/oms-patient-view"
WRK_SCRIPT = """
local file = io.open("%s", "rb")
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = file:read("*a")
file:close()
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A server process of ours, gone when its block ends."""

    def __init__(self, command, port, environment=None, cores=None, page="/healthz", status=200):
        self.port, self.page, self.status = port, page, status
        self.started = time.perf_counter()
        self.process = subprocess.Popen([str(word) for word in command], env=os.environ | (environment or {}), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if cores:
            os.sched_setaffinity(self.process.pid, cores)

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
                raise RuntimeError(f"{self.process.args[0]} ended with {self.process.returncode}; run it by hand to see why")
            try:
                with socket.create_connection(("127.0.0.1", self.port), 5) as s:
                    s.sendall(f"GET {self.page} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
                    if s.recv(4096).startswith(f"HTTP/1.1 {self.status}".encode()):
                        return (time.perf_counter() - self.started) * 1000
            except ConnectionError:
                pass
        raise RuntimeError(f"{self.process.args[0]} did not answer within 30 s")

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


class Bench:
    def __init__(self, folder, binary, programs):
        self.folder, self.binary, self.programs = folder, binary, programs
        self.answer = folder / "answer.json"
        self.all_cores = sorted(os.sched_getaffinity(0))
        self.cores = len(self.all_cores)

    def body(self, name):
        return (self.folder / f"{name}.json").read_bytes()

    def ours(self, threads, environment=None, cores=None):
        port = free_port()
        return Server([self.binary, "serve", "--dev", "--listen", f"127.0.0.1:{port}"], port,
                      {"OMS_CDS_NOW": NOW, "OMS_CDS_THREADS": str(threads), "OMS_CDS_LOG_LEVEL": "warning"} | (environment or {}), cores)

    def floor(self, threads, cores=None):
        port = free_port()
        return Server([self.programs / "floor" / "floor", port, threads, self.answer], port, cores=cores)

    def late_fhir(self, latency_ms, cores=None):
        """What it has no chart for is answered late too, with 404."""
        port = free_port()
        return Server([self.programs / "load" / "late_fhir", port, latency_ms, self.folder / "charts"], port, cores=cores, page="/", status=404)

    def machine(self):
        model = re.search(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
        return f"{model[1] if model else 'unknown processor'}, {self.cores} cores, Linux {os.uname().release}"

    def server_cores(self, threads):
        """One thread: a core of its own, the load comes from another. All threads: they and the load share all."""
        return {self.all_cores[0]} if threads == 1 and self.cores > 1 else set(self.all_cores)

    def load_cores(self, threads):
        return set(self.all_cores[1:]) if threads == 1 and self.cores > 1 else set(self.all_cores)


def wrk(bench, server, name, threads, connections, seconds):
    """What it printed: requests of DIR/NAME.json, one after the other on each connection."""
    script = bench.folder / f"{name}.lua"
    script.write_text(WRK_SCRIPT % (bench.folder / f"{name}.json"), encoding="utf-8")
    done = subprocess.run(["wrk", f"-t{threads}", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", "--timeout", "30s",
                           "-s", script, f"http://127.0.0.1:{server.port}{SERVICE}"], capture_output=True, text=True, timeout=seconds + 60, check=True,
                          preexec_fn=lambda: os.sched_setaffinity(0, bench.load_cores(threads)))
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(f"wrk met errors:\n{done.stdout}")
    return done.stdout


def run_wrk(bench, server, name, threads, seconds):
    printed = wrk(bench, server, name, threads, 8, seconds)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", printed)[1]), int(re.search(r"(\d+) requests in", printed)[1])


Rates = namedtuple("Rates", "ours floor ratio ours_us floor_us us_ratio")


def throughput(bench, name, threads, seconds, rounds):
    """Both servers are up, one at a time is loaded, in turn: what the machine does meanwhile meets both. The ratio is the median of the
    rounds' ratios."""
    cores = bench.server_cores(threads)
    with bench.ours(threads, cores=cores) as ours, bench.floor(threads, cores=cores) as floor:
        rate = {ours: [], floor: []}
        cost = {ours: [], floor: []}   # processor time of one request: tells more than the rate where others use the machine too
        for server in rate:
            run_wrk(bench, server, name, threads, 1)   # warm
        for _ in range(rounds):
            for server in rate:
                before = server.cpu_seconds()
                per_second, count = run_wrk(bench, server, name, threads, seconds)
                rate[server].append(per_second)
                cost[server].append((server.cpu_seconds() - before) / count * 1e6)
    middle = statistics.median
    def ratio(x):
        return middle(one / other for one, other in zip(x[ours], x[floor]))
    return Rates(middle(rate[ours]), middle(rate[floor]), ratio(rate), middle(cost[ours]), middle(cost[floor]), 1 / ratio(cost))


def latency(bench, start, name, rate, seconds):
    """`start`: bench.ours or bench.floor."""
    with start(1, cores=bench.server_cores(1)) as server:
        command = [bench.programs / "load" / "paced", server.port, bench.folder / f"{name}.json", rate]
        run = lambda s: subprocess.run([str(word) for word in [*command, s, 8]], capture_output=True, text=True, timeout=seconds + 60,
                                       check=True, preexec_fn=lambda: os.sched_setaffinity(0, bench.load_cores(1)))
        run(1)
        return json.loads(run(seconds).stdout)


@contextmanager
def open_connections(server, count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, count + 100), hard), hard))
    with ExitStack() as all_of_them:
        yield [all_of_them.enter_context(socket.create_connection(("127.0.0.1", server.port), 30)) for _ in range(count)]


def request_bytes(body):
    return (f"POST {SERVICE} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


def read_answer(s):
    got = b""
    while b"\r\n\r\n" not in got:
        got += s.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(re.search(rb"Content-Length: (\d+)", head)[1])
    while len(body) < length:
        body += s.recv(65536)
    assert head.startswith(b"HTTP/1.1 200"), head
    return body


def memory(bench):
    """Peaks in MB. In flight: all eight bodies but for their last bytes have been sent, and read, before the first one ends."""
    got = {}
    with bench.ours(1) as server:
        got["idle"] = server.memory_mb("VmHWM")
        whole = request_bytes(bench.body("5.8m"))
        with open_connections(server, 8) as eight:
            for s in eight:
                s.sendall(whole[:-100])
            for s in eight:
                wait_until_read(s)
            for s in eight:
                s.sendall(whole[-100:])
            for s in eight:
                read_answer(s)
        got["in_flight"] = server.memory_mb("VmHWM")
    with bench.ours(1) as server:
        small = request_bytes(bench.body("14k"))
        with open_connections(server, 1000) as many:
            for s in many:
                s.sendall(small)
            for s in many:
                read_answer(s)
            got["connections"] = server.memory_mb("VmHWM")
    return got


def wait_until_read(s):
    """Until the peer's kernel has taken all that was sent (SIOCOUTQ)."""
    import fcntl
    import termios
    until = time.monotonic() + 30
    while struct.unpack("i", fcntl.ioctl(s, termios.TIOCOUTQ, b"\0\0\0\0"))[0] > 0:
        if time.monotonic() > until:
            raise RuntimeError("the server does not read")


def start_time(bench, times):
    """From exec to the first 200, in ms; the median."""
    def once():
        with bench.ours(1) as server:
            return server.first_answer_ms
    return statistics.median(once() for _ in range(times))


def heap(bench):
    """Allocations per request once all is warm, and for each further resource of a larger chart."""
    counter = bench.folder / "allocations"
    got = {}
    with bench.ours(1, {"LD_PRELOAD": str(bench.programs / "load" / "libcount_allocations.so"), "OMS_ALLOCATIONS": str(counter)}) as server:
        read = lambda: struct.unpack("Q", counter.read_bytes())[0]
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        for name, times in (("14k", 200), ("170k", 100), ("5.8m", 5)):
            body = bench.body(name)
            for _ in range(times):
                server.post(body, connection)
            before = read()
            for _ in range(times):
                server.post(body, connection)
            got[name] = (read() - before) / times
    got["each"] = max(0.0, (got["5.8m"] - got["14k"]) / (6100 - 15))
    return got


LATENCY_MS = 50
CALLS_AT_ONCE = 200
CHARTS = {"adult": 1, "healthy": 2, "child": 3}   # and how often in a row the FHIR server is waited for
QUERIES = {"adult": 1, "healthy": 3, "child": 7}

Fetching = namedtuple("Fetching", "p50 p99 rate cost_us")


@contextmanager
def reading(bench, environment=None):
    """A service of one thread with a core of its own, and the FHIR server that it reads; connections for all lists of all calls at once."""
    settings = {"OMS_CDS_FHIR_CONNECTIONS_PER_SERVER": str(4 * CALLS_AT_ONCE), "OMS_CDS_FHIR_DEADLINE_MS": "30000"}
    with bench.late_fhir(LATENCY_MS, bench.load_cores(1)) as fhir, bench.ours(1, settings | (environment or {}), bench.server_cores(1)) as ours:
        for name in (*CHARTS, "paged"):
            call = {"hookInstance": "6f8a1c1e-9b0d-4b7e-8e57-0f6f0c5d2a11", "hook": "patient-view",
                    "fhirServer": f"http://127.0.0.1:{fhir.port}/r4", "context": {"userId": "Practitioner/bench-1", "patientId": name}}
            (bench.folder / f"{name}.json").write_text(json.dumps(call), encoding="utf-8")
        yield ours


def fetched(bench, server, name):
    """One call; it must come out as its chart says."""
    status, body = server.post(bench.body(name))
    cards = json.loads(body)["cards"] if status == 200 else []
    if status != 200 or len(cards) != (name in ("child", "paged")) or any("could not" in card["summary"] for card in cards):
        raise RuntimeError(f"{name} from the FHIR server: {status} {body[:300]!r}")


def fetching(bench, server, name, at_once, seconds):
    """wrk with so many connections, after a warm-up; times in ms."""
    fetched(bench, server, name)
    wrk(bench, server, name, 1, at_once, 1)
    before = server.cpu_seconds()
    printed = wrk(bench, server, name, 1, at_once, seconds)
    used = server.cpu_seconds() - before
    def ms(percent):
        number, unit = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s)\s*$", printed, re.MULTILINE).groups()
        return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    count = int(re.search(r"(\d+) requests in", printed)[1])
    if count < at_once:
        raise RuntimeError(f"{name}: {count} calls of {at_once} at once were answered in {seconds} s; the machine has no time for it")
    return Fetching(ms(50), ms(99), float(re.search(r"Requests/sec:\s+([\d.]+)", printed)[1]), used / count * 1e6)


def fetching_memory(bench):
    """Peaks in MB: before the first call, after one call whose Observations come in 50 pages of 1 MB, and of 200 calls at once."""
    with reading(bench) as server:
        got = {"idle": server.memory_mb("VmHWM")}
        fetched(bench, server, "child")
        got["child"] = server.memory_mb("VmHWM")
        fetched(bench, server, "paged")
        got["paged"] = server.memory_mb("VmHWM")
    with reading(bench) as server:
        wrk(bench, server, "child", 1, CALLS_AT_ONCE, 2)
        got["at_once"] = server.memory_mb("VmHWM")
    return got
