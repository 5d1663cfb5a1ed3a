"""Whether data has the shape of an article.

Input: a JSON value, or a text. Output: what it gives, or InputError with line and field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import InputError
from kg.ingest.articles import Origin
from kg.ingest.layout import has_chinese
from kg.ingest.published import FIRST, LAST, BadDateError, parse_published

LONGEST = 4_000_000  # characters of one article
LONGEST_FIELD = 10_000  # characters of any other field: a headline, a url
FIELDS = ("id", "title", "text", "published", "url", "source", "home")
_TEXTS = ("title", "url", "source", "home")
_KINDS = ((bool, "true or false"), ((int, float), "a number"), (str, "a text"), (list, "a list"))


def item_article(
    value: object, unnamed: str, source: str, line: int, names: Mapping[str, str]
) -> tuple[Origin, str | None, str]:
    """Origin, title and text of one item; `unnamed` is its id if it gives none.

    `names` says under which name each of `FIELDS` stands. Raises InputError.
    """
    if not isinstance(value, dict):
        raise InputError("input-json-shape", source=source, line=line, found=_kind(value))
    fields = _Fields(value, source, line, names)
    origin, title = fields.origin(unnamed)
    return origin, title, fields.body()


def item_origin(
    value: dict[str, object], unnamed: str, source: str, names: Mapping[str, str]
) -> tuple[Origin, str | None]:
    """Origin and title of fields that stand above a text. Raises InputError."""
    return _Fields(value, source, 1, names).origin(unnamed)


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


def check_field(field: str, content: str, source: str, where: str = "") -> None:
    """Refuse a headline, url or name that is longer than any is, or holds what no text may."""
    check_characters(content, source, f"{where}, field '{field}'")
    if len(content) > LONGEST_FIELD:
        raise InputError(
            "input-field-long",
            source=source, where=where, field=field, size=len(content), limit=LONGEST_FIELD,
        )  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class _Fields:
    """What an item says, and where it stands."""

    value: dict[str, object]
    source: str
    line: int
    names: Mapping[str, str]

    def origin(self, unnamed: str) -> tuple[Origin, str | None]:
        given = {field: self._text(field) for field in _TEXTS}
        given_id = self._id()
        for field, content in (("id", given_id), *given.items()):
            check_field(self.names[field], content, self.source, f", line {self.line}")
        origin = Origin(
            id=given_id or unnamed,
            published=self._published(),
            publisher=given["source"],
            url=given["url"],
            file=self.source,
            home=given["home"],
            given=bool(given_id),
        )
        return origin, given["title"].strip() and given["title"]

    def body(self) -> str:
        """The text. Raises InputError where there is none."""
        name = self.names["text"]
        if name not in self.value:
            fields = ", ".join(sorted(map(str, self.value))[:12]) or "none"
            raise InputError(
                "input-json-no-text", source=self.source, line=self.line, fields=fields, name=name
            )
        content = self.value[name]
        if not isinstance(content, str):
            raise self._wrong("text", _kind(content), "a text")
        if not content.strip("\ufeff \t\r\n\u3000"):
            raise self._wrong("text", "empty", "the text of an article")
        check_characters(content, self.source, f", line {self.line}, field '{name}'")
        return content

    def _wrong(self, field: str, found: str, allowed: str) -> InputError:
        return InputError(
            "input-json-field",
            source=self.source, line=self.line, field=self.names[field], found=found,
            allowed=allowed,
        )  # fmt: skip

    def _text(self, field: str) -> str:
        content = self.value.get(self.names[field])
        if content is None:
            return ""
        if not isinstance(content, str):
            raise self._wrong(field, _kind(content), "a text or null")
        return content

    def _id(self) -> str:
        content = self.value.get(self.names["id"])
        if content is None or content == "":
            return ""
        if isinstance(content, bool) or not isinstance(content, str | int):
            raise self._wrong("id", _kind(content), "a text or a whole number")
        return str(content)

    def _published(self) -> str | None:
        content = self.value.get(self.names["published"])
        if content is None or content == "":
            return None
        if not isinstance(content, str):
            raise self._wrong("published", _kind(content), "a day such as 2022-11-11, or null")
        try:
            return parse_published(content)
        except BadDateError as fault:
            raise InputError(
                "input-published",
                source=self.source, where=f", line {self.line}", found=content[:40], fault=fault,
                first=FIRST, last=LAST,
            ) from None  # fmt: skip
