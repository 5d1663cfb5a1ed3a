"""Finding date expressions.

Input: a cleaned text. Output: `DateExpr` values, leftmost and longest first, which do not
overlap. One search over the characters that can begin a date; the forms of `dates.toml` are
tried only there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.dates.expression import DateExpr, Point
from kg.dates.rules import DateRules, Form
from kg.dates.words import Fields, fields_of, last_point, point_of

_CONTEXT = 8  # characters before an expression that can change what it says
_APPOSITIONS = 5  # at most: date, festival, lunar day, weekday, time of the day
_DATED = {"date", "vague"}
_REFUSED = {"never", "count", "within"}


@dataclass(slots=True)
class _Draft:
    """An expression being read; `fields` are those of the form that matched."""

    start: int
    end: int
    fields: Fields
    first: Point
    last: Point | None = None
    kind: str = "date"
    time: str | None = None
    weak: bool = False
    apposed: list[Point] = field(default_factory=list)


def find(text: str, rules: DateRules) -> list[DateExpr]:
    """All date expressions of `text`, in order; `start` and `end` count into it."""
    found: list[DateExpr] = []
    end = 0
    for match in rules.start.finditer(text):
        start = match.start()
        if start < end:
            continue
        draft = _read(text, start, rules)
        if draft is None:
            continue
        end = max(draft.end, start + 1)
        if draft.kind not in _REFUSED:
            found.append(_finish(draft, text, rules))
    return found


def _read(text: str, start: int, rules: DateRules) -> _Draft | None:
    matched = _match(text, start, rules)
    if matched is None:
        return None
    fields, end = matched
    draft = _Draft(start, end, fields, point_of(fields, rules), last_point(fields, rules))
    if "vague" in fields or "weak" in fields:
        draft.kind = "vague"
        draft.weak = "weak" in fields
    elif "span" in fields:
        draft.kind = "period"
    _read_tail(draft, text, rules)
    _read_context(draft, text, rules)
    return draft


def _match(text: str, start: int, rules: DateRules) -> tuple[Fields, int] | None:
    """The fields and the end of the longest form that begins at `start`."""
    best: re.Match[str] | None = None
    chosen: Form | None = None
    for form in rules.forms.get(text[start : start + 1], ()):
        match = form.pattern.match(text, start)
        if match and (best is None or match.end() > best.end()):
            best, chosen = match, form
    if best is None or chosen is None:
        return None
    return fields_of(best, chosen), best.end()


def _read_tail(draft: _Draft, text: str, rules: DateRules) -> None:
    """Times of the day, appositions, and the end of a range."""
    for _ in range(_APPOSITIONS):
        if not (
            _read_time(draft, text, rules)
            or _read_on_day(draft, text, rules)
            or (draft.kind == "date" and _read_range(draft, text, rules))
            or (draft.kind == "date" and _read_apposition(draft, text, rules))
        ):
            return


def _read_time(draft: _Draft, text: str, rules: DateRules) -> bool:
    """A time of the day, joined on or after a comma."""
    for name in ("time", "later-time"):
        if match := rules.tail[name].pattern.match(text, draft.end):
            words = fields_of(match, rules.tail[name])["time"]
            draft.time = draft.time or words
            draft.end = match.end()
            return True
    return False


def _read_on_day(draft: _Draft, text: str, rules: DateRules) -> bool:
    """Words such as "on that very day", which add nothing, and "the day before"."""
    if match := rules.tail["on-day"].pattern.match(text, draft.end):
        draft.end = match.end()
        return True
    if draft.first.calendar and not draft.first.offset:
        form = rules.tail["offset"]
        if match := form.pattern.match(text, draft.end):
            offset = -1 if "before" in fields_of(match, form) else 1
            draft.first = _with(draft.first, offset=offset)
            draft.end = match.end()
            return True
    return False


def _read_range(draft: _Draft, text: str, rules: DateRules) -> bool:
    """The other end of a range: 至7日."""
    if draft.last or not (joint := rules.tail["range"].pattern.match(text, draft.end)):
        return False
    form = rules.tail["last"]
    match = form.pattern.match(text, joint.end())
    if not match or not _is_written(draft.first):
        return False
    last = point_of(fields_of(match, form), rules)
    enumerated = joint[0] in rules.marks["enumerating"]
    if not _comparable(draft.first, last) or (enumerated and not _consecutive(draft.first, last)):
        return False
    draft.last, draft.end = last, match.end()
    return True


def _is_written(point: Point) -> bool:
    return point.year is not None or point.month is not None or point.day is not None


def _comparable(first: Point, last: Point) -> bool:
    """Whether two points can be the ends of one range: both days, both months, or both years."""
    return (first.day is None) == (last.day is None) and (
        (first.month is None or last.month is not None or last.day is not None)
        and (first.day is not None or (first.month is None) == (last.month is None))
    )


def _consecutive(first: Point, last: Point) -> bool:
    return last.month is None and last.day == (first.day or 0) + 1


def _read_apposition(draft: _Draft, text: str, rules: DateRules) -> bool:
    """A second way of saying the day: （5月2日）, ，农历正月十六, ，星期三, 教师节."""
    at = draft.end
    link = rules.tail["link"].pattern.match(text, at)
    at = link.end() if link else at
    bracketed = (
        bool(link)
        and rules.tail["close"].pattern.match(text, at) is None
        and (text[link.start()] in rules.marks["brackets"] if link else False)
    )
    if match := rules.tail["aside"].pattern.match(text, at):
        if not bracketed:
            draft.end = match.end()
        return not bracketed
    return _read_apposed(draft, text, at, rules, bracketed=bracketed)


def _read_apposed(draft: _Draft, text: str, at: int, rules: DateRules, *, bracketed: bool) -> bool:
    form = rules.tail["apposition"]
    match = form.pattern.match(text, at)
    if match:
        fields, end = fields_of(match, form), match.end()
    elif bracketed and (matched := _match(text, at, rules)):
        fields, end = matched
    else:
        return False
    point = point_of(fields, rules)
    merged = _merge(draft.first, point)
    close = rules.tail["close"].pattern.match(text, end) if bracketed else None
    if merged is None or (bracketed and close is None):
        return False
    draft.first = merged
    draft.end = close.end() if close else end
    return True


def _merge(first: Point, other: Point) -> Point | None:
    """One point that says what both say; None if they say the same thing differently."""
    if other.part or other.offset or (other.base and first.base):
        return None
    for name in ("year", "month", "day", "weekday"):
        ours, theirs = getattr(first, name), getattr(other, name)
        if ours is not None and theirs is not None and ours != theirs:
            return None
    return Point(
        year=first.year if first.year is not None else other.year,
        month=first.month if first.month is not None else other.month,
        day=first.day if first.day is not None else other.day,
        base=first.base or other.base,
        unit=first.unit or other.unit,
        shift=first.shift or other.shift,
        weekday=first.weekday or other.weekday,
        calendar=first.calendar + other.calendar,
        offset=first.offset,
        part=first.part,
    )


def _with(point: Point, *, offset: int) -> Point:
    return Point(
        point.year, point.month, point.day, point.base, point.unit, point.shift,
        point.weekday, point.calendar, offset, point.part,
    )  # fmt: skip


def _read_context(draft: _Draft, text: str, rules: DateRules) -> None:
    """What stands before and after the expression, and the kind that it gives it."""
    before = ""
    if draft.start and text[draft.start - 1] in rules.before_last:
        low = max(0, draft.start - _CONTEXT)
        for kind, pattern in rules.before:
            if pattern.search(text, low, draft.start):
                before = kind
                break
    after = ""
    for kind, pattern in rules.after:
        if match := pattern.match(text, draft.end):
            after = kind
            if kind == "skip":
                draft.end = match.end()
            break
    draft.kind = _kind(draft, before, after)


def _kind(draft: _Draft, before: str, after: str) -> str:
    bare_day = draft.first.day is not None and draft.first.month is None and not draft.first.base
    if before == "never" or (before == "count" and bare_day and not draft.last):
        return before
    if after == "within" and bare_day and not draft.time:
        return after
    if draft.kind != "date":
        return draft.kind
    if before == "since" and draft.last:
        return "period"
    if before in {"as-of", "since", "deadline"}:
        return before
    if after in {"since", "deadline", "dateline"}:
        return after
    if after == "within":
        return "deadline"
    if after in {"vague", "later"}:
        return "vague"
    if draft.last and draft.last.day is None:
        return "period"
    return "date"


def _finish(draft: _Draft, text: str, rules: DateRules) -> DateExpr:
    return DateExpr(
        start=draft.start,
        end=draft.end,
        kind=draft.kind,
        first=draft.first,
        last=draft.last,
        time_of_day=draft.time,
        narrative=draft.kind in _DATED and _is_narrative(draft, text, rules),
    )


def _is_narrative(draft: _Draft, text: str, rules: DateRules) -> bool:
    following = text[draft.end : draft.end + 1]
    if draft.start and text[draft.start - 1] in rules.marks["brackets"]:
        return False
    if following and following in rules.marks["attributive"]:
        return False
    point = draft.first
    wide = (
        point.month is None
        and point.day is None
        and not point.calendar
        and (point.unit == "year" or point.year is not None)
    )
    return not (wide or draft.weak) or following in rules.marks["commas"]
