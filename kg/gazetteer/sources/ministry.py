"""Divisions as the Ministry of Civil Affairs publishes them, in the JSON of one library.

Input: a file with `metadata` (authority, data_as_of) and `divisions`, a list of lists: level (1 to
4), code, code of what it lies in ("" for none), name. Output: entries. Development zones are not
among them; their townships lie in the counties on whose land they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.gazetteer.codes import coded
from kg.gazetteer.values import Entry, Level
from kg.gazetteer.wording import clean


def read(path: Path) -> Iterator[Entry]:
    """The entries of the file.

    Raises InputError for a file of another form, and rows that are not as above, by their number.
    """
    rows = _rows(path)
    known = {row[1] for row in rows if isinstance(row, list) and len(row) > 1}
    for number, row in enumerate(rows, 1):
        match row:
            case [1 | 2 | 3 | 4 as level, str(code), str(parent), str(name)] if name.strip():
                if parent and parent not in known:
                    raise InputError(
                        "gazetteer-parent", source=path, line=number, found=code, parent=parent
                    )
                yield Entry(
                    code, clean(name), Level(level), (parent,) if parent else (),
                    **coded(code)._asdict(),
                )  # fmt: skip
            case _:
                raise InputError("gazetteer-item", source=path, line=number, found=str(row)[:80])


def _rows(path: Path) -> list[Any]:
    try:
        content = json.loads(path.read_bytes())
        rows = content["divisions"]
    except OSError as error:
        raise InputError("gazetteer-file", source=path, why=error.strerror) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("gazetteer-json", source=path, why=error) from error
    if not isinstance(rows, list):
        raise InputError("gazetteer-json", source=path, why="divisions")
    return rows
