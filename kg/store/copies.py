"""Copies of articles: what the store notes of each, and which of them are one article.

Input: records; a store's engine. Output: `Copy` values, groups of them, N-Quads lines.

An article may be found in several places: at one url, with the same text, or reprinted with small
changes. Of its copies one is read, the first by `Copy.rank`, whatever order they come in: its
text, offsets and facts are the article's, and the others are sources of it. Everything about a
copy stands in the graph `copies`, the facts of those that are not read too, packed: if the one
that is read goes, the next comes up without its input being read again. So do the facts of one
that is read, if somebody has rejected some of them: they come back if the decision is undone. A
store is thus at all times a function of the copies and decisions it has.
"""

from __future__ import annotations

import json
from base64 import b85decode, b85encode
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Final
from zlib import compress, decompress

import pyoxigraph as ox

from kg.likeness import Likeness, alike, likeness
from kg.model import Record
from kg.rdf import Source, iri, quads, without
from kg.rdf.literal import string
from kg.store.telling import told_by_lines
from kg.store.updates import joined, split

GRAPH: Final = "copies"
STATE: Final = "http://www.w3.org/2002/07/owl#versionInfo"
IN: Final = "http://purl.org/dc/terms/isPartOf"
IDENTIFIER: Final = "http://purl.org/dc/terms/identifier"
# What nobody asks for but the store itself; no terms of the ontology.
_BAND: Final = "#band"
_COPY: Final = "#copy"
_FACTS: Final = "#facts"
_FIELDS: Final = attrgetter(*(field.name for field in fields(Source)))


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of an article.

    `state` says what it was made from, `size` is the length of its text. `own` and `shared` are
    the N-Quads lines (UTF-8, joined by line feeds) that it gives to the article's graph and to
    shared graphs if it is the one that is read; empty where they are not at hand.
    """

    source: Source
    state: str
    size: int
    likeness: Likeness
    own: bytes = b""
    shared: bytes = b""
    text: str = ""
    told: str = ""

    @property
    def rank(self) -> tuple[str, int, Source]:
        """The first of an article's copies is read: the earliest, the longest, then by name."""
        return self.source.published or "9", -self.size, self.source

    def is_one_with(self, other: Copy) -> bool:
        """Whether two copies are of one article."""
        return self.source.key == other.source.key or alike(self.likeness, other.likeness)


def copy_of(record: Record, base: str, state: str) -> Copy:
    """The copy that a record was read from. Raises KgError as `kg.rdf.quads` does."""
    article = record.article
    own, shared = quads(record, base)
    return Copy(
        Source.of(article),
        state,
        len(article.body.text),
        likeness(record),
        joined(own),
        joined(shared),
        article.body.text,
        told_by_lines(own, shared).packed(),
    )


def grouped(copies: Iterable[Copy]) -> list[list[Copy]]:
    """Copies by article, the one that is read first."""
    waiting = sorted(copies, key=lambda copy: copy.rank)
    groups = []
    while waiting:
        group, rest = [waiting[0]], waiting[1:]
        for copy in group:  # grows meanwhile
            group += [other for other in rest if copy.is_one_with(other)]
            rest = [other for other in rest if other not in group]
        groups.append(sorted(group, key=lambda copy: copy.rank))
        waiting = rest
    return groups


def article_lines(group: list[Copy], base: str, rejected: Collection[str] = ()) -> list[bytes]:
    """All lines of an article with these copies, the one that is read first; some together.

    Facts of the article that are rejected (IRIs) are left out, and noted.
    """
    first, *others = group
    facts = (first.own, first.shared)
    if rejected:
        own, shared = without(split(first.own), split(first.shared), rejected)
        facts = (joined(own), joined(shared))
    lines = [some for some in facts if some]
    lines.append(joined(note(first, first, base, is_cut=bool(rejected))))
    for copy in others:
        lines += more_lines(copy, first, base)
    return lines


def more_lines(copy: Copy, first: Copy, base: str) -> list[bytes]:
    """The lines that a copy adds to an article of which another copy is read."""
    return [joined([*copy.source.lines(first.source, base), *note(copy, first, base)])]


def note(copy: Copy, first: Copy, base: str, *, is_cut: bool = False) -> list[str]:
    """What the store notes of a copy of the article that `first` is read for.

    Facts that do not stand in other graphs as they are (`is_cut`: some are rejected) stand here.
    """
    graph = iri.graph(GRAPH, base)
    article = f"<{iri.article_graph(first.source.key, base)}>"
    source = copy.source
    subject, end = f"<{node_of(source, base)}>", f" <{graph}> ."
    lines = [
        f"{article} <{IDENTIFIER}> {string(source.id)} <{iri.graph('store', base)}> .",
        f"{subject} <{STATE}> {string(copy.state)}{end}",
        f"{subject} <{IN}> {article}{end}",
        f"{subject} <{graph}{_COPY}> {string(packed(copy))}{end}",
    ]
    lines += [f'{subject} <{graph}{_BAND}> "{band}"{end}' for band in bands_of(copy)]
    if is_cut or copy is not first:
        lines.append(f'{subject} <{graph}{_FACTS}> "{_pack(copy)}"{end}')
    return lines


def node_of(source: Source, base: str) -> str:
    """The node that stands for a copy."""
    return iri.copy(source.key, source.file, base)


def bands_of(copy: Copy) -> list[str]:
    """Of which two copies of one article have one in common: the key, bands of the likeness."""
    return [f"={iri.digest(copy.source.key)}", *copy.likeness.bands]


def packed(copy: Copy) -> str:
    """What is kept of a copy beside its lines, texts and bands, as one line of JSON."""
    kept = [*_FIELDS(copy.source), copy.size, copy.likeness.packed()]
    return json.dumps(kept, ensure_ascii=False)


def unpacked(text: str) -> Copy:
    """What `packed` kept."""
    *source, size, pieces = json.loads(text)
    return Copy(Source(*source), "", size, Likeness.unpacked(pieces))


def _pack(copy: Copy) -> str:
    parts = (b"\n".join(sorted(set(lines.split(b"\n")))) for lines in (copy.own, copy.shared))
    return b85encode(compress(b"\n\n".join(parts), 9)).decode()


class Copies:
    """What a store notes of copies, for reading."""

    def __init__(self, engine: ox.Store, base: str) -> None:
        self._engine = engine
        self._base = base
        graph = iri.graph(GRAPH, base)
        self._graph = ox.NamedNode(graph)
        self._state, self._in = ox.NamedNode(STATE), ox.NamedNode(IN)
        self._band, self._copy, self._facts = (
            ox.NamedNode(graph + name) for name in (_BAND, _COPY, _FACTS)
        )

    def has(self, node: str, state: str) -> bool:
        """Whether the store has that copy, made from just that."""
        made = ox.Quad(ox.NamedNode(node), self._state, ox.Literal(state), self._graph)
        return made in self._engine

    def state(self, node: str) -> str | None:
        """What a copy was made from; None if the store does not have it."""
        return self._value(node, self._state)

    def article(self, node: str) -> str | None:
        """The graph of the article of a copy; None if the store does not have the copy."""
        return self._value(node, self._in)

    def all(self) -> Iterator[str]:
        """All copies."""
        yield from self._nodes(self._in, None)

    def states(self) -> Iterator[tuple[str, str]]:
        """All copies, each with what it was made from."""
        for quad in self._engine.quads_for_pattern(None, self._state, None, self._graph):
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.Literal)
            yield quad.subject.value, quad.object.value

    def articles(self) -> dict[str, str]:
        """The graph of each copy's article."""
        quads = self._engine.quads_for_pattern(None, self._in, None, self._graph)
        return {getattr(q.subject, "value", ""): getattr(q.object, "value", "") for q in quads}

    def of(self, graph: str) -> list[str]:
        """The copies of the article of a graph."""
        return sorted(self._nodes(self._in, ox.NamedNode(graph)))

    def keyed(self, key: str) -> list[str]:
        """The copies with a key."""
        return sorted(self._nodes(self._band, ox.Literal(f"={iri.digest(key)}")))

    def near(self, bands: Iterable[str]) -> set[str]:
        """The copies with one of these bands."""
        return {node for band in bands for node in self._nodes(self._band, ox.Literal(band))}

    def articles_count(self) -> int:
        """The number of articles; the engine counts them and reads no names."""
        graph, within = self._graph, self._in
        query = f"SELECT (COUNT(DISTINCT ?a) AS ?n) {{ GRAPH {graph} {{ ?copy {within} ?a }} }}"
        found = self._engine.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return int(getattr(next(found)["n"], "value", 0))

    def are_none(self) -> bool:
        """Whether the store has no copy at all."""
        return next(self.all(), None) is None

    def get(self, node: str) -> Copy:
        """A copy that the store has; its lines only if they do not all stand in other graphs."""
        known = self.outline(node)
        own, _, shared = self._unpacked(node).partition(b"\n\n")
        like = replace(known.likeness, bands=self._bands(node))
        state = self.state(node) or ""
        return replace(known, state=state, likeness=like, own=own, shared=shared)

    def outline(self, node: str) -> Copy:
        """A copy that the store has: source, size and likeness, without bands."""
        return unpacked(self._value(node, self._copy) or "")

    def notes(self, nodes: Iterable[str]) -> Iterator[ox.Quad]:
        """All that is noted of these copies, but for the ids of articles."""
        for node in nodes:
            yield from self._engine.quads_for_pattern(ox.NamedNode(node), None, None, self._graph)

    def _bands(self, node: str) -> tuple[str, ...]:
        quads = self._engine.quads_for_pattern(ox.NamedNode(node), self._band, None, self._graph)
        bands = sorted(getattr(quad.object, "value", "") for quad in quads)
        return tuple(band for band in bands if not band.startswith("="))

    def _unpacked(self, node: str) -> bytes:
        packed = self._value(node, self._facts)
        return decompress(b85decode(packed)) if packed else b""

    def _nodes(self, kind: ox.NamedNode, value: ox.NamedNode | ox.Literal | None) -> Iterator[str]:
        for quad in self._engine.quads_for_pattern(None, kind, value, self._graph):
            assert isinstance(quad.subject, ox.NamedNode)
            yield quad.subject.value

    def _value(self, node: str, kind: ox.NamedNode) -> str | None:
        quads = self._engine.quads_for_pattern(ox.NamedNode(node), kind, None, self._graph)
        quad = next(quads, None)
        if quad is None:
            return None
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        return quad.object.value
