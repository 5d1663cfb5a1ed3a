"""Shortcuts between shared nodes, and the facts that they follow from.

Input and output: none.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from kg.vocabulary import Property


class Pair(NamedTuple):
    """A shortcut that holds if some node of an article's graph has both properties.

    `unless` is a property and a value with which a node does not count.
    """

    shortcut: str
    graph: str
    subject: str
    object: str
    unless: tuple[str, str] | None = None


PAIRS: Final = (
    Pair(Property.HAS_VISITED, "direct", Property.VISITOR, Property.PLACE),
    Pair(Property.DONATED_TO, "direct", Property.DONOR, Property.RECIPIENT),
    Pair(
        Property.HOLDS_POST,
        "direct",
        Property.HOLDER,
        Property.POST,
        (Property.POST_STATUS, "former"),
    ),
    Pair(Property.ALT_LABEL, "entities", Property.REFERS_TO, Property.WORDING),
)
