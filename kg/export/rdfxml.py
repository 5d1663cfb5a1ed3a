"""RDF/XML, one element a subject, grouped and ordered like Turtle.

Input: nodes in order. Output: text (RDF 1.1 XML Syntax). Written here because the engine writes
carriage returns and control characters as they are: XML readers take the first for line feeds and
refuse the second. What XML 1.0 cannot hold is an error that names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kg.errors import UsageError
from kg.export.arrange import Node, Resource, Term
from kg.export.turtle import NAMESPACES, RELATIVE
from kg.vocabulary import RDF, RDF_TYPE, XSD_STRING

# XML 1.0 (fifth edition) section 2.3: names, without the colon (Namespaces in XML 1.0).
_START: Final = (
    r"A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME: Final = rf"[{_START}][{_START}.\-0-9\u00b7\u0300-\u036f\u203f\u2040]*"
_SPLIT: Final = re.compile(rf"(.*?)({_NAME})", re.DOTALL)
# XML 1.0 (fifth edition) section 2.2: what is no character, not even when escaped.
NO_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_KEPT: Final = {"\r": "&#13;"}
_PREFIX_OF: Final = {namespace: prefix for prefix, namespace in NAMESPACES.items()}
_RDF: Final = {"rdf": RDF}


def head(base: str) -> str:
    """The beginning of a document, with the namespaces of known vocabularies."""
    names = sorted((_RDF | NAMESPACES).items())
    space = "".join(f"\n    xmlns:{prefix}={quoteattr(name)}" for prefix, name in names)
    about = f"\n    xml:base={quoteattr(base)}" if base else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{space}{about}>\n'


TAIL: Final = "</rdf:RDF>\n"


class Writer:
    """Writes nodes as elements. Raises UsageError for what the form cannot hold."""

    def __init__(self, base: str = "") -> None:
        self._base = base
        self._names: dict[str, tuple[str, str]] = {}

    def element(self, node: Node) -> str:
        """One subject with all its properties."""
        return "".join(self._lines(node))

    def _lines(self, node: Node) -> Iterator[str]:
        about = self._reference("about", node.subject)
        yield f"  <rdf:Description {about}>\n"
        for iri, values in node.properties.items():
            for value in values:
                yield self._property(iri, value)
        yield "  </rdf:Description>\n"

    def _property(self, iri: str, value: Term) -> str:
        name, space = self._name(iri)
        if isinstance(value, ox.Literal):
            return f"    <{name}{space}{_typed(value)}>{_text(value.value)}</{name}>\n"
        return f"    <{name}{space} {self._reference('resource', value)}/>\n"

    def _reference(self, what: str, term: Resource) -> str:
        if isinstance(term, ox.Triple):
            raise UsageError("export-triple-term", form="rdfxml", found=term)
        if isinstance(term, ox.BlankNode):
            return f'rdf:nodeID="b{term.value}"'
        iri = term.value
        if self._base and iri.startswith(self._base) and RELATIVE.fullmatch(iri, len(self._base)):
            iri = iri[len(self._base) :]
        return f"rdf:{what}={quoteattr(iri)}"

    def _name(self, iri: str) -> tuple[str, str]:
        """The name of a property's element, and the declaration that it needs."""
        if iri not in self._names:
            self._names[iri] = _name(iri)
        return self._names[iri]


def _name(iri: str) -> tuple[str, str]:
    if iri == RDF_TYPE:
        return "rdf:type", ""
    split = _SPLIT.fullmatch(iri)
    if split is None or not split[1]:
        raise UsageError("export-xml-name", found=iri)
    namespace, name = split.groups()
    if namespace in _PREFIX_OF:
        return f"{_PREFIX_OF[namespace]}:{name}", ""
    return name, f" xmlns={quoteattr(namespace)}"


def _typed(value: ox.Literal) -> str:
    if value.language:
        return f' xml:lang="{value.language}"'
    datatype = value.datatype.value
    return "" if datatype == XSD_STRING else f" rdf:datatype={quoteattr(datatype)}"


def _text(text: str) -> str:
    """Text as XML keeps it."""
    if text.isprintable():
        return escape(text)
    bad = NO_XML.search(text)
    if bad:
        raise UsageError("export-xml-character", found=f"U+{ord(bad[0]):04X}", text=text[:40])
    return escape(text, _KEPT)


def text(nodes: Iterable[Node], base: str = "") -> Iterator[str]:
    """A document."""
    writer = Writer(base)
    yield head(base)
    yield from map(writer.element, nodes)
    yield TAIL
