"""Articles from Markdown: one where front matter names it, else a page as in plain text.

Input: a binary stream. Output: `Article` values whose offsets count into the file as it stands.
Raises InputError.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from kg.errors import InputError
from kg.ingest.articles import article_from_text
from kg.ingest.form_text import page_articles, read_text
from kg.ingest.layout import has_chinese
from kg.ingest.markdown import read_markdown
from kg.ingest.setting import Setting
from kg.ingest.shape import item_origin, what_stands
from kg.model import Article, Quote


def markdown_articles(stream: BinaryIO, encoding: str, setting: Setting) -> Iterator[Article]:
    """The articles of a Markdown file. Raises InputError."""
    text = read_text(stream, encoding, setting)
    read = read_markdown(text, setting.name)
    if read.fields is None:
        articles = page_articles(read.text, setting)
    else:
        articles = [_article(read.text, read.start, read.fields, setting)]
    for article in articles:
        yield replace(article, source=text, title_quote=_quoted(article, text))


def _article(text: str, start: int, fields: dict[str, object], setting: Setting) -> Article:
    given = {name: _plain(value) for name, value in fields.items()}
    names = setting.options.names
    if names["published"] not in given and "date" in given:
        given[names["published"]] = given["date"]
    origin, title = item_origin(given, setting.name, setting.name, names)
    origin = setting.complete(origin)
    article = article_from_text(text, origin, title)
    if not has_chinese(article.body.text):
        raise InputError("input-no-article", source=setting.name, found=what_stands(text[start:]))
    return replace(article, start=start)


def _plain(value: object) -> object:
    """A date of TOML as it is written; other values as they are."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _quoted(article: Article, text: str) -> Quote | None:
    """The headline as the file writes it; one of the front matter stands apart from the text."""
    quote = article.title_quote
    if quote is None or quote.in_title:
        return quote
    return quote._replace(text=text[quote.start : quote.end])
