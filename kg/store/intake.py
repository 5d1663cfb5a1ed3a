"""Taking records into a store, in chunks.

Input: records, or errors where an article could not be read. Output: `Changes`. An article that
the store has from the same text, metadata and rules is left alone; another replaces its facts.
Articles of a page that is read again, and no longer has them, are taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.errors import KgError
from kg.model import Article, Record
from kg.rdf import iri, quads

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
    """One build: collects quads until a chunk is full, and remembers what it has seen.

    `fresh` tells which articles have to be extracted, `take` takes their records, in the same
    order, and `finish` completes the build. A chunk is loaded in a thread of its own while the
    next one is made; the engine lets Python go on meanwhile.
    """

    def __init__(self, store: Store, version: str) -> None:
        self._store = store
        self._version = version
        self._seen: dict[int, int] = {}  # states by articles, as numbers: little memory
        self._doubled: set[int] = set()  # articles of which there were copies
        self._own: list[str] = []
        self._shared: dict[str, None] = {}
        self._chunk: dict[str, bool] = {}  # graphs in the chunk; whether the store has them
        self._loader = ThreadPoolExecutor(1)
        self._loading: Future[None] | None = None
        self._loaded: dict[str, bool] = {}  # graphs in the chunk that is being loaded
        self._files: dict[str, None] = {}
        self._faulty: list[str] = []
        self._count = dict.fromkeys(("new", "changed", "same", "removed", "duplicate"), 0)
        self._failed: list[KgError] = []

    def fresh(self, articles: Iterable[Article | KgError]) -> Iterator[Article | KgError]:
        """Those that the store does not have as they are; errors pass."""
        for article in articles:
            if self.wants(article):
                yield article

    def wants(self, article: Article | KgError) -> bool:
        """Note an article, or an error in its place; whether it has to be extracted and taken.

        Of articles of one key in one build, one stays, whatever the order.
        """
        if isinstance(article, KgError):
            self._faulty.append(str(article.fields.get("source", "")))
            return True
        self._files[article.file] = None
        graph = iri.article_graph(article.key, self._store.base)
        state = self._store.expected(article, self._version)
        mark, rank = int(graph[-12:], 16), int(state[:12], 16)
        earlier = self._seen.get(mark)
        self._seen[mark] = rank if earlier is None else min(rank, earlier)
        if earlier is not None:
            self._count["duplicate"] += 1
            self._doubled.add(mark)
            return rank < earlier
        if self._store.has(graph, state):
            self._count["same"] += 1
            return False
        return True

    def take(self, record: Record | KgError) -> None:
        """Take in the record of an article that is wanted, or the error in its place."""
        if isinstance(record, KgError):
            self._failed.append(record)
            return
        article = record.article
        graph = iri.article_graph(article.key, self._store.base)
        try:
            own, shared = quads(record, self._store.base, self._store.rejected(article))
        except KgError as error:
            self._failed.append(error)
            return
        again = graph in self._chunk or graph in self._loaded
        if again:
            self._flush()
            self._wait()
        state = self._store.expected(article, self._version)
        there = self._store.state(graph) is not None
        if not (again or (there and int(graph[-12:], 16) in self._doubled)):
            self._count["changed" if there else "new"] += 1
        self._chunk[graph] = there
        self._own += own
        self._own += self._store.marks(graph, article.id, state)
        self._shared.update(dict.fromkeys(shared))
        if len(self._own) + len(self._shared) >= CHUNK:
            self._flush()

    def finish(self) -> Changes:
        """Load what is left; tell what was done."""
        self._flush()
        self._wait()
        for file in self._files:
            self._prune(file)
        self._store.note_rules(self._version)
        self.stop()
        return Changes(failed=tuple(self._failed), **self._count)

    def stop(self) -> None:
        """Let a chunk that is being loaded come to its end; what is not loaded yet is dropped."""
        self._loader.shutdown()

    def _flush(self) -> None:
        """Begin to load the chunk, after the one before."""
        self._wait()
        if self._own:
            replaced = [graph for graph, there in self._chunk.items() if there]
            lines = [*self._own, *self._shared]
            self._loading = self._loader.submit(self._store.replace, replaced, lines)
        self._loaded = self._chunk
        self._own, self._shared, self._chunk = [], {}, {}

    def _wait(self) -> None:
        """Wait until everything begun is loaded; raises StoreError if it failed."""
        if self._loading is not None:
            self._loading.result()
        self._loading, self._loaded = None, {}

    def _prune(self, file: str) -> None:
        """Take out articles of a file that it no longer has.

        That can be told only of articles that are named after their place in it, and only if
        all of it was read.
        """
        if not file or any(source.startswith(file) for source in self._faulty):
            return
        gone = [
            graph
            for graph in self._store.graphs_of(file)
            if int(graph[-12:], 16) not in self._seen
            and f"{self._store.name(graph)}#".startswith(f"{file}#")
        ]
        if gone:
            self._store.replace(gone, [])
            self._count["removed"] += len(gone)
