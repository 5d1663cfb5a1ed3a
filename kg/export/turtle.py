"""Turtle and TriG made for reading: prefixes, one subject a block, the same bytes every time.

Input: nodes in order. Output: text. IRIs below the base are written relative to it, those of
known vocabularies with a prefix; literals keep their lexical form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from kg.export.arrange import Node, Term
from kg.sparql import PREFIXES
from kg.vocabulary import RDF_TYPE, XSD_BOOLEAN, XSD_INTEGER, XSD_STRING

NAMESPACES: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "void": "http://rdfs.org/ns/void#",
    **PREFIXES,
}
_HEADED: Final = (
    "dcterms",
    "geo",
    "owl",
    "rdf",
    "rdfs",
    "skos",
    "xsd",
    "zj",
)  # what a store's graph needs
_LOCAL: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
RELATIVE: Final = re.compile(r"[^\W_][\w.~%·-]*(?:/[\w~%·-][\w.~%·-]*)*")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_SPLIT: Final = re.compile(r"(.*[#/])([^#/]*)", re.DOTALL)
_PREFIX_OF: Final = {namespace: prefix for prefix, namespace in NAMESPACES.items()}
_INDENT: Final = "    "


class Turtle:
    """Writes nodes as blocks. `base` is what relative IRIs are resolved against, or empty."""

    def __init__(self, base: str = "", prefixes: Iterable[str] = _HEADED) -> None:
        self.base = base
        self._prefixes = tuple(prefixes)
        self._iris: dict[str, str] = {}

    def head(self) -> str:
        """The declarations that come before the first block."""
        lines = [f"@prefix {prefix}: <{NAMESPACES[prefix]}> ." for prefix in self._prefixes]
        if self.base:
            lines.insert(0, f"@base <{self.base}> .")
        return "".join(f"{line}\n" for line in lines)

    def block(self, node: Node, indent: str = "") -> str:
        """One subject with all its properties, and a line feed before it."""
        rows = []
        for name, values in node.properties.items():
            verb = "a" if name == RDF_TYPE else self.iri(name)
            rows.append(f"{verb} {', '.join(map(self.term, values))}")
        inside = f" ;\n{indent}{_INDENT}".join(rows)
        return f"\n{indent}{self.term(node.subject)} {inside} .\n"

    def term(self, term: Term) -> str:
        """A term as Turtle writes it."""
        if isinstance(term, ox.NamedNode):
            return self.iri(term.value)
        if isinstance(term, ox.Triple):
            return f"<<( {' '.join(map(self.term, term))} )>>"
        return self._literal(term) if isinstance(term, ox.Literal) else str(term)

    def _literal(self, term: ox.Literal) -> str:
        text, datatype = term.value, term.datatype.value
        if datatype == XSD_STRING or term.language:
            return str(term)
        bare = datatype == XSD_INTEGER and _INTEGER.fullmatch(text)
        if bare or (datatype == XSD_BOOLEAN and text in ("true", "false")):
            return text
        return f"{ox.Literal(text)}^^{self.iri(datatype)}"

    def iri(self, iri: str) -> str:
        """An IRI: prefixed, relative or in full. Prefixed and vocabulary IRIs are remembered."""
        known = self._iris.get(iri)
        if known is not None:
            return known
        if self.base and iri.startswith(self.base) and RELATIVE.fullmatch(iri, len(self.base)):
            return f"<{iri[len(self.base) :]}>"
        split = _SPLIT.fullmatch(iri)
        prefix = _PREFIX_OF.get(split[1]) if split else None
        if split and prefix in self._prefixes and _LOCAL.fullmatch(split[2]):
            self._iris[iri] = f"{prefix}:{split[2]}"
            return self._iris[iri]
        return f"<{iri}>"


def prefixes_of(nodes: Iterable[Node]) -> list[str]:
    """The prefixes that writing these nodes would use."""
    return sorted({prefix for iri in _iris(nodes) if (prefix := _prefix(iri))})


def _prefix(iri: str) -> str:
    split = _SPLIT.fullmatch(iri)
    return _PREFIX_OF.get(split[1], "") if split and _LOCAL.fullmatch(split[2]) else ""


def _iris(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        for name, values in node.properties.items():
            if name != RDF_TYPE:
                yield name
            for term in (node.subject, *values):
                if isinstance(term, ox.NamedNode):
                    yield term.value
                elif isinstance(term, ox.Literal):
                    yield term.datatype.value
