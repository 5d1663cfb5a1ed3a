"""Which bodies and places of different articles are one.

Input: a reading of the store, settings, and clusters that decisions have begun. Output: more
nodes joined in the clusters. Two are one if they are called the same, or say the same in other
words, and their jurisdictions are one as far as their names tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from kg.identify.alike import related, unambiguous
from kg.identify.clusters import Clusters
from kg.identify.reading import Named, Reading
from kg.identify.settings import Settings
from kg.identify.titles import title


def join_bodies(reading: Reading, clusters: Clusters, settings: Settings) -> None:
    """Join bodies, and places, whose names and jurisdictions are one."""
    for places in _groups(reading, settings):
        by_node = {named.node: named for named in places}
        jurisdictions = {named.node: place for named, place in places.items()}
        for first, second in unambiguous(jurisdictions):
            a, b = by_node[first], by_node[second]
            names = sorted({a.name, b.name})
            reason = settings.reason(
                "body" if len(names) == 1 else "wording",
                name=names,
                places=sorted({a.jurisdiction, b.jurisdiction} - {""}),
            )
            clusters.join(first, second, reason)


def join_short_names(reading: Reading, clusters: Clusters, settings: Settings) -> None:
    """Join a body with the one that another article calls by its name as a short form."""
    bodies = {named.node: named for named in reading.named("office", "organization")}
    for short in bodies.values():
        called = [bodies[node] for node in reading.aliases.get(short.name, ()) if node in bodies]
        near = [full for full in called if related(full.jurisdiction, short.jurisdiction)]
        if reading.is_plain(short) and len({clusters.root(full.node) for full in near}) == 1:
            reason = settings.reason(
                "alias",
                name=short.name,
                full=near[0].name,
                places=sorted({near[0].jurisdiction, short.jurisdiction}),
            )
            clusters.join(short.node, near[0].node, reason)


def join_registered(reading: Reading, clusters: Clusters, settings: Settings) -> None:
    """Join companies of one full name, wherever they are named: a register has it but once."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for named in reading.named("organization"):
        if named.name.endswith(settings.registered) and named.name.startswith(settings.regions):
            groups[named.name].append(named.node)
    for name, nodes in sorted(groups.items()):
        for first, second in pairwise(nodes):
            clusters.join(first, second, settings.reason("registered", name=name))


def _groups(reading: Reading, settings: Settings) -> Iterator[dict[Named, str]]:
    """Nodes whose names say the same, with the place that each belongs to.

    Nodes that their jurisdiction alone does not tell apart are in none.
    """
    groups: defaultdict[tuple[str, str], dict[Named, str]] = defaultdict(dict)
    for named in reading.named("office", "organization"):
        if reading.is_plain(named):
            worded = title(named.name, named.jurisdiction, settings)
            groups["body", worded.rest or named.name][named] = worded.place
    for named in reading.named("place"):
        if reading.is_plain(named):
            groups["place", named.name][named] = settings.shorten(named.jurisdiction)
    for _, group in sorted(groups.items()):
        if len(group) > 1:
            yield group
