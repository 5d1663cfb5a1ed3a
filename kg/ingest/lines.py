"""What each line of a page is, as far as the line itself tells.

Input: the text of a page. Output: `Line` values in order. What a heading heads, and where an
article starts, is decided in `page`, from the lines around it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from kg.ingest.byline import Byline, find_dateline, parse_byline, rounded, signed_line
from kg.ingest.clean import ends_sentence, indented, shown_lines, width
from kg.ingest.layout import Layout, front, layout, marks

FURNITURE, BYLINE, CAPTION, DATELINE, FURTHER, DAY, SENDER = (
    "furniture",
    "byline",
    "caption",
    "dateline",
    "further",
    "day",
    "sender",
)
_MARKS = re.compile(
    r"^[^\w\s\u2000-\u206f\u2500-\u27bf\u3000-\u303f\uff00-\uffef!-/:-@\[-`{-~·]+\s*"
)
_BLANKS = " \u3000"
_INNER = re.compile(r"[^\W\d_](?:.*[^\W\d_])?", re.DOTALL)
_APART = re.compile(r"(?<!\S)\S(?:\s+\S(?!\S))+")
HEADING, TEXT, BARE_DATELINE = "heading", "text", "dateline alone"
TOLD = {TEXT, DATELINE, BARE_DATELINE}
INDENT = 6  # blanks that open a paragraph, at most
SECTION = 12  # characters of the name of a section or a slogan, at most


@dataclass(frozen=True, slots=True)
class Line:
    """`text[start:end]` without the space around it; `blanks` empty lines stand above it."""

    start: int
    end: int
    kind: str
    blanks: int
    indented: bool
    ends: bool
    byline: Byline | None = None


def classify(text: str, start: int, end: int) -> Iterator[Line]:
    """The lines of `text[start:end]` that show anything."""
    at = start
    previous: Line | None = None
    for first, last in shown_lines(text, start, end):
        words = text[first:last]
        breaks = text.count("\n", at, first) or text.count("\r", at, first)
        kind, byline = _kind(words, previous if breaks == 1 else None)
        if byline and byline.waiting and words[-1] in marks().closing:
            byline = replace(byline, waiting=False)
        previous = Line(
            first,
            last,
            kind,
            max(0, breaks - (at > start)),
            indented(text, at, first),
            ends_sentence(words)
            or (words[-1].isdigit() and (_is_contact(words) or _ends_in_phone(words)))
            or (words[-1] in "）)】]" and _is_closed(words)),
            byline,
        )
        yield previous
        at = last


def _is_closed(words: str) -> bool:
    """Whether a line ends in a sentence and a bracket after it."""
    return front().closed.fullmatch(words, max(0, len(words) - layout().margin)) is not None


def _ends_in_phone(words: str) -> bool:
    """Whether a line ends in the number of a telephone, told to be one."""
    return front().phone.search(words, max(0, len(words) - layout().exclaims)) is not None


def _is_contact(words: str) -> bool:
    """Whether a line tells a telephone number and whose it is."""
    if not words[-1].isdigit() or len(words) > layout().margin:
        return False
    return front().contact.fullmatch(words) is not None


def _kind(words: str, previous: Line | None) -> tuple[str, Byline | None]:
    known, told, words = layout(), words, squeezed(words)
    is_short, opening = len(words) <= known.credit_line, find_dateline(words, 0, len(words))
    if is_short and is_furniture(words, known):
        return FURNITURE, None
    if opening and (opening.end == len(words) or known.cut_dateline.match(words)):
        return BARE_DATELINE if opening.end == len(words) else DATELINE, None
    if words[-1] in known.angled:
        told, words = rounded(told), rounded(words)
    before = previous.byline if previous and previous.kind == BYLINE else None
    if is_short and (
        byline := parse_byline(told, continues=before)
        or (words != told and parse_byline(words, continues=before))
        or signed_line(words)
    ):
        return BYLINE, byline
    return _told(words, known, is_dated=opening is not None), None


def _told(words: str, known: Layout, *, is_dated: bool) -> str:
    """The kind of a line that is neither furniture nor a byline."""
    if known.further.match(words):
        return FURTHER
    if front().titled.match(words) and len(words) <= known.heading:
        return HEADING
    if front().salutation.fullmatch(words):
        return TEXT
    if is_dated:
        return DATELINE
    if known.caption.match(words):
        return CAPTION
    return HEADING if _may_head(words, known) else TEXT


def _may_head(words: str, known: Layout) -> bool:
    """Whether a line is short, ends no sentence and breaks off none: a headline looks like this."""
    signs = marks()
    return (
        len(words) <= known.heading
        and not ends_sentence(words)
        and not _is_contact(words)
        and words[-1] not in signs.comma + signs.opening
        and words[0] not in signs.not_initial
        and not any(mark in words for mark in signs.full_stop)
        and (signs.ascii_stop not in words or front().stopped.search(words) is None)
    )


def is_call(line: Line, words: str) -> bool:
    """Whether a line, which says `words`, is one question or call, without clauses."""
    stops = marks().full_stop + marks().ascii_stop + marks().comma
    return (
        line.ends
        and not words[-1].isalnum()
        and not any(mark in words for mark in stops)
        and front().asked.match(words) is None
        and front().closing.fullmatch(words) is None
        and front().table.fullmatch(words) is None
    )


def is_question(line: Line, words: str, below: Line, told: str) -> bool:
    """Whether a line is one sentence that asks, and stands out from the longer text right below it.

    An empty line above it or an indent below it sets it off; `told` is what stands below it, which
    may be the words that a letter opens with.
    """
    set_off = line.blanks > 0 or (below.indented and not line.indented)
    return (
        set_off
        and below.blanks == 0
        and below.kind == TEXT
        and (len(words) < len(told) or front().letter.fullmatch(told) is not None)
        and words[-1] in marks().asks
        and words[0] not in marks().opening
        and front().asked.match(words) is None
        and sum(map(words.count, marks().sentence_end)) == 1
    )


def unmarked(words: str) -> str:
    """`words` without marks and numbers around them."""
    found = _INNER.search(words)
    return found[0] if found else ""


def narrowed(words: str) -> str:
    """`words` with digits, letters and marks in one width, as many as before."""
    odd, narrow = _narrow()
    return words.translate(narrow) if odd.search(words) else words


def levelled(lines: list[Line]) -> list[Line]:
    """`lines` without the empty lines that stand over each of them, which part nothing."""
    least = min((line.blanks for line in lines[1:]), default=0)
    if not least:
        return lines
    return [*lines[:1], *(replace(line, blanks=line.blanks - least) for line in lines[1:])]


def squeezed(words: str) -> str:
    """`words` closed up where all or nearly all of their characters are set apart: 要 闻."""
    if 3 * sum(map(words.count, _BLANKS)) < len(words):
        return words
    parts = words.split()
    alone = sum(len(part) == 1 for part in parts)
    return "".join(parts) if len(parts) > 1 and alone >= 0.8 * len(parts) else words


@cache
def _narrow() -> tuple[re.Pattern[str], dict[int, str]]:
    """What finds characters that come in another width, and what to read for each."""
    known = marks().narrow
    return re.compile(f"[{re.escape(''.join(known))}]"), str.maketrans(known)


def _plain(words: str) -> str:
    """`words` in one width, without spaces inside words and pictures before them."""
    odd, narrow = _narrow()
    words = words.translate(narrow) if odd.search(words) else words
    if " " in words or "\u3000" in words:
        words = _APART.sub(lambda run: "".join(run[0].split()), words)
    marked = _MARKS.match(words)
    return (words[marked.end() :] if marked else words) or words


def is_furniture(words: str, known: Layout) -> bool:
    """Whether a line is a page head or foot, a rule, a jump line, a staff line or a page number."""
    if (
        words[-1] in marks().full_stop
        and len(words) > known.exclaims
        and known.sentence.match(words)
    ):
        return False
    words = _plain(words)
    if known.furniture.fullmatch(words):
        return True
    bare = words.strip(known.bullets + _BLANKS)
    if bare and bare != words and known.furniture.fullmatch(bare):
        return True
    words = bare or words
    at, strong, spare = 0, False, True
    while at < len(words):
        token = known.strong.match(words, at)
        strong |= token is not None
        token = token or known.weak.match(words, at)
        if token is None and spare and front().dated.search(words):
            token, spare = front().unknown.match(words, at), False
        if token is None or token.end() == at:
            return False
        at = token.end()
    return strong


def column_width(text: str, lines: list[Line]) -> int:
    """Width of the columns that the page is hard-wrapped at, in half-width units, else 0.

    Blanks before a line count where more lines are alike with them, and some have none.
    """
    told = [line for line in lines if line.kind in {TEXT, HEADING, DATELINE}]
    ends = [line.ends for line in told]
    bare = [width(text[line.start : line.end]) for line in told]
    column, near = _column(bare, ends)
    if any(line.indented for line in told) and not all(line.indented for line in told):
        gaps = (gap_before(text, line) for line in told)
        full = [size + gap for size, gap in zip(bare, gaps, strict=True)]
        wide, alike = _column(full, ends)
        column = wide if wide and alike > near else column
    return column


def gap_before(text: str, line: Line) -> int:
    """How wide the blanks of an ordinary indent before a line are, else 0."""
    low = max(0, line.start - INDENT - 1)
    gap = width(text[max(text.rfind("\n", low, line.start) + 1, low) : line.start])
    return gap if gap <= INDENT else 0


def _column(sizes: list[int], ends: list[bool]) -> tuple[int, int]:
    """The width that lines which break off have, else 0; and how many are near it."""
    wider = Counter(sizes)
    widths = Counter(size for size, whole in zip(sizes, ends, strict=True) if not whole)
    common = max(widths, key=lambda size: (widths[size], size), default=0)
    near = sum(count for size, count in widths.items() if abs(size - common) <= 3)
    over = sum(count for size, count in wider.items() if size > common + 3)
    wrapped = near >= 4 and near >= 0.4 * widths.total() and over <= 0.2 * wider.total()
    return (common if wrapped else 0), near
