"""Compression and archives taken off an input, as it is read.

Input: a binary stream and its name. Output: `Named` streams, one for each file that is held, and
InputError values in place of what cannot be unpacked. Nothing is written to disk, no path inside an
archive is followed, and only some of what is unpacked is held at a time.

Forms: gzip (RFC 1952), bzip2, zstd (RFC 8878), zip (APPNOTE 6.3.10), told by their first bytes
and in any order inside one another, as deep as `DEEPEST`.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from kg.errors import InputError
from kg.ingest.named import SAMPLE, Named, named
from kg.ingest.paths import PACKED, is_hidden, is_readable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DEEPEST: Final = 4  # archives and compressions around one file
RATIO: Final = 200  # bytes that may come out of one that goes in; news text gives 3 to 10
LEAST: Final = 1 << 30  # bytes that may come out of any file
HELD: Final = 64 << 20  # bytes of an archive that must be held whole
_LIST: Final = 16 << 20  # bytes of the list of files of an archive: some 150,000
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (
    EOFError, OSError, ValueError, RuntimeError, zipfile.BadZipFile,
    zlib.error, lzma.LZMAError, zstd.ZstdError,
)  # fmt: skip


@dataclass(slots=True)
class Budget:
    """How much may come out of one file; `limit` is the user's own bound in bytes, if any.

    Where it is spent, nothing more is read of the file, and that is told once.
    """

    limit: int | None = None
    packed: int = 0
    unpacked: int = 0
    spent: bool = False

    @property
    def allowed(self) -> int:
        """Bytes that may have come out so far."""
        return self.limit or max(LEAST, RATIO * self.packed)

    def take(self, size: int, name: str) -> None:
        """Count what came out. Raises InputError where it is too much."""
        self.unpacked += size
        if self.unpacked > self.allowed:
            self.spent = True
            raise InputError(
                "input-unpacked-limit",
                source=name,
                packed=self.packed,
                limit=self.allowed,
                ratio=RATIO,
            )


def unpack(stream: BinaryIO, name: str, limit: int | None = None) -> Iterator[Named | InputError]:
    """The files that `stream` holds: itself, where it is neither compressed nor an archive.

    Each must be read before the next is asked for. `limit` bounds how many bytes may come out, in
    place of a gigabyte or 200 times what goes in.
    """
    budget = Budget(limit)
    counted = _Counted(stream, budget)
    yield from _layers(cast("BinaryIO", counted), name, name, budget, 0)


def _layers(
    stream: BinaryIO, name: str, inner: str, budget: Budget, depth: int
) -> Iterator[Named | InputError]:
    """What `stream` holds; `inner` is its name without the endings of compressions taken off."""
    try:
        yield from _layer(stream, named(stream, name), inner, budget, depth)
    except InputError as fault:
        yield fault


def _layer(
    stream: BinaryIO, opened: Named, inner: str, budget: Budget, depth: int
) -> Iterator[Named | InputError]:
    kind, name = _kind(opened.head), opened.name
    if kind is None:
        yield Named(name, opened.head, opened.stream, inner)
    elif depth == DEEPEST:
        raise InputError("input-deep", source=name, limit=DEEPEST)
    elif kind == "zip":
        yield from _members(stream, opened, budget, depth)
    else:
        unpacked = _Unpacked(_OPENERS[kind](opened.stream), name, kind, budget)
        yield from _layers(cast("BinaryIO", unpacked), name, _without(inner), budget, depth + 1)


def _kind(head: bytes) -> str | None:
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if _BZIP2.match(head):
        return "bzip2"
    if head.startswith(b"\x28\xb5\x2f\xfd") or (head[1:4] == b"\x2a\x4d\x18" and head[0] >> 4 == 5):
        return "zstd"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    return None


def _without(name: str) -> str:
    path = PurePosixPath(name)
    return name.removesuffix(path.suffix) if path.suffix.lower() in PACKED else name


_OPENERS: Final[dict[str, Callable[[BinaryIO], BinaryIO]]] = {
    "gzip": lambda stream: cast("BinaryIO", gzip.GzipFile(fileobj=stream)),
    "bzip2": lambda stream: cast("BinaryIO", bz2.BZ2File(stream)),
    "zstd": lambda stream: cast("BinaryIO", zstd.ZstdFile(stream)),
}


class _Counted:
    """The input as it stands on the disk; what is read of it is counted."""

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._budget.packed += len(data)
        return data

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()


class _Unpacked:
    """What comes out of a compression: counted, and its faults told as ours."""

    def __init__(self, stream: BinaryIO, name: str, kind: str, budget: Budget) -> None:
        self._stream = stream
        self._name = name
        self._kind = kind
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        """As many bytes as asked for, fewer only at the end. Raises InputError."""
        pieces = []
        while size:
            try:
                data = self._stream.read(SAMPLE if size < 0 else min(size, SAMPLE))
            except _BROKEN as fault:
                raise _broken(self._name, self._kind, fault) from None
            if not data:
                break
            self._budget.take(len(data), self._name)
            pieces.append(data)
            size -= len(data) if size > 0 else 0
        return b"".join(pieces)

    def seekable(self) -> bool:
        return False


class _Bounded:
    """An archive, read by the library for archives: never more at a time than its list may be."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name

    def read(self, size: int = -1) -> bytes:
        if size > _LIST:
            raise InputError("input-archive-list", source=self._name, limit=_LIST)
        return self._stream.read(size)

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()


def _broken(name: str, kind: str, fault: Exception) -> InputError:
    cut_off = isinstance(fault, EOFError)
    reason = "it ends too early" if cut_off else str(fault).rstrip(".") or type(fault).__name__
    return InputError("input-archive-broken", source=name, kind=kind, reason=reason)


@dataclass(slots=True)
class _Members:
    """The files of one zip archive."""

    archive: zipfile.ZipFile
    name: str
    budget: Budget
    depth: int
    seen: set[str] = field(default_factory=set)

    def all(self) -> Iterator[Named | InputError]:
        """Each file that can be read, in the order of the archive."""
        for info in self.archive.infolist():
            if self.budget.spent:
                return
            path = _path(info)
            if _leads_out(path):
                yield InputError("input-member-path", source=self.name, member=_visible(path))
            elif not info.is_dir() and not is_hidden(path) and is_readable(path):
                yield from self._one(info, path)
                self.seen.add(path)
        if not self.seen:
            yield InputError("input-archive-empty", source=self.name)

    def _one(self, info: zipfile.ZipInfo, path: str) -> Iterator[Named | InputError]:
        name = f"{self.name}/{path}"
        if path in self.seen:
            yield InputError("input-member-twice", source=name)
        elif stat.S_ISLNK(info.external_attr >> 16):
            yield InputError("input-member-link", source=name)
        elif info.flag_bits & 1:
            yield InputError("input-member-locked", source=name)
        else:
            try:
                member = self.archive.open(info)
            except _BROKEN as fault:
                yield _broken(name, "zip", fault)
                return
            with member:
                unpacked = _Unpacked(cast("BinaryIO", member), name, "zip", self.budget)
                stream = cast("BinaryIO", unpacked)
                yield from _layers(stream, name, name, self.budget, self.depth + 1)


def _members(
    stream: BinaryIO, opened: Named, budget: Budget, depth: int
) -> Iterator[Named | InputError]:
    name = opened.name
    if stream.seekable():
        stream.seek(0)
    else:
        held = opened.stream.read(HELD + 1)
        if len(held) > HELD:
            raise InputError("input-archive-held", source=name, limit=HELD)
        stream = io.BytesIO(held)
    try:
        archive = zipfile.ZipFile(cast("BinaryIO", _Bounded(stream, name)))
    except _BROKEN as fault:
        raise InputError("input-archive-no-list", source=name, reason=fault) from None
    with archive:
        if kind := next((_OFFICE[part] for part in archive.namelist() if part in _OFFICE), None):
            raise InputError("input-binary", source=name, kind=kind)
        yield from _Members(archive, name, budget, depth).all()


# A file that only such an archive holds.
_OFFICE: Final = {
    "[Content_Types].xml": "a Word or Excel file",
    "mimetype": "an OpenDocument file or e-book",
    "OFD.xml": "an OFD document",
    "META-INF/MANIFEST.MF": "a program",
}


def _path(info: zipfile.ZipInfo) -> str:
    """The path of a member; names that do not say that they are UTF-8 may be GB18030 all the same."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = info.orig_filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    name = name.replace("\\", "/")
    return name if _leads_out(name) else str(PurePosixPath(name))


def _visible(path: str) -> str:
    return path if path.isprintable() else ascii(path)[1:-1]


def _leads_out(path: str) -> bool:
    """Whether a path is none below the archive, or no text."""
    odd = any(ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 for sign in path)
    return bool(odd or path.startswith("/") or _DRIVE.match(path) or ".." in path.split("/"))
