"""Reading: files, folders and streams to articles.

Input: paths, patterns, standard input, or text. Output: `Article` values whose offsets count into
the source text; errors come as values.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict, Unpack

from kg.ingest import articles
from kg.ingest.articles import Origin
from kg.ingest.clean import clean
from kg.ingest.page import segment
from kg.ingest.read import ReadOptions, read
from kg.ingest.shape import check_characters
from kg.model import Article, Quote

__all__ = ["ReadOptions", "article_from_text", "articles_from_page", "clean", "furniture", "read"]


class Known(TypedDict, total=False):
    """What may be told of a text: `published` as YYYY-MM-DD, `home` the paper's jurisdiction."""

    published: str | None
    publisher: str
    url: str
    file: str
    home: str


def article_from_text(
    text: str,
    id: str = "text",  # noqa: A002  (the name that records use)
    *,
    title: str | None = None,
    **known: Unpack[Known],
) -> Article:
    """One article from one text, which is not cut into several; `title` where it stands apart.

    Raises KgError where the text holds what no text may, or `published` is no day.

    >>> article_from_text("本报讯 10月30日，张红军到沟赵办事处调研。", title="调研").body.text
    '10月30日，张红军到沟赵办事处调研。'
    """
    check_characters(text + (title or ""), id)
    return articles.article_from_text(text, _origin(id, known), title)


def articles_from_page(
    text: str,
    id: str = "page",  # noqa: A002
    **known: Unpack[Known],
) -> list[Article]:
    """The articles of a newspaper page, `id#1`, `id#2`… where there are several.

    Raises KgError as `article_from_text` does.
    """
    check_characters(text, id)
    return articles.articles_from_page(text, _origin(id, known))


def _origin(name: str, known: Known) -> Origin:
    published = ReadOptions(published=known.get("published")).published
    return replace(Origin(id=name, **known), published=published)


def furniture(text: str) -> list[Quote]:
    """What belongs to no article's text: page heads, staff lines, jump lines, rules, in order."""
    return [Quote(text[start:end], start, end) for start, end in segment(text).furniture]
