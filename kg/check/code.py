"""What Python code says of the ontology, read from its syntax tree.

Input: the modules of the package. Output: names of terms, strings. A term is used as
`Class.VISIT`, `Property.VISITOR`, `P["VISITOR"]` and `A["VISIT"]` (`kg.rdf.terms`),
`ZJ + "Visit"`, `f"{ZJ}Visit"`, "zj:Visit" in a string (docstrings do not count), or by its
whole IRI.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.vocabulary import ZJ

_TERM = re.compile(rf"(?:\bzj:|{re.escape(ZJ)})([A-Za-z]\w*)")
_NAME = re.compile(r"[A-Za-z]\w*")
_HOLDERS = {"Class": "Class", "Property": "Property"}
_TABLES = {**_HOLDERS, "A": "Class", "P": "Property"}


@dataclass(frozen=True, slots=True)
class Module:
    """`constants` are pairs such as ("Class", "VISIT"), `named` terms that stand by name."""

    tree: ast.Module
    constants: frozenset[tuple[str, str]]
    named: frozenset[str]
    strings: frozenset[str]

    def terms(self, known: Mapping[tuple[str, str], str]) -> set[str]:
        """Names of the terms that the module uses; `known` gives the name of each constant."""
        return {known[pair] for pair in self.constants & known.keys()} | self.named


def modules(package: Path) -> dict[Path, Module]:
    """All modules of the package, by file."""
    files = sorted(package.rglob("*.py"))
    return {file: read(file.read_text(encoding="utf-8")) for file in files}


@cache
def read(text: str) -> Module:
    """A module from its text."""
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    quiet = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    strings = frozenset(
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet
    )
    named = {term for node in nodes for term in _in_expression(node)}
    return Module(
        tree=tree,
        constants=frozenset(pair for node in nodes for pair in _constant(node)),
        named=frozenset(named.union(*(in_text(string) for string in strings))),
        strings=strings,
    )


def in_text(text: str) -> list[str]:
    """Names of the terms that stand in a text, prefixed or as whole IRIs."""
    return _TERM.findall(text)


def constants(vocabulary: Path) -> dict[tuple[str, str], str]:
    """The constants of `vocabulary.py`: ("Class", "VISIT") to "Visit"."""
    found = {}
    for holder in read(vocabulary.read_text(encoding="utf-8")).tree.body:
        if isinstance(holder, ast.ClassDef) and holder.name in _HOLDERS:
            for line in holder.body:
                if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                    for term in _in_expression(line.value):
                        found[holder.name, line.targets[0].id] = term
    return found


def _constant(node: ast.AST) -> Iterator[tuple[str, str]]:
    """`Class.VISIT` and `P["VISITOR"]` as a pair of holder and name."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if node.value.id in _HOLDERS and node.attr.isupper():
            yield _HOLDERS[node.value.id], node.attr
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        name = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if node.value.id in _TABLES and isinstance(name, str) and name.isupper():
            yield _TABLES[node.value.id], name


def _in_expression(node: ast.AST) -> Iterator[str]:
    """The terms of `ZJ + "Visit"` and `f"{ZJ}Visit"`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and _is_zj(node.left):
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
