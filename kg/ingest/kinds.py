"""The lines of a page while their kinds are settled, one reason after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.ingest.byline import Byline
from kg.ingest.clean import width
from kg.ingest.lines import DATELINE, FURNITURE, HEADING, TEXT, Line, narrowed, squeezed

_WIDE = "０１２３４５６７８９"


_BREAKS = {TEXT, DATELINE}  # what may break off


class Kinds:
    """The lines of a page, whose kinds are settled one reason after the other."""

    def __init__(self, text: str, lines: list[Line], column: int) -> None:
        self.text = text
        self.lines = lines
        self.column = column
        plain = narrowed(text) if any(figure in text for figure in _WIDE) else text
        self.words = [squeezed(plain[line.start : line.end]) for line in lines]

    def set_kind(self, at: int, kind: str, byline: Byline | None = None) -> None:
        """Make the line at `at` one of this kind."""
        self.lines[at] = replace(self.lines[at], kind=kind, byline=byline)

    def is_kind(self, at: int, *kinds: str) -> bool:
        """Whether there is a line at `at`, of one of these kinds."""
        return 0 <= at < len(self.lines) and self.lines[at].kind in kinds

    def goes_on(self, at: int) -> bool:
        """Whether the line above `at` is text that breaks off."""
        above = self.lines[at - 1] if at else None
        return above is not None and above.kind in _BREAKS and not above.ends

    def indent(self, at: int) -> int:
        """How wide the blanks before a line are."""
        start = self.lines[at].start
        return width(self.text[self.text.rfind("\n", 0, start) + 1 : start])

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
            while start < end and self.goes_on(start) and self.lines[start].kind == HEADING:
                start += 1
            yield start, end

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Stretches of headings that no text broken off stands above."""
        return ((start, end) for start, end in self._stretches(HEADING) if not self.goes_on(start))
