"""What commands share: common options, output to a file or stdout, progress, errors."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

import click

from kg.cli.terminal import Terminal, shown
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
    help="Processes that extract; as many as there are cores by default.",
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
gazetteers = click.option(
    "--gazetteers",
    type=click.Path(path_type=Path),
    envvar="KG_GAZETTEERS",
    show_envvar=True,
    default="zhengji.gazetteers",
    show_default=True,
    help="Folder of the gazetteers.",
)
chosen = click.option(
    "-g",
    "--gazetteer",
    "chosen",
    metavar="NAME",
    multiple=True,
    help="Use this gazetteer, not all; repeatable.",
)


def form(default: str, told: str, *choices: str) -> Callable[[Command], Command]:
    """The option `--format`: its default, its help, and all that may be given, if that is fixed."""
    kind = click.Choice(choices) if choices else None
    return click.option(
        "-f", "--format", "form", type=kind, default=default, show_default=True, help=told
    )


text_or_json = form("text", "Form of what is printed.", "text", "json")


def _fields(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> object:
    """Names of fields; raises UsageError."""
    from kg.ingest.options import parse_fields

    return parse_fields(given)


def _size(_context: click.Context, _option: click.Parameter, given: str | None) -> int | None:
    """A number of bytes; raises UsageError."""
    from kg.ingest.options import parse_size

    return None if given is None else parse_size(given)


_MARK = "datapackage.json"  # what every folder of tables has
_EVERY = 10_000  # items between two signs of progress, where their number is not known
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
        "--encoding", metavar="NAME", help="Encoding of INPUTs; wins over what is recognised."
    ),
    click.option(
        "--map",
        "fields",
        metavar="FIELD=NAME,...",
        multiple=True,
        callback=_fields,
        help="Names that the data have for id, title, text, published, url, source or home.",
    ),
    click.option(
        "--unpack-limit",
        metavar="SIZE",
        envvar="KG_UNPACK_LIMIT",
        show_envvar=True,
        callback=_size,
        help="What may come out of one packed file, such as 20G, where a gigabyte and 200 times"
        " its size are too little.",
    ),
)


def reading(command: Command) -> Command:
    """Add the options that say how inputs are to be read."""
    for option in reversed(_READING):
        command = option(command)
    return command


@contextmanager
def asking(
    store: Path, *, allow_network: bool = False, timeout: float | None = None
) -> Iterator[Graph]:
    """The store at a path, opened for asking; raises StoreError."""
    from kg.query import Graph

    with Graph(store, allow_network=allow_network, timeout=timeout) as graph:
        yield graph


def complain(error: KgError) -> None:
    """Print an error on stderr."""
    click.echo(f"Error: {shown(str(error))}", err=True)


def as_line(error: KgError) -> bytes:
    """An error as a line of JSON: its source, its code in the message catalogue, the reason."""
    told = {"source": str(error.fields.get("source", "")), "code": error.code, "reason": str(error)}
    return f"{json.dumps(told, ensure_ascii=False)}\n".encode()


def verdict(faults: int, *, good: str, bad: str) -> int:
    """Tell on stderr how a check ended, by codes of messages; gives the exit code."""
    click.echo(messages()[bad if faults else good].format(faults=faults), err=True)
    return 1 if faults else 0


def print_json(value: dict[str, Any]) -> None:
    """Print a value as JSON on stdout; decimals as numbers."""
    click.echo(as_json(value), nl=False)


def as_json(value: object) -> bytes:
    """A value as JSON for people; decimals as numbers."""
    return f"{json.dumps(value, ensure_ascii=False, indent=2, default=float)}\n".encode()


def progress(items: Iterable[Item], label: str = "Articles") -> Iterator[Item]:
    """The items, with a bar that counts them on stderr where that is a terminal."""
    with click.progressbar(
        items, label=label, show_pos=True, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield from bar


def counted(items: Iterable[Item]) -> Iterator[Item]:
    """The items, with a count of them on stderr where that is a terminal."""
    shown = sys.stderr.isatty()
    for number, item in enumerate(items, 1):
        if shown and number % _EVERY == 0:
            click.echo(f"\r{number:,}", err=True, nl=False)
        yield item
    if shown:
        click.echo("\r", err=True, nl=False)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A binary stream to `path`; - is stdout.

    A file appears whole or not at all: it is written beside its place and then moved there.
    Raises UsageError where nothing can be written, KgError where the disk is full.
    """
    if path.is_dir():
        raise UsageError("cli-output", file=path, reason=os.strerror(errno.EISDIR))
    if str(path) == "-":
        sys.stdout.flush()
        yield _stdout()
        return
    own_place = path.exists() and not path.is_file()
    part = path if own_place else path.with_name(f"{path.name}.part")
    try:
        with _writable(part, path) as stream:
            yield stream
        if not own_place:
            part.replace(path)
    except OSError as error:
        if error.filename is not None:  # not of this file: what writes has no name
            raise
        raise KgError("cli-output-full", file=path, reason=error.strerror or error) from None
    finally:
        if not own_place:
            part.unlink(missing_ok=True)


@contextmanager
def opened_folder(path: Path) -> Iterator[Path]:
    """A folder to write files into, that becomes `path` when all are there.

    A folder that has been written so before gets the new files in place of its own. Raises
    UsageError where nothing can be written or something else stands, KgError where the disk is full.
    """
    kept = {file.name for file in path.iterdir()} if path.is_dir() else set()
    if kept and _MARK not in kept:
        raise UsageError("cli-output-folder", file=path)
    part = path.with_name(f"{path.name}.part")
    try:
        _make_anew(part, path)
        yield part
        if not path.exists():
            part.replace(path)
            return
        for file in sorted(part.iterdir()):
            file.replace(path / file.name)
    except OSError as error:
        raise KgError("cli-output-full", file=path, reason=error.strerror or error) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _make_anew(folder: Path, told: Path) -> None:
    try:
        if folder.is_dir():
            shutil.rmtree(folder)
        folder.mkdir()
    except OSError as error:
        raise UsageError("cli-output", file=told, reason=error.strerror) from None


def terminal_width(output: Path) -> int | None:
    """Columns of the terminal that output goes to, None if it goes elsewhere."""
    is_terminal = str(output) == "-" and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if is_terminal else None


def _stdout() -> IO[bytes]:
    stream = sys.stdout.buffer
    return cast("IO[bytes]", Terminal(stream)) if sys.stdout.isatty() else stream


def _writable(file: Path, told: Path) -> IO[bytes]:
    try:
        return file.open("wb")
    except OSError as error:
        raise UsageError("cli-output", file=told, reason=error.strerror) from None
