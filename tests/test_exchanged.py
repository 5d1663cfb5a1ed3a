"""What is found must not hang on one word: examples of rules, read with another verb in its place."""

from __future__ import annotations

import re

import pytest

from kg.extract import extract
from kg.ingest import ReadOptions, article_from_text
from kg.rules import Rule, load_rules

RULES = load_rules()
LIKE = {  # verbs that say as good as the same
    "Visit": ("调研", "考察", "视察", "检查", "督导", "督查", "走访"),
    "Donation": ("捐赠", "捐献", "捐助", "赠送"),
}
_NAMED = "[团组队]"  # 考察团 is who comes, not what is done


def _exchanged(rule: Rule) -> list[tuple[str, str, str]]:
    """The examples of a rule that hold one such verb, each with it and with each of the others."""
    verbs = LIKE.get(rule.emits, ())
    return [
        (text, found[0], verb)
        for text in (example["text"] for example in rule.examples)
        if len(found := [verb for verb in verbs if verb in text]) == 1
        and not re.search(found[0] + _NAMED, text)
        for verb in verbs
        if verb != found[0]
    ]


def _facts(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Kinds of events with who and what fills their roles, without what they are about."""
    record = extract(article_from_text(text, "any", ReadOptions()), RULES)
    return [
        (
            event.type,
            [(role, m.name) for role, mentions in event.roles if role != "topic" for m in mentions],
        )
        for event in record.events
        if event.type in LIKE
    ]


@pytest.mark.parametrize("rule", [r for r in RULES.rules if _exchanged(r)], ids=lambda r: r.name)
def test_another_verb_gives_the_same(rule: Rule) -> None:
    for text, verb, other in _exchanged(rule):
        told = [
            (kind, [(role, name.replace(verb, other)) for role, name in roles])
            for kind, roles in _facts(text)
        ]
        assert _facts(text.replace(verb, other)) == told, text.replace(verb, other)
