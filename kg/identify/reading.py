"""What the identity stage has to know of a store, asked at once, read when it is needed and kept.

Input: a store. Output: people, bodies and articles as plain values; nodes are IRIs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from sys import intern
from typing import Final

import pyoxigraph as ox

from kg.identify.asked import Asked
from kg.rdf import iri
from kg.store import Store
from kg.vocabulary import RDFS_LABEL, XSD_DATE, XSD_STRING, Property

_P: Final = {property_.name: ox.NamedNode(property_) for property_ in Property}
# Asked of the whole store: joins and counts inside the engine are quicker than reading quads.
_TEXTS: Final = "SELECT ?node ?text {{ GRAPH <{entities}> {{ ?node <{property}> ?text }} }}"
_POSTS: Final = f"""SELECT DISTINCT ?holder ?post {{
  GRAPH ?graph {{ ?tenure <{Property.HOLDER}> ?holder ; <{Property.POST}> ?post }}
}}"""
_NAMED: Final = f"""SELECT DISTINCT ?graph ?node {{{{
  GRAPH <{{entities}}> {{{{ ?node <{RDFS_LABEL}> ?text }}}}
  GRAPH ?graph {{{{ ?subject ?predicate ?node }}}}
  FILTER(?graph != <{{entities}}> && ?graph != <{{direct}}> && ?predicate != <{Property.POST}>)
}}}}"""
_FILES: Final = f"""SELECT ?file (COUNT(*) AS ?count) {{{{
  GRAPH ?graph {{{{ ?source <{Property.FILE}> ?file }}}} FILTER(DATATYPE(?file) = <{{kind}}>)
}}}} GROUP BY ?file"""
_SAID: Final = """SELECT ?subject ?value {{
  GRAPH ?graph {{ ?subject <{property}> ?value }} FILTER(DATATYPE(?value) = <{kind}>)
}}"""
_NAMES: Final = {
    "label": RDFS_LABEL, "other": Property.ALT_LABEL, "jurisdiction": Property.JURISDICTION
}  # fmt: skip
_KINDS: Final = {"file": XSD_STRING, "publisher": XSD_STRING, "published": XSD_DATE}


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A shared node: its name and the name of the place it belongs to ("" if unknown)."""

    node: str
    name: str
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person, and the labels of posts, sorted."""

    named: Named
    posts: tuple[str, ...]


@dataclass(slots=True)
class Setting:
    """What an article says besides: where and when it stood, and whom and what it names."""

    file: str = ""
    publisher: str = ""
    published: str = ""
    nodes: list[str] = field(default_factory=list)


class Reading:
    """A store as the identity stage sees it."""

    def __init__(self, store: Store, asked: Asked) -> None:
        self._store = store
        self._base = store.base
        self._asked = {name: asked.rows(query) for name, query in _queries(store.base)}
        self._articles = iri.graph("article/", store.base)
        self._settings: dict[str, Setting] = {}
        self._of: dict[str, tuple[str, ...]] = {}
        self._spread: Counter[str] = Counter()
        self._files: Counter[str] = Counter()

    @cached_property
    def labels(self) -> dict[str, str]:
        """The names of all shared nodes."""
        return {intern(node): name for node, name in self._asked["label"]}

    @cached_property
    def _by_kind(self) -> dict[str, list[Named]]:
        found: defaultdict[str, list[Named]] = defaultdict(list)
        start = len(self._base)
        for node, name in sorted(self.labels.items()):
            kind = node[start : node.find("/", start)]
            found[kind].append(Named(node, name, self.jurisdiction(node)))
        return found

    def named(self, *kinds: str) -> list[Named]:
        """All nodes of these kinds, sorted."""
        return [named for kind in sorted(kinds) for named in self._by_kind.get(kind, ())]

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
        found: defaultdict[str, list[str]] = defaultdict(list)
        for node, name in sorted(self._asked["other"]):
            found[name].append(node)
        return dict(found)

    @cached_property
    def _jurisdictions(self) -> dict[str, str]:
        return {node: self.labels[place] for node, place in self._asked["jurisdiction"]}

    def jurisdiction(self, node: str) -> str:
        """The name of the place a node belongs to, "" if unknown."""
        return self._jurisdictions.get(node, "")

    def person(self, named: Named) -> Person:
        """A person with the posts that articles give."""
        return Person(named, self._posts.get(named.node, ()))

    @cached_property
    def _posts(self) -> dict[str, tuple[str, ...]]:
        """The labels of the posts of each person, sorted."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for node, post in self._asked["post"]:
            found[node].add(self.labels[post])
        return {node: tuple(sorted(posts)) for node, posts in found.items()}

    def load(self, people: Iterable[Person], page: int) -> None:
        """Read the articles of these people and their settings, and how many articles name each
        node, at once. Files are read only if some have no more than `page` articles.
        """
        wanted = {person.named.node for person in people}
        if not wanted:
            return
        self._load_articles(wanted)
        settings = self._settings
        for graph, node in self._asked["named"]:
            if graph in settings:
                settings[graph].nodes.append(intern(node))
        self._files = Counter({file: int(count) for file, count in self._asked["files"]})
        names = _KINDS if min(self._files.values(), default=0) <= page else _KINDS.keys() - {"file"}
        for name in names:
            for graph, value in self._said(name):
                if graph in settings:
                    self._say(settings[graph], name, value)

    def _load_articles(self, wanted: Container[str]) -> None:
        """Read which articles name these nodes, and how many name each."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for graph, node in self._asked["named"]:
            if graph.startswith(self._articles):
                self._spread[intern(node)] += 1
                if node in wanted:
                    found[intern(node)].append(intern(graph))
        self._of = {node: tuple(sorted(graphs)) for node, graphs in found.items()}
        self._settings = {graph: Setting() for graphs in self._of.values() for graph in graphs}

    @staticmethod
    def _say(setting: Setting, name: str, value: str) -> None:
        """Note what an article says of itself; of several values the first in order stays."""
        before = getattr(setting, name)
        if not before or value < before:
            setattr(setting, name, intern(value))

    def _said(self, name: str) -> Iterator[tuple[str, str]]:
        """What articles say of themselves, by graph; files are those of all their sources."""
        articles, graphs = f"{self._base}article/", self._articles
        for subject, value in self._asked[name]:
            article, source, _ = subject.removeprefix(articles).partition("/")
            if name == "file" or not source:
                yield graphs + article, value

    def unload(self) -> None:
        """Let go of all but the names of nodes."""
        self._of, self._settings = {}, {}
        self._spread.clear()
        for name in ("_by_kind", "_posts", "_jurisdictions", "aliases"):
            self.__dict__.pop(name, None)

    def articles_of(self, person: Person) -> tuple[str, ...]:
        """The graphs of the articles that name a person, sorted, if they were loaded."""
        return self._of[person.named.node]

    def setting(self, graph: str) -> Setting:
        """What an article that was loaded says of itself, and the shared nodes it names."""
        return self._settings[graph]

    def wordings(self, node: str, graph: str) -> list[str]:
        """How an article words a node otherwise than by its name, sorted."""
        where = ox.NamedNode(graph)
        mentions = self._store.engine.quads_for_pattern(
            None, _P["REFERS_TO"], ox.NamedNode(node), where
        )
        return sorted(
            _value(quad.object)
            for mention in mentions
            for quad in self._store.engine.quads_for_pattern(
                mention.subject, _P["WORDING"], None, where
            )
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


def _queries(base: str) -> Iterator[tuple[str, str]]:
    """All that is asked, by name."""
    entities, direct = iri.graph("entities", base), iri.graph("direct", base)
    for name, property_ in _NAMES.items():
        yield name, _TEXTS.format(entities=entities, property=property_)
    yield "post", _POSTS
    yield "named", _NAMED.format(entities=entities, direct=direct)
    yield "files", _FILES.format(kind=XSD_STRING)
    for name, kind in _KINDS.items():
        yield name, _SAID.format(property=Property[name.upper()].value, kind=kind)


def _value(term: object) -> str:
    """The text of an IRI or a literal."""
    return str(getattr(term, "value", ""))
