"""Which events of different articles are one: zj:sameEventAs.

Input: a store, settings and the clusters of people, bodies and places. Output: pairs of events.
Two accounts are of one event if kind and full date are the same, each role that the settings
name has a holder in common, and nothing stated keeps them apart (the time of day).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, permutations

import pyoxigraph as ox

from kg.identify.asked import Rows
from kg.identify.clusters import Clusters
from kg.identify.settings import SameEvent, Settings
from kg.rdf import iri
from kg.store import Store
from kg.vocabulary import RDF_TYPE, XSD_DATE, Property

_TRIGGER = ox.NamedNode(Property.TRIGGER)
_QUERY = """SELECT ?event ?graph ?date ?time ?name {keys} {{
  GRAPH ?graph {{
    ?event <{type}> <{kind}> ; <{stated}> ?date .
    {roles}
    OPTIONAL {{ ?event <{time}> ?time }}
    OPTIONAL {{ ?event <{name}> ?name }}
  }}
  FILTER(DATATYPE(?date) = <{day}>)
}}"""


@dataclass(frozen=True, slots=True, order=True)
class _Account:
    """One article's account of an event; `period` is the time of day as far as it matters."""

    event: str
    graph: str
    period: int | None


def same_events(
    store: Store, told: Iterable[Rows], clusters: Clusters, settings: Settings, events: Clusters
) -> list[tuple[str, str]]:
    """Pairs of events that are one, in both directions, sorted.

    `told` are the answers to `query` by rule; `events` are clusters that decisions have begun.
    """
    for rule, rows in zip(settings.events, told, strict=True):
        for accounts in _accounts(rows, rule, clusters, settings).values():
            for first, second in combinations(sorted(accounts), 2):
                apart = None not in (first.period, second.period) and first.period != second.period
                if first.graph != second.graph and not apart:
                    events.join(first.event, second.event)
    return sorted(
        pair
        for members, _ in events.all()
        for pair in permutations([node for node in members if _is_event(store, node)], 2)
    )


def _is_event(store: Store, node: str) -> bool:
    quads = store.engine.quads_for_pattern(ox.NamedNode(node), _TRIGGER, None, None)
    return next(quads, None) is not None


def _accounts(
    rows: Rows, rule: SameEvent, clusters: Clusters, settings: Settings
) -> dict[tuple[str, ...], set[_Account]]:
    """Accounts by what makes them one: date, name if it counts, a holder of each role."""
    found: defaultdict[tuple[str, ...], set[_Account]] = defaultdict(set)
    for row in rows:
        event, graph, day, time, name, *holders = row
        key = (day, name if rule.same_name else "", *map(clusters.root, holders))
        found[key].add(_Account(event, graph, settings.period(time)))
    return {key: accounts for key, accounts in found.items() if len(accounts) > 1}


def query(rule: SameEvent) -> str:
    """What to ask for the events that a rule is about."""
    keys = [f"?r{number}" for number in range(len(rule.overlap))]
    roles = " ".join(
        f"?event <{iri.term(role)}> {key} ." for role, key in zip(rule.overlap, keys, strict=True)
    )
    return _QUERY.format(
        keys=" ".join(keys), type=RDF_TYPE, kind=iri.term(rule.kind), roles=roles,
        stated=Property.STATED_DATE, time=Property.TIME_OF_DAY, name=Property.NAME, day=XSD_DATE,
    )  # fmt: skip
