"""The public extraction record of one article (zhengji-record/1, DESIGN section 7).

Input and output: a `Record` to plain JSON values, and back. `ontology/record.schema.json`
describes the form. Keys stand in a fixed order. Always there, null where the article says
nothing: `date`, `part_of`, `during`, `value_cny`, `quantity`, `unit`, `organization`,
`published`. Absent where there is nothing: `date_text`, `time_of_day`, `topic`, `confidence`,
`in`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from kg.errors import InputError
from kg.model import Article, CleanText, Event, Item, Mention, Quote, Record, Tenure

SCHEMA: Final = "zhengji-record/1"

# Roles that an event of a kind always shows, empty where nobody fills them.
ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "Visit": ("visitor", "companion", "place"),
    "Meeting": ("chair", "attendee", "place"),
    "Directive": ("issuer", "addressee"),
    "Donation": ("donor", "recipient"),
}
# Fields that an event of a kind always shows; those of other kinds only where filled.
_OWN: Final[Mapping[str, frozenset[str]]] = {
    "Meeting": frozenset({"name", "part_of"}),
    "Directive": frozenset({"during", "content"}),
    "Donation": frozenset({"items", "value_cny"}),
}
# Code points other than line feed that some readers take for the end of a line.
_LINE_ENDS: Final = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}

Json = dict[str, Any]


def to_json(record: Record) -> Json:
    """The record as JSON-able values: dict, list, str, int, float, bool, None."""
    return {
        "schema": SCHEMA,
        "article": _article(record.article),
        "events": [_event(event) for event in record.events],
        "posts": [_tenure(tenure) for tenure in record.posts],
    }


def to_line(record: Record) -> str:
    """The record as one line of JSON, without its line feed, Chinese unescaped."""
    return json.dumps(to_json(record), ensure_ascii=False).translate(_LINE_ENDS)


def _article(article: Article) -> Json:
    return {
        "id": article.id,
        "title": article.title,
        "published": article.published,
        "file": article.file,
        "start": article.start,
        "end": article.end,
        "byline": list(article.byline),
    }


def _event(event: Event) -> Json:
    out: Json = {"id": event.id, "type": event.type}
    own = _OWN.get(event.type, frozenset())
    for key in ("name", "part_of", "during"):
        if key in own or getattr(event, key) is not None:
            out[key] = getattr(event, key)
    out["date"] = event.date
    if event.date_text is not None:
        out["date_text"] = _span(event.date_text)
    if event.time_of_day is not None:
        out["time_of_day"] = event.time_of_day
    if event.topic is not None:
        out["topic"] = _span(event.topic)
    out["roles"] = _roles(event)
    if "content" in own or event.content is not None:
        out["content"] = None if event.content is None else _quote(event.content)
    if "items" in own or event.items:
        out["items"] = [_item(item) for item in event.items]
    if "value_cny" in own or event.value_cny is not None:
        out["value_cny"] = event.value_cny
    out |= {"trigger": _span(event.trigger), "evidence": _quote(event.evidence)}
    return out | _grounds(event)


def _roles(event: Event) -> dict[str, list[Json]]:
    roles: dict[str, list[Json]] = {role: [] for role in ROLES.get(event.type, ())}
    for role, mentions in event.roles:
        roles[role] = [_mention(mention) for mention in mentions]
    return roles


def _mention(mention: Mention) -> Json:
    out: Json = {"name": mention.name, "kind": mention.kind}
    if mention.event is not None:
        out["event"] = mention.event
    return out | _span(mention.quote)


def _item(item: Item) -> Json:
    return {
        "name": item.name,
        "quantity": item.quantity,
        "unit": item.unit,
        "approximate": item.approximate,
        **_span(item.quote),
    }


def _tenure(tenure: Tenure) -> Json:
    return {
        "person": tenure.person.name,
        "post": tenure.post,
        "organization": tenure.organization,
        "status": tenure.status,
        "date": tenure.date,
        **_span(tenure.quote),
        **_grounds(tenure),
    }


def _grounds(fact: Event | Tenure) -> Json:
    confidence = {} if fact.confidence is None else {"confidence": fact.confidence}
    return {"rule": fact.rule, **confidence}


def _span(quote: Quote, key: str = "text") -> Json:
    out: Json = {key: quote.text, "start": quote.start, "end": quote.end}
    if quote.in_title:
        out["in"] = "title"
    return out


def _quote(quote: Quote) -> Json:
    return _span(quote, "quote")


def from_json(data: object, source: str = "") -> Record:
    """The `Record` that `data` was made from, as far as the form tells.

    `source` is the source text, which a record does not hold. Lost are also key, publisher,
    url, home, dateline and jurisdictions; a post's holder stands where the nearest mention of
    the same name does, else before the post with no width.

    Raises InputError (`record-schema`, `record-field`) for data of another form.
    """
    schema = data.get("schema") if isinstance(data, Mapping) else None
    if schema != SCHEMA:
        raise InputError("record-schema", source="record", found=repr(schema), allowed=SCHEMA)
    reader = _Reader(_id(data))
    events = tuple(
        reader.event(each, f"events[{n}]")
        for n, each in enumerate(reader.get(data, "events", "", list))
    )
    posts = tuple(
        reader.tenure(each, f"posts[{n}]", events)
        for n, each in enumerate(reader.get(data, "posts", "", list))
    )
    return Record(reader.article(reader.get(data, "article", "", dict), source), events, posts)


def _id(data: object) -> str:
    """The id of the record's article, for messages."""
    article = data.get("article") if isinstance(data, Mapping) else None
    return str(article.get("id", "?")) if isinstance(article, Mapping) else "?"


_NULL: Final = type(None)
_NAMES: Final = {
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
    _NULL: "null",
}


class _Reader:
    """Reads the parts of one record; `source` names it in errors."""

    def __init__(self, source: str) -> None:
        self.source = source

    def get(self, data: object, key: str, where: str, *kinds: type) -> Any:
        """`data[key]`, which must be of one of `kinds`; absent counts as null."""
        value = data.get(key) if isinstance(data, Mapping) else data
        if type(value) in kinds and isinstance(data, Mapping):
            return value
        raise InputError(
            "record-field",
            source=self.source,
            where=f"{where}.{key}".lstrip("."),
            found=json.dumps(value, ensure_ascii=False, default=repr)[:80],
            allowed=" or ".join(_NAMES[kind] for kind in kinds),
        )

    def article(self, data: object, source: str) -> Article:
        get, where = self.get, "article"
        file = get(data, "file", where, str)
        start, end = get(data, "start", where, int), get(data, "end", where, int)
        byline = get(data, "byline", where, list)
        return Article(
            id=get(data, "id", where, str),
            key=get(data, "id", where, str),
            source=source,
            start=start,
            end=end,
            body=CleanText(source[start:end], base=start),
            title=get(data, "title", where, str),
            published=get(data, "published", where, str, _NULL),
            file=file,
            byline=tuple(str(name) for name in byline),
        )

    def event(self, data: object, where: str) -> Event:
        get = self.get
        roles = get(data, "roles", where, dict)
        items = get(data, "items", where, list, _NULL) or []
        return Event(
            id=get(data, "id", where, str),
            type=get(data, "type", where, str),
            trigger=self.span(get(data, "trigger", where, dict), f"{where}.trigger"),
            evidence=self.span(get(data, "evidence", where, dict), f"{where}.evidence", "quote"),
            rule=get(data, "rule", where, str),
            date=get(data, "date", where, str, _NULL),
            date_text=self.optional(data, "date_text", where),
            time_of_day=get(data, "time_of_day", where, str, _NULL),
            roles=tuple((role, self.mentions(roles, role, f"{where}.roles")) for role in roles),
            name=get(data, "name", where, str, _NULL),
            part_of=get(data, "part_of", where, str, _NULL),
            during=get(data, "during", where, str, _NULL),
            content=self.optional(data, "content", where, "quote"),
            topic=self.optional(data, "topic", where),
            items=tuple(self.item(each, f"{where}.items[{n}]") for n, each in enumerate(items)),
            value_cny=get(data, "value_cny", where, int, float, _NULL),
            confidence=get(data, "confidence", where, float, int, _NULL),
        )

    def mentions(self, roles: Mapping[str, Any], role: str, where: str) -> tuple[Mention, ...]:
        get = self.get
        found = []
        for n, each in enumerate(get(roles, role, where, list)):
            at = f"{where}.{role}[{n}]"
            name, kind = get(each, "name", at, str), get(each, "kind", at, str)
            event = get(each, "event", at, str, _NULL)
            found.append(Mention(name, kind, self.span(each, at), event))
        return tuple(found)

    def item(self, data: object, where: str) -> Item:
        get = self.get
        return Item(
            name=get(data, "name", where, str),
            quantity=get(data, "quantity", where, int, float, _NULL),
            unit=get(data, "unit", where, str, _NULL),
            approximate=get(data, "approximate", where, bool),
            quote=self.span(data, where),
        )

    def tenure(self, data: object, where: str, events: tuple[Event, ...]) -> Tenure:
        get = self.get
        quote = self.span(data, where)
        return Tenure(
            person=_holder(get(data, "person", where, str), quote, events),
            post=get(data, "post", where, str),
            quote=quote,
            rule=get(data, "rule", where, str),
            status=get(data, "status", where, str),
            organization=get(data, "organization", where, str, _NULL),
            date=get(data, "date", where, str, _NULL),
            confidence=get(data, "confidence", where, float, int, _NULL),
        )

    def span(self, data: object, where: str, key: str = "text") -> Quote:
        get = self.get
        text, start = get(data, key, where, str), get(data, "start", where, int)
        in_title = get(data, "in", where, str, _NULL) == "title"
        return Quote(text, start, get(data, "end", where, int), in_title)

    def optional(self, data: object, key: str, where: str, text: str = "text") -> Quote | None:
        value = self.get(data, key, where, dict, _NULL)
        return None if value is None else self.span(value, f"{where}.{key}", text)


def _holder(name: str, post: Quote, events: tuple[Event, ...]) -> Mention:
    """The mention of `name` nearest to the post's words."""
    mentions = [
        mention
        for event in events
        for _, mentions in event.roles
        for mention in mentions
        if mention.name == name
        and mention.kind == "Person"
        and mention.quote.in_title == post.in_title
    ]
    if not mentions:
        return Mention(name, "Person", Quote("", post.start, post.start, post.in_title))
    return min(mentions, key=lambda mention: (abs(mention.quote.start - post.end), mention.quote))
