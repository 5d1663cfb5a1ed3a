"""A newspaper page, from its text to its facts: the page beside the checkout, and one of our own.

Each fact is compared whole, so one too many fails as one too few does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kg.extract import extract
from kg.ingest import ReadOptions, articles_from_page
from kg.model import Event, Record
from kg.record import to_json
from kg.rules import load_rules

PAGES = Path(__file__).resolve().parent / "pages"
Fact = tuple[object, ...]
_SPACE = re.compile(r"\s+")


@cache
def records(file: Path, published: str | None) -> tuple[Record, ...]:
    text = file.read_text(encoding="utf-8")
    options = ReadOptions(published=published)
    return tuple(
        extract(article, load_rules()) for article in articles_from_page(text, file.name, options)
    )


def events(records: tuple[Record, ...], kind: str) -> Iterator[Event]:
    return (event for record in records for event in record.events if event.type == kind)


def names(event: Event, role: str) -> tuple[str, ...]:
    return tuple(mention.name for mention in event.role(role))


def visits(records: tuple[Record, ...]) -> list[Fact]:
    roles = ("visitor", "companion", "place")
    return [(e.date, *(names(e, r) for r in roles)) for e in events(records, "Visit")]


def directives(records: tuple[Record, ...]) -> list[tuple[str | None, tuple[str, ...], str]]:
    """Date, issuers, and what is said, without line breaks and spaces."""
    return [
        (event.date, names(event, "issuer"), _SPACE.sub("", event.content.text))
        for event in events(records, "Directive")
        if event.content is not None
    ]


def meetings(records: tuple[Record, ...]) -> list[Fact]:
    """Date, name, places, and the place of the visit that the meeting is part of."""
    found: list[Fact] = []
    for record in records:
        visit = {event.id: names(event, "place") for event in record.events}
        found += [
            (e.date, e.name, names(e, "place"), visit[e.part_of] if e.part_of else None)
            for e in events((record,), "Meeting")
        ]
    return found


def donations(records: tuple[Record, ...]) -> list[Fact]:
    return [
        (
            e.date, names(e, "donor"), names(e, "recipient"),
            tuple((i.name, i.quantity, i.unit) for i in e.items), e.value_cny,
        )
        for e in events(records, "Donation")
    ]  # fmt: skip


def posts(records: tuple[Record, ...]) -> set[Fact]:
    return {(post.person.name, post.post) for record in records for post in record.posts}


# -- the page of the issue ----------------------------------------------------------------

YEAR = {"2022-11-11": "2022-", None: "--"}
either = pytest.mark.parametrize("published", YEAR)

VISITS = [
    ("10-30", ("张红军",), ("弓书亮",), ("沟赵办事处", "祥营村祥瑞苑小区")),
    ("11-01", ("张红军",), (), ("沟赵办事处",)),
    ("11-02", ("张红军",), (), ("梧桐办事处",)),
    ("11-03", ("张红军",), (), ("石佛办事处",)),
    ("10-21", ("王德敏",), (), ("中钢集团郑州金属制品研究院股份有限公司",)),
    ("10-25", ("王德敏",), (), ("石佛园区运营中心",)),
]
DIRECTIVES = [
    ("10-30", ("张红军",), "当前疫情防控工作", "社会面清零目标"),
    ("11-01", ("张红军",), "防疫工作是当前最重要", "疫情防控阻击战"),
    ("11-01", ("张红军",), "一是科学精准解封", "引导社会面“静”"),
    ("11-02", ("会议",), "要正视问题", "“放中管、动中清”的策略部署"),
    ("11-03", ("张红军",), "解封不是“解防”", "无死角扫街行动"),
    ("10-21", ("王德敏",), "企业在生产运行中", "保驾护航"),
    ("10-25", ("王德敏",), "石佛园区做好问题收集处理", "健康运行"),
]
MEETINGS = [
    ("11-01", "座谈会", ("沟赵办事处",), ("沟赵办事处",)),
    ("11-02", "座谈会", ("梧桐办事处",), ("梧桐办事处",)),
    ("11-02", "疫情防控工作日例会", (), None),
]
DONATIONS = [
    ("11-07", ("高风",), ("沟赵办事处",), (("保温杯", 200, "个"),), None),
    ("11-03", ("高风",), ("堂李村",), (("暖心蔬菜", None, None),), None),
]
POSTS = {
    ("张红军", "高新区党工委书记"),
    ("弓书亮", "沟赵党工委副书记"),
    ("弓书亮", "办事处主任"),
    ("王德敏", "高新区党工委委员"),
    ("王德敏", "管委会副主任"),
    ("高风", "郑州市工商联副主席"),
    ("高风", "高新区人大代表"),
    ("边峰", "沟赵办事处人大工委主任"),
    ("张良才", "高新区人大工委主任"),
}
CREDITS = [
    ("孙庆辉", "李金星", "胡芳蕾", "王茜"),
    ("孙庆辉", "麻晏峰"),
    ("孙庆辉", "宋贞"),
    ("孙庆辉", "方宝岭", "边峰"),
]
HEADLINES = [
    "高新区领导调研指导疫情防控工作",
    "区领导调研中钢公司",
    "区领导调研石佛园区",
    "一杯在手",
]


def dated(facts: list[Any], published: str | None) -> list[Fact]:
    """The facts with the year that follows from the publication date, or with none."""
    return [(YEAR[published] + fact[0], *fact[1:]) for fact in facts]


@pytest.fixture
def page(shared: Path) -> Path:
    return shared / "page.txt"


@either
def test_the_page_holds_four_articles_with_headlines_and_bylines(
    page: Path, published: str | None
) -> None:
    articles = [record.article for record in records(page, published)]
    assert [article.byline for article in articles] == CREDITS
    assert all(a.title.startswith(h) for a, h in zip(articles, HEADLINES, strict=True))
    assert {article.published for article in articles} == {published}


@either
def test_the_page_tells_of_six_visits(page: Path, published: str | None) -> None:
    assert visits(records(page, published)) == dated(VISITS, published)


@either
def test_the_page_tells_of_seven_directives(page: Path, published: str | None) -> None:
    assert_directives(records(page, published), dated(DIRECTIVES, published))


@either
def test_the_page_tells_of_three_meetings(page: Path, published: str | None) -> None:
    assert meetings(records(page, published)) == dated(MEETINGS, published)
    (daily,) = [e for e in events(records(page, published), "Meeting") if e.part_of is None]
    assert names(daily, "chair") == ("梧桐办事处",)


@either
def test_the_page_tells_of_two_donations(page: Path, published: str | None) -> None:
    assert donations(records(page, published)) == dated(DONATIONS, published)
    cups, _ = events(records(page, published), "Donation")
    assert cups.items[0].approximate


@either
def test_the_page_tells_of_nine_posts(page: Path, published: str | None) -> None:
    assert posts(records(page, published)) == POSTS


def test_a_directive_of_the_page_by_a_meeting_is_issued_during_it(page: Path) -> None:
    for record in records(page, "2022-11-11"):
        kinds = {event.id: event.type for event in record.events}
        by_meeting = [e for e in events((record,), "Directive") if names(e, "issuer") == ("会议",)]
        assert all(kinds[str(event.during)] == "Meeting" for event in by_meeting)


@either
def test_every_quote_of_the_page_is_its_own_characters(page: Path, published: str | None) -> None:
    assert_quotes(page, published)


# -- the page of our own ------------------------------------------------------------------

OWN = PAGES / "page.txt"
GOLD = json.loads((PAGES / "page.gold.json").read_text(encoding="utf-8"))[0]
DATE = GOLD["published"]


def gold(kind: str, published: str | None) -> list[dict[str, Any]]:
    """The gold facts of a kind, dates without the year where none is known."""
    facts: list[dict[str, Any]] = GOLD["gold"][kind]
    if published:
        return facts
    return [fact | {"date": re.sub(r"\d{4}-", "--", fact["date"])} for fact in facts]


own = pytest.mark.parametrize("published", [DATE, None])


@own
def test_own_page_gives_the_visits_of_its_gold(published: str | None) -> None:
    roles = ("visitors", "companions", "places")
    wanted = [(f["date"], *(tuple(f[r]) for r in roles)) for f in gold("visits", published)]
    assert visits(records(OWN, published)) == wanted


@own
def test_own_page_gives_the_directives_of_its_gold(published: str | None) -> None:
    facts = gold("directives", published)
    wanted: list[Fact] = [(f["date"], tuple(f["issuers"]), f["start"], f["end"]) for f in facts]
    assert_directives(records(OWN, published), wanted)


@own
def test_own_page_gives_the_meetings_of_its_gold(published: str | None) -> None:
    found = [
        (e.date, e.name, *(names(e, r) for r in ("chair", "attendee", "place")))
        for e in events(records(OWN, published), "Meeting")
    ]
    roles = ("chairs", "attendees", "places")
    assert found == [
        (f["date"], f["name"], *(tuple(f[r]) for r in roles)) for f in gold("meetings", published)
    ]


@own
def test_own_page_gives_the_donations_of_its_gold(published: str | None) -> None:
    wanted = [
        (
            f["date"], tuple(f["donors"]), tuple(f["recipients"]),
            tuple((i["name"], i["quantity"], i["unit"]) for i in f["items"]), f["value_cny"],
        )
        for f in gold("donations", published)
    ]  # fmt: skip
    assert donations(records(OWN, published)) == wanted


@own
def test_own_page_gives_the_posts_of_its_gold(published: str | None) -> None:
    assert posts(records(OWN, published)) == {
        (f["person"], f["post"]) for f in GOLD["gold"]["posts"]
    }


@own
def test_every_quote_of_our_own_page_is_its_own_characters(published: str | None) -> None:
    assert_quotes(OWN, published)


# -- directives and quotes -------------------------------------------------------------------------------


def assert_directives(records: tuple[Record, ...], wanted: list[Fact]) -> None:
    """The directives of `wanted` (date, issuers, first and last characters) and no others."""
    found = directives(records)
    shown: list[Fact] = [
        (date, issuers, said[: len(str(first))], said[-len(str(last)) :])
        for (date, issuers, said), (*_, first, last) in zip(found, wanted, strict=False)
    ]
    assert shown == wanted
    assert len(found) == len(wanted)


def spans(node: object) -> Iterator[tuple[str, int, int]]:
    """Every text with offsets in a record's JSON, but for the title's."""
    if isinstance(node, dict):
        text = node.get("text", node.get("quote"))
        if isinstance(text, str) and node.get("in") != "title" and "start" in node:
            yield text, node["start"], node["end"]
        for child in node.values():
            yield from spans(child)
    elif isinstance(node, list):
        for child in node:
            yield from spans(child)


def assert_quotes(file: Path, published: str | None) -> None:
    source = file.read_text(encoding="utf-8")
    count = 0
    for record in records(file, published):
        assert record.article.source == source
        told = to_json(record)
        for text, start, end in spans({"events": told["events"], "posts": told["posts"]}):
            assert source[start:end] == text
            assert record.article.start <= start < end <= record.article.end
            count += 1
    assert count > 60
