"""Tables of Chinese divisions: a folder with provinces, cities, areas and streets as CSV.

Input: a folder with `provinces.csv` (code, name), `cities.csv`, `areas.csv` and `streets.csv`
(and `villages.csv`, where there is one): code and name; codes begin with that of what a division
lies in. Output: entries. Rows that only gather divisions (市辖区) are left out, what lies in them
lies in the next higher division; a division may stand again among those below (a city without
counties among these).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.errors import InputError
from kg.gazetteer.codes import coded, level, parents, whole
from kg.gazetteer.sources.table import Row, rows
from kg.gazetteer.values import Entry
from kg.gazetteer.wording import clean, wording

# Files from the highest level down: how many digits their codes have, and whether they must exist.
_FILES: Final = (
    ("provinces.csv", 2, True),
    ("cities.csv", 4, True),
    ("areas.csv", 6, True),
    ("streets.csv", 9, False),
    ("villages.csv", 12, False),
)


def read(folder: Path) -> Iterator[Entry]:
    """The entries of the tables of a folder.

    Raises InputError, with file and line, for a folder without these tables, rows that are cut
    off, codes of another form or twice, and rows whose higher division is not there.
    """
    if not folder.is_dir():
        raise InputError("gazetteer-no-folder", source=folder, wanted=_names())
    seen: set[str] = set()
    left_out: set[str] = set()
    for file, digits, needed in _FILES:
        if not needed and not (folder / file).is_file():
            continue
        for row in rows(folder / file, needed=("code", "name")):
            code = _code(row, digits)
            if digits in (4, 6) and row["name"] in wording().containers:
                left_out.add(code)
            elif code not in seen:
                seen.add(code)
                yield _entry(row, code, seen, left_out)
            elif len(code) == max(digits, 6) and not code.endswith("00"):
                raise row.fault("gazetteer-twice", found=code)


def _names() -> str:
    return ", ".join(file for file, _, needed in _FILES if needed)


def _code(row: Row, digits: int) -> str:
    code = row["code"]
    if len(code) != digits or not (code.isascii() and code.isdigit()):
        raise row.fault("gazetteer-code", found=code, allowed=digits)
    return whole(code)


def _entry(row: Row, code: str, seen: set[str], left_out: set[str]) -> Entry:
    above = parents(code)
    if above and above[0] not in seen and above[0] not in left_out:
        raise row.fault("gazetteer-parent", found=row["code"], parent=above[0])
    name = clean(row["name"])
    if not name:
        raise row.fault("gazetteer-no-name", found=row["code"])
    known = coded(code)
    return Entry(
        key=code,
        name=name,
        level=level(code),
        parents=above,
        code=known.code,
        scheme=known.scheme,
        iri=known.iri,
    )
