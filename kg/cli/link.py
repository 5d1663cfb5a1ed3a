"""The command that links places to gazetteers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import common
from kg.errors import messages

if TYPE_CHECKING:
    from kg.link import Summary


@click.command()
@common.store
@common.chosen
@common.gazetteers
def link(store: Path, chosen: tuple[str, ...], gazetteers: Path) -> None:
    """Link the places of a store to gazetteers.

    Writes what each place is, its code, coordinates and what it lies in, as far as that can be
    decided, with the reason; what cannot keeps its candidates. `kg gazetteer add` makes
    gazetteers.

    \b
    Example:
      kg link
    """
    from kg.gazetteer.match import Matchers
    from kg.gazetteer.shelf import Shelf
    from kg.link import link as library_link
    from kg.store import Store

    with Matchers(Shelf(gazetteers).open(chosen)) as matchers, Store.open(store) as opened:
        summary = library_link(opened, matchers, all_gazetteers=not chosen)
    click.echo(_told(summary, store), err=True)


def _told(summary: Summary, store: Path) -> str:
    """The summary in words."""
    text = messages()
    if not summary.is_new:
        return text["cli-linked-same"].format(store=store)
    relations = ", ".join(f"{count} {relation}" for relation, count in summary.relations)
    return text["cli-linked"].format(relations=relations or "-", summary=summary, store=store)
