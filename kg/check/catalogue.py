"""Whether every error code has its message, every message its error, and the fields agree.

Input: the modules of the package and `messages/*.toml`. An error is raised as
`SomeError("code", field=…)`, or through a name that holds one of several codes.
"""

from __future__ import annotations

import ast
import builtins
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kg.check import code
from kg.check.fault import Fault, Places, fault

_CODE = re.compile("[a-z0-9]+(-[a-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class Raised:
    """A code that a module uses for an error; `fields` is None where they cannot be told."""

    code: str
    fields: frozenset[str] | None
    line: int


def check_messages(places: Places) -> Iterator[Fault]:
    """Codes without a message, messages without an error, fields that no error gives."""
    catalogue, files, faults = _read(places)
    yield from faults
    mentioned: set[str] = set()
    starts: set[str] = set()
    for file, module in code.modules(places.package).items():
        mentioned |= module.strings
        starts |= set(_beginnings(module.tree))
        for raised in _raised(module.tree):
            name = places.name(file)
            if raised.code not in catalogue:
                yield fault(name, "check-message", found=raised.code, line=raised.line)
            elif raised.fields is not None:
                yield from _lacking(name, raised, catalogue)
    for key, file_name in files.items():
        if key not in mentioned and not any(key.startswith(start) for start in starts):
            yield fault(file_name, "check-message-unused", found=key)


def _read(places: Places) -> tuple[dict[str, str], dict[str, str], list[Fault]]:
    """All messages by code, the file of each, and the faults of the files."""
    catalogue: dict[str, str] = {}
    files: dict[str, str] = {}
    faults: list[Fault] = []
    for file in sorted((places.package / "messages").glob("*.toml")):
        name = places.name(file)
        try:
            entries = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.append(fault(name, "check-toml", reason=error))
            continue
        for key, text in entries.items():
            if key in files:
                faults.append(fault(name, "check-message-twice", found=key, first=files[key]))
            if _placeholders(text) is None:
                faults.append(fault(name, "check-message-form", found=key))
                continue
            catalogue[key], files[key] = text, name
    return catalogue, files, faults


def _placeholders(text: object) -> frozenset[str] | None:
    """The fields that a message names; None where it is no text that can be formatted."""
    if not isinstance(text, str):
        return None
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    fields = [name.partition(".")[0].partition("[")[0] for name in names]
    return frozenset(fields) if all(field.isidentifier() for field in fields) else None


def _lacking(name: str, raised: Raised, catalogue: Mapping[str, str]) -> Iterator[Fault]:
    assert raised.fields is not None
    wanted = _placeholders(catalogue[raised.code]) or frozenset()
    for field in sorted(wanted - raised.fields):
        yield fault(
            name, "check-message-field", found=raised.code, field=field, line=raised.line,
            given=", ".join(sorted(raised.fields)) or "none",
        )  # fmt: skip


@cache
def _raised(module: ast.Module) -> tuple[Raised, ...]:
    """Every code that a call of the module makes an error or fault from."""
    found: list[Raised] = []
    for scope in ast.walk(module):
        if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            continue
        nodes = list(_own(scope))
        names = _assigned(nodes)
        calls = (node for node in nodes if isinstance(node, ast.Call))
        found += [raised for call in calls for raised in _of_call(call, names)]
    return tuple(found)


def _of_call(call: ast.Call, names: Mapping[str, list[ast.expr]]) -> Iterator[Raised]:
    argument = _code_argument(call)
    values = names.get(argument.id, []) if isinstance(argument, ast.Name) else [argument]
    for value in values:
        for text in _texts(value):
            yield Raised(text, _fields(call), call.lineno)


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of functions inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from _own(child)


def _assigned(nodes: list[ast.AST]) -> dict[str, list[ast.expr]]:
    """What each name of a scope is set to."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def _code_argument(call: ast.Call) -> ast.expr | None:
    """The argument that is the code: the first of an error, the second of a fault."""
    function = call.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if name == "fault":
        return call.args[1] if len(call.args) > 1 else None
    if name.endswith("Error") and not hasattr(builtins, name):
        return call.args[0] if call.args else None
    return None


def _texts(node: ast.expr | None) -> Iterator[str]:
    """The codes that an expression can be."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and _CODE.fullmatch(str(node.value)):
        yield str(node.value)


def _fields(call: ast.Call) -> frozenset[str] | None:
    """The names of the fields that a call gives; None where `**` hides them."""
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name)


@cache
def _beginnings(module: ast.Module) -> frozenset[str]:
    """How the codes begin that a module puts together, as in `f"query-{kind}"`."""
    starts = (
        str(node.values[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
    )
    return frozenset(start for start in starts if re.fullmatch("[a-z]+-[a-z-]*", start))
