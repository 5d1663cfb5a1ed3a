"""Reading: files, folders and streams to articles.

Input: paths, patterns, standard input, or text. Output: `Article` values whose offsets count into
the source text; errors come as values.
"""

from __future__ import annotations

from kg.ingest import articles
from kg.ingest.articles import Draft, Origin
from kg.ingest.clean import clean
from kg.ingest.options import ReadOptions
from kg.ingest.page import segment
from kg.ingest.read import drafts, read
from kg.ingest.shape import check_characters
from kg.model import Article, Quote

__all__ = [
    "Draft",
    "ReadOptions",
    "article_from_text",
    "articles_from_page",
    "clean",
    "drafts",
    "furniture",
    "read",
]


def article_from_text(
    text: str,
    id: str = "text",  # noqa: A002  (the name that records use)
    options: ReadOptions | None = None,
    *,
    title: str | None = None,
) -> Article:
    """One article from one text, which is not cut into several; `title` where it stands apart.

    Raises InputError where the text holds what no text may.

    >>> article_from_text("本报讯 10月30日，张红军到沟赵办事处调研。", title="调研").body.text
    '10月30日，张红军到沟赵办事处调研。'
    """
    check_characters(text + (title or ""), id)
    return articles.article_from_text(text, _origin(id, options), title)


def articles_from_page(
    text: str,
    id: str = "page",  # noqa: A002
    options: ReadOptions | None = None,
) -> list[Article]:
    """The articles of a newspaper page, `id#1`, `id#2`… where there are several.

    Raises InputError where the text holds what no text may.
    """
    check_characters(text, id)
    return articles.articles_from_page(text, _origin(id, options))


def furniture(text: str) -> list[Quote]:
    """What belongs to no article's text: page heads, staff lines, jump lines, rules, in order."""
    return [Quote(text[start:end], start, end) for start, end in segment(text).furniture]


def _origin(name: str, options: ReadOptions | None) -> Origin:
    known = options or ReadOptions()
    return Origin(name, published=known.published, publisher=known.publisher, home=known.home)
