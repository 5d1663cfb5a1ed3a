"""Taking records into a store, in chunks.

Input: records, or errors where an article could not be read. Output: `Changes`. An article that
the store has from the same text, metadata and rules is left alone; another replaces its facts.
Articles of a page that is read again, and no longer has them, are taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.errors import KgError
from kg.model import Article, Record
from kg.rdf import fingerprint, iri, quads

if TYPE_CHECKING:
    from kg.store import Store

CHUNK: Final = 60_000  # quads loaded at a time: some 20 MB of text


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build did to the articles of a store.

    `removed` are articles that their page no longer has, `duplicate` those that came again in
    one build with the key of another. `failed` are the errors of articles that were not read or
    whose record contradicts itself; what the store had of them stays.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    duplicate: int = 0
    failed: tuple[KgError, ...] = ()


class Intake:
    """One build: collects quads until a chunk is full, and remembers what it has seen."""

    def __init__(self, store: Store, version: str) -> None:
        self._store = store
        self._version = version
        self._seen: set[bytes] = set()
        self._own: list[str] = []
        self._shared: dict[str, None] = {}
        self._replaced: list[str] = []
        self._file = ""
        self._count = dict.fromkeys(("new", "changed", "same", "removed", "duplicate"), 0)
        self._failed: list[KgError] = []

    def take(self, record: Record | KgError) -> None:
        """Take in one record, or note that an article failed."""
        if isinstance(record, KgError):
            self._failed.append(record)
            return
        article = record.article
        if article.file != self._file:
            self._leave_file()
            self._file = article.file
        graph = iri.article_graph(article.key, self._store.base)
        state = fingerprint(article, self._version)
        fate = self._fate(article, graph, state)
        if fate in ("same", "passed over"):
            self._count["same" if fate == "same" else "duplicate"] += 1
            return
        try:
            own, shared = quads(record, self._store.base)
        except KgError as error:
            self._failed.append(error)
            return
        self._count[fate] += 1
        if fate != "new":
            self._replaced.append(graph)
        self._own += own
        self._own += self._store.marks(graph, article.id, state)
        self._shared.update(dict.fromkeys(shared))
        if len(self._own) + len(self._shared) >= CHUNK:
            self._flush()

    def _fate(self, article: Article, graph: str, state: str) -> str:
        """Of two articles of one key in one build the first by file and place stays."""
        mark = bytes.fromhex(graph[-12:])
        again = mark in self._seen
        self._seen.add(mark)
        if again:
            self._flush()
        known = self._store.state(graph)
        if again and known is not None:
            place = (article.file, article.start, article.end, state)
            earlier = (*self._store.source(graph), known)
            return "duplicate" if place < earlier else "passed over"
        if known is None:
            return "new"
        return "same" if known == state else "changed"

    def finish(self) -> Changes:
        """Load what is left; tell what was done."""
        self._leave_file()
        self._flush()
        self._store.note_rules(self._version)
        return Changes(failed=tuple(self._failed), **self._count)

    def _flush(self) -> None:
        if self._own:
            self._store.replace(self._replaced, [*self._own, *self._shared])
        self._own, self._shared, self._replaced = [], {}, []

    def _leave_file(self) -> None:
        """Take out articles of the file just read that it no longer has.

        That can be told only of articles that are named after their place in it, and only if
        all of it was read.
        """
        file = self._file
        if not file or any(str(e.fields.get("source", "")).startswith(file) for e in self._failed):
            return
        gone = [
            graph
            for graph, name in self._store.articles_of(file).items()
            if (name == file or name.startswith(f"{file}#"))
            and bytes.fromhex(graph[-12:]) not in self._seen
        ]
        if gone:
            self._store.replace(gone, [])
            self._count["removed"] += len(gone)
