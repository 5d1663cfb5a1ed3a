"""What stands before a headline and is none: heads of pages, lists of contents, names of sections.

Input: the lines of a page as `lines` tells them. Output: the same lines, some of another kind. A
line alone does not tell a section from a headline; where it stands, and whether it comes again, does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from kg.ingest.heads import Heads
from kg.ingest.layout import front, layout, marks
from kg.ingest.lines import (
    BARE_DATELINE,
    BYLINE,
    DAY,
    FURNITURE,
    HEADING,
    INDENT,
    SECTION,
    TEXT,
    TOLD,
    Line,
    unmarked,
)
from kg.ingest.stretches import heads_items, numbered_items
from kg.ingest.writers import BRIEF

_LEAD = 60  # characters of a text in which what its headline names is looked for
_DAYS = 2  # lines of a day, at least, where they head items
_SLOGAN = 10  # characters of a slogan that no list knows, at most
_FIRST = "\n01"  # how the first of the sections that are counted begins
_COUNTED = 3  # sections of a page that are counted, at least
_TOP = 12  # lines of the head of a page in which a section may be set wide
_SPREAD = 3  # characters of the name of a section that is set wide, at least
_STRANGE = 6  # characters of a section that no list knows, at most
_NOTICE = 4  # characters of the name of a notice, at least: 招聘启事


def settle(text: str, lines: list[Line], column: int) -> list[Line]:
    """`lines` with what stands before headlines told from them; `column` as `column_width` gives it."""
    page = _Front(text, list(lines), column)
    page.drop_speakers()
    page.drop_says()
    page.drop_over_titles()
    page.drop_specks()
    page.drop_figures()
    page.part_paragraphs()
    page.part_unstopped()
    page.part_tables()
    page.part_rows()
    page.part_authors()
    page.part_verse()
    page.drop_heads()
    page.drop_greeting()
    page.drop_issuer()
    page.drop_motto()
    page.raise_sections()
    page.drop_item_sections()
    page.drop_sources()
    page.keep_senders()
    page.drop_repeated()
    page.drop_counted()
    for start, end in list(page.blocks()):
        page.drop_labels(start, end)
        page.drop_section(start, end)
    for start, end in list(page.runs()):
        page.drop_contents(start, end)
        page.drop_head(start, end)
    for start, end in list(page.blocks()):
        page.drop_labels(start, end)
    page.drop_calls()
    page.drop_numbered_sections()
    page.part_bylines()
    page.drop_slogan()
    return page.lines


def keep_days(text: str, lines: list[Line]) -> None:
    """Make lines of nothing but a day headings of the items below them, where texts lie between."""
    found = [
        at
        for at, line in enumerate(lines[:-1])
        if line.kind in {FURNITURE, HEADING, *TOLD}
        and lines[at + 1].kind in TOLD
        and line.end - line.start <= SECTION
        and front().day.fullmatch(text, line.start, line.end)
    ]
    later = [at for at in found if at and lines[at - 1].kind in TOLD and lines[at - 1].ends]
    if len({text[lines[at].start : lines[at].end] for at in found}) < _DAYS:
        return
    if not later or any(lines[at - 1].kind not in {FURNITURE, *TOLD} for at in found[1:]):
        return
    for at in found:
        lines[at] = replace(lines[at], kind=DAY, ends=True)


class _Front(Heads):
    """What stands before headlines and is none."""

    def raise_sections(self) -> None:
        """Names of sections right over short or marked items are the headline of these."""
        for at, line in enumerate(self.lines):
            if line.kind != FURNITURE or not self.is_kind(at + 1, TEXT):
                continue
            words = self.words[at]
            inner = layout().subheading.match(self.words[at + 1]) is not None
            if front().notice.fullmatch(words) and len(words) >= _NOTICE and not inner:
                self.set_kind(at, HEADING)
            if layout().briefs.fullmatch(words) or not front().own.fullmatch(words):
                continue
            if front().items.fullmatch(words) or inner:
                self.set_kind(at, HEADING)

    def drop_item_sections(self) -> None:
        """Short lines over items with one mark, each of them signed."""
        for at, line in enumerate(self.lines):
            short = line.kind == HEADING and line.end - line.start <= SECTION
            short = short and front().items.fullmatch(self.words[at]) is None
            if short and heads_items(self.text, self.lines, at):
                self.set_kind(at, FURNITURE)

    def drop_numbered_sections(self) -> None:
        """Names of sections between texts that are counted."""
        for at in numbered_items(self.text, self.lines)[1]:
            self.set_kind(at, FURNITURE)

    def drop_sources(self) -> None:
        """Datelines alone over a headline say which other paper has it."""
        for at, line in enumerate(self.lines):
            if line.kind == BARE_DATELINE and not self.column and self.is_kind(at + 1, HEADING):
                self.set_kind(at, FURNITURE)

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
            again = len(keys[at]) > 1 and often[keys[at]] > 1 and self.is_kind(below, HEADING)
            if again and not front().continued.match(self.words[below]):
                once = often[keys[below]] == 1
                fresh[keys[at]] += once
                over.append((at, once))
            below = at
        for at, once in over:
            if (not once or fresh[keys[at]] > 1) and not self.goes_on(at):
                self.set_kind(at, FURNITURE)

    def drop_counted(self) -> None:
        """Names of sections that are counted, each over a headline: 01, 02, 03."""
        found: list[int] = []
        if _FIRST not in self.text:
            return
        for at, line in enumerate(self.lines[:-1]):
            if line.kind != HEADING or not self.words[at][0].isdigit():
                continue
            number = front().counted.fullmatch(self.words[at])
            if number and int(number[1]) == len(found) + 1:
                found.append(at)
        if len(found) >= _COUNTED and all(
            self.is_kind(at + 1, HEADING) or self._is_greeting(at + 1) for at in found
        ):
            for at in found:
                self.set_kind(at, FURNITURE)

    def drop_section(self, start: int, end: int) -> None:
        """A short line that an empty line parts from the headline below, whose text follows at once."""
        if start + 1 == len(self.lines) or not self.lines[start + 1].blanks:
            return
        told = end + self._asks(end)
        if told - start < 2 or not self.is_kind(told, BYLINE, *TOLD) or self.lines[told].blanks:
            return
        apart = all(self.lines[at].blanks == 0 for at in range(start + 2, told))
        if apart and self._is_section(start):
            self.set_kind(start, FURNITURE)

    def _is_section(self, at: int) -> bool:
        """Whether a line is as short as the name of a section, and not right below a text."""
        line, words = self.lines[at], self.words[at]
        short = line.kind == HEADING and len(words) <= SECTION
        short = short and words[-1] not in marks().introduces
        short = short and (len(words) <= BRIEF or front().notice.fullmatch(words) is None)
        return short and not line.indented and (line.blanks > 0 or not self.is_kind(at - 1, TEXT))

    def drop_contents(self, start: int, end: int) -> None:
        """Entries below the heading of a list of contents: all with one mark."""
        for at in range(start, end):
            if front().contents.fullmatch(self.words[at]):
                self.set_kind(at, FURNITURE)
                self._drop_entries(at + 1, end)

    def _drop_entries(self, at: int, end: int) -> None:
        mark = self.words[at][0] if at < end else ""
        entries: set[str] = set()
        if mark and mark in layout().headline_marks + layout().bullets:
            while at < end and self.words[at].startswith(mark):
                entry = unmarked(self.words[at])
                if entry in entries:
                    break
                entries.add(entry)
                self.set_kind(at, FURNITURE)
                at += 1

    def drop_labels(self, start: int, end: int) -> None:
        """Names of sections and slogans over a headline."""
        for at in range(start, end):
            over = at + 1 < end or self._asks(at + 1) or self._is_over_question(at)
            label = over and self._is_label(at) and not self._is_named(at, end)
            if label or (over and self._is_level(at)):
                self.set_kind(at, FURNITURE)

    def _is_over_question(self, at: int) -> bool:
        """Whether a known section stands over a question, and that over a longer text."""
        words = self.words[at + 1] if at + 2 < len(self.lines) else ""
        if not words or words[-1] not in marks().asks or front().asked.match(words):
            return False
        told = self.is_kind(at + 1, TEXT) and self.is_kind(at + 2, TEXT)
        short = len(words) < min(len(self.words[at + 2]), layout().exclaims)
        return told and short and front().column.fullmatch(self.words[at]) is not None

    def _is_named(self, at: int, end: int) -> bool:
        """Whether the text below the headings speaks of what a line names that may be no section."""
        words = self.words[at]
        if not words.isalnum() or front().column.fullmatch(words):
            return False
        if not self.is_kind(end, *TOLD):
            return False
        start = self.lines[end].start
        return words in "".join(self.text[start : start + _LEAD].split())

    def _is_label(self, at: int) -> bool:
        words = self.words[at]
        if self.is_kind(at - 1, *TOLD) and self._name_under_text(at):
            return False
        label = front().labels.fullmatch(words) or self._is_slogan(at) or self._is_spread(at)
        if not (label or self._is_strange(at)) or front().notice.fullmatch(words):
            return False
        if at + 1 < len(self.lines) and self.lines[at + 1].kind != HEADING:
            return True
        below = self.words[at + 1]
        items = below[0] in layout().headline_marks and front().items.fullmatch(words)
        counts = front().first.match(below) and not front().column.fullmatch(words)
        counts = counts and not self._parts_counted(at)
        if items or counts or self.names_writer(at + 1):
            return False
        set_in = self.lines[at + 1].indented and not self.lines[at].indented
        if set_in and not self._is_known(at):
            return False
        return front().continued.match(below) is None and (
            len(words) > BRIEF
            or len(below) >= 2 * len(words)
            or front().column.fullmatch(words) is not None
            or self._is_strange(at)
            or self._is_spread(at)
        )

    def _is_level(self, at: int) -> bool:
        """Whether a section that is counted stands over a headline with a number of its own."""
        if at + 1 == len(self.lines) or not (at == 0 or self.is_kind(at - 1, FURNITURE)):
            return False
        deeper = front().deeper.match(self.words[at + 1])
        return deeper is not None and front().level.fullmatch(self.words[at]) is not None

    def _parts_counted(self, at: int) -> bool:
        """Whether a line has the mark of one below over a headline that is counted on: ◎ over 三、."""
        return self._counted_on.get(self.words[at][0], 0) > at

    @cached_property
    def _counted_on(self) -> dict[str, int]:
        """For each mark the last line with it over a headline that is counted, and not the first."""
        found: dict[str, int] = {}
        for at, (words, below) in enumerate(pairwise(self.words)):
            if words[0] in layout().headline_marks and layout().numbered.match(below):
                found |= {} if front().first.match(below) else {words[0]: at}
        return found

    def _is_spread(self, at: int) -> bool:
        """Whether a line in the head of the page is set wide, and the headline below it is not."""
        if not 0 < at < _TOP or at + 1 == len(self.lines) or len(self.words[at]) < _SPREAD:
            return False
        if any(line.kind != FURNITURE for line in self.lines[:at]):
            return False
        wide, below = (self.text[line.start : line.end] for line in self.lines[at : at + 2])
        return wide != self.words[at] and below == self.words[at + 1]

    def _is_known(self, at: int) -> bool:
        """Whether a line names a section, and an empty line or a deep indent parts it from what is below."""
        deep = self.indent(at + 1) > INDENT
        if front().column.fullmatch(self.words[at]):
            return deep or self.lines[at + 1].blanks > 0 or self._is_boxed_in(at)
        return (
            deep and front().strange.fullmatch(self.words[at]) is not None and self._is_unsaid(at)
        )

    def _is_boxed_in(self, at: int) -> bool:
        """Whether a line stands in brackets, and is set in less than the headlines of the page."""
        line = self.lines[at]
        return self._is_set_in and not line.indented and self.words[at][0] in marks().opening

    @cached_property
    def _is_set_in(self) -> bool:
        """Whether most headings over texts are set in."""
        over = [line for at, line in enumerate(self.lines[:-1]) if self._is_over_text(at)]
        return len(over) >= _COUNTED and 3 * sum(line.indented for line in over) >= 2 * len(over)

    def _is_over_text(self, at: int) -> bool:
        return self.is_kind(at, HEADING) and self.is_kind(at + 1, TEXT)

    def _is_strange(self, at: int) -> bool:
        """Whether nothing below speaks of what a line says, on a page of headlines of one line."""
        words = self.words[at]
        if at + 1 == len(self.lines) or len(words) > _STRANGE:
            return False
        if len(words) > BRIEF and not (
            self.is_kind(at - 1, BYLINE, *TOLD) and len(words) < len(self.words[at + 1])
        ):
            return False
        if front().strange.fullmatch(words) is None:
            return False
        return self._is_one_lined and self._is_unsaid(at)

    @cached_property
    def _is_one_lined(self) -> bool:
        """Whether most headlines of the page are of one line; lines of wrapped text are none."""
        blocks = self.blocks()
        sizes = [
            end - start for start, end in blocks if not (self.column and self._is_clause(start))
        ]
        return 2 * sizes.count(1) > len(sizes)

    def drop_slogan(self) -> None:
        """A short line over the first headline, where all other headlines are of one line."""
        start = 0
        while self.is_kind(start, FURNITURE):
            start += 1
        if not start or not self._may_be_slogan(start):
            return
        end = start + 1
        while self.is_kind(end, HEADING):
            end += 1
        first = start + 2
        while first < end and front().continued.match(self.words[first]):
            first += 1
        over = first == end or (end - start == 1 and self._asks(end))
        others = all(end - start == 1 for start, end in list(self.blocks())[1:])
        if over and others and self._is_unsaid(start):
            self.set_kind(start, FURNITURE)

    def _may_be_slogan(self, at: int) -> bool:
        """Whether a line is a few words, and what is below it does not go on with it."""
        if not self.is_kind(at, HEADING) or at + 1 == len(self.lines):
            return False
        words = self.words[at]
        if len(words) > _SLOGAN:
            return False
        plain = all(word.isalpha() for word in words.split())
        return plain and front().continued.match(self.words[at + 1]) is None

    def _is_unsaid(self, at: int) -> bool:
        """Whether nothing below speaks of what a line says."""
        words, start = self.words[at], self.lines[at + 1].start
        below = self.text[start : start + 3 * _LEAD]
        pairs = (words[n : n + 2] for n in range(len(words) - 1))
        return not any(pair in below for pair in pairs)

    def _is_slogan(self, at: int) -> bool:
        """Whether a line says a slogan, and is none of the further lines of a headline."""
        words = "".join(self.words[at].split())
        return front().slogan.fullmatch(words) is not None and not self.is_kind(at - 1, HEADING)


def _unnumbered(words: str) -> str:
    """`words` without the number that they open with."""
    number = layout().numbered.match(words)
    return words[number.end() :] if number else words
