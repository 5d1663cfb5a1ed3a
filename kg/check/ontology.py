"""The terms that the ontology declares, and whether each is described.

Input: `zhengji.ttl` and the `.ttl` files of a user's folders. Output: `Ontology`, and faults of
the files themselves: a label or comment missing in one language, no domain, no version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.check.fault import Fault, Places, fault
from kg.vocabulary import ONTOLOGY_VERSION, RDF_TYPE, RDFS, XSD, ZJ, Class

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

OWL: Final = "http://www.w3.org/2002/07/owl#"
LANGUAGES: Final = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Ontology:
    """Names of terms without namespace. `own` gives the file of those that a user declares,
    `events` are the classes below zj:Event, `ranges` gives a property's datatype, "id" where its
    values are nodes.
    """

    classes: frozenset[str]
    properties: frozenset[str]
    own: Mapping[str, str]
    events: frozenset[str]
    ranges: Mapping[str, str]

    @property
    def terms(self) -> frozenset[str]:
        """All names of classes and properties."""
        return self.classes | self.properties


def read_ontology(places: Places, folders: Sequence[Path]) -> tuple[Ontology | None, list[Fault]]:
    """The ontology with a user's additions; None where the shipped one cannot be read."""
    shipped = places.ontology / "zhengji.ttl"
    graph, faults = _parse(shipped, places)
    if graph is None:
        return None, faults
    faults += [*_described(graph, places.name(shipped)), *_version(graph, places.name(shipped))]
    known = _terms(graph)
    own: dict[str, str] = {}
    for file in sorted(file for folder in folders for file in folder.glob("*.ttl")):
        added, bad = _parse(file, places)
        faults += bad
        if added is not None:
            faults += _described(added, places.name(file), languages=())
            own |= dict.fromkeys(_terms(added) - known, places.name(file))
            graph += added
    return Ontology(
        classes=_named(graph, "Class"),
        properties=_properties(graph),
        own=own,
        events=_below(graph, Class.EVENT),
        ranges=_ranges(graph),
    ), faults


def _terms(graph: Graph) -> frozenset[str]:
    return _named(graph, "Class") | _properties(graph)


def _parse(file: Path, places: Places) -> tuple[Graph | None, list[Fault]]:
    try:
        return read_turtle(file), []
    except (OSError, ValueError) as error:
        return None, [fault(places.name(file), "check-turtle", reason=error)]


def read_turtle(file: Path) -> Graph:
    """The graph of a file; raises OSError or ValueError with what is wrong and the line."""
    from rdflib import Graph  # noqa: PLC0415 - slow to import

    try:
        return Graph().parse(data=file.read_bytes(), format="turtle")
    except OSError as error:
        raise OSError(error.strerror) from error
    except (SyntaxError, IndexError) as error:  # what rdflib's parser raises, the latter at the end
        line = getattr(error, "lines", None)
        reason = getattr(error, "message", "the text ends too early")
        raise ValueError(reason if line is None else f"line {line + 1}: {reason}") from error


def _subjects(graph: Graph, kind: str) -> Iterator[URIRef]:
    from rdflib import URIRef  # noqa: PLC0415

    for subject in graph.subjects(URIRef(RDF_TYPE), URIRef(OWL + kind)):
        if isinstance(subject, URIRef) and subject.startswith(ZJ):
            yield subject


def _named(graph: Graph, kind: str) -> frozenset[str]:
    return frozenset(str(subject).removeprefix(ZJ) for subject in _subjects(graph, kind))


def _properties(graph: Graph) -> frozenset[str]:
    return _named(graph, "ObjectProperty") | _named(graph, "DatatypeProperty")


def _below(graph: Graph, top: str) -> frozenset[str]:
    from rdflib import RDFS as rdfs  # noqa: PLC0415, N811
    from rdflib import URIRef  # noqa: PLC0415

    below = graph.transitive_subjects(rdfs.subClassOf, URIRef(top))
    return frozenset(str(each).removeprefix(ZJ) for each in below if str(each).startswith(ZJ))


def _ranges(graph: Graph) -> dict[str, str]:
    from rdflib import URIRef  # noqa: PLC0415

    ranges = dict.fromkeys(_named(graph, "ObjectProperty"), "id")
    for subject in _subjects(graph, "DatatypeProperty"):
        found = str(graph.value(subject, URIRef(RDFS + "range")) or "")
        ranges[str(subject).removeprefix(ZJ)] = found.replace(XSD, "xsd:").replace(RDFS, "rdfs:")
    return ranges


def _described(graph: Graph, file: str, languages: tuple[str, ...] = LANGUAGES) -> Iterator[Fault]:
    """Each term with one label and comment a language, each property with domain and range."""
    from rdflib import Literal, URIRef  # noqa: PLC0415

    kinds = ("Class", "ObjectProperty", "DatatypeProperty")
    for subject in sorted({each for kind in kinds for each in _subjects(graph, kind)}):
        name = "zj:" + str(subject).removeprefix(ZJ)
        for what in ("label", "comment"):
            given = [
                value.language
                for value in graph.objects(subject, URIRef(RDFS + what))
                if isinstance(value, Literal) and value.strip()
            ]
            for language in languages:
                if given.count(language) != 1:
                    yield fault(
                        file, "check-described", term=name, what=what, language=language,
                        count=given.count(language),
                    )  # fmt: skip
            if not languages and what == "label" and not given:
                yield fault(file, "check-label", term=name)
        if name[3].islower() and (subject, URIRef(RDFS + "domain"), None) not in graph:
            yield fault(file, "check-domain", term=name)
    yield from _dangling(graph, file)


def _dangling(graph: Graph, file: str) -> Iterator[Fault]:
    """Terms that the ontology itself uses (as a superclass, domain or range) and no file declares.

    A user's file may use shipped terms, which stand in another file: only the shipped one is held
    to this, recognised by its declaration of zj:Event.
    """
    from rdflib import URIRef  # noqa: PLC0415

    declared = _terms(graph)
    if "Event" not in declared:
        return
    used = {str(node) for triple in graph for node in triple if isinstance(node, URIRef)}
    for term in sorted(used):
        name = term.removeprefix(ZJ)
        if term.startswith(ZJ) and name and name not in declared:
            yield fault(file, "check-undeclared", term=f"zj:{name}")


def _version(graph: Graph, file: str) -> Iterator[Fault]:
    from rdflib import URIRef  # noqa: PLC0415

    found = str(graph.value(URIRef(ZJ.rstrip("#")), URIRef(OWL + "versionInfo")) or "")
    if found != ONTOLOGY_VERSION:
        yield fault(file, "check-version", found=found, allowed=ONTOLOGY_VERSION)
