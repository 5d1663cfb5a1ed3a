"""Whether `re` may read a repeated piece of a pattern in two ways, which takes it time without end.

A text of thirty such pieces with something else behind them is read in a billion ways, each of which
`re` tries before it says that the pattern does not fit. What is looked at around (`(?=…)`, `(?<!…)`)
is taken to fit; what may come a few times only is let be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

FEW = 8  # times
_OTHER = "\ufffe"  # stands for the characters that a pattern does not name
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)

Nodes = Iterable[tuple[Any, Any]]


def ambiguous(pattern: re.Pattern[str]) -> str | None:
    """A text that a piece repeated in `pattern` fits in two ways, None where there is none."""
    for body in _repeated(_parser.parse(pattern.pattern, pattern.flags)):
        if word := _Loop(body).twice():
            return word
    return None


def _repeated(nodes: Nodes) -> Iterator[Any]:
    """What is repeated without a bound, or more than a few times, at any depth."""
    for op, value in nodes:
        if op in _REPEATS and int(value[1]) - int(value[0]) > FEW:
            whole = list(value[2])
            if len(whole) > 1 or whole[0][0] is not sre.ATOMIC_GROUP:
                yield value[2]
        for piece in _inner(op, value):
            yield from _repeated(piece)


def _inner(op: Any, value: Any) -> list[Any]:
    """The pieces that a node is made of."""
    if op is sre.BRANCH:
        return list(value[1])
    if op is sre.SUBPATTERN:
        return [value[3]]
    if op is sre.ATOMIC_GROUP:
        return [value]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    return [value[2]] if op in (*_REPEATS, sre.POSSESSIVE_REPEAT) else []


class _Loop:
    """A piece of a pattern again and again: states, with what leads from one to another.

    State 0 is where one ends and the next begins. Characters are the bits of a number.
    """

    def __init__(self, body: Nodes) -> None:
        self.steps: dict[int, list[tuple[int, int]]] = {}  # with a character
        self.skips: dict[int, list[int]] = {0: []}  # without
        self.alphabet = [*dict.fromkeys(_named(body)), _OTHER]
        self.known: dict[int, tuple[bool, list[tuple[int, int, bool]]]] = {}
        self.skips[self._add(body, 0)].append(0)

    def twice(self) -> str | None:
        """A text that may be read in two ways, from state 0 to state 0."""
        seen = {(0, 0, False)}
        ways: list[tuple[int, int, bool, str]] = [(0, 0, False, "")]
        for one, other, differ, word in ways:
            ends, leads = self._after(one)
            ends_too, leads_too = self._after(other)
            if differ and ends and ends_too:
                return word
            for characters, a, again in leads:
                for characters_too, b, _ in leads_too:
                    if not (both := characters & characters_too):
                        continue
                    way = min(a, b), max(a, b), differ or a != b or again
                    if way not in seen:
                        seen.add(way)
                        char = self.alphabet[(both & -both).bit_length() - 1]
                        ways.append((*way, word + char))
        return None

    def _after(self, state: int) -> tuple[bool, list[tuple[int, int, bool]]]:
        """Whether a piece may end at a state, and the steps from there: characters, where to, and
        whether that is reached in several ways."""
        if state not in self.known:
            reached = self._reached(state)
            steps = [
                (characters, end, times > 1)
                for at, times in reached.items()
                for characters, end in self.steps.get(at, ())
            ]
            self.known[state] = 0 in reached, steps
        return self.known[state]

    def _reached(self, state: int) -> Counter[int]:
        """The states reached from one without a character, with the number of ways, over at most one
        end of a piece."""
        reached: Counter[int] = Counter()
        ways = [(state, frozenset({state}), state == 0)]
        while ways:
            at, passed, ended = ways.pop()
            reached[at] += 1
            for after in self.skips[at]:
                if after == 0 and not ended:
                    ways.append((0, frozenset({0}), True))
                elif after not in passed and after:
                    ways.append((after, passed | {after}, ended))
        return reached

    def _state(self, before: int | None = None) -> int:
        number = len(self.skips)
        self.skips[number] = []
        if before is not None:
            self.skips[before].append(number)
        return number

    def _add(self, nodes: Nodes, start: int) -> int:
        """The state behind `nodes`, read from `start` on."""
        for op, value in nodes:
            if op in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
                end = self._state()
                self.steps.setdefault(start, []).append((self._characters(op, value), end))
                start = end
            elif op in _REPEATS:
                least, most, inner = value
                start = self._repeat(int(least), int(most), inner, start)
            elif op is sre.BRANCH:
                end = self._state()
                for branch in value[1]:
                    self.skips[self._add(branch, self._state(start))].append(end)
                start = end
            else:
                for piece in _inner(op, value):
                    start = self._add(piece, start)
        return start

    def _repeat(self, least: int, most: int, body: Nodes, start: int) -> int:
        for _ in range(least):
            start = self._add(body, start)
        if most - least > FEW:
            again = self._state(start)
            self.skips[self._add(body, again)].append(again)
            return self._state(again)
        end = self._state()
        for _ in range(most - least):
            self.skips[start].append(end)
            start = self._add(body, start)
        self.skips[start].append(end)
        return end

    def _characters(self, op: Any, value: Any) -> int:
        return sum(1 << n for n, char in enumerate(self.alphabet) if _fits(op, value, char))


def _named(nodes: Nodes) -> Iterator[str]:
    """The characters that a piece of a pattern names."""
    for op, value in nodes:
        if op in (sre.LITERAL, sre.NOT_LITERAL):
            yield chr(value)
        elif op is sre.IN:
            for kind, what in value:
                if kind is sre.LITERAL:
                    yield chr(what)
                elif kind is sre.RANGE:
                    yield from map(chr, what)
                elif kind is sre.CATEGORY:
                    yield from "3 "
        for piece in _inner(op, value):
            yield from _named(piece)


def _fits(op: Any, value: Any, char: str) -> bool:
    if op is sre.ANY:
        return char != "\n"
    if op is not sre.IN:
        return bool((ord(char) == value) == (op is sre.LITERAL))
    fits = False
    for kind, what in value:
        if kind is sre.LITERAL:
            fits |= ord(char) == what
        elif kind is sre.RANGE:
            fits |= what[0] <= ord(char) <= what[1]
        elif kind is sre.CATEGORY:
            digit, space = char.isdigit(), char.isspace()
            fits |= {"DIGIT": digit, "SPACE": space}.get(str(what).rpartition("_")[2], True)
    return bool(fits != (value[0][0] is sre.NEGATE))
