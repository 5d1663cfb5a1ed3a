"""JSON arrays and JSON lines: their objects, one by one, whatever the size of the file.

Input: a binary stream. Output: (line, value) pairs, and InputError values in place of what is no
JSON. Nothing more than one object (or one line) is held at a time.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import InputError
from kg.ingest.decode import decode

LONGEST = 64 * 1024 * 1024  # bytes of one line, characters of one object of an array
_CHUNK = 1 << 18  # characters read at a time, and more where one object is longer
_BLANK = re.compile(r"[\s,]*")
_START = re.compile(r"[\s\ufeff]*(?:\{\s*[\"}]|\[\s*(?:[\[\]{\"]|-?\d+\s*[,\]]|true|false|null))")

Item = tuple[int, object]


def looks_like_json(text: str) -> bool:
    """Whether a text that begins like this is JSON: an object, or an array that holds values."""
    return _START.match(text) is not None


def json_lines(stream: BinaryIO, encoding: str, source: str) -> Iterator[Item | InputError]:
    """The values of a file that holds one a line; blank lines are passed over."""
    encoding = "utf-8" if encoding == "utf-8-sig" else encoding
    number, at = 0, 0
    while raw := stream.readline(LONGEST + 1):
        before, at, number = (at, number), at + len(raw), number + 1
        if len(raw) > LONGEST:
            yield _too_long(source, number, "a line", "bytes")
            at += skip_line(stream)
            continue
        try:
            line = decode(raw, encoding, source, before=before).strip("\ufeff \t\r\n")
            if line:
                yield number, _loads(line, source, number)
        except InputError as fault:
            yield fault


def skip_line(stream: BinaryIO) -> int:
    """Read to the end of a line; how many bytes that were."""
    size = 0
    while rest := stream.readline(_CHUNK):
        size += len(rest)
        if rest.endswith(b"\n"):
            break
    return size


def _too_long(source: str, line: int, what: str, unit: str) -> InputError:
    where = f"{source}, line {line}"
    return InputError("input-too-long", source=where, what=what, limit=LONGEST, unit=unit)


def _loads(text: str, source: str, line: int) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        raise _fault(source, line + fault.lineno - 1, fault.colno, fault.msg) from None
    except (ValueError, RecursionError) as fault:
        raise _fault(source, line, 1, _reason(fault)) from None


def _reason(fault: ValueError | RecursionError) -> str:
    if isinstance(fault, json.JSONDecodeError):
        return fault.msg
    if isinstance(fault, RecursionError):
        return "objects or lists nested too deeply"
    return "a number of too many digits"


def _fault(source: str, line: int, column: int, reason: str, rest: str = "") -> InputError:
    reason = reason[:1].lower() + reason[1:]
    return InputError(
        "input-json", source=source, line=line, column=column, reason=reason, rest=rest
    )


def json_values(text: io.TextIOBase, source: str) -> Iterator[Item | InputError]:
    """The values of an array, or of objects that follow each other, read piece by piece."""
    reader = _Reader(text, source)
    try:
        yield from reader.values()
    except InputError as fault:
        yield fault


class _Reader:
    """A window on the text that grows until one value fits, and moves on."""

    def __init__(self, text: io.TextIOBase, source: str) -> None:
        self._text = text
        self._source = source
        self._window = ""
        self._at = 0
        self._line = 1
        self._ended = False
        self._decode = json.JSONDecoder().raw_decode

    def values(self) -> Iterator[Item]:
        """Values with the line on which each begins. Raises InputError at what is no JSON."""
        in_array = self._peek() == "["
        self._move(self._at + 1 if in_array else self._at)
        while (first := self._peek()) and not (in_array and first == "]"):
            line = self._line
            value, end = self._value()
            self._move(end)
            yield line, value
        if in_array and first != "]":
            self._fail("the array is not closed", self._at)
        self._move(self._at + 1 if in_array else self._at)
        if self._peek():
            self._fail("extra text after the array", self._at)

    def _peek(self) -> str:
        """The next character that is neither space nor comma, "" at the end."""
        while True:
            found = _BLANK.match(self._window, self._at)
            assert found is not None
            self._move(found.end())
            if self._at < len(self._window):
                return self._window[self._at]
            if not self._grow():
                return ""

    def _move(self, to: int) -> None:
        self._line += self._window.count("\n", self._at, to)
        self._at = to

    def _grow(self) -> bool:
        """Read on: as much again as the window holds, so that long values cost no more than linear."""
        if self._ended:
            return False
        self._window = self._window[self._at :]
        self._at = 0
        try:
            more = self._text.read(max(_CHUNK, len(self._window)))
        except UnicodeDecodeError as fault:
            raise self._broken(fault) from None
        self._window += more.replace("\ufeff", "") if self._line == 1 else more
        self._ended = not more
        return bool(more)

    def _broken(self, fault: UnicodeDecodeError) -> InputError:
        return _fault(
            self._source,
            self._line,
            1,
            f"byte 0x{fault.object[fault.start]:02X} is no {fault.encoding}",
            " Nothing after this line was read.",
        )

    def _value(self) -> tuple[object, int]:
        while True:
            try:
                value, end = self._decode(self._window, self._at)
            except (ValueError, RecursionError) as fault:
                if len(self._window) - self._at > LONGEST:
                    raise _too_long(self._source, self._line, "one object", "characters") from None
                if isinstance(fault, RecursionError) or not self._grow():
                    at = fault.pos if isinstance(fault, json.JSONDecodeError) else self._at
                    self._fail(_reason(fault), at)
            else:
                if end < len(self._window) or not self._grow():
                    return value, end

    def _fail(self, reason: str, at: int) -> None:
        line = self._line + self._window.count("\n", self._at, at)
        column = at - self._window.rfind("\n", 0, at)
        raise _fault(self._source, line, column, reason, " Nothing after it was read.")
