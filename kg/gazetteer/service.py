"""Services that reconcile names (W3C Reconciliation Service API 0.2), and what they answered.

Input: the URL of a service; names of places, people and organizations. Output: candidates. A
service is a file in the folder of gazetteers that keeps what is known of the service and every
answer: nothing is asked twice, and asking that was cut off goes on where it stood. Requests leave
the machine when a service is added and when it is asked, never otherwise.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final, Self

from kg.errors import InputError, StoreError, UsageError
from kg.gazetteer.client import Client
from kg.gazetteer.sources import SERVED
from kg.gazetteer.values import About
from kg.syntax import is_iri

FORM: Final = SERVED
KINDS: Final = ("place", "person", "organization")
_SCHEMA: Final = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE answer (kind TEXT, name TEXT, answer TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID;
"""
_BATCH: Final = 10  # names in one request, if the service does not say
_LARGEST_BATCH: Final = 50
_LIMIT: Final = 5  # candidates that are asked for
_LARGEST: Final = 1e9  # score that is a number
_LONGEST: Final = 200  # characters of a name or description that are kept


@dataclass(frozen=True, slots=True)
class Entity:
    """A candidate of a service: its IRI, what it is called and described as.

    `score` is the service's own measure, `is_sure` whether it holds the candidate for a match.
    """

    iri: str
    name: str
    description: str = ""
    score: float = 0.0
    is_sure: bool = False


class Service:
    """A service whose file is open."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        try:
            values = dict(connection.execute("SELECT key, value FROM about"))
            count = connection.execute("SELECT COUNT(*) FROM answer").fetchone()[0]
            self._space, self._batch = values.pop("space"), int(values.pop("batch"))
            known = {key: value for key, value in values.items() if key not in ("entries", "names")}
            self.about = replace(About(**known), entries=count, names=count)
        except (sqlite3.Error, KeyError, ValueError, TypeError) as error:
            raise StoreError("gazetteer-broken", store=path, why=error) from error
        self._types = types(self.about.columns)

    @classmethod
    def add(cls, path: Path, about: About, client: Client) -> About:
        """Make the file of a service from its manifest; gives what is known of it.

        Raises InputError for a server that is no such service, UsageError for faulty types.
        """
        types(about.columns)
        space, title, batch = _manifest(client)
        made = replace(about, title=about.title or title)
        part = path.with_name(f"{path.name}.part")
        part.unlink(missing_ok=True)
        connection = sqlite3.connect(part)
        try:
            connection.executescript(_SCHEMA)
            values = {**asdict(made), "space": space, "batch": batch}
            rows = [(key, str(value)) for key, value in values.items()]
            connection.executemany("INSERT INTO about VALUES (?, ?)", rows)
            connection.commit()
        finally:
            connection.close()
        part.replace(path)
        return made

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file of a service. Raises StoreError."""
        return cls(path, sqlite3.connect(path))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def digest(self) -> str:
        """A hash of all answers."""
        rows = self._connection.execute("SELECT kind, name, answer FROM answer ORDER BY 1, 2")
        found = sha256()
        for row in rows:
            found.update(repr(row).encode())
        return found.hexdigest()[:12]

    def answer(self, kind: str, name: str) -> list[Entity] | None:
        """What the service has answered, the best first; None if it was not asked."""
        query = "SELECT answer FROM answer WHERE kind = ? AND name = ?"
        row = self._connection.execute(query, (kind, name)).fetchone()
        return None if row is None else [Entity(*values) for values in json.loads(row[0])]

    def ask(self, names: Iterable[tuple[str, str]], client: Client) -> int:
        """Ask for pairs of kind and name that were not asked before; gives their number.

        Each batch is kept at once. Raises InputError for what the server does wrong.
        """
        new = (pair for pair in sorted(set(names)) if self.answer(*pair) is None)
        count = 0
        while batch := list(islice(new, self._batch)):
            queries = {f"q{number}": self._query(*pair) for number, pair in enumerate(batch)}
            told = client.ask({"queries": json.dumps(queries, ensure_ascii=False)})
            answers = list(self._read(told, len(batch), client.url))
            rows = [
                (*pair, json.dumps([_values(one) for one in found], ensure_ascii=False))
                for pair, found in zip(batch, answers, strict=True)
            ]
            with self._connection:
                self._connection.executemany("INSERT INTO answer VALUES (?, ?, ?)", rows)
            count += len(batch)
        return count

    def _query(self, kind: str, name: str) -> dict[str, object]:
        asked: dict[str, object] = {"query": name, "limit": _LIMIT}
        if kind in self._types:
            asked["type"] = self._types[kind]
        return asked

    def _read(self, told: object, count: int, url: str) -> Iterator[list[Entity]]:
        """The candidates of each query of a batch."""
        for number in range(count):
            one = told.get(f"q{number}") if isinstance(told, dict) else None
            found = one.get("result") if isinstance(one, dict) else None
            if not isinstance(found, list):
                raise InputError("service-answer", source=url, found=f"q{number}")
            entities = [self._entity(one, url) for one in found[:_LIMIT]]
            yield sorted(entities, key=lambda one: (-one.score, one.iri))

    def _entity(self, told: object, url: str) -> Entity:
        match told:
            case {"id": str(key), "name": str(name), **rest}:
                score, about = rest.get("score", 0), rest.get("description") or ""
                iri = key if is_iri(key) else self._space + key
                is_number = isinstance(score, int | float) and abs(score) < _LARGEST
                if is_iri(iri) and is_number and isinstance(about, str):
                    sure, number = rest.get("match") is True, float(str(score))
                    return Entity(iri, name[:_LONGEST], about[:_LONGEST], number, sure)
        raise InputError("service-candidate", source=url, found=str(told)[:_LONGEST])


def types(text: str) -> dict[str, str]:
    """Types of a service by kind, from `place=Q515,person=Q5`. Raises UsageError."""
    parts = [part for part in text.split(",") if part]
    found = dict(part.split("=", 1) for part in parts if "=" in part)
    if len(found) != len(parts) or not found.keys() <= set(KINDS) or not all(found.values()):
        raise UsageError("service-types", found=text, known=", ".join(KINDS))
    return found


def _manifest(client: Client) -> tuple[str, str, int]:
    """What IRIs of a service begin with, what it is called, and how much it takes at a time."""
    told = client.ask()
    match told:
        case {"name": str(name), "identifierSpace": str(space), **rest} if is_iri(space):
            size = rest.get("batchSize")
            batch = size if isinstance(size, int) and size > 0 else _BATCH
            return space, name[:_LONGEST], min(batch, _LARGEST_BATCH)
    raise InputError("service-manifest", source=client.url, found=str(told)[:_LONGEST])


def _values(entity: Entity) -> Sequence[object]:
    return list(asdict(entity).values())
