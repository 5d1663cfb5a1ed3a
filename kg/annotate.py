"""From cleaned text to annotated text: people, dates and quotations become single signs.

Input: the body of an article and the rules. Output: `Annotated`: the text in which every list
of people, every date, every spoken quotation and every title of a work is one sign from the
private-use area, brackets are gone, and each sign knows what it stands for. So a pattern can
say "people, then a verb of going, then a place" without caring how long a post is; and what
is spoken does not take part in what is told.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from kg import dates
from kg.people import Grammar, People, PersonSpan
from kg.signs import SIGNS

if TYPE_CHECKING:
    from kg.dates import DateExpr
    from kg.rules import Rules

_PRIVATE = re.compile("[\ue000-\ue010]")


class Sign(NamedTuple):
    """What one sign of the annotated text stands for: `text[start:end]` and its value."""

    kind: str
    start: int
    end: int
    people: tuple[PersonSpan, ...] = ()
    date: DateExpr | None = None


class Annotated:
    """`coded` is the annotated text; `signs` gives the meaning of its signs by position."""

    def __init__(self, text: str, people: People, signs: list[Sign]) -> None:
        self.text = text
        self.people = people
        self.signs: dict[int, Sign] = {}
        self._shifts: list[tuple[int, int]] = [(0, 0)]  # where a stretch of plain text begins
        self.coded = self._encode(signs)

    def _encode(self, signs: list[Sign]) -> str:
        parts: list[str] = []
        done = length = 0
        for sign in signs:
            plain = self.text[done : sign.start]
            parts.append(plain)
            length += len(plain)
            done = sign.end
            if sign.kind in SIGNS:
                self.signs[length] = sign
                parts.append(SIGNS[sign.kind])
                length += 1
            self._shifts.append((length, done))
        parts.append(self.text[done:])
        return "".join(parts)

    def _at(self, position: int) -> int:
        """Where the character or the sign at `position` of the coded text stands in the text."""
        if sign := self.signs.get(position):
            return sign.start
        coded, plain = self._shifts[bisect_right(self._shifts, position, key=itemgetter(0)) - 1]
        return plain + position - coded

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the text behind `coded[start:end]`, which must not be empty."""
        last = end - 1
        sign = self.signs.get(last)
        return self._at(start), sign.end if sign else self._at(last) + 1

    def plain(self, start: int, end: int) -> str:
        """The text behind `coded[start:end]`."""
        if end <= start:
            return ""
        a, b = self.span(start, end)
        return self.text[a:b]


def annotate(text: str, rules: Rules) -> Annotated:
    """Finds people, dates and quotations in `text` (a cleaned body) and encodes it."""
    text = _PRIVATE.sub("\ufffd", text)
    people = People(text, rules.grammar)
    hidden = list(_quotations(text, rules.annotation))
    signs = [*_people_signs(text, people.spans, rules), *_date_signs(text, rules)]
    signs += hidden
    return Annotated(text, people, _outermost(signs))


def _outermost(signs: list[Sign]) -> list[Sign]:
    """Signs in text order; one that lies in or across an earlier, wider one is dropped."""
    rank = {"aside": 0, "speech": 1, "work": 2, "people": 3, "date": 4}
    kept: list[Sign] = []
    free = 0
    for sign in sorted(signs, key=lambda s: (s.start, rank[s.kind], -s.end)):
        if sign.start >= free:
            kept.append(sign)
            free = sign.end
    return kept


def _date_signs(text: str, rules: Rules) -> Iterator[Sign]:
    for expression in dates.find(text, rules.dates):
        yield Sign("date", expression.start, expression.end, date=expression)


def _quotations(text: str, patterns: dict[str, re.Pattern[str]]) -> Iterator[Sign]:
    """Brackets (asides), titles of works, and quotations that hold speech."""
    for match in patterns["aside"].finditer(text):
        yield Sign("aside", match.start(), match.end())
    for match in patterns["work"].finditer(text):
        yield Sign("work", match.start(), match.end())
    for match in patterns["quotation"].finditer(text):
        introduced = patterns["introduced"].match(text[match.start() - 1 : match.start()])
        if not introduced and not patterns["spoken"].search(match[0]):
            continue
        themed = not introduced and patterns["themed"].match(text, match.end())
        yield Sign("work" if themed else "speech", match.start(), match.end())


def _people_signs(text: str, spans: list[PersonSpan], rules: Rules) -> Iterator[Sign]:
    """Lists of people become one sign each."""
    grammar, patterns = rules.grammar, rules.annotation
    group: list[PersonSpan] = []
    for span in spans:
        if group and not _joined(text, group, span, grammar):
            yield from _parted(text, group, patterns)
            group = []
        group.append(span)
    yield from _parted(text, group, patterns)


def _parted(
    text: str, group: list[PersonSpan], patterns: dict[str, re.Pattern[str]]
) -> Iterator[Sign]:
    """A list of people as one sign; as two where one of them talks with the others: A与B亲切交谈."""
    if len(group) > 1 and patterns["talk"].match(text, group[-1].end):
        with_others = patterns["with_others"].fullmatch
        ends = (
            n for n, (a, b) in enumerate(pairwise(group), 1) if with_others(text, a.end, b.start)
        )
        if (cut := next(ends, 0)) > 0:
            yield Sign("people", group[0].start, group[cut - 1].end, people=tuple(group[:cut]))
            group = group[cut:]
    if group:
        yield Sign("people", group[0].start, group[-1].end, people=tuple(group))


def _joined(text: str, group: list[PersonSpan], span: PersonSpan, grammar: Grammar) -> bool:
    """Whether `span` goes on with the list `group`: A、B和C, or posts and names set off by commas."""
    between = grammar.aside.sub("", text[group[-1].end : span.start])  # 蓝小凤（畲族）、项可达
    if between in grammar.list_joints:
        return True
    if between not in grammar.wide_joints or span.start == span.name_start:
        return False
    start = group[0].start
    if start > 0 and text[start - 1] not in grammar.boundary:
        return False
    return group[-1].grounds != "short"
