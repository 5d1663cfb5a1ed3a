"""Pages cut into articles.

Input: the text of a page. Output: `Segment` values (headline, text, bylines, by their ranges) and
the furniture between and inside them: page heads, staff lines, jump lines, rules. Every character
that shows belongs to a segment or to furniture.
"""

from __future__ import annotations

from dataclasses import replace

from kg.ingest.byline import find_signature, find_tail
from kg.ingest.clean import ends_sentence
from kg.ingest.front import keep_days, settle
from kg.ingest.layout import front, layout
from kg.ingest.lines import (
    BARE_DATELINE,
    BYLINE,
    CAPTION,
    DAY,
    FURNITURE,
    FURTHER,
    HEADING,
    SENDER,
    TEXT,
    Line,
    classify,
    column_width,
    levelled,
    squeezed,
)
from kg.ingest.runin import part_run_in
from kg.ingest.segments import Page, Segment
from kg.ingest.starts import Starts, Verdict
from kg.ingest.stretches import DATELINES
from kg.ingest.weigh import Weigher, opened

_PHOTO = 6  # lines of what a photo shows, at most
_BRACKETS = ")）〉>＞】]"


def segment(text: str, start: int = 0, end: int | None = None, *, single: bool = False) -> Page:
    """Cut a page into articles; `single` where the input says that it holds one article only.

    A single article may still hold what looks like several (a page in one field); these are told
    apart only where a byline or a dateline shows it.
    """
    lines = levelled(list(classify(text, start, len(text) if end is None else end)))
    column = column_width(text, lines)
    keep_days(text, lines)
    if single:
        return _Cutter(text, lines, column, Verdict(), single=True).run()
    raw = lines if column else part_run_in(text, lines)
    lines = settle(text, raw, column)
    page = _Cutter(text, lines, column, Verdict()).run()
    verdict = Weigher(text, raw, lines, page.segments, column).weigh()
    if not any(verdict):
        return page
    return _Cutter(text, opened(lines, verdict), column, verdict).run()


class _Cutter(Starts):
    """Walks over the lines once; `current` is the article that a line would go on with."""

    def __init__(
        self, text: str, lines: list[Line], column: int, verdict: Verdict, *, single: bool = False
    ) -> None:
        super().__init__(text, lines, column, verdict, single=single)
        self.alone = {CAPTION} if single else {CAPTION, HEADING}
        self.segments: list[Segment] = []
        self.furniture: list[tuple[int, int]] = []
        self.brief = False
        self.news = False
        self.joins = False

    def run(self) -> Page:
        at = 0
        while at < len(self.lines):
            at = self._step(at)
        for found in [part for part in self.segments if not self._is_article(part)]:
            self.segments.remove(found)
            self.furniture.append((found.start, found.end))
        return Page(self.segments, sorted(self.furniture))

    def _is_article(self, part: Segment) -> bool:
        """Whether it has a text, or is a headline over the caption of a photo."""
        return part.told or bool(part.headline and part.pieces)

    def _step(self, at: int) -> int:
        """Take the line at `at`, or the block of headings that it begins; the next to take."""
        line = self.lines[at]
        if line.kind == FURNITURE:
            self.furniture.append((line.start, line.end))
            self.parted |= not self.goes_on and not self.blocks.words(line).strip("-—·• ").isdigit()
            self._section(at)
            self.goes_on &= front().jump.match(self.text, line.start, line.end) is None
            self.joins = False
        elif line.kind == BYLINE:
            self._byline(line)
        elif line.kind == DAY:
            self._day(line)
        elif self.heads(at):
            return self._heading(at)
        else:
            self._prose(at)
            if line.kind == SENDER and self.current:
                self.current.signed = True
        return at + 1

    def _section(self, at: int) -> None:
        """Note whether items without headlines stand below a line that is none's text."""
        words = squeezed(self.blocks.words(self.lines[at]))
        signed = at in self.blocks.over_items
        counted = signed or at in self.blocks.counted
        self.brief |= counted or layout().briefs.fullmatch(words) is not None
        self.brief |= self._is_tied(at) and front().over.fullmatch(words) is not None
        self.news = self.brief and (signed or front().news.search(words) is not None)

    def _is_tied(self, at: int) -> bool:
        """Whether a text stands right below a line, which marks or an empty line part from what is above."""
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        words = self.blocks.words(self.lines[at])
        text = below is not None and below.kind == TEXT and not below.blanks
        marked = words[0] in layout().headline_marks and words[-1] in layout().headline_marks
        return text and (self.lines[at].blanks > 0 or marked)

    def _byline(self, line: Line) -> None:
        if self.blocks.bylines_over and (self.current is None or self.current.told):
            self._open()
        if self.current is None:
            self.furniture.append((line.start, line.end))
            return
        assert line.byline is not None
        self.current.names += line.byline.names
        self.current.signed = self.current.told
        self.current.pictured = self._credits(line.start, line.end)
        self.current.cover(line)
        self.goes_on = self.joins = False

    def _day(self, line: Line) -> None:
        """Take a line of a day, which is the heading of the items below it."""
        current = self.current or self._open()
        current.told = current.headed = True
        self._part(current, line)

    def _heading(self, at: int) -> int:
        """Take a block of heading lines: a new headline, more of it, or headings inside the text."""
        end = max(self.blocks.ends[at], at + 1)
        if not self.starts(at) or self._leads_in(self.lines[at]):
            if self.blocks.is_broken(self.lines[at]):
                self._prose(at)
            else:
                self._subheading(self.lines[at])
            return at + 1
        block_end, end = end, self._headline_end(at, end)
        if self.current is None or self.current.told or self.current.signed:
            self._open()
        assert self.current is not None
        self.current.set_in = self.lines[at].indented
        for line in self.lines[at:end]:
            span = line.start, line.end
            label = front().titled.match(self.text, *span) or front().named.match(self.text, *span)
            start = label.end() if label else line.start
            if start < line.end:
                self.current.headline.append((start, line.end))
            self.current.cover(line)
        self.goes_on = self.parted = self.brief = self.news = self.joins = False
        for n in range(end, block_end):
            self._prose(n)
        return block_end

    def _headline_end(self, at: int, end: int) -> int:
        """Where the headline of the block from `at` to `end` ends: at once, over nothing but rows."""
        below = self.lines[end].kind if end < len(self.lines) else FURNITURE
        if self.lines[at].start in self.verdict.more and below in {FURNITURE, HEADING}:
            self.lines[at + 1 : end] = [
                replace(row, kind=TEXT, ends=True) for row in self.lines[at + 1 : end]
            ]
            return at + 1
        return self.blocks.headline_end(at, end)

    def _leads_in(self, line: Line) -> bool:
        """Whether a heading below a headline and its byline is one over the summary of the text."""
        current = self.current
        return bool(
            current
            and current.headline
            and not current.told
            and front().lead.match(self.text, line.start, line.end)
        )

    def _subheading(self, line: Line) -> None:
        assert self.current is not None
        self.current.headed = True
        self._part(self.current, line)

    def _part(self, current: Segment, line: Line) -> None:
        """Add a line that is a paragraph by itself."""
        current.pieces.append((line.start, line.end))
        current.cover(line)
        self.goes_on = self.joins = self.parted = self.brief = self.news = False

    def _open(self) -> Segment:
        self.current = Segment()
        self.segments.append(self.current)
        self.joins = False
        return self.current

    def _prose(self, at: int) -> None:
        line = self.lines[at]
        current = self.current or self._open()
        form = self.blocks.opening(line) if self.news or current.brief else ""
        opens = self._opens_headless(current, at) or (form and self._is_brief(current, form))
        if opens and not (line.start in self.verdict.fewer and (current.told or current.headline)):
            current = self._open()
        if not (current.told or current.headline):
            current.brief = form
        if current.signed and line.kind != CAPTION:
            current.signed = False
        current.cover(line)
        self._add(current, at)
        if not current.told and (line.kind != CAPTION or self._is_news_photo(current, at)):
            current.told = True
            opening = layout().prose.match(self.text, line.start, line.end)
            current.dated = line.kind in DATELINES or opening is not None
        self.parted = self.brief = self.news = False

    def _opens_headless(self, current: Segment, at: int) -> bool:
        """Whether an article without a headline starts at this line."""
        line = self.lines[at]
        if not current.told or self.goes_on:
            return False
        if current.pictured and current.signed and len(current.pieces) == 1 and self._is_photo(at):
            return line.kind == TEXT or not current.headline
        if line.kind in DATELINES or self.brief or at in self.blocks.numbered_items:
            return True
        return current.signed and (self.parted or (not current.headline and line.kind == TEXT))

    def _is_photo(self, at: int) -> bool:
        """Whether a text of one paragraph stands at `at`, and a photographer's name below or behind it."""
        line = self.lines[at]
        if line.kind not in {TEXT, CAPTION}:
            return False
        end = at + 1
        while end < len(self.lines) and end - at < _PHOTO and not self.lines[end - 1].ends:
            end += 1
        last = self.lines[end - 1]
        below = self.lines[end] if end < len(self.lines) else last
        if below.kind != BYLINE:
            below = last
        return self._credits(below.start, below.end)

    def _is_news_photo(self, current: Segment, at: int) -> bool:
        """Whether what a photo shows, with who took it, stands under no headline."""
        alone = not current.headline and len(current.pieces) == 1
        return alone and (current.pictured or self._is_photo(at))

    def _credits(self, start: int, end: int) -> bool:
        """Whether what stands there ends in the credit of a photographer."""
        return front().photo.search(self.text, max(start, end - layout().margin), end) is not None

    def _is_brief(self, current: Segment, form: str) -> bool:
        """Whether a short item without a headline opens as the one before it did."""
        return current.told and form == current.brief and not self.goes_on

    def _add(self, current: Segment, at: int) -> None:
        """Add a line of text; lines that follow each other make one piece."""
        line = self.lines[at]
        if self.joins and line.kind not in {CAPTION, FURTHER}:
            current.pieces[-1] = (current.pieces[-1][0], line.end)
        else:
            if self.goes_on and current.pieces:
                current.broken.add(len(current.pieces) - 1)
            current.pieces.append((self._after_mark(current, line), line.end))
        whole = line.kind == BARE_DATELINE or (line.kind in self.alone and not self.blocks.wrapped)
        ends = line.ends and not self.blocks.runs_on(at)
        self.goes_on = not ends and not whole
        words = self.blocks.words(line)
        last = words[-1]
        row = line.ends and not (last in _BRACKETS or ends_sentence(words))
        self.joins = line.kind not in {CAPTION, BARE_DATELINE} and ends == line.ends and not row
        if last in _BRACKETS or (not line.ends and last.isalnum()):
            self._tail(current, at)

    def _after_mark(self, current: Segment, line: Line) -> int:
        """Where a line's text starts: after the mark of a short item, or a jump line's bracket."""
        if current.brief and self.text.startswith(current.brief, line.start):
            words = self.blocks.words(line).lstrip(layout().bullets)
            return line.end - len(words.lstrip())
        jump = layout().furniture_head.match(self.text, line.start, line.end)
        if jump is None and front().titled.match(self.text, current.start, line.start):
            jump = front().content.match(self.text, line.start, line.end)
        if jump is None:
            return line.start
        self.furniture.append((line.start, line.start + len(jump[0].rstrip())))
        return jump.end()

    def _tail(self, current: Segment, at: int) -> None:
        """Take a byline, credit or jump line off the end of the last piece."""
        start, end = current.pieces[-1]
        if front().asked.match(self.text, start, end):
            return
        apart = not self.blocks.column
        last = at + 1 == len(self.lines) or self.lines[at + 1].kind in {HEADING, FURNITURE}
        cut = find_tail(self.text, start, end) or find_signature(
            self.text, start, end, apart=apart, last=last
        )
        current.signed |= (
            front().author.search(self.text, max(start, end - layout().margin), end) is not None
        )
        if cut is None or cut.start <= start:
            return
        current.pieces[-1] = (start, cut.start)
        current.pictured = self._credits(cut.start, cut.end)
        current.names += cut.names
        if not cut.names:
            self.furniture.append((cut.start, cut.end))
        is_alone = len(current.pieces) == 1 and bool(cut.names)
        sent = not cut.names and front().sent.search(self.text, cut.start, cut.end) is not None
        current.signed = current.signed or cut.signs or is_alone or sent
        self.goes_on = self.joins = False
