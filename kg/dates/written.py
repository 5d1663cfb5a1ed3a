"""Dates written in figures, and the year or month that they leave open.

Input: a `Point` with a month or a day, and the context. Output: its value. The year is, in
this order: stated; the latest that makes the day not later than publication; the only one
that the calendar allows beside a weekday, a lunar day or a festival; that of the narrative.
"""

from __future__ import annotations

from datetime import date
from itertools import islice

from kg.dates.calendar import fits, make_date
from kg.dates.expression import Point
from kg.dates.rules import Grounds
from kg.dates.values import (
    LEAP_YEAR,
    Context,
    Value,
    as_date,
    next_month,
    of_date,
    stated_month,
    stated_year,
    valid,
)

_LEAP_CYCLE = 9  # years within which every day of the calendar comes round


def month_value(point: Point, context: Context) -> Value | None:
    """A month; None where its year is not known."""
    month = point.month or 1
    year = stated_year(point, context)
    if year is None and point.unit != "year":
        if context.published:
            this_month = context.published.month
            turn = (month < this_month) if context.ahead else -(month > this_month)
            year = context.published.year + turn
        elif context.anchor:
            year = _narrative_year(month, context.anchor, context.grounds)
    return None if year is None else (year, month, None)


def _narrative_year(month: int, anchor: Value, grounds: Grounds) -> int | None:
    """The year of the running date, unless the year may have turned since."""
    year, anchor_month, _ = anchor
    if anchor_month is not None and abs(anchor_month - month) >= grounds.turn_months:
        return None
    return year


def day_value(point: Point, context: Context) -> Value | None:
    """A month and a day."""
    month, day = point.month or 1, point.day or 1
    if make_date(LEAP_YEAR, month, day) is None:
        return None
    year = stated_year(point, context)
    if year is not None:
        return valid((year, month, day))
    if point.unit == "year":
        return None, month, day
    return _choose(month, day, constraints(point), context), month, day


def constraints(point: Point) -> tuple[str, ...]:
    """All calendar rules that the day of `point` must meet, its weekday, which is told at once, first."""
    weekday = (f"weekday-{point.weekday}",) if point.weekday else ()
    return weekday + point.calendar


def can_be(year: int, month: int, day: int, rules: tuple[str, ...]) -> bool:
    """Whether the day exists in `year` and meets all rules."""
    found = make_date(year, month, day)
    return found is not None and all(fits(rule, found) for rule in rules)


def _choose(month: int, day: int, rules: tuple[str, ...], context: Context) -> int | None:
    """The year among those that the calendar allows, or None."""
    if context.published:
        nearest = _nearest_year(month, day, context.published, context)
        if not rules or _allows(nearest, month, day, rules, context.grounds):
            return nearest
        return _only_year(month, day, rules, context.grounds, context.published)
    if rules and (only := _only_year(month, day, rules, context.grounds)):
        return only
    if context.anchor:
        year = _narrative_year(month, context.anchor, context.grounds)
        return year if _allows(year, month, day, rules, context.grounds) else None
    return None


def _only_year(
    month: int, day: int, rules: tuple[str, ...], grounds: Grounds, last: date | None = None
) -> int | None:
    """The year in which the calendar has the day, not after `last`, and meets all rules, if it is one."""
    years = reversed(grounds.years())
    if last:
        years = (y for y in years if (found := make_date(y, month, day)) and found <= last)
    first_two = list(islice((y for y in years if can_be(y, month, day, rules)), 2))
    return first_two[0] if len(first_two) == 1 else None


def _allows(
    year: int | None, month: int, day: int, rules: tuple[str, ...], grounds: Grounds
) -> bool:
    """Whether `year` is one in which the calendar has the day and meets all rules."""
    return year is not None and year in grounds.years() and can_be(year, month, day, rules)


def _nearest_year(month: int, day: int, published: date, context: Context) -> int | None:
    """The year that makes the day the nearest one not after publication; a narrative of an
    earlier year that runs on keeps its year.
    """
    last = as_date(context.anchor_last)
    if last and last.year < published.year and not context.ahead:
        run_on = make_date(last.year, month, day)
        if run_on and 0 <= (run_on - last).days <= context.grounds.run_on_days:
            return last.year
    step = 1 if context.ahead else -1
    for year in range(published.year, published.year + step * _LEAP_CYCLE, step):
        found = make_date(year, month, day)
        if found and (found >= published if context.ahead else found <= published):
            return year
    return None


def bare_day_value(point: Point, context: Context) -> Value | None:
    """A day without a month: this month's, the narrative's, or the nearest to publication."""
    day = point.day or 1
    if point.unit == "month":
        stated = stated_month(point, context)
        return valid((stated[0], stated[1], day)) if stated else None
    first, last = context.anchor, context.anchor_last
    if first and last and last[1] is not None and not (context.ahead and context.published):
        inside = first[1] == last[1] and day >= (first[2] or 0)
        anchor = first if inside else last
        if _runs_on(day, anchor, context) and (found := _same_month(day, anchor, context)):
            return found
    return _nearest_day(day, context.published, context) if context.published else None


def _runs_on(day: int, anchor: Value, context: Context) -> bool:
    """Whether a bare day goes on from the running date rather than counting from publication:
    it is little later, and the running date not long before publication.
    """
    start = as_date(anchor)
    if context.published is None or start is None:
        return context.published is None
    near = (context.published - start).days <= context.grounds.recent_days
    return near and 0 <= day - start.day <= context.grounds.ahead_days


def _same_month(day: int, anchor: Value, context: Context) -> Value | None:
    """The day in the month of the running date, or in the next one if it has moved on."""
    year, month, anchor_day = anchor
    here = valid((year, month, day))
    if anchor_day is None or day >= anchor_day:
        return here if _not_after(here, context.published) else None
    if 30 - anchor_day + day <= context.grounds.ahead_days:
        return valid(next_month(year, month or 1, day))
    return here if anchor_day - day <= context.grounds.ahead_days else None


def _not_after(value: Value | None, published: date | None) -> bool:
    found = as_date(value)
    return value is not None and (found is None or published is None or found <= published)


def _nearest_day(day: int, published: date, context: Context) -> Value | None:
    year, month = published.year, published.month
    for _ in range(3):  # of three months on end, one has a 31st on the right side
        found = make_date(year, month, day)
        if found and (found >= published if context.ahead else found <= published):
            return of_date(found)
        carry, index = divmod(month - 1 + (1 if context.ahead else -1), 12)
        year, month = year + carry, index + 1
    return None
