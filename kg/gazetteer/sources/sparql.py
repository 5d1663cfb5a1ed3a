"""Wikidata by its query service, or another endpoint with the same properties.

Input: results of a SELECT (SPARQL 1.1 Query Results JSON Format) with the variables of
`ontology/gazetteer/wikidata.rq`. Output: entries, as `kg.gazetteer.sources.wikidata` makes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from kg.errors import InputError
from kg.gazetteer.sources.wikidata import Told, entry
from kg.gazetteer.values import Entry
from kg.resources import data
from kg.vocabulary import WIKIDATA

ACCEPT: Final = "application/sparql-results+json"
LARGEST: Final = (
    1 << 27
)  # bytes of results, which are read as a whole; 45,000 places take 14 million
_BETWEEN: Final = "|"  # several values in one cell
_POINT: Final = re.compile(r"Point\(([-+0-9.eE]+) ([-+0-9.eE]+)\)", re.IGNORECASE)


def question() -> dict[str, str]:
    """The form that an endpoint is sent (SPARQL 1.1 Protocol, query by POST)."""
    return {"query": data("ontology", "gazetteer", "wikidata.rq").read_text("utf-8")}


def read(path: Path) -> Iterator[Entry]:
    """The entries of results. Raises InputError with the number of a faulty row."""
    for number, row in enumerate(_rows(path), 1):
        try:
            found = _entry({name: cell["value"] for name, cell in row.items()}, path, number)
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError("sparql-row", source=path, line=number, why=error) from error
        if found is not None:
            yield found


def _rows(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError("sparql-large", source=path, limit=LARGEST)
        rows = json.loads(path.read_bytes())["results"]["bindings"]
    except OSError as error:
        raise InputError("gazetteer-file", source=path, why=error.strerror) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError("sparql-results", source=path, why=error) from error
    if not isinstance(rows, list):
        raise InputError("sparql-results", source=path, why="bindings")
    return rows


def _entry(cells: Mapping[str, str], path: Path, line: int) -> Entry | None:
    point = _POINT.match(cells.get("point", ""))
    told = Told(
        cells["place"].removeprefix(WIKIDATA),
        [cells["name"], *_several(cells, "others")],
        [cells["code"]],
        [one.removeprefix(WIKIDATA) for one in _several(cells, "within")],
        point[2] if point else "",
        point[1] if point else "",
        _several(cells, "since"),
        _several(cells, "until"),
        _several(cells, "geonames"),
    )
    return entry(told, path, line)


def _several(cells: Mapping[str, str], name: str) -> list[str]:
    return [one for one in cells.get(name, "").split(_BETWEEN) if one]
