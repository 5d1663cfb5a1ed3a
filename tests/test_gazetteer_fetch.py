"""Sources from a server on this machine: what it sends, and what it does wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from kg.errors import InputError
from kg.gazetteer.fetch import fetched
from kg.gazetteer.shelf import Shelf
from kg.gazetteer.values import About

TABLE = "name,code\n河南省,41\n郑州市,4101\n".encode()


class Handler(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    def do_GET(self) -> None:
        where = self.path.strip("/")
        if where == "moved.csv":
            self._send(302, {"Location": "/table.csv"})
        elif where == "elsewhere.csv":
            self._send(302, {"Location": "http://127.0.0.2:9/table.csv"})
        elif where == "circle.csv":
            self._send(302, {"Location": "/circle.csv"})
        elif where == "cut.csv":
            self._send(200, {"Content-Length": "1000"}, TABLE)
        elif where == "table.csv":
            self._send(200, {"Content-Length": str(len(TABLE))}, TABLE)
        elif where == "liar.csv":
            self._send(200, {"Content-Length": "many"}, TABLE)
        elif where == "dripping.csv":
            self._send(200, {"Content-Length": "1000"})
            with suppress(OSError):
                while not self.server.silence.wait(0.02):  # type: ignore[attr-defined]
                    self.wfile.write(b"x")
        elif where == "silent.csv":
            self._send(200, {"Content-Length": "10"})
            self.server.silence.wait(5)  # type: ignore[attr-defined]
        else:
            self._send(404, {})

    def _send(self, code: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    from threading import Event

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as found:
        found.daemon_threads = True
        found.silence = Event()  # type: ignore[attr-defined]
        thread = Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.silence.set()  # type: ignore[attr-defined]
        found.shutdown()
        thread.join(5)


def test_a_url_is_a_source(server: str, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for name, file in (("one", "table.csv"), ("two", "moved.csv")):
        about = About(name, f"{server}/{file}", "csv", columns="name=name,code=code")
        assert shelf.add(about).entries == 2
    assert shelf.update("one").source == f"{server}/table.csv"
    with fetched(f"{server}/liar.csv") as path:
        assert path.read_bytes() == TABLE


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("nothing.csv", "Not Found"),
        ("elsewhere.csv", "another host"),
        ("circle.csv", "cannot be fetched"),
        ("cut.csv", "of 1,000 bytes"),
        ("silent.csv", "timed out"),
        ("dripping.csv", "bytes in "),
    ],
)
def test_what_a_server_does_wrong_is_told(file: str, words: str, server: str) -> None:
    with pytest.raises(InputError) as caught, fetched(f"{server}/{file}", patience=0.5):
        pass
    assert words in str(caught.value)


def test_a_server_that_sends_too_much_is_left(server: str) -> None:
    with (
        pytest.raises(InputError, match="more than 10 bytes"),
        fetched(f"{server}/table.csv", largest=10),
    ):
        pass


def test_a_server_that_is_down_is_told() -> None:
    with pytest.raises(InputError, match="cannot be fetched"), fetched("http://127.0.0.1:9/x"):
        pass
