"""HTTP responses as archives keep them.

Input: the bytes of a response. Output: the body of an HTML page, and the encoding that its header
names. Form: RFC 9112 (message), RFC 9110 (content codings). Archives often keep a header of a
transfer or content coding whose body they have already decoded; such a body is taken as it is.
"""

from __future__ import annotations

import re
import sys
import zlib
from dataclasses import dataclass
from typing import Final

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LARGEST: Final = 16 << 20  # bytes of a body
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b[^\r\n]{0,1000}\r?\n")
_BLANK = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""")
_HTML: Final = ("text/html", "application/xhtml+xml")


class HttpError(ValueError):
    """No response, or one whose body cannot be had; the text says why."""


@dataclass(frozen=True, slots=True)
class Response:
    """The body of a page; `charset` is empty where the header names none."""

    body: bytes
    charset: str


def read_response(block: bytes) -> Response | None:
    """The page that a response holds, None where it is no page (an image, a redirection).

    Raises HttpError.
    """
    status = _STATUS.match(block)
    if status is None:
        raise HttpError("it holds no HTTP response")
    head = _BLANK.search(block, status.end() - 2)
    if head is None:
        raise HttpError("the header of its HTTP response does not end")
    fields = _fields(block[status.end() : head.start()])
    media = fields.get("content-type", "text/html").lower()
    if not status[1].startswith(b"2") or not media.strip().startswith(_HTML):
        return None
    body = block[head.end() :]
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = _joined(body)
    for coding in reversed(fields.get("content-encoding", "").lower().split(",")):
        body = _decoded(body, coding.strip())
    return Response(body, charset_of(media))


def charset_of(media: str) -> str:
    """The encoding that a media type names, empty where it names none."""
    found = _CHARSET.search(media)
    return found[1] if found else ""


def _fields(head: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in head.decode("latin-1").splitlines():
        name, _, value = line.partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    return found


def _joined(body: bytes) -> bytes:
    """The chunks of a body; the body itself where it does not begin with the size of one."""
    pieces: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        if length == 0:
            return b"".join(pieces)
        at = size.end() + length
        pieces.append(body[size.end() : at])
        if len(pieces[-1]) < length:
            raise HttpError("its chunks end too early")
        at += 2 if body.startswith(b"\r\n", at) else 1
    if pieces and at < len(body):
        raise HttpError("its chunks do not join")
    return b"".join(pieces) if pieces else body


def _decoded(body: bytes, coding: str) -> bytes:
    if coding in {"", "identity"}:
        return body
    if coding in {"gzip", "x-gzip"}:
        return _inflated(body, 31) if body.startswith(b"\x1f\x8b") else body
    if coding == "deflate":
        return _inflated(body, 15 if body[:1] == b"\x78" else -15)
    if coding == "zstd":
        return _unpacked(body) if body.startswith(b"\x28\xb5\x2f\xfd") else body
    if body.lstrip()[:1] == b"<":
        return body
    raise HttpError(f"it is packed as '{coding[:20]}', which is not read")


def _inflated(body: bytes, window: int) -> bytes:
    unpacker = zlib.decompressobj(window)
    try:
        text = unpacker.decompress(body, LARGEST + 1)
    except zlib.error as fault:
        raise HttpError(f"its body is broken: {fault}") from None
    return _whole(text, finished=unpacker.eof)


def _unpacked(body: bytes) -> bytes:
    unpacker = zstd.ZstdDecompressor()
    try:
        text = unpacker.decompress(body, LARGEST + 1)
    except zstd.ZstdError as fault:
        raise HttpError(f"its body is broken: {fault}") from None
    return _whole(text, finished=unpacker.eof)


def _whole(text: bytes, *, finished: bool) -> bytes:
    if len(text) > LARGEST:
        raise HttpError(f"more than {LARGEST:,} bytes come out of its body")
    if not finished:
        raise HttpError("its body ends too early")
    return text
