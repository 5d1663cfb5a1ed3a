"""Terms that constants, code, context and shapes use, held against the ontology, both ways."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from kg.check import code
from kg.check.fault import Fault, Places, fault
from kg.check.ontology import Ontology, read_turtle
from kg.vocabulary import XSD, ZJ

SH: Final = "http://www.w3.org/ns/shacl#"
# JSON writes these types by itself, so the context leaves them out.
_PLAIN: Final = frozenset({"xsd:string", "xsd:integer", "xsd:boolean"})
_DATES: Final = frozenset({"xsd:date", "xsd:gYearMonth", "xsd:gYear", "xsd:gMonthDay"})


def lacking(file: str, term: str, ontology: Ontology) -> Fault:
    """The fault of a term that the ontology lacks, with the nearest one that it has."""
    from difflib import get_close_matches  # noqa: PLC0415

    near = get_close_matches(term, sorted(ontology.terms), 1)
    if near:
        return fault(file, "check-term-near", term=f"zj:{term}", near=f"zj:{near[0]}")
    return fault(file, "check-term", term=f"zj:{term}")


def check_vocabulary(places: Places, ontology: Ontology) -> Iterator[Fault]:
    """Constants that name no term of their kind, and terms without a constant."""
    file = places.package / "vocabulary.py"
    constants = code.constants(file)
    kinds = {"Class": ontology.classes, "Property": ontology.properties}
    for (holder, _), term in constants.items():
        if term not in kinds[holder]:
            yield lacking(places.name(file), term, ontology)
    named = {holder: {t for (h, _), t in constants.items() if h == holder} for holder in kinds}
    for holder, declared in kinds.items():
        for term in declared - ontology.own.keys() - named[holder]:
            yield fault(places.name(file), "check-constant", term=f"zj:{term}", holder=holder)


def check_code(places: Places, ontology: Ontology) -> Iterator[Fault]:
    """Terms that a module uses and the ontology lacks, and constants that are none."""
    known = code.constants(places.package / "vocabulary.py")
    for file, module in code.modules(places.package).items():
        for holder, name in module.constants - known.keys():
            yield fault(places.name(file), "check-no-constant", found=name, holder=holder)
    for file, used in _code_terms(places).items():
        for term in used - ontology.terms:
            yield lacking(places.name(file), term, ontology)


def _code_terms(places: Places) -> dict[Path, set[str]]:
    vocabulary = places.package / "vocabulary.py"
    known = code.constants(vocabulary)
    modules = code.modules(places.package)
    return {file: module.terms(known) for file, module in modules.items() if file != vocabulary}


def check_context(places: Places, ontology: Ontology) -> Iterator[Fault]:
    """Entries of the context that name no term or another datatype, and terms without entry."""
    file = places.ontology / "context.jsonld"
    name = places.name(file)
    try:
        context = json.loads(file.read_text(encoding="utf-8"))["@context"]
    except (ValueError, KeyError, TypeError, OSError) as error:
        yield fault(name, "check-context", reason=error)
        return
    entries = list(_entries(context))
    for term, datatype in entries:
        if term not in ontology.terms:
            yield lacking(name, term, ontology)
        elif term in ontology.properties and not _fits(ontology.ranges[term], datatype):
            yield fault(
                name, "check-context-type", term=f"zj:{term}",
                found=datatype or "none", allowed=_allowed(ontology.ranges[term]),
            )  # fmt: skip
    for term in ontology.terms - ontology.own.keys() - {term for term, _ in entries}:
        yield fault(name, "check-context-lacks", term=f"zj:{term}")


def _entries(context: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each term that the context names, with its datatype, "" where it has none."""
    for key, value in context.items():
        entry = value if isinstance(value, dict) else {"@id": value}
        target = str(entry.get("@id", ""))
        if target.startswith("zj:") and not key.startswith("@"):
            yield target.removeprefix("zj:"), str(entry.get("@type", ""))
        yield from _entries(entry.get("@context", {}))


def _fits(wanted: str, datatype: str) -> bool:
    if wanted == "rdfs:Literal":
        return datatype in _DATES
    return datatype == ("" if wanted in _PLAIN else "@id" if wanted == "id" else wanted)


def _allowed(wanted: str) -> str:
    if wanted == "rdfs:Literal":
        return ", ".join(sorted(_DATES))
    return "none" if wanted in _PLAIN else "@id" if wanted == "id" else wanted


def check_shapes(places: Places, ontology: Ontology) -> Iterator[Fault]:
    """Terms of the shapes that the ontology lacks, terms that no shape mentions, datatypes."""
    from rdflib import URIRef  # noqa: PLC0415 - slow to import

    file = places.ontology / "shapes.ttl"
    name = places.name(file)
    try:
        graph = read_turtle(file)
    except (ValueError, OSError) as error:
        yield fault(name, "check-turtle", reason=error)
        return
    used = set(_mentioned(graph))
    for term in used - ontology.terms:
        yield lacking(name, term, ontology)
    for term in ontology.terms - ontology.own.keys() - used:
        yield fault(name, "check-shape-lacks", term=f"zj:{term}")
    for shape, path in graph.subject_objects(URIRef(SH + "path")):
        term = str(path).removeprefix(ZJ)
        wanted = ontology.ranges.get(term, "")
        for datatype in graph.objects(shape, URIRef(SH + "datatype")):
            found = str(datatype).replace(XSD, "xsd:")
            if wanted.startswith("xsd:") and found != wanted:
                yield fault(
                    name, "check-shape-type", term=f"zj:{term}", found=found, allowed=wanted
                )


def _mentioned(graph: Any) -> Iterator[str]:
    """Names of the terms in a graph of shapes, those in its SPARQL too."""
    for triple in graph:
        for node in triple:
            text = str(node)
            if text.startswith(ZJ) and text != ZJ:
                yield text.removeprefix(ZJ)
            elif "zj:" in text:
                yield from code.in_text(text)


def check_unused(places: Places, ontology: Ontology, ruled: set[str]) -> Iterator[Fault]:
    """Terms that neither code nor shapes nor queries nor rules use.

    The context and the constants name every term, so they are no use of it.
    """
    used = set(ruled)
    vocabulary = places.package / "vocabulary.py"
    constants = code.constants(vocabulary)
    for found in _code_terms(places).values():
        used |= found
    for file, module in code.modules(places.package).items():
        if file != vocabulary:
            used |= module.strings
            used |= {term for (_, name), term in constants.items() if name in module.strings}
    for query in sorted(places.queries.glob("*.rq")):
        used |= set(code.in_text(query.read_text(encoding="utf-8", errors="replace")))
    shapes = places.ontology / "shapes.ttl"
    if shapes.is_file():
        used |= set(code.in_text(shapes.read_text(encoding="utf-8", errors="replace")))
    for term in ontology.terms - used:
        where = ontology.own.get(term) or places.name(places.ontology / "zhengji.ttl")
        yield fault(where, "check-unused", term=f"zj:{term}")
