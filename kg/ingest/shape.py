"""Whether data has the shape of an article.

Input: a JSON value, or a text. Output: what it gives, or InputError with line and field.
"""

from __future__ import annotations

from kg.errors import InputError
from kg.ingest.articles import Origin
from kg.ingest.layout import has_chinese
from kg.ingest.published import FIRST, LAST, BadDateError, parse_published

LONGEST = 4_000_000  # characters of one article
_TEXTS = ("title", "url", "source", "home")
_KINDS = ((bool, "true or false"), ((int, float), "a number"), (str, "a text"), (list, "a list"))


def item_article(
    value: object, unnamed: str, source: str, line: int
) -> tuple[Origin, str | None, str]:
    """Origin, title and text of one JSON value; `unnamed` is its id if it gives none.

    Raises InputError.
    """
    if not isinstance(value, dict):
        raise InputError("input-json-shape", source=source, line=line, found=_kind(value))
    given = {field: _text(value, field, source, line) for field in _TEXTS}
    given_id = _id(value.get("id"), source, line)
    text = _body(value, source, line)
    where = f", line {line}, field "
    for field, content in (("text", text), ("id", given_id), *given.items()):
        check_characters(content, source, f"{where}'{field}'")
    origin = Origin(
        id=given_id or unnamed,
        published=_published(value, source, line),
        publisher=given["source"],
        url=given["url"],
        file=source,
        home=given["home"],
        given=bool(given_id),
    )
    return origin, given["title"].strip() and given["title"], text


def check_characters(text: str, source: str, where: str = "") -> None:
    """Refuse what no text may hold: zero characters and halves of surrogate pairs."""
    at = text.find("\0")
    if at >= 0:
        raise InputError(
            "input-character", source=source, where=where, character="a NUL", offset=at
        )
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        found = f"half a surrogate pair (U+{ord(text[fault.start]):04X})"
        raise InputError(
            "input-character", source=source, where=where, character=found, offset=fault.start
        ) from None
    if len(text) > LONGEST:
        raise InputError(
            "input-too-long",
            source=f"{source}{where}",
            what="a text",
            limit=LONGEST,
            unit="characters",
        )


def what_stands(text: str) -> str:
    """What a text that holds no article holds, for a message."""
    if not text.strip("\ufeff\u3000 \t\r\n"):
        return "only space"
    if not has_chinese(text):
        return "not one Chinese character"
    return "only headlines or page heads"


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "an object")


def _wrong(field: str, value: object, allowed: str, source: str, line: int) -> InputError:
    return InputError(
        "input-json-field",
        source=source, line=line, field=field, found=_kind(value), allowed=allowed,
    )  # fmt: skip


def _text(value: dict[str, object], field: str, source: str, line: int) -> str:
    content = value.get(field)
    if content is None:
        return ""
    if not isinstance(content, str):
        raise _wrong(field, content, "a text or null", source, line)
    return content


def _id(content: object, source: str, line: int) -> str:
    if content is None or content == "":
        return ""
    if isinstance(content, bool) or not isinstance(content, str | int):
        raise _wrong("id", content, "a text or a whole number", source, line)
    return str(content)


def _body(value: dict[str, object], source: str, line: int) -> str:
    if "text" not in value:
        fields = ", ".join(sorted(map(str, value))[:12]) or "none"
        raise InputError("input-json-no-text", source=source, line=line, fields=fields)
    content = value["text"]
    if not isinstance(content, str):
        raise _wrong("text", content, "a text", source, line)
    if not content.strip("\ufeff \t\r\n\u3000"):
        raise InputError(
            "input-json-field",
            source=source, line=line, field="text", found="empty", allowed="the text of an article",
        )  # fmt: skip
    return content


def _published(value: dict[str, object], source: str, line: int) -> str | None:
    content = value.get("published")
    if content is None or content == "":
        return None
    if not isinstance(content, str):
        raise _wrong("published", content, "a day such as 2022-11-11, or null", source, line)
    try:
        return parse_published(content)
    except BadDateError as fault:
        raise InputError(
            "input-published",
            source=source, where=f", line {line}", found=content[:40], fault=fault,
            first=FIRST, last=LAST,
        ) from None  # fmt: skip
