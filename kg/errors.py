"""Errors that say where, what was found, what is allowed and what to do.

The texts stand in `messages/*.toml`, one file a module, keyed by a code; the fields of an
error fill them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def messages() -> dict[str, str]:
    """The message catalogue: error code to text with {fields}."""
    catalogue: dict[str, str] = {}
    for file in sorted(resources.files("kg").joinpath("messages").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            catalogue |= tomllib.loads(file.read_text(encoding="utf-8"))
    return catalogue


class KgError(Exception):
    """Base of all errors of Zhengji; `code` names a text in the catalogue, `fields` fill it."""

    exit_code = 1

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields

    def __str__(self) -> str:
        return messages()[self.code].format(**self.fields)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.fields)


def _rebuild(kind: type[KgError], code: str, fields: dict[str, object]) -> KgError:
    return kind(code, **fields)


class UsageError(KgError):
    """What was asked for cannot be: wrong option, name or parameter."""

    exit_code = 2


class InputError(KgError):
    """An input that cannot be read; field `source` says which."""


class RuleError(KgError):
    """Faults in rules, lexicons or ontology; field `faults` lists all of them."""


class StoreError(KgError):
    """A store that cannot be opened, read or written; field `store` says which."""


class QueryError(KgError):
    """A query that cannot be run as it was asked; fields `line` and `column` where known."""

    exit_code = 2


class StoppedError(QueryError):
    """A query that is as it should be, and did not come to its end."""

    exit_code = 1
