"""Reviewing: what is open or weak goes out as a table, and comes back with verdicts.

Input: a store; a table that a person has filled in. Output: the table (`write`), or the decisions
in the store (`take`). The columns that a person needs come first: `verdict` and `reason` to fill
in, `allowed` with the verdicts that there are, what is stated and the words it stands on; `subject`
and `object` say what the row is about. Decisions made so far stand in the table too, so that it is
a whole file of decisions that `kg build --decisions` takes.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from kg.errors import InputError
from kg.identify import Ballot, Decision, check_agree, identify, keep, kept, read_ballots
from kg.identify.ballot import VERDICTS, WITHIN, guarded, refuse
from kg.identify.decisions import UNDONE
from kg.link import drop_unsupported
from kg.review.questions import FACT, IDENTITY, KINDS, LINK, Question, Questions
from kg.store import Store
from kg.vocabulary import SKOS_BROAD_MATCH, Property

__all__ = ["BELOW", "KINDS", "Summary", "questions", "take", "write"]

BELOW: Final = 0.8
COLUMNS: Final = (
    "verdict", "reason", "allowed", "kind", "statement", "confidence", "grounds", "quote",
    "title", "published", "subject", "object",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the verdicts of a table; `links` tells whether some are about links."""

    new: int = 0
    changed: int = 0
    undone: int = 0
    same: int = 0
    links: bool = False


def questions(
    store: Store, *, below: float = BELOW, kinds: tuple[str, ...] = KINDS
) -> Iterator[Question]:
    """What of a store is open, or weaker than `below`, or decided."""
    return Questions(store, below).all(kinds)


def write(asked: Iterable[Question], stream: IO[str]) -> int:
    """Write questions as a table of tab-separated values; gives their number."""
    table = csv.writer(stream, delimiter="\t", lineterminator="\n")
    table.writerow(COLUMNS)
    count = 0
    for question in asked:
        table.writerow([guarded(" ".join(cell.split())) for cell in _row(question)])
        count += 1
    return count


def _row(one: Question) -> tuple[str, ...]:
    confidence = "" if one.confidence is None else f"{one.confidence:g}"
    return (
        _verdict(one), one.decision.reason if one.decision else "", _allowed(one), one.kind,
        one.statement, confidence, one.grounds, one.quote, one.title, one.published,
        one.subject, one.object,
    )  # fmt: skip


def _verdict(one: Question) -> str:
    """The word of the table for what was decided."""
    decision = one.decision
    if decision is None:
        return ""
    if decision.relation == SKOS_BROAD_MATCH:
        return WITHIN
    return next(word for word, meant in VERDICTS[one.kind].items() if meant == decision.verdict)


def _allowed(one: Question) -> str:
    """The verdicts of a row: to undo only what is decided, within only of what has a place."""
    words = [word for word in VERDICTS[one.kind] if word != "undo" or one.decision]
    return " / ".join(words)


def take(store: Store, path: Path) -> Summary:
    """Take the verdicts of a table into a store; what they change is changed at once.

    Links follow with the next `kg.link.link`. Raises InputError for a table of another form, rows
    that fit nothing in the store, and verdicts that contradict each other; then nothing is taken.
    """
    ballots = read_ballots(path)
    before = {decision.about: decision for decision in kept(store)}
    faults = [
        fault for one in ballots if (fault := _misfit(one, store, before.keys(), path)) is not None
    ]
    refuse(faults, path)
    decisions = [ballot.decision for ballot in ballots]
    check_agree(store, decisions)
    keep(store, decisions)
    identify(store)
    drop_unsupported(store)
    fates = Counter(_fate(one, before) for one in dict.fromkeys(decisions))
    changed = {about for one in ballots if before.get(about := one.decision.about) != one.decision}
    links = any(one.kind == LINK and one.decision.about in changed for one in ballots)
    return Summary(links=links, **fates)


def _fate(decision: Decision, before: Mapping[tuple[str, ...], Decision]) -> str:
    if decision.verdict == UNDONE:
        return "undone"
    earlier = before.get(decision.about)
    return "new" if earlier is None else "same" if earlier == decision else "changed"


def _misfit(
    ballot: Ballot, store: Store, decided: Collection[tuple[str, ...]], path: Path
) -> InputError | None:
    """What is wrong with a row that fits nothing in the store."""
    about = ballot.decision.about
    if about in decided:
        return None
    if ballot.decision.verdict == UNDONE:
        return InputError(
            "review-undo", source=path, line=ballot.line, found=" ".join(about), store=store.path
        )
    unknown = [node for node in about if not _is_known(node, ballot.kind, store)]
    if not unknown and (ballot.kind != LINK or _is_outward(about, store)):
        return None
    return InputError(
        f"review-unknown-{ballot.kind}", source=path, line=ballot.line,
        found=" ".join(unknown or about), store=store.path,
    )  # fmt: skip


def _is_known(node: str, kind: str, store: Store) -> bool:
    """Whether a store has a node, of a kind that a decision may be about."""
    stated = store.engine.quads_for_pattern(
        ox.NamedNode(node), ox.NamedNode(Property.STATED_IN), None, None
    )
    is_fact = next(stated, None) is not None
    if kind == FACT:
        return is_fact
    if kind == LINK and not node.startswith(store.base):
        return True
    return store.kind(node) is not None or (kind == IDENTITY and is_fact)


def _is_outward(about: tuple[str, ...], store: Store) -> bool:
    """Whether one of two nodes is the store's, and the other an entry elsewhere."""
    return sum(node.startswith(store.base) for node in about) == 1
