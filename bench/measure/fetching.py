"""Calls with nothing prefetched, against a FHIR server that answers each query late."""

import json
from collections import namedtuple
from contextlib import contextmanager

from measure.load import wrk

LATENCY_MS = 50
CALLS_AT_ONCE = 200
CHARTS = {"adult": 1, "healthy": 2, "child": 3}   # and how often in a row the FHIR server is waited for
QUERIES = {"adult": 1, "healthy": 3, "child": 7}

Fetching = namedtuple("Fetching", "p50 p99 rate cost_us")   # times of a call in ms, calls/s, processor time of a call


def call_file(bench, name):
    return bench.scratch / f"{name}.json"


@contextmanager
def reading(bench):
    """A service of one thread with a core of its own, and the FHIR server that it reads; connections for all lists of all calls at once."""
    settings = {"OMS_CDS_FHIR_CONNECTIONS_PER_SERVER": str(4 * CALLS_AT_ONCE), "OMS_CDS_FHIR_DEADLINE_MS": "30000"}
    with (bench.late_fhir(LATENCY_MS, bench.load_cores(1)) as fhir,
          bench.ours(1, environment=settings, cores=bench.server_cores(1)) as ours):
        for name in (*CHARTS, "paged"):
            call = {"hookInstance": "6f8a1c1e-9b0d-4b7e-8e57-0f6f0c5d2a11", "hook": "patient-view",
                    "fhirServer": f"http://127.0.0.1:{fhir.port}/r4", "context": {"userId": "Practitioner/bench-1", "patientId": name}}
            call_file(bench, name).write_text(json.dumps(call), encoding="utf-8")
        yield ours


def fetched(bench, server, name):
    """One call; it must come out as its chart says."""
    status, body = server.post(call_file(bench, name).read_bytes())
    cards = json.loads(body)["cards"] if status == 200 else []
    if status != 200 or len(cards) != (name in ("child", "paged")) or any("could not" in card["summary"] for card in cards):
        raise RuntimeError(f"{name} from the FHIR server: {status} {body[:300]!r}")


def fetching(bench, server, name, at_once, seconds):
    """wrk with so many connections, after a warm-up."""
    fetched(bench, server, name)
    file = call_file(bench, name)
    wrk(bench, server, [file], 1, at_once, 1)
    before = server.cpu_seconds()
    load = wrk(bench, server, [file], 1, at_once, seconds)
    used = server.cpu_seconds() - before
    if load.count < at_once:
        raise RuntimeError(f"{name}: {load.count} calls of {at_once} at once were answered in {seconds} s; the machine has no time for it")
    return Fetching(load.p50, load.p99, load.rate, used / load.count * 1e6)


def peaks(bench):
    """Peaks in MB: before the first call, after one call whose Observations come in 50 pages of 1 MB, and of 200 calls at once."""
    with reading(bench) as server:
        got = {"idle": server.memory_mb("VmHWM")}
        fetched(bench, server, "child")
        got["child"] = server.memory_mb("VmHWM")
        fetched(bench, server, "paged")
        got["paged"] = server.memory_mb("VmHWM")
    with reading(bench) as server:
        wrk(bench, server, [call_file(bench, "child")], 1, CALLS_AT_ONCE, 2)
        got["at_once"] = server.memory_mb("VmHWM")
    return got
