"""Words without which a pattern cannot fit."""

from __future__ import annotations

import pytest

from kg.annotate import annotate
from kg.clauses import read_clauses
from kg.extract.watch import watch
from kg.needed import NeededWords, Signs, shortest
from kg.pattern import compile_pattern
from kg.rules import TABLES, Rules, load_rules

MACROS = {"go": "(?:前往|赶赴)", "maybe": "(?:亲自)?"}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("^{visitor:subject} (?P<trigger>前往|赶赴) {place:phrase}", [{"前往", "赶赴"}]),
        ("{%maybe} {%go} {place:phrase} 调研", [{"前往", "赶赴"}, {"调研"}]),
        ("(?P<trigger>会议?)", [{"会"}]),
        ("会议{0,2}召开了?", [{"会"}, {"召开"}]),
        ("(?:座谈){1,2}", [{"座谈"}]),
        ("(?:推进会|协调会|会)", [{"会"}]),
        ("的 (?P<trigger>慰问品)", [{"的"}, {"慰问品"}]),
        ("的慰问品", [{"的慰问品"}]),
        ("[一二三]{2}调研+", [{"一", "二", "三"}, {"调研"}]),
        ("[到去]", [{"到", "去"}]),
        ("[[:alpha:]]慰问", [{"慰问"}]),
        ("，{phrase}(?P<trigger>讲)", [{"，"}, {"讲"}]),
        ("(?:在{phrase}会上|会上)", [{"会上"}]),
    ],
)
def test_the_pieces_that_must_stand_in_their_order(
    rules: Rules, pattern: str, pieces: list[set[str]]
) -> None:
    assert list(map(set, NeededWords(rules.lexicons, MACROS).of(pattern))) == pieces
    compile_pattern(pattern, rules.lexicons, MACROS, where="here")


@pytest.mark.parametrize(
    ("pattern", "rarest"),
    [
        ("{%go} {place:phrase} 调研", ("调研",)),
        ("会议召开", ("会议召开",)),
        ("的 (?P<trigger>慰问品)", ("慰问品",)),
        ("，{phrase}(?P<trigger>讲)", ("讲",)),
        ("{place:phrase}", ()),
    ],
)
def test_the_rarest_of_them_is_watched_for(
    rules: Rules, pattern: str, rarest: tuple[str, ...]
) -> None:
    needed = NeededWords(rules.lexicons, MACROS)
    assert needed.rarest(needed.of(pattern)) == rarest


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
        "[^到去]",
        "[一-三]",
        r"[\d到]",
    ],
)
def test_nothing_is_sure_to_stand(rules: Rules, pattern: str) -> None:
    assert NeededWords(rules.lexicons, MACROS).of(pattern) == ()


def test_every_rule_that_is_shipped_needs_words(rules: Rules) -> None:
    assert [rule.name for rule in rules.rules if not rule.needed] == []


def test_a_rule_fits_no_clause_without_them(rules: Rules) -> None:
    tried = 0
    for example in {example["text"] for rule in rules.rules for example in rule.examples}:
        for sentence in read_clauses(annotate(example, rules), rules, None):
            for clause in sentence.clauses:
                for rule in rules.rules:
                    if rule.pattern().fits(clause.text):
                        tried += 1
                        assert any(word in clause.text for word in rule.needed), rule.name
                        assert rule.signs.stand_in(clause.text), rule.name
    assert tried > 100


def test_words_that_hold_another_say_no_more() -> None:
    assert shortest(["推进会", "会", "仪式", "开幕仪式", "会"]) == ("会", "仪式")


def test_words_that_stand_in_another_order_are_not_enough() -> None:
    signs = Signs(lambda: [("前往", "赶赴"), ("调研",), ("，",)])
    texts = ("前往调研，", "赶赴村里，前往调研，", "调研前往，", "前往，调研", "赶赴调研")
    assert [signs.stand_in(text) for text in texts] == [True, True, False, False, False]


def test_a_word_of_each_group_must_stand() -> None:
    signs = Signs(lambda: [("会", "前往", "会议"), ("调研",)])
    texts = ("例会调研", "前往调研", "前来调研", "例会", "")
    assert [signs.stand_in(text) for text in texts] == [True, True, False, False, False]
    assert Signs().stand_in("")
    assert not Signs(lambda: [()]).stand_in("会")


def test_every_pattern_of_the_plain_tables_compiles(rules: Rules) -> None:
    rules.ready()
    assert sum(len(rules.patterns(table)) for table in TABLES) > 200
    with pytest.raises(KeyError):
        rules.patterns("clauses")["no such name"]


def test_a_watch_gives_the_rules_of_a_clause_in_their_order(rules: Rules) -> None:
    text = "王砺锋出席会议，随后前往沟赵办事处调研"
    watching = watch(rules, frozenset())
    signs = watching.signs(text)
    assert signs == sorted(signs)
    half = text.index("，")
    first, second = watching.rules(signs, 0, half), watching.rules(signs, half, len(text))
    assert "meeting-attended" in {rule.name for rule in first}
    assert {"visit-strong-go", "visit-inspect"} <= {rule.name for rule in second}
    for chosen in (first, second):
        assert list(chosen) == [rule for rule in rules.rules if rule in chosen]
    assert watching.rules(signs, half, half + 1) == ()


def test_what_only_adds_is_looked_for_once_there_is_something_to_add_to(rules: Rules) -> None:
    text = "李望舒陪同"
    chosen = [
        watching.rules(watching.signs(text), 0, len(text))
        for watching in (watch(rules, frozenset()), watch(rules, frozenset({"Visit"})))
    ]
    names = [{rule.name for rule in rules} for rules in chosen]
    assert "visit-companion-late" not in names[0]
    assert "visit-companion-late" in names[1]
    assert "visit-companion" in names[0]  # who is named early is kept
