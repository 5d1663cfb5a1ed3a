"""Work in several processes: in order, few things in memory, and what becomes of a lost process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from kg.processes import AHEAD, CHUNK, Standby, cores, each


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


def here(_: int) -> int:
    return os.getpid()


def at_rest() -> None:
    """A rehearsal."""


@pytest.mark.parametrize("number", [1, CHUNK])
def test_a_standby_does_what_little_there_is(number: int) -> None:
    with Standby() as standby:
        standby.begin(at_rest)
        found = list(each(here, range(number), 2, lost, standby=standby))
    assert len(found) == number
    assert len(set(found)) == 1
    assert os.getpid() not in found
    assert not is_alive(found[0])


@pytest.mark.parametrize("number", [0, CHUNK + 1, 500])
def test_a_standby_is_ended_where_there_is_nothing_or_much(number: int) -> None:
    with Standby() as standby:
        standby.begin(at_rest)
        assert list(each(double, range(number), 2, lost, standby=standby)) == [
            2 * n for n in range(number)
        ]
        standby.begin(at_rest)  # too late
        assert standby.leave(here, [1]) is None


def test_a_standby_that_has_not_begun_does_nothing() -> None:
    with Standby() as standby:
        assert list(each(here, range(3), 2, lost, standby=standby)) == [os.getpid()] * 3


def end_at_once() -> None:
    os._exit(9)


@pytest.mark.parametrize("rehearsal", [at_rest, end_at_once])
def test_what_a_standby_has_not_done_is_done_all_the_same(rehearsal: Callable[[], None]) -> None:
    parent = os.getpid()
    with Standby() as standby:
        standby.begin(rehearsal)
        work = partial(ends_but_in, parent)
        assert list(each(work, range(3), 2, lost, standby=standby)) == [0, 2, 4]


def ends_but_in(process: int, number: int) -> int:
    if os.getpid() != process:
        os._exit(9)
    return 2 * number


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
