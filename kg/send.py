"""Sending a store to a SPARQL server through the Graph Store Protocol (SPARQL 1.1, W3C 2013).

Input: an open store, the address of the protocol's endpoint, such as
http://localhost:7878/store. Output: the server holds the store's graphs, and `Sent`.

Articles go one by one, each as its graph; after a few of them follows what they give to shared
graphs, and last their marks in the graph `copies`. Where these already say that the server has
an article as it is, it is not sent again: a sending that was cut off goes on where it stopped.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from itertools import islice
from tempfile import SpooledTemporaryFile
from time import sleep
from typing import IO, Final
from urllib.parse import SplitResult, quote, urlsplit

import pyoxigraph as ox

from kg.errors import StoreError, UsageError
from kg.rdf import iri
from kg.store import Store
from kg.store.copies import IN, STATE

_IN, _STATE = ox.NamedNode(IN), ox.NamedNode(STATE)
_TRIPLES: Final = ox.RdfFormat.N_TRIPLES
_FEW: Final = 100  # articles whose marks are sent together
_SHARED: Final = ("entities", "direct")
_DERIVED: Final = ("identity", "links", "decisions", "copies", "store")
_MEMORY: Final = 1 << 22  # bytes of a graph that are held in memory
_SECONDS: Final = 300.0  # that a server may take for an answer
_PAUSES: Final = (0.0, 0.2, 1.0, 3.0)  # seconds before each try
_SAID: Final = 300  # bytes of what a server says that are told
_BUSY: Final = (429, 502, 503, 504)
_MISSING: Final = (404, 410)


@dataclass(frozen=True, slots=True)
class Sent:
    """Articles by what became of them on the server."""

    sent: int = 0
    same: int = 0
    removed: int = 0


def send(store: Store, url: str) -> Sent:
    """Bring the graphs of a server to what the store holds.

    The environment gives KG_USER and KG_PASSWORD, or KG_TOKEN, where the server asks for them.
    Raises UsageError for an address that is none, StoreError where the server refuses or is gone;
    what it has by then stays, and the next sending goes on.
    """
    with closing(_Server(url)) as server:
        return _bring(store, server)


def _bring(store: Store, server: _Server) -> Sent:
    there = _marks(server.triples(iri.graph("copies", store.base)))
    here = _marks(
        quad.triple
        for quad in store.engine.quads_for_pattern(
            None, None, None, ox.NamedNode(iri.graph("copies", store.base))
        )
    )
    wanted = [graph for graph in sorted(here) if here[graph] != there.get(graph)]
    gone = sorted(there.keys() - here.keys())
    for graph in gone:
        server.delete(graph)
    articles = iter(wanted)
    while some := list(islice(articles, _FEW)):
        _send(store, server, some)
    is_replaced = bool(gone) or any(graph in there for graph in wanted)
    for name in (*(_SHARED if is_replaced else ()), *_DERIVED):
        server.put(store, iri.graph(name, store.base))
    return Sent(len(wanted), len(here) - len(wanted), len(gone))


def check_address(url: str) -> SplitResult:
    """The parts of an address. Raises UsageError for one that cannot be an endpoint's."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise UsageError("send-url", found=url)
    return parts


def _send(store: Store, server: _Server, graphs: list[str]) -> None:
    """Send articles, then what they give to shared graphs, then their marks."""
    lines: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for graph in graphs:
        server.put(store, graph)
        for quad in store.gives(graph):
            assert isinstance(quad.graph_name, ox.NamedNode)
            lines[quad.graph_name.value][f"{quad.triple} .\n"] = None
    last = iri.graph("copies", store.base)
    for graph in sorted(lines, key=lambda graph: (graph == last, graph)):
        server.post(graph, "".join(lines[graph]).encode())


def _marks(triples: Iterator[ox.Triple]) -> dict[str, frozenset[str]]:
    """By article, its copies and what they were made from."""
    graphs: dict[str, str] = {}
    states: defaultdict[str, list[str]] = defaultdict(list)
    for triple in triples:
        assert isinstance(triple.subject, ox.NamedNode)
        node, value = triple.subject.value, getattr(triple.object, "value", "")
        if triple.predicate == _IN:
            graphs[node] = value
        elif triple.predicate == _STATE:
            states[node].append(f"{node} {value}")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for node, graph in graphs.items():
        found[graph].update(states[node])
    return {graph: frozenset(marks) for graph, marks in found.items()}


class _Server:
    """The endpoint of the protocol; one connection, kept open."""

    def __init__(self, url: str) -> None:
        parts = check_address(url)
        assert parts.hostname
        self._url = url
        self._path = f"{parts.path or '/'}?{parts.query + '&' if parts.query else ''}graph="
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=_SECONDS)
        self._headers = _authorization()

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def put(self, store: Store, graph: str) -> None:
        """Make a graph what it is in the store."""
        with SpooledTemporaryFile(_MEMORY) as body:
            store.engine.dump(body, format=_TRIPLES, from_graph=ox.NamedNode(graph))
            if body.tell():
                self._ask("PUT", graph, body)
            else:
                self.delete(graph)

    def post(self, graph: str, body: bytes) -> None:
        """Add triples to a graph."""
        with SpooledTemporaryFile(_MEMORY) as file:
            file.write(body)
            self._ask("POST", graph, file)

    def delete(self, graph: str) -> None:
        """Take a graph out."""
        self._ask("DELETE", graph)

    def triples(self, graph: str) -> Iterator[ox.Triple]:
        """The triples of a graph, none if the server has no such graph."""
        with SpooledTemporaryFile(_MEMORY) as file:
            self._ask("GET", graph, into=file)
            file.seek(0)
            for quad in ox.parse(file, format=_TRIPLES):
                yield quad.triple

    def _ask(
        self, method: str, graph: str, body: IO[bytes] | None = None, into: IO[bytes] | None = None
    ) -> None:
        """Ask until the server answers, a few times; its answer goes into a file."""
        why = ""
        for pause in _PAUSES:
            sleep(pause)
            try:
                answer = self._request(method, graph, body)
                why = _told(answer, method, into)
            except (OSError, HTTPException) as error:
                self._connection.close()
                why = str(error) or type(error).__name__
                continue
            if answer.status not in _BUSY:
                break
        else:
            raise StoreError("send-failed", store=self._url, why=why)
        if why:
            raise StoreError("send-refused", store=self._url, why=why)

    def _request(self, method: str, graph: str, body: IO[bytes] | None) -> HTTPResponse:
        headers = {"Accept": _TRIPLES.media_type, **self._headers}
        if body is not None:
            headers["Content-Type"] = _TRIPLES.media_type
            headers["Content-Length"] = str(body.seek(0, os.SEEK_END))
            body.seek(0)
        self._connection.request(method, self._path + quote(graph, safe=""), body, headers)
        return self._connection.getresponse()


def _told(answer: HTTPResponse, method: str, into: IO[bytes] | None) -> str:
    """Read an answer to its end; what is wrong, "" if nothing is."""
    is_good = 200 <= answer.status < 300
    said = answer.read(_SAID)
    rest = said
    while rest:
        if into is not None and is_good:
            into.write(rest)
        rest = answer.read(1 << 16)
    if is_good or (answer.status in _MISSING and method in ("GET", "DELETE")):
        return ""
    return " ".join(f"{answer.status} {answer.reason} {said.decode(errors='replace')}".split())


def _authorization() -> dict[str, str]:
    """Who sends, from the environment."""
    token, user = os.environ.get("KG_TOKEN"), os.environ.get("KG_USER")
    if token:
        return {"Authorization": f"Bearer {token}"}
    if user:
        name = f"{user}:{os.environ.get('KG_PASSWORD', '')}".encode()
        return {"Authorization": f"Basic {b64encode(name).decode()}"}
    return {}
