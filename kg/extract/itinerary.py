"""Where a visit goes: the stops that a clause names, and the clauses that go on with its list.

Input: a match of a rule that emits Visit. Output: mentions of places, in order. The `place` slot
of a rule may reach to the end of its clause; it is cut where a verb goes on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice, takewhile
from operator import itemgetter
from typing import NamedTuple

from kg.clauses import Clause
from kg.extract.phrases import members, places
from kg.extract.reading import Match, Reading, shortens
from kg.model import Mention

_BEFORE = 2  # sentences in which the place that 这里 stands for is named
_CLAUSES = 40  # clauses behind a visit in which more places are listed
_WIDEST = 400  # characters of a list of places before the first verb, at most
_TAIL = 4  # characters by which a name is told again: 练潭中学
_ODD = 8  # characters from which a member that is no place makes a list more than one of places
_END, _BARE = 2, 4  # characters: of the end of a name told again, and of the least such name

_Patterns = dict[str, re.Pattern[str]]


class _Listed(NamedTuple):
    """A clause read as one that goes on with a list of places: where they end, whether it holds
    nothing else before that, and the places."""

    end: int
    only: bool
    places: list[Mention]


class Onward:
    """The clauses that go on with a list of places, each read once, however many lists it may be of."""

    def __init__(self, reading: Reading, patterns: _Patterns) -> None:
        self.reading = reading
        self.patterns = patterns
        self._read: dict[int, _Listed] = {}  # by where the clause starts

    def behind(self, match: Match) -> list[Mention]:
        """The places in the clauses behind that of `match` that hold nothing but more places: whole
        clauses, and the head of one that goes on with what is done there."""
        found: list[Mention] = []
        for clause in islice(match.sentence.later(match.clause), _CLAUSES):
            listed = self._listed(clause)
            ends = listed.end < clause.end
            if ends and not self._done_there(match.clause.start, clause.start, listed.end):
                break
            if clause.own or not listed.only:
                break
            found += [place._replace() for place in listed.places]  # which are told apart by id
            if ends:
                break
        return found

    def _listed(self, clause: Clause) -> _Listed:
        if clause.start not in self._read:
            end = _cut(self.reading, clause.start, clause.end, self.patterns["after_place"])
            only = _only_places(self.reading, clause.start, end, self.patterns["verb"])
            listed = places(self.reading, clause.start, end, named=True) if only else []
            self._read[clause.start] = _Listed(end, only, listed)
        return self._read[clause.start]

    def _done_there(self, first: int, start: int, end: int) -> bool:
        """Whether a verb of a visit follows a list of places, begun behind `first`, which goes on in
        `coded[start:end]`, and no office acts there."""
        coded, phrases = self.reading.annotated.coded, self.reading.phrases
        told = coded[start:end]
        several = "、" in coded[first:end] or phrases["classed"].search(told) is not None
        several = several and not phrases["office"].search(told)
        return several and self.patterns["done_there"].match(coded, end) is not None


def stops(reading: Reading, match: Match, patterns: _Patterns, onward: Onward) -> list[Mention]:
    """The places in the `place` slot of `match` and in the clauses that go on with the list."""
    if "listed" in match.rule.options:
        return _listed_before(reading, match, patterns["verb"])
    span = match.slots.get("place")
    if span is None:
        return []
    named = "named-place" in match.rule.options
    start, end = span
    if made := patterns["made_by"].match(reading.annotated.coded, start, end):
        start = made.end()
    whole = bool(match.rule.options & {"extends", "opens"})
    if not whole and patterns["here"].match(reading.annotated.coded, start, end):
        return _meant_by_here(reading, match, patterns["spot"])
    cut = end if whole else _cut(reading, start, end, patterns["after_place"])
    found = places(reading, start, cut, named=named)
    if found and cut < end:
        found += _seen_there(reading, cut, end, patterns)
    if found and not whole:
        found += _looked_at(reading, match, end, patterns)
    if found and cut == match.clause.end:
        found += onward.behind(match)
    return found


class Schools:
    """The schools that an article names, looked for once."""

    def __init__(self, reading: Reading, patterns: _Patterns) -> None:
        self.reading = reading
        self.patterns = patterns
        self._told: list[tuple[int, str]] | None = None  # where each ends, and its name
        self._alike = 0  # how many of the first end in the same name

    def in_full(self, place: Mention, at: int) -> Mention:
        """`place`, by the name of the only school that was told of before `at` (that has one in the
        article: of 我校), if it is a mere 学校."""
        some = self.patterns["some_school"].fullmatch(place.name)
        if some is None:
            return place
        told = self._all()
        number = len(told) if some["own"] else bisect_right(told, at, key=itemgetter(0))
        return place._replace(name=told[number - 1][1]) if 0 < number <= self._alike else place

    def _all(self) -> list[tuple[int, str]]:
        if self._told is None:
            title = self.reading.article.title + "\n"
            found = self.patterns["school"].finditer(title + self.reading.text)
            named = ((one.end() - len(title), self.reading.cut(one[0])) for one in found)
            self._told = [(end, name) for end, name in named if len(name) >= _TAIL]
            end = self._told[0][1][-_TAIL:] if self._told else ""
            alike = takewhile(lambda one: one[1].endswith(end), self._told)
            self._alike = len(list(alike))
        return self._told


def _seen_there(reading: Reading, cut: int, end: int, patterns: _Patterns) -> list[Mention]:
    """What a verb behind the place goes on to name: 来到A参观B."""
    on = patterns["seen_there"].match(reading.annotated.coded, cut, end)
    if on is None:
        return []
    until = _cut(reading, on.end(), end, patterns["after_place"])
    return places(reading, on.end(), until, named=True)


def _looked_at(reading: Reading, match: Match, end: int, patterns: _Patterns) -> list[Mention]:
    """What a trigger behind the place goes on to name: 在A参观B."""
    start = match.slots["trigger"][0]
    looked = patterns["looked"].match(reading.annotated.coded, start) if start >= end else None
    if looked is None:
        return []
    begin, last = looked.end(), match.clause.end
    return places(reading, begin, _cut(reading, begin, last, patterns["after_place"]), named=True)


def _meant_by_here(reading: Reading, match: Match, spot: re.Pattern[str]) -> list[Mention]:
    """The place that the sentences just before speak of, which 这里 stands for."""
    number, told = reading.number(match.sentence), match.slots["trigger"][0]
    for before in reversed(reading.sentences[max(0, number - _BEFORE) : number + 1]):
        if before.paragraph < match.sentence.paragraph - 1:
            break
        end = min(before.end, told)
        for found in spot.finditer(reading.annotated.coded, max(0, before.start - 1), end):
            if meant := places(reading, *found.span("place"), named=True):
                return meant[:1]
    return []


def home_of(reading: Reading, match: Match, patterns: _Patterns) -> Mention | None:
    """The home of the paper (我县, 来石调研), where that is all that the `place` slot of `match` names."""
    span = match.slots.get("place")
    if span is None or span[1] - span[0] > _WIDEST:
        return None
    end = _cut(reading, *span, patterns["after_place"])
    if about := reading.phrases["topic"].match(reading.annotated.coded[span[0] : end]):
        end = span[0] + about.end("np")  # 对我县防汛工作进行检查
    short = "open" in match.rule.options and end - span[0] == 1
    here = short or patterns["home"].match(reading.annotated.coded[span[0] : end])
    return reading.phrase(span[0], end, "Place") if here else None


def _cut(reading: Reading, start: int, end: int, after: re.Pattern[str]) -> int:
    """Where the places that begin at `start` end: before the first verb that follows a place."""
    coded = reading.annotated.coded
    first = end
    for match in after.finditer(coded, start + 1, min(end, start + _WIDEST)):
        for at in (match.start(), match.start("verb")):
            if at > start and _holds_place(reading, coded[start:at]):
                return at
        first = min(first, match.start())
    return end if _ends_like_place(reading, coded[start:end]) else first


def _holds_place(reading: Reading, text: str) -> bool:
    """Whether `text` ends like a place, or would without what a name is told without: 双河村田间地头."""
    tail = reading.phrases["tail"].search(text)
    return _ends_like_place(reading, text[: tail.start()] if tail else text)


def _ends_like_place(reading: Reading, text: str) -> bool:
    patterns = reading.phrases
    return bool(patterns["place_end"].search(text)) and not patterns["not_place"].search(text)


def _listed_before(reading: Reading, match: Match, verb: re.Pattern[str]) -> list[Mention]:
    """The places of the clause before that of `match`, if it holds nothing else."""
    before = match.sentence.before(match.clause)
    if before is None or not _only_places(reading, before.start, before.end, verb):
        return []
    return places(reading, before.start, before.end, named=True)


def _only_places(reading: Reading, start: int, end: int, verb: re.Pattern[str]) -> bool:
    coded = reading.annotated.coded
    parts = [coded[a:b] for a, b in members(reading, start, end)]
    if verb.search(coded, start, end):
        return False
    odd = [part for part in parts[1:] if not _could_be_stop(reading, part)]
    if not _could_be_stop(reading, parts[0]):
        return False
    if len(odd) * 3 > len(parts) and not _of_class(reading, parts, odd):
        return False
    return all(len(part) < _ODD and not reading.phrases["unlike"].search(part) for part in odd)


def _of_class(reading: Reading, parts: list[str], odd: list[str]) -> bool:
    """Whether the last of `parts` says of what kind the short names before it are: A、B等村."""
    classed = parts[-1] not in odd and reading.phrases["classed"].search(parts[-1])
    return bool(classed) and all(len(part) <= _BARE for part in odd)


def _could_be_stop(reading: Reading, part: str) -> bool:
    """Whether a member of a list ends like a place, or goes on with the next: 双河村辣椒、菊花基地."""
    patterns = reading.phrases
    if _ends_like_place(reading, part):
        ends = patterns["place_end"].search(part)
        sure = len(part) > _BARE or (ends is not None and len(ends[0]) > 1)
        return sure or patterns["territory"].search(part) is not None
    return patterns["shares_end"].match(part) is not None


def names_country(places: list[Mention], patterns: _Patterns) -> bool:
    """Whether one of `places` is a name of the country, as it stands for a visit of state."""
    return any(patterns["china"].match(place.name) for place in places)


def named_before(
    place: Mention, stops: list[Mention], patterns: _Patterns, *, retold: bool
) -> bool:
    """Whether one of `stops` already has the name of `place` in it; if it is `retold`, also its
    characters: 供气公司调度大厅 after 云溪宁港供气有限公司."""
    names = [stop.name for stop in stops]
    china = patterns["china"]
    if china.match(place.name):
        return any(china.match(n) and len(n) >= len(place.name) for n in names)
    own = patterns["own"].match(place.name)
    if any(place.name in name for name in names) or bool(own and own["name"] in names):
        return True
    if patterns["whole"].sub("", place.name) in names:  # 霍山, 霍山县; 孙百义, 孙百义家
        return True
    bare = patterns["spot_there"].sub("", place.name) if retold else ""
    if len(bare) < _BARE:
        return False
    return any(
        name.startswith(bare) or (name[-_END:] == bare[-_END:] and shortens(bare, name))
        for name in names
    )


def meet(names: list[str], places: list[Mention], patterns: _Patterns) -> bool:
    """Whether one of `places` is, or lies in the name of, one of `names`, or the other way round."""
    china = patterns["china"]
    return any(
        place.name in name or name in place.name or (china.match(name) and china.match(place.name))
        for name in names
        for place in places
    )


def everywhere(
    coded: str, match: Match, visitors: list[Mention], places: list[Mention], patterns: _Patterns
) -> bool:
    """Whether `match` only tells at large that such people went out, to all kinds of places."""
    leaders = any(patterns["leaders_all"].search(m.name) for m in visitors)
    if leaders and all(patterns["at_large"].search(place.name) for place in places):
        return bool(places)
    start, end = match.slots.get("place", (0, 0))
    if leaders and patterns["all_kinds"].match(coded, start, end):
        return True
    comfort = not match.rule.options.isdisjoint({"comfort", "bodies"})
    return comfort and all(patterns["common"].search(place.name) for place in places)
