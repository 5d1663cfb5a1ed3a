"""The values that flow through Zhengji: frozen, ordered, hashable.

Input and output: none. Every other module takes and gives these.
Offsets are Unicode code points, end-exclusive, into the *source text* (DESIGN §4):
`source[start:end]` is exactly what a value quotes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Quote(NamedTuple):
    """Characters of the source text, and where they stand.

    `in_title` is true where the offsets count into a separate title field.
    """

    text: str
    start: int
    end: int
    in_title: bool = False


class Mention(NamedTuple):
    """One place where an entity is named.

    `name` is the fullest form that the article gives, `kind` one of Person, Organization,
    Office, Group, Place, Meeting. `event` is the id of the Meeting event that a mention
    of kind Meeting stands for. `jurisdiction` is the place an official or a body belongs to
    as far as the article says it, else the empty string.
    """

    name: str
    kind: str
    quote: Quote
    event: str | None = None
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of donated goods, or money (`unit` then the yuan word).

    `quantity` is a number as normalised from the text, None where none is stated.
    """

    name: str
    quantity: float | int | None
    unit: str | None
    approximate: bool
    quote: Quote


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `roles` maps a role (ontology property name) to its mentions, in text order.

    `type` is a class of the ontology (Visit, Meeting, Directive, Donation, or a user's own).
    `date` is a normalised date (DESIGN §4: 2022-10-30, 2022-10, 2022, --10-30, A/B) or None.
    `name` is a Meeting's name. `part_of` and `during` are ids of other events of the record.
    `content` is what a Directive says, `topic` what a Visit is about. `rule` is the name of the rule that made the event,
    `confidence` its measured precision (None below ten cases).
    """

    id: str
    type: str
    trigger: Quote
    evidence: Quote
    rule: str
    date: str | None = None
    date_text: Quote | None = None
    time_of_day: str | None = None
    roles: tuple[tuple[str, tuple[Mention, ...]], ...] = ()
    name: str | None = None
    part_of: str | None = None
    during: str | None = None
    content: Quote | None = None
    topic: Quote | None = None
    items: tuple[Item, ...] = ()
    value_cny: float | int | None = None
    confidence: float | None = None

    def role(self, role: str) -> tuple[Mention, ...]:
        """The mentions that fill `role`, none if the event has no such role."""
        return next((mentions for name, mentions in self.roles if name == role), ())


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person holds a post, as the article words it. `status`: current, acting or former.

    `date` is the date of the narrative, else of publication, else None.
    """

    person: Mention
    post: str
    quote: Quote
    rule: str
    status: str = "current"
    organization: str | None = None
    date: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text made fit for reading, with the way back to the source.

    `offsets[i]` is the source offset of `text[i]`; None stands for `i + base`
    (the text is the source's own, unchanged in length). Paragraphs end in a line feed;
    line breaks inside words, stray spaces and zero-width characters are gone, full-width
    digits and letters are ASCII.
    """

    text: str
    offsets: tuple[int, ...] | None = None
    base: int = 0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of `text[start:end]`, which must not be empty."""
        if self.offsets is None:
            return start + self.base, end + self.base
        return self.offsets[start], self.offsets[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Article:
    """The unit of extraction.

    `id` is the id that the input gave, else the path as given, with `#n` for an article of a page.
    `key` is what its IRI is made of: the url, else publisher and given id, else the id (DESIGN §4).
    `source` is the source text (a page shares it between its articles); the article is
    `source[start:end]`. `title` is the cleaned headline. `published` is YYYY-MM-DD or None.
    `home` is the jurisdiction of the paper, or the empty string. `is_extracted` tells that the
    source text stands in no file as it is, but was taken out of a web page.
    """

    id: str
    key: str
    source: str = field(repr=False)
    start: int
    end: int
    body: CleanText = field(repr=False)
    title: str = ""
    title_quote: Quote | None = None
    published: str | None = None
    publisher: str = ""
    url: str = ""
    file: str = ""
    dateline: str = ""
    byline: tuple[str, ...] = ()
    home: str = ""
    is_extracted: bool = False

    def quote(self, start: int, end: int) -> Quote:
        """The source's characters behind `body.text[start:end]`."""
        a, b = self.body.span(start, end)
        return Quote(self.source[a:b], a, b)


@dataclass(frozen=True, slots=True)
class Record:
    """What one article states: the form behind `kg extract` and everything after it."""

    article: Article
    events: tuple[Event, ...] = ()
    posts: tuple[Tenure, ...] = ()
