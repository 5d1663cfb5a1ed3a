"""CSV bundles, as Frictionless and the standard library read them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import frictionless
import pyoxigraph as ox
import pytest

from kg.export import export, export_tables
from kg.export.schema import columns, event_columns
from kg.export.tables import BETWEEN
from kg.query import Graph
from kg.vocabulary import Class
from tests.town import ZJ, small_town, text, zj


@pytest.fixture(scope="module")
def linked(linked_store: Path) -> Graph:
    return Graph(linked_store)


def tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    return {
        file.stem: list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"))))
        for file in folder.glob("*.csv")
    }


@pytest.fixture(scope="module")
def bundle(linked: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    export_tables(linked, folder)
    return folder


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_finds_types_and_keys_right(bundle: Path) -> None:
    report = frictionless.validate(str(bundle / "datapackage.json"))
    assert report.valid, report.flatten(["resourceName", "title", "message"])
    assert len(report.tasks) == 20


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_would_tell_a_key_of_nothing(linked: Graph, tmp_path: Path) -> None:
    export_tables(linked, tmp_path)
    file = tmp_path / "person.csv"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:2]))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert not report.valid


def test_every_node_is_a_row(linked: Graph, bundle: Path) -> None:
    found = tables(bundle)
    for kind, name in (
        (Class.VISIT, "visit"),
        (Class.PERSON, "person"),
        (Class.STOP, "stop"),
        (Class.LINK, "link"),
    ):
        nodes = linked.store.quads_for_pattern(None, None, ox.NamedNode(kind), None)
        assert sorted(row["id"] for row in found[name]) == sorted(q.subject.value for q in nodes)  # type: ignore[union-attr]
        assert found[name]


def test_a_cell_holds_ids_and_the_next_their_names(bundle: Path) -> None:
    found = tables(bundle)
    visit = next(row for row in found["visit"] if row["evidence_exact"].startswith("12月5日上午"))
    assert visit["visitor_name"] == "褚明轩"
    assert visit["companion_name"].split(BETWEEN) == ["湛秋棠", "郗松年"]
    assert len(visit["companion"].split(BETWEEN)) == 2
    assert visit["statedDate"] == "2022-12-05"
    assert visit["statedIn_title"].startswith("洛龙区领导")
    stops = [row for row in found["stop"] if row["visit"] == visit["id"]]
    assert [row["place_name"] for row in sorted(stops, key=lambda row: row["position"])] == [
        "关林办事处",
        "皂角树社区翠竹苑小区",
    ]
    items = {row["donation"] for row in found["donated-item"]}
    assert items == {row["id"] for row in found["donation"]}


def test_the_archive_holds_the_same_and_is_the_same(linked: Graph, bundle: Path) -> None:
    streams = [io.BytesIO(), io.BytesIO()]
    for stream in streams:
        export(linked, "csv", stream)
    assert streams[0].getvalue() == streams[1].getvalue()
    with ZipFile(streams[0]) as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == {
            file.name: file.read_bytes() for file in bundle.iterdir()
        }


def odd() -> Graph:
    """Text that a spreadsheet would run, several values of one name, a kind of a user's own."""
    town = small_town()
    page = town.article("x.txt", '=HYPERLINK("x")', "2022-11-01")
    node = page.event("Signing", "2022-11-01", "签约")
    firms = [town.entity(name, "Organization") for name in ("甲乙", "丙")]
    town.put("entities", firms[0], "label", text("甲|乙"))
    page.put(node, "party", *firms)
    page.put(node, "title", text("-1"))
    page.put(node, "visitor", *firms)
    later = page.event("Signing", "2022-11-02", "+续签")
    page.put(later, "remark", text('a "b"\nc,d'))
    town.put(f"article/{page.key}", later, "alsoSaid", zj("Signing"))
    return Graph.of(town.store())


def test_a_kind_of_ones_own_has_a_table(tmp_path: Path) -> None:
    export_tables(odd(), tmp_path)
    rows = tables(tmp_path)["signing"]
    assert [row["statedDate"] for row in rows] == ["2022-11-01", "2022-11-02"]
    assert rows[0]["party"].count(BETWEEN) == 1
    assert rows[0]["visitor_name"].split(BETWEEN) == ["丙", "甲\uff5c乙"]
    assert rows[0]["remark"] == ""
    assert rows[1]["remark"] == 'a "b"\nc,d'
    assert rows[1]["alsoSaid"] == f"{ZJ}Signing"
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    (described,) = (one for one in package["resources"] if one["name"] == "signing")
    assert [field["name"] for field in described["schema"]["fields"]] == list(rows[0])


def test_for_a_spreadsheet_nothing_is_a_formula(tmp_path: Path) -> None:
    export_tables(odd(), tmp_path, bom=True)
    assert (tmp_path / "article.csv").read_bytes().startswith("\ufeff".encode())
    found = tables(tmp_path)
    assert any(row["title"] == '\'=HYPERLINK("x")' for row in found["article"])
    assert [row["title"] for row in found["signing"]] == ["-1", ""]
    quotes = [row["evidence_exact"] for row in found["signing"]]
    assert quotes == ["签约", "'+续签"]
    export_tables(odd(), tmp_path)
    assert any(row["title"] == '=HYPERLINK("x")' for row in tables(tmp_path)["article"])


def test_an_empty_store_has_headers(tmp_path: Path) -> None:
    export_tables(Graph.of(ox.Store()), tmp_path)
    assert (tmp_path / "visit.csv").read_text(encoding="utf-8").startswith("id,statedIn,")
    assert all(not rows for rows in tables(tmp_path).values())


def test_columns_are_those_of_the_ontology() -> None:
    visit = [column.property.removeprefix(ZJ) for column in columns()[Class.VISIT]]
    assert visit[0] == "statedIn"
    assert {"place", "visitor", "topic", "earliest", "confidence"} <= set(visit)
    assert "donor" not in visit
    person = [column.property for column in columns()[Class.PERSON]]
    assert person[0].endswith("#label")
    assert f"{ZJ}hasVisited" in person
    assert {column.property for column in event_columns()} < {
        column.property for column in columns()[Class.VISIT]
    }
