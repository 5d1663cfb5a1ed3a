"""Services that reconcile names, on a server of this machine: what they answer, and do wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from kg import pipeline
from kg.cli import main
from kg.errors import InputError, UsageError
from kg.gazetteer.client import Client
from kg.gazetteer.service import Service
from kg.gazetteer.shelf import Shelf
from kg.gazetteer.values import About
from kg.review import questions
from kg.store import Store
from kg.validate import validate
from tests.gazetteers import shelf

MANIFEST = {
    "versions": ["0.2"],
    "name": "名录",
    "identifierSpace": "http://www.wikidata.org/entity/",
}
PAGE = """本报讯 10月30日上午，郑州市市长景云起到沟赵办事处调研，深入祥营村察看。景云起还到郑州明德机械有限公司调研。
"""


class Handler(BaseHTTPRequestHandler):
    """A service; the path says what it does wrong."""

    server: Any

    def do_GET(self) -> None:
        self._answer(MANIFEST)

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        queries = json.loads(parse_qs(self.rfile.read(size).decode())["queries"][0])
        self.server.asked.append(queries)
        number = len(self.server.asked)
        match self.path.strip("/"):
            case "busy" if number == 1:
                self._send(429, {"Retry-After": "7"})
            case "always-busy":
                self._send(503, {"Retry-After": "86400"})
            case "fails-later" if number == 2:
                self._send(500, {})
            case "elsewhere":
                self._send(302, {"Location": "http://127.0.0.2:9/"})
            case "endless":
                self._send(200, {}, b"[" + b" " * (1 << 20))
            case "silent":
                self.send_response(200)
                self.send_header("Content-Length", "5")
                self.end_headers()
                self.server.silence.wait(5)
            case "cut":
                self._send(200, {"Content-Length": "1000"}, b"{}")
            case "no-json":
                self._send(200, {}, b"<html>")
            case "liar":
                self._answer(self.server.lie)
            case _:
                self._answer({key: {"result": found(one)} for key, one in queries.items()})

    def _answer(self, value: object) -> None:
        body = json.dumps(value).encode()
        self._send(200, {"Content-Length": str(len(body))}, body)

    def _send(self, code: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def found(query: dict[str, Any]) -> list[dict[str, Any]]:
    if query["query"] != "景云起":
        return []
    return [
        {"id": "Q2", "name": "景云起", "description": "画家", "score": 60, "match": False},
        {"id": "Q1", "name": "景云起", "description": "官员", "score": 90.5, "match": True},
    ]


@pytest.fixture(scope="module")
def listening() -> Iterator[ThreadingHTTPServer]:
    from threading import Event

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.silence = Event()  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.silence.set()  # type: ignore[attr-defined]
        server.shutdown()
        thread.join(5)


@pytest.fixture
def server(listening: ThreadingHTTPServer) -> Any:
    listening.asked = []  # type: ignore[attr-defined]
    return listening


def url(server: Any, path: str = "") -> str:
    return f"http://127.0.0.1:{server.server_port}/{path}"


def service(folder: Path, server: Any, path: str = "", columns: str = "") -> Service:
    Shelf(folder).add(About("names", url(server, path), "reconciliation", columns))
    return Shelf(folder).open_services(["names"])[0]


def client(server: Any, path: str = "", **options: Any) -> Client:
    return Client(url(server, path), **{"sleep": lambda _: None, "patience": 0.5, **options})


PEOPLE = [("person", f"景{one}") for one in "云远山川河海江湖林木花草"]


def test_names_are_asked_in_batches_once_and_politely(tmp_path: Path, server: Any) -> None:
    waited: list[float] = []
    with service(tmp_path, server, columns="person=Q5") as found:
        names = [*PEOPLE, ("person", "景云起"), ("person", "景云起")]
        assert found.ask(names, client(server, sleep=waited.append)) == 13
        assert [len(queries) for queries in server.asked] == [10, 3]
        assert server.asked[0]["q0"] == {"query": "景云", "limit": 5, "type": "Q5"}
        assert waited == [1.0]
        first, second = found.answer("person", "景云起") or []
        assert (first.iri, first.is_sure, second.description) == (
            "http://www.wikidata.org/entity/Q1", True, "画家",
        )  # fmt: skip
        assert found.answer("person", "景云") == []
        assert found.answer("place", "景云起") is None
    with Shelf(tmp_path).open_services()[0] as again:
        assert again.ask(names, client(server)) == 0
    assert len(server.asked) == 2
    assert Shelf(tmp_path).about("names").entries == 13


def test_asking_that_was_cut_off_goes_on(tmp_path: Path, server: Any) -> None:
    with service(tmp_path, server) as found:
        with pytest.raises(InputError, match="cannot be fetched"):
            found.ask(PEOPLE, client(server, "fails-later"))
        assert found.ask(PEOPLE, client(server)) == 2


def test_a_busy_server_is_waited_for(tmp_path: Path, server: Any) -> None:
    waited: list[float] = []
    with service(tmp_path, server) as found:
        assert found.ask(PEOPLE[:1], client(server, "busy", sleep=waited.append)) == 1
        assert 7.0 in waited
        with pytest.raises(InputError, match="asks to wait 86400 seconds"):
            found.ask(PEOPLE[1:2], client(server, "always-busy"))


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("elsewhere", "sends to another host"),
        ("endless", "more than 100,000 bytes"),
        ("silent", "timed out"),
        ("cut", "sent 2 of 1,000 bytes"),
        ("no-json", "sends no JSON"),
    ],
)
def test_what_a_service_does_wrong_is_told(
    tmp_path: Path, server: Any, path: str, message: str
) -> None:
    with service(tmp_path, server) as found:
        with pytest.raises(InputError, match=message):
            found.ask(PEOPLE[:2], client(server, path, largest=100_000))
        assert found.answer(*PEOPLE[0]) is None


@pytest.mark.parametrize(
    ("lie", "message"),
    [
        ([], "did not answer q0"),
        ({"q0": {"result": {}}}, "did not answer q0"),
        ({"q7": {"result": []}}, "did not answer q0"),
        ({"q0": {"result": [{"id": "Q1"}]}}, "a candidate must have"),
        ({"q0": {"result": [{"id": "Q1> <x:p> <x:o", "name": "x"}]}}, "a candidate must have"),
        ({"q0": {"result": [{"id": "Q1", "name": "x", "score": float("nan")}]}}, "must have"),
        ({"q0": {"result": [{"id": "Q1", "name": "x", "score": 10**400}]}}, "must have"),
    ],
)
def test_a_service_that_lies_is_told(
    tmp_path: Path, server: Any, lie: object, message: str
) -> None:
    server.lie = lie
    with service(tmp_path, server) as found, pytest.raises(InputError, match=message):
        found.ask(PEOPLE[:1], client(server, "liar"))


def test_what_is_no_service_is_refused(tmp_path: Path, server: Any) -> None:
    add = Shelf(tmp_path).add
    with pytest.raises(InputError, match="cannot be fetched"):
        add(About("down", "http://127.0.0.1:9/", "reconciliation"))
    with pytest.raises(UsageError, match="is no URL"):
        add(About("file", "names.csv", "reconciliation"))
    with pytest.raises(UsageError, match="which type of the service"):
        add(About("types", url(server), "reconciliation", columns="town=Q1"))
    assert Shelf(tmp_path).services() == []


def test_people_and_bodies_get_candidates_that_a_person_judges(
    tmp_path: Path, server: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("kg.gazetteer.client.time.sleep", lambda _: None)
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    pipeline.build(["page.txt"], store="store", published="2022-11-16", home="郑州市", jobs=1)
    shelf(tmp_path)
    assert main(["gazetteer", "add", "names", url(server), "-f", "reconciliation"]) == 0
    assert main(["link", "-s", "store"]) == 0
    assert server.asked == [], "no request that nobody asked for"
    asking = ["--ask", "names", "--kind", "person", "--kind", "organization"]
    assert main(["link", "-s", "store", *asking]) == 0
    names = {one["query"] for queries in server.asked for one in queries.values()}
    assert {"景云起", "郑州明德机械有限公司"} <= names
    assert "祥营村" not in names
    with Store.open("store") as opened:
        rows = [one for one in questions(opened, kinds=("link",)) if "景云起" in one.statement]
        assert [one.statement.partition(" ? ")[2] for one in rows] == [
            "景云起 (官员)", "景云起 (画家)",
        ]  # fmt: skip
    table = "kind\tsubject\tobject\tverdict\treason\n" + "".join(
        f"link\t{one.subject}\t{one.object}\t{verdict}\t\n"
        for one, verdict in zip(rows, ("same", "different"), strict=True)
    )
    (tmp_path / "r.tsv").write_text(table, encoding="utf-8")
    assert main(["review", "r.tsv", "-s", "store"]) == 0
    with Store.open("store") as opened:
        same = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
        found = opened.engine.quads_for_pattern(ox.NamedNode(rows[0].subject), same, None, None)
        assert [str(quad.object) for quad in found] == ["<http://www.wikidata.org/entity/Q1>"]
        assert validate(opened.engine) == []
    main(["gazetteer", "list"])
    assert "names: " in capsys.readouterr().out
    assert main(["gazetteer", "match", "page.txt", "-g", "names"]) == 2
    assert "kg link --ask" in capsys.readouterr().err
