"""Words as a reader types them: what the index has of them, and where they stand in a text.

Input: texts and words. Output: texts as the index reads them, phrases of FTS5, sentences with
places. Chinese has no word boundaries, so every character is a token of the index and a word is a
phrase of them: one character is found as well as ten. What counts is the word as it stands there,
with small and capital letters alike, and full-width letters and digits as plain ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

# Full-width digits and letters (Unicode, Halfwidth and Fullwidth Forms).
_WIDE: Final = {
    code: code - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(first, last + 1)
}
_HAS_WIDE: Final = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_SENTENCE: Final = re.compile("[^。！？!?；;\n]+[。！？!?；;]*[”’」』）)]*")
_LONGEST: Final = 32  # tokens of a word that are looked up; the rest is compared
_MOST: Final = 32  # words that are looked up; the rest is compared
_PLACES: Final = 1000  # of one word in a text: enough to choose a sentence

Span = tuple[int, int]


def fold(text: str) -> str:
    """The text as it is compared: as long as it was, character by character."""
    if _HAS_WIDE.search(text):
        text = text.translate(_WIDE)
    folded = text.lower()
    if len(folded) != len(text):  # one letter that becomes two: İ
        folded = "".join(character.lower()[0] for character in text)
    return folded


def spaced(text: str) -> str:
    """The text as the index reads it: each character a token of FTS5's tokenizer `ascii`."""
    return " ".join(fold(text))


def split(words: Sequence[str]) -> tuple[str, ...]:
    """The words, folded, each once; what no index could have (marks alone) is left out."""
    whole = (word.encode("utf-8", "replace").decode() for word in words)  # no lone surrogates
    parts = (part for word in whole for part in fold(word).split())
    return tuple(part for part in dict.fromkeys(parts) if _tokens(part))


def phrases(words: Sequence[str]) -> str:
    """What FTS5 is asked for these folded words; whatever they hold, they are but words."""
    return " ".join(f'"{" ".join(_tokens(word)[:_LONGEST])}"' for word in words[:_MOST])


def holds(text: str, words: Sequence[str]) -> bool:
    """Whether a folded text has all these folded words."""
    return all(word in text for word in words)


def best_sentence(text: str, words: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
    """The sentence with the most of these folded words, the first of several, and their places.

    Places are offsets in the sentence, end-exclusive, in order, and do not overlap.
    """
    folded = fold(text)
    spans = [match.span() for match in _SENTENCE.finditer(text)] or [(0, len(text))]
    first, end = max(spans, key=lambda span: sum(folded.find(word, *span) >= 0 for word in words))
    return _marked(text[first:end].strip(), words)


def _marked(sentence: str, words: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
    folded = fold(sentence)
    spans = sorted((start, start + len(word)) for word in words for start in _places(folded, word))
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return sentence, tuple(joined)


def _tokens(word: str) -> list[str]:
    """The characters that the tokenizer takes: all but ASCII that is no letter or digit."""
    return [one for one in word if one.isalnum() or not one.isascii()]


def _places(folded: str, word: str) -> Iterator[int]:
    at = folded.find(word)
    for _ in range(_PLACES):
        if at < 0:
            return
        yield at
        at = folded.find(word, at + len(word))
