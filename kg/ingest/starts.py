"""Where an article starts: whether a line is a headline, a heading inside a text, or neither.

Input: the lines of a page, and the article that a line would go on with. Output: answers on one line.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from kg.ingest.blocks import Blocks
from kg.ingest.byline import find_dateline
from kg.ingest.layout import front, layout, marks
from kg.ingest.lines import BYLINE, HEADING, TEXT, Line, is_question
from kg.ingest.matter import Matter
from kg.ingest.segments import Segment
from kg.ingest.stretches import DATELINES


class Verdict(NamedTuple):
    """Where articles start whatever a walk finds, and where none does, by where lines begin.

    Headings above `head` are the page's own.
    """

    more: AbstractSet[int] = frozenset()
    fewer: AbstractSet[int] = frozenset()
    head: int = 0


class Starts:
    """What a walk over the lines of a page knows; `current` is the article so far.

    `goes_on` is true where the line above breaks off, `parted` where furniture stands above.
    """

    def __init__(
        self, text: str, lines: list[Line], column: int, verdict: Verdict, *, single: bool
    ) -> None:
        self.text = text
        self.lines = lines
        self.single = single
        self.verdict = verdict
        self.blocks = Blocks(text, lines, column, verdict.more)
        self.matter = Matter(text, lines)
        self.current: Segment | None = None
        self.goes_on = False
        self.parted = False

    def heads(self, at: int) -> bool:
        """Whether a headline or a heading starts here."""
        line = self.lines[at]
        if line.start in self.verdict.more:
            return True
        if line.kind == TEXT:
            return line.start not in self.verdict.fewer and self._unusual_head(at)
        if line.kind != HEADING or self.blocks.opens_news(line):
            return False
        if front().titled.match(self.text, line.start, line.end):
            return True
        if not self.goes_on:
            return True
        return (
            (line.blanks > 0 or not self.blocks.column) and not self._unclosed() and self.starts(at)
        )

    def _unclosed(self) -> bool:
        """Whether the text breaks off inside a bracket."""
        assert self.current is not None
        start, end = self.current.pieces[-1]
        tail = self.text[max(start, end - 100) : end]
        return max(map(tail.rfind, "(（")) > max(map(tail.rfind, ")）"))

    def _unusual_head(self, at: int) -> bool:
        """Whether a line that reads as text is a headline: it asks, exclaims, or is very long."""
        line, following = self.lines[at], self.blocks.next(at + 1)
        current = self.current
        if line.indented or following is None or self.goes_on or self._is_lead():
            return False
        fresh = current is None or current.signed or not current.told or self.parted
        size = line.end - line.start
        if size <= layout().exclaims and self._is_question(line, following):
            return fresh or self._asks_too()
        if following.kind == BYLINE and line.blanks and self.blocks.opens_article(at + 1):
            return size <= layout().exclaims and self.blocks.exclaims(line)
        if following.kind == HEADING and self._opens_headline(at):
            return True
        if following.kind in DATELINES:
            return (fresh and size <= 2 * layout().heading) or (
                size <= layout().exclaims and self.blocks.exclaims(line)
            )
        return (
            fresh
            and size <= layout().exclaims
            and (
                self.blocks.exclaims(line)
                or self.blocks.is_quoted(line, following)
                or (self.parted and self.blocks.calls(line, following))
            )
            and following.kind in {TEXT, HEADING, BYLINE}
            and (following.blanks >= line.blanks or following.kind == BYLINE)
        )

    def _is_lead(self) -> bool:
        """Whether the text of an article begins here, below its headline and byline."""
        current = self.current
        return bool(current and current.headline and current.names and not current.told)

    def _opens_headline(self, at: int) -> bool:
        """Whether a line is one question or call over the rest of a headline, and that over a dateline."""
        line, below = self.lines[at], self.lines[at + 1]
        if below.kind != HEADING or below.blanks or line.end - line.start > layout().exclaims:
            return False
        if not line.blanks and (self.blocks.column or self.text[line.start] in marks().opening):
            return False
        return self.blocks.exclaims(line) and self.blocks.opens_article(self.blocks.ends[at + 1])

    def _is_question(self, line: Line, following: Line) -> bool:
        """Whether a line asks, over its text; not where it may be the end of a text in columns."""
        told = self.blocks.words(following)
        if self.blocks.column and not (line.blanks and front().letter.fullmatch(told)):
            return False
        return is_question(line, self.blocks.words(line), following, told)

    def _asks_too(self) -> bool:
        """Whether the headline so far is a question."""
        assert self.current is not None
        headline = self.current.headline
        return bool(headline) and self.text[headline[-1][1] - 1] in marks().asks

    def starts(self, at: int) -> bool:
        """Whether the headings from `at` on are the headline of a new article."""
        current, line = self.current, self.lines[at]
        end = max(self.blocks.ends[at], at + 1)
        if line.start in self.verdict.more:
            return True
        if (line.start in self.verdict.fewer and current is not None) or self._is_inside(line):
            return False
        fresh = current is None or current.signed or not current.told or self.parted
        if fresh or self._is_marked(at):
            return True
        if self.blocks.next(end) is None:
            above = current.headline[:1] if current else []
            return end - at == 1 and bool(above) and self.blocks.is_next(above[0], line)
        if self.blocks.opens_article(end):
            return True
        return not self.single and not self.goes_on and self._stands_out(at, end)

    def _is_marked(self, at: int) -> bool:
        """Whether the line alone shows it: it asks or calls, stands before its text, has a mark."""
        line = self.lines[at]
        return (
            line.kind == TEXT
            or self.blocks.is_run_in(at)
            or front().titled.match(self.text, line.start, line.end) is not None
            or self._is_sibling(line)
            or self.blocks.is_listed(line)
            or self.blocks.is_column(at)
            or self.blocks.is_boxed_notice(line)
            or self._begins_count(at)
        )

    def _begins_count(self, at: int) -> bool:
        """Whether the first of counted headlines stands below the one paragraph that leads to them."""
        current = self.current
        leads = current is not None and not current.headline and len(current.pieces) == 1
        return leads and at in self.blocks.count_from

    def _is_inside(self, line: Line) -> bool:
        """Whether a heading below a headline is one of its text: set in, below a byline, or a part's."""
        current = self.current
        if current is None or not current.headline:
            return False
        if not line.blanks and front().reply.fullmatch(self.text, line.start, line.end):
            return True
        if current.signed:
            return False
        if front().inner.fullmatch(self.text, line.start, line.end):
            return True
        return bool(current.names) and not current.told and self._is_set_in(line)

    def _stands_out(self, at: int, end: int) -> bool:
        """Whether the place, the number, the signature below or the look of a heading shows it."""
        line = self.lines[at]
        if self._is_set_in(line):
            return False
        if self.blocks.column:
            end = self.blocks.headline_end(at, end)
        assert self.current is not None
        broken = bool(self.blocks.column) and self.blocks.is_broken(line)
        above = self.current.headline[:1]
        if above and not broken and self.blocks.is_next(above[0], line):
            return True
        if self.blocks.is_broken(line):
            return self._set_apart(at, end)
        return (
            (self.blocks.is_signed(end) if self._is_signed() else self._is_item(line, end))
            or self._set_apart(at, end)
            or self._is_other_matter(at, end)
        )

    def _is_other_matter(self, at: int, end: int) -> bool:
        """Whether the text below the first heading in an article says nothing of what the article does."""
        current, line, below = self.current, self.lines[at], self.blocks.next(end)
        assert current is not None
        if current.headed or not current.headline or below is None:
            return False
        if below.kind != TEXT and not (self.blocks.column and below.kind == HEADING):
            return False
        span = line.start, line.end
        if layout().subheading.match(self.text, *span) or front().inside.fullmatch(
            self.text, *span
        ):
            return False
        return self.matter.is_other(current.start, at, end, self.blocks)

    def _is_item(self, line: Line, end: int) -> bool:
        """Whether a heading set in less than its text stands between two items that nobody signs."""
        assert self.current is not None
        below = self.blocks.next(end)
        return (
            self.blocks.styled
            and not (self.blocks.column or self.current.headed or line.indented)
            and line.end - line.start >= layout().item
            and (below is not None and below.kind == TEXT and below.indented)
            and not self.blocks.is_signed(end)
        )

    def _is_signed(self) -> bool:
        """Whether the article so far tells who wrote it."""
        assert self.current is not None
        opening = find_dateline(self.text, *self.current.pieces[0]) if self.current.pieces else None
        return bool(self.current.names or (opening and opening.names))

    def _is_sibling(self, line: Line) -> bool:
        """Whether a numbered or marked heading follows an article whose headline is one too.

        The numbers of parts go with a headline that has one, unless it is a dated item's.
        """
        if self.current is None or not self.current.headline:
            return False
        first = self.current.headline[0][0]
        inner = layout().subheading
        alike = self.text[first] == self.text[line.start] or (
            self.text[first].isdigit() and self.text[line.start].isdigit()
        )
        marked = self.text[first] in layout().headline_marks
        return (
            alike
            and (marked or self.current.dated)
            and all(inner.match(self.text, at, at + 9) for at in (first, line.start))
        )

    def _set_apart(self, at: int, end: int) -> bool:
        """Whether space, size or the news below it marks a new headline.

        Space and size count only on a page without bylines and datelines.
        """
        line = self.lines[at]
        if layout().subheading.match(self.text, line.start, line.end):
            return False
        if self.blocks.inset and not line.indented and not self.blocks.is_broken(line):
            return True
        spaced = line.blanks > self.blocks.gap or (end - at > 1 and line.blanks > 0)
        spaced = spaced and (not self.blocks.styled or self.blocks.spaced)
        if spaced or self.blocks.is_headline(at, end):
            return True
        if self._is_news() and self.blocks.stands_alone(at, end):
            return True
        following = self.blocks.next(self.blocks.headline_end(at, end))
        assert following is not None
        if layout().prose.match(self.text, following.start, following.end) is None:
            return False
        names_place = layout().headline.match(self.text, line.start, line.end) is not None
        return self._is_news() or (names_place and (line.blanks > 0 or not self.blocks.styled))

    def _is_set_in(self, line: Line) -> bool:
        """Whether a heading is indented, and the headline above it is not."""
        assert self.current is not None
        return line.indented and bool(self.current.headline) and not self.current.set_in

    def _is_news(self) -> bool:
        """Whether the article so far tells one thing: dated, and without a heading inside it."""
        assert self.current is not None
        return self.current.dated and not self.current.headed
