"""Words without which a pattern cannot fit."""

from __future__ import annotations

import re

import pytest

from kg.annotate import annotate
from kg.clauses import read_clauses
from kg.needed import any_of, needed_words, rarer, shortest
from kg.pattern import compile_pattern
from kg.rules import Rules, load_rules

MACROS = {"go": "(?:前往|赶赴)", "maybe": "(?:亲自)?"}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("^{visitor:subject} (?P<trigger>前往|赶赴) {place:phrase}", {"前往", "赶赴"}),
        ("{%maybe} {%go} {place:phrase}", {"前往", "赶赴"}),
        ("(?P<trigger>会议?)", {"会"}),
        ("会议{0,2}召开了?", {"召开"}),
        ("(?:座谈){1,2}", {"座谈"}),
        ("(?:推进会|协调会|会)", {"会"}),
        ("的 (?P<trigger>慰问品)", {"慰问品"}),
        ("[一二三]{2}调研+", {"调研"}),
        ("[[:alpha:]]慰问", {"慰问"}),
        ("，(?P<trigger>讲)", {"讲"}),
    ],
)
def test_the_rarest_piece_that_must_stand(rules: Rules, pattern: str, words: set[str]) -> None:
    assert set(needed_words(pattern, rules.lexicons, MACROS)) == words
    compile_pattern(pattern, rules.lexicons, MACROS, where="here")


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{place:phrase}",
        "(?:前往|赶赴)?",
        "前往|",
        "(?:前往|.)",
        "(?i:a)bc",
        "(?P<trigger>.)",
        "[到去]",
    ],
)
def test_nothing_is_sure_to_stand(rules: Rules, pattern: str) -> None:
    assert needed_words(pattern, rules.lexicons, MACROS) == ()


def test_every_rule_that_is_shipped_needs_words(rules: Rules) -> None:
    assert [rule.name for rule in rules.rules if not rule.needed] == []


def test_a_rule_fits_no_clause_without_them(rules: Rules) -> None:
    tried = 0
    for example in {example["text"] for rule in rules.rules for example in rule.examples}:
        for sentence in read_clauses(annotate(example, rules), rules, None):
            for clause in sentence.clauses:
                for rule in rules.rules:
                    if rule.pattern.search(clause.text.encode()):
                        tried += 1
                        assert any(word in clause.text for word in rule.needed), rule.name
    assert tried > 100


def test_words_that_hold_another_say_no_more() -> None:
    assert shortest(["推进会", "会", "仪式", "开幕仪式", "会"]) == ("会", "仪式")


def test_the_rarer_of_two(rules: Rules) -> None:
    assert rarer(("的",), ("访华",), rules.lexicons) == ("访华",)
    assert rarer(("的",), (), rules.lexicons) == ("的",)
    assert rarer((), (), rules.lexicons) == ()


def test_any_of_several_lists() -> None:
    found = any_of([("会",), ("前往", "会议")])
    assert found is not None
    assert [bool(found.search(text)) for text in ("例会", "前往", "前", "")] == [
        True,
        True,
        False,
        False,
    ]
    assert any_of([("会",), ()]) is None
    nothing = any_of([])
    assert nothing is not None
    assert nothing.search("会") is None
    assert isinstance(found, re.Pattern)
