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
from kg.gazetteer.client import Client
from kg.gazetteer.fetch import fetched, is_url
from kg.gazetteer.index import Index
from kg.gazetteer.service import FORM as RECONCILIATION
from kg.gazetteer.service import Service
from kg.gazetteer.sources import asking, locate, reader
from kg.gazetteer.values import About, Entry

FOLDER: Final = "zhengji.gazetteers"
_SUFFIX: Final = ".gazetteer"
_SERVICE: Final = ".service"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")

Progress = Callable[[Iterable[Entry]], Iterable[Entry]]


class Shelf:
    """The gazetteers of a folder, which is made with the first."""

    def __init__(self, folder: str | Path = FOLDER) -> None:
        self.folder = Path(folder)

    def names(self) -> list[str]:
        """The names of all gazetteers, sorted."""
        return self._stems(_SUFFIX)

    def services(self) -> list[str]:
        """The names of all services, sorted."""
        return self._stems(_SERVICE)

    def _stems(self, suffix: str) -> list[str]:
        return sorted(path.stem for path in self.folder.glob(f"*{suffix}"))

    def add(self, about: About, *, progress: Progress = iter) -> About:
        """Make a gazetteer from what is told of it: name, source, form, and what the user knows.

        Raises UsageError for a name in use or an unknown form, InputError for a faulty source.
        """
        if not _NAME.fullmatch(about.name):
            raise UsageError("gazetteer-name", found=about.name)
        if about.name in (*self.names(), *self.services()):
            raise UsageError("gazetteer-there", folder=self.folder, found=about.name)
        return self._make(about, progress)

    def update(self, name: str, *, progress: Progress = iter) -> About:
        """Make a gazetteer again from the source that it was made from."""
        return self._make(self.about(name), progress)

    def remove(self, name: str) -> None:
        """Take a gazetteer away. Raises UsageError where there is none of that name."""
        self._path(name).unlink()

    def about(self, name: str) -> About:
        """What is known of a gazetteer or service."""
        path = self._path(name)
        if path.suffix == _SERVICE:
            with Service.open(path) as service:
                return service.about
        with Index.open(path) as index:
            return index.about

    def open_services(self, names: Sequence[str] | None = None) -> list[Service]:
        """The services of these names, all if there are none; close them after use.

        Raises UsageError for a name that is no service's.
        """
        found = []
        for name in self.services() if names is None else names:
            path = self.folder / f"{name}{_SERVICE}"
            if not path.is_file():
                known = ", ".join(self.services()) or "-"
                raise UsageError("service-unknown", folder=self.folder, found=name, known=known)
            found.append(Service.open(path))
        return found

    def open(self, names: Sequence[str] = ()) -> list[Index]:
        """The indexes of these gazetteers, of all if none is named; close them after use.

        Raises UsageError for an unknown name, or where there is none at all.
        """
        if served := sorted(set(names) & set(self.services())):
            raise UsageError("service-no-index", found=", ".join(served))
        if not self.names():
            raise UsageError("gazetteer-none", folder=self.folder)
        with ExitStack() as stack:
            found = [
                stack.enter_context(Index.open(self._path(name))) for name in names or self.names()
            ]
            stack.pop_all()
        return found

    def _make(self, about: About, progress: Progress) -> About:
        if about.form == RECONCILIATION:
            return self._served(about)
        read = reader(about.form, about.columns)
        located = locate(about.source, about.form)
        known = {
            key: getattr(about, key) or getattr(located, key)
            for key in ("title", "licence", "version", "date")
        }
        told = replace(about, **known)
        if is_url(about.source):
            with fetched(about.source, **asking(about.form)) as path:
                return self._built(told, progress(read(path)))
        return self._built(told, progress(read(located.path)))

    def _served(self, about: About) -> About:
        if not is_url(about.source):
            raise UsageError("service-url", found=about.source)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{about.name}{_SERVICE}"
            return Service.add(path, about, Client(about.source))
        except (OSError, sqlite3.OperationalError) as error:
            raise InputError("gazetteer-write", folder=self.folder, why=error) from error

    def _built(self, about: About, entries: Iterable[Entry]) -> About:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return build(entries, self.folder / f"{about.name}{_SUFFIX}", about)
        except (OSError, sqlite3.OperationalError) as error:
            raise InputError("gazetteer-write", folder=self.folder, why=error) from error

    def _path(self, name: str) -> Path:
        path = self.folder / f"{name}{_SUFFIX}"
        if _NAME.fullmatch(name) and not path.is_file():
            path = path.with_suffix(_SERVICE)
        if not _NAME.fullmatch(name) or not path.is_file():
            known = ", ".join([*self.names(), *self.services()]) or "-"
            raise UsageError("gazetteer-unknown", folder=self.folder, found=name, known=known)
        return path
