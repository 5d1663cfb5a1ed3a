"""Where articles start, all signs of a line weighed together.

Input: the lines of a page before and after their kinds are settled, and the articles that the rules
of `starts` find. Output: lines that start an article though the rules do not say so, and lines that
start none though they do. The page is weighed twice: what starts articles at first shows how its
headlines are set, which then weighs too. Weights, and why each is as it is, stand in `[weights]` of
the rules.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from kg.ingest.layout import front, weights
from kg.ingest.likeness import Likeness
from kg.ingest.lines import BYLINE, FURNITURE, HEADING, TEXT, TOLD, Line
from kg.ingest.signs import Signs
from kg.ingest.starts import Verdict
from kg.ingest.stretches import DATELINES

_LINES = 2  # lines of a headline over news that is one whatever else is to be seen, at most
_SHORT_LINES = {"short over longer", "longer below short"}  # what is a town, or a first line


def opened(lines: list[Line], verdict: Verdict) -> list[Line]:
    """`lines` with those that articles start at made headings, and those in the head furniture."""
    return [
        replace(line, kind=HEADING)
        if line.start in verdict.more
        else replace(line, kind=FURNITURE)
        if line.kind == HEADING and line.start < verdict.head
        else line
        for line in lines
    ]


class Weigher(Signs):
    """Weighs the signs of the lines of a page."""

    @cached_property
    def _weighed(self) -> dict[int, float]:
        """What the own signs of lines weigh, as far as it was asked for."""
        return {}

    def weigh(self) -> Verdict:
        """Where articles start besides those of the rules; which of these are none."""
        self.like = Likeness(self._looks, self._decide())
        starts = {self.raw[at].start for at in self._decide()}
        fewer = {line.start for line in self.raw if line.start in self.ruled} - starts
        head = self._head(min(starts, default=0), fewer)
        return Verdict(starts - self.ruled.keys(), fewer, head)

    def _head(self, start: int, fewer: set[int]) -> int:
        """Where the head of the page ends, if the rules took it for a headline: no text stands in it.

        A headline over the first text stays one.
        """
        first = min(self.ruled, default=start)
        if first not in fewer:
            return 0
        if any(first < line.start < start and line.kind in TOLD for line in self.raw):
            fewer.remove(first)
            return 0
        return start

    def _decide(self) -> set[int]:
        """The lines that articles start at, by their places."""
        starts: set[int] = set()
        last = -1
        for at, line in enumerate(self.raw):
            ruled = line.start in self.ruled
            if self._is_start(at, last) if self.is_open(at, last) else ruled:
                starts.add(at)
                last = at
        return starts

    def is_open(self, at: int, start: int) -> bool:
        """Whether signs can tell that an article starts at a line, or that none does.

        What the rules say of headlines over news, and of the lines of a headline, stands.
        """
        line = self.raw[at]
        if line.kind not in {HEADING, TEXT} or not self.may_start(at):
            return False
        if line.start not in self.ruled:
            goes_on = 0 <= start == at - 1 and self._is_headline(start)
            return not goes_on and not self._goes_on_above(at)
        if front().titled.match(self.text, line.start, line.end) or self._is_over_news(at):
            return False
        return start < 0 or self._opening(at) != self._opening(start)

    def _is_headline(self, at: int) -> bool:
        """Whether the rules see a headline in a line that looks like no label over one."""
        known = self.raw[at].start in self.ruled and self.raw[at].kind == HEADING
        return known and all(sign in _SHORT_LINES for sign in self.label(at))

    def _is_over_news(self, at: int) -> bool:
        """Whether a headline stands over a byline or a dateline, alone or with its further lines."""
        if self.lines[at].kind != HEADING:
            return False
        if self._below(at) in {BYLINE, *DATELINES} or self._is_over_source(at):
            return True
        if self._goes_on_above(at + 1) or self._is_over_rows(at):
            return True
        end = self._end(at)
        news = end < len(self.raw) and self.raw[end].kind in {BYLINE, *DATELINES}
        return news and end - at <= _LINES and not any(self.label(at))

    def _is_over_rows(self, at: int) -> bool:
        """Whether the rules see rows of a text in the headings below a headline."""
        below = at + 1
        return self._below(at) == HEADING and self.lines[below].kind == TEXT

    def _is_over_source(self, at: int) -> bool:
        """Whether the line below says when and from where what is below that is."""
        if at + 1 == len(self.lines) or self.lines[at + 1].kind != FURNITURE:
            return False
        below = self.lines[at + 1]
        return front().below.match(self.text, below.start, below.end) is not None

    def _is_start(self, at: int, start: int) -> bool:
        """Whether the signs of a line outweigh what speaks against them; words only where in doubt."""
        if self.goes_with(at, start):
            return False
        known = weights()
        least = known["drop"] if self.raw[at].start in self.ruled else 0
        told = self._fixed(at) + sum(known[sign] for sign in self.state(at, start))
        if self.like is not None:
            told += sum(known[sign] for sign in self.like.signs(at))
        if told + known["words most"] > least > told + known["words least"]:
            told += known[self.echo(at)]
        if told + known["other matter"] > least > told + known["names again"]:
            told += sum(known[sign] for sign in self.other(at, start))
        return told > least

    def _fixed(self, at: int) -> float:
        """What the signs of a line weigh that do not depend on where the last article started."""
        if at not in self._weighed:
            known = weights()
            self._weighed[at] = known["base"] + sum(known[sign] for sign in self.own(at))
        return self._weighed[at]

    def goes_with(self, at: int, start: int) -> bool:
        """Whether a line is below the first line of a headline, which asks or calls."""
        asked = start >= 0 and start == at - 1 and self.raw[start].kind == TEXT
        return asked and self.raw[at].start not in self.ruled and self.may_start(start)
