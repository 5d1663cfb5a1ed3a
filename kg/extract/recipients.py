"""To whom a gift goes: the words of its clause, or what is told around it, by the options of the rule.

Input: matches of rules that emit Donation, who gives, the visits and gifts told of so far. Output: mentions.
"""

from __future__ import annotations

from kg.extract.along import Along
from kg.extract.counted import Counted
from kg.extract.parties import Parties
from kg.extract.reading import Draft, Match
from kg.extract.receivers import Receivers
from kg.model import Mention

_GIVEN = 12  # gifts back in the sentence, whose givers get nothing


class Recipients:
    """Finds the recipients of gifts; `drafts` are those told of so far, to which others add."""

    def __init__(
        self, parties: Parties, receivers: Receivers, along: Along, drafts: list[Draft]
    ) -> None:
        self.parties = parties
        self.reading = parties.reading
        self.receivers = receivers
        self.along = along
        self.counted = Counted(parties)
        self.drafts = drafts

    def told(self, match: Match, donors: list[Mention], visits: list[Draft]) -> list[Mention]:
        """Those to whom the gift of `match` goes, as far as it is told."""
        options = match.rule.options
        span = match.slots.get("recipient")
        if "came" in options:
            return self.along.comer(match, "where")
        taken = frozenset(m.name for m in donors) | self._givers_here(match)
        if match.clause.subject and match.clause.subject.form == "people":
            taken |= {person.name for person in match.clause.subject.people}
        if span and (meant := self.counted.meant(match, span, visits, taken)):
            return meant
        if span and not ("aid" in options and self.receivers.is_every(*span)):
            named = self.parties.named(*span, taken)
            if "aid" in options:
                named = self._as_seen(match, named, visits)
            if named or "aid" not in options or self.receivers.is_singular(*span):
                return named
        if "no-donor-subject" in options and "carry-recipient" not in options:
            return self._told_along(match, donors)
        named = self.receivers.told_in_subject(match)
        if not named and "aid" in options:
            named = self._brought(match, taken, visits)
        elif not named and "carry-recipient" in options:
            told = self.receivers.told_before
            named = told(match, "to_body") or told(match, "to_folk") or self._carried(match)
        return named or self.receivers.struck(match, taken)

    def _as_seen(self, match: Match, named: list[Mention], visits: list[Draft]) -> list[Mention]:
        """`named` by the name with which they were visited; if nobody, who lives in the home visited."""
        span = match.slots["recipient"]
        if not named and self.receivers.is_singular(*span):
            return self.counted.at_home(match, visits)
        return self.receivers.as_visited(match, named[0], visits) if len(named) == 1 else named

    def sent_on(self, match: Match, visits: list[Draft]) -> list[Draft]:
        """The gift of the clause before, of which `match` only says to whom it went: 并送到X手中."""
        last = self.drafts[-1] if self.drafts else None
        if "given-before" not in match.rule.options or last is None or last.names("recipient"):
            return []
        if match.sentence.before(match.clause) != last.match.clause:
            return []
        last.add("recipient", self.told(match, last.roles["donor"], visits))
        return [last] if last.names("recipient") else []

    def _told_along(self, match: Match, donors: list[Mention]) -> list[Mention]:
        """To whom a gift goes that the clause tells from the other side, by the story before it or its subject."""
        story = "along" in match.rule.options
        there = (self.along.sent_to(match) if story else []) or self._receiver(match, donors)
        if there or not story:
            return there
        return self.along.getter(match) or self.along.stands_in(match)

    def _brought(self, match: Match, taken: frozenset[str], visits: list[Draft]) -> list[Mention]:
        """Whom something is brought to that names nobody: those served or seen, else as the sentence tells."""
        span = match.slots.get("recipient")
        story = "along" in match.rule.options
        return (
            (story and (self.along.getter(match) or self.along.served(match)))
            or self.receivers.told_before(match, "done_for")
            or self.receivers.visited(match, taken, visits)
            or self.receivers.of_so_many(match)
            or (self.receivers.each_of(*span) if span else [])
            or self.receivers.seen_at(match, visits)
            or self.receivers.told_before(match)
            or self.receivers.destination(match)
            or self._told_here(match)
            or self.along.at_place(match)
            or self.along.folk_there(match)
            or self.receivers.beneficiary(match)
        )

    def _givers_here(self, match: Match) -> frozenset[str]:
        """Those of whom the sentence tells before that they gave something."""
        here = match.sentence
        told = (d for d in self.drafts[-_GIVEN:] if d.match.sentence is here)
        return frozenset(name for draft in told for name in draft.names("donor"))

    def _told_here(self, match: Match) -> list[Mention]:
        """Whom the gift before in the sentence is for."""
        last = self.drafts[-1] if self.drafts else None
        here = last is not None and last.match.sentence is match.sentence
        return last.roles.get("recipient", []) if last and here else []

    def _carried(self, match: Match) -> list[Mention]:
        """The area that is told behind, whom the gift told before in the sentence is for, where
        the givers come in it, whom the gift before in the paragraph is for, those the money is
        for, or the host."""
        told = self.receivers.meant_for(match) or self.receivers.built(match)
        told = told or self.receivers.beneficiary(match, "earmarked")
        told = told or self.receivers.beneficiary(match, "aided")
        told = told or self.receivers.beneficiary(match, "handed_to")
        if told := told or self.along.served(match):
            return told
        last = self.drafts[-1] if self.drafts else None
        if last and last.match.sentence is match.sentence:
            home = self.receivers.destination(match) if "aid" in last.rule.options else []
            return home or last.roles.get("recipient", [])
        there = self.receivers.signed_with(match) or self.receivers.destination(match)
        there = there or self.along.at_place(match)
        if there := there or self.receivers.beneficiary(match):
            return there
        near = last and self._is_near(last.match, match)
        if last and last.names("recipient") and (near or self.receivers.on_site(match)):
            return last.roles["recipient"]
        told = self.receivers.host(match) or self.receivers.cause(match)
        return told or self.receivers.came_to(match)

    def _is_near(self, before: Match, match: Match) -> bool:
        """Whether `match` stands in the paragraph of the gift before it, or goes on with a list of such."""
        if before.sentence.paragraph == match.sentence.paragraph:
            return True
        listed = self.reading.number(match.sentence) - self.reading.number(before.sentence) == 1
        return listed and "recipient" not in before.slots

    def _receiver(self, match: Match, donors: list[Mention]) -> list[Mention]:
        """The subject of a clause in which the donor is none."""
        subject = match.clause.subject
        if subject and subject.form == "people" and subject.end <= match.sentence.start:
            subject = None  # who only spoke before: 奖学金由X捐赠
        if subject is None or subject.form == "meeting":
            return self.receivers.owner(match) or self.receivers.destination(match)
        mentions = (
            self.reading.subject(subject)
            if subject.form == "people"
            else self.parties.named(subject.start, subject.end)
        )
        if "for-body" in match.rule.options:
            mentions = self.along.headed(subject.start) or mentions
        names = {m.name for m in donors}
        return [m for m in mentions if m.name not in names]
