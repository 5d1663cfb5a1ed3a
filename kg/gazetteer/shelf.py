"""The gazetteers of a folder: each an index that is a file of its own.

Input: a folder, and for a new gazetteer a source. Output: indexes, open for reading. A gazetteer
appears whole or not at all, and stays as it was where a source fails.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

from kg.errors import InputError, UsageError
from kg.gazetteer.build import build
from kg.gazetteer.fetch import fetched, is_url
from kg.gazetteer.index import Index
from kg.gazetteer.sources import locate, reader
from kg.gazetteer.values import About, Entry

FOLDER: Final = "zhengji.gazetteers"
_SUFFIX: Final = ".gazetteer"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")

Progress = Callable[[Iterable[Entry]], Iterable[Entry]]


class Shelf:
    """The gazetteers of a folder, which is made with the first."""

    def __init__(self, folder: str | Path = FOLDER) -> None:
        self.folder = Path(folder)

    def names(self) -> list[str]:
        """The names of all gazetteers, sorted."""
        return sorted(path.stem for path in self.folder.glob(f"*{_SUFFIX}"))

    def add(self, about: About, *, progress: Progress = iter) -> About:
        """Make a gazetteer from what is told of it: name, source, form, and what the user knows.

        Raises UsageError for a name in use or an unknown form, InputError for a faulty source.
        """
        if not _NAME.fullmatch(about.name):
            raise UsageError("gazetteer-name", found=about.name)
        if about.name in self.names():
            raise UsageError("gazetteer-there", folder=self.folder, found=about.name)
        return self._make(about, progress)

    def update(self, name: str, *, progress: Progress = iter) -> About:
        """Make a gazetteer again from the source that it was made from."""
        return self._make(self.about(name), progress)

    def remove(self, name: str) -> None:
        """Take a gazetteer away. Raises UsageError where there is none of that name."""
        self._path(name).unlink()

    def about(self, name: str) -> About:
        """What is known of a gazetteer."""
        with Index.open(self._path(name)) as index:
            return index.about

    def open(self, names: Sequence[str] = ()) -> list[Index]:
        """The indexes of these gazetteers, of all if none is named; close them after use.

        Raises UsageError for an unknown name, or where there is none at all.
        """
        if not self.names():
            raise UsageError("gazetteer-none", folder=self.folder)
        with ExitStack() as stack:
            found = [
                stack.enter_context(Index.open(self._path(name))) for name in names or self.names()
            ]
            stack.pop_all()
        return found

    def _make(self, about: About, progress: Progress) -> About:
        read = reader(about.form, about.columns)
        if is_url(about.source):
            with fetched(about.source) as path:
                return self._built(about, progress(read(path)))
        located = locate(about.source, about.form)
        known = {
            key: getattr(about, key) or getattr(located, key)
            for key in ("title", "licence", "version")
        }
        return self._built(replace(about, **known), progress(read(located.path)))

    def _built(self, about: About, entries: Iterable[Entry]) -> About:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return build(entries, self.folder / f"{about.name}{_SUFFIX}", about)
        except (OSError, sqlite3.OperationalError) as error:
            raise InputError("gazetteer-write", folder=self.folder, why=error) from error

    def _path(self, name: str) -> Path:
        path = self.folder / f"{name}{_SUFFIX}"
        if not _NAME.fullmatch(name) or not path.is_file():
            known = ", ".join(self.names()) or "-"
            raise UsageError("gazetteer-unknown", folder=self.folder, found=name, known=known)
        return path
