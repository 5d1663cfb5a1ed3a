"""The ontology: described, small, aligned with standards; its context reads in three readers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from pyld import jsonld
from rdflib import OWL, RDF, RDFS, Dataset, Graph, Namespace, URIRef
from rdflib.collection import Collection

from kg import vocabulary
from kg.record import ROLES
from kg.resources import data
from kg.vocabulary import ZJ, Class, Property

SCHEMA = Namespace("https://schema.org/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
ORG = Namespace("http://www.w3.org/ns/org#")
SEM = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
PROV = Namespace("http://www.w3.org/ns/prov#")
OA = Namespace("http://www.w3.org/ns/oa#")
SSSOM = Namespace("https://w3id.org/sssom/")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")

# rdflib's own reader of JSON-LD uses what rdflib is giving up.
quiet = pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset")

GOOD = Path(__file__).parent / "shapes" / "good.ttl"


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(data("ontology", "zhengji.ttl"))


@pytest.fixture(scope="module")
def context() -> dict[str, Any]:
    text = data("ontology", "context.jsonld").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def test_it_is_an_ontology_with_version_and_licence(ontology: Graph) -> None:
    (node,) = ontology.subjects(RDF.type, OWL.Ontology)
    assert str(node) == ZJ.rstrip("#")
    assert str(ontology.value(node, OWL.versionInfo)) == vocabulary.ONTOLOGY_VERSION
    licence = ontology.value(node, URIRef("http://purl.org/dc/terms/license"))
    assert isinstance(licence, URIRef)


def test_it_is_small() -> None:
    assert len(Class) <= 25
    assert len(Property) <= 80


@pytest.mark.parametrize("term", [*Class, *Property])
def test_every_term_reads_in_both_languages(ontology: Graph, term: str) -> None:
    for what in (RDFS.label, RDFS.comment):
        said = {
            value.language: str(value)  # type: ignore[attr-defined]
            for value in ontology.objects(URIRef(term), what)
        }
        assert set(said) == {"zh", "en"}
        assert re.search(r"[\u4e00-\u9fff]", said["zh"])
        assert not re.search(r"[\u4e00-\u9fff]", said["en"])


ALIGNED: dict[str, tuple[str, ...]] = {
    Class.ARTICLE: (SCHEMA.NewsArticle, PROV.Entity),
    Class.PERSON: (SCHEMA.Person, FOAF.Person),
    Class.ORGANIZATION: (ORG.Organization, SCHEMA.Organization),
    Class.OFFICE: (Class.ORGANIZATION, ORG.Organization),
    Class.GROUP: (FOAF.Group,),
    Class.PLACE: (SCHEMA.Place, GEO.Feature),
    Class.EVENT: (SEM.Event,),
    Class.VISIT: (SCHEMA.Event, SEM.Event),
    Class.MEETING: (SCHEMA.Event, SEM.Event),
    Class.DIRECTIVE: (SEM.Event,),
    Class.DONATION: (SCHEMA.DonateAction, SEM.Event),
    Class.TENURE: (ORG.Membership,),
    Class.POST: (ORG.Post,),
    Class.LINK: (SSSOM.Mapping, PROV.Entity),
    Class.DECISION: (PROV.Entity,),
    Class.IDENTITY: (PROV.Entity,),
}


@pytest.mark.parametrize("term", ALIGNED)
def test_classes_are_below_those_of_standards(ontology: Graph, term: str) -> None:
    above = {str(each) for each in ontology.transitive_objects(URIRef(term), RDFS.subClassOf)}
    assert above >= {str(each) for each in ALIGNED[term]}


PROPERTIES: dict[str, str] = {
    Property.HOLDER: ORG.member,
    Property.ORGANIZATION: ORG.postIn,
    Property.HOLDS_POST: ORG.holds,
    Property.ALT_LABEL: SKOS.altLabel,
    Property.VISITOR: SEM.hasActor,
    Property.DONOR: SCHEMA.agent,
    Property.RECIPIENT: SCHEMA.recipient,
    Property.PUBLISHED: SCHEMA.datePublished,
    Property.TITLE: SCHEMA.headline,
    Property.STATED_DATE: SEM.hasTimeStamp,
    Property.SOURCE: PROV.wasDerivedFrom,
    Property.SOURCE_ARTICLE: PROV.wasQuotedFrom,
    Property.WITHIN: GEO.sfWithin,
}


@pytest.mark.parametrize("term", PROPERTIES)
def test_properties_are_below_those_of_standards(ontology: Graph, term: str) -> None:
    assert (URIRef(term), RDFS.subPropertyOf, URIRef(PROPERTIES[term])) in ontology


def test_evidence_and_links_say_which_standard_they_are_near(ontology: Graph) -> None:
    near = {(str(a), str(b)) for a, b in ontology.subject_objects(SKOS.closeMatch)}
    assert (Class.EVIDENCE, str(OA.SpecificResource)) in near
    assert (Property.EXACT, str(OA.exact)) in near
    assert (Property.JUSTIFICATION, str(SSSOM.mapping_justification)) in near


def test_node_and_text_properties_stay_what_their_standards_say(ontology: Graph) -> None:
    """No property is both; one with a datatype range is a datatype property, and so on."""
    nodes = set(ontology.subjects(RDF.type, OWL.ObjectProperty))
    texts = set(ontology.subjects(RDF.type, OWL.DatatypeProperty))
    assert not nodes & texts
    assert {str(each) for each in nodes | texts} == {str(each) for each in Property}
    for term in texts:
        assert str(ontology.value(term, RDFS.range)).startswith((vocabulary.XSD, str(RDFS.Literal)))
    for term in nodes:
        assert not str(ontology.value(term, RDFS.range)).startswith(vocabulary.XSD)


def members(ontology: Graph, term: str, relation: URIRef) -> set[str]:
    """The classes that a domain or range allows: itself, or those of its union."""
    node = ontology.value(URIRef(term), relation)
    union = ontology.value(node, OWL.unionOf)
    return {str(each) for each in (Collection(ontology, union) if union else [node])}


@pytest.mark.parametrize("kind", ROLES)
def test_the_roles_of_records_are_properties_of_their_events(ontology: Graph, kind: str) -> None:
    above = {str(each) for each in ontology.transitive_objects(URIRef(ZJ + kind), RDFS.subClassOf)}
    for role in ROLES[kind]:
        assert members(ontology, ZJ + role, RDFS.domain) & above, role


def test_the_kinds_of_records_are_classes() -> None:
    text = data("ontology", "record.schema.json").read_text(encoding="utf-8")
    kinds = json.loads(text)["$defs"]["mention"]["properties"]["kind"]["enum"]
    assert {ZJ + kind for kind in kinds} <= set(Class)


def test_constants_load_nothing() -> None:
    script = "import sys, kg.vocabulary; print([m for m in sys.modules if m in sys.argv])"
    heavy = ["rdflib", "pyoxigraph", "jieba", "re2", "pcre2"]
    done = subprocess.run(
        [sys.executable, "-c", script, *heavy], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def lines(text: str) -> set[str]:
    return {line for line in text.splitlines() if line}


def by_pyld(document: dict[str, Any]) -> set[str]:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    return lines(jsonld.normalize(document, options))


def by_rdflib(document: dict[str, Any]) -> set[str]:
    read = Dataset().parse(data=json.dumps(document), format="json-ld")
    graph = Graph()
    for subject, predicate, object_, _ in read.quads():
        graph.add((subject, predicate, object_))
    return lines(graph.serialize(format="nt"))


def by_pyoxigraph(document: dict[str, Any]) -> set[str]:
    text = json.dumps(document).encode()
    quads = ox.parse(text, format=ox.RdfFormat.JSON_LD)
    return {f"{quad.triple} ." for quad in quads}


VISIT = {
    "id": "https://example.org/visit",
    "type": "Visit",
    "visitor": {"id": "https://example.org/person", "type": "Person", "name": "张红军"},
    "place": {"id": "https://example.org/office", "type": "Office", "name": "沟赵办事处"},
    "date": "2022-10-30",
    "confidence": "0.93",
    "evidence": {"id": "https://example.org/evidence", "start": 40, "end": 110, "exact": "一\n二"},
}
MEETING = {
    "id": "https://example.org/meeting",
    "type": "Meeting",
    "name": "座谈会",
    "monthDay": "--10-30",
    "partOf": "https://example.org/visit",
    "chair": {"id": "https://example.org/person", "name": "张红军"},
}


@quiet
@pytest.mark.parametrize("read", [by_pyld, by_rdflib, by_pyoxigraph])
def test_plain_json_reads_as_the_graph_meant(read: Any, context: dict[str, Any]) -> None:
    example = "<https://example.org/"
    visit = read({**context, **VISIT})
    assert f'{example}person> <{RDFS.label}> "张红军" .' in visit
    assert f"{example}visit> <{Property.VISITOR}> {example}person> ." in visit
    date = f'"2022-10-30"^^<{vocabulary.XSD_DATE}>'
    assert f"{example}visit> <{Property.STATED_DATE}> {date} ." in visit
    assert any(f'<{Property.CONFIDENCE}> "0.93"^^<{vocabulary.XSD_DECIMAL}>' in x for x in visit)
    assert any(f'<{Property.START}> "40"^^<{vocabulary.XSD_INTEGER}>' in x for x in visit)
    meeting = read({**context, **MEETING})
    assert f'{example}meeting> <{Property.NAME}> "座谈会" .' in meeting
    assert f'{example}person> <{RDFS.label}> "张红军" .' in meeting
    assert f"{example}meeting> <{Property.PART_OF}> {example}visit> ." in meeting
    assert any(f'"--10-30"^^<{vocabulary.XSD_G_MONTH_DAY}>' in each for each in meeting)


@quiet
def test_a_whole_graph_goes_to_compact_json_and_back(context: dict[str, Any]) -> None:
    graph = Graph().parse(GOOD)
    nquads = graph.serialize(format="nt")
    expanded = jsonld.from_rdf(nquads, {"useNativeTypes": True})
    compact = jsonld.compact(expanded, context)
    nodes = {node["id"]: node for node in compact["@graph"]}
    visit = next(node for node in nodes.values() if node["type"] == "Visit")
    assert visit["date"] == "2022-10-30"
    assert visit["visitor"].endswith("/林知远")
    meeting = next(node for node in nodes.values() if node["type"] == "Meeting")
    assert (meeting["name"], meeting["monthDay"]) == ("座谈会", "--10-30")
    directive = next(node for node in nodes.values() if node["type"] == "Directive")
    assert (directive["monthStart"], directive["monthEnd"]) == ("2022-10", "2022-11")
    used = {key for node in nodes.values() for key in node}
    assert used <= set(context["@context"]), "every property has a plain name"
    assert by_pyld(compact) == by_pyld({**context, "@graph": expanded})
    assert by_rdflib(compact) == lines(graph.serialize(format="nt"))
