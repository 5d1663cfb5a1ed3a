"""The command line: parses options, makes one library call a command, and prints.

Input: the arguments of `kg`. Output: data on stdout, talk on stderr, and an exit code: 0 done,
1 some input failed or a check found faults, 2 wrong usage. Nothing heavy is loaded before a
command runs.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Final

import click

from kg import __version__
from kg.cli import ask, make, take
from kg.cli.common import complain
from kg.cli.evaluate import evaluate
from kg.cli.gazetteer import gazetteer
from kg.cli.link import link
from kg.cli.review import review
from kg.cli.search import search
from kg.errors import KgError, messages

INTERRUPTED: Final = 130  # what shells give for SIGINT: 128 + 2
_DAMAGE: Final = "Corruption"  # how RocksDB begins to tell of files that are not as it wrote them


class App(click.Group):
    """The group of all commands; a reader that closes the pipe early ends it quietly."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command and bring its output out while errors can still be told."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is left in the buffer would fail again when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return code


@click.group(cls=App, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
def app() -> None:
    """Local-government news as a knowledge graph whose every fact points at its words.

    \b
    Example:
      kg build examples/page.txt --published 2022-12-16
      kg queries
    """


for _command in (
    make.build,
    make.extract,
    make.explain,
    make.remove,
    ask.query,
    ask.queries,
    search,
    ask.show,
    ask.stats,
    ask.check,
    take.describe,
    take.export,
    take.validate,
    evaluate,
    gazetteer,
    link,
    review,
):
    app.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `kg` with `arguments`, those of the process if None; returns the exit code."""
    _prepare_streams()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # of libraries, to their developers; not to users
    try:
        return int(app.main(arguments, prog_name="kg", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except KgError as error:
        complain(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(messages()["cli-interrupted"], err=True)
        return INTERRUPTED
    except OSError as error:
        complain(_told(error))
        return 1
    except RuntimeError as error:
        if not str(error).startswith(_DAMAGE):
            raise
        complain(KgError("cli-damaged-store", reason=error))
        return 1


def _told(error: OSError) -> KgError:
    """An error of the system in our words; RocksDB's have no number, and name the file themselves."""
    if error.errno is None:
        return KgError("cli-os-store", reason=error)
    return KgError("cli-os", what=error.filename or "stdout", reason=error.strerror or error)


def _prepare_streams() -> None:
    """UTF-8 with plain line feeds, whatever the locale; a terminal keeps its own encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            if not stream.isatty():
                stream.reconfigure(encoding="utf-8", newline="\n")
            stream.reconfigure(errors="backslashreplace")
