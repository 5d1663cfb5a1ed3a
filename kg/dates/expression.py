"""What a date expression says, before anyone asks which day it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Point:
    """A day, month or year as worded; None where the words say nothing.

    `base` is what a relative word counts from, `published` (yesterday) or `anchor` (the next
    day); `unit` is year, month, week or day, `shift` how many of them. `weekday` is 1 for
    Monday to 7. `calendar` holds rules that the day must meet: `solar-10-01`,
    `lunar-08-15`, `lunar-06-01-leap`, `eve`, `term-21`, `nth-05-2-7`, `cycle-38`.
    `offset` is days added to the result (the day before the festival: -1). `part` is early,
    middle, late or season.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    base: str | None = None
    unit: str | None = None
    shift: int = 0
    weekday: int | None = None
    calendar: tuple[str, ...] = ()
    offset: int = 0
    part: str | None = None


class DateExpr(NamedTuple):
    """One date expression: `text[start:end]`, with its time of the day.

    `kind`:
    `date`      a day, month, year or range of days that something can happen on;
    `vague`     lately, before the festival: no date, but it ends the validity of the one before;
    `as-of`     up to a date (counts stand as of it);
    `since`     from a date on;
    `deadline`  by a date;
    `period`    a span of statistics or of effort, not the date of an event;
    `dateline`  the date of a dispatch.

    `last` is the end of a range. `time_of_day` is the words. `planned` is `ahead` after words
    such as 定于, `once` after words such as 原定 (it may have come to nothing), else empty.
    `narrative` is true where the expression can set the date of what its sentence tells: a date
    or a vague word, not planned, not in brackets, not the attribute of a noun, and, if it is
    as wide as a year, set off by a comma.
    """

    start: int
    end: int
    kind: str
    first: Point
    last: Point | None = None
    time_of_day: str | None = None
    narrative: bool = False
    planned: str = ""
