"""A web page as an article: its text, and what the page says of it.

Input: the text of an HTML page. Output: `WebArticle`. What a page says for machines (meta
elements, JSON-LD) is kept apart from what it shows in the line below its headline, because a
path stands between the two in weight.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from kg.ingest.layout import layout, web
from kg.ingest.outlet import home_of
from kg.ingest.published import BadDateError, parse_published, published_in
from kg.ingest.setting import Shown
from kg.ingest.webpage import Line, Webpage, read_webpage

_TITLE = 200  # characters; a longer line is no headline
_INFO = 200  # characters; a longer line tells no date or source of the page
_TAIL = 8  # lines below the last sentence that are read, for bylines
_NAME = 40  # characters of the name of a paper or site
_DEEP = 6  # levels of JSON-LD that are looked into
_PARTING = re.compile(r"\s*(?:[_|｜]|--|—|\s-\s|-(?=[^-]*$))\s*")


@dataclass(frozen=True, slots=True)
class WebArticle:
    """`published` and `publisher` as the page's data give them, `shown` as its readers see them."""

    text: str
    title: str
    published: str | None
    publisher: str
    shown: Shown


def read_web_article(text: str) -> WebArticle:
    """What a page tells; `text` is empty where it holds no main text."""
    page = read_webpage(text)
    head = _Head(page)
    data = list(_linked_data(page.data))
    site = next(iter(_metas(page, web().site)), "")
    return WebArticle(
        text=head.text(),
        title=head.title,
        published=_day([*_metas(page, web().published), *_values(data, "datePublished")]),
        publisher=_name(chain(_metas(page, web().publisher), _publishers(data))),
        shown=Shown(head.published(), _name(chain(head.publishers(), [site])), home_of(site)),
    )


def _metas(page: Webpage, names: tuple[str, ...]) -> list[str]:
    return [page.meta[name] for name in names if name in page.meta]


def _name(given: Iterable[str]) -> str:
    """The first of the names that is one, without a label before it."""
    for text in given:
        found = web().publisher_line.match(text)
        name = found[1] if found else text
        if 1 < len(name) <= _NAME and name not in web().no_publisher:
            return name
    return ""


def _day(given: list[str]) -> str | None:
    """The first day of the calendar among what is given."""
    for text in given:
        try:
            return parse_published(text)
        except BadDateError:
            continue
    return None


class _Head:
    """What stands above the first sentence of the main text."""

    def __init__(self, page: Webpage) -> None:
        self.page = page
        told = [n for n in range(page.start, page.end) if page.lines[n].prose]
        self.first = told[0] if told else page.start
        self.last = told[-1] if told else page.start
        self.at, self.title = self._headline()
        below = page.lines[self.at + 1 : self.first] if self.at >= 0 else []
        self.below = [line for line in below if not line.heading and _tells(line.text)]

    def _headline(self) -> tuple[int, str]:
        """Number of the line that is the headline (-1 where none is), and its text."""
        above = self.page.lines[: self.first]
        for named in (*_metas(self.page, web().title), self.page.title):
            for n in sorted(range(len(above)), key=lambda n: (-len(above[n].text), -n)):
                if _begins(named, above[n].text):
                    return n, above[n].text
        headings = [n for n, line in enumerate(above) if line.heading and not line.linked]
        for named in (*_metas(self.page, web().title), self.page.title):
            if cut := _PARTING.split(named)[0]:
                return (headings[-1] if headings else -1), cut[:_TITLE]
        if headings and len(above[headings[-1]].text) <= _TITLE:
            return headings[-1], above[headings[-1]].text
        return -1, ""

    def _labelled(self) -> Iterator[Line]:
        """Lines around the text that say of themselves that they give a date, the nearest first."""
        around = (*reversed(self.page.lines[: self.first]), *self.page.lines[self.last + 1 :])
        for line in around:
            if len(line.text) <= _INFO and web().published_line.search(line.text):
                yield line

    def _page_heads(self) -> Iterator[Line]:
        for line in self.page.lines[: self.first]:
            if len(line.text) <= _INFO and web().page_head.search(line.text):
                yield line

    def published(self) -> str | None:
        """The day in a line below the headline, in one that is labelled, or in a page head."""
        for lines in (self.below, self._labelled(), self._page_heads()):
            for line in lines:
                if day := published_in(line.text):
                    return day
        return None

    def publishers(self) -> Iterator[str]:
        """Whom the lines that tell a date name as the source."""
        for line in (*self.below, *self._labelled()):
            if found := web().publisher_line.search(line.text):
                yield found[0]

    def text(self) -> str:
        """The main text, a line a paragraph, without headline, lists of links and notices."""
        told = []
        for n in range(self.page.start, self._end()):
            line = self.page.lines[n]
            info = n < self.first and _tells(line.text)
            if not (n == self.at or line.linked or info or web().noise.fullmatch(line.text[:400])):
                told.append(line.text)
        return "\n".join(told)

    def _end(self) -> int:
        """Where the article ends: before the heading of what follows it, if most stands above that."""
        lines = self.page.lines[self.first : self.page.end]
        every, above = sum(line.prose for line in lines), 0
        for n, line in enumerate(lines, self.first):
            if 2 * above >= every and web().beside.fullmatch(line.text[:_NAME]):
                return n
            above += line.prose
        return min(self.page.end, self.last + 1 + _TAIL)


def _tells(line: str) -> bool:
    """Whether a line says when and from where an article is: it names them, or begins with a day."""
    return len(line) <= _INFO and bool(
        web().published_line.search(line)
        or web().publisher_line.search(line)
        or layout().published_head.match(line)
    )


def _begins(named: str, line: str) -> bool:
    """Whether the page's name is that line, or goes on after it with the name of the site."""
    rest = named[len(line) :]
    fits = 1 < len(line) <= _TITLE and named.startswith(line)
    return fits and not rest[:1].isalnum()


def _linked_data(scripts: list[str]) -> Iterator[dict[str, object]]:
    """The objects of a page's JSON-LD, outer ones first."""
    for script in scripts:
        try:
            level: list[object] = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        for _ in range(_DEEP):
            inner: list[object] = []
            for value in level:
                if isinstance(value, dict):
                    yield value
                    inner.extend(value.values())
                elif isinstance(value, list):
                    inner.extend(value)
            level = inner


def _values(data: list[dict[str, object]], name: str) -> list[str]:
    return [value for part in data if isinstance(value := part.get(name), str)]


def _publishers(data: list[dict[str, object]]) -> Iterator[str]:
    for part in data:
        publisher = part.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name.strip():
            yield name.strip()
