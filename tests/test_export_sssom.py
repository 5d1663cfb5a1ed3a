"""SSSOM, as the library sssom-pydantic reads it: each mapping there is, and what people decided."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
import sssom_pydantic
from sssom_pydantic import SemanticMappingPack

from kg.export import export_text
from kg.export.sssom import document
from kg.query import Graph

GRAPH = """
@prefix zj: <https://w3id.org/zhengji/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix node: <https://w3id.org/zhengji/id/place/> .
@prefix wd: <http://www.wikidata.org/entity/> .
node:a a zj:Place ; rdfs:label "登封\\t\\"市\\"" ; skos:exactMatch wd:Q1, <https://sws.geonames.org/2/>, <urn:place:登封> .
node:b a zj:Person ; rdfs:label "景云起" ; skos:exactMatch wd:Q7 .
node:link a zj:Link ; zj:subject node:a ; zj:relation skos:exactMatch ; zj:object wd:Q1 ;
    zj:confidence 0.5 ; zj:justification "its name" ; zj:gazetteer "wikidata" ; zj:gazetteerVersion "2024" .
wd:Q1 skos:prefLabel "河南省登封市" .
node:yes a zj:Decision ; zj:about node:b, wd:Q7 ; zj:verdict "accepted" ; zj:reason "查过" .
node:no a zj:Decision ; zj:about node:b, wd:Q8 ; zj:verdict "rejected" .
node:other a zj:Decision ; zj:about node:b, node:a ; zj:verdict "rejected" .
node:unsure a zj:Decision ; zj:about node:b, wd:Q9 ; zj:verdict "unsure" .
"""


def read(text: str, folder: Path) -> SemanticMappingPack:
    file = folder / "links.sssom.tsv"
    file.write_text(text, encoding="utf-8")
    return sssom_pydantic.read(file)


def triples(pack: SemanticMappingPack) -> Iterator[tuple[str, ...]]:
    for one in pack.mappings:
        parts = (one.subject, one.predicate, one.object)
        yield tuple(unquote(pack.converter.expand_reference(part.pair) or "") for part in parts)


def test_all_links_of_a_store_are_mappings(linked_store: Path, tmp_path: Path) -> None:
    graph = Graph(linked_store)
    text = export_text(graph, "sssom")
    pack = read(text, tmp_path)
    found = graph.query("""SELECT ?s ?p ?o { ?s ?p ?o
        FILTER(?p IN (skos:exactMatch, skos:closeMatch, skos:broadMatch)) }""")
    assert len(found) > 5
    assert {tuple(map(str, row.values())) for row in found} == set(triples(pack))
    assert str(pack.mapping_set.id) == "https://w3id.org/zhengji/id/graph/links"
    assert {one.justification.curie for one in pack.mappings} == {"semapv:LexicalMatching"}
    assert all(one.subject_name and one.object_name and one.confidence for one in pack.mappings)
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    assert rows[1:] == sorted(rows[1:])


def test_what_people_and_gazetteers_say_has_its_grounds(tmp_path: Path) -> None:
    store = ox.Store()
    store.load(GRAPH.encode(), ox.RdfFormat.TURTLE)
    text = b"".join(document(store)).decode()
    assert '\n#  ns1: "urn:place:"\n' in text
    pack = read(text, tmp_path)
    told = {
        iris[2]: (one.justification.identifier, one.predicate_modifier, one.comment)
        for iris, one in zip(triples(pack), pack.mappings, strict=True)
    }
    assert told == {
        "http://www.wikidata.org/entity/Q1": ("LexicalMatching", None, "its name"),
        "https://sws.geonames.org/2/": ("MappingChaining", None, None),
        "urn:place:登封": ("MappingChaining", None, None),
        "http://www.wikidata.org/entity/Q7": ("ManualMappingCuration", None, "查过"),
        "http://www.wikidata.org/entity/Q8": ("ManualMappingCuration", "Not", None),
    }
    first = next(one for one in pack.mappings if one.confidence is not None)
    assert (first.object_source_version, first.confidence) == ("2024", 0.5)
    assert first.subject_name == '登封 "市"'


@pytest.mark.parametrize("turtle", ["", "<urn:x> a <urn:y> ."])
def test_a_store_without_links_is_an_empty_set(turtle: str, tmp_path: Path) -> None:
    store = ox.Store()
    store.load(turtle.encode(), ox.RdfFormat.TURTLE)
    text = b"".join(document(store)).decode()
    assert text.splitlines()[-1] == (
        "subject_id\tpredicate_id\tobject_id\tmapping_justification"
    )  # fmt: skip
    assert read(text, tmp_path).mappings == []
