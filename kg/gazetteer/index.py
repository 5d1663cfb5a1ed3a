"""The index of a gazetteer: one SQLite file, opened at once, read as it is asked.

Input: the file that `kg.gazetteer.build` makes. Output: places by key. Divisions down to counties
are kept in memory from the first question on (some thousand for a country), what lies below is
looked up.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
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
_TEXTS: Final = {field.name for field in fields(About) if field.type == "str"}
_MAPPED: Final = 1 << 28  # bytes of the file that are read as memory
_LEVELS: Final = tuple(Level)
_FORMS: Final = tuple(Form)
_KNOWN: Final = 65_536  # keys whose places are kept
_PATIENCE: Final = 500  # keys that are looked up one by one before all are read
_SMALL: Final = 300_000  # names; an index of no more is then kept in memory

Found = tuple[tuple[Place, Form], ...]


class Index:
    """An index that is open, for reading; several threads need one each."""

    def __init__(self, path: Path, connection: sqlite3.Connection, about: About) -> None:
        self.path = path
        self.about = about
        self._connection = connection
        self._found = lru_cache(_KNOWN)(self._find)
        self._path_to = lru_cache(_KNOWN)(self._path)
        self._seen = lru_cache(_KNOWN)(self._read)
        self._kept: dict[int, Place] = {}  # divisions down to counties
        self._all: dict[str, list[tuple[int, int]]] | None = None  # numbers and forms by key
        self._rows_of: dict[int, tuple[Any, ...]] = {}
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

    def find(self, key: str) -> Found:
        """The places that have a key, in the order of the hierarchy.

        Few keys are looked up in the file; after many a small index is read as a whole.
        """
        if self._all is None and self._is_small:
            self._asked += 1
            if self._asked > _PATIENCE:
                self._all = self._gathered(_NAMES)
                self._rows_of = {row[0]: row for row in self._rows(_PLACES)}
        return self._found(key)

    def _find(self, key: str) -> Found:
        if self._all is not None:
            numbers = self._all.get(key, ())
        else:
            rows = self._rows(f"{_NAMES} WHERE key = ?", (key,))
            numbers = [(number, form) for _, number, form in rows]
        return tuple([(self.place(number), _FORMS[form]) for number, form in numbers])

    @cached_property
    def upper(self) -> dict[str, Found]:
        """The divisions down to counties, and zones of that level, by key."""
        rows = self._rows(f"{_PLACES} WHERE level <= ?", (int(Level.COUNTY),))
        self._kept.update((row[0], _place(row)) for row in rows)
        return {
            key: tuple([(self.place(number), _FORMS[form]) for number, form in found])
            for key, found in self._gathered(f"{_NAMES} WHERE upper").items()
        }

    def _gathered(self, query: str) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for key, number, form in self._rows(query):
            found.setdefault(key, []).append((number, form))
        return found

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError("gazetteer-broken", store=self.path, why=error) from error

    def place(self, number: int) -> Place:
        """The place of a number."""
        return self._kept.get(number) or self._seen(number)

    def by_iri(self, iri: str) -> Place | None:
        """The first place of that IRI."""
        rows = self._rows(f"{_PLACES} WHERE iri = ? LIMIT 1", (iri,))
        return next(map(_place, rows), None)

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
        if number in self._rows_of:
            return _place(self._rows_of[number])
        return _place(self._rows(f"{_PLACES} WHERE number = ?", (number,))[0])


def _about(values: Mapping[str, str]) -> About:
    texts = {key: value for key, value in values.items() if key in _TEXTS}
    return About(**texts, entries=int(values["entries"]), names=int(values["names"]))


def _place(row: Sequence[Any]) -> Place:
    number, last, parent, level, family, key, name, code, scheme, iri, same, *rest = row
    return Place(
        number, last, parent, _LEVELS[level], family, key, name, code, scheme, iri,
        tuple(same.split()), *rest,
    )  # fmt: skip
