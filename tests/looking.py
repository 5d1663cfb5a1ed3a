"""How much work an extraction is: calls, and characters that patterns look through, counted.

Lines of Python (`tests.growth`) do not tell of a pattern that is looked for to the end of a long text
again and again. Nothing here is timed: the work is the same on every machine.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

from kg.extract.goods import reads_goods
from kg.rules import TABLES, Patterns, Rules, load_rules

_AS_ONE = 20  # characters that a pattern looks through in the time of a call


class Count:
    """Characters looked through so far."""

    characters = 0


class Looking:
    """A pattern that counts the characters it looks through, at least."""

    def __init__(self, pattern: re.Pattern[str], count: Count) -> None:
        self.fits = pattern
        self.count = count
        self.pattern = pattern.pattern
        self.groupindex = pattern.groupindex

    def _looked(self, text: str, found: re.Match[str] | None, pos: int, end: int) -> None:
        self.count.characters += max(0, (found.end() if found else min(end, len(text))) - pos)

    def search(self, text: str, pos: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As `re` has it."""
        found = self.fits.search(text, pos, end)
        self._looked(text, found, pos, end)
        return found

    def match(self, text: str, pos: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As `re` has it."""
        found = self.fits.match(text, pos, end)
        self._looked(text, found, pos, end if found else pos)
        return found

    def fullmatch(self, text: str, pos: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As `re` has it."""
        found = self.fits.fullmatch(text, pos, end)
        self._looked(text, found, pos, end if found else pos)
        return found

    def finditer(self, text: str, pos: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """As `re` has it."""
        for found in self.fits.finditer(text, pos, end):
            self._looked(text, found, pos, end)
            pos = found.end()
            yield found
        self._looked(text, None, pos, end)

    def findall(self, text: str) -> list[Any]:
        """As `re` has it."""
        self._looked(text, None, 0, len(text))
        return self.fits.findall(text)

    def sub(self, by: Any, text: str) -> str:
        """As `re` has it."""
        self._looked(text, None, 0, len(text))
        return self.fits.sub(by, text)


def looking_rules() -> tuple[Rules, Count]:
    """The rules, of which all patterns but those that no text can keep busy count what they look through."""
    rules, count = load_rules.__wrapped__(), Count()
    for table in TABLES:
        rules._compiled[table] = _looking(rules, table, count)
    for words in (rules.grammar, rules.grammar.appointed):
        for name, value in vars(words).items():
            if isinstance(value, re.Pattern):
                setattr(words, name, Looking(value, count))
    goods = reads_goods(rules)
    goods.amount = Looking(goods.amount, count)  # type: ignore[assignment]
    return rules, count


def _looking(rules: Rules, table: str, count: Count) -> Patterns:
    return Patterns(lambda name: Looking(rules._pattern(table, name), count))  # type: ignore[arg-type, return-value]


def work(count: Count, run: Callable[[], object]) -> int:
    """The calls that `run()` makes, and what patterns look through in it."""
    calls = 0

    def counted(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before, start = sys.getprofile(), count.characters
    sys.setprofile(counted)
    try:
        run()
    finally:
        sys.setprofile(before)
    return calls + (count.characters - start) // _AS_ONE
