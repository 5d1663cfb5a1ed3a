"""Words without which a pattern cannot fit: what a clause must hold to be worth reading.

Input: a pattern of a rule (`kg.pattern`), which compiles, lexicons, macros. Output: words of
which one stands wherever the pattern fits; none where that is open. Of the pieces that must
stand in a pattern the one counts whose words are likely to be the rarest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import prod

from kg.lexicon import Lexicons, alternation

_COMMON = "page-common-characters"  # the lexicon of the most frequent characters, in that order
_DRAWN = 4  # times as often as by chance do characters that make a word stand together, roughly
_MOST = 500  # words: a piece with more tells as good as nothing
_PLAIN = r"[^\\()\[\]{}.*+?^$|]"
_TOKEN = re.compile(
    rf"(?P<literal>{_PLAIN}+(?={_PLAIN}[?*{{])|{_PLAIN}+(?![?*{{])|{_PLAIN})"
    r"|(?P<opens>\((?:\?(?:P<[a-z_]+>|:)|(?!\?)))"
    r"|\{(?:[a-z_]+:)?(?P<brace>[%@]?[a-z][a-z_-]*)\}"
    r"|\[\^?\]?(?:\[:\^?[a-z]+:\]|\\.|[^\]\\])*\]|\\.|[\^$.]"
)
_QUANTIFIER = re.compile(r"(?:(?P<open>[?*]|\{0?,\d*\}|\{0\})|\+|\{\d+(?:,\d*)?\})\??")

Words = tuple[str, ...]


def needed_words(pattern: str, lexicons: Lexicons, macros: Mapping[str, str]) -> Words:
    """Words of which one stands wherever `pattern` fits, each once; () where none is sure to."""
    pattern = pattern.replace(" ", "")
    words, end = _Reader(lexicons, macros).either(pattern, 0)
    return words if end == len(pattern) else ()


def rarer(one: Words, other: Words, lexicons: Lexicons) -> Words:
    """Which of two lists has words that are likely to stand in fewer texts; the other, where one is empty."""
    reader = _Reader(lexicons, {})
    return min((words for words in (one, other) if words), key=reader.frequency, default=())


def any_of(lists: Iterable[Words]) -> re.Pattern[str] | None:
    """A pattern for any word of any of `lists`; None if one is empty, which asks for nothing."""
    every = list(lists)
    if not all(every):
        return None
    return re.compile(alternation(shortest(word for words in every for word in words)) or "(?!)")


def shortest(words: Iterable[str]) -> Words:
    """`words`, each once, without those that hold another: where one stands, the other does."""
    by_length = sorted(set(words), key=lambda word: (len(word), word))
    kept: list[str] = []
    for word in by_length:
        if not any(shorter in word for shorter in kept):
            kept.append(word)
    return tuple(kept)


class _Reader:
    """Reads patterns; the position behind what was read goes along."""

    def __init__(self, lexicons: Lexicons, macros: Mapping[str, str]) -> None:
        self._lexicons = lexicons
        self._macros = macros
        common = "".join(lexicons.words(_COMMON))
        self._ranks = {character: rank for rank, character in enumerate(common)}

    def either(self, text: str, at: int) -> tuple[Words, int]:
        """The words of the alternatives that begin at `at`; they end at a bracket or at the end."""
        branches: list[Words] = []
        while True:
            words, at = self._sequence(text, at)
            branches.append(words)
            if not text.startswith("|", at):
                break
            at += 1
        every = tuple(word for words in branches for word in words)
        return (shortest(every) if all(branches) and len(every) <= _MOST else ()), at

    def _sequence(self, text: str, at: int) -> tuple[Words, int]:
        """The words of the rarest piece of one alternative."""
        pieces: list[Words] = []
        while token := _TOKEN.match(text, at):
            words: Words = ()
            at = token.end()
            if token["literal"]:
                words = (token["literal"],)
            elif token["brace"]:
                words = self._named(token["brace"])
            elif token["opens"]:
                words, at = self.either(text, at)
                if not text.startswith(")", at):
                    break  # a form that is not read here
                at += 1
            quantifier = _QUANTIFIER.match(text, at)
            at = quantifier.end() if quantifier else at
            if words and not (quantifier and quantifier["open"]):
                pieces.append(words)
        return min(pieces, key=self.frequency, default=()), at

    def _named(self, name: str) -> Words:
        """The words of a lexicon, or those that a macro needs."""
        if name.startswith("@"):
            return shortest(self._lexicons.words(name[1:]))
        return self.either(self._macros[name[1:]].replace(" ", ""), 0)[0] if name[0] == "%" else ()

    def frequency(self, words: Words) -> float:
        """A rough measure of how often one of `words` stands in a text."""
        return sum(self._chance(word) for word in words)

    def _chance(self, word: str) -> float:
        chance = prod(1 / (20 + self._rank(character)) for character in word)
        return chance * float(_DRAWN ** (len(word) - 1))

    def _rank(self, character: str) -> int:
        """The place of a character among the most frequent ones, from 0; marks and signs are that."""
        return self._ranks.get(character, 1000) if character.isalnum() else 0
