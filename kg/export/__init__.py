"""Taking a graph away: as RDF, as tables, on a map, as a network.

Input: a `Graph` or triples. Output: bytes in UTF-8, the same for the same content. Turtle,
N-Triples, RDF/XML and JSON-LD hold the union of all graphs; N-Quads and TriG keep them apart.
CSV, GeoJSON, Linked Places Format, SSSOM, GEXF and GraphML hold what they are made for. RDF and CSV are
written in bounded memory, whatever the size of the store.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from kg.errors import UsageError
from kg.export import (
    frames,
    geojson,
    jsonld,
    lines,
    linked_places,
    network,
    rdfxml,
    sorting,
    sssom,
    tables,
)
from kg.export.arrange import Arranged, nodes
from kg.export.frames import FRAMES
from kg.export.part import constructed, part, with_reifiers
from kg.export.selection import Selection
from kg.export.turtle import Turtle, prefixes_of
from kg.query import Graph

__all__ = [
    "FORMS",
    "FRAMES",
    "GRAPH_FORMS",
    "RDF_FORMS",
    "Selection",
    "constructed",
    "export",
    "export_tables",
    "export_text",
    "part",
    "write_triples",
]


def export(
    graph: Graph,
    form: str,
    stream: IO[bytes],
    *,
    selection: Selection | None = None,
    frame: str = "article",
    reifiers: bool = False,
    bom: bool = False,
) -> None:
    """Write a store in one of FORMS, or what is selected of it.

    `frame` (of JSON-LD) is one of FRAMES. With `reifiers` (of forms that have triple terms), facts
    reify the triples that they give (RDF 1.2). `bom` marks CSV as UTF-8 for spreadsheets, and
    keeps cells from being taken for formulas; CSV is a zip archive. Raises UsageError.
    """
    check(form, frame=frame, reifiers=reifiers)
    with ExitStack() as stack:
        chosen = stack.enter_context(part(graph, selection)) if selection else graph
        if reifiers:
            chosen = stack.enter_context(with_reifiers(chosen))
        if form == "csv":
            tables.archive(chosen.store, stream, bom=bom)
        elif form == "jsonld":
            stream.writelines(frames.document(chosen.store, frame))
        else:
            stream.writelines(_STORE[form](chosen.store))


def export_tables(
    graph: Graph, folder: Path, *, selection: Selection | None = None, bom: bool = False
) -> None:
    """Write a store as CSV tables into a folder that is there. Raises UsageError, OSError."""
    with ExitStack() as stack:
        chosen = stack.enter_context(part(graph, selection)) if selection else graph
        tables.folder(chosen.store, folder, bom=bom)


def export_text(graph: Graph, form: str, *, frame: str = "article") -> str:
    """The whole store in one of FORMS but csv, as one string."""
    stream = io.BytesIO()
    export(graph, form, stream, frame=frame)
    return stream.getvalue().decode()


def check(form: str, *, frame: str = "article", reifiers: bool = False) -> None:
    """Raise UsageError for a form or frame that there is not, or that cannot hold what is asked."""
    if form not in FORMS:
        raise UsageError("export-form", form=form, known=", ".join(FORMS))
    if frame not in FRAMES:
        raise UsageError("export-frame", found=frame, known=", ".join(FRAMES))
    if reifiers and form not in _REIFYING:
        raise UsageError("export-reifiers", form=form, known=", ".join(_REIFYING))


def write_triples(triples: Iterable[ox.Triple], form: str, stream: IO[bytes]) -> None:
    """Write triples in one of GRAPH_FORMS: what a CONSTRUCT or DESCRIBE gives."""
    stream.writelines(_TRIPLES[form](triples))


# -- a whole store


def _turtle(store: ox.Store) -> Iterator[bytes]:
    arranged = Arranged(store)
    writer = Turtle(arranged.base)
    yield writer.head().encode()
    for node in arranged.nodes():
        yield writer.block(node).encode()


def _trig(store: ox.Store) -> Iterator[bytes]:
    arranged = Arranged(store)
    writer = Turtle(arranged.base)
    yield writer.head().encode()
    for graph in arranged.graphs():
        name = "" if isinstance(graph, ox.DefaultGraph) else f"{writer.term(graph)} "
        before = f"\n{name}{{\n"
        for node in arranged.graph(graph):
            yield (before + writer.block(node, "    ").removeprefix("\n")).encode()
            before = ""
        if not before:
            yield b"}\n"


def _rdfxml(store: ox.Store) -> Iterator[bytes]:
    arranged = Arranged(store)
    return map(str.encode, rdfxml.text(arranged.nodes(), arranged.base))


# -- triples


def _turtle_of(triples: Iterable[ox.Triple]) -> Iterator[bytes]:
    found = nodes(triples)
    writer = Turtle(prefixes=prefixes_of(found))
    yield writer.head().encode()
    yield from (writer.block(node).encode() for node in found)


def _lines_of(triples: Iterable[ox.Triple]) -> Iterator[bytes]:
    return sorting.unique(f"{triple} .\n".encode() for triple in triples)


def _rdfxml_of(triples: Iterable[ox.Triple]) -> Iterator[bytes]:
    return map(str.encode, rdfxml.text(nodes(triples)))


def _jsonld_of(triples: Iterable[ox.Triple]) -> Iterator[bytes]:
    writer = jsonld.Writer()
    yield jsonld.head("").encode()
    for piece in jsonld.text(writer.node(node) for node in nodes(triples)):
        yield piece.encode()
    yield jsonld.TAIL.encode()


_STORE: Final[dict[str, Callable[[ox.Store], Iterator[bytes]]]] = {
    "turtle": _turtle,
    "trig": _trig,
    "nquads": lines.quads,
    "ntriples": lines.triples,
    "rdfxml": _rdfxml,
    "geojson": geojson.document,
    "lpf": linked_places.document,
    "sssom": sssom.document,
    "gexf": network.gexf,
    "graphml": network.graphml,
}
_TRIPLES: Final[dict[str, Callable[[Iterable[ox.Triple]], Iterator[bytes]]]] = {
    "turtle": _turtle_of,
    "ntriples": _lines_of,
    "rdfxml": _rdfxml_of,
    "jsonld": _jsonld_of,
}
RDF_FORMS: Final = ("turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml")
FORMS: Final = (*RDF_FORMS, "csv", "geojson", "lpf", "sssom", "gexf", "graphml")
GRAPH_FORMS: Final = tuple(_TRIPLES)
_REIFYING: Final = ("turtle", "trig", "nquads", "ntriples")
