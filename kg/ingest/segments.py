"""What a page is cut into.

Ranges of the source text: the headline, the text and the names of each article, and what is none's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.ingest.lines import BYLINE, Line


@dataclass(slots=True)
class Segment:
    """One article of a page: ranges of the source text.

    `broken` holds the numbers of pieces that end inside a sentence which the next goes on with;
    `dated` is true where the text opens with a date or dateline, `headed` where a heading parts it,
    `set_in` where its headline is indented, `pictured` where its names are a photographer's; `brief`
    says how the items of its section open, `opens` where the first line is that names no author.
    """

    headline: list[tuple[int, int]] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    names: list[str] = field(default_factory=list)
    start: int = -1
    end: int = -1
    signed: bool = False
    dated: bool = False
    headed: bool = False
    told: bool = False
    set_in: bool = False
    pictured: bool = False
    brief: str = ""
    opens: int = -1

    def cover(self, line: Line) -> None:
        """Widen the article to this line."""
        self.start = line.start if self.start < 0 else self.start
        if self.opens < 0 and line.kind != BYLINE:
            self.opens = line.start
        self.end = line.end


@dataclass(slots=True)
class Page:
    """The articles of a page, and the ranges that are none's text."""

    segments: list[Segment]
    furniture: list[tuple[int, int]]
