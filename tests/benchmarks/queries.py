"""How fast asking is: every shipped query, over the engine alone; the search.

Run by hand, in the folder of the checkout; no test collects it:

    python tests/benchmarks/queries.py STORE…      stores of some 9,000 articles that `kg build` made
    python tests/benchmarks/queries.py --made DIR  makes one as dense as local articles, in DIR

Parameters are those that find most: the person, place, organisation, post, day and article of
which a store says the most; where that is more than a name usually has (in national news one person
has 5,500 facts), `--rank N` takes the N-th. Prints a row for each query: rows found, milliseconds of
`Graph.query` with all its rows as plain values, over `pyoxigraph.Store.query` of the same SPARQL
with all its terms read (medians of turns taken one after the other), and the bounds: 150 ms with a
parameter that is bound to a name or a day, 2 s for what counts over the whole store. Then a row for
each search: hits, milliseconds, the bound of 20.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kg import pipeline
from kg.library import Shipped, shipped
from kg.parameters import terms
from kg.query import Graph
from kg.search import Looking
from kg.sparql import PREFIXES, bind
from tests.benchmarks.texts import dense_articles

SECONDS = 1  # of turns for each query, but no fewer and no more turns than these
TURNS = (3, 25)
ARTICLES = 9000
BOUND, WHOLE = 150, 2000  # milliseconds
RATIO = 1.15
SEARCH = 20  # milliseconds
WORDS = ("工作", "的", "人", "供暖", "调研", "主持召开座谈会", "区 工作", "高质量发展")
# What a store says most of, by the name of the parameter.
MOST = {
    "person": "{ ?event zj:visitor|zj:chair|zj:issuer|zj:holder ?one } ?one rdfs:label ?value",
    "place": "{ ?event zj:place ?one . ?event zj:visitor ?any } ?one rdfs:label ?value",
    "donor": "?event zj:donor ?one . ?one rdfs:label ?value",
    "recipient": "?event zj:recipient ?one . ?one rdfs:label ?value",
    "issuer": "?event zj:issuer ?one . ?one rdfs:label ?value",
    "addressee": "?event zj:addressee ?one . ?one rdfs:label ?value",
    "organization": "?one zj:organization ?body . ?body rdfs:label ?value . ?event zj:post ?one",
    "post": "?event zj:post ?one . ?one rdfs:label ?value",
    "day": "?event zj:earliest ?value",
    "article": "?event zj:statedIn ?page . BIND(STR(?page) AS ?value)",
}


def main() -> None:
    """Print the figures of the stores that are named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("stores", nargs="*", type=Path)
    parser.add_argument("--made", type=Path)
    parser.add_argument("--rank", type=int, default=1)
    given = parser.parse_args()
    for store in [*given.stores, *([_made(given.made)] if given.made else [])]:
        sys.stdout.write(f"{store}\n")
        with Graph(store) as graph:
            _figures(graph, given.rank)
            _searches(graph)


def _figures(graph: Graph, rank: int) -> None:
    values = {name: _most(graph, pattern, rank) for name, pattern in MOST.items()}
    for query in shipped().values():
        given = {one.name: values[one.name] for one in query.parameters if one.required}
        _told(query, given, graph)


def _most(graph: Graph, pattern: str, rank: int) -> str:
    """The value that is found most often, or the one of that rank."""
    text = (
        f"SELECT ?value {{ {pattern} }} GROUP BY ?value ORDER BY DESC(COUNT(*)) ?value LIMIT {rank}"
    )
    return next((str(row["value"]) for row in reversed(graph.query(text))), "")


def _searches(graph: Graph) -> None:
    """Words that nearly all articles have, and words that few have; alone, together, filtered."""
    person = _most(graph, MOST["person"], 1)
    for words, looking in (
        *((words, Looking()) for words in WORDS),
        (WORDS[0], Looking(people=[person])),
    ):
        hits = 0

        def find(words: str = words, looking: Looking = looking) -> None:
            nonlocal hits
            hits = len(graph.search(words, **looking))

        (milliseconds,) = _medians(find)
        sign = "  slow" if milliseconds > SEARCH else ""
        told = f"search {words} {looking or ''}"
        sys.stdout.write(
            f"  {told:44}{hits:>5} hits{milliseconds:>9.1f} ms  (bound {SEARCH} ms){sign}\n"
        )


def _told(query: Shipped, given: dict[str, str], graph: Graph) -> None:
    raw = bind(query.text, terms(query, given))
    rows = 0

    def ours() -> None:
        nonlocal rows
        rows = len(list(graph.query(query.name, **given)))

    def alone() -> None:
        found = graph.store.query(raw, prefixes=PREFIXES, use_default_graph_as_union=True)
        for row in found:  # type: ignore[union-attr]
            tuple(row)

    mine, its = _medians(ours, alone)
    bound = BOUND if given else WHOLE
    signs = ("  slow" if mine > bound else "") + ("  dear" if mine / its > RATIO else "")
    sys.stdout.write(
        f"  {query.name:24}{rows:>7} rows{mine:>9.1f} /{its:>8.1f} ms = {mine / its:.2f}"
        f"  (bounds {bound} ms, {RATIO}){signs}\n"
    )
    sys.stdout.flush()


def _medians(*works: Callable[[], None]) -> list[float]:
    """Milliseconds of the processor, median of each; they take turns, after one that warms up."""
    times: list[list[float]] = [[] for _ in works]
    while len(times[0]) < TURNS[0] or (len(times[0]) < TURNS[1] and sum(times[0]) < SECONDS * 1000):
        for work, taken in zip(works, times, strict=True):
            began = process_time()
            work()
            taken.append((process_time() - began) * 1000)
    return [median(taken[1:]) for taken in times]


def _made(folder: Path) -> Path:
    """A store as dense as local articles, made if it is not there."""
    store = folder / "dense.store"
    if not store.is_dir():
        articles = folder / "dense.jsonl"
        with articles.open("w", encoding="utf-8") as stream:
            stream.writelines(_items())
        pipeline.build([str(articles)], store=store)
    return store


def _items() -> Iterator[str]:
    for n, text in enumerate(dense_articles(ARTICLES)):
        item = {"id": f"made-{n}", "published": "2022-11-16", "text": text}
        yield f"{json.dumps(item, ensure_ascii=False)}\n"


if __name__ == "__main__":
    main()
