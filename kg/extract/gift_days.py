"""The day of a gift.

Input: a match that tells of a gift, the coded text, the patterns of `[donations]`. Output: the date
that holds where it is told, or none where that is the day of something else: of the disaster to
which people gave, of the opening of what was built from the gift, up to which a sum was counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.dating import When
from kg.extract.reading import Match

_REACH = 300  # characters before a gift in which it is told on what occasion it was made
_UNDATED = When(-1, None)

Patterns = Mapping[str, re.Pattern[str]]


def day_of_gift(match: Match, coded: str, patterns: Patterns) -> When:
    """The date of the gift that `match` tells of."""
    start, end = match.slots["trigger"]
    if on := patterns["arrived_on"].search(coded, end, match.clause.end):
        return match.sentence.when(on.end())
    when = match.sentence.when(start)
    if when.value is None or "/" in when.value:
        return when
    works = patterns["of_works"].match(coded, end, match.clause.end)
    here = max(match.sentence.start, start - _REACH)
    up_to = patterns["up_to"].search(coded, max(here, when.at), start)
    return (
        _UNDATED if works or up_to or _is_of_another(when, here, start, coded, patterns) else when
    )


def _is_of_another(when: When, here: int, start: int, coded: str, patterns: Patterns) -> bool:
    """Whether `when` is the day of a disaster, or of an opening, or one behind a disaster that the
    sentence of the gift, from `here` to it at `start`, tells of."""
    told = max(when.at, start - _REACH)
    if patterns["calamity"].match(coded, when.at):
        return when.at < here or patterns["at_once"].search(coded, told, start) is None
    if when.at >= here:
        return False
    if patterns["amid_calamity"].search(coded, here, start):
        return True
    opened = patterns["works_done"].match(coded, when.at)
    return opened is not None and patterns["on_the_spot"].search(coded, told, start) is None
