"""Work in several processes: in order, few things in memory, and what becomes of a lost process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.processes import AHEAD, CHUNK, cores, each


def double(number: int) -> int:
    return 2 * number


def fragile(number: int) -> int:
    if number == 77:
        os._exit(9)
    return 2 * number


def lost(number: int, what: str) -> int:
    assert what
    return -number


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("number", [0, 1, CHUNK, CHUNK + 1, 500])
def test_results_come_in_order(number: int, jobs: int) -> None:
    assert list(each(double, range(number), jobs, lost)) == [2 * n for n in range(number)]


def test_little_is_read_ahead() -> None:
    taken = 0

    def things() -> Iterator[int]:
        nonlocal taken
        while taken < 10_000:
            taken += 1
            yield taken

    results = each(double, things(), 2, lost)
    for number, _ in zip(range(2000), results, strict=False):
        assert taken - number <= (2 * AHEAD + 2) * CHUNK
    results.close()  # type: ignore[attr-defined]


def test_a_process_that_ends_costs_one_thing() -> None:
    found = list(each(fragile, range(300), 2, lost))
    assert found == [-77 if n == 77 else 2 * n for n in range(300)]


def test_there_is_a_core() -> None:
    assert cores() >= 1


PARENT = """
import os, sys, time
from kg.processes import each
from tests.test_processes import told
for result in each(told, range(10_000), 2, None):
    print(result, flush=True)
"""


def told(number: int) -> int:
    time.sleep(0.01)
    return os.getpid()


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_processes_end_with_a_parent_that_was_killed(root: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=root, text=True
    ) as parent:
        assert parent.stdout is not None
        workers = {int(parent.stdout.readline()) for _ in range(3 * CHUNK)}
        parent.send_signal(signal.SIGKILL)
    assert len(workers) == 2
    until = time.monotonic() + 20
    while any(map(is_alive, workers)):
        assert time.monotonic() < until, "processes are left behind"
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")
