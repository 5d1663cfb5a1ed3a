"""What articles share: people, bodies, places and posts, their IRIs and their lines.

Input: the mentions of one record. Output: N-Quads lines of the graph `entities`. All that is
said of a node follows from its IRI's content, but for `zj:altLabel`, which mentions give.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kg.lexicon import Lexicons
from kg.model import Mention, Record, Tenure
from kg.rdf import iri
from kg.rdf.literal import string
from kg.rdf.terms import LABEL, TYPE, P
from kg.resources import data


class Entities:
    """The shared nodes that an article names: their IRIs and their lines."""

    def __init__(self, record: Record, base: str) -> None:
        self.lines: list[str] = []
        self._article = record.article
        self._base = base
        self._graph = f" <{iri.graph('entities', base)}> ."
        self._officials = {tenure.person.name for tenure in record.posts}
        self._given: dict[tuple[str, str], str] = {}
        for mention in _mentions(record):
            if mention.jurisdiction:
                key = _kind(mention.kind, mention.name), mention.name
                self._given.setdefault(key, mention.jurisdiction)
        self._nodes: dict[tuple[str, ...], str] = {}

    def node(self, kind: str, name: str, given: str = "") -> str:
        """The node of that name, `<…>`; `given` is the jurisdiction its mention has."""
        kind = _kind(kind, name)
        key = (kind, name, given)
        if key not in self._nodes:
            self._nodes[key] = self._named(kind, name, self.place(kind, name, given))
        return self._nodes[key]

    def place(self, kind: str, name: str, given: str = "") -> str:
        """The jurisdiction: as the mention gives it, else another mention of that name, else
        the home of the paper; in the paper's own words where these say more.
        """
        home = self._article.home
        found = given or self._given.get((kind, name), home)
        return home if home.endswith(found) else found

    def post(self, tenure: Tenure) -> str:
        """The node of the post; two bodies of one jurisdiction may have posts of one label."""
        person, body = tenure.person, tenure.organization
        if body in _lexicon("generic-names"):
            body = None  # a word that stands for a body named elsewhere
        place = self.place("Person", person.name, person.jurisdiction)
        key = ("Post", tenure.post, place, body or "")
        if key not in self._nodes:
            if body:
                organization = self.node("Organization", body)
                node = self._add("Post", tenure.post, place, organization)
                self._line(node, P["ORGANIZATION"], organization)
            else:
                node = self._add("Post", tenure.post, place)
            self._nodes[key] = node
        return self._nodes[key]

    def alias(self, node: str, wording: str) -> None:
        """Give the node another label."""
        self._line(node, P["ALT_LABEL"], string(wording))

    def _named(self, kind: str, name: str, place: str) -> str:
        if kind == "Person" and name not in self._officials:
            node = f"<{iri.shared(kind, name, self._article.key, base=self._base)}>"
            return self._describe(node, kind, name)
        return self._add(kind, name, "" if kind == "Place" and name == place else place)

    def _add(self, kind: str, name: str, place: str, *key: str) -> str:
        """Write a node of that jurisdiction; `key` is what else tells it apart."""
        node = f"<{iri.shared(kind, name, place, *key, base=self._base)}>"
        self._describe(node, kind, name)
        if place:
            self._line(node, P["JURISDICTION"], self._add("Place", place, ""))
        return node

    def _describe(self, node: str, kind: str, name: str) -> str:
        self._line(node, TYPE, f"<{iri.term(kind)}>")
        self._line(node, LABEL, string(name))
        return node

    def _line(self, subject: str, predicate: str, object_: str) -> None:
        self.lines.append(f"{subject} {predicate} {object_}{self._graph}")


def _mentions(record: Record) -> Iterator[Mention]:
    """All mentions; those of people with posts first."""
    for tenure in record.posts:
        yield tenure.person
    for event in record.events:
        for _, mentions in event.roles:
            yield from mentions


def is_short_form(wording: str, name: str) -> bool:
    """Whether a wording is a name's short form: its characters, in order, and not generic.

    Pronouns, titles and words such as "the company" are none.
    """
    if not 2 <= len(wording) < len(name) or wording in _lexicon("generic-names"):
        return False
    rest = iter(name)
    return all(character in rest for character in wording)


def _kind(kind: str, name: str) -> str:
    """The kind given, but Office for a body whose name ends as those of organs do."""
    if kind == "Organization" and name.endswith(_lexicon("office-ends")):
        return "Office"
    return kind


@cache
def _lexicon(name: str) -> tuple[str, ...]:
    return Lexicons([data("ontology", "lexicon")]).words(name)
