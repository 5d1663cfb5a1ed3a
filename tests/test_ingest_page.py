from __future__ import annotations

import json
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.ingest
from kg.ingest import article_from_text, articles_from_page, furniture, read
from kg.ingest import layout as rules_of_pages
from kg.ingest.page import segment
from kg.model import Article
from kg.resources import data

PAGES = Path(__file__).parent / "pages"
LAYOUTS = sorted(path.stem for path in PAGES.glob("*.json") if path.stem != "page.gold")
LINES = [
    "本报讯 3月1日，县长到会。", "县长到会", "县长到会，", "记者 桑榆", "（记者 桑榆）", "又讯 3月2日，散会。",
    "图为会场。 桑榆 摄", "2022年11月11日 星期五 第02版", "（转第2版）", "----------", "", "　　他要求，抓紧办。",
    "要闻", "责任编辑：桑榆", "桑榆", "（桑榆）", "一、关于春耕", "会场坐满了人。（下转第三版）", "好！", "\u200b",
]  # fmt: skip


def wanted(layout: str) -> tuple[str, dict[str, Any], list[Article]]:
    text = (PAGES / f"{layout}.txt").read_text(encoding="utf-8")
    found = [part for part in read([str(PAGES / f"{layout}.txt")]) if isinstance(part, Article)]
    return text, json.loads((PAGES / f"{layout}.json").read_text(encoding="utf-8")), found


def borders(text: str, articles: list[dict[str, str]]) -> list[int]:
    at, starts = -1, []
    for article in articles:
        at = text.index(article["starts"], at + 1)
        starts.append(at)
    return starts


def test_there_are_enough_layouts() -> None:
    assert len(LAYOUTS) >= 20


def test_finds_the_borders() -> None:
    found = right = known = 0
    for layout in LAYOUTS:
        text, expected, articles = wanted(layout)
        starts = borders(text, expected["articles"])
        right += len({article.start for article in articles} & set(starts))
        found, known = found + len(articles), known + len(starts)
    assert right / known >= 0.95
    assert right / found >= 0.95


@pytest.mark.parametrize("layout", LAYOUTS)
def test_cuts_the_page(layout: str) -> None:
    text, expected, articles = wanted(layout)
    assert [article.start for article in articles] == borders(text, expected["articles"])
    for article, known in zip(articles, expected["articles"], strict=True):
        body = article.body.text
        assert article.title == known["title"]
        assert list(article.byline) == known["byline"]
        assert body.startswith(known["first"])
        assert body.endswith(known["last"])
        assert body.count("\n") + 1 == known["paragraphs"]
    assert [quote.text for quote in furniture(text)] == expected["furniture"]
    days = expected["published"]
    assert [article.published for article in articles] == (
        days if isinstance(days, list) else [days] * len(articles)
    )


def lost(text: str) -> str:
    """The characters of a page that neither an article nor furniture accounts for."""
    page = segment(text)
    ranges = [*page.furniture, *((part.start, part.end) for part in page.segments)]
    left = list(text)
    for start, end in ranges:
        left[start:end] = [""] * (end - start)
    return "".join("".join(left).split()).replace("\u200b", "").replace("\ufeff", "")


@pytest.mark.parametrize("layout", [*LAYOUTS, "page"])
def test_loses_no_text(layout: str) -> None:
    assert lost((PAGES / f"{layout}.txt").read_text(encoding="utf-8")) == ""


@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_any_page_is_accounted_for(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert lost(text) == ""
    articles = articles_from_page(text, "page")
    assert all(one.end <= two.start for one, two in pairwise(articles))
    for article in articles:
        assert 0 <= article.start < article.end <= len(text)
        spots = [article.body.span(n, n + 1)[0] for n in range(len(article.body.text))]
        assert spots == sorted(set(spots))
        assert all(article.start <= spot < article.end for spot in spots)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    articles_from_page(text.encode("utf-8", "ignore").decode().replace("\0", ""), "page")


def test_own_page_gives_four_articles() -> None:
    text = (PAGES / "page.txt").read_text(encoding="utf-8")
    articles = articles_from_page(text, "page.txt")
    assert [article.id for article in articles] == [f"page.txt#{n}" for n in range(1, 5)]
    assert articles[3].title == "一件马甲 一份牵挂 猇亭区政协委员为一线护林员送去300余件反光马甲"
    assert [article.byline for article in articles] == [
        ("顾映川", "谌若云", "蓝佩琪", "沙亦舟"),
        ("顾映川", "糜向晚"),
        ("顾映川", "桑榆"),
        ("顾映川", "石鸣谦", "边立夏"),
    ]
    assert all(article.body.text.startswith("3月") for article in articles)
    assert "落实到具体责任人，为清明" in articles[0].body.text
    assert {article.dateline for article in articles} == {"本报讯"}


def test_the_users_page_gives_four_articles(shared: Path) -> None:
    articles = [part for part in read([str(shared / "page.txt")]) if isinstance(part, Article)]
    assert [article.title for article in articles] == [
        "高新区领导调研指导疫情防控工作 科学规范管理 坚决遏制疫情扩散蔓延",
        "区领导调研中钢公司 生产经营及疫情防控情况 为公司正常顺利生产 保驾护航",
        "区领导调研石佛园区 疫情防控与生产经营 双线嵌合工作 尽最大可能为企业 复工复产提供便利条件",
        "一杯在手 心暖情真 高新区人大代表为一线抗疫人员送去200余个保温杯",
    ]
    assert [article.byline for article in articles] == [
        ("孙庆辉", "李金星", "胡芳蕾", "王茜"),
        ("孙庆辉", "麻晏峰"),
        ("孙庆辉", "宋贞"),
        ("孙庆辉", "方宝岭", "边峰"),
    ]
    assert [article.body.text.count("\n") + 1 for article in articles] == [11, 3, 3, 6]


def test_the_title_quotes_the_page() -> None:
    text = "一杯在手 心暖情真\n\n代表送去保温杯\n\n本报讯 3月1日，代表到会。\n"
    (article,) = articles_from_page(text, "page")
    assert article.id == "page"
    assert article.title == "一杯在手 心暖情真 代表送去保温杯"
    assert article.title_quote is not None
    assert article.title_quote.text == text[: text.index("\n\n本报")]


def test_a_text_with_a_title_is_one_article() -> None:
    text = "本报讯（记者 桑榆）3月1日，县长到会。\n\n另一件事。（通讯员 石鸣）"
    article = article_from_text(text, "D1", title="县长 到会")
    assert (article.id, article.title, article.start, article.end) == (
        "D1",
        "县长 到会",
        0,
        len(text),
    )
    assert article.body.text == "3月1日，县长到会。\n另一件事。"
    assert article.byline == ("桑榆", "石鸣")
    assert article.dateline == "本报讯（记者 桑榆）"
    assert article.title_quote is not None
    assert article.title_quote.in_title


def test_a_page_in_one_item_is_one_article_without_its_headlines() -> None:
    text = "县长到会\n\n本报讯 3月1日,县长到\n\n会。\n\n记者 桑榆\n\n镇长下乡\n\n本报讯 3月2日,镇长下乡。\n\n记者 石鸣"
    article = article_from_text(text, "D2")
    assert article.title == "县长到会"
    assert article.body.text == "3月1日，县长到会。\n3月2日，镇长下乡。"
    assert article.byline == ("桑榆", "石鸣")


def test_headings_inside_an_item_stay_in_its_text() -> None:
    text = (
        "央视网消息（新闻联播）：\n出口增长3.9%\n海关数据显示，出口增长。\n新线开通\n一条新线开通。"
    )
    article = article_from_text(text, "D3", title="国内联播快讯")
    assert article.body.text.split("\n") == text.split("\n")[1:]


@pytest.mark.parametrize("title", ["县长到会", " 县长到会\n"])
def test_a_title_repeated_in_the_text_is_no_body(title: str) -> None:
    article = article_from_text("县长到会\n\n3月1日，县长到会。", "D4", title=title)
    assert article.body.text == "3月1日，县长到会。"


def test_every_pattern_of_pages_that_code_asks_for_is_there_and_compiles() -> None:
    sources = "".join(path.read_text("utf-8") for path in Path(kg.ingest.__path__[0]).glob("*.py"))
    asked = {
        (holder, name)
        for holder, name in re.findall(r"\b(front|layout|web|marks)\(\)\.(\w+)", sources)
        if getattr(getattr(rules_of_pages, holder)(), name, None) is None
    }
    assert asked == set()
    with (data("ontology", "rules", "page.toml")).open("rb") as stream:
        written = tomllib.load(stream)["front"]
    for name in written:
        assert getattr(rules_of_pages.front(), name).pattern
    with pytest.raises(AttributeError, match="no_such_pattern"):
        _ = rules_of_pages.front().no_such_pattern
