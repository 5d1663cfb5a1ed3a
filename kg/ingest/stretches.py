"""Stretches of lines of one kind on a page: runs of headings, texts, the gaps between paragraphs.

Input: the lines of a page, their kinds settled. Output: where the stretch ends that each line is in.
"""

from __future__ import annotations

from itertools import pairwise

from kg.ingest.lines import (
    BARE_DATELINE,
    BYLINE,
    CAPTION,
    DATELINE,
    HEADING,
    SENDER,
    TEXT,
    Line,
)

DATELINES = {DATELINE, BARE_DATELINE}


def block_ends(lines: list[Line]) -> list[int]:
    """For each line, where the run of heading lines that it belongs to ends."""
    ends = [len(lines)] * len(lines)
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].kind != HEADING:
            ends[at] = at
        elif at + 1 < len(lines):
            ends[at] = ends[at + 1] if lines[at + 1].kind == HEADING else at + 1
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
