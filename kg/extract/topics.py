"""What a visit is about: the matter beside its trigger, such as 供暖保障工作 of 督导供暖保障工作.

Input: a draft of a visit. Output: the span of the matter's words in the cleaned text, or None.
"""

from __future__ import annotations

from typing import Final

from kg.extract.reading import Draft, Reading

_BEFORE: Final = 40  # characters before the trigger in which a matter may be named


def topic_of(draft: Draft, reading: Reading) -> tuple[int, int] | None:
    """The matter that the trigger of a visit governs, in the words of the text."""
    if draft.type != "Visit":
        return None
    patterns = reading.rules.patterns("visits")
    start, end = draft.trigger
    told = patterns["topic_after"].match(reading.text, end) or patterns["topic_before"].search(
        reading.text, max(0, start - _BEFORE), start
    )
    if told is None or patterns["no_topic"].search(told["topic"]):
        return None
    return told.span("topic")
