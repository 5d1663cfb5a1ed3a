"""Which form an input has, and its articles.

Input: a `Named` input and its `Setting`. Output: `Article` values, of items `Draft` values, and
InputError values in place of what is none. The content decides where it can, else the end of the name. What reads HTML and
front matter is loaded when the first of them comes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final

from kg.errors import InputError
from kg.ingest.articles import Draft
from kg.ingest.decode import find_encoding
from kg.ingest.form_items import Ids, item_articles
from kg.ingest.form_text import text_articles
from kg.ingest.items import Item, json_lines, json_values, looks_like_json
from kg.ingest.named import Named
from kg.ingest.setting import Setting
from kg.ingest.table import looks_like_table, table_rows
from kg.model import Article

_LINES: Final = (".jsonl", ".ndjson")
_JSON: Final = (".json", *_LINES)
_TABLES: Final = (".csv", ".tsv")
_MARKDOWN: Final = (".md", ".markdown")
_WEB: Final = (".html", ".htm", ".xhtml", ".shtml")
_WEB_HEAD: Final = re.compile(
    rb"[\xef\xbb\xbf\xfe\xff\s]*+(?:<\?xml[^>]{0,200}+>\s*+|(?><!--.{0,2000}?-->)\s*+){0,9}+"
    rb"<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)


def read_form(given: Named, setting: Setting, ids: Ids) -> Iterator[Article | Draft | InputError]:
    """The articles of one input. Raises InputError where there can be none."""
    if not given.head:
        raise InputError("input-empty", source=given.name)
    if given.head.startswith(b"WARC/"):
        yield from _warc(given, setting)
    elif given.suffix in _WEB or _WEB_HEAD.match(given.head.replace(b"\0", b"")):
        yield _web(given, setting)
    else:
        yield from _text(given, setting, ids)


def _text(given: Named, setting: Setting, ids: Ids) -> Iterator[Article | Draft | InputError]:
    """The articles of what has one encoding throughout."""
    encoding = setting.options.encoding or find_encoding(given.head, given.name)
    head = given.head.decode(encoding, "replace")
    column = setting.options.names["text"]
    if given.suffix in _JSON or looks_like_json(head):
        yield from item_articles(_json(given, head, encoding), setting, ids, empty="an empty list")
    elif given.suffix in _TABLES or (
        given.suffix not in _MARKDOWN and looks_like_table(head, column)
    ):
        tabs = given.suffix == ".tsv"
        rows = table_rows(given.stream, encoding, given.name, column, tabs=tabs)
        yield from item_articles(rows, setting, ids, empty="no row below the header")
    elif given.suffix in _MARKDOWN:
        yield from _markdown(given, encoding, setting)
    else:
        yield from text_articles(given.stream, encoding, setting)


def _web(given: Named, setting: Setting) -> Article:
    from kg.ingest.form_web import LARGEST, web_article

    return web_article(given.stream.read(LARGEST + 1), setting)


def _warc(given: Named, setting: Setting) -> Iterator[Article | InputError]:
    from kg.ingest.form_web import warc_articles
    from kg.ingest.warc import warc_pages

    return warc_articles(warc_pages(given.stream, given.name), setting)


def _markdown(given: Named, encoding: str, setting: Setting) -> Iterator[Article]:
    from kg.ingest.form_markdown import markdown_articles

    return markdown_articles(given.stream, encoding, setting)


def _json(given: Named, head: str, encoding: str) -> Iterator[Item | InputError]:
    """The values of a JSON file: one a line where its first line is a whole object."""
    first = head.lstrip("\ufeff \t\r\n").partition("\n")[0].strip()
    by_line = encoding.startswith("utf-8") or not encoding.startswith("utf-")
    is_object = first.startswith("{") and first.endswith("}")
    if by_line and (given.suffix in _LINES or is_object):
        return json_lines(given.stream, encoding, given.name)
    return json_values(io.TextIOWrapper(given.stream, encoding, newline=""), given.name)
