"""Literals in N-Quads text: strings, numbers and dates.

Input: Python values and normalised dates (DESIGN section 4). Output: canonical N-Quads terms
(RDF 1.2 N-Quads, section 3), which are also what Oxigraph writes.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Final, NamedTuple

from kg.errors import KgError
from kg.vocabulary import XSD

_SPECIAL: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPES: Final = {
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?|--(\d\d)-(\d\d)", re.ASCII)
_TYPES: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}
_LEAP_YEAR: Final = 2000  # a year in which every month and day exists
_LARGE_DATES: Final = 20_000


def string(text: str) -> str:
    """A string; lone surrogates, which no encoding can hold, become U+FFFD."""
    if '"' in text or "\\" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    if not text.isprintable():
        text = _SPECIAL.sub(_escape, text)
    return f'"{text}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def typed(text: str, datatype: str) -> str:
    """A literal of an XML Schema datatype, given by its local name, such as "date"."""
    return f"{string(text)}^^<{XSD}{datatype}>"


_INTEGER: Final = f'"^^<{XSD}integer>'


def integer(number: int) -> str:
    """An xsd:integer."""
    return f'"{number}{_INTEGER}'


def boolean(truth: object) -> str:
    """An xsd:boolean."""
    return typed("true" if truth else "false", "boolean")


def decimal(number: float) -> str | None:
    """An xsd:decimal in canonical form; None for what is no number."""
    if not isfinite(number):
        return None
    text = format(Decimal(repr(number)), "f")
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return typed("0" if text == "-0" else text, "decimal")


class Dated(NamedTuple):
    """A normalised date as terms. A range has two `stated`; the bounds need a known year."""

    stated: tuple[str, ...]
    earliest: str | None
    latest: str | None


@lru_cache(maxsize=_LARGE_DATES)
def dated(text: str) -> Dated:
    """Terms for a date: 2022-10-30, 2022-10, 2022, --10-30, or two of them as A/B.

    `earliest` and `latest` are the first and last day that it may mean (xsd:date). Raises
    KgError for a text of another form or a day that no calendar has.
    """
    ends = tuple(_end(part, text) for part in text.split("/"))
    if len(ends) > 2:
        raise KgError("literal-date", found=text)
    first, last = ends[0][1], ends[-1][2]
    if first is None or last is None:
        return Dated(tuple(end[0] for end in ends), None, None)
    return Dated(tuple(end[0] for end in ends), _day(first), _day(last))


def _day(day: date) -> str:
    return typed(day.isoformat(), "date")


def _end(part: str, whole: str) -> tuple[str, date | None, date | None]:
    """The literal of one end and its first and last day, None without a year."""
    match = _DATE.fullmatch(part)
    if match is None:
        raise KgError("literal-date", found=whole)
    year, month, day, bare_month, bare_day = (int(part) if part else 0 for part in match.groups())
    try:
        if bare_month:
            date(_LEAP_YEAR, bare_month, bare_day)
            return typed(part, "gMonthDay"), None, None
        first = date(year, month or 1, day or 1)
    except ValueError:
        raise KgError("literal-date", found=whole) from None
    return typed(part, _TYPES[len(part)]), first, _last(first, has_month=month > 0, has_day=day > 0)


def _last(first: date, *, has_month: bool, has_day: bool) -> date:
    """The last day of the day, month or year that begins on `first`."""
    if has_day:
        return first
    if not has_month:
        return date(first.year, 12, 31)
    if first.month == 12:
        return first.replace(day=31)
    return date.fromordinal(date(first.year, first.month + 1, 1).toordinal() - 1)
