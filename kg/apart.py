"""Queries in a process of their own, which can be ended.

Input: the folder of a store, and SPARQL that has been checked. Output: columns and rows. The engine
has no way to stop a query, so one that must not take longer than some time runs in a process that
is killed then. The process also ends itself, in case the one that began it is gone. Results come
through a pipe, in the W3C's JSON form or as N-Triples.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

import pyoxigraph as ox

from kg.errors import StoppedError
from kg.sparql import answer

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]
Form = Literal["rows", "boolean", "graph"]

_SYNTAX, _FAILED, _LATE = 3, 4, 5  # exit codes of the process
_TRIPLE: Final = ("subject", "predicate", "object")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gives: its form (rows, boolean, graph), columns, and rows as they come."""

    form: Form
    columns: tuple[str, ...]
    rows: Iterator[Row]


def ask_apart(store: Path, text: str, seconds: float) -> Answer:
    """Run a query; `seconds` after its begin it is ended, whatever it does.

    The time goes until the last row has been read. Raises StoppedError, also from
    the rows, and SyntaxError as the engine does.
    """
    return _Apart(store, text, seconds).answer()


class _Apart:
    """A query that runs elsewhere."""

    def __init__(self, store: Path, text: str, seconds: float) -> None:
        self._seconds = seconds
        self._late = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kg.apart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()
        asked = json.dumps({"store": str(store.absolute()), "text": text, "seconds": seconds})
        with suppress(BrokenPipeError), self._pipe(self._process.stdin) as stream:
            stream.write(asked.encode())

    def answer(self) -> Answer:
        """Its answer, once it begins to come."""
        stream = self._pipe(self._process.stdout)
        form = stream.readline().decode().strip()
        if form == "graph":
            triples = ox.parse(stream, format=ox.RdfFormat.N_TRIPLES)
            return Answer("graph", _TRIPLE, self._rows(tuple(one)[:3] for one in triples))
        try:
            found = ox.parse_query_results(stream, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, OSError) as error:
            self._finish(error)
            raise
        if isinstance(found, ox.QueryBoolean):
            return Answer("boolean", ("answer",), self._rows(iter([(ox.Literal(bool(found)),)])))
        return Answer("rows", tuple(one.value for one in found.variables), self._rows(found))

    def _rows(self, found: Iterable[Iterable[object]]) -> Iterator[Row]:
        """The rows; where they are cut off, the reason is told.

        What the engine gives is let go of before: an error would keep it, see `kg.store.opening`.
        """
        try:
            yield from map(tuple, found)
        except (SyntaxError, OSError) as error:
            del found
            self._finish(error)
            raise
        except GeneratorExit:  # nobody wants the rest
            self._process.kill()
            self._told()
            raise
        del found
        self._finish()

    def _end(self) -> None:
        self._late = True
        self._process.kill()

    def _finish(self, error: Exception | None = None) -> None:
        """Wait for the end; raises what the process says of itself if it was no good one."""
        told = self._told()
        code = self._process.returncode
        if self._late or code == _LATE:
            raise StoppedError("query-late", seconds=f"{self._seconds:g}") from error
        if code == _SYNTAX:
            raise SyntaxError(told) from None
        if code:
            raise StoppedError("query-failed", why=told.rpartition("\n")[2] or code) from error

    def _told(self) -> str:
        """What the process said on stderr when it has ended."""
        with self._pipe(self._process.stdout), self._pipe(self._process.stderr) as errors:
            told = errors.read().decode(errors="replace").strip()
        self._process.wait()
        self._timer.cancel()
        return told

    @staticmethod
    def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
        assert stream is not None
        return stream


def main() -> int:
    """The other process: reads what is asked from stdin, writes what is found to stdout."""
    asked = json.load(sys.stdin.buffer)
    timer = threading.Timer(asked["seconds"], os._exit, [_LATE])  # the engine lets threads run
    timer.daemon = True
    timer.start()
    output = sys.stdout.buffer
    try:
        store = ox.Store.read_only(asked["store"])
        found = answer(store, asked["text"])
        if isinstance(found, ox.QueryTriples):
            output.write(b"graph\n")
            found.serialize(output, format=ox.RdfFormat.N_TRIPLES)
        else:
            output.write(b"boolean\n" if isinstance(found, ox.QueryBoolean) else b"rows\n")
            output.flush()
            found.serialize(output, format=ox.QueryResultsFormat.JSON)
        output.flush()
    except SyntaxError as error:
        sys.stderr.write(str(error))
        return _SYNTAX
    except (OSError, RuntimeError) as error:
        sys.stderr.write(str(error))
        return _FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
