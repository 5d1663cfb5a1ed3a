"""Lines that look like headings and are text: first lines of paragraphs, rows of lists.

Input: the lines of a page as `lines` tells them. Output: the same lines, some of another kind.
"""

from __future__ import annotations

from dataclasses import replace

from kg.ingest.clean import is_prose, width
from kg.ingest.layout import front, layout, marks
from kg.ingest.lines import BYLINE, FURNITURE, HEADING, TEXT, TOLD, Line, gap_before
from kg.ingest.writers import Writers

_LINES = 8  # lines of a paragraph that look like headings, at most
_ROWS = 2  # rows of a list, at least
_FIELDS = 3  # fields of a row that is alike another, at least
_UNSTOPPED = 16  # characters of a text without a full stop, at least


class Rows(Writers):
    """Lines of paragraphs and lists that look like headings."""

    def part_paragraphs(self) -> None:
        """Lines that look like headings and are the first of a paragraph."""
        for at, line in enumerate(self.lines):
            if line.kind != HEADING or not self.is_kind(at + 1, TEXT, HEADING):
                continue
            below = self.lines[at + 1]
            set_in = line.indented and not below.indented and not below.blanks
            is_text = below.kind == TEXT or self._leads_to_text(at)
            told = is_text and (self.is_kind(at - 1, BYLINE, HEADING) or self._is_lead(at))
            broken = line.blanks > 0 and is_text and not (line.indented or below.blanks)
            broken = broken and (self.is_kind(at - 1, HEADING) or self._has_comma(at))
            full = self._is_full(line) and (set_in or broken or (told and self._is_boxed(at - 1)))
            if full or (told and self._is_clause(at)):
                self.set_kind(at, TEXT)

    def _is_boxed(self, at: int) -> bool:
        """Whether a line is a headline in brackets, which no further line goes on with."""
        return marks().boxed.fullmatch(self.words[at]) is not None

    def _is_lead(self, at: int) -> bool:
        """Whether a line of when and from where stands over a line, or a mark before an item of news."""
        if self.column and self.words[at][0] in layout().bullets:
            return self._is_full(self.lines[at])
        return self.is_kind(at - 1, FURNITURE) and bool(front().below.match(self.words[at - 1]))

    def _leads_to_text(self, at: int) -> bool:
        """Whether lines as wide as the one at `at` stand below it, without a gap, up to a text."""
        size = self._wide(self.lines[at])
        end = at + 1
        while end - at < _LINES and self.is_kind(end, HEADING) and self._goes_below(end, size):
            end += 1
        return self.is_kind(end, TEXT) and not self._is_parted(end)

    def _goes_below(self, at: int, size: int) -> bool:
        return not self._is_parted(at) and -3 <= self._wide(self.lines[at]) - size <= 4

    def _is_parted(self, at: int) -> bool:
        return self.lines[at].indented or self.lines[at].blanks > 0

    def part_unstopped(self) -> None:
        """Texts without a full stop, between their headline and the names that they end in."""
        for at in range(1, len(self.lines) - 1):
            above, line, names = self.lines[at - 1 : at + 2]
            if (above.kind, line.kind, names.kind) != (HEADING, HEADING, BYLINE) or names.blanks:
                continue
            size = line.end - line.start
            if size < max(_UNSTOPPED, above.end - above.start) or self.goes_on(at - 1):
                continue
            if not self.is_kind(at + 2, *TOLD, BYLINE):
                self.lines[at] = replace(line, kind=TEXT, ends=True)

    def part_tables(self) -> None:
        """Rows of tables, which look like headings: names after a prize, times and programmes, scores."""
        start = 0
        for at in range(len(self.lines) + 1):
            if self.is_kind(at, HEADING) and self._is_tabled(at):
                continue
            if at - start >= _ROWS and start and not self.goes_on(start):
                for row in range(start, at):
                    self.lines[row] = replace(self.lines[row], kind=TEXT, ends=True)
            start = at + 1

    def _is_tabled(self, at: int) -> bool:
        """Whether a line is a row of a table: by what it holds, or with as many fields as one beside it."""
        if front().table.fullmatch(self.words[at]):
            return True
        fields = self._fields(at)
        return fields >= _FIELDS and fields in (self._fields(at - 1), self._fields(at + 1))

    def _fields(self, at: int) -> int:
        """How many words a line has that figures and blanks part, else 0."""
        words = self.words[at] if self.is_kind(at, HEADING) else ""
        return len(words.split()) if front().fields.fullmatch(words) else 0

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
            told, first = self.is_kind(end, *TOLD), end
            while first > start + 1 and self._is_row(first - 1, start, told=told):
                first -= 1
            for at in range(first, end) if end - first >= _ROWS else ():
                self.lines[at] = replace(self.lines[at], kind=TEXT, ends=True)

    def _is_row(self, at: int, start: int, *, told: bool) -> bool:
        """Whether a line tells how much there is of something, or is set in and its headline is not."""
        set_in = self.lines[at].indented and not self.lines[start].indented
        return (set_in and not told) or front().row.fullmatch(self.words[at]) is not None

    def _is_full(self, line: Line) -> bool:
        """Whether a line, with the blanks before it, is as wide as the columns of the page.

        The indent of a paragraph may have been lost.
        """
        return bool(self.column) and -4 <= self._wide(line) - self.column <= 3

    def _wide(self, line: Line) -> int:
        """How wide a line is with the blanks before it, if these are no more than an indent."""
        return width(self.text[line.start : line.end]) + gap_before(self.text, line)

    def _is_clause(self, at: int) -> bool:
        line = self.lines[at]
        prose = is_prose(self.text, line.start, line.end) or self._is_full(line)
        return self._has_comma(at) and prose

    def _has_comma(self, at: int) -> bool:
        return any(mark in self.words[at] for mark in marks().comma)
