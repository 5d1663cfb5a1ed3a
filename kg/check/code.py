"""The terms of the ontology that Python code uses, read from its syntax tree.

Input: the modules of the package. Output: names of terms. A term is used as `Class.VISIT`,
`Property.VISITOR`, `ZJ + "Visit"`, `f"{ZJ}Visit"`, "zj:Visit" in a string (docstrings do not
count), or by its whole IRI.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from kg.vocabulary import ZJ

_TERM = re.compile(rf"(?:\bzj:|{re.escape(ZJ)})([A-Za-z]\w*)")
_NAME = re.compile(r"[A-Za-z]\w*")
_HOLDERS = ("Class", "Property")


def modules(package: Path) -> list[Path]:
    """All modules of the package, sorted."""
    return sorted(package.rglob("*.py"))


@lru_cache(maxsize=256)
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


def tree(file: Path) -> ast.Module:
    """The syntax tree of a module."""
    return _parse(file.read_text(encoding="utf-8"))


def constants(vocabulary: Path) -> dict[tuple[str, str], str]:
    """The constants of `vocabulary.py`: ("Class", "VISIT") to "Visit"."""
    found = {}
    for node in tree(vocabulary).body:
        if isinstance(node, ast.ClassDef) and node.name in _HOLDERS:
            for line in node.body:
                terms = list(_in_expression(line)) if isinstance(line, ast.Assign) else []
                if terms and isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                    found[node.name, line.targets[0].id] = terms[0]
    return found


def terms(module: ast.Module, known: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Names of the terms that a module uses, as often as it does."""
    quiet = _docstrings(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in known:
                yield known[node.value.id, node.attr]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in quiet:
            yield from _TERM.findall(node.value)
        elif isinstance(node, ast.BinOp | ast.JoinedStr):
            yield from _in_expression(node)


def in_text(text: str) -> list[str]:
    """Names of the terms that stand in a text, prefixed or as whole IRIs."""
    return _TERM.findall(text)


def strings(module: ast.Module) -> set[str]:
    """All strings of a module but its docstrings."""
    quiet = _docstrings(module)
    return {
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in quiet
    }


def _in_expression(node: ast.AST) -> Iterator[str]:
    """Terms of `ZJ + "Visit"` and `f"{ZJ}Visit"` in an expression or assignment."""
    if isinstance(node, ast.Assign):
        yield from _in_expression(node.value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and _is_zj(node.left):
        yield from _leading(node.right)
    elif isinstance(node, ast.JoinedStr):
        for part, after in zip(node.values, node.values[1:], strict=False):
            if isinstance(part, ast.FormattedValue) and _is_zj(part.value):
                yield from _leading(after)


def _is_zj(node: ast.AST) -> bool:
    name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", None)
    return name == "ZJ"


def _leading(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        name = _NAME.match(node.value)
        if name:
            yield name.group()


def _docstrings(module: ast.Module) -> set[ast.AST]:
    """The nodes of all strings that stand alone as a statement."""
    return {node.value for node in ast.walk(module) if isinstance(node, ast.Expr)}
