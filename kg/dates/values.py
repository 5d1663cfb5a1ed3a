"""Partial dates and where the reader stands: what resolving works with.

Input and output: normalised dates (DESIGN §4) and `Value` triples.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kg.dates.calendar import make_date
from kg.dates.expression import Point
from kg.dates.rules import Grounds
from kg.errors import UsageError

Value = tuple[int | None, int | None, int | None]  # year, month, day; None where not known

LEAP_YEAR = 2000  # stands for the unknown year of --MM-DD


@dataclass(frozen=True, slots=True)
class Context:
    """Where the reader stands: `published`, first and last day of the running date, and whether
    the expression looks `ahead` of publication.
    """

    published: date | None
    anchor: Value | None
    anchor_last: Value | None
    grounds: Grounds
    ahead: bool = False


@lru_cache(maxsize=1 << 10)
def make_context(
    published: str | None, anchor: str | None, grounds: Grounds, *, ahead: bool = False
) -> Context:
    """The context of an expression; raises UsageError if `published` is no date."""
    day: date | None = None
    if published:
        try:
            day = date.fromisoformat(published)
        except ValueError:
            raise UsageError("dates-published", found=published) from None
    first, _, last = (anchor or "").partition("/")
    return Context(day, parse(first), parse(last or first), grounds, ahead)


def parse(text: str) -> Value | None:
    """The value of one normalised date, not of a range."""
    if not text:
        return None
    if text.startswith("--"):
        return None, int(text[2:4]), int(text[5:7])
    numbers = [int(number) for number in text.split("-")]
    year, month, day = (*numbers, None, None)[:3]
    return year, month, day


def normalised(value: Value | None) -> str | None:
    """A value in the forms of DESIGN §4; None where it has no form (a month of no year)."""
    if value is None:
        return None
    year, month, day = value
    if year is None:
        return f"--{month:02}-{day:02}" if month and day else None
    if month is None:
        return f"{year:04}"
    return f"{year:04}-{month:02}" if day is None else f"{year:04}-{month:02}-{day:02}"


def of_date(day: date) -> Value:
    """A whole date as a value."""
    return day.year, day.month, day.day


def as_date(value: Value | None) -> date | None:
    """The date of a value that is known whole, else None."""
    if value is None:
        return None
    year, month, day = value
    return make_date(year, month, day) if year and month and day else None


def valid(value: Value) -> Value | None:
    """The value, or None where the calendar has no such day."""
    year, month, day = value
    return value if make_date(year or LEAP_YEAR, month or 1, day or 1) else None


def next_month(year: int | None, month: int, day: int) -> Value:
    """The same day of the next month, which need not exist."""
    if month == 12:
        return (None if year is None else year + 1), 1, day
    return year, month + 1, day


def stated_year(point: Point, context: Context) -> int | None:
    """The year that the words give, in figures or as last year, this year, the same year."""
    if point.year is not None:
        return point.year
    if point.unit != "year":
        return None
    if point.base == "published" and context.published:
        return context.published.year + point.shift
    year = context.anchor[0] if context.anchor else None
    return year + point.shift if year is not None else None


def stated_month(point: Point, context: Context) -> Value | None:
    """Year and month of this month, last month, the same month."""
    year: int | None
    month: int | None
    if point.base == "published" and context.published:
        year, month = context.published.year, context.published.month
    elif context.anchor and (point.base == "anchor" or point.shift == 0):
        year, month, _ = context.anchor
    else:
        return None
    if month is None:
        return None
    carry, index = divmod(month - 1 + point.shift, 12)
    return (None if year is None else year + carry), index + 1, None
