"""How good extraction is: floors of precision and recall, and the confidence that was measured.

The articles that may be looked at are held to `quality-floor.toml`; those kept aside give each
rule its confidence. `tests/benchmarks/quality.py` writes the report of all of them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from kg.evaluate import Evaluation, evaluate, write_confidence
from kg.resources import data
from kg.rules import load_rules

TESTS = Path(__file__).resolve().parent
FLOOR = tomllib.loads((TESTS / "quality-floor.toml").read_text(encoding="utf-8"))
ASIDE = [TESTS / "corpus" / "aside.json", TESTS / "corpus" / "aside-hard.json"]
CASES = [
    (name, kind, measure)
    for name, kinds in FLOOR.items() for kind, floor in kinds.items() for measure in floor
]  # fmt: skip


@cache
def measured(name: str) -> Evaluation:
    return evaluate(TESTS / "corpus" / f"{name}.json", load_rules())


@pytest.mark.parametrize(("name", "kind", "measure"), CASES)
def test_quality_does_not_fall_below_its_floor(name: str, kind: str, measure: str) -> None:
    (score,) = (score for score in measured(name).kinds if score.kind == kind)
    assert getattr(score.tally, measure) >= FLOOR[name][kind][measure]


def test_every_kind_has_a_floor() -> None:
    kinds = {score.kind for score in measured("look").kinds}
    assert all(floor.keys() == kinds for floor in FLOOR.values())


def test_the_confidence_of_the_rules_is_what_the_articles_aside_give(tmp_path: Path) -> None:
    now = write_confidence(evaluate(ASIDE, load_rules()).rules, tmp_path / "confidence.toml")
    shipped = data("ontology", "rules") / "confidence.toml"
    assert shipped.read_text(encoding="utf-8") == now.read_text(encoding="utf-8"), (
        "run make confidence"
    )


def test_the_confidence_of_a_rule_travels_to_its_facts() -> None:
    from kg import extract

    record = extract("10月30日，区长张红军到沟赵办事处调研。", published="2022-11-16")
    (visit,) = record.events
    assert visit.confidence == load_rules().confidence(visit.rule)
    assert visit.confidence is not None
