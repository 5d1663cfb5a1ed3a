"""Sentences and clauses of an annotated text, each with its subject and its date.

Input: `Annotated` text, rules, publication date. Output: `Sentence`s, in order. The subject of
a clause is the people, the group, the body or the meeting that it begins with (after adverbs
and dates), else that of the clause before; a pronoun stands for the last people who were one.
The date of a narrative carries on until another takes over (guide, "Dates").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from kg.annotate import Annotated
from kg.dating import Dating, When
from kg.people import PersonSpan
from kg.rules import Rules
from kg.seen import Seen
from kg.signs import PEOPLE, SPEECH, SUBJECT

# Ways to word a subject, the first that fits counts; each has a sign, which must stand in its clause.
_FORMS = ("pronoun", "work", "led", "meeting", "group", "body")
_SPOKEN = 12  # sentences back in its paragraph, in one of which somebody began to speak
_NEAR = 240  # characters back in which those stand whom 他们 means, where one of them acted since
_CLOSING = re.compile("[。！？\n]")


class Subject(NamedTuple):
    """Who a clause is about: people, or a phrase such as a group, a body, a meeting.

    `start` and `end` are offsets into the coded text; `form` is people, group, body, meeting.
    """

    form: str
    start: int
    end: int
    people: tuple[PersonSpan, ...] = ()


class Clause(NamedTuple):
    """`text` is the sign of the subject and then the coded text from `rest` to `end`.

    `planned`: it tells of what is yet to come, itself or by going on with a clause that does.
    """

    start: int
    end: int
    rest: int
    text: str
    subject: Subject | None
    own: bool
    planned: bool = False

    def at(self, index: int) -> int:
        """Offset into the coded text of `text[index]`."""
        return self.rest + index - 1


class Sentence(NamedTuple):
    """`coded[start:end]` without its closing mark; `paragraph` counts from 0.

    `item` counts the items of a bulletin (◆…, 【…】…, 又讯 …), 0 before the first.
    """

    start: int
    end: int
    paragraph: int
    item: int
    text: str
    clauses: tuple[Clause, ...]
    whens: tuple[When, ...]
    carried: When
    first: int = -1  # the number of the first clause with a subject of its own

    @property
    def own(self) -> Clause | None:
        """The first clause with a subject of its own."""
        return self.clauses[self.first] if self.first >= 0 else None

    def before(self, clause: Clause) -> Clause | None:
        """The clause before `clause`, None if it is the first."""
        return next(self.earlier(clause), None)

    def after(self, clause: Clause) -> Clause | None:
        """The clause behind `clause`, None if it is the last."""
        return next(self.later(clause), None)

    def earlier(self, clause: Clause) -> Iterator[Clause]:
        """The clauses before `clause`, the nearest first."""
        number = bisect_left(self.clauses, clause.start, key=attrgetter("start"))
        for n in range(number - 1, -1, -1):  # mypyc makes a list of a generator expression
            yield self.clauses[n]

    def later(self, clause: Clause) -> Iterator[Clause]:
        """The clauses behind `clause`, in order."""
        number = bisect_right(self.clauses, clause.start, key=attrgetter("start"))
        for n in range(number, len(self.clauses)):
            yield self.clauses[n]

    def when(self, at: int) -> When:
        """The date that holds at offset `at` of the coded text."""
        number = bisect_left(self.whens, at, key=attrgetter("at"))
        return self.whens[number - 1] if number else self.carried


@dataclass(frozen=True, slots=True)
class _Only:
    """The only people of a sentence; `agent`: they do something there in a sentence about another."""

    subject: Subject
    agent: bool


class _Form(NamedTuple):
    """A way to word a subject."""

    name: str
    sign: Callable[[str], re.Match[str] | None]


@dataclass(slots=True)
class _Reader:
    annotated: Annotated
    rules: Rules
    published: str | None
    dateline: str = ""
    patterns: dict[str, re.Pattern[str]] = field(init=False)
    dating: Dating = field(init=False)
    subject: Subject | None = None
    people: Subject | None = None
    several: Subject | None = None  # the last people who were one together
    told: list[tuple[Clause, ...]] = field(default_factory=list)  # the sentences of the paragraph
    item: int = 0  # the item of a bulletin that is read
    known: list[_Form] = field(init=False)  # forms of subjects that the text may hold,
    forms: list[_Form] = field(default_factory=list)  # and those that the sentence may hold
    ends: list[int] = field(init=False)  # behind the closing mark of each sentence
    authors: list[re.Match[str]] = field(init=False)  # what tells who signed a work
    only: dict[int, _Only | None] = field(default_factory=dict)  # of the last sentence asked for
    speaks: Seen = field(init=False)  # what is looked for again and again in a long one

    def __post_init__(self) -> None:
        self.patterns = self.rules.patterns("clauses")
        self.dating = Dating(self.annotated, self.rules, self.published, self.dateline)
        self.known = [form for form in _forms(self.rules) if form.sign(self.annotated.coded)]
        works = any(form.name == "work" for form in self.known)
        author = self.patterns["author"]
        self.authors = list(author.finditer(self.annotated.coded)) if works else []
        self.ends = [match.end() for match in _CLOSING.finditer(self.annotated.coded)]
        self.speaks = Seen(self.patterns["speech"], self.annotated.coded)

    def sentences(self) -> Iterator[Sentence]:
        coded, opens_item = self.annotated.coded, self.patterns["item"].match
        paragraph = done = 0
        opens = True
        for match in self.rules.annotation["sentence"].finditer(coded + "\n"):
            end = match.start() + (match[0] == SPEECH)  # which may close one, and belongs to it
            if end > done:
                if opens and opens_item(coded, done):
                    self.item += 1
                    self.dating.new_item()
                yield self._sentence(done, end, paragraph)
            if opens := "\n" in match[0]:
                paragraph += 1
                self._new_paragraph()
            done = match.end()

    def _sentence(self, start: int, end: int, paragraph: int) -> Sentence:
        text = self.annotated.coded[start:end]
        carried = self.dating.holding(start, text)
        whens = self.dating.told_in(start, text)
        clauses = tuple(self._clauses(start, text))
        acted = any(c.own and c.subject and c.subject.form == "people" for c in clauses)
        self.dating.go_on(whens, start, text, acted=acted, own=self._spoken)
        self.told.append(clauses)
        first = next((n for n, clause in enumerate(clauses) if clause.own), -1)
        return Sentence(start, end, paragraph, self.item, text, clauses, whens, carried, first)

    def _new_paragraph(self) -> None:
        self.subject, self.told = None, []
        self.dating.new_paragraph()

    def _spoken(self) -> bool:
        """Whether somebody began to speak in the paragraph, not long ago."""
        return any(map(self._begins_speech, self.told[-_SPOKEN:]))

    def _begins_speech(self, clauses: tuple[Clause, ...]) -> bool:
        """Whether people begin to speak in a sentence with these clauses."""
        speaks = self.patterns["speech"].search
        return any(
            c.own and c.subject and c.subject.form == "people" and speaks(c.text) for c in clauses
        )

    def _clauses(self, start: int, text: str) -> Iterator[Clause]:
        plans = self.patterns["planned"].search(text) is not None
        planned = False
        self.forms = [form for form in self.known if form.sign(text)]
        joined = self.patterns["clause_sign"].search(text)  # else commas alone part them
        for match in self.patterns["clause" if joined else "clause_plain"].finditer(text):
            clause = self._clause(start + match.start(), match[0])
            if plans:
                planned = bool(
                    self.patterns["planned"].search(match[0]) or (planned and not clause.own)
                )
                clause = clause._replace(planned=planned)
            yield clause

    def _clause(self, start: int, text: str) -> Clause:
        lead = self.patterns["lead_to_people" if PEOPLE in text else "lead"].match(text)
        offset = lead.end() if lead and lead.end() < len(text) else 0
        own = self._own_subject(start, text, offset)
        if own:
            self.subject = own
            work = self.patterns["work"].match(text, offset) if own.end < start else None
            offset = work.end() if work else own.end - start
            tail = self.patterns["subject_tail"].match(text, offset)
            offset = tail.end() if tail else offset
            if own.form == "people":
                self.people = own
                self.several = own if len(own.people) > 1 else self.several
        return Clause(
            start, start + len(text), start + offset, SUBJECT + text[offset:],
            self.subject, own is not None,
        )  # fmt: skip

    def _own_subject(self, start: int, text: str, at: int) -> Subject | None:
        if text.startswith(PEOPLE, at):
            if self._cited(start, text, at):
                return None
            if self.patterns["no_subject"].match(text, at + 1):
                return None
            other = self.patterns["relative"].match(text, at + 1)
            at = other.end() if other else at
            more = self.patterns["joined_people"].match(text, at + 1)
            end = more.end() if more else at + 1
            signs = (self.annotated.signs.get(n) for n in range(start + at, start + end))
            people = tuple(person for sign in signs if sign for person in sign.people)
            return Subject("people", start + at, start + end, people)
        for form in self.forms:
            match = form.sign(text) and self.patterns[form.name].match(text, at)
            subject = self._worded_subject(form.name, start, match) if match else None
            if subject:
                return subject
        return None

    def _cited(self, start: int, text: str, at: int) -> bool:
        """Whether the people at `at` are only cited by someone who speaks already in the sentence."""
        if not self.patterns["cited"].match(text, at):
            return False
        number = bisect_right(self.ends, start)
        here = self.ends[number - 1] if number else 0
        speaker = self.people if self.people and self.people.start >= here else None
        return bool(speaker and self.speaks.within(speaker.end, start))

    def _worded_subject(self, form: str, start: int, match: re.Match[str]) -> Subject | None:
        """Who is meant by what a form fits: a pronoun, a work, a group by its leader, or who is named."""
        at, end = start + match.start(), start + match.end()
        if form == "pronoun":
            one = self.patterns["one"].fullmatch(match[0]) is not None
            meant = self._meant(start, end)
            if meant and not one and len(meant.people) < 2:
                near = self.several and start - self.several.start < _NEAR
                meant = self.several if near else meant
            people = meant.people[: 1 if one else None] if meant else ()
            return Subject("people", at, end, people) if meant else None
        if form == "work":
            return self._author(at, end)
        if form == "led":
            leader = start + match.start("people")
            return Subject("people", leader, end, self.annotated.signs[leader].people)
        if form == "body" and self.patterns["body_not"].search(match["np"]):
            return None
        return Subject(form, start + match.start("np"), start + match.end("np"))

    def _author(self, start: int, end: int) -> Subject | None:
        """Who signed the work named at `start`: people, or a pen name, as told before."""
        for told in reversed(self.authors[: bisect_right(self.authors, start, key=_end)]):
            if told["pen"]:
                return Subject("body", told.start("pen"), told.end("pen"))
            people = self.annotated.signs[told.start("people")].people
            if people:
                return Subject("people", start, end, people)
        return None

    def _meant(self, start: int, after: int) -> Subject | None:
        """Whom a pronoun at `start` means: who was subject in its sentence, else the only people of the one before, else the last subject."""
        number = bisect_right(self.ends, start)
        here = self.ends[number - 1] if number else 0
        if self.people and self.people.start >= here:
            return self.people
        before = self._only_people(number)
        if before is None:
            return self.people
        speaks = self.patterns["speech"].match(self.annotated.coded, after)
        return before.subject if self.people or speaks or not before.agent else None

    def _only_people(self, number: int) -> _Only | None:
        """The only people of the sentence before sentence `number`, if that has some, in the same paragraph."""
        if number not in self.only:
            coded = self.annotated.coded
            end = self.ends[number - 1] if number else 0
            begin = self.ends[number - 2] if number > 1 else 0
            found = None
            if end and coded[end - 1] != "\n" and coded.count(PEOPLE, begin, end) == 1:
                at = coded.index(PEOPLE, begin, end)
                agent = self.patterns["agent"].search(coded, begin, at + 1) is not None
                found = _Only(Subject("people", at, at + 1, self.annotated.signs[at].people), agent)
            self.only = {number: found}
        return self.only[number]


def _end(found: re.Match[str]) -> int:
    """Where what was found ends."""
    return found.end()


@cache
def _forms(rules: Rules) -> tuple[_Form, ...]:
    patterns = rules.patterns("clauses")
    return tuple(_Form(form, patterns[f"{form}_sign"].search) for form in _FORMS)


def read_clauses(
    annotated: Annotated, rules: Rules, published: str | None, dateline: str = ""
) -> list[Sentence]:
    """All sentences of `annotated` with their clauses, subjects and dates."""
    return list(_Reader(annotated, rules, published, dateline).sentences())
