"""How much work a call is, counted, so that no test depends on the speed of a machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines(work: Callable[[], object]) -> int:
    """Number of lines of Python that `work()` runs: the same on every machine."""
    count = 0

    def counted(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return counted

    before = sys.gettrace()
    sys.settrace(counted)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def assert_linear(work: Callable[[int], object], size: int, *, times: int = 4) -> None:
    """Work on `times` the size runs at most `times` as many lines, and a quarter more."""
    work(size * times)  # what is made once, and kept
    small, large = lines(lambda: work(size)), lines(lambda: work(size * times))
    assert large <= 1.25 * times * small + 1000, (
        f"{small} lines at {size}, {large} at {times} times"
    )
