"""Facts that people have rejected: decisions of the graph `decisions` about a single fact.

Input: a store, or IRIs of facts. Output: IRIs of facts by article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.rdf import iri
from kg.vocabulary import Property

_VERDICT = ox.NamedNode(Property.VERDICT)
_ABOUT = ox.NamedNode(Property.ABOUT)
_REJECTED = ox.Literal("rejected")


def rejected_facts(engine: ox.Store, base: str) -> dict[str, tuple[str, ...]]:
    """The rejected facts of each article, sorted, by the article's IRI."""
    return by_article(_rejected(engine, base), base)


def by_article(facts: Iterable[str], base: str) -> dict[str, tuple[str, ...]]:
    """Facts (IRIs) of articles, sorted, by the article's IRI; other IRIs are left out."""
    prefix = iri.article("", base).removesuffix(iri.digest(""))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.startswith(prefix):
            found[prefix + fact.removeprefix(prefix).partition("/")[0]].add(fact)
    return {article: tuple(sorted(some)) for article, some in found.items()}


def _rejected(engine: ox.Store, base: str) -> Iterator[str]:
    graph = ox.NamedNode(iri.graph("decisions", base))
    for decision in engine.quads_for_pattern(None, _VERDICT, _REJECTED, graph):
        about = list(engine.quads_for_pattern(decision.subject, _ABOUT, None, graph))
        if len(about) == 1:
            yield str(getattr(about[0].object, "value", ""))
