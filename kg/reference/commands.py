"""The page of commands: usage, what each does, its options, examples.

Input: the commands of `kg`. Output: Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from kg.cli import app
from kg.reference.words import anchor, bullets, code, joined, plain, table, words

_UNBROKEN = "\b"  # before a paragraph that click is to leave as it is


def page() -> str:
    """All commands, those of groups after their group."""
    found = list(_walk(app, None, "kg"))
    links = (
        f"[{code(context.command_path)}](#{anchor(context.command_path)}) {_first(command)}"
        for command, context in found[1:]
    )
    sections = (_section(command, context) for command, context in found)
    return joined([words()["commands"], bullets(links), *sections])


def _walk(
    command: click.Command, parent: click.Context | None, name: str
) -> Iterator[tuple[click.Command, click.Context]]:
    context = click.Context(command, parent=parent, info_name=name, **command.context_settings)
    yield command, context
    if isinstance(command, click.Group):
        for inner in sorted(command.commands):
            yield from _walk(command.commands[inner], context, inner)


def _first(command: click.Command) -> str:
    """The first sentence of what a command does."""
    return plain(_paragraphs(command)[0].partition(". ")[0].rstrip(".:"))


def _section(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    told = "".join(_told(text) for text in _paragraphs(command))
    rows = (
        [code(record[0]), plain(record[1])]
        for option in command.get_params(context)
        if (record := option.get_help_record(context)) and record[1]
    )
    heading = f"## {context.command_path}\n\n    {usage}\n\n"
    return heading + told + table(words()["options"], rows)


def _paragraphs(command: click.Command) -> list[str]:
    told = [text.strip(" \n") for text in (command.help or "").split("\n\n")]
    return [text for text in told if text]


def _told(paragraph: str) -> str:
    """A paragraph; one that click leaves as it is, as code, without the word that announces it."""
    if not paragraph.startswith(_UNBROKEN):
        return f"{plain(paragraph)}\n\n"
    lines = [line.strip() for line in paragraph.removeprefix(_UNBROKEN).splitlines()]
    shown = [line for line in lines if line and not line.endswith(":")]
    return "".join(["```sh\n", *(f"{line}\n" for line in shown), "```\n\n"])
