"""What a build has seen and taken, kept on disk: its memory does not grow with the articles.

Input: copies of articles as a build meets them. Output: whether one came before, and which of those
that were taken may be of the same article. The store tells this too, but to ask it for what most
articles have reads a block of a file for each answer, and the engine keeps up to 160 MB of blocks.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from kg.likeness import Likeness, alike
from kg.store.copies import Copy
from kg.store.texts import told

if TYPE_CHECKING:
    from kg.store import Store

_AT_HAND: Final = 8 << 10  # KB of the tables in memory
_REMEMBERED: Final = 2000  # copies: some 3 KB each, and those of one template are compared often
_TABLES: Final = f"""
PRAGMA cache_size = -{_AT_HAND};
PRAGMA journal_mode = OFF;
CREATE TABLE seen (mark INTEGER PRIMARY KEY, rank INTEGER, counted INTEGER DEFAULT 0);
CREATE TABLE taken (mark INTEGER PRIMARY KEY, key TEXT, likeness TEXT, bands TEXT);
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
        self._compared: dict[str, tuple[str, Likeness]] = {}
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

    def put(self, node: str, copy: Copy, bands: list[str]) -> None:
        """Note that a copy was taken, with its bands (`kg.store.copies.bands_of`)."""
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
                (mark, copy.source.key, copy.likeness.packed(), " ".join(bands)),
            )
            self._database.executemany(
                "INSERT INTO band VALUES (?, ?)", [(band, mark) for band in bands]
            )

    def may_be_stored(self, node: str) -> bool:
        """Whether the store may have a copy: not if it began empty and the copy was not taken."""
        return self.is_open or self._has(_number(node))

    def near(self, bands: list[str]) -> set[str]:
        """The copies, taken or in the store before, with one of these bands."""
        marks = ", ".join("?" * len(bands))
        query = f"SELECT DISTINCT mark FROM band WHERE band IN ({marks})"  # noqa: S608 - marks alone
        found = {
            f"{self._store.base}copy/{mark:012x}"
            for (mark,) in self._database.execute(query, bands)
        }
        if self.is_open:
            older = self._store.copies.near(bands) - found
            found.update(node for node in older if not self._has(_number(node)))
        return found

    def is_one_with(self, node: str, copy: Copy) -> bool:
        """Whether a copy, taken or in the store before, is of the same article as another."""
        known = self._compared.pop(node, None)
        if known is None:
            known = self._likeness(node)
            if len(self._compared) >= _REMEMBERED:  # the one not asked for the longest goes
                del self._compared[next(iter(self._compared))]
        self._compared[node] = known
        return known[0] == copy.source.key or alike(known[1], copy.likeness)

    def _likeness(self, node: str) -> tuple[str, Likeness]:
        """The key and the likeness of a copy."""
        query = "SELECT key, likeness FROM taken WHERE mark = ?"
        found = self._database.execute(query, (_number(node),)).fetchone()
        if found is None:
            return self._store.copies.likeness(node)
        return found[0], Likeness.unpacked(found[1])

    def _has(self, mark: int) -> bool:
        query = "SELECT 1 FROM taken WHERE mark = ?"
        return self._database.execute(query, (mark,)).fetchone() is not None


def _number(node: str) -> int:
    """The node of a copy as a number: its digest."""
    return int(node[-12:], 16)
