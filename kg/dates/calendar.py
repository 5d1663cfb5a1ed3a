"""The Chinese calendar: which days a rule names.

Input: rules such as `lunar-08-15`, `eve`, `term-21`, `nth-05-2-7`, `solar-10-01`,
`cycle-38`. Output: `datetime.date`. The calendar itself is tyme4py's (astronomical, after
Xu Jianwei's Shouxing Wannianli; the national standard GB/T 33661-2017), imported when first
asked for.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

_KEPT = 1 << 13  # days kept in mind, of each kind: some 50 rules in all years that may decide


@lru_cache(maxsize=_KEPT)
def days_of(rule: str, year: int) -> tuple[date, ...]:
    """The days of a solar year that `rule` names, in order: mostly one, for a lunar day 0 to 2."""
    kind, _, rest = rule.partition("-")
    if kind in {"lunar", "eve"}:
        days = (lunar_day(rule, lunar_year) for lunar_year in (year - 1, year))
        return tuple(day for day in days if day and day.year == year)
    numbers = [int(number) for number in rest.split("-")]
    if kind == "term":
        return (_solar_term(year, numbers[0]),)
    if kind == "nth":
        return (_nth_weekday(year, *numbers),)
    return (date(year, numbers[0], numbers[1]),)


@lru_cache(maxsize=_KEPT)
def lunar_day(rule: str, lunar_year: int) -> date | None:
    """The solar date of `eve` or `lunar-MM-DD[-leap]` in a lunar year, None where it has none."""
    if rule == "eve":
        new_year = lunar_day("lunar-01-01", lunar_year + 1)
        return new_year - timedelta(days=1) if new_year else None
    from tyme4py.lunar import LunarDay  # noqa: PLC0415

    _, month, day, *leap = rule.split("-")
    try:
        found = LunarDay.from_ymd(lunar_year, -int(month) if leap else int(month), int(day))
    except ValueError:
        return None
    solar = found.get_solar_day()
    return date(solar.get_year(), solar.get_month(), solar.get_day())


@lru_cache(maxsize=_KEPT)
def _solar_term(year: int, index: int) -> date:
    """The day of a solar term; index 0 (the winter solstice) is December's, as people count."""
    from tyme4py.solar import SolarTerm  # noqa: PLC0415

    term = SolarTerm.from_index(year + (index == 0), index)
    solar = term.get_julian_day().get_solar_day()
    return date(solar.get_year(), solar.get_month(), solar.get_day())


def _nth_weekday(year: int, month: int, count: int, weekday: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (count - 1))


def fits(rule: str, day: date) -> bool:
    """Whether `day` is one that `rule` names.

    Beside the rules of `days_of`: `weekday-N` (1 Monday), and `cycle-N`, lunar year N of the
    sixty (0 is 甲子).
    """
    if rule.startswith("weekday-"):
        return day.isoweekday() == int(rule[8:])
    if rule.startswith("cycle-"):
        new_year = lunar_day("lunar-01-01", day.year)
        lunar_year = day.year - (new_year is not None and day < new_year)
        return (lunar_year - 4) % 60 == int(rule[6:])
    return day in days_of(rule, day.year)


def make_date(year: int, month: int, day: int) -> date | None:
    """A date, or None where the calendar has no such day."""
    if 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None
