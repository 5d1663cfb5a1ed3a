"""Who receives: where the clause that tells of a gift does not name them, or by a word only.

Input: matches of rules that emit Donation, who gives, the visits told of so far. Output: mentions.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from operator import itemgetter

from kg.extract.goods import Count, Goods
from kg.extract.parties import REACH, Parties
from kg.extract.reading import Draft, Match
from kg.model import Mention

_CLAUSES = 12  # behind a gift among which it is told what all that was given is for
_PARAGRAPHS = 2  # a gift stands in the paragraph of its ceremony or the one after it
_NAMES = 60  # characters of a list of names before it is said how many they are
_CAUSES = ("cause", "in_aid_of", "built_there", "own_works")
_CAUSED = 3  # and in that in which it is told what is collected for, or up to two after it


class Receivers:
    """Reads recipients, by the table `[parties]`."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        self.reading = parties.reading
        self.coded = parties.coded
        self.patterns = parties.patterns
        self._held: list[tuple[int, tuple[int, int]]] | None = None

    def is_every(self, start: int, end: int) -> bool:
        """Whether `coded[start:end]` stands for each of those named before: 每位教师."""
        return bool(self.patterns["every"].match(self.coded[start:end]))

    def told_before(self, match: Match, worded: str = "for_whom") -> list[Mention]:
        """The recipients whom the clause before names, and nothing else: 为老人们，送去了米面."""
        before = match.sentence.before(match.clause)
        if before is None:
            return []
        whom = self.patterns[worded].fullmatch(self.coded, before.rest, before.end)
        return self.parties.named(*whom.span("who")) if whom else []

    def each_of(self, start: int, end: int) -> list[Mention]:
        """Those of whom `coded[start:end]` says that each is given something: 每户困难群众."""
        named = self.patterns["every_one"].match(self.coded[start:end])
        return [self.reading.phrase(start, end, "Group")] if named else []

    def of_so_many(self, match: Match) -> list[Mention]:
        """The people named as so many in the paragraph, where each is said to get something: 每户."""
        trigger = match.slots["trigger"][0]
        if not self.patterns["each_gets"].search(self.coded, match.clause.start, trigger):
            return []
        start = self.parties.paragraph_start(trigger)
        many = list(self.patterns["so_many_named"].finditer(self.coded, start, trigger))[-1:]
        if not many:
            return []
        start = max(start, many[0].start() - _NAMES)
        whom = self.parties.found("names_told", start, many[0].end(), last=True)
        return self.parties.listed(*whom) if whom else []

    def is_singular(self, start: int, end: int) -> bool:
        """Whether `coded[start:end]` is a pronoun for one person."""
        return bool(self.patterns["singular"].match(self.coded[start:end]))

    def told_in_subject(self, match: Match) -> list[Mention]:
        """The recipients where the subject was read too wide: X为Y."""
        subject = match.clause.subject
        if subject is None or subject.form == "people" or not match.clause.own:
            return []
        whom = self.parties.found("to", subject.start, subject.end)
        return self.parties.named(*whom) if whom else []

    def owner(self, match: Match) -> list[Mention]:
        """Who is said, before in the sentence, to have what was given."""
        told = match.slots.get("given", match.slots["trigger"])[0]
        whom = self.parties.found("owner", max(match.sentence.start, told - REACH), told)
        return self.parties.named(*whom) if whom else []

    def beneficiary(self, match: Match, worded: str = "beneficiary") -> list[Mention]:
        """Whom the clause after it says that the money is for."""
        for after in islice(match.sentence.later(match.clause), _CLAUSES):
            whom = self.patterns[worded].match(self.coded, after.start, after.end)
            if whom:
                return self.parties.named(*whom.span(whom.lastgroup or 0))
            if not self.patterns["gives_too"].search(self.coded, after.start, after.end):
                break
        return []

    def meant_for(self, match: Match) -> list[Mention]:
        """The area or people whom the clause says, behind what is given, that it is for: 捐款5万元支援灾区."""
        start = max(match.slots["trigger"][1], match.slots.get("given", (0, 0))[0])
        end = min(match.clause.end, start + REACH)
        for worded in ("earmarked", "sent_there", "aided", "got_for"):
            if whom := self.parties.found(worded, start, end):
                return self.parties.named(*whom)
        after = match.sentence.after(match.clause)
        if after is None:
            return []
        more = self.patterns["more_there"].match(self.coded, after.start, after.end)
        return self.parties.named(*more.span("who")) if more else []

    def built(self, match: Match) -> list[Mention]:
        """What the clause says was built by what is given: 捐资30万元兴建的幸福食堂."""
        start = match.slots["trigger"][1]
        whom = self.parties.found("built", start, min(match.clause.end, start + REACH))
        return self.parties.named(*whom) if whom else []

    def cause(self, match: Match) -> list[Mention]:
        """For whom the paragraph tells, before a gift, that it was collected."""
        trigger = match.slots["trigger"][0]
        end, since = trigger, self.parties.paragraph_start(trigger)
        causes = [worded for worded in _CAUSES if self.parties.stands(worded)]
        for _ in range(_CAUSED if causes else 0):
            for worded in causes:
                if whom := self.parties.found(worded, since, end, last=True):
                    return self.parties.named(*whom)
            end, since = since, self.parties.paragraph_start(max(0, since - 1))
        return []

    def struck(self, match: Match, taken: frozenset[str]) -> list[Mention]:
        """Who the paragraph, or one before it, says was struck by fire or illness, none of `taken`."""
        trigger = match.slots["trigger"][0]
        end, since = trigger, self.parties.paragraph_start(trigger)
        for _ in range(_CAUSED if self.parties.stands("victim") else 0):
            whom = self.parties.found("victim", since, end)
            who = self.parties.listed(*whom) if whom else []
            if whom:
                return who if taken.isdisjoint(m.name for m in who) else []
            end, since = since, self.parties.paragraph_start(max(0, since - 1))
        return []

    def destination(self, match: Match) -> list[Mention]:
        """Where those who give are said, in the clause before, to have come to."""
        trigger = match.slots["trigger"][0]
        whom = self.parties.found(
            "destination", max(match.sentence.start, trigger - REACH), trigger
        )
        return self.parties.named(*whom) if whom else []

    def came_to(self, match: Match) -> list[Mention]:
        """Where those who give are said, in the clause itself, to have come to."""
        trigger = match.slots["trigger"][0]
        start = max(match.clause.start, trigger - REACH)
        whom = self.parties.found("came_to", start, trigger)
        return self.parties.named(*whom) if whom else []

    def signed_with(self, match: Match) -> list[Mention]:
        """With whom those who give are said, in the sentence or the one before, to have signed a deed of help."""
        number = self.reading.number(match.sentence)
        before = self.reading.sentences[max(0, number - 1)]
        start = max(before.start, match.clause.start - REACH)
        whom = self.parties.found("signed_with", start, match.clause.start, last=True)
        return self.parties.named(*whom) if whom else []

    def _institution(self, match: Match) -> list[Mention]:
        """The home, school or unit to which those who give come in the sentence: 来到敬老院，送上奶粉."""
        there = self.destination(match)
        return there if all(self.patterns["institution"].search(m.name) for m in there) else []

    def shares(self, match: Match, goods: Goods) -> list[tuple[list[Mention], Count]]:
        """Who receives how much of what is given, told behind it or there: 其中A3万元，捐给A1万只、B2万只."""
        start = match.clause.end
        if "recipient" not in match.slots and self.patterns["collected"].search(match.clause.text):
            return []
        told = self.patterns["shares"].match(self.coded, start, start + REACH)
        span = told.span("told") if told else match.slots.get("recipient", (0, 0))
        found = []
        for part in self.patterns["share"].finditer(self.coded, *span):
            share = goods.share(part[0])
            end = part.start() + (share[0] if share else 0)
            name = self.coded[part.start() : end]
            gives = self.patterns["share_giver"].search(name)
            if share is None or gives or not self.patterns["place"].search(name):
                return []
            found.append((self.parties.named(part.start(), end), share[1]))
        return found if told or len(found) > 1 else []

    def on_site(self, match: Match) -> bool:
        """Whether the sentence goes on with a ceremony told of before."""
        return bool(
            self.patterns["on_site"].match(
                self.coded[match.sentence.start : match.sentence.start + 12]
            )
        )

    def host(self, match: Match) -> list[Mention]:
        """Who holds the ceremony or opens the collection at which something is given."""
        number = bisect_left(self._ceremonies, match.clause.start, key=itemgetter(0))
        if not number:
            return []
        end, host = self._ceremonies[number - 1]
        if self.patterns["giving_host"].search(self.coded, *host):
            return []
        near = self.reading.breaks(end, match.clause.start) < _PARAGRAPHS
        return self.parties.named(*host) if near else []

    @property
    def _ceremonies(self) -> list[tuple[int, tuple[int, int]]]:
        """Where the words for each ceremony of giving end, and who holds it."""
        if self._held is None:
            found = self.patterns["ceremony"].finditer(self.coded)
            self._held = [(match.end(), match.span("host")) for match in found]
        return self._held

    def visited(self, match: Match, taken: frozenset[str], visits: list[Draft]) -> list[Mention]:
        """Whom those who bring something have come to see, none of them one of `taken`."""
        trigger = match.slots["trigger"][0]
        visit = self._visit(match, visits)
        taken |= frozenset(visit.names("visitor") if visit else ())
        before = self.parties.paragraph_start(trigger)
        if visit is None and self.patterns["goes_on_there"].match(self.coded, before):
            before = self.parties.paragraph_start(max(0, before - 1))
        for start in (max(match.sentence.start, before), before):
            whom = self.parties.found("visited", start, trigger, last=True)
            since = max(start, whom[0] if whom else start)  # who was seen after them counts
            if there := self._then_to(since, trigger):
                return there
            if people := self.parties.private_in(since, trigger, taken):
                return people
            since = visit.match.slots["trigger"][0] if visit else before
            if whom and (there := self._at_work(match, whom, visit)):
                return there
            if (
                whom
                and (start > before or whom[0] >= min(since, match.sentence.start))
                and (named := self.parties.named(*whom, taken))
            ):
                return named
            if start > before and (there := self._institution(match)):
                return there
        return []

    def seen_at(self, match: Match, visits: list[Draft]) -> list[Mention]:
        """Where those who bring something have come to."""
        visit = self._visit(match, visits)
        return list(visit.roles.get("place", ())) if visit else []

    def _then_to(self, start: int, end: int) -> list[Mention]:
        """The home, school or unit to which they then went on: 随后到敬老院，送去慰问金."""
        whom = self.parties.found("then_to", start, end, last=True)
        return self.parties.named(*whom) if whom else []

    def _at_work(self, match: Match, whom: tuple[int, int], visit: Draft | None) -> list[Mention]:
        """The bodies and sites visited in the sentence, where those seen there are only said to be at work."""
        here = match.sentence.start
        if whom[0] < here or not self.patterns["at_work"].fullmatch(self.coded, *whom):
            return []
        if visit and visit.match.sentence is match.sentence:
            places = visit.roles.get("place", [])
        else:
            there = self.parties.found("went_to", max(here, whom[0] - REACH), whom[0], last=True)
            places = self.parties.named(*there) if there else []
        staffed = all(self.patterns["staffed"].search(place.name) for place in places)
        return places if staffed else []

    def as_visited(self, match: Match, named: Mention, visits: list[Draft]) -> list[Mention]:
        """Those whom `named` tells again, by the name with which they were visited: 武警官兵 for 七支队官兵."""
        trigger = match.slots["trigger"][0]
        visit = self._visit(match, visits)
        there = [
            place
            for place in (visit.roles.get("place", ()) if visit else ())
            if place.name.endswith(named.name) and len(place.name) > len(named.name)
        ]
        if len(there) == 1 and self.patterns["site"].search(named.name):
            return there
        since = max(match.sentence.start, self.parties.paragraph_start(trigger))
        folk = self.patterns["folk"].search(named.name)
        whom = self.parties.found("visited", since, trigger, last=True) if folk else None
        full = self.parties.named(*whom) if whom else []
        same = len(full) == 1 and folk and full[0].name.endswith(folk[0])
        return full if same and len(full[0].name) > len(named.name) else [named]

    def _visit(self, match: Match, visits: list[Draft]) -> Draft | None:
        """The visit told last in the paragraph."""
        last = visits[-1] if visits else None
        here = match.sentence.paragraph
        return last if last and last.match.sentence.paragraph == here else None
