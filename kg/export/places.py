"""Where facts took place, as far as places have coordinates or an entry in a gazetteer.

Input: a store whose places are linked (`kg link`). Output: places, and with each the facts there.
A fact at a place that is not so known, such as an estate or an office, stands with the narrowest
place around it that is, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pyoxigraph as ox

from kg.export.arrange import Arranged, Node, by_date, nodes, text_of
from kg.vocabulary import RDFS_LABEL, Class, Property

_WITHIN: Final = ox.NamedNode(Property.WITHIN)
_STATED_IN: Final = ox.NamedNode(Property.STATED_IN)
_ROLES: Final = (Property.PLACE, Property.RECIPIENT)


@dataclass
class Place:
    """A place with its facts: pairs of a fact and the site that it names."""

    node: Node
    facts: list[tuple[ox.NamedNode, ox.NamedNode]] = field(default_factory=list)

    @property
    def point(self) -> list[float] | None:
        """Longitude and latitude in degrees (WGS 84), None without coordinates."""
        try:
            long, lat = (float(self.node.first(name)) for name in (Property.LONG, Property.LAT))
        except ValueError:
            return None
        return [long, lat] if abs(long) <= 180 and abs(lat) <= 90 else None


class Atlas:
    """The places of a store in order, and what happened at each.

    Facts stand with places that have one of the properties `anchors`.
    """

    def __init__(self, store: ox.Store, anchors: Iterable[str] = (Property.LAT,)) -> None:
        self.store = store
        self._having = [ox.NamedNode(name) for name in anchors]
        self._arranged = Arranged(store)
        self._anchors: dict[ox.NamedNode, ox.NamedNode | None] = {}

    def places(self) -> Iterator[Place]:
        """All places, with coordinates or not, by name."""
        found: defaultdict[ox.NamedNode, list[tuple[ox.NamedNode, ox.NamedNode]]]
        found = defaultdict(list)
        for role in _ROLES:
            for quad in self.store.quads_for_pattern(None, ox.NamedNode(role), None, None):
                fact, site = quad.subject, quad.object
                if isinstance(fact, ox.NamedNode) and isinstance(site, ox.NamedNode):
                    anchor = self.anchor(site)
                    if anchor is not None and self._is_fact(fact):
                        found[anchor].append((fact, site))
        for node in self._arranged.shared():
            if node.kind == Class.PLACE and isinstance(node.subject, ox.NamedNode):
                yield Place(node, found.get(node.subject, []))

    def anchor(self, site: ox.NamedNode) -> ox.NamedNode | None:
        """The site itself or the narrowest place around it that is an anchor, if there is one."""
        if site not in self._anchors:
            self._anchors[site] = None  # a place that lies within itself ends here
            if self._is_anchor(site):
                self._anchors[site] = site
            else:
                around = sorted(self._around(site), key=lambda place: place.value)
                anchors = map(self.anchor, around)
                self._anchors[site] = next((one for one in anchors if one is not None), None)
        return self._anchors[site]

    def _is_anchor(self, site: ox.NamedNode) -> bool:
        found = (self.store.quads_for_pattern(site, name, None, None) for name in self._having)
        return any(any(quads) for quads in found)

    def told(self, place: Place) -> list[dict[str, Any]]:
        """The facts at a place as plain values, by date."""
        read = sorted(
            ((self.read(fact), site) for fact, site in place.facts),
            key=lambda pair: (by_date(pair[0]), pair[1].value),
        )
        return [self._told(fact, site, place) for fact, site in read]

    def _told(self, fact: Node, site: ox.NamedNode, place: Place) -> dict[str, Any]:
        article = self._of(fact, Property.STATED_IN)
        evidence = self._of(fact, Property.EVIDENCE)
        dates = {
            name: text
            for name, property_ in (("earliest", Property.EARLIEST), ("latest", Property.LATEST))
            if (text := fact.first(property_))
        }
        return {
            "id": text_of(fact.subject),
            "type": local(fact.kind),
            **dates,
            "place": self.name(site),
            "precision": "exact" if site == place.node.subject else "within",
            **self._roles(fact),
            "quote": evidence.first(Property.EXACT) if evidence else "",
            "article": text_of(article.subject) if article else "",
            "title": article.first(Property.TITLE) if article else "",
            "published": article.first(Property.PUBLISHED) if article else "",
        }

    def _roles(self, fact: Node) -> dict[str, list[str]]:
        """The names of who took part, by role."""
        found = {}
        for property_, values in fact.properties.items():
            if property_ not in (*_ROLES[:1], Property.SAME_EVENT_AS):
                names = [self.name(value) for value in values if isinstance(value, ox.NamedNode)]
                if any(names):
                    found[local(property_)] = [name for name in names if name]
        return found

    def name(self, node: ox.NamedNode) -> str:
        """The label of a node, empty if it has none."""
        return self.read(node, RDFS_LABEL).first(RDFS_LABEL)

    def read(self, subject: ox.NamedNode, property_: str | None = None) -> Node:
        """A node with all that is said of it, or with one property."""
        name = ox.NamedNode(property_) if property_ else None
        found = nodes(self.store.quads_for_pattern(subject, name, None, None))
        return found[0] if found else Node(subject, {})

    def _of(self, node: Node, property_: str) -> Node | None:
        values = node.properties.get(property_, ())
        found = [value for value in values if isinstance(value, ox.NamedNode)]
        return self.read(found[0]) if found else None

    def _around(self, site: ox.NamedNode) -> Iterator[ox.NamedNode]:
        for quad in self.store.quads_for_pattern(site, _WITHIN, None, None):
            if isinstance(quad.object, ox.NamedNode):
                yield quad.object

    def _is_fact(self, node: ox.NamedNode) -> bool:
        return any(self.store.quads_for_pattern(node, _STATED_IN, None, None))


def local(name: str) -> str:
    """The last part of an IRI."""
    return name.replace("#", "/").rpartition("/")[2]
