"""The folder of all bodies: DIR/MAKER/SIZE-VARIANT.json, and the charts of late_fhir in DIR/charts.

What is there already is not made again."""

import argparse
import hashlib
import sys
from pathlib import Path

from makers import regular, varied
from makers.call import SIZES

HERE = Path(__file__).resolve().parent
TESTS = HERE.parents[1] / "tests" / "synthea"
MAKERS = ("regular", "varied", "synthea")


def some_of(known):
    """A comma-separated list of some of these words, as argparse wants it."""
    def parsed(text):
        words = tuple(text.split(","))
        if unknown := [word for word in words if word not in known]:
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; there are: {', '.join(known)}")
        return words
    return parsed


def paths(folder, maker, size):
    """The files of one body, one per variant."""
    return [folder / maker / f"{size}-{variant}.json" for variant in range(SIZES[size].variants)]


def make(folder, makers=MAKERS, sizes=tuple(SIZES)):
    """Makes what is missing. The makers whose bodies could not be made, each with the reason."""
    left_out = {}
    for maker in makers:
        try:
            make_maker(folder, maker, sizes)
        except Unavailable as why:
            left_out[maker] = str(why)
    make_once(folder / "charts", "made", lambda: [regular.write_chart(folder / "charts" / name, name) for name in regular.CHARTS])
    return left_out


class Unavailable(Exception):
    """What a maker needs is not on this machine."""


def make_maker(folder, maker, sizes):
    body = {"regular": lambda: regular.body, "varied": lambda: varied.body, "synthea": synthea_body}[maker]
    ready = None
    for size in sizes:
        def write():
            nonlocal ready
            ready = ready or body()
            for variant, path in enumerate(paths(folder, maker, size)):
                path.write_text(ready(size, variant), encoding="utf-8")
        make_once(folder / maker, f"{size}.made", write)


def synthea_body():
    """As regular.body, once Synthea's charts are there."""
    from makers import synthea_charts
    try:
        charts = synthea_charts.population()
    except (synthea_charts.Failed, OSError) as why:
        raise Unavailable(f"Synthea did not run: {why}; it needs Java 17 and Maven: scripts/packages synthea") from why
    return lambda size, variant: synthea_charts.body(charts, size, variant)


def make_once(folder, name, write):
    """Calls `write` unless the file `name` says that this was done by the same sources."""
    done = folder / name
    if done.is_file() and done.read_text(encoding="ascii") == digest():
        return
    folder.mkdir(parents=True, exist_ok=True)
    done.unlink(missing_ok=True)
    print(f"making {folder.name}/{name.removesuffix('.made')}", file=sys.stderr)
    write()
    done.write_text(digest(), encoding="ascii")


def digest():
    """Of the sources that decide the bytes."""
    sources = sorted([*HERE.glob("*.py"), TESTS / "plants.py", TESTS / "synthea.py"])
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
