"""What is open or weak in a store, and what people have decided: questions, each a row of a table.

Input: a store, and below which confidence something is weak. Output: `Question` values, sorted: the
weakest first, links of one place together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pyoxigraph as ox

from kg.errors import messages
from kg.identify import Decision, kept
from kg.rdf import iri
from kg.review.described import Described, Fact
from kg.store import Store
from kg.vocabulary import (
    RDF_TYPE,
    SKOS_BROAD_MATCH,
    SKOS_PREF_LABEL,
    Class,
    Property,
)

FACT: Final = "fact"
IDENTITY: Final = "identity"
LINK: Final = "link"
KINDS: Final = (FACT, IDENTITY, LINK)


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be judged.

    `confidence` is as in the store, None where nothing measures it; `grounds` is the rule or the
    reason; `decision` is what people have said of it so far.
    """

    kind: str
    subject: str
    object: str = ""
    statement: str = ""
    confidence: float | None = None
    grounds: str = ""
    quote: str = ""
    title: str = ""
    published: str = ""
    relation: str = ""
    decision: Decision | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """The nodes that a decision would be about."""
        return tuple(sorted(filter(None, (self.subject, self.object))))


class Questions:
    """The questions of a store."""

    def __init__(self, store: Store, below: float) -> None:
        self._store = store
        self._below = below
        self._described = Described(store.engine)
        self._decided = {decision.about: decision for decision in kept(store)}

    def all(self, kinds: tuple[str, ...] = KINDS) -> Iterator[Question]:
        """The questions of these kinds, kind by kind."""
        makers = {FACT: self._facts, IDENTITY: self._identities, LINK: self._links}
        for kind in KINDS:
            if kind in kinds:
                yield from sorted(makers[kind](), key=_order)

    # -- facts

    def _facts(self) -> Iterator[Question]:
        decided = {about[0]: one for about, one in self._decided.items() if len(about) == 1}
        stated = ox.NamedNode(Property.STATED_IN)
        held = {_value(q.subject) for q in self._quads(None, stated, None, None)}
        for node in sorted(held):
            fact = self._described.fact(node)
            is_weak = fact.confidence is None or fact.confidence < self._below
            if is_weak or node in decided:
                yield self._fact(node, fact, decided.get(node))
        for node in sorted(decided.keys() - held):
            yield self._fact(node, self._left_out(node), decided[node])

    def _fact(self, node: str, fact: Fact, decision: Decision | None) -> Question:
        return Question(
            FACT, node, "", fact.statement, fact.confidence, fact.rule, fact.quote, fact.title,
            fact.published, decision=decision,
        )  # fmt: skip

    def _left_out(self, node: str) -> Fact:
        """A fact that is rejected, from what the store notes of its article."""
        article = node.rsplit("/", 2)[0].rpartition("/")[2]
        lines = self._store.noted(iri.graph(f"article/{article}", self._store.base))
        engine = ox.Store()
        engine.load("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
        return Described(engine).fact(node)

    # -- identities

    def _identities(self) -> Iterator[Question]:
        seen: set[tuple[str, ...]] = set()
        roots: dict[str, str] = {}
        identity = ox.NamedNode(Class.IDENTITY)
        for quad in self._quads(None, ox.NamedNode(RDF_TYPE), identity, None):
            told = self._described.values(_value(quad.subject))
            first, *others = told[Property.ABOUT]
            roots |= dict.fromkeys(others, first)
            for other in others:
                seen.add((first, other))
                yield self._pair(first, other, "; ".join(told[Property.REASON]))
        for first, other in self._namesakes(roots):
            if (first, other) not in seen:
                seen.add((first, other))
                yield self._pair(first, other, messages()["review-namesakes"], "?")
        for about, one in self._decided.items():
            if len(about) == 2 and about not in seen and self._is_identity(about):
                yield self._pair(
                    *about, messages()["review-decided"], "=" if one.verdict == "accepted" else "?"
                )

    def _pair(self, first: str, other: str, grounds: str, sign: str = "=") -> Question:
        one, two = map(self._called, (first, other))
        quotes = [fact.quote for fact in map(self._first_fact, (first, other)) if fact.quote]
        return Question(
            IDENTITY, first, other, f"{one} {sign} {two}", None, grounds, " | ".join(quotes),
            decision=self._decided.get(tuple(sorted((first, other)))),
        )  # fmt: skip

    def _called(self, node: str) -> str:
        """A node or an event in words."""
        return self._described.node(node) or self._described.fact(node).statement or node

    def _namesakes(self, roots: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """People of one name that nothing has joined or parted, two by two."""
        named: defaultdict[str, set[str]] = defaultdict(set)
        person = ox.NamedNode(Class.PERSON)
        for quad in self._quads(None, ox.NamedNode(RDF_TYPE), person, None):
            node = _value(quad.subject)
            named[self._described.label(node)].add(roots.get(node, node))
        for _, nodes in sorted(named.items()):
            for number, node in enumerate(sorted(nodes)):
                # With the first that is not decided yet: the next review asks about the next.
                asked = ((other, node) for other in sorted(nodes)[:number])
                yield from islice((pair for pair in asked if pair not in self._decided), 1)

    def _is_identity(self, about: tuple[str, ...]) -> bool:
        return all(node.startswith(self._store.base) for node in about)

    # -- links

    def _links(self) -> Iterator[Question]:
        seen: set[tuple[str, ...]] = set()
        subject = ox.NamedNode(Property.SUBJECT)
        for quad in self._quads(None, subject, None, None):
            told = self._described.values(_value(quad.subject))
            (node,), (entry,) = told[Property.SUBJECT], told[Property.OBJECT]
            weak = float(told[Property.CONFIDENCE][0]) < self._below
            about = tuple(sorted((node, entry)))
            if about not in seen and (weak or about in self._decided):
                seen.add(about)
                yield self._link(node, entry, told)
        for quad in self._quads(None, ox.NamedNode(Property.CANDIDATE), None, None):
            node, entry = _value(quad.subject), _value(quad.object)
            seen.add(tuple(sorted((node, entry))))
            told = defaultdict(list, {Property.JUSTIFICATION: [messages()["review-open"]]})
            yield self._link(node, entry, told, sign="?")
        for about in self._decided:
            own = [node for node in about if node.startswith(self._store.base)]
            if len(about) == 2 and len(own) == 1 and about not in seen:
                (entry,) = set(about) - {own[0]}
                told = defaultdict(list, {Property.JUSTIFICATION: [messages()["review-decided"]]})
                yield self._link(own[0], entry, told, sign="?")

    def _link(
        self, node: str, entry: str, told: defaultdict[str, list[str]], sign: str = "="
    ) -> Question:
        relation = "".join(told[Property.RELATION][:1])
        if relation == SKOS_BROAD_MATCH:
            sign = "<"
        named = self._described.values(entry)[SKOS_PREF_LABEL]
        numbers = told[Property.CONFIDENCE]
        fact = self._first_fact(node)
        return Question(
            LINK, node, entry,
            f"{self._described.node(node) or node} {sign} {''.join(named[:1]) or entry}",
            float(numbers[0]) if numbers else None, "; ".join(told[Property.JUSTIFICATION]),
            fact.quote, fact.title, fact.published, relation,
            self._decided.get(tuple(sorted((node, entry)))),
        )  # fmt: skip

    # --

    def _first_fact(self, node: str) -> Fact:
        """A fact that names a node, the same one each time."""
        facts = {
            _value(quad.subject)
            for quad in self._quads(None, None, ox.NamedNode(node), None)
            if quad.predicate.value not in (Property.REFERS_TO, Property.ABOUT)
        }
        found = (self._described.fact(one) for one in sorted(facts))
        return next((fact for fact in found if fact.quote), Fact())

    def _quads(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        object_: ox.NamedNode | None,
        graph: ox.NamedNode | None,
    ) -> Iterator[ox.Quad]:
        return self._store.engine.quads_for_pattern(subject, predicate, object_, graph)


def _order(question: Question) -> tuple[object, ...]:
    """What is not decided comes first, then what is weakest; links of a node together."""
    confidence = -1.0 if question.confidence is None else question.confidence
    if question.kind == LINK:
        return question.subject, -confidence, question.object
    return question.decision is not None, confidence, *question.about


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))
