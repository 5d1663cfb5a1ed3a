"""Exports: every form reads back to the same graph in other people's readers, and the same
content gives the same bytes. `KG_GOLDEN=write pytest tests/test_export.py` rewrites the golden
files, so that git shows what changed.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

from kg.errors import UsageError
from kg.export import FRAMES, GRAPH_FORMS, RDF_FORMS, export, export_text, sorting, write_triples
from kg.export.arrange import natural, nodes
from kg.query import Graph
from kg.rdf import iri
from kg.store import Store
from tests.records import samples
from tests.town import BASE, ZJ, small_town

GOLDEN = Path(__file__).parent / "golden"
SUFFIX = {"turtle": "ttl", "trig": "trig", "jsonld": "jsonld"}
FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
RDFLIB = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "ntriples": "nt", "rdfxml": "xml"}
WITH_GRAPHS = ("trig", "nquads")
quiet = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def town() -> Graph:
    return Graph.of(small_town().store())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """A store made by the pipeline's own code."""
    with Store.open(tmp_path_factory.mktemp("export") / "s", create=True) as store:
        store.build(samples())
        return Graph.of(store.engine)


def odd() -> Graph:
    """What no pipeline of ours writes, but a store may hold."""
    store = ox.Store()
    text = (Path(__file__).parent / "golden" / "odd.trig").read_bytes()
    store.load(text, format=ox.RdfFormat.TRIG)
    return Graph.of(store)


@pytest.fixture(params=["town", "built", "odd"])
def graph(request: pytest.FixtureRequest) -> Graph:
    return odd() if request.param == "odd" else request.getfixturevalue(request.param)


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    data = ox.Dataset(quads)
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in data}


def meant(graph: Graph, form: str) -> set[str]:
    """The quads of a store, in one graph if the form has no others."""
    own = ox.NamedNode(iri.graph("copies"))  # what a store keeps for itself
    quads = [quad for quad in graph.store if quad.graph_name != own]
    if form not in WITH_GRAPHS:
        quads = [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads]
    return canonical(quads)


def by_engine(text: str, form: str) -> set[str]:
    return canonical(ox.parse(text.encode(), format=FORMATS[form]))


# -- the same graph


@pytest.mark.parametrize("form", RDF_FORMS)
def test_the_engine_reads_the_same_graph(graph: Graph, form: str) -> None:
    assert by_engine(export_text(graph, form), form) == meant(graph, form)


@quiet
@pytest.mark.parametrize("form", [*RDFLIB, "jsonld"])
def test_rdflib_reads_the_same_graph(graph: Graph, form: str) -> None:
    data = rdflib.Dataset() if form in WITH_GRAPHS else rdflib.Graph()
    data.parse(data=export_text(graph, form), format=RDFLIB.get(form, "json-ld"))
    kind = "nquads" if form in WITH_GRAPHS else "nt"
    assert by_engine(data.serialize(format=kind), "nquads") == meant(graph, form)


@pytest.mark.parametrize("frame", FRAMES)
def test_pyld_reads_the_same_graph(graph: Graph, frame: str) -> None:
    document = json.loads(export_text(graph, "jsonld", frame=frame))
    text = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert by_engine(text, "nquads") == meant(graph, "jsonld")


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb\n", " \t ", "\u2028]]>&<\"'", "", "\ufeff😀"])
@pytest.mark.parametrize("form", GRAPH_FORMS)
@quiet
def test_rdflib_reads_every_character(text: str, form: str) -> None:
    triple = ox.Triple(ox.NamedNode("a:s"), ox.NamedNode("a:签/p"), ox.Literal(text))
    stream = io.BytesIO()
    write_triples([triple], form, stream)
    data = rdflib.Graph().parse(data=stream.getvalue(), format=RDFLIB.get(form, "json-ld"))
    assert [(str(p), str(o)) for _, p, o in data] == [("a:签/p", text)]


@pytest.mark.parametrize(
    ("predicate", "text", "code"),
    [
        ("a:p", "\x01", "export-xml-character"),
        ("a:p", "\x0b", "export-xml-character"),
        ("a:p", "\uffff", "export-xml-character"),
        ("a:p/1", "", "export-xml-name"),
        ("a:p/²", "", "export-xml-name"),
    ],
)
def test_what_xml_cannot_hold_is_told(predicate: str, text: str, code: str) -> None:
    triple = ox.Triple(ox.NamedNode("a:s"), ox.NamedNode(predicate), ox.Literal(text))
    with pytest.raises(UsageError) as caught:
        write_triples([triple], "rdfxml", io.BytesIO())
    assert caught.value.code == code
    assert "turtle" in str(caught.value)


TERMS = st.one_of(
    st.sampled_from(["", "person/a", "a:b", "../x", "//x", "x/", "?q", "#f", "..", "a%20b", "é/张"])
    .map(lambda name: ox.NamedNode(BASE + name)),
    st.sampled_from(["Visit", "Meeting", "name", "facts", "date", "type", "签约", "a-b", "visitorOf"])
    .map(lambda name: ox.NamedNode(ZJ + name)),
    st.sampled_from(["b1", "b2"]).map(ox.BlankNode),
)  # fmt: skip
PREDICATES = st.sampled_from(
    [
        "name",
        "facts",
        "date",
        "statedDate",
        "evidence",
        "statedIn",
        "place",
        "id",
        "visitorOf",
        "签",
    ]
).map(lambda name: ox.NamedNode(ZJ + name))
TYPE = st.just(ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"))
LABEL = st.just(ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"))
KINDS = ("string", "date", "integer", "decimal", "boolean", "gYear", "double")
LITERALS = st.one_of(
    st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=5).map(ox.Literal),
    st.builds(
        lambda text, kind: ox.Literal(
            text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}")
        ),
        st.sampled_from(["2022", "007", "-0", "1.50", "true", "1", "2022-11-01", "1e3", "多"]),
        st.sampled_from(KINDS),
    ),
    st.builds(lambda text: ox.Literal(text, language="zh-hans"), st.text('a"\\\n中', max_size=4)),
)
TRIPLES = st.lists(
    st.one_of(
        st.builds(ox.Triple, TERMS, PREDICATES, st.one_of(TERMS, LITERALS)),
        st.builds(ox.Triple, TERMS, TYPE, TERMS.filter(lambda t: isinstance(t, ox.NamedNode))),
        st.builds(ox.Triple, TERMS, LABEL, LITERALS),
    ),
    max_size=8,
)


@given(TRIPLES, st.sampled_from(GRAPH_FORMS))
def test_any_graph_reads_back(triples: list[ox.Triple], form: str) -> None:
    expected = canonical(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    stream = io.BytesIO()
    write_triples(triples, form, stream)
    assert by_engine(stream.getvalue().decode(), form) == expected


@given(TRIPLES, st.sampled_from(["turtle", "trig", "ntriples", "jsonld", "entity", "rdfxml"]))
def test_any_store_reads_back(triples: list[ox.Triple], form: str) -> None:
    store = ox.Store()
    names = (ox.NamedNode(f"{BASE}graph/article/1"), ox.NamedNode(f"{BASE}graph/entities"))
    article = ox.NamedNode(f"{BASE}article/1")
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    store.add(ox.Quad(article, kind, ox.NamedNode(f"{ZJ}Article"), names[0]))
    for at, one in enumerate(triples):
        store.add(ox.Quad(one.subject, one.predicate, one.object, names[at % 2]))
    graph = Graph.of(store)
    frame, form = ("entity", "jsonld") if form == "entity" else ("article", form)
    assert by_engine(export_text(graph, form, frame=frame), form) == meant(graph, form)


# -- the same bytes


@pytest.mark.parametrize("form", RDF_FORMS)
def test_the_order_of_loading_changes_nothing(form: str) -> None:
    forward, back = (Graph.of(small_town().store(backwards=way)) for way in (False, True))
    assert export_text(forward, form) == export_text(back, form)


def test_the_order_of_building_changes_nothing(tmp_path: Path) -> None:
    found = []
    for name, records in (("a", samples()), ("b", samples()[::-1])):
        with Store.open(tmp_path / name, create=True) as store:
            store.build(records)
            found.append([export_text(Graph.of(store.engine), form) for form in RDF_FORMS])
    assert found[0] == found[1]


@pytest.mark.parametrize("form", SUFFIX)
def test_golden_files(town: Graph, form: str) -> None:
    file = GOLDEN / f"town.{SUFFIX[form]}"
    text = export_text(town, form)
    if os.environ.get("KG_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_lines_are_sorted_and_single(town: Graph) -> None:
    for form in ("nquads", "ntriples"):
        found = export_text(town, form).encode().splitlines()
        assert found == sorted(set(found))


def test_sorting_through_files(monkeypatch: pytest.MonkeyPatch, town: Graph) -> None:
    whole = export_text(town, "nquads")
    monkeypatch.setattr(sorting, "_RUN", 7)
    assert export_text(town, "nquads") == whole
    assert list(sorting.unique(iter([b"b\n", b"a\n"] * 20))) == [b"a\n", b"b\n"]


# -- made for reading


def test_turtle_is_in_the_order_of_reading(town: Graph) -> None:
    text = export_text(town, "turtle")
    subjects = [line.partition(" ")[0] for line in text.splitlines() if line.startswith("<")]
    assert len(subjects) == len(set(subjects)), "one block a subject"
    titles = [line for line in text.splitlines() if "zj:title" in line]
    assert [title.split('"')[1] for title in titles] == [
        "陈启明到沟赵调研",
        "座谈会召开",
        "爱心捐赠",
        "十月回顾",
        "冬日走访",
        "天气预报",
        "干部任职",
        "石佛见闻",
    ], "by date, the article without one last"
    assert text.index("zj:Tenure") < text.index("a zj:Person") < text.index("a zj:Office")
    assert "zj:quantity" in text


def test_events_stand_by_date(town: Graph) -> None:
    text = export_text(town, "turtle")
    page = text[text.index("十月回顾") :]
    dates = [line.split('"')[1] for line in page.splitlines() if "zj:earliest" in line][:5]
    assert dates == sorted(dates)


def test_an_article_holds_its_facts(town: Graph) -> None:
    document: dict[str, Any] = json.loads(export_text(town, "jsonld"))
    first = document["@graph"][0]
    assert (first["type"], first["title"]) == ("Article", "陈启明到沟赵调研")
    visit = next(fact for fact in first["facts"] if fact["type"] == "Visit")
    assert visit["date"] == "2022-10-30"
    assert visit["visitor"]["name"] == "陈启明"
    assert [place["name"] for place in visit["place"]] == ["沟赵办事处", "祥营村"]
    assert [stop["position"] for stop in visit["stop"]] == [1, 2]
    assert visit["evidence"]["exact"].startswith("10月30日上午")
    assert "statedIn" not in visit


def test_a_meeting_keeps_its_name(town: Graph) -> None:
    document = json.loads(export_text(town, "jsonld"))
    meetings = [
        fact for one in document["@graph"] for fact in one.get("facts", ())
        if fact["type"] == "Meeting"
    ]  # fmt: skip
    assert [meeting["name"] for meeting in meetings] == ["座谈会"]
    assert meetings[0]["place"]["name"] == "梧桐办事处"


def test_an_entity_holds_its_facts(town: Graph) -> None:
    document: dict[str, Any] = json.loads(export_text(town, "jsonld", frame="entity"))
    chen = next(one for one in document["@graph"] if one.get("name") == "陈启明")
    assert [post["post"]["name"] for post in chen["holderOf"]] == [
        "高新区党工委书记",
        "高新区党工委书记",
        "副市长",
    ]
    dates = [visit.get("date", "") or visit["dateStart"] for visit in chen["visitorOf"]]
    assert dates == ["2022-10-30", "2022-10-30", "2022-11-01", "2022-12-01"]
    first = next(one for one in chen["visitorOf"] if "topic" in one)
    assert first["companion"]["name"] == "罗志远"
    assert first["statedIn"]["title"] == "陈启明到沟赵调研"
    assert first["evidence"]["exact"].startswith("10月30日上午")
    titles = [one.get("title") for one in document["@graph"] if one.get("type") == "Article"]
    assert len(titles) == 8, "articles follow"


def test_numbers_sort_by_value() -> None:
    assert sorted(["visit/77-0", "visit/9-0", "visit/9-10", "visit/9-2"], key=natural) == [
        "visit/9-0",
        "visit/9-2",
        "visit/9-10",
        "visit/77-0",
    ]


# -- what else can be asked of it


def test_an_empty_store() -> None:
    graph = Graph.of(ox.Store())
    for form in RDF_FORMS:
        assert by_engine(export_text(graph, form), form) == set()


def test_an_unknown_form(town: Graph) -> None:
    with pytest.raises(UsageError) as caught:
        export(town, "xlsx", io.BytesIO())
    assert caught.value.code == "export-form"
    assert "turtle" in str(caught.value)


def test_triples_have_fewer_forms() -> None:
    assert set(GRAPH_FORMS) < set(RDF_FORMS)
    assert nodes([]) == []


def test_a_triple_as_value_is_no_json() -> None:
    inner = ox.Triple(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.NamedNode("a:o"))
    triple = ox.Triple(ox.NamedNode("a:x"), ox.NamedNode("a:q"), inner)
    with pytest.raises(UsageError) as caught:
        write_triples([triple], "jsonld", io.BytesIO())
    assert caught.value.code == "export-triple-term"
    stream = io.BytesIO()
    write_triples([triple], "turtle", stream)
    assert by_engine(stream.getvalue().decode(), "turtle") == canonical(
        [ox.Quad(triple.subject, triple.predicate, triple.object)]
    )
