"""Meetings: their names, who holds them, who attends, where.

Input: matches of rules that emit Meeting. Output: drafts. A slot `chair` or `attendee` that is
not the subject names people or bodies; `other` is the other side. Options: `current`: also
without a name, of the meeting under way; `attend`: the subject attends; `no-chair`: the subject
is the meeting; `talks`: both sides attend and the name is the word as written; `several`: only
with more than one side; `named`: only a meeting with a name of its own; `aside`: a new one is
not the meeting under way; `at`: nothing new where one is under way; `at-once`: only in the
sentence that tells of the meeting; `all`: the subject attends every meeting that the clause
means; `named-before`: its name is the clause before; `over`: a meeting that is over, at which no
more is said; `guests`: the other side are those who visit; `besides`: another meeting than the
one that the clause tells of; `apart`: told inside what somebody says too, on a day only if the
sentence has one; `begins`: a name that any meeting has will do; `elsewhere`: attended by a guest
at another time and place. Which meeting is meant: `known_meetings`; who talks with whom: `sides`.
"""

from __future__ import annotations

from itertools import islice

from kg.clauses import Clause, Sentence, Subject
from kg.dating import When
from kg.extract.known_meetings import LOOSE, KnownMeetings
from kg.extract.participants import Participants
from kg.extract.reading import Draft, Match, Reading, start_draft
from kg.extract.sides import Sides
from kg.extract.trips import day_of
from kg.extract.visitors import Visitors
from kg.model import Mention

_CLAUSES = 12  # before one, among which somebody speaks whose words it goes on with
_SHORT = 5  # characters; a longer name of a meeting tells which one it is


class Meetings:
    """Collects meetings over an article; `visits` are those told of so far."""

    def __init__(self, reading: Reading, visits: list[Draft]) -> None:
        self.reading = reading
        self.visits = visits
        self.patterns = reading.rules.patterns("meetings")
        self.participants = Participants(reading, self.patterns)
        self.visitors = Visitors(reading, reading.rules.patterns("visits"))
        self.sides = Sides(reading, self.patterns, self.visitors, self.participants)
        self.told = KnownMeetings(reading, visits)

    def take(self, match: Match) -> Draft | None:
        """Adds what `match` says; the meeting it belongs to, if any."""
        options = match.rule.options
        if "talks" in options:
            return self._talks(match)
        if "all" in options:
            return self._all(match)
        name = self.participants.named(match)
        if (name and self._names_none(name)) or self._reported(match):
            return None
        both = self.patterns["two_names"].fullmatch(name or "")
        names = both.groups() if both else [name, *self.participants.named_next(match)]
        told = [self._tell(one, match) for one in names]
        return next((meeting for meeting in reversed(told) if meeting), None)

    def _tell(self, name: str | None, match: Match) -> Draft | None:
        """The meeting called `name`, which `match` tells of or goes on with."""
        meeting = self.told.meant(name, match, self.participants.hosts(match))
        own = match.sentence.when(match.slots.get("name", match.slots["trigger"])[0])
        if meeting and own.at >= match.clause.start and day_of(own.value, meeting.when.value):
            meeting.when = own  # of the days of a trip
        if meeting is None:
            if name is None or not self._tells(name, match):
                return None
            meeting = self._start(match, name)
        elif not meeting.when.value and "elsewhere" not in match.rule.options:
            meeting.when = match.sentence.when(match.slots["trigger"][0])
        self._people(match, meeting)
        self._add(meeting, "chair", list(self.participants.hosted(match)))
        self._where(match, meeting)
        return meeting

    def _names_none(self, name: str) -> bool:
        """Whether `name` is that of a body or of something else; a session of a body has a number."""
        body = self.patterns["not_name"].search(name)
        return body is not None and not self.patterns["numbered"].search(name)

    def _reported(self, match: Match) -> bool:
        """Whether the clause goes on with what somebody says who spoke up earlier in the sentence."""
        clause = match.clause
        if clause.own or match.rule.options & LOOSE:
            return False
        return any(
            c.subject.form in ("people", "meeting") and self.patterns["reported"].search(c.text)
            for c in islice(match.sentence.earlier(clause), _CLAUSES)
            if c.subject
        )

    def speaker(self, sentence: Sentence, clause: Clause) -> None:
        """Adds people who speak at the meeting under way, in its paragraph or "at the meeting"."""
        meeting, subject = self.told.meant_by(sentence, clause.end), clause.subject
        if meeting is None or subject is None or subject.form != "people" or not clause.own:
            return
        if not self.patterns["speaks"].match(clause.text):
            return
        # Of what was told in passing, statesmen speak elsewhere too.
        passing = "aside" in meeting.rule.options and not _peopled(meeting)
        abroad = any(person.name in self.reading.foreign for person in subject.people)
        near = sentence.paragraph == meeting.match.sentence.paragraph
        same = near and not (passing and abroad)
        if same or self.told.is_at_it(sentence, clause) or self._goes_on(sentence, clause):
            self._attend(meeting, self.reading.subject(subject))

    def _goes_on(self, sentence: Sentence, clause: Clause) -> bool:
        """Whether an official who opens a later paragraph speaks still at the meeting under way."""
        meeting, subject = self.told.meant_by(sentence, clause.end), clause.subject
        if meeting is None or subject is None:
            return False
        if sentence.item != meeting.match.sentence.item:
            return False
        apart = meeting.rule.options & {"aside", "talks", "attend"}
        if apart or sentence.whens or self.told.is_over(meeting, sentence):
            return False
        told = [*meeting.roles.get("chair", ()), *meeting.roles.get("attendee", ())]
        soon = self._speaks_out(clause) or self.told.follows(meeting, sentence)
        if not soon and not any(m.kind == "Person" for m in told):
            return False
        if any(v.span[1] > meeting.span[1] and not v.is_mentioned for v in self.visits[-2:]):
            return False
        officials = all(self.reading.acts(p.name) for p in subject.people)
        speaks = officials and self.patterns["goes_on"].match(clause.text)
        return bool(speaks) or self._advises(clause, subject)

    def _speaks_out(self, clause: Clause) -> bool:
        """Whether a clause says in so many words that somebody makes a speech."""
        return self.patterns["speaks_out"].match(clause.text) is not None

    def _advises(self, clause: Clause, subject: Subject) -> bool:
        """Whether those who advise at a session speak: 易纲常委建议."""
        delegate = self.patterns["delegate"]
        posts = [post.label for person in subject.people for post in person.posts]
        members = bool(posts) and all(map(delegate.search, posts))
        return members and self.patterns["advises"].match(clause.text) is not None

    def settle(self) -> list[Draft]:
        """The meetings; a person in the chair takes the place of the territory that called the meeting.

        A meeting told of only as attended, by nobody that has a name, is dropped; not one on a day.
        """
        meetings = [d for d in self.told.drafts if self._stands(d)]
        home = self.patterns["home"]
        for meeting in meetings:
            chairs = [m for m in meeting.roles.get("chair", ()) if not home.match(m.name)]
            if "chair" in meeting.roles:
                meeting.roles["chair"] = chairs
            if any(m.kind == "Person" for m in chairs):
                meeting.roles["chair"] = [m for m in chairs if self._chairs(m)]
                names = set(meeting.names("chair"))
                meeting.roles["attendee"] = [
                    m for m in meeting.roles.get("attendee", ()) if m.name not in names
                ]
        return meetings

    def _stands(self, meeting: Draft) -> bool:
        """Whether `meeting` is told of as held, or as attended by somebody, on a day of its own or in a place."""
        if "attend" not in meeting.rule.options or _peopled(meeting):
            return True
        dated = meeting.match.sentence.whens and meeting.when.value
        told = dated or meeting.roles.get("place")
        return bool(told and "aside" in meeting.rule.options and len(meeting.name or "") > _SHORT)

    def _chairs(self, mention: Mention) -> bool:
        """Whether `mention` is a person or an organ, and no mere territory."""
        name = mention.name
        organ = self.patterns["body"].search(name) and not self.patterns["territory"].search(name)
        return mention.kind == "Person" or bool(organ)

    # -- which meeting --------------------------------------------------------------------

    def _tells(self, name: str, match: Match) -> bool:
        """Whether `match` may begin a meeting called `name`: it has a name, or is just held."""
        if not self.patterns["generic"].fullmatch(name):
            return True
        if "begins" in match.rule.options:  # X等参加会议, of which no more is told
            first = not self.told.drafts and not self.reading.is_heading(match.sentence)
            return first or "attend" not in match.rule.options
        loose = match.rule.options & {*LOOSE, "no-chair"}
        return not loose and bool(self.patterns["bare"].fullmatch(name))

    def _start(self, match: Match, name: str | None) -> Draft:
        meeting = start_draft("Meeting", match, self.reading)
        meeting.name = name
        if "named" in match.rule.options and "name" in match.slots:  # 在15日召开的座谈会上
            meeting.when = match.sentence.when(
                max(match.slots["trigger"][0], match.slots["name"][0]) + 1
            )
            meeting.when = self._attributed(match) or meeting.when
        apart = meeting.when.at < match.sentence.start and (
            "apart" in match.rule.options or self.told.said_by_another(match)
        )
        if apart or "elsewhere" in match.rule.options:
            meeting.when = When(-1, None)
        called = self.reading.annotated.plain(*match.slots.get("name", (0, 0)))
        if self.patterns["past"].match(called):
            meeting.when = When(-1, None)
        before = self.told.current
        if before and not meeting.when.value and self._same_day(match.sentence):
            meeting.when = before.when
        self.told.note(meeting)
        return meeting

    def _attributed(self, match: Match) -> When | None:
        """The date that says which meeting is meant: 在2023年6月举行的座谈会上."""
        held, name = match.slots["trigger"], match.slots["name"]
        own = self.reading.dated(match.clause.start, held[0]) if held < name else None
        return own if own and own.value else None

    def _same_day(self, sentence: Sentence) -> bool:
        return bool(self.patterns["same_day"].match(sentence.text))

    # -- what is said of it ---------------------------------------------------------------

    def _people(self, match: Match, meeting: Draft) -> None:
        """Adds those whom `match` names to their roles."""
        options, subject = match.rule.options, match.clause.subject
        named = match.clause.own and subject is not None and subject.form == "people"
        given = self._given(match, meeting, named=named)
        form = subject.form if subject is not None and match.clause.own else None
        group = form == "group" or (form == "body" and not given)
        if ("closing" in options and not named) or (group and "attend" in options):
            before = self.visitors.listed_before(match) if given else self._closing(match)
            self._add(meeting, "attendee", before)
        elif not given and subject is None and "attend" in options:
            self._attend(meeting, self._both(match))
        elif not given and subject and self.participants.takes_part(match, subject):
            role = "attendee" if "attend" in options else "chair"
            if role == "chair" and subject.form == "people" and match is not meeting.match:
                self._presided(match, meeting)
            if role == "attendee" and subject.form == "people":
                self._add(meeting, role, list(self.participants.listed_before(match)))
            if match.clause.own or role == "chair" or "named" in options:
                self._add(meeting, role, self._taking_part(match, subject))
            if role == "attendee" and subject.form == "people":
                self._add(meeting, role, list(self.participants.listed_within(match)))
            self._add(meeting, role, self._beside(match, meeting))
            if role == "chair" and match.clause.own:
                self._attend(meeting, self.participants.brought(match))
        if "aside" in options and "over" not in options and (speaker := self._speaking_next(match)):
            self._attend(meeting, self.reading.subject(speaker))
        meeting.widen(self.reading.clean(match.sentence.start, match.sentence.end))

    def _given(self, match: Match, meeting: Draft, *, named: bool) -> list[str]:
        """The roles for which `match` names somebody, who is added; whoever is `named` as the subject
        attends what another chairs."""
        given: list[str] = [role for role in ("chair", "attendee") if role in match.slots]
        for role in given:
            self._add(meeting, role, list(self.participants.holders(*match.slots[role])))
            if match.slots[role][1] + 1 >= match.clause.end:
                self._add(meeting, role, list(self.participants.listed_after(match)))
        if given == ["chair"] and named and "attend" in match.rule.options and match.clause.subject:
            self._attend(meeting, self.reading.subject(match.clause.subject))
        return given

    def _closing(self, match: Match) -> list[Mention]:
        """Those named alone in the clauses before, and the bodies that `match` is about: A、B，云岭公司等7家企业参加."""
        subject = match.clause.subject if match.clause.own else None
        bodies = subject is not None and subject.form == "body"
        listed = self.visitors.listed_before(match)
        named = self.participants.subject(subject) if subject and bodies else []
        return listed + [m for m in named if self.patterns["body"].search(m.name)]

    def _speaking_next(self, match: Match) -> Subject | None:
        """Who speaks in the clause behind one that says no more than at which meeting: 在…大会上，X作报告."""
        after = match.sentence.after(match.clause)
        if after is None or match.end < match.clause.end:
            return None
        speaks = after.own and self.patterns["speaks"].match(after.text)
        people = after.subject is not None and after.subject.form == "people"
        return after.subject if speaks and people else None

    def _taking_part(self, match: Match, subject: Subject) -> list[Mention]:
        """Whom the subject names; of 一行, whoever is on the visit under way."""
        mentions = self.participants.subject(subject)
        party = subject.form == "group" and any(
            map(self.visitors.is_party, (m.name for m in mentions))
        )
        trip = self.visits[-1] if party and self.visits else None
        when = match.sentence.when(match.slots["trigger"][0]).value
        return trip.roles["visitor"] if trip and trip.when.value == when else mentions

    def _presided(self, match: Match, meeting: Draft) -> None:
        """Who is in the chair takes the place of the person of whom it is only said that he called it."""
        subject, called = meeting.match.clause.subject, self.patterns["called"]
        coded = self.reading.annotated.coded
        first, now = (coded[slice(*m.slots["trigger"])] for m in (meeting.match, match))
        if subject is None or meeting.match.subject_role != "chair":
            return
        if not called.fullmatch(first) or called.fullmatch(now):
            return
        callers = {m.name for m in self.reading.subject(subject) if m.kind == "Person"}
        people = [m for m in meeting.roles.get("chair", ()) if m.name in callers]
        meeting.roles["chair"] = [m for m in meeting.roles.get("chair", ()) if m not in people]
        meeting.add("attendee", people)

    def _beside(self, match: Match, meeting: Draft) -> list[Mention]:
        """The other side: `other`, or whom the subject met in the same sentence (共同主持)."""
        if "other" in match.slots:
            return self.reading.people(match.slots["other"][0])
        earlier = [d for d in self.told.drafts[-2:] if d is not meeting][-1:]
        for talks in earlier:
            met = "talks" in talks.rule.options and talks.match.sentence == match.sentence
            if met and self.patterns["jointly"].match(match.clause.text):
                meeting.add("place", talks.roles.get("place", []))
                return talks.roles["attendee"]
        return []

    def _both(self, match: Match) -> list[Mention]:
        """The two sides that a sentence without a subject of its own speaks of: 两国总理."""
        talks = self.told.last_talks
        if talks and self.patterns["both"].search(match.sentence.text):
            return talks.roles["attendee"]
        return []

    def _add(self, meeting: Draft, role: str, mentions: list[Mention]) -> None:
        """Adds `mentions` to `role`; a hall holds nothing, but is where a meeting was held."""
        if role == "attendee":
            self._attend(meeting, mentions)
            return
        venue = self.patterns["venue"].search
        halls = [m for m in mentions if m.kind != "Person" and venue(m.name)]
        meeting.add("place", halls)
        meeting.add(role, [m for m in mentions if m not in halls])

    def _attend(self, meeting: Draft, mentions: list[Mention]) -> None:
        chairs = set(meeting.names("chair"))
        meeting.add("attendee", [m for m in mentions if m.name not in chairs])

    def _where(self, match: Match, meeting: Draft) -> None:
        if "elsewhere" in match.rule.options:
            return
        for held in self.participants.places(match, opening=not match.rule.options & LOOSE):
            have, hosts = meeting.names("place"), meeting.names("chair")
            new = [p for p in held if p.name not in hosts and not _among(p.name, have)]
            full = [p.name for p in new]
            if len(new) == 1 and have:  # 杭州 in a heading, 浙江杭州 below it
                short = [p for p in meeting.roles["place"] if not full[0].endswith(p.name)]
                meeting.roles["place"] = short
            meeting.add("place", new)

    # -- talks ----------------------------------------------------------------------------

    def _talks(self, match: Match) -> Draft | None:
        """A meeting of two sides, who both attend."""
        options, own = match.rule.options, self.sides.own(match)
        others = self.sides.other(match, self.told.last_talks)
        if "other" not in match.slots and "guests" in options and self._visited(match):
            others = self.visits[-1].roles["visitor"]
        if not own or {m.name for m in own} & {m.name for m in others}:
            return None
        alone = len(own) < 2 if "several" in options else not others
        if alone and options & {"several", "guests"}:
            return None
        apart = self.sides.separately(match, others)
        sides = [[other] for other in others] if apart else [others]
        names = self._rites(match)
        met = [self._meet(match, name, [*own, *side]) for name in names for side in sides]
        stops = met[0].roles.get("place", [])
        if len(stops) == len(met) > 1:  # 在A和B分别会见C、D
            for meeting, stop in zip(met, stops, strict=True):
                meeting.roles["place"] = [stop]
        return met[-1]

    def _rites(self, match: Match) -> list[str]:
        """What the talks are called; of two ceremonies in one, each: 欢迎仪式和欢迎宴会."""
        name = self.participants.named(match)
        both = self.patterns["rites"].fullmatch(name or "")
        trigger = self.reading.annotated.plain(*match.slots["trigger"])
        return list(both.groups()) if both else [name or trigger]

    def _meet(self, match: Match, name: str, mentions: list[Mention]) -> Draft:
        """The talks called `name` that `mentions` have with one another."""
        meeting = self._same_talks(match, name, mentions)
        meeting.add("attendee", mentions)
        self._where(match, meeting)
        return meeting

    def _same_talks(self, match: Match, name: str, mentions: list[Mention]) -> Draft:
        """The talks of these people told of before, or new ones."""
        names = {m.name for m in mentions}
        welcome = self.patterns["welcome"]
        for known in self.told.recent:
            same = known.name == name or all(map(welcome.search, (known.name or "", name)))
            if same and names <= set(known.names("attendee")):
                when = match.sentence.when(match.slots["trigger"][0])
                if not known.when.value and when.at >= match.sentence.start:
                    known.when = when
                return known
        return self._start(match, name)

    def _visited(self, match: Match) -> bool:
        """Whether the paragraph of `match` tells of a visit, which 相关活动 are part of."""
        last = self.visits[-1] if self.visits else None
        here = match.sentence.paragraph
        return (
            last is not None
            and last.match.sentence.paragraph == here
            and ("state" not in last.rule.options)
        )

    def _all(self, match: Match) -> Draft | None:
        """X参加上述活动: X attends every meeting told of; X参加会见: every one so called."""
        subject, own = match.clause.subject, match.clause.own
        closing = "closing" in match.rule.options
        who = self.visitors.listed_before(match) if closing and not own else []
        if not who and (subject is None or subject.form != "people" or not own):
            return None
        who = who or [*self.participants.listed_before(match), *self.reading.subject(subject)]
        said = match.slots.get("given", (match.sentence.start, match.end))  # X会见时在座
        which = self.reading.annotated.plain(*said)
        if self.patterns["of_visit"].fullmatch(which) and self._visited(match):
            return None
        told = [d for d in self.told.recent if not d.rule.options & {"apart", "elsewhere"}]
        told = [d for d in told if not ("aside" in d.rule.options and self.told.long_ago(d))]
        told = [d for d in told if not self.told.recalled(d)]
        meant = [m for m in told if m.name and m.name in which] or told
        for meeting in meant:
            self._attend(meeting, who)
        return meant[-1] if meant else None


def _peopled(meeting: Draft) -> bool:
    return bool(meeting.roles.get("attendee") or meeting.roles.get("chair"))


def _among(name: str, names: list[str]) -> bool:
    """Whether `name` is one of `names`, in its full form or a short one of a character less."""
    return any(name in other or (other in name and len(name) <= 2) for other in names)
