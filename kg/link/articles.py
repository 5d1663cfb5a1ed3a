"""What the articles of a store name, and which paper each is from.

Input: a store. Output: `Articles`: for each node the articles that name it, for each article its
nodes, its paper and the day it was published. What all articles of a paper name most is its home,
where it gives none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.gazetteer.match import Matcher
from kg.gazetteer.values import Level, Place
from kg.link.naming import Context
from kg.link.subjects import nodes_of
from kg.rdf import iri
from kg.store import Store
from kg.vocabulary import Class, Property

_TELLING: Final = (Class.PLACE, Class.OFFICE, Class.ORGANIZATION, Class.POST)
_SHARE: Final = 2 / 3  # of the articles that name a city at all; below, a paper has no usual home


@dataclass(frozen=True, slots=True)
class Articles:
    """By the IRI of a node its articles (graphs), by article its nodes, its paper and its day.

    `texts` are what nodes say of places: their names, and the divisions that they belong to.
    """

    naming: Mapping[str, Sequence[str]]
    nodes: Mapping[str, Sequence[str]]
    papers: Mapping[str, str]
    days: Mapping[str, str]
    texts: Mapping[str, Context]

    def contexts(self, node: str, known: Mapping[str, str]) -> list[Context]:
        """For each article of a node what that names besides; `known` are full names of nodes."""
        return [self._context(one, known, node) for one in self.naming.get(node, ())]

    def _context(self, article: str, known: Mapping[str, str], without: str = "") -> Context:
        found = {
            text
            for node in self.nodes[article]
            if node != without
            for text in ((known[node],) if node in known else self.texts[node])
        }
        return tuple(sorted(found))

    def span(self, node: str) -> tuple[str, ...]:
        """The first and the last day on which articles name a node, of those that are known."""
        days = {self.days[one] for one in self.naming.get(node, ()) if one in self.days}
        return tuple(sorted({min(days), max(days)})) if days else ()

    def usual_homes(self, matcher: Matcher, known: Mapping[str, str]) -> dict[str, str]:
        """For papers the full name of the city that most of their articles are about."""
        cities: defaultdict[str, Counter[int]] = defaultdict(Counter)
        telling: Counter[str] = Counter()
        for article, paper in self.papers.items():
            context = self._context(article, known)
            own = {_city(one, matcher) for one in matcher.divisions(context, "")}
            telling[paper] += bool(own)
            cities[paper].update(place.number for place in own)
        found = {}
        for paper, counted in cities.items():
            for number, count in counted.most_common(1):
                if count >= _SHARE * telling[paper]:
                    path = matcher.index.path_of(matcher.index.place(number))
                    found[paper] = "".join(path)
        return found


def _city(place: Place, matcher: Matcher) -> Place:
    """The city that a division lies in, or the division that lies in a province without one."""
    above = [one for one in matcher.index.above(place) if one.level >= Level.CITY]
    return above[-1] if above else place


def articles(store: Store) -> Articles:
    """What the articles of a store name."""
    subjects = nodes_of(store, _TELLING)
    naming = _named(store, [one.node for one in subjects])
    nodes: defaultdict[str, list[str]] = defaultdict(list)
    for node, graphs in naming.items():
        for graph in graphs:
            nodes[graph].append(node)
    papers = _by_graph(store, Property.FILE) | _by_graph(store, Property.PUBLISHER)
    texts = {one.node: (one.name, one.home) if one.home else (one.name,) for one in subjects}
    return Articles(
        naming,
        nodes,
        {graph: papers.get(graph, "") for graph in nodes},
        _by_graph(store, Property.PUBLISHED),
        texts,
    )


def _named(store: Store, nodes: Iterable[str]) -> dict[str, list[str]]:
    """By node the articles that name it, themselves or as the body or the place of another."""
    begin = iri.graph("article/", store.base)
    found = {node: _in_articles(store, node, begin) for node in nodes}
    entities = ox.NamedNode(iri.graph("entities", store.base))
    for property_ in (Property.ORGANIZATION, Property.JURISDICTION):
        for quad in store.engine.quads_for_pattern(None, ox.NamedNode(property_), None, entities):
            own, other = (str(getattr(one, "value", "")) for one in (quad.subject, quad.object))
            found.get(other, set()).update(found.get(own, ()))
    return {node: sorted(graphs) for node, graphs in found.items()}


def _in_articles(store: Store, node: str, begin: str) -> set[str]:
    graphs = {
        str(getattr(quad.graph_name, "value", ""))
        for quad in store.engine.quads_for_pattern(None, None, ox.NamedNode(node), None)
    }
    return {graph for graph in graphs if graph.startswith(begin)}


def _by_graph(store: Store, property_: str) -> dict[str, str]:
    """What a property says in each graph, the least value where there are several."""
    found: dict[str, str] = {}
    for quad in store.engine.quads_for_pattern(None, ox.NamedNode(property_), None, None):
        graph, value = (str(getattr(one, "value", "")) for one in (quad.graph_name, quad.object))
        found[graph] = min(value, found.get(graph, value))
    return found
