"""What the engine gives to read goes before an error does: an error would keep it.

An error holds its frames, in a cycle often; it goes when garbage is collected, in whatever thread
does so. What the engine gives may go only in the thread that asked for it: in another it is told
on stderr and is never let go of, and the store stays locked.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import KgError
from kg.export import Selection, part
from kg.query import Graph
from kg.store import Store
from kg.vocabulary import Property

READ = (ox.QuadParser, ox.QuerySolutions, ox.QueryTriples, type(iter(ox.Store())))
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


def kept_by(error: BaseException) -> Iterator[object]:
    """What the engine gave that the frames of an error, or of its causes, still hold."""
    trace = error.__traceback__
    while trace is not None:
        yield from (one for one in gc.get_referents(trace.tb_frame) if isinstance(one, READ))
        trace = trace.tb_next
    for earlier in (error.__cause__, error.__context__):
        if earlier is not None:
            yield from kept_by(earlier)


def of_another_version(path: Path) -> None:
    with Store.open(path, create=True) as store:
        version = ox.NamedNode(Property.ONTOLOGY_VERSION)
        (mark,) = store.engine.quads_for_pattern(None, version, None, None)
        store.engine.remove(mark)
        store.engine.add(ox.Quad(mark.subject, version, ox.Literal("0.0.9"), mark.graph_name))
    Store.open(path)


def no_such_article(path: Path) -> None:
    Store.open(path, create=True).close()
    with Graph(path) as graph, part(graph, Selection(articles=["z.txt"])):
        pass


def rows_that_are_cut_off(path: Path) -> None:
    with Store.open(path, create=True) as store:
        graphs = (ox.NamedNode(f"urn:{n}") for n in range(40))
        store.engine.extend(ox.Quad(one, one, one, one) for one in graphs)
    with Graph(path, timeout=3) as graph:
        for _ in graph.query(ENDLESS).stream():
            pass


def an_endpoint_that_is_not_there(path: Path) -> None:
    graph = Graph.of(ox.Store(), allow_network=True)
    for _ in graph.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }").stream():
        pass


@pytest.mark.parametrize(
    "fail",
    [of_another_version, no_such_article, rows_that_are_cut_off, an_endpoint_that_is_not_there],
)
def test_an_error_keeps_nothing_of_the_engine(fail: Callable[[Path], None], tmp_path: Path) -> None:
    with pytest.raises(KgError) as caught:
        fail(tmp_path / "store")
    assert list(kept_by(caught.value)) == []


def test_what_is_kept_is_seen() -> None:
    def fail() -> None:
        read = ox.Store().quads_for_pattern(None, None, None, None)
        raise KgError("query-once", read=read)

    with pytest.raises(KgError) as caught:
        fail()
    assert list(kept_by(caught.value))
