"""Pages cut into articles.

Input: the text of a page. Output: `Segment` values (headline, text, bylines, by their ranges) and
the furniture between and inside them: page heads, staff lines, jump lines, rules. Every character
that shows belongs to a segment or to furniture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from kg.ingest.byline import find_signature, find_tail
from kg.ingest.clean import is_prose, width
from kg.ingest.layout import layout, marks
from kg.ingest.lines import (
    BARE_DATELINE,
    BYLINE,
    CAPTION,
    DATELINE,
    FURNITURE,
    FURTHER,
    HEADING,
    TEXT,
    Line,
    classify,
    column_width,
)

_DATELINES = {DATELINE, BARE_DATELINE}
_SHORT = 30  # characters; a line that ends in ! or ? is a headline only below this


@dataclass(slots=True)
class Segment:
    """One article of a page: ranges of the source text.

    `broken` holds the numbers of pieces that end inside a sentence which the next goes on with;
    `dated` is true where the text opens with a date or dateline, `headed` where a heading parts it.
    """

    headline: list[tuple[int, int]] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    names: list[str] = field(default_factory=list)
    start: int = -1
    end: int = -1
    signed: bool = False
    dated: bool = False
    headed: bool = False
    told: bool = False

    def cover(self, line: Line) -> None:
        """Widen the article to this line."""
        self.start = line.start if self.start < 0 else self.start
        self.end = line.end


@dataclass(slots=True)
class Page:
    """The articles of a page, and the ranges that are none's text."""

    segments: list[Segment]
    furniture: list[tuple[int, int]]


def segment(text: str, start: int = 0, end: int | None = None, *, single: bool = False) -> Page:
    """Cut a page into articles; `single` where the input says that it holds one article only.

    A single article may still hold what looks like several (a page in one field); these are told
    apart only where a byline or a dateline shows it.
    """
    lines = list(classify(text, start, len(text) if end is None else end))
    return _Cutter(text, lines, single=single).run()


class _Cutter:
    """Walks over the lines once; `current` is the article that a line would go on with."""

    def __init__(self, text: str, lines: list[Line], *, single: bool) -> None:
        self.text = text
        self.lines = lines
        self.single = single
        self.column = column_width(text, lines)
        self.block_ends = _block_ends(lines)
        self.styled = any(line.kind in {BYLINE, *_DATELINES} for line in lines)
        self.gap = _usual_gap(lines)
        self.wrapped = any(line.kind in {TEXT, DATELINE} and not line.ends for line in lines)
        self.segments: list[Segment] = []
        self.furniture: list[tuple[int, int]] = []
        self.current: Segment | None = None
        self.goes_on = False
        self.parted = False
        self.brief = False
        self.joins = False

    def run(self) -> Page:
        at = 0
        while at < len(self.lines):
            at = self._step(at)
        for found in [part for part in self.segments if not part.told]:
            self.segments.remove(found)
            self.furniture.append((found.start, found.end))
        return Page(self.segments, sorted(self.furniture))

    def _step(self, at: int) -> int:
        """Take the line at `at`, or the block of headings that it begins; the next to take."""
        line = self.lines[at]
        if line.kind == FURNITURE:
            self.furniture.append((line.start, line.end))
            self.parted |= not self.goes_on and not self._words(line).strip("-—·• ").isdigit()
            self.brief = layout().briefs.fullmatch(self._words(line)) is not None
            self.joins = False
        elif line.kind == BYLINE:
            self._byline(line)
        elif self._heads(at):
            return self._heading(at)
        else:
            self._prose(at)
        return at + 1

    def _words(self, line: Line) -> str:
        return self.text[line.start : line.end]

    def _byline(self, line: Line) -> None:
        if self.current is None:
            self.furniture.append((line.start, line.end))
            return
        assert line.byline is not None
        self.current.names += line.byline.names
        self.current.signed = self.current.told
        self.current.cover(line)
        self.goes_on = self.joins = False

    def _heads(self, at: int) -> bool:
        """Whether a headline or a heading starts here."""
        line = self.lines[at]
        if line.kind == TEXT:
            return self._unusual_head(at)
        if line.kind != HEADING or self._leads(line):
            return False
        if not self.goes_on:
            return True
        return (line.blanks > 0 or not self.column) and not self._unclosed() and self._starts(at)

    def _leads(self, line: Line) -> bool:
        """Whether a line is the first of a news item in a narrow column: 3月2日，安乡县三岔河镇召."""
        words = self._words(line).lstrip(layout().bullets)
        told = layout().prose.match(words) and any(mark in words for mark in marks().comma)
        return bool(told and self.column and self._full_line(line))

    def _unclosed(self) -> bool:
        """Whether the text breaks off inside a bracket."""
        assert self.current is not None
        start, end = self.current.pieces[-1]
        tail = self.text[max(start, end - 100) : end]
        return max(map(tail.rfind, "(（")) > max(map(tail.rfind, ")）"))

    def _unusual_head(self, at: int) -> bool:
        """Whether a line that reads as text is a headline: it asks, exclaims, or is very long."""
        line, following = self.lines[at], self._next(at + 1)
        if line.indented or following is None or self.goes_on:
            return False
        fresh = self.current is None or self.current.signed or not self.current.told
        size = line.end - line.start
        if following.kind in _DATELINES:
            return (fresh and size <= 2 * layout().heading) or (
                size <= _SHORT and self._exclaims(line)
            )
        return (
            fresh
            and size <= _SHORT
            and self._exclaims(line)
            and following.kind in {TEXT, HEADING, BYLINE}
            and following.blanks >= line.blanks
        )

    def _exclaims(self, line: Line) -> bool:
        """Whether a line is one question or call, without clauses."""
        stops = marks().full_stop + marks().ascii_stop + marks().comma
        return line.ends and not any(mark in self._words(line) for mark in stops)

    def _next(self, at: int) -> Line | None:
        """The next line that is no furniture."""
        while at < len(self.lines) and self.lines[at].kind == FURNITURE:
            at += 1
        return self.lines[at] if at < len(self.lines) else None

    def _starts(self, at: int) -> bool:
        """Whether the headings from `at` on are the headline of a new article."""
        end = max(self.block_ends[at], at + 1)
        following = self._next(end)
        if self.current is None or self.current.signed or not self.current.told or self.parted:
            return True
        if following is None:
            return False
        if following.kind in _DATELINES:
            return True
        if following.kind == BYLINE:
            after = self._after_byline(end)
            return after is not None and after.kind not in {HEADING, BYLINE}
        return not self.single and not self.goes_on and self._set_apart(at, end)

    def _after_byline(self, at: int) -> Line | None:
        while at < len(self.lines) and self.lines[at].kind in {BYLINE, FURNITURE}:
            at += 1
        return self.lines[at] if at < len(self.lines) else None

    def _set_apart(self, at: int, end: int) -> bool:
        """Whether space, size or the news below it marks a new headline.

        Space and size count only on a page without bylines and datelines.
        """
        line = self.lines[at]
        if layout().subheading.match(self.text, line.start, line.end):
            return False
        spaced = line.blanks > self.gap or (end - at > 1 and line.blanks > 0)
        if spaced and not self.styled:
            return True
        following = self._next(self._headline_end(at, end))
        assert following is not None
        if layout().prose.match(self.text, following.start, following.end) is None:
            return False
        if self._is_news():
            return True
        return bool(
            (line.blanks or not self.styled)
            and layout().headline.match(self.text, line.start, line.end)
        )

    def _is_news(self) -> bool:
        """Whether the article so far tells one thing: dated, and without a heading inside it."""
        assert self.current is not None
        return self.current.dated and not self.current.headed

    def _heading(self, at: int) -> int:
        """Take a block of heading lines: a new headline, more of it, or headings inside the text."""
        end = max(self.block_ends[at], at + 1)
        if not self._starts(at):
            if self._is_broken(self.lines[at]):
                self._prose(at)
            else:
                self._subheading(self.lines[at])
            return at + 1
        block_end, end = end, self._headline_end(at, end)
        if self.current is None or self.current.told or self.current.signed:
            self._open()
        assert self.current is not None
        for line in self.lines[at:end]:
            self.current.headline.append((line.start, line.end))
            self.current.cover(line)
        self.goes_on = self.parted = self.brief = self.joins = False
        for n in range(end, block_end):
            self._prose(n)
        return block_end

    def _headline_end(self, at: int, end: int) -> int:
        """Where a headline ends and text that looks like headings begins (narrow columns)."""
        following = self._next(end)
        if following is None or following.kind in {BYLINE, *_DATELINES}:
            return end
        for n in range(at + 1, end):
            line = self.lines[n]
            if n == end - 1 and self._words(line)[-1] in marks().introduces:
                return n
            if line.indented and not self.lines[at].indented:
                return n
            if layout().prose.match(self.text, line.start, line.end):
                return n
        if following.blanks or following.indented or not self.column:
            return end
        first = end
        while (
            first > at + 1
            and self._full_line(self.lines[first - 1])
            and not self.lines[first].blanks
        ):
            first -= 1
        return first

    def _full_line(self, line: Line) -> bool:
        return abs(width(self._words(line)) - self.column) <= 3

    def _is_broken(self, line: Line) -> bool:
        """Whether a line inside an article is text broken off, not a heading."""
        words = self._words(line)
        return (
            is_prose(self.text, line.start, line.end)
            or layout().prose.match(words) is not None
            or (self.wrapped and any(mark in words for mark in marks().comma))
            or bool(self.column and self._full_line(line))
        )

    def _subheading(self, line: Line) -> None:
        assert self.current is not None
        self.current.pieces.append((line.start, line.end))
        self.current.headed = True
        self.current.cover(line)
        self.goes_on = self.joins = False

    def _open(self) -> Segment:
        self.current = Segment()
        self.segments.append(self.current)
        self.joins = False
        return self.current

    def _prose(self, at: int) -> None:
        line = self.lines[at]
        current = self.current or self._open()
        if self._opens_headless(current, line):
            current = self._open()
        if current.signed and line.kind != CAPTION:
            current.signed = False
        current.cover(line)
        self._add(current, line)
        if not current.told and line.kind != CAPTION:
            current.told = True
            opening = layout().prose.match(self.text, line.start, line.end)
            current.dated = line.kind in _DATELINES or opening is not None
        self.parted = self.brief = False

    def _opens_headless(self, current: Segment, line: Line) -> bool:
        """Whether an article without a headline starts at this line."""
        if not current.told or self.goes_on:
            return False
        if line.kind in _DATELINES or self.brief:
            return True
        return current.signed and (self.parted or (not current.headline and line.kind == TEXT))

    def _add(self, current: Segment, line: Line) -> None:
        """Add a line of text; lines that follow each other make one piece."""
        if self.joins and line.kind not in {CAPTION, FURTHER}:
            current.pieces[-1] = (current.pieces[-1][0], line.end)
        else:
            if self.goes_on and current.pieces:
                current.broken.add(len(current.pieces) - 1)
            current.pieces.append((self._after_jump(line), line.end))
        whole = line.kind == BARE_DATELINE or (line.kind == CAPTION and not self.wrapped)
        self.goes_on = not line.ends and not whole
        self.joins = line.kind not in {CAPTION, BARE_DATELINE}
        last = self._words(line)[-1]
        if last in ")）" or (not line.ends and last.isalnum()):
            self._tail(current)

    def _after_jump(self, line: Line) -> int:
        """Where a line's text starts: after a bracket that says which page it continues."""
        jump = layout().furniture_head.match(self.text, line.start, line.end)
        if jump is None:
            return line.start
        self.furniture.append((line.start, line.start + len(jump[0].rstrip())))
        return jump.end()

    def _tail(self, current: Segment) -> None:
        """Take a byline, credit or jump line off the end of the last piece."""
        start, end = current.pieces[-1]
        cut = find_tail(self.text, start, end) or find_signature(self.text, start, end)
        if cut is None or cut.start <= start:
            return
        current.pieces[-1] = (start, cut.start)
        current.names += cut.names
        if not cut.names:
            self.furniture.append((cut.start, cut.end))
        current.signed = current.signed or cut.signs
        self.goes_on = self.joins = False


def _block_ends(lines: list[Line]) -> list[int]:
    """For each line, where the run of heading lines that it belongs to ends."""
    ends = [len(lines)] * len(lines)
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].kind != HEADING:
            ends[at] = at
        elif at + 1 < len(lines):
            ends[at] = ends[at + 1] if lines[at + 1].kind == HEADING else at + 1
    return ends


def _usual_gap(lines: list[Line]) -> int:
    """How many empty lines usually part one paragraph from the next."""
    gaps = sorted(line.blanks for above, line in pairwise(lines) if above.kind == line.kind == TEXT)
    return gaps[len(gaps) // 2] if gaps else 0
