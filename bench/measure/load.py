"""What puts load on a server: wrk as fast as it goes, `paced` at a fixed rate. Both send the variants of a body in turn."""

import json
import os
import re
import subprocess
from collections import namedtuple
from pathlib import Path

from measure.servers import SERVICE

IN_TURN = Path(__file__).resolve().parents[1] / "load" / "in_turn.lua"
UNITS_IN_MS = {"us": 0.001, "ms": 1, "s": 1000}

# Of one run: requests per second, how many, and the median and 99th percentile of their times in ms.
Load = namedtuple("Load", "rate count p50 p99")


def wrk(bench, server, files, threads, connections, seconds):
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", "--timeout", "30s", "-s", IN_TURN,
               f"http://127.0.0.1:{server.port}{SERVICE}", "--", *files]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=seconds + 60, check=False,
                          preexec_fn=lambda: os.sched_setaffinity(0, bench.load_cores(threads)))
    printed = done.stdout
    if done.returncode != 0 or "Non-2xx" in printed or "Socket errors" in printed:
        raise RuntimeError(f"wrk met errors:\n{printed}{done.stderr}")
    return Load(float(re.search(r"Requests/sec:\s+([\d.]+)", printed)[1]), int(re.search(r"(\d+) requests in", printed)[1]),
                _milliseconds(printed, 50), _milliseconds(printed, 99))


def _milliseconds(printed, percent):
    number, unit = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s|m)\s*$", printed, re.MULTILINE).groups()
    return float(number) * UNITS_IN_MS.get(unit, 60_000)


def paced(bench, server, files, rate, seconds):
    """Percentiles in µs, by name, over eight connections."""
    command = [bench.programs / "load" / "paced", server.port, rate, seconds, 8, *files]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=seconds + 60, check=True,
                          preexec_fn=lambda: os.sched_setaffinity(0, bench.load_cores(1)))
    return json.loads(done.stdout)
