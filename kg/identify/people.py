"""Which people of different articles are one.

Input: a reading of the store, settings, and clusters that decisions have begun. Output: more
nodes joined in the clusters. Officials are one if they hold the same post in what is one
jurisdiction as far as its names tell. Nodes of different jurisdictions are never joined, unless
an article says that who holds a post in one has held that post in the other.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from kg.identify.alike import related, unambiguous
from kg.identify.clusters import Clusters
from kg.identify.reading import Person, Reading
from kg.identify.settings import Settings
from kg.identify.titles import Title, is_of_level, title

KINDS: Final = ("page", "paper", "home")  # of reasons, the strongest first


def join_people(reading: Reading, clusters: Clusters, settings: Settings) -> None:
    """Join people of one name, name by name."""
    names = []
    for nodes in reading.namesakes("person"):
        people = [reading.person(named) for named in nodes]
        officials = [person for person in people if _is_official(person, reading, settings)]
        if officials:
            names.append((officials, [person for person in people if person not in officials]))
    reading.load(
        (person for officials, others in names if others for person in (*officials, *others)),
        settings.page,
    )
    for officials, others in names:
        _join_officials(officials, reading, clusters, settings)
        _join_titles(officials, reading, clusters, settings)
        if others:
            _Attachment(reading, clusters, settings, officials).join(others)


def _is_official(person: Person, reading: Reading, settings: Settings) -> bool:
    """Whether a post tells a person apart: by the jurisdiction, or by a place below it."""
    return bool(person.posts) and (
        reading.is_plain(person.named) or any(told.lower for _, told in _titles(person, settings))
    )


def _titles(person: Person, settings: Settings) -> list[tuple[str, Title]]:
    """The posts of a person, each with what it says."""
    place = person.named.jurisdiction
    return [(post, title(post, place, settings)) for post in person.posts]


def _join_officials(
    officials: Sequence[Person], reading: Reading, clusters: Clusters, settings: Settings
) -> None:
    """Join officials with a post in common whose jurisdictions are one."""
    by_node = {person.named.node: person for person in officials}
    places = {node: settings.shorten(person.named.jurisdiction) for node, person in by_node.items()}
    below = Counter(
        told.rest[start:]
        for person in officials
        for told in {told for _, told in _titles(person, settings) if told.lower}
        for start in range(len(told.rest) - settings.short_post)
    )
    for first, second in unambiguous(places):
        a, b = by_node[first], by_node[second]
        plain = reading.is_plain(a.named) and reading.is_plain(b.named)
        posts = sorted(
            {
                min(x, y, key=len)
                for x, ours in _titles(a, settings)
                for y, theirs in _titles(b, settings)
                if related(ours.place, theirs.place)
                and (_same(ours, theirs, settings) if plain else _same_below(ours, theirs, below))
            }
        )
        if posts:
            homes = sorted({a.named.jurisdiction, b.named.jurisdiction})
            reason = settings.reason("post", name=a.named.name, posts=posts, places=homes)
            clusters.join(first, second, reason)


def _same(first: Title, second: Title, settings: Settings) -> bool:
    """Whether two posts are the same: equal, or one with its body in fewer words."""
    shorter, longer = sorted((first.rest, second.rest), key=len)
    return shorter == longer or (len(shorter) >= settings.short_post and longer.endswith(shorter))


def _same_below(first: Title, second: Title, below: Counter[str]) -> bool:
    """Whether two posts are the same and one names a place below the jurisdiction, which the
    other names too or need not: `below` counts by their ends the posts that name one.
    """
    shorter, longer = sorted((first, second), key=lambda told: len(told.rest))
    if not longer.lower or shorter.rest == longer.rest:
        return bool(longer.lower and shorter.lower)
    return not shorter.lower and longer.rest.endswith(shorter.rest) and below[shorter.rest] == 1


def _join_titles(
    officials: Sequence[Person], reading: Reading, clusters: Clusters, settings: Settings
) -> None:
    """Join officials who hold or held the same post, which one of them has elsewhere."""
    holders: defaultdict[Title, dict[str, str]] = defaultdict(dict)
    for person in officials:
        node, place = person.named.node, person.named.jurisdiction
        for post, told in _titles(person, settings):
            own = reading.is_plain(person.named) and is_of_level(post, place)
            if told.is_unique and (told.upper or own):
                holders[Title(told.place, told.rest)].setdefault(node, post)
    for told, nodes in sorted(holders.items()):
        post = min(nodes.values(), key=len).removeprefix(told.place)
        reason = settings.reason(
            "title", name=officials[0].named.name, posts=post, places=told.place
        )
        for first, second in pairwise(sorted(nodes)):
            clusters.join(first, second, reason)


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
    """Why a person whom no post tells apart is an official."""

    kind: str
    official: str
    shared: tuple[str, ...]


class _Attachment:
    """Joins people whom no post tells apart to the officials of their name."""

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
            count=len({graph for person, _ in matches for graph in self._articles(person)}),
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
        settings = [self._reading.setting(g) for person in people for g in self._articles(person)]
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

    def _articles(self, person: Person) -> tuple[str, ...]:
        return self._reading.articles_of(person)

    def _is_page(self, file: str) -> bool:
        return self._reading.articles_in(file) <= self._settings.page

    def _titles_differ(self, person: Person, posts: Sequence[str]) -> bool:
        """Whether an article gives the person a title or post that no post of the official ends in."""
        if not all(any(post.endswith(own) for post in posts) for own in person.posts):
            return True
        name = person.named.name
        for graph in self._articles(person):
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
