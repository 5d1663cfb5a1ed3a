"""The terms of the ontology as the reference tells them.

Input: `ontology/zhengji.ttl` and `shapes.ttl`. Output: classes and properties in the order of
their file, with labels, comments, domain, range, alignments, and how many values a shape allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rdflib import OWL, RDFS, SH, SKOS, Graph, URIRef
from rdflib.collection import Collection

from kg.resources import data
from kg.vocabulary import ONTOLOGY_VERSION, ZJ

_DEFINED = re.compile(r"^zj:(\w+) a owl:(\w+)", re.MULTILINE)
_SHAPES = "https://w3id.org/zhengji/shapes#"
_MANY = "n"


@dataclass(frozen=True)
class Term:
    """A class or property; `aligned` are terms of other vocabularies, with their prefix."""

    name: str
    is_class: bool
    labels: dict[str, str]
    comments: dict[str, str]
    aligned: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """What its section is called."""
        return f"{self.name} {self.labels['zh']}"


class Terms:
    """All terms of the ontology."""

    def __init__(self) -> None:
        text = data("ontology", "zhengji.ttl").read_text(encoding="utf-8")
        self._graph = Graph().parse(data=text, format="turtle")
        self._shapes = Graph().parse(
            data=data("ontology", "shapes.ttl").read_bytes(), format="turtle"
        )
        terms = [
            self._term(name, is_class=kind == "Class") for name, kind in _DEFINED.findall(text)
        ]
        self.version = ONTOLOGY_VERSION
        self.classes = [term for term in terms if term.is_class]
        self.properties = [term for term in terms if not term.is_class]

    def parents(self, one: Term) -> list[Term]:
        """The classes just above a class."""
        above = {_local(iri) for iri in self._graph.objects(_zj(one.name), RDFS.subClassOf)}
        return [term for term in self.classes if term.name in above]

    def children(self, one: Term) -> list[Term]:
        """The classes just below a class."""
        return [term for term in self.classes if one in self.parents(term)]

    def ancestors(self, one: Term) -> list[Term]:
        """All classes above a class whose properties it has besides its own, the nearest first."""
        own = set(self._named(one))
        return [term for term in self._above(one) if not set(self._named(term)) <= own]

    def properties_of(self, one: Term) -> list[Term]:
        """The properties of a class: those whose domain it is, and those its shape names."""
        named = set(self._named(one))
        return [term for term in self.properties if term.name in named]

    def count(self, one: Term, property_: Term) -> str:
        """How many values a class may have of a property: 1, 0..1, 1..n or 0..n."""
        least, most = 0, _MANY
        for shape in self._shapes_of(one, property_):
            least = max(least, int(str(self._shapes.value(shape, SH.minCount) or 0)))
            most = str(self._shapes.value(shape, SH.maxCount) or most)
        return most if str(least) == most else f"{least}..{most}"

    def _shapes_of(self, one: Term, property_: Term) -> list[Any]:
        """The shapes of a class for a property, else that of the property's own name."""
        path = _zj(property_.name)
        found = list(self._shapes.subjects(SH.path, path))
        own = [shape for shape in found if (_zjs(one.name), SH.property, shape) in self._shapes]
        return own or [shape for shape in found if shape == _zjs(property_.name)]

    def _above(self, one: Term) -> list[Term]:
        parents = self.parents(one)
        return parents + [term for parent in parents for term in self._above(parent)]

    def _named(self, one: Term) -> list[str]:
        shapes = self._shapes.objects(_zjs(one.name), SH.property)
        paths = {_local(self._shapes.value(shape, SH.path)) for shape in shapes}
        return [
            term.name for term in self.properties if one.name in term.domain or term.name in paths
        ]

    def _term(self, name: str, *, is_class: bool) -> Term:
        iri, graph = _zj(name), self._graph
        above = RDFS.subClassOf if is_class else RDFS.subPropertyOf
        return Term(
            name,
            is_class,
            self._said(iri, RDFS.label),
            self._said(iri, RDFS.comment),
            self._others([*graph.objects(iri, above), *graph.objects(iri, SKOS.closeMatch)]),
            self._classes_of(graph.value(iri, RDFS.domain)),
            self._classes_of(graph.value(iri, RDFS.range)),
        )

    def _said(self, iri: URIRef, name: URIRef) -> dict[str, str]:
        told = self._graph.objects(iri, name)
        return {text.language: str(text) for text in told}  # type: ignore[attr-defined]

    def _others(self, nodes: Iterable[Any]) -> tuple[str, ...]:
        """Terms of other vocabularies, as the ontology abbreviates them."""
        manager = self._graph.namespace_manager
        return tuple(sorted(manager.qname(node) for node in nodes if not node.startswith(ZJ)))

    def _classes_of(self, node: Any) -> tuple[str, ...]:
        """The classes or the datatype that a domain or range names, those of a union in order."""
        if node is None:
            return ()
        union = self._graph.value(node, OWL.unionOf)
        if union is not None:
            return tuple(_local(one) for one in Collection(self._graph, union))
        name = _local(node)
        return (name or self._graph.namespace_manager.qname(node),)


def _zj(name: str) -> URIRef:
    return URIRef(ZJ + name)


def _zjs(name: str) -> URIRef:
    return URIRef(_SHAPES + name)


def _local(node: Any) -> str:
    """The name of a term of the ontology, empty for any other."""
    return str(node).removeprefix(ZJ) if str(node).startswith(ZJ) else ""
