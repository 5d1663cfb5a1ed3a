"""Taking a graph away: Turtle and TriG for reading, N-Quads, N-Triples, RDF/XML, JSON-LD.

Input: a `Graph` or triples. Output: bytes in UTF-8, the same for the same content. Turtle,
N-Triples, RDF/XML and JSON-LD hold the union of all graphs; N-Quads and TriG keep them apart.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from tempfile import TemporaryFile
from typing import IO, Final

import pyoxigraph as ox

from kg.errors import UsageError
from kg.export import jsonld, lines
from kg.export.arrange import Arranged, Node, nodes
from kg.export.turtle import Turtle, prefixes_of
from kg.query import Graph
from kg.sparql import PREFIXES

__all__ = ["FORMS", "GRAPH_FORMS", "export", "export_text", "write_triples"]

_BRIEFS: Final = 50_000  # shared nodes whose kind and name are remembered


def export(graph: Graph, form: str, stream: IO[bytes]) -> None:
    """Write the whole store in one of FORMS. Raises UsageError for another form."""
    if form not in _STORE:
        raise UsageError("export-form", form=form, known=", ".join(FORMS))
    stream.writelines(_STORE[form](graph.store))


def export_text(graph: Graph, form: str) -> str:
    """The whole store in one of FORMS, as one string."""
    stream = io.BytesIO()
    export(graph, form, stream)
    return stream.getvalue().decode()


def write_triples(triples: Iterable[ox.Triple], form: str, stream: IO[bytes]) -> None:
    """Write triples in one of GRAPH_FORMS: what a CONSTRUCT or DESCRIBE gives."""
    stream.writelines(_TRIPLES[form](triples))


# -- a whole store


def _turtle(store: ox.Store) -> Iterator[bytes]:
    arranged = Arranged(store)
    writer = Turtle(arranged.base)
    yield writer.head().encode()
    for node in _all_nodes(arranged):
        yield writer.block(node).encode()


def _all_nodes(arranged: Arranged) -> Iterator[Node]:
    arranged.note_own()
    for graph, _ in arranged.articles():
        yield from arranged.article(graph)
    yield from arranged.shared()


def _trig(store: ox.Store) -> Iterator[bytes]:
    arranged = Arranged(store)
    writer = Turtle(arranged.base)
    yield writer.head().encode()
    articles = [graph for graph, _ in arranged.articles()]
    for graph in (*articles, *arranged.other_graphs()):
        found = arranged.graph(graph)
        if not found:
            continue
        name = "" if isinstance(graph, ox.DefaultGraph) else f"{writer.term(graph)} "
        yield f"\n{name}{{\n".encode()
        yield from (writer.block(node, "    ").removeprefix("\n").encode() for node in found)
        yield b"}\n"


def _jsonld(store: ox.Store) -> Iterator[bytes]:
    arranged = Arranged(store)

    @lru_cache(maxsize=_BRIEFS)
    def brief(term: ox.NamedNode) -> jsonld.Json | None:
        found = nodes(store.quads_for_pattern(term, None, None, None))
        return jsonld.brief_of(plain, found[0]) if found else None

    plain = jsonld.Writer(arranged.base)
    writer = jsonld.Writer(arranged.base, brief)
    yield jsonld.head(arranged.base).encode()
    for piece in jsonld.text(_objects(arranged, writer, plain)):
        yield piece.encode()
    yield jsonld.TAIL.encode()


def _objects(
    arranged: Arranged, writer: jsonld.Writer, plain: jsonld.Writer
) -> Iterator[jsonld.Json]:
    arranged.note_own()
    for graph, _ in arranged.articles():
        yield from writer.article(arranged.article(graph))
    yield from map(plain.node, arranged.shared())


def _rdfxml(store: ox.Store) -> Iterator[bytes]:
    return _as_rdfxml(
        triple for node in _all_nodes(Arranged(store)) for triple in _triples_of(node)
    )


# -- triples


def _triples_of(node: Node) -> Iterator[ox.Triple]:
    for name, values in node.properties.items():
        for value in values:
            yield ox.Triple(node.subject, ox.NamedNode(name), value)


def _as_rdfxml(triples: Iterable[ox.Triple]) -> Iterator[bytes]:
    with TemporaryFile() as written:
        ox.serialize(triples, written, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES)
        written.seek(0)
        yield from written


def _turtle_of(triples: Iterable[ox.Triple]) -> Iterator[bytes]:
    found = nodes(triples)
    writer = Turtle(prefixes=prefixes_of(found))
    yield writer.head().encode()
    yield from (writer.block(node).encode() for node in found)


def _lines_of(triples: Iterable[ox.Triple]) -> Iterator[bytes]:
    return lines.unique(f"{triple} .\n".encode() for triple in triples)


def _rdfxml_of(triples: Iterable[ox.Triple]) -> Iterator[bytes]:
    return _as_rdfxml(triple for node in nodes(triples) for triple in _triples_of(node))


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
    "jsonld": _jsonld,
    "rdfxml": _rdfxml,
}
_TRIPLES: Final[dict[str, Callable[[Iterable[ox.Triple]], Iterator[bytes]]]] = {
    "turtle": _turtle_of,
    "ntriples": _lines_of,
    "rdfxml": _rdfxml_of,
    "jsonld": _jsonld_of,
}
FORMS: Final = tuple(_STORE)
GRAPH_FORMS: Final = tuple(_TRIPLES)
