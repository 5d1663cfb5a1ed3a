"""N-Quads and N-Triples, sorted, in bounded memory.

Input: a pyoxigraph store or triples. Output: lines sorted by their bytes, each once: equal
content gives equal files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Final

import pyoxigraph as ox

from kg.export.sorting import unique

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
