"""Places of a store linked to gazetteers.

Input: a store, and matchers of gazetteers. Output: its graph `links`, made anew as a whole: SKOS
mappings, codes, coordinates, what places lie in, and a zj:Link for each with confidence and
reason. What cannot be decided keeps its candidates. The same store, gazetteers and decisions give
the same graph; decisions in the store win over what is computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from typing import Final

import pyoxigraph as ox

from kg.errors import UsageError, messages
from kg.gazetteer.index import Index
from kg.gazetteer.keys import Agreement
from kg.gazetteer.match import Match, Matcher, Matchers
from kg.gazetteer.service import Service
from kg.gazetteer.values import Place
from kg.gazetteer.wording import wording
from kg.identify import kept
from kg.link.articles import Articles, articles
from kg.link.contested import Entry, contradicted, elsewhere, narrowest
from kg.link.naming import by_name, in_articles, in_usual_home
from kg.link.services import candidate_lines, unlinked
from kg.link.subjects import Subject, nodes_of, subjects
from kg.link.writing import Found, Writer
from kg.rdf import iri
from kg.store import Store
from kg.vocabulary import (
    SKOS_BROAD_MATCH,
    SKOS_CLOSE_MATCH,
    SKOS_EXACT_MATCH,
    Class,
    Property,
)

__all__ = ["Summary", "drop_unsupported", "link", "unlinked", "used_gazetteers"]

_FORM: Final = "6"  # raised when the same store and gazetteers give other links
_GRAPH: Final = "links"
_LINKED: Final = (Class.PLACE, Class.OFFICE, Class.ORGANIZATION, Class.PERSON)


@dataclass(frozen=True, slots=True)
class Summary:
    """What was linked: subjects by relation (exactMatch, closeMatch, broadMatch), and others.

    `open` have candidates between which nothing decides, `unknown` are in no gazetteer.
    `is_new` is false where nothing had changed.
    """

    relations: tuple[tuple[str, int], ...] = ()
    open: int = 0
    unknown: int = 0
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class _Decided:
    """What people have accepted, entries and relations by node, and rejected, pairs of these."""

    accepted: Mapping[str, tuple[tuple[str, str], ...]]
    rejected: Collection[tuple[str, str]]
    version: str


def link(
    store: Store,
    matchers: Matchers,
    services: Sequence[Service] = (),
    *,
    all_gazetteers: bool = True,
) -> Summary:
    """Bring the graph `links` up to date; what services have answered gives candidates.

    Raises UsageError if the store has links of a gazetteer that is not there any more, unless the
    gazetteers were chosen (`all_gazetteers` false).
    """
    if all_gazetteers:
        _check_there(store, matchers)
    decided = _decided(store)
    version = _version(matchers, services, decided)
    if store.derived(_GRAPH) == version:
        return Summary(is_new=False)
    todo = subjects(store)
    named = cache(partial(articles, store))
    if any(matcher.index.is_dated for matcher in matchers.each):
        todo = [replace(one, days=named().span(one.node)) for one in todo]
    found: list[Found] = []
    left: dict[Subject, dict[str, tuple[Place, Index]]] = {}
    several: dict[Subject, list[Entry]] = {}
    for matcher in matchers.each:
        linked, open_ = _linked(named, todo, matcher, decided)
        found += linked
        for subject, places in open_.items():
            if len(places) > 1:
                several.setdefault(subject, []).extend((place, matcher.index) for place in places)
            left.setdefault(subject, {}).update(
                {place.iri: (place, matcher.index) for place in places}
            )
    contested = [*contradicted(found, several)]
    for one in contested:
        left.setdefault(one.subject, {})[one.place.iri] = one.place, one.index
    found = narrowest([one for one in found if one not in contested])
    done = {one.subject for one in found}
    still = {subject: places for subject, places in left.items() if subject not in done}
    writer = Writer(store.base, found)
    lines = [*_lines(writer, still, decided)]
    settled = {one.subject.node for one in found if one.relation != SKOS_BROAD_MATCH}
    settled |= decided.accepted.keys()
    lines += candidate_lines(store, services, settled, decided.rejected)
    store.derive(_GRAPH, version, lines)
    return _summary(found, still, todo)


def _lines(
    writer: Writer, still: Mapping[Subject, Mapping[str, tuple[Place, Index]]], decided: _Decided
) -> Iterator[str]:
    yield from writer.lines()
    for subject, places in still.items():
        yield from writer.candidates(subject, places.values())
    for node, entries in decided.accepted.items():
        for entry, relation in entries:
            yield f"<{node}> <{relation}> <{entry}>"


def _summary(
    found: Sequence[Found],
    still: Mapping[Subject, Mapping[str, tuple[Place, Index]]],
    todo: Sequence[Subject],
) -> Summary:
    """Each subject is counted once, by the first of its links."""
    first: dict[Subject, str] = {}
    for one in found:
        first.setdefault(one.subject, one.relation.rpartition("#")[2])
    named = sum(bool(places) for places in still.values())
    places = [subject for subject in todo if subject.is_place and subject not in first]
    unknown = sum(not still.get(subject) for subject in places)
    return Summary(tuple(sorted(Counter(first.values()).items())), named, unknown)


def _linked(
    named: Callable[[], Articles], todo: Sequence[Subject], matcher: Matcher, decided: _Decided
) -> tuple[list[Found], dict[Subject, list[Place]]]:
    """What one gazetteer says: links, and candidates of what it does not decide.

    What is left open at first is tried again beside what its articles name, twice, as what was
    found then tells of others, and then in the city that its paper names most.
    """
    found: dict[Subject, Found] = {}
    open_: dict[Subject, list[Place]] = {}
    guessed: set[Subject] = set()
    for subject in todo:
        first = by_name(subject, matcher)
        _take(subject, first, matcher, decided, found, open_)
        if first.is_around and subject.node not in decided.accepted:
            guessed.add(subject)
    if not open_ and not guessed:
        return list(found.values()), open_
    beside = named()
    for _ in range(2):
        known = _known(found, matcher)
        for subject in list(open_):
            contexts = beside.contexts(subject.node, known)
            if match := in_articles(subject, matcher, contexts):
                _take(subject, match, matcher, decided, found, open_)
    known = _known(found, matcher)
    homes = beside.usual_homes(matcher, known)
    for subject in [one for one, places in open_.items() if places and not one.home]:
        usual = {homes.get(beside.papers[one], "") for one in beside.naming[subject.node]}
        contexts = beside.contexts(subject.node, known)
        home = usual.pop() if len(usual) == 1 else ""
        if home and (match := in_usual_home(subject, matcher, contexts, home)):
            _take(subject, match, matcher, decided, found, open_)
    for subject in elsewhere(guessed, found, beside):
        del found[subject]
        open_[subject] = []
    return list(found.values()), open_


def _known(found: Mapping[Subject, Found], matcher: Matcher) -> dict[str, str]:
    """The full names of what was found, by node."""
    return {
        subject.node: "".join(matcher.index.path_of(one.place))
        for subject, one in found.items()
        if one.relation != SKOS_BROAD_MATCH
    }


def _take(
    subject: Subject,
    match: Match,
    matcher: Matcher,
    decided: _Decided,
    found: dict[Subject, Found],
    open_: dict[Subject, list[Place]],
) -> None:
    """Put a match where it belongs; what people have decided comes first."""
    for entry, relation in decided.accepted.get(subject.node, ()):
        place = matcher.index.by_iri(entry)
        if place is not None:
            reason = messages()["link-decided"]
            found[subject] = Found(subject, place, matcher.index, relation, 1.0, reason)
            open_.pop(subject, None)
            return
    options = [option.place for option in match.candidates]
    if match.chosen is not None:
        place = match.chosen.place
        if (subject.node, place.iri) not in decided.rejected:
            open_.pop(subject, None)
            relation = _relation(subject, match)
            found[subject] = Found(
                subject,
                place,
                matcher.index,
                relation,
                match.chosen.score,
                match.reason,
                match.is_alone,
            )
            return
    open_[subject] = [one for one in options if (subject.node, one.iri) not in decided.rejected]


def _relation(subject: Subject, match: Match) -> str:
    if match.how is None:
        return SKOS_BROAD_MATCH
    # An office is not the division that it governs, nor is a town the township that it was.
    is_close = match.how == Agreement.TURNED or not subject.is_place
    return SKOS_CLOSE_MATCH if is_close else SKOS_EXACT_MATCH


def used_gazetteers(store: Store) -> set[str]:
    """The names of the gazetteers that the links of a store come from."""
    graph = ox.NamedNode(iri.graph(_GRAPH, store.base))
    gazetteer = ox.NamedNode(Property.GAZETTEER)
    return {
        quad.object.value
        for quad in store.engine.quads_for_pattern(None, gazetteer, None, graph)
        if isinstance(quad.object, ox.Literal)
    }


def _check_there(store: Store, matchers: Matchers) -> None:
    """Whether all gazetteers are there that the links of a store come from."""
    used = used_gazetteers(store)
    there = {matcher.index.about.name for matcher in matchers.each}
    if gone := sorted(used - there):
        raise UsageError(
            "link-gone", store=store.path, found=", ".join(gone), there=", ".join(sorted(there))
        )


def _decided(store: Store) -> _Decided:
    accepted: dict[str, tuple[tuple[str, str], ...]] = {}
    rejected: set[tuple[str, str]] = set()
    decisions = [one for one in kept(store) if len(one.about) == 2]
    for one in decisions:
        own = [about for about in one.about if about.startswith(store.base)]
        kind = store.kind(own[0]) if len(own) == 1 else None
        for node in own if kind else ():
            (entry,) = set(one.about) - {node}
            if one.verdict == "accepted":
                same = SKOS_CLOSE_MATCH if kind == Class.OFFICE else SKOS_EXACT_MATCH
                pair = entry, one.relation or same
                accepted[node] = (*accepted.get(node, ()), pair)
            elif one.verdict == "rejected":
                rejected.add((node, entry))
    return _Decided(accepted, rejected, repr(decisions))


def _version(matchers: Matchers, services: Sequence[Service], decided: _Decided) -> str:
    """What besides the articles decides on the graph."""
    parts = [_FORM, wording().version, decided.version]
    parts += [f"{m.index.about.name} {m.index.about.digest}" for m in matchers.each]
    parts += [f"{service.about.name} {service.digest}" for service in services]
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def drop_unsupported(store: Store) -> None:
    """Take out links of what is no longer in the store; `kg link` makes them anew."""
    graph = ox.NamedNode(iri.graph(_GRAPH, store.base))
    if store.derived(_GRAPH) is not None:
        return
    quads = list(store.engine.quads_for_pattern(None, None, None, graph))
    if quads:
        nodes = {subject.node for subject in nodes_of(store, _LINKED)}
        store.derive(_GRAPH, "", _living(quads, nodes))


def _living(quads: Sequence[ox.Quad], nodes: Collection[str]) -> Iterator[str]:
    """What is said of nodes that are there, and of what that refers to."""
    made = {quad.subject for quad in quads}
    owners = {
        quad.subject: quad.object for quad in quads if quad.predicate.value == Property.SUBJECT
    }
    alive: set[object] = {node for node in made if getattr(node, "value", "") in nodes}
    alive |= {link for link, owner in owners.items() if owner in alive}
    reached: Iterable[object] = alive
    while reached:
        reached = {
            quad.object for quad in quads if quad.subject in reached and quad.object in made
        } - alive
        alive |= set(reached)
    for quad in quads:
        if quad.subject in alive:
            yield f"{quad.subject} {quad.predicate} {quad.object}"
