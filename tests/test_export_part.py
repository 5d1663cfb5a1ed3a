"""Parts of a store: by article, person, place, kind, period, confidence, CONSTRUCT; reifiers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QueryError, UsageError
from kg.export import Selection, constructed, export_text, part
from kg.export.part import with_reifiers
from kg.query import Graph
from kg.validate import validate
from kg.vocabulary import RDF
from tests.town import BASE, small_town

FACTS = """SELECT ?fact ?kind { ?fact zj:statedIn ?article ; a ?class
    BIND(REPLACE(STR(?class), ".*#", "") AS ?kind) } ORDER BY ?fact"""


@pytest.fixture(scope="module")
def town() -> Graph:
    return Graph.of(small_town().store())


@pytest.fixture(scope="module")
def linked(linked_store: Path) -> Graph:
    return Graph(linked_store)


def facts(graph: Graph, selection: Selection) -> list[str]:
    with part(graph, selection) as chosen:
        return [str(row["fact"]).removeprefix(BASE) for row in chosen.query(FACTS)]


def kinds(graph: Graph, selection: Selection) -> set[str]:
    with part(graph, selection) as chosen:
        return {str(row["kind"]) for row in chosen.query(FACTS)}


def asked(graph: Graph, where: str) -> set[str]:
    """The facts that an independent query finds."""
    rows = graph.query(f"SELECT DISTINCT ?fact {{ ?fact zj:statedIn ?article . {where} }}")
    return {str(row["fact"]).removeprefix(BASE) for row in rows}


SELECTIONS = {
    "article by file": Selection(articles=["c.txt"]),
    "article by id": Selection(articles=["b.txt#2"]),
    "person": Selection(people=["罗志远"]),
    "person by another name": Selection(people=["陈书记"]),
    "place": Selection(places=["沟赵办事处"]),
    "kind": Selection(kinds=["Donation"]),
    "since": Selection(since="2022-11-08"),
    "until a month": Selection(until="2022-10"),
    "day": Selection(since="2022-12-02", until="2022-12-02"),
    "confidence": Selection(confidence=Decimal("0.7")),
}
EXPECTED = {
    "article by file": ('?article zj:source/zj:file "c.txt"', 1),
    "article by id": ('?article zj:title "石佛见闻"', 2),
    "person": ('?fact ?role ?who . ?who rdfs:label "罗志远"', 4),
    "person by another name": ('?fact ?role ?who . ?who rdfs:label "陈启明"', 9),
    "place": ('?fact ?role ?who . ?who rdfs:label "沟赵办事处"', 6),
    "kind": ("?fact a zj:Donation", 3),
    "since": ('OPTIONAL { ?fact zj:latest ?l } OPTIONAL { ?fact zj:asOf ?a } FILTER(COALESCE(?l, ?a, 0) >= "2022-11-08"^^xsd:date || STR(?a) = "2023")', 6),
    "until a month": ('{ ?fact zj:earliest ?f } UNION { ?fact zj:asOf ?f } FILTER(STR(?f) < "2022-11")', 6),
    "day": ('?fact zj:statedStart ?start', 1),
    "confidence": ('?fact zj:confidence 0.93', 1),
}  # fmt: skip


@pytest.mark.parametrize("name", SELECTIONS)
def test_what_is_selected_is_what_a_query_finds(name: str, town: Graph) -> None:
    where, least = EXPECTED[name]
    found = set(facts(town, SELECTIONS[name]))
    expected = asked(town, where)
    # What a fact refers to comes along: a directive's visit, a meeting that issues one.
    assert expected <= found
    assert len(expected) >= least
    extra = {fact for fact in found - expected if "visit" not in fact and "meeting" not in fact}
    assert not extra


def test_criteria_are_all_met_and_values_of_one_are_alternatives(town: Graph) -> None:
    both = facts(town, Selection(people=["陈启明"], kinds=["Visit"], since="2022-11"))
    assert len(both) == 2
    either = facts(town, Selection(people=["陈启明", "周雅文"], kinds=["visit"], since="2022-11"))
    assert len(either) == 4
    assert kinds(town, Selection(kinds=["Visit", "Tenure"])) == {"Visit", "Tenure"}


def test_identity_counts(town: Graph) -> None:
    """周雅文（挂职） is held to be 周雅文."""
    assert len(facts(town, Selection(people=["周雅文"]))) == len(
        facts(town, Selection(people=["周雅文（挂职）"]))
    )


def test_a_place_has_what_lies_in_it(linked: Graph) -> None:
    of_city = facts(linked, Selection(places=["洛阳市"]))
    assert set(facts(linked, Selection(places=["安乐镇"]))) < set(of_city)


@pytest.mark.parametrize(
    "selection",
    [
        Selection(people=["褚明轩"]),
        Selection(kinds=["Directive"]),
        Selection(since="2022-12-06", until="2022-12-07"),
        Selection(articles=["examples/page.txt"]),
        Selection(places=["安乐镇"]),
    ],
)
def test_a_part_has_the_shapes_of_the_whole(selection: Selection, linked: Graph) -> None:
    with part(linked, selection) as chosen:
        assert len(chosen.store) > 20
        assert validate(chosen.store) == []
        assert all(quad in linked.store for quad in chosen.store)


def test_a_whole_article_is_its_graph(linked: Graph) -> None:
    with part(linked, Selection(articles=["examples/page.txt#1"])) as chosen:
        (name,) = (g for g in chosen.store.named_graphs() if "/article/" in str(g))
        own = set(linked.store.quads_for_pattern(None, None, None, name))
        assert own == set(chosen.store.quads_for_pattern(None, None, None, name))


def test_the_same_part_gives_the_same_bytes(town: Graph) -> None:
    back = Graph.of(small_town().store(backwards=True))
    for form in ("turtle", "jsonld", "nquads"):
        texts = []
        for graph in (town, back):
            with part(graph, Selection(people=["陈启明"])) as chosen:
                texts.append(export_text(chosen, form))
        assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        (Selection(people=["陈启"]), "show-near"),
        (Selection(places=["火星"]), "show-unknown"),
        (Selection(kinds=["Visits"]), "export-kind"),
        (Selection(kinds=["Person"]), "export-kind"),
        (Selection(articles=["z.txt"]), "export-article"),
        (Selection(since="yesterday"), "export-day"),
        (Selection(until="2022-1"), "export-day"),
        (Selection(confidence=Decimal(2)), "export-confidence"),
        (Selection(people=['" } DROP ALL #']), "show-unknown"),
    ],
)
def test_what_there_is_not_is_told(selection: Selection, code: str, town: Graph) -> None:
    with pytest.raises(UsageError) as caught, part(town, selection):
        pass
    assert caught.value.code == code
    assert str(caught.value)


def test_a_construct_of_ones_own(town: Graph) -> None:
    query = "CONSTRUCT { ?p zj:hasVisited ?o } WHERE { ?p zj:hasVisited ?o }"
    with constructed(town, query) as chosen:
        assert len(chosen.store) == 8
        assert "zj:hasVisited" in export_text(chosen, "turtle")
        assert export_text(chosen, "ntriples").count("\n") == 8
    with pytest.raises(UsageError, match="gives rows"), constructed(town, "SELECT * { ?s ?p ?o }"):
        pass
    with pytest.raises(QueryError), constructed(town, "CONSTRUCT {"):
        pass


def test_facts_of_a_construct_make_forms_that_need_facts(town: Graph) -> None:
    with constructed(town, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }") as chosen:
        text = export_text(chosen, "turtle")
        parsed = {quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)}
        assert parsed == {quad.triple for quad in town.store}


# -- reifiers


@pytest.fixture(scope="module")
def reified(linked: Graph) -> Iterator[Graph]:
    with with_reifiers(linked) as graph:
        yield graph


REIFIES = ox.NamedNode(f"{RDF}reifies")


def test_each_shortcut_and_link_has_facts_that_reify_it(reified: Graph, linked: Graph) -> None:
    told = {quad.object for quad in reified.store.quads_for_pattern(None, REIFIES, None, None)}
    assert all(isinstance(triple, ox.Triple) for triple in told)
    for name in ("hasVisited", "donatedTo", "holdsPost"):
        said = {
            quad.triple
            for quad in linked.store
            if quad.predicate.value == f"https://w3id.org/zhengji/ontology#{name}"
        }
        assert said
        assert said <= told
    links = [triple for triple in told if "Match" in str(triple)]
    assert links
    assert len(reified.store) - len(linked.store) == len(
        list(reified.store.quads_for_pattern(None, REIFIES, None, None))
    )


def test_a_tenure_that_is_over_reifies_nothing(reified: Graph) -> None:
    rows = reified.query('SELECT ?t { ?tenure zj:postStatus "former" ; rdf:reifies ?t } LIMIT 1')
    assert not rows
    assert reified.query('SELECT ?t { ?tenure zj:postStatus "former" } LIMIT 1')


def test_confidence_of_a_triple_can_be_asked(reified: Graph) -> None:
    rows = reified.query(
        "SELECT ?confidence ?quote { ?who rdfs:label ?name ; zj:hasVisited ?place ."
        ' FILTER(?name = "褚明轩") ?visit rdf:reifies <<( ?who zj:hasVisited ?place )>> ;'
        " zj:confidence ?confidence ; zj:evidence/zj:exact ?quote }"
    )
    assert len(rows) == 4


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads", "ntriples"])
def test_reifiers_read_back(form: str, reified: Graph) -> None:
    formats = {
        "turtle": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TRIG,
        "nquads": ox.RdfFormat.N_QUADS,
        "ntriples": ox.RdfFormat.N_TRIPLES,
    }
    read = {
        quad.triple for quad in ox.parse(export_text(reified, form).encode(), format=formats[form])
    }
    assert read == {
        quad.triple for quad in reified.store if "/graph/copies" not in str(quad.graph_name)
    }
