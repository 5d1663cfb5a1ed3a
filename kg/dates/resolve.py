"""What a date expression comes to.

Input: a `DateExpr`, the day of publication and the running date of the narrative. Output: a
normalised date in the forms of DESIGN §4, or None. Grounds, in this order: the words; the day
of publication; the calendar, if it leaves one year; the narrative. Nothing is guessed:
without ground the year stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from kg.dates.calendar import days_of, lunar_day, make_date
from kg.dates.expression import DateExpr, Point
from kg.dates.rules import DateRules, Grounds
from kg.dates.values import (
    LEAP_YEAR,
    Context,
    Value,
    as_date,
    make_context,
    next_month,
    normalised,
    of_date,
    parse,
    stated_month,
    stated_year,
    valid,
)
from kg.dates.written import bare_day_value, can_be, constraints, day_value, month_value

_DAY = re.compile(r"-\d\d-\d\d$")


def resolve(
    expr: DateExpr, published: str | None, anchor: str | None, rules: DateRules
) -> str | None:
    """The date that `expr` names, or None.

    `published` is YYYY-MM-DD. `anchor` is the running date of the narrative, as this function
    returned it. Raises UsageError if `published` is no date.
    """
    if expr.kind == "vague":
        return None
    context = make_context(published, anchor, rules.grounds, ahead=expr.planned == "ahead")
    if expr.last is None:
        if _is_same_day(expr.first):
            return anchor if context.anchor and context.anchor[2] is not None else None
        return normalised(_value(expr.first, context))
    first, last = _ends(expr.first, expr.last, context)
    start, end = normalised(first), normalised(last)
    return f"{start}/{end}" if start and end else None


class Narrative:
    """The running date of one text: dates its expressions one after the other.

    Without a day of publication the words that count from it (今天) count
    from the day of the dispatch (4月7日消息), or from what one of them is said to be (昨日（1月28日）).
    `anchor` is the last date that carries the narrative. Words such as 当天 and 次日 count
    from the last one that is a day, and 今年 and 去年, without a day of publication, from the
    first one whose year is known.
    """

    def __init__(self, published: str | None, rules: DateRules) -> None:
        self.published = published
        self.anchor: str | None = None
        self._rules = rules
        self._day: str | None = None
        self._lost = False
        self._now: str | None = None
        self._today: str | None = None

    def date(self, expr: DateExpr, *, beside: str | None = None, aside: bool = False) -> str | None:
        """The date of `expr`, which becomes the running date if it can carry the narrative.

        `beside` is a day of a stated month, told before in the sentence: a later day without a
        month is of that one. `aside`: what is told goes on from the running date as it was.
        """
        expr, anchor = self._from(expr)
        point = expr.first
        found = _of_month(point, beside) if expr.last is None and beside else None
        found = found or resolve(expr, self.published, anchor, self._rules)
        if aside:
            return found
        if expr.kind == "dateline":
            self._today = found
        elif found and point.base == "published" and point.unit == "day" and not self.published:
            self._today = self._today or normalised(_shifted(parse(found), -point.shift))
        if found and expr.narrative:
            self.anchor = found
            if _DAY.search(found):
                self._day, self._lost = found, False
            if point.base is None and not found.startswith("--"):
                self._now = self._now or found
        return found

    def lose_day(self, *, lost: bool = True) -> None:
        """What is told next is of no day that is known: words such as 次日 count from none."""
        self._lost = lost

    def dispatched(self, expr: DateExpr) -> None:
        """Takes `expr` for the day of the dispatch."""
        self._today = resolve(expr, self.published, None, self._rules)

    def _from(self, expr: DateExpr) -> tuple[DateExpr, str | None]:
        """`expr` and the date that it counts from."""
        point = expr.first
        if point.base == "anchor" and point.unit == "day":
            return expr, None if self._lost else self._day
        if point.base != "published" or self.published:
            return expr, self.anchor or self._today
        if point.unit == "day" and point.day is None and self._today:
            return expr._replace(first=replace(point, base="anchor")), self._today
        return expr, self._now


def resolve_all(
    exprs: Iterable[DateExpr], published: str | None, rules: DateRules
) -> list[str | None]:
    """The dates of all expressions of one text in order, as `Narrative` gives them.

    Expressions that cannot carry the narrative (`narrative` false) are resolved but leave the
    running date as it is; vague words leave it too, for what follows counts from the last day
    named.
    """
    narrative = Narrative(published, rules)
    return [narrative.date(expr) for expr in exprs]


def _of_month(point: Point, beside: str) -> str | None:
    """The day of `point`, if that names nothing else, in the month of the day `beside` before it."""
    year, month, day = parse(beside) or (None, None, None)
    bare = point.month is None and point.unit is None and point.base is None
    if point.day is None or not bare or month is None or day is None or point.day <= day:
        return None
    return normalised(valid((year, month, point.day)))


def _is_same_day(point: Point) -> bool:
    """Whether the words only point back to the running date."""
    return (
        point.base == "anchor"
        and point.unit == "day"
        and point.shift == 0
        and point.day is None
        and not point.calendar
    )


def _value(point: Point, context: Context) -> Value | None:
    """The value of a single point."""
    if point.unit == "day":
        return _relative_day(point, context)
    if point.day is not None:
        return (bare_day_value if point.month is None else day_value)(point, context)
    if point.month is not None:
        return month_value(point, context)
    if point.calendar:
        return _festival(point, context)
    return _week(point, context) if point.weekday else _coarse(point, context)


def _relative_day(point: Point, context: Context) -> Value | None:
    """Yesterday, the next day, two days later; a date beside it must agree or takes over."""
    found: Value | None
    if point.base == "published":
        start = context.published
        found = of_date(start + timedelta(days=point.shift)) if start else None
    else:
        found = _shifted(context.anchor_last, point.shift)
        end = as_date(found)
        if end and context.published and end > context.published:
            return None
    if point.day is None:
        return found
    if found and found[2] == point.day and point.month in {None, found[1]}:
        return found
    written = Point(year=point.year, month=point.month, day=point.day, calendar=point.calendar)
    return _value(written, context)


def _shifted(value: Value | None, days: int) -> Value | None:
    """`value` moved by days; without a year only where leap years make no difference."""
    if value is None:
        return None
    year, month, day = value
    if month is None or day is None:
        return None
    moved: set[Value] = set()
    for some_year in (LEAP_YEAR, LEAP_YEAR + 1) if year is None else (year,):
        if start := make_date(some_year, month, day):
            end = start + timedelta(days=days)
            moved.add((end.year if year else None, end.month, end.day))
    return moved.pop() if len(moved) == 1 else None


def _week(point: Point, context: Context) -> Value | None:
    """A weekday of this, the last or the next week; alone, the last one not after publication."""
    published = context.published
    if published is None or point.weekday is None:
        return None
    if point.unit == "week":
        monday = published - timedelta(days=published.isoweekday() - 1)
        return of_date(monday + timedelta(days=7 * point.shift + point.weekday - 1))
    return of_date(published - timedelta(days=(published.isoweekday() - point.weekday) % 7))


def _coarse(point: Point, context: Context) -> Value | None:
    """A year or a month that a relative word or figures give."""
    if point.unit == "month":
        return stated_month(point, context)
    year = stated_year(point, context)
    return None if year is None else (year, None, None)


def _festival(point: Point, context: Context) -> Value | None:
    """A day that only the calendar names."""
    year = stated_year(point, context)
    found: date | None = None
    if year is not None:
        found = _festival_in(point, year, context)
    elif point.unit != "year":
        found = _festival_by_context(point, context)
    return of_date(found + timedelta(days=point.offset)) if found else None


def _festival_by_context(point: Point, context: Context) -> date | None:
    """The last one not after publication, else that of the narrative's year, else the only one."""
    if context.published:
        for year in (context.published.year, context.published.year - 1):
            days = [day for day in _festival_days(point, year) if day <= context.published]
            if days:
                return days[-1]
        return None
    if context.anchor and context.anchor[0] is not None:
        return _festival_in(point, context.anchor[0], context)
    return _only_festival(point, context.grounds)


def _festival_days(point: Point, year: int) -> list[date]:
    """The days of a solar year that meet every rule of the point."""
    rules = constraints(point)
    main = next((rule for rule in point.calendar if not rule.startswith("cycle-")), None)
    if main is None:
        return []
    return [day for day in days_of(main, year) if can_be(year, day.month, day.day, rules)]


def _festival_in(point: Point, year: int, context: Context) -> date | None:
    """The festival of a stated year. Where the solar and the lunar year of that number have
    different days (除夕), the one that is not later than publication, if only one is.
    """
    days = set(_festival_days(point, year))
    lunar = next((r for r in point.calendar if r.startswith(("lunar-", "eve"))), None)
    if lunar and (day := lunar_day(lunar, year)):
        days.add(day)
    if len(days) > 1 and context.published:
        days = {day for day in days if day <= context.published}
    return days.pop() if len(days) == 1 else None


def _only_festival(point: Point, grounds: Grounds) -> date | None:
    """The one day of the years considered that meets all rules, if there is exactly one."""
    if len(constraints(point)) < 2:
        return None
    found = [day for year in grounds.years() for day in _festival_days(point, year)]
    return found[0] if len(found) == 1 else None


def _ends(first: Point, last: Point, context: Context) -> tuple[Value | None, Value | None]:
    """Both ends of a range; the later one takes from the earlier one what it leaves unsaid."""
    start = _value(first, context)
    if start is None:
        return None, None
    if last.unit == "day":
        return start, _shifted(start, last.shift)
    if last.year is not None and first.year is None and first.unit is None:
        start = _before(start, last)
    return start, valid(_end(start, last))


def _end(start: Value, last: Point) -> Value:
    """The end of a range, in the month or the year of its start, or in the next one."""
    year, month, day = start
    if last.year is not None:
        return last.year, last.month, last.day
    if last.month is not None:
        turned = month is not None and (last.month, last.day or 0) < (month, day or 0)
        return (year + 1 if year is not None and turned else year), last.month, last.day
    if last.day is not None and day is not None and last.day < day:
        return next_month(year, month or 1, last.day)
    return year, month, last.day


def _before(start: Value, last: Point) -> Value:
    """The start of a range whose end has the year."""
    turned = (start[1] or 0, start[2] or 0) > (last.month or 12, last.day or 31)
    year = (last.year or 0) - 1 if turned else last.year
    return year, start[1], start[2]
