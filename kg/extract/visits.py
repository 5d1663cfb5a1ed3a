"""Visits: one for each group of visitors and date, with the stops of its itinerary.

Input: matches of rules that emit Visit, in text order. Output: drafts. Rule options:
`open` starts a visit whose places follow; `extends` only adds to a visit under way;
`named-place` asks for places that end like one; `companion` adds those who accompany.
"""

from __future__ import annotations

import re
from heapq import merge

from kg.extract.phrases import places
from kg.extract.reading import Draft, Match, Reading, start_draft
from kg.model import Mention

_UNNAMED = 4  # characters: a group of a longer name is no mere word for the visitors before


class Visits:
    """Collects visits over an article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.drafts: list[Draft] = []
        self._by_day: dict[tuple[str, str | None], list[int]] = {}  # numbers by visitor and date
        self._by_range: dict[str, list[int]] = {}
        self.waiting: list[Mention] = []

    def take(self, match: Match) -> Draft | None:
        """Adds what `match` says; the visit it belongs to, if any."""
        options = match.rule.options
        if "companion" in options:
            return self._accompany(match)
        visitors, escorts = self._visitors(match), []
        if escorted := self.reading.phrases["escorted"].match(match.clause.text):
            visitors, escorts = self._escorted(match, escorted), visitors
        if not visitors:
            return None
        stops = self._stops(match, named="named-place" in options)
        if not stops and "open" not in options:
            return None
        if len(visitors) == len(stops) > 1 and self._each(match):
            pairs = zip(visitors, stops, strict=True)
            return [self._place(match, [visitor], [stop]) for visitor, stop in pairs][-1]
        visit = self._place(match, visitors, stops)
        if visit and escorts:
            visit.add("companion", escorts)
        return visit

    def _each(self, match: Match) -> bool:
        """Whether the clause sends each of its visitors to a place of their own."""
        coded = self.reading.annotated.coded
        trigger = match.slots["trigger"]
        return bool(self.reading.phrases["each"].search(coded, match.clause.start, trigger[1]))

    def _escorted(self, match: Match, escorted: re.Match[str]) -> list[Mention]:
        """The group or the people whom the subject accompanies: they are the visitors."""
        start, end = (match.clause.at(i) for i in escorted.span("group"))
        people = self.reading.people(end - 1)
        return people or [self.reading.phrase(start, end, "Group")]

    def _visitors(self, match: Match) -> list[Mention]:
        subject = match.clause.subject
        if "extends" in match.rule.options:
            own = (c.subject for c in match.sentence.clauses if c.own)
            subject = next(own, subject)
        if subject is None or subject.form in ("meeting", "body"):
            return []
        mentions = self.reading.subject(subject)
        if subject.form == "people":
            return [m for m in mentions if self.reading.acts(m.name)]
        return mentions

    def _stops(self, match: Match, *, named: bool) -> list[Mention]:
        span = match.slots.get("place")
        return places(self.reading, *span, named=named) if span else []

    def _place(self, match: Match, visitors: list[Mention], stops: list[Mention]) -> Draft | None:
        when = match.sentence.when(match.slots["trigger"][0])
        visit = self._under_way(visitors, when.value)
        if visit is None:
            if "extends" in match.rule.options:
                return None
            visit = start_draft("Visit", match, self.reading)
            visit.trigger = self._evoking(match) or visit.trigger
            visit.add("visitor", visitors)
            self._note(visit)
        stops = [s for s in stops if not any(s.name in n for n in visit.names("place"))]
        visit.add("place", stops)
        if stops:
            visit.widen(self.reading.clean(match.sentence.start, match.sentence.end))
        self._side_people(match, visit)
        visitors_now = set(visit.names("visitor"))
        visit.add("companion", [m for m in self.waiting if m.name not in visitors_now])
        self.waiting = []
        return visit

    def _evoking(self, match: Match) -> tuple[int, int] | None:
        """The verb that says what the visit is for, in the clause of a verb of going or after it."""
        coded = self.reading.annotated.coded
        start = match.slots["trigger"][0]
        found = self.reading.phrases["evoking"].search(coded, start, match.sentence.end)
        return self.reading.clean(*found.span()) if found else None

    def _under_way(self, visitors: list[Mention], date: str | None) -> Draft | None:
        first, names = visitors[0], {m.name for m in visitors}
        if first.kind == "Group" and len(first.name) <= _UNNAMED:
            last = self.drafts[-1] if self.drafts else None
            return last if last and _same_day(date, last) else None
        numbers = merge(
            reversed(self._by_day.get((first.name, date), ())),
            reversed(self._by_range.get(first.name, ())),
            reverse=True,
        )
        visits = (self.drafts[number] for number in numbers)
        fit = (v for v in visits if _same_day(date, v) and names <= set(v.names("visitor")))
        return next(fit, None)

    def _note(self, visit: Draft) -> None:
        number, told = len(self.drafts), visit.when.value
        self.drafts.append(visit)
        for name in visit.names("visitor"):
            self._by_day.setdefault((name, told), []).append(number)
            if told and "/" in told:
                self._by_range.setdefault(name, []).append(number)

    def _accompany(self, match: Match) -> Draft | None:
        subject = match.clause.subject
        if "companion" in match.slots:
            return self._brought(match)
        if not self.drafts or subject is None or not match.clause.own:
            return None
        visit = self.drafts[-1]
        near = match.sentence.paragraph - visit.match.sentence.paragraph
        if subject.form != "people" or near > 1:
            return None
        visitors = set(visit.names("visitor"))
        people = [m for m in self.reading.subject(subject) if m.name not in visitors]
        if people:
            visit.add("companion", people)
            visit.widen(self.reading.clean(match.sentence.start, match.sentence.end))
        return visit

    def _brought(self, match: Match) -> Draft | None:
        """在…陪同下 before the clause that tells of the visit: kept until that is read."""
        self.waiting += self.reading.people(match.slots["companion"][0])
        return None

    def _side_people(self, match: Match, visit: Draft) -> None:
        """在…陪同下 inside the clause that tells of the visit."""
        coded = self.reading.annotated.coded
        clause = match.clause
        for found in self.reading.phrases["accompanied"].finditer(
            coded, match.sentence.start, clause.end
        ):
            people = self.reading.people(found.start("people"))
            visitors = set(visit.names("visitor"))
            visit.add("companion", [m for m in people if m.name not in visitors])


def _same_day(date: str | None, visit: Draft) -> bool:
    told = visit.when.value
    return told == date or bool(date and told and _within(date, told))


def _within(date: str, period: str) -> bool:
    """Whether a day lies in a range A/B of days."""
    first, _, last = period.partition("/")
    return bool(last) and first <= date <= last
