"""Exports in bounded memory: what they hold is small beside what they write."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterable

import pytest

from kg.export import export
from kg.export.arrange import nodes
from kg.query import Graph
from tests.town import Town, text

FORMS = ("turtle", "trig", "nquads", "ntriples", "rdfxml", "jsonld", "csv")
ARTICLES = 150
FEW = 10
EVERY = 100
SHARE = 5  # part of what is written that may be in memory


class Sink:
    """A stream that keeps nothing, and looks now and then how much memory of Python is in use."""

    def __init__(self) -> None:
        self.size = self.peak = self._times = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self._times += 1
        if self._times % EVERY == 0:
            gc.collect()  # freed tuples that the interpreter keeps count as in use until then
            self.peak = max(self.peak, tracemalloc.get_traced_memory()[0])
        return len(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Do nothing."""


def store(articles: int) -> Graph:
    """Articles that share nothing but their places."""
    town = Town()
    village = town.entity("祥营村", "Place")
    for number in range(articles):
        page = town.article(f"{number}.txt", f"走访{number}", "2022-11-04")
        official = town.entity(f"官员{number}", "Person")
        visit = page.visit("2022-11-01", [official], [village], f"到祥营村走访{number}" * 5)
        page.put(visit, "topic", text(f"主题{number}"))
        page.tenure(official, f"职务{number}", town.entity(f"机关{number}", "Office"), "2022")
    return Graph.of(town.store())


@pytest.fixture(scope="module")
def large() -> Graph:
    return store(ARTICLES)


def peak(work: Callable[[Sink], object]) -> tuple[int, int]:
    """The most memory of Python that is in use, and how much is written.

    Of three times the smallest: what others fill meanwhile (a cache, the runner's own thread) is
    no memory of the work.
    """
    peaks: list[int] = []
    for _ in range(3):
        sink = Sink()
        tracemalloc.start()
        try:
            work(sink)
        finally:
            tracemalloc.stop()
        peaks.append(sink.peak)
    return min(peaks), sink.size


@pytest.mark.parametrize("form", FORMS)
def test_memory_is_bounded(form: str, large: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.export.sorting._RUN", 200)
    monkeypatch.setattr("kg.export.frames._BRIEFS", 10)
    monkeypatch.setattr("kg.export.tables._BRIEFS", 10)
    few = store(FEW)
    export(few, form, Sink())  # type: ignore[arg-type] # what is made once, and kept
    small, _ = peak(lambda sink: export(few, form, sink))  # type: ignore[arg-type]
    held, written = peak(lambda sink: export(large, form, sink))  # type: ignore[arg-type]
    if form == "csv":
        written *= 10  # packed, it is about a tenth
    assert held - small < written / SHARE, f"{small} bytes, then {held} of {written}"


def test_the_measure_would_tell(large: Graph) -> None:
    """What reads a store into memory whole holds more."""

    def whole(sink: Sink) -> None:
        kept = nodes(large.store)
        for _ in range(EVERY):
            sink.write(str(kept[0].subject).encode())

    held, _ = peak(whole)
    assert held > 500_000
