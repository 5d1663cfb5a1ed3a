"""Finding date expressions.

Input: a cleaned text. Output: `DateExpr` values, leftmost and longest first, which do not
overlap. One search over the characters that can begin a date; the forms of `dates.toml` are
tried only there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg.dates.expression import DateExpr, Point
from kg.dates.rules import DateRules, Form
from kg.dates.words import Reading, read

_CONTEXT = 8  # characters before an expression that can change what it says
_APPOSITIONS = 5  # at most: date, festival, lunar day, weekday, time of the day
_MONTH_ENDS = 28  # the day on which a month can end
_DATED = {"date", "vague"}
_REFUSED = {"never", "count", "within"}
_PLANS = {"ahead", "once"}
_KINDS = {  # the kind of a day or month that stands in a context of [before] or [after]
    "as-of": "as-of",
    "since": "since",
    "deadline": "deadline",
    "within": "deadline",
    "dateline": "dateline",
    "vague": "vague",
    "later": "vague",
}


@dataclass(slots=True)
class _Draft:
    """An expression being read."""

    start: int
    end: int
    first: Point
    last: Point | None = None
    kind: str = "date"
    time: str | None = None
    weak: bool = False
    planned: str = ""


def find(text: str, rules: DateRules) -> list[DateExpr]:
    """All date expressions of `text`, in order; `start` and `end` count into it."""
    found: list[DateExpr] = []
    end = 0
    for match in rules.start.finditer(text):
        start = match.start()
        if start < end or not (forms := _forms(text, start, rules)):
            continue
        matched = _match(text, start, forms, rules)
        if matched is None:
            continue
        draft = _read(text, start, matched, rules)
        end = max(draft.end, start + 1)
        if draft.kind not in _REFUSED:
            found.append(_finish(draft, text, rules))
    return found


def _forms(text: str, start: int, rules: DateRules) -> tuple[Form, ...]:
    """The forms that can begin at `start`."""
    pair = text[start : start + 2]
    forms = rules.forms.get(pair, ())
    if forms and (third := rules.third.get(pair)) and text[start + 2 : start + 3] not in third:
        return ()
    return forms


def _read(text: str, start: int, matched: tuple[Reading, int], rules: DateRules) -> _Draft:
    reading, end = matched
    draft = _Draft(start, end, reading.first, reading.last)
    if reading.vague:
        draft.kind, draft.weak = "vague", reading.weak
    elif reading.span:
        draft.kind = "period"
    _read_tail(draft, text, rules)
    _read_context(draft, text, rules)
    return draft


def _match(
    text: str, start: int, forms: tuple[Form, ...], rules: DateRules
) -> tuple[Reading, int] | None:
    """The reading and the end of the longest form that begins at `start`."""
    best: re.Match[str] | None = None
    chosen: Form | None = None
    for form in forms:
        match = form.pattern.match(text, start)
        if match and (best is None or match.end() > best.end()):
            best, chosen = match, form
    if best is None or chosen is None:
        return None
    return read(best, chosen, rules), best.end()


def _read_tail(draft: _Draft, text: str, rules: DateRules) -> None:
    """Times of the day, appositions, and the end of a range."""
    for _ in range(_APPOSITIONS):
        if not _may_go_on(text, draft.end, rules) or not (
            _read_time(draft, text, rules)
            or _read_on_day(draft, text, rules)
            or (draft.kind == "date" and _read_range(draft, text, rules))
            or (draft.kind == "date" and _read_apposition(draft, text, rules))
        ):
            return


def _may_go_on(text: str, at: int, rules: DateRules) -> bool:
    """A quick look at the next characters, which mostly rule out that the expression goes on."""
    if text[at : at + 1] in rules.link_first:
        at += 1
    return text[at : at + 2] in rules.forms or text[at : at + 1] in rules.tail_first


def _read_time(draft: _Draft, text: str, rules: DateRules) -> bool:
    """A time of the day, joined on or after a comma."""
    for name in ("time", "later-time"):
        if match := rules.tail[name].pattern.match(text, draft.end):
            draft.time = draft.time or match[1]
            draft.end = match.end()
            return True
    return False


def _read_on_day(draft: _Draft, text: str, rules: DateRules) -> bool:
    """Words such as "on that very day", which add nothing, and "the day before"."""
    if match := rules.tail["on-day"].pattern.match(text, draft.end):
        draft.end = match.end()
        return True
    if not draft.first.calendar or draft.first.offset:
        return False
    shifted = rules.tail["offset"].pattern.match(text, draft.end)
    if shifted:
        draft.first = replace(draft.first, offset=-1 if shifted[1] else 1)
        draft.end = shifted.end()
    return shifted is not None


def _read_range(draft: _Draft, text: str, rules: DateRules) -> bool:
    """The other end of a range: 至7日, or one more of its days: 6日、7日、8日."""
    joint = rules.tail["range"].pattern.match(text, draft.end)
    enumerated = joint is not None and joint[0] in rules.enumerating
    if joint is None or (draft.last and not enumerated):
        return False
    before = draft.last or draft.first
    if (
        draft.first.calendar
        and not draft.last
        and _read_lunar_range(draft, text, joint.end(), rules, enumerated=enumerated)
    ):
        return True
    form = rules.tail["last"]
    match = form.pattern.match(text, joint.end())
    if not match or not _is_written(before):
        return False
    last = read(match, form, rules).first
    if not _comparable(before, last) or (enumerated and not _consecutive(before, last)):
        return False
    draft.last, draft.end = last, match.end()
    return True


def _read_lunar_range(
    draft: _Draft, text: str, at: int, rules: DateRules, *, enumerated: bool
) -> bool:
    """A later day of the same lunar month, which is told by how many days it is later."""
    form = rules.tail["last-lunar"]
    match = form.pattern.match(text, at)
    first = next((rule for rule in draft.first.calendar if rule.startswith("lunar-")), None)
    if match is None or first is None:
        return False
    later = read(match, form, rules).days - int(first.split("-")[2])
    if later < 1 or (enumerated and later > 1):
        return False
    draft.last, draft.end = Point(base="anchor", unit="day", shift=later), match.end()
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
    """Whether the days follow one another: 5月30日、31日, 5月31日、6月1日."""
    if last.month not in {None, first.month}:
        turned = last.day == 1 and (first.day or 0) >= _MONTH_ENDS
        return turned and last.month == (first.month or 0) % 12 + 1
    return last.day == (first.day or 0) + 1


def _read_apposition(draft: _Draft, text: str, rules: DateRules) -> bool:
    """A second way of saying the day: （5月2日）, ，农历正月十六, ，星期三, 教师节."""
    at = draft.end
    bracketed = text[at : at + 1] in rules.brackets
    if not bracketed and not _is_day(draft.first):
        return False
    if link := rules.tail["link"].pattern.match(text, at):
        at = link.end()
    if match := rules.tail["aside"].pattern.match(text, at):
        if not bracketed:
            draft.end = match.end()
        return not bracketed
    return _read_apposed(draft, text, at, rules, bracketed=bracketed)


def _is_day(point: Point) -> bool:
    return bool(point.day or point.weekday or point.calendar or point.unit == "day")


def _read_apposed(draft: _Draft, text: str, at: int, rules: DateRules, *, bracketed: bool) -> bool:
    form = rules.tail["apposition"]
    match = form.pattern.match(text, at)
    if match:
        point, end = read(match, form, rules).first, match.end()
    elif bracketed and (matched := _match(text, at, _forms(text, at, rules), rules)):
        point, end = matched[0].first, matched[1]
    else:
        return False
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
    return replace(
        first,
        year=_either(first.year, other.year),
        month=_either(first.month, other.month),
        day=_either(first.day, other.day),
        weekday=_either(first.weekday, other.weekday),
        base=first.base or other.base,
        unit=first.unit or other.unit,
        shift=first.shift or other.shift,
        calendar=first.calendar + other.calendar,
    )


def _either(ours: int | None, theirs: int | None) -> int | None:
    return theirs if ours is None else ours


def _read_context(draft: _Draft, text: str, rules: DateRules) -> None:
    """What stands before and after the expression, and the kind that it gives it."""
    before, after = "", ""
    if draft.start and text[draft.start - 1] in rules.before_last:
        low = max(0, draft.start - _CONTEXT)
        if found := rules.before.pattern.search(text, low, draft.start):
            before = rules.before.kinds[(found.lastindex or 1) - 1]
    if found := rules.after.pattern.match(text, draft.end):
        after = rules.after.kinds[(found.lastindex or 1) - 1]
        if after == "skip":
            draft.end = found.end()
    if before in _PLANS:
        draft.planned = before
    draft.kind = _kind(draft, before, after)


def _kind(draft: _Draft, before: str, after: str) -> str:
    point = draft.first
    bare_day = point.day is not None and point.month is None and not point.base
    if before == "never" or (before == "count" and bare_day and not draft.last):
        return before
    if after == "within" and bare_day and not draft.time:
        return after
    if draft.kind != "date":
        return draft.kind
    cited = before == "cited" and after == "held"
    wide = draft.last is not None and draft.last.day is None and draft.last.unit is None
    if cited or (before == "since" and draft.last) or wide:
        return "period"
    if (before == "since" and after == "held") or (after == "vague" and draft.time):
        return "date"
    return _KINDS.get(before) or _KINDS.get(after) or "date"


def _finish(draft: _Draft, text: str, rules: DateRules) -> DateExpr:
    return DateExpr(
        start=draft.start,
        end=draft.end,
        kind=draft.kind,
        first=draft.first,
        last=draft.last,
        time_of_day=draft.time,
        narrative=draft.kind in _DATED and _is_narrative(draft, text, rules),
        planned=draft.planned,
    )


def _is_narrative(draft: _Draft, text: str, rules: DateRules) -> bool:
    following = text[draft.end : draft.end + 1]
    bracketed = draft.start > 0 and text[draft.start - 1] in rules.brackets
    if draft.planned or bracketed:
        return False
    if following in rules.attributive:
        same_day = draft.first.base == "anchor" and draft.first.unit == "day"
        return same_day and rules.tail["on-occasion"].pattern.match(text, draft.end) is not None
    if following in rules.commas:
        return True
    if draft.weak or draft.kind == "vague" or _is_day(draft.first):
        return not draft.weak
    if draft.first.month is None:
        return rules.tail["told"].pattern.match(text, draft.end) is not None
    return not rules.tail["attribute"].pattern.match(text, draft.end)
