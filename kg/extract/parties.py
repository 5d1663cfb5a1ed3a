"""Who gives and who receives: phrases that name the parties of a gift.

Input: spans of the coded text. Output: mentions. A pronoun stands for the person named before,
学校 for the school named before, 代表X for X.
"""

from __future__ import annotations

import re

from kg.annotate import PEOPLE
from kg.extract.phrases import members
from kg.extract.reading import Draft, Match, Reading
from kg.model import Mention

_TAIL = 4  # characters by which a name is told again: 练潭中学 for the long name of the school


class Parties:
    """Reads donors and recipients, by the table `[parties]`."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.coded = reading.annotated.coded
        self.patterns = reading.rules.patterns("parties")

    # -- donors ---------------------------------------------------------------------------

    def donors(self, match: Match) -> list[Mention]:
        """Who gives: whom the subject stands for, the slot, else the subject of the clause."""
        start, trigger = match.clause.start, match.slots["trigger"][0]
        if (stands := self._found("represented", start, trigger)) and not (
            self.patterns["nobody"].search(self.coded[slice(*stands)])
        ):
            return self.split(*stands)
        slot = match.slots.get("donor")
        if "no-donor-subject" in match.rule.options:
            return self.giver(*slot, surely=True) if slot else []
        if slot and not match.clause.own:
            return self.giver(*slot)
        mentions = self._subject(match)
        if slot and mentions and self.patterns["joint"].match(self.coded, slot[0]):
            mentions = mentions + self.split(slot[0] + 1, slot[1])
        return mentions

    def _subject(self, match: Match) -> list[Mention]:
        """Who gives by the subject of the clause, its own or carried."""
        subject, sentence = match.clause.subject, match.sentence
        trigger = match.slots["trigger"][0]
        if made := self._found("made_up", sentence.start, trigger):
            return self.signs(*made)
        if group := self._found("led_group", sentence.start, trigger):
            return [self.reading.phrase(*group, "Group")]
        if subject is None or subject.start < sentence.start:
            if leading := self._leading(match):
                return leading
            opening = self.coded[sentence.start : match.clause.end]
            if not self.patterns["onward"].match(opening):
                return []
        if subject is None or subject.form == "meeting":
            return []
        if subject.form == "people":
            return self.reading.subject(subject)
        if self.patterns["unsure"].search(self.coded[subject.start : subject.end]):
            return self._leading(match)
        return self.giver(subject.start, subject.end, surely=True)

    def _leading(self, match: Match) -> list[Mention]:
        """Who stands at the head of a clause before, in the sentence, and is no subject by its form."""
        for clause in match.sentence.clauses:
            if clause.start >= match.clause.start:
                break
            if clause.own and clause.subject:
                if clause.subject.form == "people":
                    return self.reading.subject(clause.subject)
                return self.giver(clause.subject.start, clause.subject.end, surely=True)
            found = self.patterns["leading"].match(self.coded[clause.start : clause.end])
            if found:
                return self.giver(*(clause.start + n for n in found.span("who")))
        return []

    def giver(self, start: int, end: int, *, surely: bool = False) -> list[Mention]:
        """The donors that `coded[start:end]` names, none if it only says how something is given."""
        text = self.coded[start:end]
        lead = self.patterns["giver_lead"].match(text)
        begin = lead.end() if lead and lead.end() < len(text) - 1 else 0
        tail = self.patterns["giver_tail"].search(text, begin + 2)
        stop = tail.start() if tail else len(text)
        who = text[begin:stop]
        if not who or self.patterns["nobody_yet"].match(who):
            return []
        if allied := self.patterns["allied"].search(who):
            one, other = start + begin + allied.start(), start + begin + allied.end()
            return self.giver(start + begin, one) + self.giver(other, start + stop)
        if not (surely or self.patterns["giver"].search(who)):
            return []
        return self.split(start + begin, start + stop)

    # -- recipients -----------------------------------------------------------------------

    def named(self, start: int, end: int) -> list[Mention]:
        """The recipients that `coded[start:end]` names."""
        lead = self.patterns["recipient_lead"].match(self.coded[start:end])
        start += lead.end() if lead and lead.end() < end - start else 0
        tail = self.patterns["recipient_tail"].search(self.coded[start:end])
        end = start + tail.start() if tail and tail.start() > 0 else end
        return self.split(start, end)

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
        whom = self._found("owner", match.sentence.start, match.slots["given"][0])
        return self.named(*whom) if whom else []

    def beneficiary(self, match: Match) -> list[Mention]:
        """Whom the clause after it says that the money is for."""
        for clause in match.sentence.clauses:
            if clause.start > match.clause.start:
                whom = self.patterns["beneficiary"].match(self.coded, clause.start, clause.end)
                return self.named(*whom.span("who")) if whom else []
        return []

    def on_site(self, match: Match) -> bool:
        """Whether the sentence goes on with a ceremony told of before."""
        return bool(self.patterns["on_site"].match(self.coded[match.sentence.start :][:12]))

    def host(self, match: Match) -> list[Mention]:
        """Who holds the ceremony or opens the collection at which something is given."""
        found = None
        for found in self.patterns["ceremony"].finditer(self.coded, 0, match.clause.start):
            pass
        between = self.coded[found.end() : match.clause.start] if found else ""
        return self.named(*found.span("host")) if found and between.count("\n") < 2 else []

    def visited(self, match: Match, donors: list[Mention], visits: list[Draft]) -> list[Mention]:
        """Whom those who bring something have come to see."""
        trigger = match.slots["trigger"][0]
        taken = {m.name for m in donors}
        visit = self._visit(match, visits)
        before = self._paragraph_start(trigger)
        for start in (match.sentence.start, before):
            if people := self._private_in(start, trigger, taken):
                return people
            whom = self._found("visited", start, trigger, last=True)
            since = visit.match.slots["trigger"][0] if visit else before
            if whom and (start > before or whom[0] >= since) and (named := self.named(*whom)):
                return named
        return list(visit.roles.get("place", ())) if visit else []

    def _visit(self, match: Match, visits: list[Draft]) -> Draft | None:
        """The visit told last in the paragraph."""
        for visit in reversed(visits):
            if visit.match.sentence.paragraph == match.sentence.paragraph:
                return visit
        return None

    def _paragraph_start(self, at: int) -> int:
        return self.coded.rfind("\n", 0, at) + 1

    def _private_in(self, start: int, end: int, taken: set[str]) -> list[Mention]:
        """The last people in `coded[start:end]` who hold no office and are none of `taken`."""
        at = end
        while (at := self.coded.rfind(PEOPLE, start, at)) >= 0:
            people = self.reading.people(at)
            official = any(self.reading.official.get(m.name) == "official" for m in people)
            if not official and not taken & {m.name for m in people}:
                return people
        return []

    # -- phrases --------------------------------------------------------------------------

    def split(self, start: int, end: int) -> list[Mention]:
        """The members of a list of parties, in order."""
        parts = members(self.reading, start, end)
        if len(parts) > 1 and self._qualify(parts):
            parts = [(start, end)]
        mentions: list[Mention] = []
        for a, b in parts:
            mentions += self._party(a, b)
        return mentions

    def _qualify(self, parts: list[tuple[int, int]]) -> bool:
        """A镇、B镇的群众: the places of a list all qualify what stands last."""
        *places, last = (self.coded[a:b] for a, b in parts)
        place = self.patterns["place"]
        return bool(self.patterns["place_of"].match(last)) and all(place.search(p) for p in places)

    def _party(self, start: int, end: int) -> list[Mention]:
        text = self.coded[start:end]
        if pronoun := self.patterns["pronoun"].match(text):
            return self._meant(start, plural=bool(pronoun["many"]))
        sign = self.coded.find(PEOPLE, start, end)
        if sign >= 0 and self.patterns["person_tail"].match(self.coded[sign + 1 : end]):
            return self.reading.people(sign)
        if len(text) < 2:
            return []
        if apposed := self.patterns["apposed"].search(text):
            quote = self.reading.quote(self.reading.clean(start + apposed.start("name"), end))
            return [Mention(apposed["name"], "Person", quote)]
        bare = self.patterns["bare"].match(text)
        mention = self.reading.phrase(start, end)
        name = self._named_before(bare["what"], start) if bare else None
        if name:
            return [Mention(name, self.reading.kind(name), mention.quote)]
        return [mention]

    def _named_before(self, what: str, at: int) -> str | None:
        """The name that the bare word `what` stands for: told most often, last before `at`."""
        ends = self.reading.rules.tables["anaphora"].get(what, what)
        pattern = re.compile(f"(?:{self.patterns['name'].pattern})(?:{ends})(?!{self.patterns['goes_on'].pattern})")
        text, clean = self.reading.text, self.reading.clean(at, at + 1)[0]
        names = [found[0] for found in pattern.finditer(text, 0, clean)]
        told = self.reading.article.title + text
        best = max(reversed(names), key=lambda name: told.count(name[-_TAIL:]), default=None)
        return self.reading.full_name(best, clean) if best else None

    def _meant(self, at: int, *, plural: bool) -> list[Mention]:
        """Whom a pronoun of a gift means: those visited last, or the last who hold no office."""
        start = self._paragraph_start(at)
        if plural:
            whom = self._found("visited", start, at, last=True)
            return self.named(*whom) if whom else self._private_in(start, at, set())
        return self._private_in(start, at, set())[-1:]

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
