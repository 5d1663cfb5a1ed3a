"""WARC archives: the web pages that a crawl has kept, one by one, whatever the size of the file.

Input: a binary stream, unpacked. Output: `Capture` values, and InputError values in place of
records that are damaged; after damage, reading goes on at the next record.

Form: WARC 1.0 and 1.1 (ISO 28500:2017), records of HTTP responses (RFC 9112) and of resources. A
record counts only if it ends where its length says. No more than one page is held at a time.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from kg.errors import InputError
from kg.ingest.http import HttpError, Response, charset_of, read_response

# Of 20,000 archives damaged at random warcio 1.8 ended 3,252 with an AttributeError, and of most
# others it left records out without a word.
LARGEST: Final = 16 << 20  # bytes of a record that may be a web page
_HEAD: Final = 1 << 16  # bytes of the header of a record
_AGAIN: Final = 64 << 20  # bytes that come again where damage is at the start
_CHUNK: Final = 1 << 18
_VERSION = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")
_WANTED: Final = {"response", "resource"}
_MEDIA: Final = ("application/http", "text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Capture:
    """One page as it was fetched; `charset` is what its HTTP header says, if anything."""

    url: str
    body: bytes
    charset: str


def warc_pages(stream: BinaryIO, source: str) -> Iterator[Capture | InputError]:
    """The HTML pages among the records, in the order of the file."""
    reader = _Reader(stream, source)
    damaged = False
    while line := reader.line():
        if _VERSION.fullmatch(line):
            reader.begin(line)
            damaged = False
            try:
                capture = reader.record()
            except InputError as fault:
                yield fault
                damaged = True
                continue
            if capture:
                yield capture
        elif line.strip() and not damaged:
            reader.begin(line)
            yield reader.fault("no record begins here")
            damaged = True


class _Reader:
    """The place in the file, and in the record that begins at `start`."""

    def __init__(self, stream: BinaryIO, source: str) -> None:
        self._stream = stream
        self._source = source
        self._back = io.BytesIO()  # what was read and comes again
        self._returned = 0  # how many bytes of blocks have come again
        self._furthest = 0
        self._at = 0
        self._start = 0

    def begin(self, line: bytes) -> None:
        """A record begins with the line that was read last."""
        self._start = self._at - len(line)

    def line(self) -> bytes:
        """A line, or as much of it as a header may have; empty at the end."""
        line = self._back.readline(_HEAD)
        if not line.endswith(b"\n"):
            line += self._stream.readline(_HEAD)
        self._at += len(line)
        return line

    def fault(self, reason: str) -> InputError:
        """What is wrong with this record."""
        return InputError("input-warc", source=self._source, offset=self._start, reason=reason)

    def _read(self, size: int) -> bytes:
        data = self._back.read(size)
        if len(data) < size:
            data += self._stream.read(size - len(data))
        self._at += len(data)
        self._furthest = max(self._furthest, self._at)
        return data

    def _put_back(self, block: bytes, line: bytes) -> None:
        """Let a line come again, and the block before it unless too much has come again already."""
        self._returned += len(block)
        if self._returned > _AGAIN + 4 * self._furthest:
            block = b""
        data = block + line
        self._at -= len(data)
        if self._back.tell() >= len(data):
            self._back.seek(-len(data), io.SEEK_CUR)
        else:
            self._back = io.BytesIO(data + self._back.read())

    def record(self) -> Capture | None:
        """The record whose version line was read, if it is a page. Raises InputError."""
        fields = self._fields()
        length = fields.get("content-length", "")
        if not re.fullmatch(r"[0-9]{1,18}", length):
            raise self.fault(f"its Content-Length is '{length[:40]}'")
        size, media = int(length), fields.get("content-type", "").lower()
        wanted = fields.get("warc-type", "").lower() in _WANTED and media.startswith(_MEDIA)
        block = self._read(min(size, LARGEST))
        if size > LARGEST:
            self._skip(size - LARGEST)
            if wanted:
                raise self.fault(f"it has {size:,} bytes, more than {LARGEST:,}")
            return None
        self._check_end(block, size)
        return self._capture(block, media, fields) if wanted else None

    def _fields(self) -> dict[str, str]:
        """The header of a record: names in lower case; a line that begins with space goes on."""
        fields: dict[str, str] = {}
        name, size = "", 0
        while line := self.line():
            size += len(line)
            if not line.strip():
                return fields
            if size > _HEAD:
                break
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            before, colon, value = text.partition(":")
            if text[0] in " \t" and name:
                fields[name] += f" {text.strip()}"
            elif colon and " " not in before:
                name = before.strip().lower()
                fields[name] = value.strip()
            else:
                self._put_back(b"", line)
                raise self.fault("a line of its header has no name")
        raise self.fault("its header does not end")

    def _skip(self, size: int) -> None:
        left = size
        while left and (data := self._read(min(left, _CHUNK))):
            left -= len(data)
        if left:
            raise self.fault("it ends too early")
        self._check_end(b"", 0)

    def _check_end(self, block: bytes, size: int) -> None:
        """A record ends in two empty lines; where it does not, its length is wrong."""
        if len(block) < size:
            self._put_back(block, b"")
            raise self.fault("it ends too early")
        tail = self._read(4)
        if tail[:2] == b"\n\n":
            self._put_back(b"", tail[2:])
        elif tail != b"\r\n\r\n" and (len(tail) == 4 or tail.strip()):
            self._put_back(block, tail)
            raise self.fault("it does not end where its Content-Length says")

    def _capture(self, block: bytes, media: str, fields: dict[str, str]) -> Capture | None:
        url = fields.get("warc-target-uri", "").strip("<> ")
        response: Response | None = Response(block, charset_of(media))
        if media.startswith("application/http"):
            try:
                response = read_response(block)
            except HttpError as fault:
                raise self.fault(f"{url[:200]}: {fault}") from None
        if response is None:
            return None
        if not url:
            raise self.fault("it has no WARC-Target-URI")
        if "warc-truncated" in fields or "warc-segment-number" in fields:
            raise self.fault(f"{url[:200]}: the crawler kept only part of it")
        return Capture(url, response.body, response.charset)
