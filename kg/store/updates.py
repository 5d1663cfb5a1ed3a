"""N-Quads lines: of a quad, many in one, and as SPARQL Update takes them.

Input: quads, or lines. Output: lines, their bytes, the text of an operation.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox


def line_of(quad: ox.Quad) -> str:
    """A quad as a line of N-Quads."""
    return f"{quad} ."


def joined(lines: Iterable[str]) -> bytes:
    """Lines in UTF-8, joined by line feeds: half the memory of text, and what the engine reads."""
    return "\n".join(lines).encode()


def split(lines: bytes) -> list[str]:
    """The opposite of `joined`."""
    return lines.decode().split("\n")


def data(operation: str, lines: Iterable[str]) -> str:
    """Lines of N-Quads as an update that inserts or deletes them, "" if there are none."""
    parts = (line.removesuffix(" .").rpartition(" ") for line in lines)
    quads = "\n".join(f"GRAPH {graph} {{ {triple} }}" for triple, _, graph in parts)
    return f"{operation} DATA {{ {quads} }}" if quads else ""
