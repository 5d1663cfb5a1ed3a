"""What the ontology says of classes and properties, for forms that need columns.

Input: `ontology/zhengji.ttl`. Output: classes in order, and for each the properties that its nodes
may have, its own and those of the classes above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from kg.export.arrange import Term, text_of
from kg.resources import data
from kg.vocabulary import RDF, RDF_TYPE, RDFS, RDFS_LABEL, Class, Property

_OWL: Final = "http://www.w3.org/2002/07/owl#"
_ABSTRACT: Final = (Class.ENTITY, Class.AGENT, Class.FACT, Class.EVENT, Class.STORE)
_LABELLED: Final = (Class.ENTITY,)  # whose nodes have rdfs:label


@dataclass(frozen=True, slots=True)
class Column:
    """A property of a class: its IRI, whether its values are nodes, and their datatype if not."""

    property: str
    is_node: bool
    datatype: str = ""
    comment: str = ""


@cache
def columns() -> dict[str, tuple[Column, ...]]:
    """The properties of each class that nodes have, by the IRI of the class, in order."""
    ontology = _Ontology()
    return {str(kind): tuple(ontology.columns(kind)) for kind in Class if kind not in _ABSTRACT}


@cache
def event_columns() -> tuple[Column, ...]:
    """The properties that every event has, those of a user's own kinds too."""
    return tuple(_Ontology().columns(Class.EVENT))


class _Ontology:
    """The ontology's file, read for domains, ranges and superclasses."""

    def __init__(self) -> None:
        self._store = ox.Store()
        self._store.load(data("ontology", "zhengji.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
        self._domains = {name: set(self._classes(name, f"{RDFS}domain")) for name in Property}

    def columns(self, kind: Class) -> Iterator[Column]:
        """The properties of a class."""
        above = set(self._above(kind))
        if above & set(_LABELLED) or kind == Class.GROUP:
            yield Column(RDFS_LABEL, is_node=False, comment=self._comment(RDFS_LABEL))
        for name in Property:
            if above & self._domains[name]:
                yield self._column(name)

    def _column(self, name: str) -> Column:
        types = self._values(name, RDF_TYPE)
        is_node = ox.NamedNode(f"{_OWL}ObjectProperty") in types
        ranges = self._values(name, f"{RDFS}range")
        datatype = text_of(ranges[0]) if not is_node and ranges else ""
        return Column(name, is_node, datatype, self._comment(name))

    def _comment(self, name: str) -> str:
        for value in self._values(name, f"{RDFS}comment"):
            if isinstance(value, ox.Literal) and value.language == "en":
                return value.value
        return ""

    def _above(self, kind: str) -> Iterator[str]:
        """A class and those above it."""
        yield kind
        for value in self._values(kind, f"{RDFS}subClassOf"):
            if isinstance(value, ox.NamedNode):
                yield from self._above(value.value)

    def _classes(self, name: str, property_: str) -> Iterator[str]:
        """The classes that a domain or range names, alone or as members of a union."""
        for value in self._values(name, property_):
            if isinstance(value, ox.NamedNode):
                yield value.value
                continue
            for union in self._of(value, f"{_OWL}unionOf"):
                yield from self._members(union)

    def _members(self, items: Term) -> Iterator[str]:
        for first in self._of(items, f"{RDF}first"):
            yield text_of(first)
            yield from self._members(self._of(items, f"{RDF}rest")[0])

    def _values(self, subject: str, property_: str) -> list[Term]:
        return self._of(ox.NamedNode(subject), property_)

    def _of(self, subject: Term, property_: str) -> list[Term]:
        assert isinstance(subject, ox.NamedNode | ox.BlankNode)
        quads = self._store.quads_for_pattern(subject, ox.NamedNode(property_), None, None)
        return [quad.object for quad in quads]
