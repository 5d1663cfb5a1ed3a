"""Text made fit for reading, with the way back to the source.

Input: a range of the source text. Output: `CleanText`: words broken over lines are whole again,
paragraphs are separated by one line feed, stray spaces and invisible characters are gone,
characters that come in several widths come in one. One pass over the lines, linear in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.ingest.layout import Marks, marks, set_wide
from kg.model import CleanText

_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufffc"
)
_BREAK = "\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_GAP = re.compile(rf"[\s{_INVISIBLE}]+")
_UNSEEN = re.compile(rf"[{_INVISIBLE}]+")
_FEEDS = re.compile(r"\n+")
_LINE = re.compile(rf"[^{_BREAK}]+")
_ASIAN = r"\u2014\u2018-\u201d\u2026\u2e80-\ufeff\uff01-\uffee\U00020000-\U0003ffff"
_QUOTED = 40  # characters back in which a space looks for the quotation mark that it stands in
_SAMPLE = 2000  # lines that the measure of the column is taken from


@dataclass(frozen=True, slots=True)
class _Tables:
    """`marks()` compiled for speed."""

    marks: Marks
    odd: re.Pattern[str]
    narrow: re.Pattern[str]
    wide: re.Pattern[str]
    asian: re.Pattern[str]
    stop: re.Pattern[str]
    prose: re.Pattern[str]
    ends: tuple[str, ...]


@cache
def _tables() -> _Tables:
    known = marks()
    narrow, wide = (re.escape("".join(table)) for table in (known.narrow, known.wide))
    return _Tables(
        marks=known,
        odd=re.compile(rf"[^\S\n]|[{_INVISIBLE}{narrow}{wide}\"]"),
        narrow=re.compile(f"[{narrow}]"),
        wide=re.compile(rf"[{wide}](?<![{wide}].)[{wide}]*+"),
        asian=re.compile(f"[{_ASIAN}]"),
        stop=re.compile(rf"{re.escape(known.ascii_stop)}(?<=[{_ASIAN}\")].)(?![0-9A-Za-z.])"),
        prose=re.compile(f"[{re.escape(known.clause)}]"),
        ends=tuple(known.sentence_end),
    )


def clean(
    source: str, start: int = 0, end: int | None = None, *, running: bool = False
) -> CleanText:
    """Clean `source[start:end]`; the result maps each of its characters to one of the source.

    Paragraphs are separated by one line feed; none stands at either end. `running` says that
    no headings stand in it, so that every line that ends no sentence goes on in the next.
    """
    text = source[start:end].rstrip()
    tables = _tables()
    if not tables.odd.search(text) and not tables.stop.search(text):
        lead = len(text) - len(text.lstrip())
        ends = _paragraph_ends(text, tables)
        if ends == []:
            return CleanText(text[lead:], None, start + lead)
        if ends is not None:
            return CleanText(*_single_breaks(text, lead, ends, start))
    text, offsets = _close_gaps(text, start, running=running)
    return CleanText(_one_width(text, tables), offsets, start if offsets is None else 0)


def _paragraph_ends(text: str, tables: _Tables) -> list[tuple[int, int]] | None:
    """The runs of several line feeds, or None where a line ends otherwise than paragraphs do."""
    runs = []
    for gap in _FEEDS.finditer(text):
        at, until = gap.span()
        if text[at - 1] not in tables.ends and at and not ends_sentence(text[max(0, at - 5) : at]):
            return None
        if until - at > 1 and at:
            runs.append((at, until))
    return runs


def _single_breaks(
    text: str, lead: int, runs: list[tuple[int, int]], start: int
) -> tuple[str, tuple[int, ...]]:
    """`text` with one line feed in place of several, and the source offset of each character."""
    pieces: list[str] = []
    offsets: list[int] = []
    for at, until in [*runs, (len(text) - 1, len(text))]:
        pieces.append(text[lead : at + 1])
        offsets.extend(range(start + lead, start + at + 1))
        lead = until
    return "".join(pieces), tuple(offsets)


def ends_sentence(line: str) -> bool:
    """Whether a line ends in a full stop, or one and closing marks after it."""
    tables = _tables()
    bare = line[-5:].rstrip(tables.marks.closing)
    return bare.endswith(tables.ends) or tables.stop.fullmatch(bare, len(bare) - 1) is not None


def _one_width(text: str, tables: _Tables) -> str:
    """Map characters one to one: digits and letters to ASCII, marks beside Chinese to full width."""
    known = tables.marks
    text = tables.narrow.sub(lambda found: known.narrow[found[0]], text)
    if '"' in text:
        text = _curl_quotes(text, known.quotes)
    text = tables.stop.sub(known.full_stop, text)
    return tables.wide.sub(lambda run: _widen(run, text, tables), text)


def _widen(run: re.Match[str], text: str, tables: _Tables) -> str:
    """A run of ASCII marks, full-width where a Chinese character or mark stands beside it."""
    before, after = text[max(0, run.start() - 1) : run.start()], text[run.end() : run.end() + 1]
    if tables.asian.match(before) or tables.asian.match(after):
        return "".join(tables.marks.wide[mark] for mark in run[0])
    return run[0]


def _curl_quotes(text: str, quotes: str) -> str:
    """Straight quotes as opening and closing ones in turn, from the start of each paragraph."""
    return "\n".join(_curl(paragraph, quotes) for paragraph in text.split("\n"))


def _curl(paragraph: str, quotes: str) -> str:
    """One paragraph; what stands after an opening quote, curled or not, closes it."""
    first, *parts = paragraph.split('"')
    told, upper = [first], first
    for part in parts:
        mark = quotes[upper.rfind(quotes[0]) > upper.rfind(quotes[1])]
        upper = mark + part
        told.append(upper)
    return "".join(told)


def _close_gaps(text: str, start: int, *, running: bool) -> tuple[str, tuple[int, ...] | None]:
    """`text` without the gaps that mean nothing, and the source offset of each character left.

    The offsets are None where nothing was taken out.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    for at, until, shown in _runs(text, running=running):
        pieces.append(shown or text[at:until])
        offsets.extend(range(start + at, start + (at + 1 if shown else until)))
    same = len(offsets) == len(text)
    return "".join(pieces), None if same else tuple(offsets)


def _runs(text: str, *, running: bool) -> Iterator[tuple[int, int, str]]:
    """Stretches of `text` to keep (shown as "") and gaps to show as one space or line feed."""
    column = _Column(text)
    upper: tuple[int, int] | None = None
    goes_on = running
    for line in shown_lines(text):
        if upper is not None:
            shown = _joint(text, upper, line, column, goes_on=goes_on)
            if shown:
                yield _first_break(text, upper[1]), line[0], shown
            goes_on = running or shown != "\n"
        yield from _inside(text, line, running=running)
        upper = line
        goes_on = running or (goes_on and not ends_sentence(text[line[0] : line[1]]))


def shown_lines(text: str, at: int = 0, until: int | None = None) -> Iterator[tuple[int, int]]:
    """Where each line that shows anything starts and ends, without the gaps at its ends."""
    for line in _LINE.finditer(text, at, len(text) if until is None else until):
        start, end = line.span()
        if lead := _GAP.match(text, start, end):
            start = lead.end()
        while end > start and _GAP.match(text, end - 1):
            end -= 1
        if start < end:
            yield start, end


def _first_break(text: str, at: int) -> int:
    """The first line break at or after `at`, where only a gap separates the two."""
    found = re.compile(f"[{_BREAK}]").search(text, at)
    return found.start() if found else at


class _Column:
    """The measure of the text: how wide its lines are, and whether indents mark paragraphs."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._width: int | None = None

    def full(self, start: int, end: int) -> bool:
        """Whether this line reaches the right edge of a column of hard-wrapped lines."""
        if self._width is None:
            self._width = self._measure()
        return bool(self._width) and abs(width(self._text[start:end]) - self._width) <= 3

    def _measure(self) -> int:
        """Width of the column in half-width units, 0 where lines are not wrapped at one."""
        open_ended: Counter[int] = Counter()
        widest = 0
        for (start, end), _ in zip(shown_lines(self._text), range(_SAMPLE), strict=False):
            line = self._text[start:end]
            size = width(line)
            widest = max(widest, size)
            open_ended[size] += not ends_sentence(line)
        common = max(open_ended, key=lambda size: (open_ended[size], size), default=0)
        near = sum(count for size, count in open_ended.items() if abs(size - common) <= 3)
        wrapped = near >= 3 and near >= 0.6 * open_ended.total() and widest <= common + 3
        return common if wrapped and common >= 16 else 0


def width(line: str) -> int:
    """Width of a line in half-width units, near enough."""
    return (
        len(line) + len(line.encode("utf-8", "replace")) // 3 if not line.isascii() else len(line)
    )


def _joint(
    text: str, upper: tuple[int, int], lower: tuple[int, int], column: _Column, *, goes_on: bool
) -> str:
    """What stands between two lines: nothing or a space in a broken line, else a line feed."""
    known = _tables().marks
    last, first = text[upper[1] - 1], text[lower[0]]
    set_in = indented(text, upper[1], lower[0])
    if ends_sentence(text[upper[0] : upper[1]]):
        return "\n"
    if known.item.match(text, lower[0]) and not last.isdigit() and last not in known.opening:
        return "\n"
    if not _continues(text, upper, lower, known) and (
        set_in or not (goes_on or is_prose(text, *upper) or column.full(*upper))
    ):
        return "\n"
    return " " if last.isascii() and last.isalpha() and first.isascii() and first.isalpha() else ""


def _continues(text: str, upper: tuple[int, int], lower: tuple[int, int], known: Marks) -> bool:
    """Whether the marks at the break show that the sentence goes on."""
    last, first = text[upper[1] - 1], text[lower[0]]
    if last in known.comma or last in known.opening or first in known.not_initial:
        return True
    return (first.isascii() and first.islower()) or _in_quotes(text, upper[1], upper[0])


def is_prose(text: str, start: int, end: int) -> bool:
    """Whether a line that ends no sentence is one of running text, not a heading."""
    found = _tables().prose.search(text, start, end)
    if found is None:
        return False
    return end - start >= 20 or any(end_mark in text[start:end] for end_mark in _tables().ends)


def indented(text: str, at: int, start: int) -> bool:
    """Whether the line that begins at `start` is set in by an ideographic or two other spaces."""
    gap = text[at:start]
    if not gap.strip("\n"):
        return False
    runs = _LINE.findall(gap)
    indent = runs[-1] if runs and gap.endswith(runs[-1]) else ""
    return "\u3000" in indent or "\t" in indent or len(_UNSEEN.sub("", indent)) >= 2


def _inside(text: str, line: tuple[int, int], *, running: bool) -> Iterator[tuple[int, int, str]]:
    """The runs of one line."""
    at, end = line
    prose = True if running else None
    for gap in _GAP.finditer(text, at, end):
        if prose is None:
            prose = bool(_tables().prose.search(text, *line))
        yield at, gap.start(), ""
        if _UNSEEN.fullmatch(gap[0]) is None and _separates(text, gap.span(), line, prose=prose):
            yield gap.start(), gap.end(), " "
        at = gap.end()
    yield at, end, ""


def _separates(text: str, gap: tuple[int, int], line: tuple[int, int], *, prose: bool) -> bool:
    """Whether a gap means something: it parts Latin words, the names of a list, parallel slogans."""
    before, after = text[gap[0] - 1], text[gap[1]]
    if before.isascii() or after.isascii():
        return before.isascii() and after.isascii()
    if not (before.isalnum() and after.isalnum()):
        return before in _tables().marks.closing and after in _tables().marks.opening and not prose
    left, right = (
        text[max(line[0], gap[0] - 5) : gap[0]][::-1],
        text[gap[1] : min(line[1], gap[1] + 5)],
    )
    if _word(left) == _word(right) == 1 or (
        prose and (_alone(left) or (_alone(right) and not _listed(left)))
    ):
        return False  # 县委书记　刘　勇到
    if prose and set_wide().search(text, max(line[0], gap[0] - 5), gap[0]):
        return False  # 县长李　静到
    if not prose or gap[1] - gap[0] > 1 or text[gap[0]] == "\u3000":
        return True
    return _in_quotes(text, gap[0], line[0]) or (_listed(left) and _listed(right))


def _word(chunk: str) -> int:
    """How many letters `chunk` begins with."""
    return next((n for n, char in enumerate(chunk) if not char.isalnum()), len(chunk))


def _alone(chunk: str) -> bool:
    """Whether `chunk` begins with one letter and another space, as half of a name set wide does."""
    return _word(chunk) == 1 and len(chunk) > 1 and chunk[1].isspace()


def _listed(chunk: str) -> bool:
    """Whether `chunk` begins with two to four letters and another space, as names of a list do."""
    length = _word(chunk)
    return 2 <= length <= 4 and length < len(chunk) and chunk[length].isspace()


def _in_quotes(text: str, at: int, start: int) -> bool:
    """Whether a quotation mark or bracket was opened before `at` and not closed."""
    back = text[max(start, at - _QUOTED) : at]
    known = _tables().marks
    return max(map(back.rfind, known.opening)) > max(map(back.rfind, known.closing))
