"""From inputs to a store: read, extract, store, identify (DESIGN section 3).

Input: names of files and folders, or `-`. Output: records in the order of the input, or a store
and a `Summary` of what was done. What cannot be read is a value among the others, never the end.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TypedDict, Unpack

from kg.errors import KgError
from kg.extract import extract
from kg.identify import identify, keep, read_decisions
from kg.ingest import ReadOptions, article_from_text, read
from kg.link import prune
from kg.model import Article, Record
from kg.rules import Rules, load_rules
from kg.store import Changes, Store

CHUNK: Final = 32  # articles a process takes at a time: some 0.1 s of work
AHEAD: Final = 2  # chunks that wait for each process

Read = Article | KgError
Progress = Callable[[Iterable[Read]], Iterable[Read]]


class Reading(TypedDict, total=False):
    """How inputs are read; `kg.ingest.ReadOptions` says what each means."""

    published: str | None
    home: str
    publisher: str
    encoding: str | None
    fields: Mapping[str, str]
    unpack_limit: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did.

    `changes` counts articles by what became of them and names what failed. `events` are the
    events of the articles that are new or changed, by kind, in the order of the names; `posts`
    their posts.
    """

    changes: Changes
    events: tuple[tuple[str, int], ...]
    posts: int

    @property
    def read(self) -> int:
        """Articles read."""
        counted = self.changes
        return counted.new + counted.changed + counted.same + counted.duplicate


def extract_text(
    text: str, *, name: str = "text", rules: Sequence[Path] = (), **reading: Unpack[Reading]
) -> Record:
    """The record of one article given as text; `name` becomes its id.

    Raises InputError for what is no text, UsageError for wrong options, RuleError.
    """
    article = article_from_text(text, name, ReadOptions(**reading))
    return extract(article, load_rules(tuple(rules)))


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
    options = ReadOptions(**reading)
    load_rules(tuple(rules))
    return _extracted(read(inputs, options), tuple(rules), jobs)


def build(
    inputs: Sequence[str],
    *,
    store: str | Path = "zhengji.store",
    base: str | None = None,
    rules: Sequence[Path] = (),
    decisions: Path | None = None,
    jobs: int = 1,
    progress: Progress = iter,
    **reading: Unpack[Reading],
) -> Summary:
    """Read, extract, store and identify; articles that the store has as they are, it keeps.

    `base` begins the IRIs of a new store. `decisions` is a table of people's verdicts (see
    `kg.identify.read_decisions`), which win and stay in the store. `progress` is put around the articles as they pass.
    Raises StoreError for a store that cannot be used, InputError for faulty decisions, UsageError
    and RuleError before anything is read; an input that fails is counted and named in the summary.
    """
    options, own = ReadOptions(**reading), tuple(rules)
    version = load_rules(own).version
    decided = read_decisions(decisions) if decisions else []
    events: Counter[str] = Counter()
    posts = 0
    with Store.open(store, create=True, base=base) as opened:
        intake = opened.intake(version)
        fresh = intake.fresh(progress(read(inputs, options)))
        for record in _extracted(fresh, own, jobs):
            intake.take(record)
            if isinstance(record, Record):
                events.update(event.type for event in record.events)
                posts += len(record.posts)
        changes = intake.finish()
        keep(opened, decided)
        identify(opened)
        prune(opened)
    return Summary(changes, tuple(sorted(events.items())), posts)


def remove(names: Iterable[str], *, store: str | Path = "zhengji.store") -> int:
    """Take out articles by id, key, IRI or file; gives their number.

    Raises StoreError for a name that the store does not have; then nothing is taken out.
    """
    with Store.open(store) as opened:
        count = opened.remove(names)
        identify(opened)
        prune(opened)
        return count


def _extracted(
    found: Iterator[Read], rules: tuple[Path, ...], jobs: int
) -> Iterator[Record | KgError]:
    if jobs == 1:
        loaded = load_rules(rules)
        return (_record(one, loaded) for one in found)
    return _spread(found, rules, jobs)


def _record(one: Read, rules: Rules) -> Record | KgError:
    return extract(one, rules) if isinstance(one, Article) else one


def _spread(
    found: Iterator[Read], rules: tuple[Path, ...], jobs: int
) -> Iterator[Record | KgError]:
    """Extract in processes; only a few chunks are read ahead, so memory does not grow."""
    waiting: deque[Future[list[Record | KgError]]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        while chunk := list(islice(found, CHUNK)):
            waiting.append(pool.submit(_records, chunk, rules))
            if len(waiting) > jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _records(chunk: list[Read], rules: tuple[Path, ...]) -> list[Record | KgError]:
    loaded = load_rules(rules)
    return [_record(one, loaded) for one in chunk]
