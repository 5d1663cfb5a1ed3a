"""Where a name that begins at a place ends, and whether it is one.

Input: a text, the grammar. Output: offsets. A Chinese name has two or three characters (one
more with a compound surname) and ends where the next word can follow a name; jieba decides
where that leaves two ends open. A transcribed name is a run of transcribing characters.
"""

from __future__ import annotations

import re

from kg.people.grammar import HAN, Grammar
from kg.people.spans import Counts
from kg.segment import is_word, is_worded_name, words

_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]*\\Z")
_STOP = re.compile("[^" + HAN + "·•A-Za-z0-9“”《》—-]")


class Names:
    """Reads names in one text."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self.text = text
        self.grammar = grammar
        self.counts = Counts(text)

    def _begins(self, start: int) -> bool:
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

    def trim_dotted(self, start: int, end: int) -> tuple[int, int]:
        """Shortens the run on the left to a word border, on the right to what may follow a name."""
        dot = self.text.rindex("·", start, end)
        stop = next((e for e in range(end, dot + 1, -1) if self.follow(e) and e - dot <= 9), end)
        first = self.text.index("·", start)
        for begin in range(start, first):
            if begin == 0 or self._begins(begin) or self._post_ends(begin):
                return begin, stop
        return start, stop

    def _post_ends(self, end: int) -> bool:
        return bool(self.grammar.head_end.search(self.text[max(0, end - 8) : end]))

    def given(self, given: str) -> bool:
        """Whether all characters of `given` can stand in a given name."""
        return bool(_IDEOGRAPHS.match(given)) and self.grammar.not_given.isdisjoint(given)

    def follow(self, end: int) -> int:
        """How well the text at `end` can follow a name: 0 not at all, 1 to 3."""
        text = self.text
        if end >= len(text) or _STOP.match(text, end) or text[end].isdigit():
            return 3
        for length in range(self.grammar.longest, 0, -1):
            word = text[end : end + length]
            if word in self.grammar.follower_words:
                return 2 if length > 1 or word in self.grammar.strong_singles else 1
        return 0

    def _speaks(self, end: int) -> bool:
        """Whether a verb of speech stands at `end`."""
        return self.grammar.speaks.match(self.text, end) is not None

    def is_plain_word(self, name: str) -> bool:
        """Whether `name` is, or begins with, a word that begins like a name and is none."""
        grammar = self.grammar
        if name in grammar.not_names or name in grammar.follower_words:
            return True
        return name[:2] in grammar.not_names or name[:3] in grammar.not_names

    def name_at(self, start: int, *, foreign: bool = False, firm: bool = False) -> int:
        """Where the name that begins at `start` ends, 0 if there is none.

        `firm`: the grounds are weak, so the name must end where a name can end for certain.
        """
        text, grammar = self.text, self.grammar
        if "·" in text[start : start + 9]:
            match = grammar.dotted.match(text, start)
            if match:
                return self.trim_dotted(match.start(), match.end())[1]
        width = 2 if text[start : start + 2] in grammar.compound else 1
        native = width == 2 or text[start : start + 1] in grammar.surnames
        end = self._transcribed_at(start, foreign=foreign)
        if end and (foreign or not native or end - start >= 4):
            return end
        if not native:
            return 0
        return self._chinese_at(start, width, firm=firm)

    def _chinese_at(self, start: int, width: int, *, firm: bool) -> int:
        scores = self._readings(start, width, firm=firm)
        if not scores:
            return 0
        score, end = scores[0] if len(scores) == 1 else self._decide(start, scores)
        weak = width == 1 and self.text[start] in self.grammar.weak
        if weak and score < 2 and self._by_segmenting(start, width) != end:
            return 0
        if self._is_grounded(start, end, score, firm=firm):
            return end
        return 0 if firm else self._by_segmenting(start, width)

    def _readings(self, start: int, width: int, *, firm: bool) -> list[tuple[int, int]]:
        """Scores and ends of the names of two and of one given character at `start`."""
        text, after = self.text, start + width
        if self.grammar.titles.match(text, after) or self.grammar.addresses.match(text, after):
            return []
        scores: list[tuple[int, int]] = []
        for end in (after + 2, after + 1):
            name = text[start:end]
            if end > len(text) or not self.given(name[width:]):
                continue
            if not self.is_plain_word(name) or (self._speaks(end) and not firm):
                scores.append((self._score(name, end), end))
        return scores

    def _is_grounded(self, start: int, end: int, score: int, *, firm: bool) -> bool:
        """Whether what follows, repetition or its rarity as a word make `text[start:end]` a name."""
        name = self.text[start:end]
        if score >= 2 or (score == 1 and not firm and is_worded_name(name)):
            return True
        if self.counts[name] > 1 and not is_word(name):
            return True
        return not firm and len(name) > 2 and is_worded_name(name)

    def _score(self, name: str, end: int) -> int:
        score = max(self.follow(end), 2 * self._speaks(end))
        if score == 1 and is_word(name) and not is_worded_name(name):
            score = 0
        return score

    def _decide(self, start: int, scores: list[tuple[int, int]]) -> tuple[int, int]:
        """The better of the long and the short reading, as (score, end)."""
        (long_score, long_end), (short_score, short_end) = scores
        count = self.counts[self.text[start:long_end]]
        short_count = self.counts[self.text[start:short_end]]
        once = count == 1 or short_count > count
        if self._ends_early(start, long_end, long_score, short_score, once=once):
            return scores[1]
        if long_score and long_score >= short_score - (count > 1):
            return scores[0]
        if short_score and not long_score:
            return scores[1]
        if count > 1 and count == short_count:
            return max(long_score, 1), long_end
        return scores[1]

    def _ends_early(
        self, start: int, end: int, long_score: int, short_score: int, *, once: bool
    ) -> bool:
        """Whether the last character of the long reading begins the next word."""
        if not (once and short_score and short_score >= long_score):
            return False
        if short_score > 1 and self.text[end - 1 : end + 1] in self.grammar.follower_words:
            return True
        if self.text[end - 1] not in self.grammar.name_tails:
            return False
        return words(self.text[start : start + 6])[0] != self.text[start:end]

    def _by_segmenting(self, start: int, width: int) -> int:
        first = next(iter(words(self.text[start : start + 8])), "")
        new = len(first) in (width + 1, width + 2) and not is_word(first)
        return start + len(first) if new and self.given(first[width:]) else 0

    def _transcribed_at(self, start: int, *, foreign: bool) -> int:
        text, grammar = self.text, self.grammar
        end = start
        while end < len(text) and end - start < 8 and text[end] in grammar.transcribed:
            end += 1
        for stop in range(end, start + 1, -1):
            if self.follow(stop) and not self.is_plain_word(text[start:stop]):
                return stop
        while end - start > 2 and is_word(text[end - 1 : end + 1]):
            end -= 1
        if foreign and end - start >= 2 and not self.is_plain_word(text[start : start + 2]):
            return end
        return 0

    def is_foreign(self, head_start: int) -> bool:
        """Whether the name of another state stands before the post at `head_start`."""
        before = self.text[max(0, head_start - 12) : head_start]
        return bool(self.grammar.foreign.search(before))
