"""N-Quads and N-Triples, sorted, in bounded memory.

Input: a pyoxigraph store or triples. Output: lines sorted by their bytes, each once: equal
content gives equal files. Sorting goes through temporary files where lines are many.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Final

import pyoxigraph as ox

_RUN: Final = 200_000  # lines that are sorted in memory at a time, some 60 MB
# A statement in N-Quads: subject, predicate, object, and perhaps a graph.
_STATEMENT: Final = re.compile(rb'(\S+ \S+ (?:"(?:[^"\\]|\\.)*"\S*|<<\(.*\)>>|\S+)) (?:\S+ )?\.\n')


def quads(store: ox.Store) -> Iterator[bytes]:
    """Lines of N-Quads of a whole store."""
    with TemporaryFile() as dump:
        store.dump(dump, format=ox.RdfFormat.N_QUADS)
        dump.seek(0)
        yield from unique(_told(dump))


def triples(store: ox.Store) -> Iterator[bytes]:
    """Lines of N-Triples of the union of a store's graphs."""
    with TemporaryFile() as dump:
        store.dump(dump, format=ox.RdfFormat.N_QUADS)
        dump.seek(0)
        yield from unique(map(_without_graph, _told(dump)))


def _told(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines without those of the graph that the store keeps for itself."""
    return (line for line in lines if not line.endswith(b"/graph/copies> .\n"))


def _without_graph(line: bytes) -> bytes:
    match = _STATEMENT.fullmatch(line)
    assert match, "the engine writes canonical N-Quads"
    return match[1] + b" .\n"


def unique(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines sorted, each once."""
    before = b""
    for line in _sorted(lines):
        if line != before:
            yield line
        before = line


def _sorted(lines: Iterable[bytes]) -> Iterable[bytes]:
    source = iter(lines)
    runs: list[IO[bytes]] = []
    try:
        while run := sorted(islice(source, _RUN)):
            if len(run) < _RUN and not runs:
                yield from run
                return
            file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed with the others below
            file.writelines(run)
            file.seek(0)
            runs.append(file)
        yield from heapq.merge(*runs)
    finally:
        for file in runs:
            file.close()
