"""Sending to a SPARQL server: a real Oxigraph, on the loopback, with a port of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sysconfig
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pyoxigraph as ox
import pytest

from kg import send as sending
from kg.cli import main
from kg.errors import StoreError, UsageError
from kg.send import Sent, send
from kg.store import Store
from tests.records import gift, inspection, samples

SECONDS = 20  # that a server may take to begin


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KG_USER", "KG_PASSWORD", "KG_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def oxigraph() -> Iterator[str]:
    """The address of a server, empty at first."""
    binary = shutil.which("oxigraph", path=sysconfig.get_path("scripts"))
    if binary is None:
        pytest.skip("no oxigraph: pip install oxigraph")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [binary, "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}/store"
        finally:
            server.terminate()


def _wait(port: int) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the server did not begin")


@pytest.fixture
def server(oxigraph: str) -> str:
    """The server, emptied."""
    request = urllib.request.Request(oxigraph, method="DELETE")
    urllib.request.urlopen(request, timeout=SECONDS).close()
    return oxigraph


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "test.store", create=True) as opened:
        opened.build(samples(), version="r1")
        yield opened


def held(url: str) -> list[str]:
    """All that a server holds, as sorted N-Quads."""
    request = urllib.request.Request(url, headers={"Accept": "application/n-quads"})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        quads = ox.parse(answer.read(), format=ox.RdfFormat.N_QUADS)
        return sorted(f"{quad} .\n" for quad in quads)


def test_a_server_holds_what_the_store_holds(store: Store, server: str) -> None:
    assert send(store, server) == Sent(sent=4)
    assert held(server) == store.lines()
    assert send(store, server) == Sent(same=4)
    assert held(server) == store.lines()


def test_what_has_changed_is_sent(store: Store, server: str) -> None:
    send(store, server)
    later = replace(inspection(), article=replace(inspection().article, published="2022-11-20"))
    store.build([later, *samples()[1:3]], version="r1")
    store.remove([gift().article.id])
    assert send(store, server) == Sent(sent=1, same=2, removed=1)
    assert held(server) == store.lines()


def test_a_copy_of_an_article_changes_it(store: Store, server: str) -> None:
    send(store, server)
    copy = replace(
        gift(), article=replace(gift().article, id="reprint", key="reprint", file="reprint")
    )
    store.build([copy], version="r1")
    assert send(store, server) == Sent(sent=1, same=3)
    assert held(server) == store.lines()
    store.remove(["reprint"])
    assert send(store, server) == Sent(sent=1, same=3)
    assert held(server) == store.lines()


def test_derived_graphs_go_along(store: Store, server: str) -> None:
    store.derive("identity", "v1", ['<a:x> <a:y> "z"'])
    send(store, server)
    assert held(server) == store.lines()
    store.derive("identity", "v1", [])
    send(store, server)
    assert held(server) == store.lines()


@pytest.mark.parametrize("stop", range(1, 14))
def test_a_sending_that_is_cut_off_goes_on(
    stop: int, store: Store, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sending._Server._request
    left = [stop]

    def request(*arguments: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return before(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "_FEW", 1)
    monkeypatch.setattr(sending._Server, "_request", request)
    with pytest.raises(KeyboardInterrupt):
        send(store, server)
    monkeypatch.setattr(sending._Server, "_request", before)
    sent = send(store, server)
    assert (sent.sent + sent.same, sent.same > 0) == (4, stop >= 6)
    assert held(server) == store.lines()


def test_a_build_sends(
    server: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    page = str(root / "examples" / "page.txt")
    assert main(["build", page, "--to", server]) == 0
    assert "Sent to the server: 4 articles; 0 it had, 0 are gone" in capsys.readouterr().err
    with Store.open("zhengji.store") as opened:
        assert held(server) == opened.lines()


# ---------------------------------------------------------------- other servers


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], int]) -> Iterator[str]:
    """The address of a server that answers each request with a status."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline()
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(answer(self))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{made.server_port}/data?user=1"
        finally:
            made.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("environment", "header"),
    [
        ({}, None),
        ({"KG_USER": "葛慧", "KG_PASSWORD": "a:b"}, "Basic 6JGb5oWnOmE6Yg=="),
        ({"KG_TOKEN": "abc", "KG_USER": "x"}, "Bearer abc"),
    ],
)
def test_who_sends_is_taken_from_the_environment(
    environment: dict[str, str], header: str | None, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = set()

    def note(request: BaseHTTPRequestHandler) -> int:
        found.add((request.headers.get("Authorization"), request.path.partition("graph=")[0]))
        return 404 if request.command in ("GET", "DELETE") else 201

    with answering(note) as url:
        assert send(store, url) == Sent(sent=4)
    assert found == {(header, "/data?user=1&")}


def test_a_refusal_is_told(store: Store) -> None:
    with (
        answering(lambda _: 401) as url,
        pytest.raises(StoreError, match="the server refuses: 401 Unauthorized") as told,
    ):
        send(store, url)
    assert "KG_PASSWORD" in str(told.value)


def test_a_busy_server_is_asked_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_PAUSES", (0.0, 0.0, 0.0))
    statuses = iter([503, 429, *[200] * 100])
    with answering(lambda _: next(statuses)) as url:
        assert send(store, url) == Sent(sent=4)
    with answering(lambda _: 503) as url, pytest.raises(StoreError, match=r"does not answer .503"):
        send(store, url)


def test_nobody_there_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_PAUSES", (0.0, 0.0))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        with pytest.raises(StoreError, match=r"does not answer .*refused"):
            send(store, f"http://127.0.0.1:{taken.getsockname()[1]}/store")


@pytest.mark.parametrize(
    "url", ["localhost:7878/store", "ftp://a.example/", "http://u:p@a.example/"]
)
def test_a_wrong_address_is_told_before_anything_is_read(url: str, tmp_path: Path) -> None:
    from kg import pipeline

    with pytest.raises(UsageError, match="is no address of a server"):
        pipeline.build(["nothing.txt"], store=tmp_path / "store", to=url)
    assert not (tmp_path / "store").exists()
