"""What each row of the tables is made of. bench/README.md says what they mean, product.md section 9 which figure is wanted."""

from measure import fetching, footprint, speed
from measure.fetching import CALLS_AT_ONCE, CHARTS, LATENCY_MS, QUERIES
from makers.call import SIZES

AT_LEAST = 0.70                       # of the floor's requests per second; the aim is 0.90
FAST_FLOOR, START_MS = 40_000, 50     # a machine on which the floor does so many requests/s of 14 KB starts ours within so many ms


def add_speed(figures, one_core, bench, makers, sizes, seconds, rounds):
    """Each body at one thread and at all cores. Gives the throughput at one thread by (maker, size)."""
    alone = {}
    for maker in makers:
        for size in sizes:
            for threads in sorted({1, bench.cores}):
                got = speed.throughput(bench, bench.files(maker, size), threads, seconds, rounds)
                where = "one thread" if threads == 1 else f"{threads} threads"
                figures.judge(f"requests/s, {maker} {size}, {where}", f"{got.ours:,.0f}", f"≥ {AT_LEAST:.2f}, aim 0.90",
                              got.ratio >= AT_LEAST, f"{got.floor:,.0f}", f"{got.ratio:.2f}")
                figures.tell("  processor time of one", f"{got.ours_us:,.1f} µs", f"{got.floor_us:,.1f} µs", f"{got.us_ratio:.2f}")
                if threads == 1:
                    alone[maker, size] = got
            add_one_core(one_core, bench, maker, size, alone[maker, size])
    return alone


def add_one_core(one_core, bench, maker, size, got):
    """The absolute figures of one core, with all that runs by default."""
    files = bench.files(maker, size)
    length = sum(file.stat().st_size for file in files) / len(files)
    one_core.add(maker, size, f"{length:,.0f}", f"{got.ours:,.0f}", f"{got.ours_us:,.1f} µs", f"{got.ours * length / 1e6:,.0f}")


def add_line_cost(figures, bench, maker, seconds, rounds):
    on, off, more = speed.line_cost(bench, bench.files(maker, "14k"), seconds, rounds)
    figures.judge(f"a line of log and audit, processor time, {maker} 14k", f"{more:.1f} µs", "≤ 3 µs", more <= 3)
    figures.tell("  one request with default settings; with the log off", f"{on:.1f}; {off:.1f} µs")


def add_latency(figures, bench, maker, rate, seconds):
    """The floor's column is no bound: at the same rate, it shows what the machine does to anybody."""
    ours, floor = (speed.latency(bench, start, bench.files(maker, "14k"), rate, seconds) for start in (bench.ours, bench.floor))

    def ms(x, key, digits=2):
        return f"{x[key] / 1000:.{digits}f}"

    def others(x):
        return f"{ms(x, 'p50')}, {ms(x, 'p999')}, {ms(x, 'max', 1)} ms"
    figures.judge(f"p99 at {rate:,.0f} requests/s, {maker} 14k", f"{ms(ours, 'p99')} ms", "< 1 ms", ours["p99"] < 1000,
                  f"{ms(floor, 'p99')} ms")
    figures.tell("  p50, p99.9, longest", others(ours), others(floor))


def add_memory(figures, bench, makers, sizes):
    mb = footprint.idle(bench)
    figures.judge("peak RSS, idle", f"{mb:.1f} MB", "≤ 24 MB", mb <= 24)

    def judge(what, before, after, most):
        more = max(0.0, after - before)
        figures.judge(f"peak RSS, {what}", f"idle + {more:.1f} MB", f"≤ idle + {most} MB", more <= most)
    for maker in makers if "5.8m" in sizes else ():
        judge(f"8 × 5.8 MB in flight, {maker}", *footprint.in_flight(bench, bench.files(maker, "5.8m")), 16)
    if "14k" in sizes:
        small = bench.files(makers[0], "14k")
        judge("1,000 idle connections", *footprint.idle_connections(bench.ours(1), small), 32)
        judge("1,000 idle TLS connections", *footprint.idle_connections(bench.ours_with_tls(1), small), 96)


def add_start(figures, bench, floor_rate, times):
    """`floor_rate`: of 14 KB at one thread; None: not measured, so the machine counts as a fast one."""
    most = START_MS * max(1.0, FAST_FLOOR / floor_rate) if floor_rate else START_MS
    ms = footprint.start_time(bench, times)
    figures.judge("start to first 200, median", f"{ms:.0f} ms", f"≤ {most:.0f} ms", ms <= most)


def add_heap(figures, bench, makers, sizes):
    for maker in makers:
        got = footprint.heap(bench, maker, sizes)
        for size in sizes:
            figures.judge(f"heap allocations per request, {maker} {size}", f"{got[size]:,.1f}", "≤ 60", got[size] <= 60)
        if "14k" in got and "5.8m" in got:
            each = max(0.0, (got["5.8m"] - got["14k"]) / (SIZES["5.8m"].resources - SIZES["14k"].resources))
            figures.judge("  for each further resource", f"{each:.3f}", "≤ 0.01", each <= 0.01)


def add_fetching(figures, bench, seconds):
    """Alone, and so many calls at once on the one thread."""
    with fetching.reading(bench) as server:
        for name, waits in CHARTS.items():
            alone = fetching.fetching(bench, server, name, 1, seconds)
            most = waits * LATENCY_MS + 5
            figures.judge(f"nothing prefetched, {name}, p50", f"{alone.p50:.1f} ms", f"≤ {most} ms", alone.p50 <= most)
            many = fetching.fetching(bench, server, name, CALLS_AT_ONCE, seconds)
            slower = many.p50 / alone.p50
            figures.judge(f"  {CALLS_AT_ONCE} at once, p50", f"{many.p50:.1f} ms", "≤ 1.20", slower <= 1.2, ratio=f"{slower:.2f}")
            of_one_core = many.rate * many.cost_us / 1e4
            figures.tell("  p99; processor time of one call, of one query; of one core",
                         f"{many.p99:.0f} ms; {many.cost_us:.0f}, {many.cost_us / QUERIES[name]:.0f} µs; {of_one_core:.0f} %")
    got = fetching.peaks(bench)
    more = got["paged"] - got["idle"]
    figures.judge("peak RSS, 50 pages of 1 MB read", f"idle + {more:.1f} MB", "≤ idle + 16 MB", more <= 16)
    figures.tell("  a child's chart read; idle", f"idle + {got['child'] - got['idle']:.1f}; {got['idle']:.1f} MB")
    figures.tell(f"  {CALLS_AT_ONCE} children at once", f"idle + {got['at_once'] - got['idle']:.1f} MB")
