"""A small store written by hand in the graph's own shapes, to ask and export in tests.

People and firms are invented, places are real. Each method writes N-Quads lines in the graphs
that DESIGN §5 lays down; nothing here uses the code that makes graphs from articles.
"""

from __future__ import annotations

import hashlib
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
        page.put(page.at("source/1"), "file", text(key.partition("#")[0]))
        if published:
            page.put(page.iri, "published", dated(published))
        if publisher:
            page.put(page.iri, "publisher", text(publisher))
        return page

    def store(self, *, backwards: bool = False) -> ox.Store:
        store = ox.Store()
        data = "".join(f"{line}\n" for line in sorted(self.lines, reverse=backwards)).encode()
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


def people(town: Town) -> dict[str, str]:
    """The nodes that the articles below share, by a short name."""
    named = {
        "chen": ("陈启明", "Person", "陈书记"),
        "zhou": ("周雅文", "Person"),
        "lent": ("周雅文（挂职）", "Person"),
        "luo": ("罗志远", "Person"),
        "gouzhao": ("沟赵办事处", "Office", "沟赵办"),
        "wutong": ("梧桐办事处", "Office"),
        "shifo": ("石佛办事处", "Office"),
        "xiangying": ("祥营村", "Place"),
        "committee": ("高新区党工委", "Office"),
        "city": ("郑州市人民政府", "Office"),
        "firm": ("明德食品有限公司", "Organization"),
    }
    return {key: town.entity(*words) for key, words in named.items()}


def small_town() -> Town:
    """Seven articles on officials of the Zhengzhou High-tech Zone, late in 2022."""
    town = Town()
    of = people(town)
    _first(town, of)
    _second(town, of)
    _third(town, of)
    _gifts(town, of)
    _again(town, of)
    _later(town, of)
    _judged(town, of)
    return town


def _first(town: Town, of: dict[str, str]) -> None:
    page = town.article("a.txt", "陈启明到沟赵调研", "2022-11-04", "高新早报")
    visit = page.visit(
        "2022-10-30",
        [of["chen"]],
        [of["gouzhao"], of["xiangying"]],
        "10月30日上午，陈启明到沟赵办事处、祥营村调研，罗志远陪同",
        (of["luo"],),
        confidence="0.93",
    )
    page.put(visit, "timeOfDay", text("上午"))
    page.put(visit, "topic", text("疫情防控"))
    directive = page.event(
        "Directive", "2022-10-30", "陈启明要求，做好防控", issuer=of["chen"], issuedDuring=visit
    )
    page.put(directive, "content", text("做好防控"))
    page.put(directive, "addressee", of["gouzhao"])
    page.tenure(of["chen"], "高新区党工委书记", of["committee"], "2022-10-30")
    page.tenure(of["luo"], "沟赵办事处主任", of["gouzhao"], "2022-10-30")


def _second(town: Town, of: dict[str, str]) -> None:
    page = town.article("b.txt#1", "座谈会召开", "2022-11-05", "高新早报")
    visit = page.visit(
        "2022-11-01", [of["chen"], of["zhou"]], [of["wutong"]], "陈启明、周雅文到梧桐办事处"
    )
    meeting = page.event("Meeting", "2022-11-01", "召开座谈会", partOf=visit, place=of["wutong"])
    page.put(meeting, "name", text("座谈会"))
    page.put(meeting, "chair", of["chen"])
    page.put(meeting, "attendee", of["zhou"])
    directive = page.event("Directive", "2022-11-01", "会议强调", issuer=meeting)
    page.put(directive, "issuedDuring", meeting)
    page.put(directive, "content", text("正视问题"))


def _third(town: Town, of: dict[str, str]) -> None:
    page = town.article("b.txt#2", "石佛见闻", None, "中原报")
    page.visit("--11-03", [of["zhou"]], [of["shifo"]], "周雅文到石佛", (of["chen"],), "0.6")
    page.visit("", [of["luo"]], [of["shifo"]], "罗志远也曾到石佛")


def _gifts(town: Town, of: dict[str, str]) -> None:
    page = town.article("c.txt", "爱心捐赠", "2022-11-08", "中原报")
    gift = page.donation(
        "2022-11-07",
        [of["firm"]],
        [of["gouzhao"]],
        "明德食品向沟赵办事处捐赠200个保温杯和蔬菜",
        ("保温杯", "200", "个"),
        ("蔬菜", "", ""),
    )
    page.put(gift, "valueCNY", text("5000", "decimal"))


def _again(town: Town, of: dict[str, str]) -> None:
    page = town.article("d.txt", "十月回顾", "2022-11-09", "高新早报")
    page.visit("2022-10-30", [of["chen"]], [of["gouzhao"]], "陈启明曾到沟赵办事处")
    page.visit("2022-11-20", [of["zhou"]], [of["gouzhao"]], "周雅文到沟赵回访")
    page.visit("2022-12-01/2022-12-03", [of["chen"]], [of["xiangying"]], "蹲点三天", (of["luo"],))
    for day, taker, count in (("07", "gouzhao", "180"), ("08", "wutong", "20")):
        date, cups = f"2022-11-{day}", ("保温杯", count, "个")
        page.donation(date, [of["firm"]], [of[taker]], f"捐赠保温杯{count}个", cups)
    page.tenure(of["chen"], "高新区党工委书记", of["committee"], "2022-10-30", "former")


def _later(town: Town, of: dict[str, str]) -> None:
    page = town.article("e.txt", "干部任职", "2023-01-10", "高新早报")
    page.tenure(of["zhou"], "高新区党工委书记", of["committee"], "2023-01-05")
    page.tenure(of["chen"], "副市长", of["city"], "2023")
    page = town.article("f.txt", "冬日走访", "2022-12-11")
    page.visit("2022-12-10", [of["lent"]], [of["shifo"]], "周雅文（挂职）到石佛办事处")
    town.article("g.txt", "天气预报", "2022-12-11")


def _judged(town: Town, of: dict[str, str]) -> None:
    same, apart = f"<{BASE}identity/1>", f"<{BASE}decision/1>"
    town.put("identity", same, "a", zj("Identity"))
    town.put("identity", same, "about", of["zhou"], of["lent"])
    town.put("decisions", apart, "a", zj("Decision"))
    town.put("decisions", apart, "about", of["chen"], of["luo"])
    town.put("decisions", apart, "verdict", text("rejected"))
    note = f"<{BASE}graph/store>"
    town.put("store", note, "a", zj("Store"))
    identifier = "<http://purl.org/dc/terms/identifier>"
    for key in ("a.txt", "b.txt#1", "b.txt#2"):
        graph = f"<{BASE}graph/article/{digest(key)}>"
        town.lines.add(f"{graph} {identifier} {text(key)} {note} .")
