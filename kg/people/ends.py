"""What stands around a name: where one may begin, what can follow it, which characters it may hold.

Input: a text, the grammar. Output: answers of what stands at an offset.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.people.grammar import HAN, Grammar
from kg.people.spans import Counts
from kg.segment import words

_KNOWN = 1 << 13  # of what may be a name, for the last of which it is remembered
_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]*\\Z")
# Points that a name needs behind a post, behind a trade, and where nothing stands beside it.
LOOSE, TRADE, FIRM = 1, 0, 6
_STOP = re.compile("[^" + HAN + "·•A-Za-z0-9“”《》—-]")


class Ends:
    """Reads what stands around names in one text."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self.text = text
        self.grammar = grammar
        self.counts = Counts(text)

    def begins(self, start: int) -> bool:
        """Whether a name may begin at `start` for what stands before it."""
        if start == 0 or self.text[start - 1] in self.grammar.boundary:
            return True
        before = self.text[max(0, start - 4) : start]
        return any(before[at:] in self.grammar.stops for at in range(len(before)))

    def aligned(self, start: int, end: int) -> bool:
        """Whether the segmenter sees word borders at both ends of a name."""
        low = max(0, start - 4)
        borders, at = {low}, low
        for word in words(self.text[low : end + 2]):
            at += len(word)
            borders.add(at)
        return start in borders and end in borders

    def post_ends(self, end: int) -> bool:
        """Whether a post ends at `end`."""
        return bool(self.grammar.head_end.search(self.text[max(0, end - 8) : end]))

    def given(self, given: str) -> bool:
        """Whether all characters of `given` can stand in a given name."""
        return _can_be_given(given, self.grammar)

    def overlong(self, start: int, end: int) -> bool:
        """Whether a name of three characters takes in the word behind it: 李强将, where 李强 comes oftener."""
        name = self.text[start:end]
        if len(name) != 3 or name[2] not in self.grammar.follower_words:
            return False
        return self.counts[name[:2]] > self.counts[name]

    def follow(self, end: int) -> int:
        """How well the text at `end` can follow a name: 0 not at all, 1 to 3."""
        text = self.text
        if end >= len(text) or _STOP.match(text, end) or text[end].isdigit():
            return 3
        word = self.grammar.follower.match(text, end)
        if word is None:
            return 0
        if text.startswith(self.grammar.plurals, word.end()):
            return 0  # 老师们
        dated = text[word.end() : word.end() + 1].isdigit()  # 于3日
        long = word.end() - end > 1
        return 2 if long or dated or word[0] in self.grammar.strong_singles else 1

    def speaks_at(self, end: int) -> bool:
        """Whether a verb of speech stands at `end`."""
        return self.grammar.speaks.match(self.text, end) is not None

    def is_plain_word(self, name: str) -> bool:
        """Whether `name` is, or begins with, a word that begins like a name and is none."""
        return _is_plain_word(name, self.grammar)


@lru_cache(maxsize=_KNOWN)
def _can_be_given(given: str, grammar: Grammar) -> bool:
    followers = grammar.follower_words
    if given[:1] in grammar.first_given and given[1:] and followers.isdisjoint(given[1:]):
        given = given[1:]
    return bool(_IDEOGRAPHS.match(given)) and grammar.not_given.isdisjoint(given)


@lru_cache(maxsize=_KNOWN)
def _is_plain_word(name: str, grammar: Grammar) -> bool:
    if name in grammar.not_names or name in grammar.follower_words:
        return True
    if name in grammar.states or name[1:] in grammar.states:
        return True
    return name[:2] in grammar.not_names or name[:3] in grammar.not_names
