"""What an article states without the facts that people have rejected.

Input: the lines of an article's own graph and those it gives to shared graphs (`kg.rdf.quads`),
and IRIs of facts. Output: the lines that are left. A fact goes with all that is its own: stops,
items, evidence, and places where it alone names somebody; so do shared nodes and shortcuts that
nothing else of the article supports. A meeting that is none but gave directives becomes the group
of those who met.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from kg.rdf import iri
from kg.rdf.pairs import PAIRS
from kg.rdf.terms import LABEL, TYPE, P
from kg.vocabulary import Class

_PLACE: Final = re.compile(r"/(?:evidence|mention)/(title-)?(\d+)-(\d+)(?:-\d+)?>$")
_NAMES: Final = (P["NAME"], P["TRIGGER"])  # of a meeting, the first that it has
_WHOLES: Final = (P["PART_OF"], P["ISSUED_DURING"], P["SAME_EVENT_AS"])
_IS_GROUP: Final = (TYPE, f"<{Class.GROUP}>")
_ROOTS: Final = frozenset((f"<{Class.ARTICLE}>", P["STATED_IN"]))


class _Line(NamedTuple):
    """A line of N-Quads, taken apart."""

    subject: str
    predicate: str
    object: str
    graph: str

    @classmethod
    def of(cls, text: str) -> _Line:
        subject, predicate, rest = text.split(" ", 2)
        object_, graph, _ = rest.rsplit(" ", 2)
        return cls(subject, predicate, object_, graph)

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object} {self.graph} ."


def without(
    own: Iterable[str], shared: Iterable[str], facts: Collection[str]
) -> tuple[list[str], list[str]]:
    """The lines of an article that are left without these facts (IRIs), in their order."""
    gone = frozenset(f"<{fact}>" for fact in facts)
    lines = [_Line.of(line) for line in own]
    left = list(_renamed(lines, gone))
    left = _reached(left, _spans(line.object for line in lines if line.subject in gone))
    supported = _supported(left, [_Line.of(line) for line in shared])
    return list(dict.fromkeys(map(str, left))), list(map(str, supported))


def _renamed(lines: list[_Line], gone: Collection[str]) -> Iterator[_Line]:
    """Lines without the facts that go, and without what refers to them as a part or whole.

    In a role, a group stands for a meeting that goes.
    """
    names = {
        line.subject: line.object
        for predicate in reversed(_NAMES)
        for line in lines
        if line.predicate == predicate and line.subject in gone
    }
    parts = tuple(f"{fact[:-1]}/" for fact in gone)
    for line in lines:
        if line.subject in gone or line.subject.startswith(parts):
            continue
        if line.object not in gone:
            yield line
        elif line.predicate not in _WHOLES:
            article = line.object[1:].rsplit("/", 2)[0]
            label = names[line.object]
            group = f"<{iri.group(article, label[1:-1])}>"
            yield line._replace(object=group)
            yield _Line(group, *_IS_GROUP, line.graph)
            yield _Line(group, LABEL, label, line.graph)


def _reached(lines: list[_Line], gone: Collection[_Span]) -> list[_Line]:
    """The lines of what the article and its facts lead to.

    A place where somebody is named goes if it stands in the evidence of what has gone alone.
    """
    by_subject: defaultdict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        by_subject[line.subject].append(line)
    reached = dict.fromkeys(line.subject for line in lines if not _ROOTS.isdisjoint(line[1:3]))
    waiting = list(reached)
    while waiting:
        for line in by_subject.get(waiting.pop(), ()):
            if line.object not in reached:
                reached[line.object] = None
                waiting.append(line.object)
    kept = _spans(reached)
    return [
        line
        for line in lines
        if line.subject in reached or _is_named(by_subject[line.subject], reached, kept, gone)
    ]


class _Span(NamedTuple):
    """Characters of the text, or with `in_title` of the title."""

    in_title: bool
    start: int
    end: int

    def holds(self, other: _Span) -> bool:
        return (
            self.in_title == other.in_title and self.start <= other.start and other.end <= self.end
        )


def _span(node: str) -> _Span | None:
    place = _PLACE.search(node)
    return place and _Span(bool(place[1]), int(place[2]), int(place[3]))


def _spans(nodes: Iterable[str]) -> set[_Span]:
    return {span for node in nodes if "/evidence/" in node and (span := _span(node))}


def _is_named(
    lines: list[_Line], reached: Collection[str], kept: Collection[_Span], gone: Collection[_Span]
) -> bool:
    """Whether the lines are of a place that names one of those who are left."""
    if not any(line.predicate == P["REFERS_TO"] and line.object in reached for line in lines):
        return False
    span = _span(lines[0].subject)
    assert span is not None
    return not any(one.holds(span) for one in gone) or any(one.holds(span) for one in kept)


def _supported(own: list[_Line], shared: list[_Line]) -> list[_Line]:
    """The lines about shared nodes that lines of the article lead to, and shortcuts that hold."""
    by_subject: defaultdict[str, list[_Line]] = defaultdict(list)
    for line in shared:
        by_subject[line.subject].append(line)
    pairs, shortcuts = _pairs(own), {f"<{pair.shortcut}>" for pair in PAIRS}
    waiting = [line.object for line in own]
    reached: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node in by_subject and node not in reached:
            reached.add(node)
            waiting += [line.object for line in by_subject[node] if line.predicate not in shortcuts]
    return [
        line
        for line in shared
        if line.subject in reached and (line.predicate not in shortcuts or line[:3] in pairs)
    ]


def _pairs(own: list[_Line]) -> set[tuple[str, ...]]:
    """The shortcuts that hold, as subject, predicate and object."""
    values: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in own:
        values[line.subject][line.predicate].append(line.object)
    return {
        (subject, f"<{pair.shortcut}>", object_)
        for pair in PAIRS
        for told in values.values()
        if pair.unless is None or f'"{pair.unless[1]}"' not in told.get(f"<{pair.unless[0]}>", ())
        for subject in told.get(f"<{pair.subject}>", ())
        for object_ in told.get(f"<{pair.object}>", ())
    }
