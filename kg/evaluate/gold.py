"""Annotated articles: a file of articles, each with the facts that a careful reader finds.

Input: JSON, a list (or lines) of {"id", "title", "text", "published", "gold"}; `gold` has the
keys of FORMS, each a list of facts with the fields given there. Output: `GoldArticle` values. All
faults of a file are told at once, each with its article and key.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kg.errors import InputError, KgError, messages
from kg.evaluate.alike import bare
from kg.ingest import read
from kg.ingest.decode import decode, find_encoding
from kg.ingest.items import json_values
from kg.ingest.named import SAMPLE
from kg.model import Article

Fact = Mapping[str, Any]

_DAY: Final = r"(?:\d{4}(?:-\d\d(?:-\d\d)?)?|--\d\d(?:-\d\d)?)"
_DATE: Final = re.compile(rf"{_DAY}(?:/{_DAY})?")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_issuers(value: object) -> bool:
    return _is_names(value) and bool(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_items(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


@dataclass(frozen=True, slots=True)
class _Form:
    """What a field may hold: a test and its words for messages."""

    test: Callable[[object], bool]
    told: str
    needed: bool = False

    def fits(self, value: object) -> bool:
        return (value is None and not self.needed) or self.test(value)


_NAMES = _Form(_is_names, "a list of names")
_TEXT = _Form(_is_text, "a text", needed=True)
_DATED = _Form(
    lambda value: isinstance(value, str) and bool(_DATE.fullmatch(value)),
    "null or a date such as 2022-10-30, 2022-10, 2022, --10-30 or 2022-10-30/2022-11-02",
)
_NUMBER = _Form(_is_number, "a number or null")

FORMS: Final[Mapping[str, Mapping[str, _Form]]] = {
    "visits": {"visitors": _NAMES, "companions": _NAMES, "places": _NAMES, "date": _DATED},
    "directives": {
        "issuers": _Form(_is_issuers, "a list of one name at least", needed=True),
        "start": _TEXT,
        "end": _TEXT,
        "date": _DATED,
    },
    "donations": {
        "donors": _NAMES,
        "recipients": _NAMES,
        "items": _Form(_is_items, "a list of objects with name, quantity, unit"),
        "value_cny": _NUMBER,
        "date": _DATED,
    },
    "meetings": {
        "name": _Form(_is_text, "a text or null"),
        "chairs": _NAMES,
        "attendees": _NAMES,
        "places": _NAMES,
        "date": _DATED,
    },
    "posts": {"person": _TEXT, "post": _TEXT},
}
_ITEM: Final[Mapping[str, _Form]] = {
    "name": _TEXT,
    "quantity": _NUMBER,
    "unit": _Form(_is_text, "a text or null"),
}


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article and its facts by kind.

    `title` and `text` are as the file gives them; `bare` is both without space, in which
    `spans` gives (start, end) of each directive, in order.
    """

    article: Article
    title: str = field(repr=False)
    text: str = field(repr=False)
    facts: Mapping[str, tuple[Fact, ...]]
    bare: str = field(repr=False)
    spans: tuple[tuple[int, int], ...]


def read_gold(file: Path) -> tuple[GoldArticle, ...]:
    """The annotated articles of `file`; raises InputError with all that is wrong with it."""
    source = str(file)
    articles = list(read([source]))
    _raise(source, [one for one in articles if isinstance(one, KgError)])
    values = list(_values(file))
    _raise(source, [value for value in values if isinstance(value, KgError)])
    found: list[GoldArticle] = []
    faults: list[KgError] = []
    for article, value in zip(articles, values, strict=True):
        assert isinstance(article, Article)
        assert isinstance(value, dict)
        if any(article.id == other.article.id for other in found):
            faults.append(InputError("gold-twice", source=source, id=article.id))
        reading = _Reading(source, article.id)
        found.append(reading.article(article, value))
        faults += reading.faults
    _raise(source, faults)
    return tuple(found)


def _raise(source: str, faults: list[KgError]) -> None:
    if len(faults) == 1:
        raise faults[0]
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise InputError("gold-faults", source=source, count=len(faults), faults=listed)


def _values(file: Path) -> Iterator[object]:
    """The JSON values of a file that `read` has found to be articles; InputError for no JSON."""
    raw = file.read_bytes()
    text = decode(raw, find_encoding(raw[:SAMPLE], str(file)), str(file))
    for item in json_values(io.StringIO(text), str(file)):
        yield item if isinstance(item, InputError) else item[1]


class _Reading:
    """Reads the annotation of one article and gathers what is wrong with it."""

    def __init__(self, source: str, id: str) -> None:  # noqa: A002  (the name that records use)
        self.source = source
        self.id = id
        self.faults: list[KgError] = []

    def article(self, article: Article, value: dict[str, Any]) -> GoldArticle:
        title, text = str(value.get("title") or ""), str(value["text"])
        together = bare(title) + bare(text)
        facts = self._facts(value)
        spans = () if self.faults else tuple(self._spans(together, facts["directives"]))
        return GoldArticle(article, title, text, facts, together, spans)

    def _facts(self, value: dict[str, Any]) -> dict[str, tuple[Fact, ...]]:
        gold = value.get("gold")
        if not isinstance(gold, dict):
            allowed = messages()["gold-form"].format(kinds=", ".join(FORMS))
            self._wrong("gold", gold, allowed)
            gold = {}
        self._unknown(gold.keys() - {"id"}, FORMS, "gold")
        return {kind: tuple(self._kind(kind, gold.get(kind, []))) for kind in FORMS}

    def _kind(self, kind: str, facts: object) -> Iterator[Fact]:
        if not isinstance(facts, list):
            self._wrong(kind, facts, "a list of objects")
            return
        for n, fact in enumerate(facts):
            where = f"{kind}[{n}]"
            if not isinstance(fact, dict):
                self._wrong(where, fact, "an object")
                continue
            self._fields(fact, FORMS[kind], where)
            items = fact.get("items")
            if kind == "donations" and _is_items(items):
                for m, item in enumerate(items or ()):
                    self._fields(item, _ITEM, f"{where}.items[{m}]")
            yield fact

    def _fields(self, fact: Fact, forms: Mapping[str, _Form], where: str) -> None:
        self._unknown(fact.keys(), forms, where)
        for key, form in forms.items():
            if not form.fits(fact.get(key)):
                self._wrong(f"{where}.{key}", fact.get(key), form.told)

    def _spans(self, text: str, directives: tuple[Fact, ...]) -> Iterator[tuple[int, int]]:
        """Where each directive stands; one that begins as another does is the next such."""
        done = 0
        for n, fact in enumerate(directives):
            first, last = bare(fact["start"]), bare(fact["end"])
            start = text.find(first, done)
            start = text.find(first) if start < 0 else start
            stop = text.find(last, start) if start >= 0 else -1
            if stop < 0:
                key = "start" if start < 0 else "end"
                where = f"directives[{n}].{key}"
                code = "gold-no-start" if start < 0 else "gold-no-end"
                self._fault(code, where=where, found=fact[key])
                continue
            yield start, stop + len(last)
            done = start + 1

    def _unknown(self, keys: Any, forms: Mapping[str, object], where: str) -> None:
        for key in sorted(keys - forms.keys()):
            self._fault("gold-key", where=where, found=key, allowed=", ".join(forms))

    def _wrong(self, where: str, found: object, allowed: str) -> None:
        told = json.dumps(found, ensure_ascii=False)
        told = told if len(told) <= 60 else f"{told[:60]}…"
        self._fault("gold-field", where=where, found=told, allowed=allowed)

    def _fault(self, code: str, **fields: object) -> None:
        self.faults.append(InputError(code, source=self.source, id=self.id, **fields))
