"""What a meeting is called, who takes part in it and where, as one clause words it.

Input: matches of rules that emit Meeting. Output: a name, mentions. Who calls, chairs or attends may be
the subject of the clause, a list of people and bodies, or a list that several clauses make up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from kg.clauses import Subject
from kg.extract.phrases import places
from kg.extract.reading import Match, Reading
from kg.model import Mention
from kg.signs import PEOPLE

_SHORT = 4  # characters; a shorter name does not begin with a year
_ENDS = 24  # characters: longer than any word that ends the name of a body
_LONGEST = 300  # characters of the name of a meeting, with what leads up to it
_CLAUSES = 6  # before one that says where a meeting was, among which one names it


class Participants:
    """Reads names of meetings and who takes part, in one article."""

    def __init__(self, reading: Reading, patterns: dict[str, re.Pattern[str]]) -> None:
        self.reading = reading
        self.patterns = patterns
        self._held: tuple[int, list[tuple[int, int]]] = (-1, [])  # where a clause says so

    def named(self, match: Match) -> str | None:
        """The name of the meeting, without what leads up to it; None where the clause has none."""
        if "named-before" in match.rule.options:
            self._named_before(match)
        span = match.slots.get("name")
        if not span or span[1] - span[0] > _LONGEST:
            return None
        span = match.slots["name"] = self._with_others(span, match.clause.end)
        text = self.reading.annotated.plain(*span)
        if text.count("“") > text.count("”"):
            after = self.reading.annotated.coded[span[1] : span[1] + 1]
            text += after if after == "”" else ""
        lead = self.patterns["name_lead"].match(text)
        if lead is None:
            text = self._year(span[0], text) + text
        text = text[lead.end() :] if lead and lead.end() < len(text) - 1 else text
        whole = text.count("“") == text.count("”")
        return (text if whole else text.strip("“”")) or None

    def _with_others(self, span: tuple[int, int], end: int) -> tuple[int, int]:
        """The span of a name; of one that is a body's, which others are joined to, with what all
        of them held: 安委会、消安委会工作会议."""
        coded = self.reading.annotated.coded
        if not self.patterns["not_name"].search(coded, *span):
            return span
        more = self.patterns["held_by_bodies"].match(coded, span[1], end)
        return (span[0], more.end()) if more else span

    def named_next(self, match: Match) -> Iterator[str]:
        """The names of further meetings that the clause joins to the one that `match` names."""
        at, end = match.slots.get("name", (0, 0))[1], match.clause.end
        while at and (
            found := self.patterns["next_name"].match(self.reading.annotated.coded, at, end)
        ):
            yield self.reading.annotated.plain(*found.span("name"))
            at = found.end()

    def _year(self, start: int, name: str) -> str:
        """The year right before `name` at `start`, with which it begins: 2023年云溪论坛."""
        before = self.reading.annotated.plain(start - 1, start) if start else ""
        own = self.patterns["year"].fullmatch(before) and len(name) > _SHORT
        return before if own and not self.patterns["generic"].fullmatch(name) else ""

    def _named_before(self, match: Match) -> None:
        """Gives `match` the name, and who held it, of a meeting of which its clause says no more than where it was."""
        for clause in islice(match.sentence.earlier(match.clause), _CLAUSES):
            short = len(clause.text) <= _LONGEST
            found = self.patterns["before"].match(clause.text) if short else None
            if found:
                for role in ("chair", "name"):
                    start, end = found.span(role)
                    if end > start:
                        match.slots[role] = (clause.at(start), clause.at(end))
            if found or clause.own:
                return

    def places(self, match: Match, *, opening: bool) -> Iterator[list[Mention]]:
        """Where the clause says that it was held; `opening`: else where its sentence begins to tell."""
        coded, clause, sentence = self.reading.annotated.coded, match.clause, match.sentence
        if self._held[0] != clause.start:  # of many meetings in one clause
            found = self.patterns["where"].finditer(coded, clause.start, clause.end)
            self._held = clause.start, [place.span("place") for place in found]
        spans = self._held[1]
        if opening and not spans and (first := self.patterns["opening"].match(sentence.text)):
            spans = [(sentence.start + first.start("place"), sentence.start + first.end("place"))]
        for a, b in spans:
            if not self.patterns["not_where"].search(coded[a:b]):
                yield places(self.reading, a, b, named=False)

    def hosts(self, match: Match) -> list[Mention]:
        """The bodies that the clause says to hold the meeting of which it tells."""
        options, subject = match.rule.options, match.clause.subject
        if options & {"attend", "current"}:
            return []
        if "chair" in match.slots:
            mentions = list(self.holders(*match.slots["chair"]))
        elif match.clause.own and subject and "no-chair" not in options:
            mentions = self.subject(subject)
        else:
            return []
        return [m for m in mentions if m.kind != "Person"]

    def hosted(self, match: Match) -> Iterator[Mention]:
        """The bodies told of, before the name of the meeting, to hold it: 由A主办、B承办的论坛;
        in the clauses before it too: 由A主办，B承办的论坛."""
        if "name" not in match.slots:
            return
        coded, end = self.reading.annotated.coded, match.slots["name"][1]
        before: list[tuple[int, int]] = []
        for clause in islice(match.sentence.earlier(match.clause), _CLAUSES):
            alone = self.patterns["hosted_alone"].fullmatch(coded, clause.start, clause.end)
            if alone is None:
                break
            before += [alone.span("chair")] if alone["chair"] else []
        for span in reversed(before):
            yield from self.holders(*span)
        at, hosted = match.clause.start, self.patterns["hosted"]
        while told := hosted.match(coded, at, min(end, at + _LONGEST)):
            start, at = told.span("chair")
            if told["by"] or self._is_body(max(start, at - _ENDS), at):
                yield from self.holders(start, at)
            at = told.end()

    def takes_part(self, match: Match, subject: Subject) -> bool:
        """Whether the subject of the clause is one who holds or attends."""
        options = match.rule.options
        if "no-chair" in options or subject.form == "meeting":
            return False
        if subject.form == "group" and "attend" in options:
            return False
        own = match.clause.own or any(self.listed_before(match))
        if not own and "aside" in options and match.end >= match.clause.end:
            after = match.sentence.after(match.clause)
            if after and after.own:  # 在…会议上，他再次被任命: who does what there is told next
                return False
        return own or "attend" not in options or "named" in options

    def listed_before(self, match: Match) -> Iterator[Mention]:
        """The people of the clauses before that only name people, whose list the clause closes,
        or who speak in it about what the clause between tells (A、B等委员，围绕…，踊跃发言)."""
        for number, before in enumerate(match.sentence.earlier(match.clause)):
            if not number and not before.own and self.patterns["about"].match(before.text):
                continue
            if not self.patterns["only_named"].match(before.text):
                break
            if before.own and before.subject:
                yield from self.reading.subject(before.subject)

    def listed_after(self, match: Match) -> Iterator[Mention]:
        """The people of the clauses behind one that ends with people of whom it tells, which only
        go on with their list: 参加会议的有A，B，C及党委委员."""
        for after in match.sentence.later(match.clause):
            people = after.own and after.subject and after.subject.form == "people"
            if not people or not self.patterns["only_named"].match(after.text):
                return
            if after.subject:
                yield from self.reading.subject(after.subject)
            yield from self._named_in(after.rest, after.end)

    def _named_in(self, start: int, end: int) -> Iterator[Mention]:
        """The people named in `coded[start:end]`."""
        coded, at = self.reading.annotated.coded, start
        while (at := coded.find(PEOPLE, at, end)) >= 0:
            yield from self.reading.people(at)
            at += 1

    def listed_within(self, match: Match) -> Iterator[Mention]:
        """The people whom the clause names behind its subject in one list with it."""
        coded, clause = self.reading.annotated.coded, match.clause
        end = match.slots["trigger"][0]
        if coded[clause.rest : clause.rest + 1] in self.patterns["joint_marks"].pattern:
            yield from self._named_in(clause.rest, end)

    def subject(self, subject: Subject) -> list[Mention]:
        """Mentions of a subject; a list of bodies is several, a group without a name none."""
        if subject.form == "body":
            return list(self.holders(subject.start, subject.end))
        mentions, unnamed = self.reading.subject(subject), self.patterns["unnamed_group"].search
        return [m for m in mentions if subject.form != "group" or not unnamed(m.name)]

    def brought(self, match: Match) -> list[Mention]:
        """The bodies that the subject is said to bring together: 综治中心组织派出所、司法所召开."""
        start, coded = match.clause.rest, self.reading.annotated.coded
        found = self.patterns["brings"].match(coded[start : match.slots["trigger"][0]])
        span = found.span("who") if found else (0, 0)
        return list(self.holders(start + span[0], start + span[1])) if found else []

    def holders(self, start: int, end: int) -> Iterator[Mention]:
        """The people and the named bodies in the list `coded[start:end]`."""
        coded = self.reading.annotated.coded
        in_all = self.patterns["in_all"].search(coded[start:end])
        spans = list(self._members(start, start + in_all.start() if in_all else end))
        of_places = len(spans) > 1 and self.patterns["of_place"].match(coded, *spans[-1])
        for begin, b in spans:
            acts_as = self.patterns["acts_as"].match(coded, begin, b)
            a = acts_as.end() if acts_as else begin
            at = coded.find(PEOPLE, a, b)
            if of_places and at < 0 and b - a < _SHORT and not self._is_body(a, b):
                continue  # 江口、德江、思南县卫生局
            share = self.patterns["share"].search(coded, max(a, b - _ENDS), b)
            share = share or self.patterns["in_all"].search(coded, max(a, b - _ENDS), b)
            others = self.patterns["and_others"].search(coded, a, share.start() if share else b)
            end_of_name = others.start("others") if others else share.start() if share else b
            if at >= 0:
                yield from self.reading.people(at)
            elif end_of_name - a >= 2 and not self.patterns["unnamed"].search(coded[a:b]):
                yield self.reading.body(a, end_of_name)

    def _is_body(self, start: int, end: int) -> bool:
        """Whether `coded[start:end]` ends like a body."""
        return self.patterns["body"].search(self.reading.annotated.coded, start, end) is not None

    def _members(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Members of a list of bodies; a conjunction splits only after a whole one."""
        coded, body = self.reading.annotated.coded, self.patterns["body"]
        done = at = start
        quoted = 0  # quotation marks that are open
        for joint in self.patterns["joint"].finditer(coded, start, end):
            stop = joint.start()
            quoted += coded.count("“", at, stop) - coded.count("”", at, stop)
            at = stop
            if quoted > 0:
                continue
            whole = body.search(coded, max(done, stop - _ENDS), stop)
            if joint[0] == "、" or whole or coded[stop - 1] == PEOPLE:
                yield done, stop
                done, quoted = joint.end(), 0
        yield done, end
