"""What the user named, as paths of files.

Input: a path, a folder or a pattern. Output: paths as given (below a folder: joined to it), in a
fixed order, and InputError values.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path

from kg.errors import InputError

SUFFIXES = ("", ".txt", ".text", ".json", ".jsonl", ".ndjson")


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


def shown(name: str) -> str:
    """A path as a message can print it."""
    return name if name.isprintable() else ascii(name)


def _pattern(name: str) -> Iterator[str | InputError]:
    found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207  (paths as given)
    if not found:
        yield InputError("input-no-match", source=name)
    for path in found:
        if not os.path.isdir(path):  # noqa: PTH112
            yield path


def _folder(name: str) -> Iterator[str | InputError]:
    """Files below a folder; links to folders are not followed, so that no loop is walked."""
    faults: list[OSError] = []
    empty = True
    for folder, inner, files in os.walk(name, onerror=faults.append):
        inner[:] = sorted(part for part in inner if not part.startswith("."))
        for file in sorted(files):
            if not file.startswith(".") and Path(file).suffix.lower() in SUFFIXES:
                empty = False
                yield os.path.join(folder, file).replace(os.sep, "/")  # noqa: PTH118
    for fault in faults:
        yield InputError(
            "input-unreadable", source=shown(str(fault.filename)), reason=fault.strerror
        )
    if empty and not faults:
        suffixes = ", ".join(filter(None, SUFFIXES))
        yield InputError("input-folder-empty", source=shown(name), suffixes=suffixes)
