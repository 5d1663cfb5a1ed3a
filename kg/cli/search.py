"""The command that searches: words in articles, quotes and names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli import common
from kg.errors import messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.query import Rows
    from kg.search import Hit

_BEFORE, _AFTER = "«", "»"  # signs that Chinese texts do not have
_MORE: Final = "…"
_COLUMNS: Final = ("date", "kind", "sentence", "title", "publisher", "node", "article", "score")
_INDENT: Final = "    "
_FORMS: Final = ["text", "json", "jsonl", "table", "csv", "tsv", "markdown"]


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "-k",
    "--kind",
    "kinds",
    metavar="CLASS",
    multiple=True,
    help="Look in what is of this class (Article, Visit, Directive, Person, …); repeatable."
    " Articles and names by default.",
)
@click.option(
    "--person", "people", metavar="NAME", multiple=True, help="What the person has a part in."
)
@click.option(
    "--place",
    "places",
    metavar="NAME",
    multiple=True,
    help="What the place, office or organisation has a part in.",
)
@click.option("--since", metavar="DAY", help="Leave out what was before this day, YYYY-MM-DD.")
@click.option("--until", metavar="DAY", help="Leave out what was after this day, YYYY-MM-DD.")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="How many at most.",
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(_FORMS),
    default="text",
    show_default=True,
    help="Form of what is printed.",
)
@common.store
@common.output
def search(
    words: tuple[str, ...],
    kinds: tuple[str, ...],
    people: tuple[str, ...],
    places: tuple[str, ...],
    since: str | None,
    until: str | None,
    limit: int,
    form: str,
    store: Path,
    output: Path,
) -> None:
    """Search articles, quotes and names for WORDS.

    Words are found as they stand, inside longer ones too; all of them must be there. The best come
    first, each with its sentence and the words marked in it.

    \b
    Example:
      kg search 供暖 关林
      kg search 防汛 --kind Directive --since 2022-06-01 --until 2022-08-31
      kg search 调研 --kind Visit --person 褚明轩 --format csv --output visits.csv
    """
    with common.asking(store) as graph:
        hits = graph.search(
            words, kinds=kinds, people=people, places=places, since=since, until=until, limit=limit
        )
    if not hits:
        click.echo(messages()["cli-no-hits"], err=True)
    with common.opened(output) as stream:
        if form == "text":
            lines = _lines(hits, common.terminal_width(output))
            stream.writelines(f"{line}\n".encode() for line in lines)
        elif form == "json":
            stream.write(common.as_json([hit.as_json() for hit in hits]))
        else:
            from kg.render import write

            write(_rows(hits), form, stream, width=common.terminal_width(output))


def _lines(hits: Iterable[Hit], width: int | None) -> Iterator[str]:
    """Each hit on a line, and the sentence below it; clipped to the width of a terminal."""
    from kg.render import shorten

    for hit in hits:
        told = [hit.date, hit.kind, hit.title, f"[{shorten(hit.node)}]"]
        yield "  ".join(filter(None, told))
        yield _INDENT + _around(hit, width and width - len(_INDENT))


def _around(hit: Hit, width: int | None) -> str:
    """The sentence with its words marked; what is far from the first is left out."""
    from kg.render import display_width

    marked = " ".join(hit.marked(_BEFORE, _AFTER).split())
    if width is None or display_width(marked) <= width:
        return marked
    start = marked.find(_BEFORE)
    while start > 0 and display_width(marked[start - 1 : marked.find(_AFTER) + 1]) < width // 2:
        start -= 1
    end = start
    while end < len(marked) and display_width(marked[start : end + 1]) <= width - 2:
        end += 1
    return (_MORE if start else "") + marked[start:end] + (_MORE if end < len(marked) else "")


def _rows(hits: Iterable[Hit]) -> Rows:
    """Hits as rows, the words marked in the sentence."""
    import pyoxigraph as ox

    from kg.query import Rows

    def row(hit: Hit) -> tuple[ox.NamedNode | ox.Literal | None, ...]:
        texts = (hit.date, hit.kind, hit.marked(_BEFORE, _AFTER), hit.title, hit.publisher)
        nodes = (hit.node, hit.article)
        return (
            *(ox.Literal(text) if text else None for text in texts),
            *(ox.NamedNode(node) if node else None for node in nodes),
            ox.Literal(round(hit.score, 3)),
        )

    return Rows(_COLUMNS, map(row, hits))
