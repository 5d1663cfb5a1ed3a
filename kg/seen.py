"""Whether a pattern fits in a piece of a text, asked again and again of pieces that overlap.

Input: a pattern, a text. What was looked through is not looked through again, so that questions from
each of the clauses of a long sentence take no more time together than one.
"""

from __future__ import annotations

import re
from bisect import bisect_left

_WIDEST = 100  # characters: wider than what such patterns fit


class Seen:
    """Tells of `text` where `pattern` fits in it, which must be the same whatever stands around."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self.pattern = pattern
        self.text = text
        self._known: dict[int, tuple[int, int]] = {}  # by start: looked up to; where it fits ends
        self._spans: list[tuple[int, int]] | None = None

    def within(self, start: int, end: int) -> bool:
        """Whether it fits in `text[start:end]`, of which `end` mostly grows from asking to asking."""
        upto, fits = self._known.get(start, (start, -1))
        if fits < 0 and end > upto:
            found = self.pattern.search(self.text, max(start, upto - _WIDEST), end)
            self._known[start] = end, found.end() if found else -1
            return found is not None
        if fits > end:
            return self.pattern.search(self.text, start, end) is not None
        return fits >= 0

    def first(self, start: int, end: int) -> tuple[int, int] | None:
        """Where it first fits in `text[start:end]`."""
        if self._spans is None:
            self._spans = [found.span() for found in self.pattern.finditer(self.text)]
        number = bisect_left(self._spans, (start, start))
        if number and self._spans[number - 1][1] > start:  # which may hide another
            found = self.pattern.search(self.text, start, end)
            return found.span() if found else None
        told = self._spans[number] if number < len(self._spans) else (end, end + 1)
        return told if told[1] <= end else None
