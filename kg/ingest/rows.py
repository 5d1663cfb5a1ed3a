"""Lines that look like headings and are text: first lines of paragraphs, rows of lists.

Input: the lines of a page as `lines` tells them. Output: the same lines, some of another kind.
"""

from __future__ import annotations

from dataclasses import replace

from kg.ingest.clean import is_prose, width
from kg.ingest.layout import front, marks
from kg.ingest.lines import BYLINE, FURNITURE, HEADING, TEXT, TOLD, Line
from kg.ingest.writers import Writers

_ROWS = 2  # rows of a list, at least


class Rows(Writers):
    """Lines of paragraphs and lists that look like headings."""

    def part_paragraphs(self) -> None:
        """Lines that look like headings and are the first of a paragraph."""
        for at, line in enumerate(self.lines):
            if line.kind != HEADING or not self.is_kind(at + 1, TEXT, HEADING):
                continue
            below = self.lines[at + 1]
            set_in = line.indented and not below.indented and not below.blanks
            told = self.is_kind(at - 1, BYLINE, HEADING) and below.kind == TEXT
            broken = line.blanks > 0 and below.kind == TEXT and not (line.indented or below.blanks)
            broken = broken and (self.is_kind(at - 1, HEADING) or self._has_comma(at))
            if ((set_in or broken) and self._is_full(line)) or (told and self._is_clause(at)):
                self.set_kind(at, TEXT)

    def part_rows(self) -> None:
        """Rows of a list, which look like headings, below its headline: 石鼓路：96%."""
        lines = self.lines
        end = 0
        for start in range(len(lines) - _ROWS):
            if start < end or any(lines[start + n].kind != HEADING for n in range(_ROWS + 1)):
                continue
            end = start + _ROWS + 1
            while self.is_kind(end, HEADING):
                end += 1
            if self.goes_on(start):
                continue
            told, last = self.is_kind(end, *TOLD), self._last_row(start, end)
            first = last
            while first > start + 1 and self._is_row(first - 1, start, told=told):
                first -= 1
            for at in range(first, last) if last - first >= _ROWS else ():
                self.lines[at] = replace(self.lines[at], kind=TEXT, ends=True)

    def _last_row(self, start: int, end: int) -> int:
        """Where the rows of names end in a run of headings: the next headline may stand below them."""
        last = end
        while last > start and not self._names(last - 1):
            last -= 1
        parts = last < end and self.lines[last].blanks > 0
        return last if last > start and (parts or self.is_kind(end, FURNITURE)) else end

    def _names(self, at: int) -> bool:
        """Whether a line lists names, of a school, a town, a prize: 一等奖：段小艳 李茂林."""
        return front().listed.fullmatch(self.words[at]) is not None

    def _is_row(self, at: int, start: int, *, told: bool) -> bool:
        """Whether a line tells how much there is of something, or is set in and its headline is not."""
        set_in = self.lines[at].indented and not self.lines[start].indented
        counted = front().row.fullmatch(self.words[at]) is not None
        return (set_in and not told) or counted or self._names(at)

    def _is_full(self, line: Line) -> bool:
        """Whether a line, with the blanks before it, is as wide as the columns of the page."""
        start = line.start
        while start > max(0, line.end - self.column) and self.text[start - 1] in " \t\u3000":
            start -= 1
        return bool(self.column) and abs(width(self.text[start : line.end]) - self.column) <= 3

    def _is_clause(self, at: int) -> bool:
        line = self.lines[at]
        return self._has_comma(at) and is_prose(self.text, line.start, line.end)

    def _has_comma(self, at: int) -> bool:
        return any(mark in self.words[at] for mark in marks().comma)
