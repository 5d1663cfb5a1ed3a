"""Headlines that stand in one line with the text below them, parted from it.

Input: the lines of a page as `lines` tells them. Output: the same lines, those that begin with a
headline in brackets (【…】) or before a wide gap each parted into a heading and its text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from kg.ingest.byline import find_dateline
from kg.ingest.layout import front, layout, marks, set_wide
from kg.ingest.lines import DATELINE, FURNITURE, HEADING, SECTION, TEXT, Line

_LEAST = 2  # lines of one form, on a page, that each begin with a headline


def part_run_in(text: str, lines: list[Line]) -> list[Line]:
    """`lines` with the headlines parted from the text that they are in one line with.

    One line alone may begin with anything: a place, a label, who speaks.
    """
    found = {at: head for at in range(len(lines)) if (head := _head(text, lines, at))}
    forms = Counter(head.lastgroup for head in found.values())
    kept = {at: head for at, head in found.items() if forms[head.lastgroup] >= _LEAST}
    if not kept:
        return lines
    parted: list[Line] = []
    for at, line in enumerate(lines):
        if at in kept and parted and parted[-1].kind == HEADING:
            parted[-1] = _section(parted[-1])
        parted += _parted(text, line, kept[at]) if at in kept else [line]
    return parted


def _head(text: str, lines: list[Line], at: int) -> re.Match[str] | None:
    """The headline that the line at `at` begins with, and what parts it from the text."""
    line = lines[at]
    if line.kind != TEXT or (at and lines[at - 1].kind == TEXT and not lines[at - 1].ends):
        return None
    found = front().run_in.match(text, line.start, line.end)
    if found is None or not any(stop in text[found.end() : line.end] for stop in marks().full_stop):
        return None
    words = found[0].strip(" \t\u3000").strip(marks().closing)
    if words.endswith(layout().offices) or front().leads.fullmatch(words.lstrip(marks().opening)):
        return None
    wide = set_wide().search(text, max(line.start, found.end() - 8), line.start + len(words))
    return None if wide else found


def _section(line: Line) -> Line:
    """A short heading over such a line, which has no headline of several lines, names a section."""
    return replace(line, kind=FURNITURE) if line.end - line.start <= SECTION else line


def _parted(text: str, line: Line, head: re.Match[str]) -> list[Line]:
    end = line.start + len(head[0].rstrip().rstrip(marks().full_stop))
    dated = find_dateline(text, head.end(), line.end) is not None
    topic = front().topic.match(text, line.start, end)
    start = topic.end() if topic else line.start
    over = [replace(line, end=line.start + len(topic[0].rstrip()), kind=FURNITURE)] if topic else []
    return [
        *over,
        replace(line, start=start, end=end, kind=HEADING, ends=False),
        replace(line, start=head.end(), kind=DATELINE if dated else TEXT, blanks=0, indented=False),
    ]
