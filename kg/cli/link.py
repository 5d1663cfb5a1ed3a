"""The command that links places to gazetteers, and asks services about what is left."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import common
from kg.errors import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.gazetteer.shelf import Shelf
    from kg.link import Summary
    from kg.store import Store


@click.command()
@common.store
@common.chosen
@click.option(
    "--ask",
    "asked",
    metavar="NAME",
    multiple=True,
    help="Ask this service, over the network, about what is not linked; repeatable.",
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(["place", "person", "organization"]),
    multiple=True,
    help="What to ask about; places if not given; repeatable.",
)
@common.gazetteers
def link(
    store: Path,
    chosen: tuple[str, ...],
    asked: tuple[str, ...],
    kinds: tuple[str, ...],
    gazetteers: Path,
) -> None:
    """Link the places of a store to gazetteers.

    Writes what each place is, its code, coordinates and what it lies in, as far as that can be
    decided, with the reason; what cannot keeps its candidates. `kg gazetteer add` makes
    gazetteers. With --ask, a service is sent the names of what is left, also of people and
    organizations; what it answers is kept, and becomes candidates for `kg review`.

    \b
    Example:
      kg link
    """
    from kg.gazetteer.match import Matchers
    from kg.gazetteer.shelf import Shelf
    from kg.link import link as library_link
    from kg.store import Store

    shelf = Shelf(gazetteers)
    with ExitStack() as stack:
        services = [stack.enter_context(one) for one in shelf.open_services()]
        only_services = bool(services) and not shelf.names() and not chosen
        indexes = [] if only_services else shelf.open(chosen)
        matchers = stack.enter_context(Matchers(indexes))
        opened = stack.enter_context(Store.open(store))
        summary = library_link(opened, matchers, services, all_gazetteers=not chosen)
        if asked:
            _ask(opened, shelf, asked, kinds or ("place",))
            summary = library_link(opened, matchers, services, all_gazetteers=not chosen)
    click.echo(_told(summary, store), err=True)


def _ask(store: Store, shelf: Shelf, asked: Sequence[str], kinds: Sequence[str]) -> None:
    """Ask services about what is not linked, and tell how much that was."""
    from kg.gazetteer.client import Client
    from kg.link import unlinked

    for service in shelf.open_services(asked):
        with service:
            count = service.ask(unlinked(store, kinds), Client(service.about.source))
            told = messages()["cli-link-asked"].format(name=service.about.name, count=count)
            click.echo(told, err=True)


def _told(summary: Summary, store: Path) -> str:
    """The summary in words."""
    text = messages()
    if not summary.is_new:
        return text["cli-linked-same"].format(store=store)
    relations = ", ".join(f"{count} {relation}" for relation, count in summary.relations)
    return text["cli-linked"].format(relations=relations or "-", summary=summary, store=store)
