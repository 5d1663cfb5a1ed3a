"""`kg describe`: what VoID and DCAT say of a store is what it holds."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, VOID, XSD, Literal, Namespace, URIRef
from rdflib import Graph as Read

from kg.cli import main
from kg.describe import Owner, describe, write
from kg.errors import UsageError
from kg.export import export_text
from kg.query import Graph
from kg.store import Store
from tests.town import small_town

ID = Namespace("https://w3id.org/zhengji/id/")
ZJ = Namespace("https://w3id.org/zhengji/ontology#")
DATASET = ID.dataset
BY = "https://creativecommons.org/licenses/by/4.0/"
OWNER = Owner(
    "洛龙政迹", "洛龙档案馆", BY, ("https://a.example/news.ttl", "https://a.example/news")
)


def text(graph: Graph, owner: Owner | None = None, form: str = "turtle") -> str:
    stream = io.BytesIO()
    write(describe(graph, owner), form, stream)
    return stream.getvalue().decode()


def read(graph: Graph, owner: Owner | None = None) -> Read:
    return Read().parse(data=text(graph, owner), format="turtle")


@pytest.fixture(scope="module")
def store(linked_store: Path) -> Graph:
    return Graph(linked_store)


@pytest.fixture(scope="module")
def told(store: Graph) -> Read:
    return read(store, OWNER)


@pytest.fixture(scope="module")
def exported(store: Graph) -> Read:
    return Read().parse(data=export_text(store, "ntriples"), format="nt")


def test_counts_are_those_of_what_is_exported(told: Read, exported: Read) -> None:
    assert told.value(DATASET, VOID.triples) == Literal(len(exported))
    assert told.value(DATASET, VOID.distinctSubjects) == Literal(len(set(exported.subjects())))
    assert told.value(DATASET, VOID.distinctObjects) == Literal(len(set(exported.objects())))
    kinds = set(exported.objects(None, RDF.type))
    assert told.value(DATASET, VOID.classes) == Literal(len(kinds))
    for kind in kinds:
        (part,) = told.subjects(VOID["class"], kind)
        assert (DATASET, VOID.classPartition, part) in told
        found = set(exported.subjects(RDF.type, kind))
        assert told.value(part, VOID.entities) == Literal(len(found))
    names = set(exported.predicates())
    assert told.value(DATASET, VOID.properties) == Literal(len(names)) != Literal(0)
    for name in names:
        (part,) = told.subjects(VOID.property, name)
        assert (DATASET, VOID.propertyPartition, part) in told
        assert told.value(part, VOID.triples) == Literal(
            len(list(exported.triples((None, name, None))))
        )
        assert told.value(part, VOID.distinctObjects) == Literal(
            len(set(exported.objects(None, name)))
        )


def test_time_links_and_versions(told: Read, exported: Read) -> None:
    (time,) = told.objects(DATASET, DCTERMS.temporal)
    assert told.value(time, DCAT.startDate) == Literal(
        min(map(str, exported.objects(None, ZJ.earliest))), datatype=XSD.date
    )
    assert told.value(time, DCAT.endDate) == Literal(
        max(map(str, exported.objects(None, ZJ.latest))), datatype=XSD.date
    )
    links = list(told.subjects(RDF.type, VOID.Linkset))
    counted = [int(str(told.value(link, VOID.triples))) for link in links]
    assert sum(counted) == len(list(exported.subjects(RDF.type, ZJ.Link))) > 0
    for name in (ZJ.ontologyVersion, ZJ.rulesVersion):
        assert told.value(ID["graph/store"], name) == exported.value(ID["graph/store"], name)
    assert (DATASET, DCTERMS.conformsTo, URIRef(ZJ.removesuffix("#"))) in told


def test_papers() -> None:
    found = read(Graph.of(small_town().store()))
    papers = sorted(
        str(found.value(one, FOAF.name)) for one in found.objects(DATASET, DCTERMS.source)
    )
    assert papers == ["中原报", "高新早报"]


def test_what_only_the_owner_can_say(told: Read, store: Graph) -> None:
    publisher = told.value(DATASET, DCTERMS.publisher)
    assert told.value(publisher, FOAF.name) == Literal("洛龙档案馆")
    assert told.value(DATASET, DCTERMS.title) == Literal("洛龙政迹")
    assert told.value(DATASET, DCTERMS.license) == URIRef(BY)
    known, other = sorted(told.subjects(RDF.type, DCAT.Distribution), key=lambda node: str(told.value(node, DCAT.downloadURL)), reverse=True)  # fmt: skip
    assert str(told.value(known, DCAT.mediaType)).endswith("/text/turtle")
    assert told.value(other, DCAT.mediaType) is None
    silent = read(store)
    assert not set(silent.predicates()) & {DCTERMS.license, DCTERMS.publisher, DCAT.distribution}
    assert str(silent.value(DATASET, DCTERMS.title)).startswith("Facts")


def test_every_term_is_one_of_its_vocabulary(told: Read) -> None:
    used = {*told.predicates(), *told.objects(None, RDF.type)}
    for vocabulary in (VOID, DCAT, DCTERMS, FOAF):
        names = {str(term) for term in used if str(term).startswith(str(vocabulary))}
        assert names
        assert names <= {str(term) for term in dir(vocabulary)} | {str(VOID["class"])}


def test_numbers_are_integers_and_nodes_have_names(told: Read) -> None:
    assert {o.datatype for _, _, o in told.triples((None, VOID.triples, None))} == {XSD.integer}  # type: ignore[attr-defined]
    assert all(isinstance(node, URIRef) for node in (*told.subjects(), *told.predicates()))


def test_the_data_set_comes_first_and_the_same_content_gives_the_same_bytes() -> None:
    town = small_town()
    forwards, backwards = (text(Graph.of(town.store(backwards=way))) for way in (False, True))
    assert forwards == backwards
    blocks = forwards.split("\n\n")
    assert blocks[1].startswith("<dataset> a void:Dataset, dcat:Dataset ;")


@pytest.mark.parametrize("form", ["turtle", "jsonld", "ntriples", "rdfxml"])
def test_every_form_says_the_same(form: str, store: Graph, told: Read) -> None:
    name = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}.get(form, form)
    assert set(Read().parse(data=text(store, OWNER, form), format=name)) == set(told)


def test_an_empty_store(tmp_path: Path) -> None:
    with Store.open(tmp_path / "empty", create=True):
        pass
    found = read(Graph(tmp_path / "empty"))
    assert found.value(DATASET, DCTERMS.temporal) is None
    assert [*found.objects(DATASET, DCTERMS.source), *found.subjects(RDF.type, VOID.Linkset)] == []
    nothing = read(Graph.of(ox.Store()))
    for name in (VOID.triples, VOID.entities, VOID.classes, VOID.properties, VOID.distinctSubjects):
        assert nothing.value(DATASET, name) == Literal(0)


def test_a_base_of_ones_own(tmp_path: Path) -> None:
    with Store.open(tmp_path / "own", create=True, base="https://news.example/id/"):
        pass
    found = read(Graph(tmp_path / "own"))
    assert URIRef("https://news.example/id/dataset") in set(found.subjects(RDF.type, VOID.Dataset))


@pytest.mark.parametrize(
    ("owner", "told"),
    [
        (Owner(licence="CC BY"), "--license: 'CC BY' is no IRI. Give one such as https://"),
        (Owner(licence="https://a.example/> <b> <c"), "is no IRI"),
        (Owner(dumps=["news.ttl"]), "--dump: 'news.ttl' is no IRI"),
        (Owner(title="\udcff"), "--title: '\udcff' is no Unicode text"),
        (Owner(publisher="\udcff"), "--publisher: '\udcff' is no Unicode text"),
    ],
)
def test_what_no_graph_can_hold_is_refused(owner: Owner, told: str) -> None:
    with pytest.raises(UsageError) as raised:
        describe(Graph.of(ox.Store()), owner)
    assert told in str(raised.value)


def test_the_command(
    linked_store: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    options = ["--store", str(linked_store), "--license", BY, "--dump", "https://a.example/x.nq"]
    assert main(["describe", *options, "--output", str(tmp_path / "void.ttl")]) == 0
    assert main(["describe", *options]) == 0
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == (tmp_path / "void.ttl").read_bytes()
    found = Read().parse(tmp_path / "void.ttl")
    assert (DATASET, DCTERMS.license, URIRef(BY)) in found
    refused = [*options, "--license", "mine", "--output", str(tmp_path / "none.ttl")]
    assert main(["describe", *refused]) == 2
    assert main(["describe", "--store", str(tmp_path / "none")]) != 0
    assert not (tmp_path / "none.ttl").exists()
