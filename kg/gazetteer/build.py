"""From the entries of a source to an index on disk, in bounded memory.

Input: entries in any order, each with keys of what it lies in. Output: an SQLite file (see
`kg.gazetteer.index`), which appears whole or not at all. Entries are numbered in the order of the
hierarchy, so that "lies in" is a comparison of numbers; SQLite sorts them, on disk where they are
many.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import quote

from kg.errors import InputError
from kg.gazetteer.index import FORM, SCHEMA
from kg.gazetteer.keys import keys
from kg.gazetteer.values import About, Entry, Level
from kg.gazetteer.wording import wording
from kg.syntax import is_iri
from kg.vocabulary import GAZETTEERS

_STAGE: Final = """
CREATE TABLE raw (
    key TEXT PRIMARY KEY, name TEXT, level INTEGER, others TEXT, code TEXT, scheme TEXT, iri TEXT,
    same TEXT, lat REAL, long REAL, since TEXT, until TEXT, parent TEXT
) WITHOUT ROWID;
CREATE TABLE wish (key TEXT, rank INTEGER, ref TEXT, PRIMARY KEY (key, rank)) WITHOUT ROWID;
CREATE TABLE ref (ref TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
"""
# What each entry lies in: the first of its parents that is there, and not itself.
_SETTLE: Final = """
INSERT OR IGNORE INTO ref SELECT key, key FROM raw;
UPDATE raw SET parent = COALESCE((
    SELECT ref.key FROM wish JOIN ref ON ref.ref = wish.ref
    WHERE wish.key = raw.key AND ref.key != raw.key ORDER BY rank LIMIT 1
), '');
DROP TABLE wish;
CREATE INDEX raw_parent ON raw (parent);
"""
_BETWEEN: Final = "\x1f"  # lists in a column
_ORDER: Final = """
WITH RECURSIVE tree(key, path, depth) AS (
    SELECT key, key, 1 FROM raw WHERE parent = ''
    UNION ALL
    SELECT raw.key, path || char(1) || raw.key, depth + 1
    FROM raw JOIN tree ON raw.parent = tree.key
)
SELECT depth, raw.key, name, level, others, code, scheme, iri, same, lat, long, since, until
FROM tree JOIN raw ON raw.key = tree.key ORDER BY path
"""


# Sources that anyone edits: of what lies in itself there the highest is held to lie in nothing.
_EDITED: Final = ("wikidata", "sparql")
_LOST: Final = """
WITH RECURSIVE tree(key) AS (
    SELECT key FROM raw WHERE parent = ''
    UNION ALL SELECT raw.key FROM raw JOIN tree ON raw.parent = tree.key
)
SELECT key FROM raw WHERE key NOT IN (SELECT key FROM tree) ORDER BY level, key LIMIT 1
"""


@dataclass(slots=True)
class _Open:
    """A place whose contents are being written: its number, and its names for those below."""

    number: int
    name: str


def build(entries: Iterable[Entry], path: Path, about: About) -> About:
    """Write the index of a gazetteer; gives `about` with the numbers of entries and names.

    Raises InputError for entries that lie in each other, and what the source raises; then the
    file at `path` stays as it was.
    """
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    connection = sqlite3.connect(part)
    try:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {SCHEMA}")
        count = _stage(connection, entries, about)
        digest = _number(connection, count, about)
        names = int(connection.execute("SELECT COUNT(*) FROM name").fetchone()[0])
        made = replace(about, entries=count, names=names, digest=digest)
        values = [*((key, str(value)) for key, value in asdict(made).items()), ("index", FORM)]
        connection.executemany("INSERT INTO about VALUES (?, ?)", values)
        connection.executescript(
            "DROP TABLE raw; DROP TABLE ref; CREATE INDEX place_iri ON place (iri);"
            "CREATE INDEX name_upper ON name (upper) WHERE upper;"
        )
        connection.commit()
        connection.execute("VACUUM")
        connection.close()
        part.replace(path)
    finally:
        connection.close()
        part.unlink(missing_ok=True)
    return made


def _stage(connection: sqlite3.Connection, entries: Iterable[Entry], about: About) -> int:
    """Put the entries on disk, each once, and find what each lies in; gives their number."""
    connection.executescript(_STAGE)
    for entry in entries:
        for iri in (entry.iri, *entry.same):
            if iri and not is_iri(iri):
                raise InputError("gazetteer-iri", source=about.source, key=entry.key, found=iri)
        connection.execute(
            "INSERT OR IGNORE INTO raw VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.key, entry.name, int(entry.level), _BETWEEN.join(entry.others), entry.code,
                entry.scheme, entry.iri or f"{GAZETTEERS}{about.name}/{quote(entry.key, safe='/')}",
                " ".join(entry.same), entry.lat, entry.long, entry.since,
                entry.until, "",
            ),
        )  # fmt: skip
        for ref in entry.refs:
            connection.execute("INSERT OR IGNORE INTO ref VALUES (?, ?)", (ref, entry.key))
        for rank, parent in enumerate(entry.parents):
            connection.execute(
                "INSERT OR IGNORE INTO wish VALUES (?, ?, ?)", (entry.key, rank, parent)
            )
    connection.executescript(_SETTLE)
    while about.form in _EDITED and (lost := connection.execute(_LOST).fetchone()):
        connection.execute("UPDATE raw SET parent = '' WHERE key = ?", lost)
    count = int(connection.execute("SELECT COUNT(*) FROM raw").fetchone()[0])
    if not count:
        raise InputError("gazetteer-empty", source=about.source, form=about.form)
    return count


def _number(connection: sqlite3.Connection, count: int, about: About) -> str:
    """Write places and names in the order of the hierarchy; gives a hash of all entries."""
    connection.execute("PRAGMA temp_store = FILE")
    stack: list[_Open] = []
    number = 0
    digest = sha256()
    for depth, key, name, level, others, *rest in connection.execute(_ORDER):
        _close(connection, stack, depth, number)
        number += 1
        digest.update(repr((depth, key, name, level, others, *rest)).encode())
        above = [one.name for one in reversed(stack)]
        family = wording().family(name, Level(level))
        connection.execute(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, number, stack[-1].number if stack else 0, level, family, key, name, *rest),
        )
        found = keys(name, others.split(_BETWEEN) if others else (), Level(level), above)
        connection.executemany(
            "INSERT INTO name VALUES (?, ?, ?, ?)",
            [(text, number, int(form), level <= Level.COUNTY) for text, form in found.items()],
        )
        stack.append(_Open(number, name))
    _close(connection, stack, 1, number)
    if number != count:
        raise InputError("gazetteer-circle", source=about.source, found=_lost(connection))
    return digest.hexdigest()[:12]


def _close(connection: sqlite3.Connection, stack: list[_Open], depth: int, number: int) -> None:
    """Note where the places end that the next one, at `depth`, does not lie in."""
    while len(stack) >= depth:
        own = stack.pop().number
        if own != number:  # what holds nothing ends with itself
            connection.execute("UPDATE place SET last = ? WHERE number = ?", (number, own))


def _lost(connection: sqlite3.Connection) -> str:
    """The key of an entry that no highest division holds."""
    query = "SELECT MIN(key) FROM raw WHERE key NOT IN (SELECT key FROM place)"
    return str(connection.execute(query).fetchone()[0])
