"""Full-text search: words in articles, in the quotes of facts, and in names.

Input: an index, the store's engine, words, what to look in. Output: `Hit` values, best first. Words
are found as they stand, also inside longer ones, since Chinese has no word boundaries; all of them
must be there. The order is that of BM25 (Robertson and Zaragoza, The Probabilistic Relevance
Framework, 2009), as SQLite's FTS5 computes it, over articles, facts and names apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypedDict, Unpack

import pyoxigraph as ox

from kg.errors import UsageError
from kg.search.index import Index, InMemory
from kg.search.tables import ARTICLE, ARTICLES, NAMES, Entry
from kg.search.words import best_sentence, fold, holds, phrases, split
from kg.vocabulary import RDF_TYPE, RDFS_LABEL, ZJ, Class, Property

__all__ = ["Hit", "InMemory", "Index", "Looking", "search"]

_HEADLINE: Final = 4.0  # what a word in a headline or label counts, against one in the text
_NAMES_IN: Final = 4  # of so many hits, one may be a name, where nobody asks for names alone
_LABELS: Final = (ox.NamedNode(RDFS_LABEL), ox.NamedNode(Property.ALT_LABEL))
_ABOUT: Final = ox.NamedNode(Property.ABOUT)
_TYPE: Final = ox.NamedNode(RDF_TYPE)
_KINDS: Final = frozenset(str(name).removeprefix(ZJ) for name in Class)
_PERSON, _IDENTITY = ox.NamedNode(Class.PERSON), ox.NamedNode(Class.IDENTITY)


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: an article, a fact or a name, by its IRI `node`; `kind` is its class.

    `sentence` has the words at `marks` (begin and end, end-exclusive). `date` is that of the fact,
    or of publication; `title`, `publisher` and `article` (IRI) are those of the article, for a name
    "". `score` is that of BM25: more is better.
    """

    kind: str
    node: str
    sentence: str
    marks: tuple[tuple[int, int], ...]
    date: str
    title: str
    publisher: str
    article: str
    score: float

    def marked(self, before: str, after: str) -> str:
        """The sentence with signs around the words."""
        parts, at = [], 0
        for start, end in self.marks:
            parts += [self.sentence[at:start], before, self.sentence[start:end], after]
            at = end
        return "".join([*parts, self.sentence[at:]])

    def as_json(self) -> dict[str, Any]:
        """The hit as plain JSON values."""
        return asdict(self)


class _Where(NamedTuple):
    """Conditions on entries, as SQL and its values."""

    sql: str = "1"
    values: tuple[object, ...] = ()

    def and_(self, other: _Where) -> _Where:
        return _Where(f"{self.sql} AND {other.sql}", self.values + other.values)


class Looking(TypedDict, total=False):
    """What a search looks in.

    `kinds` are local names of classes: Article, Visit, Person, …; without them articles and names
    are looked in, which also have what facts quote. `people` and `places` are names (a place may be
    a body): what has a part for all of them. `since` and `until` are days, YYYY-MM-DD: of the fact
    or of publication.
    """

    kinds: Sequence[str]
    people: Sequence[str]
    places: Sequence[str]
    since: str | date | None
    until: str | date | None


def search(
    index: Index,
    engine: ox.Store,
    words: str | Sequence[str],
    *,
    limit: int = 20,
    **looking: Unpack[Looking],
) -> list[Hit]:
    """The best hits of words, which blanks divide: those that have all of them.

    Where no kinds are asked for, one hit in four may be a name. Raises UsageError for words without
    a letter or digit, an unknown kind or name, and what is no day.
    """
    wanted = split(words.split() if isinstance(words, str) else words)
    if not wanted:
        raise UsageError("search-nothing")
    kinds, where = looking.get("kinds", ()), _conditions(index, engine, looking)
    found = [
        hit
        for table, chosen in _tables(index, kinds)
        for hit in _best(index, table, wanted, where.and_(chosen), _room(table, kinds, limit))
    ]
    return sorted(found, key=lambda hit: (-hit.score, hit.kind, hit.node))[:limit]


def _conditions(index: Index, engine: ox.Store, looking: Looking) -> _Where:
    where = _period(looking.get("since"), looking.get("until"))
    for names, people in ((looking.get("people", ()), True), (looking.get("places", ()), False)):
        for name in names:
            where = where.and_(_takes_part(index, _nodes(engine, name, people=people)))
    return where


def _room(table: str, kinds: Sequence[str], limit: int) -> int:
    """How many hits of a table there may be: names are short, and would leave none to articles."""
    return limit if kinds or table != NAMES else -(-limit // _NAMES_IN)


def _tables(index: Index, kinds: Sequence[str]) -> list[tuple[str, _Where]]:
    """The tables to look in, with the kinds that are wanted there."""
    if not kinds:
        return [(ARTICLES, _Where()), (NAMES, _Where())]
    chosen: dict[str, list[str]] = {}
    for kind in kinds:
        row = index.tables.database.execute(
            "SELECT graph, kind, '', '', '' FROM entry WHERE kind = ? LIMIT 1", (kind,)
        ).fetchone()
        if row is None and kind not in _KINDS:
            raise _unknown_kind(index, kind)
        if row is not None:
            chosen.setdefault(Entry(*row).table, []).append(kind)
    return [
        (table, _Where(f"entry.kind IN ({_marks(some)})", tuple(some)))
        for table, some in sorted(chosen.items())
    ]


def _unknown_kind(index: Index, kind: str) -> UsageError:
    rows = index.tables.database.execute("SELECT DISTINCT kind FROM entry ORDER BY kind")
    return UsageError("search-kind", found=kind, known=", ".join(name for (name,) in rows) or "-")


def _period(since: str | date | None, until: str | date | None) -> _Where:
    where = _Where()
    if since is not None:
        where = where.and_(_Where("entry.latest >= ?", (_day(since),)))
    if until is not None:
        limits = _Where("entry.earliest <= ? AND entry.earliest > ''", (_day(until),))
        where = where.and_(limits)
    return where


def _day(given: str | date) -> str:
    text = str(given)
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise UsageError("search-day", found=text)


def _nodes(engine: ox.Store, name: str, *, people: bool) -> list[str]:
    """The nodes that bear a name or are known to be the same: people, or all that are none."""
    label = ox.Literal(name.encode("utf-8", "replace").decode())
    bearers = {
        quad.subject
        for kind in _LABELS
        for quad in engine.quads_for_pattern(None, kind, label, None)
    }
    same = {
        other.object
        for node in bearers
        for one in engine.quads_for_pattern(None, _ABOUT, node, None)
        if any(engine.quads_for_pattern(one.subject, _TYPE, _IDENTITY, None))
        for other in engine.quads_for_pattern(one.subject, _ABOUT, None, None)
    }
    nodes = sorted(
        node.value
        for node in bearers | same
        if isinstance(node, ox.NamedNode)
        and people is any(engine.quads_for_pattern(node, _TYPE, _PERSON, None))
    )
    if not nodes:
        raise UsageError("search-name", found=name)
    return nodes


def _takes_part(index: Index, nodes: list[str]) -> _Where:
    query = f"SELECT id FROM node WHERE iri IN ({_marks(nodes)})"
    numbers = [number for (number,) in index.tables.database.execute(query, nodes)]
    some = f"SELECT 1 FROM part WHERE part.entry = {{table}}.rowid AND node IN ({_marks(numbers)})"
    return _Where(f"EXISTS ({some})", tuple(numbers))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _best(index: Index, table: str, words: Sequence[str], where: _Where, limit: int) -> list[Hit]:
    """The best hits in one table; of those that are as good, the first by IRI."""
    join = f"CROSS JOIN entry ON entry.id = {table}.rowid" if "entry." in where.sql else ""
    rows = index.tables.database.execute(
        f"SELECT {table}.rowid, bm25({table}, {_HEADLINE}, 1.0) AS score FROM {table} {join}"
        f" WHERE {table} MATCH ? AND {where.sql.format(table=table)} ORDER BY score",
        (phrases(words), *where.values),
    )
    found: list[Hit] = []
    for score, alike in groupby(rows, itemgetter(1)):
        for number in _in_order(index, [number for number, _ in alike]):
            hit = _hit(index, number, words, -score)
            if hit is not None:
                found.append(hit)
            if len(found) == limit:
                return found
    return found


def _in_order(index: Index, numbers: list[int]) -> Iterable[int]:
    """Entries that are as good, by IRI: the same order however the index came about."""
    if len(numbers) == 1:
        return numbers
    query = "SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?)) ORDER BY node"
    return (number for (number,) in index.tables.database.execute(query, (json.dumps(numbers),)))


def _hit(index: Index, number: int, words: Sequence[str], score: float) -> Hit | None:
    """An entry as a hit; None if it has the characters of the words, and not the words."""
    row = index.tables.database.execute(
        "SELECT entry.kind, entry.node, head, text, entry.date, title, publisher, article.node"
        " FROM entry LEFT JOIN article ON article.graph = entry.graph WHERE entry.id = ?",
        (number,),
    ).fetchone()
    kind, node, head, text, day, title, publisher, article = row
    if not holds(fold(f"{head}\n{text}"), words):
        return None
    sentence, marks = _sentence((text, head) if kind == ARTICLE else (head, text), words)
    return Hit(kind, node, sentence, marks, day, title or "", publisher or "", article or "", score)


def _sentence(
    texts: Iterable[str], words: Sequence[str]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The sentence of these texts with the most of the words, the first of several."""
    found = [best_sentence(text, words) for text in texts]

    def number(sentence: str) -> int:
        folded = fold(sentence)
        return sum(word in folded for word in words)

    return max(found, key=lambda one: number(one[0]))
