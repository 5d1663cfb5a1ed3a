"""The page of four articles beside the checkout, linked to the whole register of divisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg import pipeline
from kg.export import export_text
from kg.gazetteer.match import Matchers
from kg.gazetteer.shelf import Shelf
from kg.gazetteer.values import About
from kg.link import link
from kg.query import Graph
from kg.store import Store

POINTS = """code,name,lat,long
41,河南省,34.76,113.65
4101,郑州市,34.75,113.63
410172,郑州高新技术产业开发区,34.81,113.56
410172360,沟赵乡,34.83,113.54
"""
LINKS = """SELECT ?name (STRAFTER(STR(?relation), "#") AS ?how) ?object ?why {
    ?link a zj:Link ; zj:subject/rdfs:label ?name ; zj:relation ?relation ; zj:object ?object ;
        zj:justification ?why ; zj:gazetteer "china" }"""


@pytest.fixture(scope="module")
def linked(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    divisions = shared.parent / "gazetteers"
    if not divisions.is_dir():
        pytest.skip("no ../shared/gazetteers beside this checkout")
    folder = tmp_path_factory.mktemp("page")
    store = folder / "zhengji.store"
    pipeline.build([str(shared / "page.txt")], store=store, home="郑州市")
    shelf = Shelf(folder / "gazetteers")
    shelf.add(About("china", str(divisions), "divisions", date="2023-12-31"))
    (folder / "points.csv").write_text(POINTS, encoding="utf-8")
    columns = "name=name,code=code,lat=lat,long=long"
    shelf.add(About("points", str(folder / "points.csv"), "csv", columns=columns))
    with Matchers(shelf.open()) as matchers, Store.open(store) as opened:
        link(opened, matchers)
    return Graph(store)


def links(graph: Graph) -> dict[str, tuple[str, str, str]]:
    """Relation, code and reason by name."""
    rows = [tuple(map(str, row.values())) for row in graph.query(LINKS)]
    return {name: (how, entry.rpartition("/")[2], why) for name, how, entry, why in rows}


def test_offices_zones_and_villages_are_linked_as_far_as_they_are_known(linked: Graph) -> None:
    found = links(linked)
    assert found["沟赵办事处"][:2] == ("closeMatch", "410172360")
    assert found["梧桐办事处"][:2] == ("closeMatch", "410172561")
    assert found["石佛办事处"][:2] == ("closeMatch", "410172160")
    assert found["高新区党工委"][:2] == ("closeMatch", "410172")
    assert found["郑州市高新区"][:2] == ("exactMatch", "410172")
    for village in ("祥营村祥瑞苑小区", "堂李村"):
        assert found[village][:2] == ("broadMatch", "410100")
        assert "in no gazetteer" in found[village][2]


def test_the_map_has_them(linked: Graph) -> None:
    features = json.loads(export_text(linked, "geojson"))["features"]
    by_name: dict[str, Any] = {one["properties"]["name"]: one for one in features}
    told = {
        (event["place"], event["type"], name)
        for name, one in by_name.items()
        for event in one["properties"]["events"]
    }
    assert {
        ("沟赵办事处", "Visit", "沟赵乡"),
        ("梧桐办事处", "Visit", "郑州市高新区"),
        ("石佛办事处", "Visit", "郑州市高新区"),
        ("祥营村祥瑞苑小区", "Visit", "郑州市"),
        ("堂李村", "Donation", "郑州市"),
    } <= told
    assert by_name["沟赵乡"]["geometry"]["coordinates"] == [113.54, 34.83]
