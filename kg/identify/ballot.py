"""The table of decisions: what people write beside facts, identities and links.

Input: a file with a header line, tabs between its columns, of which `kind`, `subject`, `object`,
`verdict` and `reason` count, in any order; others are for people. Spreadsheets may have saved it
again: in another encoding of Chinese, with a byte order mark, other line ends, quoted cells, commas
or semicolons for tabs. Output: a `Ballot` for each row with a verdict. All faults of a file are
told together.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from kg.errors import InputError
from kg.identify.decisions import ACCEPTED, REJECTED, UNDONE, UNSURE, Decision
from kg.ingest.decode import decode, find_encoding
from kg.syntax import is_iri
from kg.vocabulary import SKOS_BROAD_MATCH

COLUMNS: Final = ("kind", "subject", "object", "verdict", "reason")
# Verdicts of the table by kind, and what they are called in the graph.
VERDICTS: Final[Mapping[str, Mapping[str, str]]] = {
    "fact": {"accept": ACCEPTED, "reject": REJECTED, "unsure": UNSURE, "undo": UNDONE},
    "identity": {"same": ACCEPTED, "different": REJECTED, "unsure": UNSURE, "undo": UNDONE},
    "link": {
        "same": ACCEPTED,
        "within": ACCEPTED,
        "different": REJECTED,
        "unsure": UNSURE,
        "undo": UNDONE,
    },
}
WITHIN: Final = "within"
_DELIMITERS: Final = "\t,;"
_NEEDED: Final = ("kind", "subject", "verdict")  # cells without which a row says nothing
_MOST: Final = 20  # faults that are told
# What makes a spreadsheet take a cell for a formula, and what keeps it from doing so.
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
GUARD: Final = "'"


@dataclass(frozen=True, slots=True)
class Ballot:
    """A decision, the line of the table where it stands, and its kind."""

    line: int
    kind: str
    decision: Decision


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a table, in its order; see `read_ballots`."""
    return [ballot.decision for ballot in read_ballots(path)]


def read_ballots(path: Path) -> list[Ballot]:
    """The rows of a table that have a verdict, in its order.

    Raises InputError for a file that cannot be read, and for lines that have another form or
    contradict each other.
    """
    text = _text(path)
    header, delimiter = _header(text, path)
    found: list[Ballot] = []
    faults: list[InputError] = []
    earlier: dict[tuple[str, ...], Ballot] = {}
    for line, row in _rows(text, delimiter, path):
        try:
            ballot = _ballot(row, header, path, line)
            if ballot is not None:
                first = earlier.setdefault(ballot.decision.about, ballot)
                _check_agree(first, ballot, path)
                found.append(ballot)
        except InputError as fault:
            faults.append(fault)
    refuse(faults, path)
    return found


def refuse(faults: Sequence[InputError], path: Path) -> None:
    """Raise InputError if there are faults: the one, or all of them together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        told = [*map(str, faults[:_MOST]), *(["…"] if len(faults) > _MOST else [])]
        raise InputError("decisions-faults", source=path, count=len(faults), faults="\n".join(told))


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return decode(raw, find_encoding(raw, str(path)), str(path)).removeprefix("\ufeff")
    except (OSError, InputError) as error:
        raise InputError("decisions-file", source=path, why=error) from error


def _header(text: str, path: Path) -> tuple[dict[str, int], str]:
    """Where each column stands, and what stands between columns."""
    line = text.lstrip("\r\n").partition("\n")[0].strip("\r")
    cells: list[str] = []
    for delimiter in _DELIMITERS:
        cells = [
            cell.strip().casefold() for cell in next(csv.reader([line], delimiter=delimiter), [])
        ]
        if set(COLUMNS) <= set(cells):
            break
    else:
        raise InputError(
            "decisions-columns", source=path, found=line.replace("\t", ", ")[:200],
            allowed=", ".join(COLUMNS),
        )  # fmt: skip
    if twice := [name for name in COLUMNS if cells.count(name) > 1]:
        raise InputError("decisions-twice-column", source=path, found=", ".join(twice))
    return {name: number for number, name in enumerate(cells)}, delimiter


def _rows(text: str, delimiter: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header, each with its first line; empty ones are left out."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    seen_header = False
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise InputError("decisions-quotes", source=path, line=line, why=error) from error
        if row is None:
            return
        if any(cell.strip() for cell in row):
            if seen_header:
                yield line, row
            seen_header = True


def _ballot(row: list[str], header: Mapping[str, int], path: Path, line: int) -> Ballot | None:
    """What a row says, None without a verdict."""
    last = max(header[name] for name in _NEEDED)
    if len(row) <= last or any(cell.strip() for cell in row[len(header) :]):
        raise InputError(
            "decisions-row", source=path, line=line, found=len(row), allowed=len(header)
        )
    cells = {name: row[at].strip() if at < len(row) else "" for name, at in header.items()}
    kind, verdict = cells["kind"].casefold(), cells["verdict"].casefold()
    if not verdict:
        return None
    for column, found, allowed in (
        ("kind", kind, VERDICTS),
        ("verdict", verdict, VERDICTS.get(kind, {})),
    ):
        if found not in allowed:
            raise InputError(
                "decisions-value", source=path, line=line, column=column, found=found,
                allowed=", ".join(allowed),
            )  # fmt: skip
    about = _about(cells, kind, path, line)
    relation = SKOS_BROAD_MATCH if verdict == WITHIN else ""
    reason = _unguarded(cells["reason"])
    return Ballot(line, kind, Decision(about, VERDICTS[kind][verdict], reason, relation))


def _about(cells: Mapping[str, str], kind: str, path: Path, line: int) -> tuple[str, ...]:
    about = tuple(sorted({node for node in (cells["subject"], cells["object"]) if node}))
    for node in about:
        if not is_iri(node):
            raise InputError("decisions-iri", source=path, line=line, found=node)
    if len(about) != (1 if kind == "fact" else 2):
        raise InputError("decisions-about", source=path, line=line, kind=kind)
    return about


def _check_agree(first: Ballot, ballot: Ballot, path: Path) -> None:
    """Raises InputError for another verdict about the same nodes."""
    one, other = first.decision, ballot.decision
    if (one.verdict, one.relation) != (other.verdict, other.relation):
        raise InputError(
            "decisions-contradiction", source=path, line=ballot.line, earlier=first.line,
            found=" ".join(other.about),
        )  # fmt: skip


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return GUARD + cell if cell.startswith(FORMULAS) else cell


def _unguarded(cell: str) -> str:
    plain = cell.removeprefix(GUARD)
    return plain if plain.startswith(FORMULAS) else cell
