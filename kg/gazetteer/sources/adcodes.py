"""A table of divisions down to counties with coordinates: adcode, name, longitude, latitude.

Input: a CSV file; codes have twelve digits, zeros at the end. Output: entries. Rows that only
gather divisions are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.gazetteer.codes import coded, level, parents, whole
from kg.gazetteer.sources.table import Row, rows
from kg.gazetteer.values import Entry
from kg.gazetteer.wording import clean, wording

_COLUMNS = ("adcode", "name", "longitude", "latitude")


def read(path: Path) -> Iterator[Entry]:
    """The entries of the table. Raises InputError with the line of a row of another form."""
    for row in rows(path, needed=_COLUMNS):
        digits, name = row["adcode"], clean(row["name"])
        if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
            raise row.fault("gazetteer-code", found=digits, allowed=12)
        if not name:
            raise row.fault("gazetteer-no-name", found=digits)
        if name not in wording().containers:
            yield _entry(row, whole(digits), name)


def _entry(row: Row, code: str, name: str) -> Entry:
    return Entry(
        code,
        name,
        level(code),
        parents(code),
        lat=row.degrees("latitude", 90),
        long=row.degrees("longitude", 180),
        **coded(code)._asdict(),
    )
