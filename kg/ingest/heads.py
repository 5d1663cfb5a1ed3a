"""The head of a page: names and numbers of papers, editors, greetings, what stands around them.

Input: the lines of a page as `lines` tells them. Output: the same lines, some of them furniture.
"""

from __future__ import annotations

from itertools import pairwise

from kg.ingest.layout import front, layout, marks
from kg.ingest.lines import BYLINE, FURNITURE, HEADING, TEXT, is_call, is_question
from kg.ingest.rows import Rows
from kg.ingest.stretches import heads_items

_GREETING = 3  # lines
_HEAD = 8  # lines of the head of a page in which what reads as text may stand
_SPEAKERS = 2  # lines of who writes and when, at least, in the copy of a chat
_SAYS = 3  # the same, where no times are told
_SPEAKER = 30  # characters of such a line, at most


class Heads(Rows):
    """What stands over the first headline of a page, and is none."""

    def drop_speakers(self) -> None:
        """Who wrote at what time, over what they sent, in the copy of a chat."""
        found = [
            at
            for at, line in enumerate(self.lines)
            if line.kind in {HEADING, TEXT}
            and line.end - line.start <= _SPEAKER
            and self.words[at][-1].isdigit()
            and front().speaker.fullmatch(self.words[at])
        ]
        apart = all(above + 1 < below for above, below in pairwise(found))
        if len(found) >= _SPEAKERS and apart:
            for at in found:
                self.set_kind(at, FURNITURE)

    def drop_says(self) -> None:
        """Who sent it, over each headline of the copy of a chat that gives no times."""
        colons = marks().introduces
        found = [at for at, line in enumerate(self.lines) if self.text[line.end - 1] in colons]
        found = [
            at
            for at in found
            if self.is_kind(at, HEADING, TEXT)
            and self.is_kind(at + 1, HEADING)
            and front().says.fullmatch(self.words[at])
        ]
        if len(found) >= _SAYS and len({self.words[at] for at in found}) < len(found):
            for at in found:
                self.set_kind(at, FURNITURE)

    def drop_over_titles(self) -> None:
        """Headings over a line that says it is a headline: 【标题】…."""
        for start, end in list(self.blocks()):
            for at in range(end - 1, start, -1):
                if self._is_titled(at):
                    first = at
                    while first > start and not self._is_titled(first - 1):
                        first -= 1
                        self.set_kind(first, FURNITURE)

    def _is_titled(self, at: int) -> bool:
        return front().titled.match(self.words[at]) is not None

    def drop_specks(self) -> None:
        """A stroke alone over a headline, where no further numbers stand alone."""
        found = [
            at
            for at, line in enumerate(self.lines)
            if line.end - line.start == 1
            and line.kind == HEADING
            and front().speck.fullmatch(self.words[at])
        ]
        if found and not any(front().alone.fullmatch(words) for words in self.words):
            for at in found:
                self.set_kind(at, FURNITURE)

    def drop_figures(self) -> None:
        """Lines of figures between the head of the page and its first headline: tides, prices."""
        first = 0
        while self.is_kind(first, HEADING, FURNITURE) and not self._is_figures(first):
            first += 1
        at = first
        while self._is_figures(at):
            at += 1
        if at > first > 0 and self._is_numbered(first - 1) and self.is_kind(at, HEADING):
            for row in range(first, at):
                self.set_kind(row, FURNITURE)

    def _is_figures(self, at: int) -> bool:
        return self.is_kind(at, HEADING) and front().figures.fullmatch(self.words[at]) is not None

    def drop_issuer(self) -> None:
        """The office that issues a paper, below the number of the issue and parted from the first headline."""
        at = 0
        while self.is_kind(at, FURNITURE):
            at += 1
        if not (self._is_numbered(at - 1) and self.is_kind(at, HEADING)):
            return
        apart = self.is_kind(at + 1, HEADING) and self.lines[at + 1].blanks > 0
        if apart and not self.lines[at].blanks and front().sender.fullmatch(self.words[at]):
            self.set_kind(at, FURNITURE)

    def drop_heads(self) -> None:
        """Lines that give a day with its year or the number of an issue, or stand in brackets."""
        at_top = True
        for at, line in enumerate(self.lines):
            at_top = at_top and line.kind in {HEADING, FURNITURE}
            if line.kind == HEADING and front().heads.fullmatch(self.words[at]):
                inner = line.indented or self.goes_on(at)
                if at_top or not (inner or layout().subheading.match(self.words[at])):
                    self.set_kind(at, FURNITURE)

    def drop_greeting(self) -> None:
        """Short lines that read as text, at the top, over the head of the page."""
        at = 0
        while (
            at < _GREETING and self.is_kind(at, TEXT) and len(self.words[at]) <= layout().exclaims
        ):
            at += 1
        if at and self.is_kind(at, FURNITURE) and self._is_mast(at, at_top=False):
            for above in range(at):
                self.set_kind(above, FURNITURE)

    def drop_calls(self) -> None:
        """Short sentences inside the head of a page: 早安，全州！."""
        at = 0
        while at < _HEAD and (self.is_kind(at, FURNITURE, HEADING) or self._is_greeting(at)):
            at += 1
        last = at - 1
        if all(self.lines[above].kind != TEXT for above in range(last)):
            return
        while last > 0 and not self._is_numbered(last):
            last -= 1
        if self.is_kind(last + 1, HEADING, FURNITURE):
            for above in range(last):
                self.set_kind(above, FURNITURE)

    def _is_numbered(self, at: int) -> bool:
        """Whether a line of the head of a page gives a day, the number of an issue, or who edits it."""
        return self.is_kind(at, FURNITURE) and layout().strong.search(self.words[at]) is not None

    def _is_greeting(self, at: int) -> bool:
        """Whether a line is one short sentence."""
        short = self.is_kind(at, TEXT) and len(self.words[at]) <= layout().exclaims
        return short and self.lines[at].ends

    def drop_motto(self) -> None:
        """Short sentences between the head of the page and its first headline, parted from it."""
        first = 0
        while self.is_kind(first, HEADING, FURNITURE):
            first += 1
        at = first
        while at < first + _GREETING and self._is_motto(at):
            at += 1
        if (
            self.is_kind(first - 1, FURNITURE)
            and self.is_kind(at, HEADING)
            and self.lines[at].blanks
        ):
            for motto in range(first, at):
                self.set_kind(motto, FURNITURE)

    def _is_motto(self, at: int) -> bool:
        return (
            self.is_kind(at, TEXT)
            and len(self.words[at]) <= layout().exclaims
            and self.words[at][-1] in marks().full_stop
            and layout().prose.match(self.words[at]) is None
        )

    def drop_head(self, start: int, end: int) -> None:
        """What stands above the last line of a page's head, where a headline comes below it."""
        last = end
        headed = self._asks(end) or (start == 0 and self._is_over_items(end))
        while not headed and last > start and not self._heads(last - 1, at_top=start == 0):
            last -= 1
        while last > start and not self._is_mast(last - 1, at_top=start == 0):
            last -= 1
        for at in range(start, last):
            if self.lines[at].kind == HEADING:
                self.set_kind(at, FURNITURE)

    def _is_over_items(self, end: int) -> bool:
        """Whether the head of the page ends over the names of authors or a section of items."""
        section = self.is_kind(end - 1, FURNITURE) and heads_items(self.text, self.lines, end - 1)
        return section or self._is_bylined(end)

    def _is_bylined(self, at: int) -> bool:
        """Whether a headline stands below the names of its authors."""
        first = at
        while self.is_kind(at, BYLINE):
            at += 1
        return at > first and self.is_kind(at, HEADING)

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

    def _asks(self, at: int) -> bool:
        """Whether the line at `at` is one short question or call, as headlines may be."""
        line, words = self.lines[at] if at < len(self.lines) else None, self.words[at : at + 1]
        if line is None or line.kind != TEXT or len(words[0]) > layout().exclaims:
            return False
        if line.indented and self.is_kind(at - 1, HEADING) and not self.lines[at - 1].indented:
            return False
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        asks = below and not self.column and is_question(line, words[0], below, self.words[at + 1])
        return is_call(line, words[0]) or bool(asks)
