"""What articles share: people, bodies, places and posts, their IRIs and their lines.

Input: the mentions of one record. Output: N-Quads lines of the graph `entities`. All that is
said of a node follows from its IRI's content, but for `zj:altLabel`, which mentions give.
`kg.rdf.seats` says what besides its name a node's IRI is made from.
"""

from __future__ import annotations

from kg.model import Record, Tenure
from kg.rdf import iri
from kg.rdf.literal import string
from kg.rdf.seats import Seated, Seats, lexicon, mentions
from kg.rdf.terms import LABEL, TYPE, P


class Entities:
    """The shared nodes that an article names: their IRIs and their lines."""

    def __init__(self, record: Record, base: str) -> None:
        self.lines: list[str] = []
        self._home = record.article.home
        self._base = base
        self._graph = f" <{iri.graph('entities', base)}> ."
        self._given: dict[tuple[str, str], str] = {}
        for mention in mentions(record):
            if mention.jurisdiction:
                key = _kind(mention.kind, mention.name), mention.name
                self._given.setdefault(key, mention.jurisdiction)
        self._seats = Seats(record)
        self._nodes: dict[tuple[str, ...], str] = {}

    def node(self, kind: str, name: str, given: str = "") -> str:
        """The node of that name, `<…>`; `given` is the jurisdiction its mention has."""
        kind = _kind(kind, name)
        key = (kind, name, given)
        if key not in self._nodes:
            seated = self._given_to(kind, name, given) or self._seats.of(kind, name)
            self._nodes[key] = self._add(kind, name, seated)
        return self._nodes[key]

    def post(self, tenure: Tenure) -> str:
        """The node of the post; two bodies of one jurisdiction may have posts of one label."""
        person, body = tenure.person, tenure.organization
        if body in lexicon("generic-names"):
            body = None  # a word that stands for a body named elsewhere
        given = self._given_to("Person", person.name, person.jurisdiction)
        seated = given or self._seats.of_post(tenure)
        key = ("Post", tenure.post, seated.place, body or "", *seated.key)
        if key not in self._nodes:
            if body:
                organization = self.node("Organization", body)
                seated = Seated(seated.place, (*seated.key, organization))
                node = self._add("Post", tenure.post, seated)
                self._line(node, P["ORGANIZATION"], organization)
            else:
                node = self._add("Post", tenure.post, seated)
            self._nodes[key] = node
        return self._nodes[key]

    def _given_to(self, kind: str, name: str, given: str) -> Seated | None:
        """The jurisdiction that a mention gives, this or another of that name, if there is one; in
        the paper's own words where these say more.
        """
        found = given or self._given.get((kind, name), "")
        if not found:
            return None
        home = self._home
        return Seated(home if home.endswith(found) else found)

    def alias(self, node: str, wording: str) -> None:
        """Give the node another label."""
        self._line(node, P["ALT_LABEL"], string(wording))

    def _add(self, kind: str, name: str, seated: Seated) -> str:
        """Write a node seated there."""
        place = "" if kind == "Place" and name == seated.place else seated.place
        node = f"<{iri.shared(kind, name, *seated.parts(place), base=self._base)}>"
        self._describe(node, kind, name)
        if place and seated.is_stated:
            self._line(node, P["JURISDICTION"], self._add("Place", place, Seated()))
        return node

    def _describe(self, node: str, kind: str, name: str) -> str:
        self._line(node, TYPE, f"<{iri.term(kind)}>")
        self._line(node, LABEL, string(name))
        return node

    def _line(self, subject: str, predicate: str, object_: str) -> None:
        self.lines.append(f"{subject} {predicate} {object_}{self._graph}")


def is_short_form(wording: str, name: str) -> bool:
    """Whether a wording is a name's short form: its characters, in order, and not generic.

    Pronouns, titles and words such as "the company" are none.
    """
    if not 2 <= len(wording) < len(name) or wording in lexicon("generic-names"):
        return False
    rest = iter(name)
    return all(character in rest for character in wording)


def _kind(kind: str, name: str) -> str:
    """The kind given, but Office for a body whose name ends as those of organs do."""
    if kind == "Organization" and name.endswith(lexicon("office-ends")):
        return "Office"
    return kind
