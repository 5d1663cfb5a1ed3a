"""The shipped queries and the headers that describe them.

Input: `queries/*.rq`, or the text of a query of one's own. Output: `Shipped`, what a query
answers, its parameters and its columns. A header is comment lines that begin with `#+`, the
decorator form of grlc; together they are YAML, of which this reads mappings, lists of mappings
and scalars on one line:

    #+ summary: Where an official went
    #+ parameters:
    #+   - name: person
    #+     kind: string
    #+     description: name as an article gives it
    #+     example: 张红军
    #+ returns:
    #+   date: the stated date
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache

from kg.errors import QueryError
from kg.resources import data

KINDS = ("string", "date", "iri", "integer", "decimal", "boolean")
_ENTRY = re.compile(r"(?P<indent> *)(?P<dash>- +)?(?P<key>[\w-]+):(?: +(?P<value>.*))?$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query that its caller gives.

    `kind` is one of KINDS, `default` its value as text where the caller gives none; without a
    value an optional parameter restricts nothing. `choices` are the values allowed, if not all.
    """

    name: str
    kind: str = "string"
    description: str = ""
    default: str | None = None
    optional: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether the query cannot run without it."""
        return self.default is None and not self.optional

    @property
    def is_name(self) -> bool:
        """Whether its value is the name of somebody or something; an article goes by its id too."""
        return self.kind == "string" and self.name != "article"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A query with its header: `returns` pairs each column with what it holds."""

    name: str
    text: str
    summary: str = ""
    summary_zh: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    returns: tuple[tuple[str, str], ...] = ()


@cache
def shipped() -> Mapping[str, Shipped]:
    """All shipped queries by name, in order of name."""
    files = sorted(data("queries").glob("*.rq"))
    return {file.stem: described(file.read_text(encoding="utf-8"), file.stem) for file in files}


def load(name: str) -> Shipped:
    """The shipped query of that name; QueryError with the nearest name if there is none."""
    known = shipped()
    if name in known:
        return known[name]
    near = get_close_matches(name, known, 1)
    code = "query-name-near" if near else "query-name"
    raise QueryError(code, name=name, near="".join(near), known=", ".join(known))


@lru_cache(maxsize=64)
def described(text: str, name: str = "") -> Shipped:
    """A query with what its header says; a text without a header has no parameters declared.

    Raises QueryError where the header is not of the form above.
    """
    header = _header(text, name)
    returns = header.get("returns", {})
    if not isinstance(returns, dict):
        raise _fault(name, 1, "returns")
    return Shipped(
        name=name,
        text=text,
        summary=_text(header, "summary"),
        summary_zh=_text(header, "summary_zh"),
        description=_text(header, "description"),
        tags=_words(header, "tags"),
        parameters=_parameters(header, name),
        returns=tuple((column, str(meaning)) for column, meaning in returns.items()),
    )


def _parameters(header: Mapping[str, object], name: str) -> tuple[Parameter, ...]:
    entries = header.get("parameters", [])
    if not isinstance(entries, list):
        raise _fault(name, 1, "parameters")
    return tuple(_parameter(entry, name) for entry in entries)


def _parameter(entry: Mapping[str, object], name: str) -> Parameter:
    kind = _text(entry, "kind") or "string"
    if kind not in KINDS or not _text(entry, "name"):
        raise QueryError(
            "query-header-kind",
            name=name,
            parameter=_text(entry, "name"),
            found=kind,
            known=", ".join(KINDS),
        )
    default = entry.get("default")
    return Parameter(
        name=_text(entry, "name"),
        kind=kind,
        description=_text(entry, "description"),
        default=None if default is None else str(default),
        optional=_text(entry, "optional") == "true",
        example=_text(entry, "example"),
        choices=_words(entry, "choices"),
    )


def _text(entry: Mapping[str, object], key: str) -> str:
    return str(entry.get(key, ""))


def _words(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    """The items of an inline list such as `[visits, places]`."""
    inside = _text(entry, key).strip("[]")
    return tuple(word.strip() for word in inside.split(",") if word.strip())


def _header(text: str, name: str) -> dict[str, object]:
    """The header as nested mappings and lists; scalars stay text."""
    top: dict[str, object] = {}
    section, item = "", top
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            continue
        entry = _ENTRY.match(line.removeprefix("#+").removeprefix(" ").rstrip())
        if entry is None:
            raise _fault(name, number, line)
        indent, dash, key, value = entry.group("indent", "dash", "key", "value")
        if not indent and not dash:
            section, item = key, top
        elif dash:
            item = _new_item(top, section)
        elif item is top:
            item = top[section] = {}
        if value is not None or item is not top:
            item[key] = _scalar(value or "")
    return top


def _new_item(top: dict[str, object], section: str) -> dict[str, object]:
    item: dict[str, object] = {}
    items = top.setdefault(section, [])
    assert isinstance(items, list)
    items.append(item)
    return item


def _scalar(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _fault(name: str, line: int, found: str) -> QueryError:
    return QueryError("query-header", name=name or "-", line=line, found=found.strip())
