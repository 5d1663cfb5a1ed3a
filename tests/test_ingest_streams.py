"""Memory does not grow with the input: files are read piece by piece, packed or not."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, repeat

import pytest

from kg.ingest import Draft, ReadOptions
from kg.ingest.read import _Reading
from kg.model import Article
from tests.growth import assert_linear
from tests.packing import INFO, PACKERS, PAGE, TEXT, record, response

PROSE = "".join(f"会议要求，第{n}项工作要抓紧办理。" for n in range(600))


class Endless(io.RawIOBase):
    """A file that is made as it is read, and ends after `pieces`; how much was read of it is counted."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        taken = self._rest[: len(buffer)]
        self._rest = self._rest[len(taken) :]
        buffer[: len(taken)] = taken
        self.size += len(taken)
        return len(taken)


def lines(number: int) -> Iterator[bytes]:
    for n in range(number):
        yield f'{{"id": {n}, "text": "{PROSE}"}}\n'.encode()


def rows(number: int) -> Iterator[bytes]:
    yield b"id,text\n"
    for n in range(number):
        yield f'{n},"{PROSE}"\n'.encode()


def array(number: int) -> Iterator[bytes]:
    yield b"[0"
    for n in range(number):
        yield f',{{"id": {n}, "text": "{PROSE}"}}'.encode()
    yield b"]"


def crawl(number: int) -> Iterator[bytes]:
    yield INFO
    page = response(PAGE.replace("<p>", f"<p>{PROSE}"))
    for n in range(number):
        yield record(page, url=f"https://www.luolong.example/{n}")
        yield record(bytes(100_000), kind="resource", media="image/png")


FORMS: dict[str, Callable[[int], Iterator[bytes]]] = {
    "a.jsonl": lines,
    "a.csv": rows,
    "a.json": array,
    "a.warc": crawl,
}


def read(source: Iterable[bytes], name: str) -> Iterator[object]:
    for part in _Reading(ReadOptions())._stream(io.BufferedReader(Endless(source)), name):
        yield part.article() if isinstance(part, Draft) else part


def peak(work: Callable[[], int]) -> int:
    """Bytes that `work` held at most, beside what it found."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "packer"),
    [
        *((name, None) for name in FORMS),
        *(("a.csv", packer) for packer in PACKERS),
        ("a.warc", "gz"),
    ],
)
def test_memory_is_that_of_one_article(name: str, packer: str | None) -> None:
    def work(number: int) -> Callable[[], int]:
        source = FORMS[name](number)
        if packer:
            source = iter([PACKERS[packer](b"".join(source))])
        ending = f".{packer}" if packer else ""
        return lambda: sum(isinstance(part, Article) for part in read(source, name + ending))

    assert work(3)() == 3
    small, large = peak(work(40)), peak(work(160))
    assert large < small + 1_500_000


@pytest.mark.parametrize("name", FORMS)
def test_articles_come_as_they_are_asked_for(name: str) -> None:
    source = Endless(FORMS[name](10_000))
    stream = io.BufferedReader(source)
    found = list(islice(_Reading(ReadOptions())._stream(stream, name), 3))
    assert len(found) == 3
    assert source.size < 3_000_000


def test_a_line_without_end_is_passed_over_without_being_held() -> None:
    """64 MB of it are looked at; what comes after it is read."""
    piece = "县长到会".encode() * 20_000
    source = [b'{"text": "', *repeat(piece, 400), b'"}\n', *lines(1)]
    fault, article = read(source, "a.jsonl")
    assert "longer than 67,108,864 bytes" in str(fault)
    assert isinstance(article, Article)


def test_a_bomb_ends_early() -> None:
    """A gigabyte of zeros in each of a thousand files: no file is read past its first bytes."""
    pieces = Endless(repeat(gzip.compress(bytes(10_000_000)), 1000))
    found = list(_Reading(ReadOptions())._stream(io.BufferedReader(pieces), "a.txt.gz"))
    assert "binary" in str(found[0])
    assert pieces.size < 1_000_000


def test_a_long_text_is_refused_before_it_is_held() -> None:
    source = Endless(repeat(TEXT.encode() * 1000, 10_000))
    (fault,) = _Reading(ReadOptions())._stream(io.BufferedReader(source), "a.txt")
    assert "a text longer than 67,108,864 bytes" in str(fault)
    assert source.size < 70_000_000


DAMAGE: dict[str, tuple[str, bytes]] = {
    "lengths that reach to the end": ("a.warc", b"WARC/1.1\r\nContent-Length: 9999999\r\n\r\n"),
    "headers without names": ("a.warc", b"WARC/1.1\r\nx\r\n"),
    "garbage": ("a.warc", b"WARC/1.1\r\n\r\nx\n"),
    "quotation marks": ("a.csv", 'text,id\n"县长到会。"x,"\n'.encode()),
    "cells": ("a.csv", b"text,id\nx\n"),
    "marks": ("a.md", "![[**`县\\_到](<b>会。\n".encode()),
    "objects": ("a.jsonl", b'{"text": \n'),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_takes_work_in_proportion_to_its_size(name: str) -> None:
    file, piece = DAMAGE[name]
    assert_linear(lambda n: list(read(repeat(piece, n), file)), 200)


def test_crawls_damaged_in_many_places_are_read_to_the_end() -> None:
    good = record(response(PAGE), url="https://www.luolong.example/1")
    long = record(response(PAGE), length=10_000_000)
    found = list(read([INFO, *([good, long] * 40), good], "a.warc"))
    assert sum(isinstance(part, Article) for part in found) == 41
    assert len(found) == 81
