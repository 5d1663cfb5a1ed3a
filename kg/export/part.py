"""A part of a store, or a store with more in it, as a store of its own on disk for an export.

Input: a graph, a selection, a CONSTRUCT. Output: a graph that lives as long as its context.
A selected fact takes along what it needs to be read: its article with sources, its evidence,
stops and items, the event in whose course it took place, whom and what it names with their posts,
places, links and identities, and the shortcuts that it gives. So a part has all shapes that the
whole has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, Final

import pyoxigraph as ox

from kg.errors import UsageError
from kg.export.arrange import Arranged, Node, Resource, nodes
from kg.export.selection import Selection, facts
from kg.query import Graph
from kg.rdf import PAIRS, Pair, iri
from kg.vocabulary import RDF, RDF_TYPE, Class, Property

_REIFIES: Final = ox.NamedNode(RDF + "reifies")
_ABOUT: Final = ox.NamedNode(Property.ABOUT)
_SUBJECT: Final = ox.NamedNode(Property.SUBJECT)
_SAME_EVENT: Final = ox.NamedNode(Property.SAME_EVENT_AS)
_REFERS_TO: Final = ox.NamedNode(Property.REFERS_TO)
_TYPE: Final = ox.NamedNode(RDF_TYPE)
_SHORTCUTS: Final = tuple(pair for pair in PAIRS if pair.graph == "direct")
_ABOUT_STORE: Final = (_TYPE, *map(ox.NamedNode, (Property.ONTOLOGY_VERSION, Property.RULES_VERSION)))  # fmt: skip


@contextmanager
def part(graph: Graph, selection: Selection) -> Iterator[Graph]:
    """What is selected of a graph. Raises UsageError for what the store does not have."""
    with _holding(lambda store: store.bulk_extend(_Part(graph, selection).quads())) as made:
        yield made


@contextmanager
def with_reifiers(graph: Graph) -> Iterator[Graph]:
    """The graph, and in it the facts and links as reifiers (RDF 1.2) of the triples they give.

    The visit that says that someone has visited a place reifies that triple; so the confidence
    and evidence of the visit are those of the triple.
    """

    def fill(store: ox.Store) -> None:
        with TemporaryFile() as dump:
            graph.store.dump(dump, format=ox.RdfFormat.N_QUADS)
            dump.seek(0)
            store.bulk_load(dump, format=ox.RdfFormat.N_QUADS)
        store.bulk_extend(_reifiers(graph.store))

    with _holding(fill) as made:
        yield made


@contextmanager
def constructed(graph: Graph, query: str) -> Iterator[Graph]:
    """What a CONSTRUCT or DESCRIBE gives, in one graph.

    Raises QueryError, and UsageError for a query that gives rows.
    """
    rows = graph.query(query)
    if rows.form != "graph":
        raise UsageError("export-construct", found=rows.form)
    with _holding(lambda store: store.bulk_extend(_quad(*row) for row in rows.stream())) as made:
        yield made


def _quad(subject: Any, predicate: Any, object_: Any) -> ox.Quad:
    return ox.Quad(subject, predicate, object_)


@contextmanager
def _holding(fill: Callable[[ox.Store], None]) -> Iterator[Graph]:
    """A store on disk for a while; filled first and then only read, so that nothing writes any
    more when it goes.
    """
    with TemporaryDirectory() as folder:
        fill(ox.Store(folder))
        yield Graph.of(ox.Store.read_only(folder))


# -- reifiers


def _reifiers(store: ox.Store) -> Iterator[ox.Quad]:
    arranged = Arranged(store)
    for graph, _ in arranged.articles():
        for node in arranged.graph(graph):
            for triple in _given(node):
                if _is_said(store, triple):
                    yield ox.Quad(node.subject, _REIFIES, triple, graph)
    links = ox.NamedNode(iri.graph("links", arranged.base))
    for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(Class.LINK), links):
        for node in nodes(store.quads_for_pattern(quad.subject, None, None, links)):
            for triple in _linked(node):
                yield ox.Quad(node.subject, _REIFIES, triple, links)


def _given(node: Node) -> Iterator[ox.Triple]:
    """The shortcuts that a node gives."""
    for pair in PAIRS:
        if not _excluded(pair, node):
            for subject in node.properties.get(pair.subject, ()):
                for object_ in node.properties.get(pair.object, ()):
                    if isinstance(subject, ox.NamedNode):
                        yield ox.Triple(subject, ox.NamedNode(pair.shortcut), object_)


def _excluded(pair: Pair, node: Node) -> bool:
    return pair.unless is not None and pair.unless[1] in node.texts(pair.unless[0])


def _linked(node: Node) -> Iterator[ox.Triple]:
    properties = (Property.SUBJECT, Property.RELATION, Property.OBJECT)
    subject, relation, object_ = (node.properties.get(name, [None])[0] for name in properties)
    if isinstance(subject, ox.NamedNode) and isinstance(relation, ox.NamedNode) and object_:
        yield ox.Triple(subject, relation, object_)


def _is_said(store: ox.Store, triple: ox.Triple) -> bool:
    return any(store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None))


# -- a selection


class _Part:
    """Gathers the quads of a selection, each once."""

    def __init__(self, graph: Graph, selection: Selection) -> None:
        self._graph = graph
        self._store = graph.store
        self._selection = selection
        self._base = Arranged(graph.store).base
        self._seen: set[Resource] = set()
        self._facts: set[Resource] = set()

    def quads(self) -> Iterator[ox.Quad]:
        """All quads."""
        yield from self._about_store()
        for article, chosen in facts(self._graph, self._selection):
            yield from self._article(ox.NamedNode(article), map(ox.NamedNode, chosen))
        yield from self._accounts()

    def _about_store(self) -> Iterator[ox.Quad]:
        graph = self._named("store")
        for name in _ABOUT_STORE:
            yield from self._store.quads_for_pattern(graph, name, None, graph)

    def _article(self, article: ox.NamedNode, chosen: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
        graph = self._named(f"article/{article.value.rpartition('/')[2]}")
        own: defaultdict[Resource, list[ox.Quad]] = defaultdict(list)
        for quad in self._store.quads_for_pattern(None, None, None, graph):
            own[quad.subject].append(quad)
        yield from self._store.quads_for_pattern(graph, None, None, self._named("store"))
        kept = _reached(own, chosen) or set(own)
        self._facts |= {node for node in kept if _has(own[node], Property.STATED_IN)}
        told = [quad for node in own if node in kept for quad in own[node]]
        yield from told
        named = {quad.object for quad in told if quad.object not in own}
        for node in own.keys() - kept:
            told = own[node]
            if any(quad.predicate == _REFERS_TO and quad.object in named for quad in told):
                yield from told
        for node in sorted(kept, key=str):
            yield from self._shortcuts(own[node])
        yield from self._shared(named)

    def _shortcuts(self, quads: list[ox.Quad]) -> Iterator[ox.Quad]:
        (node,) = nodes(quads)
        for triple in _given(node):
            quad = ox.Quad(triple.subject, triple.predicate, triple.object, self._named("direct"))
            if quad in self._store:
                yield quad

    def _shared(self, named: Iterable[object]) -> Iterator[ox.Quad]:
        """What is said of the nodes that articles share, and of what that names."""
        waiting = [node for node in named if isinstance(node, ox.NamedNode)]
        while waiting:
            node = waiting.pop()
            if node in self._seen:
                continue
            self._seen.add(node)
            for quad in self._said(node):
                yield quad
                if isinstance(quad.object, ox.NamedNode):
                    waiting.append(quad.object)
            waiting += self._about(node)

    def _said(self, node: ox.NamedNode) -> Iterator[ox.Quad]:
        for name in ("entities", "links", "identity", "decisions"):
            for quad in self._store.quads_for_pattern(node, None, None, self._named(name)):
                if quad.predicate != _SAME_EVENT:
                    yield quad

    def _about(self, node: ox.NamedNode) -> Iterator[ox.NamedNode]:
        """Links, identities and decisions about a node."""
        for name, property_ in (("links", _SUBJECT), ("identity", _ABOUT), ("decisions", _ABOUT)):
            for quad in self._store.quads_for_pattern(None, property_, node, self._named(name)):
                if isinstance(quad.subject, ox.NamedNode):
                    yield quad.subject

    def _accounts(self) -> Iterator[ox.Quad]:
        """Which of the selected events are one."""
        for fact in sorted(self._facts, key=str):
            for quad in self._store.quads_for_pattern(fact, _SAME_EVENT, None, None):
                if quad.object in self._facts:
                    yield quad

    def _named(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(iri.graph(name, self._base))


def _has(quads: Iterable[ox.Quad], property_: str) -> bool:
    return any(quad.predicate.value == property_ for quad in quads)


def _reached(own: dict[Resource, list[ox.Quad]], chosen: Iterable[ox.NamedNode]) -> set[Resource]:
    """The nodes of an article that the chosen ones name, and so on."""
    kept: set[Resource] = set()
    waiting: list[object] = list(chosen)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ox.NamedNode | ox.BlankNode) and node in own and node not in kept:
            kept.add(node)
            waiting += [quad.object for quad in own[node]]
    return kept
