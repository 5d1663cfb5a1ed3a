"""Which bodies and places of different articles are one.

Input: a reading of the store, settings, and clusters that decisions have begun. Output: more
nodes joined in the clusters. Two are one if they are called the same, or say the same in other
words, and their jurisdictions are one as far as their names tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.identify.alike import unambiguous
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
                places=sorted({a.jurisdiction, b.jurisdiction}),
            )
            clusters.join(first, second, reason)


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
