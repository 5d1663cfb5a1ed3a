"""Which form an input has, and its articles.

Input: a `Named` input and its `Setting`. Output: `Article` values, and InputError values in place
of what is none. The content decides where it can, else the end of the name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from kg.errors import InputError
from kg.ingest.decode import find_encoding
from kg.ingest.form_items import Ids, item_articles
from kg.ingest.form_text import text_articles
from kg.ingest.items import Item, json_lines, json_values, looks_like_json
from kg.ingest.named import Named
from kg.ingest.setting import Setting
from kg.model import Article

_LINES = (".jsonl", ".ndjson")
_JSON = (".json", *_LINES)


def read_form(given: Named, setting: Setting, ids: Ids) -> Iterator[Article | InputError]:
    """The articles of one input. Raises InputError where there can be none."""
    if not given.head:
        raise InputError("input-empty", source=given.name)
    encoding = setting.options.encoding or find_encoding(given.head, given.name)
    head = given.head.decode(encoding, "replace")
    if given.suffix in _JSON or looks_like_json(head):
        yield from item_articles(_json(given, head, encoding), setting, ids)
    else:
        yield from text_articles(given.stream, encoding, setting)


def _json(given: Named, head: str, encoding: str) -> Iterator[Item | InputError]:
    """The values of a JSON file: one a line where its first line is a whole object."""
    first = head.lstrip("\ufeff \t\r\n").partition("\n")[0].strip()
    by_line = encoding.startswith("utf-8") or not encoding.startswith("utf-")
    is_object = first.startswith("{") and first.endswith("}")
    if by_line and (given.suffix in _LINES or is_object):
        return json_lines(given.stream, encoding, given.name)
    return json_values(io.TextIOWrapper(given.stream, encoding, newline=""), given.name)
