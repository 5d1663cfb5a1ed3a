"""Who leads a group that goes somewhere, where that was told before: 慰问组 stands for who led it there.

Input: an article as read, and the name of a group at a place in it. Output: mentions of people. A
group whose head nobody tells stays the group; of several groups the name decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from kg.extract.reading import Draft, Match, Reading, shortens
from kg.model import Mention
from kg.signs import PEOPLE

_UNNAMED = 4  # characters: a group of a longer name is no mere word for the visitors before
_BACK = 50  # leads, or visits, back among which the one meant is looked for
_NEAR = 2  # paragraphs over which a mere word stands for a group, or for those of the last visit
_PLACE = 3  # characters: as long as the names of most places with what they are
_WORDED = ("leads_group", "group_led", "group_led_by", "group_led_is", "group_led_next")
_UNWORDED = ("under_lead", "leads_them")


class _Lead(NamedTuple):
    """That people lead a group: `group` is its name, or what is told of what they did with it."""

    at: int
    group: str
    people: list[Mention]
    told: bool  # whether `group` is a name
    others: Sequence[Mention] = ()  # who takes part, told in the same sentence


class Led:
    """Knows the groups of one article by who leads them."""

    def __init__(self, reading: Reading, patterns: dict[str, re.Pattern[str]]) -> None:
        self.reading = reading
        self.patterns = patterns
        self._asked: tuple[Match, _Lead] | None = None
        self._others: dict[str, int] = {}
        self._all_leads: list[_Lead] | None = None
        self._all_leaders: set[str] | None = None

    def head(self, match: Match, group: Mention) -> list[Mention]:
        """The people who were said, before `match`, to lead `group`."""
        name, at = self._short(group.name), match.slots["trigger"][0]
        number = bisect_left(self._leads, at, key=attrgetter("at"))
        told = self._leads[max(0, number - _BACK) : number]
        leads = [one for one in told if self._meant(name, one)] if len(name) > 1 else []  # 一行
        if not leads:
            return []
        leads = [lead for lead in leads if lead.group == name] or leads
        last = leads[-1]
        one = all(_names(lead.people) == _names(last.people) for lead in leads)
        since = self.reading.breaks(last.at, at)
        known = one and (last.group == name or since <= _NEAR)
        if since and not known:
            return []
        self._asked = match, last
        return last.people

    def others(self, match: Match) -> list[Mention]:
        """Who takes part in the group that `match` was found to be about: 调研组由X带队，Y参加."""
        if self._asked is None or self._asked[0] is not match:
            return []
        return list(self._asked[1].others)

    def lead_some(self, people: list[Mention]) -> bool:
        """Whether one of `people` is said to lead a group."""
        return not self._leaders.isdisjoint(_names(people))

    def same(self, match: Match, group: Mention, drafts: list[Draft]) -> list[Mention]:
        """The visitors of the last visit, if `group` is a word for them after what they did then, is
        named after the body that went (云溪镇学习组), or a word for its members."""
        name = self._short(group.name)
        last = drafts[-1]
        stem = self._stem(name, last)
        visitors = last.roles["visitor"]
        if match.sentence.paragraph - last.match.sentence.paragraph >= _NEAR:
            return []
        if any(m.kind == "Group" for m in visitors):
            return []
        if len(visitors) == 1 and visitors[0].kind != "Person":
            members = self.patterns["group_members"].fullmatch(name)
            if members or name.startswith(visitors[0].name):
                return visitors
        if stem is None:
            return []
        names = _names(visitors)
        theirs = (d for d in drafts[-_BACK:] if _names(d.roles["visitor"]) == names)
        told = {(d.match.sentence.start, d.match.sentence.end) for d in theirs}
        if not any(stem["what"] in self.reading.annotated.plain(*span) for span in told):
            return []
        return [] if self._other(name) <= match.slots["trigger"][0] else visitors

    def _stem(self, name: str, last: Draft) -> re.Match[str] | None:
        """What a group is named after, if that and the body that it is of stand in what was told last."""
        stem = self.patterns["group_of"].fullmatch(name)
        if stem or (end := self.patterns["group_of_end"].search(name)) is None:
            return stem
        told = self.reading.annotated.plain(last.match.sentence.start, last.match.sentence.end)
        return end if end.start() >= _PLACE and name[: end.start()] in told else None

    def _other(self, name: str) -> int:
        """Where the first group of that name and a number or the like ends (第二调研组), or the text."""
        if name not in self._others:
            coded = self.reading.annotated.coded
            other = f"(?:{self.patterns['group_other'].pattern}){re.escape(name)}"
            found = re.search(other, coded)
            self._others[name] = found.end() if found else len(coded) + 1
        return self._others[name]

    def _short(self, name: str) -> str:
        """The name of a group without what only says that all of it is meant."""
        return self.patterns["group_whole"].sub("", name)

    def _meant(self, name: str, lead: _Lead) -> bool:
        if not lead.told:
            stem = self.patterns["group_of"].fullmatch(name)
            inspects = stem and self.patterns["inspects"].fullmatch(stem["what"])
            alike = inspects and self.patterns["inspects"].search(lead.group)
            return bool(alike) or (stem["what"] if stem else name) in lead.group
        if name == lead.group:
            return True
        if len(name) < len(lead.group):
            return lead.group.endswith(name) or shortens(name, lead.group)
        more = name.removesuffix(lead.group)
        if more == name:
            return False
        home = self.reading.annotated.plain(lead.at, lead.at + 1)  # a leader with the posts
        ours = len(more) >= _PLACE and more in home
        return ours or self.patterns["group_other"].search(more) is None

    @property
    def _leads(self) -> list[_Lead]:
        """All that the article says of who leads which group, in order."""
        if self._all_leads is None:
            self._all_leads = sorted([*self._worded(), *self._posts()], key=lambda lead: lead.at)
        return self._all_leads

    @property
    def _leaders(self) -> set[str]:
        """The names of all who lead a group."""
        if self._all_leaders is None:
            self._all_leaders = {name for lead in self._leads for name in _names(lead.people)}
        return self._all_leaders

    def _worded(self) -> Iterator[_Lead]:
        coded = self.reading.annotated.coded
        if not self.patterns["leads_sign"].search(coded):
            return
        for pattern in _WORDED:
            for found in self.patterns[pattern].finditer(coded):
                with_them = self.patterns["led_with"].match(coded, found.end())
                others = self._signed(with_them) if with_them else []
                yield _Lead(
                    found.start(), found["group"], self._signed(found), told=True, others=others
                )
        for pattern in _UNWORDED:
            for found in self.patterns[pattern].finditer(coded):
                yield _Lead(found.start(), found["rest"], self._signed(found), told=False)

    def _posts(self) -> Iterator[_Lead]:
        """Those whose post it is to lead a group: 检查组组长X."""
        coded = self.reading.annotated.coded
        at = coded.find(PEOPLE)
        while at >= 0:
            for person in self.reading.annotated.signs[at].people:
                for post in person.posts:
                    if head := self.patterns["group_head"].fullmatch(post.label):
                        yield _Lead(at, head["group"], [self.reading.person(person)], told=True)
            at = coded.find(PEOPLE, at + 1)

    def _signed(self, found: re.Match[str]) -> list[Mention]:
        return [m for at in range(*found.span("people")) for m in self.reading.people(at)]


def _names(people: list[Mention]) -> set[str]:
    return {m.name for m in people}


def unnamed(visitors: list[Mention]) -> bool:
    """Whether the visitors are a mere word for those before: 调研组, 代表们."""
    return is_group(visitors) and len(visitors[0].name) <= _UNNAMED


def is_group(visitors: list[Mention]) -> bool:
    """Whether the visitors are told as one group."""
    return len(visitors) == 1 and visitors[0].kind == "Group"


def led_before(reading: Reading, visitors: list[Mention], last: Draft | None) -> bool:
    """Whether the visitors are the group that the people on the last visit were said to lead."""
    if last is None or not is_group(visitors):
        return False
    told = reading.annotated.plain(last.match.sentence.start, last.match.sentence.end)
    led = all(m.kind == "Person" for m in last.roles["visitor"])
    return led and visitors[0].name in told


def one_group(known: list[Mention], visitors: list[Mention]) -> bool:
    """Whether both are one group, named at different length."""
    if len(known) != 1 or len(visitors) != 1 or {known[0].kind, visitors[0].kind} != {"Group"}:
        return False
    short, long = sorted((known[0].name, visitors[0].name), key=len)
    return shortens("".join(filter(str.isalnum, short)), long)
