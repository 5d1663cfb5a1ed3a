"""Words of the reference, and Markdown.

Input: `kg/templates/reference.toml`. Output: texts, tables and links in Markdown.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

_SPECIAL = re.compile(r"([|<>*_`\[\]\\])")


@cache
def words() -> dict[str, str]:
    """Sentences and headings by name."""
    file = resources.files("kg").joinpath("templates", "reference.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """A text as Markdown shows it, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """A text as code, in a cell of a table too."""
    shown = text.replace("|", r"\|")
    return f"`` {shown} ``" if "`" in text else f"`{shown}`"


def table(heads: str, rows: Iterable[Sequence[str]]) -> str:
    """A table of cells in Markdown, nothing if it has no rows; `heads` with | between them."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    names = heads.split("|")
    return "\n".join(
        [f"| {' | '.join(names)} |", f"|{'|'.join('---' for _ in names)}|", *lines, "", ""]
    )


def bullets(lines: Iterable[str]) -> str:
    """A list, nothing if it is empty."""
    found = [f"- {line}\n" for line in lines]
    return "".join([*found, "\n"]) if found else ""


def anchor(heading: str) -> str:
    """The name under which a heading can be linked to, as repository sites make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def joined(parts: Iterable[str]) -> str:
    """Parts of a page as one text that ends in one line feed."""
    return re.sub(r"\n{3,}", "\n\n", "".join(parts)).rstrip("\n") + "\n"
