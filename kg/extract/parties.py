"""Who gives and who receives: phrases that name the parties of a gift.

Input: spans of the coded text. Output: mentions. A pronoun stands for the person named before,
学校 for the school named before, 代表X for X.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter, itemgetter

from kg.clauses import Sentence, Subject
from kg.extract.phrases import members
from kg.extract.reading import Draft, Match, Reading
from kg.extract.visitors import Visitors
from kg.model import Mention
from kg.segment import is_common
from kg.signs import PEOPLE

_REACH = 400  # characters before a gift in which its parties are looked for
_CHOICE = 12  # names among which a bare word chooses
_SENTENCES = 3  # back among which those are named whom a word for a group stands for
_PARAGRAPHS = 2  # a gift stands in the paragraph of its ceremony or the one after it
_OPENING = 6  # clauses of a sentence among which its head is looked for
_TAIL = 4  # characters by which a name is told again: 练潭中学 for the long name of the school


class Parties:
    """Reads donors and recipients, by the table `[parties]`."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.coded = reading.annotated.coded
        self.patterns = reading.rules.patterns("parties")
        self.visitors = Visitors(reading, reading.rules.patterns("visits"))
        self._known: dict[str, list[tuple[int, str]]] = {}
        self._heads: dict[int, list[Mention]] = {}  # by where a sentence begins
        self._given: dict[int, bool] = {}  # by the number of the sentence behind

    # -- donors ---------------------------------------------------------------------------

    def donors(self, match: Match) -> list[Mention]:
        """Who gives: whom the subject stands for, the slot, else the subject of the clause."""
        trigger = match.slots["trigger"][0]
        if stands := self._represented(self._since(match), trigger):
            return stands
        slot = match.slots.get("donor")
        if "no-donor-subject" in match.rule.options:
            return self.giver(*slot, surely=True) if slot else []
        if slot and not match.clause.own:
            only = self.patterns["deed"].search(self.coded[slice(*slot)]) is None
            return self.giver(*slot) or ([] if only else self._subject(match))
        mentions = self._subject(match)
        if slot and mentions and self.patterns["joint"].match(self.coded, slot[0]):
            mentions = mentions + self._acting(self.split(slot[0] + 1, slot[1]))
        return mentions

    def _since(self, match: Match) -> int:
        """Where what tells of the giver of `match` begins: in its clause, or with a subject that goes on."""
        subject, start = match.clause.subject, match.clause.start
        trigger = match.slots["trigger"][0]
        own = self.patterns["for_oneself"].search(self.coded, start, trigger)
        if subject and subject.form == "people" and not own:
            start = min(start, max(subject.start, match.sentence.start))
        return max(start, trigger - _REACH)

    def _represented(self, start: int, end: int) -> list[Mention]:
        """Those for whom someone gives, where they are named or known: 代表X."""
        stands = self._found("represented", start, end)
        if not stands or self.patterns["nobody"].search(self.coded[slice(*stands)]):
            return []
        mentions = self._acting(self.split(*stands))
        return [m for m in mentions if not self.patterns["bare"].match(m.name)]

    def _subject(self, match: Match) -> list[Mention]:
        """Who gives by the subject of the clause, its own or carried."""
        if team := self._team(match):
            return team
        subject, start = match.clause.subject, match.sentence.start
        if subject is None or subject.start < start:
            if self.patterns["round"].match(match.sentence.text):
                return self._visitors_before(match)
            opening = self.coded[start : match.clause.end][:_REACH]
            leading = self._leading(match)
            if leading or not self.patterns["onward"].match(opening):
                return leading
            summed = self.patterns["summed"].match(opening)
            if subject is None or (summed and not self._giving_before(match)):
                return self._leading_before(match)
        return [] if subject.form == "meeting" else self._by_subject(match, subject)

    def _by_subject(self, match: Match, subject: Subject) -> list[Mention]:
        """Who gives by a subject that is no meeting."""
        if subject.form == "people":
            return self.reading.subject(subject) + self._allies_of(match)
        if subject.form == "group" and self._is_anaphor(subject.start, subject.end):
            return self._visitors_before(match)
        if subject.form == "group" and (led := self._leaders(match, subject)):
            return led
        if self.patterns["unsure"].search(self.coded[subject.start : subject.end]):
            return self._leading(match)
        return self.giver(subject.start, subject.end, surely=True) + self._allies_of(match)

    def _allies(self, start: int, end: int) -> list[Mention]:
        """Those whom `coded[start:end]`, behind who gives, says to give too: 联合A、B开展捐赠活动."""
        allied = self.patterns["allies"].match(self.coded, start, end)
        return self.giver(*allied.span("who"), surely=True) if allied else []

    def _allies_of(self, match: Match) -> list[Mention]:
        """Those who give with the subject of `match`, where the clause that names it says so."""
        for clause in match.sentence.clauses[:_OPENING]:
            if clause.own and clause.subject == match.clause.subject:
                return self._allies(clause.rest, clause.end)
        return []

    def _leaders(self, match: Match, subject: Subject) -> list[Mention]:
        """The people whom 县领导 stands for, who were named before."""
        return self.visitors.leaders(match, self.reading.subject(subject))

    def _is_anaphor(self, start: int, end: int) -> bool:
        return self.visitors.is_party(self.coded[start:end])

    def _visitors_before(self, match: Match) -> list[Mention]:
        """Whom 一行人 stands for: the last group or people that a sentence just before begins with."""
        here = self.reading.number(match.sentence)
        for sentence in reversed(self.reading.sentences[max(0, here - _SENTENCES) : here]):
            for clause in sentence.clauses:
                subject = clause.subject if clause.own else None
                if subject is None or subject.form not in ("people", "group"):
                    continue
                if not self._is_anaphor(subject.start, subject.end):
                    return self.reading.subject(subject)
        return []

    def _team(self, match: Match) -> list[Mention]:
        """由A、B组成的, 由A率领的: those of whom the visitors are said to consist, or their group."""
        trigger = match.slots["trigger"][0]
        since = max(match.sentence.start, trigger - _REACH)
        if made := self._found("made_up", since, trigger):
            return self.signs(*made)
        group = self._found("led_group", since, trigger)
        return [self.reading.phrase(*group, "Group")] if group else []

    def team_members(
        self, match: Match, donors: list[Mention], visits: list[Draft]
    ) -> list[Mention]:
        """Those on the visit just told of where 慰问组 stands for them, else `donors`."""
        visit = visits[-1] if visits else None
        if visit is None or len(donors) > 1 or not self.patterns["team"].match(donors[0].name):
            return donors
        near = match.sentence.paragraph - visit.match.sentence.paragraph < _PARAGRAPHS
        people = [m for m in visit.roles["visitor"] if m.kind == "Person"]
        return people if near and people else donors

    def _leading(self, match: Match) -> list[Mention]:
        """Who stands at the head of a clause before, in the sentence, and is no subject by its form."""
        return self._head(match.sentence, match.clause.start)

    def _leading_before(self, match: Match) -> list[Mention]:
        """Who stands so at the head of the sentence before, where it speaks of giving."""
        before = self._giving_before(match)
        if before is None:
            return []
        if before.start not in self._heads:  # looked for once, however many gifts follow
            self._heads[before.start] = self._head(before, before.end)
        return self._heads[before.start]

    def _giving_before(self, match: Match) -> Sentence | None:
        """The sentence before, of the same paragraph, where it speaks of giving."""
        number = self.reading.number(match.sentence)
        before = self.reading.sentences[number - 1] if number else None
        if before is None or before.paragraph != match.sentence.paragraph:
            return None
        if number not in self._given:
            self._given[number] = self.patterns["gives"].search(before.text) is not None
        return before if self._given[number] else None

    def _head(self, sentence: Sentence, stop: int) -> list[Mention]:
        """Who stands at the head of the first clause of `sentence`, before `stop`, that has such a head."""
        for clause in sentence.clauses[:_OPENING]:
            if clause.start >= stop:
                break
            if clause.own and clause.subject:
                if clause.subject.form == "people":
                    return self.reading.subject(clause.subject)
                return self.giver(clause.subject.start, clause.subject.end, surely=True)
            found = self.patterns["leading"].match(self.coded[clause.start : clause.end])
            if found:
                start, end = (clause.start + n for n in found.span("who"))
                return self.giver(start, end) + self._allies(end, clause.end)
        return []

    def giver(self, start: int, end: int, *, surely: bool = False) -> list[Mention]:
        """The donors that `coded[start:end]` names, none if it only says how something is given."""
        text = self.coded[start:end]
        lead = self.patterns["giver_lead"].match(text)
        begin = lead.end() if lead and lead.end() < len(text) - 1 else 0
        tail = self.patterns["giver_tail"].search(text, begin + 2)
        stop = tail.start() if tail else len(text)
        who = text[begin:stop]
        if not who or self.patterns["nobody_yet"].match(who) or self.patterns["unsure"].search(who):
            return []
        if allied := self.patterns["allied"].search(who):
            one, other = start + begin + allied.start(), start + begin + allied.end()
            return self.giver(start + begin, one) + self.giver(other, start + stop)
        firm = self.patterns["firm_lead"].match(text[:stop])
        if not (surely or firm or self.patterns["giver"].search(who)):
            return []
        return self._acting(self.split(start + begin, start + stop))

    def _acting(self, mentions: list[Mention]) -> list[Mention]:
        """Who gives is no place: a group by its name, else the body of that name."""
        group = self.patterns["group"]
        return [
            m._replace(kind="Group" if group.search(m.name) else "Organization")
            if m.kind == "Place"
            else m
            for m in mentions
        ]

    # -- recipients -----------------------------------------------------------------------

    def named(self, start: int, end: int, givers: frozenset[str] = frozenset()) -> list[Mention]:
        """The recipients that `coded[start:end]` names, none of them one of `givers`."""
        lead = self.patterns["recipient_lead"].match(self.coded[start:end])
        start += lead.end() if lead and lead.end() < end - start else 0
        tail = self.patterns["recipient_tail"].search(self.coded[start:end])
        end = start + tail.start() if tail and tail.start() > 0 else end
        return [m for m in self.split(start, end, givers) if m.name not in givers]

    def is_every(self, start: int, end: int) -> bool:
        """Whether `coded[start:end]` stands for each of those named before: 每位教师."""
        return bool(self.patterns["every"].match(self.coded[start:end]))

    def told_before(self, match: Match, worded: str = "for_whom") -> list[Mention]:
        """The recipients whom the clause before names, and nothing else: 为老人们，送去了米面."""
        before = match.sentence.before(match.clause)
        if before is None:
            return []
        whom = self.patterns[worded].fullmatch(self.coded, before.rest, before.end)
        return self.named(*whom.span("who")) if whom else []

    def each_of(self, start: int, end: int) -> list[Mention]:
        """Those of whom `coded[start:end]` says that each is given something: 每户困难群众."""
        named = self.patterns["every_one"].match(self.coded[start:end])
        return [self.reading.phrase(start, end, "Group")] if named else []

    def is_singular(self, start: int, end: int) -> bool:
        """Whether `coded[start:end]` is a pronoun for one person."""
        return bool(self.patterns["singular"].match(self.coded[start:end]))

    def told_in_subject(self, match: Match) -> list[Mention]:
        """The recipients where the subject was read too wide: X为Y."""
        subject = match.clause.subject
        if subject is None or subject.form == "people" or not match.clause.own:
            return []
        whom = self._found("to", subject.start, subject.end)
        return self.named(*whom) if whom else []

    def owner(self, match: Match) -> list[Mention]:
        """Who is said, before in the sentence, to have what was given."""
        told = match.slots.get("given", match.slots["trigger"])[0]
        whom = self._found("owner", max(match.sentence.start, told - _REACH), told)
        return self.named(*whom) if whom else []

    def beneficiary(self, match: Match) -> list[Mention]:
        """Whom the clause after it says that the money is for."""
        clauses = match.sentence.clauses
        for clause in clauses[bisect_right(clauses, match.clause.start, key=attrgetter("start")) :]:
            whom = self.patterns["beneficiary"].match(self.coded, clause.start, clause.end)
            return self.named(*whom.span(whom.lastgroup or 0)) if whom else []
        return []

    def cause(self, match: Match) -> list[Mention]:
        """For whom the paragraph tells, before a gift, that it was collected."""
        trigger = match.slots["trigger"][0]
        whom = self._found("cause", self._paragraph_start(trigger), trigger, last=True)
        return self.named(*whom) if whom else []

    def destination(self, match: Match) -> list[Mention]:
        """Where those who give are said, in the clause before, to have come to."""
        trigger = match.slots["trigger"][0]
        whom = self._found("destination", max(match.sentence.start, trigger - _REACH), trigger)
        return self.named(*whom) if whom else []

    def on_site(self, match: Match) -> bool:
        """Whether the sentence goes on with a ceremony told of before."""
        return bool(self.patterns["on_site"].match(self.coded[match.sentence.start :][:12]))

    def host(self, match: Match) -> list[Mention]:
        """Who holds the ceremony or opens the collection at which something is given."""
        number = bisect_left(self._ceremonies, match.clause.start, key=itemgetter(0))
        if not number:
            return []
        end, host = self._ceremonies[number - 1]
        near = self.coded.count("\n", end, match.clause.start) < _PARAGRAPHS
        return self.named(*host) if near else []

    @cached_property
    def _ceremonies(self) -> list[tuple[int, tuple[int, int]]]:
        """Where the words for each ceremony of giving end, and who holds it."""
        found = self.patterns["ceremony"].finditer(self.coded)
        return [(match.end(), match.span("host")) for match in found]

    def visited(self, match: Match, donors: list[Mention], visits: list[Draft]) -> list[Mention]:
        """Whom those who bring something have come to see."""
        trigger = match.slots["trigger"][0]
        taken = frozenset(m.name for m in donors)
        visit = self._visit(match, visits)
        before = self._paragraph_start(trigger)
        if visit is None and self.patterns["goes_on_there"].match(self.coded, before):
            before = self._paragraph_start(max(0, before - 1))
        for start in (max(match.sentence.start, before), before):
            if people := self._private_in(start, trigger, taken):
                return people
            whom = self._found("visited", start, trigger, last=True)
            since = visit.match.slots["trigger"][0] if visit else before
            if whom and (start > before or whom[0] >= since) and (named := self.named(*whom)):
                return named
        return list(visit.roles.get("place", ())) if visit else []

    def _visit(self, match: Match, visits: list[Draft]) -> Draft | None:
        """The visit told last in the paragraph."""
        last = visits[-1] if visits else None
        here = match.sentence.paragraph
        return last if last and last.match.sentence.paragraph == here else None

    def _paragraph_start(self, at: int) -> int:
        return max(self.coded.rfind("\n", 0, at) + 1, at - _REACH)

    def _private_in(self, start: int, end: int, taken: frozenset[str]) -> list[Mention]:
        """The last people in `coded[start:end]` who hold no office and are none of `taken`."""
        at = end
        while (at := self.coded.rfind(PEOPLE, start, at)) >= 0:
            names = {person.name for person in self.reading.annotated.signs[at].people}
            if taken.isdisjoint(names) and not any(map(self._is_official, names)):
                return self._listed_before(start, at) + self.reading.people(at)
        return []

    def _is_official(self, name: str) -> bool:
        return self.reading.official.get(name) == "official"

    def _listed_before(self, start: int, at: int) -> list[Mention]:
        """The people before `at` of whom those there are the last: 老人X，困难户Y以及Z."""
        before = self.coded.rfind(PEOPLE, start, at)
        if before < 0 or not self.patterns["listed"].fullmatch(self.coded, before + 1, at):
            return []
        people = self.reading.people(before)
        if any(self._is_official(m.name) for m in people):
            return []
        return self._listed_before(start, before) + people

    # -- phrases --------------------------------------------------------------------------

    def split(self, start: int, end: int, givers: frozenset[str] = frozenset()) -> list[Mention]:
        """The members of a list of parties, in order."""
        parts = [part for a, b in members(self.reading, start, end) for part in self._folk(a, b)]
        if len(parts) > 1 and self._qualify(parts):
            parts = [(start, end)]
        mentions: list[Mention] = []
        for a, b in parts:
            mentions += self._party(a, b, givers)
        return mentions

    def _folk(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """城管队员和环卫工人: each kind of people is a party."""
        done = start
        for joint in self.reading.phrases["split"].finditer(self.coded, start, end):
            both = (self.coded[done : joint.start()], self.coded[joint.end() : end])
            counted = [self.patterns["counted"].search(text) is not None for text in both]
            folk = all(self.patterns["folk"].search(text) for text in both)
            if folk and counted[0] == counted[1]:
                yield done, joint.start()
                done = joint.end()
        yield done, end

    def _qualify(self, parts: list[tuple[int, int]]) -> bool:
        """A镇、B镇的群众: the places of a list all qualify what stands last."""
        *places, last = (self.coded[a:b] for a, b in parts)
        place = self.patterns["place"]
        return bool(self.patterns["place_of"].match(last)) and all(place.search(p) for p in places)

    def _party(self, start: int, end: int, givers: frozenset[str]) -> list[Mention]:
        text = self.coded[start:end]
        if pronoun := self.patterns["pronoun"].match(text):
            meant = self._meant(start, givers, plural=bool(pronoun["many"]))
            unmeant = pronoun["folk"] or pronoun["kin"]
            return meant or ([self.reading.phrase(start, end, "Group")] if unmeant else [])
        sign = self.coded.find(PEOPLE, start, end)
        if sign >= 0 and self.patterns["person_tail"].match(self.coded[sign + 1 : end]):
            return self.reading.people(sign)
        if len(text) < 2:
            return []
        apposed = self.patterns["apposed"].search(text)
        if apposed and not is_common(apposed["name"]):
            span = (start + at for at in apposed.span("name"))
            quote = self.reading.quote(self.reading.clean(*span))
            return [Mention(apposed["name"], "Person", quote)]
        bare = self.patterns["bare"].match(text)
        mention = self.reading.phrase(start, end)
        near = bool(self.patterns["that"].match(text))
        name = self._named_before(bare["what"], start, near=near) if bare else None
        if name:
            return [Mention(name, self.reading.kind(name), mention.quote)]
        return [mention]

    def _named_before(self, what: str, at: int, *, near: bool) -> str | None:
        """The name that the bare word `what` stands for: told most often, of those the last.

        `near`: the last before `at`, however often it is told.
        """
        clean = self.reading.clean(at, at + 1)[0]
        names = self._names(self.reading.rules.tables["anaphora"].get(what, what))
        before = names[: bisect_left(names, clean, key=itemgetter(0))][-_CHOICE:]
        if not before:
            return None
        told = self.reading.article.title + self.reading.text
        best = before[-1][1] if near else ""
        if not best:
            best = max(
                (name for _, name in reversed(before)), key=lambda name: told.count(name[-_TAIL:])
            )
        return self.reading.full_name(best, clean)

    def _names(self, ends: str) -> list[tuple[int, str]]:
        """Every name in the text that ends in one of `ends`, with where it ends."""
        if ends not in self._known:
            goes_on = self.patterns["goes_on"].pattern
            pattern = re.compile(f"(?:{self.patterns['name'].pattern})(?:{ends})(?!{goes_on})")
            found = pattern.finditer(self.reading.text)
            self._known[ends] = [(match.end(), match[0]) for match in found]
        return self._known[ends]

    def _meant(self, at: int, givers: frozenset[str], *, plural: bool) -> list[Mention]:
        """Whom a pronoun of a gift means: those visited last, or the last who hold no office."""
        start = self._paragraph_start(at)
        if plural:
            whom = self._found("visited", start, at, last=True)
            return self.named(*whom) if whom else self._private_in(start, at, givers)
        return self._private_in(start, at, givers)[-1:]

    def signs(self, start: int, end: int) -> list[Mention]:
        """Everyone named in `coded[start:end]`."""
        return [m for at in range(start, end) for m in self.reading.people(at)]

    def _found(
        self, pattern: str, start: int, end: int, *, last: bool = False
    ) -> tuple[int, int] | None:
        """The group `who` of the first, or last, match of a pattern in `coded[start:end]`."""
        span = None
        for found in self.patterns[pattern].finditer(self.coded, start, end):
            span = found.span("who")
            if not last:
                break
        return span
