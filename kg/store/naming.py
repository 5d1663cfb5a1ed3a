"""Which articles people mean: by id, key, IRI, or the file they were found in.

Input: a store, a name as somebody wrote it. Output: nodes of copies; names that are near.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.rdf import iri
from kg.store.copies import IDENTIFIER
from kg.vocabulary import Property

if TYPE_CHECKING:
    from kg.store import Store

_IDENTIFIER: Final = ox.NamedNode(IDENTIFIER)
_FILE: Final = ox.NamedNode(Property.FILE)


def named(store: Store, name: str) -> list[str]:
    """The copies that a name stands for: an id, a key, a file, or the IRI of an article."""
    graphs = iri.graph("article/", store.base)
    if name.startswith((graphs, f"{store.base}article/")):
        return store.copies.of(graphs + name.rpartition("/")[2])
    notes = store.engine.quads_for_pattern(None, _IDENTIFIER, ox.Literal(name), _notes(store))
    by_id = [
        node
        for graph in sorted(value(note.subject) for note in notes)
        for node in store.copies.of(graph)
        if store.copies.get(node).source.id == name
    ]
    return by_id or store.copies.keyed(name) or found_in(store, name)


def near(store: Store, name: str) -> str:
    """The id or file that is most like a name, "" if none is."""
    ids = store.engine.quads_for_pattern(None, _IDENTIFIER, None, _notes(store))
    files = store.engine.quads_for_pattern(None, _FILE, None, None)
    known = sorted({value(quad.object) for quads in (ids, files) for quad in quads})
    ending = [other for other in known if other.endswith(f"/{name}")]
    return "".join((ending or get_close_matches(name, known, 1))[:1])


def found_in(store: Store, file: str) -> list[str]:
    """The copies of articles that were found in a file."""
    sources = store.engine.quads_for_pattern(None, _FILE, ox.Literal(file), None)
    return sorted({_copy(store, source.subject) for source in sources})


def count_in(store: Store, file: str) -> int:
    """The number of articles that were found in a file; the engine counts and reads no names."""
    sources = f"GRAPH ?graph {{ ?source {_FILE} {ox.Literal(file)} }}"
    found = store.engine.query(f"SELECT (COUNT(DISTINCT ?source) AS ?n) {{ {sources} }}")
    assert isinstance(found, ox.QuerySolutions)
    return int(value(next(found)["n"]))


def ids(store: Store) -> dict[str, str]:
    """Ids of all articles by the IRI of their graph, in the order of the IRIs."""
    notes = store.engine.quads_for_pattern(None, _IDENTIFIER, None, _notes(store))
    found = sorted(((value(note.subject), value(note.object)) for note in notes), reverse=True)
    return dict(reversed(dict(found).items()))


def value(term: object) -> str:
    """The text of an IRI or a literal."""
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


def _notes(store: Store) -> ox.NamedNode:
    return ox.NamedNode(iri.graph("store", store.base))


def _copy(store: Store, source: object) -> str:
    """The copy that a source of an article stands for."""
    return f"{store.base}copy/{value(source).rpartition('/')[2]}"
