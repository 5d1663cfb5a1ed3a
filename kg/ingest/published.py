"""Publication dates, from options, data, paths and page heads.

Input: text. Output: YYYY-MM-DD, or a fault that says why it is none.
"""

from __future__ import annotations

import datetime as dt

from kg.errors import InputError
from kg.ingest.layout import layout

FIRST, LAST = 1900, 2100


class BadDateError(ValueError):
    """No day of the calendar, or none that is written as one; the text says what is wrong."""


def parse_published(text: str) -> str:
    """A day as YYYY-MM-DD from 2022-11-11, 2022/11/11, 2022年11月11日 or a time stamp.

    Raises BadDateError.
    """
    found = layout().published_given.fullmatch(text[:80])
    if found is None:
        raise BadDateError("is no date")
    return _day(*(int(part) for part in found.groups()[:3]))


def _day(year: int, month: int, day: int) -> str:
    if not FIRST <= year <= LAST:
        raise BadDateError("has no likely year")
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        raise BadDateError("is no day of the calendar") from None


def published_in_path(path: str) -> str | None:
    """The day that a path names (2022/11/11/, 2022-11-11, 20221111): the last one, if several."""
    days = []
    for found in layout().published_path.finditer(path[-1000:].replace("\\", "/")):
        try:
            days.append(_day(*(int(part) for part in found.groups() if part)))
        except BadDateError:
            continue
    return days[-1] if days else None


def published_in_heads(
    text: str, furniture: list[tuple[int, int]], source: str
) -> list[tuple[int, str]]:
    """The days in the head lines of a page, each with the offset of its line.

    Raises InputError where one is no day of the calendar.
    """
    days = []
    for start, end in furniture:
        found = layout().published_head.search(text, start, end)
        if found is None:
            continue
        try:
            days.append((start, _day(*(int(part) for part in found.groups()))))
        except BadDateError as fault:
            raise InputError(
                "input-published-head", source=source, found=found[0], fault=fault
            ) from None
    return days


def published_in(text: str) -> str | None:
    """The first day of the calendar in a line, if it gives one."""
    for found in layout().published_head.finditer(text):
        try:
            return _day(*(int(part) for part in found.groups()))
        except BadDateError:
            continue
    return None
