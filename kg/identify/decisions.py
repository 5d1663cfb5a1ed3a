"""Decisions of people: read from a table, kept in the store, winning over what is computed.

Input: a TSV file with the columns kind, subject, object, verdict, reason. Output: `Decision`
values, and zj:Decision nodes in the graph `decisions`, which survive every rebuild. A decision
about two nodes says whether they are one; about one node, a fact, whether it holds.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.errors import InputError
from kg.rdf import iri
from kg.rdf.literal import string
from kg.rdf.terms import A, P
from kg.store import Store
from kg.vocabulary import Property

COLUMNS: Final = ("kind", "subject", "object", "verdict", "reason")
# Verdicts of the table by kind, and what they are called in the graph.
VERDICTS: Final = {
    "identity": {"same": "accepted", "different": "rejected", "unsure": "unsure"},
    "link": {"same": "accepted", "different": "rejected", "reject": "rejected", "unsure": "unsure"},
    "fact": {"accept": "accepted", "reject": "rejected", "unsure": "unsure"},
}
_GRAPH: Final = "decisions"


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """A verdict: `accepted`, `rejected` or `unsure`, about one node or two (IRIs, sorted)."""

    about: tuple[str, ...]
    verdict: str
    reason: str = ""


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a table, in its order.

    Raises InputError for a file that cannot be read, or a line that has another form.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("decisions-file", source=path, why=error) from error
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(rows, [])
    if tuple(header) != COLUMNS:
        raise InputError(
            "decisions-columns", source=path, found=", ".join(header), allowed=", ".join(COLUMNS)
        )
    return [_decision(row, path, line) for line, row in enumerate(rows, 2) if any(row)]


def _decision(row: list[str], path: Path, line: int) -> Decision:
    if len(row) != len(COLUMNS):
        raise InputError(
            "decisions-row", source=path, line=line, found=len(row), allowed=len(COLUMNS)
        )
    kind, subject, object_, verdict, reason = (cell.strip() for cell in row)
    for column, found, allowed in (
        ("kind", kind, VERDICTS),
        ("verdict", verdict, VERDICTS.get(kind, {})),
    ):
        if found not in allowed:
            raise InputError(
                "decisions-value", source=path, line=line, column=column, found=found,
                allowed=", ".join(allowed),
            )  # fmt: skip
    about = tuple(sorted({node for node in (subject, object_) if node}))
    for node in about:
        if not iri.is_iri(node):
            raise InputError("decisions-iri", source=path, line=line, found=node)
    if len(about) != (1 if kind == "fact" else 2):
        raise InputError("decisions-about", source=path, line=line, kind=kind)
    return Decision(about, VERDICTS[kind][verdict], reason)


def keep(store: Store, decisions: Iterable[Decision]) -> None:
    """Add decisions to those of the store; the newest about the same nodes holds."""
    held = {decision.about: decision for decision in kept(store)}
    held |= {decision.about: decision for decision in decisions}
    lines = [line for decision in held.values() for line in _lines(decision, store.base)]
    store.derive(_GRAPH, "", lines)


def _lines(decision: Decision, base: str) -> Iterator[str]:
    node = f"<{base}decision/{iri.digest(*decision.about)}>"
    yield f"{node} {A['DECISION']}"
    yield f"{node} {P['VERDICT']} {string(decision.verdict)}"
    if decision.reason:
        yield f"{node} {P['REASON']} {string(decision.reason)}"
    for about in decision.about:
        yield f"{node} {P['ABOUT']} <{about}>"


def kept(store: Store) -> list[Decision]:
    """The decisions of the store, sorted."""
    graph = ox.NamedNode(iri.graph(_GRAPH, store.base))
    found: dict[str, dict[str, list[str]]] = {}
    for quad in store.engine.quads_for_pattern(None, None, None, graph):
        values = found.setdefault(str(quad.subject), {})
        values.setdefault(quad.predicate.value, []).append(getattr(quad.object, "value", ""))
    return sorted(
        Decision(
            tuple(sorted(values[Property.ABOUT])),
            values[Property.VERDICT][0],
            values.get(Property.REASON, [""])[0],
        )
        for values in found.values()
    )
