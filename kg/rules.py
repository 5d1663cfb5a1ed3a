"""Rules: how events are worded, read from `ontology/rules/*.toml` and checked as a whole.

Input: rule files, lexicons. Output: one `Rules` value with everything compiled. Precedence is
file order: files by name, rules as they stand. All faults are reported together.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from kg import dates
from kg.errors import KgError, RuleError
from kg.lexicon import Lexicons
from kg.pattern import Sieve, compile_pattern, expand
from kg.people import Grammar
from kg.resources import data

_KEYS = frozenset(
    {"name", "emits", "pattern", "requires", "unless", "unless_sentence", "unless_article",
     "examples", "counterexamples", "options"}
)  # fmt: skip
_NEEDED = ("name", "emits", "pattern", "examples")


@dataclass(frozen=True, slots=True)
class Rule:
    """One wording. Guards: `requires` must occur in the sentence, `unless` not in the clause.

    `slots` are the names and numbers of the groups of `pattern`.
    """

    name: str
    emits: str
    pattern: re.Pattern[str]
    file: str
    slots: tuple[tuple[str, int], ...] = ()
    options: frozenset[str] = frozenset()
    requires: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    unless_sentence: re.Pattern[str] | None = None
    unless_article: re.Pattern[str] | None = None
    examples: tuple[dict[str, Any], ...] = ()
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """Everything that extraction needs, compiled."""

    rules: tuple[Rule, ...]
    lexicons: Lexicons
    tables: dict[str, dict[str, Any]] = field(repr=False)
    macros: dict[str, str] = field(repr=False)
    dates: dates.DateRules = field(repr=False)
    version: str = ""
    _compiled: dict[str, dict[str, re.Pattern[str]]] = field(default_factory=dict, repr=False)

    @cached_property
    def grammar(self) -> Grammar:
        """The grammar of names and posts."""
        return Grammar(self.lexicons)

    @cached_property
    def annotation(self) -> dict[str, re.Pattern[str]]:
        """Patterns of quotations, works, asides and sentence ends."""
        return self.patterns("annotation")

    def confidence(self, rule: str) -> float | None:
        """The measured confidence of a rule (`confidence.toml`, DESIGN section 6), if there is any."""
        measured: dict[str, float] = self.tables.get("confidence", {}).get(rule, {})
        return measured.get("lower")

    def likely(self, clause: str) -> list[Rule]:
        """The rules that may fit the text of a clause, in file order; no other fits."""
        return [self.rules[number] for number in self._sieve.may_fit(clause)]

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve(rule.pattern for rule in self.rules)

    def patterns(self, table: str) -> dict[str, re.Pattern[str]]:
        """The patterns of a plain table (`[annotation]`, `[phrases]` …) by name."""
        if table not in self._compiled:
            self._compiled[table] = {
                name: re.compile(expand(text, self.lexicons, self.macros, where=f"{table}.{name}"))
                for name, text in self.tables[table].items()
                if isinstance(text, str)
            }
        return self._compiled[table]


@cache
def load_rules(extra: tuple[Path, ...] = ()) -> Rules:
    """The shipped rules and those of the folders `extra`; raises RuleError with all faults."""
    folders = (data("ontology", "rules"), *extra)
    lexicons = Lexicons((data("ontology", "lexicon"), *(f / "lexicon" for f in extra), *extra))
    files = [file for folder in folders for file in sorted(folder.glob("*.toml"))]
    tables = {file: _read(file) for file in files}
    macros: dict[str, str] = {}
    plain: dict[str, dict[str, Any]] = {}
    for table in tables.values():
        macros.update(table.get("macros", {}))
        for name, entries in table.items():
            if isinstance(entries, dict) and name != "macros":
                plain.setdefault(name, {}).update(entries)
    rules = _compile_all(tables, lexicons, macros)
    return Rules(
        rules=tuple(rules), lexicons=lexicons, tables=plain, macros=macros,
        dates=dates.load_dates(), version=_version(folders),
    )  # fmt: skip


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError("rule-toml", file=file, reason=error) from None


def _compile_all(
    tables: dict[Path, dict[str, Any]], lexicons: Lexicons, macros: dict[str, str]
) -> list[Rule]:
    rules: list[Rule] = []
    faults: list[KgError] = []
    seen: dict[str, str] = {}
    for file, table in tables.items():
        for entry in table.get("rule", ()):
            try:
                rule = _compile(entry, file, lexicons, macros)
            except RuleError as error:
                faults.append(error)
                continue
            where = f"{file.name}: {rule.name}"
            if rule.name in seen:
                faults.append(RuleError("rule-twice", where=where, first=seen[rule.name]))
            seen[rule.name] = file.name
            rules.append(rule)
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise RuleError("rule-faults", count=len(faults), faults=listed)
    return rules


def _compile(entry: dict[str, Any], file: Path, lexicons: Lexicons, macros: dict[str, str]) -> Rule:
    where = f"{file.name}: {entry.get('name', '?')}"
    for key in entry:
        if key not in _KEYS:
            raise RuleError("rule-keys", where=where, found=key, known=", ".join(sorted(_KEYS)))
    for key in _NEEDED:
        if not entry.get(key):
            raise RuleError("rule-missing", where=where, found=key)

    def compiled(key: str) -> re.Pattern[str] | None:
        text = entry.get(key)
        return compile_pattern(text, lexicons, macros, where=f"{where}: {key}") if text else None

    pattern = compiled("pattern")
    assert pattern is not None
    if "trigger" not in pattern.groupindex:
        raise RuleError("rule-missing", where=where, found="trigger")
    return Rule(
        name=entry["name"], emits=entry["emits"], pattern=pattern, file=file.name,
        slots=tuple(pattern.groupindex.items()),
        options=frozenset(entry.get("options", ())),
        requires=compiled("requires"), unless=compiled("unless"),
        unless_sentence=compiled("unless_sentence"), unless_article=compiled("unless_article"),
        examples=tuple(entry["examples"]), counterexamples=tuple(entry.get("counterexamples", ())),
    )  # fmt: skip


def _version(folders: tuple[Path, ...]) -> str:
    """Hash of every byte of rules and lexicons: what decides whether an article is read again."""
    digest = hashlib.sha256()
    roots = (*folders, data("ontology", "lexicon"))
    for file in sorted(f for root in roots for f in root.rglob("*") if f.is_file()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
