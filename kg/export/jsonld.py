"""JSON-LD 1.1 in plain names: nodes as objects that hold others.

Input: nodes, and `ontology/context.jsonld`. Output: JSON objects and text. What an object names
stands in it with kind and name. The document carries its context, so that it can be read without
the network. In which order and inside which objects: kg/export/frames.py.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NamedTuple, Protocol

import pyoxigraph as ox

from kg.errors import UsageError
from kg.export.arrange import Node, Resource, Term, text_of
from kg.export.turtle import RELATIVE
from kg.resources import data
from kg.vocabulary import (
    RDF_TYPE,
    RDFS_LABEL,
    XSD_BOOLEAN,
    XSD_INTEGER,
    XSD_STRING,
    ZJ,
    Class,
    Property,
)

Json = dict[str, Any]
Brief = Callable[[ox.NamedNode], Json | None]

FACTS: Final = "facts"  # an article's facts; in the graph they point at the article
FACTS_OF: Final = {FACTS: str(Property.STATED_IN)}
# The facts that give what articles share a role, by the role.
ROLES_OF: Final = {
    f"{role.removeprefix(ZJ)}Of": str(role)
    for role in (
        Property.HOLDER,
        Property.POST,
        Property.VISITOR,
        Property.COMPANION,
        Property.PLACE,
        Property.CHAIR,
        Property.ATTENDEE,
        Property.ISSUER,
        Property.ADDRESSEE,
        Property.DONOR,
        Property.RECIPIENT,
    )
}
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")  # exact also where numbers are doubles
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_INSIDE: Final = frozenset(
    (
        Property.SOURCE,
        Property.EVIDENCE,
        Property.CONTENT_EVIDENCE,
        Property.STOP,
        Property.ITEM,
    )
)


class Key(NamedTuple):
    """A name of the context for a property, and the type of its values: an IRI, "@id" or none."""

    name: str
    type: str


class Context:
    """The shipped context, turned round: from IRIs to names."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self._prefixes = {
            name: value
            for name, value in document.items()
            if not name.startswith("@") and isinstance(value, str) and value.endswith(("#", "/"))
        }
        self._keys: defaultdict[str, list[Key]] = defaultdict(list)
        self._scoped: dict[str, dict[str, str]] = {}
        for name, value in document.items():
            if not name.startswith("@") and name not in self._prefixes:
                self._take(name, value)

    def _take(self, name: str, value: str | Json) -> None:
        if isinstance(value, str):
            self._keys[self._full(value)].append(Key(name, ""))
            return
        iri = self._full(value["@id"])
        kind = value.get("@type", "")
        self._keys[iri].append(Key(name, kind if kind == "@id" else self._full(kind)))
        if "@context" in value:
            self._scoped[iri] = {
                self._full(inner): term for term, inner in value["@context"].items()
            }

    def _full(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        return self._prefixes[prefix] + local if colon and prefix in self._prefixes else name

    def key(self, iri: str, kind: str, types: Iterable[str]) -> Key:
        """The name for a property whose value is of a type; that of another type if need be."""
        for one in types:
            scoped = self._scoped.get(one)
            if scoped and iri in scoped:
                return Key(scoped[iri], "")
            if scoped and any(key.name in scoped.values() for key in self._keys.get(iri, ())):
                return Key(self.name(iri), "")
        keys = self._keys.get(iri, ())
        fits = (key for wanted in (kind, "") for key in keys if key.type == wanted)
        return next(fits, keys[0] if keys else Key(self._free_name(iri), ""))

    def _free_name(self, iri: str) -> str:
        """A name for what the context does not list: its own, as the vocabulary allows it."""
        local = iri.removeprefix(ZJ)
        taken = local in self.document or local in FACTS_OF or local in ROLES_OF
        free = local != iri and not taken and _PLAIN.fullmatch(local)
        return local if free else self.name(iri)

    def name(self, iri: str) -> str:
        """An IRI with a prefix of the context if it has one."""
        for prefix, namespace in self._prefixes.items():
            if iri.startswith(namespace) and _PLAIN.fullmatch(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def class_name(self, iri: str) -> str:
        """The name of a class."""
        keys = self._keys.get(iri)
        return keys[0].name if keys else self._free_name(iri)


@cache
def context() -> Context:
    """The context of the ontology."""
    text = data("ontology", "context.jsonld").read_text(encoding="utf-8")
    return Context(json.loads(text)["@context"])


def head(base: str, backwards: Mapping[str, str] = FACTS_OF) -> str:
    """The beginning of a document: the context, and the array that the objects go into.

    `backwards` gives names to properties that are read from object to subject.
    """
    extra: Json = {"@base": base} if base else {}
    for name, iri in backwards.items():
        extra[name] = {"@reverse": context().name(iri)}
    terms = (
        f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in {**context().document, **extra}.items()
    )
    return '{"@context": {\n' + ",\n".join(terms) + '\n},\n"@graph": ['


TAIL: Final = "\n]}\n"


class Known(Protocol):
    """Nodes by their name, as far as they may stand inside others."""

    def get(self, subject: Resource, /) -> Node | None:
        """A node, None for one that has its place elsewhere."""


@dataclass
class Scope:
    """The nodes of one article: which have their place already, and inside which we are."""

    known: Known
    placed: set[Resource] = field(default_factory=set)
    path: list[Resource] = field(default_factory=list)


class Writer:
    """Makes objects of nodes. `brief` gives what is told of a shared node inside others."""

    def __init__(self, base: str = "", brief: Brief | None = None) -> None:
        self._base = base
        self._brief = brief
        self._context = context()
        self._keys: dict[tuple[str, str, tuple[str, ...]], Key] = {}

    def article(self, nodes: list[Node]) -> Iterator[Json]:
        """An article's node with its facts inside it, then what stands in none of these."""
        scope = Scope({node.subject: node for node in nodes})
        for node in nodes:
            if node.kind == Class.ARTICLE:
                made = self.nested(node, scope)
                facts = [fact for fact in nodes if _stated_in(fact, node.subject)]
                if facts:
                    made[FACTS] = [self.nested(fact, scope, node.subject) for fact in facts]
                scope.placed.update((node.subject, *(fact.subject for fact in facts)))
                yield made
        for node in nodes:
            if node.subject not in scope.placed:
                yield self.nested(node, scope)

    def node(self, node: Node) -> Json:
        """A node by itself; other nodes stand in it by their IRI."""
        return self.nested(node, Scope({}))

    def nested(self, node: Node, scope: Scope, article: Resource | None = None) -> Json:
        """A node with what it holds; that it is stated in `article` is told by where it stands."""
        types = tuple(text_of(term) for term in node.properties.get(RDF_TYPE, ()))
        made: Json = {"id": self.iri(node.subject)}
        if types:
            made["type"] = _one([self._context.class_name(one) for one in types])
        scope.path.append(node.subject)
        values: defaultdict[str, list[Any]] = defaultdict(list)
        for iri, terms in node.properties.items():
            for term in terms:
                if iri != RDF_TYPE and not (iri == Property.STATED_IN and term == article):
                    key = self._key(iri, _type_of(term), types)
                    values[key.name].append(self._value(term, key, iri, scope))
        scope.path.pop()
        return made | {name: _one(found) for name, found in values.items()}

    def _key(self, iri: str, kind: str, types: tuple[str, ...]) -> Key:
        wanted = (iri, kind, types)
        if wanted not in self._keys:
            self._keys[wanted] = self._context.key(iri, kind, types)
        return self._keys[wanted]

    def _value(self, term: Term, key: Key, iri: str, scope: Scope) -> Any:
        if isinstance(term, ox.Literal):
            return self._literal(term, key)
        if isinstance(term, ox.Triple):
            raise UsageError("export-triple-term", form="jsonld", found=term)
        inner = scope.known.get(term)
        if inner and term not in scope.path and (iri in _INSIDE or inner.kind == Class.GROUP):
            scope.placed.add(term)
            return self.nested(inner, scope)
        brief = None
        if self._brief and isinstance(term, ox.NamedNode) and iri != Property.SOURCE_ARTICLE:
            brief = self._brief(term)
        if brief is not None:
            return brief
        return self.iri(term) if key.type == "@id" else {"id": self.iri(term)}

    def _literal(self, term: ox.Literal, key: Key) -> Any:
        text, datatype = term.value, term.datatype.value
        if term.language:
            return {"@value": text, "@language": term.language}
        if datatype == (key.type or XSD_STRING):
            return text
        if not key.type and datatype == XSD_INTEGER and _INTEGER.fullmatch(text):
            return int(text)
        if not key.type and datatype == XSD_BOOLEAN and text in ("true", "false"):
            return text == "true"
        return {"@value": text, "@type": self._context.name(datatype)}

    def iri(self, term: Resource) -> str:
        """An IRI, relative to the base where that is safe; a blank node with its mark."""
        if not isinstance(term, ox.NamedNode):
            return str(term)
        iri = term.value
        if self._base and iri.startswith(self._base) and RELATIVE.fullmatch(iri, len(self._base)):
            return iri[len(self._base) :]
        return iri


def _type_of(term: Term) -> str:
    return term.datatype.value if isinstance(term, ox.Literal) else "@id"


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _stated_in(node: Node, article: Resource) -> bool:
    return article in node.properties.get(Property.STATED_IN, ())


def brief_of(writer: Writer, node: Node, *names: str) -> Json | None:
    """What is told of a node inside others: its IRI, kind and label, or what is named; None if
    it has nothing of this.
    """
    wanted = names or (RDFS_LABEL,)
    told = {name: values for name, values in node.properties.items() if name in (RDF_TYPE, *wanted)}
    return writer.node(Node(node.subject, told)) if any(one in told for one in wanted) else None


def text(objects: Iterable[Json]) -> Iterator[str]:
    """The objects as the elements of an array, each on lines of its own."""
    for number, made in enumerate(objects):
        yield (",\n" if number else "\n") + json.dumps(made, ensure_ascii=False, indent=1)
