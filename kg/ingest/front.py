"""What stands before a headline and is none: heads of pages, lists of contents, names of sections.

Input: the lines of a page as `lines` tells them. Output: the same lines, some of another kind. A
line alone does not tell a section from a headline; where it stands, and whether it comes again, does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kg.ingest.byline import Byline, plain_name, writer_line
from kg.ingest.clean import is_prose, width
from kg.ingest.layout import front, layout, marks
from kg.ingest.lines import (
    BARE_DATELINE,
    BYLINE,
    DATELINE,
    DAY,
    FURNITURE,
    HEADING,
    SECTION,
    TEXT,
    Line,
    is_call,
    is_question,
    squeezed,
)

_TOLD = {TEXT, DATELINE, BARE_DATELINE}
_LEAD = 60  # characters of a text in which what its headline names is looked for
_GREETING = 3  # lines
_SCHOOL = 5  # characters of where somebody writes from, over a text, at least
_UNIT = 3  # the same, where the name is set wide or the line set in, and the headline is not
_NAMES = 2  # names over texts; where so many are known, others are told by where they stand
_DAYS = 2  # lines of a day, at least, where they head items
_VERSE, _VERSES = 20, 3  # characters of a line of a poem; its lines, at least
_NOTICE = 4  # characters of the name of a notice, at least: 招聘启事
_BRIEF_LABEL = 4  # characters; a first line this short over a headline names a section


def settle(text: str, lines: list[Line], column: int) -> list[Line]:
    """`lines` with what stands before headlines told from them; `column` as `column_width` gives it."""
    page = _Front(text, list(lines), column)
    page.part_paragraphs()
    page.part_authors()
    page.part_verse()
    page.drop_heads()
    page.drop_greeting()
    page.drop_motto()
    page.raise_sections()
    page.drop_sources()
    page.keep_senders()
    page.drop_repeated()
    for start, end in list(page.blocks()):
        page.drop_labels(start, end)
        page.drop_section(start, end)
    for start, end in list(page.runs()):
        page.drop_contents(start, end)
        page.drop_head(start, end)
    for start, end in list(page.blocks()):
        page.drop_labels(start, end)
    page.part_bylines()
    return page.lines


def keep_days(text: str, lines: list[Line]) -> None:
    """Make lines of nothing but a day headings of the items below them, where texts lie between."""
    found = [
        at
        for at, line in enumerate(lines[:-1])
        if line.kind in {FURNITURE, HEADING, *_TOLD}
        and lines[at + 1].kind in _TOLD
        and line.end - line.start <= SECTION
        and front().day.fullmatch(text, line.start, line.end)
    ]
    later = [at for at in found if at and lines[at - 1].kind in _TOLD and lines[at - 1].ends]
    if len({text[lines[at].start : lines[at].end] for at in found}) < _DAYS:
        return
    if not later or any(lines[at - 1].kind not in {FURNITURE, *_TOLD} for at in found[1:]):
        return
    for at in found:
        lines[at] = replace(lines[at], kind=DAY, ends=True)


class _Front:
    """The lines of a page, whose kinds are settled one reason after the other."""

    def __init__(self, text: str, lines: list[Line], column: int) -> None:
        self.text = text
        self.lines = lines
        self.column = column
        self.words = [squeezed(text[line.start : line.end]) for line in lines]

    def _set(self, at: int, kind: str, byline: Byline | None = None) -> None:
        self.lines[at] = replace(self.lines[at], kind=kind, byline=byline)

    def _is(self, at: int, *kinds: str) -> bool:
        return 0 <= at < len(self.lines) and self.lines[at].kind in kinds

    def _goes_on(self, at: int) -> bool:
        """Whether the line above `at` is text that breaks off."""
        return self._is(at - 1, TEXT, DATELINE) and not self.lines[at - 1].ends

    def _stretches(self, *kinds: str) -> Iterator[tuple[int, int]]:
        start = -1
        for at, line in enumerate(self.lines):
            if line.kind in kinds:
                start = at if start < 0 else start
            elif start >= 0:
                yield start, at
                start = -1
        if start >= 0:
            yield start, len(self.lines)

    def runs(self) -> Iterator[tuple[int, int]]:
        """Stretches of headings and furniture, without text broken off above them."""
        for first, end in self._stretches(HEADING, FURNITURE):
            start = first
            while start < end and self._goes_on(start) and self.lines[start].kind == HEADING:
                start += 1
            yield start, end

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Stretches of headings that no text broken off stands above."""
        return ((start, end) for start, end in self._stretches(HEADING) if not self._goes_on(start))

    def part_paragraphs(self) -> None:
        """Lines that look like headings and are the first of a paragraph."""
        for at, line in enumerate(self.lines):
            if line.kind != HEADING or not self._is(at + 1, TEXT, HEADING):
                continue
            below = self.lines[at + 1]
            set_in = line.indented and not below.indented and not below.blanks
            told = self._is(at - 1, BYLINE, HEADING) and below.kind == TEXT
            if (set_in and self._is_full(line)) or (told and self._is_clause(at)):
                self._set(at, TEXT)

    def part_verse(self) -> None:
        """Lines of a poem, which look like headings, below its headline and byline."""
        for at in range(1, len(self.lines)):
            if not (self._is(at - 1, HEADING) and self._is(at + 1, HEADING)):
                continue
            name = plain_name(self.words[at]) if self._is(at, HEADING) else ""
            if not (name or self._is(at, BYLINE)):
                continue
            end = self._verse_end(at + 1)
            if name and end > at + 1:
                self._set(at, BYLINE, Byline([name], introduced=True))
            for line in range(at + 1, end):
                self.lines[line] = replace(self.lines[line], kind=TEXT, ends=True)

    def _verse_end(self, start: int) -> int:
        """Where the lines of a poem end that may begin at `start`; `start` if none does."""
        end = start
        while self._is(end, HEADING) and self.lines[end].indented == self.lines[start].indented:
            end += 1
        if self._is(end, TEXT, BYLINE, DATELINE, BARE_DATELINE):
            gaps = (at for at in range(end - 1, start, -1) if self.lines[at].blanks)
            end = next(gaps, end - 1)
        short = all(len(words) <= _VERSE for words in self.words[start:end])
        return end if end - start >= _VERSES and short else start

    def _is_full(self, line: Line) -> bool:
        """Whether a line, with the blanks before it, is as wide as the columns of the page."""
        start = line.start
        while start > max(0, line.end - self.column) and self.text[start - 1] in " \t\u3000":
            start -= 1
        return bool(self.column) and abs(width(self.text[start : line.end]) - self.column) <= 3

    def _is_clause(self, at: int) -> bool:
        line = self.lines[at]
        has_comma = any(mark in self.words[at] for mark in marks().comma)
        return has_comma and is_prose(self.text, line.start, line.end)

    def drop_heads(self) -> None:
        """Lines that give a day with its year or the number of an issue, or stand in brackets."""
        at_top = True
        for at, line in enumerate(self.lines):
            at_top = at_top and line.kind in {HEADING, FURNITURE}
            if line.kind == HEADING and front().heads.fullmatch(self.words[at]):
                inner = line.indented or self._goes_on(at)
                if at_top or not (inner or layout().subheading.match(self.words[at])):
                    self._set(at, FURNITURE)

    def drop_greeting(self) -> None:
        """Short lines that read as text, at the top, over the head of the page."""
        at = 0
        while at < _GREETING and self._is(at, TEXT) and len(self.words[at]) <= layout().exclaims:
            at += 1
        if at and self._is(at, FURNITURE) and self._is_mast(at, at_top=False):
            for above in range(at):
                self._set(above, FURNITURE)

    def drop_motto(self) -> None:
        """Short sentences between the head of the page and its first headline, parted from it."""
        first = 0
        while self._is(first, HEADING, FURNITURE):
            first += 1
        at = first
        while at < first + _GREETING and self._is_motto(at):
            at += 1
        if self._is(first - 1, FURNITURE) and self._is(at, HEADING) and self.lines[at].blanks:
            for motto in range(first, at):
                self._set(motto, FURNITURE)

    def _is_motto(self, at: int) -> bool:
        return (
            self._is(at, TEXT)
            and len(self.words[at]) <= layout().exclaims
            and self.words[at][-1] in marks().full_stop
            and layout().prose.match(self.words[at]) is None
        )

    def raise_sections(self) -> None:
        """Names of sections right over short or marked items are the headline of these."""
        for at, line in enumerate(self.lines):
            if line.kind != FURNITURE or not self._is(at + 1, TEXT):
                continue
            words = self.words[at]
            inner = layout().subheading.match(self.words[at + 1]) is not None
            if front().notice.fullmatch(words) and len(words) >= _NOTICE and not inner:
                self._set(at, HEADING)
            if layout().briefs.fullmatch(words) or not front().own.fullmatch(words):
                continue
            if front().items.fullmatch(words) or inner:
                self._set(at, HEADING)

    def drop_sources(self) -> None:
        """Datelines alone over a headline say which other paper has it."""
        for at, line in enumerate(self.lines):
            if line.kind == BARE_DATELINE and not self.column and self._is(at + 1, HEADING):
                self._set(at, FURNITURE)

    def keep_senders(self) -> None:
        """Offices with which a notice is signed, an empty line below them."""
        for at in range(1, len(self.lines) - 1):
            line = self.lines[at]
            above, below = self.lines[at - 1], self.lines[at + 1]
            if line.kind != HEADING or above.kind not in _TOLD or line.blanks or not below.blanks:
                continue
            if above.ends and front().sender.fullmatch(self.words[at]):
                self.lines[at] = replace(line, kind=TEXT, ends=True)

    def drop_repeated(self) -> None:
        """Headings that come again: buttons and columns over each headline, lists of contents."""
        keys = [
            _unnumbered(words.strip(layout().headline_marks)) if line.kind == HEADING else ""
            for line, words in zip(self.lines, self.words, strict=True)
        ]
        often = Counter(keys)
        fresh: Counter[str] = Counter()
        below = len(keys)
        over: list[tuple[int, bool]] = []
        for at in range(len(keys) - 1, -1, -1):
            if self.lines[at].kind == FURNITURE:
                continue
            again = len(keys[at]) > 1 and often[keys[at]] > 1 and self._is(below, HEADING)
            if again and not front().continued.match(self.words[below]):
                once = often[keys[below]] == 1
                fresh[keys[at]] += once
                over.append((at, once))
            below = at
        for at, once in over:
            if (not once or fresh[keys[at]] > 1) and not self._goes_on(at):
                self._set(at, FURNITURE)

    def drop_section(self, start: int, end: int) -> None:
        """A short line that an empty line parts from the headline below, whose text follows at once."""
        if start + 1 == len(self.lines) or not self.lines[start + 1].blanks:
            return
        told = end + self._asks(end)
        if told - start < 2 or not self._is(told, BYLINE, *_TOLD) or self.lines[told].blanks:
            return
        apart = all(self.lines[at].blanks == 0 for at in range(start + 2, told))
        if apart and self._is_section(start):
            self._set(start, FURNITURE)

    def _is_section(self, at: int) -> bool:
        """Whether a line is as short as the name of a section, and not right below a text."""
        line, words = self.lines[at], self.words[at]
        short = line.kind == HEADING and len(words) <= SECTION
        short = short and words[-1] not in marks().introduces
        return short and not line.indented and (line.blanks > 0 or not self._is(at - 1, TEXT))

    def drop_contents(self, start: int, end: int) -> None:
        """Entries below the heading of a list of contents: all with one mark."""
        for at in range(start, end):
            if front().contents.fullmatch(self.words[at]):
                self._set(at, FURNITURE)
                self._drop_entries(at + 1, end)

    def _drop_entries(self, at: int, end: int) -> None:
        mark = self.words[at][0] if at < end else ""
        entries: set[str] = set()
        if mark and mark in layout().headline_marks:
            while at < end and self.words[at].startswith(mark) and self.words[at] not in entries:
                entries.add(self.words[at])
                self._set(at, FURNITURE)
                at += 1

    def drop_head(self, start: int, end: int) -> None:
        """What stands above the last line of a page's head, where a headline comes below it."""
        last = end
        while not self._asks(end) and last > start and not self._heads(last - 1, at_top=start == 0):
            last -= 1
        while last > start and not self._is_mast(last - 1, at_top=start == 0):
            last -= 1
        for at in range(start, last):
            if self.lines[at].kind == HEADING:
                self._set(at, FURNITURE)

    def _heads(self, at: int, *, at_top: bool) -> bool:
        inner = front().lead if at_top else layout().subheading
        return self.lines[at].kind == HEADING and not inner.match(self.words[at])

    def _is_mast(self, at: int, *, at_top: bool) -> bool:
        known, words = layout(), self.words[at]
        if self.lines[at].kind != FURNITURE or front().below.match(words):
            return False
        if words[0] in "(（" and not known.strong.search(words):
            return False
        return at_top or bool(known.strong.search(words) or front().mast.fullmatch(words))

    def drop_labels(self, start: int, end: int) -> None:
        """Names of sections and slogans over a headline."""
        for at in range(start, end):
            over = at + 1 < end or self._asks(at + 1)
            if over and self._is_label(at) and not self._is_named(at, end):
                self._set(at, FURNITURE)

    def _is_named(self, at: int, end: int) -> bool:
        """Whether the text below the headings speaks of what a line names that may be no section."""
        words = self.words[at]
        if not words.isalnum() or front().column.fullmatch(words):
            return False
        return self._is(end, *_TOLD) and words in self.words[end][:_LEAD]

    def _asks(self, at: int) -> bool:
        """Whether the line at `at` is one short question or call, as headlines may be."""
        line, words = self.lines[at] if at < len(self.lines) else None, self.words[at : at + 1]
        if line is None or line.kind != TEXT or len(words[0]) > layout().exclaims:
            return False
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        asks = below and not self.column and is_question(line, words[0], below)
        return is_call(line, words[0]) or bool(asks)

    def _is_label(self, at: int) -> bool:
        words = self.words[at]
        label = front().labels.fullmatch(words) or self._is_slogan(at)
        if not label or front().notice.fullmatch(words):
            return False
        if at + 1 < len(self.lines) and self.lines[at + 1].kind != HEADING:
            return True
        below = self.words[at + 1]
        if self.lines[at + 1].indented and not self.lines[at].indented:
            return False
        return front().continued.match(below) is None and (
            len(words) > _BRIEF_LABEL
            or len(below) >= 2 * len(words)
            or front().column.fullmatch(words) is not None
        )

    def _is_slogan(self, at: int) -> bool:
        """Whether a line says a slogan, and is none of the further lines of a headline."""
        words = "".join(self.words[at].split())
        return front().slogan.fullmatch(words) is not None and not self._is(at - 1, HEADING)

    def part_authors(self) -> None:
        """Who wrote a poem or story, below its name and kind; which pupil of which class."""
        for at in range(1, len(self.lines)):
            if not (self._is(at, HEADING) and self._is(at - 1, HEADING)):
                continue
            line = self.lines[at]
            if front().continued.match(self.words[at]):
                continue
            set_in = line.indented and not self.lines[at - 1].indented
            *where, name = self.words[at].split()
            byline = writer_line(self._told(line)) if where and self._is(at + 1, TEXT) else None
            wide = "\u3000" in self._told(line)
            least = _UNIT if set_in or wide or len(where) > 1 else _SCHOOL
            if byline and len("".join([*where, name])) - len(byline.names[0]) >= least:
                self._set(at, BYLINE, byline)
            elif self._is_work(at - 1) and layout().name.fullmatch(name):
                self._set(at, BYLINE, Byline([name], introduced=True))

    def _told(self, line: Line) -> str:
        return self.text[line.start : line.end]

    def _is_work(self, at: int) -> bool:
        """Whether a line names a poem or story, and says that it is one."""
        return front().work.fullmatch(self.words[at]) is not None

    def part_bylines(self) -> None:
        """Names that stand alone over a text, or below one with where they write from.

        Where names stand over several texts, words that are no known name are pen names there.
        """
        pens: list[int] = []
        names = 0
        for start, end in list(self.blocks()):
            last = end - 1
            if last > start and self._is(end, TEXT):
                if name := self._name_over_text(last):
                    self._set(last, BYLINE, Byline([name], introduced=True))
                    names += 1
                elif self.lines[end].indented or self.lines[end].blanks:
                    pens.append(last)
            below = self._is(start - 1, TEXT, DATELINE) and self.lines[start - 1].ends
            line = self.lines[start]
            if below and (byline := writer_line(self.text[line.start : line.end])):
                self._set(start, BYLINE, byline)
            elif below and (name := self._name_under_text(start)):
                self._set(start, BYLINE, Byline([name], introduced=True))
        for at in pens if names >= _NAMES else []:
            self._part_pen_name(at)

    def _name_over_text(self, at: int) -> str:
        name, line = plain_name(self.words[at]), self.lines[at]
        apart = len(name) < line.end - line.start
        return name if apart or len(self.words[at - 1]) > _BRIEF_LABEL else ""

    def _name_under_text(self, at: int) -> str:
        """A name set wide and in, with which a text ends."""
        line = self.lines[at]
        if not line.indented or self._is(at + 1, TEXT, BYLINE):
            return ""
        name = plain_name(self.words[at])
        return name if len(name) < line.end - line.start else ""

    def _part_pen_name(self, at: int) -> None:
        name = "".join(self.words[at].split())
        if layout().name.fullmatch(name) and name not in layout().not_names and len(name) <= 3:
            self._set(at, BYLINE, Byline([name], introduced=True))


def _unnumbered(words: str) -> str:
    """`words` without the number that they open with."""
    number = layout().numbered.match(words)
    return words[number.end() :] if number else words
