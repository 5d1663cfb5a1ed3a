"""Commands about gazetteers: keep them, and match lists of names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from kg.cli import common
from kg.errors import InputError, StoreError, messages

if TYPE_CHECKING:
    from kg.gazetteer.values import About


@click.group()
def gazetteer() -> None:
    """Registers of places: add, list, update and remove them, and match names.

    A gazetteer is a file in the folder of gazetteers; each keeps its licence, version and date.

    \b
    Example:
      kg gazetteer add china examples/divisions --format divisions
      kg gazetteer list
    """


name_ = click.argument("name")


@gazetteer.command()
@name_
@click.argument("source")
@click.option(
    "-f",
    "--format",
    "form",
    default="divisions",
    show_default=True,
    help="divisions (a folder of CSV), ministry, adcodes, villages, geonames, wikidata, sparql,"
    " lpf, csv; reconciliation for a service of the W3C Reconciliation API.",
)
@click.option(
    "--columns",
    metavar="FIELD=COLUMN,…",
    default="",
    help="For csv: columns of name, key, parent, level, code, lat, long, iri, since, until; for"
    " reconciliation: types of place, person, organization.",
)
@click.option("--licence", default="", help="Licence of the data.")
@click.option("--data-version", "version", default="", help="Version of the data.")
@click.option("--date", default="", help="Day as of which the data hold.")
@common.gazetteers
def add(
    name: str,
    source: str,
    form: str,
    columns: str,
    licence: str,
    version: str,
    date: str,
    gazetteers: Path,
) -> None:
    """Make a gazetteer called NAME from a SOURCE.

    SOURCE is a path, a URL, or the word installed for the data of a library that is installed:
    adcodes come with the install, ministry with pip install 'zhengji[places]', villages with
    'zhengji[villages]'.

    \b
    Example:
      kg gazetteer add points installed --format adcodes
      kg gazetteer add china examples/divisions --format divisions --date 2023-12-31
      kg gazetteer add counties examples/divisions/areas.csv -f csv --columns name=name,code=code
    """
    from kg.gazetteer.shelf import Shelf
    from kg.gazetteer.values import About

    told = About(name, source, form, columns=columns, licence=licence, version=version, date=date)
    about = Shelf(gazetteers).add(told, progress=common.counted)
    click.echo(_made(about), err=True)


def _made(about: About) -> str:
    """What was made, in words."""
    if about.form == "reconciliation":
        return messages()["cli-gazetteer-service"].format(about=about)
    return messages()["cli-gazetteer-added"].format(about=about)


@gazetteer.command()
@name_
@common.gazetteers
def update(name: str, gazetteers: Path) -> None:
    """Make the gazetteer NAME again from its source.

    \b
    Example:
      kg gazetteer update china
    """
    from kg.gazetteer.shelf import Shelf

    about = Shelf(gazetteers).update(name, progress=common.counted)
    click.echo(_made(about), err=True)


@gazetteer.command("list")
@common.text_or_json
@common.gazetteers
def list_(form: str, gazetteers: Path) -> int:
    """List the gazetteers there are; one that cannot be read is told.

    \b
    Example:
      kg gazetteer list
    """
    from dataclasses import asdict

    from kg.gazetteer.shelf import Shelf

    shelf = Shelf(gazetteers)
    found, bad = [], 0
    for name in (*shelf.names(), *shelf.services()):
        try:
            found.append(shelf.about(name))
        except StoreError as error:
            common.complain(error)
            bad += 1
    if form == "json":
        common.print_json({"gazetteers": [asdict(about) for about in found]})
    else:
        for about in found:
            click.echo(_line(about))
        if not (found or bad):
            click.echo(messages()["cli-gazetteer-none"].format(folder=gazetteers), err=True)
    return 1 if bad else 0


@gazetteer.command()
@name_
@common.text_or_json
@common.gazetteers
def info(name: str, form: str, gazetteers: Path) -> None:
    """Tell what is known of the gazetteer NAME.

    \b
    Example:
      kg gazetteer info china
    """
    from dataclasses import asdict

    from kg.gazetteer.shelf import Shelf

    about = Shelf(gazetteers).about(name)
    if form == "json":
        common.print_json(asdict(about))
    else:
        click.echo(_described(about))


def _line(about: About) -> str:
    """A gazetteer or service on a line."""
    code = "cli-gazetteer-service" if about.form == "reconciliation" else "cli-gazetteer"
    return messages()[code].format(about=about)


def _described(about: About) -> str:
    text = messages()
    known = {key: getattr(about, key) for key in ("title", "licence", "version", "date")}
    lines = [
        text["cli-gazetteer-about"].format(key=key, value=value)
        for key, value in known.items()
        if value
    ]
    return "\n".join([_line(about), *lines])


@gazetteer.command()
@name_
@common.gazetteers
def remove(name: str, gazetteers: Path) -> None:
    """Take the gazetteer NAME away.

    \b
    Example:
      kg gazetteer remove china
    """
    from kg.gazetteer.shelf import Shelf

    Shelf(gazetteers).remove(name)
    text = messages()["cli-gazetteer-removed"]
    click.echo(text.format(name=name, folder=gazetteers), err=True)


@gazetteer.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@click.option("--json", "as_json", is_flag=True, help="INPUTs are JSON lines, not names.")
@click.option("--home", metavar="PLACE", default="", help="Home of lines that give none.")
@common.chosen
@common.gazetteers
@common.output
def match(
    inputs: tuple[str, ...],
    as_json: bool,
    home: str,
    chosen: tuple[str, ...],
    gazetteers: Path,
    output: Path,
) -> int:
    """Match the names of INPUTs, one a line; one JSON line out for each, in their order.

    An INPUT is a file, or - for stdin, which it is if none is given. With --json a line is an
    object: {"name": "…", "context": ["…"], "home": "…"}, the last two if known. A line out is
    {"name", "match": {"id", "code", "name", "path", "score"} or null, "candidates", "reason"}.

    \b
    Example:
      kg gazetteer match examples/places.txt --home 郑州市
      kg gazetteer match --json examples/places.jsonl
    """
    from kg.gazetteer.batch import answers
    from kg.gazetteer.match import Matchers
    from kg.gazetteer.shelf import Shelf

    count = decided = bad = 0
    with Matchers(Shelf(gazetteers).open(chosen)) as matchers, common.opened(output) as stream:
        matchers.check_home(home)
        for source in inputs or ("-",):
            with _lines(source) as lines:
                for answer in answers(lines, source, matchers, as_json=as_json, home=home):
                    stream.write(f"{answer.line}\n".encode())
                    stream.flush()
                    count, decided = count + 1, decided + answer.is_decided
                    if answer.fault is not None:
                        common.complain(answer.fault)
                        bad += 1
    click.echo(messages()["cli-matched"].format(count=count, decided=decided, bad=bad), err=True)
    return 1 if bad else 0


@contextmanager
def _lines(source: str) -> Iterator[IO[bytes]]:
    """The lines of a file, or of stdin."""
    try:
        with click.open_file(source, "rb") as stream:
            yield stream
    except OSError as error:
        raise InputError("gazetteer-file", source=source, why=error.strerror) from None
