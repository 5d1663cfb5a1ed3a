"""Running the patterns of rules: two engines, which find the same.

Input: a pattern in RE2 syntax, a text. Output: where it fits: the leftmost place, and there what
the alternatives that stand first give.

RE2 takes time in proportion to the text, whatever the pattern, but for each new text builds much
of its automaton anew. PCRE2 tries one alternative after the other, at once and, over the clauses
that articles have, in a quarter of the time; over texts made for it, in time without end. So it
looks first, and may take a bounded number of steps; what takes more is left to RE2.
"""

from __future__ import annotations

import re
from typing import Any, Final

import pcre2
import re2

# Of 100,000 texts that rules were tried on one in a thousand takes more steps. They are counted,
# not timed: which engine looks is the same on every machine, and what it finds is the same.
_STEPS: Final = 1000
_LONG: Final = 500  # characters: in longer texts some of what it does is not counted as a step
# What both read alike: no escapes with a letter, no flags, and no count without its least.
_ALIKE: Final = re.compile(r"(?:[^\\({]|\\[^a-zA-Z0-9]|\((?!\*|\?(?!:|P<))|\{(?!,))*")
_PIECE: Final = re.compile(
    r"(?P<opens>\((?:\?(?::|P<\w+>))?)|(?P<or>\|)|(?P<end>\$)|\^"
    r"|(?:(?P<closes>\))|(?P<atom>\\.|\[\^?\]?(?:\[:\^?[a-z]+:\]|\\.|[^\]\\])*\]|.))"
    r"(?P<count>[?*+]|\{\d[^}]*\})?\??",
    re.DOTALL,
)
# Bytes for RE2's states. More of them helps no pattern, and grows with the texts.
_ENOUGH: Final = 4 << 20
_MOST: Final = 64 << 20  # for a pattern that would not fit

Span = tuple[int, int]
PatternError = re2.error


class Pattern:
    """A pattern, ready to be looked for; `groupindex` gives the numbers of its groups by name.

    Raises PatternError for what is no RE2 syntax: at once where only RE2 can run it, else
    when it is checked.
    """

    __slots__ = ("_is_guard", "_numbers", "_quick", "_source", "_sure", "groupindex")

    def __init__(self, source: str, *, is_guard: bool = False) -> None:
        self._source = source
        self._is_guard = is_guard
        self._sure: Any = None
        self._quick = _quick(source)
        compiled = self._quick or self.check()
        self.groupindex: dict[str, int] = dict(compiled.groupindex)
        self._numbers = range(compiled.groups + 1)

    def find(self, text: str) -> tuple[Span, ...] | None:
        """Where it fits in `text`: begin and end (characters) of the whole and of each group by
        number, (-1, -1) of a group that takes no part; None where it does not.
        """
        if self._quick is not None and len(text) <= _LONG:
            try:
                found = self._quick.search(text)
            except pcre2.LibraryError:  # too many steps
                pass
            else:
                return None if found is None else tuple(map(found.span, self._numbers))
        encoded = text.encode()
        found = self.check().search(encoded)
        if found is None:
            return None
        return tuple(_characters(encoded, *found.span(number)) for number in self._numbers)

    def fits(self, text: str) -> bool:
        """Whether it fits somewhere in `text`."""
        if self._quick is not None and len(text) <= _LONG:
            try:
                return self._quick.search(text) is not None
            except pcre2.LibraryError:  # too many steps
                pass
        return self.check().search(text.encode()) is not None

    def check(self) -> Any:
        """Compile it with RE2, whose syntax it must have; gives that, for text in UTF-8.

        Of a guard it is asked only whether it fits. From the beginning of the text on, RE2 need
        not go back to find where what fits begins, which takes longer than to find that it does.
        """
        if self._sure is None:
            source = f"^(?s:.*?)(?:{self._source})" if self._is_guard else self._source
            try:
                self._sure = re2.compile(source, options=_options(_ENOUGH))
            except PatternError:
                self._sure = re2.compile(source, options=_options(_MOST))
        return self._sure


def _quick(source: str) -> Any:
    """`source` as PCRE2 runs it; None where it would read it otherwise than RE2, or not at all.

    A dollar stands for the end of the text, not for that before a last line feed too.
    """
    if not _ALIKE.fullmatch(source) or _repeats_nothing(source):
        return None
    ended = _PIECE.sub(lambda found: rf"\z{found[0][1:]}" if found["end"] else found[0], source)
    try:
        return pcre2.compile(f"(*LIMIT_MATCH={_STEPS}){ended}", pcre2.ASCII)
    except pcre2.LibraryError:
        return None


def _repeats_nothing(source: str) -> bool:
    """Whether something is repeated that may be empty: the engines do not agree when that ends."""
    empty = [[True]]  # for each bracket that is open, whether each of its alternatives may be
    for piece in _PIECE.finditer(source):
        count = piece["count"] or ""
        if piece["opens"]:
            empty.append([True])
        elif piece["or"]:
            empty[-1].append(True)
        elif piece["atom"] or piece["closes"]:
            may_be = bool(piece["closes"]) and len(empty) > 1 and any(empty.pop())
            if may_be and count and count != "?":
                return True
            empty[-1][-1] &= may_be or count in ("?", "*") or count.startswith("{0")
    return False


def _options(memory: int) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = memory
    return options


def _characters(text: bytes, start: int, end: int) -> Span:
    """A span of bytes in characters."""
    if start < 0:
        return -1, -1
    before = len(text[:start].decode())
    return before, before + len(text[start:end].decode())
