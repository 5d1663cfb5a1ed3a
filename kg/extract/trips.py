"""Trips of several days: which of their places belong to which day.

Input: visits of the same visitors, one of them dated by a range of days. Output: the places and
companions of that one given to the days that the article tells of one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from kg.extract.reading import Draft, Reading
from kg.model import Mention

_LATELY = 31  # days that 近日 reaches back at most
_PAUSE = 2  # days between two of which the article tells, on one trip
_FULL = re.compile(r"\d{4}-\d\d-\d\d(?:/\d{4}-\d\d-\d\d)?")


def share_out(trip: Draft, visits: list[Draft], reading: Reading) -> bool:
    """Whether `trip` tells of nothing but its days, which then have its places and companions."""
    days = [visit for visit in visits if day_of(visit.when.value, trip.when.value)]
    places = trip.roles.get("place", [])
    if not days or any(_told_later(place, trip, reading) for place in places):
        return False
    for place, meant in _meant(places, days):
        for day in meant:
            stops = [stop for stop in day.roles.get("place", []) if stop.name != place.name]
            day.roles["place"] = [place, *stops]
    for day in days:
        day.add("companion", trip.roles.get("companion", []))
    return True


def _meant(places: list[Mention], days: list[Draft]) -> list[tuple[Mention, list[Draft]]]:
    """Each of the places of a trip with its days: those that have a stop of that name in it, else
    the others. If as many days as places are left, each has its own."""
    named = [[d for d in days if any(_kin(p.name, s) for s in d.names("place"))] for p in places]
    left = [day for day in days if not any(day in meant for meant in named)]
    others = [place for place, meant in zip(places, named, strict=True) if not meant]
    if len(others) == len(left):
        own = {id(place): [day] for place, day in zip(others, left, strict=True)}
    else:
        own = {id(place): left or days for place in others}
    return [(place, meant or own[id(place)]) for place, meant in zip(places, named, strict=True)]


def at_large(visits: list[Draft]) -> Iterator[Draft]:
    """Those told as of late, without a day, in the first paragraph (近日在湖南考察)."""
    for visit in takewhile(lambda visit: not visit.match.sentence.paragraph, visits):
        expr = visit.when.expr
        if visit.when.value is None and expr and expr.kind == "vague":
            yield visit


def spread(trip: Draft, visits: list[Draft], published: str | None) -> bool:
    """Whether `trip`, told at large, is that of which `visits` are told with their days, which then
    have its places."""
    days = _in_a_row([visit for visit in visits if _is_recent(visit.when.value, published)])
    places = trip.roles.get("place", [])
    for place in reversed(places if days else []):
        meant = [d for d in days if any(_kin(place.name, stop) for stop in d.names("place"))]
        for day in days if len(places) == 1 else meant or days:
            stops = [stop for stop in day.roles.get("place", []) if stop.name != place.name]
            day.roles["place"] = [place, *stops]
    for day in days:
        day.add("companion", trip.roles.get("companion", []))
    return bool(days)


def _in_a_row(days: list[Draft]) -> list[Draft]:
    """Those of `days`, in their order, that follow one another as the days of one trip do."""
    found: list[Draft] = []
    for day in days:
        begins = _ends(day.when.value or "")[0]
        if found and not 0 <= (begins - _ends(found[-1].when.value or "")[1]).days <= _PAUSE:
            break
        found.append(day)
    return found


def _ends(value: str) -> tuple[date, date]:
    """The first and the last day of a full date or range."""
    first, _, last = value.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first)


def _is_recent(value: str | None, published: str | None) -> bool:
    """Whether a day, or the last of a range, lies at most a month before the day of publication."""
    if not published or not value or not _FULL.fullmatch(value):
        return False
    return 0 <= (date.fromisoformat(published) - _ends(value)[1]).days <= _LATELY


def _told_later(place: Mention, trip: Draft, reading: Reading) -> bool:
    """Whether `place` stands behind the sentence that `trip` begins with."""
    sentence = trip.match.sentence
    end = reading.clean(sentence.start, sentence.end)[1]
    return place.quote.start > reading.quote((end - 1, end)).start


def _kin(place: str, stop: str) -> bool:
    """Whether the names of a place and of a stop there have two characters in a row in common."""
    return any(place[at : at + 2] in stop for at in range(len(place) - 1))


def day_of(date: str | None, period: str | None) -> bool:
    """Whether `date` is one of several days that `period` takes up."""
    return date != period and within(date, period)


def within(date: str | None, period: str | None) -> bool:
    """Whether `date` is `period` or a day in it, if it is a range A/B of days."""
    if date == period or not date or not period:
        return date == period
    first, _, last = period.partition("/")
    return bool(last) and first <= date <= last
