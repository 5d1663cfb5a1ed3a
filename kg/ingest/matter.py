"""Whether a text goes on with the matter of the one above it.

Input: the lines of a page, their kinds settled. Output: an answer on the headings from one on. A
heading inside an article stands over text that says words of the article again, words that are rare
on the page; a headline stands over text that does not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from kg.ingest.blocks import Blocks
from kg.ingest.lines import FURTHER, HEADING, TOLD, Line

_HAN = re.compile(r"[\u3400-\u9fff]+")
_SPACE = re.compile(r"\s+")
_ABOVE, _BELOW = 600, 400  # characters of the article above and of each text below that are read
_RARE = 3  # texts of the page; what more of them say tells nothing
_SHARED = 0.05  # part of what a text says that is said above, where it goes on
_PAIRS = 2  # pairs of characters that are said again, at least, where it goes on
_TEXTS = 8  # texts below, at most, that are read


class Matter:
    """What the texts of a page say, by pairs of characters."""

    def __init__(self, text: str, lines: list[Line]) -> None:
        self.text = text
        self.lines = lines

    def is_other(self, start: int, at: int, told: int, blocks: Blocks) -> bool:
        """Whether no text below the headings from `at` to `told` goes on with the article above.

        It begins at `start`. Texts are read up to the next furniture, or to what opens an article.
        """
        above = pairs(self.text[start : min(self.lines[at].start, start + _ABOVE)])
        rare = self._rare(above, start, at, blocks)
        for _ in range(_TEXTS):
            first = told < len(self.lines) and self.lines[told].kind == HEADING
            end = self._past(told + first, blocks)
            if end == told:
                break
            if not self._is_another(rare, at, end):
                return False
            if end == len(self.lines):
                break
            at, told = end, blocks.ends[end]
            if blocks.opens_article(told):
                break
        return True

    def _past(self, at: int, blocks: Blocks) -> int:
        """Where the text that begins at `at` ends."""
        while at < len(self.lines) and (
            blocks.texts[at] > at or self.lines[at].kind in {FURTHER, *TOLD}
        ):
            at = max(blocks.texts[at], at + 1)
        return at

    def _rare(self, above: set[str], start: int, at: int, blocks: Blocks) -> set[str]:
        """Those pairs of `above` that few texts say, the ones up to the next signed article as one."""
        if not blocks.styled:
            return {pair for pair in above if self._often[pair] <= _RARE}
        first = bisect_right(self._starts, start) - 1
        last = min(first + _TEXTS, len(self._texts))
        for n in range(first + 1, last):
            line = self._firsts[n]
            if line >= at and blocks.opens_article(blocks.ends[line]):
                last = n
                break
        near = how_often(above & said for said in self._texts[first:last])
        return {pair for pair in above if self._often[pair] - near[pair] < _RARE}

    def _is_another(self, rare: set[str], start: int, end: int) -> bool:
        below = pairs(self._between(start, end)[:_BELOW])
        return len(rare & below) < max(_PAIRS, _SHARED * len(below))

    @cached_property
    def _often(self) -> Counter[str]:
        """How many texts of the page say a pair of characters."""
        return how_often(self._texts)

    @cached_property
    def _firsts(self) -> list[int]:
        """The lines that the texts of the page begin with, each below or at a heading."""
        lines = range(1, len(self.lines))
        return [0, *(at for at in lines if self._opens(at))] if self.lines else []

    @cached_property
    def _starts(self) -> list[int]:
        """Where the texts of the page start."""
        return [self.lines[at].start for at in self._firsts]

    @cached_property
    def _texts(self) -> list[set[str]]:
        """The pairs of each text of the page."""
        ends = [*self._firsts[1:], len(self.lines)]
        return [pairs(self._between(at, end)) for at, end in zip(self._firsts, ends, strict=True)]

    def _opens(self, at: int) -> bool:
        return self.lines[at].kind == HEADING and self.lines[at - 1].kind != HEADING

    def _between(self, start: int, end: int) -> str:
        return self.text[self.lines[start].start : self.lines[end - 1].end]


def pairs(words: str) -> set[str]:
    """The pairs of characters that stand side by side in `words`."""
    told = _HAN.findall(_SPACE.sub("", words))
    return {run[n : n + 2] for run in told for n in range(len(run) - 1)}


def characters(words: str) -> str:
    """The characters of `words`, without marks, figures and blanks."""
    return "".join(_HAN.findall(words))


def how_often(said: Iterable[set[str]]) -> Counter[str]:
    """How many of some texts, or lines, say a pair of characters, of which each has a set."""
    often: Counter[str] = Counter()
    for told in said:
        often.update(told)
    return often
