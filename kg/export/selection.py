"""Which facts an export is to hold: by article, person, place, kind, period, confidence.

Input: a `Selection` and a graph. Output: the IRIs of facts, article by article. Values of one
criterion are alternatives; a fact must meet all criteria that are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from kg.errors import UsageError
from kg.query import Graph
from kg.show import unknown
from kg.sparql import PREFIXES
from kg.syntax import is_iri, is_text
from kg.vocabulary import ZJ, Property

_DAY: Final = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_NAMED: Final = """SELECT DISTINCT ?node {
  { ?node rdfs:label|zj:altLabel NAME }
  UNION { ?named rdfs:label|zj:altLabel NAME . ?same zj:about ?named, ?node ; a zj:Identity } }"""
_INSIDE: Final = """SELECT DISTINCT ?node {
  VALUES ?place { NODES } ?node (zj:within|zj:jurisdiction)* ?place
  FILTER NOT EXISTS { ?node a ?kind FILTER(?kind IN (zj:Person, zj:Post)) } }"""
_FOUND: Final = "SELECT DISTINCT ?node { ?node zj:source/(zj:file|zj:url) NAME }"
_KINDS: Final = "SELECT DISTINCT ?kind { ?fact zj:statedIn ?article ; a ?kind } ORDER BY ?kind"
_FACTS: Final = (
    "SELECT DISTINCT ?article ?fact { ?fact zj:statedIn ?article . PARTS } ORDER BY ?article"
)
_IDENTIFIER: Final = ox.NamedNode("http://purl.org/dc/terms/identifier")


@dataclass(frozen=True, slots=True)
class Selection:
    """What an export is to hold; empty criteria restrict nothing.

    `articles` are ids, files, urls or IRIs; `people` and `places` names (other names that
    articles use, too) or IRIs, a place with all places and
    bodies within it; `kinds` classes of facts
    such as Visit. `since` and `until` are a day, month or year (2022-11-01): facts without a
    known year are left out. `confidence` is the least that a fact must have.
    """

    articles: Sequence[str] = ()
    people: Sequence[str] = ()
    places: Sequence[str] = ()
    kinds: Sequence[str] = ()
    since: str = ""
    until: str = ""
    confidence: Decimal | None = None

    def __bool__(self) -> bool:
        return self != Selection()

    @property
    def whole_articles(self) -> bool:
        """Whether nothing but articles is asked for."""
        return bool(self.articles) and self == Selection(articles=self.articles)


def check(selection: Selection) -> None:
    """Raise UsageError for a name, period or confidence of a wrong form."""
    for found in (*selection.articles, *selection.people, *selection.places):
        if not is_text(found):
            raise UsageError("export-text", found=found)
    for name, day in (("since", selection.since), ("until", selection.until)):
        if day and not _DAY.fullmatch(day):
            raise UsageError("export-day", option=name, found=day)
    least = selection.confidence
    if least is not None and (least.is_nan() or not 0 <= least <= 1):
        raise UsageError("export-confidence", found=least)


def facts(graph: Graph, selection: Selection) -> Iterator[tuple[str, list[str]]]:
    """The IRIs of articles, each with those of its facts that are asked for.

    Raises UsageError for what the store does not have.
    """
    check(selection)
    if selection.whole_articles:
        yield from ((article, []) for article in _articles(graph, selection.articles))
        return
    text = _FACTS.replace("PARTS", " ".join(_parts(graph, selection)))
    before, found = "", list[str]()
    for article, fact in _rows(graph, text):
        if article != before and found:
            yield before, found
            found = []
        before = article
        found.append(fact)
    if found:
        yield before, found


def _parts(graph: Graph, selection: Selection) -> Iterator[str]:
    """What restricts the facts, in SPARQL."""
    if selection.articles:
        yield _values("article", _articles(graph, selection.articles))
    if selection.kinds:
        yield _values("kind", _kinds(graph, selection.kinds)) + " ?fact a ?kind ."
    for name, names in (("person", selection.people), ("place", selection.places)):
        if names:
            nodes = [node for one in names for node in _nodes(graph, one)]
            inside = _inside(graph, nodes) if name == "place" else nodes
            yield f"{_values(name, inside)} ?fact ?{name}Role ?{name} ."
    if selection.since or selection.until:
        yield _period(selection)
    if selection.confidence is not None:
        yield f"?fact zj:confidence ?confidence . FILTER(?confidence >= {selection.confidence})"


def _period(selection: Selection) -> str:
    """Dates compared as text: a month or a year stands for all its days ("~" is after "-")."""
    since, until = (ox.Literal(day) for day in (selection.since, selection.until or "~"))
    return (
        "{ ?fact zj:earliest ?first ; zj:latest ?last } UNION"
        " { ?fact zj:asOf ?first BIND(?first AS ?last)"
        ' FILTER(!STRSTARTS(STR(?first), "--")) }'
        f' FILTER(CONCAT(STR(?last), "~") >= {since} && STR(?first) <= CONCAT({until}, "~"))'
    )


def _articles(graph: Graph, names: Sequence[str]) -> list[str]:
    return sorted({node for name in names for node in _article(graph, name)})


def _article(graph: Graph, name: str) -> list[str]:
    if is_iri(name) and _is_there(graph, name, Property.TEXT_HASH):
        return [name]
    known = list(graph.store.quads_for_pattern(None, _IDENTIFIER, ox.Literal(name), None))
    by_id = [_node_of(quad) for quad in known if "/graph/article/" in str(quad.subject)]
    text = _FOUND.replace("NAME", str(ox.Literal(name)))
    found = by_id or [node for (node,) in _rows(graph, text)]
    if not found:
        raise UsageError("export-article", found=name)
    return found


def _node_of(note: ox.Quad) -> str:
    """The article that the store's note on a graph is about."""
    assert isinstance(note.subject, ox.NamedNode)
    return note.subject.value.replace("/graph/article/", "/article/")


def _nodes(graph: Graph, name: str) -> list[str]:
    if is_iri(name) and _is_there(graph, name):
        return [name]
    found = [node for (node,) in _rows(graph, _NAMED.replace("NAME", str(ox.Literal(name))))]
    if not found:
        raise unknown(graph, name)
    return found


def _inside(graph: Graph, nodes: Sequence[str]) -> list[str]:
    listed = " ".join(f"<{node}>" for node in nodes)
    return [node for (node,) in _rows(graph, _INSIDE.replace("NODES", listed))]


def _kinds(graph: Graph, names: Sequence[str]) -> list[str]:
    known = [kind for (kind,) in _rows(graph, _KINDS)]
    by_name = {known.removeprefix(ZJ).lower(): known for known in known} | {k: k for k in known}
    for name in names:
        if name not in by_name and name.lower() not in by_name:
            listed = ", ".join(kind.removeprefix(ZJ) for kind in known)
            raise UsageError("export-kind", found=name, known=listed or "-")
    return [by_name.get(name) or by_name[name.lower()] for name in names]


def _is_there(graph: Graph, node: str, property_: str | None = None) -> bool:
    name = ox.NamedNode(property_) if property_ else None
    return any(graph.store.quads_for_pattern(ox.NamedNode(node), name, None, None))


def _values(name: str, nodes: Sequence[str]) -> str:
    return f"VALUES ?{name} {{ {' '.join(f'<{node}>' for node in nodes)} }}"


def _rows(graph: Graph, text: str) -> Iterator[list[str]]:
    found = graph.store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    for row in found:
        yield [getattr(term, "value", "") for term in row]
