"""Whether ontology, code, context, shapes, rules, queries and messages agree.

Input: the data files and modules of the project, and folders of a user's own rules. Output:
a list of `Fault`, empty where all agree; each names the file, what is wrong there and what to
do. Nothing is run but the parsers of the files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.check import catalogue, queries, rules, terms
from kg.check.fault import Fault, Places, in_order
from kg.check.ontology import read_ontology

__all__ = ["Fault", "Places", "check"]


def check(rules_dirs: Sequence[Path] = (), *, places: Places | None = None) -> list[Fault]:
    """All faults, by file; `rules_dirs` are folders of a user's own rules and ontologies (`.ttl`).

    `places` says where the project's own files are, for those that are not the installed ones.
    """
    places = places or Places()
    ontology, faults = read_ontology(places, rules_dirs)
    if ontology is None:
        return in_order(faults)
    return in_order(
        [
            *faults,
            *terms.check_vocabulary(places, ontology),
            *terms.check_code(places, ontology),
            *terms.check_context(places, ontology),
            *terms.check_shapes(places, ontology),
            *queries.check_queries(places, ontology),
            *rules.check_rules(places, ontology, rules_dirs),
            *terms.check_unused(places, ontology, rules.used(places, rules_dirs)),
            *catalogue.check_messages(places),
        ]
    )
