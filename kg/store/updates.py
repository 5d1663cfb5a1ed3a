"""N-Quads lines as SPARQL Update takes them in and out.

Input: quads, or lines. Output: lines, the text of an operation.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox


def line_of(quad: ox.Quad) -> str:
    """A quad as a line of N-Quads."""
    return f"{quad} ."


def data(operation: str, lines: Iterable[str]) -> str:
    """Lines of N-Quads as an update that inserts or deletes them, "" if there are none."""
    parts = (line.removesuffix(" .").rpartition(" ") for line in lines)
    quads = "\n".join(f"GRAPH {graph} {{ {triple} }}" for triple, _, graph in parts)
    return f"{operation} DATA {{ {quads} }}" if quads else ""
