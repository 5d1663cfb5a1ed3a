"""Places of a store linked to gazetteers, with reasons; decisions win; nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg import pipeline
from kg.gazetteer.match import Matchers
from kg.gazetteer.shelf import Shelf
from kg.gazetteer.values import About
from kg.identify import Decision, keep
from kg.link import link
from kg.link.naming import by_name
from kg.link.subjects import Subject
from kg.store import Store
from kg.vocabulary import GEO, RDFS, SKOS, ZJ
from tests.gazetteers import shelf

PAGE = """高新区领导调研疫情防控工作

本报讯 10月30日上午，高新区党工委书记景云起到沟赵办事处对疫情防控工作进行调研指导，沟赵党工委副书记、办事处主任狄怀远等陪同。

景云起深入祥营村祥瑞苑小区，实地察看小区卡口值守情况。

11月2日，景云起到梧桐办事处、石佛办事处调研。11月3日，景云起到登封市告成镇考察，随后到鼓楼区调研。

11月4日，景云起到郑州明德机械有限公司调研。
"""
PREFIXES = f"PREFIX zj: <{ZJ}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}> PREFIX geo: <{GEO}> "
LINKS = """SELECT ?name ?relation ?object {
  ?link a zj:Link ; zj:subject ?node ; zj:relation ?relation ; zj:object ?object .
  ?node rdfs:label ?name } ORDER BY ?name ?object"""


def asked(store: Store, query: str) -> list[tuple[str, ...]]:
    found = store.engine.query(PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(getattr(term, "value", "") for term in row) for row in found]


@pytest.fixture
def matchers(tmp_path: Path) -> Iterator[Matchers]:
    with Matchers(shelf(tmp_path).open()) as found:
        yield found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    pipeline.build(
        [str(tmp_path / "page.txt")],
        store=tmp_path / "store",
        published="2022-11-16",
        home="郑州市",
    )
    with Store.open(tmp_path / "store") as opened:
        yield opened


def links(store: Store) -> dict[str, tuple[str, str]]:
    """Relation and code by name."""
    return {
        name: (relation.removeprefix(SKOS), object_.rpartition("/")[2])
        for name, relation, object_ in asked(store, LINKS)
    }


def test_places_and_offices_of_a_page_are_linked(store: Store, matchers: Matchers) -> None:
    summary = link(store, matchers)
    found = links(store)
    assert found["沟赵办事处"] == ("closeMatch", "410172360")
    assert found["梧桐办事处"] == ("closeMatch", "410172561")
    assert found["石佛办事处"] == ("closeMatch", "410172160")
    assert found["登封市告成镇"] == ("exactMatch", "410185103")
    assert found["郑州市"] == ("exactMatch", "410100")
    assert found["祥营村祥瑞苑小区"] == ("broadMatch", "410100")
    assert "郑州明德机械有限公司" not in found
    assert dict(summary.relations)["exactMatch"] >= 2


def test_what_is_linked_has_code_and_hierarchy(store: Store, matchers: Matchers) -> None:
    link(store, matchers)
    chain = """SELECT ?name ?code { ?office rdfs:label "沟赵办事处" ; zj:within+ ?place .
        ?place rdfs:label ?name ; zj:code ?code ; zj:codeScheme ?scheme } ORDER BY ?code"""
    assert asked(store, chain) == [
        ("河南省", "410000"), ("郑州市", "410100"),
        ("郑州市高新区", "410172"), ("沟赵乡", "410172360"),
    ]  # fmt: skip
    assert asked(store, 'SELECT ?code { ?o rdfs:label "沟赵办事处" ; zj:code ?code }') == []


def test_what_nothing_decides_keeps_its_candidates(tmp_path: Path, matchers: Matchers) -> None:
    """鼓楼区 lies not in the home, and nothing in the article says in which of three cities."""
    (tmp_path / "page.txt").write_text(
        "本报讯 11月3日，副州长景云起到鼓楼区调研。\n", encoding="utf-8"
    )
    pipeline.build([str(tmp_path / "page.txt")], store=tmp_path / "far", home="大理州")
    with Store.open(tmp_path / "far") as store:
        _assert_open(store, matchers)


def _assert_open(store: Store, matchers: Matchers) -> None:
    assert link(store, matchers).open == 1
    found = asked(store, 'SELECT ?c { ?p rdfs:label "鼓楼区" ; zj:candidate ?c } ORDER BY ?c')
    assert [one.rpartition("/")[2] for (one,) in found] == ["320106", "320302", "410204"]
    assert "鼓楼区" not in links(store)


def test_places_in_no_gazetteer_are_counted_and_stay(store: Store, tmp_path: Path) -> None:
    table = tmp_path / "far.csv"
    table.write_text("name,code\n海南省,46\n")
    found = Shelf(tmp_path / "far")
    found.add(About("far", str(table), "csv", columns="name=name,code=code"))
    named = asked(store, "SELECT ?place { ?place a zj:Place }")
    with Matchers(found.open()) as matchers:
        summary = link(store, matchers)
    assert (summary.relations, summary.open, summary.unknown) == ((), 0, len(named))
    assert asked(store, "SELECT ?place { ?place a zj:Place }") == named


def test_the_same_store_and_gazetteers_give_the_same_graph(
    store: Store, matchers: Matchers
) -> None:
    assert link(store, matchers).is_new
    before = store.lines()
    assert not link(store, matchers).is_new
    store.derive("links", "", [])
    assert link(store, matchers).is_new
    assert store.lines() == before


def node(store: Store, name: str) -> str:
    ((found,),) = asked(store, f'SELECT ?node {{ ?node rdfs:label "{name}" ; ?p ?o . }} LIMIT 1')
    return found


def test_decisions_win_and_can_be_taken_back(store: Store, matchers: Matchers) -> None:
    link(store, matchers)
    office, town = node(store, "石佛办事处"), "https://w3id.org/zhengji/code/statistics/410172160"
    about = tuple(sorted((office, town)))
    keep(store, [Decision(about, "rejected", "另一处")])
    assert link(store, matchers).is_new
    assert "石佛办事处" not in links(store)
    keep(store, [Decision(about, "unsure")])
    link(store, matchers)
    assert "石佛办事处" in links(store)
    other = "https://w3id.org/zhengji/code/gbt2260/410204"
    keep(store, [Decision(tuple(sorted((node(store, "鼓楼区"), other))), "accepted")])
    link(store, matchers)
    assert links(store)["鼓楼区"] == ("exactMatch", "410204")


def test_links_of_what_has_gone_go_too(store: Store, matchers: Matchers, tmp_path: Path) -> None:
    link(store, matchers)
    path = store.path
    store.close()
    pipeline.remove([str(tmp_path / "page.txt")], store=path)
    with Store.open(path) as opened:
        assert asked(opened, "SELECT ?l { ?l a zj:Link }") == []
        assert asked(opened, "SELECT ?p { ?p zj:within ?q }") == []
        assert link(opened, matchers).is_new


def test_links_of_what_stays_stay(store: Store, matchers: Matchers, tmp_path: Path) -> None:
    link(store, matchers)
    before = links(store)
    path = store.path
    store.close()
    more = tmp_path / "more.txt"
    more.write_text("本报讯 11月9日，高新区党工委书记景云起到新密市调研。\n", encoding="utf-8")
    pipeline.build([str(more)], store=path, published="2022-11-16", home="郑州市")
    with Store.open(path) as opened:
        assert links(opened) == before
        link(opened, matchers)
        assert links(opened) == before | {"新密市": ("exactMatch", "410183")}


def test_divisions_have_their_days_where_a_gazetteer_tells(store: Store, tmp_path: Path) -> None:
    from kg.validate import validate

    table = tmp_path / "days.csv"
    table.write_text(
        "name,code,since,until\n河南省,41,,\n郑州市,4101,,\n登封县,410125,,1994-05-30\n"
        "登封市,410185,1994-05-30,\n告成镇,410185103,1985,\n"
    )
    columns = "name=name,code=code,since=since,until=until"
    found = shelf(tmp_path)
    found.add(About("days", str(table), "csv", columns=columns))
    with Matchers(found.open()) as matchers:
        link(store, matchers)
    days = """SELECT ?name ?from ?until { ?place zj:validFrom ?from ; rdfs:label ?name
        OPTIONAL { ?place zj:validUntil ?until } } ORDER BY ?from"""
    assert asked(store, days) == [("登封市告成镇", "1985", ""), ("登封市", "1994-05-30", "")]
    with Matchers(found.open(["days"])) as matchers:
        place = Subject("x", "登封", "", is_place=True)
        for day, name in (("1990-01-01", "登封县"), ("2022-11-16", "登封市")):
            chosen = by_name(replace(place, days=(day,)), matchers.each[0]).chosen
            assert chosen is not None
            assert chosen.place.name == name
    assert validate(store.engine) == []


def test_coordinates_are_geosparql_and_every_triple_stands_once(
    store: Store, tmp_path: Path
) -> None:
    table = tmp_path / "points.csv"
    table.write_text(
        "adcode,name,longitude,latitude\n410000000000,河南省,113.75,34.76\n"
        "410100000000,郑州市,113.62,34.74\n410185000000,登封市,113.05,34.45\n",
        encoding="utf-8",
    )
    found = shelf(tmp_path)
    found.add(About("points", str(table), "adcodes"))
    with Matchers(found.open()) as matchers:
        link(store, matchers)
    points = """SELECT ?name ?lat ?wkt { ?place geo:hasGeometry ?g ; zj:lat ?lat ; rdfs:label ?name .
        ?g a geo:Geometry ; geo:asWKT ?wkt } ORDER BY ?name"""
    assert ("郑州市", "34.74", "POINT(113.62 34.74)") in asked(store, points)
    triples = [(q.subject, q.predicate, q.object) for q in store.engine]
    assert len(triples) == len(set(triples))
    relations = asked(store, 'SELECT ?l { ?n rdfs:label "祥营村祥瑞苑小区" . ?l zj:subject ?n }')
    assert len(relations) == 1  # not once more for each gazetteer that knows as little


def test_a_linked_store_is_valid(store: Store, matchers: Matchers) -> None:
    from kg.validate import validate

    link(store, matchers)
    assert validate(store.engine) == []


def test_one_of_a_name_in_one_gazetteer_is_none_where_another_has_several(
    store: Store, tmp_path: Path
) -> None:
    """A register of today lacks divisions that were."""
    table = tmp_path / "today.csv"
    table.write_text("name,code\n江苏省,32\n南京市,3201\n鼓楼区,320106\n")
    found = shelf(tmp_path)
    found.add(About("a", str(table), "csv", columns="name=name,code=code"))
    with Matchers(found.open(["a"])) as matchers:
        link(store, matchers)
        assert links(store)["鼓楼区"] == ("exactMatch", "320106")
    with Matchers(found.open()) as matchers:
        link(store, matchers)
        assert links(store)["鼓楼区"] == ("exactMatch", "410204")  # the nearest to the home


@pytest.mark.parametrize(
    ("name", "home", "is_place", "code"),
    [
        ("登封市政务中心", "", True, "410185"),
        ("关林街道滨湖公园", "", True, "410311004"),
        ("河南郑州科学大道", "", True, "410100"),
        ("河南省郑州银行营业部", "", True, "410000"),
        ("郑州中心小区", "", True, ""),
        ("关林商贸城", "", True, ""),
        ("梧桐村美术馆", "", True, ""),
        ("郑州市梧桐镇美术馆", "", True, "410172561"),
        ("中共郑州市委", "", False, "410100"),
        ("新密市教育局", "", False, "410183"),
        ("郑州市政府党组", "", False, "410100"),
        ("市住建局", "登封市", False, "410185"),
        ("县住建局", "登封市", False, ""),
        ("国务院", "登封市", False, ""),
    ],
)
def test_what_no_gazetteer_has_lies_where_its_name_says(
    name: str, home: str, is_place: Any, code: str, matchers: Matchers
) -> None:
    match = by_name(Subject("x", name, home, is_place), matchers.each[0])
    assert (match.chosen.place.code if match.chosen else "") == code, match.reason
