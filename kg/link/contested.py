"""What speaks against a link: another gazetteer, or what articles name beside.

Input: what each gazetteer found, and of what it could not decide the entries that it has. Output:
what stands, what another gazetteer contradicts, and what the home alone does not place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from kg.gazetteer.index import Index
from kg.gazetteer.values import Level, Place
from kg.link.articles import Articles
from kg.link.subjects import Subject
from kg.link.writing import Found
from kg.vocabulary import SKOS_BROAD_MATCH

Entry = tuple[Place, Index]


def contradicted(
    found: Sequence[Found], several: Mapping[Subject, Sequence[Entry]]
) -> Iterator[Found]:
    """What one gazetteer says and another does not: that has the name in another city.

    A gazetteer of today has not all that there was: of two 江北区 it may know one. What a home or
    a context speaks for stands.
    """
    others: dict[Subject, list[Entry]] = {one: [*entries] for one, entries in several.items()}
    for one in found:
        others.setdefault(one.subject, []).append((one.place, one.index))
    for one in found:
        own = one.place, one.index
        if one.is_alone and any(_differ(own, other) for other in others[one.subject]):
            yield one


def _differ(one: Entry, two: Entry) -> bool:
    """Whether two entries of one name and level lie in two cities, not twice the same place."""
    if (one[0].level, one[0].name) != (two[0].level, two[0].name):
        return False
    first, second = (index.path_of(place) for place, index in (one, two))
    return first[: Level.CITY] != second[: Level.CITY]


def elsewhere(
    guessed: Collection[Subject], found: Mapping[Subject, Found], beside: Articles
) -> list[Subject]:
    """What but the home of its paper places, in articles that name a place outside of that.

    In the paper of a city a village is one of the city, unless the article tells of another place,
    and of no town of the city.
    """
    places = {one.node: it.place for one, it in found.items() if one not in guessed}

    def is_far(subject: Subject) -> bool:
        home = found[subject].place
        named = (node for one in beside.naming[subject.node] for node in beside.nodes[one])
        others = [places[node] for node in named if node in places]
        if any(home.holds(place) and place.level >= Level.TOWN for place in others):
            return False
        return not all(home.holds(place) or place.holds(home) for place in others)

    return [subject for subject in sorted(guessed) if subject in found and is_far(subject)]


def narrowest(found: Sequence[Found]) -> list[Found]:
    """Without what a subject lies in where another gazetteer knows it itself, or said so before."""
    known = {one.subject for one in found if one.relation != SKOS_BROAD_MATCH}
    left: list[Found] = []
    for one in found:
        if one.relation != SKOS_BROAD_MATCH:
            left.append(one)
        elif one.subject not in known:
            known.add(one.subject)
            left.append(one)
    return left
