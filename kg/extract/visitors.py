"""Who goes on a visit and who comes along, as one sentence words it.

Input: matches of rules that emit Visit. Output: mentions. What the visits told of so far have
to say on it, `kg.extract.visits` knows.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import islice
from operator import attrgetter, itemgetter

from kg.clauses import Clause, Sentence, Subject
from kg.extract.phrases import members
from kg.extract.reading import Draft, Match, Reading
from kg.model import Mention
from kg.seen import Seen
from kg.signs import PEOPLE

_LONG = 1000  # characters of a clause in which people are brought along, at most
REACH = 200  # characters of a sentence back to where those are told of who are brought along
_SPOKEN = 4000  # characters back in a paragraph in which it is looked for who speaks
_LISTED = 60  # clauses back in which those are listed whom a clause sums up
NEAR = 2  # paragraphs between a visit and those who are only said to have been there
_HEADED = 400  # characters back in a sentence in which it is told who heads a group


class Visitors:
    """Reads visitors and companions, in one article."""

    def __init__(self, reading: Reading, patterns: dict[str, re.Pattern[str]]) -> None:
        self.reading = reading
        self.patterns = patterns
        self._leaders: list[tuple[int, Subject]] = []  # lists of leaders, by numbers of sentences,
        self._looked = 0  # and how many of those were looked through
        self._speakers: list[tuple[int, int, Subject]] = []  # where they speak, in which paragraph,
        self._heard = 0  # and how many sentences were looked through for them
        self._toured = Seen(patterns["toured"], reading.annotated.coded)

    def escorted(self, match: Match, escorted: re.Match[str]) -> list[Mention]:
        """The group or the people whom the subject accompanies: they are the visitors."""
        start, end = (match.clause.at(i) for i in escorted.span("group"))
        people = self.reading.people(end - 1)
        return people or [self.reading.phrase(start, end, "Group")]

    def hosts(self, match: Match, subject: Subject, recent: list[Draft]) -> bool:
        """Whether those speak at a stop who are visited there: 在双河村，村支书A介绍…"""
        if "extends" not in match.rule.options or subject.form != "people":
            return False
        clauses = match.sentence.clauses
        number = bisect_right(clauses, subject.start, key=attrgetter("start")) - 1
        if number < 0 or not clauses[number].own or clauses[number].subject is not subject:
            return False
        told = clauses[number].text
        if not (self.patterns["reports"].match(told) or self.patterns["speaks"].match(told)):
            return False
        names = {m.name for m in self.reading.subject(subject)}
        return all(names.isdisjoint(visit.names("visitor")) for visit in recent)

    @staticmethod
    def led_on(match: Match, people: list[Mention], last: list[Draft]) -> list[Mention]:
        """The visitors of the last visit, if `people` only came along on it and its sentence goes on:
        A到县里调研，B陪同，先后来到…"""
        if match.clause.own or not last or last[-1].match.sentence is not match.sentence:
            return []
        along = set(last[-1].names("companion"))
        return last[-1].roles["visitor"] if along.issuperset(m.name for m in people) else []

    def joint_heads(self, match: Match) -> list[Mention]:
        """Who else leads the group of the clause, named before: 由组长A，副组长B带领的检查组."""
        if not self.patterns["joint_led"].match(match.clause.text):
            return []
        found: list[Mention] = []
        for clause in match.sentence.earlier(match.clause):
            found = self.signed(clause.start, clause.end) + found
            if self.patterns["joint_head"].fullmatch(clause.text):
                return found
            if not self._named_alone(clause):
                break
        return []

    def leaders(self, match: Match, mentions: list[Mention]) -> list[Mention]:
        """The people whom 县领导 stands for: a list that ends 等县领导, in a paragraph just before."""
        if not all(self.patterns["officials"].match(m.name) for m in mentions):
            return []
        here = self.reading.number(match.sentence)
        for number in range(self._looked, here):
            if named := self._names_leaders(self.reading.sentences[number]):
                self._leaders.append((number, named))
        self._looked = max(self._looked, here)
        last = bisect_left(self._leaders, here, key=itemgetter(0)) - 1
        number, subject = self._leaders[last] if last >= 0 else (-1, None)
        away = match.sentence.paragraph - self.reading.sentences[max(0, number)].paragraph
        return self.reading.subject(subject) if away < NEAR else []

    def _names_leaders(self, sentence: Sentence) -> Subject | None:
        """The people whom `sentence` lists so: A、B等县领导, 县领导A、B."""
        coded = self.reading.annotated.coded
        for clause in sentence.clauses:
            subject = clause.subject if clause.own else None
            if subject is None or subject.form != "people":
                continue
            named = self.patterns["led_by"].match(coded, subject.end)
            if named or subject.people[0].grounds == "shared":
                return subject
        return None

    def sent(self, subject: Subject, mentions: list[Mention]) -> list[Mention]:
        """Each of the bodies that a subject lists, or the one that it names, if such bodies send somebody."""
        coded = self.reading.annotated.coded
        others = self.patterns["others"].search(coded, subject.start, subject.end)
        end = others.start() if others else subject.end
        tail = self.reading.phrases["group_tail"].search(coded[subject.start : end])
        end = subject.start + tail.start() if tail else end
        spans = members(self.reading, subject.start, end)
        sends = self.patterns["sends"]
        for bodies in ([self.reading.body(*span) for span in spans], mentions):
            if sends.search(bodies[0].name):
                return bodies
        return []

    def comforters(self, match: Match) -> list[Mention]:
        """Who goes to see how people fare, without an office, each by a name: A联合B和C."""
        span = match.slots.get("visitor")
        if span is None:
            subject = match.clause.subject if match.clause.own else None
            if subject is None or subject.form not in ("body", "group"):
                return []
            span = subject.start, subject.end
        if heads := self.headed(match):
            return heads
        coded, done = self.reading.annotated.coded, span[0]
        found: list[Mention] = []
        for joint in [*self.patterns["comforters_joint"].finditer(coded, *span), None]:
            until = joint.start() if joint else span[1]
            for tail in (self.reading.phrases["group_tail"], self.patterns["comforters_sent"]):
                more = tail.search(coded[done:until])
                until = done + more.start() if more and more.start() else until
            people = self.signed(done, until)
            found += people or [self.reading.phrase(done, until, "Group")]
            done = joint.end() if joint else until
        return [] if any(self.patterns["no_comforter"].match(m.name) for m in found) else found

    def is_party(self, name: str) -> bool:
        """Whether `name` only stands for those on a visit: 一行."""
        return self.patterns["anaphor"].match(name) is not None

    def told_after(self, match: Match) -> Subject | None:
        """Whom the sentence names after it told where they were: 在云溪考察时，县委书记罗振邦强调."""
        named = match.sentence.own
        if named is None or self.patterns["reports"].match(named.text):
            return None
        coded = self.reading.annotated.coded
        while_there = self.patterns["while"].search(coded, match.clause.start, named.start)
        return named.subject if while_there or "state" in match.rule.options else None

    def speaking(self, match: Match) -> Subject | None:
        """Who says 我 in the clause of `match`, which names nobody: the last in the paragraph of whom
        it is told that they speak, whomever they speak of (X转达Y的问候，表示…)."""
        first = not match.clause.own and self._first_person(match)
        return self.speaker(match) if first else None

    def speaker(self, match: Match) -> Subject | None:
        """The last in the paragraph of whom it is told before the clause of `match` that they speak."""
        here = self.reading.number(match.sentence)
        while self._heard <= here:
            sentence = self.reading.sentences[self._heard]
            for clause in sentence.clauses:
                if clause.subject and self.patterns["speaks"].match(clause.text):
                    self._speakers.append((clause.start, sentence.paragraph, clause.subject))
            self._heard += 1
        last = bisect_left(self._speakers, match.clause.start, key=itemgetter(0)) - 1
        at, paragraph, subject = self._speakers[last] if last >= 0 else (0, -1, None)
        near = paragraph == match.sentence.paragraph and match.clause.start - at < _SPOKEN
        return subject if near else None

    def _first_person(self, match: Match) -> bool:
        """Whether somebody says 我 in the clause of `match`, or in the next: 访华期间，我接触到各界人士."""
        pattern = self.patterns["first_person"]
        near = (match.clause, match.sentence.after(match.clause))
        return any(c and pattern.match(c.text) and not c.own for c in near)

    def toured(self, match: Match) -> bool:
        """Whether the paragraph says before the clause of `match` that somebody went round."""
        start = self.reading.opening(match.sentence).start
        return self._toured.within(start, match.clause.start)

    def headed(self, match: Match) -> list[Mention]:
        """Who heads the group that the sentence is about."""
        coded, end = self.reading.annotated.coded, match.slots["trigger"][0]
        start = max(match.sentence.start, end - _HEADED)
        found = self.patterns["headed"].search(coded, start, end)
        return self.signed(*found.span(found.lastgroup or 0)) if found else []

    def heading(self, match: Match, body: Subject) -> list[Mention]:
        """Who, in office, heads those whom a public body sends: 县水利局干部职工在局长A带领下来到B."""
        coded = self.reading.annotated.coded
        if self.reading.phrases["private_body"].search(coded, body.start, body.end):
            return []
        heads = self.headed(match)
        return heads if all(self.reading.acts(m.name) for m in heads) else []

    def signed(self, start: int, end: int) -> list[Mention]:
        """Everyone named in `coded[start:end]`."""
        return [m for at in range(start, end) for m in self.reading.people(at)]

    def heads(self, subject: Subject, match: Match) -> bool:
        """Whether one of a subject acts in office, or heads a body and goes on an errand of a visit."""
        names = {person.name for person in subject.people}
        if any(self.reading.acts(name) for name in names):
            return True
        coded = self.reading.annotated.coded
        if self.patterns["calls"].search(coded, match.clause.start, match.clause.end):
            return bool(names & self.reading.heads)
        told = coded[match.clause.start : match.sentence.end]
        if not self.patterns["errand"].search(told) or self.patterns["no_errand"].search(told):
            return False
        return bool(names & self.reading.heads)

    def envoy(self, subject: Subject) -> bool:
        """Whether all of a subject look into things in a public office, without authority."""
        envoy = self.patterns["envoy"]
        return all(any(envoy.search(q.label) for q in p.posts) for p in subject.people)

    def leading(self, match: Match) -> Subject | None:
        """Who leads those in whose list the clause ends: X带领A、B，C，D等检查了E."""
        if not match.clause.own:
            return None
        for clause in match.sentence.earlier(match.clause):
            if self.patterns["leads_list"].fullmatch(clause.text):
                return clause.subject
            if not self._named_alone(clause):
                break
        return None

    def _named_alone(self, clause: Clause) -> bool:
        """Whether `clause` names people and does no more."""
        coded = self.reading.annotated.coded
        return bool(self.patterns["named_alone"].fullmatch(coded, clause.start, clause.end))

    def listed_before(self, match: Match) -> list[Mention]:
        """The people of the clauses before that name them alone, whose list the clause closes with
        others: 副县长A、B，各镇负责同志参加."""
        coded = self.reading.annotated.coded
        found: list[Mention] = []
        for clause in islice(match.sentence.earlier(match.clause), _LISTED):
            if self.patterns["heads_alone"].fullmatch(coded, clause.start, clause.end):
                continue
            if self.patterns["leads_list"].fullmatch(clause.text):
                return self.signed(clause.rest, clause.end) + found
            if not self._named_alone(clause):
                break
            found = self.signed(clause.start, clause.end) + found
        return found

    def side_people(self, match: Match) -> list[Mention]:
        """Who is brought along (在…陪同下, 带领…) inside the clauses that tell of the visit."""
        coded = self.reading.annotated.coded
        start = max(match.sentence.start, match.clause.start - REACH)
        end = min(match.clause.end, match.clause.start + _LONG)
        if coded.find(PEOPLE, start, end) < 0:
            return []
        found: list[Mention] = []
        for pattern in ("accompanied", "led"):
            for side in self.patterns[pattern].finditer(coded, start, end):
                found += self.signed(*side.span("people"))
        return found
