"""Who comes along on a visit, told in a clause of its own: 副县长马占海陪同调研.

Input: matches of rules that emit Visit with the option `companion`, and the visits told of so far.
Output: companions of one of them, or of several: of all of a day (先后陪同), of the days of a trip
whose report a paragraph closes that tells of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.known_visits import KnownVisits
from kg.extract.reading import Draft, Match, Reading
from kg.extract.trips import at_large, day_of, within
from kg.extract.visitors import NEAR, Visitors
from kg.model import Mention

_CLOSING = 8  # sentences before, in a paragraph that says only who came along
_REPORT = 4000  # characters of the report of a visit, at whose end it is told who joined
_OPENING = 300  # characters before companions that are told of before any place is
_RECALLED = 100  # visits back among which those of a trip, or of a day, are looked for


class Companions:
    """Adds those who come along to `drafts`, the visits of an article told of so far."""

    def __init__(self, reading: Reading, visitors: Visitors, told: KnownVisits) -> None:
        self.reading = reading
        self.patterns = reading.rules.patterns("visits")
        self.visitors = visitors
        self.told = told
        self.drafts = told.drafts
        self.waiting: list[Mention] = []  # told before the clause that tells of the visit
        self._early: list[Match] = []  # clauses that tell of some before any visit is told

    def take_waiting(self, match: Match) -> list[Mention]:
        """Those told of before the clause that tells of the visit, once."""
        waiting, self.waiting = self.waiting, []
        if self._early and "apart" not in match.rule.options:
            early, self._early = self._early, []
            paragraph = match.sentence.paragraph
            near = (one for one in early if paragraph - one.sentence.paragraph <= 1)
            waiting += [mention for one in near for mention in self._named(one)]
        return waiting

    def take(self, match: Match) -> Draft | None:
        """Adds whom `match` names; the last visit, if there is one."""
        if "before" in match.rule.options:
            return self._brought(match)
        if not self.drafts:
            self._early += [match] if self._tours(match) else []
            return None
        if self._is_of_others(match):
            return None
        if "companion" not in match.slots and not self._goes_on(match):
            return None
        if not (people := self._named(match)):
            return None
        for visit in self._accompanied(match):
            if self.add(visit, people):
                visit.widen(self.reading.clean(match.sentence.start, match.sentence.end))
        return self.drafts[-1]

    def _named(self, match: Match) -> list[Mention]:
        """Those whom a clause about companions names, and those listed before it."""
        subject = match.clause.subject
        if "companion" in match.slots:
            return self.reading.people(match.slots["companion"][0])
        if "closing" in match.rule.options:
            return self.visitors.listed_before(match)
        if subject and subject.form == "people" and match.clause.own:
            return self.visitors.listed_before(match) + self.reading.subject(subject)
        return []

    def _tours(self, match: Match) -> bool:
        """Whether the paragraph tells, before a clause about companions, that somebody went round,
        and of no meeting."""
        coded, end = self.reading.annotated.coded, match.clause.start
        start = max(self.reading.opening(match.sentence).start, end - _OPENING)
        told = self.patterns["under_way"].search(coded, start, end)
        return told is not None and not self.patterns["met"].search(coded, start, end)

    def _is_of_others(self, match: Match) -> bool:
        """Whether a clause that names both tells whom others than those of the last visit brought."""
        subject = match.clause.subject
        if "visiting" not in match.rule.options or subject is None:
            return False
        last, names = self.drafts[-1], {m.name for m in self.reading.subject(subject)}
        same_day = within(match.sentence.when(match.clause.end).value, last.when.value)
        return not same_day or not names & set(last.names("visitor"))

    def _goes_on(self, match: Match) -> bool:
        """Whether a clause about companions speaks of the last visit, not of a meeting since."""
        last = self._last_told(match)
        guest = not self.reading.foreign.isdisjoint(last.names("visitor"))
        told_aside = "state" in last.rule.options or (guest and "apart" in last.rule.options)
        if (told_aside or last.is_mentioned) and last.match.sentence is not match.sentence:
            return False
        said = self.reading.annotated.coded[match.slots["trigger"][0] : match.clause.end]
        if not self.patterns["bare"].match(said):
            return True
        since = match.sentence.paragraph - last.match.sentence.paragraph
        if last is self.told.last:
            since = min(since, match.sentence.paragraph - self.told.paragraph)
        before = self.reading.sentences[self.reading.number(match.sentence) - 1]
        told = before.text if before.end < match.sentence.start else ""
        if since > NEAR:
            return before.paragraph < match.sentence.paragraph and not self._met(last, match)
        return not self.patterns["gathering"].search(told)

    def _met(self, last: Draft, match: Match) -> bool:
        """Whether some meeting is spoken of from the last visit on."""
        start, end = last.match.sentence.start, match.sentence.start
        if end - start > _REPORT:
            return True
        return self.patterns["met"].search(self.reading.annotated.coded, start, end) is not None

    def _accompanied(self, match: Match) -> Iterator[Draft]:
        """The last visit; all of its date, where the clause says so; the trip that it is a day of,
        where the clause closes the report of it."""
        last = self._last_told(match)
        everyone = self.patterns["all"].search(match.clause.text)
        trips = {id(trip) for trip in self._trips_of(last)} if self._closes(match, last) else ()
        for visit in self.drafts[-_RECALLED:]:
            same_day = everyone and visit.when.value == last.when.value
            if visit is last or same_day or id(visit) in trips:
                yield visit

    def _last_told(self, match: Match) -> Draft:
        """The visit told of last, but for those that a speech only mentions: X在Y考察时的讲话."""
        last = self.drafts[-1]
        if last.match.sentence is match.sentence:
            return last
        told = (v for v in reversed(self.drafts[-_RECALLED:]) if not v.is_mentioned)
        return next(told, last)

    def _closes(self, match: Match, last: Draft) -> bool:
        """Whether a paragraph of its own, in which nothing else is told, says who came along."""
        sentence = match.sentence
        if sentence.whens or sentence.paragraph == last.match.sentence.paragraph:
            return False
        here = self.reading.number(sentence)
        for before in reversed(self.reading.sentences[max(0, here - _CLOSING) : here]):
            if before.paragraph != sentence.paragraph:
                return True
            if not self.patterns["closes"].search(before.text):
                return False
        return False

    def _trips_of(self, day: Draft) -> list[Draft]:
        """The trip of several days, or that of late, of which `day` is one."""
        names = set(day.names("visitor"))
        same = [v for v in self.drafts[-_RECALLED:] if names & set(v.names("visitor"))]
        trips = [v for v in same if day_of(day.when.value, v.when.value)]
        return trips or (list(at_large(same)) if day.when.value else [])

    def _brought(self, match: Match) -> Draft | None:
        """在…陪同下 before the clause that tells of the visit: kept until that is read."""
        self.waiting += self.visitors.signed(match.slots["companion"][0], match.slots["trigger"][0])
        return None

    def add(self, visit: Draft, people: list[Mention]) -> bool:
        """Adds those of `people` who do not visit; whether there are some."""
        visitors = set(visit.names("visitor"))
        companions = [m for m in people if m.name not in visitors]
        visit.add("companion", companions)
        return bool(companions)
