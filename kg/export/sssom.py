"""SSSOM/TSV: what the places of a store are in gazetteers, as a mapping set for other programs.

Input: a store whose places are linked (`kg link`). Output: a block of metadata in lines that begin
with #, then a table, a mapping a line (Simple Standard for Sharing Ontological Mappings, version
1.0, SSSOM/TSV in its canonical form). What a person has rejected is a mapping too, with the
modifier Not.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from kg.export.arrange import Arranged, Node, nodes, text_of
from kg.rdf import iri
from kg.vocabulary import (
    CODES,
    GAZETTEERS,
    GEONAMES,
    RDF_TYPE,
    RDFS_LABEL,
    SKOS,
    SKOS_BROAD_MATCH,
    SKOS_CLOSE_MATCH,
    SKOS_EXACT_MATCH,
    SKOS_PREF_LABEL,
    WIKIDATA,
    ZJ,
    Class,
    Property,
)

_SEMAPV: Final = "https://w3id.org/semapv/vocab/"
_BUILT_IN: Final = {SKOS: "skos", _SEMAPV: "semapv"}  # prefixes that no file declares
_OURS: Final = {
    ZJ: "zj",
    CODES: "code",
    GAZETTEERS: "gazetteer",
    GEONAMES: "gn",
    WIKIDATA: "wikidata",
}
_NODES: Final = "node"  # prefix of the store's own IRIs
_OTHERS: Final = "ns"  # begins the prefixes of all others, numbered
_SAFE: Final = "/:@!$&'()*+,;=?#%~"
_SPLIT: Final = re.compile(r"(.*[#/:])(.+)")
_LICENSE: Final = "https://w3id.org/sssom/license/unspecified"  # the standard's word for none told
_LEXICAL: Final = _SEMAPV + "LexicalMatching"  # by name, as `kg.gazetteer.match` does
_CHAINED: Final = _SEMAPV + "MappingChaining"  # by what the gazetteer says is the same
_MANUAL: Final = _SEMAPV + "ManualMappingCuration"  # by a person, in `kg review`
_NOT: Final = "Not"
_RELATIONS: Final = (SKOS_EXACT_MATCH, SKOS_CLOSE_MATCH, SKOS_BROAD_MATCH)
_TYPE: Final = ox.NamedNode(RDF_TYPE)
_REFERENCES: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification",
                      "subject_category", "object_source")  # fmt: skip
_ALWAYS: Final = frozenset(_REFERENCES[:4])  # columns that a table without rows has, too

Triple = tuple[str, str, str]  # IRIs of subject, relation, object


class Mapping(NamedTuple):
    """A line of the table; the names of the slots are the standard's, in its order."""

    subject_id: str
    subject_label: str
    subject_category: str
    predicate_id: str
    predicate_modifier: str
    object_id: str
    object_label: str
    mapping_justification: str
    object_source: str = ""
    object_source_version: str = ""
    confidence: str = ""
    comment: str = ""


def document(store: ox.Store) -> Iterator[bytes]:
    """The mapping set of a store; one without links has no lines."""
    base = Arranged(store).base
    mappings = sorted(_Reader(store).mappings())
    shown = [name for name in Mapping._fields if _is_shown(name, mappings)]
    prefixes = _prefixes(base, mappings)
    yield _head(base, prefixes).encode()
    text = io.StringIO()
    table = csv.writer(text, delimiter="\t", lineterminator="\n")
    table.writerow(shown)
    rows = (_cells(mapping, shown, prefixes) for mapping in mappings)
    table.writerows(sorted(rows))
    yield text.getvalue().encode()


def _is_shown(name: str, mappings: Sequence[Mapping]) -> bool:
    return name in _ALWAYS or any(getattr(one, name) for one in mappings)


def _head(base: str, prefixes: dict[str, str]) -> str:
    used = sorted((prefix, space) for space, prefix in prefixes.items() if space not in _BUILT_IN)
    told = (
        ["curie_map:", *(f"  {prefix}: {_yaml(space)}" for prefix, space in used)] if used else []
    )
    told += [f"mapping_set_id: {iri.graph('links', base)}", f"license: {_LICENSE}"]
    return "".join(f"#{line}\n" for line in [*told, "mapping_tool: Zhengji"])


def _yaml(space: str) -> str:
    """A namespace as YAML: in quotes where it would be a key."""
    return f'"{space}"' if space.endswith(":") else space


def _prefixes(base: str, mappings: Iterable[Mapping]) -> dict[str, str]:
    """The prefix of each namespace that the mappings use."""
    known = {**_BUILT_IN, **_OURS, base: _NODES}
    used = {_space(value, known) for one in mappings for value in _references(one)}
    others = sorted(space for space in used if space not in known)
    numbered = {space: f"{_OTHERS}{number}" for number, space in enumerate(others, 1)}
    return {space: known.get(space) or numbered[space] for space in used}


def _references(mapping: Mapping) -> Iterator[str]:
    return (value for name in _REFERENCES if (value := getattr(mapping, name)))


def _space(value: str, known: Iterable[str]) -> str:
    """What of an IRI a prefix stands for: the longest known beginning, else up to its last part."""
    beginnings = [space for space in known if value.startswith(space) and value != space]
    if beginnings:
        return max(beginnings, key=len)
    found = _SPLIT.fullmatch(value)
    return found[1] if found else value


def _cells(mapping: Mapping, shown: Sequence[str], prefixes: dict[str, str]) -> list[str]:
    """The cells of a line: references as CURIEs, texts on one line."""
    cells = []
    for name in shown:
        value = getattr(mapping, name)
        if value and name in _REFERENCES:
            space = _space(value, prefixes)
            # The readers there are take CURIEs of URIs alone (RFC 3987, 3.1).
            value = f"{prefixes[space]}:{quote(value.removeprefix(space), safe=_SAFE)}"
        cells.append(" ".join(value.split()))
    return cells


class _Reader:
    """Reads the mappings of a store."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._links: defaultdict[Triple, list[Node]] = defaultdict(list)
        for link in self._all(Class.LINK):
            names = (Property.SUBJECT, Property.RELATION, Property.OBJECT)
            subject, relation, object_ = map(link.first, names)
            self._links[subject, relation, object_].append(link)
        self._verdicts: dict[frozenset[str], Node] = {
            frozenset(decision.texts(Property.ABOUT)): decision
            for decision in self._all(Class.DECISION)
        }

    def mappings(self) -> Iterator[Mapping]:
        """Each link, what else a gazetteer says is the same, and what people have decided."""
        for relation in _RELATIONS:
            for quad in self._store.quads_for_pattern(None, ox.NamedNode(relation), None, None):
                triple = text_of(quad.subject), relation, text_of(quad.object)
                yield from self._mapped(triple)
        for about, decision in self._verdicts.items():
            if decision.first(Property.VERDICT) == "rejected" and len(about) == 2:
                yield from self._rejected(about, decision)

    def _mapped(self, triple: Triple) -> Iterator[Mapping]:
        decision = self._verdicts.get(frozenset((triple[0], triple[2])))
        is_decided = decision is not None and decision.first(Property.VERDICT) == "accepted"
        reason = decision.first(Property.REASON) if decision and is_decided else ""
        for link in self._links.get(triple, ()):
            yield self._mapping(triple, _MANUAL if is_decided else _LEXICAL)._replace(
                object_source=GAZETTEERS + link.first(Property.GAZETTEER),
                object_source_version=link.first(Property.GAZETTEER_VERSION),
                confidence=link.first(Property.CONFIDENCE),
                comment=reason or link.first(Property.JUSTIFICATION),
            )
        if triple not in self._links:
            grounds = _MANUAL if is_decided else _CHAINED
            yield self._mapping(triple, grounds)._replace(comment=reason)

    def _rejected(self, about: Iterable[str], decision: Node) -> Iterator[Mapping]:
        """What a person has said an entity is not; two entities of the store are no mapping."""
        kinds = {one: self._node(one).kind for one in about}
        own = [one for one, kind in kinds.items() if kind.startswith(ZJ)]
        if len(own) == 1:
            (entry,) = kinds.keys() - set(own)
            triple = own[0], SKOS_EXACT_MATCH, entry
            yield self._mapping(triple, _MANUAL)._replace(
                predicate_modifier=_NOT, comment=decision.first(Property.REASON)
            )

    def _mapping(self, triple: Triple, justification: str) -> Mapping:
        subject, relation, object_ = triple
        node, entry = self._node(subject), self._node(object_)
        label, called = node.first(RDFS_LABEL), entry.first(SKOS_PREF_LABEL)
        return Mapping(subject, label, node.kind, relation, "", object_, called, justification)

    def _node(self, name: str) -> Node:
        found = nodes(self._store.quads_for_pattern(ox.NamedNode(name), None, None, None))
        return found[0] if found else Node(ox.NamedNode(name), {})

    def _all(self, kind: Class) -> Iterator[Node]:
        for quad in self._store.quads_for_pattern(None, _TYPE, ox.NamedNode(kind), None):
            yield self._node(text_of(quad.subject))
