"""Commands that ask: what a store says, and what the project itself holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import common

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.library import Shipped


@click.command()
@click.argument("name", required=False)
@common.output
def queries(name: str | None, output: Path) -> None:
    """List the shipped queries with their parameters, or print the one called NAME.

    \b
    Example:
      kg queries
      kg queries itinerary
    """
    from kg.library import load, shipped

    with common.opened(output) as stream:
        stream.write((load(name).text if name else _overview(shipped().values())).encode())


def _overview(found: Iterable[Shipped]) -> str:
    """Each query on a line of its own, its parameters below it."""
    lines = []
    for query in found:
        lines.append(f"{query.name}: {query.summary}")
        for one in query.parameters:
            example = f" ({one.example})" if one.example else ""
            optional = "" if one.required else " [optional]"
            lines.append(
                f"  -p {one.name}={one.kind.upper()}  {one.description}{example}{optional}"
            )
    return "".join(f"{line}\n" for line in lines)


@click.command()
@common.rules
def check(rules: tuple[Path, ...]) -> int:
    """Hold ontology, rules, lexicons, shapes, context, queries and code against one another.

    \b
    Example:
      kg check
    """
    from kg.check import check as library_check
    from kg.errors import messages

    faults = library_check(rules)
    for fault in faults:
        click.echo(str(fault))
    told = "cli-check-faults" if faults else "cli-check-good"
    click.echo(messages()[told].format(faults=len(faults)), err=True)
    return 1 if faults else 0
