"""GeoNames: dumps of a country or of all, with alternate names.

Input: a dump (`CN.zip`, `CN.txt`, `allCountries.zip`, `allCountries.txt`), or a folder with one;
`alternateNamesV2.zip` or `.txt` beside it is read too, for Chinese names and Wikidata ids (`wkdt`).
The forms are those of the readme of download.geonames.org/export/dump. Output: entries:
administrative divisions, and populated places that have a Chinese name. Memory does not grow with
the dump: alternate names wait on disk.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import InputError
from kg.gazetteer.codes import coded
from kg.gazetteer.sources.table import checked, degrees, opened
from kg.gazetteer.values import Entry, Level
from kg.gazetteer.wording import clean, has_han, wording
from kg.vocabulary import GEONAMES, WIKIDATA

_DUMPS: Final = ("CN.zip", "CN.txt", "allCountries.zip", "allCountries.txt")
_ALTERNATES: Final = ("alternateNamesV2.zip", "alternateNamesV2.txt")
_COLUMNS: Final = 19
_FEWEST_OF_NAMES: Final = 4  # columns of a row of alternate names that are always there
_LEVELS: Final = {
    "PCLI": Level.NATION,
    "ADM1": Level.PROVINCE,
    "ADM2": Level.CITY,
    "ADM3": Level.COUNTY,
    "ADM4": Level.TOWN,
    "ADM5": Level.VILLAGE,
    "PPL": Level.VILLAGE,
    "PPLF": Level.VILLAGE,
    "PPLL": Level.VILLAGE,
    "PPLX": Level.SITE,
}  # seats of divisions (PPLA, PPLC) have their names from these and are left out
_CHINA: Final = "CN"


class _Names(NamedTuple):
    """Chinese names of a place, the preferred first, and its Wikidata ids."""

    names: tuple[str, ...] = ()
    wikidata: tuple[str, ...] = ()


def read(path: Path) -> Iterator[Entry]:
    """The entries of a dump. Raises InputError with the line of a row of another form."""
    dump = _first(path, _DUMPS) if path.is_dir() else path
    if dump is None:
        raise InputError("gazetteer-no-dump", source=path, wanted=", ".join(_DUMPS))
    with _alternates(_first(dump.parent, _ALTERNATES)) as names, _text(dump) as lines:
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != _COLUMNS:
                raise InputError(
                    "gazetteer-cells", source=dump, line=number, found=len(cells), allowed=_COLUMNS
                )
            if cells[7] in _LEVELS:
                entry = _entry(cells, names, dump, number)
                if entry is not None:
                    yield entry


def _first(folder: Path, names: tuple[str, ...]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)


def _entry(cells: list[str], alternates: sqlite3.Connection, dump: Path, line: int) -> Entry | None:
    """The entry of a row; None for one that has no Chinese name and nothing lies in."""
    key, level = cells[0], _LEVELS[cells[7]]
    if not (key.isascii() and key.isdigit()):
        raise InputError("gazetteer-key", source=dump, line=line, found=key[:40])
    known = _known(alternates, key)
    own = [clean(name) for name in (cells[1], *cells[3].split(",")) if has_han(name)]
    names = tuple(dict.fromkeys((*known.names, *own)))
    is_division = cells[6] == "A"
    if not names and not is_division:
        return None
    name = _official(names, level) or cells[1]
    own_code, above = _admin(cells, level, is_division=is_division)
    return Entry(
        key, name, level, above,
        refs=(own_code,) if is_division else (),
        others=tuple(one for one in names if one != name),
        iri=f"{GEONAMES}{key}/",
        same=tuple(WIKIDATA + one for one in known.wikidata),
        lat=degrees(cells[4], 90, source=dump, line=line, column="latitude"),
        long=degrees(cells[5], 180, source=dump, line=line, column="longitude"),
        **_code(own_code),
    )  # fmt: skip


def _admin(cells: list[str], level: Level, *, is_division: bool) -> tuple[str, tuple[str, ...]]:
    """The key of a division by admin codes (CN.08.4101), and those of what a place lies in."""
    parts = [cells[8]]
    for code in cells[10:14]:
        if not code:
            break
        parts.append(code)
    parts = parts[: int(level) + 1] if is_division else parts
    keys = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return keys[0], tuple(keys[1:] if is_division else keys)


def _code(admin: str) -> dict[str, str]:
    """Code and scheme of a Chinese division, whose second and third admin codes are of GB/T 2260."""
    country, *codes = admin.split(".")
    last = codes[-1] if len(codes) in (2, 3) else ""
    if country != _CHINA or not last.isdigit() or len(last) not in (4, 6):
        return {}
    found = coded(last)
    return {"code": found.code, "scheme": found.scheme}


def _official(names: tuple[str, ...], level: Level) -> str:
    """Of several names the longest that ends in a sign of the level, else the first."""
    words = wording()
    whole = [name for name in names if words.levels.get(words.family(name, level)) == level]
    return max(whole, key=len) if whole else names[0] if names else ""


def _known(alternates: sqlite3.Connection, key: str) -> _Names:
    query = "SELECT kind, name FROM alternate WHERE key = ? ORDER BY preferred DESC, rowid"
    rows = alternates.execute(query, (int(key),)).fetchall()
    return _Names(
        tuple(clean(name) for kind, name in rows if kind != "wkdt"),
        tuple(name for kind, name in rows if kind == "wkdt"),
    )


@contextmanager
def _alternates(path: Path | None) -> Iterator[sqlite3.Connection]:
    """Chinese names and Wikidata ids on disk, by the id of their place; none without a file."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "names")
        try:
            connection.executescript(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                "CREATE TABLE alternate (key INTEGER, kind TEXT, name TEXT, preferred INTEGER);"
            )
            if path is not None:
                with _text(path) as lines:
                    rows = _alternate_rows(lines, path)
                    connection.executemany("INSERT INTO alternate VALUES (?, ?, ?, ?)", rows)
            connection.execute("CREATE INDEX by_key ON alternate (key)")
            yield connection
        finally:
            connection.close()


def _alternate_rows(lines: Iterator[str], path: Path) -> Iterator[tuple[int, str, str, int]]:
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) < _FEWEST_OF_NAMES or not cells[1].isdigit():
            raise InputError(
                "gazetteer-cells", source=path, line=number, found=len(cells), allowed=10
            )
        kind, name = cells[2], cells[3]
        is_old = any(cell == "1" for cell in cells[6:8])  # colloquial or historic
        if kind == "wkdt" or (has_han(name) and kind.startswith("zh") and not is_old):
            yield int(cells[1]), kind, name, int(cells[4:5] == ["1"])


@contextmanager
def _text(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a text file, or of the one in a ZIP file that has its name."""
    with opened(path) as stream:
        if path.suffix != ".zip":
            yield checked(stream, path)
            return
        try:
            with zipfile.ZipFile(stream) as archive, archive.open(f"{path.stem}.txt") as inner:
                yield checked(inner, path)
        except (zipfile.BadZipFile, KeyError, EOFError) as error:
            raise InputError("gazetteer-zip", source=path, why=error) from error
