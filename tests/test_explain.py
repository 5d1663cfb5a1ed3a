"""The explanation of an article: every fact with its characters, in one file or on a terminal."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.explain import Fact, explain_html, explain_text, facts, segments
from kg.extract import extract
from kg.ingest import article_from_text
from kg.model import Quote, Record
from kg.rules import load_rules
from tests.records import samples

TEXT = "10月30日上午，猇亭区委书记邵庭松到云池街道调研。邵庭松强调，要压实责任。"


def record(text: str = TEXT, title: str = "调研") -> Record:
    return extract(article_from_text(text, title=title), load_rules())


class Reader(HTMLParser):
    """Reads a page: the text of each element by tag, and the marks with their facts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[tuple[str, list[int]]] = []
        self.within: dict[str, str] = {}
        self.cards: list[str] = []
        self.feed(page)
        assert [tag for tag, _ in self.stack] == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "input"):
            self.stack.append((tag, dict(attrs)))
        if tag == "li":
            self.cards.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for tag, attributes in self.stack:
            name = attributes.get("class") or tag
            self.within[name] = self.within.get(name, "") + data
        tags = [tag for tag, _ in self.stack]
        if "li" in tags:
            self.cards[-1] += data
        if "mark" in tags:
            numbers = str(self.stack[-1][1]["data-facts"]).split()
            self.marks.append((data, [int(number) for number in numbers]))


def marked(page: str, fact: int) -> set[str]:
    return {text for text, numbers in Reader(page).marks if fact in numbers}


# -- what is shown


def test_every_fact_of_the_record_is_shown() -> None:
    found = facts(record())
    assert [fact.kind for fact in found] == ["Visit", "Directive", "Tenure"]
    assert ("place", "云池街道") in found[0].rows
    assert found[0].rule == "visit-weak-go"
    assert all(fact.rule for fact in found)


@pytest.mark.parametrize("made", samples(), ids=[one.article.id for one in samples()])
def test_no_fact_of_any_kind_is_lost(made: Record) -> None:
    assert len(facts(made)) == len(made.events) + len(made.posts)
    reader = Reader(explain_html([made]))
    assert len(reader.cards) == len(facts(made))
    for event in made.events:
        for _, mentions in event.roles:
            assert all(any(m.name in card for card in reader.cards) for m in mentions)


# -- the page


def test_marks_are_the_characters_of_the_facts() -> None:
    page = explain_html([record()])
    assert {"调研", "邵庭松", "云池街道", "10月30日上午"} <= marked(page, 0)
    assert {"强调", "要压实责任", "邵庭松"} <= marked(page, 1)
    assert {"猇亭区委书记", "邵庭松"} <= marked(page, 2)


def test_the_text_of_the_page_is_the_article() -> None:
    text = "甲 <b>&amp; 乙\n\u3000\u3000丙\U0002000b丁"
    reader = Reader(explain_html([record(text + TEXT)]))
    assert reader.within["text"] == text + TEXT


def test_cards_say_why() -> None:
    visit = Reader(explain_html([record()])).cards[0]
    assert "规则 rule visit-weak-go" in visit
    assert "0-" in visit
    assert "10月30日上午，猇亭区委书记邵庭松到云池街道调研" in visit


def test_the_page_needs_no_network_and_survives_markup_in_the_text() -> None:
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    page = explain_html([record(hostile + TEXT, title='<b onclick="x">')])
    assert "http://" not in page
    assert "https://" not in page
    assert "src=" not in re.sub("&lt;.*?&gt;", "", page)
    assert page.count("<script") == page.count("</script>") == 1
    assert "<img" not in page
    assert "<b onclick" not in page
    assert "default-src 'none'" in page


def test_kinds_can_be_filtered() -> None:
    page = explain_html([record(), record("今天天气很好。")])
    assert re.findall(r'value="(\w+)"', page) == ["Visit", "Directive", "Tenure"]
    assert page.count("<article") == 2
    assert "没有找到事实" in page


def test_a_fact_in_the_headline_is_marked_there() -> None:
    quote = Quote("调研", 3, 5, in_title=True)
    fact = Fact("Visit", (), (quote,), quote, "r")
    assert [one.text for one in segments("书记到调研", 0, [fact], in_title=True)] == [
        "书记到",
        "调研",
    ]
    assert [one.facts for one in segments("书记到调研", 0, [fact], in_title=False)] == [()]


def test_same_record_same_page() -> None:
    assert explain_html([record()]) == explain_html([record()])


@given(
    st.text(max_size=12),
    st.lists(st.tuples(st.integers(-3, 15), st.integers(-3, 15), st.booleans()), max_size=6),
    st.integers(0, 3),
)
def test_segments_lose_nothing(text: str, spans: list[tuple[int, int, bool]], start: int) -> None:
    quotes = [Quote("", min(a, b), max(a, b), in_title) for a, b, in_title in spans]
    found = [Fact("Visit", (), (quote, quote), quote, "r") for quote in quotes]
    pieces = segments(text, start, found, in_title=False)
    assert "".join(piece.text for piece in pieces) == text
    at = start
    for piece in pieces:
        inside = [
            number
            for number, quote in enumerate(quotes)
            if not quote.in_title and quote.start <= at and at + len(piece.text) <= quote.end
        ]
        if piece.text:
            assert list(piece.facts) == list(piece.around) == inside
        at += len(piece.text)


# -- the terminal


def test_the_terminal_form_marks_the_text_and_names_the_facts() -> None:
    lines = list(explain_text(record()))
    assert lines[0].startswith("调研")
    assert lines[1] == (
        "    [10月30日上午]¹·²，[猇亭区委书记]³[邵庭松]¹·³到[云池街道]¹[调研]¹。"
        "[邵庭松]²[强调]²，[要压实责任]²。"
    )
    assert "    来访 visitor: 邵庭松" in lines
    assert "    规则 rule: visit-weak-go" in lines
    assert any(line.startswith("    位置 · at: 0-") for line in lines)


def test_colours_are_for_terminals_alone() -> None:
    assert not any("\x1b" in line for line in explain_text(record()))
    assert any("\x1b[" in line for line in explain_text(record(), colour=True))


def test_an_article_without_facts_says_so() -> None:
    assert any("没有找到事实" in line for line in explain_text(record("今天天气很好。")))
