"""The reference: pages that say what there is, made from what there is.

Input: ontology, shapes, queries, rules and the commands themselves. Output: Markdown pages and a
diagram (SVG), the same text for the same input. `python -m kg.reference FOLDER` writes them.
"""

from __future__ import annotations

from pathlib import Path

from kg.reference import commands, diagram, ontology, queries, rules
from kg.reference.words import words

__all__ = ["pages", "write"]


def pages() -> dict[str, str]:
    """All pages: the name of the file, and its text."""
    return {
        "README.md": words()["index"],
        "commands.md": commands.page(),
        "ontology.md": ontology.page(),
        "ontology.svg": diagram.drawing(),
        "queries.md": queries.page(),
        "rules.md": rules.page(),
    }


def write(folder: Path) -> None:
    """Write all pages into a folder, which is made if it is not there. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        part = folder / f"{name}.part"
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(folder / name)
