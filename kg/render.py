"""Rows of a query as a table for the terminal, CSV, TSV, JSON, JSON lines, XML or Markdown.

Input: `Rows`. Output: bytes in UTF-8, written piece by piece, so that a result of any size needs
no memory of its size. CSV, TSV, JSON and XML follow the W3C's SPARQL 1.1 query results formats;
graphs (CONSTRUCT, DESCRIBE) can also be written in the RDF forms of kg/export.py.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any
from unicodedata import combining, east_asian_width
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kg.errors import UsageError
from kg.export import GRAPH_FORMS, write_triples
from kg.query import Rows, Term, Value, plain
from kg.rdf import BASE
from kg.rdf.article import unbroken
from kg.sparql import PREFIXES

_SAMPLE = 1000  # rows that settle how wide the columns of a table are
_LEAST = 4  # columns of the screen that a table's column keeps
_LEAST_IRI = 12  # what a column of IRIs gives way to before any other is narrowed
_GAP = "  "
_MORE = "…"
_XSD_STRING = PREFIXES["xsd"] + "string"
_LANG_STRING = PREFIXES["rdf"] + "langString"
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBERS = {PREFIXES["xsd"] + name for name in ("integer", "decimal", "double")}


def forms(rows: Rows) -> tuple[str, ...]:
    """Names of the forms that a result can be written in."""
    return (*_WRITERS, *(GRAPH_FORMS if rows.form == "graph" else ()))


def write(
    rows: Rows,
    form: str,
    stream: IO[bytes],
    *,
    width: int | None = None,
    bom: bool = False,
) -> None:
    """Write a result; `width` is that of the terminal for a table, `bom` marks CSV for Excel.

    Reads the rows once. Raises UsageError for a form that this result cannot be written in.
    """
    if form not in forms(rows):
        raise UsageError("render-form", form=form, kind=rows.form, known=", ".join(forms(rows)))
    if form in GRAPH_FORMS:
        write_triples((_triple(row) for row in rows.stream()), form, stream)
        return
    if bom and form in ("csv", "tsv"):
        stream.write(b"\xef\xbb\xbf")
    pieces = table(rows, width) if form == "table" else _WRITERS[form](rows)
    for piece in pieces:
        stream.write(piece.encode())


def text(rows: Rows, form: str = "table", *, width: int | None = None) -> str:
    """A result as one string."""
    stream = io.BytesIO()
    write(rows, form, stream, width=width)
    return stream.getvalue().decode()


def _triple(row: tuple[Term | None, ...]) -> ox.Triple:
    subject, predicate, object_ = row
    return ox.Triple(subject, predicate, object_)  # type: ignore[arg-type]


# -- table and Markdown


def table(rows: Rows, width: int | None = None) -> Iterator[str]:
    """Lines of a table that fits `width` columns of a terminal; None lets it be as wide as it is.

    A character of East Asian width takes two columns.
    """
    if rows.form == "boolean":
        yield from (f"{_cell(row[0])}\n" for row in rows.stream())
        return
    stream = rows.stream()
    sample = list(islice(stream, _SAMPLE))
    cells = [[_cell(term) for term in row] for row in sample]
    right = [_is_numeric(column, sample) for column in range(len(rows.columns))]
    wanted = [
        max(map(display_width, (name, *(row[column] for row in cells))), default=0)
        for column, name in enumerate(rows.columns)
    ]
    widths = wanted if width is None else _fit(wanted, _iris(sample), width)
    yield _line(rows.columns, widths, right)
    yield _GAP.join("-" * width for width in widths) + "\n"
    for row in chain(cells, ([_cell(term) for term in row] for row in stream)):
        yield _line(row, widths, right)


def display_width(text: str) -> int:
    """Columns that a text takes on a terminal: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1
        for character in text
    )


def _fit(wanted: list[int], iris: set[int], width: int) -> list[int]:
    """Narrow columns until all fit: those of IRIs first, then the widest, to _LEAST at least."""
    room = width - len(_GAP) * (len(wanted) - 1)
    widths = list(wanted)
    for column in iris:
        excess = sum(widths) - room
        widths[column] = min(widths[column], max(_LEAST_IRI, widths[column] - max(excess, 0)))
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda column: widths[column])
        if widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
    return widths


def _iris(sample: list[tuple[Term | None, ...]]) -> set[int]:
    """Columns that hold IRIs alone: keys for programs more than words for people."""
    found = range(len(sample[0]) if sample else 0)
    return {n for n in found if all(isinstance(row[n], ox.NamedNode) for row in sample)}


def _line(cells: Iterable[str], widths: list[int], right: list[bool]) -> str:
    padded = []
    for cell, width, to_right in zip(cells, widths, right, strict=True):
        clipped = _clip(cell, width)
        blank = " " * (width - display_width(clipped))
        padded.append(blank + clipped if to_right else clipped + blank)
    return _GAP.join(padded).rstrip() + "\n"


def _clip(cell: str, width: int) -> str:
    if display_width(cell) <= width:
        return cell
    used, kept = 0, ""
    for character in cell:
        used += display_width(character)
        if used > width - 1:
            break
        kept += character
    return kept + _MORE


def _is_numeric(column: int, sample: list[tuple[Term | None, ...]]) -> bool:
    found = [row[column] for row in sample if row[column] is not None]
    return bool(found) and all(
        isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS for term in found
    )


def _cell(term: Term | None) -> str:
    """A term as people read it: on one line, IRIs without what is common to all."""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    if isinstance(term, ox.Literal):
        return unbroken(term.value)
    return "" if term is None else str(term)


def shorten(iri: str) -> str:
    """An IRI with a known prefix, or without the default base, for reading only."""
    if iri.startswith(BASE):
        return iri.removeprefix(BASE)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _markdown(rows: Rows) -> Iterator[str]:
    yield f"| {' | '.join(rows.columns)} |\n"
    yield f"|{'---|' * len(rows.columns)}\n"
    for row in rows.stream():
        cells = (_cell(term).replace("\\", "\\\\").replace("|", "\\|") for term in row)
        yield f"| {' | '.join(cells)} |\n"


# -- the forms of the W3C


def _csv(rows: Rows) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    for row in chain((rows.columns,), (map(_bare, row) for row in rows.stream())):
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _bare(term: Term | None) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return "" if term is None else str(term)


def _tsv(rows: Rows) -> Iterator[str]:
    yield "\t".join(f"?{column}" for column in rows.columns) + "\n"
    for row in rows.stream():
        yield "\t".join("" if term is None else _turtle(term) for term in row) + "\n"


def _turtle(term: Term) -> str:
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        return term.value
    if isinstance(term, ox.Triple):
        return f"<<( {' '.join(map(_turtle, term))} )>>"
    return str(term).replace("\t", "\\t")


def _json(rows: Rows) -> Iterator[str]:
    if rows.form == "boolean":
        yield json.dumps({"head": {}, "boolean": bool(rows)}) + "\n"
        return
    head = json.dumps({"vars": list(rows.columns)}, ensure_ascii=False)
    yield f'{{"head": {head}, "results": {{"bindings": ['
    for number, row in enumerate(rows.stream()):
        bound = {
            column: _json_term(term)
            for column, term in zip(rows.columns, row, strict=True)
            if term is not None
        }
        yield (",\n" if number else "\n") + json.dumps(bound, ensure_ascii=False)
    yield "\n]}}\n"


def _json_term(term: Term) -> dict[str, Any]:
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Literal():
            return {"type": "literal", "value": term.value, **_literal_marks(term)}
    parts = zip(("subject", "predicate", "object"), term, strict=True)
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts}}


def _literal_marks(term: ox.Literal) -> dict[str, str]:
    if term.language:
        return {"xml:lang": term.language}
    datatype = term.datatype.value
    return {} if datatype in (_XSD_STRING, _LANG_STRING) else {"datatype": datatype}


def _jsonl(rows: Rows) -> Iterator[str]:
    for row in rows.stream():
        values = {
            column: _number(plain(term)) for column, term in zip(rows.columns, row, strict=True)
        }
        yield json.dumps(values, ensure_ascii=False) + "\n"


def _number(value: Value) -> str | float | bool | None:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _xml(rows: Rows) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
    if rows.form == "boolean":
        yield f"<head/>\n<boolean>{str(bool(rows)).lower()}</boolean>\n</sparql>\n"
        return
    names = "".join(f"<variable name={quoteattr(column)}/>" for column in rows.columns)
    yield f"<head>{names}</head>\n<results>\n"
    for row in rows.stream():
        bound = "".join(
            f"<binding name={quoteattr(column)}>{_xml_term(term)}</binding>"
            for column, term in zip(rows.columns, row, strict=True)
            if term is not None
        )
        yield f"<result>{bound}</result>\n"
    yield "</results>\n</sparql>\n"


def _xml_term(term: Term) -> str:
    match term:
        case ox.NamedNode():
            return f"<uri>{escape(term.value)}</uri>"
        case ox.BlankNode():
            return f"<bnode>{escape(term.value)}</bnode>"
        case ox.Literal():
            marks = "".join(f" {name}={quoteattr(v)}" for name, v in _literal_marks(term).items())
            return f"<literal{marks}>{_xml_text(term.value)}</literal>"
    parts = zip(("subject", "predicate", "object"), term, strict=True)
    inside = "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts)
    return f"<triple>{inside}</triple>"


def _xml_text(text: str) -> str:
    """The text escaped; characters that no XML 1.0 document can hold become U+FFFD."""
    return escape(_NOT_IN_XML.sub("\ufffd", text), {"\r": "&#13;"})


_WRITERS: dict[str, Callable[[Rows], Iterator[str]]] = {
    "table": table,
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "jsonl": _jsonl,
    "xml": _xml,
    "markdown": _markdown,
}
