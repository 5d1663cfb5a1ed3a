"""Facts as they are compared: of an annotated article, and of what was extracted from it.

Input: a `GoldArticle`, a `Record`. Output: `Facts`, the same form for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.evaluate.alike import bare
from kg.evaluate.gold import Fact, GoldArticle
from kg.model import Event, Record

EVENTS: Final = ("visits", "meetings", "donations")
KINDS: Final = ("visits", "directives", "donations", "meetings", "posts")

# Roles by kind: the key in annotations, and the property that events have.
_ROLES: Final[Mapping[str, Mapping[str, str]]] = {
    "visits": {"visitors": "visitor", "companions": "companion", "places": "place"},
    "meetings": {"chairs": "chair", "attendees": "attendee", "places": "place"},
    "donations": {"donors": "donor", "recipients": "recipient"},
}
_TYPES: Final = {"Visit": "visits", "Meeting": "meetings", "Donation": "donations"}

# A character of a directive: its place in the text, or of a quote that the text does not hold.
Spot = int | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Filler:
    """One thing that an event states; `number` for an amount (with its unit) and a value."""

    role: str
    text: str
    number: float | None = None
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.role}: {self.value}"

    @property
    def value(self) -> str:
        """The filler without its role."""
        number = "" if self.number is None else f"{self.number:.15g}{self.unit}"
        return " ".join(part for part in (self.text, number) if part)


@dataclass(frozen=True, slots=True)
class Happening:
    """A visit, meeting or donation; `rule` is empty where an annotator found it."""

    fillers: tuple[Filler, ...]
    rule: str = ""

    def __str__(self) -> str:
        by_role: dict[str, list[str]] = {}
        for filler in self.fillers:
            by_role.setdefault(filler.role, []).append(filler.value)
        return "; ".join(f"{role}: {', '.join(values)}" for role, values in by_role.items())


@dataclass(frozen=True, slots=True)
class Said:
    """A directive: who gave it, and the characters that are its content."""

    issuers: tuple[str, ...]
    spots: frozenset[Spot]
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A post that a person holds."""

    person: str
    post: str
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.person} {self.post}"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one article."""

    happenings: Mapping[str, tuple[Happening, ...]]
    said: tuple[Said, ...]
    held: tuple[Held, ...]

    def count(self, kind: str) -> int:
        """How many facts of a kind there are."""
        if kind == "directives":
            return len(self.said)
        return len(self.held) if kind == "posts" else len(self.happenings[kind])


def annotated(article: GoldArticle) -> Facts:
    """What the annotator found."""
    told = article.facts
    said = [
        Said(tuple(fact["issuers"]), frozenset(range(*span)))
        for fact, span in zip(told["directives"], article.spans, strict=True)
    ]
    return Facts(
        {kind: tuple(Happening(tuple(_noted(kind, f))) for f in told[kind]) for kind in EVENTS},
        tuple(said),
        tuple(Held(fact["person"], fact["post"]) for fact in told["posts"]),
    )


def extracted(record: Record, article: GoldArticle) -> Facts:
    """What the rules found."""
    happenings: dict[str, list[Happening]] = {kind: [] for kind in EVENTS}
    said: list[Said] = []
    for event in record.events:
        if event.type in _TYPES:
            kind = _TYPES[event.type]
            happenings[kind].append(Happening(tuple(_found(kind, event)), event.rule))
        elif event.type == "Directive" and event.content is not None:
            issuers = tuple(mention.name for mention in event.role("issuer"))
            quote, start = bare(event.content.text), event.content.start
            said.append(Said(issuers, _spots(quote, start, article), event.rule))
    held = (Held(post.person.name, post.post, post.rule) for post in record.posts)
    return Facts({kind: tuple(all_) for kind, all_ in happenings.items()}, tuple(said), tuple(held))


def _noted(kind: str, fact: Fact) -> Iterator[Filler]:
    """Fillers of an annotated event: a meeting's name first, the date and value last."""
    if fact.get("name"):
        yield Filler("name", fact["name"])
    for role in _ROLES[kind]:
        yield from (Filler(role, name) for name in fact.get(role) or ())
    for item in fact.get("items") or ():
        yield from _item(item["name"], item.get("quantity"), item.get("unit"))
    yield from _last(fact.get("date"), fact.get("value_cny"))


def _found(kind: str, event: Event) -> Iterator[Filler]:
    """Fillers of an extracted event, in the same order."""
    if event.name and kind == "meetings":
        yield Filler("name", event.name)
    for role, own in _ROLES[kind].items():
        yield from (Filler(role, mention.name) for mention in event.role(own))
    for item in event.items:
        yield from _item(item.name, item.quantity, item.unit)
    yield from _last(event.date, event.value_cny)


def _item(name: str, quantity: float | None, unit: str | None) -> Iterator[Filler]:
    yield Filler("items", name)
    if quantity is not None:
        yield Filler("amount", name, float(quantity), unit or "")


def _last(date: str | None, value: float | None) -> Iterable[Filler]:
    if date:
        yield Filler("date", date)
    if value is not None:
        yield Filler("value", "", float(value))


def _spots(quote: str, start: int, article: GoldArticle) -> frozenset[Spot]:
    """The characters of `quote` where it stands nearest to `start` of the article's text."""
    near = len(bare(article.title)) + len(bare(article.text[:start]))
    places = [match.start() for match in re.finditer(re.escape(quote), article.bare)]
    if not quote or not places:
        return frozenset((quote, n) for n in range(len(quote)))
    at = min(places, key=lambda place: abs(place - near))
    return frozenset(range(at, at + len(quote)))
