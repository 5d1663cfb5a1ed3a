"""The index of a store: articles, facts and names, beside the store.

Input: the folder of a store, or an engine in memory. Output: `search.sqlite` in that folder. The
index is made from the store and the texts kept beside it alone, and can be deleted at any time. It
notes what each article was made from, and the files of the store as they stood then: a search first
sees whether these are the same, and else brings the index up to what the store holds. So a build
that was cut off, a store that was copied, or one that another program has changed never gives stale
answers.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import Final, NamedTuple, Protocol

import pyoxigraph as ox

from kg.errors import StoreError
from kg.rdf import iri
from kg.search.tables import ARTICLE, Entry, Tables
from kg.store import Store
from kg.store.copies import Copies
from kg.store.rejected import rejected_facts
from kg.store.telling import Told, told_by_quads, unpacked
from kg.store.texts import Kept, reading_texts
from kg.store.touched import Touched
from kg.vocabulary import RDF_TYPE, RDFS_LABEL, Class, Property

FILE: Final = "search.sqlite"
_CLOSED: Final = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")

Copied = Mapping[str, list[tuple[str, str]]]  # copies (node, state) by the graph of their article


class Held(Protocol):
    """What an index is made from: an engine, the base of its IRIs; a store is that."""

    @property
    def engine(self) -> ox.Store:
        """The engine; after `let_go` it may be another one."""

    @property
    def base(self) -> str:
        """What the IRIs begin with."""

    def let_go(self) -> None:
        """Let go of what the engine keeps of what was read."""


class InMemory(NamedTuple):
    """An engine that has no files to let go of."""

    engine: ox.Store
    base: str

    def let_go(self) -> None:
        """All of it stays."""


def is_followed(folder: Path) -> bool:
    """Whether the index of a store, which may not be there yet, has all that it holds."""
    if not (folder / FILE).is_file():
        return False
    try:
        index = Index(folder)
    except StoreError:  # told when it is to be written
        return False
    try:
        return index.is_current()
    finally:
        index.close()


def follow(folder: Path, touched: Touched | None = None) -> None:
    """Bring the index of a store up to what it holds now.

    `touched` says what has changed since the index was current, if that is known.
    """
    index = Index(folder)
    try:
        index.follow(None if touched is None or touched.is_whole else touched)
    finally:
        index.close()


class Index:
    """The index of a store in a folder; of one in memory if `folder` is None.

    Where the folder cannot be written to, an index that is not current is made in memory. Raises
    StoreError where the disk is full or broken.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self.tables = _opened(folder)

    def close(self) -> None:
        """Let go of the file."""
        self.tables.database.close()

    def is_current(self) -> bool:
        """Whether the files of the store are those that the index was made from."""
        return self._folder is not None and self.tables.noted("files") == _files(self._folder)

    def follow(self, touched: Touched | None = None) -> None:
        """Bring the index up to what the store holds now, if it is not."""
        if self._folder is None or self.is_current():
            return
        files = _files(self._folder)
        with Store.open(self._folder, read_only=True) as store:
            try:
                self.bring_up(store, files, touched)
            except sqlite3.Error as error:
                if not _is_closed(error):
                    raise StoreError("search-index", store=self._folder, why=error) from error
                self.close()
                self.tables = Tables(None)
                self.bring_up(store, files)

    def bring_up(self, held: Held, files: str = "", touched: Touched | None = None) -> None:
        """Bring the index up to what an engine holds; `files` are those it was opened from."""
        with self.tables.changing():
            known = _Names(held, is_whole=touched is None)
            self._put_names(known, None if touched is None else touched.names)
            held.let_go()
            graphs = None if touched is None else touched.graphs
            made, copies = _made(held, graphs)
            held.let_go()
            engine, base = held.engine, held.base
            have = self.tables.made(graphs)
            for graph in [graph for graph, by in have.items() if made.get(graph) != by]:
                self._take_out(graph)
            noted, gone = Copies(engine, base), _rejected(engine, base)
            with reading_texts(self._folder) as kept:
                for graph in sorted(graph for graph, by in made.items() if have.get(graph) != by):
                    first = _first(noted, copies.get(graph, []))
                    found, text = _found(engine, graph, first, kept, known)
                    if graph in gone:  # what is kept tells what is rejected, too
                        own = engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))
                        found = told_by_quads(own, known)
                    self._put_article(graph, made[graph], found, text)
            self.tables.note("files", files)

    def _put_names(self, names: _Names, touched: Collection[str] | None) -> None:
        known = names.all() if touched is None else names.of(touched)
        have = {node: _Name(*name) for node, *name in self.tables.names(touched)}
        for node in [node for node, name in have.items() if known.get(node) != name]:
            self.tables.take_out("", node)
        for node in sorted(node for node, name in known.items() if have.get(node) != name):
            kind, label, others = known[node]
            self.tables.add(Entry("", kind, node, label, others, nodes=(node,)))

    def _put_article(self, graph: str, made: str, found: Told, text: str) -> None:
        node, title, publisher, day, facts, nodes = found
        self.tables.database.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)",
            (graph, made, node, title, publisher, day),
        )
        self.tables.add(Entry(graph, ARTICLE, node, title, text, day, day, day, nodes))
        for kind, fact, quote, date, earliest, latest, parts in facts:
            self.tables.add(Entry(graph, kind, fact, "", quote, date, earliest, latest, parts))

    def _take_out(self, graph: str) -> None:
        self.tables.take_out(graph)
        self.tables.database.execute("DELETE FROM article WHERE graph = ?", (graph,))


class _Name(NamedTuple):
    """A person, body, place or post: local name of its class, label, other names, a line each."""

    kind: str
    label: str
    others: str


class _Names(Container[str]):
    """All that has a name, by IRI."""

    def __init__(self, held: Held, *, is_whole: bool) -> None:
        self._held = held
        self._graph = ox.NamedNode(iri.graph("entities", held.base))
        self._is_whole = is_whole  # all are asked for, not a few
        self._nodes: frozenset[str] | None = None

    def __contains__(self, node: object) -> bool:
        if not self._is_whole:
            return isinstance(node, str) and bool(self.of([node]))
        if self._nodes is None:  # most indexes are made without
            self._nodes = frozenset(node for node, _ in self._values(RDFS_LABEL, None))
        return node in self._nodes

    def all(self) -> dict[str, _Name]:
        """All of them, read at once."""
        found = self._read(None)
        self._held.let_go()
        return found

    def of(self, nodes: Iterable[str]) -> dict[str, _Name]:
        """Those of these nodes that have a name."""
        return {node: name for one in nodes for node, name in self._read(one).items()}

    def _read(self, node: str | None) -> dict[str, _Name]:
        kinds = self._least(RDF_TYPE, node)
        others: defaultdict[str, list[str]] = defaultdict(list)
        for subject, other in self._values(Property.ALT_LABEL, node):
            others[subject].append(other)
        if node is None:
            self._held.let_go()
        return {
            node: _Name(
                intern(kinds.get(node, "").rpartition("#")[2]),
                label,
                "\n".join(sorted(others.get(node, []))),
            )
            for node, label in self._least(RDFS_LABEL, node).items()
        }

    def _least(self, name: str, node: str | None) -> dict[str, str]:
        """Of each node's values the first in order."""
        found: dict[str, str] = {}
        for subject, value in self._values(name, node):
            if subject not in found or value < found[subject]:
                found[intern(subject)] = intern(value)
        return found

    def _values(self, name: str, node: str | None) -> Iterator[tuple[str, str]]:
        subject = None if node is None else ox.NamedNode(node)
        quads = self._held.engine.quads_for_pattern(subject, ox.NamedNode(name), None, self._graph)
        for quad in quads:
            yield getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")


def _made(held: Held, graphs: Iterable[str] | None) -> tuple[dict[str, str], Copied]:
    """What each article's graph was made from, as the store notes it, and its copies; of all
    articles, or those of these graphs.
    """
    copies = _copies_of_all(held) if graphs is None else _copies(held, graphs)
    if copies or graphs is not None:
        gone = _rejected(held.engine, held.base)
        return {
            graph: _digest(found, gone.get(graph, ())) for graph, found in copies.items()
        }, copies
    kind = ox.NamedNode(Class.ARTICLE)
    quads = held.engine.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), kind, None)
    return {getattr(quad.graph_name, "value", ""): "" for quad in quads}, {}


def _copies(held: Held, graphs: Iterable[str]) -> Copied:
    noted = Copies(held.engine, held.base)
    return {
        graph: [(node, noted.state(node) or "") for node in nodes]
        for graph in graphs
        if (nodes := noted.of(graph))
    }


def _copies_of_all(held: Held) -> Copied:
    articles = Copies(held.engine, held.base).articles()
    held.let_go()
    copies: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for node, state in Copies(held.engine, held.base).states():
        copies[articles[node]].append((node, state))
    return copies


def _rejected(engine: ox.Store, base: str) -> dict[str, tuple[str, ...]]:
    """The facts that people have rejected, by the graph of their article."""
    return {
        iri.graph(f"article/{article.rpartition('/')[2]}", base): facts
        for article, facts in rejected_facts(engine, base).items()
    }


def _digest(copies: list[tuple[str, str]], rejected: Sequence[str]) -> str:
    lines = [*map(" ".join, sorted(copies)), *rejected]
    return sha256("\n".join(lines).encode()).hexdigest()


def _first(noted: Copies, copies: list[tuple[str, str]]) -> tuple[str, str] | None:
    """Of an article's copies the one that is read; None if none is noted."""
    if len(copies) < 2:
        return copies[0] if copies else None
    return min(copies, key=lambda copy: noted.outline(copy[0]).rank)


def _found(
    engine: ox.Store,
    graph: str,
    copy: tuple[str, str] | None,
    kept: Kept,
    known: Container[str],
) -> tuple[Told, str]:
    """What an article tells, and its text; of one whose text nobody kept, its quotes."""
    text, packed = kept(copy) if copy else ("", "")
    if packed:
        return unpacked(packed), text
    quads = engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    told = told_by_quads(quads, known)
    return told, text or "\n".join(dict.fromkeys(fact.quote for fact in told.facts))


def _files(folder: Path) -> str:
    """The files that hold a store's content, as they stand: names, sizes, times."""
    found = []
    for file in sorted(folder.iterdir()):
        if file.suffix in (".sst", ".log") or file.name.startswith(("MANIFEST", "CURRENT")):
            stat = file.stat()
            found.append(f"{file.name} {stat.st_size} {stat.st_mtime_ns}")
    return sha256("\n".join(found).encode()).hexdigest()


def _opened(folder: Path | None) -> Tables:
    if folder is None:
        return Tables(None)
    file = folder / FILE
    try:
        return Tables(file)
    except sqlite3.OperationalError as error:
        if _is_closed(error):
            return Tables(None)
        raise StoreError("search-index", store=folder, why=error) from error
    except sqlite3.DatabaseError:  # no database, a broken one, or one of another form
        file.unlink()
        return Tables(file)


def _is_closed(error: sqlite3.Error) -> bool:
    """Whether a file cannot be written because its folder does not allow it."""
    return error.sqlite_errorname.startswith(_CLOSED)
