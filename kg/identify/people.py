"""Which people, and which bodies and places, of different articles are one.

Input: a reading of the store, settings, and clusters that decisions have begun. Output: more
nodes joined in the clusters. Nodes of different jurisdictions are never joined, unless the name
of one contains that of the other and nothing else fits as well.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Final

from kg.identify.clusters import Clusters
from kg.identify.reading import Person, Reading
from kg.identify.settings import Settings

KINDS: Final = ("page", "paper", "home")  # of reasons, the strongest first


def related(first: str, second: str) -> bool:
    """Whether two jurisdictions are one as far as their names tell: the longer ends in the other.

    An unknown one is related to none.
    """
    if not first or not second:
        return False
    return first.endswith(second) or second.endswith(first)


def join_bodies(reading: Reading, clusters: Clusters, settings: Settings) -> None:
    """Join bodies, and places, of one name whose jurisdictions are one."""
    for kinds in (("office", "organization"), ("place",)):
        for nodes in reading.namesakes(*kinds):
            places = {named.node: [named.jurisdiction] for named in nodes}
            for first, second in _unambiguous(places):
                pair = (places[first][0], places[second][0])
                reason = settings.reason("body", name=nodes[0].name, places=sorted({*pair}))
                clusters.join(first, second, reason)


def _unambiguous(places: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of nodes with related jurisdictions, where all that either is related to are so."""

    def near(node: str) -> list[str]:
        return [
            other
            for other in places
            if other != node and any(related(a, b) for a in places[node] for b in places[other])
        ]

    neighbours = {node: near(node) for node in places}
    for first, second in combinations(sorted(places), 2):
        if second in neighbours[first]:
            group = {first, second, *neighbours[first], *neighbours[second]}
            if all(b in neighbours[a] for a, b in combinations(sorted(group), 2)):
                yield first, second


def join_people(reading: Reading, clusters: Clusters, settings: Settings) -> None:
    """Join people of one name, name by name."""
    names = []
    for nodes in reading.namesakes("person"):
        people = [reading.person(named) for named in nodes]
        officials = [person for person in people if person.posts]
        if officials:
            names.append((officials, [person for person in people if not person.posts]))
    reading.load(
        graph
        for officials, others in names
        if others
        for person in (*officials, *others)
        for graph in person.articles
    )
    for officials, others in names:
        _join_officials(officials, clusters, settings)
        if others:
            _Attachment(reading, clusters, settings, officials).join(others)


def _join_officials(officials: Sequence[Person], clusters: Clusters, settings: Settings) -> None:
    """Join officials with a post in common whose jurisdictions are one."""
    places = {person.named.node: _places(person, settings) for person in officials}
    by_node = {person.named.node: person for person in officials}
    for first, second in _unambiguous(places):
        a, b = by_node[first], by_node[second]
        posts = sorted(
            {min(x, y, key=len) for x in a.posts for y in b.posts if _same(x, y, settings)}
        )
        if posts:
            homes = sorted({*filter(None, (a.named.jurisdiction, b.named.jurisdiction))})
            reason = settings.reason("post", name=a.named.name, posts=posts, places=homes)
            clusters.join(first, second, reason)


def _same(first: str, second: str, settings: Settings) -> bool:
    """Whether two posts are the same as worded: equal, or one with its body in fewer words."""
    shorter, longer = sorted((first, second), key=len)
    return first == second or (len(shorter) >= settings.short_post and longer.endswith(shorter))


def _places(person: Person, settings: Settings) -> list[str]:
    """The jurisdiction of an official; if unknown, the beginnings of posts that may name it."""
    if person.named.jurisdiction:
        return [person.named.jurisdiction]
    starts = range(settings.place_in_post, max(map(len, person.posts)))
    return sorted({post[:end] for post in person.posts for end in starts if end < len(post)})


@dataclass(frozen=True, slots=True)
class _Traces:
    """What the articles of one person, or of officials who are one, tell together.

    `days` are ordinals of dates of publication, sorted; `where` holds pages, papers and
    jurisdictions by the kind of reason.
    """

    where: dict[str, set[str]]
    nodes: set[str]
    days: list[int]
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    """Why a person without a post is an official."""

    kind: str
    official: str
    shared: tuple[str, ...]


class _Attachment:
    """Joins people without a post to the officials of their name."""

    def __init__(
        self,
        reading: Reading,
        clusters: Clusters,
        settings: Settings,
        officials: Sequence[Person],
    ) -> None:
        self._reading = reading
        self._clusters = clusters
        self._settings = settings
        groups: defaultdict[str, list[Person]] = defaultdict(list)
        for person in officials:
            groups[clusters.root(person.named.node)].append(person)
        self._groups = {root: self._official(people) for root, people in groups.items()}

    def join(self, others: Iterable[Person]) -> None:
        """Join those that clearly are one of the officials."""
        found: defaultdict[tuple[str, str], list[tuple[Person, _Match]]] = defaultdict(list)
        for person in others:
            match = self._match(person)
            if match and self._clusters.may_join(person.named.node, match.official):
                found[match.official, match.kind].append((person, match))
        for (official, kind), matches in sorted(found.items(), key=lambda item: item[0]):
            reason = self._reason(official, kind, matches)
            for person, _ in matches:
                self._clusters.join(official, person.named.node, reason)

    def _reason(self, official: str, kind: str, matches: list[tuple[Person, _Match]]) -> str:
        named = self._settings.named
        shared = Counter(node for _, match in matches for node in match.shared)
        often = sorted(shared, key=lambda node: (-shared[node], node))
        labels = dict.fromkeys(self._reading.labels[node] for node in often)
        return self._settings.reason(
            kind,
            name=matches[0][0].named.name,
            count=len({graph for person, _ in matches for graph in person.articles}),
            posts=self._groups[official].posts[:named],
            shared=list(labels)[:named],
        )

    def _match(self, person: Person) -> _Match | None:
        """The one official near enough, if there is one and nothing speaks against it."""
        ours = self._traces([person])
        near = {
            official: kinds
            for official, theirs in self._groups.items()
            if (kinds := [kind for kind in KINDS if _near(kind, ours, theirs)])
        }
        if len(near) != 1:
            return None
        ((official, kinds),) = near.items()
        theirs = self._groups[official]
        if self._titles_differ(person, theirs.posts) or not self._same_time(ours, theirs):
            return None
        shared = tuple(sorted(node for node in ours.nodes & theirs.nodes if self._tells(node)))
        for kind in kinds:
            if len(shared) >= self._settings.shared[kind]:
                return _Match(kind, official, shared)
        return None

    def _official(self, people: Sequence[Person]) -> _Traces:
        traces = self._traces(people)
        homes = {person.named.jurisdiction for person in people if person.named.jurisdiction}
        nodes = traces.nodes - {person.named.node for person in people}
        posts = tuple(sorted({post for person in people for post in person.posts}))
        return replace(traces, where=traces.where | {"home": homes}, nodes=nodes, posts=posts)

    def _traces(self, people: Sequence[Person]) -> _Traces:
        settings = [self._reading.setting(g) for person in people for g in person.articles]
        files = {setting.file for setting in settings if setting.file}
        nodes = {node for setting in settings for node in setting.nodes}
        homes = {self._reading.jurisdiction(node) for node in nodes}
        return _Traces(
            where={
                "page": {file for file in files if self._is_page(file)},
                "paper": {setting.publisher for setting in settings if setting.publisher},
                "home": {home for home in homes if home},
            },
            nodes=nodes,
            days=sorted(
                date.fromisoformat(s.published).toordinal() for s in settings if s.published
            ),
        )

    def _is_page(self, file: str) -> bool:
        return self._reading.articles_in(file) <= self._settings.page

    def _titles_differ(self, person: Person, posts: Sequence[str]) -> bool:
        """Whether an article gives the person a title that no post of the official ends in."""
        name = person.named.name
        for graph in person.articles:
            for wording in self._reading.wordings(person.named.node, graph):
                title = wording[1:]
                given = wording[0] == name[0] and len(title) > 1 and title not in name
                if given and not any(post.endswith(title) for post in posts):
                    return True
        return False

    def _same_time(self, ours: _Traces, theirs: _Traces) -> bool:
        """Whether some articles of both lie near enough in time, as far as that is known."""
        if not ours.days or not theirs.days:
            return True
        places = (bisect(theirs.days, day) for day in ours.days)
        return any(
            abs(other - day) <= self._settings.days
            for day, place in zip(ours.days, places, strict=True)
            for other in theirs.days[max(place - 1, 0) : place + 1]
        )

    def _tells(self, node: str) -> bool:
        limit = max(self._settings.common, self._settings.common_share * self._reading.articles)
        return self._reading.spread(node) <= limit


def _near(kind: str, ours: _Traces, theirs: _Traces) -> bool:
    """Whether both are found on one page, in one paper or in one jurisdiction."""
    if kind == "home":
        return any(related(a, b) for a in ours.where[kind] for b in theirs.where[kind])
    return not ours.where[kind].isdisjoint(theirs.where[kind])
