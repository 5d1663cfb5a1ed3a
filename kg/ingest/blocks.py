"""Blocks of headings on a page: where they end, and what stands below them.

Input: the lines of a page, their kinds settled. Output: answers on the lines from one on, that do
not depend on which article the lines above belong to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import pairwise

from kg.ingest.byline import find_signature
from kg.ingest.clean import is_prose, width
from kg.ingest.layout import front, layout, marks
from kg.ingest.lines import (
    BYLINE,
    DATELINE,
    DAY,
    FURNITURE,
    HEADING,
    TEXT,
    Line,
    is_call,
    squeezed,
    unmarked,
)
from kg.ingest.stretches import (
    DATELINES,
    block_ends,
    has_inset,
    heads_items,
    number_of,
    numbered_items,
    text_ends,
    usual_gap,
)

_LEAD = 60  # characters of a text in which the words of its headline are looked for
_LONG = 7  # characters; a shorter heading is hardly a headline by itself
_ENTRY = 5  # characters of an entry of a list of contents, at least
_FULL = 12  # characters; a heading this long may be a headline where others have bylines
_SUBJECT = 7  # characters; a heading this long may begin with the subject of its text
_BLANKS = " \t\u3000"
_COLUMNS = 2  # names of columns in the same brackets, at least
_OVER = 2  # bylines over headlines, at least
_FIGURES, _COUNTED = 2, 3  # figures of the number of a short item; such items, at least
_ECHO = 3  # characters that a headline and its text must share


class Blocks:
    """The lines of a page; `ends` says for each where the run of headings that it is in ends.

    `styled` is true where bylines or datelines stand on the page, `wrapped` where lines of text
    break off; `gap` is the number of empty lines that usually part paragraphs. Lines of `heads` are
    known to open articles.
    """

    def __init__(self, text: str, lines: list[Line], column: int, heads: AbstractSet[int]) -> None:
        self.text = text
        self.lines = lines
        self.column = column
        self.ends = block_ends(lines, heads)
        self.styled = any(line.kind in {BYLINE, *DATELINES} for line in lines)
        self.gap = usual_gap(lines)
        self.wrapped = any(line.kind in {TEXT, DATELINE} and not line.ends for line in lines)

    @cached_property
    def texts(self) -> list[int]:
        """For each line where the text ends, with its captions, that it is in."""
        return text_ends(self.lines, wrapped=bool(self.column))

    @cached_property
    def listed(self) -> set[str]:
        """The entries of lists of contents."""
        furniture = (self.words(line) for line in self.lines if line.kind == FURNITURE)
        return {entry for words in furniture if len(entry := unmarked(words)) >= _ENTRY}

    @cached_property
    def columns(self) -> set[tuple[str, str]]:
        """The brackets that names of columns stand in."""
        names = (self.words(line) for line in self.lines if line.kind == FURNITURE)
        kept = (words for words in names if front().column.fullmatch(words))
        forms = Counter((words[0], words[-1]) for words in kept if not words[0].isalnum())
        return {form for form, times in forms.items() if times >= _COLUMNS}

    @cached_property
    def inset(self) -> bool:
        """Whether headings inside articles are indented as their text is, and headlines are not."""
        return not self.column and has_inset(self.lines)

    @cached_property
    def spaced(self) -> bool:
        """Whether an empty line stands over headlines only: none over headings inside texts."""
        known = inner = False
        for above, line, below in zip(self.lines, self.lines[1:], self.lines[2:], strict=False):
            if above.kind == line.kind == TEXT and line.blanks:
                return False
            if line.kind != HEADING or above.kind == HEADING:
                continue
            inner |= above.kind == below.kind == TEXT and above.ends and not line.blanks
            if below.kind in {BYLINE, *DATELINES} and above.kind != FURNITURE:
                known = True
                if not line.blanks:
                    return False
        return known and inner

    @cached_property
    def indents(self) -> bool:
        """Whether an indent opens each paragraph of columns: every one below a short last line."""
        firsts = [
            line
            for above, line in pairwise(self.lines)
            if above.kind == line.kind == TEXT and above.ends and not self._full_line(above)
        ]
        return len(firsts) > 1 and all(line.indented for line in firsts)

    def runs_on(self, at: int) -> bool:
        """Whether the full line at `at` of a column, which ends a sentence, does not end its paragraph."""
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        if not self.column or below is None or below.kind not in {TEXT, HEADING}:
            return False
        if below.blanks or below.indented or not self._full_line(self.lines[at]):
            return False
        return self.indents and (below.kind == TEXT or self._is_text(at + 1))

    def _is_text(self, at: int) -> bool:
        """Whether a line as full as the column is text that the next line, not set in, goes on with."""
        if at + 1 == len(self.lines) or not self._full_line(self.lines[at]):
            return False
        below = self.lines[at + 1]
        return below.kind == TEXT and not (below.blanks or below.indented)

    @cached_property
    def bylines_over(self) -> bool:
        """Whether authors are named over headlines: each time, the first over any text."""
        kinds = [line.kind for line in self.lines]
        first = kinds.index(BYLINE) if BYLINE in kinds else 0
        if kinds.count(BYLINE) < _OVER or not {FURNITURE, HEADING}.issuperset(kinds[:first]):
            return False
        over = {below in {HEADING, BYLINE} for kind, below in pairwise(kinds) if kind == BYLINE}
        headed = {kind for kind, below in pairwise(kinds[first:]) if below == HEADING}
        return kinds[-1] != BYLINE and over == {True} and headed <= {BYLINE, HEADING}

    @cached_property
    def counted(self) -> set[int]:
        """Lines of a number alone over short items: 1, 2, 3, the first below no text."""
        found: list[int] = []
        for at, line in enumerate(self.lines):
            if line.kind != FURNITURE or line.end - line.start > _FIGURES:
                continue
            words = self.words(line)
            if words.isdecimal() and int(words) == len(found) + 1:
                if not found and at and self.lines[at - 1].kind in {TEXT, *DATELINES}:
                    break
                found.append(at)
        return set(found) if len(found) >= _COUNTED else set()

    @cached_property
    def count_from(self) -> set[int]:
        """Headings with the number 1 below which two with higher ones come."""
        known = (layout().numbered.match(self.text, line.start, line.end) for line in self.lines)
        numbers = [
            (at, int(found[1]))
            for at, (line, found) in enumerate(zip(self.lines, known, strict=True))
            if line.kind == HEADING and found and found[1]
        ]
        runs = zip(numbers, numbers[1:], numbers[2:], strict=False)
        return {one[0] for one, two, three in runs if 1 == one[1] < two[1] < three[1]}

    @cached_property
    def numbered_items(self) -> AbstractSet[int]:
        """Texts that are counted under names of sections, where no headline stands."""
        return numbered_items(self.text, self.lines)[0]

    @cached_property
    def over_items(self) -> set[int]:
        """Lines that are none's text right over items with one mark, each of them signed."""
        return {
            at
            for at, line in enumerate(self.lines)
            if line.kind == FURNITURE and heads_items(self.text, self.lines, at)
        }

    def opening(self, line: Line) -> str:
        """How a short item without a headline opens: with a mark, a number or a day; else ""."""
        if line.kind not in {TEXT, HEADING}:
            return ""
        known, first = layout(), self.text[line.start]
        if first in known.bullets:
            return first
        if known.numbered.match(self.text, line.start, line.end):
            return "number"
        return "day" if known.prose.match(self.text, line.start, line.end) else ""

    def words(self, line: Line) -> str:
        """What the line says."""
        return self.text[line.start : line.end]

    def next(self, at: int) -> Line | None:
        """The next line that is no furniture."""
        while at < len(self.lines) and self.lines[at].kind == FURNITURE:
            at += 1
        return self.lines[at] if at < len(self.lines) else None

    def opens_article(self, at: int) -> bool:
        """Whether a dateline stands at `at`, or bylines or a line of when and from where over text."""
        first = at
        while first < len(self.lines) and self.lines[first].kind == FURNITURE:
            if front().below.match(self.words(self.lines[first])):
                return self.next(first) is not None
            first += 1
        below = self.next(at)
        if below is None or below.kind != BYLINE:
            return below is not None and (below.kind in {DAY, *DATELINES} or self._is_letter(below))
        while at < len(self.lines) and self.lines[at].kind in {BYLINE, FURNITURE}:
            at += 1
        return at < len(self.lines) and self.lines[at].kind != HEADING

    def _is_letter(self, line: Line) -> bool:
        """Whether a letter begins with this line."""
        return line.kind == TEXT and front().letter.fullmatch(self.words(line)) is not None

    def is_signed(self, at: int) -> bool:
        """Whether the text from `at` on ends, before the next heading, in the names of its authors."""
        first = at
        while at < len(self.lines) and (
            self.texts[at] > at or (at > first and self.lines[at].kind == FURNITURE)
        ):
            at = max(self.texts[at], at + 1)
        if at == first or (at < len(self.lines) and self.lines[at].kind in DATELINES):
            return False
        last = self.lines[at - 1]
        if at < len(self.lines) and self.lines[at].kind == BYLINE:
            return last.ends
        return find_signature(self.text, last.start, last.end, last=True) is not None

    def is_headline(self, at: int, end: int) -> bool:
        """Whether the headings from `at` to `end` are a headline by themselves and the text below."""
        line = self.lines[at]
        words = "".join(squeezed(self.words(one)) for one in self.lines[at : min(end, at + 2)])
        return (
            front().notice.fullmatch(squeezed(self.words(line))) is not None
            or (bool(self.column) and front().notice.fullmatch(words) is not None)
            or self._heads_items(line, end)
            or (end - at > 1 and self._continues(self.lines[at + 1]))
            or self._is_block(at, end)
            or self._is_echoed(at, end)
        )

    def is_boxed_notice(self, line: Line) -> bool:
        """Whether a line names a notice, or what every issue has, between marks: ※光荣榜※."""
        words = self.words(line)
        bare = words.strip(layout().bullets)
        inner = words[0] != bare[:1] and words[-1] != bare[-1:]
        return inner and front().notice.fullmatch(bare) is not None

    def is_column(self, at: int) -> bool:
        """Whether a line over a text stands in brackets as names of columns over other headlines do."""
        words, end = (
            self.words(self.lines[at]),
            self.texts[at + 1] if at + 1 < len(self.lines) else 0,
        )
        told = self.lines[end - 1].end - self.lines[at].end if end > at + 1 else 0
        known = (words[0], words[-1]) in self.columns and told > layout().exclaims
        return known and front().column.fullmatch(words) is not None

    def is_listed(self, line: Line) -> bool:
        """Whether a list of contents names this headline."""
        return unmarked(self.words(line)) in self.listed

    def _heads_items(self, line: Line, end: int) -> bool:
        """Whether a line is the heading of short items, and they stand right below it."""
        below = self.next(end)
        words = squeezed(self.words(line)).strip(layout().bullets + _BLANKS)
        named = front().items.fullmatch(words) is not None
        return named and below is not None and below.kind == TEXT and not line.indented

    def stands_alone(self, at: int, end: int) -> bool:
        """Whether no other heading of doubtful kind comes before the next byline or furniture.

        Headings inside an article come in twos and threes; those of what goes with it are short.
        """
        below, words = self.next(end), self.words(self.lines[at])
        if below is None or below.kind != TEXT or self.is_broken(self.lines[at]):
            return False
        if len(words) < _LONG or words[-1] in marks().introduces:
            return False
        end = self.texts[end] if end < len(self.lines) else end
        if end == len(self.lines) or self.lines[end].kind != HEADING:
            return True
        opening = self.ends[end]
        return self.opens_article(opening) or self._opens_dated(opening)

    def _opens_dated(self, at: int) -> bool:
        below = self.next(at)
        return (
            below is not None
            and layout().prose.match(self.text, below.start, below.end) is not None
        )

    def _is_block(self, at: int, end: int) -> bool:
        """Whether several headings stand together, each of them whole: headings in a text stand alone."""
        return end - at > 1 and not any(self.is_broken(line) for line in self.lines[at:end])

    def _is_echoed(self, at: int, end: int) -> bool:
        """Whether the text below the headings from `at` to `end` says their words again.

        It must open with a date, or the page have neither bylines nor datelines.
        """
        below, line = self.next(end), self.lines[at]
        if below is None:
            return False
        if not layout().prose.match(self.text, below.start, below.end):
            if self.styled:
                return self._is_told_at_once(line, below)
            if self.text.startswith(self.words(line)[: _ECHO + 1], below.start):
                return True
            if not layout().headline.match(self.text, line.start, line.end):
                return False
        lead = self.text[below.start : min(below.end, below.start + _LEAD)]
        told = "".join(self.words(line) for line in self.lines[at:end])
        chunks = (told[n : n + _ECHO] for n in range(len(told) - _ECHO + 1))
        return any(chunk.isalnum() and chunk in lead for chunk in chunks)

    def _is_told_at_once(self, line: Line, below: Line) -> bool:
        """Whether a text that is set in more than its heading begins with words of it."""
        words = self.words(line)
        if line.indented or not below.indented or len(words) < _SUBJECT:
            return False
        lead = self.text[below.start : min(below.end, below.start + _LEAD)]
        first = lead[:_ECHO]
        named = front().subject.match(words)
        subject = named[1] if named else words[: _ECHO + 2]
        return (len(words) >= _FULL and first.isalnum() and first in words) or (
            subject.isalnum() and subject in lead
        )

    def headline_end(self, at: int, end: int) -> int:
        """Where a headline ends and text that looks like headings begins (narrow columns)."""
        following = self.next(end)
        if following is None or following.kind in {BYLINE, *DATELINES}:
            return end
        for n in range(at + 1, end):
            if self._is_no_headline(n, at, end):
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

    def _is_no_headline(self, n: int, at: int, end: int) -> bool:
        """Whether the heading line `n` of those from `at` to `end` belongs to the text below them."""
        line = self.lines[n]
        return (
            front().lead.match(self.text, line.start, line.end) is not None
            or (n == end - 1 and self.words(line)[-1] in marks().introduces)
            or (line.indented and not self.lines[at].indented and not self._continues(line))
            or layout().prose.match(self.text, line.start, line.end) is not None
        )

    def _continues(self, line: Line) -> bool:
        """Whether a line opens as the second line of a headline does: ——记…"""
        return front().continued.match(self.text, line.start, line.end) is not None

    def _full_line(self, line: Line) -> bool:
        return abs(width(self.words(line)) - self.column) <= 3

    def is_broken(self, line: Line) -> bool:
        """Whether a line inside an article is text broken off, not a heading."""
        words = self.words(line)
        return (
            is_prose(self.text, line.start, line.end)
            or (self.wrapped and layout().prose.match(words) is not None)
            or (self.wrapped and any(mark in words for mark in marks().comma))
            or bool(self.column and self._full_line(line))
        )

    def opens_news(self, line: Line) -> bool:
        """Whether a line is the first of a news item in a narrow column: 3月2日，安乡县三岔河镇召."""
        words = self.words(line).lstrip(layout().bullets)
        told = layout().prose.match(words) and any(mark in words for mark in marks().comma)
        return bool(told and self.column and self._full_line(line))

    def is_next(self, above: tuple[int, int], line: Line) -> bool:
        """Whether a line opens as the headline `above` does: with the next number, a town, a mark."""
        known = layout()
        if known.alike.match(self.text, *above) and known.alike.match(
            self.text, line.start, line.end
        ):
            return True
        one = known.numbered.match(self.text, *above)
        two = known.numbered.match(self.text, line.start, line.end)
        return one is not None and two is not None and number_of(two) == number_of(one) + 1

    def is_run_in(self, at: int) -> bool:
        """Whether the heading at `at` stands in one line with the text below it."""
        if at + 1 == len(self.lines):
            return False
        gap = self.text[self.lines[at].end : self.lines[at + 1].start]
        return not gap.strip(_BLANKS + marks().full_stop)

    def exclaims(self, line: Line) -> bool:
        """Whether a line is one question or call, without clauses."""
        return is_call(line, self.words(line))

    def calls(self, line: Line, following: Line) -> bool:
        """Whether a line is one question or call, shorter than what stands below it."""
        words = self.words(line)
        return (
            words[-1] in marks().sentence_end
            and words[-1] not in marks().full_stop
            and sum(map(words.count, marks().sentence_end)) == 1
            and front().closing.fullmatch(words) is None
            and following.end - following.start > len(words)
        )

    def is_quoted(self, line: Line, following: Line) -> bool:
        """Whether a line is what somebody says, above the rest of a headline or a byline."""
        quoted = (
            self.text[line.start] in marks().opening and self.text[line.end - 1] in marks().closing
        )
        return quoted and (following.kind == BYLINE or self._continues(following))
