"""CSV and TSV: their rows as items, one by one, whatever the size of the file.

Input: a binary stream. Output: (line, value) pairs in which cells stand under the names of their
columns, and InputError values in place of rows that are none.

Form: RFC 4180 with a header row, and what programs write in its place: commas, tabs, semicolons or
bars between the cells, any line ends, any encoding. No more than one row is held at a time.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from kg.errors import InputError
from kg.ingest.decode import decode
from kg.ingest.items import LONGEST, Item, skip_line
from kg.ingest.shape import LONGEST as LONGEST_TEXT

DELIMITERS: Final = ",\t;|"
_SPACE = "\ufeff \t\r\n\u3000"
csv.field_size_limit(LONGEST_TEXT + 1)  # of the whole process: the library has no other way


def looks_like_table(head: str, column: str) -> bool:
    """Whether a text begins with a header row of several names, of which one is `column`."""
    first = head.lstrip(_SPACE).partition("\n")[0]
    if column not in first:
        return False
    return any(mark in first and column in _cells(first, mark) for mark in DELIMITERS)


def table_rows(
    stream: BinaryIO, encoding: str, source: str, column: str, *, tabs: bool = False
) -> Iterator[Item | InputError]:
    """The rows below the header, which must have the column that holds the text.

    `tabs` is true where the name of the file says that tabs part the cells. Raises InputError
    where there is no such header.
    """
    lines = _Lines(stream, encoding, source)
    header = next((line for line in lines.singly() if line.strip(_SPACE)), "")
    delimiter = _delimiter(header, column, tabs=tabs)
    names = _cells(header, delimiter)
    if lines.fault:
        raise lines.fault
    if column not in names:
        found = ", ".join(name[:40] for name in names[:12] if name) or "none"
        raise InputError("input-table-header", source=source, found=found, wanted=column)
    if twice := next((name for name in names if name and names.count(name) > 1), None):
        raise InputError("input-table-twice", source=source, line=lines.number, field=twice)
    yield from _rows(lines, names, delimiter)


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line, which a row with line ends inside cells may not be."""
    try:
        cells = next(csv.reader([line.strip("\ufeff\r\n")], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [cell.strip(_SPACE) for cell in cells]


def _delimiter(header: str, column: str, *, tabs: bool) -> str:
    """What parts the cells: the one that gives the column looked for, then most cells."""
    order = sorted(DELIMITERS, key=lambda mark: mark != "\t") if tabs else DELIMITERS

    def fit(delimiter: str) -> tuple[bool, int]:
        cells = _cells(header, delimiter)
        return column in cells, len(cells)

    return max(order, key=fit)


def _rows(lines: _Lines, names: list[str], delimiter: str) -> Iterator[Item | InputError]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            yield lines.fault or _quoting(lines, names, delimiter, str(fault))
            continue
        if lines.fault:
            yield lines.fault
        elif not any(cell.strip(_SPACE) for cell in cells):
            continue
        elif len(cells) != len(names):
            yield InputError(
                "input-table-cells",
                source=lines.source, line=lines.first, found=len(cells), wanted=len(names),
            )  # fmt: skip
        else:
            value = dict(zip(names, cells, strict=True))
            yield lines.first, {name: cell for name, cell in value.items() if name and cell}


def _quoting(lines: _Lines, names: list[str], delimiter: str, reason: str) -> InputError:
    """What to say of quotation marks that do not match; goes on where a whole row begins again."""
    first = last = lines.first
    lines.again()
    for line in lines.singly():
        if _begins_row(line, names, delimiter):
            lines.put_back(line)
            break
        last = lines.here
    where = str(first) if last == first else f"{first} to {last}"
    return InputError("input-table-quotes", source=lines.source, line=where, reason=reason)


def _begins_row(line: str, names: list[str], delimiter: str) -> bool:
    """Whether a line is a whole row, or one up to a line end inside a cell."""
    cells, is_open = len(_cells(line, delimiter)), line.count('"') % 2 == 1
    return cells == len(names) or (is_open and 1 < cells < len(names))


@dataclass(slots=True)
class _Lines:
    """The lines of a file as text, each bounded; a row's fault is kept until the row is read.

    The lines of the row that is being read are kept, so that they can come again.
    """

    stream: BinaryIO
    encoding: str
    source: str
    number: int = 0
    at: int = 0
    first: int = 1
    fault: InputError | None = None
    row: list[str] = field(default_factory=list)
    size: int = 0
    waiting: deque[str] = field(default_factory=deque)
    text: io.TextIOWrapper | None = None

    def __post_init__(self) -> None:
        if codecs.lookup(self.encoding).name.startswith(("utf-16", "utf-32")):
            self.text = io.TextIOWrapper(self.stream, self.encoding, newline="")

    @property
    def here(self) -> int:
        """The number of the line that came last."""
        return self.number - len(self.waiting)

    def begin(self) -> None:
        """A row begins with the next line."""
        self.first = self.here + 1
        self.size = 0
        self.row.clear()
        self.fault = None

    def again(self) -> None:
        """Let the lines of the row but its first come again."""
        self.waiting.extendleft(reversed(self.row[1:]))
        self.row.clear()
        self.size = 0

    def put_back(self, line: str) -> None:
        """Let the line that came last come again."""
        self.waiting.appendleft(line)

    def singly(self) -> Iterator[str]:
        """The lines, outside any row."""
        for line in self:
            self.row.clear()
            self.size = 0
            yield line

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.waiting:
            line = self.waiting.popleft()
        else:
            line = self._wide() if self.text else self._plain()
        if not line:
            raise StopIteration
        self.size += len(line)
        if self.size > LONGEST:
            raise csv.Error("a row too long")
        self.row.append(line)
        return line

    def _plain(self) -> str:
        raw = self.stream.readline(LONGEST + 1)
        if not raw:
            return ""
        before = (self.at, self.number)
        self.number += 1
        self.at += len(raw)
        if len(raw) > LONGEST:
            self.at += skip_line(self.stream)
            self.fault = self.fault or self._too_long()
            return "\n"
        try:
            return decode(raw, self.encoding, self.source, before=before)
        except InputError as fault:
            self.fault = self.fault or fault
            return raw.decode(self.encoding, "replace")

    def _wide(self) -> str:
        """A line of UTF-16, whose bytes hold line ends that are none."""
        assert self.text is not None
        try:
            line = self.text.readline(LONGEST)
            while len(line) == LONGEST and not line.endswith("\n"):
                self.fault = self._too_long()
                line = self.text.readline(LONGEST) or "\n"
        except UnicodeDecodeError as fault:
            raise InputError(
                "input-table-broken",
                source=self.source, line=self.number + 1, encoding=self.encoding,
                byte=fault.object[fault.start],
            ) from None  # fmt: skip
        self.number += bool(line)
        return "\n" if self.fault else line

    def _too_long(self) -> InputError:
        where = f"{self.source}, line {self.number}"
        return InputError(
            "input-too-long", source=where, what="a line", limit=LONGEST, unit="bytes"
        )
