"""The day on which an article was written, by the line that signs it.

Input: the text as given, with its last lines. Output: YYYY-MM-DD or None.
"""

from __future__ import annotations

from calendar import monthrange

from kg.dates.calendar import make_date
from kg.dates.rules import DateRules

_LAST = 60  # characters: longer than any line that is only a date


def signed_day(text: str, rules: DateRules) -> str | None:
    """The day that the last line of `text` gives, if that is only a date; of a month its last day."""
    line = text.rstrip()[-_LAST:].rpartition("\n")[2]
    found = rules.signed.fullmatch(line.strip()) if len(line) < _LAST else None
    if found is None:
        return None
    year, month = int(found["year"]), int(found["month"])
    day = make_date(year, month, int(found["day"] or monthrange(year, month)[1]))
    return day.isoformat() if day else None
