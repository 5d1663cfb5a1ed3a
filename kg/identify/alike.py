"""Which nodes may be one as far as the names of their jurisdictions tell.

Input: nodes with their jurisdictions. Output: pairs of nodes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations


def related(first: str, second: str) -> bool:
    """Whether two jurisdictions are one as far as their names tell: the longer ends in the other.

    An unknown one is related to none.
    """
    if not first or not second:
        return False
    return first.endswith(second) or second.endswith(first)


def unambiguous(places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of nodes with related jurisdictions, where all that either is related to are so."""
    neighbours = _neighbours(places)
    for first in sorted(places):
        for second in sorted(neighbours[first]):
            if first < second:
                group = sorted({first, second} | neighbours[first] | neighbours[second])
                if all(b in neighbours[a] for a, b in combinations(group, 2)):
                    yield first, second


def _neighbours(places: Mapping[str, str]) -> dict[str, set[str]]:
    """The nodes to whose jurisdiction each node's is related."""
    nodes: defaultdict[str, set[str]] = defaultdict(set)
    for node, place in places.items():
        nodes[place].add(node)
    found: dict[str, set[str]] = {node: set() for node in places}
    for place, here in nodes.items():
        for start in range(len(place)):
            there = nodes.get(place[start:], set())
            for node in here:
                found[node] |= there - {node}
            for node in there:
                found[node] |= here - {node}
    return found
