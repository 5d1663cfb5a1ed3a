"""How the engine goes about a query.

Input: the folder of a store, and SPARQL that has been checked. Output: the engine's plan as text,
a step a line, those that feed it below it, with the results and milliseconds of each. The engine
shows plans only through its own command, which `pip install 'zhengji[explain]'` brings.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE
from tempfile import TemporaryDirectory
from typing import Any, Final

from kg.errors import QueryError, StoppedError
from kg.sparql import PREFIXES, gives_graph, names_graphs

_COMMAND: Final = "oxigraph"
_HEAD: Final = f"{'results':>9} {'ms':>9}"
_NAMELESS: Final = re.compile(r"\?[0-9a-f]{20,32}\b")


def plan(store: Path, text: str, seconds: float | None = None) -> str:
    """Run a query and tell its plan; after `seconds` it is ended.

    Raises QueryError: no command, `query-late`, `query-failed`.
    """
    command = shutil.which(_COMMAND, path=str(Path(sys.executable).parent)) or shutil.which(
        _COMMAND
    )
    if command is None:
        raise QueryError("query-no-plan")
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    with TemporaryDirectory() as folder:
        query, explained = Path(folder) / "query.rq", Path(folder) / "plan.json"
        query.write_text(prefixes + text, encoding="utf-8")
        form = "nt" if gives_graph(text) else "json"
        given = ["--location", store, "--query-file", query, "--stats"]
        if not names_graphs(text):
            given.append("--union-default-graph")
        wanted = ["--explain-file", explained, "--results-format", form]
        _run([command, "query", *map(str, [*given, *wanted])], seconds)
        found = json.loads(explained.read_text(encoding="utf-8"))
    return "".join(f"{line}\n" for line in [_HEAD, *_lines(found["plan"], 0)])


def _run(command: list[str], seconds: float | None) -> None:
    try:
        subprocess.run(  # noqa: S603 - the engine's own command, no shell
            command, check=True, stdout=DEVNULL, stderr=PIPE, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        raise StoppedError("query-late", seconds=f"{seconds:g}") from None
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise StoppedError("query-failed", why=told) from None


def _lines(step: dict[str, Any], depth: int) -> Iterator[str]:
    """A step and what feeds it."""
    milliseconds = step["duration in seconds"] * 1000
    yield f"{step['number of results']:>9} {milliseconds:>9.1f}  {'  ' * depth}{_short(step['name'])}"
    for child in step["children"]:
        yield from _lines(child, depth + 1)


def _short(name: str) -> str:
    """A step with known prefixes, and without the engine's names of variables that have none."""
    for prefix, namespace in PREFIXES.items():
        name = re.sub(f"<{re.escape(namespace)}([\\w-]*)>", rf"{prefix}:\1", name)
    return _NAMELESS.sub("?_", name)
