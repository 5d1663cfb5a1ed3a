"""What the user named, as paths of files.

Input: a path, a folder or a pattern. Output: paths as given (below a folder: joined to it), in a
fixed order, and InputError values.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Final

from kg.errors import InputError

SUFFIXES: Final = (
    "", ".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".shtml", ".json",
    ".jsonl", ".ndjson", ".csv", ".tsv", ".warc",
)  # fmt: skip
PACKED: Final = (".gz", ".bz2", ".zst", ".zstd")
ARCHIVES: Final = (".zip",)


def expand(name: str) -> Iterator[str | InputError]:
    """The files that `name` stands for."""
    try:
        if os.path.isdir(name):  # noqa: PTH112  (Path would drop a leading ./)
            yield from _folder(name)
        elif os.path.lexists(name):
            yield name
        elif glob.has_magic(name):
            yield from _pattern(name)
        else:
            yield InputError("input-missing", source=shown(name))
    except ValueError:
        yield InputError("input-missing", source=shown(name))


def is_readable(path: str) -> bool:
    """Whether the end of a name is that of a form which is read, packed or not."""
    name = PurePath(path)
    while name.suffix.lower() in PACKED:
        name = name.with_suffix("")
    return name.suffix.lower() in (*SUFFIXES, *ARCHIVES)


def is_hidden(path: str) -> bool:
    """Whether a file, or a folder above it, is one that systems keep for themselves."""
    return any(part.startswith(".") or part == "__MACOSX" for part in path.split("/"))


def shown(name: str) -> str:
    """A path as a message can print it."""
    return name if name.isprintable() else ascii(name)


def _pattern(name: str) -> Iterator[str | InputError]:
    found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207  (paths as given)
    if not found:
        yield InputError("input-no-match", source=name)
    for path in found:
        if not os.path.isdir(path):  # noqa: PTH112
            yield _checked(path)


def suffixes() -> str:
    """The ends of names that are read, for a message."""
    return ", ".join(filter(None, (*SUFFIXES, *ARCHIVES)))


def _checked(path: str) -> str | InputError:
    """A path that was found, not named, if it is a file: pipes and devices wait, or never end."""
    try:
        mode = Path(path).stat().st_mode
    except OSError:
        return path  # opening it tells why
    if stat.S_ISREG(mode):
        return path
    return InputError("input-special", source=shown(path), kind=_KINDS.get(stat.S_IFMT(mode), "?"))


_KINDS: Final = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


def _folder(name: str) -> Iterator[str | InputError]:
    """Files below a folder; links to folders are not followed, so that no loop is walked."""
    faults: list[OSError] = []
    empty = True
    for folder, inner, files in os.walk(name, onerror=faults.append):
        inner[:] = sorted(part for part in inner if not is_hidden(part))
        for file in sorted(files):
            if not is_hidden(file) and is_readable(file):
                empty = False
                yield _checked(os.path.join(folder, file).replace(os.sep, "/"))  # noqa: PTH118
    for fault in faults:
        yield InputError(
            "input-unreadable", source=shown(str(fault.filename)), reason=fault.strerror
        )
    if empty and not faults:
        yield InputError("input-folder-empty", source=shown(name), suffixes=suffixes())
