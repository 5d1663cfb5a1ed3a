"""How names of places are put together, from the word lists of `ontology/gazetteer/`.

Input: a name. Output: its readings: what is left without the word for its kind, and the class of
that word. A name has several: 东风街 is 东风 and a word for a subdistrict, or a name as it stands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

from kg.gazetteer.values import Level
from kg.lexicon import Lexicons, alternation
from kg.resources import data

_BRACKETED: Final = re.compile(r"[(（]([^()（）]*)[)）]")
_SPACE: Final = re.compile(r"[\s\u200b\ufeff]+")
_HAN: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
ZONE: Final = "zone:"  # begins the family of a development zone


class Reading(NamedTuple):
    """One way to read a name: `key` is what it is looked up by, `family` the class of its sign.

    The key of a zone holds the short word for its kind (郑州高新区); `family` is "" without a sign.
    """

    key: str
    family: str


def clean(name: str) -> str:
    """A name without white space and with half-width brackets made full-width."""
    if name.isalnum():  # as most are: neither is in it
        return name
    return _SPACE.sub("", name).replace("(", "（").replace(")", "）")


def has_han(name: str) -> bool:
    """Whether a name has a Chinese character."""
    return bool(_HAN.search(name))


@lru_cache(maxsize=4096)
def readings(name: str) -> tuple[Reading, ...]:
    """All readings of a name, that with the longest sign first, as it stands last."""
    words = wording()
    found = []
    if zone := words.zone(name):
        short = words.zones[zone]
        found.append(Reading(name.removesuffix(zone) + short, ZONE + short))
    found += [
        Reading(name.removesuffix(sign), family)
        for sign in words.endings(name)
        for family in words.signs[sign]
    ]
    return (*found, Reading(name, ""))


@dataclass(frozen=True)
class Wording:
    """The word lists, compiled; families are classes of signs, `version` is a hash of all files."""

    version: str
    signs: Mapping[str, tuple[str, ...]]  # a sign to its families
    levels: Mapping[str, Level]  # a family to its level
    zones: Mapping[str, str]  # a zone's word to the short word for its kind
    kinds: Mapping[str, tuple[str, ...]]  # a general short word to the kinds it may mean
    short_names: Mapping[str, tuple[str, ...]]
    peoples: re.Pattern[str]  # at the end of a stem
    peoples_cut: re.Pattern[str]  # likewise, also without the word for people
    containers: frozenset[str]
    sites: tuple[str, ...]
    organs: tuple[str, ...]
    own: tuple[str, ...]
    foremost: frozenset[str]
    parties: tuple[str, ...]
    words: frozenset[str]
    things: Mapping[str, frozenset[str]]  # by level: `town` or `county`
    thing_ends: tuple[str, ...]
    not_sites: frozenset[str]
    inner: tuple[str, ...]  # signs of towns and counties that tell so inside a name
    signs_by_end: Mapping[str, tuple[str, ...]]  # by the last character, longest first
    zones_by_end: Mapping[str, tuple[str, ...]]

    def endings(self, name: str) -> Iterator[str]:
        """Signs that a name ends in, longest first."""
        for sign in self.signs_by_end.get(name[-1:], ()):
            if len(name) > len(sign) and name.endswith(sign):
                yield sign

    def zone(self, name: str) -> str:
        """The longest word for a zone that a name ends in, "" if there is none."""
        ends = self.zones_by_end.get(name[-1:], ())
        return next((zone for zone in ends if name.endswith(zone)), "")

    def family(self, name: str, level: Level) -> str:
        """The family of the sign or zone's word that the name of a place ends in, "" for none."""
        if zone := self.zone(name):
            return ZONE + self.zones[zone]
        for sign in self.endings(name):
            families = self.signs[sign]
            return next((one for one in families if self.levels[one] == level), families[0])
        return ""

    def is_thing(self, text: str, level: int) -> bool:
        """Whether a text without a sign is no place of a level, but a thing: 公园, 太湖."""
        if text in self.things["county"]:
            return True
        return level >= Level.TOWN and (
            text in self.things["town"] or text.endswith(self.thing_ends)
        )

    def without_peoples(self, stem: str, family: str) -> str:
        """A stem without the nationalities at its end, if two characters are left."""
        pattern = self.peoples_cut if family in _AUTONOMOUS else self.peoples
        shorter = pattern.sub("", stem)
        return shorter if len(shorter) > 1 else stem


_AUTONOMOUS: Final = frozenset({"region", "city", "county", "banner", "township"})


@cache
def wording() -> Wording:
    """The shipped word lists."""
    lists = Lexicons([data("ontology", "gazetteer")])
    signs: dict[str, list[str]] = {}
    for family, words in lists.classes("signs").items():
        for word in words:
            signs.setdefault(word, []).append(family)
    zones = {word: short for short, words in lists.classes("zones").items() for word in words}
    peoples = lists.words("peoples")
    cut = [people[:-1] for people in peoples if len(people) > 2]
    levels = lists.classes("levels").items()
    things = lists.classes("things")
    files = sorted(data("ontology", "gazetteer").iterdir())
    return Wording(
        version=sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12],
        signs={sign: tuple(families) for sign, families in signs.items()},
        levels={family: Level[name.upper()] for name, families in levels for family in families},
        zones=zones,
        kinds=lists.classes("zone-kinds"),
        short_names=lists.classes("short-names"),
        peoples=re.compile(f"(?:{alternation(peoples)})+$"),
        peoples_cut=re.compile(f"(?:{alternation([*peoples, *cut])})+$"),
        containers=frozenset(lists.words("containers")),
        sites=lists.words("sites"),
        organs=tuple(sorted(lists.words("organs"), key=len, reverse=True)),
        words=frozenset(lists.words("words")),
        things={level: frozenset(things[level]) for level in ("town", "county")},
        thing_ends=tuple(things["end"]),
        not_sites=frozenset(lists.words("not-sites")),
        inner=lists.words("inner-signs"),
        parties=tuple(lists.words("parties")),
        foremost=frozenset(lists.words("foremost")),
        own=tuple(sorted(lists.words("own"), key=len, reverse=True)),
        signs_by_end=_by_end(signs),
        zones_by_end=_by_end(zones),
    )


def _by_end(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Words by their last character, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        found.setdefault(word[-1], []).append(word)
    return {end: tuple(words) for end, words in found.items()}


@cache
def settings() -> dict[str, Any]:
    """The tables of `ontology/gazetteer/gazetteer.toml`."""
    return tomllib.loads(data("ontology", "gazetteer", "gazetteer.toml").read_text("utf-8"))
