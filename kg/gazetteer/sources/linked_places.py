"""Linked Places Format: GeoJSON of historical gazetteers (Linked Pasts, version 1.2).

Input: a FeatureCollection; of each feature its `@id`, `properties.title`, `names` (`toponym`),
`geometry` (a point), `links` (exact and close matches), `relations` (broader partitive) and `when`
(the first timespan, where it says `in`: earliest and latest days may be but those of attestations).
Output: entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from kg.errors import InputError
from kg.gazetteer.sources.table import degrees, is_day
from kg.gazetteer.values import Entry, Level
from kg.gazetteer.wording import clean, wording

_SAME: Final = ("exactMatch", "sameAs")


def read(path: Path) -> Iterator[Entry]:
    """The entries of the collection. Raises InputError with the number of a faulty feature."""
    for number, feature in enumerate(_features(path), 1):
        try:
            yield _entry(feature, path, number)
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            raise InputError(
                "gazetteer-feature", source=path, line=number, why=f"{type(error).__name__} {error}"
            ) from error


def _features(path: Path) -> list[Any]:
    try:
        content = json.loads(path.read_bytes())
        features = content["features"]
    except OSError as error:
        raise InputError("gazetteer-file", source=path, why=error.strerror) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("gazetteer-no-features", source=path, why=error) from error
    if not isinstance(features, list):
        raise InputError("gazetteer-no-features", source=path, why="features")
    return features


def _entry(feature: dict[str, Any], path: Path, number: int) -> Entry:
    iri = feature["@id"]
    names = [clean(one["toponym"]) for one in feature.get("names", [])]
    name = clean(feature["properties"]["title"])
    words = wording()
    long, lat = _point(feature.get("geometry") or {})
    return Entry(
        iri,
        name,
        words.levels.get(words.family(name, Level.SITE), Level.SITE),
        tuple(one["relationTo"] for one in feature.get("relations", []) if _is_broader(one)),
        others=tuple(one for one in dict.fromkeys(names) if one != name),
        iri=iri,
        same=tuple(
            one["identifier"]
            for one in feature.get("links", [])
            if one["type"] in _SAME and "://" in one["identifier"]
        ),
        lat=degrees(lat, 90, source=path, line=number, column="latitude"),
        long=degrees(long, 180, source=path, line=number, column="longitude"),
        since=_day(feature, "start"),
        until=_day(feature, "end"),
    )


def _day(feature: dict[str, Any], end: str) -> str:
    """When a place began or ended, "" if that is not known or not in years of four digits."""
    span: dict[str, Any] = next(iter((feature.get("when") or {}).get("timespans") or ()), {})
    told = str((span.get(end) or {}).get("in", ""))
    return told if is_day(told) else ""


def _is_broader(relation: dict[str, Any]) -> bool:
    return str(relation["relationType"]).endswith("broaderPartitive")


def _point(geometry: dict[str, Any]) -> tuple[str, str]:
    """Longitude and latitude of a point, or of the first of a collection; "" without one."""
    if geometry.get("type") == "GeometryCollection":
        return next((_point(one) for one in geometry["geometries"]), ("", ""))
    if geometry.get("type") != "Point":
        return "", ""
    long, lat = geometry["coordinates"][:2]
    return str(long), str(lat)
