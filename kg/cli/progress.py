"""How far a build is, on a line of stderr where that is a terminal.

Input: articles and numbers of facts as they pass. Output: articles, facts, articles a second and,
where the size of the inputs tells, the time that is left.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final, Self

import click

from kg.errors import KgError, messages

if TYPE_CHECKING:
    from kg.pipeline import Read

_EVERY: Final = 0.2  # seconds between two lines
_BYTES: Final = 3  # of a Chinese character in UTF-8
_SOON: Final = 2.0  # seconds after which the time left is told
_PLAIN: Final = (
    "",
    ".txt",
    ".text",
    ".md",
    ".html",
    ".htm",
    ".json",
    ".jsonl",
    ".ndjson",
    ".csv",
    ".tsv",
)


class Progress:
    """A line that is written again and again; nothing where stderr is no terminal."""

    def __init__(self, inputs: Sequence[str]) -> None:
        self._is_shown = sys.stderr.isatty()
        self._total = _size(inputs) if self._is_shown else 0
        self._articles = self._facts = self._characters = 0
        self._began = self._told = monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_shown:
            click.echo("\r\x1b[K", err=True, nl=False)

    def articles(self, read: Iterable[Read]) -> Iterator[Read]:
        """The articles, counted as they pass."""
        for article in read:
            if not isinstance(article, KgError):
                self._articles += 1
                self._characters += article.end - article.start
            self._tell()
            yield article

    def facts(self, number: int) -> None:
        """Count facts."""
        self._facts += number
        self._tell()

    def line(self, seconds: float) -> str:
        """What is told after so many seconds."""
        text = messages()
        rate = self._articles / seconds if seconds else 0.0
        told = text["cli-progress"].format(articles=self._articles, facts=self._facts, rate=rate)
        done = self._characters * _BYTES
        if 0 < done < self._total and seconds > _SOON:
            left = round(seconds * (self._total - done) / done)
            told += text["cli-progress-left"].format(minutes=left // 60, seconds=left % 60)
        return told

    def _tell(self) -> None:
        now = monotonic()
        if self._is_shown and now - self._told >= _EVERY:
            self._told = now
            click.echo(f"\r\x1b[K{self.line(now - self._began)}", err=True, nl=False)


def _size(inputs: Sequence[str]) -> int:
    """Bytes of the inputs, 0 if they do not tell: a stream, a pattern, something packed."""
    total = 0
    for name in inputs:
        if Path(name).is_dir():
            files = [Path(at) / file for at, _, inner in os.walk(name) for file in inner]
        else:
            files = [Path(name)]
        if not all(file.is_file() and file.suffix.lower() in _PLAIN for file in files):
            return 0
        total += sum(file.stat().st_size for file in files)
    return total
