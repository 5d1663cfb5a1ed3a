"""A bundle of CSV tables, one for each kind of node, with ids: for spreadsheets and OpenRefine.

Input: a store. Output: a zip archive, or a folder, of `article.csv`, `visit.csv`, … (RFC 4180,
UTF-8) and `datapackage.json`, which describes each column (Frictionless Data Package 1.0). A row is
a node and `id` its IRI; a column is a property of the ontology. Several values of one property
stand in one cell, with | between them. Beside a column of ids stands one with the names of what
they stand for, in the same order. Memory does not grow with the store.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pyoxigraph as ox

from kg.export.arrange import Arranged, Node, Resource, Term, nodes, text_of
from kg.export.schema import Column, columns, event_columns
from kg.vocabulary import (
    RDF_TYPE,
    RDFS_LABEL,
    XSD_BOOLEAN,
    XSD_DATE,
    XSD_DECIMAL,
    XSD_INTEGER,
    ZJ,
    Class,
    Property,
)

BETWEEN: Final = "|"  # values of one cell; no IRI has it
_IN_NAMES: Final = "\uff5c"  # what stands for it in a name
_BOM: Final = "\ufeff"
_BRIEFS: Final = 50_000  # names that are remembered
_PACKAGE: Final = "datapackage.json"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip archive can tell
# What a spreadsheet would take for a formula (OWASP, CSV injection); numbers are none.
_FORMULA: Final = re.compile(r"[=+\-@\t\r](?!\d+(?:\.\d+)?\Z)")
# What a node is called, and how the column of such names ends: `name` if not told here.
_NAMES: Final = (
    RDFS_LABEL,
    Property.NAME,
    Property.TITLE,
    Property.EXACT,
    Property.FILE,
    Property.WORDING,
)
_ENDINGS: Final[dict[str, str]] = {
    Property.STATED_IN: "title",
    Property.SOURCE_ARTICLE: "title",
    Property.EVIDENCE: "exact",
    Property.CONTENT_EVIDENCE: "exact",
    Property.SOURCE: "file",
    Property.STOP: "",
    Property.SAME_EVENT_AS: "",
    Property.ISSUED_DURING: "",
    Property.PART_OF: "",
    Property.OBJECT: "",
    Property.RELATION: "",
    Property.CANDIDATE: "",
}
_TYPES: Final = {
    XSD_INTEGER: "integer",
    XSD_DECIMAL: "number",
    XSD_BOOLEAN: "boolean",
    XSD_DATE: "date",
}
_WHOLES: Final = {  # tables of parts: the column that names the whole, and the whole's property
    Class.STOP: ("visit", Property.STOP),
    Class.DONATED_ITEM: ("donation", Property.ITEM),
}
_KEYS: Final = {  # columns that hold one id of one other table
    Property.STATED_IN: Class.ARTICLE,
    Property.SOURCE_ARTICLE: Class.ARTICLE,
    Property.HOLDER: Class.PERSON,
    Property.POST: Class.POST,
}


def archive(store: ox.Store, stream: IO[bytes], *, bom: bool = False) -> None:
    """Write the bundle as a zip archive; the same store gives the same bytes."""
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        for name, content in _files(store, bom=bom):
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with packed.open(entry, "w", force_zip64=True) as file:
                for chunk in content:
                    file.write(chunk)


def folder(store: ox.Store, path: Path, *, bom: bool = False) -> None:
    """Write the bundle into a folder that is there. Raises OSError."""
    for name, content in _files(store, bom=bom):
        with (path / name).open("wb") as file:
            file.writelines(content)


def _files(store: ox.Store, *, bom: bool) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Names of files and their contents."""
    tables = {kind: _Table(kind, found, bom=bom) for kind, found in columns().items()}
    arranged = Arranged(store)
    name = _Names(store)
    try:
        for node in arranged.nodes():
            if node.kind not in tables:
                if not _is_event(node):
                    continue
                tables[node.kind] = _Table(node.kind, event_columns(), bom=bom)
            tables[node.kind].add(node, name)
        yield _PACKAGE, [_package(tables.values(), bom=bom)]
        for table in sorted(tables.values(), key=lambda table: table.name):
            yield f"{table.name}.csv", table.content()
    finally:
        for table in tables.values():
            table.close()


def _is_event(node: Node) -> bool:
    """Whether a node of a class that is not shipped is a fact of a user's own kind."""
    return Property.STATED_IN in node.properties


class _Table:
    """Rows of one class, kept in a file until all are known."""

    def __init__(self, kind: str, found: tuple[Column, ...], *, bom: bool) -> None:
        self.kind = kind
        self.name = _file_name(kind)
        self.columns = found
        self.keys = [_WHOLES[Class(kind)][0]] if kind in _WHOLES else []
        self._guard = bom
        self._own: dict[str, Column] = {}  # what the ontology does not list
        self._file = TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - closed by close()
        self._rows = csv.writer(self._file, lineterminator="\r\n")

    def close(self) -> None:
        """Give the rows up."""
        self._file.close()

    def add(self, node: Node, name: _Names) -> None:
        """Add a row; what the ontology does not list is kept for columns at the end."""
        known = {column.property for column in self.columns}
        for property_, values in node.properties.items():
            if property_ not in known and property_ != RDF_TYPE:
                own = Column(property_, is_node=isinstance(values[0], ox.NamedNode))
                self._own.setdefault(property_, own)
        row = [text_of(node.subject), *self._whole(node, name)]
        for column in (*self.columns, *self._own.values()):
            row += _cells(column, node.properties.get(column.property, ()), name)
        self._rows.writerow(map(_harmless, row) if self._guard else row)

    def _whole(self, node: Node, name: _Names) -> list[str]:
        """The visit of a stop, the donation of an item."""
        if not self.keys:
            return []
        return [BETWEEN.join(name.holders(node.subject, _WHOLES[Class(self.kind)][1]))]

    def header(self) -> list[str]:
        """The names of all columns."""
        listed = (*self.columns, *self._own.values())
        return ["id", *self.keys, *(title for column in listed for title in titles(column))]

    def content(self) -> Iterator[bytes]:
        """The table as bytes; rows that were written before a column was known are filled up."""
        header = self.header()
        line = io.StringIO()
        writer = csv.writer(line, lineterminator="\r\n")
        writer.writerow(header)
        yield ((_BOM if self._guard else "") + line.getvalue()).encode()
        self._file.seek(0)
        if not self._own:
            yield from (text.encode() for text in self._file)
            return
        for row in csv.reader(self._file):
            line.seek(0)
            line.truncate()
            writer.writerow([*row, *[""] * (len(header) - len(row))])
            yield line.getvalue().encode()


class _Names:
    """What nodes are called, and what they are parts of."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self.of = lru_cache(maxsize=_BRIEFS)(self._of)

    def holders(self, subject: Resource, property_: str) -> list[str]:
        """The nodes that have a node as value of a property."""
        name = ox.NamedNode(property_)
        found = self._store.quads_for_pattern(None, name, subject, None)
        return sorted(text_of(quad.subject) for quad in found)

    def _of(self, term: Term) -> str:
        if not isinstance(term, ox.NamedNode | ox.BlankNode):
            return ""
        for node in nodes(self._store.quads_for_pattern(term, None, None, None)):
            for name in _NAMES:
                if found := node.first(name):
                    return found
        return ""


def titles(column: Column) -> list[str]:
    """The columns that a property gives: its own, and one with the names of what it holds."""
    local = _local(column.property)
    ending = _ENDINGS.get(column.property, "name") if column.is_node else ""
    return [local, f"{local}_{ending}"] if ending else [local]


def _cells(column: Column, values: Iterable[Term], name: _Names) -> list[str]:
    found = list(values)
    cells = [_joined(found)]
    if len(titles(column)) > 1:
        called = [name.of(value).replace(BETWEEN, _IN_NAMES) for value in found]
        cells.append(BETWEEN.join(called))
    return cells


def _joined(values: Iterable[Term]) -> str:
    return BETWEEN.join(map(text_of, values))


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _local(property_: str) -> str:
    return "name" if property_ == RDFS_LABEL else re.split("[/#]", property_)[-1]


def _file_name(kind: str) -> str:
    """The name of a table: visit, donated-item."""
    local = kind.removeprefix(ZJ) if kind.startswith(ZJ) else re.split("[/#]", kind)[-1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", re.sub(r"[^\w-]", "-", local)).lower()


# -- the description of the tables


def _package(tables: Iterable[_Table], *, bom: bool) -> bytes:
    """The bundle described as a Tabular Data Package (specs.frictionlessdata.io)."""
    listed = sorted(tables, key=lambda table: table.name)
    made = {
        "profile": "tabular-data-package",
        "name": "zhengji",
        "resources": [_resource(table, bom=bom) for table in listed],
    }
    return f"{json.dumps(made, ensure_ascii=False, indent=1)}\n".encode()


def _key(column: str, other: str) -> dict[str, Any]:
    return {"fields": column, "reference": {"resource": other, "fields": "id"}}


def _resource(table: _Table, *, bom: bool) -> dict[str, Any]:
    fields: list[Mapping[str, str]] = [
        {"name": name, "type": "string"} for name in ("id", *table.keys)
    ]
    for column in table.columns:
        kind = _TYPES.get(column.datatype, "string")
        names = titles(column)
        fields.append({"name": names[0], "type": kind, "description": column.comment})
        fields += [{"name": name, "type": "string"} for name in names[1:]]
    fields += [{"name": name, "type": "string"} for name in table.header()[len(fields) :]]
    known = {column.property for column in table.columns}
    keys = [_key(_local(name), _file_name(kind)) for name, kind in _KEYS.items() if name in known]
    keys += [_key(name, name) for name in table.keys]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "encoding": "utf-8-sig" if bom else "utf-8",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": {
            "fields": fields,
            "primaryKey": "id",
            **({"foreignKeys": keys} if keys else {}),
        },
    }
