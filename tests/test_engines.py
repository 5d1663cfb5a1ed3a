"""Two engines run the patterns of rules; what is found is the same, whichever looks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from kg import engines
from kg.engines import Pattern, PatternError
from kg.extract import extract
from kg.ingest import ReadOptions, article_from_text, read
from kg.model import Article
from kg.record import to_line
from kg.rules import load_rules

ATOMS = st.sampled_from(
    ["到", "在", "村", "，", "[到在]", "[^，]", ".", "[$]", "\\$", "\n", "^", "$"]
)
COUNTS = st.sampled_from(["", "", "?", "*", "+", "{0,3}", "{2}", "??", "*?", "+?", "{1,4}?"])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, min_size=1, max_size=3)
    opening = st.sampled_from(["(", "(?:"])
    counted = st.builds("{}{}){}".format, opening, some.map("|".join), COUNTS)
    return some.map("".join) | counted


def counted(atom: str, count: str) -> str:
    return atom if atom in "^$" else atom + count


PATTERNS = st.recursive(st.builds(counted, ATOMS, COUNTS), grown, max_leaves=8)
TEXTS = st.text("到在村，$\n甲", max_size=12)


def both(pattern: Pattern, text: str) -> Iterator[object]:
    """What each engine finds."""
    with pytest.MonkeyPatch.context() as patch:
        for longest in (500, -1):
            patch.setattr(engines, "_LONG", longest)
            yield pattern.find(text), pattern.fits(text)


@given(PATTERNS, TEXTS)
def test_both_find_the_same(source: str, text: str) -> None:
    try:
        pattern = Pattern(source)
        pattern.check()
    except PatternError:
        return
    quick, sure = both(pattern, text)
    assert quick == sure


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("村$", "村\n"),
        (r"(?P<place>\d+)", "３村"),
        (r"\s", "\v"),
        ("(?i)a", "A"),
        (r"\bA", "村A"),
        (r"\x{6751}", "村"),
        ("村{,2}", "村村"),
        ("(?s).", "\n"),
        (r"\Q(\E", "("),
        (r"\z", ""),
        ("(?P<a>到)|(?P<b>在)", "甲在"),
        ("", "村"),
        ("(|到)*村", "到到村"),
        ("[[:alpha:]]", "村a"),
        ("[]]", "]"),
        ("[^]$]$", "]村"),
    ],
)
def test_what_they_read_otherwise_re2_alone_reads(source: str, text: str) -> None:
    quick, sure = both(Pattern(source), text)
    assert quick == sure


@pytest.mark.parametrize(
    "source", ["到(", "(?=到)村", r"(到)\1", "到++", "(?>到)", "(*ACCEPT)到", "到{2000}"]
)
def test_what_is_no_re2_syntax_is_refused(source: str) -> None:
    with pytest.raises(PatternError):
        Pattern(source).check()


def test_what_takes_too_many_steps_is_left_to_re2() -> None:
    """Nobody lives to see PCRE2 end without a bound: the ways to part this text double with it."""
    pattern = Pattern("^(?:(?:到|在)[^，]{0,9})*村$", is_guard=True)
    assert not pattern.fits("到在" * 200)
    assert pattern.fits("到在" * 200 + "村")
    assert pattern.find("甲") is None


@pytest.mark.parametrize("length", [0, 30, 501, 3000])
def test_places_are_counted_in_characters(length: int) -> None:
    found = Pattern("(?P<place>.村)(?P<none>甲)?").find("一" * length + "\U00020000村到")
    assert found == ((length, length + 2), (length, length + 2), (-1, -1))


def test_all_shipped_patterns_are_re2_syntax() -> None:
    for rule in load_rules().rules:
        for compiled in (rule.pattern, *(guard.pattern for guard in rule.guards)):
            assert compiled().check()


def test_no_shipped_pattern_is_left_to_re2_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(re2, "compile", None)
    load_rules.__wrapped__().ready()


def assert_read_alike(articles: list[Article], patch: pytest.MonkeyPatch) -> None:
    rules = load_rules()
    quick = [to_line(extract(article, rules)) for article in articles]
    patch.setattr(engines, "_LONG", -1)
    assert [to_line(extract(article, rules)) for article in articles] == quick


def test_examples_are_read_alike(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [str(root / "examples" / name) for name in ("page.txt", "articles.jsonl")]
    articles = [one for one in read(files) if isinstance(one, Article)]
    assert articles
    assert_read_alike(articles, monkeypatch)


@pytest.mark.parametrize("name", ["dev_local.json", "dev_national.json"])
def test_annotated_articles_are_read_alike(
    shared: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [
        article_from_text(one["text"], one["id"], ReadOptions(published=one["published"]))
        for one in json.loads((shared / name).read_text(encoding="utf-8"))
    ]
    assert_read_alike(articles, monkeypatch)
