"""Taking articles into a store, in chunks.

Input: articles, or errors where one could not be read; then what was extracted from those that
the store lacks. Output: `Changes`. A copy of an article that the store has from the same text,
metadata and rules is left alone; another replaces what the store has of it. A copy of an article
that the store has from elsewhere joins it (see `kg.store.copies`). Copies of a page that is read
again, and no longer has them, are taken out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import KgError
from kg.ingest import Draft
from kg.likeness import alike
from kg.memory import give_back
from kg.model import Article, Record
from kg.rdf import iri
from kg.store.copies import Copy, bands_of, copy_of, more_lines, node_of
from kg.store.standing import Standing
from kg.store.taken import Taken
from kg.store.texts import Texts

if TYPE_CHECKING:
    from kg.store import Store

CHUNK: Final = 20_000_000  # bytes of N-Quads loaded at a time: some 80,000 quads
_KEPT: Final = 2  # chunks, after which a large store lets go of what the engine keeps of it
_MANY: Final = 4  # chunks in one build, after which the engine's files are put in order
_MAGIC: Final = re.compile(r"[*?\[]")  # in patterns that stand for several files


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build did to the articles of a store.

    `duplicate` are copies of articles that the store has from elsewhere, or that came again in
    one build; `removed` those that their page no longer has, or, where that was asked, no input.
    `failed` are the errors of articles that were not read or whose record contradicts itself;
    what the store had of them stays.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    duplicate: int = 0
    removed: int = 0
    failed: tuple[KgError, ...] = ()


class Wanted(NamedTuple):
    """An article that has to be extracted, and what the store will note of it."""

    article: Article | Draft
    base: str
    state: str


def made(record: Record, wanted: Wanted) -> Copy | KgError:
    """The copy that the store wanted, or what is wrong with its record."""
    try:
        return copy_of(record, wanted.base, wanted.state)
    except KgError as error:
        return error


class Intake:
    """One build: collects lines until a chunk is full, and remembers what it has seen.

    `fresh` tells which articles have to be extracted, `take` takes what was made of them, in the
    same order, and `finish` completes the build. A chunk is loaded in a thread of its own while
    the next one is made; the engine lets Python go on meanwhile. So it does when it puts its files
    in order, after a build that gave half of the store or more.
    """

    def __init__(self, store: Store, version: str) -> None:
        self._store = store
        self._version = version
        self._taken = Taken(store)
        self._standing = Standing(store)
        self._chunk = _Chunk()
        self._texts = Texts(store.path)
        self._loader = ThreadPoolExecutor(1)
        self._loading: Future[None] | None = None
        self._settling: Future[None] | None = None
        self._chunks = 0  # that were loaded
        self._loaded = _Chunk()  # what is being loaded
        self._files: Counter[str] = Counter()  # articles seen, by file
        self._faulty: list[str] = []
        self._count = dict.fromkeys(("new", "changed", "same", "duplicate", "removed"), 0)
        self._failed: list[KgError] = []

    def fresh(self, articles: Iterable[Article | Draft | KgError]) -> Iterator[Wanted | KgError]:
        """Those that the store does not have as they are; errors pass."""
        for article in articles:
            if isinstance(article, KgError):
                yield self.note(article)
            elif wanted := self.wanted(article):
                yield wanted

    def note(self, error: KgError) -> KgError:
        """Note that an article could not be read: nothing of its file is taken out."""
        self._faulty.append(str(error.fields.get("source", "")))
        return error

    def wanted(self, article: Article | Draft) -> Wanted | None:
        """Note an article; what has to be extracted, if that is so.

        Of articles of one key in one file, one stays, whatever the order.
        """
        node = iri.copy(article.key, article.file, self._store.base)
        state = self._store.expected(article, self._version)
        rank = int(state[:12], 16)
        earlier = self._taken.see(node, rank)
        self._files[article.file] += earlier is None
        if earlier is not None:
            self._count["duplicate"] += 1
            if rank >= earlier:
                return None
        elif self._taken.is_open and self._store.copies.has(node, state):
            self._count["same"] += 1
            if self._texts.lack(node, state):
                whole = article.article() if isinstance(article, Draft) else article
                self._texts.keep(node, state, whole.body.text)
            return None
        return Wanted(article, self._store.base, state)

    def take(self, copy: Copy | KgError) -> bool:
        """Take in what an article that is wanted gave; whether its facts are new to the store."""
        if isinstance(copy, KgError):
            self._failed.append(copy)
            return False
        node = node_of(copy.source, self._store.base)
        near = self._taken.near(bands_of(copy)) - {node}
        twins = sorted(one for one in near if self._taken.is_one_with(one, copy))
        if any(chunk.has_some({node, *twins}) for chunk in (self._chunk, self._loaded)):
            self._flush()
            self._wait()
        earlier = self._taken.article(node)
        if not earlier and (other := self._of_another(copy, twins)):
            return self.take(_refused(copy, other))
        self._texts.keep(node, copy.state, copy.text, copy.told)
        self._tell(node, "changed" if earlier else "duplicate" if twins else "new")
        if twins or (earlier and len(self._taken.of(earlier)) > 1):
            return self._join(copy, node, earlier, twins)
        self._standing.replace(earlier, copy.own)
        graph = iri.article_graph(copy.source.key, self._store.base)
        self._add(node, copy, graph, self._store.article_lines([copy]), earlier)
        if self._chunk.size >= CHUNK:
            self._flush()
        return True

    def finish(self, *, prune: bool = False) -> Changes:
        """Load what is left; with `prune` take out all that was not read. Tells what was done."""
        self._flush()
        self._wait()
        gone = self._no_more(prune=prune) if self._taken.is_open else []  # else all was seen now
        if gone:
            self._standing.fall()
            self._store.drop(gone)
        self._count["removed"] += len(gone)
        self._store.note_rules(self._version)
        self._standing.restore()
        self._texts.save()
        self._store.tidy(self._texts)
        self._texts.close()
        if self._chunks >= _MANY and 2 * self._count["new"] >= self._store.copies.articles_count():
            self._settling = self._loader.submit(self._store.settle)
        self._loader.shutdown(wait=False)
        return Changes(failed=tuple(self._failed), **self._count)

    def stop(self) -> None:
        """Let what the loader does come to its end; what is not loaded yet is dropped.

        Raises StoreError if the engine could not put its files in order; nothing is lost then.
        """
        self._loader.shutdown()
        self._texts.close()
        self._taken.close()
        self.settled()

    def settled(self) -> None:
        """Wait until the engine's files are in order, if that was begun; raises as `stop` does."""
        settling, self._settling = self._settling, None
        if settling is not None:
            settling.result()

    def _of_another(self, copy: Copy, twins: list[str]) -> Copy | None:
        """Of these copies of the same key one that is another article: an id given twice.

        What stands at one url is one article, whatever its text; so is what an id says, if the
        texts are alike.
        """
        if copy.source.url or not copy.source.key.endswith(copy.source.id):
            return None
        known = (self._taken.get(one) for one in twins)
        same = [one for one in known if one.source.key == copy.source.key]
        unlike = not any(alike(one.likeness, copy.likeness) for one in same)
        return same[0] if same and unlike else None

    def _tell(self, node: str, fate: str) -> None:
        """Count an article once, however often it came."""
        if self._taken.count(node):
            self._count[fate] += 1

    def _join(self, copy: Copy, node: str, earlier: str | None, twins: list[str]) -> bool:
        """Bring a copy and those of the same article together."""
        self._standing.fall()
        base = self._store.base
        graphs = {graph for twin in twins if (graph := self._taken.article(twin))}
        if len(graphs) == 1 and not earlier:
            (graph,) = graphs
            first = min(map(self._taken.get, self._taken.of(graph)), key=lambda copy: copy.rank)
            if first.rank < copy.rank:
                self._add(node, copy, graph, more_lines(copy, first, base), None)
                self._chunk.joined.add(graph)
                return False
        touched = sorted(graphs | ({earlier} if earlier else set()))
        if not self._chunk.joined.isdisjoint(touched):
            self._flush()
        self._texts.save()
        self._wait()  # what is loaded meanwhile may support what is taken out
        others = [
            one
            for graph in touched
            for one in self._store.whole(graph)
            if node_of(one.source, base) != node
        ]
        self._taken.put(node, copy, "")
        for group in self._store.regroup(touched, [*others, copy]):
            for one in group:
                article = iri.article_graph(group[0].source.key, base)
                self._taken.move(node_of(one.source, base), article)
        return earlier is not None  # else its facts are those of an article that is known

    def _add(
        self, node: str, copy: Copy, article: str, lines: list[bytes], replaced: str | None
    ) -> None:
        """Add a copy's lines to the chunk."""
        self._taken.put(node, copy, article)
        self._chunk.add(node, lines, replaced)

    def _flush(self) -> None:
        """Begin to load the chunk, after the one before; texts first."""
        self._texts.save()
        self._wait()
        if self._chunk.lines:
            if self._chunks and self._chunks % _KEPT == 0:
                self._store.let_go()
            self._chunks += 1
            self._loading = self._loader.submit(
                self._store.replace, self._chunk.replaced, self._chunk.lines
            )
        self._loaded, self._chunk = self._chunk, _Chunk()

    def _wait(self) -> None:
        """Wait until everything begun is loaded; raises StoreError if it failed."""
        if self._loading is not None:
            self._loading.result()
            give_back()
        self._loading, self._loaded = None, _Chunk()

    def _no_more(self, *, prune: bool) -> list[str]:
        """Copies that the files no longer have; with `prune`, all that no input has."""
        if prune:
            return self._gone()
        return [node for file in self._files for node in self._gone_from(file)]

    def _gone_from(self, file: str) -> list[str]:
        """Copies that a file no longer has.

        That can be told only of articles that are named after their place in it, and only if
        all of it was read.
        """
        if not file or any(source.startswith(file) for source in self._faulty):
            return []
        if not self._failed and self._store.count_in(file) == self._files[file]:
            return []  # the store has just those that were seen; to count them reads no names
        return [
            node
            for node in self._store.copies_in(file)
            if not self._taken.has_seen(node)
            and f"{self._store.copies.get(node).source.id}#".startswith(f"{file}#")
        ]

    def _gone(self) -> list[str]:
        """Copies that no input has; none of a place that could not be read."""
        unread = [(source, _MAGIC.split(source)[0]) for source in self._faulty]
        gone = []
        for node in self._store.copies.all():
            if not self._taken.has_seen(node):
                file = self._store.copies.get(node).source.file
                if not any(s.startswith(file) or file.startswith(start) for s, start in unread):
                    gone.append(node)
        return sorted(gone)


class _Chunk:
    """Lines that are loaded together."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.replaced: list[str] = []  # graphs of articles that the store had otherwise
        self.joined: set[str] = set()  # graphs of articles that the store has and more copies join
        self.size = 0
        self._nodes: set[str] = set()

    def add(self, node: str, lines: list[bytes], replaced: str | None) -> None:
        """Add the lines of a copy, in place of those of an article."""
        self.lines += lines
        self.size += sum(map(len, lines))
        self._nodes.add(node)
        if replaced:
            self.replaced.append(replaced)

    def has_some(self, nodes: set[str]) -> bool:
        """Whether some of these copies are in the chunk."""
        return not self._nodes.isdisjoint(nodes)


def _refused(copy: Copy, other: Copy) -> KgError:
    source = copy.source
    return KgError("store-id-taken", source=source.file, id=source.id, other=other.source.file)
