"""Phrases that name the parties of a gift: who gives, who receives.

Input: spans of the coded text. Output: mentions. A pronoun stands for the person named before,
学校 for the school named before, 代表X for X. Who gives: `kg.extract.givers`; who receives:
`kg.extract.receivers`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import itemgetter

from kg.extract.phrases import members
from kg.extract.reading import Reading
from kg.model import Mention
from kg.segment import is_common
from kg.signs import PEOPLE

REACH = 400  # characters before a gift in which its parties are looked for
_CHOICE = 12  # names among which a bare word chooses
_LONGEST = 16  # characters of a name before the end by which it is told again
_WORD = 16  # characters: longer than any word for people
_TAIL = 4  # characters by which a name is told again: 练潭中学 for the long name of the school


class Parties:
    """Reads phrases for parties, by the table `[parties]`."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.coded = reading.annotated.coded
        self.patterns = reading.rules.patterns("parties")
        self._known: dict[str, list[tuple[int, str]]] = {}
        self._longer: dict[tuple[int, str], frozenset[str]] = {}
        self._counts: dict[str, int] = {}  # how often each end of a name is told
        self._private: dict[int, frozenset[str] | None] = {}  # by where people stand
        self._standing: dict[str, bool] = {}  # by the name of a pattern

    def named(self, start: int, end: int, givers: frozenset[str] = frozenset()) -> list[Mention]:
        """The recipients that `coded[start:end]` names, none of them one of `givers`."""
        lead = self.patterns["recipient_lead"].match(self.coded[start:end])
        start += lead.end() if lead and lead.end() < end - start else 0
        if told := self.patterns["names"].fullmatch(self.coded, start, end):
            return [m for m in self.listed(*told.span("names")) if m.name not in givers]
        tail = self.patterns["recipient_tail"].search(self.coded[start:end])
        end = start + tail.start() if tail and tail.start() > 0 else end
        if self.patterns["no_party"].fullmatch(self.coded, start, end):
            return []
        return [m for m in self.split(start, end, givers) if m.name not in givers]

    def split(self, start: int, end: int, givers: frozenset[str] = frozenset()) -> list[Mention]:
        """The members of a list of parties, in order."""
        parts = [part for a, b in members(self.reading, start, end) for part in self._folk(a, b)]
        if len(parts) > 1:
            parts = [(start, end)] if self._qualify(parts) else self._whole(parts)
        mentions: list[Mention] = []
        for a, b in parts:
            mentions += self._party(a, b, givers)
        return mentions

    def _whole(self, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The members of a list: 困难、留守儿童 are one, as half of them is only said to be of a kind;
        without the number of all, and the homes of those who live there."""
        found: list[tuple[int, int]] = []
        half = self.patterns["half_told"].fullmatch
        for number, (start, end) in enumerate(parts):
            joins = number and half(self.coded, *parts[number - 1])
            last = number == len(parts) - 1
            many = self.patterns["so_many_places"].search(self.coded[start:end]) if last else None
            homes = many or self.patterns["at_homes"].search(self.coded[start:end])
            cut = start + homes.start() if homes else end
            found = [*found[:-1], (found[-1][0], cut)] if joins else [*found, (start, cut)]
        return found

    def _folk(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """城管队员和环卫工人: each kind of people is a party, but not one counted alone before others."""
        coded, folk = self.coded, self.patterns["folk"]
        if not folk.search(coded, max(start, end - _WORD), end):
            yield start, end
            return
        counts = [count.span() for count in self.patterns["counted"].finditer(coded, start, end)]
        last = counts[-1][0] if counts else -1
        done = start
        for joint in self.reading.phrases["split"].finditer(coded, start, end):
            at, behind = joint.span()
            if behind < end and folk.search(coded, max(done, at - _WORD), at):
                number = bisect_left(counts, (done, done))
                counted = number < len(counts) and counts[number][1] <= at
                if counted <= (last >= behind):
                    yield done, at
                    done = behind
        yield done, end

    def listed(self, start: int, end: int) -> list[Mention]:
        """Everyone in a list of names of which it is said that they are people, none if one is a common word."""
        found: list[Mention] = []
        for told in self.patterns["name_in_list"].finditer(self.coded, start, end):
            if told[0] == PEOPLE:
                found += self.reading.people(told.start())
            elif is_common(told[0]):
                return []
            else:
                quote = self.reading.quote(self.reading.clean(*told.span()))
                found.append(Mention(told[0], "Person", quote))
        return found

    def _qualify(self, parts: list[tuple[int, int]]) -> bool:
        """A镇、B镇的群众: the places of a list all qualify what stands last."""
        *places, last = (self.coded[a:b] for a, b in parts)
        if self.patterns["elsewhere"].match(last):  # A、B等地的学生
            return True
        place = self.patterns["place"]
        return bool(self.patterns["place_of"].match(last)) and all(place.search(p) for p in places)

    def _party(self, start: int, end: int, givers: frozenset[str]) -> list[Mention]:
        text = self.coded[start:end]
        if pronoun := self.patterns["pronoun"].match(text):
            meant = self._meant(start, givers, plural=bool(pronoun["many"]))
            unmeant = pronoun["folk"] or pronoun["kin"]
            if pronoun["folk"] and len(meant) == 1 and meant[0].kind == "Person":
                meant = []  # 老人们 are more than one
            return meant or ([self.reading.phrase(start, end, "Group")] if unmeant else [])
        sign = self.coded.find(PEOPLE, start, end)
        kin = self.patterns["kin_of"].match(self.coded, sign, end) if sign >= 0 else None
        sign = kin.end() - 1 if kin else sign
        if sign >= 0 and self.patterns["person_tail"].match(self.coded[sign + 1 : end]):
            return self.reading.people(sign)
        if len(text) < 2:
            return []
        apposed = self.patterns["apposed"].search(text)
        if apposed and not is_common(apposed["name"]):
            span = (start + at for at in apposed.span("name"))
            quote = self.reading.quote(self.reading.clean(*span))
            return [Mention(apposed["name"], "Person", quote)]
        return self._several(text, start) or [self._in_full(start, end)]

    def _in_full(self, start: int, end: int) -> Mention:
        """Who is named by `coded[start:end]`, by the full name if that only stands for one."""
        text = self.coded[start:end]
        mention = self.reading.phrase(start, end)
        bare = self.patterns["bare"].match(text)
        near = bool(self.patterns["that"].match(text))
        name = self._named_before(bare["what"], start, near=near) if bare else None
        if not name and self.patterns["short"].match(mention.name):
            name = self._told_longer(mention.name, start)
        if not name and (of := self.patterns["that_of"].fullmatch(text)):
            longer = self._told_longer(of["what"], start)
            name = longer if longer and longer.endswith(of["of"]) else None
        return Mention(name, self.reading.kind(name), mention.quote) if name else mention

    def _told_longer(self, name: str, at: int) -> str | None:
        """The only longer name, told just before, that ends in `name`: 便民警务站 for 警务站."""
        here = self.reading.clean(at, at + 1)[0]
        longer: set[str] = set()
        found = here
        for _ in range(_CHOICE):
            found = self.reading.text.rfind(name, max(0, here - 2 * REACH), found)
            if found < 2:
                break
            longer |= self._longer_at(found, name)
        longest = max(longer, key=len, default="")
        alike = all(longest.endswith(one) for one in longer)
        return self.reading.full_name(longest, here) if longest and alike else None

    def _longer_at(self, found: int, name: str) -> frozenset[str]:
        """The names that end in the `name` that stands at `found`; asked again and again."""
        known = self._longer.get((found, name))
        if known is None:
            text, is_name = self.reading.text, self.patterns["name"].fullmatch
            starts = range(max(0, found - _LONGEST), found - 1)
            if self.patterns["goes_on"].match(text, found + len(name)) or not is_name(
                text, found - 2, found
            ):
                starts = range(0)  # else more of what stands before may be of the name
            known = frozenset(text[at:found] + name for at in starts if is_name(text, at, found))
            self._longer[found, name] = known
        return known

    def _named_before(self, what: str, at: int, *, near: bool) -> str | None:
        """The name that the bare word `what` stands for: told most often, of those the last.

        `near`: the last before `at`, however often it is told.
        """
        clean = self.reading.clean(at, at + 1)[0]
        names = self._names(self.reading.rules.tables["anaphora"].get(what, what))
        before = names[: bisect_left(names, clean, key=itemgetter(0))][-_CHOICE:]
        if not before:
            return None
        best = before[-1][1] if near else ""
        if not best:
            best = max((name for _, name in reversed(before)), key=self._times)
        return self.reading.full_name(best, clean)

    def _times(self, name: str) -> int:
        """How often the article tells `name`, by its end."""
        end = name[-_TAIL:]
        if end not in self._counts:
            told = self.reading.article.title + self.reading.text
            self._counts[end] = told.count(end)
        return self._counts[end]

    def last_of(self, kind: str, at: int) -> list[Mention]:
        """The last body of a kind that is named before `at`."""
        clean = self.reading.clean(at, at + 1)[0]
        names = self._names(self.reading.rules.tables["anaphora"].get(kind, kind))
        before = names[: bisect_left(names, clean, key=itemgetter(0))][-1:]
        return [
            Mention(name, self.reading.kind(name), self.reading.quote((end - len(name), end)))
            for end, name in before
        ]

    def _several(self, text: str, at: int) -> list[Mention]:
        """两所学校: those of that kind that the paragraph names before, if they are so many."""
        told = self.patterns["several"].match(text)
        if told is None:
            return []
        tables = self.reading.rules.tables
        before, here = (self.reading.clean(n, n + 1)[0] for n in (self.paragraph_start(at), at))
        kind = str(told["what"])
        names = self._names(tables["anaphora"].get(kind, kind))
        ends = {name: end for end, name in names if before <= end <= here}
        if len(ends) != tables["numerals"]["digits"][told["number"]]:
            return []
        return [
            Mention(name, self.reading.kind(name), self.reading.quote((end - len(name), end)))
            for name, end in ends.items()
        ]

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
        start = self.paragraph_start(at)
        if plural:
            whom = self.found("visited", start, at, last=True)
            if whom and whom[1] < at:  # else what only says where they live: 看望那里的老人们
                return self.named(*whom)
            if people := self.private_in(start, at, givers):
                return people
            whom = self.found("visited", self.paragraph_start(max(0, start - 1)), start, last=True)
            return self.named(*whom) if whom and start else []
        return self.private_in(start, at, givers)[-1:]

    def signs(self, start: int, end: int) -> list[Mention]:
        """Everyone named in `coded[start:end]`."""
        return [m for at in range(start, end) for m in self.reading.people(at)]

    def stands(self, pattern: str) -> bool:
        """Whether a pattern that has no ends of its own fits anywhere: else no piece is looked through."""
        if pattern not in self._standing:
            self._standing[pattern] = self.patterns[pattern].search(self.coded) is not None
        return self._standing[pattern]

    def found(
        self, pattern: str, start: int, end: int, *, last: bool = False
    ) -> tuple[int, int] | None:
        """The group `who` of the first, or last, match of a pattern in `coded[start:end]`."""
        return self.found_by(self.patterns[pattern], start, end, last=last)

    def found_by(
        self, pattern: re.Pattern[str], start: int, end: int, *, last: bool = True
    ) -> tuple[int, int] | None:
        """The same of a pattern of another table."""
        span = None
        for found in pattern.finditer(self.coded, start, end):
            span = found.span("who")
            if not last:
                break
        return span

    def paragraph_start(self, at: int) -> int:
        """Where the paragraph of `at` begins, or what is looked at before it."""
        low = max(0, at - REACH)
        return max(self.coded.rfind("\n", low, at) + 1, low)

    def private_in(self, start: int, end: int, taken: frozenset[str]) -> list[Mention]:
        """The last people in `coded[start:end]` who hold no office and are none of `taken`."""
        at = self.private_at(start, end, taken)
        return self._listed_before(start, at) + self.reading.people(at) if at >= 0 else []

    def private_at(self, start: int, end: int, taken: frozenset[str]) -> int:
        """Where in `coded[start:end]` the last people stand who hold no office and are none of `taken`; -1: none."""
        at = end
        while (at := self.coded.rfind(PEOPLE, start, at)) >= 0:
            if at not in self._private:  # asked of again by each gift behind
                self._private[at] = self._private_names(at)
            names = self._private[at]
            if names is not None and taken.isdisjoint(names):
                break
        return at

    def _private_names(self, at: int) -> frozenset[str] | None:
        """The names of the people at `at`; None if one of them holds an office, or they tell something."""
        names = frozenset(person.name for person in self.reading.annotated.signs[at].people)
        tells = self.patterns["tells"].match(self.coded, at + 1)
        return None if tells or any(map(self._is_official, names)) else names

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
