"""Validation: of files, of stores in parts, with the words of what fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.cli import main
from kg.errors import InputError, UsageError
from kg.pipeline import build, extract_text
from kg.store import Store
from kg.validate import parts, read, table, validate
from kg.vocabulary import RDF_TYPE, ZJ, Property

GOOD = Path(__file__).parent / "shapes" / "good.ttl"
BASE = "https://w3id.org/zhengji/id/"
VISIT = f"{BASE}article/1/visit/26-0"
DATE = "<http://www.w3.org/2001/XMLSchema#date>"
PREFIXES = f"BASE <{BASE}> PREFIX zj: <{ZJ}> "


def kept_by_article() -> ox.Store:
    """The good graph as a store keeps it: an article's own nodes, entities, shortcuts."""
    store = ox.Store()
    shortcuts = {Property.HAS_VISITED, Property.DONATED_TO, Property.HOLDS_POST}
    for quad in read(GOOD):
        node = str(quad.subject).removeprefix(f"<{BASE}")
        name = "entities"
        if node.startswith("article/"):
            name = f"article/{node.removeprefix('article/')[0]}"
        elif quad.predicate.value in shortcuts:
            name = "direct"
        graph = ox.NamedNode(f"{BASE}graph/{name}")
        store.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    return store


def spoilt(update: str) -> ox.Store:
    store = kept_by_article()
    store.update(PREFIXES + update)
    return store


def test_a_good_file_and_a_good_store_conform() -> None:
    assert validate(GOOD) == []
    assert validate(kept_by_article()) == []


def test_a_violation_says_where_what_and_quotes() -> None:
    article = "GRAPH <graph/article/1>"
    store = spoilt(f"DELETE WHERE {{ {article} {{ <{VISIT}> zj:visitor ?visitor }} }}")
    visitor, shortcuts = validate(store)
    assert (visitor.node, visitor.shape, visitor.path) == (VISIT, "visitor", "visitor")
    assert visitor.message == "a visit has a visitor, and each is an agent"
    assert visitor.message_zh == "调研走访须有走访者，且为行动者"
    assert visitor.quote == "10月30日上午"
    assert (shortcuts.node, shortcuts.shape) == (f"{BASE}person/林知远", "HasVisited")


@pytest.mark.parametrize(
    ("update", "shape"),
    [
        ('INSERT DATA { GRAPH <graph/entities> { <person/柳青> zj:altLabel "" } }', "altLabel"),
        ("INSERT DATA { GRAPH <graph/direct> { <person/柳青> zj:hasVisited <place/高新区> } }", "HasVisited"),
        ("INSERT DATA { GRAPH <graph/direct> { <person/柳青> zj:holdsPost <place/高新区> } }", "holdsPost"),
        ("INSERT DATA { GRAPH <graph/identity> { <i/2> a zj:Identity ; zj:about <person/柳青> } }", "identityAbout"),
        ("DELETE WHERE { GRAPH <graph/article/1> { ?quote zj:exact ?exact } }", "exact"),
        (f'INSERT DATA {{ GRAPH <graph/article/1> {{ <article/1/source/1> zj:published "2022-11-16+08:00"^^{DATE} }} }}', "published"),
        (f'INSERT DATA {{ GRAPH <graph/article/1> {{ <article/1/source/1> zj:published "2022-11-31"^^{DATE} }} }}', "published"),
        ("DELETE { GRAPH ?g { ?e zj:end ?n } } INSERT { GRAPH ?g { ?e zj:end 99 } } WHERE { GRAPH ?g { ?e a zj:Evidence ; zj:end ?n } }", "Length"),
    ],
)  # fmt: skip
def test_every_graph_of_a_store_is_validated(update: str, shape: str) -> None:
    assert shape in {violation.shape for violation in validate(spoilt(update))}


def test_a_store_and_the_file_of_the_same_graph_give_the_same(tmp_path: Path) -> None:
    store = spoilt("DELETE WHERE { GRAPH ?g { ?node zj:rule ?rule } }")
    lines = sorted({f"{quad.triple} ." for quad in store})
    (tmp_path / "spoilt.nt").write_text("\n".join(lines), encoding="utf-8")
    assert validate(store) == validate(tmp_path / "spoilt.nt") != []


def test_the_parts_are_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.validate.ARTICLES", 1)
    monkeypatch.setattr("kg.validate.SHARED", 3)
    store = kept_by_article()
    taken = list(parts(store))
    assert {quad for part in taken for quad in part} == set(store)
    assert len(taken) > 5
    assert validate(store) == []


def test_the_same_graph_gives_the_same_violations_in_the_same_order() -> None:
    store = spoilt("DELETE WHERE { GRAPH ?g { ?node zj:trigger ?trigger } }")
    assert validate(store) == validate(store) == sorted(validate(store))


def test_a_node_of_the_users_own_class(tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(
        f"@prefix zj: <{ZJ}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        "zj:Signing rdfs:subClassOf zj:Event .",
        encoding="utf-8",
    )
    update = f"DELETE DATA {{ GRAPH <graph/article/1> {{ <{VISIT}> a zj:Visit }} }}; "
    update += f"INSERT DATA {{ GRAPH <graph/article/1> {{ <{VISIT}> a zj:Signing }} }}"
    store = spoilt(update)
    assert any(found.shape == "Fact" for found in validate(store))
    assert not any(found.shape == "Fact" for found in validate(store, [tmp_path]))


def test_a_file_of_no_known_form(tmp_path: Path) -> None:
    (tmp_path / "graph.docx").write_text("x")
    with pytest.raises(InputError, match=r"graph\.docx: the suffix '\.docx' tells no form of RDF"):
        validate(tmp_path / "graph.docx")


def test_a_file_that_is_no_rdf(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("<a> <b> .")
    with pytest.raises(InputError, match=r"graph\.ttl: cannot be read as RDF: "):
        validate(tmp_path / "graph.ttl")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read as RDF"):
        validate(tmp_path / "none.ttl")


def test_without_pyshacl_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(UsageError, match=r"pip install 'zhengji\[validate\]'"):
        validate(GOOD)


def test_an_empty_store_conforms() -> None:
    assert validate(ox.Store()) == []


def test_a_blank_node_is_caught() -> None:
    store = ox.Store()
    kind = ox.NamedNode(f"{ZJ}Person")
    store.add(ox.Quad(ox.BlankNode("x"), ox.NamedNode(RDF_TYPE), kind))
    assert {(found.node, found.shape) for found in validate(store)} >= {("_:", "Person")}


def test_stores_that_are_built_conform(linked_store: Path) -> None:
    with Store.open(linked_store, read_only=True) as store:
        assert validate(store.engine) == []


def test_stores_of_all_wordings_conform(tmp_path: Path) -> None:
    """A hundred annotated articles, worded in every way that we thought of."""
    corpus = [str(GOOD.parents[1] / "corpus" / f"{name}.json") for name in ("look", "look-hard")]
    built = build(corpus, store=tmp_path / "zhengji.store")
    assert not built.changes.failed
    with Store.open(tmp_path / "zhengji.store", read_only=True) as store:
        assert validate(store.engine) == []


def test_the_table_gives_messages_in_either_language() -> None:
    store = spoilt(f"DELETE WHERE {{ GRAPH ?g {{ <{VISIT}> zj:visitor ?visitor }} }}")
    found = validate(store)
    english, chinese = (list(table(found, language)) for language in ("en", "zh"))
    assert english[0]["message"] == "a visit has a visitor, and each is an agent"
    assert chinese[0]["message"] == "调研走访须有走访者，且为行动者"
    assert chinese[0]["quote"] == "10月30日上午"
    assert [row["node"] for row in english] == [row["node"] for row in chinese]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "a visit has a visitor, and each is an agent"),
        (["--language", "zh", "--format", "csv"], "visitor,调研走访须有走访者，且为行动者,"),
        (["--format", "jsonl"], '"quote": "10月30日上午"'),
    ],
)
def test_the_command_lists_what_fails(
    options: list[str], told: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    graph = GOOD.read_text(encoding="utf-8").replace("zj:visitor <person/林知远> ;", "")
    (tmp_path / "spoilt.ttl").write_text(graph, encoding="utf-8")
    assert main(["validate", *options, str(tmp_path / "spoilt.ttl")]) == 1
    sys.stdout.flush()
    out, err = capfdbinary.readouterr()
    assert told in out.decode()
    assert err.decode().startswith("Nodes that a shape does not fit: ")


def test_a_literal_is_told_as_it_stands(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    graph = GOOD.read_text(encoding="utf-8").replace('"2022-11-16"^^xsd:date', '"11-16"^^xsd:date')
    (tmp_path / "spoilt.ttl").write_text(graph, encoding="utf-8")
    assert main(["validate", "--format", "csv", str(tmp_path / "spoilt.ttl")]) == 1
    sys.stdout.flush()
    out, err = capfdbinary.readouterr()
    assert ",published,11-16," in out.decode()
    assert err.decode().count("\n") == 1
    assert caplog.records == []


def test_each_household_of_a_list_is_a_place(tmp_path: Path) -> None:
    text = "2022年11月7日，县委书记罗振邦来到困难党员王小满、李二牛、赵长根家走访慰问。"
    record = extract_text(text, published="2022-11-08")
    (visit,) = record.events
    assert [(m.name, m.kind) for m in dict(visit.roles)["place"]] == [
        ("王小满", "Place"),
        ("李二牛", "Place"),
        ("赵长根家", "Place"),
    ]
    page = tmp_path / "page.txt"
    page.write_text(text, encoding="utf-8")
    build([str(page)], store=tmp_path / "zhengji.store", published="2022-11-08", jobs=1)
    with Store.open(tmp_path / "zhengji.store", read_only=True) as store:
        assert validate(store.engine) == []
