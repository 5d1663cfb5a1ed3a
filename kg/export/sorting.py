"""Lines sorted by their bytes, in bounded memory.

Input: lines, each with its line feed. Output: the same, sorted, each once. Where they are many,
sorting goes through temporary files.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Final

_RUN: Final = 200_000  # lines that are sorted in memory at a time, some 60 MB


def unique(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines sorted, each once."""
    before = b""
    for line in _sorted(lines):
        if line != before:
            yield line
        before = line


def _sorted(lines: Iterable[bytes]) -> Iterable[bytes]:
    source = iter(lines)
    runs: list[IO[bytes]] = []
    try:
        while run := sorted(islice(source, _RUN)):
            if len(run) < _RUN and not runs:
                yield from run
                return
            file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed with the others below
            runs.append(file)
            file.writelines(run)
            file.seek(0)
        yield from heapq.merge(*runs)
    finally:
        for file in runs:
            file.close()
