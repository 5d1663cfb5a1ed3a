"""Writes docs/quality.md: how well extraction and identification do, on which articles.

    python -m tests.benchmarks.quality

Run by hand, from the project's root. Measures the project's own annotated articles
(tests/corpus), those of ../shared/corpus where they are, and the pairs of tests/corpus/pairs.json;
takes the hand check from tests/corpus/hand-check.tsv and what is known to be wrong from
tests/benchmarks/quality-known.md.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kg.evaluate import Evaluation, evaluate
from kg.evaluate.confidence import lower_bound
from kg.evaluate.facts import KINDS
from kg.rules import load_rules
from tests.identity_pairs import measure

ROOT = Path(__file__).resolve().parents[2]
CORPUS, SHARED = ROOT / "tests" / "corpus", ROOT.parent / "shared" / "corpus"
CORE = ("visits", "directives", "donations")


def sets() -> Iterator[tuple[str, Path, tuple[str, ...]]]:
    """Name, file and article ids (none: all) of each part that is measured."""
    yield "own, looked at", CORPUS / "look.json", ()
    yield "own, aside", CORPUS / "aside.json", ()
    yield "own, hard, looked at", CORPUS / "look-hard.json", ()
    yield "own, hard, aside", CORPUS / "aside-hard.json", ()
    for name in ("dev_local", "dev_national"):
        file = SHARED / f"{name}.json"
        if file.exists():
            yield name, file, ()


def figures() -> Iterator[str]:
    """A row for each part: F1 by kind, and the two means."""
    rules = load_rules()
    yield "| articles | " + " | ".join(KINDS) + " | core | all |"
    yield "|---" * (len(KINDS) + 3) + "|"
    for name, file, only in sets():
        found = evaluate(file, rules, only=only)
        cells = [_cell(found, kind) for kind in KINDS]
        counting = any(score.counts for score in found.kinds if score.kind in CORE)
        core = f"{found.core:.3f}" if counting else "too few"
        yield f"| {name} | {' | '.join(cells)} | {core} | {found.all:.3f} |"


def _cell(found: Evaluation, kind: str) -> str:
    one = next(score for score in found.kinds if score.kind == kind)
    mark = "" if one.counts else " *"
    return f"{one.tally.f1:.3f} ({one.annotated}){mark}"


def identity() -> Iterator[str]:
    """A row for each kind of pair: right verdicts of all."""
    yield "| pairs | same, and joined | different, and apart |"
    yield "|---|---|---|"
    for row in measure():
        yield f"| {row.kind} | {row.joined} of {row.same} | {row.different - row.wrong} of {row.different} |"


def hand_check() -> Iterator[str]:
    """How many of the facts checked by hand were right, by kind."""
    with (CORPUS / "hand-check.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    cases = Counter(row["kind"] for row in rows)
    right = Counter(row["kind"] for row in rows if row["right"] == "yes")
    yield "| kind | right | of | lower bound (Wilson, 95 %) |"
    yield "|---|---|---|---|"
    for kind, count in [*sorted(cases.items()), ("all", len(rows))]:
        good = right.total() if kind == "all" else right[kind]
        yield f"| {kind} | {good} | {count} | {lower_bound(good, count):.2f} |"


def report() -> str:
    """The page."""
    template = (Path(__file__).with_name("quality-template.md")).read_text(encoding="utf-8")
    known = (Path(__file__).with_name("quality-known.md")).read_text(encoding="utf-8")
    return template.format(
        figures="\n".join(figures()), identity="\n".join(identity()),
        hand_check="\n".join(hand_check()), known=known.strip(),
    )  # fmt: skip


if __name__ == "__main__":
    (ROOT / "docs" / "quality.md").write_text(report(), encoding="utf-8", newline="\n")
