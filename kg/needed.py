"""Words without which a pattern cannot fit: what a clause must hold to be worth reading.

Input: a pattern of a rule (`kg.pattern`), which compiles, lexicons, macros. Output: words of
which one stands wherever the pattern fits; none where that is open. Of the pieces that must
stand in a pattern the one is watched for whose words are likely to be the rarest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from math import prod

from kg.lexicon import Lexicons, alternation
from kg.signs import SIGNS

_COMMON = "page-common-characters"  # the lexicon of the most frequent characters, in that order
_DRAWN = 4  # times as often as by chance do characters that make a word stand together, roughly
_MOST = 500  # words: a piece with more tells as good as nothing
_PLAIN = r"[^\\()\[\]{}.*+?^$|]"
_TOKEN = re.compile(
    rf"(?P<literal>{_PLAIN}+(?={_PLAIN}[?*{{])|{_PLAIN}+(?![?*{{])|{_PLAIN})"
    r"|(?P<opens>\((?:\?(?:P<[a-z_]+>|:)|(?!\?)))"
    r"|\{(?:[a-z_]+:)?(?P<brace>[%@]?[a-z][a-z_-]*)\}"
    r"|\[(?P<any>[^\]\[\\^-]+)\]"
    r"|\[\^?\]?(?:\[:\^?[a-z]+:\]|\\.|[^\]\\])*\]|\\.|[\^$.]"
)
_QUANTIFIER = re.compile(r"(?:(?P<open>[?*]|\{0?,\d*\}|\{0\})|\+|\{\d+(?:,\d*)?\})\??")

Words = tuple[str, ...]


class Signs:
    """Groups of words, of each of which one must stand, in this order, none in another; made when
    they are first looked for.
    """

    __slots__ = ("_groups", "_patterns")

    def __init__(self, groups: Callable[[], Iterable[Words]] = tuple) -> None:
        self._groups = groups
        self._patterns: tuple[re.Pattern[str], ...] | None = None

    def stand_in(self, text: str) -> bool:
        """Whether a word of each group stands in `text`, behind that of the group before."""
        if self._patterns is None:
            self._patterns = tuple(map(_any_of, self._groups()))
        end = 0
        for pattern in self._patterns:
            found = pattern.search(text, end)  # what begins first ends first: none holds another
            if found is None:
                return False
            end = found.end()
        return True


@cache
def _any_of(words: Words) -> re.Pattern[str]:
    """A pattern that tells whether one of `words` stands in a text."""
    return re.compile(alternation(shortest(words)) or "(?!)")


def shortest(words: Iterable[str]) -> Words:
    """`words`, each once, without those that hold another: where one stands, the other does."""
    kept: dict[str, None] = {}
    for word in sorted(set(words), key=lambda word: (len(word), word)):
        parts = (word[a:b] for a in range(len(word)) for b in range(a + 1, len(word) + 1))
        if not any(part in kept for part in parts):
            kept[word] = None
    return tuple(kept)


class NeededWords:
    """Reads patterns of rules over some lexicons and macros."""

    def __init__(self, lexicons: Lexicons, macros: Mapping[str, str]) -> None:
        self._lexicons = lexicons
        self._macros = macros
        self._known: dict[str, list[Words]] = {}  # pieces of lexicons and macros
        common = "".join(lexicons.words(_COMMON))
        self._ranks = {character: rank for rank, character in enumerate(common)}

    def of(self, pattern: str) -> tuple[Words, ...]:
        """For each piece that must stand wherever `pattern` fits, in order, its words, of which one does."""
        pattern = pattern.replace(" ", "")
        pieces, end = self._either(pattern, 0)
        if end < len(pattern):
            return ()  # a form that is not read here
        return tuple(pieces)

    def rarest(self, pieces: Iterable[Words]) -> Words:
        """The piece that is likely to stand in the fewest texts, none if there is none."""
        return min(pieces, key=self._frequency, default=())

    def _either(self, text: str, at: int) -> tuple[list[Words], int]:
        """The pieces of the alternatives that begin at `at`; they end at a bracket or at the end.

        Several alternatives are one piece: what is rarest in each.
        """
        branches: list[list[Words]] = []
        while True:
            pieces, at = self._sequence(text, at)
            branches.append(pieces)
            if not text.startswith("|", at):
                break
            at += 1
        if len(branches) == 1 or not all(branches):
            return (branches[0] if len(branches) == 1 else []), at
        rarest = (min(pieces, key=self._frequency) for pieces in branches)
        every = shortest(word for words in rarest for word in words)
        return ([every] if len(every) <= _MOST else []), at

    def _sequence(self, text: str, at: int) -> tuple[list[Words], int]:
        """The pieces of one alternative that must stand."""
        pieces: list[Words] = []
        while token := _TOKEN.match(text, at):
            found: list[Words] = []
            at = token.end()
            if token["literal"]:
                found = [(token["literal"],)]
            elif token["any"]:
                found = [tuple(token["any"])]
            elif token["brace"]:
                found = self._named(token["brace"])
            elif token["opens"]:
                found, at = self._either(text, at)
                if not text.startswith(")", at):
                    break  # a form that is not read here
                at += 1
            quantifier = _QUANTIFIER.match(text, at)
            at = quantifier.end() if quantifier else at
            if not (quantifier and quantifier["open"]):
                pieces += found
        return pieces, at

    def _named(self, name: str) -> list[Words]:
        """The words of a lexicon, the pieces of a macro, or a sign (every clause has its subject's)."""
        if name not in self._known:
            self._known[name] = self._pieces(name)
        return self._known[name]

    def _pieces(self, name: str) -> list[Words]:
        if name.startswith("@"):
            return [shortest(self._lexicons.words(name[1:]))]
        if name.startswith("%"):
            return self._either(self._macros[name[1:]].replace(" ", ""), 0)[0]
        return [(SIGNS[name],)] if name in SIGNS and name != "subject" else []

    def _frequency(self, words: Words) -> float:
        """A rough measure of how often one of `words` stands in a text."""
        return sum(self._chance(word) for word in words)

    def _chance(self, word: str) -> float:
        chance = prod(1 / (20 + self._rank(character)) for character in word)
        return chance * float(_DRAWN ** (len(word) - 1))

    def _rank(self, character: str) -> int:
        """The place of a character among the most frequent ones, from 0; marks and signs are that."""
        return self._ranks.get(character, 1000) if character.isalnum() else 0
