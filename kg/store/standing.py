"""Whether what is derived from all articles of a store still stands after a build.

Input: the articles that a build replaces, and what they say now. Output: the marks of derived
graphs, set again where nothing changed but words. Identities and links come from the facts of
articles; most changes of a text (a word, a sentence more) leave these as they were, and to make
identities anew takes as long as to read some thousand articles.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.rdf.terms import P
from kg.store.updates import split

if TYPE_CHECKING:
    from kg.store import Store

# What is said in words, and where in the text; nothing is derived from it.
_WORDS: Final = frozenset(
    P[name]
    for name in ("TEXT_HASH", "SOURCE_TEXT", "TITLE", "BYLINE", "START", "END", "EXACT", "CONTENT")
)


class Standing:
    """Remembers what was current when a build began; it falls with the first fact that changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._marks = store.marks()

    def fall(self) -> None:
        """Note that facts have changed."""
        self._marks = {}

    def replace(self, graph: str | None, own: bytes) -> None:
        """Note that lines take the place of what an article's graph has, None for a new article."""
        if self._marks and (graph is None or self._facts_of(graph) != _facts(split(own))):
            self.fall()

    def restore(self) -> None:
        """Set the marks again that the build has taken away, if no fact has changed."""
        self._store.mark(self._marks)

    def _facts_of(self, graph: str) -> set[str]:
        quads = self._store.engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        return _facts(f"{quad} ." for quad in quads)


def _facts(lines: Iterable[str]) -> set[str]:
    return {line for line in lines if line.split(" ", 2)[1] not in _WORDS}
