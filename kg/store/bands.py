"""Which bands of likenesses a build need not look up in the store, since no copy has them.

Input: bands as `kg.store.copies.bands_of` gives them. Output: those that may be in the store. Most
bands are of one article alone, and to look one up takes some 10 µs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from zlib import crc32

_BITS: Final = 1 << 23  # 1 MB: with the 800,000 bands of 90,000 articles one in ten is set


class BandFilter:
    """A filter after Bloom, with one hash: what it has not seen is not there.

    `is_open` lets everything pass: where the store had copies before the filter saw any.
    """

    def __init__(self, *, is_open: bool) -> None:
        self.is_open = is_open
        self._bits = bytearray(0 if is_open else _BITS // 8)

    def add(self, bands: Iterable[str]) -> None:
        """Note bands that come into the store."""
        if not self.is_open:
            for band in bands:
                place = crc32(band.encode()) % _BITS
                self._bits[place >> 3] |= 1 << (place & 7)

    def may_have(self, band: str) -> bool:
        """Whether a band may be in the store."""
        if self.is_open:
            return True
        place = crc32(band.encode()) % _BITS
        return bool(self._bits[place >> 3] & 1 << (place & 7))
