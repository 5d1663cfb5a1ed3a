"""What the lines of a page show of where articles start: their signs.

Input: the lines of a page before and after their kinds are settled, and the articles that the rules
of `starts` find. Output: the names of the signs of a line, which `[weights]` of the rules give
weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from kg.ingest.byline import find_signature, find_tail
from kg.ingest.layout import front, layout, marks
from kg.ingest.likeness import Likeness, Look
from kg.ingest.lines import BYLINE, DATELINE, DAY, FURNITURE, HEADING, TEXT, TOLD, Line, squeezed
from kg.ingest.matter import characters, how_often, pairs
from kg.ingest.segments import Segment
from kg.ingest.stretches import DATELINES, block_ends

_BRACKETS = ")）〉>＞"
_OPENING = "【[〔〖"
_QUOTES = '“"‘（(《'
_RARE = 4  # lines of the page; a pair of characters that more of them say tells nothing
_LONG = 12  # characters of a line that tells something, at least
_NEAR = 5  # lines below in which the words of a heading are looked for
_FAR = 40  # lines above, at most, that are taken as the article so far
_SHORT = 11  # characters of a short headline, at most
_LABEL = 6  # characters of a label over a headline, at most
_LONGER = 3  # characters that a headline has more than its label, at least
_BOX = 14  # characters of a line between marks, at most
_NAMED = 12  # characters before the colon behind a name, at most
_ECHO = 4  # pairs of a heading that its text says; more tell no more


class Signs:
    """The lines of a page; `raw` as they look by themselves, `lines` as they are settled."""

    def __init__(
        self, text: str, raw: list[Line], lines: list[Line], parts: list[Segment], column: int
    ) -> None:
        self.text = text
        self.raw = raw
        self.lines = lines
        self.column = column
        self.like: Likeness | None = None
        self.ruled = {part.opens: bool(part.headline) for part in parts}
        self.signed = 2 * sum(bool(part.names) for part in parts) >= len(parts)
        texts = [line for line in raw if line.kind in TOLD]
        self.set_in = 3 * sum(line.indented for line in texts) >= 2 * len(texts)
        self.gapped = 4 * sum(line.blanks > 0 for line in raw) >= len(raw)

    def _goes_on_above(self, at: int) -> bool:
        """Whether a line is a further one of the headline above it: ——记…."""
        if not 0 < at < len(self.raw) or self.raw[at - 1].kind != HEADING:
            return False
        line = self.raw[at]
        found = front().continued.match(self.text, line.start, line.end)
        return line.kind == HEADING and found is not None

    def may_start(self, at: int) -> bool:
        """Whether a line looks like a headline, told once for each line."""
        if at not in self._may:
            self._may[at] = self.looks_like_headline(at)
        return self._may[at]

    @cached_property
    def _may(self) -> dict[int, bool]:
        return {}

    def looks_like_headline(self, at: int) -> bool:
        """Whether a line looks like a headline: it is short and ends no sentence, or asks or calls."""
        line = self.raw[at]
        span = self.text, line.start, line.end
        if line.kind == TEXT:
            last = self.text[line.end - 1]
            asks = last in marks().sentence_end and last not in marks().full_stop
            return asks and line.end - line.start <= layout().exclaims
        if line.start in self.ruled:
            below = self.lines[at + 1].kind if at + 1 < len(self.lines) else ""
            marked = self._style(at)[2] or layout().prose.match(*span)
            return below != DAY and not (self.lines[at].kind != HEADING and marked)
        inner = front().inner.fullmatch(*span) or front().lead.match(*span)
        return line.kind == HEADING and inner is None

    def _is_answered(self, at: int) -> bool:
        """Whether a line asks what the line below answers, as in a text of questions."""
        if at + 1 == len(self.raw):
            return False
        line, below = self.raw[at : at + 2]
        asked = front().asked.match(self.text, line.start, line.end)
        answer = front().answered.match(self.text, below.start, below.end)
        return asked is not None and answer is not None

    def signs(self, at: int, start: int) -> Iterator[str]:
        """What a line shows, and what stands around it; `start` is where the last article started."""
        yield from self.own(at)
        yield from self.state(at, start)
        if self.like is not None:
            yield from self.like.signs(at)

    def own(self, at: int) -> Iterator[str]:
        """What a line shows whatever the article is that it would go on with."""
        yield from self.shape(at)
        yield from self.place(at)
        yield from self.label(at)
        yield from self.gap(at)
        yield from self.rule(at)

    def shape(self, at: int) -> Iterator[str]:
        """What the line itself shows."""
        words = self._words(at)
        bare = squeezed(words)
        if any(mark in words for mark in marks().comma):
            yield "comma"
        if front().inside.fullmatch(words):
            yield "inside"
        if front().notice.fullmatch(bare):
            yield "notice"
        if front().ordinal.match(words):
            yield "ordinal"
        if len(words) > _SHORT:
            yield "long"
        if self._is_answered(at):
            yield "answered"
        if self._is_row(at):
            yield "row of a table"
        elif at and self._is_row(at - 1):
            yield "below a table"
        if self.lines[at].kind != self.raw[at].kind:
            yield f"settled as {self.lines[at].kind}"

    def place(self, at: int) -> Iterator[str]:
        """What stands right above and below the line."""
        above, below = self._above(at), self._below(at)
        yield f"below {above}"
        if below in {BYLINE, "end", *DATELINES}:
            yield f"over {below}"
        end = self._end(at)
        if below == HEADING and end < len(self.raw) and self.raw[end].kind in {BYLINE, *DATELINES}:
            yield "over further lines and news"
        if above == HEADING and not self.raw[at].blanks:
            same = self._style(at - 1)[1:] == self._style(at)[1:]
            if self.lines[at - 1].kind == FURNITURE:
                yield "below what heads the page"
            elif same:
                yield "below its like"
        told = self.raw[end] if end < len(self.raw) else self.raw[at]
        if told.kind in TOLD and told.indented and not self.raw[at].indented:
            yield "set out over text"

    def label(self, at: int) -> Iterator[str]:
        """Whether the line, or the heading above it, is a label over a headline."""
        below = self.raw[at + 1] if at + 1 < len(self.raw) else None
        over = self.raw[at].kind == HEADING and below is not None and below.kind == HEADING
        known = front().labels.fullmatch(squeezed(self._words(at)))
        if known and below is not None and below.kind in {TEXT, HEADING}:
            yield "label over text" if below.kind == TEXT else "label over heading"
        if self._sizes[at] <= 1:
            yield "speck"
        if self._is_boxed(at):
            yield "boxed"
            if below is not None and below.kind == HEADING:
                yield "boxed over heading"
        if below is not None and over and self._is_short(at):
            yield "short over longer, gap" if below.blanks else "short over longer"
        if self._above(at) != HEADING:
            return
        if self._is_boxed(at - 1):
            yield "below boxed"
        if self._is_short(at - 1):
            yield "longer below short, gap" if self.raw[at].blanks else "longer below short"
        if self._sizes[at - 1] <= 1:
            yield "below a speck"

    def _opening(self, at: int) -> str:
        """The mark and the character that a line opens with; a number counts as one."""
        words = self._words(at)[:2]
        return words if not words.isalnum() and len(words) > 1 else str(at)

    def _is_boxed(self, at: int) -> bool:
        """Whether a short line stands between marks."""
        words = self._words(at)
        marked = not (words[0].isalnum() or words[-1].isalnum())
        return marked and len(words) <= _BOX and words[0] not in _QUOTES

    def _is_short(self, at: int) -> bool:
        """Whether a line is short, and the one below it longer."""
        return self._sizes[at] <= min(_LABEL, self._sizes[at + 1] - _LONGER)

    @cached_property
    def _sizes(self) -> list[int]:
        return [len(characters(self._words(at))) for at in range(len(self.raw))]

    def gap(self, at: int) -> Iterator[str]:
        """Empty lines and blanks that set the line off."""
        line = self.raw[at]
        if line.indented and self.set_in:
            yield "set in as texts"
        if not line.blanks and self.gapped:
            yield "no gap"
        if at + 1 < len(self.raw):
            under = self.raw[at + 1].blanks > 0
            if line.blanks:
                yield "gaps on both sides" if under else "gap above only"
            elif under:
                yield "gap below only"

    def state(self, at: int, start: int) -> Iterator[str]:
        """How the line stands to the article that it would go on with."""
        told = start >= 0 and self._is_told(start, at)
        state = "first" if start < 0 else "told" if told else "untold"
        gap = "gap" if self.raw[at].blanks else "no gap"
        yield f"{state}, {gap}, over {self._below(at)}"
        if start < 0:
            yield "first"
            return
        if told:
            like = self._style(at) == self._style(start)
            yield "like the last headline" if like else "unlike the last headline"
            if self.raw[at].indented and not self.raw[start].indented:
                yield "set in, the last not"
            if self._opening(at) == self._opening(start):
                yield "opens as the last headline"
            return
        yield f"untold {min(3, at - start)}"
        above, below = self._above(at), self._below(at)
        if above == HEADING:
            yield "untold below heading"
        if below in {TEXT, HEADING}:
            yield f"untold over {below}"

    def rule(self, at: int) -> Iterator[str]:
        """What the rules say of the line, and of those next to it."""
        line = self.raw[at]
        if line.start in self.ruled:
            yield "rule" if self.lines[at].kind == HEADING else "rule of text"
        below = self._nexts[at]
        if below < len(self.raw) and (headed := self.ruled.get(self.raw[below].start)) is not None:
            yield "over a headline" if headed else "over text without headline"
        if at and self.raw[at - 1].start in self.ruled:
            yield "below a headline"

    @cached_property
    def _nexts(self) -> list[int]:
        """For each line, the next below it that is no furniture."""
        nexts = [len(self.raw)] * len(self.raw)
        for at in range(len(self.raw) - 2, -1, -1):
            nexts[at] = nexts[at + 1] if self.lines[at + 1].kind == FURNITURE else at + 1
        return nexts

    def matter(self, at: int, start: int) -> Iterator[str]:
        """Whether what is below says the words of the line, and goes on with what is above."""
        yield self.echo(at)
        yield from self.other(at, start)

    def echo(self, at: int) -> str:
        """How many pairs of characters of the line, rare on the page, the lines below say again."""
        said = self._said(at + 1, at + _NEAR)
        again = sum(pair in said and self._often[pair] <= _RARE for pair in self._pairs[at])
        return f"said below {min(_ECHO, again)}"

    def other(self, at: int, start: int) -> Iterator[str]:
        """Whether the line and those below it say what the article so far does."""
        if start < 0:
            return
        first = max(start, at - _FAR)
        said, last = self._said(at, at + _NEAR), min(len(self.raw), at + _NEAR)
        shared = said & self._said(first, at)
        rare = sum(self._often[pair] <= _RARE for pair in said)
        if 40 * sum(self._often[pair] <= _RARE for pair in shared) < rare:
            yield "other matter"
        near = Counter(pair for n in range(first, last) for pair in self._pairs[n] & shared)
        if 15 * sum(self._often[pair] - near[pair] <= 1 for pair in shared) >= len(said):
            yield "names again"

    def _words(self, at: int) -> str:
        line = self.raw[at]
        return self.text[line.start : line.end]

    def _is_told(self, start: int, at: int) -> bool:
        """Whether text stands between the line that an article starts at and this one."""
        if self.raw[start].kind in TOLD and not self.may_start(start) and at > start + 1:
            return True
        return self._texts[at] > start

    @cached_property
    def _texts(self) -> list[int]:
        """For each line, the last line above it that tells something."""
        found: list[int] = []
        last = -1
        for at, line in enumerate(self.raw):
            found.append(last)
            if line.kind in TOLD and line.end - line.start > _LONG:
                last = at
        return found

    def _is_row(self, at: int) -> bool:
        words = self._words(at)
        known = front()
        if words[0] in layout().headline_marks:
            return False
        return known.table.fullmatch(words) is not None or known.row.fullmatch(words) is not None

    def _style(self, at: int) -> tuple[bool, bool, str]:
        """How a line is set: a gap above it, an indent, a mark or figure that it opens with."""
        line, first = self.raw[at], self.text[self.raw[at].start]
        mark = first if first in layout().headline_marks else "#" if first.isdigit() else ""
        return line.blanks > 0, line.indented, "[" if first in _OPENING else mark

    @cached_property
    def _looks(self) -> list[Look]:
        """How each line is set, and what stands above and below it."""
        looks: list[Look] = []
        for at, line in enumerate(self.raw):
            below = self.raw[at + 1] if at + 1 < len(self.raw) else None
            kind = DATELINE if self._below(at) in DATELINES else self._below(at)
            under = (kind, below.blanks > 0, below.indented) if below else (kind, False, False)
            above = self._above(at).removesuffix(" not signed")
            looks.append(
                Look(line.kind, line.blanks > 0, line.indented, self._front(at), under, above)
            )
        return looks

    def _front(self, at: int) -> str:
        """What a line opens with: a mark, a number, a name before a colon."""
        words = self._words(at)
        marked = words[0] in layout().headline_marks or not words[0].isalnum()
        mark = words[0] if marked else ""
        if not marked and (words[0].isdigit() or layout().numbered.match(words)):
            mark = "#"
        named = any(colon in words[2:_NAMED] for colon in marks().introduces)
        return mark + ":" if named else mark

    def _end(self, at: int) -> int:
        """Where the run of headings ends that the line is in."""
        return max(at + 1, self._ends[at])

    @cached_property
    def _ends(self) -> list[int]:
        return block_ends(self.raw, frozenset())

    def _below(self, at: int) -> str:
        return self.raw[at + 1].kind if at + 1 < len(self.raw) else "end"

    def _above(self, at: int) -> str:
        """What the line above is; of a text, how it ends."""
        return self._aboves[at]

    @cached_property
    def _aboves(self) -> list[str]:
        return [self._told_above(at) for at in range(len(self.raw))]

    def _told_above(self, at: int) -> str:
        if not at:
            return "nothing"
        line = self.raw[at - 1]
        if line.kind not in TOLD:
            return line.kind
        if self._closes(line):
            return "signature"
        if line.ends:
            return "text not signed" if self.signed else "text"
        return "broken line" if self.column else "broken text"

    def _closes(self, line: Line) -> bool:
        """Whether a text ends in who wrote it."""
        last = self.text[line.end - 1]
        if not (last in _BRACKETS or (not line.ends and last.isalnum())):
            return False
        span = self.text, line.start, line.end
        return find_tail(*span) is not None or find_signature(*span) is not None

    def _said(self, first: int, last: int) -> set[str]:
        """The pairs of characters that some lines say."""
        return set().union(*self._pairs[first:last])

    @cached_property
    def _pairs(self) -> list[set[str]]:
        return [pairs(self._words(at)) for at in range(len(self.raw))]

    @cached_property
    def _often(self) -> Counter[str]:
        return how_often(self._pairs)
