"""How the lines of a page are set, and whether a line is set as those that articles start at.

Input: for each line what it looks like, and the lines that articles start at as far as is known.
Output: signs of a line. A page is laid out evenly: what its headlines look like, what stands below
them and above them tells which other lines are headlines. No word is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

_FEW = 3  # starts of a page; how many more there are tells nothing
_PARTS = 3.99  # parts that shares are told in


class Look(NamedTuple):
    """How a line is set, and what stands right below and above it."""

    kind: str
    gap: bool
    indented: bool
    front: str
    below: tuple[str, bool, bool]
    above: str


class Likeness:
    """How often lines that look alike start articles of a page."""

    def __init__(self, looks: list[Look], starts: AbstractSet[int]) -> None:
        self.starts = starts
        self.keys = [tuple(_keys(look)) for look in looks]
        self.lines = Counter(key for keys in self.keys for key in keys)
        self.heads = Counter(key for at in starts for key in self.keys[at])

    def signs(self, at: int) -> Iterator[str]:
        """How many of the other starts look like the line, and how many lines like it are starts."""
        own = at in self.starts
        starts = len(self.starts) - own
        yield f"other starts {min(_FEW, starts)}"
        if not starts:
            return
        for key in self.keys[at]:
            like, lines = self.heads[key] - own, self.lines[key] - 1
            yield f"starts {key[0]} {int(_PARTS * like / starts) if like else 'never'}"
            if lines:
                share = (like + 0.5) / (lines + 1)
                yield f"{key[0]} starts {int(_PARTS * share) if like else 'never'}"
            else:
                yield f"{key[0]} alone"


def _keys(look: Look) -> Iterator[tuple[object, ...]]:
    """What lines that look alike have in common, from little to all."""
    own = look[:4]
    yield "set like it", own
    yield "over its like", own, look.below
    yield "below its like", own, look.above
    yield "like it", own, look.below, look.above
