"""Facts that people have rejected: decisions of the graph `decisions` about a single fact.

Input: a store. Output: IRIs of facts by article.
"""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox

from kg.rdf import iri
from kg.vocabulary import Property

_VERDICT = ox.NamedNode(Property.VERDICT)
_ABOUT = ox.NamedNode(Property.ABOUT)
_REJECTED = ox.Literal("rejected")


def rejected_facts(engine: ox.Store, base: str) -> dict[str, tuple[str, ...]]:
    """The rejected facts of each article, sorted, by the article's IRI."""
    graph = ox.NamedNode(iri.graph("decisions", base))
    facts: defaultdict[str, list[str]] = defaultdict(list)
    for decision in engine.quads_for_pattern(None, _VERDICT, _REJECTED, graph):
        about = list(engine.quads_for_pattern(decision.subject, _ABOUT, None, graph))
        fact = str(getattr(about[0].object, "value", "")) if len(about) == 1 else ""
        prefix = iri.article("", base).removesuffix(iri.digest(""))
        if fact.startswith(prefix):
            facts[prefix + fact.removeprefix(prefix).partition("/")[0]].append(fact)
    return {article: tuple(sorted(found)) for article, found in facts.items()}
