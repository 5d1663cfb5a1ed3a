"""What commands share: common options, output to a file or stdout, progress, errors."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from kg.errors import KgError, UsageError, messages

if TYPE_CHECKING:
    from kg.query import Graph

Command = TypeVar("Command", bound=Callable[..., Any])
Item = TypeVar("Item")

store = click.option(
    "-s",
    "--store",
    type=click.Path(path_type=Path),
    envvar="KG_STORE",
    show_envvar=True,
    default="zhengji.store",
    show_default=True,
    help="Folder of the store.",
)
output = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default="-",
    help="File to write; - is stdout.",
)
jobs = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes that extract.",
)
rules = click.option(
    "--rules",
    "rules",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Folder of rules and lexicons of your own, added to those shipped; repeatable.",
)
decisions = click.option(
    "--decisions",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Table (TSV) of your verdicts on facts, identities and links; they win, and stay.",
)
text_or_json = click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of what is printed.",
)
_READING = (
    click.option(
        "--published",
        metavar="DATE",
        help="Date of publication, YYYY-MM-DD; wins over what an input says.",
    ),
    click.option("--home", metavar="PLACE", default="", help="Place that the paper reports on."),
    click.option(
        "--source", "publisher", metavar="NAME", default="", help="Name of the paper or site."
    ),
    click.option(
        "--encoding", metavar="NAME", help="Encoding of text files, where it is not recognised."
    ),
)


def reading(command: Command) -> Command:
    """Add the options that say how inputs are to be read."""
    for option in reversed(_READING):
        command = option(command)
    return command


@contextmanager
def asking(store: Path, *, allow_network: bool = False) -> Iterator[Graph]:
    """The store at a path, opened for asking; raises StoreError."""
    from kg.query import Graph
    from kg.store import Store

    with Store.open(store, read_only=True) as opened:
        yield Graph.of(opened.engine, allow_network=allow_network)


def complain(error: KgError) -> None:
    """Print an error on stderr."""
    click.echo(f"Error: {error}", err=True)


def verdict(faults: int, *, good: str, bad: str) -> int:
    """Tell on stderr how a check ended, by codes of messages; gives the exit code."""
    click.echo(messages()[bad if faults else good].format(faults=faults), err=True)
    return 1 if faults else 0


def print_json(value: dict[str, Any]) -> None:
    """Print a value as JSON on stdout; decimals as numbers."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=float))


def progress(items: Iterable[Item]) -> Iterator[Item]:
    """The items, with a bar that counts them on stderr where that is a terminal."""
    with click.progressbar(
        items, label="Articles", show_pos=True, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield from bar


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A binary stream to `path`; - is stdout.

    A file appears whole or not at all: it is written beside its place and then moved there.
    Raises UsageError where nothing can be written.
    """
    if str(path) == "-":
        sys.stdout.flush()
        yield sys.stdout.buffer
    elif path.exists() and not path.is_file():
        with _writable(path, path) as stream:
            yield stream
    else:
        part = path.with_name(f"{path.name}.part")
        try:
            with _writable(part, path) as stream:
                yield stream
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def terminal_width(output: Path) -> int | None:
    """Columns of the terminal that output goes to, None if it goes elsewhere."""
    is_terminal = str(output) == "-" and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if is_terminal else None


def _writable(file: Path, told: Path) -> IO[bytes]:
    try:
        return file.open("wb")
    except OSError as error:
        raise UsageError("cli-output", file=told, reason=error.strerror) from None
