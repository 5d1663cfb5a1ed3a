"""GeoJSON and Linked Places Format, as the library geojson and our own gazetteers read them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import geojson
import pyoxigraph as ox
import pytest
from jsonschema import Draft7Validator

from kg.export import export_text
from kg.gazetteer.sources import linked_places
from kg.query import Graph
from tests.town import Town, text, zj


@pytest.fixture(scope="module")
def linked(linked_store: Path) -> Graph:
    return Graph(linked_store)


def read(graph: Graph, form: str) -> Any:
    """The document, after the library has found it valid (RFC 7946)."""
    found = geojson.loads(export_text(graph, form))
    assert found.is_valid, found.errors()
    return found


def feature(found: Any, name: str) -> Any:
    return next(one for one in found["features"] if name in one["properties"].values())


def test_a_place_holds_its_facts(linked: Graph) -> None:
    found = read(linked, "geojson")
    town = feature(found, "安乐镇")
    assert town["geometry"]["coordinates"] == [112.47, 34.63]
    visit = next(e for e in town["properties"]["events"] if e["type"] == "Visit")
    assert visit["earliest"] == "2022-12-06"
    assert visit["precision"] == "exact"
    assert visit["visitor"] == ["褚明轩"]
    assert visit["quote"].startswith("12月6日下午")
    assert town["properties"]["count"] == len(town["properties"]["events"])


def test_what_has_no_point_stands_with_what_it_lies_in(linked: Graph) -> None:
    district = feature(read(linked, "geojson"), "洛龙区")
    events = district["properties"]["events"]
    assert {event["precision"] for event in events} == {"within"}
    assert "开元路办事处" in {event["place"] for event in events}


def test_each_fact_stands_once_at_each_of_its_places(linked: Graph) -> None:
    found = read(linked, "geojson")
    pairs = [
        (event["id"], event["place"])
        for one in found["features"]
        for event in one["properties"]["events"]
    ]
    assert len(pairs) == len(set(pairs)) >= 5


def test_linked_places_format(linked: Graph) -> None:
    """What version 1.3 asks for: title, classes, names, a time, a geometry that may be null."""
    found = read(linked, "lpf")
    assert found["@context"].endswith("linkedplaces-context-v1.1.jsonld")
    assert len(found["features"]) >= 2
    for one in found["features"]:
        assert one["@id"].startswith("https://w3id.org/zhengji/id/place/")
        assert one["type"] == "Feature"
        assert one["properties"]["title"]
        assert set(one["properties"]["fclasses"]) <= set("AHLPRST")
        assert one["properties"]["fclasses"]
        assert all(name["toponym"] for name in one["names"])
        assert "geometry" in one
        cited = [c for name in one["names"] for c in name.get("citations", ())]
        assert all(citation["label"] and citation["@id"] for citation in cited)
        assert all(re.fullmatch(r"\d{4}", c["year"]) for c in cited if "year" in c)
        assert "when" in one or any("year" in citation for citation in cited)
        for span in one.get("when", {}).get("timespans", ()):
            assert span["start"]["earliest"] <= span["end"]["latest"]
        for link in one.get("links", ()):
            assert link["type"] in ("exactMatch", "closeMatch")
        for relation in one.get("relations", ()):
            assert relation["relationType"] == "gvp:broaderPartitive"
            assert relation["label"]


def test_the_schema_of_world_historical_gazetteer(linked: Graph) -> None:
    """What uploads are held against there; no package brings it, so it is read where it is told.

    It is `validation/static/lpf_v2.0.jsonld` in WorldHistoricalGazetteer/whg3 on GitHub.
    """
    if "LPF_SCHEMA" not in os.environ:
        pytest.skip("no LPF_SCHEMA, the file of World Historical Gazetteer's schema")
    schema = json.loads(Path(os.environ["LPF_SCHEMA"]).read_text(encoding="utf-8"))
    found = json.loads(export_text(linked, "lpf"))
    faults = Draft7Validator(schema).iter_errors(found)
    assert [f"{fault.json_path}: {fault.message}" for fault in faults] == []
    (cited, *_) = (
        name for one in found["features"] for name in one["names"] if "citations" in name
    )
    cited["citations"][0]["year"] = 2022
    assert not Draft7Validator(schema).is_valid(found)


def test_linked_places_can_be_a_gazetteer(linked: Graph, tmp_path: Path) -> None:
    file = tmp_path / "places.json"
    file.write_text(export_text(linked, "lpf"), encoding="utf-8")
    entries = {entry.name: entry for entry in linked_places.read(file)}
    assert (entries["安乐镇"].lat, entries["安乐镇"].long) == (34.63, 112.47)


def test_wikidata_and_geonames_in_short() -> None:
    town = Town()
    page = town.article("a.txt", "题", "2022-11-04")
    village = town.entity("祥营村", "Place")
    page.visit("", [town.entity("林知远", "Person")], [village], "到祥营村")
    for entry in ("http://www.wikidata.org/entity/Q1", "https://sws.geonames.org/2/"):
        town.lines.add(
            f"{village} <http://www.w3.org/2004/02/skos/core#exactMatch> <{entry}> <{village[1:-1]}/g> ."
        )
    (one,) = json.loads(export_text(Graph.of(town.store()), "lpf"))["features"]
    assert [link["identifier"] for link in one["links"]] == ["wd:Q1", "gn:2"]
    assert one["properties"]["fclasses"] == ["P"]
    assert one["geometry"] is None
    assert one["names"][0]["citations"][0]["year"] == "2022"


def test_places_within_each_other_end() -> None:
    town = Town()
    page = town.article("a.txt", "题", "2022-11-04")
    one, other = (town.entity(name, "Place") for name in ("甲村", "乙镇"))
    page.visit("2022-11-01", [town.entity("林知远", "Person")], [one], "到甲村")
    town.put("links", one, "within", other)
    town.put("links", other, "within", one)
    assert read(Graph.of(town.store()), "geojson")["features"] == []


@pytest.mark.parametrize("odd", [text("north"), text("200", "decimal"), zj("Visit")])
def test_coordinates_that_are_none(odd: str) -> None:
    town = Town()
    place = town.entity("甲村", "Place")
    town.put("links", place, "lat", odd)
    town.put("links", place, "long", text("113.5", "decimal"))
    assert read(Graph.of(town.store()), "geojson")["features"] == []


@pytest.mark.parametrize("form", ["geojson", "lpf"])
def test_a_store_without_links_has_no_places_to_show(form: str, example_store: Path) -> None:
    assert read(Graph(example_store), form)["features"] == []
    assert read(Graph.of(ox.Store()), form)["features"] == []
