"""What a store answers to a query, kept to be read later: on disk where it is much.

Input: a store, SPARQL. Output: rows of texts, as often as they are asked for. An engine keeps
what it has read for an answer, some hundred megabytes of a large store; a stage that asks all that
it has to know before it makes values of it never has both in memory.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, Final, Self

import pyoxigraph as ox

from kg.store import Store
from kg.store.texts import told

_AT_HAND: Final = 1 << 20  # bytes of an answer that are kept in memory


class Rows:
    """The rows of an answer, "" where a variable has no value; one reader at a time."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __iter__(self) -> Iterator[list[str]]:
        self._file.seek(0)
        rows = csv.reader(line.decode() for line in self._file)
        next(rows)
        return rows


class Asked:
    """Asks a store, and keeps what it answers until it is left: `with Asked(store) as asked`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def rows(self, query: str) -> Rows:
        """What a SELECT gives; as text it is read quicker than term by term.

        Raises StoreError where the disk is full.
        """
        file = self._files.enter_context(SpooledTemporaryFile(_AT_HAND))  # noqa: SIM115 - so it is
        found = self._store.engine.query(query)
        assert isinstance(found, ox.QuerySolutions)
        with told(self._store.path):
            found.serialize(file, format=ox.QueryResultsFormat.CSV)
        del found
        self._store.let_go()
        return Rows(file)
