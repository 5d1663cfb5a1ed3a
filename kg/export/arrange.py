"""The order in which a graph is read: articles by date, each with its facts, then what they share.

Input: a pyoxigraph store. Output: nodes, a subject with all that is said of it, in an order that
depends on the content alone. Memory is bounded by one article, besides the names of those nodes
of articles that other graphs speak of (accounts of one event, decisions).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.export.sorting import unique
from kg.rdf import BASE, iri
from kg.store.copies import GRAPH as COPIES
from kg.vocabulary import RDF_TYPE, RDFS_LABEL, Class, Property

Resource = ox.NamedNode | ox.BlankNode | ox.Triple  # what the engine's types allow as subject
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

_CLASSES: Final = {str(one): rank for rank, one in enumerate(Class)}
_PROPERTIES: Final = {
    name: rank for rank, name in enumerate((RDF_TYPE, RDFS_LABEL, *map(str, Property)))
}
_OWN: Final = len(_CLASSES)  # rank of a user's own classes: after the ontology's
_EVENTS: Final = range(_CLASSES[Class.EVENT], _CLASSES[Class.TENURE])
_FIRST: Final = {Class.ARTICLE: 0, Class.SOURCE: 1}
_LAST: Final = {Class.TENURE: 3, Class.GROUP: 4, Class.MENTION: 5, Class.EVIDENCE: 6}
_NUMBERS: Final = re.compile(r"(\d+)")
_APART: Final = "\x1f"  # between the parts of a line to sort by
_BREAKS: Final = re.compile(r"[\x00-\x1f]")
_PART: Final = re.compile(r"/(?:stop|item)/\d+$")
_TYPE: Final = ox.NamedNode(RDF_TYPE)
_STORE: Final = ox.NamedNode(Class.STORE)
_ARTICLE: Final = ox.NamedNode(Class.ARTICLE)
_PUBLISHED: Final = ox.NamedNode(Property.PUBLISHED)
_DATES: Final = (
    Property.EARLIEST,
    Property.STATED_DATE,
    Property.STATED_START,
    Property.AS_OF,
)

Key = tuple[object, ...]


class Node(NamedTuple):
    """A subject and its properties, ordered; the values of a property are sorted, each once."""

    subject: Resource
    properties: dict[str, list[Term]]

    def first(self, name: str) -> str:
        """The text of a property's first value, the empty string if it has none."""
        values = self.properties.get(name)
        return text_of(values[0]) if values else ""

    def texts(self, name: str) -> list[str]:
        """The texts of a property's values."""
        return [text_of(value) for value in self.properties.get(name, ())]

    @property
    def kind(self) -> str:
        """The IRI of its class."""
        return self.first(RDF_TYPE)


def text_of(term: Term) -> str:
    """The IRI, label or lexical form of a term."""
    return str(term) if isinstance(term, ox.Triple) else term.value


def nodes(triples: Iterable[ox.Triple | ox.Quad]) -> list[Node]:
    """The subjects of some triples, ordered as inside one article; graph names do not count."""
    found: defaultdict[Resource, defaultdict[str, set[Term]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for triple in triples:
        found[triple.subject][triple.predicate.value].add(triple.object)
    made = {subject: _node(subject, properties) for subject, properties in found.items()}
    return sorted(made.values(), key=lambda node: _place(node, made))


def _node(subject: Resource, properties: dict[str, set[Term]]) -> Node:
    names = sorted(properties, key=lambda name: (_PROPERTIES.get(name, len(_PROPERTIES)), name))
    return Node(subject, {name: sorted(properties[name], key=_value_key) for name in names})


def _value_key(term: Term) -> Key:
    """Literals before nodes, and within both the numbers of their text by value."""
    kind = term.datatype.value if isinstance(term, ox.Literal) else ""
    language = (term.language or "") if isinstance(term, ox.Literal) else ""
    return not kind, natural(text_of(term)), kind, language


def natural(text: str) -> Key:
    """A key that sorts the numbers of a text by value: visit/9 before visit/77."""
    parts = _NUMBERS.split(text)
    return tuple((int(part), part) if at % 2 else part for at, part in enumerate(parts))


def _place(node: Node, others: dict[Resource, Node]) -> Key:
    """Where a node of an article stands: events by date and place, each before its parts."""
    iri = text_of(node.subject)
    whole = others.get(ox.NamedNode(_PART.sub("", iri))) if _PART.search(iri) else None
    if whole is not None and whole is not node:
        return (*_place(whole, others), 1, natural(iri))
    return _rank(node.kind), _date(node), natural(iri.rpartition("/")[2]), natural(iri)


def _rank(kind: str) -> tuple[int, int, str]:
    if kind in _FIRST:
        return _FIRST[Class(kind)], 0, ""
    if kind in _LAST:
        return _LAST[Class(kind)], 0, ""
    rank = _CLASSES.get(kind, _OWN)
    if rank in _EVENTS or rank == _OWN:
        return 2, 0, ""
    return 7, rank, kind


def by_date(node: Node) -> Key:
    """A key that sorts facts by date."""
    return _date(node), natural(text_of(node.subject))


def _date(node: Node) -> str:
    """The date that a node sorts by; those without a year come last."""
    found = next((text for name in _DATES if (text := node.first(name))), "")
    return "~" + found if not found or found.startswith("--") else found


class Arranged:
    """A store in the order of its export; `base` is what its IRIs begin with."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.base = _base(store)
        self._told: set[Resource] = set()

    def nodes(self) -> Iterator[Node]:
        """All nodes: article by article, then what articles share."""
        self.note_own()
        for graph, _ in self.articles():
            yield from self.article(graph)
        yield from self.shared()

    def graphs(self) -> Iterator[Graph]:
        """The names of all graphs that tell something: those of articles first."""
        for graph, _ in self.articles():
            yield graph
        yield from self.other_graphs

    def articles(self) -> Iterator[tuple[ox.NamedNode, Resource]]:
        """The graph and the node of each article: by date of publication, undated last."""
        for line in unique(self._article_lines()):
            _, article, graph = line.decode()[:-1].split(_APART)
            yield ox.NamedNode(graph), ox.NamedNode(article)

    def _article_lines(self) -> Iterator[bytes]:
        for quad in self.store.quads_for_pattern(None, _TYPE, _ARTICLE, None):
            article, graph = quad.subject, quad.graph_name
            if isinstance(article, ox.NamedNode) and isinstance(graph, ox.NamedNode):
                dates = self.store.quads_for_pattern(article, _PUBLISHED, None, graph)
                date = min((text_of(found.object) for found in dates), default="~")
                yield _APART.join((_one_line(date), article.value, graph.value)).encode() + b"\n"

    def graph(self, name: Graph) -> Iterator[Node]:
        """The nodes of one graph: an article's as they are read, others' as `shared` has them."""
        if name not in self.other_graphs:
            yield from nodes(self.store.quads_for_pattern(None, None, None, name))
            return
        quads = self.store.quads_for_pattern(None, None, None, name)
        for line in unique(self._ranked(_subjects(quads), name)):
            yield self._node(line.rpartition(_APART.encode())[2], name)

    def article(self, name: ox.NamedNode) -> list[Node]:
        """The nodes of an article's graph, with what other graphs say of them."""
        quads = list(self.store.quads_for_pattern(None, None, None, name))
        if self._told:
            for subject in dict.fromkeys(quad.subject for quad in quads):
                if subject in self._told:
                    for graph in self.other_graphs:
                        quads += self.store.quads_for_pattern(subject, None, None, graph)
        return nodes(quads)

    def shared(self) -> Iterator[Node]:
        """What stands in no article's graph, by class, label and IRI: each subject once."""
        others = (quad for quad in self._elsewhere() if not self.is_own(quad.subject))
        for line in unique(self._ranked(_subjects(others))):
            yield self._node(line.rpartition(_APART.encode())[2])

    @cached_property
    def other_graphs(self) -> tuple[Graph, ...]:
        """All graphs that tell something but those of articles, by name, the default one first."""
        own = ox.NamedNode(iri.graph(COPIES, self.base))  # what the store keeps for itself
        named = {
            graph
            for graph in self.store.named_graphs()
            if graph != own and not self._is_of_article(graph)
        }
        return ox.DefaultGraph(), *sorted(named, key=lambda graph: graph.value)

    def note_own(self) -> None:
        """Note which nodes of articles other graphs speak of, so that `article` tells it."""
        self._told = {quad.subject for quad in self._elsewhere() if self.is_own(quad.subject)}

    def _elsewhere(self) -> Iterator[ox.Quad]:
        """What other graphs than those of articles say."""
        for graph in self.other_graphs:
            yield from self.store.quads_for_pattern(None, None, None, graph)

    def _is_of_article(self, graph: Graph) -> bool:
        found = self.store.quads_for_pattern(None, _TYPE, _ARTICLE, graph)
        return next(found, None) is not None

    def _ranked(self, subjects: Iterable[bytes], graph: Graph | None = None) -> Iterator[bytes]:
        """Lines of subjects, each once, with what they are sorted by before it."""
        for line in unique(subjects):
            node = self._node(line, graph)
            rank = min((_CLASSES.get(kind, _OWN) for kind in node.texts(RDF_TYPE)), default=_OWN)
            label = _one_line(node.first(RDFS_LABEL))
            yield f"{rank:03}{_APART}{label}{_APART}".encode() + line

    def _node(self, line: bytes, graph: Graph | None = None) -> Node:
        """The node that a line names, with all that is said of it, in one graph or any."""
        name = line.decode()[:-1]
        subject = ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name[1:-1])
        return nodes(self.store.quads_for_pattern(subject, None, None, graph))[0]

    def is_own(self, subject: Resource) -> bool:
        """Whether a node is told with an article: the graph of one speaks of it."""
        if not text_of(subject).startswith(f"{self.base}article/"):
            return False
        quads = self.store.quads_for_pattern(subject, None, None, None)
        return any(quad.graph_name not in self.other_graphs for quad in quads)


def _subjects(quads: Iterable[ox.Quad]) -> Iterator[bytes]:
    """The subjects of quads, a line for each run of quads that have it."""
    before: Resource | None = None
    for quad in quads:
        if quad.subject != before:
            yield f"{quad.subject}\n".encode()
        before = quad.subject


def _one_line(text: str) -> str:
    """A text to sort by, on one line."""
    return _BREAKS.sub(" ", text)


def _base(store: ox.Store) -> str:
    mark = next(store.quads_for_pattern(None, _TYPE, _STORE, None), None)
    return text_of(mark.subject).removesuffix("graph/store") if mark else BASE
