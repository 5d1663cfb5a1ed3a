"""Which visit is meant: the visits told of so far, and the one that a match goes on with.

Input: matches of rules that emit Visit, with who visits, when and where. A visit goes on in what is
told of the same people on the same date, or of a group that has no name of its own. What is said
of a visit: `kg.extract.visits`.
"""

from __future__ import annotations

import re

from kg.dating import When
from kg.extract.itinerary import meet
from kg.extract.led import led_before, one_group, unnamed
from kg.extract.reading import Draft, Match, Reading
from kg.extract.trips import day_of, within
from kg.extract.visitors import NEAR
from kg.model import Mention

_MONTH = 7  # characters: 2023-04
RECALLED = 100  # visits, or stops of one, back among which the one meant is looked for


class KnownVisits:
    """The visits told of so far; `parted` are those whose visitors went to places of their own."""

    def __init__(self, reading: Reading, patterns: dict[str, re.Pattern[str]]) -> None:
        self.reading = reading
        self.patterns = patterns
        self.drafts: list[Draft] = []
        self.parted: list[Draft] = []
        self.paragraph = 0  # in which the last of them was told of
        self._of: dict[str, list[Draft]] = {}  # by who visited: the name of a person, or "Group"

    @property
    def last(self) -> Draft | None:
        """The one told of last."""
        return self.drafts[-1] if self.drafts else None

    @property
    def recent(self) -> list[Draft]:
        """The last of those told of, among which the one meant is looked for."""
        return self.drafts[-RECALLED:]

    def note(self, visit: Draft) -> None:
        """Adds a visit told of."""
        self.drafts.append(visit)
        for key in dict.fromkeys(map(_key, visit.roles["visitor"])):
            self._of.setdefault(key, []).append(visit)

    def recalled(self, visitors: list[Mention]) -> list[Draft]:
        """The last visits of the first of `visitors`: what they did before is one of them."""
        return self._of.get(_key(visitors[0]), [])[-RECALLED:]

    def of_same(self, trip: Draft) -> list[Draft]:
        """The visits of those who made `trip`."""
        names = set(trip.names("visitor"))
        return [d for d in self.recalled(trip.roles["visitor"]) if set(d.names("visitor")) & names]

    def of_parted(self, names: set[str], date: str | None) -> bool:
        """Whether `names` are some of those who parted on a date."""
        parted = (v for v in self.parted[-RECALLED:] if v.when.value == date)
        return any(names < set(v.names("visitor")) for v in parted)

    def told_apart(self, parted: Draft) -> list[Draft]:
        """The other visits of that date that tell what some of those did who parted."""
        names, day = set(parted.names("visitor")), parted.when.value
        told = {id(v): v for key in map(_key, parted.roles["visitor"]) for v in self._of[key]}
        same = (v for v in told.values() if v.when.value == day)
        return [v for v in same if set(v.names("visitor")) < names]

    def goes_on(self, match: Match, visitors: list[Mention]) -> bool:
        """Whether the last visit, told just before, is that of `visitors`."""
        last = self.last
        same = last is not None and set(last.names("visitor")) == {m.name for m in visitors}
        return same and match.sentence.paragraph - self.paragraph < NEAR

    def just_told(self, match: Match) -> bool:
        """Whether the last visit was told just before."""
        last = self.last
        since = match.sentence.paragraph - last.match.sentence.paragraph if last else NEAR
        return since < NEAR

    def under_way(
        self, match: Match, when: When, visitors: list[Mention], places: list[Mention]
    ) -> Draft | None:
        """The visit told of that `match` goes on with, if it tells of no other."""
        date, names = when.value, {m.name for m in visitors}
        grouped = unnamed(visitors) or led_before(self.reading, visitors, self.last)
        apart = "apart" in match.rule.options and date is None and not grouped
        before = self.recent if grouped else self.recalled(visitors)
        for visit in reversed(before):
            told = visit.when.value
            if apart and self._recalls(visit, names, match, places):
                return visit
            if day_of(date, told) and not grouped:
                continue
            if not within(date, told) or self._other_part(visit.when, when):
                if self._goes_on(visit, when, match, names):
                    return visit
                if grouped:
                    break
                continue
            if apart and not meet(visit.names("place"), places, self.patterns):
                continue
            visiting = set(visit.names("visitor"))
            if visit in self.parted and names < visiting:
                continue
            if grouped or names <= visiting or one_group(visit.roles["visitor"], visitors):
                return visit
        return None

    def told_at_large(
        self, match: Match, when: When, visitors: list[Mention], places: list[Mention]
    ) -> Draft | None:
        """The last visit, if what was told of it before leaves out who went: a group to no place but
        here, whom the sentence names then (市督导组来我县督导，副局长A一行来到B); one of those of whom
        it is told at large, just after, where they all went to no place (A、B走访慰问了老人)."""
        last = self.last
        if last is None or last.when.value != when.value:
            return None
        if any(m.kind != "Person" for m in visitors):
            return None
        known = last.roles["visitor"]
        if last.match.sentence is match.sentence:
            group = len(known) == 1 and known[0].kind == "Group"
            return last if group and not last.roles.get("place") else None
        near = match.sentence.paragraph - self.paragraph < NEAR
        more = {m.name for m in known} < {m.name for m in visitors}
        return last if near and more and not places and last.roles.get("place") else None

    def name(self, visit: Draft, visitors: list[Mention]) -> None:
        """Makes `visitors` those of `visit`, a visit told of."""
        visit.roles["visitor"] = []
        visit.add("visitor", visitors)
        for key in dict.fromkeys(map(_key, visitors)):
            told = self._of.setdefault(key, [])
            if visit not in told[-1:]:
                told.append(visit)

    def _other_part(self, told: When, when: When) -> bool:
        """Whether two dates, by their words, are parts of one month: 7月上旬, 7月下旬."""
        if told.at == when.at or not (told.expr and when.expr):
            return False
        text = self.reading.text
        ends = (text[expr.start : expr.end] for expr in (told.expr, when.expr))
        parts = [found[0] for end in ends if (found := self.patterns["month_part"].search(end))]
        return len(parts) > 1 and parts[0] != parts[1]

    def _goes_on(self, visit: Draft, when: When, match: Match, names: set[str]) -> bool:
        """Whether a stop told without a day belongs to the last visit, of a month, told in the
        paragraph before."""
        month = visit.when.value and len(visit.when.value) == _MONTH
        return bool(
            month
            and when.value is None
            and "extends" in match.rule.options
            and visit is self.last
            and match.sentence.paragraph - self.paragraph <= 1
            and names == set(visit.names("visitor"))
        )

    def _recalls(self, visit: Draft, names: set[str], match: Match, places: list[Mention]) -> bool:
        """Whether a visit told without a day is `visit`, which has one: the same people in the
        same places. States are visited again and again."""
        if "state" in match.rule.options:
            return False
        stops = set(visit.names("place"))
        return names <= set(visit.names("visitor")) and {place.name for place in places} <= stops


def _key(visitor: Mention) -> str:
    """What a visitor is found again by; a group may be named at different length."""
    return visitor.name if visitor.kind == "Person" else visitor.kind
