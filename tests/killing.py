"""Builds to be killed, each in a process of its own that has at once what it needs."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from unittest import mock

from kg import pipeline
from kg.store import Store, intake, opening
from tests.records import crowd

ROOT = Path(__file__).resolve().parent.parent


def build(news: str, store: str) -> None:
    """Build from a file in small chunks, by two processes; the store is opened anew all the time."""
    small = mock.patch.multiple(intake, CHUNK=20_000, _KEPT=1)
    with small, mock.patch.object(opening, "_LARGE", 0):
        pipeline.build([news], store=store, jobs=2, prune=True)


def store_crowd(store: str, number: int, version: str) -> None:
    """Store many articles in chunks of some size."""
    with mock.patch.object(intake, "CHUNK", 200_000), Store.open(store) as opened:
        opened.build(crowd(number), version=version)


@contextmanager
def begun(work: Callable[..., None], *arguments: object) -> Iterator[BaseProcess]:
    """A process that is about to run `work(*arguments)` in this folder; it has ended afterwards.

    It comes from a server that has rules and dictionary loaded (`tests.warm`).
    """
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.warm", "pytest"])  # each imports its parent's main
    here, there = server.Pipe(duplex=False)
    process = server.Process(target=_run, args=(there, str(Path.cwd()), work, arguments))
    with mock.patch.dict(os.environ, PYTHONPATH=str(ROOT)):
        process.start()
    there.close()
    with here:
        assert here.recv() == "begun"
        yield process
    process.join()


def killed(process: BaseProcess) -> bool:
    """Kill a process; whether it was still at work."""
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def _run(told: Any, folder: str, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    os.chdir(folder)
    multiprocessing.set_start_method("fork", force=True)  # its own processes have all it has
    told.send("begun")
    work(*arguments)
