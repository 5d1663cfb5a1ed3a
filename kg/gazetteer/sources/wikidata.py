"""Wikidata: lines of its JSON dump.

Input: a file with one entity a line (`latest-all.json`, also packed with gzip or bzip2, or lines of
it). Output: entries: what has a code of Chinese divisions (P442) and a Chinese name, read line by
line. Of a property several statements may hold; those of the preferred rank count, else those of
normal rank. What a place lies in is told by its code first, then by P131: what codes say has no
circles.
"""

from __future__ import annotations

import bz2
import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, cast

from kg.errors import InputError
from kg.gazetteer.codes import LENGTHS, coded, level, parents
from kg.gazetteer.sources.table import checked, degrees, is_day, opened
from kg.gazetteer.values import Entry
from kg.gazetteer.wording import clean, has_han
from kg.vocabulary import GEONAMES, WIKIDATA

_LANGUAGES: Final = ("zh-hans", "zh-cn", "zh", "zh-hant")  # of names, the first that there is
_CODE, _WITHIN, _POINT, _SINCE, _UNTIL, _GEONAMES_ID = (
    "P442", "P131", "P625", "P571", "P576", "P1566",
)  # fmt: skip
_KEY: Final = re.compile(r"Q[1-9][0-9]*")
_TIME: Final = re.compile(r"\+?(\d{4})-(\d\d)-(\d\d)")
_PACKED: Final[Mapping[str, Any]] = {".gz": gzip.open, ".bz2": bz2.open}


class Told(NamedTuple):
    """What Wikidata says of an entity.

    `within` are keys, `lat` and `long` degrees ("" where not known), `since` and `until` times,
    `geonames` ids.
    """

    key: str
    names: Sequence[str]
    codes: Sequence[str]
    within: Sequence[str]
    lat: str
    long: str
    since: Sequence[str]
    until: Sequence[str]
    geonames: Sequence[str]


def read(path: Path) -> Iterator[Entry]:
    """The entries of a dump. Raises InputError with the line of one that is no entity."""
    try:
        with opened(path) as stream:
            unpack = _PACKED.get(path.suffix)
            yield from _entities(cast("IO[bytes]", unpack(stream) if unpack else stream), path)
    except (OSError, EOFError) as error:
        raise InputError("gazetteer-file", source=path, why=error) from error


def _entities(lines: IO[bytes], path: Path) -> Iterator[Entry]:
    is_open = False
    for number, line in enumerate(checked(lines, path), 1):
        text = line.strip().rstrip(",")
        if text in ("", "[", "]"):
            is_open = text == "[" or (is_open and text != "]")
        elif not (text.startswith("{") and text.endswith("}")):
            raise InputError("wikidata-line", source=path, line=number, why=text[-40:])
        elif f'"{_CODE}"' in text:
            try:
                entry = _entity(json.loads(text), path, number)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise InputError("wikidata-line", source=path, line=number, why=error) from error
            if entry is not None:
                yield entry
    if is_open:
        raise InputError("wikidata-open", source=path)


def _entity(told: dict[str, Any], path: Path, line: int) -> Entry | None:
    claims = told["claims"]
    point: dict[str, Any] = next(iter(_values(claims, _POINT)), {})
    return entry(
        Told(
            told["id"],
            _names(told),
            _values(claims, _CODE),
            [one["id"] for one in _values(claims, _WITHIN)],
            str(point.get("latitude", "")),
            str(point.get("longitude", "")),
            [one["time"] for one in _values(claims, _SINCE)],
            [one["time"] for one in _values(claims, _UNTIL)],
            _values(claims, _GEONAMES_ID),
        ),
        path,
        line,
    )


def entry(told: Told, path: Path, line: int) -> Entry | None:
    """The entry of an entity; None for one without a code or a Chinese name.

    Raises InputError, with file and line, for degrees that are none.
    """
    names = list(dict.fromkeys(clean(name) for name in told.names if has_han(name)))
    digits = next((code for code in told.codes if _is_code(code)), "")
    if not (digits and names and _KEY.fullmatch(told.key)):
        return None
    known, ended = coded(digits), _first(told.until)
    ids = (one for one in told.geonames if one.isascii() and one.isdigit())
    return Entry(
        told.key,
        names[0],
        level(known.code),
        (*parents(known.code), *told.within),
        refs=() if ended else (known.code,),
        others=tuple(names[1:]),
        code=known.code,
        scheme=known.scheme,
        iri=WIKIDATA + told.key,
        same=tuple(f"{GEONAMES}{one}/" for one in ids),
        lat=degrees(told.lat, 90, source=path, line=line, column="latitude"),
        long=degrees(told.long, 180, source=path, line=line, column="longitude"),
        since=_first(told.since),
        until=ended,
    )


def _names(told: dict[str, Any]) -> list[str]:
    """The name in each language, then others."""
    labels, aliases = told.get("labels") or {}, told.get("aliases") or {}
    found = [labels[one]["value"] for one in _LANGUAGES if one in labels]
    return found + [name["value"] for one in _LANGUAGES for name in aliases.get(one, ())]


def _values(claims: Mapping[str, Any], name: str) -> list[Any]:
    """The values of the statements that count."""
    known = [
        (claim.get("rank"), claim["mainsnak"]["datavalue"]["value"])
        for claim in claims.get(name, ())
        if claim["mainsnak"].get("snaktype") == "value"
    ]
    best = [value for rank, value in known if rank == "preferred"]
    return best or [value for rank, value in known if rank != "deprecated"]


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) in LENGTHS


def _first(times: Sequence[str]) -> str:
    """The first time as a date: the year alone, or the month, where no more is known."""
    found = _TIME.match(next(iter(times), ""))
    if found is None:
        return ""
    year, month, day = found.groups()
    told = "-".join([year, *(part for part in (month, day) if part != "00")])
    return told if is_day(told) else ""
