"""Meetings: their names, who holds them, who attends, where.

Input: matches of rules that emit Meeting. Output: drafts. Options: `current`: also without a
name, of the meeting under way; `attend`: the subject attends; `no-chair`: the subject is the
meeting; `talks`: both sides attend and the name is the word as written; `named`: only a meeting
with a name of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter

from kg.clauses import Clause, Sentence
from kg.extract.phrases import places
from kg.extract.reading import Draft, Match, Reading, start_draft
from kg.model import Mention


class Meetings:
    """Collects meetings over an article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.patterns = reading.rules.patterns("meetings")
        self.drafts: list[Draft] = []
        self._sought = self._found = -1  # the sentence and the place of `_at_meeting`

    @property
    def current(self) -> Draft | None:
        """The meeting told of last."""
        return self.drafts[-1] if self.drafts else None

    def take(self, match: Match) -> Draft | None:
        """Adds what `match` says; the meeting it belongs to, if any."""
        options = match.rule.options
        if "talks" in options:
            return self._talks(match)
        if "all" in options:
            return self._all(match)
        name = self._name(match)
        meeting = self._known(name, match)
        if meeting is None:
            unnamed = name is None or self.patterns["generic"].fullmatch(name)
            if unnamed and (name is None or options & {"attend", "current"}):
                return None
            meeting = self._start(match, name)
        self._people(match, meeting)
        self._where(match, meeting)
        return meeting

    def speaker(self, sentence: Sentence, clause: Clause) -> None:
        """Adds people who speak at the meeting under way, in its paragraph or "at the meeting"."""
        meeting, subject = self.current, clause.subject
        if meeting is None or subject is None or subject.form != "people" or not clause.own:
            return
        if not self.patterns["speaks"].match(clause.text):
            return
        same = sentence.paragraph == meeting.match.sentence.paragraph
        if same or self._at_meeting(sentence) <= clause.end:
            chairs = set(meeting.names("chair"))
            mentions = self.reading.subject(subject)
            meeting.add("attendee", [m for m in mentions if m.name not in chairs])

    def _at_meeting(self, sentence: Sentence) -> int:
        """Where the first words "at the meeting" of `sentence` end."""
        if self._sought != sentence.start:
            found = self.patterns["at_meeting"].search(sentence.text)
            self._sought = sentence.start
            self._found = sentence.start + found.end() if found else sentence.end + 1
        return self._found

    def settle(self) -> None:
        """A person in the chair takes the place of the territory that called the meeting."""
        for meeting in self.drafts:
            chairs = meeting.roles.get("chair", [])
            if any(m.kind == "Person" for m in chairs):
                whole = self.patterns["territory"]
                meeting.roles["chair"] = [m for m in chairs if not whole.search(m.name)]
                names = set(meeting.names("chair"))
                meeting.roles["attendee"] = [
                    m for m in meeting.roles.get("attendee", ()) if m.name not in names
                ]

    def _start(self, match: Match, name: str | None) -> Draft:
        meeting = start_draft("Meeting", match, self.reading)
        meeting.name = name
        self.drafts.append(meeting)
        return meeting

    def _known(self, name: str | None, match: Match) -> Draft | None:
        current = self.current
        if current is None:
            return None
        near = match.sentence.paragraph - current.match.sentence.paragraph <= 6
        generic = name is None or self.patterns["generic"].fullmatch(name)
        if generic:
            when = match.sentence.when(match.slots["trigger"][0]).value
            loose = bool(match.rule.options & {"attend", "current"})
            return current if near and (loose or when == current.when.value) else None
        for meeting in reversed(self.drafts):
            if name and meeting.name and (name in meeting.name or meeting.name in name):
                held = "attend" not in match.rule.options and "current" not in match.rule.options
                when = match.sentence.when(match.slots["trigger"][0]).value
                if held and when != meeting.when.value:
                    continue
                if len(name) > len(meeting.name) and not self.patterns["generic"].fullmatch(name):
                    meeting.name = name
                return meeting
        return None

    def _name(self, match: Match) -> str | None:
        span = match.slots.get("name")
        if not span:
            return None
        text = self.reading.annotated.plain(*span)
        lead = self.patterns["name_lead"].match(text)
        text = text[lead.end() :] if lead and lead.end() < len(text) - 1 else text
        return text or None

    def _people(self, match: Match, meeting: Draft) -> None:
        options = match.rule.options
        if "chair" in match.slots:
            meeting.add("chair", self.reading.people(match.slots["chair"][0]))
            return
        subject = match.clause.subject
        if "no-chair" in options or subject is None or subject.form == "meeting":
            return
        if not match.clause.own and "attend" in options and "named" not in options:
            return
        mentions = self.reading.subject(subject)
        role = "attendee" if "attend" in options else "chair"
        if subject.form == "group" and role == "attendee":
            return
        taken = meeting.names("chair") if role == "attendee" else []
        meeting.add(role, [m for m in mentions if m.name not in taken])
        meeting.widen(self.reading.clean(match.sentence.start, match.sentence.end))

    def _where(self, match: Match, meeting: Draft) -> None:
        clause = match.clause
        for found in self.patterns["where"].finditer(
            self.reading.annotated.coded, clause.start, clause.end
        ):
            meeting.add("place", places(self.reading, *found.span("place"), named=False))

    def _talks(self, match: Match) -> Draft | None:
        mentions = self.reading.subject(match.clause.subject)
        other = self.reading.people(match.slots["other"][0])
        if not mentions or match.clause.subject is None or match.clause.subject.form == "body":
            return None
        a, b = self.reading.clean(*match.slots.get("name", match.slots["trigger"]))
        name = self.reading.text[a:b]
        names = {m.name for m in [*mentions, *other]}
        for known in self.drafts:
            if known.name == name and names <= set(known.names("attendee")):
                return known
        meeting = self._start(match, name)
        meeting.add("attendee", [*mentions, *other])
        self._where(match, meeting)
        return meeting

    def _all(self, match: Match) -> Draft | None:
        """X参加上述活动: X attends every meeting told of so far."""
        subject = match.clause.subject
        if subject is None or subject.form != "people" or not match.clause.own:
            return None
        for meeting in self.drafts:
            meeting.add("attendee", self.reading.subject(subject))
        return self.current


class Itinerary:
    """The visits of an article by date and visitor: to which one a meeting or a directive belongs."""

    def __init__(self, visits: list[Draft]) -> None:
        self._visits = visits  # in the order of their triggers
        self._numbers: dict[tuple[str | None, str], list[int]] = {}
        for number, visit in enumerate(visits):
            for name in {"", *visit.names("visitor")}:
                self._numbers.setdefault((visit.when.value, name), []).append(number)

    def part_of(self, draft: Draft) -> Draft | None:
        """The visit that `draft` belongs to: of the same people and day, told just before."""
        number = max(self._before(draft, chair) for chair in draft.names("chair") or [""])
        visit = self._visits[number] if number >= 0 else None
        near = visit and draft.match.sentence.paragraph - visit.match.sentence.paragraph <= 1
        return visit if near else None

    def _before(self, draft: Draft, name: str) -> int:
        """The number of the last visit on the day of `draft` before it, -1 if there is none."""
        numbers = self._numbers.get((draft.when.value, name), [])
        after = bisect_right(numbers, draft.trigger[0], key=lambda n: self._visits[n].trigger[0])
        return numbers[after - 1] if after else -1


def issuing_meeting(mention: Mention, directive: Draft, meetings: list[Draft]) -> Draft | None:
    """The meeting that the word of a meeting stands for: the last before it that the word fits."""
    number = bisect_right(meetings, directive.trigger, key=attrgetter("trigger")) or len(meetings)
    for meeting in reversed(meetings[:number]):
        if meeting.name and (mention.name in meeting.name or meeting.name in mention.name):
            return meeting
    return meetings[number - 1] if meetings else None
