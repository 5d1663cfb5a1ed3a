"""Facts and nodes in words, for people who judge them.

Input: the engine of a store, IRIs. Output: one line of text for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.rdf.article import unbroken
from kg.syntax import is_iri
from kg.vocabulary import RDF_TYPE, RDFS_LABEL, Property

_DATES: Final = (Property.STATED_DATE, Property.STATED_START, Property.STATED_END)
_SAID: Final = (Property.NAME, Property.CONTENT, Property.VALUE_CNY, Property.POST_STATUS)
_ITEM: Final = (Property.NAME, Property.QUANTITY, Property.UNIT)
_POSTS: Final = 3  # that are told of a person
_LONGEST: Final = 300  # characters of a quote that are shown

Values = defaultdict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact in words: what it states, the words it stands on, and where these stand."""

    statement: str = ""
    quote: str = ""
    title: str = ""
    published: str = ""
    rule: str = ""
    confidence: float | None = None


class Described:
    """Describes what an engine holds."""

    def __init__(self, engine: ox.Store) -> None:
        self._engine = engine
        self._labels: dict[str, str] = {}

    def values(self, node: str) -> Values:
        """What is said of a node, by property."""
        found: Values = defaultdict(list)
        for quad in self._engine.quads_for_pattern(ox.NamedNode(node), None, None, None):
            found[quad.predicate.value].append(str(getattr(quad.object, "value", "")))
        return defaultdict(list, {key: sorted(values) for key, values in found.items()})

    def label(self, node: str) -> str:
        """What a node is called, "" if nothing says so, or it is no node."""
        if not is_iri(node):
            return ""
        if node not in self._labels:
            pattern = ox.NamedNode(node), ox.NamedNode(RDFS_LABEL), None, None
            labels = (quad.object for quad in self._engine.quads_for_pattern(*pattern))
            self._labels[node] = min((str(getattr(one, "value", "")) for one in labels), default="")
        return self._labels[node]

    def node(self, node: str) -> str:
        """A node that articles share: its name, its jurisdiction, posts that it holds."""
        told = self.values(node)
        more = told[Property.JURISDICTION] + told[Property.HOLDS_POST][:_POSTS]
        labels = ", ".join(filter(None, map(self.label, more)))
        return self.label(node) + (f" ({labels})" if labels else "")

    def fact(self, node: str) -> Fact:
        """A fact in words; an empty one for what is no fact."""
        told = self.values(node)
        if not told[Property.STATED_IN]:
            return Fact()
        article = self.values(told[Property.STATED_IN][0])
        quotes = [q for one in told[Property.EVIDENCE] for q in self.values(one)[Property.EXACT]]
        numbers = told[Property.CONFIDENCE]
        return Fact(
            "; ".join(self._parts(told)),
            _cut(unbroken("".join(quotes[:1]))),
            "".join(article[Property.TITLE][:1]),
            "".join(article[Property.PUBLISHED][:1]),
            "".join(told[Property.RULE][:1]),
            float(numbers[0]) if numbers else None,
        )

    def _parts(self, told: Values) -> Iterator[str]:
        dates = [date for name in _DATES for date in told[name]] or told[Property.DATE_TEXT]
        head = [*(kind.rpartition("#")[2] for kind in told[RDF_TYPE]), "/".join(dates)]
        if any(head):
            yield " ".join(filter(None, head))
        for name in sorted(told):
            short = name.rpartition("#")[2]
            if name in _SAID:
                yield f"{short} {_cut(' '.join(told[name]))}"
            elif name == Property.ITEM:
                yield f"{short} {', '.join(map(self._item, told[name]))}"
            elif name != RDF_TYPE and (labels := list(filter(None, map(self.label, told[name])))):
                yield f"{short} {', '.join(labels)}"

    def _item(self, node: str) -> str:
        told = self.values(node)
        return "".join(value for name in _ITEM for value in told[name])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
