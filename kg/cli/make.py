"""Commands that make facts from inputs, show why, and take them out again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import common
from kg.errors import KgError

if TYPE_CHECKING:
    from typing import Unpack

    from kg.pipeline import Reading

inputs = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")


@click.command()
@inputs
@common.reading
@common.rules
@common.jobs
@common.output
def extract(
    inputs: tuple[str, ...],
    rules: tuple[Path, ...],
    jobs: int,
    output: Path,
    **reading: Unpack[Reading],
) -> int:
    """Print what INPUTs state: one JSON object an article, without a store.

    \b
    Example:
      kg extract examples/page.txt --published 2022-12-16
      kg extract examples/articles.jsonl -o build/records.jsonl
    """
    from kg import pipeline
    from kg.record import to_line

    records = pipeline.extract_inputs(inputs, rules=rules, jobs=jobs, **reading)
    failed = 0
    with common.opened(output) as stream:
        for record in common.progress(records):
            if isinstance(record, KgError):
                common.complain(record)
                failed += 1
            else:
                stream.write(f"{to_line(record)}\n".encode())
    return 1 if failed else 0
