"""Who acts at the head of a clause: words for people or a body, and behind them what somebody does.

Input: the text of a clause, the patterns of `[parties]`. Output: where who acts stands in it. The
verb is told by its part of speech, not by a list: who gives is told in many sentences only so.
"""

from __future__ import annotations

import re

from kg.segment import is_word, kind, words

_LONGEST = 60  # characters of a clause among which who acts is looked for
_ACTS = ("v", "d", "p")  # parts of speech of what may follow who acts: verbs, adverbs, prepositions
_NAMING = ("n", "v", "a", "b", "j", "s", "t", "f", "z", "")  # of what a name is made of
_SHORTEST = 4  # characters of a name that nothing but its words tells

Patterns = dict[str, re.Pattern[str]]


def who_acts(text: str, patterns: Patterns) -> tuple[int, int] | None:
    """Where in `text`, a clause, who acts stands: 县义工联的义工们首先来到…; None: nobody does."""
    lead = patterns["head_lead"].match(text)
    start = at = lead.end() if lead else 0
    for word in words(text[start : start + _LONGEST]):
        deed = kind(word)[:1] in _ACTS or patterns["head_deed"].match(text, at)
        if deed and not patterns["head_part"].match(text, at):
            idle = patterns["head_idle"].match(text, at)
            return (start, at) if not idle and _is_named(text, start, at, patterns) else None
        at += len(word)
    whole = at == len(text) and patterns["head_alone"].search(text, start)
    return (start, at) if whole else None


def is_name(text: str, patterns: Patterns) -> bool:
    """Whether all words of `text` are such as a name is made of: 大开元寺扶贫公益, 力诚食品."""
    told = words(text)
    if len(text) < _SHORTEST or patterns["no_name"].search(text):
        return False
    return all(kind(word)[:1] in _NAMING for word in told) and kind(told[-1])[:1] in ("n", "")


def _is_named(text: str, start: int, end: int, patterns: Patterns) -> bool:
    """Whether `text[start:end]` ends like people or a body that act, or is a person's name."""
    person = patterns["head_person"].fullmatch(text, start, end)
    if person and (kind(person[0]) == "nr" or not is_word(person[0])):
        return True
    return end > start + 1 and patterns["head"].search(text, start, end) is not None
