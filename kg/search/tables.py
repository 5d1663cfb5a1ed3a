"""The tables of the index: entries, who is in them, and their words, in SQLite with FTS5.

Input: entries. Output: a database, on disk or in memory. The tables of words hold no text of their
own (`content=''`): taking an entry out gives them the words again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.search.words import spaced

ARTICLES, FACTS, NAMES = "articles", "facts", "names"
ARTICLE: Final = "Article"  # the kind of entries of articles
_FORM: Final = 1  # raised when the tables change, or what is put into them
_WAIT: Final = 30  # seconds for another process that changes the index
_AT_ONCE: Final = 5000  # entries
_TOGETHER: Final = 500  # values in one query; SQLite takes some thousand
_AT_HAND: Final = 1 << 24  # bytes of words in memory, a third less work than with FTS5's 1 << 20
_TABLES: Final = f"""
CREATE TABLE noted (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE article (
  graph TEXT PRIMARY KEY, made TEXT, node TEXT, title TEXT, publisher TEXT, published TEXT
) WITHOUT ROWID;
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, graph TEXT, kind TEXT, node TEXT, head TEXT, text TEXT,
  date TEXT, earliest TEXT, latest TEXT
);
CREATE INDEX entry_graph ON entry (graph);
CREATE INDEX entry_kind ON entry (kind);
CREATE TABLE node (id INTEGER PRIMARY KEY, iri TEXT UNIQUE);
CREATE TABLE part (entry INTEGER, node INTEGER, PRIMARY KEY (entry, node)) WITHOUT ROWID;
{
    "".join(
        f"CREATE VIRTUAL TABLE {name} USING fts5 (head, text, content='', tokenize='ascii');"
        f"INSERT INTO {name} ({name}, rank) VALUES ('hashsize', {_AT_HAND});"
        for name in (ARTICLES, FACTS, NAMES)
    )
}
PRAGMA user_version = {_FORM}
"""


class Entry(NamedTuple):
    """What a search can find: an article, a fact, or a name (of no graph).

    `kind` is the local name of a class, `head` a headline or label, `text` the text, the quote, or
    other names, a line each; `earliest` and `latest` are YYYY-MM-DD or ""; `nodes` are the IRIs of
    named nodes that have a part in it.
    """

    graph: str
    kind: str
    node: str
    head: str
    text: str
    date: str = ""
    earliest: str = ""
    latest: str = ""
    nodes: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """The table of its words."""
        return (ARTICLES if self.kind == ARTICLE else FACTS) if self.graph else NAMES


class Tables:
    """The tables, open; `file` is None for a database in memory.

    Raises sqlite3.DatabaseError for a file of another form.
    """

    def __init__(self, file: Path | None) -> None:
        self.database = _prepared(":memory:" if file is None else file)
        self._waiting: list[Entry] = []
        self._nodes: dict[str, int] = {}

    def noted(self, key: str) -> str:
        """What was noted under a key, "" if nothing."""
        query = "SELECT value FROM noted WHERE key = ?"
        found = self.database.execute(query, (key,)).fetchone()
        return found[0] if found else ""

    def note(self, key: str, value: str) -> None:
        """Note a value."""
        self.database.execute("REPLACE INTO noted VALUES (?, ?)", (key, value))

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One transaction: all or nothing, and no other writer meanwhile."""
        with _changing(self.database):
            self._nodes = {
                iri: number for number, iri in self.database.execute("SELECT * FROM node")
            }
            self._waiting = []
            yield
            self._write()

    def add(self, entry: Entry) -> None:
        """Put an entry in, with others in a while."""
        self._waiting.append(entry)
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def made(self, graphs: Collection[str] | None) -> dict[str, str]:
        """What articles were made from, by graph; of all, or of these graphs."""
        return dict(self._of("SELECT graph, made FROM article WHERE true", "graph", graphs))

    def names(self, nodes: Collection[str] | None) -> Iterator[tuple[str, str, str, str]]:
        """Node, kind, label and other names of all that has a name, or of these nodes."""
        query = "SELECT node, kind, head, text FROM entry WHERE graph = ''"
        return self._of(query, "node", nodes)

    def _of(self, query: str, column: str, wanted: Collection[str] | None) -> Iterator[Any]:
        """The rows of a query, or those that have one of these values."""
        if wanted is None:
            yield from self.database.execute(query)
            return
        values = sorted(wanted)
        for start in range(0, len(values), _TOGETHER):
            some = values[start : start + _TOGETHER]
            marks = ", ".join("?" * len(some))
            yield from self.database.execute(f"{query} AND {column} IN ({marks})", some)

    def take_out(self, graph: str, node: str | None = None) -> None:
        """Take out the entries of a graph, or that of a node in it."""
        query = "SELECT id, graph, kind, node, head, text FROM entry WHERE graph = ?"
        wanted = (graph,) if node is None else (graph, node)
        if node is not None:
            query += " AND node = ?"
        for number, *row in self.database.execute(query, wanted).fetchall():
            entry = Entry(*row)
            self.database.execute(
                f"INSERT INTO {entry.table} ({entry.table}, rowid, head, text)"
                " VALUES ('delete', ?, ?, ?)",
                (number, spaced(entry.head), spaced(entry.text)),
            )
            self.database.execute("DELETE FROM part WHERE entry = ?", (number,))
            self.database.execute("DELETE FROM entry WHERE id = ?", (number,))

    def _write(self) -> None:
        """Write the entries that wait."""
        database = self.database
        (last,) = database.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()
        numbered = list(enumerate(self._waiting, last + 1))
        database.executemany(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, *entry[:-1]) for number, entry in numbered),
        )
        for table in (ARTICLES, FACTS, NAMES):
            database.executemany(
                f"INSERT INTO {table} (rowid, head, text) VALUES (?, ?, ?)",
                (
                    (number, spaced(entry.head), spaced(entry.text))
                    for number, entry in numbered
                    if entry.table == table
                ),
            )
        database.executemany(
            "INSERT INTO part VALUES (?, ?)",
            ((number, self._number(node)) for number, entry in numbered for node in entry.nodes),
        )
        self._waiting = []

    def _number(self, iri: str) -> int:
        """The number that stands for a node; numbers of nodes that are gone are not used again."""
        if iri not in self._nodes:
            self._nodes[iri] = len(self._nodes) + 1
            self.database.execute("INSERT INTO node VALUES (?, ?)", (self._nodes[iri], iri))
        return self._nodes[iri]


def _prepared(file: Path | str) -> sqlite3.Connection:
    """The database, with its tables; raises DatabaseError for one of another form."""
    database = sqlite3.connect(file, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    try:
        if _form(database) == 0:
            with _changing(database):
                if _form(database) == 0:  # no other process has made them meanwhile
                    for statement in _TABLES.split(";"):
                        database.execute(statement)
        if _form(database) != _FORM:
            raise sqlite3.DatabaseError(file)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _form(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _changing(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
