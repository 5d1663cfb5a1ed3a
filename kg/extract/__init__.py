"""Extraction: from an article to its record.

Input: an `Article` and the `Rules`. Output: a `Record` with every event and post that the
article states, each with the characters that state it and the rule that found it.
A pure function of its two arguments.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.clauses import Clause, Sentence
from kg.extract.directives import Directives
from kg.extract.donations import Donations
from kg.extract.during import issuing_meeting, occasion, part_of
from kg.extract.matching import matches
from kg.extract.meetings import Meetings
from kg.extract.others import read_other
from kg.extract.posts import tenures
from kg.extract.reading import Draft, Match, Reading, final_event_fields
from kg.extract.topics import topic_of
from kg.extract.venues import held_at
from kg.extract.visits import Visits
from kg.extract.watch import Watch, watch
from kg.model import Article, Event, Mention, Record
from kg.rules import Rule, Rules

_TOLD = {
    (visits, meetings): frozenset(["Visit"] * visits + ["Meeting"] * meetings)
    for visits in (False, True)
    for meetings in (False, True)
}


def extract(article: Article, rules: Rules) -> Record:
    """What `article` states, by `rules`."""
    reading = Reading(article, rules)
    drafts = _Events(reading).read()
    return Record(article, _finish(drafts, reading), tenures(reading))


class _Events:
    """Goes through the sentences once; each class of event keeps its own state."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.head = reading.article.title + "\n" + reading.text[:150]
        self.visits = Visits(reading)
        self.meetings = Meetings(reading, self.visits.told.drafts)
        self.directives = Directives(reading)
        self.donations = Donations(reading)
        self.others: list[Draft] = []
        self.watching = self._watch()

    def read(self) -> list[Draft]:
        """All drafts, in the order of their triggers."""
        for sentence in self.reading.sentences:
            self._read_sentence(sentence)
            if self.meetings.told.current:
                self._read_speakers(sentence)
        meetings = self._past(self.meetings.settle())
        visits = self._past(self.visits.settle())
        self._relate(visits, meetings)
        gifts = self._past(self.donations.settle())
        drafts = [*visits, *meetings, *self.directives.drafts, *gifts]
        return sorted([*drafts, *self.others], key=lambda d: (d.trigger, d.type))

    def _past(self, drafts: list[Draft]) -> list[Draft]:
        """What had happened when the article was published; a later day is one of a plan."""
        today = self.reading.article.published
        return [d for d in drafts if not (today and _begins(d.when.value) > today)]

    def _read_sentence(self, sentence: Sentence) -> None:
        """Reads its clauses; what one of them tells of may put more rules to work in the next."""
        watching = self.watching
        signs = watching.signs(sentence.text)
        for clause in sentence.clauses:
            start, end = clause.rest - sentence.start, clause.end - sentence.start
            if not (rules := watching.rules(signs, start, end)):
                continue
            if self._read_clause(sentence, clause, rules) and watching is not self._watch():
                self.watching = watching = self._watch()
                signs = watching.signs(sentence.text)

    def _watch(self) -> Watch:
        """What to watch for after what was told of so far."""
        told = _TOLD[bool(self.visits.told.drafts), bool(self.meetings.told.drafts)]
        return watch(self.reading.rules, told)

    def _read_clause(self, sentence: Sentence, clause: Clause, rules: Iterable[Rule]) -> bool:
        """Whether any rule made or added to an event."""
        done: set[str] = set()
        only = "apart" if self.directives.says_all(clause) else None
        stated = only is not None and self.directives.states(clause)
        for match in matches(
            sentence, clause, rules, head=self.head, done=done, only=only, gifts=stated
        ):
            free = match.told or not self.directives.says(match.slots["trigger"][0])
            free = free or (stated and match.rule.emits == "Donation")
            happened = match.rule.emits == "Directive" or not clause.planned
            if free and happened and self._take(match):
                done.add(match.rule.emits)
        return bool(done)

    def _read_speakers(self, sentence: Sentence) -> None:
        for clause in sentence.clauses:
            if not self.directives.says(clause.start):
                self.meetings.speaker(sentence, clause)

    def _take(self, match: Match) -> bool:
        """Gives `match` to the builder of its class; whether it made or added to an event."""
        emits = match.rule.emits
        if emits == "Visit":
            return self.visits.take(match) is not None
        if emits == "Meeting":
            return self.meetings.take(match) is not None
        if emits == "Directive":
            return self.directives.take(match) is not None
        if emits == "Donation":
            return bool(self.donations.take(match, self.visits.told.drafts))
        self.others.append(read_other(match, self.reading))
        return True

    def _relate(self, visits: list[Draft], meetings: list[Draft]) -> None:
        for meeting in meetings:
            meeting.part_of = part_of(meeting, visits)
            held_at(self.reading, meeting)
        for directive in self.directives.drafts:
            issuer = directive.roles["issuer"][0]
            if issuer.kind == "Meeting":
                directive.during = issuing_meeting(issuer, directive, meetings)
            else:
                directive.during = part_of(directive, visits)
            self._date(directive, meetings, visits)

    def _date(self, directive: Draft, meetings: list[Draft], visits: list[Draft]) -> None:
        """Gives a directive behind a month or a year that was told between the day of its occasion."""
        long_time = self.reading.rules.patterns("clauses")["background"]
        if directive.when.at >= 0 or long_time.match(directive.match.sentence.text):
            return
        told = directive.during if directive.roles["issuer"][0].kind == "Meeting" else None
        told = told or occasion(directive, meetings, visits)
        if told and _begins(told.when.value):
            directive.when = told.when


def _begins(date: str | None) -> str:
    """The first day of a full date or range, nothing where no full day is known."""
    first = (date or "").partition("/")[0]
    return first if len(first) == len("2022-10-30") and not first.startswith("-") else ""


def _finish(drafts: list[Draft], reading: Reading) -> tuple[Event, ...]:
    ids = {id(draft): f"e{n}" for n, draft in enumerate(drafts, 1)}
    return tuple(_event(draft, ids, reading) for draft in drafts)


def _event(draft: Draft, ids: dict[int, str], reading: Reading) -> Event:
    roles = tuple(
        (role, tuple(_linked(mention, draft, ids) for mention in mentions))
        for role, mentions in draft.roles.items()
    )
    topic = topic_of(draft, reading)
    return Event(
        id=ids[id(draft)], roles=roles, name=draft.name,
        part_of=ids.get(id(draft.part_of)), during=ids.get(id(draft.during)),
        content=reading.quote(draft.content) if draft.content else None,
        topic=reading.quote(topic) if topic else None,
        items=tuple(draft.items), value_cny=draft.value_cny,
        confidence=reading.rules.confidence(draft.rule.name),
        **final_event_fields(draft, reading),
    )  # fmt: skip


def _linked(mention: Mention, draft: Draft, ids: dict[int, str]) -> Mention:
    if mention.kind == "Meeting":
        return mention._replace(event=ids.get(id(draft.during)))
    return mention
