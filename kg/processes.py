"""Work on many things in several processes, in order, with few of them in memory.

Input: a function that can be pickled, and things. Output: what it gives of each. A process that
comes to its end (no memory, a fault in a library) costs the thing it worked on, not the others.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_start_method, parent_process
from typing import Final, Generic, TypeVar

CHUNK: Final = 32  # things a process takes at a time: articles are some 0.05 s of work
AHEAD: Final = 2  # chunks that wait for each process

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def each(
    work: Callable[[Thing], Result],
    things: Iterable[Thing],
    jobs: int,
    lost: Callable[[Thing, str], Result],
    ready: Callable[[], object] = lambda: None,
) -> Iterator[Result]:
    """What `work` gives of each thing, in their order.

    `jobs` processes work at the same time if there is more than a chunk; no more than a few
    chunks are read ahead. `lost` says what stands for a thing whose process came to its end;
    `ready` makes, before processes begin, what they share.
    """
    waiting = iter(things)
    first = list(islice(waiting, CHUNK + 1)) if jobs > 1 else []
    if len(first) <= CHUNK:
        yield from map(work, chain(first, waiting))
    else:
        if get_start_method() == "fork":
            ready()
        yield from _Processes(work, jobs, lost).all(chain(first, waiting))


class _Processes(Generic[Thing, Result]):
    """Processes at work on chunks; new ones in place of those that came to their end."""

    def __init__(
        self, work: Callable[[Thing], Result], jobs: int, lost: Callable[[Thing, str], Result]
    ) -> None:
        self._work = work
        self._jobs = jobs
        self._lost = lost
        self._pool = _pool(jobs)
        self._waiting: deque[tuple[list[Thing], Future[list[Result]]]] = deque()

    def all(self, things: Iterator[Thing]) -> Iterator[Result]:
        try:
            while chunk := list(islice(things, CHUNK)):
                self._begin(chunk)
                if len(self._waiting) > self._jobs * AHEAD:
                    yield from self._next()
            while self._waiting:
                yield from self._next()
        finally:
            self._pool.shutdown(cancel_futures=True)

    def _begin(self, chunk: list[Thing]) -> None:
        try:
            self._waiting.append((chunk, self._pool.submit(_all, self._work, chunk)))
        except BrokenProcessPool as error:
            ended: Future[list[Result]] = Future()
            ended.set_exception(error)
            self._waiting.append((chunk, ended))

    def _next(self) -> list[Result]:
        """The results of the chunk that waits longest."""
        chunk, future = self._waiting.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            self._pool.shutdown()
            results = [self._alone(thing) for thing in chunk]
            self._pool = _pool(self._jobs)
            again = [waiting for waiting, _ in self._waiting]
            self._waiting.clear()
            for waiting in again:
                self._begin(waiting)
            return results

    def _alone(self, thing: Thing) -> Result:
        """The result of a thing in a process of its own."""
        with _pool(1) as pool:
            try:
                return pool.submit(self._work, thing).result()
            except BrokenProcessPool as error:
                return self._lost(thing, str(error))


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_end_with_parent)


def _all(work: Callable[[Thing], Result], chunk: list[Thing]) -> list[Result]:
    return [work(thing) for thing in chunk]


def _end_with_parent() -> None:
    """End when the parent is gone, also one that was killed and could not say so."""
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
