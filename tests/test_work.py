"""No rule and no pattern can be kept busy by a text made for it: what is done is counted, not timed."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from kg.dates import load_dates
from kg.extract import extract
from kg.ingest import ReadOptions, article_from_text
from kg.rules import TABLES, Rule, load_rules
from tests.ambiguity import ambiguous
from tests.looking import Count, looking_rules, work

RULES = load_rules()
LONG = 600  # characters of a text
MOST = 400  # calls for each of its characters; of ordinary texts it is some 30
MARKS = ("", "，", "、", "；", "和", "。", "\n")  # what stands between a piece and the same again


@pytest.fixture(scope="module")
def looking() -> tuple[Any, Count]:
    """Rules that count what they look through, all of them ready."""
    rules, count = looking_rules()
    rules.ready()
    article = article_from_text("3月2日，县长马占海到云溪镇调研。", "any", ReadOptions())
    extract(article, rules)
    return rules, count


def grown(text: str) -> str:
    """`text` with one of its pieces told again and again, which and how by a number of the text."""
    body = text.rstrip("。")
    pieces = list(re.finditer("[^，。；、：\n]+", body))
    number, mark = divmod(zlib.crc32(text.encode()), len(MARKS))
    piece = pieces[number % len(pieces)]
    again = piece[0] + MARKS[mark]
    return body[: piece.start()] + again * (LONG // len(again)) + body[piece.start() :] + "。"


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.name)
def test_no_piece_of_an_example_told_again_and_again_takes_much_work(
    rule: Rule, looking: tuple[Any, Count]
) -> None:
    rules, count = looking
    for text in (*(str(one["text"]) for one in rule.examples), *rule.counterexamples):
        article = article_from_text(grown(text), "any", ReadOptions(published="2022-11-16"))
        done = work(count, partial(extract, article, rules))
        assert done < MOST * len(article.source), article.source


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns that `re` runs over articles, by name."""
    for table in TABLES:
        for name, text in RULES.tables[table].items():
            if isinstance(text, str):
                yield f"{table}.{name}", RULES.patterns(table)[name]
    dates = load_dates()
    forms = {form for found in dates.forms.values() for form in found}
    yield from ((form.name, form.pattern) for form in (*forms, *dates.tail.values()))
    for words in (RULES.grammar, RULES.grammar.appointed):
        yield from ((k, v) for k, v in vars(words).items() if isinstance(v, re.Pattern))


def test_no_repeated_piece_of_a_pattern_is_read_in_two_ways() -> None:
    assert {name: word for name, one in patterns() if (word := ambiguous(one))} == {}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("body", "县农业局" + 40 * "对石塘通过"),
        ("body", "县农业局" + 40 * "为石又向石"),
        ("meeting", "会议" + 40 * "在石时"),
        ("group", "县局负责人" + 40 * "带领石石分别"),
    ],
)
def test_what_leads_to_a_verb_that_does_not_come_is_read_once(kind: str, text: str) -> None:
    """Each took time without end: what stands between a subject and its verb was read in any way."""
    assert RULES.patterns("clauses")[kind].match(text) is None


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("(?:ab|a|b)*c", "ab"),
        ("(a+)+c", "aa"),
        ("(a?b?)*c", "ab"),
        ("(?:x[^，]{2,16}y|y)*c", "xxxyy"),
        ("(?:a|b)*c", None),
        ("(?:，[^，]{2,16})*c", None),
        ("(?:ab|a|b)*+c", None),
        ("(?:(?>ab|a|b)c)*d", None),
        ("(?:ab|a|b){0,6}c", None),
        ("a(?=(?:ab|a|b)*c)", "ab"),
        ("(?:x(?:ab|a|b)*y)++c", "ab"),
    ],
)
def test_what_may_be_read_in_two_ways_is_found(pattern: str, word: str | None) -> None:
    found = ambiguous(re.compile(pattern))
    assert (found and len(found)) == (word and len(word))
