"""Where people and posts stand in a text."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple


class PostSpan(NamedTuple):
    """A post as it stands in the text; `status` is current, acting or former."""

    start: int
    end: int
    label: str
    status: str


class PersonSpan(NamedTuple):
    """A person named at `text[name_start:name_end]`; `start` to `end` includes the posts beside it.

    `name` is the fullest form of the article. `grounds` says what made it a name.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    name: str
    grounds: str
    posts: tuple[PostSpan, ...] = ()


class Counts:
    """How often a name stands in a text, as `str.count` counts. In a long text, all are counted at once."""

    _LONG = 5000  # characters

    def __init__(self, text: str) -> None:
        self._text = text
        self._counted: dict[int, Counter[str]] = {}
        self._alone: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        if len(self._text) < self._LONG:
            return self._text.count(name)
        if _overlaps(name):
            if name not in self._alone:
                self._alone[name] = self._text.count(name)
            return self._alone[name]
        if len(name) not in self._counted:
            self._counted[len(name)] = self._count(len(name))
        return self._counted[len(name)][name]

    def _count(self, length: int) -> Counter[str]:
        """All strings of a length, one that may overlap itself too often."""
        starts = range(len(self._text) - length + 1)
        return Counter([self._text[start : start + length] for start in starts])


def _overlaps(name: str) -> bool:
    """Whether a name ends as it begins: 王方王."""
    return any(name.startswith(name[at:]) for at in range(1, len(name)))


def without_overlaps(found: list[PersonSpan]) -> list[PersonSpan]:
    """Earliest first; of several that overlap, the one with posts, then the longest name."""
    order = {"post": 0, "appointed": 0, "title": 1, "dotted": 2}
    ranked = sorted(
        found,
        key=lambda s: (
            order.get(s.grounds, 3),
            -len(s.posts),
            -(s.name_end - s.name_start),
            s.start,
        ),
    )
    kept: list[PersonSpan] = []
    taken: set[int] = set()
    for span in ranked:
        core = range(span.name_start, span.name_end)
        if taken.isdisjoint(core):
            start = span.start if taken.isdisjoint(range(span.start, span.end)) else span.name_start
            end = span.end if taken.isdisjoint(range(span.name_start, span.end)) else span.name_end
            kept.append(span._replace(start=start, end=end))
            taken.update(range(start, end))
    return sorted(kept, key=lambda s: s.start)
