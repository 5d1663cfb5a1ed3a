"""Gazetteers for tests, made from examples/divisions."""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.gazetteer.shelf import Shelf
from kg.gazetteer.values import About

DIVISIONS = Path(__file__).resolve().parent.parent / "examples" / "divisions"


def shelf(folder: Path, name: str = "china") -> Shelf:
    """A shelf with one gazetteer."""
    found = Shelf(folder / "zhengji.gazetteers")
    found.add(About(name, str(DIVISIONS), "divisions", date="2023-12-31"))
    return found


def copied(folder: Path, **changed: str | bytes) -> Path:
    """A copy of the tables, in which files (named without suffix) are as given."""
    target = folder / "divisions"
    shutil.copytree(DIVISIONS, target)
    for name, content in changed.items():
        data = content.encode() if isinstance(content, str) else content
        (target / f"{name}.csv").write_bytes(data)
    return target
