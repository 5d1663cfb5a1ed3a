"""The values of the gazetteers: what a source gives, what an index holds.

Input and output: none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


class Level(IntEnum):
    """How far down a place stands, as in the levels of GB/T 2260 and GB/T 10114.

    A site is what lies in a village or community: an estate, a hamlet.
    """

    NATION = 0
    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWN = 4
    VILLAGE = 5
    SITE = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a source, in the source's terms.

    `key` is its identifier there, from which its IRI is made where it has no `iri`; `refs` are
    further keys by which other rows name it as what they lie in. `parents` are keys of what it
    lies in, the first that exists counts; without `parents` it lies in nothing. `others` are more names, `same` IRIs of the same place elsewhere.
    Degrees are WGS 84; `since` and `until` are dates, "" where not known.
    """

    key: str
    name: str
    level: Level
    parents: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    code: str = ""
    scheme: str = ""
    iri: str = ""
    same: tuple[str, ...] = ()
    lat: float | None = None
    long: float | None = None
    since: str = ""
    until: str = ""


class Place(NamedTuple):
    """An entry of an index.

    `number` counts the entries in the order of the hierarchy: what lies in a place has the
    numbers after its own up to `last`. `parent` is the number of what it lies in, 0 for none;
    `level` is a `Level`. `family` is the class of the word that its name ends in
    (`ontology/gazetteer/signs.txt`). `elsewhere` are IRIs of the same place, spaces between.
    """

    number: int
    last: int
    parent: int
    level: int
    family: str
    key: str
    name: str
    code: str
    scheme: str
    iri: str
    elsewhere: str
    lat: float | None
    long: float | None
    since: str
    until: str

    @property
    def same(self) -> tuple[str, ...]:
        """IRIs of the same place elsewhere."""
        return tuple(self.elsewhere.split())

    def holds(self, other: Place) -> bool:
        """Whether the other place is this one or lies in it."""
        return self.number <= other.number <= self.last


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a gazetteer as a whole.

    `source` is the path or URL it was made from, `form` the name of the source's format,
    `columns` which column of a table holds what. `date`
    is the day as of which its data hold, `version` as its makers call it, "" where not known;
    `digest` is a hash of all entries.
    """

    name: str
    source: str
    form: str
    columns: str = ""
    title: str = ""
    licence: str = ""
    version: str = ""
    date: str = ""
    digest: str = ""
    entries: int = 0
    names: int = 0
