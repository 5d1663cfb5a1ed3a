"""What the identity stage has to know of a store, read when it is asked for and then kept.

Input: a store. Output: people, bodies and articles as plain values; nodes are IRIs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from kg.rdf import iri
from kg.store import Store
from kg.vocabulary import RDFS_LABEL, XSD_DATE, XSD_STRING, Property

_LABEL: Final = ox.NamedNode(RDFS_LABEL)
_P: Final = {property_.name: ox.NamedNode(property_) for property_ in Property}
# Asked of the whole store: joins inside the engine are quicker than reading article by article.
_NAMED: Final = """SELECT DISTINCT ?graph ?node {{
  GRAPH <{entities}> {{ ?node <{label}> ?text }}
  GRAPH ?graph {{ ?subject ?predicate ?node }}
  FILTER(?graph != <{entities}> && ?graph != <{direct}> && ?predicate != <{post}>)
}}"""
_KINDS: Final = {"file": XSD_STRING, "publisher": XSD_STRING, "published": XSD_DATE}


@dataclass(frozen=True, slots=True, order=True)
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
        self._spread: Counter[str] = Counter()
        self._files: Counter[str] = Counter()

    @cached_property
    def labels(self) -> dict[str, str]:
        """The names of all shared nodes."""
        quads = self._engine.quads_for_pattern(None, _LABEL, None, self._entities)
        return {_value(quad.subject): _value(quad.object) for quad in quads}

    def named(self, *kinds: str) -> list[Named]:
        """All nodes of these kinds, sorted."""
        starts = tuple(f"{self._base}{kind}/" for kind in kinds)
        return [
            Named(node, name, self.jurisdiction(node))
            for node, name in sorted(self.labels.items())
            if node.startswith(starts)
        ]

    def namesakes(self, kind: str) -> list[list[Named]]:
        """Nodes of a kind that share a name with others, by name, each sorted."""
        by_name: defaultdict[str, list[Named]] = defaultdict(list)
        for named in self.named(kind):
            by_name[named.name].append(named)
        return [nodes for _, nodes in sorted(by_name.items()) if len(nodes) > 1]

    def is_plain(self, named: Named) -> bool:
        """Whether name and jurisdiction alone tell a node apart (see `kg.rdf.seats`)."""
        kind = named.node.removeprefix(self._base).partition("/")[0]
        place = "" if kind == "place" and named.name == named.jurisdiction else named.jurisdiction
        return named.node == iri.shared(kind, named.name, place, base=self._base)

    @cached_property
    def aliases(self) -> dict[str, list[str]]:
        """The nodes that articles also call by a name, by that name, each sorted."""
        quads = self._engine.quads_for_pattern(None, _P["ALT_LABEL"], None, self._entities)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for node, name in sorted((_value(quad.subject), _value(quad.object)) for quad in quads):
            found[name].append(node)
        return dict(found)

    @cached_property
    def _jurisdictions(self) -> dict[str, str]:
        quads = self._engine.quads_for_pattern(None, _P["JURISDICTION"], None, self._entities)
        return {_value(quad.subject): self.labels[_value(quad.object)] for quad in quads}

    def jurisdiction(self, node: str) -> str:
        """The name of the place a node belongs to, "" if unknown."""
        return self._jurisdictions.get(node, "")

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

    def load(self, graphs: Iterable[str]) -> None:
        """Read the settings of these articles, and how many articles name each node, at once."""
        settings = self._settings = {graph: Setting() for graph in graphs}
        if not settings:
            return
        for graph, node in self._rows(self._named()):
            if graph.startswith(self._articles):
                self._spread[node] += 1
                if graph in settings:
                    settings[graph].nodes.add(node)
        for name in _KINDS:
            for graph, value in sorted(self._said(name), reverse=True):  # of several the first
                if name == "file":
                    self._files[value] += 1
                if graph in settings:
                    setattr(settings[graph], name, value)

    def _said(self, name: str) -> Iterator[tuple[str, str]]:
        """What articles say of themselves, by graph; files are those of all their sources."""
        for quad in self._engine.quads_for_pattern(None, _P[name.upper()], None, None):
            is_fit = getattr(quad.object, "datatype", _LABEL).value == _KINDS[name]
            if is_fit and (name == "file" or "/source/" not in _value(quad.subject)):
                yield _value(quad.graph_name), _value(quad.object)

    def _named(self) -> str:
        return _NAMED.format(
            entities=self._entities.value,
            direct=iri.graph("direct", self._base),
            label=RDFS_LABEL,
            post=Property.POST,
        )

    def setting(self, graph: str) -> Setting:
        """What an article that was loaded says of itself, and the shared nodes it names."""
        return self._settings[graph]

    def _rows(self, query: str) -> Iterator[list[str]]:
        found = self._engine.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return ([_value(term) for term in row] for row in found)

    def wordings(self, node: str, graph: str) -> list[str]:
        """How an article words a node otherwise than by its name, sorted."""
        where = ox.NamedNode(graph)
        mentions = self._engine.quads_for_pattern(None, _P["REFERS_TO"], ox.NamedNode(node), where)
        return sorted(
            _value(quad.object)
            for mention in mentions
            for quad in self._engine.quads_for_pattern(mention.subject, _P["WORDING"], None, where)
        )

    def spread(self, node: str) -> int:
        """The number of articles that name a node."""
        return self._spread[node]

    @property
    def articles(self) -> int:
        """The number of articles, as often as they were found."""
        return self._files.total()

    def articles_in(self, file: str) -> int:
        """The number of articles found in a file."""
        return self._files[file]


def _value(term: object) -> str:
    """The text of an IRI or a literal."""
    return str(getattr(term, "value", ""))
