"""GeoJSON (RFC 7946): the linked places of a store, each with the facts there.

Input: a store whose places are linked (`kg link`). Output: a FeatureCollection, a feature a line.
`precision` of a fact says whether its own place has these coordinates (exact) or only the
narrowest place around it (within).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyoxigraph as ox

from kg.export.arrange import text_of
from kg.export.places import Atlas, Place
from kg.vocabulary import (
    RDFS_LABEL,
    SKOS_CLOSE_MATCH,
    SKOS_EXACT_MATCH,
    Property,
)

_MATCHES: Final = (("exactMatch", SKOS_EXACT_MATCH), ("closeMatch", SKOS_CLOSE_MATCH))


def document(store: ox.Store) -> Iterator[bytes]:
    """The places that have coordinates, by name."""
    atlas = Atlas(store)
    features = (_feature(place, atlas) for place in atlas.places() if place.point is not None)
    return collection(features)


def collection(features: Iterable[Any], **members: str) -> Iterator[bytes]:
    """A FeatureCollection with further members, a feature a line."""
    told = "".join(f',\n"{name}": {json.dumps(value)}' for name, value in members.items())
    yield f'{{"type": "FeatureCollection"{told},\n"features": ['.encode()
    for number, feature in enumerate(features):
        text = json.dumps(feature, ensure_ascii=False)
        yield f"{',' if number else ''}\n{text}".encode()
    yield b"\n]}\n"


def _feature(place: Place, atlas: Atlas) -> dict[str, Any]:
    node, facts = place.node, atlas.told(place)
    matches = {name: node.texts(property_) for name, property_ in _MATCHES}
    code = {
        name: text
        for name, property_ in (("code", Property.CODE), ("codeScheme", Property.CODE_SCHEME))
        if (text := node.first(property_))
    }
    return {
        "type": "Feature",
        "id": text_of(node.subject),
        "geometry": {"type": "Point", "coordinates": place.point},
        "properties": {
            "name": node.first(RDFS_LABEL),
            **code,
            **{name: found for name, found in matches.items() if found},
            "count": len(facts),
            "events": facts,
        },
    }
