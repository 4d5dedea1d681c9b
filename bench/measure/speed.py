"""Requests per second, processor time and latency of both servers."""

import statistics
from collections import namedtuple

from measure.load import paced, wrk
from measure.servers import default_settings, log_off

# Of one body: rates of ours and the floor and their ratio; processor time of one request in µs and its ratio, as speed (1: the same).
Throughput = namedtuple("Throughput", "ours floor ratio ours_us floor_us us_ratio")


class Round:
    """One run of wrk against one server."""

    def __init__(self, bench, server, files, threads, seconds):
        before = server.cpu_seconds()
        load = wrk(bench, server, files, threads, 8, seconds)
        self.rate = load.rate
        self.cost_us = (server.cpu_seconds() - before) / load.count * 1e6


def in_turn(bench, servers, files, threads, seconds, rounds):
    """[[Round of each server] of each round], after one second each to warm up. All servers are up and one at a time is loaded, so that
    what else the machine does meets all of them."""
    for server in servers:
        wrk(bench, server, files, threads, 8, 1)
    return [[Round(bench, server, files, threads, seconds) for server in servers] for _ in range(rounds)]


def throughput(bench, files, threads, seconds, rounds):
    """Ours against the floor; the ratio is the median of the rounds' ratios."""
    cores = bench.server_cores(threads)
    with bench.ours(threads, cores=cores) as ours, bench.floor(threads, cores=cores) as floor:
        pairs = in_turn(bench, (ours, floor), files, threads, seconds, rounds)
    middle = statistics.median
    return Throughput(middle(a.rate for a, _ in pairs), middle(b.rate for _, b in pairs), middle(a.rate / b.rate for a, b in pairs),
                      middle(a.cost_us for a, _ in pairs), middle(b.cost_us for _, b in pairs),
                      middle(b.cost_us / a.cost_us for a, b in pairs))


def line_cost(bench, files, seconds, rounds):
    """Processor time of a request in µs: with default settings, with the log off, and the median of the rounds' differences."""
    cores = bench.server_cores(1)
    with bench.ours(1, default_settings, cores=cores) as on, bench.ours(1, log_off, cores=cores) as off:
        pairs = in_turn(bench, (on, off), files, 1, seconds, rounds)
    middle = statistics.median
    return middle(a.cost_us for a, _ in pairs), middle(b.cost_us for _, b in pairs), middle(a.cost_us - b.cost_us for a, b in pairs)


def latency(bench, start, files, rate, seconds):
    """`start`: bench.ours or bench.floor. Percentiles in µs at `rate`, after one second of the same."""
    with start(1, cores=bench.server_cores(1)) as server:
        paced(bench, server, files, rate, 1)
        return paced(bench, server, files, rate, seconds)
