"""Articles made from text: a page's segments, one item's title and text.

Input: the source text and what is known of it (`Origin`). Output: `Article` values whose body
leaves out headline, dateline and bylines, with the way back to the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg.ingest.byline import find_dateline, find_signature, find_tail, parse_byline
from kg.ingest.clean import clean, shown_lines
from kg.ingest.layout import layout, marks
from kg.ingest.lines import is_furniture
from kg.ingest.page import segment
from kg.ingest.segments import Page, Segment
from kg.model import Article, CleanText, Quote

_BLANKS = " \u3000"
_APART = re.compile(r"(?<!\S)\S(?:\s+\S(?!\S)){2,}")
_WIDE = re.compile(r"[ \u3000]{3,}")
KEY_PARTS = "\x1f"
_PLAIN = 100_000  # characters; longer texts are read line by line


@dataclass(frozen=True, slots=True)
class Origin:
    """What the input says of an article besides its text; `id` is required, the rest may be empty.

    `published` is YYYY-MM-DD or None, `home` the jurisdiction of the paper.
    """

    id: str
    published: str | None = None
    publisher: str = ""
    url: str = ""
    file: str = ""
    home: str = ""
    given: bool = True

    @property
    def key(self) -> str:
        """What the article's IRI is made of: the url, else publisher and given id, else the id."""
        if self.url:
            return self.url
        return (
            KEY_PARTS.join((self.publisher, self.id)) if self.publisher and self.given else self.id
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """An article of which only the text is known, and what the input says besides.

    That is enough to tell whether a store has it; `article` takes ten times as long.
    """

    origin: Origin
    source: str
    title: str | None = None

    @property
    def id(self) -> str:
        """The id of the article."""
        return self.origin.id

    @property
    def key(self) -> str:
        """What the article's IRI is made of."""
        return self.origin.key

    @property
    def file(self) -> str:
        """The file that the article stands in."""
        return self.origin.file

    @property
    def start(self) -> int:
        """Where the article begins in the text."""
        return 0

    @property
    def end(self) -> int:
        """Where the article ends."""
        return len(self.source)

    def article(self) -> Article:
        """The article."""
        return article_from_text(self.source, self.origin, self.title)


def clean_title(title: str) -> str:
    """A headline on one line: its lines and space-joined parts keep one space between them."""
    title = title.strip()
    bare = title.lstrip(layout().headline_marks)
    title = bare.rstrip(title[: len(title) - len(bare)]) if bare else title
    if boxed := marks().boxed.fullmatch(title):
        title = boxed[1]
    title = _close_title(title)
    parts = [clean(part).text.replace("\n", "") for part in title.split()]
    return " ".join(part for part in parts if part)


def _close_title(title: str) -> str:
    """`title` with the characters that stand apart closed up; wide gaps part its halves."""
    return _APART.sub(_closed, title) if title[1:2] in _BLANKS else title


def _closed(run: re.Match[str]) -> str:
    halves = _WIDE.split(run[0])
    apart = all(len(half) > 1 for half in halves)
    return (" " if apart else "").join("".join(half.split()) for half in halves)


def articles_from_page(text: str, origin: Origin, page: Page | None = None) -> list[Article]:
    """The articles of a page; where there are several, `#1`, `#2`… is added to id and url."""
    page = segment(text) if page is None else page
    if len(page.segments) == 1:
        return [_article(text, page.segments, origin)]
    return [
        _article(
            text,
            [part],
            replace(origin, id=f"{origin.id}#{n}", url=origin.url and f"{origin.url}#{n}"),
        )
        for n, part in enumerate(page.segments, 1)
    ]


def article_from_text(text: str, origin: Origin, title: str | None = None) -> Article:
    """One article from one text, never cut into several; `title` where it stands apart from it.

    A text that lays out several articles (headlines and bylines inside it) is still one article,
    whose body leaves those out.
    """
    quote = Quote(title, 0, len(title), in_title=True) if title else None
    if title and quote and (cut := _plain(text, title)):
        return _make(text, origin, (0, len(text)), cut, clean_title(title), quote)
    segments = segment(text, single=True).segments
    if not segments:
        whole = _Text(clean(text))
        return _make(text, origin, (0, len(text)), whole, clean_title(title or ""), quote)
    if title:
        _keep_headings(text, segments[0], title)
    article = _article(text, segments, origin)
    if title:
        article = replace(article, title=clean_title(title), title_quote=quote)
    return replace(article, start=0, end=len(text))


@dataclass(frozen=True, slots=True)
class _Text:
    """What an article tells, without its dateline and bylines, and what these say."""

    body: CleanText
    dateline: str = ""
    names: tuple[str, ...] = ()


def _make(
    text: str, origin: Origin, span: tuple[int, int], told: _Text, title: str, quote: Quote | None
) -> Article:
    return Article(
        id=origin.id,
        key=origin.key,
        source=text,
        start=span[0],
        end=span[1],
        body=told.body,
        title=title,
        title_quote=quote,
        published=origin.published,
        publisher=origin.publisher,
        url=origin.url,
        file=origin.file,
        dateline=told.dateline,
        byline=tuple(dict.fromkeys(told.names)),
        home=origin.home,
    )


def _plain(text: str, title: str) -> _Text | None:
    """The text of an item that holds nothing but paragraphs, a dateline and a closing byline.

    None where a line of it must be looked at more closely.
    """
    known = layout()
    lines = list(shown_lines(text)) if len(text) < _PLAIN else []
    if not lines:
        return None
    (start, first_end), (last_start, end) = lines[0], lines[-1]
    if text.startswith(title.strip(), start) and first_end - start == len(title.strip()):
        return None
    for at, until in lines:
        short = text[until - 1] not in marks().full_stop and until - at <= known.credit_line
        if short and _is_special(text, at, until, inner=until != end):
            return None
    names: tuple[str, ...] = ()
    head = find_dateline(text, start, first_end)
    if text[end - 1] not in marks().full_stop:
        start_of_tail = head.end if head and last_start < head.end else last_start
        while (tail := find_tail(text, start_of_tail, end)) or (
            tail := find_signature(text, start_of_tail, end)
        ):
            names, end = tail.names + names, tail.start
    return _Text(
        clean(text, head.end if head else start, end),
        text[head.start : head.end].strip() if head else "",
        (head.names if head else ()) + names,
    )


def _is_special(text: str, start: int, end: int, *, inner: bool) -> bool:
    """Whether a line that ends in no full stop is a byline, furniture, or has one of them at its end."""
    words = text[start:end]
    if parse_byline(words) or is_furniture(words, layout()):
        return True
    return inner and (find_tail(text, start, end) or find_signature(text, start, end)) is not None


def _keep_headings(text: str, first: Segment, title: str) -> None:
    """Give headings at the head of an item back to its text, unless they are its title."""
    told = "".join(text[start:end] for start, end in first.headline)
    if "".join(told.split()) != "".join(title.split()):
        first.pieces[:0] = first.headline
        first.broken = {n + len(first.headline) for n in first.broken}


def _article(text: str, segments: list[Segment], origin: Origin) -> Article:
    """The article that `segments` make, one or (from a page in one item) several."""
    told = [_tell(text, part) for part in segments]
    body = _join(text, [(part.body, False) for part in told])
    headline = segments[0].headline
    title, quote = "", None
    if headline:
        start, end = headline[0][0], headline[-1][1]
        title = clean_title(" ".join(text[a:b] for a, b in headline))
        quote = Quote(text[start:end], start, end)
    whole = _Text(body, told[0].dateline, tuple(name for part in told for name in part.names))
    return _make(text, origin, (segments[0].start, segments[-1].end), whole, title, quote)


def _tell(text: str, part: Segment) -> _Text:
    pieces, dateline, names = [], "", tuple(part.names)
    for n, (start, end) in enumerate(part.pieces):
        head = None if dateline else find_dateline(text, start, end)
        if head:
            dateline, names = text[head.start : head.end].strip(), head.names + names
        body = clean(text, head.end if head else start, end, running=True)
        pieces.append((body, n in part.broken))
    return _Text(_join(text, pieces), dateline, names)


def _join(text: str, pieces: list[tuple[CleanText, bool]]) -> CleanText:
    """Pieces as one text, with a line feed after each unless its sentence goes on in the next."""
    pieces = [(piece, broken) for piece, broken in pieces if piece.text]
    if len(pieces) == 1:
        return pieces[0][0]
    told: list[str] = []
    offsets: list[int] = []
    goes_on = True
    for piece, broken in pieces:
        if not goes_on:
            told.append("\n")
            found = text.find("\n", offsets[-1] + 1, piece.span(0, 1)[0])
            offsets.append(found if found >= 0 else offsets[-1] + 1)
        told.append(piece.text)
        offsets.extend(piece.offsets or range(piece.base, piece.base + len(piece.text)))
        goes_on = broken
    return CleanText("".join(told), tuple(offsets))
