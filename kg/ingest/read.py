"""Inputs to articles: files, folders, patterns and standard input.

Input: what the user named, and `ReadOptions`. Output: `Article` values, and `KgError` values in
place of what cannot be read; one bad input never stops the rest.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, KgError
from kg.ingest.articles import Draft
from kg.ingest.form_items import Ids
from kg.ingest.forms import read_form
from kg.ingest.named import Named
from kg.ingest.options import ReadOptions
from kg.ingest.paths import expand, shown
from kg.ingest.setting import Setting
from kg.ingest.unpack import unpack
from kg.model import Article


def read(inputs: Sequence[str], options: ReadOptions | None = None) -> Iterator[Article | KgError]:
    """The articles of `inputs`, in their order; folders and patterns in the order of their paths.

    An input is a file, a folder (read with the folders below it), a pattern (`pages/**/*.txt`) or
    `-`. A file that is named twice is read once. What cannot be read comes as an InputError.
    """
    for found in drafts(inputs, options):
        yield found.article() if isinstance(found, Draft) else found


def drafts(
    inputs: Sequence[str], options: ReadOptions | None = None
) -> Iterator[Article | Draft | KgError]:
    """What `read` gives, but items of data as drafts, of which nothing but the text is read yet."""
    return _Reading(options or ReadOptions()).all(inputs)


class _Reading:
    """One run: remembers which files and ids it has had."""

    def __init__(self, options: ReadOptions) -> None:
        self.options = options
        self.files: set[str] = set()
        self.ids = Ids()

    def all(self, inputs: Sequence[str]) -> Iterator[Article | Draft | KgError]:
        for name in inputs:
            if name == "-":
                yield from self._standard_input()
                continue
            for path in expand(name):
                if isinstance(path, KgError):
                    yield path
                else:
                    yield from self._file(path)

    def _standard_input(self) -> Iterator[Article | Draft | KgError]:
        stream = getattr(sys.stdin, "buffer", None)
        if stream is None:
            yield InputError("input-unreadable", source="-", reason="standard input is closed")
        else:
            yield from self._stream(stream, "-")

    def _file(self, path: str) -> Iterator[Article | Draft | KgError]:
        real = os.path.realpath(path)
        if real in self.files:
            return
        self.files.add(real)
        try:
            path.encode()
            with Path(path).open("rb") as stream:
                yield from self._stream(stream, path)
        except UnicodeEncodeError:
            yield InputError("input-name", source=shown(path))
        except OSError as fault:
            yield InputError("input-unreadable", source=path, reason=fault.strerror or str(fault))

    def _stream(self, stream: BinaryIO, name: str) -> Iterator[Article | Draft | KgError]:
        """The articles of one opened input, and of the files packed into it."""
        try:
            for part in unpack(stream, name, self.options.unpack_limit):
                if isinstance(part, InputError):
                    yield part
                else:
                    yield from self._form(part)
        except OSError as fault:
            yield InputError("input-unreadable", source=name, reason=fault.strerror or str(fault))

    def _form(self, part: Named) -> Iterator[Article | Draft | KgError]:
        try:
            yield from read_form(part, Setting.of(part.name, self.options), self.ids)
        except InputError as fault:
            yield fault
