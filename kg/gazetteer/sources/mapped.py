"""Any table with a header line, its columns named by the user.

Input: a CSV file (TSV if its name ends so), and which column holds what: `name`, and where there
are such `key`, `parent` (the key of what the place lies in), `level` (province, city, county, town,
village, site), `code`, `lat`, `long`, `iri`, `since` and `until` (days, months or years). Output:
entries. Without keys the codes are these, else the names; without levels the code's length tells
them, else the word that a name ends in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from kg.errors import UsageError
from kg.gazetteer.codes import LENGTHS, coded, level, parents, whole
from kg.gazetteer.sources.table import Row, rows
from kg.gazetteer.values import Entry, Level
from kg.gazetteer.wording import clean, wording

FIELDS: Final = (
    "name", "key", "parent", "level", "code", "lat", "long", "iri", "since", "until",
)  # fmt: skip


def columns(text: str) -> dict[str, str]:
    """The columns of `name=NAME,code=CODE`. Raises UsageError for another form."""
    found = dict(part.split("=", 1) for part in text.split(",") if "=" in part)
    unknown = [part for part in text.split(",") if part.partition("=")[0] not in FIELDS]
    if unknown or "name" not in found:
        raise UsageError(
            "gazetteer-mapping", found=", ".join(unknown) or text, known=", ".join(FIELDS)
        )
    return found


def read(path: Path, named: Mapping[str, str]) -> Iterator[Entry]:
    """The entries of the table. Raises InputError with the line of a row of another form."""
    delimiter = "\t" if path.suffix == ".tsv" else ","
    for row in rows(path, needed=named.values(), delimiter=delimiter):
        yield _entry(row, named)


def _entry(row: Row, named: Mapping[str, str]) -> Entry:
    cells = {field: row[column] for field, column in named.items()}
    name = clean(cells["name"])
    if not name:
        raise row.fault("gazetteer-no-name", found=cells.get("key") or cells.get("code") or "-")
    digits = cells.get("code", "")
    has_code = digits.isascii() and digits.isdigit() and len(digits) in LENGTHS
    code = whole(digits) if has_code else ""
    own = coded(code)._asdict() if code else {"code": digits, "scheme": "", "iri": ""}
    own["iri"] = cells.get("iri") or own["iri"]
    above = (cells["parent"],) if cells.get("parent") else parents(code) if code else ()
    until = row.day(named.get("until", ""))
    return Entry(
        cells.get("key") or f"{code or name}{f'@{until}' if until else ''}",
        name,
        _level(row, cells.get("level", ""), code, name),
        above,
        refs=(code,) if code and not until else (),
        lat=row.degrees(named["lat"], 90) if "lat" in named else None,
        long=row.degrees(named["long"], 180) if "long" in named else None,
        since=row.day(named.get("since", "")),
        until=until,
        **own,
    )


def _level(row: Row, told: str, code: str, name: str) -> Level:
    if told:
        if told.upper() not in Level.__members__:
            known = ", ".join(one.name.lower() for one in Level)
            raise row.fault("gazetteer-level", found=told, known=known)
        return Level[told.upper()]
    if code:
        return level(code)
    words = wording()
    return words.levels.get(words.family(name, Level.SITE), Level.SITE)
