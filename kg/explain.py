"""The article with every fact marked in it, and why: for a terminal or as one HTML file.

Input: records. Output: text lines, or a page that holds everything it needs (no network), reads
on a phone and without scripts, and prints. The words that readers see stand in `kg/templates/`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from itertools import pairwise
from typing import Any, Final

from kg.model import Article, Event, Quote, Record, Tenure

_JOIN: Final = "\u3001"
_DOT: Final = "\u00b7"
_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HUES: Final = 8  # colours of the page; kinds beyond them begin again
_ANSI: Final = (32, 34, 33, 35, 36, 31)  # colours of the terminal, in the same way


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact to show: `rows` are (role, value), `spans` the quotes that fill its roles.

    `rule` found it, `confidence` is that rule's measured precision, None if not measured.
    """

    kind: str
    rows: tuple[tuple[str, str], ...]
    spans: tuple[Quote, ...]
    evidence: Quote
    rule: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters that belong to the same facts: `facts` by their spans, `around` by evidence.

    Both are numbers of facts of the record, from 0.
    """

    text: str
    facts: tuple[int, ...]
    around: tuple[int, ...]


def facts(record: Record) -> list[Fact]:
    """The facts of `record`: events in text order, then posts."""
    names = {
        event.id: f"{number} {event.name or event.trigger.text}"
        for number, event in enumerate(record.events, 1)
    }
    return [*(_of_event(event, names) for event in record.events), *map(_of_tenure, record.posts)]


def segments(text: str, start: int, found: Sequence[Fact], *, in_title: bool) -> list[Segment]:
    """`text`, whose first character has the offset `start`, cut where facts begin and end."""
    ends: dict[int, list[tuple[int, int, int]]] = {0: [], len(text): []}
    for number, fact in enumerate(found):
        for layer, quotes in enumerate((fact.spans, (fact.evidence,))):
            for quote in quotes:
                first, last = max(quote.start - start, 0), min(quote.end - start, len(text))
                if quote.in_title == in_title and first < last:
                    ends.setdefault(first, []).append((layer, number, 1))
                    ends.setdefault(last, []).append((layer, number, -1))
    open_: tuple[dict[int, int], dict[int, int]] = ({}, {})
    made = []
    for here, there in pairwise(sorted(ends)):
        for layer, number, step in ends[here]:
            open_[layer][number] = open_[layer].get(number, 0) + step
        now = [tuple(sorted(n for n, depth in layer.items() if depth)) for layer in open_]
        made.append(Segment(text[here:there], now[0], now[1]))
    return made


def _of_event(event: Event, names: dict[str, str]) -> Fact:
    mentions = [mention for _, role in event.roles for mention in role]
    whole = event.part_of or event.during
    rows: list[tuple[str, object]] = [
        ("name", event.name),
        ("date", event.date),
        ("time", event.time_of_day),
        ("topic", _one_line(event.topic.text) if event.topic else None),
        *((role, _JOIN.join(m.name for m in fillers)) for role, fillers in event.roles),
        ("items", _JOIN.join(_worded(i.name, i.quantity, i.unit) for i in event.items)),
        ("value", event.value_cny),
        ("content", _one_line(event.content.text) if event.content else None),
        ("within", names.get(whole, whole) if whole else None),
        ("trigger", event.trigger.text),
    ]
    quotes = [event.trigger, *(m.quote for m in mentions), *(i.quote for i in event.items)]
    quotes += [quote for quote in (event.content, event.topic, event.date_text) if quote]
    kept = tuple((role, str(value)) for role, value in rows if value not in (None, ""))
    return Fact(event.type, kept, tuple(quotes), event.evidence, event.rule, event.confidence)


def _of_tenure(tenure: Tenure) -> Fact:
    rows = (
        ("person", tenure.person.name),
        ("post", tenure.post),
        ("organization", tenure.organization or ""),
        ("status", tenure.status),
        ("date", tenure.date or ""),
    )
    kept = tuple(row for row in rows if row[1])
    quotes = (tenure.quote, tenure.person.quote)
    return Fact("Tenure", kept, quotes, tenure.quote, tenure.rule, tenure.confidence)


def _worded(name: str, quantity: float | None, unit: str | None) -> str:
    return f"{name} {quantity if quantity is not None else ''}{unit or ''}".strip()


def _one_line(text: str) -> str:
    return "".join(line.strip() for line in text.split("\n"))


def _why(fact: Fact) -> list[tuple[str, str]]:
    """Why the fact is there: its rule, how far that can be trusted, where it stands."""
    where = f"{fact.evidence.start}-{fact.evidence.end}"
    trust = "" if fact.confidence is None else f"{fact.confidence:.2f}"
    title = _words()["in_title"] if fact.evidence.in_title else ""
    rows = [("rule", fact.rule), ("confidence", trust), ("at", f"{where} {title}".strip())]
    return [(name, value) for name, value in rows if value]


def _about(article: Article) -> str:
    told = (article.publisher, article.published or "", *article.byline)
    return f" {_DOT} ".join(part for part in told if part)


def _title(article: Article) -> str:
    """The headline whose characters the offsets of title quotes count, else as cleaned."""
    quote = article.title_quote
    return quote.text if quote is not None and quote.in_title else article.title


# -- terminal


def explain_text(record: Record, *, colour: bool = False) -> Iterator[str]:
    """Lines for a terminal: headline, the text with its facts marked, each fact and why.

    Marked characters stand in brackets with the numbers of their facts; with `colour` also in
    the colour of the first of them.
    """
    article, found = record.article, facts(record)
    yield f"{article.title or article.id}  [{article.id}]"
    if not found:
        yield f"  {_words()['nothing']}"
        return
    body = article.source[article.start : article.end]
    pieces = segments(body, article.start, found, in_title=False)
    marked = "".join(_bracketed(piece, found, colour=colour) for piece in pieces)
    yield from (f"    {line.strip()}" for line in marked.splitlines() if line.strip())
    for number, fact in enumerate(found, 1):
        yield f"  {number} {_word('kinds', fact.kind)}"
        for role, value in (*fact.rows, *_why(fact)):
            yield f"    {_word('roles', role)}: {value}"


def _bracketed(piece: Segment, found: Sequence[Fact], *, colour: bool) -> str:
    if not piece.facts:
        return piece.text
    numbers = _DOT.join(str(number + 1).translate(_RAISED) for number in piece.facts)
    text = f"[{piece.text}]{numbers}"
    if not colour:
        return text
    kinds = sorted({fact.kind for fact in found})
    hue = _ANSI[kinds.index(found[piece.facts[0]].kind) % len(_ANSI)]
    return f"\x1b[{hue}m{text}\x1b[0m"


# -- page


def explain_html(records: Iterable[Record]) -> str:
    """One self-contained HTML page for `records`: each article with its facts beside it."""
    shown = [(record, facts(record)) for record in records]
    kinds = list(dict.fromkeys(fact.kind for _, found in shown for fact in found))
    hues = {kind: f"k{number % _HUES}" for number, kind in enumerate(kinds)}
    counts = {kind: sum(f.kind == kind for _, found in shown for f in found) for kind in kinds}
    filters = "".join(_filter(kind, hues[kind], counts[kind]) for kind in kinds)
    articles = "".join(
        _article(number, record, found, hues) for number, (record, found) in enumerate(shown)
    )
    page = _template("explain.html").replace("{{FILTERS}}", filters)
    head, _, tail = page.partition("{{ARTICLES}}")
    return head + articles + tail


def _filter(kind: str, hue: str, count: int) -> str:
    word = escape(_word("kinds", kind))
    box = f'<input type="checkbox" checked value="{escape(kind)}">'
    return f'<label class="{hue}">{box} {word} <small>{count}</small></label>\n'


def _article(number: int, record: Record, found: list[Fact], hues: dict[str, str]) -> str:
    article = record.article
    body = article.source[article.start : article.end]
    title = _marked(segments(_title(article), 0, found, in_title=True), found, hues)
    text = _marked(segments(body, article.start, found, in_title=False), found, hues)
    about = f"{escape(_about(article))} <code>{escape(article.id)}</code>"
    cards = "".join(_card(number, n, fact, hues[fact.kind]) for n, fact in enumerate(found))
    nothing = f'<p class="none">{escape(_words()["nothing"])}</p>'
    return (
        f'<article id="a{number}">\n<h2>{title or escape(article.id)}<small>{about}</small></h2>\n'
        f'<div class="text">{text}</div>\n'
        + (f'<ol class="facts">\n{cards}</ol>\n' if found else nothing)
        + "</article>\n"
    )


def _marked(pieces: list[Segment], found: Sequence[Fact], hues: dict[str, str]) -> str:
    made = []
    for piece in pieces:
        text = escape(piece.text)
        if not piece.facts and not piece.around:
            made.append(text)
            continue
        around = f' data-around="{" ".join(map(str, piece.around))}"' if piece.around else ""
        if not piece.facts:
            made.append(f"<span{around}>{text}</span>")
            continue
        numbers = " ".join(map(str, piece.facts))
        hue = hues[found[piece.facts[0]].kind]
        made.append(f'<mark class="{hue}" data-facts="{numbers}"{around}>{text}</mark>')
    return "".join(made)


def _card(article: int, number: int, fact: Fact, hue: str) -> str:
    rows = "".join(
        f"<dt>{escape(_word('roles', role))}</dt><dd>{escape(value)}</dd>"
        for role, value in fact.rows
    )
    why = f" {_DOT} ".join(f"{_word('roles', name)} {value}" for name, value in _why(fact))
    return (
        f'<li class="fact {hue}" id="a{article}f{number}" data-kind="{escape(fact.kind)}" '
        f'tabindex="0"><b>{number + 1} {escape(_word("kinds", fact.kind))}</b><dl>{rows}</dl>'
        f"<blockquote>{escape(_one_line(fact.evidence.text))}</blockquote>"
        f'<p class="why">{escape(why)}</p></li>\n'
    )


def _word(group: str, name: str) -> str:
    found: str = _words()[group].get(name, name)
    return found


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_template("explain.toml"))


def _template(name: str) -> str:
    return resources.files("kg").joinpath("templates", name).read_text(encoding="utf-8")
