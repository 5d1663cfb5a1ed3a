"""Whether the shipped queries can be read, and use terms that the ontology has.

Input: `queries/*.rq`. A term is read from the query's tokens, so one in a comment or a string
does not count.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg import library, sparql
from kg.check import code
from kg.check.fault import Fault, Places, fault
from kg.check.ontology import Ontology
from kg.check.terms import lacking
from kg.errors import QueryError


def check_queries(places: Places, ontology: Ontology) -> Iterator[Fault]:
    """Queries that cannot be read, unknown terms, parameters that no query variable takes."""
    from pyoxigraph import Store  # noqa: PLC0415 - only the engine knows what it reads

    from kg.query import Graph  # noqa: PLC0415

    nothing = Graph.of(Store())
    for file in sorted(places.queries.glob("*.rq")):
        name = places.name(file)
        try:
            text = file.read_text(encoding="utf-8")
            header = library.described(text, file.stem)
            sparql.guard(text)
            nothing.ask(text)
        except (QueryError, UnicodeDecodeError) as error:
            yield fault(name, "check-query", reason=error)
            continue
        for term in sorted(_terms(text) - ontology.terms):
            yield lacking(name, term, ontology)
        for parameter in header.parameters:
            if parameter.name not in sparql.variables(text):
                yield fault(name, "check-query-parameter", found=parameter.name)


def _terms(text: str) -> set[str]:
    kinds = ("pname", "iri")
    words = " ".join(token.text for token in sparql.tokens(text) if token.kind in kinds)
    return set(code.in_text(words))
