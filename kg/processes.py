"""Work on many things in several processes, in order, with few of them in memory.

Input: a function that can be pickled, and things. Output: what it gives of each. A process that
comes to its end (no memory, a fault in a library) costs the thing it worked on, not the others.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain, islice
from multiprocessing import Pipe, Process, get_start_method, parent_process
from multiprocessing.connection import Connection
from typing import Final, Generic, Self, TypeVar

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
    standby: Standby | None = None,
) -> Iterator[Result]:
    """What `work` gives of each thing, in their order.

    `jobs` processes work at the same time if there is more than a chunk; no more than a few
    chunks are read ahead. `lost` says what stands for a thing whose process came to its end;
    `ready` makes, before processes begin, what they share. Where there is less, `standby` does
    it if it has begun.
    """
    waiting = iter(things)
    first = list(islice(waiting, CHUNK + 1)) if jobs > 1 else []
    done = standby.leave(work, first) if standby else None
    if done is not None:
        yield from done
    elif len(first) <= CHUNK:
        yield from map(work, chain(first, waiting))
    else:
        if get_start_method() == "fork":
            ready()
        yield from _Processes(work, jobs, lost).all(chain(first, waiting))


class Standby:
    """A process that gets ready while this one still looks for something to do: `with Standby()`.

    What work needs takes a second to load, as long as the one thing of some thousand takes to find
    that there is to do. Where there is none, or more than a chunk, it was for nothing.
    """

    def __init__(self) -> None:
        self._process: Process | None = None
        self._to: Connection | None = None
        self._is_over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        if self._process is not None and self._to is not None:
            self._process.kill()
            self._process.join()
            self._to.close()
        self._process = None

    def begin(self, rehearse: Callable[[], object]) -> None:
        """Begin, if there may still be something to do, with work that makes it ready."""
        if self._process is None and not self._is_over:
            self._to, end = Pipe()
            self._process = Process(target=_stand_by, args=(end, rehearse), daemon=True)
            self._process.start()
            end.close()

    def leave(self, work: Callable[[Thing], Result], things: list[Thing]) -> list[Result] | None:
        """Leave these things to it, the last ones; None if it has not done them.

        It does not where it has not begun, where they are more than a chunk, or if it came to its
        end over them.
        """
        with self:
            if self._to is None or not 0 < len(things) <= CHUNK:
                return None
            try:
                self._to.send(partial(_all, work, things))
                done: list[Result] = self._to.recv()
            except (EOFError, OSError):
                return None
            return done


def _stand_by(end: Connection, rehearse: Callable[[], object]) -> None:
    """What a standby does: rehearse, then what it is sent; it ends with its parent only."""
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    rehearse()
    end.send(end.recv()())


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
