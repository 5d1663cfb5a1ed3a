"""Commands that take a store away, check it against the shapes, and describe it."""

from __future__ import annotations

from contextlib import ExitStack
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Final

import click

from kg.cli import common
from kg.errors import UsageError, messages

_ANY_FACT: Final = "ASK { ?fact zj:statedIn ?article }"


def _decimal(_context: click.Context, option: click.Parameter, given: str | None) -> Decimal | None:
    """A number; raises UsageError."""
    try:
        return None if given is None else Decimal(given)
    except InvalidOperation:
        raise UsageError("cli-number", option=option.opts[0], found=given) from None


@click.command()
@common.form(
    "turtle",
    "turtle, jsonld, ntriples, rdfxml: all graphs as one; nquads, trig: each graph apart;"
    " csv: a table for each kind; geojson, lpf: linked places; sssom: what these are linked to;"
    " gexf, graphml: a network.",
)
@click.option(
    "--article", "articles", metavar="ID", multiple=True, help="Only of this article; repeatable."
)
@click.option(
    "--person",
    "people",
    metavar="NAME",
    multiple=True,
    help="Only facts of this person; repeatable.",
)
@click.option(
    "--place",
    "places",
    metavar="NAME",
    multiple=True,
    help="Only facts at this place, or of bodies there, and at what lies in it; repeatable.",
)
@click.option(
    "--kind", "kinds", metavar="CLASS", multiple=True, help="Only facts such as Visit; repeatable."
)
@click.option(
    "--since", metavar="DATE", default="", help="Only facts that end on that day or later."
)
@click.option("--until", metavar="DATE", default="", help="Only facts that begin by that day.")
@click.option(
    "--confidence",
    metavar="NUMBER",
    callback=_decimal,
    help="Only facts whose confidence is at least that, such as 0.8.",
)
@click.option(
    "--construct",
    metavar="SPARQL|FILE.rq",
    help="What this CONSTRUCT gives, in place of what the store holds.",
)
@click.option(
    "--frame",
    default="article",
    show_default=True,
    help="Of JSON-LD: facts inside their article, or inside each entity that has a part in them.",
)
@click.option(
    "--statement-metadata",
    type=click.Choice(["none", "reifiers"]),
    default="none",
    show_default=True,
    help="reifiers: facts also reify the triples that they give (RDF 1.2).",
)
@click.option(
    "--bom",
    is_flag=True,
    help="Of CSV: for spreadsheets; marked as UTF-8, and no cell is taken for a formula.",
)
@common.store
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True, path_type=Path),
    default="-",
    help="File to write, of CSV a folder; - is stdout.",
)
def export(
    form: str,
    articles: tuple[str, ...],
    people: tuple[str, ...],
    places: tuple[str, ...],
    kinds: tuple[str, ...],
    since: str,
    until: str,
    confidence: Decimal | None,
    construct: str | None,
    frame: str,
    statement_metadata: str,
    bom: bool,
    store: Path,
    output: Path,
) -> None:
    """Write what a store holds, or a part of it, for other programs.

    A fact takes along its article, its evidence and what it names. Options of one name are
    alternatives, those of different names must all hold. The same content gives the same bytes.
    CSV goes into a folder, or into a zip archive if OUTPUT ends in .zip or is stdout.

    \b
    Example:
      kg export --output news.ttl
      kg export --format jsonld --frame entity --person 褚明轩
      kg export --format csv --since 2022-12 --output tables
    """
    from kg.export import Selection, check, constructed, export_tables, part
    from kg.export import export as library_export

    reifiers = statement_metadata == "reifiers"
    check(form, frame=frame, reifiers=reifiers)
    selection = Selection(articles, people, places, kinds, since, until, confidence)
    with ExitStack() as stack:
        graph = stack.enter_context(common.asking(store))
        if construct is not None:
            graph = stack.enter_context(constructed(graph, construct))
        if selection:
            graph = stack.enter_context(part(graph, selection))
            if not graph.query(_ANY_FACT)[0]["answer"]:
                click.echo(messages()["cli-no-facts"], err=True)
        if form == "csv" and _is_folder(output):
            folder = stack.enter_context(common.opened_folder(output))
            export_tables(graph, folder, bom=bom)
            return
        stream = stack.enter_context(common.opened(output))
        library_export(graph, form, stream, frame=frame, reifiers=reifiers, bom=bom)


def _is_folder(output: Path) -> bool:
    return (
        str(output) != "-" and output.suffix != ".zip" and (output.is_dir() or not output.exists())
    )


@click.command()
@click.option("--title", metavar="TEXT", default="", help="What the data are called.")
@click.option("--publisher", metavar="NAME", default="", help="Who publishes them.")
@click.option("--license", "licence", metavar="IRI", default="", help="Under which licence.")
@click.option(
    "--dump", "dumps", metavar="URL", multiple=True, help="Where an export is; repeatable."
)
@common.form("turtle", "Form of the description.", "turtle", "jsonld", "ntriples", "rdfxml")
@common.store
@common.output
def describe(
    title: str,
    publisher: str,
    licence: str,
    dumps: tuple[str, ...],
    form: str,
    store: Path,
    output: Path,
) -> None:
    """Describe a store for catalogues of data (VoID and DCAT).

    Counts by class and property, the time that the facts cover, papers, versions, links. A licence
    is named only if you give one.

    \b
    Example:
      kg describe --title 洛龙政迹 --license https://creativecommons.org/licenses/by/4.0/
    """
    from kg.describe import Owner, write
    from kg.describe import describe as library_describe

    owner = Owner(title, publisher, licence, dumps)
    with common.asking(store) as graph:
        found = list(library_describe(graph, owner))
        with common.opened(output) as stream:
            write(found, form, stream)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@common.form("table", "table, csv, tsv, json, jsonl, xml, markdown.")
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the messages.",
)
@click.option("-w", "--width", type=click.IntRange(min=20), help="Columns that a table may take.")
@common.store
@common.rules
@common.output
def validate(
    file: Path | None,
    form: str,
    language: str,
    width: int | None,
    store: Path,
    rules: tuple[Path, ...],
    output: Path,
) -> int:
    """Check a store, or a FILE of RDF, against the shapes.

    Lists what fails: which shape, what it asks for, the node, the property and value at fault, and
    the words of the article. The shapes (SHACL) stand in ontology/shapes.ttl. Needs the extra: pip
    install 'zhengji[validate]'.

    \b
    Example:
      kg validate
      kg validate --language zh --format csv --output faults.csv
    """
    from kg.render import write
    from kg.validate import table
    from kg.validate import validate as library_validate

    progress = partial(common.progress, label="Parts")
    if file is not None:
        violations = library_validate(file, rules, progress=progress)
    else:
        with common.asking(store) as graph:
            violations = library_validate(graph.store, rules, progress=progress)
    with common.opened(output) as stream:
        if violations or form != "table":
            rows = table(violations, language)
            write(rows, form, stream, width=width or common.terminal_width(output))
    return common.verdict(len(violations), good="cli-validate-good", bad="cli-validate-faults")
