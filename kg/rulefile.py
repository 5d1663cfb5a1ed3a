"""Rule files: TOML that states wordings, read and held against the form that rules have.

Input: folders of `*.toml` and of word lists. Output: entries of rules and plain tables, none of
whose keys or values has a wrong form; what has one is a fault, told with file and rule.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kg.errors import RuleError

_PATTERNS: Final = ("pattern", "requires", "unless", "unless_sentence", "unless_article")
_TEXTS: Final = ("name", "emits", *_PATTERNS)
_LISTS: Final = ("counterexamples", "options")
KEYS: Final = frozenset({*_TEXTS, *_LISTS, "examples"})
_OWN: Final = ("macros", "confidence")  # tables that a user's files may have
_NEEDED: Final = ("name", "emits", "pattern", "examples")


@dataclass(frozen=True, slots=True)
class Entry:
    """A `[[rule]]` of a file, in the form that rules have; `shipped` with Zhengji, else a user's."""

    file: Path
    shipped: bool
    told: Mapping[str, Any]

    @property
    def where(self) -> str:
        """File and rule, as messages tell them."""
        return f"{self.file.name}: {self.told.get('name', '?')}"

    @property
    def name(self) -> str:
        """The rule's name."""
        return str(self.told["name"])

    def patterns(self) -> Iterator[tuple[str, str]]:
        """Its patterns by key, those that it states."""
        stated = ((key, self.told.get(key)) for key in _PATTERNS)
        return ((key, text) for key, text in stated if text and isinstance(text, str))


@dataclass(slots=True)
class RuleFiles:
    """All that rule files state: rules in file order, macros, plain tables, and faults.

    `broken` are rules with faults, whose patterns are still to be looked at.
    """

    entries: list[Entry] = field(default_factory=list)
    broken: list[Entry] = field(default_factory=list)
    macros: dict[str, str] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[RuleError] = field(default_factory=list)


def read_rule_files(folders: Iterable[Path]) -> RuleFiles:
    """The rule files of `folders`, the first of which is the shipped one; files by name.

    A user's files state rules, macros with names of their own, and measured confidence; the other
    tables are the shipped ones', since their patterns are not bound to linear time.
    """
    found = RuleFiles()
    for number, folder in enumerate(folders):
        for file in sorted(folder.glob("*.toml")):
            try:
                table = tomllib.loads(file.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
                found.faults.append(RuleError("rule-toml", file=file.name, reason=error))
            except OSError as error:
                reason = error.strerror or error
                found.faults.append(RuleError("rule-unread", file=file.name, reason=reason))
            else:
                _take(found, table, file, shipped=number == 0)
    return found


def _take(found: RuleFiles, table: dict[str, Any], file: Path, *, shipped: bool) -> None:
    """Adds what one file states."""
    rules = table.pop("rule", [])
    for told in rules if isinstance(rules, list) else [rules]:
        entry = Entry(file, shipped, told if isinstance(told, dict) else {})
        faults = list(_faults(entry.where, told))
        found.faults += faults
        (found.broken if faults else found.entries).append(entry)
    for name, entries in table.items():
        if shipped or (name in _OWN and isinstance(entries, dict)):
            _add_table(found, name, entries, file)
        else:
            known = ", ".join(("[[rule]]", *(f"[{table}]" for table in _OWN)))
            found.faults.append(RuleError("rule-table", file=file.name, found=name, known=known))


def _add_table(found: RuleFiles, name: str, entries: Any, file: Path) -> None:
    """Adds macros, or a plain table; what else stands at the top of a file is for others."""
    if name == "macros":
        where = f"{file.name}: macros"
        for macro, text in entries.items():
            if macro in found.macros:
                found.faults.append(RuleError("rule-macro-twice", where=where, found=macro))
            elif not isinstance(text, str):
                found.faults.append(RuleError("rule-form", where=where, key=macro, wanted="a text"))
            else:
                found.macros[macro] = text
    elif isinstance(entries, dict):
        found.tables.setdefault(name, {}).update(entries)


def _faults(where: str, told: object) -> Iterator[RuleError]:
    """Unknown keys, missing ones, and values of a wrong form."""
    if not isinstance(told, dict):
        yield RuleError("rule-form", where=where, key="rule", wanted="a table, [[rule]]")
        return
    for key in sorted(told.keys() - KEYS):
        yield RuleError("rule-keys", where=where, found=key, known=", ".join(sorted(KEYS)))
    for key in _NEEDED:
        if not told.get(key):
            yield RuleError("rule-missing", where=where, found=key)
    for key in _TEXTS:
        if not isinstance(told.get(key, ""), str):
            yield RuleError("rule-form", where=where, key=key, wanted="a text")
    for key in _LISTS:
        if not _all(told.get(key, []), str):
            yield RuleError("rule-form", where=where, key=key, wanted="a list of texts")
    examples = told.get("examples", [])
    if not _all(examples, dict) or not all(isinstance(one.get("text"), str) for one in examples):
        wanted = "a list of tables, each with a text"
        yield RuleError("rule-form", where=where, key="examples", wanted=wanted)


def _all(values: object, kind: type) -> bool:
    return isinstance(values, list) and all(isinstance(one, kind) for one in values)
