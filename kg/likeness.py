"""Whether two articles are one: the same text, or a reprint with small changes.

Input: records. Output: the `Likeness` of each, a small value that is kept in place of the text,
and `alike`, which compares two of them. Both depend on nothing else that was read.

A text is cut into pieces of some ten characters, each ending at one of the characters that a
checksum picks: a change moves few borders, and punctuation, spaces and line ends do not count.
Two texts are alike if the shorter's pieces stand in the longer, but for a share of them where
both appeared within a week, and if of numbers and of names that facts give only one of them has
some that the other lacks. For reports that follow one template (weather, case numbers, a round of
visits) share their words, but neither their numbers nor their names.

`bands` are few short texts of which two articles that are alike have one in common, but for one
pair in some hundred: an index of them finds the candidates (minhash of three pieces in a row, by
one permutation: Li, Owen and Zhang 2012).
"""

from __future__ import annotations

import re
from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final
from zlib import crc32

from kg.model import Record
from kg.rdf.seats import mentions

SHORT: Final = 6  # pieces; a text of fewer is alike only to the same text, headline included
LONGER: Final = 2  # times as many pieces as the shorter text has
CHANGED: Final = 0.25  # of the shorter text's pieces
DAYS: Final = 7  # between publications, for a text that is not contained in the other as it is
_BANDS: Final = 8
_EVERY: Final = 6  # of the characters of Chinese, one in so many ends a piece
_LEAST: Final = 6  # characters of a piece
_CHINESE: Final = range(0x4E00, 0xA000)
_LETTERS: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"\d+(?:\D\d+)*")  # a date, a time, a decimal is one number
_WORD: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Likeness:
    """Checksums of a text's pieces, its numbers and the names in its facts, each sorted.

    `day` is the ordinal of the date of publication, 0 if unknown.
    """

    pieces: tuple[int, ...]
    numbers: tuple[int, ...] = ()
    names: tuple[int, ...] = ()
    day: int = 0
    bands: tuple[str, ...] = ()

    def packed(self) -> str:
        """All but the bands as a short text."""
        parts = map(_pack, (self.pieces, self.numbers, self.names))
        return " ".join((str(self.day), *parts))

    @classmethod
    def unpacked(cls, text: str) -> Likeness:
        """What `packed` gave."""
        day, *parts = text.split(" ")
        pieces, numbers, names = map(_unpack, parts)
        return cls(pieces, numbers, names, int(day))


def likeness(record: Record) -> Likeness:
    """What is kept of an article to find its reprints."""
    article = record.article
    text = article.body.text
    cut = _cut(text)
    if len(cut) < SHORT:
        text = f"{article.title}\n{text}"
        cut = _cut(text)
    pieces = _sums(cut)
    numbers = _sums(_crcs(_NUMBER.findall(text)))
    names = _sums(_crcs({mention.name for mention in mentions(record)}))
    day = date.fromisoformat(article.published).toordinal() if article.published else 0
    return Likeness(pieces, numbers, names, day, _bands(cut, pieces, numbers))


def alike(one: Likeness, other: Likeness) -> bool:
    """Whether two articles are one, as far as their texts tell.

    >>> same = Likeness((1, 2, 3, 4, 5, 6, 7, 8), numbers=(5, 10))
    >>> alike(same, Likeness((1, 2, 3, 4, 5, 6), numbers=(5,)))
    True
    >>> alike(same, Likeness((1, 2, 3, 4, 5, 6), numbers=(11,)))
    False
    """
    if one.pieces == other.pieces and one.numbers == other.numbers:
        return bool(one.pieces)
    # First what is quickest to tell: most pairs that are compared are reports of one template.
    if not (_agree(one.numbers, other.numbers) and _agree(one.names, other.names)):
        return False
    short, long = sorted((set(one.pieces), set(other.pieces)), key=len)
    if len(short) < SHORT or len(long) > LONGER * len(short):
        return False
    is_late = one.day and other.day and abs(one.day - other.day) > DAYS
    return len(short - long) <= (0 if is_late else CHANGED * len(short))


def _agree(ours: tuple[int, ...], theirs: tuple[int, ...]) -> bool:
    """Whether at most one of the two has what the other lacks."""
    shorter, longer = (ours, theirs) if len(ours) < len(theirs) else (theirs, ours)
    return set(longer).issuperset(shorter)


def _cut(text: str) -> list[int]:
    """Checksums of a text's pieces, in order."""
    return _crcs(_piece().findall("".join(_LETTERS.findall(text))))


@cache
def _piece() -> re.Pattern[str]:
    ends = "".join(chr(code) for code in _CHINESE if _sum(chr(code)) % _EVERY == 0)
    return re.compile(rf".{{{_LEAST},}}?[{ends}]|.+")


def _bands(cut: list[int], pieces: tuple[int, ...], numbers: tuple[int, ...]) -> tuple[str, ...]:
    if len(pieces) < SHORT:
        return (f"{_sum(repr((pieces, numbers))):08x}",) if pieces else ()
    # Three pieces hold a name, a date or a number also where a template gives the rest.
    runs = {(a * 961 + b * 31 + c) & _WORD for a, b, c in zip(cut, cut[1:], cut[2:], strict=False)}
    least = [0] * _BANDS
    for run in sorted(runs, reverse=True):  # in each class, modulo the number of bands, the least
        least[run % _BANDS] = run
    return tuple(f"{n}{run:08x}" for n, run in enumerate(least) if run)


def _sum(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def _crcs(texts: Iterable[str]) -> list[int]:
    """Checksums of texts in which no NUL stands; one pass over all is quicker than many."""
    joined = "\0".join(texts).encode("utf-8", "surrogatepass")
    return list(map(crc32, joined.split(b"\0"))) if joined else []


def _sums(found: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(found)))


def _pack(sums: tuple[int, ...]) -> str:
    return b2a_base64(array("I", sums), newline=False).decode()


def _unpack(text: str) -> tuple[int, ...]:
    return tuple(array("I", a2b_base64(text)))
