"""What goes from the shared graphs when articles go.

Input: a store and the graphs of the articles that are to go. Output: the quads of shared graphs
that no other article supports, or all that they support. A shared node is supported if an article's graph refers to it, or
a supported node does; a shortcut if some node of an article's graph has both of its properties
(`kg.rdf.PAIRS`). Everything is read from the graphs themselves: there is no second account that
could disagree with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from kg.rdf import PAIRS, Pair, iri
from kg.vocabulary import Property

Node = ox.NamedNode
Object = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_Values = dict[str, list[Object]]  # of one node, by property

_PAIRS: Final = tuple(
    (pair, Node(pair.shortcut), Node(pair.subject), Node(pair.object)) for pair in PAIRS
)
_PROPERTIES: Final = {
    name
    for pair in PAIRS
    for name in (pair.subject, pair.object, *(pair.unless[:1] if pair.unless else ()))
}


def unsupported(engine: ox.Store, base: str, graphs: Iterable[str]) -> list[ox.Quad]:
    """The quads of shared graphs that stand or fall with the articles of these graphs."""
    return list(_Leaving(engine, base, graphs).quads())


def supported(engine: ox.Store, base: str, graph: str) -> list[ox.Quad]:
    """The quads of shared graphs that the article of a graph supports, alone or with others."""
    return list(_Leaving(engine, base, [graph]).all())


class _Leaving:
    """Articles about to leave a store, and what they alone support."""

    def __init__(self, engine: ox.Store, base: str, graphs: Iterable[str]) -> None:
        self._engine = engine
        self._articles = iri.graph("article/", base)
        self._entities = Node(iri.graph("entities", base))
        self._base = base
        self._graphs = {Node(graph) for graph in graphs}
        self._referents: dict[Node, None] = {}
        self._nodes = [
            values
            for graph in sorted(self._graphs, key=lambda graph: graph.value)
            for values in _read(engine, graph, self._referents)
        ]
        self._alive: dict[Node, bool] = {}  # of nodes that the articles may have supported

    def quads(self) -> Iterator[ox.Quad]:
        """All quads that go, each once."""
        dead = self._dead()
        for node in dead:
            yield from self._engine.quads_for_pattern(node, None, None, self._entities)
        for pair, shortcut, first, second in _PAIRS:
            graph = Node(iri.graph(pair.graph, self._base))
            for subject, object_ in self._pairs(pair):
                quad = ox.Quad(subject, shortcut, object_, graph)
                # Of a dead node all quads of `entities` have gone already.
                if subject in dead and graph == self._entities:
                    continue
                gone = subject in dead or object_ in dead
                if quad in self._engine and (gone or not self._held(pair, first, second, quad)):
                    yield quad

    def all(self) -> Iterator[ox.Quad]:
        """All quads that the articles support."""
        alias = Node(Property.ALT_LABEL)
        for node in self._touched():
            for quad in self._engine.quads_for_pattern(node, None, None, self._entities):
                if quad.predicate != alias:  # of all articles; those of these are pairs
                    yield quad
        for pair, shortcut, _, _ in _PAIRS:
            graph = Node(iri.graph(pair.graph, self._base))
            for subject, object_ in self._pairs(pair):
                quad = ox.Quad(subject, shortcut, object_, graph)
                if quad in self._engine:
                    yield quad

    def _dead(self) -> dict[Node, None]:
        """Nodes that nothing else refers to, in a fixed order."""
        touched = self._touched()
        return {node: None for node in touched if not self._lives(node, touched)}

    def _touched(self) -> dict[Node, None]:
        """Shared nodes that the articles refer to, and those that these refer to."""
        touched: dict[Node, None] = {}
        waiting = list(self._referents)
        while waiting:
            node = waiting.pop()
            if node in touched:
                continue
            quads = list(self._engine.quads_for_pattern(node, None, None, self._entities))
            if quads:
                touched[node] = None
                waiting += [quad.object for quad in quads if isinstance(quad.object, Node)]
        return touched

    def _lives(self, node: Node, touched: dict[Node, None]) -> bool:
        """Whether an article that stays refers to the node, or a shared node that stays does."""
        if node not in touched:
            return True
        if node not in self._alive:
            self._alive[node] = False  # shared nodes refer to each other without circles
            self._alive[node] = any(
                self._stays(quad.graph_name)
                or (
                    quad.graph_name == self._entities
                    and isinstance(quad.subject, Node)
                    and self._lives(quad.subject, touched)
                )
                for quad in self._engine.quads_for_pattern(None, None, node, None)
            )
        return self._alive[node]

    def _stays(self, graph: object) -> bool:
        return (
            isinstance(graph, Node)
            and graph.value.startswith(self._articles)
            and graph not in self._graphs
        )

    def _pairs(self, pair: Pair) -> Iterator[tuple[Node, Object]]:
        """What the leaving articles say that gives this shortcut, each once."""
        found: dict[tuple[Node, Object], None] = {}
        for values in self._nodes:
            if not _excluded(pair, values):
                for subject in values.get(pair.subject, ()):
                    for object_ in values.get(pair.object, ()):
                        if isinstance(subject, Node):
                            found[subject, object_] = None
        yield from found

    def _held(self, pair: Pair, first: Node, second: Node, shortcut: ox.Quad) -> bool:
        """Whether an article that stays gives the shortcut too."""
        subject = shortcut.subject
        assert isinstance(subject, Node)
        for quad in self._engine.quads_for_pattern(None, first, subject, None):
            graph, node = quad.graph_name, quad.subject
            if self._stays(graph) and ox.Quad(node, second, shortcut.object, graph) in self._engine:
                if pair.unless is None:
                    return True
                property_, value = pair.unless
                excluded = ox.Quad(node, Node(property_), ox.Literal(value), graph)
                if excluded not in self._engine:
                    return True
        return False


def _read(engine: ox.Store, graph: Node, referents: dict[Node, None]) -> Iterable[_Values]:
    """What a graph says with the properties of `PAIRS`, node by node.

    All nodes that it refers to are added to `referents`.
    """
    nodes: dict[object, _Values] = {}
    for subject, predicate, value, _ in engine.quads_for_pattern(None, None, None, graph):
        if isinstance(value, Node):
            referents[value] = None
        name = predicate.value
        if name in _PROPERTIES:
            nodes.setdefault(subject, {}).setdefault(name, []).append(value)
    return nodes.values()


def _excluded(pair: Pair, values: _Values) -> bool:
    if pair.unless is None:
        return False
    property_, value = pair.unless
    return ox.Literal(value) in values.get(property_, ())
