"""A small store written by hand in the graph's own shapes, to ask and export in tests.

People and firms are invented, places are real. Each method writes N-Quads lines in the graphs
that DESIGN §5 lays down; nothing here uses the code that makes graphs from articles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

BASE = "https://w3id.org/zhengji/id/"
ZJ = "https://w3id.org/zhengji/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
HOME = "郑州高新区"


def digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def zj(name: str) -> str:
    return f"<{ZJ}{name}>"


def text(value: object, datatype: str = "") -> str:
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"' + (f"^^<{XSD}{datatype}>" if datatype else "")


def dated(value: str) -> str:
    names = {10: "date", 7: "gYearMonth", 4: "gYear"}
    return text(value, "gMonthDay" if value.startswith("--") else names[len(value)])


@dataclass
class Town:
    """Lines of N-Quads; `store()` loads them."""

    lines: set[str] = field(default_factory=set)

    def put(self, graph: str, subject: str, name: str, *values: str) -> None:
        predicate = {"a": RDF_TYPE, "label": LABEL}.get(name) or zj(name)
        for value in values:
            self.lines.add(f"{subject} {predicate} {value} <{BASE}graph/{graph}> .")

    def entity(self, name: str, kind: str, *alternatives: str) -> str:
        iri = f"<{BASE}{kind.lower()}/{name}-{digest(name, HOME)}>"
        self.put("entities", iri, "a", zj(kind))
        self.put("entities", iri, "label", text(name))
        for other in alternatives:
            self.put("entities", iri, "altLabel", text(other))
        if kind in {"Person", "Office"}:
            self.put("entities", iri, "jurisdiction", self.entity(HOME, "Place"))
        return iri

    def article(self, key: str, title: str, published: str | None, publisher: str = "") -> Page:
        page = Page(self, digest(key))
        page.put(page.iri, "a", zj("Article"))
        page.put(page.iri, "title", text(title))
        page.put(page.iri, "source", page.at("source/1"))
        page.put(page.at("source/1"), "a", zj("Source"))
        page.put(page.at("source/1"), "file", text(key))
        if published:
            page.put(page.iri, "published", dated(published))
        if publisher:
            page.put(page.iri, "publisher", text(publisher))
        return page

    def store(self, lines: Iterable[str] = ()) -> ox.Store:
        store = ox.Store()
        data = "\n".join([*(lines or sorted(self.lines)), ""]).encode()
        store.bulk_load(data, format=ox.RdfFormat.N_QUADS)
        return store


@dataclass
class Page:
    """The graph of one article; each method states one fact and returns its node."""

    town: Town
    key: str
    count: int = 0

    @property
    def iri(self) -> str:
        return self.at("")

    def at(self, rest: str) -> str:
        return f"<{BASE}article/{self.key}{'/' if rest else ''}{rest}>"

    def put(self, subject: str, name: str, *values: str) -> None:
        self.town.put(f"article/{self.key}", subject, name, *values)

    def quote(self, words: str) -> str:
        start = self.count * 100
        node = self.at(f"evidence/{start}-{start + len(words)}")
        self.put(node, "a", zj("Evidence"))
        self.put(node, "sourceArticle", self.iri)
        self.put(node, "start", text(start, "integer"))
        self.put(node, "end", text(start + len(words), "integer"))
        self.put(node, "exact", text(words))
        return node

    def fact(self, kind: str, words: str, rule: str, confidence: str = "") -> str:
        self.count += 1
        node = self.at(f"{kind.lower()}/{self.count * 100}-0")
        self.put(node, "a", zj(kind))
        self.put(node, "statedIn", self.iri)
        self.put(node, "evidence", self.quote(words))
        self.put(node, "rule", text(rule))
        if confidence:
            self.put(node, "confidence", text(confidence, "decimal"))
        return node

    def event(self, kind: str, date: str, words: str, confidence: str = "", **roles: str) -> str:
        node = self.fact(kind, words, f"{kind.lower()}-test", confidence)
        start, _, end = date.partition("/")
        if end:
            self.put(node, "statedStart", dated(start))
            self.put(node, "statedEnd", dated(end))
        elif date:
            self.put(node, "statedDate", dated(date))
        if date and not date.startswith("--"):
            self.put(node, "earliest", text((start + "-01-01")[:10], "date"))
            self.put(node, "latest", text(end or (start + "-12-31")[:10], "date"))
        for name, value in roles.items():
            self.put(node, name, value)
        return node

    def visit(
        self,
        date: str,
        visitors: list[str],
        places: list[str],
        words: str,
        companions: tuple[str, ...] = (),
        confidence: str = "",
    ) -> str:
        node = self.event("Visit", date, words, confidence)
        self.put(node, "visitor", *visitors)
        self.put(node, "place", *places)
        self.put(node, "companion", *companions)
        for number, place in enumerate(places if len(places) > 1 else [], 1):
            stop = node[:-1] + f"/stop/{number}>"
            self.put(node, "stop", stop)
            self.put(stop, "a", zj("Stop"))
            self.put(stop, "position", text(number, "integer"))
            self.put(stop, "place", place)
        for visitor in visitors:
            self.town.put("direct", visitor, "hasVisited", *places)
        return node

    def donation(
        self,
        date: str,
        donors: list[str],
        recipients: list[str],
        words: str,
        *items: tuple[str, ...],
    ) -> str:
        node = self.event("Donation", date, words)
        self.put(node, "donor", *donors)
        self.put(node, "recipient", *recipients)
        for number, (name, quantity, unit) in enumerate(items, 1):
            item = node[:-1] + f"/item/{number}>"
            self.put(node, "item", item)
            self.put(item, "a", zj("DonatedItem"))
            self.put(item, "name", text(name))
            if quantity:
                self.put(item, "quantity", text(quantity, "decimal"))
                self.put(item, "unit", text(unit))
        for donor in donors:
            self.town.put("direct", donor, "donatedTo", *recipients)
        return node

    def tenure(
        self, person: str, label: str, body: str, as_of: str, status: str = "current"
    ) -> str:
        node = self.fact("Tenure", label, "post-test")
        post = self.town.entity(label, "Post")
        self.town.put("entities", post, "organization", body)
        self.put(node, "holder", person)
        self.put(node, "post", post)
        self.put(node, "postStatus", text(status))
        self.put(node, "asOf", dated(as_of))
        if status != "former":
            self.town.put("direct", person, "holdsPost", post)
        return node
