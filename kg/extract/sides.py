"""Who talks with whom: the two sides of talks, as one clause words them.

Input: a match of a rule that emits talks, and the talks told of last. Output: mentions. Rule options:
`said`: what somebody says of themself; `told-after`: the sentence names them behind it; `envoys`: bodies attend by those whom they send; `both`: the
two whom 两国元首 stands for.
"""

from __future__ import annotations

import re

from kg.clauses import Subject
from kg.extract.participants import Participants
from kg.extract.reading import Draft, Match, Reading
from kg.extract.visitors import Visitors
from kg.model import Mention

_BACK = 3  # sentences before, in which the two are named whom 两国元首 stands for
_MANY = 12  # people met one by one in a clause; a longer list is met together


class Sides:
    """Reads the sides of talks, in one article."""

    def __init__(
        self,
        reading: Reading,
        patterns: dict[str, re.Pattern[str]],
        visitors: Visitors,
        participants: Participants,
    ) -> None:
        self.reading = reading
        self.patterns = patterns
        self.visitors = visitors
        self.participants = participants

    def own(self, match: Match) -> list[Mention]:
        """Those whom the clause of `match` is about."""
        options, subject = match.rule.options, match.clause.subject
        if "both" in options:
            return self._heads(match)
        if "said" in options:
            subject = self.visitors.speaking(match)
        if "told-after" in options:
            subject = self.visitors.told_after(match)
        if "envoys" in options:
            return self._envoys(subject)
        if "attendee" in match.slots:
            return [self.reading.phrase(*match.slots["attendee"], "Group")]
        return [] if subject is None or subject.form == "body" else self.reading.subject(subject)

    def other(self, match: Match, last: Draft | None) -> list[Mention]:
        """Those whom they meet: people, or a delegation as it is named; `last` are the talks before."""
        span = match.slots.get("other")
        if span is None or "both" in match.rule.options:
            return []
        if self.patterns["addressed"].match(self.reading.annotated.coded[slice(*span)]):
            return self._addressed(match, last)
        people = [m for at in range(*span) for m in self.reading.people(at)]
        listed = self.patterns["several_bodies"].search(self.reading.annotated.coded, *span)
        bodies = list(self.participants.holders(*span)) if listed and not people else []
        people += self._others_next(match) if people else []
        return people or bodies or [self.reading.phrase(*span, "Group")]

    def _others_next(self, match: Match) -> list[Mention]:
        """Who is named alone in the clauses behind, in one list with those met: 会见A，B一行."""
        coded = self.reading.annotated.coded
        found: list[Mention] = []
        named: list[Mention] = []
        clause = match.sentence.after(match.clause)
        if match.end < match.clause.end:
            return []
        while clause and self.patterns["named_on"].fullmatch(coded, clause.start, clause.end):
            named += self.visitors.signed(clause.start, clause.end)
            if self.patterns["party_end"].search(coded, clause.start, clause.end):
                found, named = found + named, []
            clause = match.sentence.after(clause)
        return found if clause else found + named

    def separately(self, match: Match, others: list[Mention]) -> bool:
        """Whether each of the other side is met alone: 分别会见A和B."""
        people = all(mention.kind == "Person" for mention in others)
        if "other" not in match.slots or len(others) > _MANY or not people:
            return False
        coded, end = self.reading.annotated.coded, match.slots["trigger"][1]
        return self.patterns["separately"].search(coded, match.clause.rest, end) is not None

    def _envoys(self, body: Subject | None) -> list[Mention]:
        """Those who end the name of `body`: 瑙鲁和匈牙利外长."""
        if body is None or body.form != "body":
            return []
        name = self.reading.annotated.coded[body.start : body.end]
        sent = self.patterns["envoys"].search(name)
        return [self.reading.phrase(body.start, body.end, "Group")] if sent else []

    def _heads(self, match: Match) -> list[Mention]:
        """The two whom 两国元首 stands for: the only two people of the sentence before that names any."""
        number = self.reading.number(match.sentence)
        for before in reversed(self.reading.sentences[max(0, number - _BACK) : number + 1]):
            end = min(before.end, match.clause.start)
            named = {m.name: m for m in self.visitors.signed(before.start, end)}
            if named:
                return list(named.values()) if len(named) == 2 else []
        return []

    def _addressed(self, match: Match, last: Draft | None) -> list[Mention]:
        """Whom the speaker calls 你: the other side of the talks told of last, if that is one person."""
        speaker = self.visitors.speaker(match)
        if last is None or speaker is None or "other" not in last.match.slots:
            return []
        guests = self.other(last.match, None)
        hosts = self.reading.subject(last.match.clause.subject)
        says = {person.name for person in speaker.people}
        for side, across in ((hosts, guests), (guests, hosts)):
            if says & {m.name for m in side}:
                return across if len(across) == 1 else []
        return []
