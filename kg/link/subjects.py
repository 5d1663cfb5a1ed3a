"""What of a store can be linked: places, and offices by the place that they govern.

Input: a store. Output: `Subject` values, sorted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.rdf import iri
from kg.store import Store
from kg.vocabulary import RDF_TYPE, RDFS_LABEL, Class, Property

_TYPE: Final = ox.NamedNode(RDF_TYPE)
_LABEL: Final = ox.NamedNode(RDFS_LABEL)
_JURISDICTION: Final = ox.NamedNode(Property.JURISDICTION)
_KINDS: Final = (Class.PLACE, Class.OFFICE)


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """A node (IRI) to be linked: its name and the name of the place it belongs to, "" if none.

    `days` are the first and the last on which articles name it, where that matters.
    """

    node: str
    name: str
    home: str
    is_place: bool
    days: tuple[str, ...] = ()


def subjects(store: Store) -> list[Subject]:
    """All places and offices of a store, by their IRIs."""
    return nodes_of(store, _KINDS)


def nodes_of(store: Store, kinds: Iterable[Class]) -> list[Subject]:
    """All shared nodes of some classes, by their IRIs."""
    entities = ox.NamedNode(iri.graph("entities", store.base))
    labels = {
        _value(quad.subject): _value(quad.object)
        for quad in store.engine.quads_for_pattern(None, _LABEL, None, entities)
    }
    homes = {
        _value(quad.subject): labels[_value(quad.object)]
        for quad in store.engine.quads_for_pattern(None, _JURISDICTION, None, entities)
    }
    return sorted(
        Subject(node, labels[node], homes.get(node, ""), kind == Class.PLACE)
        for kind in kinds
        for quad in store.engine.quads_for_pattern(None, _TYPE, ox.NamedNode(kind), entities)
        if (node := _value(quad.subject)) in labels
    )


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))
