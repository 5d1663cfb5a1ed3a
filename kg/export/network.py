"""People, organisations and places as a network: who went where, with whom, who gave to whom.

Input: a store. Output: nodes and edges, and both as GEXF 1.3 (gexf.net) and GraphML
(graphml.graphdrawing.org). An edge stands for all facts of one kind between two nodes: its weight
is their number, its spells are their days. Facts without a year add weight and no spell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Final, NamedTuple
from xml.sax.saxutils import quoteattr

import pyoxigraph as ox

from kg.errors import UsageError
from kg.export.arrange import Arranged, Node, Resource, text_of
from kg.export.rdfxml import NO_XML
from kg.vocabulary import RDFS_LABEL, Class, Property

_KINDS: Final = (Class.PERSON, Class.ORGANIZATION, Class.OFFICE, Class.PLACE, Class.GROUP)
_CREATOR: Final = "Zhengji"


class Relation(NamedTuple):
    """A kind of edge: the roles in a fact that it joins, from one to the other."""

    kind: str
    source: str
    target: str


RELATIONS: Final = (
    Relation("visited", Property.VISITOR, Property.PLACE),
    Relation("went along to", Property.COMPANION, Property.PLACE),
    Relation("accompanied", Property.COMPANION, Property.VISITOR),
    Relation("met under", Property.ATTENDEE, Property.CHAIR),
    Relation("met at", Property.ATTENDEE, Property.PLACE),
    Relation("chaired at", Property.CHAIR, Property.PLACE),
    Relation("told", Property.ISSUER, Property.ADDRESSEE),
    Relation("gave to", Property.DONOR, Property.RECIPIENT),
    Relation("holds post in", Property.HOLDER, Property.POST),  # the body of the post
)

Spell = tuple[str, str]  # first and last day


@dataclass
class Edge:
    """All facts of one kind between two nodes."""

    weight: int = 0
    spells: set[Spell] = field(default_factory=set)

    @property
    def first(self) -> str:
        """The first day, empty if none is known."""
        return min((start for start, _ in self.spells), default="")

    @property
    def last(self) -> str:
        """The last day, empty if none is known."""
        return max((end for _, end in self.spells), default="")


@dataclass
class Network:
    """Nodes that have edges, in order, with kind and label; edges by source, target and kind."""

    nodes: dict[str, tuple[str, str]]
    edges: dict[tuple[str, str, str], Edge]


def network(store: ox.Store) -> Network:
    """The network of a store."""
    arranged = Arranged(store)
    bodies = _bodies(store)
    edges: defaultdict[tuple[str, str, str], Edge] = defaultdict(Edge)
    known: dict[str, tuple[str, str]] = {}
    for graph, _ in arranged.articles():
        for node in arranged.graph(graph):
            if node.kind == Class.GROUP:
                known[text_of(node.subject)] = _described(node)
            for key in set(_edges(node, bodies)):
                edge = edges[key]
                edge.weight += 1
                edge.spells |= set(_spell(node))
    for node in arranged.shared():
        if node.kind in _KINDS:
            known[text_of(node.subject)] = _described(node)
    real = {key: edges[key] for key in sorted(edges) if key[0] in known and key[1] in known}
    used = {name for source, target, _ in real for name in (source, target)}
    return Network({name: told for name, told in known.items() if name in used}, real)


def _described(node: Node) -> tuple[str, str]:
    return node.kind.rpartition("#")[2], node.first(RDFS_LABEL)


def _bodies(store: ox.Store) -> dict[Resource, list[Resource]]:
    """The organisation of each post."""
    found: defaultdict[Resource, list[Resource]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, ox.NamedNode(Property.ORGANIZATION), None, None):
        if isinstance(quad.object, ox.NamedNode):
            found[quad.subject].append(quad.object)
    return found


def _edges(fact: Node, bodies: dict[Resource, list[Resource]]) -> Iterator[tuple[str, str, str]]:
    """Source, target and kind of the edges that a fact gives."""
    for relation in RELATIONS:
        sources = fact.properties.get(relation.source, ())
        targets: Iterable[object] = fact.properties.get(relation.target, ())
        if relation.target == Property.POST:
            targets = [body for post in targets for body in bodies.get(post, ())]  # type: ignore[call-overload]
        for source, target in product(sources, targets):
            if source != target and isinstance(target, ox.NamedNode):
                yield text_of(source), target.value, relation.kind


def _spell(fact: Node) -> Iterator[Spell]:
    """The days of a fact; of a tenure the one for which it is stated, if that is a day."""
    first, last = fact.first(Property.EARLIEST), fact.first(Property.LATEST)
    as_of = fact.first(Property.AS_OF)
    if first and last:
        yield first, last
    elif len(as_of) == 10:
        yield as_of, as_of


# -- forms


def gexf(store: ox.Store) -> Iterator[bytes]:
    """GEXF 1.3, dynamic, time as intervals of days."""
    found = network(store)
    return map(str.encode, _gexf(found))


def _gexf(found: Network) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
        f"<meta><creator>{_CREATOR}</creator></meta>\n"
        '<graph mode="dynamic" timeformat="date" timerepresentation="interval"'
        ' defaultedgetype="directed" idtype="string">\n'
        '<attributes class="node"><attribute id="kind" title="kind" type="string"/></attributes>\n'
        '<attributes class="edge">'
        '<attribute id="relation" title="relation" type="string"/></attributes>\n'
        f'<nodes count="{len(found.nodes)}">\n'
    )
    for name, (kind, label) in found.nodes.items():
        yield f"<node id={_quoted(name)} label={_quoted(label)}>{_value('kind', kind)}</node>\n"
    yield f'</nodes>\n<edges count="{len(found.edges)}">\n'
    for number, ((source, target, kind), edge) in enumerate(found.edges.items()):
        spells = "".join(f'<spell start="{a}" end="{b}"/>' for a, b in sorted(edge.spells))
        yield (
            f'<edge id="{number}" source={_quoted(source)} target={_quoted(target)}'
            f' label={_quoted(kind)} kind={_quoted(kind)} weight="{edge.weight}">'
            f"{_value('relation', kind)}"
            f"{f'<spells>{spells}</spells>' if spells else ''}</edge>\n"
        )
    yield "</edges>\n</graph>\n</gexf>\n"


def _value(name: str, value: str) -> str:
    return f"<attvalues><attvalue for={_quoted(name)} value={_quoted(value)}/></attvalues>"


_KEYS: Final = (
    ("label", "node", "string"),
    ("kind", "node", "string"),
    ("relation", "edge", "string"),
    ("weight", "edge", "int"),
    ("first", "edge", "string"),
    ("last", "edge", "string"),
)


def graphml(store: ox.Store) -> Iterator[bytes]:
    """GraphML; of each edge the first and the last day."""
    return map(str.encode, _graphml(network(store)))


def _graphml(found: Network) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for name, kind, type_ in _KEYS:
        yield f'<key id="{name}" for="{kind}" attr.name="{name}" attr.type="{type_}"/>\n'
    yield '<graph edgedefault="directed">\n'
    for node, (kind, label) in found.nodes.items():
        yield f"<node id={_quoted(node)}>{_data(label=label, kind=kind)}</node>\n"
    for number, ((source, target, kind), edge) in enumerate(found.edges.items()):
        told = _data(relation=kind, weight=str(edge.weight), first=edge.first, last=edge.last)
        ends = f"source={_quoted(source)} target={_quoted(target)}"
        yield f'<edge id="e{number}" {ends}>{told}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(**values: str) -> str:
    return "".join(
        f'<data key="{name}">{_escaped(value)}</data>' for name, value in values.items() if value
    )


def _escaped(text: str) -> str:
    return _quoted(text)[1:-1].replace("&quot;", '"')


def _quoted(text: str) -> str:
    """A text as an attribute of XML. Raises UsageError for characters that XML cannot hold."""
    if bad := NO_XML.search(text):
        raise UsageError("export-xml-character", found=f"U+{ord(bad[0]):04X}", text=text[:40])
    return quoteattr(text)
