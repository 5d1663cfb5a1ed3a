"""What one article states, as N-Quads lines.

Input: a record. Output: the lines of the article's own graph (article, sources, facts, evidence,
mentions, groups) and those it gives to the shared graphs.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise
from typing import Final

from kg.errors import KgError
from kg.ingest import Draft
from kg.model import Article, Event, Item, Mention, Quote, Record, Tenure
from kg.rdf import iri
from kg.rdf.entities import Entities, is_short_form
from kg.rdf.facts import event_iris, position, tenure_iris
from kg.rdf.literal import boolean, dated, decimal, integer, string
from kg.rdf.source import Source
from kg.rdf.terms import LABEL, TYPE, A, P

# Roles whose holders get a shortcut: subject's role, object's role, shortcut, subject's kind.
_SHORTCUTS: Final = (
    ("visitor", "place", P["HAS_VISITED"], "Person"),
    ("donor", "recipient", P["DONATED_TO"], ""),
)


class Writer:
    """Writes the lines of one record.

    Raises KgError (`literal-date`, `rdf-event`) for a record that contradicts itself.
    """

    def __init__(self, record: Record, base: str) -> None:
        self._record = record
        self._base = base
        self._iri = iri.article(record.article.key, base)
        self._node = f"<{self._iri}>"
        self._graph = f" <{iri.article_graph(record.article.key, base)}> ."
        self._direct = f" <{iri.graph('direct', base)}> ."
        self._shortcuts: list[str] = []
        self._entities = Entities(record, base)
        self._events = event_iris(record, self._iri)
        self._referents: dict[str, list[str]] = {}  # of mentions, by IRI
        self._lines: list[str] = []

    def lines(self) -> tuple[list[str], list[str]]:
        """The article's own lines, and those it gives to shared graphs."""
        self._article(self._record.article)
        for event in self._record.events:
            self._event(event)
        for tenure, node in zip(
            self._record.posts, tenure_iris(self._record, self._iri), strict=True
        ):
            self._tenure(tenure, node)
        return (
            list(dict.fromkeys(self._lines)),
            list(dict.fromkeys(self._entities.lines + self._shortcuts)),
        )

    def _say(self, subject: str, *rest: str) -> None:
        """Write one line for each "predicate object" of a subject, `<…>`."""
        graph = self._graph
        self._lines.extend([f"{subject} {statement}{graph}" for statement in rest])

    def _article(self, article: Article) -> None:
        said = [A["ARTICLE"], f"{P['TEXT_HASH']} {string(text_hash(article))}"]
        for name, text in (("TITLE", article.title), ("PUBLISHER", article.publisher)):
            if text:
                said.append(f"{P[name]} {string(text)}")
        if article.is_extracted:
            said.append(f"{P['SOURCE_TEXT']} {string(article.source)}")
        if article.published:
            said.append(f"{P['PUBLISHED']} {dated(article.published).stated[0]}")
        said += [f"{P['BYLINE']} {string(name)}" for name in article.byline]
        self._say(self._node, *said)
        source = Source.of(article)
        self._lines += source.lines(source, self._base)

    def _event(self, event: Event) -> None:
        node = f"<{self._events[event.id]}>"
        said = [f"{TYPE} <{iri.term(event.type)}>", *self._grounds(event, event.evidence)]
        said.append(f"{P['TRIGGER']} {string(unbroken(event.trigger.text))}")
        said += self._when(event)
        if event.name:
            said.append(f"{P['NAME']} {string(unbroken(event.name))}")
        for part, whole in (("PART_OF", event.part_of), ("ISSUED_DURING", event.during)):
            if whole:
                said.append(f"{P[part]} <{self._event_iri(whole, event.id)}>")
        if event.content is not None:
            said.append(f"{P['CONTENT']} {string(unbroken(event.content.text))}")
            said.append(f"{P['CONTENT_EVIDENCE']} {self._evidence(event.content)}")
        if event.topic is not None:
            said.append(f"{P['TOPIC']} {string(unbroken(event.topic.text))}")
        if event.value_cny is not None:
            said += _number("VALUE_CNY", event.value_cny)
        self._say(node, *said)
        self._roles(event, node)
        for number, item in enumerate(event.items, 1):
            self._item(node, item, number)

    def _grounds(self, fact: Event | Tenure, quote: Quote) -> list[str]:
        """What every fact has: its article, its quote, its rule."""
        confidence = [] if fact.confidence is None else _number("CONFIDENCE", fact.confidence)
        return [
            f"{P['STATED_IN']} {self._node}",
            f"{P['EVIDENCE']} {self._evidence(quote)}",
            f"{P['RULE']} {string(fact.rule)}",
            *confidence,
        ]

    def _when(self, event: Event) -> list[str]:
        said = []
        if event.date:
            stated, earliest, latest = dated(event.date)
            names = ("STATED_DATE",) if len(stated) == 1 else ("STATED_START", "STATED_END")
            said = [f"{P[name]} {date}" for name, date in zip(names, stated, strict=True)]
            if earliest and latest:
                said += [f"{P['EARLIEST']} {earliest}", f"{P['LATEST']} {latest}"]
        if event.date_text is not None:
            said.append(f"{P['DATE_TEXT']} {string(unbroken(event.date_text.text))}")
        if event.time_of_day:
            said.append(f"{P['TIME_OF_DAY']} {string(event.time_of_day)}")
        return said

    def _roles(self, event: Event, node: str) -> None:
        holders: dict[str, dict[str, str]] = {}  # node to kind, by role
        for role, mentions in event.roles:
            predicate = f"<{iri.term(role)}>"
            nodes = [self._holder(mention, event.id) for mention in mentions]
            self._say(node, *[f"{predicate} {holder}" for holder in nodes])
            kinds = [mention.kind for mention in mentions]
            holders.setdefault(role, {}).update(zip(nodes, kinds, strict=True))
            if event.type == "Visit" and role == "place":
                self._stops(node, nodes)
        for subjects, objects, shortcut, kind in _SHORTCUTS:
            for subject, found in holders.get(subjects, {}).items():
                if not kind or found == kind:
                    for object_ in holders.get(objects, {}):
                        self._shortcut(subject, shortcut, object_)

    def _shortcut(self, subject: str, predicate: str, object_: str) -> None:
        self._shortcuts.append(f"{subject} {predicate} {object_}{self._direct}")

    def _stops(self, visit: str, places: list[str]) -> None:
        for number, place in enumerate(places, 1):
            stop = f"{visit[:-1]}/stop/{number}>"
            self._say(visit, f"{P['STOP']} {stop}")
            position = f"{P['POSITION']} {integer(number)}"
            self._say(stop, A["STOP"], position, f"{P['PLACE']} {place}")

    def _item(self, donation: str, item: Item, number: int) -> None:
        node = f"{donation[:-1]}/item/{number}>"
        self._say(donation, f"{P['ITEM']} {node}")
        said = [A["DONATED_ITEM"], f"{P['NAME']} {string(unbroken(item.name))}"]
        if item.quantity is not None:
            said += _number("QUANTITY", item.quantity)
        if item.unit:
            said.append(f"{P['UNIT']} {string(item.unit)}")
        self._say(node, *said, f"{P['APPROXIMATE']} {boolean(item.approximate)}")

    def _tenure(self, tenure: Tenure, tenure_iri: str) -> None:
        node, post = f"<{tenure_iri}>", self._entities.post(tenure)
        holder = self._holder(tenure.person, tenure_iri)
        said = [
            A["TENURE"],
            *self._grounds(tenure, tenure.quote),
            f"{P['HOLDER']} {holder}",
            f"{P['POST']} {post}",
            f"{P['POST_STATUS']} {string(tenure.status)}",
        ]
        if tenure.date:
            said.append(f"{P['AS_OF']} {dated(tenure.date).stated[-1]}")
        self._say(node, *said)
        if tenure.status != "former":
            self._shortcut(holder, P["HOLDS_POST"], post)

    def _holder(self, mention: Mention, fact: str) -> str:
        """The node that a mention stands for, `<…>`."""
        event = mention.event and self._event_iri(mention.event, fact)
        if mention.kind == "Meeting" and event:
            return f"<{event}>"
        if mention.kind in ("Group", "Meeting"):  # a meeting that is no event: those who met
            node = f"<{iri.group(self._iri, mention.name)}>"
            self._say(node, A["GROUP"], f"{LABEL} {string(mention.name)}")
            return node
        node = self._entities.node(mention.kind, mention.name, mention.jurisdiction)
        wording = unbroken(mention.quote.text)
        if wording and wording != mention.name:
            self._mention(mention, node, wording)
        return node

    def _mention(self, mention: Mention, node: str, wording: str) -> None:
        """Write a place where an entity is not named in full, one for each entity named."""
        quote = mention.quote
        where = f"{self._iri}/mention/{position(quote)}"
        referents = self._referents.setdefault(where, [])
        if node in referents:
            return
        referents.append(node)
        self._say(
            f"<{where}>" if len(referents) == 1 else f"<{where}-{len(referents)}>",
            A["MENTION"],
            f"{P['REFERS_TO']} {node}",
            f"{P['WORDING']} {string(wording)}",
            f"{P['START']} {integer(quote.start)}",
            f"{P['END']} {integer(quote.end)}",
        )
        if is_short_form(wording, mention.name):
            self._entities.alias(node, wording)

    def _evidence(self, quote: Quote) -> str:
        node = f"<{self._iri}/evidence/{position(quote)}>"
        self._say(
            node,
            A["EVIDENCE"],
            f"{P['SOURCE_ARTICLE']} {self._node}",
            f"{P['START']} {integer(quote.start)}",
            f"{P['END']} {integer(quote.end)}",
            f"{P['EXACT']} {string(quote.text)}",
        )
        return node

    def _event_iri(self, event: str, fact: str) -> str:
        """The IRI of an event of the record."""
        if event not in self._events:
            raise KgError("rdf-event", article=self._record.article.id, fact=fact, found=event)
        return self._events[event]


def _number(name: str, number: float) -> list[str]:
    text = decimal(number)
    return [] if text is None else [f"{P[name]} {text}"]


def text_hash(article: Article | Draft) -> str:
    """SHA-256 of the article's characters in UTF-8, in hexadecimal."""
    text = article.source[article.start : article.end]
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def unbroken(text: str) -> str:
    """The text on one line: line ends and the spaces around them go, between words of
    Latin letters and digits a space stays.
    """
    if text.isprintable():
        return text.strip()
    lines = [line for line in (line.strip() for line in text.splitlines()) if line]
    out = lines[:1]
    for before, line in pairwise(lines):
        apart = before[-1].isascii() and before[-1].isalnum() and line[0].isascii()
        out.append(f" {line}" if apart and line[0].isalnum() else line)
    return "".join(out)
