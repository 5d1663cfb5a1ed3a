"""What a store is, for catalogues: VoID and DCAT.

Input: a graph, and what only its owner can say (title, publisher, licence, where dumps are).
Output: triples: how many nodes of each class and statements of each property, the time that the
facts cover, the papers they are from, versions of ontology and rules, links by gazetteer. No
clock: the same store gives the same description. Vocabularies: W3C VoID (2011), DCAT 3, DCMI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Final

import pyoxigraph as ox

from kg.errors import UsageError
from kg.export import write_triples
from kg.export.arrange import Arranged, nodes
from kg.export.turtle import Turtle, prefixes_of
from kg.query import Graph
from kg.rdf import iri
from kg.store.copies import GRAPH as COPIES
from kg.syntax import is_iri, is_text
from kg.vocabulary import RDF_TYPE, RDFS_LABEL, XSD_DATE, XSD_INTEGER, ZJ, Class

__all__ = ["Owner", "describe", "write"]

_VOID: Final = "http://rdfs.org/ns/void#"
_DCAT: Final = "http://www.w3.org/ns/dcat#"
_TERMS: Final = "http://purl.org/dc/terms/"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_CONFORMS: Final = f"{_TERMS}conformsTo"  # what only the data set itself has
_ONTOLOGY: Final = ox.NamedNode(ZJ.removesuffix("#"))
_TITLE: Final = "Facts that local-government news states"
_CLASSES: Final = """SELECT ?class (COUNT(DISTINCT ?node) AS ?n)
  { GRAPH ?g { ?node a ?class } FILTER(?g != <COPIES>) } GROUP BY ?class"""
_PROPERTIES: Final = """SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects)
  (COUNT(DISTINCT ?o) AS ?objects) { GRAPH ?g { ?s ?p ?o } FILTER(?g != <COPIES>) } GROUP BY ?p"""
_NODES: Final = """SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
  { GRAPH ?g { ?s ?p ?o } FILTER(?g != <COPIES>) }"""
_SPANS: Final = """SELECT (MIN(?first) AS ?from) (MAX(?last) AS ?to)
  { ?fact zj:earliest ?first ; zj:latest ?last }"""
_PAPERS: Final = "SELECT DISTINCT ?paper { ?found zj:publisher ?paper }"
_VERSIONS: Final = """SELECT ?store ?property ?version { ?store a zj:Store ; ?property ?version
  FILTER(?property IN (zj:ontologyVersion, zj:rulesVersion)) }"""
_LINKS: Final = """SELECT ?gazetteer ?relation (COUNT(*) AS ?n) { ?link a zj:Link ;
  zj:gazetteer ?gazetteer ; zj:relation ?relation } GROUP BY ?gazetteer ?relation"""
# Forms by the ending of a dump's address.
_FORMS: Final = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
    ".geojson": "application/geo+json",
    ".csv": "text/csv",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Owner:
    """What only the owner of a store can say; `licence` and `dumps` are IRIs."""

    title: str = ""
    publisher: str = ""
    licence: str = ""
    dumps: Sequence[str] = ()


def describe(graph: Graph, owner: Owner | None = None) -> Iterator[ox.Triple]:
    """The triples of a description.

    Raises UsageError for a licence or dump that is no IRI, and for names that are no text.
    """
    said = owner or Owner()
    for name, given in (("title", said.title), ("publisher", said.publisher)):
        if not is_text(given):
            raise UsageError("describe-text", option=name, found=given)
    for name, given in (("license", said.licence), *(("dump", dump) for dump in said.dumps)):
        if given and not is_iri(given):
            raise UsageError("describe-iri", option=name, found=given)
    return _Description(graph, said).triples()


def write(triples: Iterable[ox.Triple], form: str, stream: IO[bytes]) -> None:
    """Write a description in one of GRAPH_FORMS; in Turtle the data set comes first."""
    if form != "turtle":
        write_triples(triples, form, stream)
        return
    found = sorted(
        nodes(triples), key=lambda node: (node.first(_CONFORMS) == "", str(node.subject))
    )
    base = found[0].first(f"{_VOID}uriSpace")
    writer = Turtle(base, prefixes_of(found))
    stream.write(writer.head().encode())
    stream.writelines(writer.block(node).encode() for node in found)


class _Description:
    """Counts a store, and says what it found."""

    def __init__(self, graph: Graph, owner: Owner) -> None:
        self._graph = graph
        self._owner = owner
        self._base = Arranged(graph.store).base
        self._node = ox.NamedNode(f"{self._base}dataset")
        self._copies = iri.graph(COPIES, self._base)

    def triples(self) -> Iterator[ox.Triple]:
        """All of it."""
        yield from self._about()
        yield from self._versions()
        yield from self._papers()
        yield from self._counts()
        yield from self._classes()
        yield from self._properties()
        yield from self._time()
        yield from self._links()
        yield from self._dumps()

    def _say(self, predicate: str, value: ox.NamedNode | ox.Literal, node: ox.NamedNode | None = None) -> ox.Triple:  # fmt: skip
        return ox.Triple(node or self._node, ox.NamedNode(predicate), value)

    def _about(self) -> Iterator[ox.Triple]:
        yield self._say(RDF_TYPE, ox.NamedNode(f"{_VOID}Dataset"))
        yield self._say(RDF_TYPE, ox.NamedNode(f"{_DCAT}Dataset"))
        said = self._owner.title
        title = ox.Literal(said) if said else ox.Literal(_TITLE, language="en")
        yield self._say(f"{_TERMS}title", title)
        if self._owner.publisher:
            yield from self._named("publisher", "publisher", self._owner.publisher)
        if self._owner.licence:
            yield self._say(f"{_TERMS}license", ox.NamedNode(self._owner.licence))
        yield self._say(f"{_TERMS}language", ox.Literal("zh"))
        yield self._say(f"{_VOID}uriSpace", ox.Literal(self._base))

    def _versions(self) -> Iterator[ox.Triple]:
        """The ontology, and what the store notes of it and of the rules that read the articles."""
        yield self._say(_CONFORMS, _ONTOLOGY)
        yield self._say(f"{_VOID}vocabulary", ox.NamedNode(ZJ))
        for store, name, version in self._rows(_VERSIONS):
            node = ox.NamedNode(store)
            yield self._say(RDF_TYPE, ox.NamedNode(Class.STORE), node)
            yield self._say(f"{_VOID}inDataset", self._node, node)
            yield self._say(name, ox.Literal(version), node)

    def _papers(self) -> Iterator[ox.Triple]:
        for (paper,) in self._rows(_PAPERS):
            yield from self._named("source", f"source/{iri.slug(paper)}-{iri.digest(paper)}", paper)

    def _named(self, relation: str, part: str, name: str) -> Iterator[ox.Triple]:
        """Somebody in a relation to the data set."""
        node = ox.NamedNode(f"{self._base}dataset/{part}")
        yield self._say(f"{_TERMS}{relation}", node)
        yield self._say(RDF_TYPE, ox.NamedNode(f"{_FOAF}Agent"), node)
        yield self._say(f"{_FOAF}name", ox.Literal(name), node)

    def _counts(self) -> Iterator[ox.Triple]:
        ((subjects, objects),) = self._rows(_NODES)
        yield self._say(f"{_VOID}distinctSubjects", _number(subjects))
        yield self._say(f"{_VOID}distinctObjects", _number(objects))

    def _classes(self) -> Iterator[ox.Triple]:
        rows = list(self._rows(_CLASSES))
        yield self._say(f"{_VOID}classes", _number(len(rows)))
        yield self._say(f"{_VOID}entities", _number(sum(int(count) for _, count in rows)))
        for kind, count in rows:
            node = self._part("class", kind)
            yield self._say(f"{_VOID}classPartition", node)
            yield self._say(f"{_VOID}class", ox.NamedNode(kind), node)
            yield self._say(f"{_VOID}entities", _number(count), node)

    def _properties(self) -> Iterator[ox.Triple]:
        rows = list(self._rows(_PROPERTIES))
        yield self._say(f"{_VOID}properties", _number(len(rows)))
        yield self._say(f"{_VOID}triples", _number(sum(int(count) for _, count, *_ in rows)))
        for name, count, subjects, objects in rows:
            node = self._part("property", name)
            yield self._say(f"{_VOID}propertyPartition", node)
            yield self._say(f"{_VOID}property", ox.NamedNode(name), node)
            yield self._say(f"{_VOID}triples", _number(count), node)
            yield self._say(f"{_VOID}distinctSubjects", _number(subjects), node)
            yield self._say(f"{_VOID}distinctObjects", _number(objects), node)

    def _time(self) -> Iterator[ox.Triple]:
        ((first, last),) = self._rows(_SPANS)
        if first and last:
            node = ox.NamedNode(f"{self._base}dataset/time")
            yield self._say(f"{_TERMS}temporal", node)
            yield self._say(RDF_TYPE, ox.NamedNode(f"{_TERMS}PeriodOfTime"), node)
            for name, day in (("startDate", first), ("endDate", last)):
                date = ox.Literal(day, datatype=ox.NamedNode(XSD_DATE))
                yield self._say(f"{_DCAT}{name}", date, node)

    def _links(self) -> Iterator[ox.Triple]:
        for gazetteer, relation, count in self._rows(_LINKS):
            node = self._part(f"links/{iri.slug(gazetteer)}", relation)
            yield self._say(f"{_VOID}subset", node)
            yield self._say(RDF_TYPE, ox.NamedNode(f"{_VOID}Linkset"), node)
            yield self._say(RDFS_LABEL, ox.Literal(gazetteer), node)
            yield self._say(f"{_VOID}linkPredicate", ox.NamedNode(relation), node)
            yield self._say(f"{_VOID}subjectsTarget", self._node, node)
            yield self._say(f"{_VOID}triples", _number(count), node)

    def _dumps(self) -> Iterator[ox.Triple]:
        for dump in self._owner.dumps:
            node = ox.NamedNode(f"{self._base}dataset/dump/{iri.digest(dump)}")
            address = ox.NamedNode(dump)
            yield self._say(f"{_VOID}dataDump", address)
            yield self._say(f"{_DCAT}distribution", node)
            yield self._say(RDF_TYPE, ox.NamedNode(f"{_DCAT}Distribution"), node)
            yield self._say(f"{_DCAT}downloadURL", address, node)
            form = next((form for end, form in _FORMS.items() if dump.endswith(end)), "")
            if form:
                yield self._say(f"{_DCAT}mediaType", ox.NamedNode(_MEDIA + form), node)
            if self._owner.licence:
                yield self._say(f"{_TERMS}license", ox.NamedNode(self._owner.licence), node)

    def _part(self, kind: str, name: str) -> ox.NamedNode:
        local = iri.slug(name.replace("#", "/").rpartition("/")[2])
        known = name.startswith(ZJ)
        return ox.NamedNode(
            f"{self._base}dataset/{kind}/{local}{'' if known else f'-{iri.digest(name)}'}"
        )

    def _rows(self, text: str) -> Iterator[list[str]]:
        for row in self._graph.ask(text.replace("COPIES", self._copies)).stream():
            yield [getattr(term, "value", "") for term in row]


def _number(count: object) -> ox.Literal:
    return ox.Literal(str(count), datatype=ox.NamedNode(XSD_INTEGER))
