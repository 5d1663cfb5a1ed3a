"""What services answered, as candidates: of places that no gazetteer decides, people and bodies.

Input: a store, services with answers. Output: names to ask for, lines of candidates. A service
never decides: whether its candidate is the one meant, a person says (`kg review`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from kg.gazetteer.service import Service
from kg.link.subjects import Subject, nodes_of
from kg.rdf import iri
from kg.rdf.literal import string
from kg.rdf.terms import P
from kg.store import Store
from kg.vocabulary import (
    SKOS_CLOSE_MATCH,
    SKOS_EXACT_MATCH,
    SKOS_PREF_LABEL,
    Class,
)

# Classes of nodes by what services are asked for.
_CLASSES: Final[Mapping[str, Sequence[Class]]] = {
    "place": (Class.PLACE,),
    "person": (Class.PERSON,),
    "organization": (Class.OFFICE, Class.ORGANIZATION),
}


def unlinked(store: Store, kinds: Collection[str]) -> list[tuple[str, str]]:
    """Kinds and names of what has no exact or close link, each once, sorted."""
    graph = ox.NamedNode(iri.graph("links", store.base))
    linked = {
        str(getattr(quad.subject, "value", ""))
        for relation in (SKOS_EXACT_MATCH, SKOS_CLOSE_MATCH)
        for quad in store.engine.quads_for_pattern(None, ox.NamedNode(relation), None, graph)
    }
    return sorted(
        {(kind, one.name) for kind, one in _asked(store, kinds) if one.node not in linked}
    )


def _asked(store: Store, kinds: Collection[str]) -> Iterator[tuple[str, Subject]]:
    for kind in sorted(kinds):
        for subject in nodes_of(store, _CLASSES[kind]):
            yield kind, subject


def candidate_lines(
    store: Store,
    services: Iterable[Service],
    done: Collection[str],
    rejected: Collection[tuple[str, str]],
) -> Iterator[str]:
    """Candidates that services have for nodes that are not done, but for those rejected."""
    names: dict[str, str] = {}
    asked = [pair for pair in _asked(store, _CLASSES) if pair[1].node not in done]
    for service in services:
        for kind, subject in asked:
            for entity in service.answer(kind, subject.name) or ():
                if (subject.node, entity.iri) not in rejected:
                    yield f"<{subject.node}> {P['CANDIDATE']} <{entity.iri}>"
                    told = f"{entity.name} ({entity.description})" if entity.description else ""
                    name = names.setdefault(entity.iri, told or entity.name)
                    yield f"<{entity.iri}> <{SKOS_PREF_LABEL}> {string(name)}"
