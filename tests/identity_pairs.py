"""How well articles' people, bodies and places are told apart and put together.

Input: tests/corpus/pairs.json, pairs of articles with a name each and whether it is of one.
Output: `measure()`, a row of counts for each kind of pair, as docs/quality.md gives them, and
`judged()`, each pair with what came of it. Every pair goes the way of a build: extract, store,
identify. Two nodes are one if they are the same node or stand in one zj:Identity.

    python -m tests.identity_pairs    prints the table and every pair that came out wrong
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from kg.extract import extract
from kg.identify import Decision, identify, keep
from kg.ingest import ReadOptions, article_from_text
from kg.model import Record
from kg.rdf import iri
from kg.rules import load_rules
from kg.store import Store
from kg.vocabulary import RDFS_LABEL, Property

PAIRS: Final = Path(__file__).resolve().parent / "corpus" / "pairs.json"
TYPES: Final = {
    "Person": ("person",),
    "Body": ("organization", "office", "place"),
    "Place": ("place", "office"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair and what came of it: `found` is same, different, or missing (a name not found)."""

    id: str
    kind: str
    verdict: str
    found: str
    reason: str
    why: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether what came of it is the verdict."""
        return self.found == self.verdict


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of one kind of pair: pairs that are the same and different, and what was joined.

    `joined` are pairs that are the same and were joined, `wrong` those that are different and
    were joined, `missing` those one of whose names extraction did not find.
    """

    kind: str
    same: int
    different: int
    joined: int
    wrong: int
    missing: int

    @property
    def precision(self) -> float | None:
        """The share of joined pairs that are the same, None if none was joined."""
        claimed = self.joined + self.wrong
        return self.joined / claimed if claimed else None

    @property
    def recall(self) -> float | None:
        """The share of pairs that are the same that were joined, None if there are none."""
        return self.joined / self.same if self.same else None


def measure() -> list[Row]:
    """A row for each kind of pair, in the order of the file, and one for all."""
    pairs = judged()
    kinds = dict.fromkeys(pair.kind for pair in pairs)
    rows = [_row(kind, [pair for pair in pairs if pair.kind == kind]) for kind in kinds]
    return [*rows, _row("all", pairs)]


def _row(kind: str, pairs: Iterable[Judged]) -> Row:
    counts = [(pair.verdict, pair.found) for pair in pairs]
    return Row(
        kind,
        same=sum(verdict == "same" for verdict, _ in counts),
        different=sum(verdict == "different" for verdict, _ in counts),
        joined=counts.count(("same", "same")),
        wrong=counts.count(("different", "same")),
        missing=sum(found == "missing" for _, found in counts),
    )


@cache
def judged() -> tuple[Judged, ...]:
    """Every pair of the file, in its order, and what came of it."""
    return tuple(_judge(pair) for pair in json.loads(PAIRS.read_text(encoding="utf-8")))


def _judge(pair: dict[str, Any]) -> Judged:
    told = [*pair["articles"], *pair.get("others", ())]
    records = [record(article, f"{pair['id']}/{n}") for n, article in enumerate(told, 1)]
    store = Store(ox.Store(), Path("memory"), iri.BASE, read_only=False)
    store.build(records)
    nodes = [
        node_of(store, article, name, pair["type"])
        for article, name in zip(records, pair["names"], strict=False)
    ]
    found, why = "missing", list[str]()
    if all(nodes):
        first, second = (str(node) for node in nodes)
        if "decision" in pair and first != second:
            verdict = {"same": "accepted", "different": "rejected"}[pair["decision"]]
            about = tuple(sorted((first, second)))
            keep(store, [Decision(about, verdict, pair["reason"])])
        identify(store)
        found, why = _one(store, first, second)
    return Judged(pair["id"], pair["kind"], pair["verdict"], found, pair["reason"], tuple(why))


def record(told: dict[str, Any], name: str) -> Record:
    """The record of an article of the file; those of one `page` are found in one file."""
    options = ReadOptions(published=told["published"], home=told["home"], publisher=told["source"])
    article = article_from_text(told["text"], name, options, title=told["title"])
    file = name.rpartition("/")[0] + "-" + told["page"] if "page" in told else name
    return extract(replace(article, file=f"{file}.txt"), load_rules())


def node_of(store: Store, article: Record, name: str, kind: str) -> str | None:
    """The node of that name and kind that an article names; None if there is none."""
    starts = tuple(f"{store.base}{kind}/" for kind in TYPES[kind])
    graph = iri.article_graph(article.article.key, store.base)
    label, named = ox.NamedNode(RDFS_LABEL), ox.Literal(name)
    quads = store.engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    nodes = {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)}
    return min(
        (
            node.value
            for node in nodes
            if node.value.startswith(starts)
            and any(store.engine.quads_for_pattern(node, label, named, None))
        ),
        default=None,
    )


def _one(store: Store, first: str, second: str) -> tuple[str, list[str]]:
    """Whether two nodes are one, and the reasons that the store gives."""
    if first == second:
        return "same", ["one node"]
    about, reason = ox.NamedNode(Property.ABOUT), ox.NamedNode(Property.REASON)
    graph = ox.NamedNode(iri.graph("identity", store.base))
    shared = set.intersection(
        *(
            {q.subject for q in store.engine.quads_for_pattern(None, about, node, graph)}
            for node in (ox.NamedNode(first), ox.NamedNode(second))
        )
    )
    for identity in shared:
        quads = store.engine.quads_for_pattern(identity, reason, None, graph)
        return "same", sorted(str(getattr(quad.object, "value", "")) for quad in quads)
    return "different", []


def lines() -> Iterator[str]:
    """The table as Markdown, and below it every pair that came out wrong."""
    yield "| pairs | same | joined | different | wrongly joined | not found | precision | recall |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for row in measure():
        shares = ("" if s is None else f"{s:.2f}" for s in (row.precision, row.recall))
        counts = (row.same, row.joined, row.different, row.wrong, row.missing)
        yield f"| {row.kind} | {' | '.join(map(str, counts))} | {' | '.join(shares)} |"
    for pair in judged():
        if not pair.right:
            yield f"{pair.id}: {pair.verdict}, found {pair.found}. {pair.reason} {' '.join(pair.why)}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
