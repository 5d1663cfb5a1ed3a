"""Articles from plain text: one article, or a page of several.

Input: a binary stream. Output: `Article` values. Raises InputError.
"""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

from kg.errors import InputError
from kg.ingest.articles import Origin, articles_from_page
from kg.ingest.decode import decode
from kg.ingest.layout import has_chinese
from kg.ingest.outlet import home_in_heads, publisher_in_heads
from kg.ingest.page import segment
from kg.ingest.published import published_in_heads
from kg.ingest.segments import Page
from kg.ingest.setting import Setting, Shown
from kg.ingest.shape import check_characters, check_field, what_stands
from kg.model import Article

LARGEST = 64 * 1024 * 1024  # bytes of a text file


def text_articles(stream: BinaryIO, encoding: str, setting: Setting) -> list[Article]:
    """The articles of a text file. Raises InputError."""
    return page_articles(read_text(stream, encoding, setting), setting)


def page_articles(text: str, setting: Setting) -> list[Article]:
    """The articles of a page. Raises InputError where there is none."""
    page = segment(text)
    shown = Shown(
        publisher=publisher_in_heads(text, page.furniture), home=home_in_heads(text, page.furniture)
    )
    origin = setting.complete(Origin(id=setting.name, file=setting.name, given=False), shown)
    articles = articles_from_page(text, origin, page)
    if not has_chinese(text) or not any(article.body.text for article in articles):
        raise InputError("input-no-article", source=setting.name, found=what_stands(text))
    for article in articles:
        check_field("title", article.title, article.id)
    return articles if origin.published else _dated(articles, page, setting.name)


def read_text(stream: BinaryIO, encoding: str, setting: Setting) -> str:
    """All of a text file. Raises InputError."""
    raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise InputError(
            "input-too-long", source=setting.name, what="a text", limit=LARGEST, unit="bytes"
        )
    text = decode(raw, encoding, setting.name, asked=setting.options.encoding is not None)
    check_characters(text, setting.name)
    return text


def _dated(articles: list[Article], page: Page, source: str) -> list[Article]:
    """Each article with the day of the last head line above or inside it, else of the first one."""
    days = published_in_heads(articles[0].source, page.furniture, source)
    if not days:
        return articles
    return [
        replace(
            article,
            published=[days[0][1], *(day for at, day in days if at < article.end)][-1],
        )
        for article in articles
    ]
