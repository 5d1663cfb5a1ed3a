"""Who is who: nodes of different articles that are one, and events that several articles tell.

Input: a store. Output: its graph `identity`, recomputed as a whole: zj:Identity nodes with
zj:about for each of the nodes that are one and zj:reason for why, and zj:sameEventAs. The same
store gives the same graph. `ontology/rules/identity.toml` says what is asked of a likeness;
decisions in the store win over everything computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from kg.errors import InputError
from kg.identify.asked import Asked
from kg.identify.ballot import Ballot, read_ballots, read_decisions
from kg.identify.bodies import join_bodies, join_registered, join_short_names
from kg.identify.clusters import Clusters
from kg.identify.decisions import Decision, keep, kept, rejected
from kg.identify.events import query, same_events
from kg.identify.people import join_people
from kg.identify.reading import Reading
from kg.identify.settings import Settings, settings
from kg.rdf import iri
from kg.rdf.literal import string
from kg.rdf.terms import A, P
from kg.store import Store

__all__ = [
    "Ballot",
    "Decision",
    "check_agree",
    "identify",
    "keep",
    "kept",
    "read_ballots",
    "read_decisions",
    "rejected",
]

_FORM: Final = "2"  # raised when the same store gives other identities


def identify(store: Store) -> bool:
    """Bring the graph `identity` up to date; whether there was anything to do.

    Raises InputError if decisions of the store contradict each other.
    """
    decisions = kept(store)
    version = _version(decisions)
    if store.derived("identity") == version:
        return False
    with Asked(store) as asked:
        told = [asked.rows(query(rule)) for rule in settings().events]
        reading = Reading(store, asked)
        clusters = _decided(decisions, settings())
        join_bodies(reading, clusters, settings())
        join_registered(reading, clusters, settings())
        join_short_names(reading, clusters, settings())
        join_people(reading, clusters, settings())
        reading.unload()
        events = same_events(store, told, clusters, settings(), _decided(decisions, settings()))
    store.derive("identity", version, _triples(reading, clusters, events, store.base))
    return True


def check_agree(store: Store, decisions: list[Decision]) -> None:
    """Raises InputError if decisions, with those of the store, contradict each other."""
    held = {one.about: one for one in (*kept(store), *decisions)}
    _decided(sorted(held.values()), settings())


def _version(decisions: list[Decision]) -> str:
    """What besides the articles decides on the graph."""
    text = "\n".join(map(repr, decisions))
    return sha256(f"{_FORM}\n{settings().version}\n{text}".encode()).hexdigest()[:12]


def _decided(decisions: list[Decision], texts: Settings) -> Clusters:
    """Clusters as decisions have them, before anything is computed."""
    pairs = [(decision, decision.about) for decision in decisions if len(decision.about) == 2]
    clusters = Clusters(
        (about[0], about[1]) for decision, about in pairs if decision.verdict == "rejected"
    )
    for decision, (first, second) in pairs:
        if decision.verdict == "accepted":
            reason = texts.reason("decided", reason=decision.reason)
            if not clusters.join(first, second, reason):
                raise InputError(
                    "identify-contradiction", source="decisions", first=first, second=second
                )
    return clusters


def _triples(
    reading: Reading, clusters: Clusters, events: list[tuple[str, str]], base: str
) -> Iterator[str]:
    for nodes, reasons in clusters.all():
        members = [node for node in nodes if node in reading.labels]
        if len(members) < 2:
            continue
        node = f"<{base}identity/{iri.digest(*members)}>"
        yield f"{node} {A['IDENTITY']}"
        for member in members:
            yield f"{node} {P['ABOUT']} <{member}>"
        for reason in reasons:
            yield f"{node} {P['REASON']} {string(reason)}"
    for first, second in events:
        yield f"<{first}> {P['SAME_EVENT_AS']} <{second}>"
