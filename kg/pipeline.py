"""From inputs to a store: read, extract, store, identify (DESIGN section 3).

Input: names of files, or `-`. Output: records in the order of the input, or a store and a
`Summary` of what was done. What cannot be read is a value among the others, never the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Final, TypedDict, Unpack

from kg.errors import KgError
from kg.extract import extract
from kg.ingest import ReadOptions, article_from_text, read
from kg.model import Article, Record
from kg.rules import Rules, load_rules

CHUNK: Final = 32  # articles a process takes at a time: some 0.1 s of work
AHEAD: Final = 2  # chunks that wait for each process


class Reading(TypedDict, total=False):
    """How inputs are read; `kg.ingest.ReadOptions` says what each means."""

    published: str | None
    home: str
    publisher: str
    encoding: str | None


def extract_text(
    text: str, *, name: str = "text", rules: Sequence[Path] = (), **reading: Unpack[Reading]
) -> Record:
    """The record of one article given as text; the same as `kg extract` for a file of it."""
    return extract(article_from_text(text, name, ReadOptions(**reading)), load_rules(tuple(rules)))


def extract_inputs(
    inputs: Sequence[str],
    *,
    rules: Sequence[Path] = (),
    jobs: int = 1,
    **reading: Unpack[Reading],
) -> Iterator[Record | KgError]:
    """One record an article, in the order of the inputs; an error for each that failed.

    `jobs` processes extract at the same time. Raises UsageError for wrong options and
    RuleError for faulty rules, before anything is read.
    """
    options, own = ReadOptions(**reading), tuple(rules)
    loaded = load_rules(own)
    articles = read(inputs, options)
    if jobs == 1:
        return (_extracted(article, loaded) for article in articles)
    return _spread(articles, own, jobs)


def _extracted(article: Article | KgError, rules: Rules) -> Record | KgError:
    return article if isinstance(article, KgError) else extract(article, rules)


def _spread(
    articles: Iterator[Article | KgError], rules: tuple[Path, ...], jobs: int
) -> Iterator[Record | KgError]:
    """Extract in processes; a few chunks are read ahead, so memory does not grow."""
    waiting: deque[Future[list[Record | KgError]]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        while chunk := list(islice(articles, CHUNK)):
            waiting.append(pool.submit(_extract_chunk, chunk, rules))
            if len(waiting) > jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _extract_chunk(
    chunk: list[Article | KgError], rules: tuple[Path, ...]
) -> list[Record | KgError]:
    loaded = load_rules(rules)
    return [_extracted(article, loaded) for article in chunk]
