"""The index of a gazetteer: one SQLite file, opened at once, read as it is asked.

Input: the file that `kg.gazetteer.build` makes. Output: places by key. Divisions down to counties
are kept in memory from the first question on (some thousand for a country), what lies below is
looked up.
"""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import quote

from kg.errors import StoreError
from kg.gazetteer.keys import Form
from kg.gazetteer.values import About, Level, Place

SCHEMA: Final = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE place (
    number INTEGER PRIMARY KEY, last INTEGER, parent INTEGER, level INTEGER, family TEXT, key TEXT,
    name TEXT, code TEXT, scheme TEXT, iri TEXT, same TEXT, lat REAL, long REAL, since TEXT,
    until TEXT
);
CREATE TABLE name (
    key TEXT, place INTEGER, form INTEGER, upper INTEGER, PRIMARY KEY (key, place)
) WITHOUT ROWID;
"""
FORM: Final = "1"  # raised when an index of the same source is laid out otherwise
_NAMES: Final = "SELECT key, place, form FROM name"
_PLACES: Final = "SELECT * FROM place"
# Places without a Chinese name only hold others, and are read where these need them.
_NAMED: Final = "SELECT * FROM place WHERE number IN (SELECT place FROM name)"
_UPPER: Final = "SELECT * FROM place WHERE number IN (SELECT place FROM name WHERE upper)"
_TEXTS: Final = {field.name for field in fields(About) if field.type == "str"}
_MAPPED: Final = 1 << 28  # bytes of the file that are read as memory
_FORMS: Final = tuple(Form)
_KNOWN: Final = 65_536  # keys whose places are kept
_PATIENCE: Final = 500  # keys that are looked up one by one before all are read
_SMALL: Final = 300_000  # names; an index of no more is then kept in memory

Named = tuple[Place, Form]  # a place, and how a key holds its name
_Named = tuple[int, Form]  # likewise by its number


class Index:
    """An index that is open, for reading; several threads need one each."""

    def __init__(self, path: Path, connection: sqlite3.Connection, about: About) -> None:
        self.path = path
        self.about = about
        self._connection = connection
        self._entries = lru_cache(_KNOWN)(self._looked_up)
        self._path_to = lru_cache(_KNOWN)(self._path)
        self._places: dict[int, Place] = {}  # that were read
        self._kept: dict[int, Place] = {}  # divisions down to counties
        self._all: dict[str, list[_Named]] | None = None  # all names by key
        self._wide: frozenset[int] = frozenset()  # numbers of cities and what is above
        self._is_small = about.names <= _SMALL
        self._asked = 0

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an index; StoreError where there is none or it is damaged."""
        if not path.is_file():
            raise StoreError("gazetteer-missing", store=path)
        try:
            connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
            connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
            values = dict(connection.execute("SELECT key, value FROM about"))
        except sqlite3.Error as error:
            raise StoreError("gazetteer-broken", store=path, why=error) from error
        if values.get("index") != FORM:
            raise StoreError("gazetteer-form", store=path)
        return cls(path, connection, _about(values))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def find(self, key: str, scope: Sequence[Place] = (), *, wide: bool = False) -> list[Named]:
        """The places that have a key, in the order of the hierarchy; of a scope, if one is given.

        With `wide` also cities, and what is above these, outside of the scope. Few keys are looked
        up in the file; after many a small index is read as a whole.
        """
        if self._all is None and self._is_small:
            self._asked += 1
            if self._asked > _PATIENCE:
                self._read_all()
        entries = self._entries(key) if self._all is None else self._all.get(key, ())
        if scope:
            entries = _within(entries, scope, self._wide if wide else ())
        place = self.place
        return [(place(number), form) for number, form in entries]

    def _read_all(self) -> None:
        with _uncollected():
            self._all = self._gathered(_NAMES)
            self._places |= {row[0]: Place._make(row) for row in self._rows(_NAMED)}

    def _looked_up(self, key: str) -> Sequence[_Named]:
        rows = self._rows(f"{_NAMES} WHERE key = ?", (key,))
        return [(number, _FORMS[form]) for _, number, form in rows]

    @cached_property
    def upper(self) -> dict[str, list[Named]]:
        """The divisions down to counties, and zones of that level, by key."""
        rows = self._rows(_UPPER)
        kept = {row[0]: Place._make(row) for row in rows}
        self._kept = kept
        self._places |= kept
        self._wide = frozenset(n for n, place in kept.items() if place.level <= Level.CITY)
        return {
            key: [(kept[number], form) for number, form in found]
            for key, found in self._gathered(f"{_NAMES} WHERE upper").items()
        }

    def _gathered(self, query: str) -> dict[str, list[_Named]]:
        found: dict[str, list[_Named]] = {}
        for key, number, form in self._rows(query):
            found.setdefault(key, []).append((number, _FORMS[form]))
        return found

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except UnicodeEncodeError:
            return []  # a lone surrogate names nothing
        except sqlite3.Error as error:
            raise StoreError("gazetteer-broken", store=self.path, why=error) from error

    def place(self, number: int) -> Place:
        """The place of a number."""
        found = self._places.get(number)
        return self._read(number) if found is None else found

    @cached_property
    def is_dated(self) -> bool:
        """Whether it tells of any place from when or until when that was there."""
        dated = "since IS NOT NULL AND since != '' OR until IS NOT NULL AND until != ''"
        return bool(self._rows(f"{_PLACES} WHERE {dated} LIMIT 1"))

    def by_iri(self, iri: str) -> Place | None:
        """The first place of that IRI."""
        rows = self._rows(f"{_PLACES} WHERE iri = ? LIMIT 1", (iri,))
        return next(map(Place._make, rows), None)

    def above(self, place: Place) -> Iterator[Place]:
        """What a place lies in, narrowest first."""
        while place.parent:
            place = self.place(place.parent)
            yield place

    def path_of(self, place: Place) -> tuple[str, ...]:
        """Names from the highest division down to the place."""
        return (*self._path_to(place.parent), place.name)

    def _path(self, number: int) -> tuple[str, ...]:
        return self.path_of(self.place(number)) if number else ()

    def _read(self, number: int) -> Place:
        """A place from the file; of what lies below counties not all is kept."""
        if len(self._places) > _KNOWN and not (self._is_small and self._all):
            self._places = dict(self._kept)
        (row,) = self._rows(f"{_PLACES} WHERE number = ?", (number,))
        place = self._places[number] = Place._make(row)
        return place


def _about(values: Mapping[str, str]) -> About:
    texts = {key: value for key, value in values.items() if key in _TEXTS}
    return About(**texts, entries=int(values["entries"]), names=int(values["names"]))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looks for garbage: there is none in what is read, and they take as long again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _within(
    entries: Sequence[_Named], scope: Sequence[Place], wide: Collection[int]
) -> Sequence[_Named]:
    """Those that lie in a place of a scope, or are among `wide`."""
    if len(scope) == 1:  # nearly always
        first, last = scope[0].number, scope[0].last
        return [one for one in entries if first <= one[0] <= last or one[0] in wide]
    return [
        one
        for one in entries
        if one[0] in wide or any(place.number <= one[0] <= place.last for place in scope)
    ]
