"""Memory, time to start and heap allocations of ours."""

import fcntl
import http.client
import itertools
import re
import resource
import statistics
import struct
import termios
import time
from contextlib import ExitStack, contextmanager

from measure.servers import SERVICE

TURNS = {"14k": 22, "170k": 20, "5.8m": 2}   # of all variants, to warm up and again to count


@contextmanager
def open_connections(server, count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, count + 100), hard), hard))
    with ExitStack() as all_of_them:
        yield [all_of_them.enter_context(server.connect(30)) for _ in range(count)]


def request_bytes(file):
    body = file.read_bytes()
    head = f"POST {SERVICE} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


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


def idle(bench):
    """Peak in MB after the first 200."""
    with bench.ours(1) as server:
        return server.memory_mb("VmHWM")


def in_flight(bench, files):
    """Peaks in MB: idle, and with eight bodies of which all but the last 100 bytes have been sent, and read, before the first one ends."""
    with bench.ours(1) as server, open_connections(server, 8) as eight:
        before = server.memory_mb("VmHWM")
        all_of_them = [request_bytes(file) for file in files]
        sent = list(zip(eight, itertools.cycle(all_of_them)))
        for s, whole in sent:
            s.sendall(whole[:-100])
        for s in eight:
            wait_until_read(s)
        for s, whole in sent:
            s.sendall(whole[-100:])
        for s in eight:
            read_answer(s)
        return before, server.memory_mb("VmHWM")


def idle_connections(started, files, count=1000):
    """Peaks in MB: before any of them, and with `count` connections that have each had one answer and stay open."""
    with started as server:
        before = server.memory_mb("VmHWM")
        small = itertools.cycle([request_bytes(file) for file in files])
        with open_connections(server, count) as many:
            for s in many:
                s.sendall(next(small))
            for s in many:
                read_answer(s)
            return before, server.memory_mb("VmHWM")


def wait_until_read(s):
    """Until the peer's kernel has taken all that was sent (SIOCOUTQ)."""
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


def heap(bench, maker, sizes):
    """Heap allocations per request, by size, once all is warm; the variants take turns."""
    counter = bench.scratch / f"allocations-{maker}"
    preload = {"LD_PRELOAD": str(bench.programs / "load" / "libcount_allocations.so"), "OMS_ALLOCATIONS": str(counter)}
    with bench.ours(1, environment=preload) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        return {size: allocations(server, connection, counter, bench.files(maker, size), TURNS[size]) for size in sizes}


def allocations(server, connection, counter, files, turns):
    texts = [file.read_bytes() for file in files]

    def so_far():
        for _ in range(turns):
            for body in texts:
                server.post(body, connection)
        return struct.unpack("Q", counter.read_bytes())[0]
    before = so_far()
    return (so_far() - before) / (turns * len(texts))
