"""The day of a gift.

Input: a match that tells of a gift, the coded text, the patterns of `[donations]`. Output: the date
that holds where it is told, or none where that is the day of something else: of the disaster to
which people gave, of the opening of what was built from the gift, up to which a sum was counted,
of the gift of another, besides which it is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.dating import When
from kg.extract.reading import Draft, Match

_REACH = 300  # characters before a gift in which it is told on what occasion it was made
_UNDATED = When(-1, None)


class GiftDays:
    """The days of the gifts of an article, told one after the other."""

    def __init__(self, coded: str, patterns: Mapping[str, re.Pattern[str]]) -> None:
        self._coded = coded
        self._patterns = patterns
        self._donors: set[str] = set()

    def told(self, draft: Draft) -> None:
        """Takes note of a gift."""
        self._donors.update(draft.names("donor"))

    def of(self, match: Match, donors: set[str]) -> When:
        """The date of the gift that `match` tells of, which `donors` made."""
        start, end = match.slots["trigger"]
        if on := self._patterns["arrived_on"].search(self._coded, end, match.clause.end):
            return match.sentence.when(on.end())
        when = match.sentence.when(start)
        if when.value is None or "/" in when.value:
            return when
        works = self._patterns["of_works"].match(self._coded, end, match.clause.end)
        here = max(match.sentence.start, start - _REACH)
        up_to = self._patterns["up_to"].search(self._coded, max(here, when.at), start)
        another = works or up_to or self._is_of_another(when, match, here, donors)
        return _UNDATED if another else when

    def _is_of_another(self, when: When, match: Match, here: int, donors: set[str]) -> bool:
        """Whether `when` is the day of a disaster, of an opening or of what others gave, or one
        behind a disaster that the sentence of the gift tells of, from `here` to it."""
        patterns, coded, start = self._patterns, self._coded, match.slots["trigger"][0]
        told = max(when.at, start - _REACH)
        carried = when.at < match.sentence.start
        if patterns["calamity"].match(coded, when.at):
            return carried or patterns["at_once"].search(coded, told, start) is None
        if not carried:
            return False
        if patterns["amid_calamity"].search(coded, here, start):
            return True
        besides = patterns["besides"].match(match.sentence.text) is not None
        other = besides and not donors & self._donors
        opened = patterns["works_done"].match(coded, when.at)
        if not (other or opened):
            return False
        return patterns["on_the_spot"].search(coded, told, start) is None
