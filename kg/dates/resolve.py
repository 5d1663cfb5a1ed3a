"""What a date expression comes to.

Input: a `DateExpr`, the day of publication and the running date of the narrative. Output: a
normalised date in the forms of DESIGN §4, or None. Grounds, in this order: the words; the day
of publication; the calendar, if it leaves one year; the narrative. Nothing is
guessed: without ground the year stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kg.dates.calendar import days_of, fits, lunar_day, make_date
from kg.dates.expression import DateExpr, Point
from kg.dates.rules import DateRules, Grounds
from kg.errors import UsageError

_LEAP_YEAR = 2000  # stands for the unknown year of --MM-DD

Value = tuple[int | None, int | None, int | None]  # year, month, day


@dataclass(frozen=True, slots=True)
class _Context:
    """Where the reader stands: `published`, and first and last day of the running date."""

    published: date | None
    anchor: Value | None
    anchor_last: Value | None
    grounds: Grounds


def resolve(
    expr: DateExpr, published: str | None, anchor: str | None, rules: DateRules
) -> str | None:
    """The date that `expr` names, or None.

    `published` is YYYY-MM-DD. `anchor` is the running date of the narrative, as this function
    returned it. Raises UsageError if `published` is no date.
    """
    if expr.kind == "vague":
        return None
    context = _context(published, anchor, rules.grounds)
    if expr.last is None:
        if _is_same_day(expr.first):
            return anchor
        return _format(_value(expr.first, context))
    first, last = _ends(expr.first, expr.last, context)
    if first is None or last is None:
        return None
    return f"{_format(first)}/{_format(last)}"


def resolve_all(
    exprs: Iterable[DateExpr], published: str | None, rules: DateRules
) -> list[str | None]:
    """The dates of all expressions of one text in order, each the anchor of the next.

    Expressions that cannot carry the narrative (`narrative` false) are resolved but leave the
    running date as it is; vague words leave it too, for what follows counts from the last day
    named.
    """
    dates: list[str | None] = []
    anchor: str | None = None
    for expr in exprs:
        found = resolve(expr, published, anchor, rules)
        dates.append(found)
        if found and expr.narrative:
            anchor = found
    return dates


def _is_same_day(point: Point) -> bool:
    """Whether the words only point back to the running date."""
    return (
        point.base == "anchor"
        and point.unit == "day"
        and point.shift == 0
        and point.day is None
        and not point.calendar
    )


def _context(published: str | None, anchor: str | None, grounds: Grounds) -> _Context:
    day: date | None = None
    if published:
        try:
            day = date.fromisoformat(published)
        except ValueError:
            raise UsageError("dates-published", found=published) from None
    first, _, last = (anchor or "").partition("/")
    return _Context(day, _parse(first), _parse(last or first), grounds)


def _parse(text: str) -> Value | None:
    if not text:
        return None
    if text.startswith("--"):
        return None, int(text[2:4]), int(text[5:7])
    numbers = [int(number) for number in text.split("-")]
    year, month, day = (*numbers, None, None)[:3]
    return year, month, day


def _format(value: Value | None) -> str | None:
    if value is None:
        return None
    year, month, day = value
    if year is None:
        return f"--{month:02}-{day:02}" if month and day else None
    if month is None:
        return f"{year:04}"
    return f"{year:04}-{month:02}" if day is None else f"{year:04}-{month:02}-{day:02}"


def _of(day: date) -> Value:
    return day.year, day.month, day.day


def _value(point: Point, context: _Context) -> Value | None:
    """The value of a single point."""
    if point.unit == "day":
        return _relative_day(point, context)
    if point.unit == "week" or (point.weekday and point.day is None and not point.calendar):
        return _week(point, context)
    if point.month is None and point.day is None and not point.calendar:
        return _coarse(point, context)
    if point.day is None and point.month is not None:
        return _month(point, context)
    if point.day is None:
        return _festival(point, context)
    if point.month is None:
        return _bare_day(point, context)
    return _day(point, context)


# ------------------------------------------------------------------ relative words


def _relative_day(point: Point, context: _Context) -> Value | None:
    """Yesterday, the next day, two days later; a date beside it must agree or takes over."""
    if point.base == "published":
        start = context.published
        found = _of(start + timedelta(days=point.shift)) if start else None
    else:
        found = _shifted(context.anchor_last, point.shift)
    if point.day is None:
        return found
    written = Point(year=point.year, month=point.month, day=point.day, calendar=point.calendar)
    if found and found[2] == point.day and point.month in {None, found[1]}:
        return found
    return _value(written, context)


def _shifted(value: Value | None, days: int) -> Value | None:
    """`value` moved by days; without a year only where leap years make no difference."""
    if value is None or value[2] is None or value[1] is None:
        return None
    year, month, day = value
    if year is not None:
        start = make_date(year, month, day)
        return _of(start + timedelta(days=days)) if start else None
    moved = set()
    for some_year in (_LEAP_YEAR, _LEAP_YEAR + 1):
        if start := make_date(some_year, month, day):
            end = start + timedelta(days=days)
            moved.add((None, end.month, end.day))
    return moved.pop() if len(moved) == 1 else None


def _week(point: Point, context: _Context) -> Value | None:
    """A weekday of this, the last or the next week; alone, the last one not after publication."""
    published = context.published
    if published is None or point.weekday is None:
        return None
    if point.unit == "week":
        monday = published - timedelta(days=published.isoweekday() - 1)
        found = monday + timedelta(days=7 * point.shift + point.weekday - 1)
        return _of(found)
    return _of(published - timedelta(days=(published.isoweekday() - point.weekday) % 7))


def _stated_year(point: Point, context: _Context) -> int | None:
    """The year that the words give, in figures or as last year, this year, the same year."""
    if point.year is not None:
        return point.year
    if point.unit != "year":
        return None
    if point.base == "published" and context.published:
        return context.published.year + point.shift
    year = context.anchor[0] if context.anchor else None
    return year + point.shift if year is not None else None


def _stated_month(point: Point, context: _Context) -> Value | None:
    """Year and month of this month, last month, the same month."""
    if point.base == "published" and context.published:
        year: int | None = context.published.year
        month: int | None = context.published.month
    elif context.anchor and (point.base == "anchor" or point.shift == 0):
        year, month, _ = context.anchor
    else:
        return None
    if month is None:
        return None
    carry, index = divmod(month - 1 + point.shift, 12)
    return (None if year is None else year + carry), index + 1, None


def _coarse(point: Point, context: _Context) -> Value | None:
    """A year or a month that a relative word gives."""
    if point.unit == "month":
        return _stated_month(point, context)
    year = _stated_year(point, context)
    return None if year is None else (year, None, None)


# ------------------------------------------------------------------ written dates


def _month(point: Point, context: _Context) -> Value | None:
    """A month: its year stated, else the nearest not after publication, else the narrative's."""
    month = point.month or 1
    year = _stated_year(point, context)
    if year is None and point.unit != "year":
        if context.published:
            year = context.published.year - (month > context.published.month)
        elif context.anchor and context.anchor[0]:
            year = _narrative_year(month, context.anchor, context.grounds)
    return None if year is None else (year, month, None)


def _narrative_year(month: int, anchor: Value, grounds: Grounds) -> int | None:
    """The year of the running date, unless the year may have turned since."""
    year, anchor_month, _ = anchor
    if anchor_month is not None and abs(anchor_month - month) >= grounds.turn_months:
        return None
    return year


def _day(point: Point, context: _Context) -> Value | None:
    """A month and a day; the year by the grounds of this module."""
    month, day = point.month or 1, point.day or 1
    if make_date(_LEAP_YEAR, month, day) is None:
        return None
    year = _stated_year(point, context)
    if year is not None:
        return (year, month, day) if make_date(year, month, day) else None
    if point.unit == "year":
        return None, month, day
    rules = _constraints(point)
    years = [y for y in context.grounds.years() if _can_be(y, month, day, rules)]
    return _choose(years, month, day, context, constrained=bool(rules)), month, day


def _constraints(point: Point) -> tuple[str, ...]:
    weekday = (f"weekday-{point.weekday}",) if point.weekday else ()
    return point.calendar + weekday


def _can_be(year: int, month: int, day: int, rules: tuple[str, ...]) -> bool:
    found = make_date(year, month, day)
    if found is None:
        return False
    return all(
        found.isoweekday() == int(rule[8:]) if rule.startswith("weekday-") else fits(rule, found)
        for rule in rules
    )


def _choose(
    years: list[int], month: int, day: int, context: _Context, *, constrained: bool
) -> int | None:
    """The year among those that the calendar allows, or None."""
    if context.published:
        nearest = _nearest_year(month, day, context)
        if not constrained or nearest in years:
            return nearest
        before = [year for year in years if date(year, month, day) <= context.published]
        return before[0] if len(before) == 1 else None
    if constrained and len(years) == 1:
        return years[0]
    if context.anchor and context.anchor[0] is not None:
        year = _narrative_year(month, context.anchor, context.grounds)
        return year if year in years else None
    return None


def _nearest_year(month: int, day: int, context: _Context) -> int | None:
    """The year that makes the day the nearest one not after publication; a narrative of an
    earlier year that runs on keeps its year.
    """
    published = context.published
    if published is None:
        return None
    if (last := _as_date(context.anchor_last)) and last.year < published.year:
        run_on = make_date(last.year, month, day)
        if run_on and 0 <= (run_on - last).days <= context.grounds.run_on_days:
            return last.year
    for year in range(published.year, published.year - 9, -1):
        found = make_date(year, month, day)
        if found and found <= published:
            return year
    return None


def _as_date(value: Value | None) -> date | None:
    if value is None:
        return None
    year, month, day = value
    return make_date(year, month, day) if year and month and day else None


def _bare_day(point: Point, context: _Context) -> Value | None:
    """A day without a month: this month's, the narrative's, or the nearest to publication."""
    day = point.day or 1
    if point.unit == "month":
        stated = _stated_month(point, context)
        return _valid((stated[0], stated[1], day)) if stated else None
    if context.anchor and context.anchor_last and context.anchor_last[1] is not None:
        first, last = context.anchor, context.anchor_last
        inside = first[1] == last[1] and day >= (first[2] or 0)
        found = _same_month(day, first if inside else last, context)
        if found:
            return found
    return _nearest_day(day, context.published) if context.published else None


def _valid(value: Value) -> Value | None:
    year, month, day = value
    return value if make_date(year or _LEAP_YEAR, month or 1, day or 1) else None


def _same_month(day: int, anchor: Value, context: _Context) -> Value | None:
    """The day in the month of the running date, or in the next one if it has moved on."""
    year, month, anchor_day = anchor
    published, near = context.published, context.grounds.ahead_days
    here = _valid((year, month, day))
    if anchor_day is None or day >= anchor_day:
        return here if _not_after(here, published) else None
    ahead = _valid(_next_month(year, month or 1, day))
    if published and year is not None:
        return ahead if ahead and _not_after(ahead, published) else here
    days_ahead = 30 - anchor_day + day
    if days_ahead <= near:
        return ahead
    return here if anchor_day - day <= near else None


def _next_month(year: int | None, month: int, day: int) -> Value:
    if month == 12:
        return (None if year is None else year + 1), 1, day
    return year, month + 1, day


def _not_after(value: Value | None, published: date | None) -> bool:
    found = _as_date(value)
    return value is not None and (found is None or published is None or found <= published)


def _nearest_day(day: int, published: date) -> Value | None:
    year, month = published.year, published.month
    for _ in range(3):
        found = make_date(year, month, day)
        if found and found <= published:
            return _of(found)
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return None


# ------------------------------------------------------------------ festivals and lunar days


def _festival(point: Point, context: _Context) -> Value | None:
    """A day that only the calendar names."""
    year = _stated_year(point, context)
    if year is not None:
        found = _festival_in(point, year)
    elif point.unit == "year":
        return None
    elif context.published:
        found = _last_festival(point, context.published)
    elif context.anchor and context.anchor[0] is not None:
        found = _festival_in(point, context.anchor[0])
    else:
        found = _only_festival(point, context.grounds)
    return _of(found + timedelta(days=point.offset)) if found else None


def _festival_days(point: Point, year: int) -> list[date]:
    """The days of a solar year that meet every rule of the point."""
    rules = _constraints(point)
    main = next((rule for rule in point.calendar if not rule.startswith("cycle-")), None)
    if main is None:
        return []
    return [d for d in days_of(main, year) if _can_be(year, d.month, d.day, rules)]


def _festival_in(point: Point, year: int) -> date | None:
    """The festival of a stated year; None where the lunar year of that number has another day."""
    days = _festival_days(point, year)
    lunar = next((r for r in point.calendar if r.startswith(("lunar-", "eve"))), None)
    if len(days) != 1 or (lunar and lunar_day(lunar, year) != days[0]):
        return None
    return days[0]


def _last_festival(point: Point, published: date) -> date | None:
    for year in (published.year, published.year - 1):
        days = [day for day in _festival_days(point, year) if day <= published]
        if days:
            return days[-1]
    return None


def _only_festival(point: Point, grounds: Grounds) -> date | None:
    """The one day of the years considered that meets all rules, if there is exactly one."""
    if len(_constraints(point)) < 2:
        return None
    found: list[date] = []
    for year in grounds.years():
        found.extend(_festival_days(point, year))
    return found[0] if len(found) == 1 else None


# ------------------------------------------------------------------ ranges


def _ends(first: Point, last: Point, context: _Context) -> tuple[Value | None, Value | None]:
    """Both ends of a range; the later one takes from the earlier one what it leaves unsaid."""
    start = _value(first, context)
    if start is None:
        return None, None
    if last.year is not None and first.year is None and first.unit is None:
        start = _before(start, last)
    year, month, day = start
    if last.year is None and last.month is None and last.day is not None:
        end: Value = (year, month, last.day)
        if day is not None and last.day < day:
            end = _next_month(year, month or 1, last.day)
    elif last.year is None and last.month is not None:
        turned = month is not None and (last.month, last.day or 0) < (month, day or 0)
        end = (year + 1 if year is not None and turned else year, last.month, last.day)
    else:
        end = (last.year, last.month, last.day)
    return start, _valid(end) if end[2] else end


def _before(start: Value, last: Point) -> Value:
    """The start of a range whose end has the year."""
    turned = (start[1] or 0, start[2] or 0) > (last.month or 12, last.day or 31)
    year = (last.year or 0) - 1 if turned else last.year
    return year, start[1], start[2]
