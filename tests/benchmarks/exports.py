"""How fast a store is exported, and how much memory that takes: against `Store.dump` alone.

Run by hand, in the folder of the checkout; no test collects it:

    python tests/benchmarks/exports.py              the figures: two minutes
    python tests/benchmarks/exports.py --growth 10  the store once and ten times as large
    … --store FOLDER                                this store, else one is built first

Prints a row for each figure: what, seconds or megabytes, the ratio, its bound. The store is built
from ../shared/corpus/news.jsonl.gz where it exists, else from articles made from templates. Ratios
are of the time of the processor, in brackets of wall time. Each export is a process of its own, of
which the time to start is part; its peak memory is what the system counts as resident, files that
the engine maps among it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pyoxigraph as ox

from tests.benchmarks.building import NEWS, ROOT
from tests.benchmarks.texts import made_articles

BOUNDS: Final = {"nquads": 2.0, "turtle": 6.0, "jsonld": 10.0}
OTHERS: Final = ("ntriples", "trig", "rdfxml", "csv", "geojson", "lpf", "sssom", "gexf", "graphml")
STREAMED: Final = ("nquads", "ntriples", "turtle", "trig", "rdfxml", "jsonld", "csv")
DUMP: Final = """
import sys, pyoxigraph as ox
with open(sys.argv[2], "wb") as file:
    ox.Store.read_only(sys.argv[1]).dump(file, format=ox.RdfFormat.N_QUADS)
"""
_DIGEST: Final = re.compile(rb"(?<=[-/])[0-9a-f]{3}(?=[0-9a-f]{9}[>/])")


class Run(NamedTuple):
    """Seconds of a process and its peak memory in megabytes."""

    processor: float
    wall: float
    memory: float


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--growth", type=int)
    parser.add_argument("--store", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = given.store.resolve() if given.store else _built(Path(folder))
        os.chdir(folder)
        if given.growth:
            _growth(store, given.growth)
        else:
            _figures(store)


def _figures(store: Path) -> None:
    dump = _dump(store)
    _told("Store.dump", f"{dump.processor:.2f} s ({dump.wall:.2f})", "")
    for form in (*BOUNDS, *OTHERS):
        run = _export(store, form)
        ratio, wall = run.processor / dump.processor, run.wall / dump.wall
        bound = f"{BOUNDS[form]}" if form in BOUNDS else ""
        _told(f"{form} over Store.dump", f"{run.processor:.2f} s = {ratio:.2f} ({wall:.2f})", bound)


def _growth(store: Path, times: int) -> None:
    large = Path("large")
    _multiply(store, large, times)
    for form in STREAMED:
        small, big = _export(store, form), _export(large, form)
        found = f"{small.memory:.0f} MB, {big.memory:.0f} MB in {big.wall:.0f} s"
        _told(f"{form}: peak memory, once and {times} times", found, "")


def _multiply(store: Path, target: Path, times: int) -> None:
    """A store that holds a store several times, all nodes of each time other ones."""
    dump = ox.Store.read_only(str(store)).dump(format=ox.RdfFormat.N_QUADS)
    assert dump
    lines = [line for line in dump.splitlines(keepends=True) if b"/graph/copies>" not in line]
    made = ox.Store(str(target))
    for time in range(times):
        mark = b"%03x" % time
        text = b"".join(_DIGEST.sub(mark, line) for line in lines)
        made.bulk_load(text, format=ox.RdfFormat.N_QUADS)
    _told("quads", f"{len(lines):,} and {len(made):,}", "")


def _built(folder: Path) -> Path:
    source: Path | str = NEWS
    if not NEWS.is_file():
        source = folder / "made"
        Path(source).mkdir()
        for number, text in enumerate(made_articles(9000)):
            (Path(source) / f"{number}.txt").write_text(text, encoding="utf-8")
    build = [sys.executable, "-m", "kg", "build", str(source), "--store", str(folder / "store")]
    subprocess.run(build, check=True, stderr=subprocess.DEVNULL, env=_environment())
    return folder / "store"


def _dump(store: Path) -> Run:
    return min(_run([sys.executable, "-c", DUMP, str(store), "dump"]) for _ in range(2))


def _export(store: Path, form: str) -> Run:
    options = ["--format", form, "--store", str(store), "--output", "exported.zip"]
    return _run([sys.executable, "-m", "kg", "export", *options])


def _run(command: list[str]) -> Run:
    began = perf_counter()
    process = subprocess.Popen(command, env=_environment())
    memory = 0.0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        memory = max(memory, _memory(process.pid))
        sleep(0.05)
    _, status, used = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return Run(used.ru_utime + used.ru_stime, perf_counter() - began, memory)


def _memory(process: int) -> float:
    """The peak of a process so far (Linux); what its parent had before it began does not count."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _told(what: str, found: str, bound: str) -> None:
    sys.stdout.write(f"{what:45} {found:36} {f'(bound {bound})' if bound else ''}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
