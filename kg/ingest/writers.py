"""Who wrote what stands on a page, where a line alone does not tell.

Input: the lines of a page as `lines` tells them. Output: the same lines, some of another kind: names
over, below and inside texts, offices that sign a notice, the lines of poems.
"""

from __future__ import annotations

from dataclasses import replace

from kg.ingest.byline import Byline, plain_name, writer_line
from kg.ingest.kinds import Kinds
from kg.ingest.layout import front, layout
from kg.ingest.lines import (
    BARE_DATELINE,
    BYLINE,
    DATELINE,
    FURNITURE,
    HEADING,
    SENDER,
    TEXT,
    TOLD,
    Line,
    is_call,
)

_DEEP, _SENDER = 12, 24  # blanks before a line that is set in deep; its characters, at most
BRIEF = 4  # characters; a first line this short over a headline names a section
_SCHOOL = 5  # characters of where somebody writes from, over a text, at least
_UNIT = 3  # the same, where the name is set wide or the line set in, and the headline is not
_NOTICE = 20  # lines of a notice, at most, below which it is signed
_SIGNED = 20  # characters of a line over a poem that says who wrote it, at most
_PEN = 3  # characters of a name that are set apart, at most
_NAMES = 2  # names over texts; where so many are known, others are told by where they stand
_VERSE, _VERSES = 20, 3  # characters of a line of a poem; its lines, at least


class Writers(Kinds):
    """Names, and what else shows who wrote a text."""

    def part_verse(self) -> None:
        """Lines of a poem, which look like headings, below its headline and byline."""
        lines = self.lines
        for at in range(1, len(lines) - 1):
            if lines[at - 1].kind != HEADING or lines[at + 1].kind != HEADING:
                continue
            words, known = self.words[at], self.is_kind(at, BYLINE)
            if len(words) > _SIGNED or (
                not known and len(words) > _PEN and len(words.split()) == 1
            ):
                continue
            byline = self._verse_byline(at)
            if not (byline or known):
                continue
            end = self._verse_end(at + 1)
            if byline and end > at + 1:
                self.set_kind(at, BYLINE, byline)
            for line in range(at + 1, end):
                lines[line] = replace(lines[line], kind=TEXT, ends=True)

    def _verse_byline(self, at: int) -> Byline | None:
        if not self.is_kind(at, HEADING):
            return None
        name = plain_name(self.words[at])
        return Byline([name], introduced=True) if name else writer_line(self._told(self.lines[at]))

    def _verse_end(self, start: int) -> int:
        """Where the lines of a poem end that may begin at `start`; `start` if none does."""
        end = start
        while self.is_kind(end, HEADING) and self.lines[end].indented == self.lines[start].indented:
            end += 1
        if self.is_kind(end, TEXT, BYLINE, DATELINE, BARE_DATELINE):
            gaps = (at for at in range(end - 1, start, -1) if self.lines[at].blanks)
            end = next(gaps, end - 1)
        short = all(len(words) <= _VERSE for words in self.words[start:end])
        return end if end - start >= _VERSES and short else start

    def keep_senders(self) -> None:
        """Offices and people that sign a letter or notice, below its text, and the day below them."""
        for at in range(1, len(self.lines)):
            line = self.lines[at]
            if line.kind != HEADING:
                continue
            first = self._above_phones(at)
            above = self.lines[first]
            told = above.kind == SENDER or (above.kind in TOLD and not self._calls(first))
            if told and above.ends and self._signs(at):
                self.lines[at] = replace(line, kind=SENDER, ends=True)

    def _calls(self, at: int) -> bool:
        """Whether a line is one short question or call, over what goes on with it: ——记…."""
        line, below = self.lines[at : at + 2]
        continued = front().continued.match(self.text, below.start, below.end) is not None
        return (
            continued and len(self.words[at]) <= layout().exclaims and is_call(line, self.words[at])
        )

    def _above_phones(self, at: int) -> int:
        """The line above a line, or above the telephone numbers there."""
        above = at - 1
        while above > 0 and self.is_kind(above, FURNITURE) and self.lines[above].ends:
            above -= 1
        return above

    def _signs(self, at: int) -> bool:
        """Whether a line below a text says who signs it: by its words, or set in as none else is."""
        words = self.words[at]
        if max(map(words.rfind, "(（")) > max(map(words.rfind, ")）")):
            return False
        if words[0] in "(（" and front().author.fullmatch(words):
            return True
        if front().unnamed.fullmatch(words):
            return True
        if front().sender.fullmatch(words) and self._is_sender(at):
            return True
        if plain_name(words) and self._ends_notice(at):
            return True
        return self._is_set_off(at) and not layout().subheading.match(words)

    def _is_sender(self, at: int) -> bool:
        """Whether an office stands alone below a text, or below one with the headline of a notice."""
        line = self.lines[at]
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        if (below is None or below.kind == HEADING) and self._ends_notice(at):
            return True
        apart = below is not None and (below.blanks > 0 or (line.indented and not below.indented))
        return apart and not line.blanks

    def _is_set_off(self, at: int) -> bool:
        """Whether a line is set in deep, or alone set in over an empty line, and what is below is not."""
        line, above = self.lines[at], self.lines[at - 1]
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        if line.end - line.start > _SENDER or not line.indented:
            return False
        alone = not above.indented and below is not None and not below.indented
        if alone and below and below.blanks and below.kind == HEADING:
            return True
        if not self._is_deep(at) or plain_name(self.words[at]) or writer_line(self._told(line)):
            return False
        return below is None or (below.kind in {HEADING, FURNITURE} and not self._is_deep(at + 1))

    def _ends_notice(self, at: int) -> bool:
        """Whether the text above a line has the headline of a notice."""
        first = self._above_phones(at)
        while first >= max(0, at - _NOTICE) and self.is_kind(first, *TOLD):
            first -= 1
        heading = self.is_kind(first, HEADING)
        return heading and front().notice.fullmatch(self.words[first]) is not None

    def _is_deep(self, at: int) -> bool:
        """Whether a line is short and set in by more than a paragraph is."""
        line = self.lines[at]
        return line.indented and line.end - line.start <= _SENDER and self.indent(at) >= _DEEP

    def part_authors(self) -> None:
        """Who wrote a poem or story, below its name and kind; which pupil of which class."""
        for at in range(1, len(self.lines)):
            line = self.lines[at]
            if line.kind != HEADING or self.lines[at - 1].kind != HEADING:
                continue
            if front().continued.match(self.words[at]):
                continue
            set_in = line.indented and not self.lines[at - 1].indented
            *where, name = self.words[at].split()
            byline = writer_line(self._told(line)) if where and self.is_kind(at + 1, TEXT) else None
            wide = "\u3000" in self._told(line)
            least = _UNIT if set_in or wide or len(where) > 1 else _SCHOOL
            if byline and len("".join([*where, name])) - len(byline.names[0]) >= least:
                self.set_kind(at, BYLINE, byline)
            elif self._is_work(at - 1) and layout().name.fullmatch(name):
                self.set_kind(at, BYLINE, Byline([name], introduced=True))

    def _told(self, line: Line) -> str:
        return self.text[line.start : line.end]

    def _is_work(self, at: int) -> bool:
        """Whether a line names a poem or story, and says that it is one."""
        return front().work.fullmatch(self.words[at]) is not None

    def part_bylines(self) -> None:
        """Names that stand alone over a text, or below one with where they write from.

        Where names stand over several texts, words that are no known name are pen names there.
        """
        pens: list[int] = []
        names = 0
        for start, end in list(self.blocks()):
            last = end - 1
            if last > start and self.is_kind(end, TEXT):
                if name := self._name_over_text(last) or self._name_set_wide(last):
                    self.set_kind(last, BYLINE, Byline([name], introduced=True))
                    names += 1
                elif self.lines[end].indented or self.lines[end].blanks:
                    pens.append(last)
            below = self.is_kind(start - 1, TEXT, DATELINE) and self.lines[start - 1].ends
            line = self.lines[start]
            if below and (byline := writer_line(self.text[line.start : line.end])):
                self.set_kind(start, BYLINE, byline)
            elif below and (name := self._name_under_text(start)):
                self.set_kind(start, BYLINE, Byline([name], introduced=True))
        for at in pens if names >= _NAMES else []:
            self._part_pen_name(at)

    def _name_over_text(self, at: int) -> str:
        name, line = plain_name(self.words[at]), self.lines[at]
        apart = len(name) < line.end - line.start
        return name if apart or len(self.words[at - 1]) > BRIEF else ""

    def names_writer(self, at: int) -> bool:
        """Whether a line holds a name that is set wide, and nothing else."""
        return bool(self._name_set_wide(at))

    def _name_set_wide(self, at: int) -> str:
        """A name of two or three characters that are set apart, whatever they are."""
        told = self._told(self.lines[at])
        letters = "".join(told.split())
        apart = 2 <= len(letters) <= _PEN and len(told.split()) == len(letters)
        good = apart and letters.isalpha() and letters not in layout().not_names
        return letters if good else ""

    def _name_under_text(self, at: int) -> str:
        """A name set wide and in, with which a text ends."""
        line = self.lines[at]
        if not line.indented or self.is_kind(at + 1, TEXT, BYLINE):
            return ""
        name = plain_name(self.words[at])
        return name if len(name) < line.end - line.start or self._is_deep(at) else ""

    def _part_pen_name(self, at: int) -> None:
        name = "".join(self.words[at].split())
        if layout().name.fullmatch(name) and name not in layout().not_names and len(name) <= 3:
            self.set_kind(at, BYLINE, Byline([name], introduced=True))
