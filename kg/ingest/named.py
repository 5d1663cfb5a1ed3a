"""An opened input: a name, its first bytes, and a stream of all of them.

Input: a binary stream. Output: `Named`. What an input is, is told from its first bytes; they are
put back before it is read.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, cast

SAMPLE = 65536  # bytes from the start of an input that its form and encoding are told from


@dataclass(frozen=True, slots=True)
class Named:
    """An input that can be read once.

    `name` is its path as given or `-`, for a file of an archive the archive's and its own;
    `inner` is that without the endings of compressions that were taken off.
    """

    name: str
    head: bytes
    stream: BinaryIO
    inner: str = ""

    @property
    def suffix(self) -> str:
        """The end of the name that tells the form, in lower case."""
        return PurePath(self.inner or self.name).suffix.lower()


def named(stream: BinaryIO, name: str) -> Named:
    """`stream` with its first bytes known."""
    head = stream.read(SAMPLE)
    rest = io.BufferedReader(_Rejoined(head, stream), SAMPLE)
    return Named(name, head, cast("BinaryIO", rest))


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes, read to see what it is, are put back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head or self._rest.read(len(buffer))
        size = min(len(data), len(buffer))
        buffer[:size] = data[:size]
        self._head = data[size:]
        return size
