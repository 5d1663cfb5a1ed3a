"""Decisions of people, kept in the store, winning over what is computed.

Input: `Decision` values (`kg.identify.ballot` reads them from a table). Output: zj:Decision nodes
in the graph `decisions`, which survive every rebuild. A decision about two nodes says whether they
are one, or whether an entry of a gazetteer is what a node means; about one node, a fact, whether
it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.rdf import iri
from kg.rdf.literal import string
from kg.rdf.terms import A, P
from kg.store import Store
from kg.vocabulary import Property

ACCEPTED: Final = "accepted"
REJECTED: Final = "rejected"
UNSURE: Final = "unsure"
UNDONE: Final = ""  # takes an earlier decision back
_GRAPH: Final = "decisions"


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """A verdict: `accepted`, `rejected`, `unsure` or "" about one node or two (IRIs, sorted).

    `relation` is the SKOS mapping property that a link is accepted with, "" for the one that says
    that both are one.
    """

    about: tuple[str, ...]
    verdict: str
    reason: str = ""
    relation: str = ""


def keep(store: Store, decisions: Iterable[Decision]) -> None:
    """Add decisions to those of the store; the newest about the same nodes holds.

    Facts that are rejected go at once; those of which the rejection is undone come back.
    """
    before = {decision.about: decision for decision in kept(store)}
    held = before | {decision.about: decision for decision in decisions}
    left = [decision for decision in held.values() if decision.verdict != UNDONE]
    if sorted(left) == sorted(before.values()):
        return
    lines = [line for decision in left for line in _lines(decision, store.base)]
    store.decide(lines, rejected(left))


def rejected(decisions: Iterable[Decision]) -> list[str]:
    """The facts that decisions reject."""
    return [one.about[0] for one in decisions if one.verdict == REJECTED and len(one.about) == 1]


def _lines(decision: Decision, base: str) -> Iterator[str]:
    node = f"<{base}decision/{iri.digest(*decision.about)}>"
    yield f"{node} {A['DECISION']}"
    yield f"{node} {P['VERDICT']} {string(decision.verdict)}"
    if decision.reason:
        yield f"{node} {P['REASON']} {string(decision.reason)}"
    if decision.relation:
        yield f"{node} {P['RELATION']} <{decision.relation}>"
    for about in decision.about:
        yield f"{node} {P['ABOUT']} <{about}>"


def kept(store: Store) -> list[Decision]:
    """The decisions of the store, sorted."""
    graph = ox.NamedNode(iri.graph(_GRAPH, store.base))
    found: dict[str, dict[str, list[str]]] = {}
    for quad in store.engine.quads_for_pattern(None, None, None, graph):
        values = found.setdefault(str(quad.subject), {})
        values.setdefault(quad.predicate.value, []).append(getattr(quad.object, "value", ""))
    return sorted(
        Decision(
            tuple(sorted(values[Property.ABOUT])),
            values[Property.VERDICT][0],
            values.get(Property.REASON, [""])[0],
            values.get(Property.RELATION, [""])[0],
        )
        for values in found.values()
    )
