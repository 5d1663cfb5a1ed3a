"""Evaluation: what the rules find in annotated articles, held against the annotation.

Input: files of annotated articles (`kg.evaluate.gold`), the rules. Output: an `Evaluation` with
precision, recall and F1 by kind of fact, precision by rule, and the worst articles; or the measured
confidence of every rule, and the file that holds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import UsageError
from kg.evaluate.compare import Comparison, Difference, Tally, compare
from kg.evaluate.confidence import RuleScore, write_confidence
from kg.evaluate.facts import KINDS, annotated, extracted
from kg.evaluate.gold import GoldArticle, read_gold
from kg.extract import extract
from kg.rules import Rules

__all__ = [
    "ArticleScore",
    "Difference",
    "Evaluation",
    "KindScore",
    "RuleScore",
    "Tally",
    "evaluate",
    "measure_confidence",
    "write_confidence",
]

_CORE: Final = frozenset({"visits", "directives", "donations"})
_FEW_ARTICLES: Final = 3  # up to so many, every kind that is annotated counts
_FEWEST: Final = 10  # annotated facts of a kind that counts in the means, of more articles


@dataclass(frozen=True, slots=True)
class KindScore:
    """One kind of fact: `annotated` facts; `counts` whether it is part of the means.

    The units of `tally` are fillers of roles, of directives characters, of posts pairs.
    """

    kind: str
    tally: Tally
    annotated: int
    counts: bool


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """One article and what differs in it."""

    id: str
    differences: tuple[Difference, ...]

    @property
    def wrong(self) -> int:
        """How many fillers, posts and pieces of directives are missing or extra."""
        return sum(one.units for one in self.differences)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured.

    `kinds` are in the order visits, directives, donations, meetings, posts; `core` is the mean
    F1 of the first three, `all` of all five, of those that count. `rules` are by kind and name,
    `articles` those with most wrong first.
    """

    kinds: tuple[KindScore, ...]
    core: float
    all: float
    rules: tuple[RuleScore, ...]
    articles: tuple[ArticleScore, ...]


def evaluate(
    golds: Path | Sequence[Path], rules: Rules, *, only: Collection[str] = ()
) -> Evaluation:
    """What `rules` find in the annotated articles of one file or several, taken together.

    `only` names the ids of the articles to look at, all if it is empty. Raises InputError for a
    file that is not as `kg.evaluate.gold` says, UsageError for an id that no file has.
    """
    files = [golds] if isinstance(golds, Path) else golds
    articles = _chosen([article for file in files for article in read_gold(file)], only)
    compared = [_compared(article, rules) for article in articles]
    kinds = tuple(_kind(kind, articles, compared) for kind in KINDS)
    scored = [
        ArticleScore(article.article.id, comparison.differences)
        for article, comparison in zip(articles, compared, strict=True)
    ]
    return Evaluation(
        kinds,
        core=_mean(one for one in kinds if one.kind in _CORE),
        all=_mean(kinds),
        rules=_by_rule(compared),
        articles=tuple(sorted(scored, key=lambda one: -one.wrong)),
    )


def measure_confidence(
    golds: Path | Sequence[Path], rules: Rules, *, only: Collection[str] = ()
) -> tuple[RuleScore, ...]:
    """The cases of each rule in annotated articles, for `write_confidence`.

    The articles must be ones that no rule was written by: what a rule was fitted to says nothing
    about other articles. Takes and raises what `evaluate` does.
    """
    return evaluate(golds, rules, only=only).rules


def _chosen(articles: Sequence[GoldArticle], only: Collection[str]) -> list[GoldArticle]:
    known = [article.article.id for article in articles]
    for name in sorted(set(only) - set(known)):
        raise UsageError("gold-none", found=name, known=", ".join(known))
    return [article for article in articles if not only or article.article.id in only]


def _compared(article: GoldArticle, rules: Rules) -> Comparison:
    found = extracted(extract(article.article, rules), article)
    return compare(annotated(article), found, article.bare)


def _kind(kind: str, articles: Sequence[GoldArticle], compared: Sequence[Comparison]) -> KindScore:
    tally = sum((one.tallies[kind] for one in compared), Tally())
    count = sum(len(article.facts[kind]) for article in articles)
    needed = _FEWEST if len(articles) > _FEW_ARTICLES else 1
    return KindScore(kind, tally, count, count >= needed)


def _mean(kinds: Iterable[KindScore]) -> float:
    """Mean F1 of the kinds that count, 0 where none does."""
    counting = [one.tally.f1 for one in kinds if one.counts]
    return sum(counting) / len(counting) if counting else 0.0


def _by_rule(compared: Iterable[Comparison]) -> tuple[RuleScore, ...]:
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for comparison in compared:
        for name, (right, cases) in comparison.rules.items():
            counts[name][0] += right
            counts[name][1] += cases
    ordered = sorted(counts, key=lambda name: (KINDS.index(name[0]), name[1]))
    return tuple(RuleScore(rule, kind, *counts[kind, rule]) for kind, rule in ordered)
