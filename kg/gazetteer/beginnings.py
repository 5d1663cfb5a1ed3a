"""Divisions that a text begins with: 郑州市 and 郑州 of 郑州市登封市.

Input: the divisions of an index down to counties, by key. Output: for a text and a character of
it, the divisions that may be named from there on, and where their names end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kg.gazetteer.keys import Form
from kg.gazetteer.values import Level, Place
from kg.gazetteer.wording import ZONE, wording

_Begun = tuple[int, Place, bool]  # where the name ends, the place, whether its sign is left out
_Stem = tuple[tuple[Place, ...], bool]  # places, and whether some of them are zones


class Beginnings:
    """The names of divisions, by their first two characters."""

    def __init__(self, upper: Mapping[str, Sequence[tuple[Place, Form]]]) -> None:
        words = wording()
        self._words = words
        self._stems: dict[str, _Stem] = {}
        self._zones: dict[str, list[tuple[str, Place]]] = {}
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for key, found in upper.items():
            places = tuple(place for place, _ in found)
            self._stems[key] = places, any(one.family.startswith(ZONE) for one in places)
            lengths[key[:2]].add(len(key))
            zone = words.zone(key)
            for place, _ in found:
                if zone and place.family.startswith(ZONE):
                    kind = words.zones[zone]
                    stem = key.removesuffix(kind)
                    self._zones.setdefault(stem, []).append((kind, place))
                    lengths[stem[:2]].add(len(stem))
        self._lengths = {start: tuple(sorted(found)) for start, found in lengths.items()}
        self._zone_words: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(words.zones, key=len, reverse=True):
            self._zone_words[word[:2]].append(word)
        self._signs: defaultdict[str, list[tuple[str, frozenset[int]]]] = defaultdict(list)
        for sign, families in words.signs.items():
            levels = frozenset(words.levels[family] for family in families)
            if min(levels) <= Level.COUNTY:
                self._signs[sign[0]].append((sign, levels))

    def may(self, text: str) -> bool:
        """Whether a text may begin with the name of a division."""
        begin = text[:2]
        return begin in self._lengths or text[:1] in self._lengths or begin in self._zone_words

    def at(self, text: str, start: int) -> list[_Begun]:
        """The divisions whose names stand in a text from `start` on."""
        begin = text[start : start + 2]
        found: list[_Begun] = []
        if begin in self._zone_words:
            found += self._zones_at(text, start, "")
        for first in (begin[:1], begin):
            for length in self._lengths.get(first, ()):
                stem = text[start : start + length]
                if stem in self._stems:
                    found += self._signed(text, start + length, stem)
                if stem in self._zones:
                    found += self._zones_at(text, start + length, stem)
        return found

    def _signed(self, text: str, end: int, stem: str) -> Iterator[_Begun]:
        """Divisions of a stem that ends at `end`, with the signs that follow, and without."""
        places, has_zones = self._stems[stem]
        levels_of = self._words.levels
        for sign, levels in self._signs.get(text[end : end + 1], ()):
            if text.startswith(sign, end):
                for place in places:
                    if levels_of.get(place.family, place.level) in levels and (
                        stem not in self._words.words or place.family in self._words.signs[sign]
                    ):
                        yield end + len(sign), place, False
        if len(stem) > 1:
            whole = has_zones and bool(self._words.zone(text[:end]))  # its key ends in its sign
            for place in places:
                yield end, place, not (whole and place.family.startswith(ZONE))

    def _zones_at(self, text: str, end: int, stem: str) -> Iterator[_Begun]:
        """Zones of a stem that ends at `end`, with the longest word for zones that follows."""
        for word in self._zone_words.get(text[end : end + 2], ()):
            if text.startswith(word, end):
                kind = self._words.zones[word]
                for own, place in self._zones.get(stem, ()):
                    if own == kind:
                        yield end + len(word), place, False
                return
