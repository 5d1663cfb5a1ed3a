"""By what a place is looked up: its names without the word for their kind, and shorter forms.

Input: the names of a place and of what it lies in. Output: keys, each with the form in which it
holds the name; `Agreement` says how a reading of a name agrees with a place found by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum

from kg.gazetteer.values import Level, Place
from kg.gazetteer.wording import ZONE, Reading, has_han, readings, wording


class Form(IntEnum):
    """How a key holds a name: whole but for its sign, cut, as another name, by a general word."""

    STEM = 0
    SHORT = 1
    OTHER = 2
    GENERAL = 3


class Agreement(IntEnum):
    """How a name agrees with a place, the closest first; `[trust]` of gazetteer.toml says more."""

    EXACT = 0
    ALIAS = 1
    FAMILY = 2
    TURNED = 3
    DROPPED = 4
    GENERAL = 5


def keys(name: str, others: Sequence[str], level: Level, above: Sequence[str]) -> dict[str, Form]:
    """The keys of a place; `above` are the names of what it lies in, narrowest first."""
    found: dict[str, Form] = {}
    for key, form in _all(name, others, level, above):
        if key and has_han(key):
            found[key] = min(form, found.get(key, form))
    return found


def _all(
    name: str, others: Sequence[str], level: Level, above: Sequence[str]
) -> Iterator[tuple[str, Form]]:
    yield from _own(name, level, above)
    for other in wording().short_names.get(name, ()):
        yield other, Form.OTHER
    for other in others:
        yield other, Form.OTHER
        for key, form in _own(other, level, above):
            yield key, max(form, Form.SHORT)


def _own(name: str, level: Level, above: Sequence[str]) -> Iterator[tuple[str, Form]]:
    """The keys of one name; each sign that it ends in may be its own (碑林区 is no 林区)."""
    words = wording()
    family = words.family(name, level)
    first, *rest = readings(name)
    if family.startswith(ZONE):
        yield from _zone(first, family.removeprefix(ZONE), above)
        rest = rest[:-1]
    for reading in (first, *rest):
        if reading.family or not rest:
            yield reading.key, Form.STEM
    for short in _without(name, above, bare=False):
        yield readings(short)[0].key, Form.SHORT
    yield words.without_peoples(first.key, family), Form.SHORT
    if level >= Level.TOWN:
        yield from ((stem, Form.SHORT) for stem in _outer(first.key))


def _outer(stem: str) -> Iterator[str]:
    """A stem that ends in the sign of a town or village itself, without it (东风街, 街道)."""
    words = wording()
    for sign in words.endings(stem):
        if len(stem) - len(sign) > 1 and words.levels[words.signs[sign][0]] >= Level.TOWN:
            yield stem.removesuffix(sign)


def _zone(reading: Reading, kind: str, above: Sequence[str]) -> Iterator[tuple[str, Form]]:
    words = wording()
    general = [word for word, kinds in words.kinds.items() if kind in kinds]
    for key in (reading.key, *_without(reading.key, above, bare=True)):
        yield key, Form.SHORT
        for word in general:
            yield key.removesuffix(kind) + word, Form.GENERAL


def _without(name: str, above: Sequence[str], *, bare: bool) -> Iterator[str]:
    """A name without the names of what it lies in at its beginning, one after the other.

    With `bare` also without those names less their signs.
    """
    starts = list(above)
    if bare:
        starts += [stem for one in above if len(stem := short_stem(one)) > 1]
    starts.sort(key=len, reverse=True)
    while start := next((one for one in starts if name.startswith(one) and name != one), ""):
        name = name.removeprefix(start)
        yield name


def short_stem(name: str) -> str:
    """The name of a division without its sign and nationalities: 巍山, of the autonomous county."""
    reading = readings(name)[0]
    return wording().without_peoples(reading.key, reading.family)


def agreement(text: str, reading: Reading, place: Place, form: Form) -> Agreement | None:
    """How a text, read so, agrees with a place that its key found; None if it does not.

    A text that ends in a sign and is found as it stands lacks but the outer of two signs. A text
    that is but a word for zones names one only where that is the only one.
    """
    if text == place.name:
        return Agreement.EXACT
    how = _agreement(text, reading, place, form)
    return Agreement.GENERAL if how is not None and text in wording().zones else how


def _agreement(text: str, reading: Reading, place: Place, form: Form) -> Agreement | None:
    if form == Form.GENERAL or _is_cut_zone(text, place, form):
        return Agreement.GENERAL
    if not reading.family:
        return _bare(text, place, form)
    if reading.family == place.family:
        return Agreement.FAMILY
    levels = wording().levels
    level = levels.get(reading.family)
    turned = level is not None and level == levels.get(place.family, place.level)
    return Agreement.TURNED if turned else None


def _is_cut_zone(text: str, place: Place, form: Form) -> bool:
    """Whether a text lacks whose zone it is: many have one of modern agriculture."""
    return form == Form.SHORT and place.family.startswith(ZONE) and place.name[0] != text[0]


def _bare(text: str, place: Place, form: Form) -> Agreement:
    """How a text agrees that is found as it stands; 山区 says no more of a forest than 山."""
    if form == Form.OTHER:
        return Agreement.ALIAS
    signed = readings(text)[:-1]
    if signed and place.level >= Level.TOWN:
        levels = wording().levels
        signed = tuple(one for one in signed if levels.get(one.family) == place.level)
    return Agreement.FAMILY if signed else Agreement.DROPPED
