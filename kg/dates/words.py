"""From the words of a matched form to the point that they describe.

Input: a match of a form. Output: a `Reading` with its `Point` values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kg.dates.expression import Point
from kg.dates.rules import DateRules, Form

Fields = dict[str, str]
_CACHED = 4096  # wordings; the same days and words come again and again


@dataclass(frozen=True, slots=True)
class Reading:
    """What a matched form says: a point, or both ends of a range; whether it is vague
    (`weak`: only where set off by a comma) or a span of statistics. `days`: the day of a lunar month
    that stands alone.
    """

    first: Point
    last: Point | None
    vague: bool
    weak: bool
    span: bool
    days: int = 0


def read(match: re.Match[str], form: Form, rules: DateRules) -> Reading:
    """The reading of a match of `form`."""
    return _reading(form, match.groups(), rules)


@lru_cache(maxsize=_CACHED)
def _reading(form: Form, groups: tuple[str | None, ...], rules: DateRules) -> Reading:
    fields = {
        name: words for number, name in form.fields if (words := groups[number - 1]) is not None
    }
    return Reading(
        first=_point(fields, rules),
        last=_last(fields, rules),
        vague="vague" in fields or "weak" in fields,
        weak="weak" in fields,
        span="span" in fields,
        days=0 if "lmonth" in fields else _field(fields, "lday", rules) or 0,
    )


def _point(fields: Fields, rules: DateRules) -> Point:
    """The point that a form's fields describe."""
    base, unit, shift = _relation(fields, rules)
    part = fields.get("part")
    return Point(
        _year(fields, rules),
        _field(fields, "month", rules),
        _field(fields, "day", rules),
        base,
        unit,
        shift,
        _field(fields, "weekday", rules),
        _calendar(fields, rules),
        0,
        rules.parts.get(part, "season") if part else None,
    )


def _relation(fields: Fields, rules: DateRules) -> tuple[str | None, str | None, int]:
    """Base, unit and shift of a relative word."""
    if "rel" in fields:
        return rules.relative[fields["rel"]]
    if "count" in fields:
        return "anchor", "day", _number(fields["count"], rules)
    if "sameday" in fields:
        return "anchor", "day", 0
    return None, None, 0


def _last(fields: Fields, rules: DateRules) -> Point | None:
    """The end of a range that one form gives whole: 28至29日."""
    if not ("lastday" in fields or "lastmonth" in fields or "lastyear" in fields):
        return None
    return Point(
        year=_field(fields, "lastyear", rules),
        month=_field(fields, "lastmonth", rules),
        day=_field(fields, "lastday", rules),
    )


def _calendar(fields: Fields, rules: DateRules) -> tuple[str, ...]:
    found: list[str] = []
    if "festival" in fields:
        found.append(rules.festivals[fields["festival"]])
    if "lmonth" in fields:
        month, day = _number(fields["lmonth"], rules), _number(fields["lday"], rules)
        found.append(f"lunar-{month:02}-{day:02}" + ("-leap" if "leap" in fields else ""))
    if "cycle" in fields:
        stems, branches = rules.cycle
        stem, branch = stems.index(fields["cycle"][0]), branches.index(fields["cycle"][1])
        found.append(f"cycle-{(6 * stem - 5 * branch) % 60}")
    return tuple(found)


def _year(fields: Fields, rules: DateRules) -> int | None:
    """The year in full; two digits stand for the only such year of 1949 to 2048."""
    if short := fields.get("shortyear"):
        return int(short) + (1900 if int(short) >= 49 else 2000)
    return _field(fields, "year", rules, positional=True)


def _field(fields: Fields, name: str, rules: DateRules, *, positional: bool = False) -> int | None:
    words = fields.get(name)
    if words is None:
        return None
    if positional and not words.isdigit():
        return int("".join(str(rules.numerals[character]) for character in words))
    return _number(words, rules)


def _number(words: str, rules: DateRules) -> int:
    """A number below 100 in digits or Chinese numerals: 廿三, 二十三, 23."""
    if words.isdecimal():
        return int(words)
    total = 0
    for character in words:
        value = rules.numerals[character]
        total = max(total, 1) * 10 if value == 10 else total + value
    return total
