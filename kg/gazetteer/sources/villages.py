"""A tree of divisions down to villages, indented by tabs: name, and for counties and above a code.

Input: a text file, or a ZIP file with one in it; each tab at the beginning of a line is a level
down from the province. Output: entries. Townships and villages have no code there; their key is
the path of names.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import InputError
from kg.gazetteer.codes import coded, whole
from kg.gazetteer.sources.table import checked, opened
from kg.gazetteer.values import Entry, Level
from kg.gazetteer.wording import clean

_BETWEEN = "/"


def read(path: Path) -> Iterator[Entry]:
    """The entries of the tree.

    Raises InputError with the line of a row that is indented too far, or has no code where one
    belongs, and for a damaged ZIP file.
    """
    open_: list[Entry] = []
    with _lines(path) as lines:
        for number, line in enumerate(lines, 1):
            depth = len(line) - len(line.lstrip("\t"))
            cells = line.strip("\t\r\n").split("\t")
            if not clean(cells[0]):
                continue
            if depth > len(open_) or depth > 4:
                raise InputError("gazetteer-depth", source=path, line=number, found=cells[0][:40])
            del open_[depth:]
            entry = _entry(cells, depth, open_, path, number)
            if not (open_ and entry.key == open_[-1].key):  # a municipality stands twice
                yield entry
            open_.append(entry)


def _entry(cells: list[str], depth: int, above: list[Entry], path: Path, line: int) -> Entry:
    name, parents = clean(cells[0]), (above[-1].key,) if above else ()
    if depth < 3:
        if len(cells) < 2 or not (cells[1].isascii() and cells[1].isdigit()):
            raise InputError("gazetteer-code", source=path, line=line, found=cells[-1], allowed=6)
        code = whole(cells[1])
        return Entry(code, name, Level(depth + 1), parents, **coded(code)._asdict())
    key = f"{above[-1].key}{_BETWEEN}{name}"
    return Entry(key, name, Level(depth + 1), parents)


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    with opened(path) as stream:
        if not zipfile.is_zipfile(stream):
            stream.seek(0)
            yield checked(stream, path)
            return
        try:
            with zipfile.ZipFile(stream) as archive:
                (name,) = [one for one in archive.namelist() if one.endswith(".txt")]
                with archive.open(name) as inner:
                    yield checked(inner, path)
        except (zipfile.BadZipFile, ValueError, EOFError) as error:
            raise InputError("gazetteer-zip", source=path, why=error) from error
