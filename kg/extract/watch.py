"""Which rules may fit a clause: told by the words that it holds, before any pattern is tried.

Input: the text of a sentence, the rules at work. Output: the rules of which a needed word
(`kg.needed`) stands in a clause of it. One pass over the sentence, however many rules there are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, reduce
from operator import or_

from kg.lexicon import looked_for
from kg.rules import Rule, Rules

Sign = tuple[int, int]  # where a word stands, and the rules that it may tell of, as bits


class Watch:
    """Watches for the rules of given numbers. Rules stand for bits, in their order."""

    def __init__(self, rules: tuple[Rule, ...], at_work: Iterable[int]) -> None:
        self._rules = rules
        self._chosen: dict[int, tuple[Rule, ...]] = {}
        self._always = 0
        own: dict[str, int] = {}  # words to the rules that need them
        for number in at_work:
            words = rules[number].needed
            self._always |= 0 if words else 1 << number
            for word in words:
                own[word] = own.get(word, 0) | 1 << number
        self._bits = {  # where a word stands, so do those that begin it
            word: reduce(or_, (own.get(word[:end], 0) for end in range(1, len(word) + 1)))
            for word in own
        }
        self._search = re.compile(looked_for(own)).search

    def signs(self, text: str) -> list[Sign]:
        """The words that stand in `text`: the longest that begins at each place, in order."""
        found: list[Sign] = []
        match = self._search(text)
        while match:
            start = match.start()
            found.append((start, self._bits[match[0]]))
            match = self._search(text, start + 1)
        return found

    def rules(self, signs: list[Sign], start: int, end: int) -> tuple[Rule, ...]:
        """The rules that may fit `text[start:end]`, of which `signs` are given, in their order."""
        bits = self._always
        for number in range(bisect_left(signs, (start, 0)), len(signs)):
            at, told = signs[number]
            if at >= end:
                break
            bits |= told
        chosen = self._chosen.get(bits)
        if chosen is None:
            chosen = self._chosen[bits] = tuple(self._of(bits))
        return chosen

    def _of(self, bits: int) -> Iterator[Rule]:
        while bits:
            first = bits & -bits
            yield self._rules[first.bit_length() - 1]
            bits ^= first


@cache
def watch(rules: Rules, told: frozenset[str]) -> Watch:
    """What to watch for where events of the classes `told` were told of, to which more may be added."""
    at_work = (n for n, rule in enumerate(rules.rules) if rule.emits in told or not adds_only(rule))
    return Watch(rules.rules, at_work)


def adds_only(rule: Rule) -> bool:
    """Whether `rule` makes no event of its own, but adds to one that was told of before."""
    options = rule.options
    if rule.emits == "Visit":
        kept = options & {"before", "early"}  # until a visit is told of
        return not kept and bool(options & {"extends", "companion"})
    if rule.emits != "Meeting" or options & {"talks", "named-before"}:
        return False
    return "name" not in rule.named
