"""What besides its name tells a person, a body or a place of an article apart.

Input: a record. Output: for each of its names a `Seated`: the jurisdiction, and what else its
IRI is made from. An official is known by the place that a post names, else by the home of the
paper; one who holds a post in a body that is no organ, by that body. Whoever is told by less than
that (the head of a town, no town named, in the paper of a county) belongs to this article alone,
as do people without a post, and bodies whose name every town has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final

from kg.lexicon import Lexicons
from kg.model import Mention, Record, Tenure
from kg.rdf.seat import (
    BODY,
    COUNTY,
    VILLAGE,
    Seat,
    is_generic,
    is_known,
    read,
    split,
    within,
    without_party,
)
from kg.resources import data

_NO_OFFICE: Final = BODY + 1  # ranks below all offices


@dataclass(frozen=True, slots=True)
class Seated:
    """A jurisdiction ("" if unknown), and what else tells those of one name and place apart.

    `is_stated` is false where the place only tells apart and is no jurisdiction.
    """

    place: str = ""
    key: tuple[str, ...] = ()
    is_stated: bool = True

    def parts(self, place: str) -> tuple[str, ...]:
        """What an IRI is made from besides kind and name; `place` stands for the jurisdiction."""
        return (place, *self.key) if place or not self.key else self.key


class Seats:
    """Where what a record names is seated."""

    def __init__(self, record: Record) -> None:
        article = record.article
        self._home = article.home
        self._above = read(article.home)
        self._article = Seated(article.home, (article.key,))
        self._nobody = Seated(key=(article.key,))
        self._tenures: dict[str, list[Tenure]] = {}
        for tenure in record.posts:
            self._tenures.setdefault(tenure.person.name, []).append(tenure)
        self._unknown = Seated(key=("", article.publisher) if article.publisher else ())
        self._record = record

    def of(self, kind: str, name: str) -> Seated:
        """Where a person, body or place of that name is seated."""
        if kind == "Person":
            return self._person(name)
        seat = read(name)
        if not seat.place and (is_generic(name) or self._is_below(seat)):
            return self._owned(name, seat)
        if self._home or is_known(name) or (seat.levels and seat.levels[0] <= COUNTY):
            return Seated(self._home)
        small = bool(seat.levels)  # a town or a village
        return self._unknown if self._unknown.key or not small else Seated(key=("", self._region))

    def of_post(self, tenure: Tenure) -> Seated:
        """Where a post is seated."""
        return self._ranked(tenure)[1]

    @cached_property
    def _region(self) -> str:
        return _region(self._record)

    @cached_property
    def _places(self) -> dict[int, set[str]]:
        return _places(self._record)

    def _person(self, name: str) -> Seated:
        tenures = self._tenures.get(name)
        if not tenures:
            return self._nobody
        current = [tenure for tenure in tenures if tenure.status != "former"] or tenures
        return min(map(self._ranked, current), key=lambda ranked: ranked[0])[1]

    def _ranked(self, tenure: Tenure) -> tuple[int, Seated]:
        """How high a post is (0 is the whole state), and where it is seated."""
        seat = read(tenure.post)
        if (body := institution(tenure.post, tenure.organization or "")) is not None:
            named = body and not is_generic(body) and body != seat.sign and seat.level != 0
            return _NO_OFFICE, Seated(self._home, (body,)) if named else self._article
        if seat.level == 0:
            return 0, Seated()
        level = self._above.level or COUNTY if seat.level is None else seat.level
        return level, self._named(seat) if seat.place else self._relative(seat)

    def _named(self, seat: Seat) -> Seated:
        """Where a post is that names its place."""
        upper, lower = split(seat)
        if not lower:
            return Seated(within(self._home, upper))
        if self._home.endswith(lower):
            return Seated(self._home)
        base = within(self._home, upper) or self._region
        return Seated(base, (lower,)) if base else Seated(key=(*self._unknown.key, lower))

    def _relative(self, seat: Seat) -> Seated:
        """Where a post is that names no place: with the paper, as far as that is of its level."""
        own, level = self._above.level, seat.level
        if not self._home:
            fits = self._region and level == read(self._region).level
            return Seated(self._region) if fits else self._unknown
        if level is None or own is None or level == own:
            return Seated(self._home)
        if level > own:
            places = self._places.get(level, set())
            return self._named(read(min(places))) if len(places) == 1 else self._article
        if level in self._above.levels:
            return Seated("".join(self._above.chain[: self._above.levels.index(level) + 1]))
        return Seated(self._home, (seat.sign,), is_stated=False)

    def _is_below(self, seat: Seat) -> bool:
        """Whether a name begins with the sign of a level below the paper's, or that may be so."""
        own = -1 if self._above.level is None else self._above.level
        return (seat.level or -1) > own

    def _owned(self, name: str, seat: Seat) -> Seated:
        """Where a body is whose name does not tell it: with the paper or in this article alone."""
        if self._home:
            own = seat.level is not None and seat.level == self._above.level
            return Seated(self._home) if own or self._home.endswith(name) else self._article
        fits = self._region and seat.level == read(self._region).level
        return Seated(self._region) if fits else self._article


def _region(record: Record) -> str:
    """The one place of a county or above that posts name, "" if there are several or none."""
    found = {
        "".join(seat.chain[: seat.levels.index(level) + 1])
        for seat in (read(tenure.post) for tenure in record.posts)
        for level in seat.levels
        if level == max((n for n in seat.levels if n <= COUNTY), default=-1)
    }
    return min(found) if len(found) == 1 else ""


def _places(record: Record) -> dict[int, set[str]]:
    """Places that posts, bodies and places of a record name, by level."""
    names = [tenure.post for tenure in record.posts]
    names += [mention.name for mention in mentions(record) if mention.kind != "Person"]
    found: dict[int, set[str]] = {}
    for seat in map(read, names):
        for link, level in zip(seat.chain, seat.levels, strict=True):
            found.setdefault(level, set()).add(link)
    return found


def mentions(record: Record) -> Iterator[Mention]:
    """All mentions; those of people with posts first."""
    for tenure in record.posts:
        yield tenure.person
    for event in record.events:
        for _, holders in event.roles:
            yield from holders


@lru_cache(maxsize=1 << 12)
def institution(post: str, body: str) -> str | None:
    """The body of a post that is no office, such as a hospital or a company; "" if the post does
    not say in which, None if the post is an office, or that of the head of a village.
    """
    within_party = without_party(body)
    if not is_role(post) and (within_party == body or not within_party):
        return None
    if is_role(post) and body.endswith(_assemblies()):
        return ""  # a member of it, who may be anything else
    if within_party.endswith(lexicon("office-ends")):
        return None
    seat = read(within_party or post)
    is_place = within_party and seat.place == within_party
    return None if seat.level == VILLAGE or is_place else within_party


def is_role(post: str) -> bool:
    """Whether a post is no office: a doctor, a chairman of a company."""
    heads = _heads()
    return next((heads[post[n:]] for n in range(len(post)) if post[n:] in heads), "") == "role"


@cache
def _assemblies() -> tuple[str, ...]:
    return _lexicons().classes("post-bodies")["assembly"]


@cache
def _heads() -> dict[str, str]:
    classes = _lexicons().classes("posts")
    return {word: kind for kind, words in classes.items() for word in words}


@cache
def lexicon(name: str) -> tuple[str, ...]:
    """The words of a list that the package ships."""
    return _lexicons().words(name)


@cache
def _lexicons() -> Lexicons:
    return Lexicons([data("ontology", "lexicon")])
