"""Gazetteers for tests, made from examples/divisions."""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.gazetteer.shelf import Shelf
from kg.gazetteer.values import About

DIVISIONS = Path(__file__).resolve().parent.parent / "examples" / "divisions"
POINTS = """code,name,lat,long
41,河南省,34.76,113.65
4103,洛阳市,34.62,112.45
410311,洛龙区,34.62,112.46
410311013,安乐镇,34.63,112.47
"""


def shelf(folder: Path, name: str = "china") -> Shelf:
    """A shelf with one gazetteer."""
    found = Shelf(folder / "zhengji.gazetteers")
    found.add(About(name, str(DIVISIONS), "divisions", date="2023-12-31"))
    return found


def points(folder: Path) -> Shelf:
    """A shelf with one gazetteer of divisions and one of a few points."""
    found = shelf(folder)
    file = folder / "points.csv"
    file.write_text(POINTS, encoding="utf-8")
    columns = "name=name,code=code,lat=lat,long=long"
    found.add(About("points", str(file), "csv", columns=columns, version="1"))
    return found


def copied(folder: Path, **changed: str | bytes) -> Path:
    """A copy of the tables, in which files (named without suffix) are as given."""
    target = folder / "divisions"
    shutil.copytree(DIVISIONS, target)
    for name, content in changed.items():
        data = content.encode() if isinstance(content, str) else content
        (target / f"{name}.csv").write_bytes(data)
    return target
