"""What a document shows of what commands print, and what they print now.

A line `…` at the end of an output stands for the rest of it, `…` in a line for anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import zip_longest

REST = "…"

Run = Callable[[str], str]


def shown(block: str, run: Run) -> str:
    """The block with what its commands print now, as far as it shows it."""
    parts = []
    for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
        if not part.startswith("$ "):
            assert not part.strip(), f"output of no command: {part}"
            continue
        command, *before = part.rstrip("\n").split("\n")
        now = [line.rstrip() for line in run(command.removeprefix("$ ")).splitlines()]
        if before and before[-1] == REST:
            now = [*now[: len(before) - 1], REST]
        lines = [kept(line, old) for line, old in zip_longest(now, before[: len(now)])]
        parts.append("\n".join([command, *lines, ""]))
    return "".join(parts)


def kept(line: str, before: str | None) -> str:
    """The line as it stood before, if that leaves out something in its midst and fits."""
    pattern = ".*".join(map(re.escape, (before or "").split(REST)))
    return before if before and re.fullmatch(pattern, line) else line
