"""Commands that make facts from inputs, show why, and take them out again."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import common
from kg.errors import KgError, messages

if TYPE_CHECKING:
    from typing import Unpack

    from kg.pipeline import Reading, Summary

inputs = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")


@click.command()
@inputs
@common.store
@common.reading
@common.rules
@common.jobs
@common.decisions
@click.option("--prune", is_flag=True, help="Take out of the store what the INPUTs do not have.")
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="JSON lines to write: what failed, its source and the reason.",
)
@click.option(
    "--to",
    metavar="URL",
    help="Graph Store Protocol of a SPARQL server that is sent the store; KG_USER and "
    "KG_PASSWORD, or KG_TOKEN, say who sends.",
)
@click.option("--base", metavar="IRI", help="What the IRIs of a new store begin with.")
def build(
    inputs: tuple[str, ...],
    store: Path,
    rules: tuple[Path, ...],
    jobs: int | None,
    decisions: Path | None,
    prune: bool,
    report: Path | None,
    to: str | None,
    base: str | None,
    **reading: Unpack[Reading],
) -> int:
    """Extract the facts of INPUTs into a store.

    Reads, extracts, stores, and identifies who is who. An INPUT is a file, a folder, a pattern
    such as 'pages/**/*.txt', or - for stdin. Read are text (one article or a page of several),
    Markdown with front matter, HTML, JSON, JSON lines, CSV and TSV (fields id, title, text,
    published, url, source, home) and WARC, also packed with gzip, bzip2, zstd or zip. What the
    store has already, it keeps; a text that has changed replaces its facts.
    The same article from several places, reprints with small changes too, is one article with
    several sources.

    \b
    Example:
      kg build examples/page.txt --published 2022-12-16
      kg build examples/articles.jsonl --store news.store --jobs 2
      kg build examples/forms/visit.html examples/forms/crawl.warc.gz examples/forms/pages.zip
      kg build examples/forms/visits.csv --map text=正文,title=标题,published=发布日期
      kg build examples/page.txt examples/snow.txt --prune --report failed.jsonl
    """
    from kg import pipeline
    from kg.cli.progress import Progress
    from kg.memory import keep_little

    keep_little()
    with common.opened(report) if report else nullcontext() as told:
        with Progress(inputs) as progress:
            summary = pipeline.build(
                inputs,
                store=store,
                base=base,
                rules=rules,
                decisions=decisions,
                jobs=jobs,
                prune=prune,
                to=to,
                progress=progress,
                **reading,
            )
        for error in summary.changes.failed:
            common.complain(error)
        if told:
            told.writelines(common.as_line(error) for error in summary.changes.failed)
    click.echo(_told(summary, store), err=True)
    return 1 if summary.changes.failed else 0


def _told(summary: Summary, store: Path) -> str:
    """The summary in words; what did not happen is left out."""
    text, changes = messages(), summary.changes
    fates = [
        text[f"cli-built-{fate}"].format(count=getattr(changes, fate))
        for fate in ("new", "changed", "same", "duplicate", "removed")
        if getattr(changes, fate)
    ]
    kinds = [*summary.events, *([("Tenure", summary.posts)] if summary.posts else [])]
    facts = [text["cli-built-fact"].format(kind=kind, count=count) for kind, count in kinds]
    lines = [text["cli-built"].format(read=summary.read, fates=", ".join(fates) or "-")]
    if facts:
        lines.append(text["cli-built-facts"].format(facts=", ".join(facts)))
    if changes.failed:
        lines.append(text["cli-built-failed"].format(count=len(changes.failed)))
    lines.append(text["cli-built-store"].format(store=store))
    if summary.sent:
        lines.append(text["cli-sent"].format(sent=summary.sent))
    return "\n".join(lines)


@click.command()
@inputs
@common.reading
@common.rules
@common.jobs
@common.decisions
@common.output
def extract(
    inputs: tuple[str, ...],
    rules: tuple[Path, ...],
    jobs: int | None,
    decisions: Path | None,
    output: Path,
    **reading: Unpack[Reading],
) -> int:
    """Print what INPUTs state, one JSON record an article.

    ontology/record.schema.json describes the record. No store is needed. INPUTs are those of
    kg build.

    \b
    Example:
      kg extract examples/page.txt --published 2022-12-16
      kg extract examples/forms/visit.md examples/forms/visit.html
      kg extract examples/articles.jsonl -o records.jsonl
      kg extract examples/page.txt --published 2022-12-16 --decisions examples/decisions.tsv
    """
    from kg import pipeline
    from kg.record import to_line

    records = pipeline.extract_inputs(
        inputs, rules=rules, decisions=decisions, jobs=jobs, **reading
    )
    failed = 0
    with common.opened(output) as stream:
        for record in common.progress(records):
            if isinstance(record, KgError):
                common.complain(record)
                failed += 1
            else:
                stream.write(f"{to_line(record)}\n".encode())
    return 1 if failed else 0


@click.command()
@inputs
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "html"]),
    help="Lines for a terminal, or one self-contained page; html if the output is named so.",
)
@common.reading
@common.rules
@common.output
def explain(
    inputs: tuple[str, ...],
    form: str | None,
    rules: tuple[Path, ...],
    output: Path,
    **reading: Unpack[Reading],
) -> int:
    """Show articles with every fact marked, and why.

    \b
    Example:
      kg explain examples/page.txt --published 2022-12-16
      kg explain examples/page.txt --published 2022-12-16 -o page.html
    """
    from kg import pipeline
    from kg.explain import explain_html, explain_text

    results = list(pipeline.extract_inputs(inputs, rules=rules, **reading))
    records = [one for one in results if not isinstance(one, KgError)]
    for error in results:
        if isinstance(error, KgError):
            common.complain(error)
    if form == "html" or (form is None and output.suffix == ".html"):
        text = explain_html(records) if records else ""
    else:
        text = "".join(f"{line}\n" for record in records for line in explain_text(record))
    if text:
        with common.opened(output) as stream:
            stream.write(text.encode())
    return 0 if len(records) == len(results) else 1


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@common.store
def remove(articles: tuple[str, ...], store: Path) -> None:
    """Take ARTICLEs out of a store.

    What they alone support goes with them. An ARTICLE is the id, key or IRI of an article, or a
    file: all articles that came from it.

    \b
    Example:
      kg remove examples/page.txt
    """
    from kg import pipeline

    count = pipeline.remove(articles, store=store)
    click.echo(messages()["cli-removed"].format(count=count, store=store), err=True)
