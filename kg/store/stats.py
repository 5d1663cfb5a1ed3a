"""What a store holds, counted.

Input: a store. Output: `Stats`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from kg.rdf import iri
from kg.vocabulary import RDF_TYPE, Class, Property

_COUNT = "SELECT ?key (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?key"
_RANGE = "SELECT (MIN(?first) AS ?from) (MAX(?last) AS ?to) {{ {pattern} }}"


@dataclass(frozen=True, slots=True)
class Stats:
    """A store in numbers.

    `classes` are nodes by class (full IRI), `graphs` quads by graph, all articles' graphs
    together under "article"; both in the order of their names. `published` and `events` are the
    first and last date of publication and of what happened, None where no date has a year;
    `reprinted` are articles with several sources, `undated` events without a known year.
    """

    ontology_version: str
    rules_version: str
    quads: int
    articles: int
    sources: int
    reprinted: int
    classes: tuple[tuple[str, int], ...]
    graphs: tuple[tuple[str, int], ...]
    published: tuple[str, str] | None
    events: tuple[str, str] | None
    undated: int


def stats(engine: ox.Store, base: str) -> Stats:
    """Count a store."""
    classes = _counts(engine, f"GRAPH ?g {{ ?node <{RDF_TYPE}> ?key }}")
    graphs = _graphs(_counts(engine, "GRAPH ?key { ?s ?p ?o }"), base)
    dated = f"?event <{Property.STATED_IN}> ?article ; <{Property.EARLIEST}> ?first"
    stated = f"?event <{Property.STATED_IN}> ?article ; <{Property.TRIGGER}> ?word"
    events = _counts(engine, f"GRAPH ?g {{ {stated} . BIND(1 AS ?key) }}")
    with_year = _counts(engine, f"GRAPH ?g {{ {dated} . BIND(1 AS ?key) }}")
    sources = _counts(engine, f"GRAPH ?g {{ ?key <{Property.SOURCE}> ?source }}")
    published = f"GRAPH ?g {{ ?a <{Property.PUBLISHED}> ?first . BIND(?first AS ?last) }}"
    return Stats(
        ontology_version=_mark(engine, Property.ONTOLOGY_VERSION),
        rules_version=_mark(engine, Property.RULES_VERSION),
        quads=sum(graphs.values()),
        articles=classes.get(Class.ARTICLE, 0),
        sources=classes.get(Class.SOURCE, 0),
        reprinted=sum(count > 1 for count in sources.values()),
        classes=tuple(sorted(classes.items())),
        graphs=tuple(sorted(graphs.items())),
        published=_range(engine, published),
        events=_range(engine, f"GRAPH ?g {{ {dated} ; <{Property.LATEST}> ?last }}"),
        undated=sum(events.values()) - sum(with_year.values()),
    )


def _rows(engine: ox.Store, query: str) -> list[list[str]]:
    found = engine.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return [[getattr(term, "value", "") for term in row] for row in found]


def _counts(engine: ox.Store, pattern: str) -> dict[str, int]:
    return {key: int(n) for key, n in _rows(engine, _COUNT.format(pattern=pattern))}


def _range(engine: ox.Store, pattern: str) -> tuple[str, str] | None:
    ((first, last),) = _rows(engine, _RANGE.format(pattern=pattern))
    return (first, last) if first and last else None


def _mark(engine: ox.Store, property_: str) -> str:
    marks = engine.quads_for_pattern(None, ox.NamedNode(property_), None, None)
    return ", ".join(sorted(getattr(quad.object, "value", "") for quad in marks))


def _graphs(counts: dict[str, int], base: str) -> dict[str, int]:
    """Quads by the name of the graph; articles' graphs are counted together."""
    prefix = iri.graph("", base)
    graphs: dict[str, int] = {}
    for graph, number in counts.items():
        name = graph.removeprefix(prefix).partition("/")[0]
        graphs[name] = graphs.get(name, 0) + number
    return graphs
