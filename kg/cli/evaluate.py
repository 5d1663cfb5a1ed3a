"""The command that measures the rules on annotated articles."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import common


@click.command()
@click.argument(
    "golds",
    nargs=-1,
    required=True,
    metavar="GOLD...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--article", "only", metavar="ID", multiple=True, help="Only this one; repeatable.")
@click.option(
    "--worst",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="How many articles to show with what is missing and extra.",
)
@click.option(
    "--confidence",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the measured confidence of each rule to FILE (TOML).",
)
@common.text_or_json
@common.rules
@common.output
def evaluate(
    golds: tuple[Path, ...],
    only: tuple[str, ...],
    worst: int,
    confidence: Path | None,
    form: str,
    rules: tuple[Path, ...],
    output: Path,
) -> None:
    """Measure what the rules find against the annotated articles of GOLDs.

    A GOLD is a JSON list of articles with id, title, text, published and gold: the facts that a
    careful reader finds. docs/rules.md describes its form.

    \b
    Example:
      kg evaluate examples/gold.json
      kg evaluate examples/gold.json --worst 20 --format json
    """
    import json

    from kg.evaluate import evaluate as library_evaluate
    from kg.evaluate import write_confidence
    from kg.evaluate.report import as_json, as_text
    from kg.rules import load_rules

    found = library_evaluate(golds, load_rules(rules), only=only)
    if form == "json":
        text = json.dumps(as_json(found, worst=worst), ensure_ascii=False, indent=2) + "\n"
    else:
        text = as_text(found, worst=worst)
    with common.opened(output) as stream:
        stream.write(text.encode())
    if confidence is not None:
        write_confidence(found.rules, confidence)
