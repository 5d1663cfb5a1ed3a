"""Links as triples: what a place is, where it lies, and why that is held to be so.

Input: what subjects were found to be. Output: N-Triples lines without the full stop, for the graph
`links`. A division that a place lies in and that no article names is a place of its own, made from
its entry. Nothing is said twice: what articles name, they describe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kg.gazetteer.index import Index
from kg.gazetteer.values import Place
from kg.link.subjects import Subject
from kg.rdf import iri
from kg.rdf.literal import dated, decimal, string
from kg.rdf.terms import LABEL, TYPE, A, P
from kg.vocabulary import (
    GEO_AS_WKT,
    GEO_GEOMETRY,
    GEO_HAS_GEOMETRY,
    GEO_WKT_LITERAL,
    SKOS_BROAD_MATCH,
    SKOS_EXACT_MATCH,
    SKOS_PREF_LABEL,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a subject was found to be in one gazetteer.

    `relation` is a SKOS mapping property; with broadMatch `place` is what the subject lies in.
    """

    subject: Subject
    place: Place
    index: Index
    relation: str
    confidence: float
    reason: str
    is_alone: bool = False  # nothing but its being the only one of that name speaks for it


class Writer:
    """Writes links; nodes of the store stand for divisions that they are exactly."""

    def __init__(self, base: str, found: Iterable[Found]) -> None:
        self._base = base
        self._found = list(found)
        self._nodes: dict[str, str] = {}  # of divisions, by the IRI of their entry
        for one in self._found:
            if one.relation == SKOS_EXACT_MATCH and one.subject.is_place:
                self._nodes.setdefault(one.place.iri, one.subject.node)
        self._named = frozenset(self._nodes.values())
        self._coded: set[str] = set()
        self._placed: set[str] = set()
        self._dated: set[str] = set()
        self._described: set[str] = set()
        self._names: dict[str, str] = {}  # of entries: the first gazetteer's, one for each

    def lines(self) -> Iterator[str]:
        """All lines of the links."""
        for one in self._found:
            yield from self._link(one)
            yield self._called(one.place, one.index)
            yield from self._where(one)

    def candidates(self, subject: Subject, places: Iterable[tuple[Place, Index]]) -> Iterator[str]:
        """Entries that an undecided subject may be."""
        for place, index in places:
            yield f"<{subject.node}> {P['CANDIDATE']} <{place.iri}>"
            yield self._called(place, index)

    def _called(self, place: Place, index: Index) -> str:
        """What an entry is called, in full, for people who review links."""
        name = self._names.setdefault(place.iri, "".join(index.path_of(place)))
        return f"<{place.iri}> <{SKOS_PREF_LABEL}> {string(name)}"

    def _link(self, one: Found) -> Iterator[str]:
        about, subject = one.index.about, one.subject.node
        link = f"<{self._base}link/{iri.digest(subject, one.place.iri, about.name)}>"
        yield f"<{subject}> <{one.relation}> <{one.place.iri}>"
        yield f"{link} {A['LINK']}"
        yield f"{link} {P['SUBJECT']} <{subject}>"
        yield f"{link} {P['OBJECT']} <{one.place.iri}>"
        yield f"{link} {P['RELATION']} <{one.relation}>"
        yield f"{link} {P['CONFIDENCE']} {decimal(one.confidence)}"
        yield f"{link} {P['JUSTIFICATION']} {string(one.reason)}"
        yield f"{link} {P['GAZETTEER']} {string(about.name)}"
        if version := about.version or about.date:
            yield f"{link} {P['GAZETTEER_VERSION']} {string(version)}"
        if one.relation != SKOS_BROAD_MATCH:
            for same in one.place.same:
                yield f"<{subject}> <{one.relation}> <{same}>"

    def _where(self, one: Found) -> Iterator[str]:
        """Code, coordinates and what the subject lies in; an office lies in what it governs."""
        node = one.subject.node
        if not one.subject.is_place or one.relation == SKOS_BROAD_MATCH:
            yield from self._within(node, one.place, one.index)
            return
        yield from self._code(node, one.place)
        yield from self._point(node, one.place)
        yield from self._valid(node, one.place)
        for above in one.index.above(one.place):
            yield from self._within(node, above, one.index)
            break

    def _within(self, node: str, place: Place, index: Index) -> Iterator[str]:
        above = self._node(place)
        if above == node:
            return
        yield f"<{node}> {P['WITHIN']} <{above}>"
        if above in self._named or above in self._described:
            yield from self._point(above, place)
            yield from self._valid(above, place)
            return
        self._described.add(above)
        yield f"<{above}> {A['PLACE']}"
        yield f"<{above}> {LABEL} {string(place.name)}"
        yield from self._code(above, place)
        yield from self._point(above, place)
        yield from self._valid(above, place)
        for higher in index.above(place):
            yield from self._within(above, higher, index)
            break

    def _node(self, place: Place) -> str:
        """The node of a division: one that articles name, or one of its own."""
        made = f"{self._base}place/{iri.slug(place.name)}-{iri.digest(place.iri)}"
        return self._nodes.setdefault(place.iri, made)

    def _code(self, node: str, place: Place) -> Iterator[str]:
        """Code and scheme, of the first gazetteer that has one."""
        if place.code and place.scheme and node not in self._coded:
            self._coded.add(node)
            yield f"<{node}> {P['CODE']} {string(place.code)}"
            yield f"<{node}> {P['CODE_SCHEME']} {string(place.scheme)}"

    def _valid(self, node: str, place: Place) -> Iterator[str]:
        """From when and until when a division was there, of the first gazetteer that tells."""
        if (place.since or place.until) and node not in self._dated:
            self._dated.add(node)
            for name, day in (("VALID_FROM", place.since), ("VALID_UNTIL", place.until)):
                if day:
                    yield from (f"<{node}> {P[name]} {one}" for one in dated(day).stated)

    def _point(self, node: str, place: Place) -> Iterator[str]:
        """Coordinates, of the first gazetteer that has them (OGC GeoSPARQL 1.1, WKT)."""
        if place.lat is None or place.long is None or node in self._placed:
            return
        self._placed.add(node)
        geometry = f"<{self._base}geometry/{iri.digest(node)}>"
        wkt = _WKT.format(long=place.long, lat=place.lat)
        yield f"<{node}> {P['LAT']} {decimal(place.lat)}"
        yield f"<{node}> {P['LONG']} {decimal(place.long)}"
        yield f"<{node}> <{GEO_HAS_GEOMETRY}> {geometry}"
        yield f"{geometry} {TYPE} <{GEO_GEOMETRY}>"
        yield f"{geometry} <{GEO_AS_WKT}> {string(wkt)}^^<{GEO_WKT_LITERAL}>"


_WKT: Final = "POINT({long} {lat})"
