"""Which meeting is meant: the meetings told of so far, and the one that a match goes on with.

Input: matches of rules that emit Meeting, and the sentences that they stand in. A meeting without
a name of its own (会议) is the one under way: the one told of last, if it is near enough, on the
same day, and no visit was told of since. One with a name is the one so called before, in its full
form or a short one. What is said of a meeting: `kg.extract.meetings`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from kg.clauses import Clause, Sentence
from kg.extract.reading import Draft, Match, Reading, shortens
from kg.model import Mention
from kg.seen import Seen

_OPENING = 80  # characters of a paragraph that say where it speaks
_SOON = 3  # paragraphs behind one of whom nobody is named, in which an official speaks at it
_NEAR = 6  # paragraphs that a meeting without a name may be away from where it was told of
_FAR = 24  # such paragraphs where no heading parts them, behind a long speech
_BACK = 50  # meetings back among which the one meant is looked for
_MONTH = re.compile(r"\d{4}(?:-\d\d)?")  # a date that tells no day
LOOSE = frozenset({"attend", "current"})  # options of rules that tell of a meeting in passing


class KnownMeetings:
    """The meetings told of so far; `visits` are the visits told of so far."""

    def __init__(self, reading: Reading, visits: list[Draft]) -> None:
        self.reading = reading
        self.visits = visits
        self.patterns = reading.rules.patterns("meetings")
        self.drafts: list[Draft] = []
        self.current: Draft | None = None  # the one told of last, asides left out where others are
        self.last_talks: Draft | None = None
        self.session: Draft | None = None  # the last under way that is no talks
        self._read_headings: list[int] | None = None
        self._at_meeting = Seen(self.patterns["at_meeting"], reading.annotated.coded)
        self._events = Seen(self.patterns["event_words"], reading.annotated.coded)
        self._letters: bool | None = None  # whether somebody wrote, once that was asked

    @property
    def recent(self) -> list[Draft]:
        """The last of those told of, among which the one meant is looked for."""
        return self.drafts[-_BACK:]

    def note(self, meeting: Draft) -> None:
        """Adds a meeting told of; it is the one under way from here on, unless told of in passing."""
        self.drafts.append(meeting)
        if meeting.rule.options & {"over", "apart", "elsewhere"} or self.recalled(meeting):
            return
        aside = "aside" in meeting.rule.options
        if not aside or self.current is None or "aside" in self.current.rule.options:
            self.current = meeting
            self.session = self.session if "talks" in meeting.rule.options else meeting
        if "talks" in meeting.rule.options:
            self.last_talks = meeting

    def recalled(self, meeting: Draft) -> bool:
        """Whether talks are told with a month or a year for a date, or by somebody who was not at
        them, beside a meeting under way."""
        talks = "talks" in meeting.rule.options and self.current is not None
        return talks and (self.long_ago(meeting) or self.said_by_another(meeting.match))

    def said_by_another(self, match: Match) -> bool:
        """Whether a sentence without a date goes on with what another than its subject began to say."""
        sentence, subject = match.sentence, match.clause.subject
        if sentence.whens or subject is None or subject.form != "people":
            return False
        first = self.reading.opening(sentence)
        names = {person.name for person in subject.people}
        for clause in first.clauses[:1] if first is not sentence else ():
            speaks = clause.own and self.patterns["reported"].search(clause.text)
            if speaks and clause.subject and clause.subject.people:
                return not names & {person.name for person in clause.subject.people}
        return False

    def long_ago(self, meeting: Draft) -> bool:
        """Whether the sentence that tells of `meeting` dates it by a month or a year."""
        own = meeting.when.value if meeting.when.at >= meeting.match.sentence.start else None
        return _MONTH.fullmatch(own or "") is not None

    def meant(self, name: str | None, match: Match, hosts: list[Mention]) -> Draft | None:
        """The meeting that `match` goes on with, which it calls `name`, if it was told of; `hosts` hold it."""
        when = match.sentence.when(match.slots["trigger"][0]).value
        if name and match.rule.options & {"begins", "attend"} == {"begins"}:
            told = (d for d in reversed(self.recent) if (d.name or "").endswith(name))
            return next(told, None) or self._under_way(match, when)
        sitting = "aside" in match.rule.options and self.patterns["sitting"].fullmatch(name or "")
        if name is None or sitting or self.patterns["generic"].fullmatch(name):
            return self._under_way(match, when)
        if "at" in match.rule.options and self.current:
            return self._at(self.current, name)
        held = not match.rule.options & LOOSE
        under_way = [self.current] if self.current and not held else []
        for meeting in [*under_way, *reversed(self.recent)]:
            if not meeting.name or not self._so_called(name, meeting, match):
                continue
            if self._of_others(meeting, hosts, match) or (held and self._watched(meeting, match)):
                continue
            if self.reading.is_heading(meeting.match.sentence):
                meeting.when = match.sentence.when(match.slots["trigger"][0])
            elif held and when and meeting.when.value and when != meeting.when.value:
                continue
            if len(name) > len(meeting.name):
                meeting.name = name
            return meeting
        return None

    def _at(self, meeting: Draft, name: str) -> Draft:
        """The `meeting` under way at which somebody speaks, which has its `name` from there if it had none."""
        bare = self.patterns["generic"].fullmatch(meeting.name or "")
        meeting.name = name if bare else meeting.name
        return meeting

    def _watched(self, meeting: Draft, match: Match) -> bool:
        """Whether `meeting` is one that was over before what the same sentence says was held."""
        return "over" in meeting.rule.options and meeting.match.sentence == match.sentence

    def _elsewhere(self, meeting: Draft, name: str, match: Match) -> bool:
        """Whether `match` is told too far from a meeting without a name to give that its name."""
        away = match.sentence.paragraph - meeting.match.sentence.paragraph
        bare = self.patterns["bare"]
        return away > 1 and bool(bare.fullmatch(meeting.name or "")) and not bare.fullmatch(name)

    def _so_called(self, name: str, meeting: Draft, match: Match) -> bool:
        """Whether `name` is that of `meeting` in full or cut short: 晋衔仪式 is 晋升上将军衔仪式 under way."""
        told = meeting.name or ""
        if name in told or told in name:
            return name == told or not self._elsewhere(meeting, name, match)
        rite = self.patterns["rite"]
        short, whole = rite.sub("", name), rite.sub("", told)
        if (short, whole) != (name, told) and whole.endswith(short):
            return True  # its opening
        told = whole if short == name else told
        alike = name[-2:] == told[-2:] and not self.patterns["any_kind"].search(name)
        return meeting is self.current and alike and shortens(name, told)

    def _of_others(self, meeting: Draft, hosts: list[Mention], match: Match) -> bool:
        """Whether others than `hosts` held `meeting`, of a kind that many hold: receptions of embassies."""
        told = meeting.match.sentence
        if told == match.sentence or not self.patterns["common"].search(meeting.name or ""):
            return False
        held = [m.name for m in meeting.roles.get("chair", ()) if m.kind != "Person"]
        both = [(a, b.name) for a in held for b in hosts]
        same = any(shortens(a, b) or shortens(b, a) for a, b in both)
        return bool(both) and not same and not self.reading.is_heading(told)

    def meant_by(self, sentence: Sentence, end: int) -> Draft | None:
        """The meeting under way in `sentence` up to `end`: not talks before it or after it (会前，X会见Y)
        in another paragraph, nor where 在会上 is said, from where on it is under way again."""
        meeting = self.current
        if meeting is None or self.session is None or "talks" not in meeting.rule.options:
            return meeting
        told = meeting.match.sentence
        beside = self.patterns["same_day"].match(told.text) and told.paragraph != sentence.paragraph
        lead = self.reading.annotated.coded[sentence.start : end]
        if self.patterns["at_session"].search(lead):
            self.current = self.session
        return self.session if beside else self.current

    def is_at_it(self, sentence: Sentence, clause: Clause) -> bool:
        """Whether a sentence up to `clause` says 在会上, or it or its paragraph opens with that."""
        coded, opens, at = self.reading.annotated.coded, self.patterns["opens_at"], self._at_meeting
        begin = self.reading.opening(sentence).start
        end = min(clause.end, begin + _OPENING)
        first = opens.match(coded, begin, end) or at.pattern.match(coded, begin, end)
        here = opens.match(coded, sentence.start, clause.end)
        return bool(first or here) or at.within(sentence.start, clause.end)

    def _under_way(self, match: Match, when: str | None) -> Draft | None:
        """The meeting under way, if what `match` says without a name can be about it."""
        meeting, options = self.meant_by(match.sentence, match.clause.end), match.rule.options
        if meeting is None:
            return None
        away = match.sentence.paragraph - meeting.match.sentence.paragraph
        if "aside" in meeting.rule.options and "chair" in match.rule.slots and away:
            return None
        if self.is_over(meeting, match.sentence) or (
            "at-once" in options and meeting.match.sentence != match.sentence
        ):
            return None
        if options & LOOSE:
            apart = match.sentence.item != meeting.match.sentence.item
            return None if apart or self._visiting(match, meeting) else meeting
        trigger = self.reading.annotated.plain(*match.slots["trigger"])
        goes_on = not match.sentence.whens and self.patterns["in_chair"].match(trigger)
        same = when == meeting.when.value or goes_on
        return meeting if same and "talks" not in meeting.rule.options else None

    def is_over(self, meeting: Draft, sentence: Sentence) -> bool:
        """Whether `sentence` stands too far behind where `meeting` was told of to be about it."""
        away = sentence.paragraph - meeting.match.sentence.paragraph
        if away <= _NEAR or away > _FAR:
            return away > _FAR
        first = bisect_right(self._headings, self.reading.number(meeting.match.sentence))
        return first < bisect_left(self._headings, self.reading.number(sentence))

    def follows(self, meeting: Draft, sentence: Sentence) -> bool:
        """Whether `sentence` stands soon behind `meeting`, no heading parts them, and the text
        tells of no letter and of no visit."""
        told = meeting.match.sentence
        if self._letters is None:
            self._letters = self.patterns["wrote"].search(self.reading.text) is not None
        if self._letters:
            return False
        first = bisect_right(self._headings, self.reading.number(told))
        parted = first < bisect_left(self._headings, self.reading.number(sentence))
        return not parted and not self.visits and sentence.paragraph - told.paragraph <= _SOON

    @property
    def _headings(self) -> list[int]:
        """The numbers of the sentences that are headings, but for those that go on."""
        if self._read_headings is None:
            goes_on, heads = self.patterns["unfinished"].search, self.reading.is_heading
            self._read_headings = [
                n for n, s in enumerate(self.reading.sentences) if heads(s) and not goes_on(s.text)
            ]
        return self._read_headings

    def _visiting(self, match: Match, meeting: Draft) -> bool:
        """Whether a visit was told of since, and the clause names no meeting: 某某参加。"""
        told_since = (v for v in self.visits[-2:] if v.span[1] > meeting.span[1])
        since = any("state" not in v.rule.options and not v.is_mentioned for v in told_since)
        return since and not self._events.within(match.sentence.start, match.clause.end)
