"""Commands that ask: what a store says, and what the project itself holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import common
from kg.errors import UsageError, messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.library import Shipped
    from kg.query import Graph
    from kg.store import Stats


@click.command()
@click.argument("asked", metavar="NAME|SPARQL|FILE.rq|-")
@click.option(
    "-p",
    "--parameter",
    "parameters",
    metavar="NAME=VALUE",
    multiple=True,
    help="Value of a parameter of the query; repeatable.",
)
@common.form(
    "table",
    "table, csv, tsv, json, jsonl, xml, markdown; for graphs also turtle, jsonld and others.",
)
@click.option(
    "-w",
    "--width",
    type=click.IntRange(min=20),
    help="Columns that a table may take; the terminal's, and as many as needed elsewhere.",
)
@click.option("--bom", is_flag=True, help="Mark CSV and TSV as UTF-8 for spreadsheets.")
@click.option("--allow-network", is_flag=True, help="Let a query ask other endpoints (SERVICE).")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    help="End the query after so many seconds, with exit code 1.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Show the query with its parameters put in, and how the engine went about it.",
)
@common.store
@common.output
def query(
    asked: str,
    parameters: tuple[str, ...],
    form: str,
    width: int | None,
    bom: bool,
    allow_network: bool,
    timeout: float | None,
    explain: bool,
    store: Path,
    output: Path,
) -> None:
    """Ask a store: a shipped query, or SPARQL of your own.

    A query is given by its name, as text, as a file, or - to read it from stdin. `kg queries`
    lists the shipped queries and their parameters. Parameters are bound as RDF terms, never
    pasted into the text.

    \b
    Example:
      kg query itinerary -p person=褚明轩
      kg query donation-totals --format csv --output totals.csv
      kg query day -p day=2022-12-05 --timeout 10
      kg query "SELECT (COUNT(*) AS ?visits) { ?visit a zj:Visit }"
    """
    from kg.render import write

    text = sys.stdin.buffer.read().decode(errors="replace") if asked == "-" else asked
    given = dict(_named(one) for one in parameters)
    with common.asking(store, allow_network=allow_network, timeout=timeout) as graph:
        if explain:
            plan = graph.explain(text, **given)
            with common.opened(output) as stream:
                stream.write(plan.encode())
            return
        rows = graph.query(text, **given)
        if rows.form == "rows" and not rows:
            _tell_nothing(graph, text, given)
        with common.opened(output) as stream:
            write(rows, form, stream, width=width or common.terminal_width(output), bom=bom)


def _tell_nothing(graph: Graph, asked: str, given: Mapping[str, str]) -> None:
    """Say that there are no rows, and which name that a shipped query was given nothing bears."""
    from kg.library import shipped
    from kg.show import is_known, unknown

    click.echo(messages()["cli-no-rows"], err=True)
    query = shipped().get(asked)
    for one in query.parameters if query else ():
        if one.is_name and one.name in given and not is_known(graph, given[one.name]):
            click.echo(str(unknown(graph, given[one.name])), err=True)


def _named(parameter: str) -> tuple[str, str]:
    name, found, value = parameter.partition("=")
    if not found:
        raise UsageError("cli-parameter", found=parameter)
    return name, value


@click.command()
@click.argument("name", required=False)
@common.output
def queries(name: str | None, output: Path) -> None:
    """List the shipped queries, or print the one called NAME.

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
    """Check that ontology, rules, queries and code agree.

    Also lexicons, shapes, JSON-LD context and messages; and the examples of your own rules.

    \b
    Example:
      kg check
    """
    from kg.check import check as library_check

    faults = library_check(rules)
    for fault in faults:
        click.echo(str(fault))
    return common.verdict(len(faults), good="cli-check-good", bad="cli-check-faults")


@click.command()
@common.store
@common.text_or_json
def stats(store: Path, form: str) -> None:
    """Count what a store holds.

    \b
    Example:
      kg stats
      kg stats --format json
    """
    from dataclasses import asdict

    from kg.store import Store

    with Store.open(store, read_only=True) as opened:
        found = opened.stats()
    if form == "json":
        common.print_json({"store": str(store), **asdict(found)})
    else:
        click.echo(_counted(found, store))


def _counted(found: Stats, store: Path) -> str:
    """A store's numbers as lines for people."""
    text = messages()
    lines = [text["cli-stats"].format(store=store, found=found)]
    if found.reprinted:
        lines.append(text["cli-stats-several"].format(found=found))
    if found.published:
        lines.append(text["cli-stats-published"].format(days=found.published))
    if found.events:
        lines.append(text["cli-stats-events"].format(days=found.events, undated=found.undated))
    for name, count in found.classes:
        lines.append(f"{count:>10,}  {name.rpartition('#')[2]}")
    return "\n".join(lines)


@click.command()
@click.argument("name")
@common.store
@common.text_or_json
def show(name: str, store: Path, form: str) -> None:
    """Show one person, organisation or place.

    What posts it has, what happened when, and the words that state it.

    \b
    Example:
      kg show 褚明轩
    """
    from kg.show import as_text
    from kg.show import show as library_show

    with common.asking(store) as graph:
        portrait = library_show(graph, name)
    if form == "json":
        common.print_json(portrait.as_json())
    else:
        with common.opened(Path("-")) as stream:
            stream.write(as_text(portrait).encode())
