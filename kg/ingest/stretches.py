"""Stretches of lines of one kind on a page: runs of headings, texts, the gaps between paragraphs.

Input: the lines of a page, their kinds settled. Output: where the stretch ends that each line is in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set as AbstractSet
from itertools import pairwise

from kg.ingest.byline import find_signature
from kg.ingest.layout import front, layout
from kg.ingest.lines import (
    BARE_DATELINE,
    BYLINE,
    CAPTION,
    DATELINE,
    FURNITURE,
    HEADING,
    SECTION,
    SENDER,
    TEXT,
    Line,
)

_SECTIONS = 2  # names of sections among items that are counted, at least
_SENDERS = 2  # items below the name of their section that an office sent, at least
_SENT = 40  # characters at the end of an item in which the office is looked for
_ITEMS = 3  # signed items below the name of their section, at least
DATELINES = {DATELINE, BARE_DATELINE}


def block_ends(lines: list[Line], heads: AbstractSet[int]) -> list[int]:
    """For each line, where the run of heading lines that it belongs to ends: above one of `heads`."""
    ends = [len(lines)] * len(lines)
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].kind != HEADING:
            ends[at] = at
        elif at + 1 < len(lines):
            goes_on = lines[at + 1].kind == HEADING and lines[at + 1].start not in heads
            ends[at] = ends[at + 1] if goes_on else at + 1
    return ends


def text_ends(lines: list[Line], *, wrapped: bool) -> list[int]:
    """For each line, where the text ends that it begins or goes on with; itself if it is none.

    Where lines are `wrapped`, what looks like a heading is text below a line that breaks off.
    """
    told: list[bool] = []
    for at, line in enumerate(lines):
        broken = wrapped and at > 0 and told[-1] and not lines[at - 1].ends
        first = wrapped and at > 0 and line.indented and not lines[at - 1].indented
        told.append(
            line.kind in {TEXT, CAPTION, SENDER} or (line.kind == HEADING and (broken or first))
        )
    ends = list(range(len(lines) + 1))
    for at in range(len(lines) - 1, -1, -1):
        if told[at]:
            ends[at] = max(ends[at + 1], at + 1)
    return ends


def has_inset(lines: list[Line]) -> bool:
    """Whether a heading stands between lines of text, indented as they are, and headlines are not."""
    inner = headline = False
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        is_inner = (above.kind, line.kind, below.kind) == (TEXT, HEADING, TEXT) and above.ends
        inner |= is_inner and all(one.indented for one in (above, line, below))
        headline |= (
            line.kind == HEADING and not line.indented and below.kind in {BYLINE, *DATELINES}
        )
    return inner and headline


def usual_gap(lines: list[Line]) -> int:
    """How many empty lines usually part one paragraph from the next."""
    gaps = sorted(
        line.blanks
        for above, line in pairwise(lines)
        if above.kind == line.kind == TEXT and above.ends
    )
    return gaps[len(gaps) // 2] if gaps else 0


def heads_items(text: str, lines: list[Line], at: int) -> bool:
    """Whether items stand right below a line, each with its authors: with one mark, or a dateline."""
    mark = text[lines[at + 1].start] if at + 1 < len(lines) else ""
    if mark and lines[at + 1].kind == DATELINE:
        return _heads_news(lines, at + 1)
    if not mark or mark not in layout().headline_marks:
        return _heads_sent(text, lines, at + 1)
    signed = 0
    for line in lines[at + 1 :]:
        if line.kind != TEXT or text[line.start] != mark:
            break
        if find_signature(text, line.start, line.end) is None:
            return False
        signed += 1
    return signed >= _ITEMS


def _heads_sent(text: str, lines: list[Line], at: int) -> bool:
    """Whether paragraphs that each tell which office sent them follow from `at` on, and no others."""
    end = at
    while end < len(lines) and lines[end].kind == TEXT and lines[end].ends:
        first, last = lines[end].start, lines[end].end
        if front().sent.search(text, max(first, last - _SENT), last) is None:
            return False
        end += 1
    return end - at >= _SENDERS


def _heads_news(lines: list[Line], at: int) -> bool:
    """Whether paragraphs that each open with a dateline follow from `at` on."""
    end = at
    while end < len(lines) and lines[end].kind == DATELINE and lines[end].ends:
        end += 1
    return end - at >= _ITEMS


def numbered_items(text: str, lines: list[Line]) -> tuple[set[int], set[int]]:
    """Texts with the numbers 1, 2, 3 under names of sections, and these; none where a headline stands."""
    items: list[int] = []
    sections: set[int] = set()
    for at, line in enumerate(lines):
        if line.kind == FURNITURE or (items and _may_be_section(text, line)):
            sections |= {at} if items else set()
            continue
        found = layout().numbered.match(text, line.start, line.end) if line.kind == TEXT else None
        if found is None or number_of(found) != len(items) + 1:
            return set(), set()
        items.append(at)
    known = len(items) >= _ITEMS and len(sections) >= _SECTIONS
    return (set(items), sections) if known else (set(), set())


def _may_be_section(text: str, line: Line) -> bool:
    bare = line.kind == HEADING and line.end - line.start <= SECTION
    return bare and front().column.fullmatch(text, line.start, line.end) is not None


def number_of(found: re.Match[str]) -> int:
    """The number that a headline opens with, told in figures (group 1) or in words."""
    if found[1]:
        return int(found[1])
    number = 0
    for numeral in found[2] or found[3]:
        figure = int(unicodedata.numeric(numeral))
        number = (number or 1) * figure if figure == 10 else number + figure
    return number
