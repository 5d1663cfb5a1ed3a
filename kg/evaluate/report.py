"""An evaluation as lines for people, or as JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kg.errors import messages
from kg.evaluate import ArticleScore, Evaluation, RuleScore
from kg.evaluate.compare import Difference

_LONGEST = 60  # characters shown of a wording


def as_text(found: Evaluation, *, worst: int = 5) -> str:
    """Figures by kind and by rule, and the `worst` articles with what is missing and extra."""
    return "".join(f"{line}\n" for line in _lines(found, worst))


def as_json(found: Evaluation, *, worst: int = 5) -> dict[str, Any]:
    """The same as JSON values, figures to three places."""
    return {
        "kinds": {
            one.kind: {
                "precision": round(one.tally.precision, 3),
                "recall": round(one.tally.recall, 3),
                "f1": round(one.tally.f1, 3),
                "annotated": one.annotated,
                "counts": one.counts,
            }
            for one in found.kinds
        },
        "core": round(found.core, 3),
        "all": round(found.all, 3),
        "rules": [_rule(one) for one in found.rules],
        "articles": [_article(one) for one in found.articles[:worst] if one.differences],
    }


def _rule(one: RuleScore) -> dict[str, Any]:
    counted = {"rule": one.rule, "kind": one.kind, "right": one.right, "cases": one.cases}
    return {**counted, "precision": round(one.precision, 3), "confidence": one.confidence}


def _article(one: ArticleScore) -> dict[str, Any]:
    told = [
        {
            "found" if each.rule else "missing": each.text,
            "kind": each.kind,
            "event": each.event or None,
            "rule": each.rule or None,
        }
        for each in one.differences
    ]
    return {"id": one.id, "wrong": one.wrong, "differences": told}


def _lines(found: Evaluation, worst: int) -> Iterator[str]:
    text = messages()
    yield text["evaluate-head"]
    for one in found.kinds:
        row = text["evaluate-kind"].format(one=one, tally=one.tally)
        yield row if one.counts else row + text["evaluate-left-out"]
    yield text["evaluate-means"].format(found=found)
    yield from ("", text["evaluate-rules"])
    yield from _rules(found.rules)
    for article in found.articles[:worst]:
        if article.differences:
            yield ""
            yield text["evaluate-article"].format(id=article.id, count=article.wrong)
            yield from (_told(each) for each in article.differences)


def _rules(rules: Iterable[RuleScore]) -> Iterator[str]:
    for one in rules:
        lower = "" if one.confidence is None else f"{one.confidence:.3f}"
        yield messages()["evaluate-rule"].format(one=one, lower=lower).rstrip()


def _told(one: Difference) -> str:
    code = "evaluate-extra" if one.rule else "evaluate-missing"
    within = f" ({_short(one.event)})" if one.event else ""
    return messages()[code].format(
        kind=one.kind, text=_short(one.text), event=within, rule=one.rule
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
