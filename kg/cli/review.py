"""The command that brings what is open or weak before a person, and takes the verdicts."""

from __future__ import annotations

import codecs
from contextlib import ExitStack
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import common
from kg.errors import KgError, messages

if TYPE_CHECKING:
    from kg.store import Store


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--below",
    type=click.FloatRange(0, 1),
    default=0.8,
    show_default=True,
    help="Confidence below which facts and links are weak.",
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(["fact", "identity", "link"]),
    multiple=True,
    help="Only rows of this kind; repeatable.",
)
@click.option("--limit", type=click.IntRange(min=1), help="No more rows than these.")
@common.store
@common.gazetteers
@common.output
def review(
    file: Path | None,
    below: float,
    kinds: tuple[str, ...],
    limit: int | None,
    store: Path,
    gazetteers: Path,
    output: Path,
) -> None:
    """Write what is open or weak as a table, or take a FILE of verdicts.

    Without a FILE, writes facts, identities and links to judge, with the words they stand on, as
    tab-separated values for a spreadsheet. Fill in the column verdict, and reason if you like; the
    column allowed names the verdicts. With a FILE, takes the verdicts: they win over everything,
    and stay, until the verdict undo takes them back. Rows without a verdict are passed over.

    \b
    Example:
      kg review -o review.tsv
      kg review examples/decisions.tsv
    """
    if file is None:
        _write(store, below, kinds, limit, output)
    else:
        _take(store, file, gazetteers)


def _write(
    store: Path, below: float, kinds: tuple[str, ...], limit: int | None, output: Path
) -> None:
    from kg.review import KINDS, questions, write
    from kg.store import Store

    with Store.open(store, read_only=True) as opened, common.opened(output) as stream:
        asked = list(islice(questions(opened, below=below, kinds=kinds or KINDS), limit))
        if str(output) != "-":
            stream.write(codecs.BOM_UTF8)  # without it, spreadsheets take another encoding
        text = TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="\n")
        count = write(asked, text)
        text.flush()
        text.detach()
    decided = sum(one.decision is not None for one in asked)
    told = messages()["cli-review-written"].format(count=count, decided=decided)
    click.echo(told, err=True)


def _take(store: Path, file: Path, gazetteers: Path) -> None:
    from kg.review import take
    from kg.store import Store

    text = messages()
    with Store.open(store) as opened:
        summary = take(opened, file)
        told = text["cli-review-taken"].format(summary=summary, store=store)
        click.echo(told, err=True)
        if summary.links:
            click.echo(_relinked(opened, gazetteers), err=True)


def _relinked(store: Store, gazetteers: Path) -> str:
    """Make links anew with the gazetteers that they come from; what became of that."""
    from kg.gazetteer.match import Matchers
    from kg.gazetteer.shelf import Shelf
    from kg.link import link, used_gazetteers

    text = messages()
    try:
        shelf, used = Shelf(gazetteers), sorted(used_gazetteers(store))
        with ExitStack() as stack:
            services = [stack.enter_context(one) for one in shelf.open_services()]
            matchers = stack.enter_context(Matchers(shelf.open(used) if used else []))
            link(store, matchers, services, all_gazetteers=False)
    except KgError as error:
        return text["cli-review-links"].format(why=error)
    return text["cli-review-linked"]
