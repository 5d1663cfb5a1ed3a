"""Rows of a CSV or TSV file, each with its line, so that a fault can be told by where it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from kg.errors import InputError

_DAY: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: cells by the name of their column, without white space around."""

    source: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def get(self, column: str) -> str:
        """A cell, "" where the table has no such column."""
        return self.cells.get(column, "")

    def degrees(self, column: str, most: int) -> float | None:
        """A cell in degrees of at most `most` either way, None if empty; else InputError."""
        return degrees(self.get(column), most, source=self.source, line=self.line, column=column)

    def day(self, column: str) -> str:
        """A cell that is a day, month or year, "" if empty; else InputError."""
        return day(self.get(column), source=self.source, line=self.line, column=column)

    def fault(self, code: str, **fields: object) -> InputError:
        """An error that names the row."""
        return InputError(code, source=self.source, line=self.line, **fields)


def rows(path: Path, *, needed: Iterable[str], delimiter: str = ",") -> Iterator[Row]:
    """The rows of a file in UTF-8 whose first line names the columns.

    Raises InputError for a file that cannot be read or is no such table, and for rows that have
    more or fewer cells.
    """
    with opened(path) as stream:
        lines = checked(stream, path)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            header = [column.strip() for column in next(reader, [])]
            _check(header, needed, path)
            for cells in reader:
                if any(cells):
                    yield _row(path, reader.line_num, header, cells)
        except csv.Error as error:
            raise InputError(
                "gazetteer-csv", source=path, line=reader.line_num, why=error
            ) from error


def degrees(text: str, most: int, *, source: object, line: int, column: str) -> float | None:
    """A text in degrees of at most `most` either way, None if empty; else InputError."""
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        raise InputError(
            "gazetteer-degrees", source=source, line=line, column=column, found=text, allowed=most
        )
    return value


def is_day(text: str) -> bool:
    """Whether a text is a day, month or year of the calendar."""
    found = _DAY.fullmatch(text)
    if found is None:
        return False
    try:
        date(*(int(part or 1) for part in found.groups()))
    except ValueError:
        return False
    return True


def day(text: str, *, source: object, line: int, column: str) -> str:
    """A text that is a day, month or year (2015-12-28, 2015-12, 2015) or empty; else InputError."""
    if text and not is_day(text):
        raise InputError("gazetteer-day", source=source, line=line, column=column, found=text[:40])
    return text


def opened(path: Path) -> io.BufferedReader:
    """A file, open for reading as bytes."""
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError("gazetteer-file", source=path, why=error.strerror) from error


def checked(stream: Iterable[bytes], source: object) -> Iterator[str]:
    """Lines of UTF-8, the mark at the beginning aside. Raises InputError with the line."""
    for number, line in enumerate(stream, 1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                "gazetteer-encoding", source=source, line=number, byte=line[error.start]
            ) from error
        if "\0" in text:
            raise InputError("gazetteer-nul", source=source, line=number)
        yield text


def _check(header: list[str], needed: Iterable[str], path: Path) -> None:
    lacking = [column for column in needed if column not in header]
    if lacking:
        raise InputError(
            "gazetteer-columns", source=path, found=", ".join(header)[:200] or "none",
            lacking=", ".join(lacking),
        )  # fmt: skip


def _row(path: Path, line: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        raise InputError(
            "gazetteer-cells", source=path, line=line, found=len(cells), allowed=len(header)
        )
    return Row(str(path), line, dict(zip(header, map(str.strip, cells), strict=True)))
