"""The explanation of an article: every fact with its characters, in one file."""

from __future__ import annotations

import json
import re
from typing import Any

from kg.explain import explain_html, explain_text, facts
from kg.extract import extract
from kg.ingest import article_from_text
from kg.model import Record
from kg.rules import load_rules

TEXT = "10月30日上午，猇亭区委书记邵庭松到云池街道调研。邵庭松强调，要压实责任。"


def record(text: str = TEXT, title: str = "调研") -> Record:
    return extract(article_from_text(text, title=title), load_rules())


def page_data(page: str) -> dict[str, Any]:
    found = re.search(r'type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_every_fact_of_the_record_is_shown() -> None:
    made = record()
    kinds = [fact.kind for fact in facts(made)]
    assert kinds == ["Visit", "Directive", "Tenure"]
    assert ("place", "云池街道") in facts(made)[0].rows
    assert ("rule", "visit-weak-go") in facts(made)[0].rows


def test_spans_of_the_page_are_the_characters_of_the_article() -> None:
    data = page_data(explain_html([record()]))
    (article,) = data["articles"]
    visit = article["facts"][0]
    cut = {article["text"][start:end] for start, end in visit["spans"]}
    assert {"调研", "邵庭松", "云池街道", "10月30日上午"} <= cut


def test_the_page_needs_no_network_and_survives_markup_in_the_text() -> None:
    page = explain_html([record("</script><script>alert(1)</script>" + TEXT, title="<b>")])
    assert "http://" not in page
    assert "https://" not in page
    assert page.count("</script>") == 2
    assert "</script><script>alert" not in page


def test_the_terminal_form_names_facts_and_offsets() -> None:
    lines = list(explain_text(record()))
    assert lines[0].startswith("调研")
    assert any("邵庭松" in line for line in lines)
    assert any("0-" in line for line in lines)


def test_an_article_without_facts_says_so() -> None:
    assert any("没有找到事实" in line for line in explain_text(record("今天天气很好。")))


def test_same_record_same_page() -> None:
    assert explain_html([record()]) == explain_html([record()])
