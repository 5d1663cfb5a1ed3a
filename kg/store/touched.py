"""What of a store changes while it is open, for all that is kept beside it.

Input: the lines and quads that come and go. Output: graphs of articles, copies and shared nodes,
by IRI. To read which articles a store of 9,000 has takes half a second, and most builds change few.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Final

import pyoxigraph as ox

from kg.rdf import iri

_MOST: Final = 5000  # lines that are looked at; of more, everything may have changed


class Touched:
    """Articles (graphs), copies and names (nodes) that may not be as they were.

    `is_whole` says that any may have changed, and that nothing is told one by one.
    """

    def __init__(self, base: str, *, is_whole: bool) -> None:
        self.is_whole = is_whole
        self.graphs: set[str] = set()
        self.copies: set[str] = set()
        self.names: set[str] = set()
        self._articles = iri.graph("article/", base)
        self._of = {
            f"<{iri.graph('entities', base)}>": self.names,
            f"<{iri.graph('copies', base)}>": self.copies,
        }

    def note(
        self, graphs: Iterable[str], lines: Iterable[list[str]], gone: Iterable[ox.Quad]
    ) -> None:
        """Note that articles go or are replaced, that lines come, and that quads go."""
        if self.is_whole:
            return
        self.graphs.update(graphs)
        for quad in gone:
            self._node(str(quad.graph_name), str(quad.subject))
        for count, line in enumerate(chain.from_iterable(lines)):
            if count > _MOST:
                self.is_whole = True
                return
            subject, _, rest = line.partition(" ")
            self._node(rest.removesuffix(" .").rpartition(" ")[2], subject)

    def _node(self, graph: str, subject: str) -> None:
        if graph in self._of:
            self._of[graph].add(subject[1:-1])
        elif graph[1:].startswith(self._articles):
            self.graphs.add(graph[1:-1])
        elif subject[1:].startswith(self._articles):  # its id, noted in the graph of the store
            self.graphs.add(subject[1:-1])
