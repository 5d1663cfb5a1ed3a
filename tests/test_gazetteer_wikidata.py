"""Wikidata as a gazetteer: lines of its dump, and a query service on this machine; their faults."""

from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from kg.errors import InputError
from kg.gazetteer.build import build
from kg.gazetteer.index import Index
from kg.gazetteer.match import Matcher
from kg.gazetteer.shelf import Shelf
from kg.gazetteer.sources import sparql, wikidata
from kg.gazetteer.values import About, Entry, Level

# Real divisions under made-up keys: a province, its city, a zone of it, and a former township.
DIVISIONS = """
@prefix wd: <http://www.wikidata.org/entity/> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
wd:Q101 wdt:P442 "41" ; rdfs:label "河南省"@zh, "Henan"@en ; wdt:P1566 "1808520" .
wd:Q102 wdt:P442 "410100" ; rdfs:label "郑州市"@zh, "鄭州市"@zh-hant ; skos:altLabel "商城"@zh, "郑"@zh ;
    wdt:P131 wd:Q101 ; wdt:P625 "Point(113.65 34.76)"^^geo:wktLiteral .
wd:Q103 wdt:P442 "410172" ; rdfs:label "郑州高新技术产业开发区"@zh ; wdt:P131 wd:Q102 .
wd:Q104 wdt:P442 "410172360" ; rdfs:label "沟赵乡"@zh ; wdt:P131 wd:Q103 ;
    wdt:P576 "2010-05-01T00:00:00Z"^^xsd:dateTime .
wd:Q105 rdfs:label "没有代码"@zh .
wd:Q106 wdt:P442 "none" ; rdfs:label "代码有误"@zh .
"""


def snak(value: object, rank: str = "normal") -> dict[str, Any]:
    return {"rank": rank, "mainsnak": {"snaktype": "value", "datavalue": {"value": value}}}


def entity(key: str, name: str, code: str, within: str = "", **claims: Any) -> str:
    """A line of a dump."""
    known = {"P442": [snak(code)], **claims}
    if within:
        known["P131"] = [snak({"id": within})]
    told = {
        "id": key,
        "labels": {"zh": {"language": "zh", "value": name}},
        "aliases": [],
        "claims": known,
    }
    return json.dumps(told, ensure_ascii=False)


DUMP = [
    entity("Q101", "河南省", "41", P1566=[snak("1808520")]),
    entity("Q102", "郑州市", "410100", "Q101", P625=[snak({"latitude": 34.76, "longitude": 113.65})]),
    entity("Q103", "郑州高新技术产业开发区", "410172", "Q102", P576=[{"mainsnak": {"snaktype": "novalue"}}]),
    entity("Q104", "沟赵乡", "410172360", "Q103", P576=[
        snak({"time": "+1990-01-01T00:00:00Z"}, "deprecated"), snak({"time": "+2010-05-00T00:00:00Z"}),
    ]),
    entity("Q105", "没有代码", "41").replace("P442", "P443"),
    entity("Q106", "代码有误", "none"),
    json.dumps({"id": "L1", "claims": {}, "text": "P442"}),
]  # fmt: skip


def dump(folder: Path, lines: list[str], name: str = "dump.json") -> Path:
    content = ("[\n" + ",\n".join(lines) + "\n]\n").encode()
    if name.endswith(".gz"):
        content = gzip.compress(content)
    if name.endswith(".bz2"):
        content = bz2.compress(content)
    (folder / name).write_bytes(content)
    return folder / name


def check(entries: list[Entry]) -> None:
    """What both forms give of the divisions."""
    province, city, zone, town = sorted(entries, key=lambda one: one.key)
    assert (province.name, province.level) == ("河南省", Level.PROVINCE)
    assert province.same == ("https://sws.geonames.org/1808520/",)
    assert (city.lat, city.long) == (34.76, 113.65)
    assert city.iri == "http://www.wikidata.org/entity/Q102"
    assert city.parents == ("410000", "Q101")
    assert (zone.scheme, zone.until) == ("统计用区划代码", "")
    assert town.until.startswith("2010-05")


@pytest.mark.parametrize("name", ["dump.json", "dump.json.gz", "dump.json.bz2"])
def test_lines_of_a_dump(name: str, tmp_path: Path) -> None:
    check(list(wikidata.read(dump(tmp_path, DUMP, name))))


def test_names_lie_in_what_their_codes_say(tmp_path: Path) -> None:
    lines = [*DUMP, entity("Q107", "沟赵街道", "410172", "Q107").replace('"410172"', '"410172361"')]
    build(wikidata.read(dump(tmp_path, lines)), tmp_path / "index", About("w", "x", "wikidata"))
    with Index.open(tmp_path / "index") as index:
        matcher = Matcher(index)
        found = matcher.match("沟赵办事处", home="郑州市").chosen
        assert found is not None
        assert found.path == ("河南省", "郑州市", "郑州高新技术产业开发区", "沟赵街道")
        former = matcher.match("沟赵乡", home="郑州市").chosen
        assert former is not None
        assert former.place.until == "2010-05"


SPOILT: dict[str, tuple[Callable[[str], str], str]] = {
    "half a line": (lambda text: text[: len(text) // 2], "line 4: no entity"),
    "no end": (lambda text: text.removesuffix("]\n"), "cut off"),
    "a list as key": (lambda text: text.replace('"Q102"', "[]", 1), "line 3: no entity"),
    "degrees": (lambda text: text.replace("34.76", "91"), "line 3: latitude is '91'"),
    "a statement": (lambda text: text.replace('"mainsnak"', '"snak"', 1), "line 2: no entity"),
    "a table": (lambda _: "id,name\n1,x\n", "line 1: no entity"),
    "depth": (lambda text: "[" * 100_000 + text, "line 1: no entity"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_faults_of_a_dump_are_told(fault: str, tmp_path: Path) -> None:
    spoil, words = SPOILT[fault]
    path = dump(tmp_path, DUMP)
    path.write_text(spoil(path.read_text("utf-8")), "utf-8")
    with pytest.raises(InputError) as caught:
        list(wikidata.read(path))
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["dump.json.gz", "dump.json.bz2"])
def test_packed_dumps_that_are_cut_off_or_not_packed_are_told(name: str, tmp_path: Path) -> None:
    path = dump(tmp_path, DUMP, name)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="cannot be read"):
        list(wikidata.read(path))
    path.write_bytes(b"no such thing")
    with pytest.raises(InputError, match="cannot be read"):
        list(wikidata.read(path))


class Handler(BaseHTTPRequestHandler):
    """An endpoint; the path says what it does wrong."""

    server: Any

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        query = parse_qs(self.rfile.read(size).decode())["query"][0]
        match self.path.strip("/"):
            case "stopped":
                self._send(
                    200, self._answer(query)[:-30] + b"\njava.util.concurrent.TimeoutException"
                )
            case "elsewhere":
                self._send(302, b"", Location="http://127.0.0.2:9/sparql")
            case "busy":
                self._send(429, b"")
            case "cut":
                self._send(200, self._answer(query)[:-30], **{"Content-Length": "100000"})
            case "liar":
                self._send(200, self.server.lie)
            case _:
                self._send(200, self._answer(query))

    def _answer(self, query: str) -> bytes:
        assert self.headers["Accept"] == "application/sparql-results+json"
        store = ox.Store()
        store.load(DIVISIONS.encode(), ox.RdfFormat.TURTLE)
        found = store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return found.serialize(format=ox.QueryResultsFormat.JSON) or b""

    def _send(self, code: int, body: bytes, **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Handler) as found:
        thread = Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found
        found.shutdown()
        thread.join(5)


def about(server: HTTPServer, path: str = "sparql") -> About:
    return About("wikidata", f"http://127.0.0.1:{server.server_port}/{path}", "sparql")


def test_an_endpoint_is_asked(server: HTTPServer, tmp_path: Path) -> None:
    made = Shelf(tmp_path).add(about(server))
    assert made.entries == 4
    assert Shelf(tmp_path).update("wikidata") == made
    (index,) = Shelf(tmp_path).open()
    with index:
        (city,) = (place for place, _ in index.find("商城"))
        assert city.name == "郑州市"
        (town,) = (place for place, _ in index.find("沟赵"))
        assert index.path_of(town)[:2] == ("河南省", "郑州市")


def test_results_that_were_saved(tmp_path: Path) -> None:
    store = ox.Store()
    store.load(DIVISIONS.encode(), ox.RdfFormat.TURTLE)
    found = store.query(sparql.question()["query"])
    assert isinstance(found, ox.QuerySolutions)
    path = tmp_path / "results.json"
    path.write_bytes(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    check(list(sparql.read(path)))


LIES = {
    b"<html>": "no results",
    b"[]": "no results",
    b'{"results": {"bindings": 3}}': "no results",
    b'{"results": {"bindings": [3]}}': "row 1",
    b'{"results": {"bindings": [{"place": {"value": "x"}}]}}': "row 1",
    b'{"results": {"bindings": [{"place": {"value": 3}, "name": {"value": 3}}]}}': "row 1",
    b'{"results": {"bindings": []}}': "holds no place",
    b"[" * 100_000: "no results",
}


@pytest.mark.parametrize("lie", LIES, ids=range(len(LIES)))
def test_lies_of_an_endpoint_are_told(lie: bytes, server: Any, tmp_path: Path) -> None:
    server.lie = lie
    with pytest.raises(InputError) as caught:
        Shelf(tmp_path).add(about(server, "liar"))
    assert LIES[lie] in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("stopped", "the server may have stopped the query"),
        ("elsewhere", "another host"),
        ("busy", "cannot be fetched"),
        ("cut", "of 100,000 bytes"),
    ],
)
def test_what_an_endpoint_does_wrong_is_told(
    path: str, words: str, server: HTTPServer, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path)
    before = shelf.add(about(server))
    with pytest.raises(InputError) as caught:
        shelf.add(About("other", about(server, path).source, "sparql"))
    assert words in str(caught.value)
    assert shelf.names() == ["wikidata"]
    assert shelf.about("wikidata") == before


def test_an_endpoint_that_sends_too_much_is_left(
    server: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparql, "LARGEST", 100)
    with pytest.raises(InputError, match="more than 100 bytes"):
        Shelf(tmp_path).add(about(server))
    path = tmp_path / "large.json"
    path.write_bytes(b" " * 101)
    with pytest.raises(InputError, match="larger than 100 bytes"):
        list(sparql.read(path))


@pytest.mark.parametrize("form", ["wikidata", "sparql", "csv"])
def test_two_that_are_said_to_lie_in_each_other_spoil_no_gazetteer_that_anyone_edits(
    form: str, tmp_path: Path
) -> None:
    lines = [
        *DUMP,
        entity("Q108", "甲镇", "999999101", "Q109"),
        entity("Q109", "乙镇", "999999102", "Q108"),
        entity("Q110", "丙村", "999999102001", "Q109"),
    ]
    entries = list(wikidata.read(dump(tmp_path, lines)))
    if form == "csv":
        with pytest.raises(InputError, match="lies in itself"):
            build(entries, tmp_path / "index", About("w", "x", form))
        return
    build(entries, tmp_path / "index", About("w", "x", form))
    with Index.open(tmp_path / "index") as index:
        found = Matcher(index).match("丙村").chosen
        assert found is not None
        assert found.path == ("甲镇", "乙镇", "丙村")
