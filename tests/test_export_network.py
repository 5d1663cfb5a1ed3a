"""GEXF and GraphML, as networkx reads them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
from lxml import etree

from kg.errors import UsageError
from kg.export import export_text
from kg.query import Graph
from tests.town import Town, small_town

FORMS = ("gexf", "graphml")


@pytest.fixture(scope="module")
def town() -> Graph:
    return Graph.of(small_town().store())


def read(graph: Graph, form: str) -> Any:
    stream = io.BytesIO(export_text(graph, form).encode())
    return nx.read_gexf(stream, version="1.3") if form == "gexf" else nx.read_graphml(stream)


def edges(found: Any) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Edges by the labels of their ends and their kind."""
    label = found.nodes(data="label")
    return {
        (label[source], label[target], told["relation"]): told
        for source, target, told in found.edges(data=True)
    }


@pytest.mark.parametrize("form", FORMS)
def test_who_is_joined_to_whom(form: str, town: Graph) -> None:
    found = read(town, form)
    assert found.is_directed()
    of = edges(found)
    assert of["陈启明", "沟赵办事处", "visited"]["weight"] == 2
    assert of["罗志远", "陈启明", "accompanied"]["weight"] == 2
    assert of["周雅文", "陈启明", "met under"]["weight"] == 1
    assert of["明德食品有限公司", "沟赵办事处", "gave to"]["weight"] == 2
    assert of["陈启明", "沟赵办事处", "told"]["weight"] == 1
    assert of["陈启明", "高新区党工委", "holds post in"]["weight"] == 2
    assert {kind for _, kind in found.nodes(data="kind")} == {
        "Person",
        "Organization",
        "Office",
        "Place",
    }


def test_time_is_intervals(town: Graph) -> None:
    of = edges(read(town, "gexf"))
    assert of["明德食品有限公司", "沟赵办事处", "gave to"]["spells"] == [
        ("2022-11-07", "2022-11-07")
    ]
    assert ("2022-12-01", "2022-12-03") in of["陈启明", "祥营村", "visited"]["spells"]
    assert "spells" not in of["罗志远", "石佛办事处", "visited"], "no year is known"


def test_first_and_last_day(town: Graph) -> None:
    visited = edges(read(town, "graphml"))["陈启明", "祥营村", "visited"]
    assert (visited["first"], visited["last"]) == ("2022-10-30", "2022-12-03")


def test_both_forms_hold_the_same_network(linked_store: Path) -> None:
    one, other = (read(Graph(linked_store), form) for form in FORMS)
    assert set(one) == set(other)
    assert edges(one).keys() == edges(other).keys()
    assert len(one) > 50
    assert not any(nx.isolates(one))


def test_gexf_says_that_it_is_dynamic(town: Graph) -> None:
    root = etree.fromstring(export_text(town, "gexf").encode())
    space = "{http://gexf.net/1.3}"
    assert root.get("version") == "1.3"
    (graph,) = root.findall(f"{space}graph")
    assert graph.get("mode") == "dynamic"
    assert graph.get("timeformat") == "date"
    nodes, found = graph.find(f"{space}nodes"), graph.find(f"{space}edges")
    assert nodes is not None
    assert found is not None
    assert int(nodes.get("count", "0")) == len(nodes)
    assert int(found.get("count", "0")) == len(found)
    names = {node.get("id") for node in nodes}
    assert all({edge.get("source"), edge.get("target")} <= names for edge in found)


@pytest.mark.parametrize("form", FORMS)
def test_the_order_of_loading_changes_nothing(form: str, town: Graph) -> None:
    assert export_text(town, form) == export_text(
        Graph.of(small_town().store(backwards=True)), form
    )


@pytest.mark.parametrize("form", FORMS)
def test_names_with_marks_of_xml(form: str) -> None:
    town = Town()
    page = town.article("a.txt", "题", "2022-11-04")
    odd = "a<b>&\"c'\r\n\td"
    page.visit(
        "2022-11-01", [town.entity("林知远", "Person")], [town.entity("甲村", "Place")], "到"
    )
    text = town.store()
    node = next(text.quads_for_pattern(None, None, ox.Literal("甲村"), None))
    text.remove(node)
    text.add(ox.Quad(node.subject, node.predicate, ox.Literal(odd), node.graph_name))
    assert odd in {label for _, label in read(Graph.of(text), form).nodes(data="label")}
    text.add(ox.Quad(node.subject, node.predicate, ox.Literal("\x00"), node.graph_name))
    with pytest.raises(UsageError, match=r"U\+0000"):
        export_text(Graph.of(text), form)


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_store_is_an_empty_network(form: str) -> None:
    assert len(read(Graph.of(ox.Store()), form)) == 0
