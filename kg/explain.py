"""The article with every fact marked in it, and why: for a terminal or as one HTML file.

Input: records. Output: text lines, or a page that holds everything it needs (no network).
The words that readers see stand in `kg/templates/`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from kg.model import Article, Event, Quote, Record, Tenure


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact to show: `rows` are (role, value), `spans` the quotes that fill its roles."""

    kind: str
    rows: tuple[tuple[str, str], ...]
    spans: tuple[Quote, ...]
    evidence: Quote


def facts(record: Record) -> list[Fact]:
    """The facts of `record`: events in text order, then posts."""
    return [*map(_of_event, record.events), *map(_of_tenure, record.posts)]


def explain_html(records: Iterable[Record]) -> str:
    """One self-contained HTML page for `records`: facts by kind, each with its characters."""
    data = {"words": _words(), "articles": [_article(record) for record in records]}
    packed = json.dumps(data, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return _template("explain.html").replace("{{DATA}}", packed)


def explain_text(record: Record) -> Iterator[str]:
    """Lines for a terminal: the headline, then each fact with its rows and where it stands."""
    words, article = _words(), record.article
    yield f"{article.title or article.id}  [{article.id}]"
    found = facts(record)
    if not found:
        yield f"  {words['nothing']}"
    for fact in found:
        yield f"  {words['kinds'].get(fact.kind, fact.kind)}"
        for role, value in fact.rows:
            yield f"    {words['roles'].get(role, role)}: {value}"
        yield f"    {words['start']}: {fact.evidence.start}-{fact.evidence.end}"


def _of_event(event: Event) -> Fact:
    mentions = [m for _, role in event.roles for m in role]
    rows: list[tuple[str, object]] = [
        ("name", event.name),
        ("date", event.date),
        ("time", event.time_of_day),
        *((role, "\u3001".join(m.name for m in fillers)) for role, fillers in event.roles),
        ("items", "\u3001".join(_worded(i.name, i.quantity, i.unit) for i in event.items)),
        ("value", event.value_cny),
        ("content", _one_line(event.content.text) if event.content else None),
        ("within", event.part_of or event.during),
        ("trigger", event.trigger.text),
        ("rule", event.rule),
    ]
    quotes = [event.trigger, *(m.quote for m in mentions), *(i.quote for i in event.items)]
    quotes += [q for q in (event.content, event.date_text) if q]
    kept = tuple((role, str(value)) for role, value in rows if value not in (None, ""))
    return Fact(event.type, kept, tuple(quotes), event.evidence)


def _of_tenure(tenure: Tenure) -> Fact:
    rows = (
        ("person", tenure.person.name),
        ("post", tenure.post),
        ("status", tenure.status),
        ("date", tenure.date or ""),
        ("rule", tenure.rule),
    )
    quotes = (tenure.quote, tenure.person.quote)
    return Fact("Tenure", tuple(r for r in rows if r[1]), quotes, tenure.quote)


def _article(record: Record) -> dict[str, Any]:
    article = record.article
    about = [article.id, article.published or "", *article.byline]
    return {
        "id": article.id,
        "title": article.title,
        "about": " \u00b7 ".join(part for part in about if part),
        "text": article.source[article.start : article.end],
        "facts": [
            {
                "kind": fact.kind,
                "rows": fact.rows,
                "spans": [_within(article, quote) for quote in fact.spans if not quote.in_title],
                "evidence": _within(article, fact.evidence),
            }
            for fact in facts(record)
        ],
    }


def _within(article: Article, quote: Quote) -> tuple[int, int]:
    return quote.start - article.start, quote.end - article.start


def _worded(name: str, quantity: float | None, unit: str | None) -> str:
    return f"{name} {quantity if quantity is not None else ''}{unit or ''}".strip()


def _one_line(text: str) -> str:
    return "".join(text.split("\n"))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_template("explain.toml"))


def _template(name: str) -> str:
    return resources.files("kg").joinpath("templates", name).read_text(encoding="utf-8")
