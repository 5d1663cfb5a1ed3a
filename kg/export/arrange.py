"""The order in which a graph is read: articles by date, each with its facts, then what they share.

Input: a pyoxigraph store. Output: nodes, a subject with all that is said of it, in an order that
depends on the content alone. Memory is bounded by one article, plus a line for each shared node.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.rdf import BASE, iri
from kg.store.copies import GRAPH as COPIES
from kg.vocabulary import RDF_TYPE, RDFS_LABEL, Class, Property

Resource = ox.NamedNode | ox.BlankNode | ox.Triple  # what the engine's types allow as subject
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_CLASSES: Final = {str(one): rank for rank, one in enumerate(Class)}
_PROPERTIES: Final = {
    name: rank for rank, name in enumerate((RDF_TYPE, RDFS_LABEL, *map(str, Property)))
}
_OWN: Final = len(_CLASSES)  # rank of a user's own classes: after the ontology's
_EVENTS: Final = range(_CLASSES[Class.EVENT], _CLASSES[Class.TENURE])
_FIRST: Final = {Class.ARTICLE: 0, Class.SOURCE: 1}
_LAST: Final = {Class.TENURE: 3, Class.GROUP: 4, Class.MENTION: 5, Class.EVIDENCE: 6}
_NUMBERS: Final = re.compile(r"(\d+)")
_PART: Final = re.compile(r"/(?:stop|item)/\d+$")
_TYPE: Final = ox.NamedNode(RDF_TYPE)
_LABEL: Final = ox.NamedNode(RDFS_LABEL)
_STORE: Final = ox.NamedNode(Class.STORE)
_ARTICLE: Final = ox.NamedNode(Class.ARTICLE)
_PUBLISHED: Final = ox.NamedNode(Property.PUBLISHED)
_DATES: Final = (Property.EARLIEST, Property.STATED_DATE, Property.STATED_START)

Key = tuple[object, ...]


class Node(NamedTuple):
    """A subject and its properties, ordered; the values of a property are sorted, each once."""

    subject: Resource
    properties: dict[str, list[Term]]

    def first(self, name: str) -> str:
        """The text of a property's first value, the empty string if it has none."""
        values = self.properties.get(name)
        return text_of(values[0]) if values else ""

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


def _date(node: Node) -> str:
    """The date that a node sorts by; those without a year come last."""
    found = next((text for name in _DATES if (text := node.first(name))), "")
    return "~" + found if not found or found.startswith("--") else found


class Arranged:
    """A store in the order of its export; `base` is what its IRIs begin with."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.base = _base(store)
        self._own: defaultdict[Resource, list[ox.Quad]] = defaultdict(list)

    def articles(self) -> Iterator[tuple[ox.NamedNode, Resource]]:
        """The graph and the node of each article: by date of publication, undated last."""
        published = {
            quad.subject: text_of(quad.object)
            for quad in self.store.quads_for_pattern(None, _PUBLISHED, None, None)
        }
        found = [
            (published.get(quad.subject, "~"), text_of(quad.subject), quad.graph_name, quad.subject)
            for quad in self.store.quads_for_pattern(None, _TYPE, _ARTICLE, None)
        ]
        for _, _, graph, article in sorted(found, key=lambda entry: entry[:2]):
            assert isinstance(graph, ox.NamedNode)
            yield graph, article

    def graph(self, name: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> list[Node]:
        """The nodes of one graph."""
        return nodes(self.store.quads_for_pattern(None, None, None, name))

    def article(self, name: ox.NamedNode) -> list[Node]:
        """The nodes of an article's graph, with what other graphs say of them."""
        quads = list(self.store.quads_for_pattern(None, None, None, name))
        if self._own:
            subjects = dict.fromkeys(quad.subject for quad in quads)
            quads += [more for subject in subjects for more in self._own.get(subject, ())]
        return nodes(quads)

    def shared(self) -> Iterator[Node]:
        """What stands in no article's graph, by class, label and IRI: each subject once."""
        for *_, subject in self._shared_keys():
            yield nodes(self.store.quads_for_pattern(subject, None, None, None))[0]

    def other_graphs(self) -> list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]:
        """All graphs that tell something but those of articles, by name, the default one first."""
        known = {graph for graph, _ in self.articles()}
        known.add(ox.NamedNode(iri.graph(COPIES, self.base)))  # what the store keeps for itself
        named = (graph for graph in self.store.named_graphs() if graph not in known)
        return [ox.DefaultGraph(), *sorted(named, key=lambda graph: graph.value)]

    def note_own(self) -> None:
        """Note what other graphs say of the nodes of articles, so that `article` tells it."""
        for graph in self.other_graphs():
            for quad in self.store.quads_for_pattern(None, None, None, graph):
                if self._is_own(quad.subject):
                    self._own[quad.subject].append(quad)

    def _shared_keys(self) -> list[tuple[int, str, str, Resource]]:
        keys: dict[Resource, tuple[int, str, str]] = {}
        for graph in self.other_graphs():
            for quad in self.store.quads_for_pattern(None, None, None, graph):
                if self._is_own(quad.subject):
                    continue
                known = keys.get(quad.subject, (_OWN, "", text_of(quad.subject)))
                if quad.predicate == _TYPE:
                    known = (_CLASSES.get(text_of(quad.object), _OWN), *known[1:])
                elif quad.predicate == _LABEL:
                    known = (known[0], text_of(quad.object), known[2])
                keys[quad.subject] = known
        return [(*key, subject) for subject, key in sorted(keys.items(), key=lambda one: one[1])]

    def _is_own(self, subject: Resource) -> bool:
        return text_of(subject).startswith(f"{self.base}article/")


def _base(store: ox.Store) -> str:
    mark = next(store.quads_for_pattern(None, _TYPE, _STORE, None), None)
    return text_of(mark.subject).removesuffix("graph/store") if mark else BASE
