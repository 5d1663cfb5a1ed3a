"""Where a post, a body or a place is seated, as far as its wording tells.

Input: a wording such as the label of a post. Output: a `Seat`: the chain of places that it
begins with, the level of the last, and what is left. The words stand in
`ontology/lexicon/seats.txt`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from kg.lexicon import Lexicons, alternation
from kg.resources import data

LEVELS: Final = ("nation", "province", "city", "county", "town", "village")
CITY: Final = LEVELS.index("city")
COUNTY: Final = LEVELS.index("county")
VILLAGE: Final = LEVELS.index("village")
BODY: Final = len(LEVELS)  # of posts in some body below, the text does not say in which
_LONGEST: Final = 14  # characters within which the name of a place ends


@dataclass(frozen=True, slots=True)
class Seat:
    """A wording read: 郑州市中原区区长 is chain (郑州市, 中原区), levels (2, 3), rest 区长.

    `sign` is the sign of a level that a wording without a place begins with: 县 of 县长;
    `level` that of the last place or of the sign, None if the wording tells neither.
    """

    chain: tuple[str, ...]
    levels: tuple[int, ...]
    level: int | None
    sign: str
    rest: str

    @property
    def place(self) -> str:
        """The whole chain as one name, "" if no place is named."""
        return "".join(self.chain)


@lru_cache(maxsize=1 << 12)
def read(wording: str) -> Seat:
    """Read a wording from its beginning."""
    words = _words()
    lead = words.before.match(wording)
    rest = wording[lead.end() :] if lead else wording
    if rest.startswith(words.nation):
        return Seat((), (), 0, "", rest)
    chain: list[str] = []
    levels: list[int] = []
    sign = ""
    while link := words.link(rest):
        place, sign = link
        if levels and not words.is_below(sign, levels[-1]):
            break
        chain.append(place)
        levels.append(words.level[sign])
        rest = rest[len(place) :]
    if chain:
        sign = sign.removeprefix(words.part) or sign
        return Seat(tuple(chain), tuple(levels), levels[-1], sign, _with_sign(rest, sign))
    sign = words.begins(rest)
    level = 0 if rest.startswith(words.foreign) else words.level.get(sign)
    return Seat((), (), level, sign, rest)


def _with_sign(rest: str, sign: str) -> str:
    """What follows a place, beginning with a sign as it would without the place: 委书记, 县委书记."""
    return rest if not rest or _words().begins(rest) else sign + rest


def split(seat: Seat) -> tuple[str, str]:
    """The places that a wording names: down to a county, and below."""
    upper = "".join(
        link for link, level in zip(seat.chain, seat.levels, strict=True) if level <= COUNTY
    )
    return upper, seat.place[len(upper) :]


def is_alone(place: str) -> bool:
    """Whether the name of a place tells it apart nationwide."""
    return place.endswith(_words().alone)


def is_zone(place: str) -> bool:
    """Whether a place is called as many development zones are."""
    return place in _words().zones


def is_generic(name: str) -> bool:
    """Whether a name is one that many bodies and places have, each in its own surroundings."""
    return name in _words().generic


def is_known(name: str) -> bool:
    """Whether a body's name is its own wherever it stands, as that of a company."""
    return name.endswith(_words().known)


def without_party(body: str) -> str:
    """A body without the part of the party in it that its name ends in."""
    return next((body.removesuffix(end) for end in _words().below if body.endswith(end)), body)


def within(home: str, place: str) -> str:
    """The full name of a place that is spoken of in a paper of `home`.

    >>> within("郑州市", "中原区"), within("郑州高新区", "高新区"), within("大同市", "灵丘县")
    ('郑州市中原区', '郑州高新区', '灵丘县')
    """
    if not home:
        return place
    if home.endswith(place):
        return home
    above, seat = read(home), read(place)
    if place.startswith(above.place) or is_alone(place) or len(seat.chain) > 1:
        return place
    lower = above.level is not None and seat.level is not None and above.level < seat.level
    return home + place if lower or is_zone(place) else place


class _Words:
    def __init__(self, lexicons: Lexicons) -> None:
        classes = lexicons.classes("seats")
        signs = {sign: n for n, name in enumerate(LEVELS) if n for sign in classes[name]}
        self.below = classes["below"]
        self.level = signs | dict.fromkeys(self.below, BODY)
        self.part = next(iter(classes["part"]))  # ends names that another sign follows
        self.nation = classes["nation"]
        self.foreign = tuple(word for word in lexicons.words("foreign-states") if len(word) > 1)
        self.alone = classes["alone"]
        self.zones = frozenset(classes["zone"])
        self.generic = frozenset(lexicons.words("generic-names")) | {*classes["generic"]}
        self.known = classes["known"]
        self.before = re.compile(alternation(classes["before"]))
        self._not = classes["not"]
        self._stop = re.compile(alternation(classes["stop"]))
        self._named = re.compile(alternation(classes["named"]))
        self._sign = re.compile(alternation(signs))
        grades = alternation(lexicons.words("post-grades"))
        self._begins = re.compile(f"(?:{grades})*(?P<sign>{alternation(self.level)})")

    def link(self, text: str) -> tuple[str, str] | None:
        """The place that a text begins with, and its sign."""
        named = self._named.match(text)
        if named:
            return named[0], named[0][-1]
        if self.begins(text):
            return None
        for match in self._sign.finditer(text, 1, _LONGEST):
            place = text[: match.end()]
            if self._stop.search(place):
                return None
            if not (place.endswith(self._not) or text.startswith(self._not, match.start())):
                return place, match[0]
        return None

    def is_below(self, sign: str, level: int) -> bool:
        """Whether a sign's place can lie in one of that level: a city in a city, too."""
        own = self.level[sign]
        return own > level or own == level == CITY

    def begins(self, text: str) -> str:
        """The sign that a text begins with, grades such as 副 aside; "" if there is none."""
        found = self._begins.match(text)
        if found is None or text.startswith(self._not, found.start("sign")):
            return ""
        return "" if self._named.match(text) else found["sign"]


@cache
def _words() -> _Words:
    return _Words(Lexicons([data("ontology", "lexicon")]))
