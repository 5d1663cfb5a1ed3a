"""Which of several places a name means, by what stands around it.

Input: candidates, and scopes: places of the context, the home of the paper, what that lies in.
Output: a `Choice`: one candidate with its ground, or none with those that are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from typing import Final

from kg.gazetteer.keys import Agreement
from kg.gazetteer.reader import Candidate
from kg.gazetteer.values import Level, Place
from kg.gazetteer.wording import ZONE, settings, wording


class Tier(IntEnum):
    """How near a place is: in the context, in what holds another place of the context, in the
    home, the home's city; of a town, in a province that is the home; in the home's province.
    """

    CONTEXT = 0
    BESIDE = 1
    HOME = 2
    NEAR = 3
    WIDE = 4
    AROUND = 5
    ANYWHERE = 6


# What a choice rests on, by tier (`[grounds]` of gazetteer.toml).
_GROUNDS: Final = ("context", "context", "home", "near", "near", "near", "only")
STATED: Final = "stated"
ALONE: Final = _GROUNDS[-1]
FOREMOST: Final = "foremost"


@dataclass(frozen=True, slots=True)
class Scopes:
    """What stands around a name; `around` is what the home lies in, narrowest first.

    `near` is all that is nearer than a province. `scopes` makes these.
    """

    home: Place | None = None
    around: tuple[Place, ...] = ()
    near: tuple[Place, ...] = ()
    tiers: tuple[tuple[Place, Tier, Tier], ...] = ()  # of a scope: of divisions and of towns

    def tier(self, place: Place) -> Tier:
        """How near a place is."""
        number = place.number
        for one, of_division, of_town in self.tiers:
            if one.number <= number <= one.last:
                return of_division if place.level < Level.TOWN else of_town
        return Tier.ANYWHERE


def scopes(
    context: tuple[Place, ...] = (), home: Place | None = None, around: tuple[Place, ...] = ()
) -> Scopes:
    """The scopes of a name beside places of a context, in a home that lies in what is around."""
    narrow = [one for one in context if not any(one.holds(two) for two in context if two != one)]
    tiers = [(one, Tier.CONTEXT, Tier.CONTEXT) for one in narrow]
    tiers += [(one, Tier.BESIDE, Tier.BESIDE) for one in context if one not in narrow]
    if home is not None:
        tiers.append((home, Tier.HOME, Tier.WIDE if is_wide(home) else Tier.HOME))
    for one in around:
        if one.level > Level.NATION:
            tier = Tier.AROUND if is_wide(one) else Tier.NEAR
            tiers.append((one, tier, tier))
    near = tuple(one for one, _, tier in tiers if tier <= Tier.NEAR)
    return Scopes(home, around, near, tuple(tiers))


NOWHERE: Final = Scopes()


def is_wide(place: Place) -> bool:
    """Whether a place is a province, which a paper of a city is not (municipalities are both)."""
    return place.level < Level.PROVINCE or (
        place.level == Level.PROVINCE
        and wording().levels.get(place.family) in (Level.PROVINCE, None)
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, on which ground (a key of `[grounds]`), and how sure that is (0 to 1).

    Without `chosen`, `left` are those among which nothing decides; `weak` where there is but
    one, which agrees too little to be taken without a context.
    """

    chosen: Candidate | None
    left: tuple[Candidate, ...] = ()
    ground: str = ""
    score: float = 0.0
    is_weak: bool = False


def choose(candidates: Sequence[Candidate], scopes: Scopes, days: Sequence[str] = ()) -> Choice:
    """Choose the one that agrees best among the nearest, if it is one; `days` are those of texts
    that name it.
    """
    if len(candidates) == 1:
        return _taken(candidates[0], scopes, candidates)
    enough = [one for one in candidates if _suffices(one, scopes)]
    if not enough:
        return _weak(candidates, scopes)
    ranks = [_rank(one, scopes.tier(one.place)) for one in enough]
    best = min(ranks)
    group = [one for one, rank in zip(enough, ranks, strict=True) if rank == best]
    group = _there(group, days) or _lasting(group)
    chosen = group[0] if len(group) == 1 else _outstanding(group, scopes)
    if chosen is None:
        return Choice(None, tuple(group))
    choice = _taken(chosen, scopes, candidates)
    is_foremost = len(group) > 1 and choice.ground == ALONE
    return replace(choice, ground=FOREMOST) if is_foremost else choice


def _there(group: list[Candidate], days: Sequence[str]) -> list[Candidate]:
    """Those that were there on all of some days, else on any; none without days."""
    there = [[one for one in group if _was_there(one.place, day)] for day in days]
    always = [one for one in group if days and all(one in found for found in there)]
    return always or [one for one in group if any(one in found for found in there)]


def _was_there(place: Place, day: str) -> bool:
    """Whether a place was there on a day, which may be but a month or a year, as may its own."""
    since, until = place.since, place.until
    begun = not since or since[: len(day)] <= day[: len(since)]
    return begun and (not until or day[: len(until)] <= until[: len(day)])


def _lasting(group: list[Candidate]) -> list[Candidate]:
    """Without places that have ended, unless all have: codes and kinds of divisions change."""
    return [one for one in group if not one.place.until] or group


def _taken(one: Candidate, scopes: Scopes, candidates: Sequence[Candidate]) -> Choice:
    """The choice of a candidate, if it agrees well enough."""
    if not _suffices(one, scopes) or _is_contested(one, candidates):
        return _weak(candidates, scopes)
    ground = STATED if one.is_stated else _GROUNDS[scopes.tier(one.place)]
    return Choice(one, (), ground, score(one.how, ground))


def _weak(candidates: Sequence[Candidate], scopes: Scopes) -> Choice:
    """None is taken; where it is known where to look, what elsewhere agrees but little is none."""
    left = tuple(
        one
        for one in candidates
        if one.is_stated
        or one.how < Agreement.DROPPED
        or not scopes.near
        or scopes.tier(one.place) < Tier.ANYWHERE
    )
    return Choice(None, left, is_weak=bool(left))


def score(how: Agreement, ground: str) -> float:
    """How far a link is to be trusted, 0 to 1, by how it agrees and what it rests on."""
    return _scores()[how, ground]


@cache
def _scores() -> dict[tuple[Agreement, str], float]:
    trust, grounds = settings()["trust"], settings()["grounds"]
    return {
        (how, ground): round(trust[how.name.lower()] * grounds[ground], 3)
        for how in Agreement
        for ground in grounds
    }


def _rank(one: Candidate, tier: Tier) -> tuple[int, int, int]:
    """The order in which candidates win, the least first."""
    if one.is_stated:
        is_less = one.place.level >= Level.TOWN and one.how == Agreement.DROPPED
        return 0, one.how + 2 * is_less, tier  # 新疆喀什 is no town
    if tier <= Tier.NEAR:
        return 0, tier, one.how
    if one.place.level >= Level.TOWN:
        # No town is known all over its province, but to a paper of the province.
        return (1, tier, one.how) if tier == Tier.WIDE else (2, Tier.ANYWHERE, one.how)
    return 1 if one.how <= Agreement.FAMILY else 3, tier, one.how


def _outstanding(group: Sequence[Candidate], scopes: Scopes) -> Candidate | None:
    """The one of a group that stands out: the home itself, or the one that holds the others.

    Where no home tells, that is also a city of the name of one of its counties, a province, or a
    city that is meant by its name alone; else only a zone, which is called so by the city,
    whatever zones its counties have.
    """
    for one in group:
        if one.place == scopes.home:
            return one
    zones = all(one.place.family.startswith(ZONE) for one in group)
    if zones:
        top = min(one.place.level for one in group)
        highest = [one for one in group if one.place.level == top]
        return highest[0] if len(highest) == 1 and top <= Level.COUNTY else None
    if scopes.home is None or scopes.tier(group[0].place) == Tier.ANYWHERE:
        first = min(group, key=lambda one: one.place.number)
        if all(first.place.holds(one.place) for one in group):
            return first
        return _foremost(group)
    return None


def _foremost(group: Sequence[Candidate]) -> Candidate | None:
    """The province of a group, or the city that its short name means everywhere."""
    provinces = [one for one in group if one.place.level == Level.PROVINCE]
    known = provinces or [one for one in group if one.place.name in wording().foremost]
    return known[0] if len(known) == 1 else None


def _suffices(one: Candidate, scopes: Scopes) -> bool:
    """Whether a candidate agrees well enough for how near it is.

    A town elsewhere is not told by its name alone where it is known where to look: towns are
    founded, and then a namesake far away is the only one that a register has.
    """
    tier = scopes.tier(one.place)
    if one.is_stated or tier <= Tier.NEAR:
        return True
    if one.place.level <= Level.COUNTY:
        if one.place.name in wording().things["town"]:
            return False
        return one.how < (Agreement.TURNED if _is_mere_word(one.place) else Agreement.GENERAL)
    if scopes.near and tier != Tier.WIDE:
        return False
    if max(one.place.level, wording().levels.get(one.place.family, 0)) >= Level.VILLAGE:
        return one.how == Agreement.EXACT
    return one.how <= (Agreement.TURNED if tier == Tier.WIDE else Agreement.FAMILY)


def _is_mere_word(place: Place) -> bool:
    """Whether what a place is called without its sign is a word for other things: 港口, 东风."""
    return place.name[:-1] in wording().words


def _is_contested(chosen: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Whether a town without its sign is called as a city or province is."""
    return (
        not chosen.is_stated
        and chosen.place.level >= Level.TOWN
        and chosen.how == Agreement.DROPPED
        and any(one.place.level <= Level.CITY for one in candidates)
    )
