"""The shapes accept a good graph and catch every way of spoiling it that is listed here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, SH, Graph, URIRef

from kg.resources import data
from kg.vocabulary import ZJ

SHAPES = "https://w3id.org/zhengji/shapes#"
PREFIXES = f"""
BASE <https://w3id.org/zhengji/id/>
PREFIX zj: <{ZJ}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(data("ontology", "shapes.ttl"))


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(data("ontology", "zhengji.ttl"))


@pytest.fixture
def good() -> Graph:
    return Graph().parse(Path(__file__).parent / "shapes" / "good.ttl")


def report(graph: Graph, shapes: Graph, ontology: Graph) -> Graph:
    _, results, _ = validate(graph, shacl_graph=shapes, ont_graph=ontology)
    assert isinstance(results, Graph)
    return results


def failing(results: Graph) -> set[str]:
    """Names of the shapes that fail; a constraint inside a shape counts as that shape."""
    tops = set(results.objects(None, SH.result))
    found = {str(shape) for top in tops for shape in results.objects(top, SH.sourceShape)}
    assert all(name.startswith(SHAPES) for name in found), found
    return {name.removeprefix(SHAPES) for name in found}


def spoilt(graph: Graph, name: str) -> Graph:
    before = set(graph)
    graph.update(PREFIXES + SPOIL[name][0])
    assert set(graph) != before, f"{name}: the update changed nothing"
    return graph


def swap(old: str, new: str) -> str:
    """An update that puts the triple pattern `new` in the place of `old`."""
    return f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ {old} }}"


def lose(pattern: str) -> str:
    return f"DELETE {{ {pattern} }} WHERE {{ {pattern} }}"


def add(triples: str) -> str:
    return f"INSERT DATA {{ {triples} }}"


VISIT = "<article/1/visit/26-0>"
STOP = "<article/1/visit/26-0/stop/2>"
MEETING = "<article/1/meeting/40-0>"
DIRECTIVE = "<article/1/directive/54-0>"
DONATION = "<article/1/donation/70-0>"
ITEM = "<article/1/donation/70-0/item/1>"
TENURE = "<article/1/tenure/9-0>"
QUOTE = "<article/1/evidence/0-8>"
LIN = "<person/林知远>"
GOUZHAO = "<organization/沟赵办事处>"
VILLAGE = "<place/祥营村>"
POST = "<post/高新区党工委书记>"

# What is done to the good graph, and the shapes that must say so.
SPOIL: dict[str, tuple[str, set[str]]] = {
    # articles
    "article without source": (lose("<article/1> zj:source ?o"), {"source"}),
    "article with two titles": (add('<article/1> zj:title "另一个"'), {"title"}),
    "title in a language": (swap("<article/1> zj:title ?o", '<article/1> zj:title "题"@zh'), {"title"}),
    "published is a string": (swap("<article/1> zj:published ?o", '<article/1> zj:published "2022-11-16"'), {"published"}),
    "published is no day": (swap("<article/1> zj:published ?o", '<article/1> zj:published "2022-11-31"^^xsd:date'), {"published"}),
    "published with a time zone": (swap("<article/1> zj:published ?o", '<article/1> zj:published "2022-11-16+08:00"^^xsd:date'), {"published"}),
    "hash too short": (swap("<article/1> zj:textHash ?o", '<article/1> zj:textHash "e3b0"'), {"textHash"}),
    "no hash": (lose("<article/1> zj:textHash ?o"), {"textHash"}),
    "two source texts": (add('<article/1> zj:sourceText "11月1日"'), {"sourceText"}),
    "two publishers": (add('<article/1> zj:publisher "晚报"'), {"publisher"}),
    "empty byline": (add('<article/1> zj:byline ""'), {"byline"}),
    "article with an unknown property": (add('<article/1> zj:headline "题"'), {"Article"}),
    "article with two types": (add("<article/1> a zj:Evidence"), {"type", "Evidence", "start", "end", "exact", "sourceArticle"}),
    "source without file": (lose("<article/1/source/1> zj:file ?o"), {"file"}),
    "source of two addresses": (add('<article/1/source/1> zj:url "https://a.example/", "https://b.example/"'), {"url"}),
    "source that ends before it starts": (swap("<article/1/source/1> zj:end ?o", "<article/1/source/1> zj:end 0 ; zj:start 9"), {"start", "startBeforeEnd"}),
    # evidence
    "evidence without exact": (lose(f"{QUOTE} zj:exact ?o"), {"exact"}),
    "evidence of two quotes": (add(f'{QUOTE} zj:exact "10月30日下午"'), {"exact"}),
    "evidence longer than its quote": (swap(f"{QUOTE} zj:end ?o", f"{QUOTE} zj:end 9"), {"Length"}),
    "evidence that ends before it starts": (swap(f"{QUOTE} zj:end ?o", f"{QUOTE} zj:end -8"), {"Length", "end", "startBeforeEnd"}),
    "offset as a string": (swap(f"{QUOTE} zj:start ?o", f'{QUOTE} zj:start "0"'), {"start", "startBeforeEnd"}),
    "offset below zero": (swap("<article/1/evidence/9-17> zj:start ?o", "<article/1/evidence/9-17> zj:start -1"), {"start", "Length"}),
    "evidence without article": (lose(f"{QUOTE} zj:sourceArticle ?o"), {"sourceArticle", "evidenceHere"}),
    "evidence of another article": (swap(f"{QUOTE} zj:sourceArticle ?o", f"{QUOTE} zj:sourceArticle <article/2>"), {"evidenceHere"}),
    "evidence without type": (lose(f"{QUOTE} a ?o"), {"evidence", "Placed"}),
    "evidence with an unknown property": (add(f'{QUOTE} zj:quote "x"'), {"Evidence"}),
    "mention of nobody": (lose("<article/1/mention/80-82> zj:refersTo ?o"), {"refersTo"}),
    "mention of an event": (swap("<article/1/mention/80-82> zj:refersTo ?o", f"<article/1/mention/80-82> zj:refersTo {VISIT}"), {"refersTo"}),
    "mention without wording": (lose("<article/1/mention/80-82> zj:wording ?o"), {"wording"}),
    "mention with a start in words": (add('<article/1/mention/80-82> zj:start "一"'), {"mentionStart"}),
    "mention with an end below zero": (add("<article/1/mention/80-82> zj:end -1"), {"mentionEnd"}),
    # entities
    "person without label": (lose(f"{LIN} rdfs:label ?o"), {"label"}),
    "person with two labels": (add(f'{LIN} rdfs:label "林知近"'), {"label"}),
    "label in a language": (swap(f"{LIN} rdfs:label ?o", f'{LIN} rdfs:label "林知远"@zh'), {"label"}),
    "empty label": (swap(f"{VILLAGE} rdfs:label ?o", f'{VILLAGE} rdfs:label ""'), {"label"}),
    "alternative label like the label": (add(f'{LIN} zj:altLabel "林知远"'), {"altLabel"}),
    "person that is a place too": (add(f"{LIN} a zj:Place"), {"type"}),
    "jurisdiction that is an office": (swap(f"{GOUZHAO} zj:jurisdiction ?o", f"{GOUZHAO} zj:jurisdiction <organization/高新区党工委>"), {"jurisdiction"}),
    "two jurisdictions": (add(f"{LIN} zj:jurisdiction {VILLAGE}"), {"jurisdiction"}),
    "group of nobody": (swap("<article/1/group/村民代表团> zj:size ?o", "<article/1/group/村民代表团> zj:size 0"), {"size"}),
    "place within a post": (swap(f"{VILLAGE} zj:within ?o", f"{VILLAGE} zj:within {POST}"), {"within"}),
    "code without scheme": (lose(f"{VILLAGE} zj:codeScheme ?o"), {"PlaceCode"}),
    "scheme without code": (lose(f"{VILLAGE} zj:code ?o"), {"PlaceCode"}),
    "two schemes": (add(f'{VILLAGE} zj:codeScheme "GB/T 2260"'), {"codeScheme"}),
    "code as a number": (swap(f"{VILLAGE} zj:code ?o", f"{VILLAGE} zj:code 410172360"), {"code"}),
    "latitude alone": (lose(f"{VILLAGE} zj:long ?o"), {"PlacePoint"}),
    "latitude out of the world": (swap(f"{VILLAGE} zj:lat ?o", f"{VILLAGE} zj:lat 134.8"), {"lat"}),
    "longitude as a string": (swap(f"{VILLAGE} zj:long ?o", f'{VILLAGE} zj:long "113.5"'), {"long"}),
    "valid from a word": (swap(f"{VILLAGE} zj:validFrom ?o", f'{VILLAGE} zj:validFrom "1984"'), {"validFrom"}),
    "valid from a day of any year": (swap(f"{VILLAGE} zj:validFrom ?o", f'{VILLAGE} zj:validFrom "--05-01"^^xsd:gMonthDay'), {"validFrom"}),
    "two ends": (add(f'{VILLAGE} zj:validUntil "2011"^^xsd:gYear'), {"validUntil"}),
    "post in a person": (swap(f"{POST} zj:organization ?o", f"{POST} zj:organization {LIN}"), {"organization"}),
    # direct properties
    "visited without a visit": (add(f"<person/柳青> zj:hasVisited {VILLAGE}"), {"HasVisited"}),
    "visited a person": (add(f"{LIN} zj:hasVisited <person/柳青>"), {"HasVisited", "hasVisited"}),
    "gave as a post": (add(f"{POST} zj:donatedTo {GOUZHAO}"), {"DonatedTo", "DonatedToBy"}),
    "held by an office": (add(f"{GOUZHAO} zj:holdsPost {POST}"), {"HoldsPost", "HoldsPostBy"}),
    "visited by an office": (add(f"{GOUZHAO} zj:hasVisited {VILLAGE}"), {"HasVisited", "HasVisitedBy"}),
    "gave without a donation": (add(f"<organization/云杉公司> zj:donatedTo {GOUZHAO}"), {"DonatedTo"}),
    "gave to a post": (add(f"{LIN} zj:donatedTo {POST}"), {"DonatedTo", "donatedTo"}),
    "holds a post without a tenure": (add(f"<person/柳青> zj:holdsPost {POST}"), {"HoldsPost"}),
    "holds a post that was given up": (swap(f"{TENURE} zj:postStatus ?o", f'{TENURE} zj:postStatus "former"'), {"HoldsPost"}),
    "holds a place": (add(f"{LIN} zj:holdsPost {VILLAGE}"), {"HoldsPost", "holdsPost"}),
    # every fact
    "fact without article": (lose(f"{VISIT} zj:statedIn ?o"), {"statedIn", "evidenceHere", "partOfHere"}),
    "fact of two articles": (add(f"{DONATION} zj:statedIn <article/2>"), {"statedIn", "evidenceHere"}),
    "fact without evidence": (lose(f"{VISIT} zj:evidence ?o"), {"evidence", "evidenceHere"}),
    "evidence that is text": (swap(f"{VISIT} zj:evidence ?o", f'{VISIT} zj:evidence "调研"'), {"evidence", "evidenceHere"}),
    "fact without rule": (lose(f"{DONATION} zj:rule ?o"), {"rule"}),
    "confidence above one": (swap(f"{VISIT} zj:confidence ?o", f"{VISIT} zj:confidence 1.01"), {"confidence"}),
    "confidence as a double": (swap(f"{VISIT} zj:confidence ?o", f"{VISIT} zj:confidence 0.93e0"), {"confidence"}),
    "event without type": (lose(f"{DONATION} a ?o"), {"Fact"}),
    "event of a class unheard of": (swap(f"{DONATION} a ?o", f"{DONATION} a zj:Donnation"), {"Fact"}),
    # every event
    "event without trigger": (lose(f"{MEETING} zj:trigger ?o"), {"trigger"}),
    "date as a string": (swap(f"{MEETING} zj:statedDate ?o", f'{MEETING} zj:statedDate "10-30"'), {"statedDate", "Year"}),
    "a year typed as a day": (swap(f"{VISIT} zj:statedDate ?o", f'{VISIT} zj:statedDate "2022"^^xsd:date'), {"statedDate"}),
    "a thirteenth month": (swap(f"{MEETING} zj:statedDate ?o", f'{MEETING} zj:statedDate "--13-30"^^xsd:gMonthDay'), {"statedDate"}),
    "two dates": (add(f'{MEETING} zj:statedDate "--10-31"^^xsd:gMonthDay'), {"statedDate"}),
    "a year without earliest": (lose(f"{VISIT} zj:earliest ?o"), {"Year"}),
    "a year without latest": (lose(f"{VISIT} zj:latest ?o"), {"Year"}),
    "earliest where the year is unknown": (add(f'{MEETING} zj:earliest "2022-10-30"^^xsd:date ; zj:latest "2022-10-30"^^xsd:date'), {"Year", "Bounds"}),
    "earliest of an undated event": (add(f'{DONATION} zj:earliest "2022-10-30"^^xsd:date ; zj:latest "2022-10-30"^^xsd:date'), {"Year"}),
    "earliest after latest": (swap(f"{VISIT} zj:earliest ?o", f'{VISIT} zj:earliest "2022-10-31"^^xsd:date'), {"earliest", "Bounds"}),
    "earliest as month": (swap(f"{VISIT} zj:earliest ?o", f'{VISIT} zj:earliest "2022-10"^^xsd:gYearMonth'), {"earliest", "Bounds"}),
    "latest outside the stated month": (swap(f"{DIRECTIVE} zj:latest ?o", f'{DIRECTIVE} zj:latest "2022-12-01"^^xsd:date'), {"Bounds"}),
    "latest as a string": (swap(f"{VISIT} zj:latest ?o", f'{VISIT} zj:latest "2022-10-30"'), {"latest", "earliest"}),
    "a range without end": (lose(f"{DIRECTIVE} zj:statedEnd ?o"), {"Range"}),
    "a range without start": (lose(f"{DIRECTIVE} zj:statedStart ?o"), {"Range", "Year"}),
    "a range beside a date": (add(f'{DIRECTIVE} zj:statedDate "2022-10"^^xsd:gYearMonth'), {"Range", "Bounds"}),
    "a range that starts in words": (swap(f"{DIRECTIVE} zj:statedStart ?o", f'{DIRECTIVE} zj:statedStart "十月"'), {"statedStart", "Bounds"}),
    "a range that ends at a moment": (swap(f"{DIRECTIVE} zj:statedEnd ?o", f'{DIRECTIVE} zj:statedEnd "2022-11-01T08:00:00"^^xsd:dateTime'), {"statedEnd", "Bounds"}),
    "two date texts": (add(f'{VISIT} zj:dateText "30日"'), {"dateText"}),
    "two times of day": (add(f'{VISIT} zj:timeOfDay "下午"'), {"timeOfDay"}),
    "the same event as a person": (add(f"{VISIT} zj:sameEventAs {LIN}"), {"sameEventAs"}),
    # visits
    "visit without visitor": (lose(f"{VISIT} zj:visitor ?o"), {"visitor", "HasVisited"}),
    "visitor that is a place": (add(f"{VISIT} zj:visitor {VILLAGE}"), {"visitor"}),
    "visitor by name only": (add(f'{VISIT} zj:visitor "林知远"'), {"visitor"}),
    "visitor who is nothing": (add(f"{VISIT} zj:visitor <person/nobody>"), {"visitor"}),
    "companion of oneself": (add(f"{VISIT} zj:companion {LIN}"), {"companion"}),
    "visit without place": (lose(f"{VISIT} zj:place ?o"), {"visitPlace", "HasVisited", "StopPlace"}),
    "visit to a person": (add(f"{VISIT} zj:place <person/柳青>"), {"visitPlace"}),
    "visit with a donor": (add(f"{VISIT} zj:donor {LIN}"), {"Visit"}),
    "visit with two topics, one of them a node": (add(f"{VISIT} zj:topic {LIN}"), {"topic"}),
    "stop that is a place": (add(f"{VISIT} zj:stop {VILLAGE}"), {"stop"}),
    "stop without position": (lose(f"{STOP} zj:position ?o"), {"position"}),
    "stop with the position of another": (swap(f"{STOP} zj:position ?o", f"{STOP} zj:position 1"), {"StopOrder"}),
    "a gap between stops": (swap(f"{STOP} zj:position ?o", f"{STOP} zj:position 3"), {"StopOrder"}),
    "stop zero": (swap("<article/1/visit/26-0/stop/1> zj:position ?o", "<article/1/visit/26-0/stop/1> zj:position 0"), {"position", "StopOrder"}),
    "stop of two places": (add(f"{STOP} zj:place {GOUZHAO}"), {"stopPlace"}),
    "stop elsewhere": (swap(f"{STOP} zj:place ?o", f"{STOP} zj:place <place/高新区>"), {"StopPlace"}),
    "stop of no visit": (lose(f"{VISIT} zj:stop {STOP}"), {"stopOf"}),
    "stop with a date": (add(f'{STOP} zj:earliest "2022-10-30"^^xsd:date'), {"Stop"}),
    # meetings
    "meeting without name": (lose(f"{MEETING} zj:name ?o"), {"meetingName"}),
    "chair that is a place": (add(f"{MEETING} zj:chair {VILLAGE}"), {"chair"}),
    "attendee that is a post": (add(f"{MEETING} zj:attendee {POST}"), {"attendee"}),
    "meeting in a person": (add(f"{MEETING} zj:place {LIN}"), {"eventPlace"}),
    "meeting part of an article": (swap(f"{MEETING} zj:partOf ?o", f"{MEETING} zj:partOf <article/1>"), {"partOf", "partOfHere"}),
    "meeting with a visitor": (add(f"{MEETING} zj:visitor {LIN}"), {"Meeting"}),
    # directives
    "directive without issuer": (lose(f"{DIRECTIVE} zj:issuer ?o"), {"issuer"}),
    "directive by a visit": (swap(f"{DIRECTIVE} zj:issuer ?o", f"{DIRECTIVE} zj:issuer {VISIT}"), {"issuer"}),
    "directive to a place": (add(f"{DIRECTIVE} zj:addressee {VILLAGE}"), {"addressee"}),
    "directive without content": (lose(f"{DIRECTIVE} zj:content ?o"), {"content"}),
    "content with a line break": (swap(f"{DIRECTIVE} zj:content ?o", f'{DIRECTIVE} zj:content "要守\\n住底线"'), {"content"}),
    "directive without content evidence": (lose(f"{DIRECTIVE} zj:contentEvidence ?o"), {"contentEvidence", "contentHere"}),
    "content from another article": (swap(f"{DIRECTIVE} zj:contentEvidence ?o", f"{DIRECTIVE} zj:contentEvidence <article/2/evidence/3-6>"), {"contentHere"}),
    "issued during a donation": (swap(f"{DIRECTIVE} zj:issuedDuring ?o", f"{DIRECTIVE} zj:issuedDuring {DONATION}"), {"issuedDuring"}),
    "directive with a place": (add(f"{DIRECTIVE} zj:place {VILLAGE}"), {"Directive"}),
    # donations
    "donation without donor": (lose(f"{DONATION} zj:donor ?o"), {"donor", "DonatedTo"}),
    "gave to whom no donation names": (lose(f"{DONATION} zj:recipient ?o"), {"DonatedTo"}),
    "donation to a post": (add(f"{DONATION} zj:recipient {POST}"), {"recipient"}),
    "donation of nothing": (lose(f"{DONATION} zj:item ?o"), {"item", "itemOf"}),
    "worth below nothing": (swap(f"{DONATION} zj:valueCNY ?o", f"{DONATION} zj:valueCNY \"-1.0\"^^xsd:decimal"), {"valueCNY"}),
    "donation with a companion": (add(f"{DONATION} zj:companion {LIN}"), {"Donation"}),
    "item without name": (lose(f"{ITEM} zj:name ?o"), {"itemName"}),
    "quantity as an integer": (swap(f"{ITEM} zj:quantity ?o", f"{ITEM} zj:quantity 200"), {"quantity"}),
    "two units": (add(f'{ITEM} zj:unit "只"'), {"unit"}),
    "approximate in words": (swap(f"{ITEM} zj:approximate ?o", f'{ITEM} zj:approximate "余"'), {"approximate"}),
    "item of two donations": (add(f"<article/1/donation/9-0> zj:item {ITEM}"), {"itemOf"}),
    "item with a code": (add(f'{ITEM} zj:code "1"'), {"DonatedItem"}),
    # posts
    "tenure of nobody": (lose(f"{TENURE} zj:holder ?o"), {"holder", "HoldsPost"}),
    "tenure of an office": (add(f"{TENURE} zj:holder {GOUZHAO}"), {"holder"}),
    "tenure without post": (lose(f"{TENURE} zj:post ?o"), {"post", "HoldsPost"}),
    "tenure in the future": (swap(f"{TENURE} zj:postStatus ?o", f'{TENURE} zj:postStatus "future"'), {"postStatus"}),
    "tenure as of a word": (swap(f"{TENURE} zj:asOf ?o", f'{TENURE} zj:asOf "现任"'), {"asOf"}),
    "tenure with a trigger": (add(f'{TENURE} zj:trigger "任"'), {"Tenure"}),
    # identities, links, decisions, the store
    "identity of one": (lose("<identity/1> zj:about <person/林知远-2>"), {"identityAbout"}),
    "identity without reason": (lose("<identity/1> zj:reason ?o"), {"identityReason"}),
    "decision about nothing": (lose("<decision/1> zj:about ?o"), {"decisionAbout"}),
    "decision of maybe": (swap("<decision/1> zj:verdict ?o", '<decision/1> zj:verdict "maybe"'), {"verdict"}),
    "decision of another relation": (add("<decision/1> zj:relation skos:relatedMatch"), {"decisionRelation"}),
    "decision for a reason that is a node": (add(f"<decision/1> zj:reason {LIN}"), {"decisionReason"}),
    "link of a person": (swap("<link/1> zj:subject ?o", f"<link/1> zj:subject {LIN}"), {"subject"}),
    "link to a string": (swap("<link/1> zj:object ?o", '<link/1> zj:object "1"'), {"object"}),
    "link without relation": (lose("<link/1> zj:relation ?o"), {"relation"}),
    "link without justification": (lose("<link/1> zj:justification ?o"), {"justification"}),
    "link without gazetteer": (lose("<link/1> zj:gazetteer ?o"), {"gazetteer"}),
    "link of two versions": (add('<link/1> zj:gazetteerVersion "2024"'), {"gazetteerVersion"}),
    "link in some way": (swap("<link/1> zj:relation ?o", "<link/1> zj:relation zj:within"), {"relation"}),
    "candidate in words": (add('<place/祥营村> zj:candidate "祥营"'), {"candidate"}),
    "office in an office": (add(f"<organization/高新区党工委> zj:within {GOUZHAO}"), {"within"}),
    "store of an ontology unknown": (lose("<graph/store> zj:ontologyVersion ?o"), {"ontologyVersion"}),
    "store of two rules versions": (add('<graph/store> zj:rulesVersion "def"'), {"rulesVersion"}),
}  # fmt: skip


def test_the_good_graph_conforms(good: Graph, shapes: Graph, ontology: Graph) -> None:
    assert failing(report(good, shapes, ontology)) == set()


@pytest.mark.parametrize("name", SPOIL)
def test_a_spoilt_graph_is_caught(name: str, good: Graph, shapes: Graph, ontology: Graph) -> None:
    results = report(spoilt(good, name), shapes, ontology)
    assert failing(results) == SPOIL[name][1]
    for result in results.objects(None, SH.result):
        assert len(list(results.objects(result, SH.resultMessage))) == 2, "one a language"


def test_every_shape_is_spoilt_somehow(shapes: Graph) -> None:
    named = {
        str(shape).removeprefix(SHAPES)
        for kind in (SH.NodeShape, SH.PropertyShape)
        for shape in shapes.subjects(RDF.type, kind)
        if isinstance(shape, URIRef)
    }
    spoilt_shapes = {shape for _, expected in SPOIL.values() for shape in expected}
    # A blank node is no way to spoil these; Date is named by the shapes that use it.
    ids = {"Date", "Event", "Group", "Identity", "Link", "Decision", "Mention", "Organization"}
    assert named - spoilt_shapes <= ids | {"Person", "Place", "Post", "Source", "Store", "PartOf"}


@pytest.mark.parametrize("kind", ["Person", "Place", "Post", "Visit", "Evidence", "Stop"])
def test_a_node_without_iri_is_caught(
    kind: str, good: Graph, shapes: Graph, ontology: Graph
) -> None:
    good.update(PREFIXES + f"INSERT DATA {{ [] a zj:{kind} }}")
    found = failing(report(good, shapes, ontology))
    assert (kind if kind != "Visit" else "Event") in found


def test_an_event_of_the_users_own_is_held_to_what_every_event_has(
    good: Graph, shapes: Graph, ontology: Graph
) -> None:
    own = ontology + Graph().parse(
        data=f"@prefix zj: <{ZJ}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        "zj:Signing rdfs:subClassOf zj:Event .",
        format="turtle",
    )
    good.update(
        PREFIXES
        + f"INSERT DATA {{ <article/1/signing/1-0> a zj:Signing ; zj:party {LIN} ;"
        + f' zj:statedIn <article/1> ; zj:evidence {QUOTE} ; zj:rule "signing" ; zj:trigger "签" }}'
    )
    assert failing(report(good, shapes, own)) == set()
    good.update(PREFIXES + lose("<article/1/signing/1-0> zj:trigger ?o"))
    assert failing(report(good, shapes, own)) == {"trigger"}


def test_the_shapes_are_shacl(good: Graph, shapes: Graph, ontology: Graph) -> None:
    conforms, _, text = validate(
        good, shacl_graph=shapes, ont_graph=ontology, meta_shacl=True, advanced=True
    )
    assert conforms, text


def test_messages_are_there_in_both_languages(shapes: Graph) -> None:
    messages = list(shapes.subject_objects(SH.message))
    assert len(messages) > 200
    for subject in {subject for subject, _ in messages}:
        said = {m.language: str(m) for m in shapes.objects(subject, SH.message)}  # type: ignore[attr-defined]
        assert set(said) == {"en", "zh"}
        assert re.search(r"[\u4e00-\u9fff]", said["zh"])
        assert not re.search(r"[\u4e00-\u9fff]", said["en"])
