"""Inputs to articles: files, folders, patterns and standard input.

Input: what the user named, and `ReadOptions`. Output: `Article` values, and `KgError` values in
place of what cannot be read; one bad input never stops the rest.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from kg.errors import InputError, KgError, UsageError
from kg.ingest.articles import KEY_PARTS, Origin, article_from_text, articles_from_page
from kg.ingest.decode import SAMPLE, decode, find_encoding
from kg.ingest.items import Item, json_lines, json_values, looks_like_json
from kg.ingest.layout import has_chinese
from kg.ingest.page import Page, segment
from kg.ingest.paths import expand, shown
from kg.ingest.published import (
    FIRST,
    LAST,
    BadDateError,
    parse_published,
    published_in_heads,
    published_in_path,
)
from kg.ingest.shape import check_characters, item_article, what_stands
from kg.model import Article

_LINES = (".jsonl", ".ndjson")
_JSON = (".json", *_LINES)
LARGEST = 64 * 1024 * 1024  # bytes of a text file


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says of all inputs; each wins over what the inputs say.

    `published` is a day (2022-11-11), `home` the jurisdiction of the paper, `publisher` its name,
    `encoding` a Python codec. Raises UsageError.
    """

    published: str | None = None
    home: str = ""
    publisher: str = ""
    encoding: str | None = None

    def __post_init__(self) -> None:
        if self.published is not None:
            try:
                object.__setattr__(self, "published", parse_published(self.published))
            except BadDateError as fault:
                raise UsageError(
                    "option-published", found=self.published, fault=fault, first=FIRST, last=LAST
                ) from None
        if self.encoding is not None:
            try:
                known = codecs.lookup(self.encoding)
            except (LookupError, ValueError):
                known = None
            if known is None or not getattr(known, "_is_text_encoding", True):
                raise UsageError("option-encoding", found=self.encoding)


def read(inputs: Sequence[str], options: ReadOptions | None = None) -> Iterator[Article | KgError]:
    """The articles of `inputs`, in their order; folders and patterns in the order of their paths.

    An input is a file, a folder (read with the folders below it), a pattern (`pages/**/*.txt`) or
    `-`. A file that is named twice is read once. What cannot be read comes as an InputError.
    """
    return _Reading(options or ReadOptions()).all(inputs)


class _Reading:
    """One run: remembers which files and ids it has had."""

    def __init__(self, options: ReadOptions) -> None:
        self.options = options
        self.files: set[str] = set()
        self.texts: dict[int, int] = {}

    def all(self, inputs: Sequence[str]) -> Iterator[Article | KgError]:
        for name in inputs:
            if name == "-":
                yield from self._stream(sys.stdin.buffer, name)
                continue
            for path in expand(name):
                if isinstance(path, KgError):
                    yield path
                else:
                    yield from self._file(path)

    def _file(self, path: str) -> Iterator[Article | KgError]:
        real = os.path.realpath(path)
        if real in self.files:
            return
        self.files.add(real)
        try:
            path.encode()
            with Path(path).open("rb") as stream:
                yield from self._stream(stream, path)
        except UnicodeEncodeError:
            yield InputError("input-name", source=shown(path))
        except OSError as fault:
            yield InputError("input-unreadable", source=path, reason=fault.strerror or str(fault))

    def _stream(self, stream: BinaryIO, source: str) -> Iterator[Article | KgError]:
        """The articles of one file."""
        head = stream.read(SAMPLE)
        try:
            if not head:
                raise InputError("input-empty", source=source)
            encoding = self.options.encoding or find_encoding(head, source)
            text = head.decode(encoding, "replace")
            rest = cast("BinaryIO", io.BufferedReader(_Rejoined(head, stream), SAMPLE))
            suffix = Path(source).suffix.lower()
            if suffix in _JSON or looks_like_json(text):
                yield from self._items(_values(rest, text, encoding, suffix, source), source)
            else:
                yield from self._page(rest, encoding, source)
        except KgError as fault:
            yield fault

    def _items(
        self, items: Iterator[Item | InputError], source: str
    ) -> Iterator[Article | KgError]:
        """Articles of JSON values, each with the id that it gives, else `file#n`."""
        fixed, elsewhere = self.options.published, published_in_path(source)
        n = 0
        for n, item in enumerate(items, 1):
            if isinstance(item, InputError):
                yield item
                continue
            line, value = item
            try:
                origin, title, text = item_article(value, f"{source}#{n}", source, line)
                published = fixed or origin.published or elsewhere
                article = article_from_text(text, self._known(origin, published), title)
                self._once(article, source, line)
                yield article
            except KgError as fault:
                yield fault

        if not n:
            yield InputError("input-no-article", source=source, found="an empty list")

    def _known(self, origin: Origin, published: str | None) -> Origin:
        """`origin` with what the options say in its place."""
        return replace(
            origin,
            published=published,
            publisher=self.options.publisher or origin.publisher,
            home=self.options.home or origin.home,
        )

    def _once(self, article: Article, source: str, line: int) -> None:
        """Refuse an id that another text had: its facts would replace the other's."""
        known, text = hash(article.key), hash((article.title, article.source))
        if self.texts.setdefault(known, text) != text:
            shown = article.key.rpartition(KEY_PARTS)[2]
            raise InputError("input-json-id", source=source, line=line, id=shown)

    def _page(self, stream: BinaryIO, encoding: str, source: str) -> Iterator[Article | KgError]:
        """Articles of a text file."""
        raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise InputError(
                "input-too-long", source=source, what="a text", limit=LARGEST, unit="bytes"
            )
        text = decode(raw, encoding, source, asked=self.options.encoding is not None)
        check_characters(text, source)
        page = segment(text)
        published = self.options.published or published_in_path(source)
        origin = self._known(Origin(id=source, file=source, given=False), published)
        articles = articles_from_page(text, origin, page)
        if not has_chinese(text) or not any(article.body.text for article in articles):
            raise InputError("input-no-article", source=source, found=what_stands(text))
        yield from articles if published else _dated(articles, page, source)


def _dated(articles: list[Article], page: Page, source: str) -> list[Article]:
    """Each article with the day of the last head line above or inside it, else of the first one."""
    days = published_in_heads(articles[0].source, page.furniture, source)
    if not days:
        return articles
    return [
        replace(
            article,
            published=[days[0][1], *(day for at, day in days if at < article.end)][-1],
        )
        for article in articles
    ]


def _values(
    stream: BinaryIO, head: str, encoding: str, suffix: str, source: str
) -> Iterator[Item | InputError]:
    """The values of a JSON file: one a line where its first line is a whole object."""
    first = head.lstrip("\ufeff \t\r\n").partition("\n")[0]
    by_line = encoding.startswith("utf-8") or not encoding.startswith("utf-")
    if by_line and (suffix in _LINES or _is_object(first)):
        return json_lines(stream, encoding, source)
    return json_values(io.TextIOWrapper(stream, encoding, newline=""), source)


def _is_object(line: str) -> bool:
    line = line.strip()
    return line.startswith("{") and line.endswith("}")


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes, read to see what it is, are put back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head or self._rest.read(len(buffer))
        size = min(len(data), len(buffer))
        buffer[:size] = data[:size]
        self._head = data[size:]
        return size
