"""Which place a name means, and why.

Input: a name as a paper writes it, the home of the paper, names beside it. Output: a `Match`: the
place, or none where several are left, with candidates and the reason. Nothing is guessed: of
places that agree equally well none is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Self

from kg.errors import UsageError, messages
from kg.gazetteer.choose import (
    ALONE,
    FOREMOST,
    NOWHERE,
    Choice,
    Scopes,
    Tier,
    choose,
    is_wide,
    scopes,
    score,
)
from kg.gazetteer.index import Index
from kg.gazetteer.keys import Agreement
from kg.gazetteer.reader import Candidate, Reader
from kg.gazetteer.values import Level, Place
from kg.gazetteer.wording import clean, readings, settings, wording

_MOST: Final = 10  # candidates that are told
_PLACE, _ABOVE = "\x01", "\x02"  # stand for names in reasons
_CONTEXTS: Final = 1000  # homes and contexts that are kept


@dataclass(frozen=True, slots=True)
class Option:
    """A place with its path of names, the highest first, and how far it is to be trusted."""

    place: Place
    path: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What a name means: `chosen`, None if that is not decided, and the others considered.

    `how` the name agrees with what was chosen; None where that is but what the place lies in,
    the place itself being in no gazetteer. `is_alone` where nothing but its being the only one of
    that name speaks for it, `is_around` where nothing but the home says what it lies in.
    """

    name: str
    chosen: Option | None
    candidates: tuple[Option, ...]
    reason: str
    how: Agreement | None = None
    is_alone: bool = False
    is_around: bool = False

    @property
    def is_broader(self) -> bool:
        """Whether the place was not found, but what it lies in."""
        return self.chosen is not None and self.how is None


class Matcher:
    """Matches names with one gazetteer."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._reader = Reader(index)
        self._scopes = lru_cache(_CONTEXTS)(self._around)

    def match(
        self,
        name: str,
        *,
        context: Sequence[str] = (),
        home: str = "",
        is_known: bool = False,
        is_governed: bool = False,
        days: Sequence[str] = (),
    ) -> Match:
        """The place that a name means, in a paper of `home`, beside the names of `context`.

        Of a name that is known to be that of a place or body, whatever it is, is said what it
        lies in where that is all that can be said; else only of villages and what lies in them.
        What is known to be governed is no thing of that name (人民路 of 人民路党工委). `days` are
        those of the texts that name it.
        """
        around = self._scopes(home, tuple(context))
        text = clean(name)
        if around.near:
            found = self._candidates(text, around.near, is_governed=is_governed)
            choice = choose(found, around, days)
            if choice.chosen is not None and around.tier(choice.chosen.place) <= Tier.NEAR:
                return self._decided(name, choice)
        choice = choose(self._candidates(text, is_governed=is_governed), around, days)
        if choice.chosen is not None:
            return self._decided(name, choice)
        if not choice.left and (is_known or _is_small(text)):
            return self._as_far_as_known(name, text, around)
        return self._open(name, choice)

    def _candidates(
        self, text: str, near: tuple[Place, ...] = (), *, is_governed: bool = False
    ) -> list[Candidate]:
        found = self._reader.candidates(text, near)
        return found if is_governed else [one for one in found if not one.is_thing]

    def divisions(self, context: Sequence[str], home: str) -> list[Place]:
        """The divisions below provinces that names beside a name tell of, but for the home."""
        return [one for one, tier, _ in self._scopes(home, tuple(context)).tiers
                if tier <= Tier.BESIDE]  # fmt: skip

    def broader(self, name: str, place: Place) -> Match:
        """What is said of a name that lies in a place, and is not known itself."""
        option = self.option(place, settings()["grounds"]["broader"])
        return Match(name, option, (), messages()["match-broader"].format(place=place))

    def home(self, name: str) -> Place | None:
        """The place that is called so where nothing else is known."""
        choice = choose(self._candidates(clean(name)), NOWHERE)
        return choice.chosen.place if choice.chosen else None

    def option(self, place: Place, trust: float) -> Option:
        """A place with its path."""
        return Option(place, self.index.path_of(place), trust)

    def _around(self, home: str, context: tuple[str, ...]) -> Scopes:
        place = self.home(home) if home else None
        above = tuple(self.index.above(place)) if place else ()
        return scopes(tuple(self._contexts(context, place, above)), place, above)

    def _contexts(
        self, names: Iterable[str], home: Place | None, above: tuple[Place, ...]
    ) -> Iterable[Place]:
        """What the names beside a name tell: divisions down to counties, and those of towns."""
        beside = scopes((), home, above)
        for name in names:
            text = clean(name)
            found = choose(self._candidates(text), beside).chosen
            if found is None:  # a post or a body tells of its division
                found = self._told_by(text, beside)
            if found is None:
                continue
            place = found.place
            if place.level > Level.COUNTY:
                place = next((one for one in self.index.above(place)
                              if one.level <= Level.COUNTY), place)  # fmt: skip
            if not is_wide(place) and not (home and place.holds(home)):
                yield place

    def _told_by(self, text: str, beside: Scopes) -> Candidate | None:
        """The division or town that the name of a post or body begins with."""
        for told in self._reader.broader(text):
            sure = [one for one in told if one.is_stated or one.place.level >= Level.TOWN]
            if chosen := choose(sure, beside).chosen:
                return chosen
        return None

    def _decided(self, name: str, choice: Choice) -> Match:
        assert choice.chosen is not None
        option = self.option(choice.chosen.place, choice.score)
        reason = self._told(choice.chosen, choice.ground)
        is_alone = choice.ground in (ALONE, FOREMOST)
        return Match(name, option, (), reason, choice.chosen.how, is_alone)

    def _told(self, found: Candidate, ground: str) -> str:
        parent = found.place.parent
        above = self.index.place(parent).name if parent else found.place.name
        reason = _reason(found.how, ground)
        return reason.replace(_PLACE, found.place.name).replace(_ABOVE, above)

    def _open(self, name: str, choice: Choice) -> Match:
        text = messages()
        if not choice.left:
            return Match(name, None, (), text["match-unknown"])
        told = sorted(choice.left, key=lambda one: (one.how, one.place.number))[:_MOST]
        options = tuple(self.option(one.place, score(one.how, "only")) for one in told)
        code = "match-weak" if choice.is_weak else "match-several"
        return Match(name, None, options, text[code].format(count=len(choice.left)))

    def _as_far_as_known(self, name: str, text: str, around: Scopes) -> Match:
        """What a village or estate lies in that is in no gazetteer."""
        said = messages()
        grounds = settings()["grounds"]
        left: list[Candidate] = []
        for told in self._reader.broader(text):
            sure = [one for one in told if one.is_stated or one.place.level >= Level.TOWN
                    or around.tier(one.place) <= Tier.NEAR]  # fmt: skip
            choice = choose(sure, around)
            if choice.chosen is not None:
                trust = round(choice.score * grounds["broader"], 3)
                option = self.option(choice.chosen.place, trust)
                reason = said["match-broader"].format(place=option.place)
                is_alone = around.tier(option.place) == Tier.ANYWHERE
                return Match(name, option, (), reason, is_alone=is_alone)
            left += choice.left
        if not left and around.home is not None and _is_small(text) and not _names_more(text):
            option = self.option(around.home, grounds["around"])
            reason = said["match-around"].format(place=option.place)
            return Match(name, option, (), reason, is_around=True)
        return self._open(name, Choice(None, tuple(left), is_weak=len(left) == 1))


class Matchers:
    """Matches names with several gazetteers, one after the other, until one decides."""

    def __init__(self, indexes: Iterable[Index]) -> None:
        self.each = [Matcher(index) for index in indexes]

    def match(self, name: str, *, context: Sequence[str] = (), home: str = "") -> Match:
        """What the first gazetteer that decides says, else the first that has candidates.

        One that knows the place itself comes before one that knows but what it lies in.
        """
        found: list[Match] = []
        for matcher in self.each:
            match = matcher.match(name, context=context, home=home)
            if match.chosen is not None and not match.is_broader:
                return match
            found.append(match)
        return max(found, key=lambda one: (one.chosen is not None, bool(one.candidates)))

    def check_home(self, home: str) -> None:
        """Raises UsageError for a home that no gazetteer knows alone."""
        if home and not any(matcher.home(home) for matcher in self.each):
            raise UsageError("gazetteer-home", found=home)

    def close(self) -> None:
        """Close the indexes."""
        for matcher in self.each:
            matcher.index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@cache
def _reason(how: Agreement, ground: str) -> str:
    """What is told of a choice, with signs for the names in it: there are few kinds of reasons."""
    text = messages()
    told = text[f"match-how-{how.name.lower()}"].format(place=_PLACE)
    where = text[f"match-where-{ground}"].format(above=_ABOVE)
    return text["match-decided"].format(how=told, where=where)


def _is_small(text: str) -> bool:
    """Whether a name is that of a village, a community or what lies in one."""
    words = wording()
    if text in words.not_sites:
        return False
    return text.endswith(words.sites) or any(
        words.levels.get(reading.family) == Level.VILLAGE for reading in readings(text)
    )


def _names_more(text: str) -> bool:
    """Whether a name says itself what it lies in, be it known or not: 某镇某村."""
    return any(text.find(sign, 2) > 1 and not text.endswith(sign) for sign in wording().inner)
