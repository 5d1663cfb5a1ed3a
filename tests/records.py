"""Hand-made records: articles told in a few words, with facts that quote them.

    story = Story("a.txt", "10月30日，高新区党工委书记陆青禾到枫杨办事处调研。")
    story.post("陆青禾", "高新区党工委书记", organization="高新区党工委")
    story.visit(["陆青禾"], [office("枫杨办事处")], date="2022-10-30", trigger="调研")
    record = story.record()

People and companies are invented, places real. `samples()` gives records of all kinds of fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.model import Article, CleanText, Event, Item, Mention, Quote, Record, Tenure


@dataclass(frozen=True)
class Named:
    """Who or what fills a role: `words` is how the text puts it, `name` if empty."""

    name: str
    kind: str = "Person"
    words: str = ""
    jurisdiction: str = ""
    event: str | None = None


def office(name: str, words: str = "", jurisdiction: str = "") -> Named:
    return Named(name, "Office", words, jurisdiction)


def company(name: str, words: str = "", jurisdiction: str = "") -> Named:
    return Named(name, "Organization", words, jurisdiction)


def place(name: str, words: str = "", jurisdiction: str = "") -> Named:
    return Named(name, "Place", words, jurisdiction)


def group(name: str, words: str = "") -> Named:
    return Named(name, "Group", words)


def meeting(words: str, event: str) -> Named:
    return Named(words, "Meeting", words, event=event)


Role = Sequence[Named | str]


class Story:
    """One article and the facts it states, put together step by step."""

    def __init__(
        self,
        id: str,  # noqa: A002
        text: str,
        *,
        title: str = "",
        published: str | None = "2022-11-16",
        publisher: str = "",
        home: str = "",
        key: str = "",
        byline: tuple[str, ...] = (),
        before: str = "",
    ) -> None:
        source = before + text
        self.article = Article(
            id=id,
            key=key or id,
            source=source,
            start=len(before),
            end=len(source),
            body=CleanText(text, base=len(before)),
            title=title,
            published=published,
            publisher=publisher,
            file=id.partition("#")[0],
            byline=byline,
            home=home,
        )
        self.events: list[Event] = []
        self.posts: list[Tenure] = []

    def quote(self, words: str) -> Quote:
        """The first place where the words stand; with "…" between, from the first to the last."""
        first, _, last = words.partition("…")
        start = self.article.source.index(first, self.article.start)
        end = self.article.source.index(last, start + len(first)) + len(last) if last else 0
        end = end or start + len(first)
        return Quote(self.article.source[start:end], start, end)

    def mention(self, named: Named | str, kind: str = "Person") -> Mention:
        if isinstance(named, str):
            named = Named(named, kind)
        return Mention(
            named.name,
            named.kind,
            self.quote(named.words or named.name),
            event=named.event,
            jurisdiction=named.jurisdiction,
        )

    def event(self, type: str, roles: Mapping[str, Role], *, trigger: str, **rest: object) -> str:  # noqa: A002
        """Add an event and give its id; `rest` are fields of `Event`."""
        event = Event(
            id=f"e{len(self.events) + 1}",
            type=type,
            trigger=self.quote(trigger),
            evidence=self.quote(str(rest.pop("evidence", "")) or self._whole()),
            rule=f"{type.lower()}-test",
            roles=tuple((role, tuple(map(self.mention, who))) for role, who in roles.items()),
        )
        self.events.append(replace(event, **rest))  # type: ignore[arg-type]
        return event.id

    def _whole(self) -> str:
        return self.article.source[self.article.start : self.article.end]

    def visit(
        self,
        visitors: Role,
        places: Role,
        *,
        companions: Role = (),
        trigger: str = "调研",
        date: str | None = None,
        **rest: object,
    ) -> str:
        roles = {"visitor": visitors, "companion": companions, "place": _places(places)}
        return self.event("Visit", roles, trigger=trigger, date=date, **rest)

    def meeting(
        self,
        name: str,
        *,
        chairs: Role = (),
        attendees: Role = (),
        places: Role = (),
        **rest: object,
    ) -> str:
        roles = {"chair": chairs, "attendee": attendees, "place": _places(places)}
        return self.event("Meeting", roles, trigger=name, name=name, **rest)

    def directive(
        self, issuers: Role, content: str, *, trigger: str = "强调", **rest: object
    ) -> str:
        return self.event(
            "Directive",
            {"issuer": issuers, "addressee": ()},
            trigger=trigger,
            content=self.quote(content),
            **rest,
        )

    def donation(
        self,
        donors: Role,
        recipients: Role,
        items: Sequence[tuple[str, float | None, str | None, bool]],
        *,
        trigger: str = "捐赠",
        **rest: object,
    ) -> str:
        made = tuple(Item(*item, self.quote(item[0])) for item in items)
        roles = {"donor": donors, "recipient": recipients}
        return self.event("Donation", roles, trigger=trigger, items=made, **rest)

    def post(
        self,
        person: Named | str,
        label: str,
        *,
        organization: str | None = None,
        status: str = "current",
        date: str | None = None,
        words: str = "",
    ) -> None:
        quote = self.quote(words or label)
        self.posts.append(
            Tenure(self.mention(person), label, quote, "post-test", status, organization, date)
        )

    def record(self) -> Record:
        return Record(self.article, tuple(self.events), tuple(self.posts))


def _places(role: Role) -> Role:
    return [place(named) if isinstance(named, str) else named for named in role]


def inspection() -> Record:
    """A visit to two places, a meeting during it, directives by a person and by the meeting."""
    story = Story(
        "page.txt#1",
        "10月30日上午，高新区党工委书记陆青禾到枫杨办事处和祥营村调研，枫杨办事处主任柴晓萌陪同。"
        "陆书记强调，要科学精准解封，\n　　做到应检尽检。随后在枫杨办事处召开座谈会，会议要求，要正视问题。",
        title="陆青禾到枫杨办事处调研",
        publisher="高新时报",
        home="郑州高新区",
        byline=("司徒远", "葛慧"),
        before="第一版\n",
    )
    story.post("陆青禾", "高新区党工委书记", organization="高新区党工委", date="2022-10-30")
    story.post("柴晓萌", "枫杨办事处主任", organization="枫杨办事处", date="2022-10-30")
    visit = story.visit(
        ["陆青禾"],
        [office("枫杨办事处"), "祥营村"],
        companions=["柴晓萌"],
        date="2022-10-30",
        date_text=story.quote("10月30日上午"),
        time_of_day="上午",
        evidence="10月30日上午…调研",
        confidence=0.93,
    )
    story.directive(
        [Named("陆青禾", words="陆书记")],
        "要科学精准解封…应检尽检",
        during=visit,
        date="2022-10-30",
    )
    held = story.meeting("座谈会", places=[office("枫杨办事处")], part_of=visit, date="2022-10-30")
    story.directive([meeting("会议", held)], "要正视问题", trigger="要求", during=held)
    return story.record()


def gift() -> Record:
    """A company and a man give goods and money; the year is not known."""
    story = Story(
        "page.txt#2",
        "11月7日，河南嵩岳智能传感技术股份有限公司董事长邢大为代表嵩岳传感向枫杨办事处捐赠"
        "200余个保温杯和善款5万元。",
        published=None,
        home="郑州高新区",
    )
    firm = company("河南嵩岳智能传感技术股份有限公司", "嵩岳传感")
    story.post("邢大为", "董事长", organization="河南嵩岳智能传感技术股份有限公司")
    story.donation(
        [firm, "邢大为"],
        [office("枫杨办事处")],
        [("保温杯", 200, "个", True), ("善款", 50000, "元", False)],
        date="--11-07",
        value_cny=50000.5,
    )
    return story.record()


def delegation() -> Record:
    """An unnamed group on a visit of several days; a man without a post; a former post."""
    story = Story(
        "page.txt#3",
        "10月10日至12日，省督导组走访梧桐办事处，原街道办主任韩冬生介绍情况，居民陆青禾参加。",
        home="郑州高新区",
    )
    story.post("韩冬生", "街道办主任", status="former", date="2022-10-10/2022-10-12")
    story.visit(
        [group("省督导组")],
        [office("梧桐办事处")],
        companions=["韩冬生", "陆青禾"],
        trigger="走访",
        date="2022-10-10/2022-10-12",
    )
    return story.record()


def signing() -> Record:
    """An event of a user's own kind, in an article with a url and no home."""
    story = Story(
        "20221101-7",
        "2022年11月，瑞德包装厂与中原区签约。",
        key="https://news.example/a?id=7&x=中 文",
        publisher="中原报",
    )
    roles = {"party": [company("瑞德包装厂"), place("中原区")]}
    story.event("Signing", roles, trigger="签约", date="2022-11")
    return story.record()


def samples() -> list[Record]:
    """Records of all kinds of fact, each of another article."""
    return [inspection(), gift(), delegation(), signing()]


def crowd(number: int) -> Iterator[Record]:
    """Many articles about the same places."""
    for count in range(number):
        for record in samples():
            name = f"{count}.txt#{record.article.id[-1]}"
            body = CleanText(f"{record.article.body.text}第{count}号。")
            article = replace(record.article, id=name, key=name, file=f"{count}.txt", body=body)
            yield replace(record, article=article)
