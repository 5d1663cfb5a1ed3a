"""What the identity stage has to know of a store, read when it is asked for and then kept.

Input: a store. Output: people, bodies and articles as plain values; nodes are IRIs.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from kg.rdf import iri
from kg.store import Store
from kg.vocabulary import RDFS_LABEL, Property

_LABEL: Final = ox.NamedNode(RDFS_LABEL)
_P: Final = {property_.name: ox.NamedNode(property_) for property_ in Property}


@dataclass(frozen=True, slots=True)
class Named:
    """A shared node: its name and the name of the place it belongs to ("" if unknown)."""

    node: str
    name: str
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person: the labels of posts and the articles' graphs, both sorted."""

    named: Named
    posts: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(slots=True)
class Setting:
    """What an article says besides: where and when it stood, and whom and what it names."""

    file: str = ""
    publisher: str = ""
    published: str = ""
    nodes: set[str] = field(default_factory=set)


class Reading:
    """A store as the identity stage sees it."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self._base = store.base
        self._entities = ox.NamedNode(iri.graph("entities", store.base))
        self._articles = iri.graph("article/", store.base)
        self._settings: dict[str, Setting] = {}
        self._jurisdictions: dict[str, str] = {}
        self._spread: dict[str, int] = {}
        self._files: dict[str, int] = {}

    @cached_property
    def labels(self) -> dict[str, str]:
        """The names of all shared nodes."""
        quads = self._engine.quads_for_pattern(None, _LABEL, None, self._entities)
        return {_value(quad.subject): _value(quad.object) for quad in quads}

    def namesakes(self, *kinds: str) -> list[list[Named]]:
        """Nodes of these kinds that share a name with others, by name, each sorted."""
        starts = tuple(f"{self._base}{kind}/" for kind in kinds)
        by_name: defaultdict[str, list[str]] = defaultdict(list)
        for node, name in self.labels.items():
            if node.startswith(starts):
                by_name[name].append(node)
        return [
            [Named(node, name, self.jurisdiction(node)) for node in sorted(nodes)]
            for name, nodes in sorted(by_name.items())
            if len(nodes) > 1
        ]

    def jurisdiction(self, node: str) -> str:
        """The name of the place a node belongs to, "" if unknown."""
        if node not in self._jurisdictions:
            pattern = (ox.NamedNode(node), _P["JURISDICTION"], None, self._entities)
            found = next(self._engine.quads_for_pattern(*pattern), None)
            name = "" if found is None else self.labels.get(_value(found.object), "")
            self._jurisdictions[node] = name
        return self._jurisdictions[node]

    def person(self, named: Named) -> Person:
        """Posts and articles of a person."""
        posts: set[str] = set()
        articles: set[str] = set()
        for quad in self._engine.quads_for_pattern(None, None, ox.NamedNode(named.node), None):
            graph = _value(quad.graph_name)
            if not graph.startswith(self._articles):
                continue
            articles.add(graph)
            if quad.predicate == _P["HOLDER"]:
                held = self._engine.quads_for_pattern(
                    quad.subject, _P["POST"], None, quad.graph_name
                )
                posts.update(self.labels[_value(post.object)] for post in held)
        return Person(named, tuple(sorted(posts)), tuple(sorted(articles)))

    def setting(self, graph: str) -> Setting:
        """What an article's graph says of the article, and the shared nodes it names."""
        if graph not in self._settings:
            self._settings[graph] = self._read(graph)
        return self._settings[graph]

    def _read(self, graph: str) -> Setting:
        setting = Setting()
        for quad in self._engine.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
            if isinstance(quad.object, ox.NamedNode):
                if quad.object.value in self.labels:
                    setting.nodes.add(quad.object.value)
            elif quad.predicate == _P["FILE"]:
                setting.file = _value(quad.object)
            elif quad.predicate == _P["PUBLISHER"]:
                setting.publisher = _value(quad.object)
            elif quad.predicate == _P["PUBLISHED"]:
                setting.published = _value(quad.object)
        return setting

    def wordings(self, node: str, graph: str) -> list[str]:
        """How an article words a node otherwise than by its name, sorted."""
        where = ox.NamedNode(graph)
        mentions = self._engine.quads_for_pattern(None, _P["REFERS_TO"], ox.NamedNode(node), where)
        return sorted(
            _value(quad.object)
            for mention in mentions
            for quad in self._engine.quads_for_pattern(mention.subject, _P["WORDING"], None, where)
        )

    def is_post(self, node: str) -> bool:
        """Whether a node is a post."""
        return node.startswith(f"{self._base}post/")

    def spread(self, node: str) -> int:
        """The number of articles that name a node."""
        if node not in self._spread:
            quads = self._engine.quads_for_pattern(None, None, ox.NamedNode(node), None)
            graphs = {_value(quad.graph_name) for quad in quads}
            self._spread[node] = sum(graph.startswith(self._articles) for graph in graphs)
        return self._spread[node]

    @cached_property
    def articles(self) -> int:
        """The number of articles."""
        pattern = (None, _P["TEXT_HASH"], None, None)
        return sum(1 for _ in self._engine.quads_for_pattern(*pattern))

    def articles_in(self, file: str) -> int:
        """The number of articles found in a file."""
        if file not in self._files:
            pattern = (None, _P["FILE"], ox.Literal(file), None)
            self._files[file] = sum(1 for _ in self._engine.quads_for_pattern(*pattern))
        return self._files[file]


def _value(term: object) -> str:
    """The text of an IRI or a literal."""
    return str(getattr(term, "value", ""))
