"""What a build has seen and taken, kept on disk: its memory does not grow with the articles.

Input: copies of articles as a build meets them. Output: whether one came before, and which of those
that were taken may be of the same article. The store tells this too, but to ask it for what most
articles have reads a block of a file for each answer, and the engine keeps up to 160 MB of blocks.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from kg.store.copies import Copy, bands_of, packed, unpacked
from kg.store.texts import told

if TYPE_CHECKING:
    from kg.store import Store

_AT_HAND: Final = 8 << 10  # KB of the tables in memory
_REMEMBERED: Final = 2000  # copies: some 3 KB each, and those of one template are compared often
_TABLES: Final = f"""
PRAGMA cache_size = -{_AT_HAND};
PRAGMA journal_mode = OFF;
CREATE TABLE seen (mark INTEGER PRIMARY KEY, rank INTEGER, counted INTEGER DEFAULT 0);
CREATE TABLE taken (mark INTEGER PRIMARY KEY, kept TEXT, bands TEXT, article TEXT);
CREATE INDEX taken_article ON taken (article);
CREATE TABLE band (band TEXT, mark INTEGER, PRIMARY KEY (band, mark)) WITHOUT ROWID;
"""


class Taken:
    """The copies of one build, by their nodes; the file goes with the object.

    A copy that was taken again is as it came last. `is_open`: the store had copies before, so that
    it has to be asked as well. Raises StoreError where the disk is full.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.is_open = not store.copies.are_none()
        self._compared: dict[str, Copy] = {}
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")  # one transaction, which nobody ever ends

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def see(self, node: str, rank: int) -> int | None:
        """Note that a copy came; the least rank that it came with before, None if it did not."""
        mark = _number(node)
        query = "SELECT rank FROM seen WHERE mark = ?"
        with told(self._store.path):
            earlier: tuple[int] | None = self._database.execute(query, (mark,)).fetchone()
            if earlier is None or rank < earlier[0]:
                self._database.execute(
                    "INSERT INTO seen (mark, rank) VALUES (?, ?)"
                    " ON CONFLICT (mark) DO UPDATE SET rank = excluded.rank",
                    (mark, rank),
                )
        return None if earlier is None else earlier[0]

    def has_seen(self, node: str) -> bool:
        """Whether a copy came."""
        query = "SELECT 1 FROM seen WHERE mark = ?"
        return self._database.execute(query, (_number(node),)).fetchone() is not None

    def count(self, node: str) -> bool:
        """Note that a copy that came is counted; whether it was not yet."""
        query = "UPDATE seen SET counted = 1 WHERE mark = ? AND counted = 0"
        with told(self._store.path):
            return self._database.execute(query, (_number(node),)).rowcount == 1

    def put(self, node: str, copy: Copy, article: str) -> None:
        """Note that a copy was taken, and the graph of its article."""
        bands = bands_of(copy)
        mark = _number(node)
        self._compared.pop(node, None)
        with told(self._store.path):
            for (earlier,) in self._database.execute(
                "SELECT bands FROM taken WHERE mark = ?", (mark,)
            ).fetchall():
                self._database.executemany(
                    "DELETE FROM band WHERE band = ? AND mark = ?",
                    [(band, mark) for band in earlier.split()],
                )
            self._database.execute(
                "REPLACE INTO taken VALUES (?, ?, ?, ?)",
                (mark, packed(copy), " ".join(bands), article),
            )
            self._database.executemany(
                "INSERT INTO band VALUES (?, ?)", [(band, mark) for band in bands]
            )

    def move(self, node: str, article: str) -> None:
        """Note that a copy, if it was taken, is of the article of another graph now."""
        query = "UPDATE taken SET article = ? WHERE mark = ?"
        with told(self._store.path):
            self._database.execute(query, (article, _number(node)))

    def article(self, node: str) -> str | None:
        """The graph of the article of a copy, taken or in the store; None of any other."""
        query = "SELECT article FROM taken WHERE mark = ?"
        found = self._database.execute(query, (_number(node),)).fetchone()
        if found is not None:
            return str(found[0])
        return self._store.copies.article(node) if self.is_open else None

    def of(self, article: str) -> list[str]:
        """The copies of the article of a graph; in a store that had some, those that are loaded."""
        if self.is_open:
            return self._store.copies.of(article)
        query = "SELECT mark FROM taken WHERE article = ? ORDER BY mark"
        return [self._node(mark) for (mark,) in self._database.execute(query, (article,))]

    def get(self, node: str) -> Copy:
        """A copy, taken or in the store: source, size and likeness, without bands."""
        query = "SELECT kept FROM taken WHERE mark = ?"
        found = self._database.execute(query, (_number(node),)).fetchone()
        return self._store.copies.outline(node) if found is None else unpacked(found[0])

    def near(self, bands: list[str]) -> set[str]:
        """The copies, taken or in the store before, with one of these bands."""
        marks = ", ".join("?" * len(bands))
        query = f"SELECT DISTINCT mark FROM band WHERE band IN ({marks})"  # noqa: S608 - marks alone
        found = {self._node(mark) for (mark,) in self._database.execute(query, bands)}
        if self.is_open:
            older = self._store.copies.near(bands) - found
            found.update(node for node in older if not self._has(_number(node)))
        return found

    def is_one_with(self, node: str, copy: Copy) -> bool:
        """Whether a copy, taken or in the store before, is of the same article as another."""
        known = self._compared.pop(node, None)
        if known is None:
            known = self.get(node)
            if len(self._compared) >= _REMEMBERED:  # the one not asked for the longest goes
                del self._compared[next(iter(self._compared))]
        self._compared[node] = known
        return copy.is_one_with(known)

    def _node(self, mark: int) -> str:
        return f"{self._store.base}copy/{mark:012x}"

    def _has(self, mark: int) -> bool:
        query = "SELECT 1 FROM taken WHERE mark = ?"
        return self._database.execute(query, (mark,)).fetchone() is not None


def _number(node: str) -> int:
    """The node of a copy as a number: its digest."""
    return int(node[-12:], 16)
