"""JSON-LD documents of a whole store, framed by article or by entity.

Input: a store. Output: pieces of text. By article: each article with its facts inside it, then who
and what they name. By entity: each person, body, place and post with the facts in which it has a
role, under the name of the role (`visitorOf`); what belongs to no entity comes with its article
after them. A fact stands inside each entity that it names; in the graph it is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from kg.export.arrange import Arranged, Node, Resource, by_date, nodes
from kg.export.jsonld import (
    FACTS_OF,
    ROLES_OF,
    TAIL,
    Json,
    Known,
    Scope,
    Writer,
    brief_of,
    head,
    text,
)
from kg.vocabulary import RDFS_LABEL, Property

FRAMES: Final = ("article", "entity")
_BRIEFS: Final = 50_000  # shared nodes whose kind and name are remembered
_NAMES: Final = (RDFS_LABEL, Property.TITLE, Property.PUBLISHED, Property.NAME)
_STATED_IN: Final = ox.NamedNode(Property.STATED_IN)
_NAME_OF: Final = {iri: name for name, iri in ROLES_OF.items()}


def document(store: ox.Store, frame: str = "article") -> Iterator[bytes]:
    """The store as one JSON-LD document."""
    arranged = Arranged(store)
    by_entity = frame == "entity"
    yield head(arranged.base, ROLES_OF if by_entity else FACTS_OF).encode()
    objects = _by_entity(arranged) if by_entity else _by_article(arranged)
    yield from map(str.encode, text(objects))
    yield TAIL.encode()


def _by_article(arranged: Arranged) -> Iterator[Json]:
    plain = Writer(arranged.base)

    @lru_cache(maxsize=_BRIEFS)
    def brief(term: ox.NamedNode) -> Json | None:
        found = nodes(arranged.store.quads_for_pattern(term, None, None, None))
        return brief_of(plain, found[0]) if found else None

    writer = Writer(arranged.base, brief)
    arranged.note_own()
    for graph, _ in arranged.articles():
        yield from writer.article(arranged.article(graph))
    yield from map(plain.node, arranged.shared())


def _by_entity(arranged: Arranged) -> Iterator[Json]:
    facts = _Facts(arranged)
    arranged.note_own()
    for node in arranged.shared():
        yield facts.entity(node)
    for graph, _ in arranged.articles():
        yield from facts.rest(arranged.article(graph))


class _Facts:
    """Facts as objects that stand inside what they name."""

    def __init__(self, arranged: Arranged) -> None:
        self._arranged = arranged
        self._store = arranged.store
        self._plain = plain = Writer(arranged.base)
        read = self._store.quads_for_pattern

        @lru_cache(maxsize=_BRIEFS)
        def brief(term: ox.NamedNode) -> Json | None:
            found = nodes(read(term, None, None, None))
            return brief_of(plain, found[0], *_NAMES) if found else None

        self._writer = Writer(arranged.base, brief)

    def entity(self, node: Node) -> Json:
        """A shared node with the facts that give it a role."""
        made = self._plain.node(node)
        roles: defaultdict[str, list[Node]] = defaultdict(list)
        for quad in self._store.quads_for_pattern(None, None, node.subject, None):
            name = _NAME_OF.get(quad.predicate.value)
            if name and self._is_fact(quad.subject):
                roles[name].append(_read(self._store, quad.subject))
        for name in sorted(roles, key=list(ROLES_OF).index):
            found = [self._fact(fact) for fact in sorted(roles[name], key=by_date)]
            made[name] = found[0] if len(found) == 1 else found
        return made

    def rest(self, article: list[Node]) -> Iterator[Json]:
        """What an article holds that stands inside no entity."""
        known = {node.subject: node for node in article}
        placed: set[Resource] = set()
        for node in article:
            if self._is_placed(node):
                scope = Scope(known)
                self._writer.nested(node, scope)
                placed |= scope.placed | {node.subject}
        scope = Scope({subject: known[subject] for subject in known.keys() - placed})
        for node in article:
            if node.subject not in placed | scope.placed:
                yield self._writer.nested(node, scope)

    def _fact(self, fact: Node) -> Json:
        return self._writer.nested(fact, Scope(_Inner(self._store)))

    def _is_fact(self, subject: Resource) -> bool:
        return any(self._store.quads_for_pattern(subject, _STATED_IN, None, None))

    def _is_placed(self, node: Node) -> bool:
        return Property.STATED_IN in node.properties and any(
            name in _NAME_OF and self._is_shared(value)
            for name, values in node.properties.items()
            for value in values
        )

    def _is_shared(self, term: object) -> bool:
        """Whether a node is told by itself, outside articles."""
        if not isinstance(term, ox.NamedNode | ox.BlankNode):
            return False
        quads = self._store.quads_for_pattern(term, None, None, None)
        return any(
            quad.graph_name in self._arranged.other_graphs for quad in quads
        ) and not self._arranged.is_own(term)


class _Inner(Known):
    """The nodes of a store that may stand inside a fact: its evidence, stops, items, groups."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def get(self, subject: Resource, /) -> Node | None:
        """A node, read from the store."""
        found = nodes(self._store.quads_for_pattern(subject, None, None, None))
        return found[0] if found else None


def _read(store: ox.Store, subject: Resource) -> Node:
    return nodes(store.quads_for_pattern(subject, None, None, None))[0]
