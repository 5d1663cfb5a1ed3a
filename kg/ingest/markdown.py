"""Markdown: what its marks are, so that the text reads as if they were not there.

Input: the text of a file. Output: a text of the same length in which marks are blanks, so that every
offset counts into the file as it is; and the fields of its front matter.

Form: CommonMark 0.31, of which only what changes the words of a line is looked at; front matter in
YAML 1.1 between lines of `---`, or in TOML 1.0 between lines of `+++`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

import yaml

from kg.errors import InputError

_LONGEST = 1 << 16  # characters of front matter
_FENCES = {"---": "---", "+++": "+++"}
_UNSEEN = "\u2060"  # a blank inside a word, which is no space
_LINE_MARKS = re.compile(
    r"^[ \t]{0,3}(?:#{1,6}(?=[ \t])|(?:>[ \t]?){1,9}|[-*+](?=[ \t])|={3,}[ \t]*$|<!--.*?-->[ \t]*$)"
    r"|[ \t]#{1,6}[ \t]*$",
    re.MULTILINE,
)
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,1000}\]\([^()\n]{0,3000}\)")
_LINK = re.compile(r"\[(?P<words>[^\[\]\n]{1,1000})\](?:\([^()\n]{0,3000}\)|\[[^\[\]\n]{0,200}\])")
_EMPHASIS = re.compile(
    r"\*{1,3}|_{2,3}|~~|`{1,3}|\\(?=[!-/:-@\[-`{-~]|[ \t\r]*$)|</?(?:b|i|u|em|strong)>",
    re.MULTILINE,
)
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Markdown:
    """`fields` are None where there is no front matter; `start` is where the text begins."""

    text: str
    start: int
    fields: dict[str, object] | None


def read_markdown(text: str, source: str) -> Markdown:
    """Blank the marks of a file and read its front matter. Raises InputError."""
    lead = len(text) - len(text.lstrip("\ufeff"))
    start, fields = _front_matter(text, lead, source)
    return Markdown(_blank(text[:start]) + _plain(text[start:]), start, fields)


def _front_matter(text: str, lead: int, source: str) -> tuple[int, dict[str, object] | None]:
    first, _, _ = text[lead : lead + 10].partition("\n")
    fence = first.rstrip()
    if fence not in _FENCES:
        return lead, None
    closing = re.compile(rf"^{re.escape(fence)}[ \t\r]*$", re.MULTILINE)
    end = closing.search(text, lead + len(first) + 1, lead + _LONGEST)
    if end is None:
        return lead, None
    inner = text[lead + len(first) + 1 : end.start()]
    try:
        value = tomllib.loads(inner) if fence == "+++" else _yaml(inner)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError, ValueError) as fault:
        raise InputError("input-front-matter", source=source, reason=_reason(fault)) from None
    if not isinstance(value, dict):
        return lead, None
    return end.end(), {str(name): value for name, value in value.items()}


def _reason(fault: Exception) -> str:
    if isinstance(fault, yaml.MarkedYAMLError) and fault.problem and fault.problem_mark:
        return f"line {fault.problem_mark.line + 2}: {fault.problem}"
    if isinstance(fault, RecursionError):
        return "values nested too deeply"
    return " ".join(str(fault).split())[:200]


def _yaml(text: str) -> object:
    """Lists, mappings and texts; the loader knows no other kinds, so that dates stay as written."""
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506  (safer than the safe one)


def _plain(text: str) -> str:
    """A text of the same length without marks."""
    text = _BREAK.sub(lambda found: "\n" + " " * (len(found[0]) - 1), text)
    text = _LINE_MARKS.sub(lambda found: " " * len(found[0]), text)
    text = _IMAGE.sub(_gone, text)
    text = _LINK.sub(_words, text)
    return _EMPHASIS.sub(_gone, text)


def _gone(mark: re.Match[str]) -> str:
    """A blank for a mark: inside a word one that is no space."""
    before = mark.string[max(0, mark.start() - 1) : mark.start()]
    after = mark.string[mark.end() : mark.end() + 1]
    inside = before.isalnum() and after.isalnum()
    return (_UNSEEN if inside else " ") * len(mark[0])


def _words(link: re.Match[str]) -> str:
    rest = len(link[0]) - len(link["words"]) - 1
    return _UNSEEN + link["words"] + _UNSEEN * rest


def _blank(text: str) -> str:
    return "".join("\n" if sign == "\n" else " " for sign in text)
