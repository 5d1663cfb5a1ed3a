"""Linked Places Format 1.3: the places of a store as a gazetteer, for World Historical Gazetteer.

Input: a store whose places are linked (`kg link`). Output: a FeatureCollection (GeoJSON-LD) of the
places that a gazetteer knows and at which facts stand: names with the articles that use them, the
days from and to which articles attest them, class, point, links and what they lie in. A place that
nothing dates is left out, because the format has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyoxigraph as ox

from kg.export.arrange import Node, text_of
from kg.export.geojson import collection
from kg.export.places import Atlas, Place
from kg.gazetteer.values import Level
from kg.gazetteer.wording import wording
from kg.vocabulary import (
    GEONAMES,
    RDFS_LABEL,
    SKOS_CLOSE_MATCH,
    SKOS_EXACT_MATCH,
    WIKIDATA,
    Property,
)

CONTEXT: Final = (
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/"
    "linkedplaces-context-v1.1.jsonld"
)
_KNOWN: Final = (Property.CODE, Property.LAT, SKOS_EXACT_MATCH, SKOS_CLOSE_MATCH)
_LANGUAGE: Final = "zh"
_LINKS: Final = (("exactMatch", SKOS_EXACT_MATCH), ("closeMatch", SKOS_CLOSE_MATCH))
_SHORT: Final = (  # as World Historical Gazetteer writes them
    (WIKIDATA, "wd:"),
    ("https://www.wikidata.org/wiki/", "wd:"),
    (GEONAMES, "gn:"),
    ("http://sws.geonames.org/", "gn:"),
)
# Feature classes of GeoNames, which the format asks for.
_CLASSES: Final = {Level.VILLAGE: "P", Level.SITE: "S"}
_DIVISION: Final = "A"
_CITED: Final = 20  # articles that are named as using a name


def document(store: ox.Store) -> Iterator[bytes]:
    """The places that a gazetteer knows, by name."""
    atlas = Atlas(store, _KNOWN)
    features = (_feature(place, atlas) for place in atlas.places() if place.facts)
    return collection(filter(_is_dated, features), **{"@context": CONTEXT})


def _feature(place: Place, atlas: Atlas) -> dict[str, Any]:
    node, facts = place.node, atlas.told(place)
    made: dict[str, Any] = {
        "@id": text_of(node.subject),
        "type": "Feature",
        "properties": {"title": node.first(RDFS_LABEL), "fclasses": [_class(node)]},
        **_when(facts),
        "names": list(_names(node, facts)),
        "geometry": _geometry(place),
        "links": list(_links(node)),
        "relations": list(_relations(node, atlas)),
    }
    return {name: value for name, value in made.items() if value or name == "geometry"}


def _is_dated(feature: dict[str, Any]) -> bool:
    """Whether it says when, as the format asks: of itself, or the year of a citation."""
    cited = (one for name in feature["names"] for one in name.get("citations", ()))
    return "when" in feature or any("year" in one for one in cited)


def _class(node: Node) -> str:
    if Property.CODE in node.properties:
        return _DIVISION
    words = wording()
    family = words.family(node.first(RDFS_LABEL), Level.SITE)
    return _CLASSES.get(words.levels.get(family, Level.SITE), _DIVISION)


def _when(facts: list[dict[str, Any]]) -> dict[str, Any]:
    """From the first to the last day on which an article has something happen here."""
    first = min((fact["earliest"] for fact in facts if "earliest" in fact), default="")
    last = max((fact["latest"] for fact in facts if "latest" in fact), default="")
    if not first or not last:
        return {}
    span = {"start": {"earliest": first}, "end": {"latest": last}}
    return {"when": {"timespans": [span]}}


def _names(node: Node, facts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each name, the first with the articles that have it."""
    cited = {fact["article"]: fact for fact in facts if fact["precision"] == "exact"}
    citations = [_citation(cited[article]) for article in sorted(cited)[:_CITED]]
    for number, name in enumerate([node.first(RDFS_LABEL), *node.texts(Property.ALT_LABEL)]):
        told = {"citations": citations} if citations and not number else {}
        yield {"toponym": name, "lang": _LANGUAGE, **told}


def _citation(fact: dict[str, Any]) -> dict[str, Any]:
    year = (
        {"year": fact["published"][:4]} if fact["published"] else {}
    )  # text, as their schema asks
    return {"label": fact["title"] or fact["article"], **year, "@id": fact["article"]}


def _geometry(place: Place) -> dict[str, Any] | None:
    point = place.point
    if point is None:
        return None
    return {"type": "Point", "coordinates": point, "geowkt": f"POINT({point[0]} {point[1]})"}


def _links(node: Node) -> Iterator[dict[str, str]]:
    for kind, property_ in _LINKS:
        for entry in node.texts(property_):
            yield {"type": kind, "identifier": _shortened(entry)}


def _shortened(entry: str) -> str:
    for beginning, prefix in _SHORT:
        if entry.startswith(beginning):
            return prefix + entry.removeprefix(beginning).strip("/")
    return entry


def _relations(node: Node, atlas: Atlas) -> Iterator[dict[str, str]]:
    for value in node.properties.get(Property.WITHIN, ()):
        if isinstance(value, ox.NamedNode):
            yield {
                "relationType": "gvp:broaderPartitive",
                "relationTo": value.value,
                "label": atlas.name(value),
            }
