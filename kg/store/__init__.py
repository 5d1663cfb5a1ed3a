"""The store on disk: articles in, replaced, taken out; nothing left behind.

Input: records. Output: a folder that holds the graphs of DESIGN section 5, and `Changes`.

An article's facts are loaded together with what they add to shared graphs and with the mark
that says what they were made from, in one step that happens whole or not at all; so does taking
articles out. A build that was cut off leaves a sound store that lacks some articles, and the
next one finishes it. What is derived from the whole store (identities, links) carries a mark of
its own, which the first change takes away and its stage sets again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

import pyoxigraph as ox

from kg.errors import KgError, StoreError
from kg.ingest import Draft
from kg.memory import give_back
from kg.model import Article, Record
from kg.rdf import fingerprint, iri
from kg.rdf.literal import string
from kg.store.copies import Copies, Copy, article_lines, grouped, node_of
from kg.store.intake import Changes, Intake, Wanted, made
from kg.store.naming import count_in, found_in, ids, named, near, value
from kg.store.opening import base_of, is_large, ontology_version, open_engine
from kg.store.rejected import by_article, rejected_facts
from kg.store.stats import Stats, stats
from kg.store.support import supported, unsupported
from kg.store.texts import Texts
from kg.store.touched import Touched
from kg.store.updates import data, joined, line_of, split
from kg.vocabulary import RDF_TYPE, Property

__all__ = ["Changes", "Copy", "Stats", "Store", "Wanted", "made", "ontology_version"]

_SMALL: Final = 1 << 20  # bytes that `load` takes as fast as the bulk loader, which writes files
_AT_ONCE: Final = 100  # articles that are taken out in one transaction
# What the store notes of a derived graph: what its content was made from.
_MADE_FROM: Final = ox.NamedNode("http://www.w3.org/2002/07/owl#versionInfo")
_TYPE: Final = ox.NamedNode(RDF_TYPE)
_DERIVED: Final = ("identity", "links")  # graphs that are computed from all articles


class Store:
    """A store that is open: `with Store.open(path, create=True) as store`.

    `engine` is the pyoxigraph store, for reading; `base` begins its IRIs. Only one process at a
    time can open a store for writing. A reader sees the store as it was when it was opened; if
    another process writes meanwhile, files may go from under it (OSError): open it again, or
    read from a snapshot (`engine.backup`).
    """

    def __init__(self, engine: ox.Store, path: Path, base: str, *, read_only: bool) -> None:
        self.engine = engine
        self.path = path
        self.base = base
        self.read_only = read_only
        self._intake: Intake | None = None
        self._rejected: dict[str, tuple[str, ...]] | None = None
        self._notes = ox.NamedNode(iri.graph("store", base))
        self.copies = Copies(engine, base)
        self.touched = Touched(base, is_whole=True)

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        create: bool = False,
        read_only: bool = False,
        base: str | None = None,
    ) -> Self:
        """Open the store in a folder; with `create` a new one where there is none.

        `base` is the base of a new store's IRIs. Raises StoreError: no store there, something
        else there, in use, broken, of another ontology version, with another base.
        """
        folder = Path(path)
        if base is not None:
            iri.check_base(base)
        engine = open_engine(folder, create=create, read_only=read_only)
        found = base_of(engine, folder, base, read_only=read_only)
        return cls(engine, folder, found, read_only=read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write out what is in memory and let other processes in; a second time does nothing."""
        try:
            if self._intake is not None:
                self._intake.stop()
        finally:
            if hasattr(self, "engine"):
                if not self.read_only:
                    self.engine.flush()
                del self.engine, self.copies

    def let_go(self) -> None:
        """Have the engine let go of what it keeps of a large store that it has read.

        The store is closed and opened anew, so nothing that the engine gave may be in use: no
        query half read, no chunk being loaded. Raises StoreError as `open` does; another process
        that waits for the store may get it in this moment, and then this one has lost nothing but
        what it would have done next.
        """
        if not is_large(self.path):
            return
        if self._intake is not None:
            self._intake.settled()
        if not self.read_only:
            with self._writing():
                self.engine.flush()
        del self.engine, self.copies
        give_back()
        self.engine = open_engine(self.path, create=False, read_only=self.read_only)
        self.copies = Copies(self.engine, self.base)

    # -- articles

    def intake(self, version: str = "") -> Intake:
        """A build step by step, for articles that are extracted only if the store lacks them:

        intake = store.intake(rules.version)
        for wanted in intake.fresh(articles):
            intake.take(made(extract(wanted.article, rules), wanted))
        changes = intake.finish()
        """
        self._check_writable()
        self._intake = Intake(self, version)
        return self._intake

    def build(self, records: Iterable[Record | KgError], *, version: str = "") -> Changes:
        """Take in records, each in place of what the store has of its copy of the article.

        `version` is that of the rules. Errors among the records are handed back in `failed`,
        beside those of records that contradict themselves.
        """
        intake = self.intake(version)
        for record in records:
            if isinstance(record, KgError):
                intake.take(intake.note(record))
            elif wanted := intake.wanted(record.article):
                intake.take(made(record, wanted))
        return intake.finish()

    def remove(self, names: Iterable[str]) -> int:
        """Take out copies of articles by id, key, IRI of the article, or file; gives their number.

        An article that has other copies stays, with them. Raises StoreError for a name that the
        store does not have; then nothing is taken out.
        """
        self._check_writable()
        found: dict[str, None] = {}
        for name in names:
            copies = named(self, name)
            if not copies:
                other = near(self, name)
                code = "store-article-near" if other else "store-article"
                raise StoreError(code, store=self.path, found=name, near=other)
            found.update(dict.fromkeys(copies))
        self.drop(found)
        texts = Texts(self.path)
        self.tidy(texts)
        texts.close()
        return len(found)

    def articles(self) -> dict[str, str]:
        """Ids of all articles by the IRI of their graph, in the order of the IRIs."""
        return ids(self)

    def articles_of(self, file: str) -> dict[str, str]:
        """Ids of the articles that were found in a file, by the IRI of their graph."""
        graphs = {self.copies.article(node) or "" for node in self.copies_in(file)}
        return {graph: name for graph, name in self.articles().items() if graph in graphs}

    def kind(self, node: str) -> str | None:
        """The class of a node that articles share (IRI), None for any other."""
        graph = ox.NamedNode(iri.graph("entities", self.base))
        kinds = self.engine.quads_for_pattern(ox.NamedNode(node), _TYPE, None, graph)
        return next((value(quad.object) for quad in kinds), None)

    def stats(self) -> Stats:
        """What the store holds, counted."""
        return stats(self.engine, self.base)

    def lines(self) -> list[str]:
        """All quads as N-Quads lines, sorted, each with its line feed."""
        text = self.engine.dump(format=ox.RdfFormat.N_QUADS) or b""
        return sorted(f"{line}\n" for line in text.decode().split("\n") if line)

    # -- what is derived from the whole store

    def derived(self, name: str) -> str | None:
        """What the graph of that name was made from; None if articles have changed since."""
        return self._note(iri.graph(name, self.base), _MADE_FROM)

    def derive(self, name: str, version: str, triples: Iterable[str]) -> None:
        """Set the content of a derived graph: N-Triples without the full stop.

        `version` says what besides the articles it is made from.
        """
        self._check_writable()
        self._update(*self._deriving(name, version, triples))

    def decide(self, triples: Iterable[str], rejected: Iterable[str]) -> None:
        """Set the content of the graph `decisions`, as `derive` does.

        In the same step, facts that are rejected (IRIs) are taken out, and those that were and
        are not any more come back.
        """
        self._check_writable()
        before = rejected_facts(self.engine, self.base)
        self._rejected = after = by_article(rejected, self.base)
        stale = {
            iri.graph(f"article/{article.rpartition('/')[2]}", self.base)
            for article in before.keys() | after.keys()
            if before.get(article) != after.get(article)
        }
        graphs = sorted(graph for graph in stale if self.copies.of(graph))
        lines = [some for graph in graphs for some in self.article_lines(self.whole(graph))]
        operations = self._deriving("decisions", "", triples)
        if graphs:
            operations += [self._forget(iri.graph(name, self.base)) for name in _DERIVED]
            operations += self._replacing(graphs, lines)
        try:
            self._update(*operations)
        except StoreError:
            self._rejected = None
            raise

    def _deriving(self, name: str, version: str, triples: Iterable[str]) -> list[str]:
        graph = iri.graph(name, self.base)
        lines = " .\n".join(sorted(set(triples)))
        return [
            f"DROP SILENT GRAPH <{graph}>",
            f"INSERT DATA {{ GRAPH <{graph}> {{ {lines} }} }}" if lines else "",
            self._forget(graph),
            self._made(name, version) if lines or version else "",
        ]

    def _made(self, name: str, version: str) -> str:
        made = f"<{iri.graph(name, self.base)}> {_MADE_FROM} {string(version)}"
        return f"INSERT DATA {{ GRAPH {self._notes} {{ {made} }} }}"

    # -- for the intake

    def marks(self) -> dict[str, str]:
        """What the graphs that are derived from articles were made from, of those that are current."""
        found = {name: self.derived(name) for name in _DERIVED}
        return {name: version for name, version in found.items() if version is not None}

    def mark(self, marks: Mapping[str, str]) -> None:
        """Note that derived graphs are current, as `marks` told before articles changed."""
        stale = {name: version for name, version in marks.items() if self.derived(name) is None}
        self._update(*(self._made(name, version) for name, version in stale.items()))

    def expected(self, article: Article | Draft, version: str) -> str:
        """What the store notes of an article that these rules read: content and rules."""
        return ":".join(filter(None, (fingerprint(article), version)))

    def article_lines(self, group: list[Copy]) -> list[bytes]:
        """The lines of an article with these copies, the one that is read first.

        Facts that somebody has rejected are left out.
        """
        if self._rejected is None:
            self._rejected = rejected_facts(self.engine, self.base)
        article = iri.article(group[0].source.key, self.base)
        return article_lines(group, self.base, self._rejected.get(article, ()))

    def copies_in(self, file: str) -> list[str]:
        """The copies of articles that were found in a file."""
        return found_in(self, file)

    def count_in(self, file: str) -> int:
        """The number of articles that were found in a file."""
        return count_in(self, file)

    def drop(self, nodes: Iterable[str]) -> None:
        """Take out copies, and articles that have no other."""
        leaving: defaultdict[str, set[str]] = defaultdict(set)
        for node in nodes:
            leaving[self.copies.article(node) or ""].add(node)
        whole = [graph for graph, gone in leaving.items() if gone.issuperset(self.copies.of(graph))]
        self.replace(whole, [])
        for graph in sorted(leaving.keys() - set(whole)):
            copies = [
                copy
                for copy in self.whole(graph)
                if node_of(copy.source, self.base) not in leaving[graph]
            ]
            self.regroup([graph], copies)

    def whole(self, graph: str) -> list[Copy]:
        """The copies of the article of a graph, each with its lines, the one that is read first."""
        first, *others = sorted(
            map(self.copies.get, self.copies.of(graph)), key=lambda copy: copy.rank
        )
        added = {line for copy in others for line in copy.source.lines(first.source, self.base)}
        if first.own:
            return [first, *others]
        own = self.engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        shared = supported(self.engine, self.base, graph)
        lines = [line for line in map(line_of, own) if line not in added]
        return [
            replace(first, own=joined(lines), shared=joined(map(line_of, shared))),
            *others,
        ]

    def noted(self, graph: str) -> list[str]:
        """All lines of the article of a graph, those of rejected facts too; none without it."""
        copies = self.whole(graph) if self.copies.of(graph) else []
        return [line for copy in copies[:1] for line in split(copy.own) + split(copy.shared)]

    def regroup(self, graphs: Sequence[str], copies: Iterable[Copy]) -> list[list[Copy]]:
        """Put articles with these copies in place of the articles of these graphs, in one step.

        Gives the copies by article, the one that is read first.
        """
        groups = grouped(copies)
        lines = [some for group in groups for some in self.article_lines(group)]
        self._forget_derived()
        self._take_out_at_once(graphs, lines)
        return groups

    def gives(self, graph: str) -> list[ox.Quad]:
        """What the article of a graph gives to other graphs: shared nodes, shortcuts, marks."""
        ids = self.engine.quads_for_pattern(ox.NamedNode(graph), None, None, self._notes)
        marks = self.copies.notes(self.copies.of(graph))
        return [*supported(self.engine, self.base, graph), *ids, *marks]

    def replace(self, graphs: Sequence[str], lines: Sequence[bytes]) -> None:
        """Take out the articles of these graphs with all that they alone support; load N-Quads."""
        self._check_writable()
        if graphs or lines:
            self._forget_derived()
        if graphs:
            self._take_out(graphs)
        if not lines:
            return
        self.touched.note((), map(split, lines), ())
        text = b"\n".join(lines)
        with self._writing():
            if len(text) <= _SMALL:
                self.engine.load(text, format=ox.RdfFormat.N_QUADS)
            else:
                self.engine.bulk_load(text, format=ox.RdfFormat.N_QUADS, lenient=True)

    def settle(self) -> None:
        """Have the engine put its files in order: what was loaded is read a fifth faster then."""
        with self._writing():
            self.engine.optimize()

    def _forget_derived(self) -> None:
        stale = [name for name in _DERIVED if self.derived(name) is not None]
        if stale:
            self._update(*(self._forget(iri.graph(name, self.base)) for name in stale))

    def tidy(self, texts: Texts) -> None:
        """Take texts out that no copy has any more."""
        if self.touched.is_whole:
            texts.retain(self.copies.states())
        else:
            texts.retain_of({node: self.copies.state(node) for node in self.touched.copies})

    def note_rules(self, version: str) -> None:
        """Note the version of the rules that read the articles last."""
        rules = f"<{Property.RULES_VERSION}>"
        noted = self.engine.quads_for_pattern(
            self._notes, ox.NamedNode(Property.RULES_VERSION), None, self._notes
        )
        if not version or [value(note.object) for note in noted] == [version]:
            return
        self._update(
            f"DELETE WHERE {{ GRAPH {self._notes} {{ {self._notes} {rules} ?version }} }}",
            f"INSERT DATA {{ GRAPH {self._notes} {{ {self._notes} {rules} {string(version)} }} }}",
        )

    def _take_out(self, graphs: Sequence[str]) -> None:
        """Some at a time: a transaction is kept in memory."""
        for start in range(0, len(graphs), _AT_ONCE):
            self._take_out_at_once(graphs[start : start + _AT_ONCE])

    def _take_out_at_once(self, graphs: Sequence[str], lines: Sequence[bytes] = ()) -> None:
        self._update(*self._replacing(graphs, lines))

    def _replacing(self, graphs: Sequence[str], lines: Sequence[bytes]) -> list[str]:
        """The operations that take articles out with all that they alone support, and put lines in."""
        gone = unsupported(self.engine, self.base, graphs)
        for graph in graphs:
            named = ox.NamedNode(graph)
            gone += self.engine.quads_for_pattern(named, None, None, self._notes)
            gone += self.copies.notes(self.copies.of(graph))
        self.touched.note(graphs, map(split, lines), gone)
        return [
            *(f"DROP SILENT GRAPH <{graph}>" for graph in graphs),
            data("DELETE", map(line_of, gone)),
            data("INSERT", (line for some in lines for line in split(some))),
        ]

    def _note(self, graph: str, kind: ox.NamedNode) -> str | None:
        notes = self.engine.quads_for_pattern(ox.NamedNode(graph), kind, None, self._notes)
        note = next(notes, None)
        return None if note is None else value(note.object)

    def _forget(self, graph: str) -> str:
        return f"DELETE WHERE {{ GRAPH {self._notes} {{ <{graph}> ?kind ?note }} }}"

    def _update(self, *operations: str) -> None:
        """Run operations in one transaction."""
        text = " ;\n".join(filter(None, operations))
        if text:
            with self._writing():
                self.engine.update(text)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, RuntimeError) as error:  # RocksDB's too
            raise StoreError("store-write", store=self.path, why=error) from error

    def _check_writable(self) -> None:
        if self.read_only:
            raise StoreError("store-read-only", store=self.path)
