"""What the search finds of an article besides its text: headline, facts with quotes, who is in it.

Input: the lines that an article gives to a store, or its quads there. Output: `Told`. Both give the
same; a build has the lines at hand, in the process that extracted.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.rdf.terms import LABEL
from kg.vocabulary import RDF_TYPE, Class, Property

_DATES: Final = (Property.STATED_DATE, Property.AS_OF, Property.STATED_START)
_OF_ARTICLES: Final = (Property.TITLE, Property.PUBLISHER, Property.PUBLISHED)
_READ: Final = frozenset(
    f"<{name}>"
    for name in (
        RDF_TYPE,
        Property.EVIDENCE,
        Property.EXACT,
        Property.EARLIEST,
        Property.LATEST,
        Property.STATED_END,
        *_DATES,
        *_OF_ARTICLES,
    )
)
_WHOLE_DAY: Final = len("2022-10-30")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-F]{4})|(.))")
_PLAIN: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}

Triple = tuple[str, str, str]  # IRIs in angle brackets, literals bare


class Fact(NamedTuple):
    """A fact: the local name of its class, its IRI, its quote, its date as stated.

    `earliest` and `latest` are YYYY-MM-DD, "" where unknown; `nodes` are the IRIs of named nodes
    (people, bodies, places, posts) that have a part in it, in order.
    """

    kind: str
    node: str
    quote: str
    date: str
    earliest: str
    latest: str
    nodes: tuple[str, ...]


class Told(NamedTuple):
    """An article's IRI, headline, publisher, date, facts in order, named nodes in order."""

    node: str
    title: str
    publisher: str
    published: str
    facts: tuple[Fact, ...]
    nodes: tuple[str, ...]

    def packed(self) -> str:
        """As one line of JSON, for `unpacked`."""
        return json.dumps(self, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> Told:
    """The same again."""
    node, title, publisher, published, facts, nodes = json.loads(text)
    made = tuple(Fact._make((*fact[:-1], tuple(fact[-1]))) for fact in facts)
    return Told(node, title, publisher, published, made, tuple(nodes))


def told_by_lines(own: Iterable[str], shared: Iterable[str]) -> Told:
    """What lines of N-Quads tell: those of the article's graph, those it gives to shared ones."""
    named = {line.partition(" ")[0] for line in shared if LABEL in line}
    return _told(_triples(own), named)


def told_by_quads(quads: Iterable[ox.Quad], named: Container[str]) -> Told:
    """What the quads of an article's graph tell; `named` are the IRIs of all that has a name."""
    triples = ((str(q.subject), str(q.predicate), _bare(q.object)) for q in quads)
    return _told(triples, _Bracketed(named))


class _Bracketed(Container[str]):
    """IRIs in angle brackets, of a collection of them without."""

    def __init__(self, bare: Container[str]) -> None:
        self._bare = bare

    def __contains__(self, iri: object) -> bool:
        return isinstance(iri, str) and iri[:1] == "<" and iri[1:-1] in self._bare


def _told(triples: Iterable[Triple], named: Container[str]) -> Told:
    values: defaultdict[str, dict[str, str]] = defaultdict(dict)
    nodes: defaultdict[str, set[str]] = defaultdict(set)
    for subject, name, value in triples:
        if name in _READ:
            _least(values[name[1:-1]], subject, value)
        elif value in named:
            nodes[subject].add(value[1:-1])
    kinds = values[RDF_TYPE]
    article = next((node for node, kind in kinds.items() if kind == f"<{Class.ARTICLE}>"), "<>")
    title, publisher, published = (values[name].get(article, "") for name in _OF_ARTICLES)
    facts = (
        _fact(node, evidence, values, nodes[node])
        for node, evidence in sorted(values[Property.EVIDENCE].items())
    )
    everybody = tuple(sorted(set[str]().union(*nodes.values())))
    return Told(article[1:-1], title, publisher, published, tuple(facts), everybody)


def _fact(node: str, evidence: str, of: dict[str, dict[str, str]], nodes: set[str]) -> Fact:
    date = next((of[name][node] for name in _DATES if node in of[name]), "")
    day = date if len(date) == _WHOLE_DAY else ""
    if node in of[Property.STATED_START]:
        date = f"{date}/{of[Property.STATED_END].get(node, '')}"
    return Fact(
        re.split("[#/]", of[RDF_TYPE].get(node, "")[1:-1])[-1],
        node[1:-1],
        of[Property.EXACT].get(evidence, ""),
        date,
        of[Property.EARLIEST].get(node, day),
        of[Property.LATEST].get(node, day),
        tuple(sorted(nodes)),
    )


def _least(found: dict[str, str], key: str, value: str) -> None:
    """Of several values the first in order, whatever order they come in."""
    if value < found.setdefault(key, value):
        found[key] = value


def _triples(lines: Iterable[str]) -> Iterator[Triple]:
    """Lines of N-Quads, without their graph; literals only of what is read."""
    for line in lines:
        subject, name, rest = line.split(" ", 2)
        if rest[0] == "<":
            yield subject, name, rest.partition(" ")[0]
        elif name in _READ:
            value = rest[1 : rest.rindex('"')]
            yield subject, name, _ESCAPE.sub(_character, value) if "\\" in value else value


def _character(match: re.Match[str]) -> str:
    code, mark = match.groups()
    return chr(int(code, 16)) if code else _PLAIN.get(mark, mark)


def _bare(term: object) -> str:
    return term.value if isinstance(term, ox.Literal) else str(term)
