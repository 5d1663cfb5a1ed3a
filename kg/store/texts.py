"""The texts of articles, kept beside a store for the search, never in its graphs.

Input: copies of articles, as a build takes them in. Output: `texts.sqlite` in the folder of the
store: of each copy its text, and what it tells (`kg.store.telling`). Graphs go out to files and
servers, and hold what articles state; the articles themselves are somebody's, and stay here. A text
is written before the facts of its article: whatever cuts a build off, the store has no article
whose text is lost, and texts that no copy in the store has are taken out at the end of the next
build.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kg.errors import StoreError
from kg.store.opening import is_on_disk

FILE: Final = "texts.sqlite"
_FORM: Final = 1  # raised when the table changes
_WAIT: Final = 30  # seconds for another process that writes
_TABLE: Final = """
CREATE TABLE texts (
  copy TEXT, state TEXT, text TEXT NOT NULL, told TEXT NOT NULL, UNIQUE (copy, state)
)
"""


class Texts:
    """The texts of a store that is open for writing.

    A text is known by the node of the article's copy and what that was made from. Raises
    StoreError where they cannot be written; a file that is none of ours is made anew, and the
    next build of the same inputs fills it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with told(folder):
            self._database = _opened(folder / FILE if is_on_disk(folder) else None)
        self._waiting: list[tuple[str, str, str, str]] = []

    def lack(self, copy: str, state: str) -> bool:
        """Whether the text of a copy is not kept."""
        query = "SELECT 1 FROM texts WHERE copy = ? AND state = ?"
        with told(self._folder):
            return self._database.execute(query, (copy, state)).fetchone() is None

    def keep(self, copy: str, state: str, text: str, tells: str = "") -> None:
        """Note the text of a copy, and what it tells if that is known, for the next `save`."""
        self._waiting.append((copy, state, text.encode("utf-8", "replace").decode(), tells))

    def save(self) -> None:
        """Write what was noted; must come before the facts are loaded."""
        if self._waiting:
            with told(self._folder), self._database as database:
                database.executemany(
                    "INSERT OR IGNORE INTO texts VALUES (?, ?, ?, ?)", self._waiting
                )
            self._waiting = []

    def retain(self, states: Iterable[tuple[str, str]]) -> None:
        """Take out texts that are of none of these copies (node, state)."""
        self.save()
        wanted = set(map(hash, states))  # as numbers: little memory
        with told(self._folder), self._database as database:
            gone = [
                row
                for row in database.execute("SELECT copy, state FROM texts")
                if hash(row) not in wanted
            ]
            database.executemany("DELETE FROM texts WHERE copy = ? AND state = ?", gone)

    def retain_of(self, states: Mapping[str, str | None]) -> None:
        """Likewise, where only these copies have changed; of None, no text stays."""
        self.save()
        query = "SELECT copy, state FROM texts WHERE copy = ?"
        with told(self._folder), self._database as database:
            gone = [
                row
                for copy, state in states.items()
                for row in database.execute(query, (copy,)).fetchall()
                if row[1] != state
            ]
            database.executemany("DELETE FROM texts WHERE copy = ? AND state = ?", gone)

    def close(self) -> None:
        """Let go of the file; what was not saved is dropped."""
        self._database.close()


Kept = Callable[[tuple[str, str]], tuple[str, str]]


@contextmanager
def reading_texts(folder: Path | None) -> Iterator[Kept]:
    """A function: of a copy (node, state) the text and what it tells, "" where none is kept."""
    if folder is None or not (folder / FILE).is_file():
        yield lambda _: ("", "")
        return
    database = sqlite3.connect(f"{(folder / FILE).resolve().as_uri()}?mode=ro", uri=True)
    query = "SELECT text, told FROM texts WHERE copy = ? AND state = ?"

    def kept(copy: tuple[str, str]) -> tuple[str, str]:
        try:
            return database.execute(query, copy).fetchone() or ("", "")
        except sqlite3.DatabaseError:  # none of ours: the next build mends it
            return "", ""

    try:
        yield kept
    finally:
        database.close()


def _opened(file: Path | None) -> sqlite3.Connection:
    """The database; one in memory beside a store in memory."""
    if file is None:
        return _prepared(":memory:")
    try:
        return _prepared(file)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # no database, or a broken one
        file.unlink()
        return _prepared(file)


def _prepared(file: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=_WAIT)
    try:
        (form,) = database.execute("PRAGMA user_version").fetchone()
        if form != _FORM:
            with database:
                database.execute("DROP TABLE IF EXISTS texts")
                database.execute(_TABLE)
                database.execute(f"PRAGMA user_version = {_FORM}")
        database.execute("SELECT copy FROM texts LIMIT 1").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Tell faults of a database, such as a full disk, as those of the store in a folder."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError("store-write", store=folder, why=error) from error
